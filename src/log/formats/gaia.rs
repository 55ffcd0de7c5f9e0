//! Jobs in the columns of GAIA, a study of carbon-aware scheduling (Hanafy et al. 2024): arrival and length in hours, and a
//! size, which in samples of some logs counts processors and in others nodes.

use crate::log::Format;
use crate::log::number::Number;
use crate::log::row::{Header, Row, SizeUnit};
use crate::log::table::{Fields, Layout, Others, Table, Unreadable, known};

/// The row of [`super::FORMATS`].
pub(super) const ENTRY: Format = Format {
    name: "GAIA",
    help: "samples of logs made for GAIA: arrival_time and length in hours, cpus",
    expected: "the columns arrival_time, length and cpus",
    parser: || Box::new(Table::new(&LAYOUT)),
};

const ARRIVAL: usize = 0;
const LENGTH: usize = 1;
const SIZE: usize = 2;

static LAYOUT: Layout<3> = Layout {
    names: [&["arrival_time"], &["length"], &["cpus"]],
    needed: &[ARRIVAL, LENGTH, SIZE],
    others: Others::Refused,
    unit: SizeUnit::Processors,
    unix_start: None,
    row,
    nameless: |_| false,
};

fn row(fields: &Fields<'_, 3>, _: &mut Header) -> Result<Row, Unreadable> {
    Ok(Row {
        submit: known(fields.text(ARRIVAL), hours)?,
        run: known(fields.text(LENGTH), hours)?,
        processors_requested: fields.number(SIZE)?,
        ..Row::default()
    })
}

/// Seconds of hours with so many decimals that whole seconds come out as such.
fn hours(text: &[u8]) -> Option<Number> {
    let hours: f64 = std::str::from_utf8(text).ok()?.parse().ok()?;
    // `as` saturates, which is what becomes of a number that is too large.
    (0.0 <= hours).then(|| Number::from_millionths((hours * 3.6e9).round() as u64))
}
