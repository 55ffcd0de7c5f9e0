//! Pods of Alibaba's cluster-trace-gpu-v2023, "openb" (Weng et al. 2023, "Beware of fragmentation: scheduling GPU-sharing
//! workloads with fragmentation gradient descent"): some share a GPU, some need none, some waited until the log ended.

use crate::log::Format;
use crate::log::quality::{Finding, Notes};
use crate::log::row::{Header, Row, SizeUnit, State};
use crate::log::table::{Fields, Layout, Others, Table, Unreadable};
use crate::log::text::between;

/// The row of [`super::FORMATS`].
pub(super) const ENTRY: Format = Format {
    name: "openb",
    help: "Alibaba's openb pods, 2023: name, cpu_milli, memory_mib, num_gpu, gpu_milli, ..., creation_time, deletion_time, scheduled_time",
    expected: "the columns name, cpu_milli, memory_mib, num_gpu, gpu_milli, pod_phase, creation_time, deletion_time and scheduled_time",
    parser: || Box::new(Table::new(&LAYOUT)),
};

const NAME: usize = 0;
const CPU_MILLI: usize = 1;
const MEMORY_MIB: usize = 2;
const GPUS: usize = 3;
const GPU_MILLI: usize = 4;
const PHASE: usize = 5;
const CREATION: usize = 6;
const DELETION: usize = 7;
const SCHEDULED: usize = 8;
const SERVICE_CLASS: usize = 9;

static LAYOUT: Layout<10> = Layout {
    names: [
        &["name"],
        &["cpu_milli"],
        &["memory_mib"],
        &["num_gpu"],
        &["gpu_milli"],
        &["pod_phase"],
        &["creation_time"],
        &["deletion_time"],
        &["scheduled_time"],
        &["qos"],
    ],
    needed: &[NAME, CPU_MILLI, MEMORY_MIB, GPUS, GPU_MILLI, PHASE, CREATION, DELETION, SCHEDULED],
    others: Others::Allowed,
    unit: SizeUnit::Accelerators,
    unix_start: None,
    row,
    nameless: |_| false,
};

fn row(fields: &Fields<'_, 10>, header: &mut Header) -> Result<Row, Unreadable> {
    let (creation, scheduled) = (fields.number(CREATION)?, fields.number(SCHEDULED)?);
    let deletion = fields.number(DELETION)?;
    // Each of its GPUs is given in thousandths.
    let accelerators = fields
        .number(GPUS)?
        .zip(fields.number(GPU_MILLI)?)
        .map(|(count, milli)| count.scaled_by(milli, 1_000));
    let state = state(fields.text(PHASE));
    let mut notes = Notes::default();
    if state == State::Unfinished {
        notes.add(Finding::NotEnded);
    }
    Ok(Row {
        job: fields.number_at_end(NAME),
        submit: creation,
        wait: creation.zip(scheduled).and_then(|(from, until)| between(from, until)),
        run: scheduled.zip(deletion).and_then(|(from, until)| between(from, until)),
        processors_requested: fields.number(CPU_MILLI)?.and_then(|milli| milli.part_of(1_000)),
        accelerators,
        memory_mib: fields.number(MEMORY_MIB)?,
        queue: header.queues.number(fields.text(SERVICE_CLASS)),
        state,
        notes,
        ..Row::default()
    })
}

/// What a phase says. It is where the pod was seen last: those seen running were deleted long before the log ended, and nobody
/// knows why.
fn state(phase: &[u8]) -> State {
    match phase {
        b"Succeeded" => State::Completed,
        b"Failed" => State::Failed,
        b"Pending" => State::Unfinished,
        _ => State::Unknown,
    }
}
