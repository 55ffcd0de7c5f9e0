//! Sessions: several submissions of one user, with pauses for thought between them.

use super::super::Sessions;
use crate::model::{Chance, Span, Time, uniform};
use rand_distr::{Distribution as _, Exp1, StandardNormal};

/// Nobody thinks longer than a hundred years, and no simulation lasts longer.
const THINK_SECS_MAX: f64 = 3.2e9;

/// The next steps of a user, drawn at a submission. Always the same number of draws, used or not: so the steps after the
/// tenth submission do not depend on how long the first nine were waited for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plan {
    /// Whether the user would submit again in this session.
    pub(super) goes_on: bool,
    /// After how long.
    pub(super) think: Span,
    /// How long the user stays away otherwise, where the mean is 1.
    pub(super) away: f64,
}

impl Sessions {
    /// Draws what a user does next.
    pub(super) fn plan(&self, chance: &mut Chance) -> Plan {
        let goes_on = uniform(chance) < self.chance_of_another();
        let deviation: f64 = StandardNormal.sample(chance);
        let think = self.think_median.as_secs_f64() * libm::exp(self.think_spread * deviation);
        let think = think.min(THINK_SECS_MAX);
        // Submissions are whole seconds; and users who submit again at once would submit for ever what is rejected at once.
        Plan { goes_on, think: Span::from_secs_f64(think).whole_secs(), away: Exp1.sample(chance) }
    }

    /// The chance of another submission, as long as the user waits for nothing.
    pub(super) fn chance_of_another(&self) -> f64 {
        1.0 - 1.0 / self.submissions_mean
    }

    /// The mean pause for thought, in seconds.
    pub(super) fn think_secs_mean(&self) -> f64 {
        self.think_median.as_secs_f64() * libm::exp(self.think_spread * self.think_spread / 2.0)
    }
}

/// The whole second at or after an instant.
pub(super) fn whole_second(at: Time) -> Time {
    Time::from_secs(at.as_micros().div_ceil(1_000_000))
}
