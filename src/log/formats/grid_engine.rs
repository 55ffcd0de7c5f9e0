//! The accounting of Grid Engine (Sun, Son of, Univa, Altair): a line of fields between colons for each job that ended, as
//! `accounting(5)` lists them.

use crate::log::Format;
use crate::log::number::Number;
use crate::log::quality::Finding;
use crate::log::row::{Header, Line, Parser, Row, State};
use crate::log::text::{array_task, number, span, whole};

/// The row of [`super::FORMATS`].
pub(super) const ENTRY: Format = Format {
    name: "Grid Engine",
    help: "accounting of Grid Engine (Sun, Son of, Univa): `queue:host:group:owner:name:number:account:priority:submission:start:end:...`",
    expected: "at least 42 fields between colons, of which the sixth is the job's number and the ninth to eleventh are times",
    parser: || Box::new(GridEngine),
};

/// Older versions have so many fields; newer ones have more behind them.
const FIELDS_MIN: usize = 42;

/// Newer versions count times in milliseconds. No job was submitted in the year 5000.
const MILLISECONDS_MIN: Number = Number::of(100_000_000_000);

#[derive(Debug)]
struct GridEngine;

impl Parser for GridEngine {
    fn parse(&mut self, line: &[u8], header: &mut Header) -> Line {
        let line = line.trim_ascii();
        match line.first() {
            None => return Line::Blank,
            Some(b'#') => return Line::Header,
            Some(_) => {}
        }
        let fields: Vec<&[u8]> = line.split(|byte| *byte == b':').collect();
        if fields.len() < FIELDS_MIN {
            return Line::Unreadable;
        }
        let (Some((job, [])), Some(submit)) = (whole(fields[5]), time(fields[8])) else {
            return Line::Unreadable;
        };
        if [fields[9], fields[10]].into_iter().any(|text| number(text).is_none()) {
            return Line::Unreadable;
        }
        header.unix_start = Some(0);
        // A task of a parallel job that is counted by itself has the name of its host here.
        if named(fields[41]).is_some() {
            // With more colons than there should be, something else stands here.
            let is_step = |text: &[u8]| matches!(whole(text), Some((_, [b'.', letter, ..])) if letter.is_ascii_alphabetic());
            return if is_step(fields[41]) { Line::Skipped(Finding::Step) } else { Line::Unreadable };
        }
        Line::Row(row(&fields, job, submit, header))
    }

    fn fields(&self, line: &[u8]) -> usize {
        line.split(|byte| *byte == b':').count()
    }
}

fn row(fields: &[&[u8]], job: u64, submit: Number, header: &mut Header) -> Row {
    let task = whole(fields[35]).map_or(0, |(task, _)| task);
    let mut row = Row {
        job: if task == 0 { Some(Number::of(job)) } else { array_task(job, task) },
        submit: Some(submit),
        processors_allocated: number(fields[34]),
        processors_requested: number(fields[34]),
        memory_used_mib: fields
            .get(42)
            .and_then(|text| number(text))
            .and_then(|bytes| bytes.part_of(1 << 20)),
        walltime: walltime(fields[39]),
        user: header.users.number(fields[3]),
        group: header.groups.number(named(fields[31]).unwrap_or(fields[2])),
        queue: header.queues.number(fields[0]),
        ..Row::default()
    };
    row.set_times(time(fields[9]), time(fields[10]));
    row.state = match (fields[11], fields[12]) {
        (b"0", b"0") => State::Completed,
        // Killed for want of run time, and by a signal of somebody (128 and its number).
        (b"37", _) => State::TimedOut,
        (_, b"137" | b"143" | b"130") => State::Cancelled,
        // It failed, and is in the queue again.
        (b"24" | b"25", _) => State::Requeued,
        (_, _) => State::Failed,
    };
    row
}

/// A time in seconds since 1970, of which newer versions count the thousandths.
fn time(text: &[u8]) -> Option<Number> {
    let time = number(text)?;
    if time < MILLISECONDS_MIN { Some(time) } else { time.part_of(1_000) }
}

fn named(text: &[u8]) -> Option<&[u8]> {
    (!matches!(text, b"NONE" | b"none" | b"")).then_some(text)
}

/// The run time that a request limits: `-l h_rt=3600` or `h_rt=01:00:00` among its options; the soft limit where there is no other.
fn walltime(category: &[u8]) -> Option<Number> {
    let limit = |name: &[u8]| {
        let place = category.windows(name.len()).position(|window| window == name)?;
        let rest = &category[place + name.len()..];
        let end = rest.iter().position(|byte| matches!(byte, b',' | b' ')).unwrap_or(rest.len());
        number(&rest[..end]).or_else(|| span(&rest[..end]))
    };
    limit(b"h_rt=").or_else(|| limit(b"s_rt="))
}
