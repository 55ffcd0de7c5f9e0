//! What becomes of a locked share, and when it is locked.

use super::{Span, Time};
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
    }
}
