//! The Standard Workload Format of the Parallel Workloads Archive: 18 numbers a line, `;` before remarks, -1 for what is
//! not known (Chapin et al. 1999, "Benchmarks and standards for the evaluation of parallel job schedulers").
//!
//! Logs in circulation have 19 or 21 fields, or fewer than 18, decimals, indented headers and Windows line ends; all are read.

mod ordinary;

use super::digits::{digits, fraction};
use crate::log::Format;
use crate::log::number::Number;
use crate::log::quality::{Finding, Notes};
use crate::log::row::{Header, Line, Parser, Row, State};
use ordinary::{FIELDS, ordinary};

/// Without these a row says nothing of a job: number, submit, wait, run and processors.
const FIELDS_MIN: usize = 5;

/// Those that decide what is simulated are numbers.
const FIELDS_WITH_NUMBERS: usize = 12;

/// The row of [`super::FORMATS`].
pub(super) const ENTRY: Format = Format {
    name: "SWF",
    help: "Standard Workload Format of the Parallel Workloads Archive: 18 numbers a line, `;` before remarks",
    expected: "at least 5 numbers",
    parser: || Box::new(Swf),
};

#[derive(Debug)]
struct Swf;

impl Parser for Swf {
    fn parse(&mut self, line: &[u8], header: &mut Header) -> Line {
        let mut words = Words { rest: line };
        words.skip_blanks();
        match words.rest {
            [] => Line::Blank,
            [b';', remark @ ..] => {
                note_header(remark, header);
                Line::Header
            }
            [..] => match words.row(header) {
                Some(row) if row.notes.has(Finding::PartOfJob) => Line::Skipped(Finding::PartOfJob),
                Some(row) => Line::Row(row),
                None => Line::Unreadable,
            },
        }
    }

    fn fields(&self, line: &[u8]) -> usize {
        line.split(|byte| is_blank(*byte)).filter(|word| !word.is_empty()).count()
    }
}

/// The fields of the standard, where they are known.
type Fields = [Option<Number>; FIELDS];

/// Why a word gives no number.
enum NoNumber {
    /// The line is over.
    Missing,
    /// It is something else.
    Unreadable,
}

/// The words of a line, one after the other.
struct Words<'a> {
    /// What has not been read of it.
    rest: &'a [u8],
}

impl<'a> Words<'a> {
    /// The fields of the standard. `None` when one is not a number that should be.
    fn fields(&mut self) -> Option<Fields> {
        let mut fields = [None; FIELDS];
        for (place, field) in fields.iter_mut().enumerate() {
            // Most of what stands in a line is not known.
            if self.passes_unknown() {
                continue;
            }
            // CPU time and program play no part.
            if matches!(place, 5 | 13) {
                self.skip_word();
                continue;
            }
            match self.number() {
                Ok(number) => *field = number,
                Err(NoNumber::Missing) if FIELDS_MIN <= place => break,
                // Words in the last fields, and in that of the memory used, say little of a job, and are no reason to lose it.
                Err(NoNumber::Unreadable) if place == 6 || FIELDS_WITH_NUMBERS <= place => {}
                Err(NoNumber::Missing | NoNumber::Unreadable) => return None,
            }
        }
        Some(fields)
    }

    /// The fields of the standard, and those that some logs have behind them. `None` when one is not a number that should be.
    fn row(&mut self, header: &mut Header) -> Option<Row> {
        let fields = match ordinary(self.rest) {
            Some(fields) => {
                self.rest = &[];
                fields
            }
            None => self.fields()?,
        };
        let [
            job,
            submit,
            wait,
            run,
            processors_allocated,
            _,
            memory_used,
            processors_requested,
            walltime,
            memory,
            status,
            user,
            group,
            _,
            queue,
            _,
            preceding,
            think,
        ] = fields;
        // The memory is in KB for each processor.
        let processors = processors_requested.or(processors_allocated);
        let mut row = Row {
            job,
            submit,
            wait,
            run,
            processors_allocated,
            processors_requested,
            memory_mib: mebibytes(memory, processors),
            memory_used_mib: mebibytes(memory_used, processors_allocated.or(processors)),
            walltime,
            user,
            group,
            queue,
            preceding,
            think,
            state: state(status),
            notes: notes(status, run),
            ..Row::default()
        };
        self.look_beyond(&mut row, memory, header);
        Some(row)
    }

    /// Looks at what stands behind the fields of the standard.
    fn look_beyond(&mut self, row: &mut Row, memory: Option<Number>, header: &mut Header) {
        self.skip_blanks();
        match self.rest.first() {
            None => {}
            Some(b'{') => self.add_nodes(row, memory, header),
            Some(_) => row.notes.add(Finding::FieldsBeyond),
        }
    }

    /// The fields behind those of the standard in logs written for the simulator Alea: the node of each processor in braces,
    /// the name of the queue. The memory of such rows is in bytes for each node.
    fn add_nodes(&mut self, row: &mut Row, memory: Option<Number>, header: &mut Header) {
        let mut nodes: Vec<&[u8]> =
            self.word().split(|byte| !byte.is_ascii_digit()).filter(|node| !node.is_empty()).collect();
        nodes.sort_unstable();
        nodes.dedup();
        let count = nodes.len() as u64;
        row.nodes = (0 < count).then(|| Number::of(count));
        row.memory_mib = memory.and_then(|bytes| bytes.part_of(1 << 20)).map(|mib| mib.times(count.max(1)));
        row.queue = header.queues.number(self.word()).or(row.queue);
    }

    fn word(&mut self) -> &'a [u8] {
        self.skip_blanks();
        let from = self.rest;
        self.skip_word();
        &from[..from.len() - self.rest.len()]
    }

    /// Goes on behind a number that is not known, if one is next and others follow it: four bytes in one comparison.
    #[inline]
    fn passes_unknown(&mut self) -> bool {
        let is_unknown = self.rest.first_chunk() == Some(b" -1 ");
        if is_unknown {
            self.rest = &self.rest[3..];
        }
        is_unknown
    }

    fn skip_blanks(&mut self) {
        self.rest = behind_blanks(self.rest);
    }

    fn skip_word(&mut self) {
        let mut rest = behind_blanks(self.rest);
        while let [byte, behind @ ..] = rest
            && !is_blank(*byte)
        {
            rest = behind;
        }
        self.rest = rest;
    }

    /// The next number; `None` where it is negative, which is how the format says that it is not known.
    fn number(&mut self) -> Result<Option<Number>, NoNumber> {
        let word = behind_blanks(self.rest);
        // Nearly all numbers are whole and short, or not known.
        if let [b'-', b'1', rest @ ..] = word
            && ends(rest)
        {
            self.rest = rest;
            return Ok(None);
        }
        let (value, rest) = digits(word);
        let count = word.len() - rest.len();
        if 0 < count && count <= 19 && ends(rest) {
            self.rest = rest;
            return Ok(Some(Number::of(value)));
        }
        self.rest = word;
        self.other_number()
    }

    /// A number that has a sign or a point, or is written in another way.
    #[cold]
    fn other_number(&mut self) -> Result<Option<Number>, NoNumber> {
        let from = self.rest;
        let (negative, from_digits) = match from {
            [] => return Err(NoNumber::Missing),
            [b'-', rest @ ..] => (true, rest),
            [..] => (false, from),
        };
        let (whole, rest) = digits(from_digits);
        let count = from_digits.len() - rest.len();
        let (millionths, rest) = match rest {
            [b'.', rest @ ..] => fraction(rest),
            [..] => (0, rest),
        };
        self.rest = rest;
        // Nineteen digits always fit; whatever is longer or written in another way takes the slow path.
        if count == 0 || 19 < count || !ends(rest) {
            return self.unusual_number(from);
        }
        Ok((!negative).then(|| Number::new(whole, millionths)))
    }

    /// A number as spreadsheets and statistics programs write it (`1e+05`), or with very many digits.
    fn unusual_number(&mut self, from: &'a [u8]) -> Result<Option<Number>, NoNumber> {
        self.rest = from;
        let word = std::str::from_utf8(self.word()).map_err(|_| NoNumber::Unreadable)?;
        let value: f64 = word.parse().map_err(|_| NoNumber::Unreadable)?;
        if value.is_nan() {
            return Err(NoNumber::Unreadable);
        }
        // `as` saturates, which is what becomes of a number that is too large.
        let number = Number::new(value as u64, (value.fract() * 1e6) as u32);
        Ok((0.0 <= value).then_some(number))
    }
}

fn behind_blanks(text: &[u8]) -> &[u8] {
    let mut rest = text;
    while let [byte, behind @ ..] = rest
        && is_blank(*byte)
    {
        rest = behind;
    }
    rest
}

/// Whether a word ends here.
fn ends(rest: &[u8]) -> bool {
    rest.first().is_none_or(|byte| is_blank(*byte))
}

/// Takes note of a part of a job. Some logs write 2 for jobs that never ran.
fn notes(status: Option<Number>, run: Option<Number>) -> Notes {
    let mut notes = Notes::default();
    if run.is_some() && status.is_some_and(|status| matches!(status.whole(), 2..=4)) {
        notes.add(Finding::PartOfJob);
    }
    notes
}

/// So many KB for each of so many processors, in MiB in all.
fn mebibytes(kib: Option<Number>, processors: Option<Number>) -> Option<Number> {
    let (kib, processors) = kib.zip(processors)?;
    Some(Number::from_millionths(kib.millionths().saturating_mul(processors.whole()) / 1_024))
}

/// The state for a status. Partial executions (2, 3 and 4) are parts of a job that has a line of its own.
fn state(status: Option<Number>) -> State {
    match status.map(Number::whole) {
        Some(0) => State::Failed,
        Some(1) => State::Completed,
        Some(5) => State::Cancelled,
        Some(_) | None => State::Unknown,
    }
}

const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\x0b' | b'\x0c')
}

/// Takes note of `Key: value`; the first line of a key counts, and text after a number does not.
fn note_header(remark: &[u8], header: &mut Header) {
    let text = String::from_utf8_lossy(remark);
    let Some((key, value)) = text.split_once(':') else { return };
    let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
    let number = || value.split(|c: char| !c.is_ascii_digit()).next().and_then(|digits| digits.parse().ok());
    let positive = || number().filter(|number| 0 < *number).and_then(|number| u32::try_from(number).ok());
    match key.as_str() {
        "maxprocs" => header.processors = header.processors.or_else(positive),
        "maxnodes" => header.nodes = header.nodes.or_else(positive),
        "unixstarttime" => header.unix_start = header.unix_start.or_else(number),
        "maxrecords" => header.rows = header.rows.or_else(number),
        // The hour on the machine's own clock says more than a time zone, of which some logs name the one without summer time.
        "starttime" => {
            let offset =
                header.unix_start.zip(clock_secs(value)).map(|(unix, clock)| offset_secs(unix, clock));
            header.utc_offset_secs = offset.or(header.utc_offset_secs);
        }
        "computer" if !value.is_empty() => {
            header.computer.get_or_insert_with(|| value.to_owned());
        }
        _ => {}
    }
}

/// The seconds since midnight of the first word like `14:00:31`.
fn clock_secs(text: &str) -> Option<u64> {
    let word = text.split_whitespace().find(|word| word.matches(':').count() == 2)?;
    let mut secs = 0;
    for (part, limit) in word.split(':').zip([24, 60, 60]) {
        let part = part.parse::<u64>().ok().filter(|part| *part < limit)?;
        secs = secs * 60 + part;
    }
    Some(secs)
}

/// How far a clock is ahead of UTC that shows so many seconds since midnight at so many seconds since 1970: clocks of the
/// earth go from 11 hours behind to 14 hours ahead.
fn offset_secs(unix: u64, clock: u64) -> i32 {
    const DAY: i64 = 86_400;
    let ahead = (clock as i64 - (unix % DAY as u64) as i64).rem_euclid(DAY);
    let ahead = if 14 * 3_600 < ahead { ahead - DAY } else { ahead };
    i32::try_from(ahead).expect("less than a day in seconds")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_lines_are_read_as_they_are_word_by_word() {
        let words = ["-1", "0", "7", "-1 ", " 12", "1234567", "12345678", "123456789", "1700000000"];
        let mut state = 9_u64;
        let mut draw = move |bound: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % bound
        };
        for _ in 0..2_000 {
            let line: Vec<&str> = (0..18).map(|_| words[draw(words.len())]).collect();
            let line = line.join(" ");
            let mut plain = Words { rest: line.as_bytes() };
            plain.skip_blanks();
            let found = ordinary(plain.rest).expect("the line is an ordinary one");
            let mut expected = plain.fields().expect("all of them are numbers");
            // Word by word, fields that play no part are not looked at.
            (expected[5], expected[13]) = (found[5], found[13]);
            assert_eq!(found, expected, "{line}");
        }
    }
}
