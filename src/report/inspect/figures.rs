//! The parts of an inspection, each made from its part of the statistics.

use super::instant::Clocked;
use crate::log::Names;
use crate::log::statistics::{
    Clock, Popular, RUN_CLASSES, Requests, Share, Statistics, size_class_words, weekday_and_hour,
};
use crate::model::Time;
use crate::stats::Histogram;
use schemars::JsonSchema;
use serde::Serialize;

/// So many of the most frequent values are told.
const POPULAR_MAX: usize = 10;

/// So many points of a curve are enough for a figure.
const CURVE_POINTS_MAX: usize = 240;

/// A multitude of numbers in brief.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Distribution {
    /// How many there are.
    pub rows: u64,
    /// Their mean, exact.
    pub mean: Option<f64>,
    /// The smallest.
    pub min: Option<f64>,
    /// One in a hundred is at most this.
    pub p1: Option<f64>,
    /// Five in a hundred.
    pub p5: Option<f64>,
    /// One in ten.
    pub p10: Option<f64>,
    /// A quarter.
    pub p25: Option<f64>,
    /// Half.
    pub median: Option<f64>,
    /// Three quarters.
    pub p75: Option<f64>,
    /// Nine in ten.
    pub p90: Option<f64>,
    /// 95 in a hundred.
    pub p95: Option<f64>,
    /// 99 in a hundred.
    pub p99: Option<f64>,
    /// The largest.
    pub max: Option<f64>,
    /// Points of the cumulative distribution: a value, and the share of all that are at most so large.
    pub curve: Vec<(f64, f64)>,
}

impl Distribution {
    /// The figures of values of which so many make a unit.
    #[must_use]
    pub fn of(buckets: &Histogram, unit: f64) -> Distribution {
        let quantile =
            |q: f64| (0 < buckets.count()).then(|| buckets.quantile(q)).flatten().map(|value| value / unit);
        Distribution {
            rows: buckets.count(),
            mean: buckets.mean().map(|mean| mean / unit),
            min: buckets.min().map(|value| value as f64 / unit),
            p1: quantile(0.01),
            p5: quantile(0.05),
            p10: quantile(0.1),
            p25: quantile(0.25),
            median: quantile(0.5),
            p75: quantile(0.75),
            p90: quantile(0.9),
            p95: quantile(0.95),
            p99: quantile(0.99),
            max: buckets.max().map(|value| value as f64 / unit),
            curve: curve(buckets, unit),
        }
    }
}

/// Points of a cumulative distribution, thinned out where many lie close together: by their height, so that no step that can be
/// seen is lost.
pub(in crate::report) fn curve(buckets: &Histogram, unit: f64) -> Vec<(f64, f64)> {
    let count = buckets.count();
    let mut points: Vec<(f64, f64)> = Vec::new();
    let mut before = None;
    for (value, upto) in buckets.cumulative() {
        let point = (value / unit, upto as f64 / count as f64);
        let told = points.last().map_or(0.0, |(_, share)| *share);
        if point.1 - told < 1.0 / CURVE_POINTS_MAX as f64 && upto < count && before.is_some() {
            before = Some(point);
            continue;
        }
        // A step keeps its foot, or it would look like a slope.
        if let Some(foot) = before.filter(|foot: &(f64, f64)| told < foot.1) {
            points.push(foot);
        }
        points.push(point);
        before = Some(point);
    }
    points
}

/// A value that occurs often, or a class.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Popularity {
    /// The value or the name of the class.
    pub value: String,
    /// How many rows have it.
    pub rows: u64,
    /// Their share of the rows of which it is known.
    pub share: f64,
    /// Their share of the work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub work_share: Option<f64>,
    /// Their mean wait, of those whose wait is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait_mean_s: Option<f64>,
}

impl Popularity {
    fn new(value: String, share: &Share, rows: u64, work: u128) -> Popularity {
        Popularity {
            value,
            rows: share.rows,
            share: share.rows as f64 / rows.max(1) as f64,
            work_share: (0 < work).then(|| share.work as f64 / work as f64),
            wait_mean_s: share.wait_secs_mean(),
        }
    }
}

pub(super) fn popular_sizes(statistics: &Statistics) -> Vec<Popularity> {
    let name = |size: u64| size.to_string();
    popular(&statistics.size_shares, name, statistics.sizes.count(), statistics.work)
}

pub(super) fn popular_walltimes(statistics: &Statistics) -> Vec<Popularity> {
    let secs = |micros: u64| (micros as f64 / 1e6).to_string();
    popular(&statistics.walltime_shares, secs, statistics.walltimes.count(), 0)
}

/// The most frequent keys, of so many rows and so much work in all.
fn popular(keys: &Popular, name: impl Fn(u64) -> String, rows: u64, work: u128) -> Vec<Popularity> {
    let ranked = keys.ranked();
    ranked
        .iter()
        .take(POPULAR_MAX)
        .map(|(key, share)| Popularity::new(name(*key), share, rows, work))
        .collect()
}

/// The share of jobs whose size is such.
pub(super) fn share_of_sizes(statistics: &Statistics, such: impl Fn(u64) -> bool) -> f64 {
    let ranked = statistics.size_shares.ranked();
    let rows: u64 = ranked.iter().filter(|(size, _)| such(*size)).map(|(_, share)| share.rows).sum();
    rows as f64 / statistics.sizes.count().max(1) as f64
}

pub(super) fn size_classes(statistics: &Statistics) -> Vec<Popularity> {
    let name = |class: usize| size_class_words(class);
    classes(statistics.size_classes.iter().enumerate().map(|(class, share)| (name(class), share)), statistics)
}

pub(super) fn run_classes(statistics: &Statistics) -> Vec<Popularity> {
    let shares = statistics.run_classes.iter().zip(RUN_CLASSES);
    classes(shares.map(|(share, class)| (class.name.to_owned(), share)), statistics)
}

fn classes<'a>(
    shares: impl Iterator<Item = (String, &'a Share)>,
    statistics: &Statistics,
) -> Vec<Popularity> {
    let held = shares.filter(|(_, share)| 0 < share.rows);
    held.map(|(name, share)| Popularity::new(name, share, statistics.sizes.count(), statistics.work))
        .collect()
}

/// How much of the jobs each user, group or queue has.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Ranking {
    /// How many there are; at least so many where rows were missed.
    pub count: usize,
    /// By how many rows any count may be too low, because there were too many to tell apart.
    pub rows_missed: u64,
    /// Rows that name nobody.
    pub rows_without: u64,
    /// The share of rows of the first one, of all rows that name somebody.
    pub share_first: f64,
    /// The same of the first five.
    pub share_first_5: f64,
    /// The same of the first tenth, rounded up.
    pub share_first_tenth: f64,
    /// How many of them it takes for half of those rows.
    pub half_of_rows: usize,
    /// The first ones.
    pub first: Vec<Popularity>,
    /// Rank, counted from 1, and rows, at ranks that grow by about a tenth.
    pub curve: Vec<(usize, u64)>,
}

impl Ranking {
    /// A ranking with the log's own words for the keys, where it has them.
    #[must_use]
    pub fn of(keys: &Popular, names: &Names, rows: u64, work: u128) -> Ranking {
        let ranked = keys.ranked();
        let named = keys.rows();
        let share = |count: usize| {
            let rows: u64 = ranked.iter().take(count).map(|(_, share)| share.rows).sum();
            rows as f64 / named.max(1) as f64
        };
        let mut upto = 0;
        let half = ranked.iter().position(|(_, share)| {
            upto += share.rows;
            named <= 2 * upto
        });
        let name = |key: u64| names.word(key).map_or_else(|| key.to_string(), str::to_owned);
        Ranking {
            count: keys.kept(),
            rows_missed: keys.rows_missed(),
            rows_without: rows - named,
            share_first: share(1),
            share_first_5: share(5),
            share_first_tenth: share(ranked.len().div_ceil(10)),
            half_of_rows: half.map_or(0, |place| place + 1),
            first: ranked
                .iter()
                .take(POPULAR_MAX)
                .map(|(key, share)| Popularity::new(name(*key), share, named, work))
                .collect(),
            curve: ranks(ranked.len()).into_iter().map(|rank| (rank, ranked[rank - 1].1.rows)).collect(),
        }
    }
}

/// Ranks from 1 to the last, each about a tenth above the one before.
fn ranks(last: usize) -> Vec<usize> {
    let mut ranks = Vec::new();
    let mut rank = 1;
    while rank < last {
        ranks.push(rank);
        rank += (rank / 10).max(1);
    }
    if 0 < last {
        ranks.push(last);
    }
    ranks
}

/// Run times as shares of requested times.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Accuracy {
    /// Rows that know both.
    pub rows: u64,
    /// The mean share of the requested time that was used.
    pub mean: Option<f64>,
    /// Rows that ran longer than requested.
    pub over: u64,
    /// Rows that ran more than a minute longer than requested.
    pub over_minute: u64,
    /// Rows that ran for just the requested time: from a second less to a minute more.
    pub at_limit: u64,
    /// Rows by the share they used, in whole percent from 0 to 99; all of it, or more, is with the last.
    pub percents: Vec<u64>,
}

impl Accuracy {
    /// The figures of the requests.
    #[must_use]
    pub fn of(requests: &Requests) -> Accuracy {
        let Requests { rows, over, over_minute, at_limit, percents, .. } = requests;
        Accuracy {
            rows: *rows,
            mean: requests.mean(),
            over: *over,
            over_minute: *over_minute,
            at_limit: *at_limit,
            percents: percents.to_vec(),
        }
    }
}

/// A stretch of time.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Period {
    /// Its beginning.
    pub from: Clocked,
    /// Its end.
    pub until: Clocked,
    /// How long it is in seconds.
    pub secs: f64,
}

/// When jobs are submitted.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Arrivals {
    /// Jobs by day of the week, Monday first (where the date is unknown, days since the log's origin), and hour.
    pub by_weekday_and_hour: Vec<Vec<u64>>,
    /// The same as means over the hours of that kind from the first to the last submission; absent where there is none.
    pub mean_by_weekday_and_hour: Vec<Vec<Option<f64>>>,
    /// The most submissions within a minute of the clock.
    pub minute_most: u64,
    /// When that was.
    pub minute_at: Clocked,
    /// The most submissions within an hour of the clock.
    pub hour_most: u64,
    /// When that was.
    pub hour_at: Clocked,
    /// The mean time between submissions in seconds.
    pub apart_mean_s: f64,
}

impl Arrivals {
    pub(super) fn of(statistics: &Statistics, clock: Clock) -> Arrivals {
        let ((minute_most, minute_at), (hour_most, hour_at)) =
            (statistics.minute.most(), statistics.hour.most());
        let span = statistics.submit_first.until(statistics.submit_last).as_secs_f64();
        Arrivals {
            by_weekday_and_hour: statistics.arrivals.iter().map(|hours| hours.to_vec()).collect(),
            mean_by_weekday_and_hour: means(statistics, clock),
            minute_most,
            minute_at: Clocked::new(minute_at, clock),
            hour_most,
            hour_at: Clocked::new(hour_at, clock),
            apart_mean_s: span / statistics.sizes.count().saturating_sub(1).max(1) as f64,
        }
    }
}

/// How many jobs each hour of the week has on average.
fn means(statistics: &Statistics, clock: Clock) -> Vec<Vec<Option<f64>>> {
    const WEEK_HOURS: u64 = 7 * 24;
    let hour = |at: Time| at.as_secs() / 3_600;
    let (first, last) = (hour(statistics.submit_first), hour(statistics.submit_last));
    let hours = last - first + 1;
    let mut times = [[hours / WEEK_HOURS; 24]; 7];
    for number in first..first + hours % WEEK_HOURS {
        let (weekday, hour) = weekday_and_hour(Time::from_secs(number * 3_600), clock.calendar);
        times[weekday][hour] += 1;
    }
    let mean = |(jobs, times): (&u64, &u64)| (0 < *times).then(|| *jobs as f64 / *times as f64);
    statistics
        .arrivals
        .iter()
        .zip(&times)
        .map(|(jobs, times)| jobs.iter().zip(times).map(mean).collect())
        .collect()
}
