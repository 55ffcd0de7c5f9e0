//! The planner's question: the least, or the most, of something such that a centre keeps its promises, and how sure that is.

mod between;
mod promise;
mod search;

pub use promise::{FigureUnit, LedgerFigures, Promise, Seen, WORDS, ledger_figures};
pub use search::{Found, Kept, search};

use between::between;

use super::compare::{CompareError, Settings, run_replications};
use super::statistics::estimate;
use super::{CellRun, Jobs, Watch, source_of};
use crate::metrics::{Estimate, place};
use crate::scenario::Scenario;
use crate::stats::{Confidence, mean};
use std::fmt;

/// The planner's question.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The promises.
    pub promises: &'a [Promise],
    /// How many values there are to choose from.
    pub count: usize,
    /// Whether the most is asked for that still keeps the promises, rather than the least that does.
    pub is_most: bool,
    /// The value from which the search begins, where one is likely.
    pub first: Option<usize>,
    /// How many runs at most, where the first ones do not tell.
    pub replications_most: u32,
    /// How sure a promise is to be kept, and how many threads there are.
    pub settings: Settings,
}

/// One value of those to choose from.
#[derive(Debug, Clone, PartialEq)]
pub struct Tried {
    /// Its place among them.
    pub place: usize,
    /// Whether all promises are kept.
    pub kept: Kept,
    /// What was seen of each promise.
    pub figures: Vec<Figures>,
    /// How many jobs were turned away in the mean over runs: they wait for nothing, so that no promise about waits knows of them.
    pub turned_away: f64,
}

impl Tried {
    /// How far the promise that is broken most is from being kept, as a share of its bound; at most 0 where all are kept.
    fn shortfall(&self, promises: &[Promise]) -> f64 {
        let off = |(promise, seen): (&Promise, &Figures)| {
            let half = seen.half_width.filter(|half| half.is_finite()).unwrap_or(0.0);
            -promise.margin(if promise.is_least { seen.mean - half } else { seen.mean + half })
        };
        let worst = promises.iter().zip(&self.figures).map(off).fold(f64::NEG_INFINITY, f64::max);
        if self.kept == Kept::Yes { worst.min(0.0) } else { worst.max(f64::MIN_POSITIVE) }
    }
}

/// What was seen of a promise over all runs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    /// The mean over runs.
    pub mean: f64,
    /// How far it may be off to one side, at the confidence that was asked for; nothing below two runs.
    pub half_width: Option<f64>,
    /// Of how many runs.
    pub runs: u32,
    /// Whether it is only a lower bound, in some run.
    pub at_least: bool,
    /// Whether the promise is kept.
    pub kept: Kept,
}

/// The answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The value that was asked for, if any keeps all promises.
    pub answer: Option<usize>,
    /// The next value, which does not, or of which the runs do not tell.
    pub next: Option<usize>,
    /// A value by which more is not always better.
    pub against: Option<usize>,
    /// All that was tried, in the order of the values.
    pub tried: Vec<Tried>,
    /// How many runs that took.
    pub cells: u32,
}

impl Plan {
    /// What was tried of a value.
    #[must_use]
    pub fn of(&self, place: usize) -> Option<&Tried> {
        self.tried.iter().find(|tried| tried.place == place)
    }
}

/// Why there is no answer.
#[derive(Debug)]
pub enum PlanError {
    /// A run could not be made.
    Run(CompareError),
    /// Of this promise no run has a figure.
    NothingSeen(String),
    /// A scenario with one of the values is wrong.
    Wrong(String),
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PlanError::Run(error) => error.fmt(f),
            PlanError::NothingSeen(words) => {
                write!(f, "promise `{words}`: no job that it is about came within the measured time")
            }
            PlanError::Wrong(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for PlanError {}

impl From<CompareError> for PlanError {
    fn from(error: CompareError) -> PlanError {
        PlanError::Run(error)
    }
}

/// Looks for the answer. All values meet the same chance, so that more nodes meet the same jobs; where the runs of a scenario do not
/// tell whether a promise is kept, twice as many are made, up to the most that is allowed. `scenario_of` makes the scenario of a
/// value, which has one policy, and `tell` is told of each value that was tried.
///
/// # Errors
/// When a scenario is wrong, a run cannot be made, or no job came of which something is promised.
pub fn plan(
    question: Question<'_>,
    scenario_of: &dyn Fn(usize) -> Result<Scenario, String>,
    watch: &dyn Watch,
    tell: &mut dyn FnMut(&Tried),
) -> Result<Plan, PlanError> {
    plan_with(question, scenario_of, &source_of, watch, tell)
}

/// The same with jobs of one's own.
///
/// # Errors
/// As [`plan`].
pub fn plan_with(
    question: Question<'_>,
    scenario_of: &dyn Fn(usize) -> Result<Scenario, String>,
    jobs: &Jobs,
    watch: &dyn Watch,
    tell: &mut dyn FnMut(&Tried),
) -> Result<Plan, PlanError> {
    let Question { count, is_most, first, .. } = question;
    // The search goes on from where promises are broken to where they are kept.
    let place_of = |step: usize| if is_most { count - 1 - step } else { step };
    let mut tried: Vec<Tried> = Vec::new();
    let mut look = |step: usize| -> Result<(Kept, f64), PlanError> {
        let place = place_of(step);
        let known = tried.iter().find(|tried| tried.place == place);
        if let Some(known) = known {
            return Ok((known.kept, known.shortfall(question.promises)));
        }
        let scenario = scenario_of(place).map_err(PlanError::Wrong)?;
        let seen = try_with(question, &scenario, place, jobs, watch)?;
        tell(&seen);
        let told = (seen.kept, seen.shortfall(question.promises));
        tried.push(seen);
        Ok(told)
    };
    let first = first.filter(|first| *first < count).map(place_of);
    let mut found = search(count, first, |step| Ok::<Kept, PlanError>(look(step)?.0))?;
    if found.place.is_none() && found.against.is_none() {
        let steps: Vec<usize> = found.looked_at.iter().map(|(step, _)| *step).collect();
        if let Some(kept) = between(count, &steps, |step| Ok::<f64, PlanError>(look(step)?.1))? {
            // From there on, less is asked for as ever; at the far end the promises are broken again.
            found = search(kept + 1, Some(kept), |step| Ok::<Kept, PlanError>(look(step)?.0))?;
            found.against = Some(count - 1);
        }
    }
    tried.sort_unstable_by_key(|tried| tried.place);
    let next = found.place.and_then(|step| step.checked_sub(1)).map(place_of);
    let cells = tried.iter().map(|tried| tried.figures.first().map_or(0, |figures| figures.runs)).sum();
    let answer = found.place.map(place_of);
    Ok(Plan { answer, next, against: found.against.map(place_of), tried, cells })
}

/// Whether a scenario of one policy keeps its promises: it is `place` among others.
///
/// # Errors
/// As [`plan`].
pub fn try_one(
    question: Question<'_>,
    scenario: &Scenario,
    place: usize,
    watch: &dyn Watch,
) -> Result<Tried, PlanError> {
    try_with(question, scenario, place, &source_of, watch)
}

fn try_with(
    question: Question<'_>,
    scenario: &Scenario,
    place: usize,
    jobs: &Jobs,
    watch: &dyn Watch,
) -> Result<Tried, PlanError> {
    let mut runs: Vec<CellRun> = Vec::new();
    let most = if scenario.is_of_logs_alone() { 1 } else { question.replications_most };
    let mut wanted = scenario.replications.min(most).max(1);
    loop {
        runs.extend(run_replications(scenario, runs.len() as u32..wanted, jobs, question.settings, watch)?);
        let figures =
            question.promises.iter().map(|promise| figures(promise, &runs, question.settings.confidence));
        let figures = figures.collect::<Result<Vec<Figures>, PlanError>>()?;
        let kept = figures.iter().map(|figures| figures.kept).min().unwrap_or(Kept::Yes);
        if kept != Kept::Unsure || most <= wanted {
            return Ok(Tried { place, kept, figures, turned_away: turned_away(&runs) });
        }
        wanted = wanted.saturating_mul(2).min(most);
    }
}

/// How many jobs a run turned away in the mean.
fn turned_away(runs: &[CellRun]) -> f64 {
    let row = place("jobs_rejected").expect("the metric is a row of the table");
    let values: Vec<f64> =
        runs.iter().filter_map(|run| run.result.values.first().and_then(|(_, values)| values[row])).collect();
    mean(&values).unwrap_or(0.0)
}

fn figures(promise: &Promise, runs: &[CellRun], confidence: Confidence) -> Result<Figures, PlanError> {
    let seen: Vec<Seen> = runs.iter().filter_map(|run| promise.seen(run)).collect();
    let values: Vec<f64> = seen.iter().map(|seen| seen.value).collect();
    let Some(Estimate { mean, half_width, .. }) = estimate(&values, to_one_side(confidence)) else {
        return Err(PlanError::NothingSeen(promise.words.clone()));
    };
    let at_least = seen.iter().any(|seen| seen.at_least);
    let off = half_width.unwrap_or(0.0);
    let (worst, best) = if promise.is_least { (mean - off, mean + off) } else { (mean + off, mean - off) };
    let kept = if 0.0 <= promise.margin(worst) {
        // A lower bound may be any amount below the truth, and keeps only a promise of no less.
        if at_least && !promise.is_least { Kept::No } else { Kept::Yes }
    } else if promise.margin(best) < 0.0 {
        Kept::No
    } else {
        Kept::Unsure
    };
    Ok(Figures { mean, half_width, runs: runs.len() as u32, at_least, kept })
}

/// The level at which an interval to both sides reaches as far as one to one side does at this level: it has half of the rest on each.
fn to_one_side(confidence: Confidence) -> Confidence {
    Confidence::new(2.0 * confidence.level() - 1.0).unwrap_or(confidence)
}
