//! What forecasts of the past say of those to come: how starts are really distributed where so much was simulated and so much is known,
//! and by how much that has to be widened so that as many starts lie in the intervals as should.
//!
//! Two quantile forests are grown on past forecasts beside what became of the jobs, one of them on how far that lies off a straight line.
//! Jobs that still wait count as such: their outcome is open. What the forests say is too sure of itself, for another month is another
//! month: past forecasts are therefore cut into spans of time, each is forecast by forests of the others, and intervals are widened by as
//! much as was missing there (conformalized quantile regression: Romano, Patterson and Candès, NeurIPS 2019, with spans left out).

use super::figures::{Bands, Figures, LEVELS};
use super::forest::{Case, Outcome, Outcomes};
use super::woods::Woods;

/// So many trees have both forests together, and so many each pair of those that they are widened by.
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
        Learned { at, actual, case: Case { features, outcome, is_open: false } }
    }

    /// The same as it was known at an instant after it: of a job that still waited, only that it had not started by then.
    #[must_use]
    pub(super) fn known_at(&self, now: u64) -> Learned {
        if self.known() < now {
            return self.clone();
        }
        let mut open = Learned::new(self.at, now - self.at, self.case.features.clone());
        open.case.is_open = true;
        open
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
    woods: Woods,
    /// By level of [`LEVELS`], by how much the intervals are widened, in logarithms.
    pub widened: [f64; LEVELS.len()],
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
        let woods = Woods::grow(&all, TREES, seed);
        Some(Correction { woods, widened: widened(learned, seed), cases: all.len() })
    }

    /// All that is to be said of a job of which this is known.
    #[must_use]
    pub fn figures(&self, features: &[f64]) -> Figures {
        self.told(features).0
    }

    /// The same with the intervals of all levels.
    #[must_use]
    pub fn told(&self, features: &[f64]) -> (Figures, Bands) {
        let outcomes = self.woods.outcomes(features);
        let secs = |outcome: f64| (libm::exp(outcome) - BLUR_SECS).max(0.0);
        let ranges = ranges(&outcomes);
        let mut bands = Bands { median: secs(outcomes.quantile(0.5)), ranges };
        for ((low, high), by) in bands.ranges.iter_mut().zip(self.widened) {
            (*low, *high) = (secs(*low - by), secs(*high + by));
        }
        let bands = bands.nested();
        (Figures::of(&bands, outcomes.share_up_to(libm::log(3_600.0 + BLUR_SECS))), bands)
    }
}

/// By level, the middle part of outcomes that has this share of the weight.
fn ranges(outcomes: &Outcomes) -> [(f64, f64); LEVELS.len()] {
    Bands::of(|share| outcomes.quantile(share)).ranges
}

/// By level, by how much intervals have to be widened (or narrowed, where that is less than nothing).
fn widened(learned: &[&Learned], seed: u64) -> [f64; LEVELS.len()] {
    let first = learned.iter().map(|learned| learned.at).min().unwrap_or(0);
    let last = learned.iter().map(|learned| learned.at).max().unwrap_or(0);
    let begin = |span: u64| first + (last + 1 - first) * span / SPANS;
    let mut missing: [Vec<Outcome>; LEVELS.len()] = Default::default();
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
        let woods = Woods::grow(&outside, TREES_OF_SPAN, seed);
        for held_back in learned.iter().filter(|learned| is_held_back(learned)) {
            let ranges = ranges(&woods.outcomes(&held_back.case.features));
            missing.iter_mut().zip(ranges).for_each(|(all, range)| all.push(lacks(range, &held_back.case)));
        }
    }
    let mut levels = LEVELS.into_iter();
    missing.map(|missing| {
        // One more than there are, so that the share is kept in expectation however few there are.
        let count = missing.len().max(1) as f64;
        let share = levels.next().unwrap_or(1.0) * (count + 1.0) / count;
        Outcomes::of(missing).quantile(share)
    })
}

/// By how much an interval would have to be widened to hold what became of a case. Where that is open, it is at least so much.
fn lacks((low, high): (f64, f64), case: &Case) -> Outcome {
    let above = case.outcome - high;
    let value = if case.is_open { above } else { above.max(low - case.outcome) };
    Outcome { value, weight: 1.0, is_open: case.is_open }
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
