//! Tasks of Alibaba's cluster-trace-gpu-v2020, "PAI" (Weng et al. 2022, "MLaaS in the wild: workload analysis and scheduling in
//! large-scale heterogeneous GPU clusters"). The names of the columns are published in a file of their own.

use crate::log::Format;
use crate::log::number::Number;
use crate::log::quality::{Finding, Notes};
use crate::log::row::{Header, Row, SizeUnit, State};
use crate::log::table::{Fields, Layout, Others, Table, Unreadable};
use crate::log::text::between;
use crate::text::Delimited;

/// The row of [`super::FORMATS`].
pub(super) const ENTRY: Format = Format {
    name: "PAI",
    help: "Alibaba's PAI tasks, 2020: job_name, task_name, inst_num, status, start_time, end_time, plan_cpu, plan_mem, plan_gpu, gpu_type",
    expected: "the columns of pai_task_table.header: job_name, task_name, inst_num, status, start_time, end_time, plan_cpu, plan_mem, plan_gpu, gpu_type",
    parser: || Box::new(Table::new(&LAYOUT)),
};

const JOB_NAME: usize = 0;
const TASK_NAME: usize = 1;
const INSTANCES: usize = 2;
const STATUS: usize = 3;
const START: usize = 4;
const END: usize = 5;
const CPU_PERCENT: usize = 6;
const MEMORY_GIB: usize = 7;
const GPU_PERCENT: usize = 8;
const GPU_TYPE: usize = 9;

static LAYOUT: Layout<10> = Layout {
    names: [
        &["job_name"],
        &["task_name"],
        &["inst_num"],
        &["status"],
        &["start_time"],
        &["end_time"],
        &["plan_cpu"],
        &["plan_mem"],
        &["plan_gpu"],
        &["gpu_type"],
    ],
    needed: &[JOB_NAME, TASK_NAME, INSTANCES, STATUS, START, END, CPU_PERCENT, MEMORY_GIB, GPU_PERCENT],
    others: Others::Allowed,
    unit: SizeUnit::Accelerators,
    unix_start: None,
    row,
    nameless,
};

fn row(fields: &Fields<'_, 10>, header: &mut Header) -> Result<Row, Unreadable> {
    let (start, end) = (fields.number(START)?, fields.number(END)?);
    let instances = fields.number(INSTANCES)?.unwrap_or(Number::of(1));
    let of_all = |each: Option<Number>, divisor: u64| each.map(|each| each.scaled_by(instances, divisor));
    let state = state(fields.text(STATUS));
    let mut notes = Notes::default();
    if state == State::Unfinished {
        notes.add(Finding::NotEnded);
    }
    Ok(Row {
        // The table gives the launch of the task; when its job was submitted stands in another.
        submit: start,
        run: start.zip(end).and_then(|(from, until)| between(from, until)),
        processors_requested: of_all(fields.number(CPU_PERCENT)?, 100),
        accelerators: of_all(fields.number(GPU_PERCENT)?, 100),
        memory_mib: of_all(fields.number(MEMORY_GIB)?, 1).map(|gib| gib.times(1_024)),
        queue: header.queues.number(fields.text(GPU_TYPE)),
        state,
        notes,
        ..Row::default()
    })
}

fn state(status: &[u8]) -> State {
    match status {
        b"Terminated" => State::Completed,
        b"Failed" => State::Failed,
        b"Running" | b"Waiting" => State::Unfinished,
        _ => State::Unknown,
    }
}

/// A row of ten columns with one of four words in its fourth.
fn nameless(fields: &Delimited) -> bool {
    fields.fields().count() == LAYOUT.names.len() && state(fields.field(STATUS)) != State::Unknown
}
