//! Why a job waits: each second of a wait has exactly one cause.

use super::Span;
use serde::{Deserialize, Serialize};

/// Why a job waits. Where several hold at once, the first of this list that does is the cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Cause {
    /// It may not start yet whatever is free: another job has to end first, or a component of its gang is missing.
    Dependency,
    /// It is put off until greener or cheaper hours.
    Deferral,
    /// Data that it needs are not there yet, and the nodes that it needs are free.
    Staging,
    /// A limit of its tenant, its quality of service or its partition is reached, or a licence is taken.
    Limit,
    /// A budget of the month is used up.
    Budget,
    /// Its quota is used up.
    Quota,
    /// The centre would draw more power than it may.
    Power,
    /// What it needs is free, and kept for somebody else: by a lock, a reservation, or maintenance to come.
    Reservation,
    /// Less is free than it needs, and it would be enough if no node had failed or were worked on.
    Outage,
    /// Less is free than it needs.
    Capacity,
    /// Enough is free, but scattered over nodes on which its tasks do not fit.
    Fragmentation,
    /// It would fit, and somebody is before it: it would overtake, or delay a job that is promised these nodes.
    Ahead,
}

impl Cause {
    /// Every cause, in order.
    pub const ALL: [Cause; 12] = [
        Cause::Dependency,
        Cause::Deferral,
        Cause::Staging,
        Cause::Limit,
        Cause::Budget,
        Cause::Quota,
        Cause::Power,
        Cause::Reservation,
        Cause::Outage,
        Cause::Capacity,
        Cause::Fragmentation,
        Cause::Ahead,
    ];

    /// The name, as in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Cause::Dependency => "dependency",
            Cause::Deferral => "deferral",
            Cause::Staging => "staging",
            Cause::Limit => "limit",
            Cause::Budget => "budget",
            Cause::Quota => "quota",
            Cause::Power => "power",
            Cause::Reservation => "reservation",
            Cause::Outage => "outage",
            Cause::Capacity => "capacity",
            Cause::Fragmentation => "fragmentation",
            Cause::Ahead => "ahead",
        }
    }

    /// The same in words, for people.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Cause::Dependency => "waits for other jobs",
            Cause::Deferral => "put off to better hours",
            Cause::Staging => "its data are on their way",
            Cause::Limit => "a limit is reached",
            Cause::Budget => "its budget is used up",
            Cause::Quota => "its quota is used up",
            Cause::Power => "the power cap is reached",
            Cause::Reservation => "free, but reserved",
            Cause::Outage => "nodes have failed",
            Cause::Capacity => "not enough is free",
            Cause::Fragmentation => "free, but scattered",
            Cause::Ahead => "others are ahead",
        }
    }
}

/// How long a job waited for which cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Causes([Span; Cause::ALL.len()]);

impl Causes {
    /// No wait at all.
    pub const NONE: Causes = Causes([Span::ZERO; Cause::ALL.len()]);

    /// How long for this cause.
    #[must_use]
    pub const fn of(&self, cause: Cause) -> Span {
        self.0[cause as usize]
    }

    /// Adds a time for a cause.
    pub fn add(&mut self, cause: Cause, span: Span) {
        self.0[cause as usize] += span;
    }

    /// What was added since these were read.
    #[must_use]
    pub fn since(&self, earlier: &Causes) -> Causes {
        let mut causes = *self;
        for (span, before) in causes.0.iter_mut().zip(earlier.0) {
            *span = *span - before;
        }
        causes
    }

    /// All of it: the wait.
    #[must_use]
    pub fn total(&self) -> Span {
        self.0.iter().fold(Span::ZERO, |sum, span| sum + *span)
    }
}

impl std::ops::AddAssign for Causes {
    fn add_assign(&mut self, other: Causes) {
        for (span, more) in self.0.iter_mut().zip(other.0) {
            *span += more;
        }
    }
}

/// For whose sake a promised start was missed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Breach {
    /// Somebody of a higher quality of service, tier or class.
    HigherClass,
    /// The owners of a lock, or of a quota that was lent.
    Owner,
    /// Nobody's: the units that were counted on lie scattered over nodes.
    Scattered,
    /// Nobody's: when its time came, a limit, a licence or a quota was used up, for itself or for one that stood before it.
    Rule,
}

impl Breach {
    /// The same in words, for people.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Breach::HigherClass => "for a higher class",
            Breach::Owner => "for the owner of a lock or quota",
            Breach::Scattered => "because free units are scattered",
            Breach::Rule => "because what rules count was used up",
        }
    }
}
