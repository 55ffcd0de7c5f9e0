//! How alike two lists of jobs are: distances of distributions, correlations of profiles.

use crate::model::Job;
use crate::stats::{correlation, distance};

const HOUR_SECS: u64 = 3_600;
const DAY_SECS: u64 = 86_400;
const WEEK_SECS: u64 = 7 * DAY_SECS;

/// The figures of a list of jobs that are compared, in order of submission; time 0 is a midnight.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sketch {
    /// Run times in seconds, ascending.
    pub runs: Vec<u64>,
    /// Sizes, ascending.
    pub sizes: Vec<u64>,
    /// Seconds between submissions, ascending.
    pub gaps: Vec<u64>,
    /// Requested times in seconds, ascending.
    pub walltimes: Vec<u64>,
    /// Jobs by hour of the day.
    pub hours: Vec<f64>,
    /// Jobs by hour of the week, from the weekday of time 0 on.
    pub week_hours: Vec<f64>,
    /// Work by week, in unit-hours.
    pub work: Vec<f64>,
}

impl Sketch {
    /// The sketch of these jobs, which are in order of submission.
    #[must_use]
    pub fn new(jobs: &[Job]) -> Sketch {
        let mut sketch = Sketch { hours: vec![0.0; 24], week_hours: vec![0.0; 168], ..Sketch::default() };
        let mut work_secs: Vec<u128> = Vec::new();
        let mut before = None;
        for job in jobs {
            let request = &job.request;
            let (submit, size) = (request.submit.as_secs(), u64::from(request.shape.tasks));
            sketch.runs.push(job.work.as_secs());
            sketch.sizes.push(size);
            sketch.walltimes.push(request.walltime.as_secs());
            sketch.gaps.extend(before.map(|before| submit - before));
            before = Some(submit);
            sketch.hours[(submit % DAY_SECS / HOUR_SECS) as usize] += 1.0;
            sketch.week_hours[(submit % WEEK_SECS / HOUR_SECS) as usize] += 1.0;
            let week = (submit / WEEK_SECS) as usize;
            if work_secs.len() <= week {
                work_secs.resize(week + 1, 0);
            }
            let held = job.work.min(request.walltime);
            work_secs[week] += u128::from(size) * u128::from(held.as_secs());
        }
        for sample in [&mut sketch.runs, &mut sketch.sizes, &mut sketch.gaps, &mut sketch.walltimes] {
            sample.sort_unstable();
        }
        sketch.work = work_secs.into_iter().map(|secs| secs as f64 / HOUR_SECS as f64).collect();
        sketch
    }
}

/// How alike two sketches are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Likeness {
    /// Kolmogorov-Smirnov distance of run times: 0 the same, 1 nothing in common.
    pub run: f64,
    /// Of sizes.
    pub size: f64,
    /// Of the times between submissions.
    pub gap: f64,
    /// Of requested times.
    pub walltime: f64,
    /// Correlation of jobs by hour of the day.
    pub hours: f64,
    /// Correlation of jobs by hour of the week.
    pub week_hours: f64,
    /// Correlation of the work by week.
    pub work: f64,
}

impl Likeness {
    /// How alike these are.
    #[must_use]
    pub fn of(real: &Sketch, other: &Sketch) -> Likeness {
        let weeks = real.work.len().max(other.work.len());
        let padded = |work: &[f64]| -> Vec<f64> {
            let mut work = work.to_vec();
            work.resize(weeks, 0.0);
            work
        };
        Likeness {
            run: distance(&real.runs, &other.runs),
            size: distance(&real.sizes, &other.sizes),
            gap: distance(&real.gaps, &other.gaps),
            walltime: distance(&real.walltimes, &other.walltimes),
            hours: correlation(&real.hours, &other.hours),
            week_hours: correlation(&real.week_hours, &other.week_hours),
            work: correlation(&padded(&real.work), &padded(&other.work)),
        }
    }
}
