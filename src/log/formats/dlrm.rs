//! Instances of Alibaba's cluster-trace-gpu-v2025: recommendation services whose parts lie on CPU nodes and on GPU nodes (Yang
//! et al. 2025, "GPU-disaggregated serving for deep learning recommendation models at scale").
//!
//! Services are there before a log begins and after it ends. An empty time says so.

use crate::log::Format;
use crate::log::number::Number;
use crate::log::quality::{Finding, Notes};
use crate::log::row::{Header, Row, SizeUnit, State};
use crate::log::table::{Fields, Layout, Others, Table, Unreadable};
use crate::log::text::between;

/// The row of [`super::FORMATS`].
pub(super) const ENTRY: Format = Format {
    name: "DLRM",
    help: "Alibaba's recommendation services, 2025: instance_sn, role, app_name, cpu_request, gpu_request, ..., creation_time, ...",
    expected: "the columns instance_sn, role, app_name, cpu_request, gpu_request, memory_request, creation_time, scheduled_time and deletion_time",
    parser: || Box::new(Table::new(&LAYOUT)),
};

/// The published log covers 31 days from its second 0.
const LOG_END: Number = Number::of(31 * 86_400);

const INSTANCE: usize = 0;
const ROLE: usize = 1;
const SERVICE: usize = 2;
const PROCESSORS: usize = 3;
const ACCELERATORS: usize = 4;
const MEMORY_GIB: usize = 5;
const CREATION: usize = 6;
const SCHEDULED: usize = 7;
const DELETION: usize = 8;

static LAYOUT: Layout<9> = Layout {
    names: [
        &["instance_sn"],
        &["role"],
        &["app_name"],
        &["cpu_request"],
        &["gpu_request"],
        &["memory_request"],
        &["creation_time"],
        &["scheduled_time"],
        &["deletion_time"],
    ],
    needed: &[INSTANCE, ROLE, SERVICE, PROCESSORS, ACCELERATORS, MEMORY_GIB, CREATION, SCHEDULED, DELETION],
    others: Others::Allowed,
    unit: SizeUnit::Accelerators,
    unix_start: None,
    row,
    nameless: |_| false,
};

fn row(fields: &Fields<'_, 9>, header: &mut Header) -> Result<Row, Unreadable> {
    let (creation, scheduled) = (fields.number(CREATION)?, fields.number(SCHEDULED)?);
    let deletion = fields.number(DELETION)?;
    let submit = creation.unwrap_or(Number::of(0));
    // What was created in the time of the log and has no other time never found a place.
    let start = scheduled.or(creation.is_none().then_some(submit));
    let end = deletion.unwrap_or(LOG_END);
    let mut notes = Notes::default();
    if creation.is_none() {
        notes.add(Finding::BeganBefore);
    }
    if deletion.is_none() {
        notes.add(if start.is_none() { Finding::NotEnded } else { Finding::EndedAfter });
    }
    Ok(Row {
        job: fields.number_at_end(INSTANCE),
        submit: Some(submit),
        wait: creation.zip(scheduled).and_then(|(from, until)| between(from, until)),
        run: start.and_then(|start| between(start, end)),
        processors_requested: fields.number(PROCESSORS)?,
        accelerators: fields.number(ACCELERATORS)?,
        memory_mib: fields.number(MEMORY_GIB)?.map(|gib| gib.times(1_024)),
        // A service is who asks.
        user: header.users.number(fields.text(SERVICE)),
        queue: header.queues.number(fields.text(ROLE)),
        state: if deletion.is_none() { State::Unfinished } else { State::Unknown },
        notes,
        ..Row::default()
    })
}
