//! The machine of a log, and the work against it over time.

use super::instant::Clocked;
use crate::log::statistics::{Calendar, Clock, Levels, Peak, Statistics, Stretch, size_shown};
use crate::model::{Span, Time};
use schemars::JsonSchema;
use serde::Serialize;

/// A log of at most this length is told hour by hour.
const HOURLY_MAX: Span = Span::from_secs(14 * 86_400);

/// The machine, as it is said to be and as the log shows it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Machine {
    /// How many units it is said to have.
    pub stated: Option<u64>,
    /// Where that comes from: the option, or the key of the header.
    pub stated_by: Option<&'static str>,
    /// The most units that were held at once, where the log says when jobs started and its rows are in order.
    pub held_most: Option<u64>,
    /// When that was for the first time.
    pub held_most_at: Option<Clocked>,
    /// What was enough for 90 % of the time in which anything was held, within 0.8 %.
    pub held_90: Option<u64>,
    /// For how long more was held than the machine is said to have, in seconds.
    pub held_over_s: Option<f64>,
    /// The largest job.
    pub job_largest: u64,
    /// The most nodes of a job, where the log speaks of nodes.
    pub nodes_largest: Option<u64>,
    /// The size that loads are counted against: the stated one, or else the largest that the log shows for more than moments.
    pub counted: u64,
}

impl Machine {
    pub(super) fn of(
        statistics: &Statistics,
        stated_by: Option<&'static str>,
        held: Option<&(Peak, Levels)>,
        clock: Clock,
    ) -> Machine {
        let peak = held.map(|(peak, _)| *peak);
        let shown = held.map_or(0, |(peak, levels)| size_shown(peak.units, levels));
        let job_largest = statistics.sizes.max().unwrap_or(0);
        let held_most = peak.map(|peak| peak.units);
        Machine {
            stated: statistics.machine,
            stated_by,
            held_most,
            held_most_at: peak.map(|peak| Clocked::new(peak.at, clock)),
            held_90: held.and_then(|(_, levels)| levels.enough_for(90)),
            held_over_s: peak.filter(|_| statistics.machine.is_some()).map(|peak| peak.over.as_secs_f64()),
            job_largest,
            nodes_largest: (0 < statistics.nodes_max).then_some(statistics.nodes_max),
            counted: statistics.machine.unwrap_or_else(|| shown.max(job_largest)).max(1),
        }
    }
}

/// The work against the machine.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Load {
    /// The work submitted, as a share of what the machine could do from the first to the last submission.
    pub offered: Option<f64>,
    /// What was held, as a share of that.
    pub held: Option<f64>,
    /// The work, in units times seconds.
    pub work_unit_s: f64,
    /// What a step is: `hour` where jobs were submitted for two weeks or less, else `day`.
    pub step: &'static str,
    /// Step by step, on the machine's clock.
    pub steps: Vec<StepLoad>,
}

/// A step of a log; longer where days were too many.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct StepLoad {
    /// When it begins.
    pub begin: String,
    /// The same in seconds.
    pub begin_s: f64,
    /// How long it is, in seconds: the first and the last day are as long as the log has of them.
    pub length_s: f64,
    /// Jobs submitted.
    pub jobs: u64,
    /// The work submitted, as a share of what the machine could do.
    pub offered: f64,
    /// What was held, as a share of that; unknown where starts are.
    pub held: Option<f64>,
    /// The mean wait of jobs submitted then.
    pub wait_mean_s: Option<f64>,
}

impl Load {
    pub(super) fn of(statistics: &Statistics, machine: &Machine, clock: Clock) -> Load {
        let (first, last) = (statistics.submit_first, statistics.submit_last);
        let could = |length: Span| length.as_micros() as f64 * machine.counted as f64;
        let starts_known = 0 < statistics.waits.count();
        let within = |stretch: &Stretch| first < stretch.begin + stretch.length && stretch.begin <= last;
        let (mut held, mut length) = (0, Span::ZERO);
        for stretch in statistics.course.stretches().filter(within) {
            held += stretch.held;
            length += length_in(&stretch, statistics);
        }
        let whole = could(first.until(last));
        let by_hour = first.until(last) <= HOURLY_MAX && statistics.course.width() == Span::HOUR;
        let step = |stretch: Stretch| {
            let length = length_in(&stretch, statistics);
            StepLoad {
                begin: begin_words(stretch.begin, clock, by_hour),
                begin_s: stretch.begin.as_micros() as f64 / 1e6,
                length_s: length.as_secs_f64(),
                jobs: stretch.rows,
                offered: stretch.offered as f64 / could(length),
                held: starts_known.then(|| stretch.held as f64 / could(length)),
                wait_mean_s: (0 < stretch.waits)
                    .then(|| stretch.wait_micros as f64 / stretch.waits as f64 / 1e6),
            }
        };
        Load {
            offered: (0.0 < whole).then(|| statistics.work as f64 / whole),
            held: (starts_known && Span::ZERO < length).then(|| held as f64 / could(length)),
            work_unit_s: statistics.work as f64 / 1e6,
            step: if by_hour { "hour" } else { "day" },
            steps: if by_hour {
                statistics.course.stretches().map(step).collect()
            } else {
                statistics.course.days().into_iter().map(step).collect()
            },
        }
    }
}

/// For how long a stretch is one of the log: it begins with the first submission and ends with the last job.
fn length_in(stretch: &Stretch, statistics: &Statistics) -> Span {
    let end = (stretch.begin + stretch.length).min(statistics.end_last.max(statistics.submit_last));
    let begin = stretch.begin.max(statistics.submit_first);
    // A log of one instant has no length, and loads are counted against some.
    if begin < end { begin.until(end) } else { stretch.length }
}

fn begin_words(at: Time, clock: Clock, by_hour: bool) -> String {
    let words = Clocked::new(at, clock).at;
    if by_hour {
        return words;
    }
    match clock.calendar {
        Calendar::Unknown => words.split(',').next().unwrap_or_default().to_owned(),
        Calendar::Unzoned | Calendar::Local => words.split(' ').next().unwrap_or_default().to_owned(),
    }
}
