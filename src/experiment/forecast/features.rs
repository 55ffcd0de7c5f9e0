//! All that is known of a waiting job besides its simulated starts, and may say how far these are off: who else waits, what its user's jobs
//! and jobs alike waited of late, how many have overtaken it, and the hour of the week.

use super::figures::{log, quantile};
use super::overtaken::Overtakers;
use super::past::{Past, Ran};
use super::runs::size;
use crate::snapshot::{Snapshot, Waiting};
use std::collections::BTreeMap;

/// All that is written down where there is nothing to tell.
const NOTHING: f64 = -1.0;

/// So many of the last starts are looked at for jobs alike.
const RECENT: usize = 400;

const DAY: u64 = 86_400;

/// The names of the features, in their order.
pub const FEATURES: [&str; 38] = [
    "sim_q05",
    "sim_q25",
    "sim_q50",
    "sim_q75",
    "sim_q95",
    "waited",
    "size",
    "walltime",
    "queue",
    "jobs_ahead",
    "work_ahead",
    "free",
    "hour",
    "weekday",
    "user_running",
    "user_holds",
    "user_waiting",
    "user_wait_mean",
    "wait_median",
    "wait_mean",
    "jobs_waiting",
    "work_running",
    "user_wait_left",
    "user_wait_same",
    "wait_alike",
    "user_ahead",
    "user_ahead_by_starts",
    "overtaken_by_larger",
    "overtaken_in_queue",
    "overtaken_in_queue_by_larger",
    "waited_beyond_alike",
    "user_waited_mean",
    "queue_wait_q50",
    "queue_wait_q90",
    "free_beyond_size",
    "queue_ahead",
    "waited_mean",
    "waited_beyond_queue",
];

fn wait(job: &Ran) -> Option<u64> {
    job.start.map(|start| start - job.submit)
}

/// The mean of some waits, where there are any.
pub(super) fn wait_mean<'a>(jobs: impl Iterator<Item = &'a Ran>) -> Option<f64> {
    let (sum, count) = jobs.filter_map(wait).fold((0, 0_u64), |(sum, count), wait| (sum + wait, count + 1));
    (0 < count).then(|| sum as f64 / count as f64)
}

fn median(mut waits: Vec<u64>) -> Option<f64> {
    waits.sort_unstable();
    (!waits.is_empty()).then(|| quantile(&waits, 0.5))
}

/// All that is the same for all jobs of a snapshot.
struct Shared<'a> {
    snapshot: &'a Snapshot,
    machine: f64,
    free: f64,
    work_running: f64,
    recent: Vec<&'a Ran>,
    wait_median: f64,
    wait_mean: f64,
    /// How long waiting jobs have waited, in the mean.
    waited_mean: f64,
    overtakers: Overtakers<'a>,
    by_user: BTreeMap<u32, OfUser<'a>>,
    by_queue: BTreeMap<Option<u32>, OfQueue>,
}

/// All that is known of a queue: the waits of its last jobs that started, as logarithms, where there are any.
struct OfQueue {
    wait_median: f64,
    wait_most: f64,
}

/// All that is known of a user.
#[derive(Default)]
struct OfUser<'a> {
    running: usize,
    holds: f64,
    waiting: usize,
    /// How long these have waited, together.
    waited: u64,
    /// Those of its jobs that started, the latest first.
    started: Vec<&'a Ran>,
    starts_of_week: usize,
}

/// The features of each waiting job.
pub(super) fn features(past: &Past, snapshot: &Snapshot, starts: &[Vec<u64>]) -> Vec<Vec<f64>> {
    let shared = Shared::new(past, snapshot);
    let (mut ahead, mut work) = (0, 0.0);
    let mut ahead_of_user: BTreeMap<u32, usize> = BTreeMap::new();
    let mut ahead_in_queue: BTreeMap<Option<u32>, usize> = BTreeMap::new();
    let mut rows = Vec::with_capacity(starts.len());
    for (job, starts) in snapshot.waiting.iter().zip(starts) {
        let own = job.user.and_then(|user| ahead_of_user.get(&user)).copied().unwrap_or(0);
        let in_queue = ahead_in_queue.entry(job.queue).or_default();
        let mut row = shared.row(job, starts, (ahead, work, own));
        row.extend(shared.passed_over(job, *in_queue));
        rows.push(row);
        ahead += 1;
        *in_queue += 1;
        work += f64::from(size(job.shape)) * job.walltime as f64 / shared.machine;
        if let Some(user) = job.user {
            *ahead_of_user.entry(user).or_default() += 1;
        }
    }
    rows
}

impl<'a> Shared<'a> {
    fn new(past: &'a Past, snapshot: &'a Snapshot) -> Shared<'a> {
        let capacity = snapshot.center.capacity();
        let machine = f64::from(capacity.cores.max(capacity.accelerators).max(1));
        let mut by_user: BTreeMap<u32, OfUser<'_>> = BTreeMap::new();
        let mut waited_all = 0;
        for job in &snapshot.waiting {
            let waited = snapshot.at.saturating_sub(job.submit);
            waited_all += waited;
            let Some(user) = job.user else { continue };
            let of_user = by_user.entry(user).or_default();
            of_user.waiting += 1;
            of_user.waited += waited;
        }
        let (mut held, mut work_running) = (0.0, 0.0);
        for job in &snapshot.running {
            let share = f64::from(size(job.shape)) / machine;
            held += share;
            work_running += share * (job.start + job.walltime).saturating_sub(snapshot.at) as f64;
            if let Some(user) = job.user.and_then(|user| by_user.get_mut(&user)) {
                user.running += 1;
                user.holds += share;
            }
        }
        let mut recent = Vec::new();
        for job in past.started_by(snapshot.at) {
            if recent.len() < RECENT {
                recent.push(job);
            }
            let Some(user) = job.user.and_then(|user| by_user.get_mut(&user)) else { continue };
            user.started.push(job);
            let is_of_week = job.start.is_some_and(|start| snapshot.at < start + 7 * DAY);
            user.starts_of_week += usize::from(is_of_week);
        }
        let last = || recent.iter().take(50).copied();
        Shared {
            snapshot,
            machine,
            free: 1.0 - held,
            work_running,
            wait_median: median(last().filter_map(wait).collect()).unwrap_or(0.0),
            wait_mean: wait_mean(last()).unwrap_or(0.0),
            waited_mean: waited_all as f64 / snapshot.waiting.len().max(1) as f64,
            overtakers: Overtakers::of(past, snapshot),
            by_queue: by_queue(past, snapshot),
            recent,
            by_user,
        }
    }

    fn row(&self, job: &Waiting, starts: &[u64], (ahead, work, own): (usize, f64, usize)) -> Vec<f64> {
        let nobody = OfUser::default();
        let at = self.snapshot.at;
        let waited = at.saturating_sub(job.submit) as f64;
        let user = job.user.and_then(|user| self.by_user.get(&user)).unwrap_or(&nobody);
        let of_user = || user.started.iter().copied();
        let mean = wait_mean(of_user().take(5));
        let same = |other: &&Ran| other.walltime == job.walltime && other.size == size(job.shape);
        let known = |value: Option<f64>| value.map_or(NOTHING, log);
        let mut row: Vec<f64> =
            [0.05, 0.25, 0.5, 0.75, 0.95].map(|share| log(quantile(starts, share))).to_vec();
        row.extend([
            log(waited),
            libm::log2(f64::from(size(job.shape).max(1)) / self.machine),
            libm::log(job.walltime.max(1) as f64),
            job.queue.map_or(NOTHING, f64::from),
            ahead as f64,
            log(work),
            self.free,
            (at % DAY) as f64 / 3_600.0,
            (at / DAY % 7) as f64,
            user.running as f64,
            user.holds,
            user.waiting as f64,
            known(mean),
            log(self.wait_median),
            log(self.wait_mean),
            self.snapshot.waiting.len() as f64,
            log(self.work_running),
            known(mean.map(|mean| mean - waited)),
            known(wait_mean(of_user().filter(same).take(5)).or(mean)),
            log(self.alike(job)),
            own as f64,
            own as f64 / (user.starts_of_week + 1) as f64,
        ]);
        row
    }

    /// All that tells whether a job is passed over, of whose queue so many wait ahead of it.
    fn passed_over(&self, job: &Waiting, in_queue: usize) -> [f64; 11] {
        let waited = log(self.snapshot.at.saturating_sub(job.submit) as f64);
        let of_user = job.user.and_then(|user| self.by_user.get(&user));
        let user_waited = of_user.map_or(waited, |user| log(user.waited as f64 / user.waiting.max(1) as f64));
        let queue = self.by_queue.get(&job.queue);
        let (median, most) = queue.map_or((NOTHING, NOTHING), |queue| (queue.wait_median, queue.wait_most));
        let [by_larger, in_same, in_same_by_larger] = self.overtakers.features(job);
        [
            by_larger,
            in_same,
            in_same_by_larger,
            waited - log(self.alike(job)),
            user_waited,
            median,
            most,
            self.free - f64::from(size(job.shape)) / self.machine,
            in_queue as f64,
            log(self.waited_mean),
            waited - most,
        ]
    }

    /// The median wait of the last jobs of its queue that asked for about as much.
    fn alike(&self, job: &Waiting) -> f64 {
        let near = |one: u64, other: u64| one <= other.saturating_mul(2) && other <= one.saturating_mul(2);
        let alike = self.recent.iter().filter(|other| {
            other.queue == job.queue
                && near(other.walltime, job.walltime)
                && near(u64::from(other.size), u64::from(size(job.shape)))
        });
        median(alike.take(15).filter_map(|job| wait(job)).collect()).unwrap_or(self.wait_median)
    }
}

/// The waits of the last jobs of each queue of which any wait.
fn by_queue(past: &Past, snapshot: &Snapshot) -> BTreeMap<Option<u32>, OfQueue> {
    const STARTS: usize = 2_000;
    const OF_QUEUE: usize = 50;
    let mut waits: BTreeMap<Option<u32>, Vec<u64>> =
        snapshot.waiting.iter().map(|job| (job.queue, Vec::new())).collect();
    for job in past.started_by(snapshot.at).take(STARTS) {
        let Some(of_queue) = waits.get_mut(&job.queue).filter(|of_queue| of_queue.len() < OF_QUEUE) else {
            continue;
        };
        of_queue.extend(wait(job));
    }
    let of_queue = |mut waits: Vec<u64>| {
        waits.sort_unstable();
        let at = |share: f64| if waits.is_empty() { NOTHING } else { log(quantile(&waits, share)) };
        OfQueue { wait_median: at(0.5), wait_most: at(0.9) }
    };
    waits.into_iter().map(|(queue, waits)| (queue, of_queue(waits))).collect()
}
