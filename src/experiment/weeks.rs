//! The spread within one long run: batch means, and what other orders of its weeks would have given.

use super::Comparison;
use crate::metrics::{Estimate, WeekWaits};
use crate::model::{Streams, Use};
use crate::stats::{mean, sample_variance, student_t};
use rand::RngExt;

/// So many batches of whole weeks tell of the spread; with fewer an interval is not to be trusted.
const BATCHES_MOST: usize = 20;
const BATCHES_LEAST: usize = 8;

/// So many draws of weeks.
const DRAWS: usize = 2_000;

/// A mean with the ends of an interval, which need not be equally far.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Resampled {
    /// The mean of the run.
    pub mean: f64,
    /// Where the interval begins.
    pub low: f64,
    /// Where it ends.
    pub high: f64,
}

impl Comparison {
    /// The mean wait in seconds of the single run of a policy, with an interval by batch means (A. Law, *Simulation Modeling and Analysis*, chapter
    /// 9): the run is cut into up to 20 batches of equally many weeks, which hardly depend on each other where they are long. Where
    /// `base` names another policy, how far the mean is from its, batch by batch. Nothing where there are several runs, or fewer than 8 weeks.
    #[must_use]
    pub fn by_batches(&self, policy: usize, base: Option<usize>) -> Option<Estimate> {
        let weeks = self.weeks(policy, base)?;
        let batches = (BATCHES_LEAST..=BATCHES_MOST).rev().find(|count| 0 < weeks.len() / count)?;
        let width = weeks.len() / batches;
        // What does not fit in is left out at the beginning.
        let means = weeks[weeks.len() - batches * width..].chunks_exact(width).filter_map(mean_of);
        let means: Vec<f64> = means.collect();
        let half = student_t(self.confidence, means.len().checked_sub(1).filter(|left| 0 < *left)?)
            * (sample_variance(&means)? / means.len() as f64).sqrt();
        Some(Estimate {
            mean: mean(&means)?,
            half_width: Some(half),
            runs: means.len() as u32,
            at_least: false,
        })
    }

    /// The same by drawing as many weeks as there are from them, 2,000 times (the bootstrap of B. Efron, Annals of Statistics 7, 1979): the
    /// interval holds the share of all draws that the confidence says.
    #[must_use]
    pub fn by_drawn_weeks(&self, policy: usize, base: Option<usize>) -> Option<Resampled> {
        let weeks = self.weeks(policy, base)?;
        // The same draws for all policies.
        let mut chance = Streams::new(self.scenario.seed, 0).stream(Use::Resampling, "weeks");
        let mut means: Vec<f64> = (0..DRAWS)
            .filter_map(|_| {
                let drawn: Vec<Week> =
                    (0..weeks.len()).map(|_| weeks[chance.random_range(0..weeks.len())]).collect();
                mean_of(&drawn)
            })
            .collect();
        means.sort_by(f64::total_cmp);
        let outside = (1.0 - self.confidence.level()) / 2.0;
        let at =
            |share: f64| means.get(((share * means.len() as f64) as usize).min(means.len() - 1)).copied();
        Some(Resampled { mean: mean_of(&weeks)?, low: at(outside)?, high: at(1.0 - outside)? })
    }

    fn weeks(&self, policy: usize, base: Option<usize>) -> Option<Vec<Week>> {
        let [mine] = self.cells_of(policy) else { return None };
        let base = match base {
            Some(base) => Some(&self.cells_of(base).first()?.weeks),
            None => None,
        };
        let of = |week: usize| Week {
            mine: mine.weeks[week],
            base: base.and_then(|base| base.get(week)).copied().unwrap_or_default(),
        };
        (BATCHES_LEAST <= mine.weeks.len()).then(|| (0..mine.weeks.len()).map(of).collect())
    }
}

/// A week of a run, and of that which it is compared with.
#[derive(Debug, Clone, Copy)]
struct Week {
    mine: WeekWaits,
    base: WeekWaits,
}

/// The mean wait in seconds over some weeks, less that of the base.
fn mean_of(weeks: &[Week]) -> Option<f64> {
    let of = |pick: fn(&Week) -> WeekWaits| {
        let jobs: u64 = weeks.iter().map(|week| pick(week).jobs).sum();
        let micros: u128 = weeks.iter().map(|week| pick(week).micros).sum();
        (0 < jobs).then(|| micros as f64 / 1e6 / jobs as f64)
    };
    Some(of(|week| week.mine)? - of(|week| week.base).unwrap_or(0.0))
}
