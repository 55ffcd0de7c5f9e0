//! When the bags of a week come: large ones on days that still owe work, others on days that still owe jobs, all of them in
//! hours that still owe jobs.

use super::draft::{Chances, Draft};
use super::learn::is_weekend;
use super::model::{Hours, Model, Week};
use crate::model::{Chance, uniform};

const HOUR_SECS: u64 = 3_600;
const DAY_SECS: u64 = 86_400;

/// How many jobs each hour of the day still owes: on workdays and on weekends.
///
/// It is kept from week to week, because a single bag may have more jobs than an hour has in a month: the others then keep
/// clear of that hour until the day looks as it should.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct HoursOwed {
    workday: [f64; 24],
    weekend: [f64; 24],
}

impl HoursOwed {
    pub(super) const fn new() -> HoursOwed {
        HoursOwed { workday: [0.0; 24], weekend: [0.0; 24] }
    }

    fn of(&mut self, weekend: bool) -> &mut [f64; 24] {
        if weekend { &mut self.weekend } else { &mut self.workday }
    }

    /// Owes the jobs of a week.
    fn add(&mut self, model: &Model, first_day: u64, jobs: f64, days: &[f64; 7]) {
        for (day, share) in (first_day..).zip(days) {
            let weekend = is_weekend(model.start, day);
            let hours = profile(&model.hours, weekend);
            for (owed, hour) in self.of(weekend).iter_mut().zip(hours) {
                *owed += jobs * share * hour;
            }
        }
    }

    fn pay(&mut self, model: &Model, secs: u64) {
        let weekend = is_weekend(model.start, secs / DAY_SECS);
        self.of(weekend)[(secs % DAY_SECS / HOUR_SECS) as usize] -= 1.0;
    }
}

const fn profile(hours: &Hours, weekend: bool) -> &[f64; 24] {
    if weekend { &hours.weekend } else { &hours.workday }
}

/// What a bag is of its week: shares of its work and of its jobs.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Part {
    draft: usize,
    work: f64,
    jobs: f64,
}

/// When the first job of each draft comes, in seconds since the first day, in the order of the drafts.
pub(super) fn places(
    (model, week, first_day): (&Model, &Week, u64),
    drafts: &[Draft],
    shift: f64,
    owed: &mut HoursOwed,
    chances: &mut Chances,
) -> Vec<u64> {
    let parts = parts(model, drafts, shift);
    let jobs_all: f64 = drafts.iter().map(|draft| draft.jobs.len() as f64).sum();
    let days = shares(&week.days);
    owed.add(model, first_day, jobs_all, &days);
    let (mut jobs_owed, mut work_owed) = (days, shares(&week.work_hours));
    let mut places = vec![0; drafts.len()];
    for part in parts {
        let draft = &drafts[part.draft];
        let of_work = part.work / (part.work + part.jobs);
        let mut weights = [0.0; 7];
        for (day, weight) in weights.iter_mut().enumerate() {
            *weight = of_work * work_owed[day].max(0.0) + (1.0 - of_work) * jobs_owed[day].max(0.0);
        }
        let day = drawn(&weights, &mut chances.arrivals)
            .or_else(|| drawn(&days, &mut chances.arrivals))
            .unwrap_or(0);
        let weekend = is_weekend(model.start, first_day + day as u64);
        let hours = owed.of(weekend).map(|jobs| jobs.max(0.0));
        let hour = drawn(&hours, &mut chances.arrivals)
            .or_else(|| drawn(profile(&model.hours, weekend), &mut chances.arrivals))
            .unwrap_or(0);
        let into_hour = (uniform(&mut chances.arrivals) * HOUR_SECS as f64) as u64;
        let first = (first_day + day as u64) * DAY_SECS + hour as u64 * HOUR_SECS + into_hour;
        places[part.draft] = first;
        let each = (part.jobs / draft.jobs.len() as f64, part.work / draft.jobs.len() as f64);
        for job in &draft.jobs {
            let at = first + job.after;
            owed.pay(model, at);
            if let Ok(day @ 0..7) = usize::try_from(at / DAY_SECS - first_day) {
                (jobs_owed[day], work_owed[day]) = (jobs_owed[day] - each.0, work_owed[day] - each.1);
            }
        }
    }
    places
}

/// What each draft is of its week, the largest first: small ones fill what large ones leave.
fn parts(model: &Model, drafts: &[Draft], shift: f64) -> Vec<Part> {
    let work: Vec<u128> = drafts.iter().map(|draft| draft.work(&model.kinds[draft.kind], shift)).collect();
    let work_all = work.iter().sum::<u128>().max(1) as f64;
    let jobs_all = drafts.iter().map(|draft| draft.jobs.len()).sum::<usize>() as f64;
    let part = |(draft, work): (usize, u128)| Part {
        draft,
        work: work as f64 / work_all,
        jobs: drafts[draft].jobs.len() as f64 / jobs_all,
    };
    let mut parts: Vec<Part> = work.into_iter().enumerate().map(part).collect();
    parts.sort_by(|one, other| (other.work + other.jobs).total_cmp(&(one.work + one.jobs)));
    parts
}

/// The same in shares of all; even shares where there is nothing.
fn shares(amounts: &[f64; 7]) -> [f64; 7] {
    let all: f64 = amounts.iter().sum();
    if 0.0 < all { amounts.map(|amount| amount / all) } else { [1.0 / 7.0; 7] }
}

/// A place, each as often as its weight says; nothing where all weights are zero.
fn drawn(weights: &[f64], chance: &mut Chance) -> Option<usize> {
    let all: f64 = weights.iter().sum();
    if all <= 0.0 {
        return None;
    }
    let mut aim = uniform(chance) * all;
    for (place, weight) in weights.iter().enumerate() {
        if aim < *weight {
            return Some(place);
        }
        aim -= weight;
    }
    // Rounding may leave a little; the last place with a weight takes it.
    weights.iter().rposition(|weight| 0.0 < *weight)
}
