//! What one line of a log says, before anybody judges it.

use crate::model::Span;

const MICROS: u64 = 1_000_000;

/// A number of a log that is not negative: whole millionths.
///
/// Numbers that are too large to hold become [`Number::TOO_LARGE`]: they never wrap, and whoever cleans sees them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Number(u64);

impl Number {
    /// Larger than any number that makes sense in a log.
    pub const TOO_LARGE: Number = Number(u64::MAX);

    /// So many units and millionths of a unit.
    #[must_use]
    pub const fn new(whole: u64, millionths: u32) -> Number {
        Number(whole.saturating_mul(MICROS).saturating_add(millionths as u64))
    }

    /// The whole units, rounded down.
    #[must_use]
    pub const fn whole(self) -> u64 {
        self.0 / MICROS
    }

    /// Whether there is no fraction.
    #[must_use]
    pub const fn is_whole(self) -> bool {
        self.0.is_multiple_of(MICROS)
    }

    /// Whether this is nothing.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// So many seconds.
    #[must_use]
    pub const fn secs(self) -> Span {
        Span::from_micros(self.0)
    }
}

/// One row of a log as it stands there; `None` is what the log does not know.
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
    /// For how long it asked, in seconds.
    pub walltime: Option<Number>,
    /// The user's number.
    pub user: Option<Number>,
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
}

impl Header {
    /// Takes from another what this one does not say.
    pub(super) fn complete(&mut self, other: &Header) {
        self.computer = self.computer.take().or_else(|| other.computer.clone());
        self.processors = self.processors.or(other.processors);
        self.nodes = self.nodes.or(other.nodes);
        self.unix_start = self.unix_start.or(other.unix_start);
    }
}

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// A job.
    Row(Row),
    /// Something about the log, or a remark.
    Header,
    /// Nothing.
    Blank,
    /// None of these.
    Unreadable,
}

/// Knows one format: says what each line means, one after the other.
pub trait Parser: Send {
    /// What the next line means. What it says of the machine goes into the header.
    fn parse(&mut self, line: &[u8], header: &mut Header) -> Line;

    /// How many fields a line has; a log whose last line has fewer than its first was cut off.
    fn fields(&self, line: &[u8]) -> usize;
}
