//! From a log to a model: classes of size and request, and what the jobs of each have in common.

use super::bags::{Bag, alike, bags};
use super::classes::Classes;
use super::history::{History, Observed};
use super::law::{Curve, Shares, quantiles};
use super::model::{Hours, Kind, Model, Runtimes, Week};
use super::ranks::{UserRanks, ends, popular, repeats};
use super::titles::kind_title;
use crate::log::SizeUnit;
use jiff::civil::{Date, Weekday};
use std::fmt;

const DAY_SECS: u64 = 86_400;
const WEEK_SECS: u64 = 7 * DAY_SECS;

/// Fewer jobs show no distribution.
const JOBS_MIN: usize = 100;

/// Fewer days show no week.
const DAYS_MIN: u64 = 14;

/// What ends before this share of its request has mostly failed, and not after a share of the request.
pub(super) const EARLY: f64 = 0.2;

/// So many values of a kind are told one by one; rarer ones count as the nearest of these.
const VALUES_MAX: usize = 12;

/// So many users of a kind are told one by one.
const USERS_OF_KIND_MAX: usize = 8;

/// Why a log cannot be learned from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FitError {
    /// It has too few jobs.
    FewJobs {
        /// How many.
        jobs: usize,
    },
    /// It covers too few days.
    FewDays {
        /// How many.
        days: u64,
    },
}

impl fmt::Display for FitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FitError::FewJobs { jobs } => {
                write!(f, "too short to learn from: it has {jobs} jobs, at least {JOBS_MIN} are needed")
            }
            FitError::FewDays { days } => {
                write!(f, "too short to learn from: it covers {days} days, at least {DAYS_MIN} are needed")
            }
        }
    }
}

impl std::error::Error for FitError {}

/// Learns a model from a log.
///
/// # Errors
/// When the log is too short.
pub fn learn(history: &History, machine: Option<u32>, seed: u64) -> Result<Model, FitError> {
    let (jobs, days) = (history.jobs.len(), history.days());
    if jobs < JOBS_MIN {
        return Err(FitError::FewJobs { jobs });
    }
    if days < DAYS_MIN {
        return Err(FitError::FewDays { days });
    }
    let users = UserRanks::new(&history.jobs);
    let grid = Grid::new(history);
    let places: Vec<usize> = history.jobs.iter().map(|job| grid.cell(job)).collect();
    let bags = bags(&history.jobs, &places, history.requests_known);
    let mut kinds = Vec::new();
    let mut number_of_cell = vec![None; grid.cells()];
    for (cell, number) in number_of_cell.iter_mut().enumerate() {
        let of_kind: Vec<&Bag> = bags.iter().filter(|bag| bag.kind == cell).collect();
        if !of_kind.is_empty() {
            *number = Some(kinds.len());
            kinds.push(kind(history, &of_kind, grid.title(cell, history.unit), &users));
        }
    }
    let number = |cell: usize| number_of_cell[cell].expect("the cell of a job has a kind");
    let numbers: Vec<usize> = places.into_iter().map(number).collect();
    Ok(Model {
        title: history.title.clone(),
        unit: history.unit,
        machine,
        start: history.start,
        days: u32::try_from(days).unwrap_or(u32::MAX),
        seed,
        hours: hours(&history.jobs, history.start),
        users: users.law(),
        weeks: weeks(&history.jobs, &numbers, kinds.len()),
        kinds,
    })
}

/// Classes of sizes times classes of requests (or of run times, where nobody knows what was requested).
struct Grid {
    sizes: Classes,
    lengths: Classes,
    requests_known: bool,
}

impl Grid {
    fn new(history: &History) -> Grid {
        let jobs = &history.jobs;
        let work: f64 = jobs.iter().map(work_secs).sum::<f64>().max(1.0);
        // Small short jobs are most of the jobs, large long ones most of the work: both count for half.
        let weight = |job: &Observed| 0.5 / jobs.len() as f64 + 0.5 * work_secs(job) / work;
        let count = classes_for(jobs.len());
        let requests_known = history.requests_known;
        let sizes = Classes::new(jobs.iter().map(|job| (u64::from(job.size), weight(job))), count);
        let lengths = jobs.iter().map(|job| (length_secs(job, requests_known), weight(job)));
        Grid { sizes, lengths: Classes::new(lengths, count), requests_known }
    }

    const fn cells(&self) -> usize {
        self.sizes.len() * self.lengths.len()
    }

    fn cell(&self, job: &Observed) -> usize {
        let length = self.lengths.place(length_secs(job, self.requests_known));
        self.sizes.place(u64::from(job.size)) * self.lengths.len() + length
    }

    fn title(&self, cell: usize, unit: SizeUnit) -> String {
        let (size, length) = (cell / self.lengths.len(), cell % self.lengths.len());
        kind_title(self.sizes.get(size), unit, self.lengths.get(length), self.requests_known)
    }
}

/// Into how many classes sizes and requests are cut: a kind should have a few hundred jobs.
const fn classes_for(jobs: usize) -> usize {
    match jobs {
        0..1_000 => 2,
        1_000..4_000 => 3,
        4_000..16_000 => 4,
        _ => 5,
    }
}

fn work_secs(job: &Observed) -> f64 {
    f64::from(job.size) * job.held_secs() as f64
}

const fn length_secs(job: &Observed, requests_known: bool) -> u64 {
    if requests_known { job.walltime } else { job.run }
}

fn kind(history: &History, bags: &[&Bag], title: String, users: &UserRanks) -> Kind {
    let jobs: Vec<&Observed> =
        bags.iter().flat_map(|bag| bag.jobs.iter().map(|place| &history.jobs[*place])).collect();
    let known = history.requests_known;
    let measure = |place: usize| {
        let job = &history.jobs[place];
        if known { used(job) } else { job.run as f64 }
    };
    let gaps = |bag: &&Bag| -> Vec<f64> {
        let submit = |place: usize| history.jobs[place].submit;
        bag.jobs.windows(2).map(|pair| (submit(pair[1]) - submit(pair[0])) as f64).collect()
    };
    let gaps: Vec<f64> = bags.iter().flat_map(gaps).collect();
    Kind {
        title,
        sizes: Shares::new(popular(jobs.iter().map(|job| u64::from(job.size)), VALUES_MAX).narrowed()),
        runtimes: runtimes(&jobs, known),
        alike: alike(bags, &measure),
        bags: Shares::new(repeats(bags.iter().map(|bag| bag.jobs.len()))),
        // Where no bag has a second job, nobody asks for the time between two.
        gaps: Curve::of_secs(if gaps.is_empty() { vec![0.0] } else { quantiles(gaps) }),
        users: users.of_kind(&jobs, USERS_OF_KIND_MAX),
        ends: Shares::new(ends(&jobs)),
    }
}

fn used(job: &Observed) -> f64 {
    job.run as f64 / job.walltime.max(1) as f64
}

fn runtimes(jobs: &[&Observed], requests_known: bool) -> Runtimes {
    let secs = |job: &&Observed| job.run as f64;
    if !requests_known {
        return Runtimes::Unrequested { run: Curve::of_secs(quantiles(jobs.iter().map(secs).collect())) };
    }
    let (early, late): (Vec<&Observed>, Vec<&Observed>) = jobs.iter().partition(|job| used(job) < EARLY);
    let (killed, late): (Vec<&Observed>, Vec<&Observed>) =
        late.into_iter().partition(|job| job.walltime < job.run);
    let share = |part: &[&Observed]| part.len() as f64 / jobs.len() as f64;
    // A part without jobs has a share of zero, so that its curve is never asked.
    let curve = |part: &[&Observed], measure: &dyn Fn(&Observed) -> f64, otherwise: f64| {
        if part.is_empty() {
            vec![otherwise]
        } else {
            quantiles(part.iter().map(|job| measure(job)).collect())
        }
    };
    Runtimes::Requested {
        walltimes: Shares::new(popular(jobs.iter().map(|job| job.walltime), VALUES_MAX).entries),
        early: share(&early),
        early_secs: Curve::of_secs(curve(&early, &|job| job.run as f64, 0.0)),
        used: Curve::of_shares(curve(&late, &used, EARLY)),
        killed: share(&killed),
        over: Curve::of_shares(curve(&killed, &used, 1.0)),
    }
}

/// Whether a day, counted from the first, is one of the weekend; where nobody knows the date, no day is.
pub(super) fn is_weekend(start: Option<Date>, day: u64) -> bool {
    let Some(start) = start else { return false };
    let first = u64::try_from(start.weekday().to_monday_zero_offset()).unwrap_or(0);
    let saturday = u64::try_from(Weekday::Saturday.to_monday_zero_offset()).unwrap_or(5);
    saturday <= (first + day) % 7
}

fn hours(jobs: &[Observed], start: Option<Date>) -> Hours {
    let (mut workday, mut weekend) = ([0.0; 24], [0.0; 24]);
    for job in jobs {
        let hour = (job.submit % DAY_SECS / 3_600) as usize;
        if is_weekend(start, job.submit / DAY_SECS) { weekend[hour] += 1.0 } else { workday[hour] += 1.0 }
    }
    // Where there was no such day, it is taken to be as the others.
    let (on_workdays, on_weekends) = (shares_of(workday), shares_of(weekend));
    let even = [1.0 / 24.0; 24];
    Hours {
        workday: on_workdays.or(on_weekends).unwrap_or(even),
        weekend: on_weekends.or(on_workdays).unwrap_or(even),
    }
}

fn shares_of(counts: [f64; 24]) -> Option<[f64; 24]> {
    let all: f64 = counts.iter().sum();
    (0.0 < all).then(|| counts.map(|count| count / all))
}

fn weeks(jobs: &[Observed], kinds: &[usize], kind_count: usize) -> Vec<Week> {
    let empty = Week { jobs: vec![0; kind_count], days: [0.0; 7], work_hours: [0.0; 7] };
    let last = jobs.last().map_or(0, |job| job.submit / WEEK_SECS) as usize;
    let mut weeks = vec![empty; last + 1];
    let mut work_secs = vec![[0_u128; 7]; last + 1];
    for (job, kind) in jobs.iter().zip(kinds) {
        let (week, day) = ((job.submit / WEEK_SECS) as usize, (job.submit % WEEK_SECS / DAY_SECS) as usize);
        weeks[week].jobs[*kind] += 1;
        weeks[week].days[day] += 1.0;
        work_secs[week][day] += u128::from(job.size) * u128::from(job.held_secs());
    }
    for (week, work) in weeks.iter_mut().zip(work_secs) {
        // Tenths are as exact as anybody reads.
        week.work_hours = work.map(|secs| (secs as f64 / 360.0).round() / 10.0);
    }
    weeks
}
