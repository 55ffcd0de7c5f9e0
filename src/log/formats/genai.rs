//! Requests for images of Alibaba's cluster-trace-v2026-GenAI, with the time that each took.

use crate::log::Format;
use crate::log::quality::{Finding, Notes};
use crate::log::row::{Header, Row, SizeUnit, State};
use crate::log::table::{Fields, Layout, Others, Table, Unreadable};

/// The row of [`super::FORMATS`].
pub(super) const ENTRY: Format = Format {
    name: "GenAI",
    help: "requests to Alibaba's image generators: gmt_create, predict_status, exec_time_seconds, groupId, ...",
    expected: "the columns gmt_create, predict_status, exec_time_seconds and groupId",
    parser: || Box::new(Table::new(&LAYOUT)),
};

const TIME: usize = 0;
const STATUS: usize = 1;
const SERVICE_SECS: usize = 2;
const USER: usize = 3;
const MODEL: usize = 4;

static LAYOUT: Layout<5> = Layout {
    names: [
        &["gmt_create"],
        &["predict_status"],
        &["exec_time_seconds"],
        &["groupid"],
        &["checkpoint_model_version_id"],
    ],
    needed: &[TIME, STATUS, SERVICE_SECS, USER],
    others: Others::Allowed,
    unit: SizeUnit::Slots,
    unix_start: Some(0),
    row,
    nameless: |_| false,
};

fn row(fields: &Fields<'_, 5>, header: &mut Header) -> Result<Row, Unreadable> {
    let (submit, service) = (fields.time(TIME)?, fields.number(SERVICE_SECS)?);
    let status = fields.text(STATUS);
    // One that still waits has a time of 0, which means that there is none.
    let run = service.filter(|_| status != b"PENDING");
    let mut notes = Notes::default();
    if run.is_none() {
        notes.add(Finding::NotEnded);
    }
    Ok(Row {
        submit,
        run,
        user: header.users.number(fields.text(USER)),
        queue: header.queues.number(fields.text(MODEL)),
        state: match status {
            b"SUCCEED" => State::Completed,
            b"FAILED" => State::Failed,
            b"PROCESSING" | b"PENDING" => State::Unfinished,
            _ => State::Unknown,
        },
        notes,
        ..Row::default()
    })
}
