//! Whether a centre can do what is asked of it: the verdict on each centre and partition under a policy.
//!
//! Means of waits say something only where waits do not grow with the length of the run. What tells is not the queue alone, which comes
//! and goes, but what is brought against what can be done. Of each of 16 equal stretches of the measured time, take how much the work
//! that waits grew, less what the place left undone of what it does while work waits for it. Stretches hardly depend on each other,
//! so that Student's t says how sure the sign of their mean is: above zero more is brought than done, below zero less. The rate at which
//! work is done while some waits is measured, not believed: a centre that scatters or locks its nodes does less than it has.

use super::statistics;
use crate::metrics::{Estimate, Strain};
use crate::model::{CenterId, PartitionId, Span, Time};
use crate::stats::{Confidence, mean, sample_variance, student_t};

/// Whether a place can do what is asked of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Regime {
    /// Surely less is brought than can be done, and no large backlog is left.
    Stable,
    /// A backlog is being worked off that was twice as large at least, and has not been worked off yet.
    Draining,
    /// Work waits, and whether more is brought than can be done cannot be told.
    Backlogged,
    /// Surely more is brought than can be done: waits grow for as long as that goes on.
    Overloaded,
}

impl Regime {
    /// What files call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Regime::Stable => "stable",
            Regime::Draining => "draining",
            Regime::Backlogged => "backlogged",
            Regime::Overloaded => "overloaded",
        }
    }
}

/// The verdict on a centre or a partition.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Saturation {
    /// The centre.
    pub center: CenterId,
    /// The partition; nothing where it is the whole centre.
    pub partition: Option<PartitionId>,
    /// The verdict; nothing where the measured time is too short for one.
    pub regime: Option<Regime>,
    /// How much is brought, as a share of what the place does while work waits; nothing where hardly ever work waited.
    pub demand: Option<f64>,
    /// Work that waited in the last tenth of the measured time, in hours of the whole place.
    pub backlog_hours: f64,
    /// How much that grows a day, since then; nothing where the place is stable.
    pub growth: Option<Estimate>,
    /// When the backlog began that there is in the end; nothing where the place is stable.
    pub since: Option<Time>,
}

/// Less work than the place does in an hour is no backlog.
const MATERIAL_HOURS: f64 = 1.0;

/// So many stretches are looked at in each run, of at least so many bins.
const STRETCHES: usize = 16;
const STRETCH_BINS: usize = 2;

/// Where work waits in fewer bins than this share, the place does all that is asked of it.
const RARELY: f64 = 0.01;

/// The verdict on a place, from how hard it was asked in each run.
///
/// # Panics
/// When there is no run.
#[must_use]
pub fn saturation(runs: &[&Strain], confidence: Confidence) -> Saturation {
    let first = runs[0];
    let (bins, tenth) = (first.room.len(), (first.room.len() / 10).max(1));
    let last: Vec<f64> = runs.iter().map(|run| mean_level(run, bins.saturating_sub(tenth), bins)).collect();
    let backlog_hours = mean(&last).unwrap_or(0.0);
    let unknown = Saturation {
        center: first.center,
        partition: first.partition,
        regime: None,
        demand: None,
        backlog_hours,
        growth: None,
        since: None,
    };
    if bins < STRETCHES * STRETCH_BINS {
        return unknown;
    }
    let Some(done) = done_while_work_waits(runs) else {
        return Saturation { regime: Some(Regime::Stable), ..unknown };
    };
    let drifts: Vec<f64> = runs.iter().flat_map(|run| drifts(run, done)).collect();
    let drift = mean(&drifts).unwrap_or(0.0);
    let error = sample_variance(&drifts).map_or(0.0, |variance| (variance / drifts.len() as f64).sqrt());
    let waits = MATERIAL_HOURS <= backlog_hours;
    let regime = if waits { regime(runs, (drift, error, drifts.len()), confidence) } else { Regime::Stable };
    let known = Saturation { regime: Some(regime), demand: Some(1.0 + drift / done), ..unknown };
    if regime == Regime::Stable {
        return known;
    }
    let since = beginning(runs, backlog_hours);
    let slopes: Vec<f64> = runs.iter().map(|run| slope(run, since)).collect();
    let start = first.start + Span::from_micros(since as u64 * first.bin.as_micros());
    Saturation { growth: statistics::estimate(&slopes, confidence), since: Some(start), ..known }
}

/// The verdict on a place for which work waits in the end.
fn regime(runs: &[&Strain], (drift, error, count): (f64, f64, usize), confidence: Confidence) -> Regime {
    /// It is said of no place lightly that it can do what is asked: one run in a thousand may say so that should not.
    const SURELY: f64 = 0.998;
    let t = student_t(confidence, count - 1);
    let surely = student_t(Confidence::new(SURELY).unwrap_or(confidence), count - 1);
    if is_draining(runs) {
        return Regime::Draining;
    }
    if 0.0 < drift - t * error {
        return Regime::Overloaded;
    }
    if 0.0 <= drift + surely * error { Regime::Backlogged } else { Regime::Stable }
}

/// The mean backlog of some bins, in hours of the whole place.
fn mean_level(run: &Strain, from: usize, until: usize) -> f64 {
    let levels: Vec<f64> = (from..until).map(|bin| run.backlog_hours(bin)).collect();
    mean(&levels).unwrap_or(0.0)
}

/// The share of a place that is in use while work waits for it, over all runs; nothing where that is hardly ever so.
fn done_while_work_waits(runs: &[&Strain]) -> Option<f64> {
    let (mut busy, mut room, mut tight, mut all) = (0.0, 0.0, 0_usize, 0_usize);
    for run in runs {
        for bin in 0..run.room.len() {
            all += 1;
            if MATERIAL_HOURS <= run.backlog_hours(bin) {
                tight += 1;
                busy += run.busy[bin];
                room += run.room[bin];
            }
        }
    }
    let is_rare = (tight as f64) < RARELY * all as f64;
    (!is_rare && 0.0 < busy).then(|| busy / room)
}

/// For each stretch, how much more was brought than would have been done if work had always waited, as a share of what was there.
fn drifts(run: &Strain, done: f64) -> Vec<f64> {
    let bins = run.room.len();
    let width = bins / STRETCHES;
    let level = |bin: usize| match bin {
        0 => run.backlog[0],
        bin if bin == bins => run.backlog[bins - 1],
        bin => (run.backlog[bin - 1] + run.backlog[bin]) / 2.0,
    };
    let stretch = |number: usize| {
        let from = bins - (STRETCHES - number) * width;
        let until = from + width;
        let room: f64 = run.room[from..until].iter().sum();
        let busy: f64 = run.busy[from..until].iter().sum();
        (0.0 < room).then(|| (level(until) - level(from) - (done * room - busy)) / room)
    };
    (0..STRETCHES).filter_map(stretch).collect()
}

/// Whether a backlog is being worked off: most runs have not been without one since the largest, which was twice what is left, and
/// it has fallen from tenth to tenth.
fn is_draining(runs: &[&Strain]) -> bool {
    let bins = runs[0].room.len();
    let tenths: Vec<f64> = (0..10)
        .map(|tenth| {
            let levels: Vec<f64> = runs
                .iter()
                .map(|run| mean_level(run, tenth * bins / 10, ((tenth + 1) * bins / 10).max(1)))
                .collect();
            mean(&levels).unwrap_or(0.0)
        })
        .collect();
    let most = tenths.iter().copied().fold(0.0, f64::max);
    let falls = tenths[9] < tenths[8] && tenths[8] < tenths[7] && 2.0 * tenths[9] <= most;
    let unclear = runs.iter().filter(|run| {
        let largest =
            (0..bins).max_by(|left, right| run.backlog_hours(*left).total_cmp(&run.backlog_hours(*right)));
        (largest.unwrap_or(0)..bins).all(|bin| MATERIAL_HOURS <= run.backlog_hours(bin))
    });
    falls && MATERIAL_HOURS <= tenths[9] && runs.len() < 2 * unclear.count()
}

/// The bin since which there has been a backlog, in the mean of all runs, of more than a tenth of what there is in the end.
fn beginning(runs: &[&Strain], in_the_end: f64) -> usize {
    let little = (0.1 * in_the_end).max(MATERIAL_HOURS.min(in_the_end / 2.0));
    let level = |bin: usize| runs.iter().map(|run| run.backlog_hours(bin)).sum::<f64>() / runs.len() as f64;
    let last = (0..runs[0].room.len()).rev().find(|bin| level(*bin) <= little);
    let latest = runs[0].room.len().saturating_sub(STRETCH_BINS);
    last.map_or(0, |bin| bin + 1).min(latest)
}

/// How many hours of the whole place the backlog grows a day from a bin on: the slope of the line of least squares.
fn slope(run: &Strain, since: usize) -> f64 {
    let days = |bin: usize| bin as f64 * run.bin_hours() / 24.0;
    let bins = since..run.room.len();
    let count = bins.len() as f64;
    let middle = bins.clone().map(days).sum::<f64>() / count;
    let height = bins.clone().map(|bin| run.backlog_hours(bin)).sum::<f64>() / count;
    let (mut up, mut along) = (0.0, 0.0);
    for bin in bins {
        up += (days(bin) - middle) * (run.backlog_hours(bin) - height);
        along += (days(bin) - middle) * (days(bin) - middle);
    }
    if along == 0.0 { 0.0 } else { up / along }
}
