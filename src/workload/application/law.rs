//! The prepared law of one kind of job: draws sizes, runtimes and requested times, and knows their exact means.

use super::Part;
use super::prepared::Prepared;
use crate::model::{Chance, Span, uniform};
use crate::workload::Estimates;
use crate::workload::limits::{Limit, LimitLaw};
use std::borrow::Cow;
use std::sync::Arc;

/// How far the rank of an array's member among all runtimes may lie from that of the array (A).
const ALIKE: f64 = 0.05;

/// A job that is killed would have run up to so many times its limit (A: nobody knows, since it was killed).
const OVERRUN_MOST: f64 = 3.0;

/// One size of a law.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Step {
    /// Accelerators or cores asked for.
    pub(crate) size: u32,
    /// Accelerators or cores held while it runs, which whole nodes may make more.
    pub(crate) held: u64,
    /// Its weight.
    pub(crate) weight: f64,
}

/// The time that a user requests, and the time that the job would truly take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Times {
    /// Requested: whole minutes.
    pub(crate) walltime: Span,
    /// True: whole seconds.
    pub(crate) work: Span,
}

/// The law of one kind of job, ready to draw from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PartLaw {
    steps: Vec<Step>,
    /// The share of jobs of at most the size of each step.
    upto: Vec<f64>,
    prepared: Arc<Prepared>,
    tie: f64,
    limits: LimitLaw,
}

impl Times {
    /// The times of a job of so many seconds under a limit.
    pub(crate) const fn of(limit: Limit, secs: u64) -> Times {
        let (Limit::Enough(most) | Limit::TooShort(most) | Limit::Maximum(most)) = limit;
        Times { walltime: Span::from_secs(most), work: Span::from_secs(secs) }
    }
}

impl PartLaw {
    /// The law of a part whose sizes are these. Panics when there are none.
    pub(crate) fn new(part: &Part, steps: Vec<Step>, estimates: &Estimates) -> PartLaw {
        assert!(!steps.is_empty(), "the law of {} has no sizes", part.name);
        let prepared = Prepared::of(part);
        let limits = match estimates {
            Estimates::AsModelled => LimitLaw::Popular(prepared.popular.clone()),
            Estimates::Exact => LimitLaw::Exact,
            Estimates::Modal(modal) => {
                let maximum = Span::from_secs(prepared.popular.longest());
                LimitLaw::modal(modal, maximum, |secs| 1.0 - prepared.runtimes.share_above(secs))
            }
        };
        let upto = cumulative(steps.iter().map(|step| step.weight));
        PartLaw { steps, upto, prepared, tie: part.tie, limits }
    }

    /// The law of a part on a machine without bounds, where a job holds what it asks for.
    pub(crate) fn unbounded(part: &Part) -> PartLaw {
        let step = |&(size, weight): &(u32, f64)| Step { size, held: u64::from(size), weight };
        PartLaw::new(part, part.sizes.iter().map(step).collect(), &Estimates::AsModelled)
    }

    /// Its sizes.
    pub(crate) fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Draws a size: the rank of the draw, and the place of the size among the steps.
    pub(crate) fn size(&self, chance: &mut Chance) -> (f64, usize) {
        let rank = uniform(chance);
        let place = self.upto.iter().position(|upto| rank < *upto).unwrap_or(self.steps.len() - 1);
        (rank, place)
    }

    /// Draws how long a job would run that nobody kills: its rank among all runtimes.
    ///
    /// With the chance of the tie its rank among runtimes is its rank among sizes, otherwise another: so both
    /// distributions stay exactly as published, and the rank correlation is the tie.
    pub(crate) fn runtime_rank(&self, size_rank: f64, chance: &mut Chance) -> f64 {
        let rank = uniform(chance);
        if 0.0 < self.tie && uniform(chance) < self.tie { size_rank } else { rank }
    }

    /// Draws the requested time of a job of this rank, and with it whether the limit kills it.
    pub(crate) fn times(&self, rank: f64, chance: &mut Chance) -> Times {
        let runtime = self.prepared.runtimes.at(rank);
        let secs = whole_secs(runtime);
        match self.limits.draw(runtime, secs, chance) {
            limit @ (Limit::Enough(_) | Limit::Maximum(_)) => Times::of(limit, secs),
            Limit::TooShort(limit) => killed(limit, chance),
        }
    }

    /// Draws the requested time of a whole array of this rank, and whether the limit kills its members.
    pub(crate) fn array_limit(&self, rank: f64, chance: &mut Chance) -> Limit {
        let longest = self.prepared.runtimes.at((rank + ALIKE).min(1.0));
        self.limits.draw(self.prepared.runtimes.at(rank), whole_secs(longest), chance)
    }

    /// Draws the times of one member of an array of this rank and limit.
    ///
    /// Its rank is that of the array moved a little and reflected at both ends: so ranks stay uniform, and the
    /// members of all arrays together have exactly the published distribution.
    pub(crate) fn member_times(&self, rank: f64, limit: Limit, chance: &mut Chance) -> Times {
        let moved = (rank + ALIKE * (2.0 * uniform(chance) - 1.0)).abs();
        let reflected = if 1.0 < moved { 2.0 - moved } else { moved };
        match limit {
            limit @ (Limit::Enough(_) | Limit::Maximum(_)) => {
                Times::of(limit, whole_secs(self.prepared.runtimes.at(reflected)))
            }
            Limit::TooShort(secs) => killed(secs, chance),
        }
    }

    /// The share of jobs that run at most so many seconds, where nobody kills them.
    pub(crate) fn share_upto(&self, secs: f64) -> f64 {
        1.0 - self.prepared.runtimes.share_above(secs)
    }

    /// How long a job runs on average, in seconds.
    pub(crate) fn runtime_mean(&self) -> f64 {
        let sums = self.held_secs();
        sums[sums.len() - 1]
    }

    /// The integral over ranks of how long a job holds its nodes, in seconds: up to each of many ranks that are equally far apart.
    fn held_secs(&self) -> Cow<'_, [f64]> {
        match &self.limits {
            LimitLaw::Popular(_) => Cow::Borrowed(&self.prepared.held),
            LimitLaw::Modal(_) | LimitLaw::Exact => {
                Cow::Owned(self.prepared.runtimes.integral(|runtime| self.limits.held_secs(runtime)))
            }
        }
    }

    /// The mean of what a job holds times how long it holds it, in unit-seconds.
    pub(crate) fn area_mean(&self) -> f64 {
        let sums = self.held_secs();
        let cells = (sums.len() - 1) as f64;
        let upto_rank = |rank: f64| {
            let place = rank * cells;
            let cell = (place as usize).min(sums.len() - 2);
            sums[cell] + (place - cell as f64) * (sums[cell + 1] - sums[cell])
        };
        let mut area = 0.0;
        let mut from = 0.0;
        for (step, &to) in self.steps.iter().zip(&self.upto) {
            let tied = upto_rank(to) - upto_rank(from);
            let free = (to - from) * upto_rank(1.0);
            area += step.held as f64 * (self.tie * tied + (1.0 - self.tie) * free);
            from = to;
        }
        area
    }
}

fn killed(limit: u64, chance: &mut Chance) -> Times {
    let over = 1.0 + uniform(chance) * (OVERRUN_MOST - 1.0);
    Times {
        walltime: Span::from_secs(limit),
        work: Span::from_secs(whole_secs(limit as f64 * over).max(limit + 1)),
    }
}

/// Sums of weights up to each, as shares of all.
fn cumulative(weights: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut sum = 0.0;
    let sums: Vec<f64> = weights
        .map(|weight| {
            sum += weight;
            sum
        })
        .collect();
    sums.into_iter().map(|upto| upto / sum).collect()
}

/// The nearest whole second, at least one.
pub(crate) fn whole_secs(secs: f64) -> u64 {
    // Half a second up is the nearest; a job runs at least one.
    ((secs + 0.5) as u64).max(1)
}
