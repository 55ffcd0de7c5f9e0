//! One centre at work: its nodes, its queue, and the jobs that run there.

use super::absent::absent;
use super::agenda::{Event, Rank};
use super::clocks::Clocks;
use super::hands::Hands;
use super::jobs::Jobs;
use super::silent::Silent;
use crate::cluster::{Cluster, PoolSet};
use crate::model::{
    Amount, Center, Checkpoints, Each, Layout, Limit, Naps, NodeId, Pace, Pool, Request, Rules, Shape, Span,
    TenantId, Time,
};
use crate::policy::{Acts, Desk, Entry, Key, LaneKey, Moment, PolicySpec, Queue, Scheduler, Waiting};
use crate::record::{Past, Rejection};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// One centre at work.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Site {
    pub(super) center: Center,
    pub(super) cluster: Cluster,
    pub(super) queue: Queue,
    #[serde(skip, default = "absent")]
    pub(super) scheduler: Box<dyn Scheduler>,
    pub(super) running: Vec<Running>,
    pub(super) newcomers: Vec<Waiting>,
    pub(super) acts: Acts,
    pub(super) freed: PoolSet,
    /// Whether something has happened that asks for a look at the queue at this instant, beside ends and submissions.
    pub(super) is_woken: bool,
    /// Whether the scheduler tells the causes itself.
    pub(super) ruled: bool,
    /// Whether no rule is written down at all, which is the usual case.
    pub(super) bare: bool,
    /// Nodes that have failed while nobody knows.
    pub(super) silent: Silent,
    /// Whether pools ever had another size.
    pub(super) is_resized: bool,
    /// Which nodes sleep.
    pub(super) naps: Naps,
    /// Runs that do not always go at full speed.
    pub(super) clocks: Clocks,
    /// Nodes that are worked on because their lock says so.
    pub(super) maintained: BTreeSet<NodeId>,
    /// Nodes that are worked on as soon as they are free.
    pub(super) hands: Hands,
    /// For each limit on waiting jobs, and each tenant where it goes by tenants: how many wait.
    waiting: BTreeMap<(usize, TenantId), u64>,
}

/// A running job, by the number of its run in the cluster.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(super) struct Running {
    pub(super) job: u32,
    /// The number of its submission.
    pub(super) arrival: u64,
    pub(super) start: Time,
    pub(super) end: Time,
    /// How often its estimate was found too short.
    pub(super) corrections: u32,
    /// Whether it is stopped at its end rather than done.
    pub(super) is_cut: bool,
    /// How long its nodes took to wake.
    pub(super) wake: Span,
    /// The number of its start, or nothing where no job runs.
    pub(super) number: Option<u64>,
}

impl Site {
    pub(super) fn new(center: &Center, policy: &PolicySpec, scheduler: Box<dyn Scheduler>) -> Site {
        Site {
            center: center.clone(),
            cluster: Cluster::new(center, policy.visit()),
            queue: Queue::default(),
            ruled: scheduler.tells_causes(),
            bare: center.rules == Rules::default(),
            silent: Silent::default(),
            is_resized: false,
            naps: Naps::new(center),
            clocks: Clocks::default(),
            maintained: BTreeSet::new(),
            hands: Hands::default(),
            scheduler,
            running: Vec::new(),
            newcomers: Vec::new(),
            acts: Acts::default(),
            freed: PoolSet::NONE,
            is_woken: false,
            waiting: BTreeMap::new(),
        }
    }

    pub(super) fn schedule(&mut self, now: Time, moment: Moment, jobs: &Jobs) {
        // Where events come one by one, the scheduler was asked after each end and each submission, but not about the rest.
        let is_due = moment == Moment::Close && std::mem::take(&mut self.is_woken);
        let moment = if is_due { Moment::Whole } else { moment };
        if is_due {
            self.freed = self.cluster.all_pools();
        }
        let mut desk = Desk::new(
            now,
            moment,
            &self.center,
            &mut self.cluster,
            &mut self.queue,
            &jobs.requests,
            &jobs.terms,
            &self.newcomers,
            self.freed,
            &mut self.acts,
        );
        self.scheduler.schedule(&mut desk);
        self.newcomers.clear();
        self.freed = PoolSet::NONE;
    }

    /// Tells the scheduler that pools have other sizes.
    pub(super) fn tell_sizes(&mut self, now: Time, jobs: &Jobs) {
        let desk = Desk::new(
            now,
            Moment::Close,
            &self.center,
            &mut self.cluster,
            &mut self.queue,
            &jobs.requests,
            &jobs.terms,
            &[],
            PoolSet::NONE,
            &mut self.acts,
        );
        self.scheduler.resized(&desk);
    }

    /// Asks the scheduler something about what it did last.
    pub(super) fn ask<T>(
        &mut self,
        now: Time,
        jobs: &Jobs,
        question: impl FnOnce(&dyn Scheduler, &Desk<'_>) -> T,
    ) -> T {
        let desk = Desk::new(
            now,
            Moment::Close,
            &self.center,
            &mut self.cluster,
            &mut self.queue,
            &jobs.requests,
            &jobs.terms,
            &[],
            PoolSet::NONE,
            &mut self.acts,
        );
        question(&*self.scheduler, &desk)
    }

    /// Puts a job into the queue. Gives the kind of its tasks.
    pub(super) fn enqueue(&mut self, slot: u32, arrival: u64, jobs: &Jobs) -> u32 {
        let request = jobs.request(slot);
        let access = self.center.access_of(request.partition, request.group);
        let units = jobs.truth(slot).units;
        let key = Key { rank: self.scheduler.rank(request, units), arrival };
        let wall_secs = request.estimate.as_secs().min(u64::from(u32::MAX - 1)) as u32;
        let lane_key = LaneKey { access, tenant: self.scheduler.lane_of(request.tenant) };
        let kind = self.queue.kind_of(access, request.shape);
        let lane = self.queue.insert(lane_key, Entry { key, job: slot, kind, units, wall_secs });
        self.newcomers.push(Waiting { job: slot, lane, key });
        kind
    }

    /// Takes a waiting job out of the queue before it starts.
    pub(super) fn dequeue(&mut self, slot: u32, arrival: u64) {
        let place = self.queue.lanes().iter().enumerate().find_map(|(number, (_, lane))| {
            let entry = lane.iter().find(|entry| entry.job == slot && entry.key.arrival == arrival)?;
            Some((number as u32, lane.find(entry.key)?))
        });
        let (lane, place) = place.expect("a job that is queued is in some lane");
        self.queue.remove(lane, place);
        self.newcomers.retain(|waiting| waiting.job != slot);
        // The jobs behind it may start now.
        self.wake();
    }

    /// Has the scheduler asked, as if something had been given back everywhere.
    pub(super) fn wake(&mut self) {
        self.freed = self.freed.with(self.cluster.all_pools());
        self.is_woken = true;
    }

    /// Why a job cannot be taken in, if it cannot.
    pub(super) fn rejection(&self, request: &Request, now: Time) -> Option<Rejection> {
        let refusal = || if self.bare { None } else { self.refusal(request) };
        self.misfit(request, now).or_else(refusal)
    }

    /// Why a job could not run here even if nothing else did, if it could not. Nodes that are not there now do not count.
    pub(super) fn misfit(&self, request: &Request, now: Time) -> Option<Rejection> {
        let access = self.center.access_of(request.partition, request.group);
        let list = self.center.pools_of(access);
        // Most jobs fit into the first of their pools, which has no lock.
        if let Some(first) = list.first()
            && let pool = &self.center.pools[usize::from(first.0)]
            && pool.lock.is_none()
            && u64::from(request.shape.tasks) <= pool.slots(request.shape)
        {
            return None;
        }
        let pools = list.iter().map(|pool| &self.center.pools[usize::from(pool.0)]);
        let is_there = |pool: &&Pool| !pool.lock.as_ref().is_some_and(|lock| lock.is_absence(now));
        let open = pools.clone().filter(|pool| ever_takes(pool, request)).filter(is_there);
        let slots: u64 = open.map(|pool| pool.slots(request.shape)).sum();
        if u64::from(request.shape.tasks) <= slots {
            return None;
        }
        let one = Shape { tasks: 1, layout: Layout::OnePerNode, ..request.shape };
        let one_fits = pools.map(|pool| pool.slots(one)).sum::<u64>() != 0;
        Some(if one_fits { Rejection::TooManyTasks } else { Rejection::TaskTooLarge })
    }

    /// The pools of its list that a job can never use.
    pub(super) fn never_open(&self, request: &Request) -> PoolSet {
        let list = self.center.pools_of(self.center.access_of(request.partition, request.group)).iter();
        list.copied().filter(|pool| !ever_takes(&self.center.pools[usize::from(pool.0)], request)).collect()
    }

    /// Which rule turns a job away, if one does.
    fn refusal(&self, request: &Request) -> Option<Rejection> {
        let rules = &self.center.rules;
        let partition = rules.partition(request.partition);
        let access = self.center.access_of(request.partition, request.group);
        let units = self.cluster.units(access, request.shape.total());
        if !partition.groups.is_empty() && !partition.groups.contains(&request.group) {
            return Some(Rejection::NotAllowed);
        }
        if partition.walltime_most.is_some_and(|most| most < request.walltime) {
            return Some(Rejection::WalltimeOverLimit);
        }
        if partition.units_most.is_some_and(|most| most < units) {
            return Some(Rejection::SizeOverLimit);
        }
        if self.center.excess_alone(request).is_some() {
            return Some(Rejection::OverLimitAlone);
        }
        let full = |(place, limit): (usize, &Limit)| {
            let waiting = self.waiting.get(&(place, counted_for(limit, request))).copied();
            limit.amount == Amount::WaitingJobs
                && limit.concerns(rules, request)
                && limit.most <= waiting.unwrap_or(0)
        };
        rules.limits.iter().enumerate().any(full).then_some(Rejection::TooManyWaiting)
    }

    /// Counts a job among those that wait, or no longer.
    pub(super) fn count_waiting(&mut self, request: &Request, joins: bool) {
        if self.bare {
            return;
        }
        let rules = &self.center.rules;
        let limits = rules.limits.iter().enumerate();
        let concerned = |(_, limit): &(usize, &Limit)| {
            limit.amount == Amount::WaitingJobs && limit.concerns(rules, request)
        };
        for (place, limit) in limits.filter(concerned) {
            let count = self.waiting.entry((place, counted_for(limit, request))).or_default();
            if joins {
                *count += 1;
            } else {
                *count -= 1;
            }
        }
    }

    /// How a job writes checkpoints, if it does.
    pub(super) fn checkpoints_of(&self, request: &Request) -> Option<&Checkpoints> {
        if self.bare { None } else { self.center.rules.class(request.class).checkpoint.as_ref() }
    }

    /// How the work lies in a run on so many nodes, which took so long to wake, that a job has left with this behind it; nothing where
    /// all of it is work.
    #[inline]
    pub(super) fn pace(
        &self,
        jobs: &Jobs,
        slot: u32,
        past: Past,
        (nodes, wake): (u32, Span),
    ) -> Option<Pace> {
        if self.bare && wake == Span::ZERO {
            None
        } else {
            self.pace_by_rules(jobs, slot, past, (nodes, wake))
        }
    }

    #[inline(never)]
    fn pace_by_rules(&self, jobs: &Jobs, slot: u32, past: Past, (nodes, wake): (u32, Span)) -> Option<Pace> {
        let Some(checkpoints) = self.checkpoints_of(jobs.request(slot)) else {
            return (wake != Span::ZERO).then(|| Pace::plain(jobs.left(slot, past)).delayed(wake));
        };
        // A job that was suspended goes on as it is.
        let is_restart = 0 < past.stops && jobs.attempt(slot) == Span::ZERO;
        // A job that breaks off has no result to write.
        let at_end = checkpoints.at_end && jobs.breaks_off(slot).is_none();
        let checkpoints = Checkpoints { at_end, ..*checkpoints };
        Some(checkpoints.pace(nodes, jobs.left(slot, past), is_restart).delayed(wake))
    }

    /// Whether all of a run is work, because nothing in the centre slows runs down or holds them up.
    #[inline]
    pub(super) fn runs_are_work(&self, run: &Running) -> bool {
        self.bare && run.wake == Span::ZERO && self.silent.hangs_none() && self.clocks.are_none()
    }

    /// What a job that starts now has behind it.
    pub(super) fn past(jobs: &Jobs, running: &Running) -> Past {
        match jobs.life(running.job) {
            Some(life) => life.past,
            None => Past::of_wait(jobs.request(running.job), running.start),
        }
    }
}

/// Whether the lock of a pool, if it has one, ever lets a job in.
fn ever_takes(pool: &Pool, request: &Request) -> bool {
    let lock = pool.lock.as_ref();
    lock.is_none_or(|lock| lock.owners.contains(&request.group) || lock.takes_others(request.walltime))
}

/// Whether an event was to happen to a run that was over before.
pub(super) fn is_called_off(sites: &[Site], event: &Event) -> bool {
    match event.rank {
        Rank::End => {
            let state = &sites[usize::from(event.center.0)].running[event.subject as usize];
            // A job that hangs does not end when it was to.
            state.number != Some(event.number) || state.end != event.at
        }
        Rank::Leave | Rank::Correction => {
            let running = &sites[usize::from(event.center.0)].running;
            running[event.subject as usize].number != Some(event.number)
        }
        Rank::Turn => sites[usize::from(event.center.0)].clocks.is_called_off(event),
        Rank::Wake
        | Rank::Change
        | Rank::Repair
        | Rank::Failure
        | Rank::Patience
        | Rank::Deferral
        | Rank::News
        | Rank::Work
        | Rank::Phase => false,
    }
}

/// Under which tenant jobs are added up: their own, or the first where all count together.
const fn counted_for(limit: &Limit, request: &Request) -> TenantId {
    match limit.each {
        Each::Together => TenantId(0),
        Each::Tenant => request.tenant,
    }
}
