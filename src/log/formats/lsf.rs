//! The accounting of LSF (`lsb.acct`): a line for each job that ended, of fields between blanks, words in double quotes. Where the
//! requested time stands differs by version, and is not looked at.

use crate::log::Format;
use crate::log::number::Number;
use crate::log::quality::Finding;
use crate::log::row::{Header, Line, Parser, Row, State};
use crate::log::text::number;

/// The row of [`super::FORMATS`].
pub(super) const ENTRY: Format = Format {
    name: "LSF",
    help: "accounting of LSF (`lsb.acct`): `\"JOB_FINISH\" \"10.1\" ended number user-number options processors submitted ...`; it does not tell requested times",
    expected: "`\"JOB_FINISH\"` and the fields of `lsb.acct(5)` behind it",
    parser: || Box::new(Lsf),
};

/// No job asks for more hosts by name, nor runs on more slots.
const HOSTS_MAX: u64 = 1 << 20;

#[derive(Debug)]
struct Lsf;

impl Parser for Lsf {
    fn parse(&mut self, line: &[u8], header: &mut Header) -> Line {
        let line = line.trim_ascii();
        if line.is_empty() {
            return Line::Blank;
        }
        let mut fields = Fields { rest: line };
        match fields.next() {
            Some(b"JOB_FINISH") => {}
            // Of reservations, sessions and the like.
            Some(b"EVENT_ADRSV_FINISH" | b"JOB_RESIZE") => return Line::Skipped(Finding::NotAJob),
            Some(_) | None => return Line::Unreadable,
        }
        match row(&mut fields, header) {
            Some(row) => {
                header.unix_start = Some(0);
                Line::Row(row)
            }
            None => Line::Unreadable,
        }
    }

    fn fields(&self, line: &[u8]) -> usize {
        // Lists of hosts have their own lengths; the state behind them is the last that is looked at.
        let mut fields = Fields { rest: line.trim_ascii() };
        usize::from(fields.next().is_some() && row(&mut fields, &mut Header::default()).is_some())
    }
}

fn row(fields: &mut Fields<'_>, header: &mut Header) -> Option<Row> {
    let _version = fields.next()?;
    let end = fields.number()?;
    let (job, _user, _options, processors) =
        (fields.number()?, fields.next()?, fields.next()?, fields.number()?);
    let (submit, begin, _term, start) =
        (fields.number()?, fields.number()?, fields.next()?, fields.number()?);
    let (user, queue) = (fields.next()?, fields.next()?);
    // Requirements, dependencies, the command before, the host, the folder, and four files.
    for _ in 0..9 {
        fields.next()?;
    }
    let asked = fields.number()?.whole();
    for _ in 0..asked.min(HOSTS_MAX) {
        fields.next()?;
    }
    let slots = fields.number()?.whole();
    let mut hosts = Vec::new();
    for _ in 0..slots.min(HOSTS_MAX) {
        hosts.push(fields.next()?);
    }
    hosts.sort_unstable();
    hosts.dedup();
    let state = fields.number()?.whole();
    let count = |count: usize| (0 < count).then(|| Number::of(count as u64));
    let mut row = Row {
        job: Some(job),
        submit: Some(submit),
        processors_requested: Some(processors).filter(|processors| !processors.is_zero()),
        processors_allocated: count(slots.min(HOSTS_MAX) as usize),
        nodes: count(hosts.len()),
        user: header.users.number(user),
        queue: header.queues.number(queue),
        state: match state {
            64 => State::Completed,
            32 if start.is_zero() => State::Cancelled,
            32 => State::Failed,
            _ => State::Unknown,
        },
        ..Row::default()
    };
    row.set_eligible(
        Some(begin).filter(|begin| !begin.is_zero()),
        Some(start).filter(|start| !start.is_zero()),
    );
    row.set_times(Some(start), Some(end));
    Some(row)
}

/// The fields of a line, one after the other.
struct Fields<'a> {
    rest: &'a [u8],
}

impl<'a> Fields<'a> {
    /// The next field, without its quotes. A quote within quotes is written twice, and stays so.
    fn next(&mut self) -> Option<&'a [u8]> {
        let line = self.rest.trim_ascii_start();
        let Some(quoted) = line.strip_prefix(b"\"") else {
            let end = line.iter().position(u8::is_ascii_whitespace).unwrap_or(line.len());
            let (field, rest) = line.split_at(end);
            self.rest = rest;
            return (!field.is_empty()).then_some(field);
        };
        let mut place = 0;
        loop {
            place += memchr::memchr(b'"', &quoted[place..])?;
            if quoted.get(place + 1) != Some(&b'"') {
                self.rest = &quoted[place + 1..];
                return Some(&quoted[..place]);
            }
            place += 2;
        }
    }

    fn number(&mut self) -> Option<Number> {
        self.next().and_then(number)
    }
}
