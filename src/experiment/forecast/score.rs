//! How good forecasts were, in a few numbers.

use super::figures::{Bands, Figures, LEVELS, PARTS};
use super::judge::Seen;

/// How far forecasts of one kind were off.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Errors {
    /// The median of the absolute errors, in seconds.
    pub median: f64,
    /// Their mean, in seconds.
    pub mean: f64,
}

/// How many starts lay in the intervals of forecasts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Held {
    /// In those of 90 %: the share of all jobs.
    pub most: f64,
    /// In those of 50 %.
    pub half: f64,
    /// In those of 90 %: the mean over the instants of the share of the jobs of each, so that instants at which many wait count no more.
    pub most_by_instant: f64,
    /// The median width of the intervals of 90 %, in seconds.
    pub width_median: f64,
    /// What was said on average of the chance to start within an hour.
    pub within_hour_said: f64,
    /// The mean square of the difference between that and what happened (Brier score).
    pub within_hour_brier: f64,
    /// By level of [`LEVELS`], the share of starts within the intervals.
    pub levels: [f64; LEVELS.len()],
    /// The share of starts in each of the parts that were told to be equally likely, from the earliest to the latest.
    pub parts: [f64; PARTS],
}

/// How good forecasts were.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// How many instants were looked at.
    pub instants: usize,
    /// How many jobs waited at them, in all.
    pub jobs: usize,
    /// The corrected forecasts: their errors, and what their intervals held.
    pub corrected: (Errors, Held),
    /// The same of the bare simulation.
    pub bare: (Errors, Held),
    /// The errors of the mean of the user's last waits.
    pub user_mean: Errors,
    /// The errors of the mean of the last waits of all.
    pub all_mean: Errors,
    /// The share of jobs that started within an hour.
    pub within_hour: f64,
}

impl Score {
    /// The score of these forecasts; nothing where there are none.
    #[must_use]
    pub fn of(seen: &[&Seen]) -> Option<Score> {
        let jobs = seen.len();
        if jobs == 0 {
            return None;
        }
        let actual = |seen: &Seen| seen.tried.learned.actual as f64;
        let errors = |said: &dyn Fn(&Seen) -> f64| {
            errors(seen.iter().map(|seen| (said(seen) - actual(seen)).abs()).collect())
        };
        let started = seen.iter().filter(|seen| actual(seen) <= 3_600.0).count();
        Some(Score {
            instants: seen.chunk_by(|one, other| at(one) == at(other)).count(),
            jobs,
            corrected: (errors(&|seen| seen.figures.median), held(seen, |seen| (seen.figures, seen.bands))),
            bare: (
                errors(&|seen| seen.tried.bare.median),
                held(seen, |seen| (seen.tried.bare, seen.tried.bare_bands)),
            ),
            user_mean: errors(&|seen| seen.tried.user_mean),
            all_mean: errors(&|seen| seen.tried.all_mean),
            within_hour: started as f64 / jobs as f64,
        })
    }
}

const fn at(seen: &Seen) -> u64 {
    seen.tried.learned.at
}

fn errors(mut errors: Vec<f64>) -> Errors {
    errors.sort_by(f64::total_cmp);
    Errors { median: errors[errors.len() / 2], mean: errors.iter().sum::<f64>() / errors.len() as f64 }
}

fn held(seen: &[&Seen], told: fn(&Seen) -> (Figures, Bands)) -> Held {
    let figures = |seen: &Seen| told(seen).0;
    let share = |part: &[&Seen], range: fn(Figures) -> (f64, f64)| {
        let inside = part.iter().filter(|seen| lies_in(range(figures(seen)), seen));
        inside.count() as f64 / part.len() as f64
    };
    let instants: Vec<f64> = seen
        .chunk_by(|one, other| at(one) == at(other))
        .map(|part| share(part, |figures| figures.most))
        .collect();
    let mut widths: Vec<f64> = seen
        .iter()
        .map(|seen| {
            let (low, high) = figures(seen).most;
            high - low
        })
        .collect();
    widths.sort_by(f64::total_cmp);
    let count = seen.len() as f64;
    let said = seen.iter().map(|seen| figures(seen).within_hour).sum::<f64>();
    let squares = seen.iter().map(|seen| {
        let happened = f64::from(u8::from(seen.tried.learned.actual <= 3_600));
        (figures(seen).within_hour - happened) * (figures(seen).within_hour - happened)
    });
    let (levels, parts) = reliability(seen, told);
    Held {
        most: share(seen, |figures| figures.most),
        half: share(seen, |figures| figures.half),
        most_by_instant: instants.iter().sum::<f64>() / instants.len() as f64,
        width_median: widths[widths.len() / 2],
        within_hour_said: said / count,
        within_hour_brier: squares.sum::<f64>() / count,
        levels,
        parts,
    }
}

fn lies_in((low, high): (f64, f64), seen: &Seen) -> bool {
    let actual = seen.tried.learned.actual as f64;
    low <= actual && actual <= high
}

/// How many starts lay in the intervals of each level, and in each of the parts between their ends.
fn reliability(seen: &[&Seen], told: fn(&Seen) -> (Figures, Bands)) -> ([f64; LEVELS.len()], [f64; PARTS]) {
    let (mut levels, mut parts) = ([0_u32; LEVELS.len()], [0.0; PARTS]);
    for seen in seen {
        let (_, bands) = told(seen);
        for (level, range) in levels.iter_mut().zip(bands.ranges) {
            *level += u32::from(lies_in(range, seen));
        }
        let of_one = bands.parts(seen.tried.learned.actual as f64);
        parts.iter_mut().zip(of_one).for_each(|(sum, share)| *sum += share);
    }
    let count = seen.len() as f64;
    (levels.map(|held| f64::from(held) / count), parts.map(|sum| sum / count))
}
