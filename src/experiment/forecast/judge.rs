//! Whether forecasts are any good: made at instants of a log as if nothing after them were known, beside when the jobs really started and
//! beside simpler forecasts. Months are judged one after the other, each by what was known when it began.

use super::correction::{Correction, Learned};
use super::features::wait_mean;
use super::figures::{Bands, Figures};
use super::outlook::{Asking, Expected, outlook};
use super::past::Ran;
use crate::model::{Streams, Use};
use crate::policy::PolicySpec;
use rand::RngExt as _;
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

/// A month: a twelfth of a year.
pub const MONTH: u64 = 2_629_800;

/// So much of a log is past before the first forecast.
const BEFORE: u64 = 4 * 7 * 86_400;

/// So many jobs of one instant are learned from; where more wait, they are drawn.
const LEARNED_OF_INSTANT: usize = 20;

/// A mean of waits goes over so many.
const WAITS: usize = 5;

/// How forecasts are judged.
#[derive(Clone, Copy)]
pub struct Judging<'a> {
    /// All that is asked at each instant; the past is the whole log, of which a forecast sees what is before it.
    pub asking: Asking<'a>,
    /// How large the machine is.
    pub machine: u32,
    /// So many months at the end of the log are judged.
    pub months: u32,
    /// At how many instants in these.
    pub snapshots: u32,
    /// At how many instants before them forecasts are made to learn from.
    pub lessons: u32,
    /// Raised by somebody who wants it to end.
    pub stop: &'a AtomicBool,
    /// Called after each instant.
    pub tick: &'a (dyn Fn() + Sync),
}

impl std::fmt::Debug for Judging<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Judging").field("months", &self.months).finish_non_exhaustive()
    }
}

/// A forecast at an instant of the log, and what became of the job.
#[derive(Debug, Clone, PartialEq)]
pub struct Tried {
    /// The job.
    pub job: Ran,
    /// By the bare simulation.
    pub bare: Figures,
    /// The intervals of all levels, by the same.
    pub bare_bands: Bands,
    /// By the mean of the last waits of its user, or of all where it had none: seconds after the instant.
    pub user_mean: f64,
    /// By the mean of the last waits of all.
    pub all_mean: f64,
    /// What was known, and when the job started.
    pub learned: Learned,
}

/// A job that was judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// The forecast.
    pub tried: Tried,
    /// The corrected forecast, where there was enough to learn from.
    pub figures: Figures,
    /// Its intervals of all levels.
    pub bands: Bands,
    /// Which of the months, counted from 0.
    pub month: u32,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdicts {
    /// From when to when it was judged.
    pub period: (u64, u64),
    /// The jobs that were judged.
    pub seen: Vec<Seen>,
    /// All past forecasts, from which those to come may learn.
    pub learned: Vec<Learned>,
    /// From how many forecasts each month learned; nothing where there were too few.
    pub lessons: Vec<Option<usize>>,
}

/// Why there is nothing to judge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JudgingError {
    /// The log is too short.
    TooShort,
    /// Nobody ever waits in the time that is to be judged.
    NobodyWaits,
    /// Somebody said stop.
    Stopped,
}

impl std::fmt::Display for JudgingError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            JudgingError::TooShort => {
                "the log is too short: expected at least two months before those that are judged"
            }
            JudgingError::NobodyWaits => "no job is known to wait in the months that are to be judged",
            JudgingError::Stopped => "stopped",
        })
    }
}

impl std::error::Error for JudgingError {}

/// Judges forecasts.
///
/// # Errors
/// When the log is too short, nobody waits, or somebody said stop.
pub fn judge_forecasts(judging: Judging<'_>) -> Result<Verdicts, JudgingError> {
    let (from, judged, until) = periods(&judging)?;
    let mut instants = instants(&judging, (from, judged), judging.lessons, "lessons");
    let asked = self::instants(&judging, (judged, until), judging.snapshots, "judged");
    if asked.is_empty() {
        return Err(JudgingError::NobodyWaits);
    }
    instants.extend(asked);
    let tried = all_tried(&judging, &instants)?;
    let lessons_of_all = taught(&tried, judging.asking.seed);
    let (mut seen, mut lessons) = (Vec::new(), Vec::new());
    for month in 0..judging.months {
        let begin = judged + u64::from(month) * MONTH;
        let end = if month + 1 == judging.months { until } else { begin + MONTH };
        let known = known_by(&lessons_of_all, begin);
        let known: Vec<&Learned> = known.iter().collect();
        let correction = Correction::learn(&known, judging.asking.seed);
        lessons.push(correction.as_ref().map(|correction| correction.cases));
        let of_month = tried.iter().filter(|tried| begin <= tried.learned.at && tried.learned.at < end);
        seen.extend(of_month.map(|tried| {
            let corrected = correction.as_ref().map(|known| known.told(&tried.learned.case.features));
            let (figures, bands) = corrected.unwrap_or((tried.bare, tried.bare_bands));
            Seen { tried: tried.clone(), figures, bands, month }
        }));
    }
    let learned = lessons_of_all.into_iter().cloned().collect();
    Ok(Verdicts { period: (judged, until), seen, learned, lessons })
}

/// When the first forecast may be made, when judging begins, and when it ends.
fn periods(judging: &Judging<'_>) -> Result<(u64, u64, u64), JudgingError> {
    let jobs = &judging.asking.past.jobs;
    let (Some(first), Some(last)) = (jobs.first(), jobs.last()) else { return Err(JudgingError::TooShort) };
    let judged = last.submit.checked_sub(u64::from(judging.months) * MONTH).ok_or(JudgingError::TooShort)?;
    let from = first.submit + BEFORE;
    if judged < from + MONTH { Err(JudgingError::TooShort) } else { Ok((from, judged, last.submit)) }
}

/// Instants drawn from a time, all equally likely at which somebody waits; in order.
fn instants(judging: &Judging<'_>, (from, until): (u64, u64), count: u32, name: &str) -> Vec<u64> {
    let past = judging.asking.past;
    let mut chance = Streams::new(judging.asking.seed, 0).stream(Use::Resampling, name);
    let waiting = past.waiting_times();
    let mut instants = Vec::new();
    // Where hardly anybody ever waits, there is an end to it.
    for _ in 0..u64::from(count) * 100 {
        if instants.len() == count as usize {
            break;
        }
        let at = chance.random_range(from..until);
        let place = waiting.partition_point(|(begin, _)| *begin <= at);
        if place.checked_sub(1).is_some_and(|place| at < waiting[place].1) {
            instants.push(at);
        }
    }
    instants.sort_unstable();
    instants
}

fn all_tried(judging: &Judging<'_>, instants: &[u64]) -> Result<Vec<Tried>, JudgingError> {
    let one = |at: &u64| {
        if judging.stop.load(Ordering::Relaxed) {
            return Err(JudgingError::Stopped);
        }
        let tried = tried(judging.asking, judging.machine, *at);
        (judging.tick)();
        Ok(tried)
    };
    let tried: Result<Vec<Vec<Tried>>, JudgingError> = instants.par_iter().map(one).collect();
    Ok(tried?.into_iter().flatten().collect())
}

/// The forecast of each waiting job at one instant.
fn tried(asking: Asking<'_>, machine: u32, at: u64) -> Vec<Tried> {
    let past = asking.past;
    let snapshot = past.snapshot(at, machine);
    let expected = outlook(asking, &snapshot);
    let all_mean = wait_mean(past.started_by(at).take(WAITS)).unwrap_or(0.0);
    let mut of_users: BTreeMap<u32, Option<f64>> = BTreeMap::new();
    let mut tried = Vec::with_capacity(expected.len());
    for (job, expected) in past.waiting_at(at).zip(expected) {
        let mut mean = |user: u32| {
            *of_users.entry(user).or_insert_with(|| {
                wait_mean(past.started_by(at).filter(|other| other.user == Some(user)).take(WAITS))
            })
        };
        let user_mean = job.user.and_then(&mut mean).unwrap_or(all_mean);
        let Expected { ref features, .. } = expected;
        let actual = job.start.unwrap_or(at) - at;
        let left = |wait: f64| (wait - (at - job.submit) as f64).max(0.0);
        tried.push(Tried {
            job: *job,
            bare: expected.figures(),
            bare_bands: expected.bands(),
            user_mean: left(user_mean),
            all_mean: left(all_mean),
            learned: Learned::new(at, actual, features.clone()),
        });
    }
    tried
}

/// All that is learned from: of each instant so many jobs at most.
fn taught(tried: &[Tried], seed: u64) -> Vec<&Learned> {
    let mut chance = Streams::new(seed, 0).stream(Use::Resampling, "lessons of an instant");
    let mut taught = Vec::new();
    for of_instant in tried.chunk_by(|one, other| one.learned.at == other.learned.at) {
        let mut places: Vec<usize> = (0..of_instant.len()).collect();
        let count = places.len().min(LEARNED_OF_INSTANT);
        for turn in 0..count {
            let other = chance.random_range(turn..places.len());
            places.swap(turn, other);
        }
        taught.extend(places[..count].iter().map(|place| &of_instant[*place].learned));
    }
    taught
}

/// What was known at an instant of forecasts before it. Jobs that still waited then are among them: to take only those whose start was known
/// would be to learn that waits are short.
fn known_by(lessons: &[&Learned], now: u64) -> Vec<Learned> {
    lessons.iter().filter(|learned| learned.at < now).map(|learned| learned.known_at(now)).collect()
}

/// Which of these policies comes closest to the record, judged at so many instants before the months to be judged: the one whose medians
/// are off by the least factor, in the median.
///
/// # Errors
/// As [`judge_forecasts`].
///
/// # Panics
/// When there is no policy.
pub fn closest_policy<'a>(
    judging: Judging<'_>,
    policies: &'a [PolicySpec],
) -> Result<&'a PolicySpec, JudgingError> {
    const BLUR_SECS: f64 = 600.0;
    let (from, judged, _) = periods(&judging)?;
    let instants = instants(&judging, (from, judged), judging.lessons, "policies");
    let mut best: Option<(f64, &PolicySpec)> = None;
    for policy in policies {
        let asking = Asking { policy, ..judging.asking };
        let tried = all_tried(&Judging { asking, ..judging }, &instants)?;
        let apart = |tried: &Tried| {
            let off = (tried.bare.median + BLUR_SECS) / (tried.learned.actual as f64 + BLUR_SECS);
            libm::log(off).abs()
        };
        let mut apart: Vec<f64> = tried.iter().map(apart).collect();
        apart.sort_by(f64::total_cmp);
        let Some(middle) = apart.get(apart.len() / 2).copied() else { return Err(JudgingError::NobodyWaits) };
        if best.is_none_or(|(least, _)| middle < least) {
            best = Some((middle, policy));
        }
    }
    Ok(best.expect("there is a policy").1)
}
