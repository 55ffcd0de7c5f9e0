//! Requests to Kimi, a chat service, in the lines of JSON of the Mooncake traces (Qin et al. 2025, "Mooncake: trading more storage
//! for less computation"): times in milliseconds, tokens, and the blocks of the prompt that others share.

use crate::log::Format;
use crate::log::number::Number;
use crate::log::row::{Header, Line, Parser, Row, SizeUnit};
use serde::Deserialize;

/// The row of [`super::FORMATS`].
pub(super) const ENTRY: Format = Format {
    name: "Mooncake",
    help: "requests to Kimi, one JSON object a line: timestamp, input_length, output_length, hash_ids",
    expected: "an object with timestamp, input_length and output_length",
    parser: || Box::new(Mooncake),
};

struct Mooncake;

/// A line; other keys are not looked at.
#[derive(Deserialize)]
struct Request {
    timestamp: f64,
    input_length: f64,
    output_length: f64,
}

impl Parser for Mooncake {
    fn parse(&mut self, line: &[u8], header: &mut Header) -> Line {
        if line.trim_ascii().is_empty() {
            return Line::Blank;
        }
        let Ok(Request { timestamp, input_length, output_length }) = serde_json::from_slice(line) else {
            return Line::Unreadable;
        };
        header.unit = SizeUnit::Slots;
        Line::Row(Row {
            submit: millionths(timestamp * 1e3),
            tokens_in: millionths(input_length * 1e6),
            tokens_out: millionths(output_length * 1e6),
            ..Row::default()
        })
    }

    /// An object that was cut off has no field that counts.
    fn fields(&self, line: &[u8]) -> usize {
        usize::from(serde_json::from_slice::<Request>(line).is_ok())
    }
}

/// `None` for a negative number, which no time and no length can be.
fn millionths(value: f64) -> Option<Number> {
    // `as` saturates, which is what becomes of a number that is too large.
    (0.0 <= value).then(|| Number::from_millionths(value.round() as u64))
}
