//! What a log looks like: everything that `inspect` tells of it, gathered row by row in memory that does not grow with it.

pub(super) mod classes;
mod clock;
mod course;
mod held;
mod levels;
mod popular;
mod recent;
mod requests;
mod share;

pub use classes::{RUN_CLASSES, RunClass, run_class, size_class, size_class_words};
pub use clock::{Calendar, Clock, weekday_and_hour};
pub use course::{Course, Silence, Stretch};
pub use held::{Held, Peak};
pub use levels::{Levels, size_shown};
pub use popular::Popular;
pub use recent::{Burst, NUMBERS_REMEMBERED, Repeats};
pub use requests::Requests;
pub use share::Share;

use super::{Header, Number, ReadRow, Row, SizeUnit, State};
use crate::model::{Job, Span, Time};
use crate::stats::Histogram;

/// So many users, groups and queues are told apart, and as many sizes and requested times.
const KEYS_MAX: usize = 1 << 14;

/// Rows whose first lines are kept.
const LINES_MAX: usize = 3;

/// Rows of one kind: how many, and where the first of them are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Noted {
    /// How many rows.
    pub rows: u64,
    /// The numbers of the first three lines.
    pub first_lines: Vec<u64>,
}

impl Noted {
    fn note(&mut self, line: u64) {
        self.rows += 1;
        if self.first_lines.len() < LINES_MAX {
            self.first_lines.push(line);
        }
    }
}

/// The statistics of a log. Everything but the states is about the rows that give a job.
///
/// Times are on the machine's own clock, as far as the log knows it.
#[derive(Debug, Clone)]
pub struct Statistics {
    /// What sizes count.
    pub unit: SizeUnit,
    /// How large the machine is said to be.
    pub machine: Option<u64>,
    /// The clock, once there was a row.
    pub clock: Option<Clock>,
    /// The first submission.
    pub submit_first: Time,
    /// The last submission.
    pub submit_last: Time,
    /// The last end that is known or, where starts are not, the last that could be.
    pub end_last: Time,
    /// Rows by state, in the order of [`State::ALL`], those without a job included.
    pub states: [u64; State::ALL.len()],
    /// Sizes.
    pub sizes: Histogram,
    /// Run times in microseconds.
    pub runs: Histogram,
    /// Waits in microseconds, where they are known.
    pub waits: Histogram,
    /// Requested times in microseconds, where they are known.
    pub walltimes: Histogram,
    /// Requested memory for each unit in MiB, where it is known.
    pub memory: Histogram,
    /// Requested memory of each job in MiB, where it is known.
    pub memory_requested: Histogram,
    /// Memory that each job used, in MiB, where it is known.
    pub memory_used: Histogram,
    /// Runs as shares of requested times.
    pub requests: Requests,
    /// Each size with its rows.
    pub size_shares: Popular,
    /// Each requested time in microseconds with its rows.
    pub walltime_shares: Popular,
    /// Users by their numbers.
    pub users: Popular,
    /// Groups by their numbers.
    pub groups: Popular,
    /// Queues by their numbers.
    pub queues: Popular,
    /// Jobs and their work by class of size.
    pub size_classes: Vec<Share>,
    /// Jobs and their work by class of run time.
    pub run_classes: [Share; RUN_CLASSES.len()],
    /// Submissions by day of the week, Monday first, and hour.
    pub arrivals: [[u64; 24]; 7],
    /// The log over time.
    pub course: Course,
    /// What was held at once.
    pub held: Held,
    /// The most submissions within a minute.
    pub minute: Burst,
    /// The most submissions within an hour.
    pub hour: Burst,
    /// Whether job numbers come again.
    pub numbers: Repeats,
    /// Jobs that got more than they had requested.
    pub got_more: u64,
    /// What those got, together.
    pub got_sizes: u128,
    /// What those had requested, together.
    pub got_requested: u128,
    /// Jobs that are larger than the machine is said to be.
    pub too_large: Noted,
    /// Jobs that got or asked for nodes, and the most of them.
    pub nodes_max: u64,
    /// Units times microseconds of run time.
    pub work: u128,
    offset_secs: Option<i32>,
    header: Header,
}

impl Statistics {
    /// The statistics of a log with that header, nothing of which has been read. `machine` is how large the machine is said to
    /// be, `offset_secs` what somebody knows better of how far its clock is ahead of universal time.
    #[must_use]
    pub fn new(
        header: &Header,
        unit: SizeUnit,
        machine: Option<u64>,
        offset_secs: Option<i32>,
    ) -> Statistics {
        let popular = || Popular::new(KEYS_MAX);
        Statistics {
            unit,
            machine,
            clock: None,
            submit_first: Time::NEVER,
            submit_last: Time::ZERO,
            end_last: Time::ZERO,
            states: [0; State::ALL.len()],
            sizes: Histogram::default(),
            runs: Histogram::default(),
            waits: Histogram::default(),
            walltimes: Histogram::default(),
            memory: Histogram::default(),
            memory_requested: Histogram::default(),
            memory_used: Histogram::default(),
            requests: Requests::default(),
            size_shares: popular(),
            walltime_shares: popular(),
            users: popular(),
            groups: popular(),
            queues: popular(),
            size_classes: Vec::new(),
            run_classes: [Share::default(); RUN_CLASSES.len()],
            arrivals: [[0; 24]; 7],
            course: Course::default(),
            held: Held::new(machine),
            minute: Burst::new(Span::MINUTE),
            hour: Burst::new(Span::HOUR),
            numbers: Repeats::default(),
            got_more: 0,
            got_sizes: 0,
            got_requested: 0,
            too_large: Noted::default(),
            nodes_max: 0,
            work: 0,
            offset_secs,
            header: header.clone(),
        }
    }

    /// Takes note of a row.
    pub fn note(&mut self, read: &ReadRow) {
        self.states[place_of(read.row.state)] += 1;
        if let Some(job) = &read.job {
            self.note_job(job, &read.row, read.line);
        }
    }

    fn note_job(&mut self, job: &Job, row: &Row, line: u64) {
        let first = job.request.submit;
        let clock = *self.clock.get_or_insert_with(|| Clock::new(&self.header, first, self.offset_secs));
        let submit = clock.shown(first);
        let size = job.request.shape.tasks;
        let work = u128::from(size) * u128::from(job.work.as_micros());
        let wait = row.wait.filter(|wait| *wait < Number::TOO_LARGE).map(Number::secs);
        self.work += work;
        self.note_submission(submit, work, clock.calendar);
        self.note_run(job, row, submit, wait);
        self.note_shares(job, row, work, wait);
        if let Some(number) = row.job {
            self.numbers.note(number.whole());
        }
        if self.machine.is_some_and(|machine| machine < u64::from(size)) {
            self.too_large.note(line);
        }
    }

    fn note_submission(&mut self, submit: Time, work: u128, calendar: Calendar) {
        self.submit_first = self.submit_first.min(submit);
        self.submit_last = self.submit_last.max(submit);
        let (weekday, hour) = weekday_and_hour(submit, calendar);
        self.arrivals[weekday][hour] += 1;
        self.course.submit(submit, work);
        self.minute.note(submit);
        self.hour.note(submit);
    }

    fn note_run(&mut self, job: &Job, row: &Row, submit: Time, wait: Option<Span>) {
        let size = job.request.shape.tasks;
        self.sizes.push(u64::from(size));
        self.runs.push(job.work.as_micros());
        let requested = row.walltime.filter(|walltime| !walltime.is_zero()).map(|_| job.request.walltime);
        if let Some(requested) = requested {
            self.walltimes.push(requested.as_micros());
            self.walltime_shares.note(requested.as_micros());
            self.requests.note(job.work, requested);
        }
        let end = submit + wait.unwrap_or(Span::ZERO) + job.work;
        self.end_last = self.end_last.max(end);
        // What was really held may be more than what was asked for.
        let got = if self.unit == SizeUnit::Processors { allocated(row, size) } else { size };
        if size < got {
            self.got_more += 1;
            self.got_sizes += u128::from(got);
            self.got_requested += u128::from(size);
        }
        if let Some(wait) = wait {
            let start = submit + wait;
            self.waits.push(wait.as_micros());
            self.course.wait(submit, wait);
            self.course.hold(got, start, end);
            self.held.hold(submit, got, start, end);
        }
        if let Some(memory) = row.memory_mib {
            self.memory.push(memory.whole() / u64::from(size.max(1)));
            self.memory_requested.push(memory.whole());
        }
        // A 0 stands for what was not measured.
        if let Some(used) = row.memory_used_mib.filter(|used| !used.is_zero()) {
            self.memory_used.push(used.whole_up());
        }
        if let Some(nodes) = row.nodes {
            self.nodes_max = self.nodes_max.max(nodes.whole());
        }
    }

    fn note_shares(&mut self, job: &Job, row: &Row, work: u128, wait: Option<Span>) {
        let size = job.request.shape.tasks;
        self.size_shares.note(u64::from(size)).add(work, wait);
        let class = size_class(size);
        if self.size_classes.len() <= class {
            self.size_classes.resize(class + 1, Share::default());
        }
        for share in [&mut self.size_classes[class], &mut self.run_classes[run_class(job.work)]] {
            share.rows += 1;
            share.add(work, wait);
        }
        let parts =
            [(&mut self.users, row.user), (&mut self.groups, row.group), (&mut self.queues, row.queue)];
        for (shares, key) in parts {
            if let Some(key) = key {
                shares.note(key.whole()).add(work, wait);
            }
        }
    }
}

/// The place of a state in [`State::ALL`].
fn place_of(state: State) -> usize {
    State::ALL.iter().position(|other| *other == state).expect("every state is one of all states")
}

/// How many processors a job got of which the replay takes the size to be that; where somebody has changed its size, that.
fn allocated(row: &Row, size: u32) -> u32 {
    let whole = |number: Number| u32::try_from(number.whole() + u64::from(!number.is_whole())).ok();
    let known = |number: Option<Number>| number.filter(|number| !number.is_zero()).and_then(whole);
    let got = known(row.processors_allocated);
    let as_it_was = known(row.processors_requested).or(got) == Some(size);
    if as_it_was { got.unwrap_or(size) } else { size }
}
