//! The bags of a week before anybody knows when they come: what was drawn, and how long their jobs run.

use super::law::Shares;
use super::model::{Kind, Model, Runtimes, Users, Week};
use crate::model::{Chance, Streams, Use, uniform};
use rand_distr::{Distribution as _, StandardNormal};

/// Nothing lasts longer than a thousand million seconds (31 years).
pub(super) const SECS_MAX: u64 = 1_000_000_000;

const HOUR_SECS: u128 = 3_600;

/// A shift of all run times of a week further than this finds no other run times.
const SHIFT_MAX: f64 = 4.0;

/// So many halvings leave a shift that no run time can tell from the right one.
const HALVINGS: u32 = 32;

/// Each use of chance has a stream of its own.
#[derive(Debug, Clone)]
pub(super) struct Chances {
    pub(super) arrivals: Chance,
    sizes: Chance,
    runtimes: Chance,
    estimates: Chance,
    tenants: Chance,
    pub(super) ends: Chance,
}

impl Chances {
    pub(super) fn new(streams: Streams, name: &str) -> Chances {
        let stream = |purpose| streams.stream(purpose, name);
        Chances {
            arrivals: stream(Use::Arrivals),
            sizes: stream(Use::Sizes),
            runtimes: stream(Use::Runtimes),
            estimates: stream(Use::Estimates),
            tenants: stream(Use::Tenants),
            ends: stream(Use::Ends),
        }
    }
}

/// A bag whose jobs have been drawn.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Draft {
    pub(super) kind: usize,
    pub(super) size: u32,
    /// Nothing where the log does not know what was requested.
    walltime: Option<u64>,
    /// The rank of its user; 0 where the log does not know its users.
    pub(super) user: u32,
    pub(super) jobs: Vec<DraftJob>,
}

/// A job of a bag.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct DraftJob {
    /// When it comes after the first of its bag, in seconds.
    pub(super) after: u64,
    /// Where its run time lies among those of its kind, as a value of the standard normal distribution.
    score: f64,
}

/// How long a job runs and for how long it asks, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Times {
    pub(super) run: u64,
    pub(super) walltime: u64,
}

/// Draws the bags of a week: as many jobs of each kind as it had.
pub(super) fn drafts(model: &Model, week: &Week, chances: &mut Chances) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (place, (kind, jobs)) in model.kinds.iter().zip(&week.jobs).enumerate() {
        let mut left = *jobs;
        while 0 < left {
            let length = kind.bags.draw(&mut chances.arrivals).clamp(1, left);
            left -= length;
            drafts.push(draft(model, place, kind, length, chances));
        }
    }
    drafts
}

fn draft(model: &Model, place: usize, kind: &Kind, length: u32, chances: &mut Chances) -> Draft {
    let walltime = match &kind.runtimes {
        Runtimes::Unrequested { .. } => None,
        Runtimes::Requested { walltimes, .. } => Some(walltimes.draw(&mut chances.estimates)),
    };
    // Neighbours in a bag are alike, those further apart less so.
    let fresh = libm::sqrt(1.0 - kind.alike * kind.alike);
    let mut score: f64 = StandardNormal.sample(&mut chances.runtimes);
    let mut after = 0;
    let mut jobs = vec![DraftJob { after, score }];
    for _ in 1..length {
        let news: f64 = StandardNormal.sample(&mut chances.runtimes);
        score = kind.alike * score + fresh * news;
        after = (after + whole(kind.gaps.draw(&mut chances.arrivals))).min(SECS_MAX);
        jobs.push(DraftJob { after, score });
    }
    let size = kind.sizes.draw(&mut chances.sizes);
    let user = user(&kind.users, &model.users, &mut chances.tenants);
    Draft { kind: place, size, walltime, user, jobs }
}

/// A user of the kind's own, or else any.
fn user(of_kind: &[(u32, f64)], all: &Users, chance: &mut Chance) -> u32 {
    let mut aim = uniform(chance);
    for (rank, share) in of_kind {
        if aim < *share {
            return *rank;
        }
        aim -= share;
    }
    if all.shares.is_empty() {
        return 0;
    }
    let told = all.shares.len() as u32;
    let left = (1.0 - all.shares.iter().sum::<f64>()).max(0.0);
    let mut entries: Vec<(u32, f64)> =
        all.shares.iter().zip(1..).map(|(share, rank)| (rank, *share)).collect();
    if 0 < all.others {
        entries.push((told + 1 + (uniform(chance) * f64::from(all.others)) as u32, left));
    }
    Shares::new(entries).draw(chance)
}

impl Draft {
    /// How long a job runs when all run times of the week are shifted so far.
    pub(super) fn times(&self, kind: &Kind, job: DraftJob, shift: f64) -> Times {
        // The share of the standard normal distribution below a score is the rank.
        let rank = 0.5 * libm::erfc(-(job.score + shift) * std::f64::consts::FRAC_1_SQRT_2);
        match (&kind.runtimes, self.walltime) {
            (Runtimes::Requested { early, early_secs, used, killed, over, .. }, Some(walltime)) => {
                let in_time = 1.0 - killed;
                let run = if rank < *early {
                    whole(early_secs.at(rank / early)).min(walltime)
                } else if rank < in_time {
                    whole(used.at((rank - early) / (in_time - early)) * walltime as f64).min(walltime)
                } else {
                    // Killed jobs run for longer than they ask, be it by a second.
                    whole(over.at((rank - in_time) / killed) * walltime as f64).max(walltime + 1)
                };
                Times { run, walltime }
            }
            (Runtimes::Unrequested { run } | Runtimes::Requested { early_secs: run, .. }, _) => {
                let run = whole(run.at(rank));
                Times { run, walltime: run }
            }
        }
    }

    /// How much the bag holds for how long, in unit-seconds.
    pub(super) fn work(&self, kind: &Kind, shift: f64) -> u128 {
        let held = |job: &DraftJob| {
            let times = self.times(kind, *job, shift);
            u128::from(times.run.min(times.walltime))
        };
        u128::from(self.size) * self.jobs.iter().map(held).sum::<u128>()
    }
}

/// By how much all run times of a week are to be shifted so that its work is what it was. Users who see a full machine
/// send less: that is why the weeks of a log differ less than chance alone would make them.
pub(super) fn shift(model: &Model, week: &Week, drafts: &[Draft]) -> f64 {
    let hours: f64 = week.work_hours.iter().sum();
    if hours <= 0.0 {
        return 0.0;
    }
    let meant = (hours * HOUR_SECS as f64) as u128;
    let work =
        |shift: f64| -> u128 { drafts.iter().map(|draft| draft.work(&model.kinds[draft.kind], shift)).sum() };
    let (mut low, mut high) = (-SHIFT_MAX, SHIFT_MAX);
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        if work(middle) < meant { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}

/// The nearest whole number of seconds, as far as there are so many; `as` saturates.
pub(super) fn whole(value: f64) -> u64 {
    (value.round() as u64).min(SECS_MAX)
}
