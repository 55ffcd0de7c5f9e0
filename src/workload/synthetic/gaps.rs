//! How irregular arrivals are: the gap between two of them, measured in what the rhythm makes of time.

use super::super::models::{GAP_LOG_MAX, Lublin};
use crate::model::Chance;
use rand_distr::{Distribution as _, Exp1, Gamma};

/// The law of gaps, of which the mean is 1.
#[derive(Debug, Clone, Copy)]
pub(super) enum Gaps {
    /// Exponential: a Poisson process.
    Poisson,
    /// The logarithm of the gap is gamma distributed: many short gaps, a few very long ones.
    Lublin {
        /// Of the logarithm in seconds.
        logs: Gamma<f64>,
        /// The mean in seconds.
        mean: f64,
    },
}

impl Gaps {
    /// The gaps of a model.
    pub(super) fn of(model: &Lublin) -> Gaps {
        Gaps::Lublin { logs: model.gaps().sampler(), mean: model.gap_secs_mean() }
    }

    /// Draws one.
    pub(super) fn draw(self, chance: &mut Chance) -> f64 {
        match self {
            Gaps::Poisson => Exp1.sample(chance),
            Gaps::Lublin { logs, mean } => loop {
                let log = logs.sample(chance);
                if log <= GAP_LOG_MAX {
                    return libm::exp(log) / mean;
                }
            },
        }
    }
}
