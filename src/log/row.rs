//! What one line of a log says, before anybody judges it.

use super::names::Names;
use super::number::Number;
use super::quality::{Finding, Notes};
use super::text::between;

/// What became of a job, as the log has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum State {
    /// The log does not say.
    #[default]
    Unknown,
    /// It did its work.
    Completed,
    /// It ended with an error of its own.
    Failed,
    /// Somebody took it back, before or after it started.
    Cancelled,
    /// It was stopped at its requested time.
    TimedOut,
    /// Its machine failed.
    MachineFailed,
    /// It was stopped for the sake of another.
    Preempted,
    /// It was put back into the queue, or went on with another size; what came of it stands in another row.
    Requeued,
    /// The log ends before it does.
    Unfinished,
}

impl State {
    /// Every state, in the order of tables.
    pub const ALL: [State; 9] = [
        State::Completed,
        State::Failed,
        State::Cancelled,
        State::TimedOut,
        State::MachineFailed,
        State::Preempted,
        State::Requeued,
        State::Unfinished,
        State::Unknown,
    ];

    /// The state in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            State::Unknown => "unknown",
            State::Completed => "completed",
            State::Failed => "failed",
            State::Cancelled => "cancelled",
            State::TimedOut => "timed out",
            State::MachineFailed => "machine failed",
            State::Preempted => "preempted",
            State::Requeued => "requeued",
            State::Unfinished => "unfinished",
        }
    }
}

/// One row of a log as it stands there; `None` is what the log does not know.
///
/// Where a log names users, groups and queues by words, their numbers are places in the [`Names`] of the header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Row {
    /// The job's number.
    pub job: Option<Number>,
    /// When it was submitted, in seconds since the log's own origin.
    pub submit: Option<Number>,
    /// How long it really waited, in seconds.
    pub wait: Option<Number>,
    /// How long it really ran, in seconds.
    pub run: Option<Number>,
    /// How many processors it got.
    pub processors_allocated: Option<Number>,
    /// How many processors it asked for.
    pub processors_requested: Option<Number>,
    /// How many nodes it had or asked for.
    pub nodes: Option<Number>,
    /// How many accelerators it had or asked for; shares of one are fractions.
    pub accelerators: Option<Number>,
    /// What it asked for on each of its nodes, where it may share them.
    pub per_node: Option<PerNode>,
    /// How much main memory it asked for in all, in MiB.
    pub memory_mib: Option<Number>,
    /// How much main memory it used at most in all, in MiB.
    pub memory_used_mib: Option<Number>,
    /// For how long it asked, in seconds.
    pub walltime: Option<Number>,
    /// The user's number.
    pub user: Option<Number>,
    /// The number of the group, account or project.
    pub group: Option<Number>,
    /// The number of the queue or partition.
    pub queue: Option<Number>,
    /// The number of the quality of service.
    pub qos: Option<Number>,
    /// Its other name, as the task of an array, where its number is another one.
    pub task: Option<Number>,
    /// The number of the job that had to end before this one was submitted.
    pub preceding: Option<Number>,
    /// The number of the job that must have ended before this one may start, whenever it was submitted.
    pub after: Option<Number>,
    /// How long its user thought between the end of that job and this submission, in seconds.
    pub think: Option<Number>,
    /// How many tokens went into a request to a language model.
    pub tokens_in: Option<Number>,
    /// How many tokens came out of it.
    pub tokens_out: Option<Number>,
    /// What became of it.
    pub state: State,
    /// Its mistakes, as far as its format can tell.
    pub notes: Notes,
}

/// A submission that is not before this (in 1973) counts from 1970.
const DATED_MIN: Number = Number::of(100_000_000);

/// What a job asks for on each of its nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PerNode {
    /// Cores.
    pub cores: Number,
    /// Accelerators.
    pub accelerators: Number,
    /// Main memory in MiB.
    pub memory_mib: Number,
}

impl Row {
    /// Takes note of a job that got more processors than it asked for.
    pub(super) fn note_what_it_got(&mut self) {
        let asked = self.processors_requested.filter(|asked| !asked.is_zero());
        if asked.zip(self.processors_allocated).is_some_and(|(asked, got)| asked < got) {
            self.notes.add(Finding::GotMore);
        }
    }

    /// Takes note of when it became eligible to start. A job that was not when it was submitted (it depended on another, or
    /// was to begin later) comes when it was: before that it waited for no resources.
    pub(super) fn set_eligible(&mut self, eligible: Option<Number>, start: Option<Number>) {
        let Some(eligible) = eligible.filter(|eligible| start.is_none_or(|start| *eligible <= start)) else {
            return;
        };
        if self.submit.is_some_and(|submit| submit < eligible) {
            self.submit = Some(eligible);
            self.notes.add(Finding::EligibleLater);
        }
    }

    /// Fills in wait and run from when it started and ended, as far as that is known, and takes note of times that go back. Among
    /// times that count from 1970, a 0 stands for one that there is none of.
    pub(super) fn set_times(&mut self, start: Option<Number>, end: Option<Number>) {
        let is_dated = self.submit.is_some_and(|submit| DATED_MIN <= submit);
        let known = |time: &Number| !(is_dated && time.is_zero());
        if is_dated && start.is_some_and(Number::is_zero) && self.run.is_none_or(Number::is_zero) {
            self.notes.add(Finding::NeverRan);
        }
        let (start, end) = (start.filter(known), end.filter(known));
        if let (Some(submit), Some(start)) = (self.submit, start) {
            self.wait = between(submit, start);
            if self.wait.is_none() {
                self.notes.add(Finding::NegativeWait);
            }
        }
        if let (Some(start), Some(end)) = (start, end) {
            self.run = between(start, end);
            if self.run.is_none() {
                self.notes.add(Finding::EndBeforeStart);
            }
        }
    }
}

/// What the size of a job counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum SizeUnit {
    /// Processors or cores.
    #[default]
    Processors,
    /// Whole nodes.
    Nodes,
    /// Accelerators.
    Accelerators,
    /// Places for one request at a time; how many of them an accelerator has is for the scenario to say.
    Slots,
}

impl SizeUnit {
    /// The unit in words, many of it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            SizeUnit::Processors => "processors",
            SizeUnit::Nodes => "nodes",
            SizeUnit::Accelerators => "accelerators",
            SizeUnit::Slots => "slots",
        }
    }
}

/// What a log says of its machine.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Header {
    /// The name of the computer.
    pub computer: Option<String>,
    /// How many processors it has.
    pub processors: Option<u32>,
    /// How many nodes it has.
    pub nodes: Option<u32>,
    /// When the log's time 0 was, in seconds since 1970.
    pub unix_start: Option<u64>,
    /// How far the machine's own clock was ahead of UTC when the log began, in seconds.
    pub utc_offset_secs: Option<i32>,
    /// How many rows there should be.
    pub rows: Option<u64>,
    /// What the size of a job counts in this log.
    pub unit: SizeUnit,
    /// The users, where the log gives words and not numbers.
    pub users: Names,
    /// The groups, accounts or projects, likewise.
    pub groups: Names,
    /// The queues or partitions, likewise.
    pub queues: Names,
    /// The qualities of service, likewise.
    pub qos: Names,
}

impl Header {
    /// How large the machine is, where the log says: of processors and nodes, where it knows only one of them, that one.
    #[must_use]
    pub fn size(&self, unit: SizeUnit) -> Option<u32> {
        match unit {
            SizeUnit::Processors => self.processors.or(self.nodes),
            SizeUnit::Nodes => self.nodes.or(self.processors),
            SizeUnit::Accelerators | SizeUnit::Slots => None,
        }
    }

    /// Takes from another what this one does not say.
    pub(super) fn complete(&mut self, other: &Header) {
        self.computer = self.computer.take().or_else(|| other.computer.clone());
        self.processors = self.processors.or(other.processors);
        self.nodes = self.nodes.or(other.nodes);
        self.unix_start = self.unix_start.or(other.unix_start);
        self.utc_offset_secs = self.utc_offset_secs.or(other.utc_offset_secs);
    }
}

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// A job.
    Row(Row),
    /// Something about the log, or a remark.
    Header,
    /// Something about a job that other lines complete.
    Part,
    /// No job by itself, such as a step of one; it is counted under its reason.
    Skipped(Finding),
    /// Nothing.
    Blank,
    /// None of these.
    Unreadable,
}

/// Knows one format: says what each line means, one after the other.
pub trait Parser: Send {
    /// What the next line means. What it says of the machine goes into the header.
    fn parse(&mut self, line: &[u8], header: &mut Header) -> Line;

    /// Another job of the line that was parsed last, for formats in which a line may submit several. Asked until there is none.
    fn more(&mut self) -> Option<Row> {
        None
    }

    /// A job that the end of the file completes, for formats in which a job takes several lines. Asked until there is none.
    fn finish(&mut self, _header: &mut Header) -> Option<Row> {
        None
    }

    /// How many lines before the one parsed last the job stood that was given last, for formats in which lines after a job say
    /// more of it.
    fn lines_ago(&self) -> u64 {
        0
    }

    /// How many fields a line has; a log whose last line has fewer than its first was cut off.
    fn fields(&self, line: &[u8]) -> usize;
}
