//! The cheapest mix of two values that are bought, such as nodes of two kinds, with which a centre keeps its promises.

use super::Watch;
use super::plan::{Plan, PlanError, Question, Tried, plan};
use crate::scenario::Scenario;

/// The least of the second value beside one of the first.
#[derive(Debug, Clone, PartialEq)]
pub struct MixRow {
    /// The place of the first value.
    pub first: usize,
    /// The place of the least of the second that is cheap enough to be of interest and keeps all promises; nothing where there is none.
    pub second: Option<usize>,
    /// What the two cost, where there is a second.
    pub price: Option<f64>,
    /// What was seen of the promises there.
    pub tried: Option<Tried>,
}

/// The cheapest mix.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Mix {
    /// The rows that were looked at, in the order of the first value.
    pub rows: Vec<MixRow>,
    /// Which of them is cheapest; nothing where none keeps the promises.
    pub best: Option<usize>,
    /// How many runs that took.
    pub cells: u32,
}

/// Looks for the cheapest of all pairs of `counts` values, both of which ascend in price and make promises easier to keep. For each of the first
/// the least of the second is searched among those that are cheaper than the best so far and not more than beside a smaller first; what is
/// dearer is not run. `scenario_of` makes the scenario of a pair, with one policy.
///
/// # Errors
/// As [`plan`](super::plan::plan).
pub fn cheapest(
    question: Question<'_>,
    counts: (usize, usize),
    price: &dyn Fn(usize, usize) -> f64,
    scenario_of: &dyn Fn(usize, usize) -> Result<Scenario, String>,
    watch: &dyn Watch,
    tell: &mut dyn FnMut(usize, &Tried),
) -> Result<Mix, PlanError> {
    let mut mix = Mix::default();
    let mut most = counts.1;
    for first in 0..counts.0 {
        let bound = mix.best.and_then(|best| mix.rows[best].price).unwrap_or(f64::INFINITY);
        let cheaper = (0..most).take_while(|second| price(first, *second) < bound).count();
        if cheaper == 0 {
            // Beside a larger first value the second would have to be less than nothing, or costs more than the best.
            break;
        }
        let asked = Question { count: cheaper, first: Some(cheaper - 1), is_most: false, ..question };
        let found: Plan =
            plan(asked, &|second| scenario_of(first, second), watch, &mut |tried| tell(first, tried))?;
        mix.cells += found.cells;
        let row = MixRow {
            first,
            second: found.answer,
            price: found.answer.map(|second| price(first, second)),
            tried: found.answer.and_then(|second| found.of(second).cloned()),
        };
        if let Some(second) = row.second {
            most = second + 1;
            mix.best = Some(mix.rows.len());
        }
        mix.rows.push(row);
    }
    Ok(mix)
}
