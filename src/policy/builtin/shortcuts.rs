//! What makes a pass fast: named shortcuts, each of which finds what a look at everything would find.

use serde::{Deserialize, Serialize};

/// One shortcut. On or off, it changes no start of any job; a law holds every one of them to that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Shortcut {
    /// Where nobody else waits, a job that fits starts, and the queue is not walked along.
    AloneInTheQueue,
    /// Where nothing was given back since the last pass, only jobs that have joined the queue since can start.
    OnlyNewcomers,
    /// Where no waiting job fits into what is free, their order is not worked out.
    NoPassWhereNothingFits,
    /// Jobs that need more units than are free, or that would disturb a reservation, are passed over by an index of the queue.
    FilterByUnits,
    /// A job of the same kind that needs as much as one just refused is refused.
    RefusedKinds,
    /// A plan is kept while nothing is given back, and only continued.
    KeptPlan,
    /// A plan is made only as far as the last job that could start now.
    PlanAsFarAsNeeded,
    /// A job is planned no earlier than an easier one was.
    BoundsOfEasierJobs,
    /// Promises are placed again only where something became free that could move them.
    OnlyPromisesThatGain,
    /// Where nobody overtakes, only the first of those that wait for the same pools is looked for, and the others are not ranked.
    OnlyTheFirst,
    /// Where all who wait stand in one line for one pool, it is walked along without a look at other lanes.
    OneLine,
}

/// A set of shortcuts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Shortcuts(u32);

impl Shortcut {
    /// Every shortcut.
    pub const ALL: [Shortcut; 11] = [
        Shortcut::AloneInTheQueue,
        Shortcut::OnlyNewcomers,
        Shortcut::NoPassWhereNothingFits,
        Shortcut::FilterByUnits,
        Shortcut::RefusedKinds,
        Shortcut::KeptPlan,
        Shortcut::PlanAsFarAsNeeded,
        Shortcut::BoundsOfEasierJobs,
        Shortcut::OnlyPromisesThatGain,
        Shortcut::OnlyTheFirst,
        Shortcut::OneLine,
    ];
}

impl Shortcuts {
    /// All of them: what every run takes.
    pub const ALL: Shortcuts = Shortcuts(u32::MAX);

    /// None of them: every pass looks at everything.
    pub const NONE: Shortcuts = Shortcuts(0);

    /// These but one.
    #[must_use]
    pub const fn without(self, shortcut: Shortcut) -> Shortcuts {
        Shortcuts(self.0 & !(1 << shortcut as u32))
    }

    /// These and one more.
    #[must_use]
    pub const fn with(self, shortcut: Shortcut) -> Shortcuts {
        Shortcuts(self.0 | 1 << shortcut as u32)
    }

    /// Whether one of them is this.
    #[must_use]
    pub const fn has(self, shortcut: Shortcut) -> bool {
        self.0 >> shortcut as u32 & 1 == 1
    }
}

impl Default for Shortcuts {
    fn default() -> Shortcuts {
        Shortcuts::ALL
    }
}
