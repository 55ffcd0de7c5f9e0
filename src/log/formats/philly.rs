//! Jobs of Microsoft's Philly cluster, 2017 (Jeon et al. 2019, "Analysis of large-scale multi-tenant GPU clusters for DNN
//! training workloads"), in the two forms in which they are passed on: with waits, and by virtual cluster.

use crate::log::Format;
use crate::log::row::{Header, Row, SizeUnit};
use crate::log::table::{Fields, Layout, Others, Table, Unreadable};

/// The row of [`super::FORMATS`].
pub(super) const ENTRY: Format = Format {
    name: "Philly",
    help: "Microsoft's Philly GPU cluster: run_time, wait_time, submit_time, gpu_num; or timestamp, duration, num_gpus, cluster",
    expected: "the columns submit_time, run_time and gpu_num, or timestamp, duration and num_gpus",
    parser: || Box::new(Table::new(&LAYOUT)),
};

const SUBMIT: usize = 0;
const RUN: usize = 1;
const ACCELERATORS: usize = 2;
const WAIT: usize = 3;
const CLUSTER: usize = 4;
const JOB: usize = 6;

static LAYOUT: Layout<7> = Layout {
    names: [
        &["submit_time", "timestamp"],
        &["run_time", "duration"],
        &["gpu_num", "num_gpus"],
        &["wait_time"],
        &["cluster"],
        &["gpu_time"],
        &[""],
    ],
    needed: &[SUBMIT, RUN, ACCELERATORS],
    // Others have columns of these names too, and more that say what they are.
    others: Others::Refused,
    unit: SizeUnit::Accelerators,
    unix_start: Some(0),
    row,
    nameless: |_| false,
};

fn row(fields: &Fields<'_, 7>, header: &mut Header) -> Result<Row, Unreadable> {
    Ok(Row {
        job: fields.number(JOB)?,
        submit: fields.time(SUBMIT)?,
        wait: fields.number(WAIT)?,
        run: fields.number(RUN)?,
        accelerators: fields.number(ACCELERATORS)?,
        queue: header.queues.number(fields.text(CLUSTER)),
        ..Row::default()
    })
}
