//! Timelines of the runs of a policy, averaged, in bins that a figure has room for.

use crate::experiment::Comparison;
use crate::metrics::Timeline;
use crate::model::{CenterId, Span, Time};

/// More bins than this are drawn as fewer, wider ones: a bin then has at least two pixels.
const BINS_MAX: usize = 450;

/// Mean, lowest and highest over runs, bin by bin.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Spread {
    /// The mean.
    pub(super) mean: Vec<f64>,
    /// The lowest run.
    pub(super) low: Vec<f64>,
    /// The highest run.
    pub(super) high: Vec<f64>,
}

/// The timeline of a centre under a policy over all runs.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Course {
    /// When the first bin begins.
    pub(super) start: Time,
    /// When the last bin ends.
    pub(super) end: Time,
    /// The width of a bin; the last may be narrower.
    pub(super) bin: Span,
    /// How many bins there are.
    pub(super) bins: usize,
    /// `busy[class][bin]`, mean over runs.
    pub(super) busy: Vec<Vec<f64>>,
    /// Jobs waiting.
    pub(super) waiting: Spread,
    /// Backlog in hours of the whole centre.
    pub(super) backlog_hours: Spread,
    /// How many runs there were.
    pub(super) runs: usize,
}

impl Course {
    /// When a bin begins, in seconds; for the number of bins, when the last one ends.
    #[must_use]
    pub(super) fn begin_secs(&self, bin: usize) -> f64 {
        let begin = self.start.as_micros() as f64 + self.bin.as_micros() as f64 * bin as f64;
        begin.min(self.end.as_micros() as f64) / 1e6
    }

    /// The mean of values of the bins that begin at an instant or later; of all where none does.
    #[must_use]
    pub(super) fn mean_since(&self, values: &[f64], since: Time) -> f64 {
        let begins_later = |bin: &usize| since.as_micros() as f64 / 1e6 <= self.begin_secs(*bin);
        let first = (0..values.len()).find(begins_later).unwrap_or(0);
        let width = |bin: usize| self.begin_secs(bin + 1) - self.begin_secs(bin);
        let sum: f64 = (first..values.len()).map(|bin| values[bin] * width(bin)).sum();
        sum / (self.begin_secs(values.len()) - self.begin_secs(first)).max(f64::MIN_POSITIVE)
    }

    /// The range of time in seconds.
    #[must_use]
    pub(super) fn range_secs(&self) -> (f64, f64) {
        (self.begin_secs(0), self.begin_secs(self.bins))
    }
}

/// The timeline of a centre under a policy; nothing where no run has one.
#[must_use]
pub(super) fn course(comparison: &Comparison, policy: usize, center: CenterId) -> Option<Course> {
    let cells = comparison.cells.iter().filter(|cell| cell.policy == policy);
    let lines: Vec<&Timeline> =
        cells.flat_map(|cell| &cell.timelines).filter(|line| line.center == center).collect();
    course_of(&lines)
}

/// The timeline over these runs; nothing where there is none.
#[must_use]
pub(super) fn course_of(lines: &[&Timeline]) -> Option<Course> {
    let first = *lines.first()?;
    let fine_bins = lines.iter().map(|line| line.waiting.len()).min().unwrap_or(0);
    if fine_bins == 0 {
        return None;
    }
    let merged = merge_count(first.bin, fine_bins);
    let spread = |of: fn(&Timeline) -> &Vec<f64>| {
        spread(
            &lines
                .iter()
                .map(|line| coarser(&of(line)[..fine_bins.min(of(line).len())], merged))
                .collect::<Vec<_>>(),
        )
    };
    let class_count = lines.iter().map(|line| line.busy.len()).max().unwrap_or(0);
    let busy = (0..class_count).map(|class| busy_mean(lines, class, merged)).collect();
    let waiting = spread(|line| &line.waiting);
    Some(Course {
        start: first.start,
        end: first.start + Span::from_micros(first.bin.as_micros().saturating_mul(fine_bins as u64)),
        bin: Span::from_micros(first.bin.as_micros() * merged as u64),
        bins: waiting.mean.len(),
        busy,
        waiting,
        backlog_hours: spread(|line| &line.backlog_hours),
        runs: lines.len(),
    })
}

/// How many bins become one: whole days where a bin divides a day, so that the rhythm of day and night does not flicker.
fn merge_count(bin: Span, bins: usize) -> usize {
    let needed = bins.div_ceil(BINS_MAX).max(1);
    let (day, bin) = (Span::DAY.as_micros(), bin.as_micros().max(1));
    if 1 < needed && bin < day && day % bin == 0 {
        let per_day = (day / bin) as usize;
        return needed.div_ceil(per_day) * per_day;
    }
    needed
}

fn coarser(values: &[f64], merged: usize) -> Vec<f64> {
    let mean = |chunk: &[f64]| chunk.iter().map(|value| finite(*value)).sum::<f64>() / chunk.len() as f64;
    values.chunks(merged).map(mean).collect()
}

fn finite(value: f64) -> f64 {
    if value.is_finite() { value } else { 0.0 }
}

fn spread(runs: &[Vec<f64>]) -> Spread {
    let mut result = Spread::default();
    let bins = runs.iter().map(Vec::len).min().unwrap_or(0);
    for bin in 0..bins {
        let values = runs.iter().map(|run| run[bin]);
        result.mean.push(values.clone().sum::<f64>() / runs.len() as f64);
        result.low.push(values.clone().fold(f64::INFINITY, f64::min));
        result.high.push(values.fold(f64::NEG_INFINITY, f64::max));
    }
    result
}

fn busy_mean(lines: &[&Timeline], class: usize, merged: usize) -> Vec<f64> {
    let runs: Vec<Vec<f64>> =
        lines.iter().filter_map(|line| line.busy.get(class)).map(|busy| coarser(busy, merged)).collect();
    spread(&runs).mean
}
