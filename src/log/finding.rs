//! The findings in rows of logs: one row each, with what becomes of such rows and the words for it.

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

/// Makes the findings of rows, so that each is written once.
macro_rules! findings {
    ($($(#[$doc:meta])* $name:ident $treatment:ident $words:literal)*) => {
        /// Something found in a row.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Finding {
            $($(#[$doc])* $name,)*
        }

        impl Finding {
            /// Every finding, in the order of the account.
            pub const ALL: [Finding; [$($words),*].len()] = [$(Finding::$name),*];

            /// The fate of such rows.
            #[must_use]
            pub const fn treatment(self) -> Treatment {
                match self {
                    $(Finding::$name => Treatment::$treatment,)*
                }
            }

            /// The finding in words, and what was done about it.
            #[must_use]
            pub const fn words(self) -> &'static str {
                match self {
                    $(Finding::$name => $words,)*
                }
            }
        }
    };
}

findings! {
    /// The line is not a row of the format.
    Unreadable Dropped
        "not a row of this format"
    /// Nobody knows when it was submitted.
    SubmitUnknown Dropped
        "submit time unknown"
    /// Nobody knows how long it ran, mostly because it never did.
    RunUnknown Dropped
        "run time unknown"
    /// Nobody knows how many processors it needs.
    ProcessorsUnknown Dropped
        "size unknown"
    /// It needs no accelerator, in a log whose sizes count accelerators.
    AcceleratorsNone Dropped
        "needs no accelerator, where sizes count accelerators"
    /// A time or size is beyond all reason.
    NumberAbsurd Dropped
        "a time or size beyond all reason"
    /// It was taken back before it ran.
    NeverRan Dropped
        "taken back before it ran"
    /// It still waited or ran when the log was written.
    NotEnded Dropped
        "still waited or ran when the log was written"
    /// It ran for no time, which the strict rule does not take.
    RunNone Dropped
        "ran for no time at all (0 s)"
    /// It asked for no time, which the strict rule does not take.
    WalltimeNone Dropped
        "no requested time given"
    /// It had or asked for more processors than the machine has, which the strict rule does not take.
    LargerThanMachine Dropped
        "had or requested more processors than the machine has"
    /// It is not among the jobs that are wanted.
    FilteredOut Dropped
        "not wanted (--filter)"
    /// It was not submitted in the part of the log that is wanted.
    OutsideWindow Dropped
        "submitted outside the wanted time (--window)"
    /// The row stands before rows that were submitted earlier.
    OutOfOrder Repaired
        "out of order: sorted by submit time"
    /// It has no number of its own.
    JobNumberUnknown Repaired
        "no job number: the number of its line is used"
    /// Only the processors that it got are known.
    ProcessorsAllocated Repaired
        "no requested processors given: the allocated ones are used"
    /// It needs a part of a processor.
    ProcessorsFraction Repaired
        "size is not a whole number: rounded up"
    /// Its run time is its processor time, divided by its processors.
    RunFromProcessorTime Repaired
        "run time not given: processor time divided by processors is used"
    /// Its processor time is more than it could have had with the processors that it asked for.
    MoreThanRequested Repaired
        "its processor time says that it got more processors than it requested"
    /// It ended before it started.
    EndBeforeStart Repaired
        "ended before it started: these times are not used"
    /// It started before it was submitted.
    NegativeWait Repaired
        "started before it was submitted: wait taken as unknown"
    /// It asked for no time.
    WalltimeUnknown Repaired
        "no requested time given: the run time is used"
    /// It asked for as much time as there is, in a word.
    WalltimeWord Repaired
        "requested time is a word (`UNLIMITED`, `Partition_Limit`): taken as not given"
    /// It asked for longer than a machine lives.
    WalltimeAbsurd Repaired
        "requested time above 31 years: taken as 31 years"
    /// It ran longer than it asked for.
    RanOver Repaired
        "ran longer than requested: run cut to the requested time, unless jobs run on"
    /// The user's number is beyond all reason.
    UserAbsurd Repaired
        "user number beyond all reason: taken as unknown"
    /// It was there before the log began.
    BeganBefore Repaired
        "was there before the log began: taken as submitted and started then"
    /// It was there after the log ended.
    EndedAfter Repaired
        "was still there when the log ended: taken as ending then"
    /// Only the tokens of a request are known, not how long they took.
    RunEstimated Repaired
        "service time estimated from tokens"
    /// It ran for no time at all.
    RunZero Kept
        "ran for no time at all (0 s)"
    /// It is one of several jobs that run together.
    TogetherWithOthers Kept
        "part of a job of several requests (heterogeneous): taken as a job of its own"
    /// It is a step of a job.
    Step Skipped
        "steps of jobs, which are no jobs"
    /// It is an array as a whole, whose tasks have rows of their own.
    WholeArray Skipped
        "arrays as a whole, whose tasks are counted one by one"
    /// It tells of something else than a job.
    NotAJob Skipped
        "of something else than a job"
    /// It is of one kind too many to be kept apart from the others.
    TooMany Dropped
        "of one kind too many to be kept apart"
    /// A node has a part of a core.
    CoresFraction Repaired
        "cores of a node are not a whole number: rounded down"
    /// The cores of some nodes are faster than those of others.
    SpeedIgnored Kept
        "nodes of another speed: taken as equally fast"
    /// Some rows of a series are missing above it.
    Gap Kept
        "rows are missing above"
    /// A failure is over before it begins.
    FailureEndsFirst Dropped
        "a failure that is over before it begins"
    /// Nobody wrote down when a node that failed was back.
    FailureWithoutEnd Dropped
        "a failure without an end: nobody knows when the node was back"
    /// It has the time of the row above it.
    TimeRepeated Kept
        "the same time as in the row above"
    /// It has an earlier time than the row above it.
    TimeGoesBack Kept
        "an earlier time than in the row above"
    /// A figure is no number.
    ValueUnreadable Kept
        "a figure is no number: left out"
    /// It could not start until some time after its submission.
    EligibleLater Repaired
        "could not start until later than its submission (a dependency, a begin time, a hold): taken as submitted then"
    /// Another time stands in for its submission.
    SubmitStandsIn Repaired
        "no submission given: when it became eligible or started is used, and its wait is not known"
    /// Its start and its end say otherwise than its run time.
    TimesDisagree Repaired
        "start and end are not its run time apart (it was suspended, or the clock was changed): the run time is used"
    /// The mark for memory by processor stands in its number.
    MemoryMark Repaired
        "memory has Slurm's mark for \"by processor\" in its number: taken off"
    /// It got more processors than it asked for.
    GotMore Kept
        "got more processors than requested (whole nodes or cores): the requested ones count, with `--sizes allocated` those that they got"
    /// It is a part of a job that has a row of its own.
    PartOfJob Skipped
        "parts of jobs (status 2, 3 or 4): only rows of whole jobs count"
    /// It has fields that the format does not know.
    FieldsBeyond Kept
        "more fields than the format has: those behind its last are not looked at"
    /// What changes the jobs makes one of its times too large.
    ChangedBeyond Dropped
        "submitted after 3,168 years, or running above 31 years, once changed as asked (--shift, --scale-arrivals, --scale-runtimes, --speed)"
    /// What changes the jobs makes its requested time too large.
    WalltimeChangedBeyond Repaired
        "requested time above 31 years once changed as asked (--scale-runtimes, --speed): taken as 31 years"
    /// It is the same job as a row before it.
    Twice Dropped
        "the same job as in an export before (number, submission, wait, run and size)"
}
