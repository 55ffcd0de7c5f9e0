//! The account of a log's quality: every row that was dropped or repaired, by reason, in words.

/// What became of the rows of which something was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Treatment {
    /// They give no job.
    Dropped,
    /// Something in them was replaced.
    Repaired,
    /// They stay as they are, but a user should know.
    Kept,
    /// They are no jobs by themselves, and do not count as rows.
    Skipped,
}

/// Something found in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Finding {
    /// The line is not a row of the format.
    Unreadable,
    /// Nobody knows when it was submitted.
    SubmitUnknown,
    /// Nobody knows how long it ran, mostly because it never did.
    RunUnknown,
    /// Nobody knows how many processors it needs.
    ProcessorsUnknown,
    /// It needs no accelerator, in a log whose sizes count accelerators.
    AcceleratorsNone,
    /// A time or size is beyond all reason.
    NumberAbsurd,
    /// It was taken back before it ran.
    NeverRan,
    /// It still waited or ran when the log was written.
    NotEnded,
    /// It ran for no time, which the strict rule does not take.
    RunNone,
    /// It asked for no time, which the strict rule does not take.
    WalltimeNone,
    /// It had or asked for more processors than the machine has, which the strict rule does not take.
    LargerThanMachine,
    /// It is not among the jobs that are wanted.
    FilteredOut,
    /// It was not submitted in the part of the log that is wanted.
    OutsideWindow,
    /// The row stands before rows that were submitted earlier.
    OutOfOrder,
    /// It has no number of its own.
    JobNumberUnknown,
    /// Only the processors that it got are known.
    ProcessorsAllocated,
    /// It needs a part of a processor.
    ProcessorsFraction,
    /// Its run time is its processor time, divided by its processors.
    RunFromProcessorTime,
    /// Its processor time is more than it could have had with the processors that it asked for.
    MoreThanRequested,
    /// It ended before it started.
    EndBeforeStart,
    /// It started before it was submitted.
    NegativeWait,
    /// It asked for no time.
    WalltimeUnknown,
    /// It asked for as much time as there is, in a word.
    WalltimeWord,
    /// It asked for longer than a machine lives.
    WalltimeAbsurd,
    /// It ran longer than it asked for.
    RanOver,
    /// The user's number is beyond all reason.
    UserAbsurd,
    /// It was there before the log began.
    BeganBefore,
    /// It was there after the log ended.
    EndedAfter,
    /// Only the tokens of a request are known, not how long they took.
    RunEstimated,
    /// It ran for no time at all.
    RunZero,
    /// It is one of several jobs that run together.
    TogetherWithOthers,
    /// It is a step of a job.
    Step,
    /// It is an array as a whole, whose tasks have rows of their own.
    WholeArray,
    /// It tells of something else than a job.
    NotAJob,
    /// It is of one kind too many to be kept apart from the others.
    TooMany,
    /// A node has a part of a core.
    CoresFraction,
    /// The cores of some nodes are faster than those of others.
    SpeedIgnored,
    /// Some rows of a series are missing above it.
    Gap,
    /// It has the time of the row above it.
    TimeRepeated,
    /// It has an earlier time than the row above it.
    TimeGoesBack,
    /// A figure is no number.
    ValueUnreadable,
}

impl Finding {
    /// Every finding, in the order of the account.
    pub const ALL: [Finding; 41] = [
        Finding::Unreadable,
        Finding::SubmitUnknown,
        Finding::RunUnknown,
        Finding::ProcessorsUnknown,
        Finding::AcceleratorsNone,
        Finding::NumberAbsurd,
        Finding::NeverRan,
        Finding::NotEnded,
        Finding::RunNone,
        Finding::WalltimeNone,
        Finding::LargerThanMachine,
        Finding::FilteredOut,
        Finding::OutsideWindow,
        Finding::OutOfOrder,
        Finding::JobNumberUnknown,
        Finding::ProcessorsAllocated,
        Finding::ProcessorsFraction,
        Finding::RunFromProcessorTime,
        Finding::MoreThanRequested,
        Finding::EndBeforeStart,
        Finding::NegativeWait,
        Finding::WalltimeUnknown,
        Finding::WalltimeWord,
        Finding::WalltimeAbsurd,
        Finding::RanOver,
        Finding::UserAbsurd,
        Finding::BeganBefore,
        Finding::EndedAfter,
        Finding::RunEstimated,
        Finding::RunZero,
        Finding::TogetherWithOthers,
        Finding::Step,
        Finding::WholeArray,
        Finding::NotAJob,
        Finding::TooMany,
        Finding::CoresFraction,
        Finding::SpeedIgnored,
        Finding::Gap,
        Finding::TimeRepeated,
        Finding::TimeGoesBack,
        Finding::ValueUnreadable,
    ];

    /// What becomes of such rows.
    #[must_use]
    pub const fn treatment(self) -> Treatment {
        match self {
            Finding::Unreadable
            | Finding::SubmitUnknown
            | Finding::RunUnknown
            | Finding::ProcessorsUnknown
            | Finding::AcceleratorsNone
            | Finding::NumberAbsurd
            | Finding::NeverRan
            | Finding::NotEnded
            | Finding::RunNone
            | Finding::WalltimeNone
            | Finding::LargerThanMachine
            | Finding::FilteredOut
            | Finding::OutsideWindow
            | Finding::TooMany => Treatment::Dropped,
            Finding::OutOfOrder
            | Finding::JobNumberUnknown
            | Finding::ProcessorsAllocated
            | Finding::ProcessorsFraction
            | Finding::RunFromProcessorTime
            | Finding::MoreThanRequested
            | Finding::EndBeforeStart
            | Finding::NegativeWait
            | Finding::WalltimeUnknown
            | Finding::WalltimeWord
            | Finding::WalltimeAbsurd
            | Finding::RanOver
            | Finding::UserAbsurd
            | Finding::BeganBefore
            | Finding::EndedAfter
            | Finding::RunEstimated
            | Finding::CoresFraction => Treatment::Repaired,
            Finding::RunZero
            | Finding::TogetherWithOthers
            | Finding::SpeedIgnored
            | Finding::Gap
            | Finding::TimeRepeated
            | Finding::TimeGoesBack
            | Finding::ValueUnreadable => Treatment::Kept,
            Finding::Step | Finding::WholeArray | Finding::NotAJob => Treatment::Skipped,
        }
    }

    /// The finding in words, and what was done about it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Finding::Unreadable => "not a row of this format",
            Finding::SubmitUnknown => "submit time unknown",
            Finding::RunUnknown => "run time unknown",
            Finding::ProcessorsUnknown => "size unknown",
            Finding::AcceleratorsNone => "needs no accelerator, where sizes count accelerators",
            Finding::NumberAbsurd => "a time or size beyond all reason",
            Finding::NeverRan => "taken back before it ran",
            Finding::NotEnded => "still waited or ran when the log was written",
            Finding::RunNone => "ran for no time at all (0 s)",
            Finding::WalltimeNone => "no requested time given",
            Finding::LargerThanMachine => "had or requested more processors than the machine has",
            Finding::FilteredOut => "not wanted (--filter)",
            Finding::OutsideWindow => "submitted outside the wanted time (--window)",
            Finding::OutOfOrder => "out of order: sorted by submit time",
            Finding::JobNumberUnknown => "no job number: the number of its line is used",
            Finding::ProcessorsAllocated => "no requested processors given: the allocated ones are used",
            Finding::ProcessorsFraction => "size is not a whole number: rounded up",
            Finding::RunFromProcessorTime => {
                "run time not given: processor time divided by processors is used"
            }
            Finding::MoreThanRequested => {
                "its processor time says that it got more processors than it requested"
            }
            Finding::EndBeforeStart => "ended before it started: these times are not used",
            Finding::NegativeWait => "started before it was submitted: wait taken as unknown",
            Finding::WalltimeWord => {
                "requested time is a word (`UNLIMITED`, `Partition_Limit`): taken as not given"
            }
            Finding::WalltimeUnknown => "no requested time given: the run time is used",
            Finding::WalltimeAbsurd => "requested time above 31 years: taken as 31 years",
            Finding::RanOver => {
                "ran longer than requested: run cut to the requested time, unless jobs run on"
            }
            Finding::UserAbsurd => "user number beyond all reason: taken as unknown",
            Finding::BeganBefore => "was there before the log began: taken as submitted and started then",
            Finding::EndedAfter => "was still there when the log ended: taken as ending then",
            Finding::RunEstimated => "service time estimated from tokens",
            Finding::RunZero => "ran for no time at all (0 s)",
            Finding::TogetherWithOthers => {
                "part of a job of several requests (heterogeneous): taken as a job of its own"
            }
            Finding::Step => "steps of jobs, which are no jobs",
            Finding::WholeArray => "arrays as a whole, whose tasks are counted one by one",
            Finding::NotAJob => "of something else than a job",
            Finding::TooMany => "of one kind too many to be kept apart",
            Finding::CoresFraction => "cores of a node are not a whole number: rounded down",
            Finding::SpeedIgnored => "nodes of another speed: taken as equally fast",
            Finding::Gap => "rows are missing above",
            Finding::TimeRepeated => "the same time as in the row above",
            Finding::TimeGoesBack => "an earlier time than in the row above",
            Finding::ValueUnreadable => "a figure is no number: left out",
        }
    }
}

/// Several things found in one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Notes(u64);

const _: () = assert!(Finding::ALL.len() <= 64, "each finding has its bit in the notes of a row");

impl Notes {
    /// Takes note of one more.
    pub const fn add(&mut self, finding: Finding) {
        self.0 |= 1 << finding as u32;
    }

    /// Whether there is a note of this.
    #[must_use]
    pub const fn has(self, finding: Finding) -> bool {
        self.0 >> finding as u32 & 1 == 1
    }

    /// What was found, in the order of the account.
    pub fn findings(self) -> impl Iterator<Item = Finding> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let finding = *Finding::ALL.get(rest.trailing_zeros() as usize)?;
            rest &= rest - 1;
            Some(finding)
        })
    }
}

/// How many rows, and where the first of them are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// How many rows.
    pub rows: u64,
    /// The numbers of the first three lines.
    pub first_lines: Vec<u64>,
}

impl Tally {
    /// Counts the row of a line.
    pub(super) fn add(&mut self, line: u64) {
        self.rows += 1;
        if self.first_lines.len() < 3 {
            self.first_lines.push(line);
        }
    }
}

/// A tally for each finding.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Tallies([Tally; Finding::ALL.len()]);

impl Default for Tallies {
    fn default() -> Tallies {
        Tallies(std::array::from_fn(|_| Tally::default()))
    }
}

/// The account of a log's quality.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Quality {
    /// Rows read; remarks and empty lines do not count.
    pub rows_read: u64,
    /// Rows that gave a job.
    pub rows_kept: u64,
    /// Rows among them in which something was repaired.
    pub rows_repaired: u64,
    tallies: Tallies,
    line_repaired_last: u64,
}

impl Quality {
    /// Rows that gave no job.
    #[must_use]
    pub const fn rows_dropped(&self) -> u64 {
        self.rows_read - self.rows_kept
    }

    /// How often something was found.
    #[must_use]
    pub const fn tally(&self, finding: Finding) -> &Tally {
        &self.tallies.0[finding as usize]
    }

    /// What was found and treated so, most important first.
    pub fn found(&self, treatment: Treatment) -> impl Iterator<Item = (Finding, &Tally)> {
        let occurred =
            move |finding: &Finding| finding.treatment() == treatment && 0 < self.tally(*finding).rows;
        Finding::ALL.into_iter().filter(occurred).map(|finding| (finding, self.tally(finding)))
    }

    /// Takes note of something found in the row of a line.
    pub(super) fn note(&mut self, finding: Finding, line: u64) {
        self.tallies.0[finding as usize].add(line);
        // A row with two repairs is one repaired row.
        if finding.treatment() == Treatment::Repaired && self.line_repaired_last != line {
            self.line_repaired_last = line;
            self.rows_repaired += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_give_back_what_was_found() {
        let mut all = Notes::default();
        assert_eq!(all.findings().count(), 0);
        for finding in Finding::ALL {
            let mut one = Notes::default();
            one.add(finding);
            assert_eq!(one.findings().collect::<Vec<_>>(), [finding]);
            all.add(finding);
        }
        assert!(all.findings().eq(Finding::ALL));
    }
}
