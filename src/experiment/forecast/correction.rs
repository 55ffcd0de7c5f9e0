//! What forecasts of the past say of those to come: how starts are really distributed where so much was simulated and so much is known,
//! and by how much that has to be widened so that as many starts lie in the intervals as should.
//!
//! A quantile forest is grown on past forecasts beside what became of the jobs. What it says is too sure of itself, for another month is
//! another month: past forecasts are therefore cut into spans of time, each is forecast by a forest of the others, and intervals are widened
//! by as much as was missing there (conformalized quantile regression: Romano, Patterson and Candès, NeurIPS 2019, with spans left out).

use super::figures::Figures;
use super::forest::{Case, Forest, Outcomes};

/// So many trees has the forest, and so many each of those that it is widened by.
const TREES: u64 = 60;
const TREES_OF_SPAN: u64 = 20;

/// Into so many spans past forecasts are cut.
const SPANS: u64 = 6;

/// So far away from a span are those forecasts that it is forecast by.
const GAP: u64 = 7 * 86_400;

/// Fewer past forecasts tell nothing.
pub const CASES_MIN: usize = 200;

/// Starts are told apart by the logarithm of their seconds and this many more.
const BLUR_SECS: f64 = 60.0;

/// A forecast of the past, and what became of the job.
#[derive(Debug, Clone, PartialEq)]
pub struct Learned {
    /// The instant of the forecast.
    pub at: u64,
    /// How many seconds after it the job started.
    pub actual: u64,
    /// What was known then.
    pub case: Case,
}

impl Learned {
    /// A forecast and what became of the job.
    #[must_use]
    pub fn new(at: u64, actual: u64, features: Vec<f64>) -> Learned {
        let outcome = libm::log(actual as f64 + BLUR_SECS);
        Learned { at, actual, case: Case { features, outcome } }
    }

    /// When it was known what became of it.
    #[must_use]
    pub const fn known(&self) -> u64 {
        self.at + self.actual
    }
}

/// What past forecasts say of others.
#[derive(Debug, Clone)]
pub struct Correction {
    forest: Forest,
    /// By how much the intervals of 50 % and of 90 % are widened, in logarithms.
    pub widened: [f64; 2],
    /// How many past forecasts there were.
    pub cases: usize,
}

impl Correction {
    /// Learns from past forecasts; nothing where there are too few.
    #[must_use]
    pub fn learn(learned: &[&Learned], seed: u64) -> Option<Correction> {
        if learned.len() < CASES_MIN {
            return None;
        }
        let all: Vec<&Case> = learned.iter().map(|learned| &learned.case).collect();
        let forest = Forest::grow(&all, TREES, seed);
        Some(Correction { forest, widened: widened(learned, seed), cases: all.len() })
    }

    /// All that is to be said of a job of which this is known.
    #[must_use]
    pub fn figures(&self, features: &[f64]) -> Figures {
        let outcomes = self.forest.outcomes(features);
        let secs = |outcome: f64| (libm::exp(outcome) - BLUR_SECS).max(0.0);
        let median = outcomes.quantile(0.5);
        let pair =
            |(low, high): (f64, f64), by: f64| (secs((low - by).min(median)), secs((high + by).max(median)));
        Figures {
            median: secs(median),
            half: pair(middle(&outcomes, 0.5), self.widened[0]),
            most: pair(middle(&outcomes, 0.9), self.widened[1]),
            within_hour: outcomes.share_up_to(libm::log(3_600.0 + BLUR_SECS)),
        }
    }
}

/// The middle part of outcomes that has this share of the weight.
fn middle(outcomes: &Outcomes, share: f64) -> (f64, f64) {
    (outcomes.quantile((1.0 - share) / 2.0), outcomes.quantile((1.0 + share) / 2.0))
}

/// By how much intervals of 50 % and of 90 % have to be widened (or narrowed, where that is less than nothing).
fn widened(learned: &[&Learned], seed: u64) -> [f64; 2] {
    let first = learned.iter().map(|learned| learned.at).min().unwrap_or(0);
    let last = learned.iter().map(|learned| learned.at).max().unwrap_or(0);
    let begin = |span: u64| first + (last + 1 - first) * span / SPANS;
    let mut missing = [Vec::new(), Vec::new()];
    for span in 0..SPANS {
        let (from, until) = (begin(span), begin(span + 1));
        let is_held_back = |learned: &Learned| from <= learned.at && learned.at < until;
        // A job that waits just before or after the span may be one that waits in it.
        let is_outside = |learned: &Learned| learned.at + GAP < from || until + GAP <= learned.at;
        let outside: Vec<&Case> =
            learned.iter().filter(|learned| is_outside(learned)).map(|learned| &learned.case).collect();
        if outside.len() < CASES_MIN / 2 {
            continue;
        }
        let forest = Forest::grow(&outside, TREES_OF_SPAN, seed);
        for held_back in learned.iter().filter(|learned| is_held_back(learned)) {
            let outcomes = forest.outcomes(&held_back.case.features);
            for (missing, share) in missing.iter_mut().zip([0.5, 0.9]) {
                let (low, high) = middle(&outcomes, share);
                missing.push((low - held_back.case.outcome).max(held_back.case.outcome - high));
            }
        }
    }
    let mut shares = [0.5, 0.9].into_iter();
    missing.map(|mut missing| {
        missing.sort_by(f64::total_cmp);
        let share = shares.next().unwrap_or(0.9);
        // One more than there are, so that the share is kept in expectation however few there are.
        let place = ((missing.len() + 1) as f64 * share).ceil() as usize;
        missing.get(place.saturating_sub(1)).or(missing.last()).copied().unwrap_or(0.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Starts are ten minutes off what was simulated, up or down by chance alone.
    fn learned(count: u64) -> Vec<Learned> {
        let one = |place: u64| {
            let simulated = 3_600 * (1 + place % 5);
            let actual = simulated * (50 + place * 37 % 101) / 100;
            Learned::new(place * 600, actual, vec![libm::log(simulated as f64)])
        };
        (0..count).map(one).collect()
    }

    #[test]
    fn intervals_hold_as_much_as_they_say() {
        let learned = learned(3_000);
        let (known, others) = learned.split_at(2_000);
        let correction = Correction::learn(&known.iter().collect::<Vec<_>>(), 1).unwrap();
        let inside = |range: fn(Figures) -> (f64, f64)| {
            let held = others.iter().filter(|one| {
                let (low, high) = range(correction.figures(&one.case.features));
                let actual = one.actual as f64;
                low <= actual && actual <= high
            });
            held.count() as f64 / others.len() as f64
        };
        let (half, most) = (inside(|figures| figures.half), inside(|figures| figures.most));
        assert!((0.45..0.55).contains(&half), "{half}");
        assert!((0.86..0.94).contains(&most), "{most}");
    }

    #[test]
    fn few_forecasts_teach_nothing() {
        let learned = learned(CASES_MIN as u64 - 1);
        assert!(Correction::learn(&learned.iter().collect::<Vec<_>>(), 1).is_none());
    }
}
