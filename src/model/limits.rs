//! When a controller looks whether running jobs have reached their limits.

use super::{Span, Time};
use serde::{Deserialize, Serialize};

/// Looks at a period: what has reached its limit is found at the next of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitChecks {
    /// From one look to the next; more than nothing.
    pub every: Span,
    /// When the first look is.
    pub first: Span,
}

impl LimitChecks {
    /// The first look at this instant or later.
    #[must_use]
    pub fn next(self, at: Time) -> Time {
        let (at, every, first) = (at.as_micros(), self.every.as_micros(), self.first.as_micros());
        let looks = at.saturating_sub(first).div_ceil(every);
        Time::from_micros(first.saturating_add(looks.saturating_mul(every)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_look_is_never_before() {
        let checks = LimitChecks { every: Span::from_secs(30), first: Span::from_secs(24) };
        let next = |secs: u64| checks.next(Time::ZERO + Span::from_secs(secs)).as_secs();
        assert_eq!([0, 23, 24, 25, 54, 55].map(next), [24, 24, 24, 54, 54, 84]);
    }
}
