//! What a replay changes of what its log has: waits side by side, for machines and in words.

use super::inspect::Clocked;
use super::schemas::{SCHEMA_VERSION, of_type};
use super::score::ScoreReport;
use super::spoken::counted_in;
use crate::experiment::{Against, Waits};
use crate::lang::Lang;
use crate::log::Names;
use crate::log::statistics::{RUN_CLASSES, Stretch, size_class_words};
use crate::model::{Span, Time};
use crate::stats::Histogram;
use schemars::JsonSchema;
use serde::Serialize;

/// Days that are told together.
const WEEK_DAYS: usize = 7;

/// So many queues are told: those with the most jobs.
const QUEUES_MAX: usize = 12;

/// Names of the classes of differences.
const APART_NAMES: [&str; 9] = [
    "over a day earlier",
    "1 to 24 h earlier",
    "10 to 60 min earlier",
    "1 to 10 min earlier",
    "within a minute",
    "1 to 10 min later",
    "10 to 60 min later",
    "1 to 24 h later",
    "over a day later",
];

/// The waits of a replay against those of its log.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct AgainstReport {
    /// The version of the form of this report.
    pub schema_version: u32,
    /// Jobs compared.
    pub jobs: u64,
    /// Jobs whose wait the log does not say.
    pub jobs_without_wait: u64,
    /// Jobs that the replay turned away.
    pub jobs_rejected: u64,
    /// The differences in words.
    pub words: Vec<String>,
    /// The policy that was replayed.
    #[serde(skip)]
    pub policy: String,
    /// The correlation of Pearson between the waits.
    pub correlation: Option<f64>,
    /// The share of the machine that was held from the first submission to the last end, by the log.
    pub utilization_recorded: Option<f64>,
    /// The same by the replay.
    pub utilization_replayed: Option<f64>,
    /// All jobs.
    pub all: WaitsBeside,
    /// Jobs by class of size.
    pub by_size: Vec<WaitsBeside>,
    /// Jobs by class of run time.
    pub by_run: Vec<WaitsBeside>,
    /// Jobs by queue, those with the most jobs.
    pub by_queue: Vec<WaitsBeside>,
    /// How much earlier or later than recorded jobs started.
    pub apart: Vec<Apart>,
    /// Week by week of submission.
    pub weeks: Vec<WeekBeside>,
    /// How well the waits are reproduced, in one number.
    pub score: Option<ScoreReport>,
    /// Points of the cumulative distribution of recorded waits: seconds, and the share of jobs that waited no longer.
    pub curve_recorded: Vec<(f64, f64)>,
    /// The same of replayed waits.
    pub curve_replayed: Vec<(f64, f64)>,
}

/// The waits of some jobs, both ways, in seconds.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct WaitsBeside {
    /// Which jobs.
    pub name: String,
    /// How many.
    pub jobs: u64,
    /// By the log.
    pub recorded: WaitFigures,
    /// By the replay.
    pub replayed: WaitFigures,
    /// The mean difference in either direction.
    pub apart_mean_s: f64,
    /// The share of jobs that started within a minute of the record.
    pub within_1_min: f64,
    /// The same with ten minutes.
    pub within_10_min: f64,
    /// The same with an hour.
    pub within_1_h: f64,
}

/// Waits in brief, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct WaitFigures {
    /// The mean.
    pub mean_s: f64,
    /// Half of the jobs waited no longer.
    pub median_s: f64,
    /// 95 in a hundred waited no longer.
    pub p95_s: f64,
}

/// A class of differences.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Apart {
    /// By how much.
    pub name: &'static str,
    /// How many jobs.
    pub jobs: u64,
    /// Their share.
    pub share: f64,
}

/// A week, both ways.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct WeekBeside {
    /// When it begins.
    pub begin: Clocked,
    /// How long it is in seconds.
    pub length_s: f64,
    /// Jobs submitted.
    pub jobs: u64,
    /// Their mean wait by the log.
    pub recorded_mean_s: Option<f64>,
    /// Their mean wait by the replay.
    pub replayed_mean_s: Option<f64>,
    /// The share of the machine that was held, by the log.
    pub recorded_load: f64,
    /// The same by the replay.
    pub replayed_load: f64,
}

impl WaitFigures {
    fn of(waits: &Histogram) -> WaitFigures {
        let quantile = |q: f64| if waits.count() == 0 { 0.0 } else { waits.quantile(q).unwrap_or(0.0) / 1e6 };
        let mean_s = waits.mean().unwrap_or(0.0) / 1e6;
        WaitFigures { mean_s, median_s: quantile(0.5), p95_s: quantile(0.95) }
    }
}

impl WaitsBeside {
    fn of(name: impl Into<String>, waits: &Waits) -> WaitsBeside {
        let jobs = waits.jobs();
        let share = |count: u64| count as f64 / jobs.max(1) as f64;
        let [minute, ten, hour] = waits.close;
        WaitsBeside {
            name: name.into(),
            jobs,
            recorded: WaitFigures::of(&waits.recorded),
            replayed: WaitFigures::of(&waits.replayed),
            apart_mean_s: waits.apart as f64 / jobs.max(1) as f64 / 1e6,
            within_1_min: share(minute),
            within_10_min: share(ten),
            within_1_h: share(hour),
        }
    }

    /// By how many seconds all its jobs together waited longer in the replay.
    pub(super) fn longer_secs(&self) -> f64 {
        (self.replayed.mean_s - self.recorded.mean_s) * self.jobs as f64
    }
}

/// What `against.json` holds.
pub(super) fn json_schema() -> serde_json::Value {
    of_type::<AgainstReport>()
}

impl AgainstReport {
    /// The report on a replay under a policy on so many processors; `queues` are the log's words for its queues.
    #[must_use]
    pub fn new(against: &Against, policy: &str, processors: u64, queues: &Names) -> AgainstReport {
        let utilization = |place: usize| {
            let (first, last) = against.bounds[place];
            let could = first.until(last).as_micros() as f64 * processors as f64;
            (0.0 < could).then(|| against.work[place] as f64 / could)
        };
        let jobs = against.all.jobs();
        let apart = APART_NAMES.into_iter().zip(against.apart);
        let mut report = AgainstReport {
            schema_version: SCHEMA_VERSION,
            jobs,
            jobs_without_wait: against.jobs_without_wait,
            jobs_rejected: against.jobs_rejected,
            words: Vec::new(),
            policy: policy.to_owned(),
            correlation: against.correlation(),
            utilization_recorded: utilization(0),
            utilization_replayed: utilization(1),
            all: WaitsBeside::of("all jobs", &against.all),
            by_size: by_size(against),
            by_run: by_run(against),
            by_queue: by_queue(against, queues),
            apart: apart
                .map(|(name, count)| Apart { name, jobs: count, share: count as f64 / jobs.max(1) as f64 })
                .collect(),
            weeks: weeks(against, processors),
            score: against.scored[0].score(&against.scored[1]).and_then(|score| {
                ScoreReport::of(&[score], against.scored[0].scores_of_halves(&against.scored[1]))
            }),
            curve_recorded: super::inspect::figures::curve(&against.all.recorded, 1e6),
            curve_replayed: super::inspect::figures::curve(&against.all.replayed, 1e6),
        };
        report.words = report.words_in(Lang::English);
        report
    }

    /// How many jobs are compared, in words.
    #[must_use]
    pub fn compared(&self, lang: Lang) -> String {
        counted_in(lang, self.jobs, "job whose wait is recorded", "jobs whose waits are recorded")
    }
}

fn by_size(against: &Against) -> Vec<WaitsBeside> {
    let held = against.by_size.iter().enumerate().filter(|(_, waits)| 0 < waits.jobs());
    held.map(|(class, waits)| WaitsBeside::of(size_class_words(class), waits)).collect()
}

fn by_run(against: &Against) -> Vec<WaitsBeside> {
    let held = RUN_CLASSES.iter().zip(&against.by_run).filter(|(_, waits)| 0 < waits.jobs());
    held.map(|(class, waits)| WaitsBeside::of(class.name, waits)).collect()
}

fn by_queue(against: &Against, names: &Names) -> Vec<WaitsBeside> {
    let name = |queue: u32| names.word(queue.into()).map_or_else(|| queue.to_string(), str::to_owned);
    let mut queues: Vec<WaitsBeside> =
        against.by_queue.iter().map(|(queue, waits)| WaitsBeside::of(name(*queue), waits)).collect();
    queues.sort_by_key(|queue| std::cmp::Reverse(queue.jobs));
    queues.truncate(QUEUES_MAX);
    queues
}

/// Both courses in the same weeks, counted from the first day.
fn weeks(against: &Against, processors: u64) -> Vec<WeekBeside> {
    let (recorded, replayed) = (against.recorded.days(), against.replayed.days());
    let first = recorded.iter().chain(&replayed).map(|day| day.begin).min().unwrap_or(Time::ZERO);
    // The first day of a log is seldom whole, but weeks begin at midnight.
    let first = Time::from_secs(first.as_secs() / 86_400 * 86_400);
    let week_of = |day: &Stretch| first.until(day.begin).as_secs() / 86_400 / WEEK_DAYS as u64;
    let mut weeks: Vec<[Stretch; 2]> = Vec::new();
    for (place, days) in [&recorded, &replayed].into_iter().enumerate() {
        for day in days {
            let week = week_of(day) as usize;
            while weeks.len() <= week {
                let begin = first + Span::from_secs((weeks.len() * WEEK_DAYS * 86_400) as u64);
                weeks.push([Stretch { begin, ..Stretch::default() }; 2]);
            }
            weeks[week][place].add(day);
        }
    }
    let mean = |week: &Stretch| (0 < week.waits).then(|| week.wait_micros as f64 / week.waits as f64 / 1e6);
    let load = |week: &Stretch, length: Span| {
        week.held as f64 / (length.as_micros() as f64 * processors as f64).max(1.0)
    };
    let beside = |[recorded, replayed]: &[Stretch; 2]| {
        // A course may end within a week in which the other goes on.
        let length = recorded.length.max(replayed.length);
        WeekBeside {
            begin: Clocked::new(recorded.begin, against.clock()),
            length_s: length.as_secs_f64(),
            jobs: recorded.rows,
            recorded_mean_s: mean(recorded),
            replayed_mean_s: mean(replayed),
            recorded_load: load(recorded, length),
            replayed_load: load(replayed, length),
        }
    };
    weeks.iter().map(beside).collect()
}
