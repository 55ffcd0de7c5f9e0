//! What becomes of a locked share, and when it is locked.

use super::{GroupId, Span, Time};
use serde::{Deserialize, Serialize};

/// What becomes of a locked share while its owners leave it idle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub enum LockMode {
    /// It stays idle.
    #[default]
    Strict,
    /// Others use it, and are evicted when an owner needs it.
    LendPreemptible,
    /// Others use it for jobs that end within the owners' notice period.
    LendShort {
        /// The longest an owner waits for a lent node.
        notice: Span,
    },
    /// Others use it; once an owner needs it, nothing more is lent, and who is still there leaves within the return time.
    LendUntilNeeded {
        /// How long they may stay.
        return_time: Span,
    },
}

impl LockMode {
    /// The name, as in scenarios.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            LockMode::Strict => "strict",
            LockMode::LendPreemptible => "lend-preemptible",
            LockMode::LendShort { .. } => "lend-short",
            LockMode::LendUntilNeeded { .. } => "lend-until-needed",
        }
    }

    /// Whether others ever use the share while it is locked.
    #[must_use]
    pub const fn lends(self) -> bool {
        !matches!(self, LockMode::Strict)
    }
}

/// When a lock holds: spans that do not meet, in order. None means always.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Windows(Vec<(Time, Time)>);

impl Windows {
    /// Locked always.
    pub const ALWAYS: Windows = Windows(Vec::new());

    /// Never locked, as far as is known.
    #[must_use]
    pub fn never() -> Windows {
        // A span without length at the end of time: no span at all would mean always.
        Windows(vec![(Time::NEVER, Time::NEVER)])
    }

    /// Locked within these spans, which may come in any order and overlap.
    #[must_use]
    pub fn new(mut spans: Vec<(Time, Time)>) -> Windows {
        spans.retain(|(from, until)| from < until);
        spans.sort_unstable();
        let mut joined: Vec<(Time, Time)> = Vec::new();
        for (from, until) in spans {
            match joined.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(until),
                Some(_) | None => joined.push((from, until)),
            }
        }
        Windows(joined)
    }

    /// Whether the lock never opens.
    #[must_use]
    pub const fn is_always(&self) -> bool {
        self.0.is_empty()
    }

    /// The spans.
    #[must_use]
    pub fn spans(&self) -> &[(Time, Time)] {
        &self.0
    }

    /// The span that holds this instant, or the next one behind it; nothing when none is left.
    #[must_use]
    pub fn at_or_after(&self, at: Time) -> Option<(Time, Time)> {
        if self.is_always() {
            return Some((Time::ZERO, Time::NEVER));
        }
        self.0.get(self.0.partition_point(|(_, until)| *until <= at)).copied()
    }

    /// Whether the lock holds at this instant.
    #[must_use]
    pub fn hold(&self, at: Time) -> bool {
        self.at_or_after(at).is_some_and(|(from, _)| from <= at)
    }

    /// The next instant after this one at which the lock closes or opens.
    #[must_use]
    pub fn next_change(&self, after: Time) -> Option<Time> {
        let (from, until) = self.at_or_after(after)?;
        let next = if after < from { from } else { until };
        (next != Time::NEVER).then_some(next)
    }
}

/// Windows of which people learn only some time ahead.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Foresight {
    /// How long ahead.
    pub ahead: Span,
    /// The windows.
    pub windows: Windows,
}

/// A share of nodes locked for some groups of tenants: always, or within spans of time, which makes it an advance reservation;
/// with no owners it is maintenance.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Lock {
    /// The name that reports use.
    pub name: String,
    /// The groups it is locked for.
    pub owners: Vec<GroupId>,
    /// What becomes of it while they leave it idle.
    pub mode: LockMode,
    /// When it holds.
    pub windows: Windows,
    /// Whether its nodes are not there at all while it holds: not delivered yet, or gone. It has no owners then.
    pub absent: bool,
    /// When it really holds, where people learn of it only some time ahead; then `windows` are those that they know of at present.
    pub foresight: Option<Foresight>,
}

impl Lock {
    /// Whether its nodes are not there at this instant.
    #[must_use]
    pub fn is_absence(&self, at: Time) -> bool {
        self.absent && self.windows_in_truth().hold(at)
    }

    /// Whether it is maintenance: nobody may use its nodes while it holds, and they are worked on.
    #[must_use]
    pub fn is_maintenance(&self) -> bool {
        self.owners.is_empty() && !self.absent && !self.mode.lends()
    }

    /// When it really holds, whether anybody knows it or not.
    #[must_use]
    pub fn windows_in_truth(&self) -> &Windows {
        self.foresight.as_ref().map_or(&self.windows, |foresight| &foresight.windows)
    }

    /// When it holds as far as people know at an instant: of nodes that come and go they do not know dates that are too far ahead, and
    /// of maintenance not that there will be any. What holds at that instant is always known.
    #[must_use]
    pub fn known_at(&self, at: Time) -> Windows {
        let Some(foresight) = &self.foresight else { return self.windows.clone() };
        let seen = at + foresight.ahead;
        let until = |until: Time| if self.absent && seen < until { Time::NEVER } else { until };
        let spans = foresight.windows.spans().iter().filter(|(from, _)| *from <= seen);
        let known: Vec<(Time, Time)> = spans.map(|(from, end)| (*from, until(*end))).collect();
        if known.is_empty() { Windows::never() } else { Windows::new(known) }
    }

    /// The same lock, of which people learn only so long ahead.
    #[must_use]
    pub fn announced(self, ahead: Span) -> Lock {
        let windows = self.windows.clone();
        let lock = Lock { foresight: Some(Foresight { ahead, windows }), ..self };
        Lock { windows: lock.known_at(Time::ZERO), ..lock }
    }

    /// When people learn of another window or of its end.
    pub fn news(&self) -> impl Iterator<Item = Time> {
        let foresight = self.foresight.iter();
        foresight.flat_map(|Foresight { ahead, windows }| {
            let edges = windows.spans().iter().flat_map(|(from, until)| {
                let end = Some(*until).filter(|until| self.absent && *until < Time::NEVER);
                [Some(*from), end]
            });
            let ahead = ahead.as_micros();
            edges.flatten().map(move |edge| Time::from_micros(edge.as_micros().saturating_sub(ahead)))
        })
    }

    /// Whether others may never use it.
    #[must_use]
    pub const fn is_absolute(&self) -> bool {
        !self.mode.lends() && self.windows.is_always()
    }

    /// Whether a job of such a walltime can ever use it that is not an owner's.
    #[must_use]
    pub fn takes_others(&self, walltime: Span) -> bool {
        match self.mode {
            _ if !self.windows.is_always() => true,
            LockMode::Strict => false,
            LockMode::LendShort { notice } => walltime <= notice,
            LockMode::LendPreemptible | LockMode::LendUntilNeeded { .. } => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_joined_and_found() {
        let secs = Time::from_secs;
        let windows = Windows::new(vec![(secs(50), secs(60)), (secs(10), secs(20)), (secs(15), secs(30))]);
        assert_eq!(windows.spans(), [(secs(10), secs(30)), (secs(50), secs(60))]);
        let held: Vec<bool> = [9, 10, 29, 30, 50, 60].map(|at| windows.hold(secs(at))).to_vec();
        assert_eq!(held, [false, true, true, false, true, false]);
        let changes = [0, 10, 30, 50, 60].map(|at| windows.next_change(secs(at)));
        assert_eq!(changes, [Some(secs(10)), Some(secs(30)), Some(secs(50)), Some(secs(60)), None]);
        assert!(Windows::ALWAYS.hold(secs(7)) && Windows::ALWAYS.next_change(secs(7)).is_none());
        let never = Windows::never();
        assert!(!never.hold(secs(7)) && never.next_change(secs(7)).is_none() && !never.is_always());
    }
}
