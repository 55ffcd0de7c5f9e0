//! The jobs that `suanli generate` writes as CSV: what a scenario or a model gives, of which nothing was ever run.

use crate::log::Format;
use crate::log::number::Number;
use crate::log::row::{Header, Row, SizeUnit, State};
use crate::log::table::{Fields, Layout, Others, Table, Unreadable};

/// The row of [`super::FORMATS`].
pub(super) const ENTRY: Format = Format {
    name: "generated CSV",
    help: "jobs that `suanli generate` wrote as CSV: job, submit_secs, run_secs, size, walltime_secs, user, class, partition, ...",
    expected: "the columns job, submit_secs, run_secs, size and walltime_secs",
    parser: || Box::new(Table::new(&LAYOUT)),
};

const JOB: usize = 0;
const SUBMIT: usize = 1;
const RUN: usize = 2;
const SIZE: usize = 3;
const WALLTIME: usize = 4;
const USER: usize = 5;
const CLASS: usize = 6;
const PARTITION: usize = 7;
const TASKS: usize = 8;
const ACCELERATORS_PER_TASK: usize = 10;
const MEMORY_MIB_PER_TASK: usize = 11;
const ENDS: usize = 12;

static LAYOUT: Layout<13> = Layout {
    names: [
        &["job"],
        &["submit_secs"],
        &["run_secs"],
        &["size"],
        &["walltime_secs"],
        &["user"],
        &["class"],
        &["partition"],
        &["tasks"],
        &["cores_per_task"],
        &["accelerators_per_task"],
        &["memory_mib_per_task"],
        &["ends"],
    ],
    needed: &[JOB, SUBMIT, RUN, SIZE, WALLTIME],
    others: Others::Refused,
    unit: SizeUnit::Processors,
    unix_start: None,
    row,
    nameless: |_| false,
};

fn row(fields: &Fields<'_, 13>, header: &mut Header) -> Result<Row, Unreadable> {
    let tasks = fields.number(TASKS)?;
    let of_all = |each: Option<Number>| Some(each?.times(tasks?.whole()));
    Ok(Row {
        job: fields.number(JOB)?,
        submit: fields.time(SUBMIT)?,
        run: fields.number(RUN)?,
        processors_requested: fields.number(SIZE)?,
        walltime: fields.number(WALLTIME)?,
        user: fields.number(USER)?.filter(|user| !user.is_zero()),
        group: header.groups.number(fields.text(CLASS)),
        queue: header.queues.number(fields.text(PARTITION)),
        accelerators: of_all(fields.number(ACCELERATORS_PER_TASK)?),
        memory_mib: of_all(fields.number(MEMORY_MIB_PER_TASK)?),
        state: state(fields.text(ENDS)),
        ..Row::default()
    })
}

fn state(words: &[u8]) -> State {
    State::ALL.into_iter().find(|state| state.words().as_bytes() == words).unwrap_or_default()
}
