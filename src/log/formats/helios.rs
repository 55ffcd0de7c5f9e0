//! Jobs of GPU clusters in the columns of SenseTime's Helios traces (Hu et al. 2021, "Characterization and prediction of deep
//! learning workloads in large-scale GPU datacenters"), which the Acme traces took over.

use crate::log::Format;
use crate::log::quality::{Finding, Notes};
use crate::log::row::{Header, Row, SizeUnit, State};
use crate::log::slurm;
use crate::log::table::{Fields, Layout, Others, Table, Unreadable};
use crate::log::text::{between, number};

/// The row of [`super::FORMATS`].
pub(super) const ENTRY: Format = Format {
    name: "Helios",
    help: "SenseTime's Helios GPU clusters: job_id, user, vc, gpu_num, cpu_num, node_num, state, submit_time, start_time, ...",
    expected: "the columns job_id, user, gpu_num, cpu_num, node_num, state, submit_time, start_time and end_time",
    parser: || Box::new(Table::new(&LAYOUT)),
};

/// How many columns are known, those of Acme included.
pub(super) const COLUMNS: usize = 19;

/// The columns by name.
pub(super) const NAMES: [&[&str]; COLUMNS] = [
    &["job_id"],
    &["user"],
    &["gpu_num"],
    &["cpu_num"],
    &["node_num"],
    &["state"],
    &["submit_time"],
    &["start_time"],
    &["end_time"],
    &["duration"],
    &["queue"],
    &["vc"],
    &["type"],
    &["mem_per_pod_gb", "mem_per_pod"],
    &["shared_mem_per_pod"],
    &["fail_time"],
    &["stop_time"],
    &["gpu_time"],
    &[""],
];

const JOB: usize = 0;
const USER: usize = 1;
const ACCELERATORS: usize = 2;
const PROCESSORS: usize = 3;
const NODES: usize = 4;
const STATE: usize = 5;
const SUBMIT: usize = 6;
const START: usize = 7;
const END: usize = 8;
const DURATION: usize = 9;
const QUEUE_TIME: usize = 10;
const VIRTUAL_CLUSTER: usize = 11;
pub(super) const KIND: usize = 12;
const POD_MEMORY_GIB: usize = 13;

/// Those that every log of Helios or Acme has.
pub(super) const NEEDED: &[usize] = &[JOB, USER, ACCELERATORS, PROCESSORS, NODES, STATE, SUBMIT, START, END];

static LAYOUT: Layout<COLUMNS> = Layout {
    names: {
        let mut names = NAMES;
        // A column of this name makes it a log of Acme.
        names[KIND] = &[];
        names
    },
    needed: NEEDED,
    others: Others::Refused,
    unit: SizeUnit::Accelerators,
    unix_start: Some(0),
    row,
    nameless: |_| false,
};

/// What a row of Helios or Acme says.
pub(super) fn row(fields: &Fields<'_, COLUMNS>, header: &mut Header) -> Result<Row, Unreadable> {
    let (submit, start, end) = (fields.time(SUBMIT)?, fields.time(START)?, fields.time(END)?);
    let nodes = fields.number(NODES)?;
    // In one of Acme's logs the stated duration includes the wait: the times of day are to be trusted first.
    let run = match start.zip(end) {
        Some((start, end)) => between(start, end),
        None => fields.number(DURATION)?,
    };
    let wait = match submit.zip(start) {
        Some((submit, start)) => between(submit, start),
        None => fields.number(QUEUE_TIME)?,
    };
    let memory_mib =
        fields.number(POD_MEMORY_GIB)?.zip(nodes).map(|(each, nodes)| each.scaled_by(nodes, 1).times(1_024));
    // Acme names no virtual clusters, but keeps nodes free for some kinds of work.
    let queue = match fields.text(VIRTUAL_CLUSTER) {
        [] => fields.text(KIND),
        cluster => cluster,
    };
    let state = slurm::state(fields.text(STATE));
    let mut notes = Notes::default();
    if state == State::Cancelled && run.is_none() {
        notes.add(Finding::NeverRan);
    }
    Ok(Row {
        job: number(fields.text(JOB)),
        submit,
        wait,
        run,
        processors_requested: fields.number(PROCESSORS)?,
        nodes,
        accelerators: fields.number(ACCELERATORS)?,
        memory_mib,
        user: header.users.number(fields.text(USER)),
        queue: header.queues.number(queue),
        state,
        notes,
        ..Row::default()
    })
}
