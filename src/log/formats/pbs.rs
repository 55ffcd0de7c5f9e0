//! The accounting of PBS (OpenPBS, PBS Professional, Torque): a line for each thing that happens to a job. Its end (`E`) says
//! all that is needed; what came before is kept only for jobs that the log does not see end.

use super::pbs_resources::{Chunks, hosts, mebibytes, slots};
use crate::log::Format;
use crate::log::number::Number;
use crate::log::quality::Finding;
use crate::log::row::{Header, Line, Parser, Row, State};
use crate::log::text::{array_task, number, secs, whole};
use std::collections::BTreeMap;

/// So many jobs may be open at a time; the oldest is given up for another, so that a log without ends cannot fill the memory.
const OPEN_MAX: usize = 1 << 20;

/// The row of [`super::FORMATS`].
pub(super) const ENTRY: Format = Format {
    name: "PBS accounting",
    help: "accounting of OpenPBS, PBS Professional or Torque: `12/21/2024 17:58:09;E;123.server;user=... start=...`",
    expected: "`MM/DD/YYYY HH:MM:SS;TYPE;JOB;KEY=VALUE ...`",
    parser: || Box::new(Pbs::default()),
};

#[derive(Debug, Default)]
struct Pbs {
    /// Jobs that have not ended, by name.
    open: BTreeMap<Box<[u8]>, Open>,
    /// Their names in the order in which they were first seen.
    names: BTreeMap<u64, Box<[u8]>>,
    seen: u64,
}

/// The facts known of a job that has not ended.
#[derive(Debug)]
struct Open {
    serial: u64,
    submit: Option<Number>,
    started: bool,
    deleted: bool,
}

impl Parser for Pbs {
    fn parse(&mut self, line: &[u8], header: &mut Header) -> Line {
        let line = line.trim_ascii();
        match line.first() {
            None => return Line::Blank,
            Some(b';' | b'#') => return Line::Header,
            Some(_) => {}
        }
        let mut parts = line.splitn(4, |byte| *byte == b';');
        let (Some(at), Some(kind), Some(name)) = (parts.next(), parts.next(), parts.next()) else {
            return Line::Unreadable;
        };
        if !is_instant(at) {
            return Line::Unreadable;
        }
        header.unix_start = Some(0);
        let message = parts.next().unwrap_or_default();
        if name.windows(2).any(|pair| pair == b"[]") {
            return Line::Skipped(Finding::WholeArray);
        }
        match kind {
            b"Q" => self.went_on(name, message, false),
            b"S" | b"T" => self.went_on(name, message, true),
            b"E" => self.ended(name, message, header),
            b"D" | b"A" => self.given_up(name),
            // Stopped to run again, or kept from running: it goes on.
            b"R" | b"C" | b"c" | b"s" | b"z" | b"a" => Line::Part,
            _ => Line::Skipped(Finding::NotAJob),
        }
    }

    /// The jobs that never ended, the oldest first.
    fn finish(&mut self, _header: &mut Header) -> Option<Row> {
        self.oldest()
    }

    /// The last of the four may hold anything, and some records have none.
    fn fields(&self, line: &[u8]) -> usize {
        line.splitn(3, |byte| *byte == b';').count()
    }
}

impl Pbs {
    /// A job was submitted or started.
    fn went_on(&mut self, name: &[u8], message: &[u8], started: bool) -> Line {
        let submit = attributes(message).find_map(|(key, value)| match key {
            b"ctime" => number(value),
            _ => None,
        });
        if let Some(open) = self.open.get_mut(name) {
            open.started |= started;
            open.submit = open.submit.or(submit);
            return Line::Part;
        }
        let given_up = if self.open.len() < OPEN_MAX { None } else { self.oldest() };
        self.seen += 1;
        self.names.insert(self.seen, name.into());
        self.open.insert(name.into(), Open { serial: self.seen, submit, started, deleted: false });
        given_up.map_or(Line::Part, Line::Row)
    }

    fn ended(&mut self, name: &[u8], message: &[u8], header: &mut Header) -> Line {
        let open = self.close(name);
        let mut row = Attributes::of(message, header).row();
        row.job = job_number(name);
        if open.is_some_and(|open| open.deleted) && row.state != State::Completed {
            row.state = State::Cancelled;
        }
        Line::Row(row)
    }

    /// Somebody took a job back, or the server gave it up.
    fn given_up(&mut self, name: &[u8]) -> Line {
        match self.open.get_mut(name) {
            // Its end will follow.
            Some(open) if open.started => {
                open.deleted = true;
                Line::Part
            }
            Some(_) => {
                let open = self.close(name).expect("it was there a moment ago");
                Line::Row(without_run(name, &open, State::Cancelled, Finding::NeverRan))
            }
            None => Line::Part,
        }
    }

    fn close(&mut self, name: &[u8]) -> Option<Open> {
        let open = self.open.remove(name)?;
        self.names.remove(&open.serial);
        Some(open)
    }

    /// Gives up the oldest of the open jobs.
    fn oldest(&mut self) -> Option<Row> {
        let (_, name) = self.names.pop_first()?;
        let open = self.open.remove(&name).expect("every name belongs to an open job");
        Some(without_run(&name, &open, State::Unfinished, Finding::NotEnded))
    }
}

fn without_run(name: &[u8], open: &Open, state: State, why: Finding) -> Row {
    let mut row = Row { job: job_number(name), submit: open.submit, state, ..Row::default() };
    row.notes.add(why);
    row
}

/// The number of `123.server`, or of the task `123[4].server` of an array.
fn job_number(name: &[u8]) -> Option<Number> {
    match whole(name)? {
        (array, [b'[', rest @ ..]) => array_task(array, whole(rest)?.0),
        (job, _) => Some(Number::of(job)),
    }
}

/// Whether this is `MM/DD/YYYY HH:MM:SS`; the times of jobs stand elsewhere, as seconds since 1970.
fn is_instant(text: &[u8]) -> bool {
    let pattern = b"00/00/0000 00:00:00";
    let alike = |(found, wanted): (&u8, &u8)| {
        if *wanted == b'0' { found.is_ascii_digit() } else { found == wanted }
    };
    text.len() == pattern.len() && text.iter().zip(pattern).all(alike)
}

fn attributes(message: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    message.split(|byte| *byte == b' ').filter_map(|word| {
        let equals = memchr::memchr(b'=', word)?;
        Some((&word[..equals], &word[equals + 1..]))
    })
}

/// What the end of a job says of it.
#[derive(Debug, Default)]
struct Attributes<'a> {
    row: Row,
    queued: Option<Number>,
    eligible: Option<Number>,
    start: Option<Number>,
    end: Option<Number>,
    processors: Option<Number>,
    used: Option<Number>,
    exit: Option<&'a [u8]>,
    chunks: Chunks,
    account: Option<&'a [u8]>,
    group: Option<&'a [u8]>,
}

impl<'a> Attributes<'a> {
    fn of(message: &'a [u8], header: &mut Header) -> Attributes<'a> {
        let mut found = Attributes::default();
        for (key, value) in attributes(message) {
            match key.strip_prefix(b"Resource_List.") {
                Some(resource) => found.note_resource(resource, value),
                None => found.note(key, value, header),
            }
        }
        found.row.group = header.groups.number(found.account.or(found.group).unwrap_or_default());
        found
    }

    fn note(&mut self, key: &'a [u8], value: &'a [u8], header: &mut Header) {
        match key {
            b"user" => self.row.user = header.users.number(value),
            b"queue" => self.row.queue = header.queues.number(value),
            b"account" => self.account = Some(value),
            b"group" => self.group = Some(value),
            b"ctime" => self.row.submit = number(value),
            b"qtime" => self.queued = number(value),
            b"etime" => self.eligible = number(value),
            b"start" => self.start = number(value),
            b"end" => self.end = number(value),
            b"exec_host" => {
                self.row.nodes = hosts(value);
                self.row.processors_allocated = slots(value);
            }
            b"Exit_status" => self.exit = Some(value),
            b"resources_used.walltime" => self.used = secs(value),
            b"resources_used.mem" => self.row.memory_used_mib = mebibytes(value),
            _ => {}
        }
    }

    fn note_resource(&mut self, resource: &[u8], value: &[u8]) {
        match resource {
            b"walltime" => self.row.walltime = secs(value),
            b"select" | b"nodes" => self.chunks = Chunks::of(value),
            b"ncpus" => self.processors = self.processors.or_else(|| number(value)),
            b"procs" | b"mppwidth" => self.processors = number(value),
            b"ngpus" => self.row.accelerators = number(value),
            b"mem" => self.row.memory_mib = mebibytes(value),
            b"nodect" => self.row.nodes = self.row.nodes.or_else(|| number(value)),
            _ => {}
        }
    }

    fn row(self) -> Row {
        let Attributes { mut row, chunks, .. } = self;
        row.submit = row.submit.or(self.queued);
        // Torque counts one processor for each job that asks in chunks, whatever stands in them.
        row.processors_requested = chunks.processors.or(self.processors);
        row.accelerators = row.accelerators.or(chunks.accelerators);
        row.memory_mib = row.memory_mib.or(chunks.memory_mib);
        row.set_eligible(self.eligible, self.start);
        row.set_times(self.start, self.end);
        row.run = row.run.or(self.used);
        let timed_out = row.run.zip(row.walltime).is_some_and(|(run, walltime)| walltime <= run);
        row.state = match self.exit {
            None => State::Unknown,
            Some(b"0") => State::Completed,
            // What the server says itself is negative: this is the end of the requested time.
            Some(b"-29") => State::TimedOut,
            Some(_) if timed_out => State::TimedOut,
            // Stopped by a signal: 256 and its number, or 128 and its number, as shells have it.
            Some(b"271" | b"265" | b"143" | b"137") => State::Cancelled,
            Some(_) => State::Failed,
        };
        row
    }
}
