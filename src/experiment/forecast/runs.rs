//! How long jobs run whose requests are known: drawn from the shares of what they asked for that jobs alike used.
//!
//! Alike are first the last jobs of the same user that asked for as much time and as many nodes, then those that asked for as much
//! time, then all of the user, then jobs of anybody that asked for about as much time, then all. One goes as far down this list as
//! is needed for enough of them. Of a job that runs, only those count that ran longer than it has.

use super::past::Ran;
use crate::model::{Chance, Shape};
use rand::RngExt as _;
use std::collections::BTreeMap;

/// So many of the last jobs count on each step.
const LAST: usize = 40;

/// On the steps that go over all users, so many count.
const LAST_OF_ALL: usize = 400;

/// So many shares are enough.
const ENOUGH: usize = 25;

/// What a job that ended tells of others.
#[derive(Debug, Clone, Copy)]
struct Used {
    size: u32,
    walltime: u64,
    /// How much of the time that it asked for it used.
    share: f64,
}

/// All that is known of run times at an instant: of the jobs that have ended by then, the latest first.
#[derive(Debug)]
pub(super) struct Runs {
    by_user: BTreeMap<u32, Vec<Used>>,
    by_class: BTreeMap<u32, Vec<Used>>,
    all: Vec<Used>,
}

/// A job about which is asked.
#[derive(Debug, Clone, Copy)]
pub(super) struct Like {
    /// Its user, if that is known.
    pub(super) user: Option<u32>,
    /// How much it asked for in all.
    pub(super) size: u32,
    /// For how long.
    pub(super) walltime: u64,
    /// How long it has run.
    pub(super) elapsed: u64,
}

/// Possible run times of one job.
#[derive(Debug, Clone)]
pub(super) struct Draws {
    walltime: u64,
    elapsed: u64,
    shares: Vec<f64>,
}

impl Runs {
    /// What jobs tell that had ended at an instant.
    #[must_use]
    pub(super) fn known_at(jobs: &[Ran], at: u64) -> Runs {
        let mut ended: Vec<&Ran> = jobs.iter().filter(|job| job.end() <= at).collect();
        ended.sort_by_key(|job| std::cmp::Reverse(job.end()));
        let mut runs = Runs { by_user: BTreeMap::new(), by_class: BTreeMap::new(), all: Vec::new() };
        for job in ended {
            let used =
                Used { size: job.size, walltime: job.walltime, share: job.run as f64 / job.walltime as f64 };
            if let Some(user) = job.user {
                runs.by_user.entry(user).or_default().push(used);
            }
            let class = runs.by_class.entry(class(job.walltime)).or_default();
            if class.len() < LAST_OF_ALL {
                class.push(used);
            }
            if runs.all.len() < LAST_OF_ALL {
                runs.all.push(used);
            }
        }
        runs
    }

    /// The run times that a job may have.
    #[must_use]
    pub(super) fn of(&self, job: Like) -> Draws {
        let own = job.user.and_then(|user| self.by_user.get(&user)).map_or(&[][..], Vec::as_slice);
        let alike = self.by_class.get(&class(job.walltime)).map_or(&[][..], Vec::as_slice);
        let mut shares = Vec::new();
        let least = job.elapsed as f64 / job.walltime as f64;
        let mut take = |from: &[Used], count: usize, is_alike: &dyn Fn(&Used) -> bool| {
            if shares.len() < ENOUGH {
                let alike = from.iter().filter(|used| is_alike(used)).take(count);
                shares.extend(alike.map(|used| used.share).filter(|share| least < *share));
            }
        };
        take(own, LAST, &|used| used.walltime == job.walltime && used.size == job.size);
        take(own, LAST, &|used| used.walltime == job.walltime);
        take(own, LAST, &|_| true);
        take(alike, LAST_OF_ALL, &|_| true);
        take(&self.all, LAST_OF_ALL, &|_| true);
        Draws { walltime: job.walltime, elapsed: job.elapsed, shares }
    }
}

impl Draws {
    /// How much longer the job runs, in one future: at least a second.
    pub(super) fn left(&self, chance: &mut Chance) -> u64 {
        let run = if self.shares.is_empty() {
            // Nobody ever ran so long: any time up to the request, or, beyond it, a little longer.
            let most = self.walltime.max(self.elapsed + self.walltime / 20 + 60);
            chance.random_range(self.elapsed..=most)
        } else {
            let share = self.shares[chance.random_range(0..self.shares.len())];
            (share * self.walltime as f64) as u64
        };
        run.saturating_sub(self.elapsed).max(1)
    }
}

/// Jobs that ask for about as long, within a factor of two.
fn class(walltime: u64) -> u32 {
    u64::BITS - walltime.leading_zeros()
}

/// How much a job asks for in all, in what sizes count.
#[must_use]
pub fn size(shape: Shape) -> u32 {
    let total = shape.total();
    if total.accelerators == 0 { total.cores } else { total.accelerators }
}
