//! How jobs leave: at their end, by eviction, or because their users give up; and which other jobs are free because of it.

use super::Simulation;
use super::agenda::{Event, Rank};
use super::held::Released;
use super::jobs::{Life, Place};
use super::remains::{Remains, Why};
use super::site::{Running, Site};
use crate::cluster::Cluster;
use crate::model::{
    Cause, CenterId, Ending, Eviction, Gang, Outcome, Piece, Request, Source, Span, TenantId, Time,
};
use crate::policy::{Evicted, Leaver, Scheduler};
use crate::record::{Cancellation, End, Fact, JobFact, Observer, Past, Record, Stop};

impl Simulation {
    /// Lets a job end. Gives its tenant and how long it ran.
    pub(super) fn end(
        &mut self,
        event: Event,
        source: &mut dyn Source,
        observer: &mut dyn Observer,
    ) -> (TenantId, Span) {
        let Event { at, center, subject: run, .. } = event;
        let site = &mut self.sites[usize::from(center.0)];
        let Running { job, is_cut, start, .. } = site.running[run as usize];
        let Some((end, outcome)) = self.jobs.end_of(job, is_cut) else {
            let tenant = self.jobs.request(job).tenant;
            self.take_off_ended((center, run), Why::Failed, source, observer);
            return (tenant, at.since(start));
        };
        let state = std::mem::take(&mut site.running[run as usize]);
        let request = self.jobs.request(job);
        let truth = self.jobs.truth(job);
        if let Some(routes) = &mut self.routes {
            routes.loads.run(request, truth.units, start, false);
        }
        let freed = site.cluster.give_back(run);
        site.freed = site.freed.with(freed);
        let pieces = site.cluster.pieces(run);
        site.naps.leave(pieces, at);
        let leaver = Leaver { request, run, units: truth.units, until: site.cluster.until(run), pieces };
        site.scheduler.ended(&site.cluster, &leaver, at);
        if site.cluster.is_owed_in(freed) {
            site.scheduler.replan();
        }
        let ran = (request.tenant, at.since(start));
        let past = Site::past(&self.jobs, &state);
        let site = &self.sites[usize::from(center.0)];
        let pieces = site.cluster.pieces(run);
        let (_, spent) = self.come((center, run), &state, pieces, at.since(start));
        let fact = Fact::Job { request, pieces, fact: JobFact::Ended { start, end, spent, past } };
        observer.observe(&Record { at, center, fact });
        let ending = Ending { job: request.id, at, outcome };
        if self.data.is_none() || !self.ships(job, outcome) {
            source.learn(&ending);
        }
        if source.has_dependencies() {
            let request = *self.jobs.request(job);
            self.over(Some(job), &request, outcome, source, observer);
        }
        let site = &mut self.sites[usize::from(center.0)];
        site.silent.forget(state.number);
        site.clocks.stop(run);
        self.leave_data(job);
        self.jobs.remove(job);
        ran
    }

    /// Takes a job off its nodes that was told to leave, because its time to do so is over.
    #[inline(never)]
    pub(super) fn see_off(&mut self, event: Event, source: &mut dyn Source, observer: &mut dyn Observer) {
        self.take_off(
            (event.center, event.subject),
            |scheduler, cluster, leaver, now| Why::Evicted(scheduler.evicted(cluster, leaver, now)),
            source,
            observer,
        );
    }

    /// Takes a job off its nodes, which are given back, and lets the scheduler know, from which `tell` learns why.
    pub(super) fn take_off(
        &mut self,
        (center, run): (CenterId, u32),
        tell: impl FnOnce(&mut dyn Scheduler, &Cluster, &Leaver<'_>, Time) -> Why,
        source: &mut dyn Source,
        observer: &mut dyn Observer,
    ) {
        let site = &mut self.sites[usize::from(center.0)];
        let job = site.running[run as usize].job;
        let until = site.cluster.until(run);
        let freed = site.cluster.give_back(run);
        site.wake();
        let pieces = site.cluster.pieces(run).to_vec();
        let (request, units) = (self.jobs.request(job), self.jobs.truth(job).units);
        let leaver = Leaver { request, run, units, until, pieces: &pieces };
        let why = tell(&mut *site.scheduler, &site.cluster, &leaver, self.now);
        if site.cluster.is_owed_in(freed) {
            site.scheduler.replan();
        }
        self.stop_run(center, (run, &pieces), why, source, observer);
    }

    /// Gives a job up whose users have lost patience, if it still waits.
    #[inline(never)]
    pub(super) fn lose_patience(
        &mut self,
        event: Event,
        source: &mut dyn Source,
        observer: &mut dyn Observer,
    ) {
        let Event { number: arrival, subject: slot, .. } = event;
        let waits = |life: &Life| matches!(life.place, Place::Queued | Place::Held);
        if self.jobs.life(slot).is_some_and(|life| life.arrival == arrival && waits(life)) {
            self.give_up(slot, Cancellation::Patience, source, observer);
        }
    }

    /// Carries out what the scheduler decided about jobs that must leave. Returns whether any had to at once.
    #[inline(never)]
    pub(super) fn evict_all(
        &mut self,
        center: CenterId,
        source: &mut dyn Source,
        observer: &mut dyn Observer,
    ) -> bool {
        let site = &mut self.sites[usize::from(center.0)];
        for (slot, promised, breach) in std::mem::take(&mut site.acts.breaches) {
            let fact = Fact::of_job(self.jobs.request(slot), JobFact::PromiseBroken { promised, breach });
            observer.observe(&Record { at: self.now, center, fact });
        }
        for (run, at) in std::mem::take(&mut site.acts.told) {
            let number = site.running[run as usize].number.expect("only a running job can be told to leave");
            self.agenda.add(Event { at, rank: Rank::Leave, number, center, subject: run });
            self.evicts = true;
        }
        let evicted = std::mem::take(&mut site.acts.evicted);
        for evicted in &evicted {
            let Evicted { run, pieces, eviction, .. } = evicted;
            self.stop_run(center, (*run, pieces), Why::Evicted(*eviction), source, observer);
        }
        !evicted.is_empty()
    }

    /// Takes a job off its nodes, which have been given back.
    pub(super) fn stop_run(
        &mut self,
        center: CenterId,
        (run, pieces): (u32, &[Piece]),
        why: Why,
        source: &mut dyn Source,
        observer: &mut dyn Observer,
    ) {
        self.evicts = true;
        let at = self.now;
        let site = &mut self.sites[usize::from(center.0)];
        site.naps.leave(pieces, at);
        let state = std::mem::take(&mut site.running[run as usize]);
        let (job, start, ran) = (state.job, state.start, at.since(state.start));
        let past = Site::past(&self.jobs, &state);
        let (request, units) = (*self.jobs.request(job), self.jobs.truth(job).units);
        if let Some(routes) = &mut self.routes {
            routes.loads.run(&request, units, start, false);
        }
        let safe = self.jobs.life(job).map_or(Span::ZERO, |life| life.safe);
        let remains = Remains::of(why, self.come((center, run), &state, pieces, ran), past, safe);
        let site = &mut self.sites[usize::from(center.0)];
        site.silent.forget(state.number);
        site.clocks.stop(run);
        let Remains { kept, safe, lost, spent, stop } = remains;
        let end = match why {
            Why::Evicted(Eviction::Cancel) => Some((End::Evicted, Outcome::Evicted)),
            Why::NodeFailed if !self.is_retried(center, job) => Some((End::NodeFailed, Outcome::Failed)),
            Why::Evicted(_) | Why::NodeFailed | Why::Failed => None,
        };
        if let Some((end, outcome)) = end {
            let fact = JobFact::Ended { start, end, spent, past };
            observer.observe(&Record { at, center, fact: Fact::Job { request: &request, pieces, fact } });
            self.dismiss(job, &request, outcome, source, observer);
            return;
        }
        let fact = JobFact::Stopped { start, stop, lost, spent, past };
        observer.observe(&Record { at, center, fact: Fact::Job { request: &request, pieces, fact } });
        self.sites[usize::from(center.0)].count_waiting(&request, true);
        if let Some(routes) = &mut self.routes {
            routes.loads.wait(&request, units, true);
        }
        if self.settings.causes {
            self.waits.begin(job, &request, Cause::Capacity, at);
        }
        // The number of its submission stays with it, so that it stands in the queue where it stood before.
        let arrival = state.arrival;
        let life = self.jobs.life_of(job, arrival);
        let (ran_in_all, stops) = (past.ran + ran, past.stops + 1);
        life.past = Past { waited: past.waited, ran: ran_in_all, kept, spent: past.spent + spent, stops };
        (life.safe, life.since) = (safe, at);
        life.failures += u32::from(stop == Stop::NodeFailed);
        match stop {
            Stop::Suspended => {
                life.attempt += ran;
                life.place = Place::Suspended(pieces.to_vec());
            }
            Stop::Requeued | Stop::NodeFailed | Stop::Failed => {
                life.attempt = Span::ZERO;
                life.place = Place::Queued;
                if stop == Stop::Failed {
                    self.try_again(job, kept);
                }
                self.enqueue(job, arrival);
                self.give_up_if_misfit(job, arrival, source, observer);
            }
        }
    }

    /// Puts a job into the queue of its centre.
    pub(super) fn enqueue(&mut self, slot: u32, arrival: u64) {
        let request = self.jobs.request(slot);
        let site = &mut self.sites[usize::from(request.center.0)];
        let kind = site.enqueue(slot, arrival, &self.jobs);
        if self.settings.causes && !site.ruled {
            self.waits.join(slot, request, &site.center, kind, self.now);
        }
    }

    /// Gives a waiting job up.
    pub(super) fn give_up(
        &mut self,
        slot: u32,
        why: Cancellation,
        source: &mut dyn Source,
        observer: &mut dyn Observer,
    ) {
        let at = self.now;
        let request = *self.jobs.request(slot);
        let center = request.center;
        let site = &mut self.sites[usize::from(center.0)];
        let life = self.jobs.life(slot).expect("only a job with a life of its own is given up");
        if life.place == Place::Queued {
            site.dequeue(slot, life.arrival);
        }
        if self.settings.causes {
            let causes = self.waits.end(slot, &request, at);
            let fact = Fact::of_job(&request, JobFact::Waited { causes });
            observer.observe(&Record { at, center, fact });
        }
        site.count_waiting(&request, false);
        site.scheduler.cancelled(slot);
        if let Some(routes) = &mut self.routes {
            routes.loads.wait(&request, self.jobs.truth(slot).units, false);
        }
        let past = self.jobs.past(slot, at);
        let fact = Fact::of_job(&request, JobFact::Cancelled { why, past, work: self.jobs.work_held(slot) });
        observer.observe(&Record { at, center, fact });
        self.dismiss(slot, &request, Outcome::Cancelled, source, observer);
    }

    /// Removes a job that never comes back.
    fn dismiss(
        &mut self,
        slot: u32,
        request: &Request,
        outcome: Outcome,
        source: &mut dyn Source,
        observer: &mut dyn Observer,
    ) {
        source.learn(&Ending { job: request.id, at: self.now, outcome });
        let gang = self.jobs.terms.get(&slot).and_then(|terms| terms.gang);
        if source.has_dependencies() || gang.is_some() {
            self.over(Some(slot), request, outcome, source, observer);
        }
        self.leave_data(slot);
        self.jobs.remove(slot);
        // The jobs that were to start with it cannot start either.
        while let Some(other) = gang.and_then(|gang| self.waiting_of(gang)) {
            self.give_up(other, Cancellation::Dependency, source, observer);
        }
    }

    /// A job of a gang that waits in the queue.
    fn waiting_of(&self, gang: Gang) -> Option<u32> {
        let terms = self.jobs.terms.iter().filter(|(_, terms)| terms.gang == Some(gang));
        let mut slots = terms.map(|(slot, _)| *slot);
        slots.find(|slot| self.jobs.life(*slot).is_some_and(|life| life.place == Place::Queued))
    }

    /// Lets jobs go on that waited for a job that is over now.
    pub(super) fn over(
        &mut self,
        slot: Option<u32>,
        request: &Request,
        outcome: Outcome,
        source: &mut dyn Source,
        observer: &mut dyn Observer,
    ) {
        let mut released = Vec::new();
        let terms = slot.and_then(|slot| self.jobs.terms.get(&slot));
        self.held.ended(slot, (request, terms), outcome == Outcome::Finished, &mut released);
        let free = free_of(&released);
        self.release(released, source, observer);
        self.give_up_misfits_of(&free, source, observer);
    }

    /// Queues jobs that are free now, and gives up those that wait in vain.
    pub(super) fn release(
        &mut self,
        released: Vec<Released>,
        source: &mut dyn Source,
        observer: &mut dyn Observer,
    ) {
        for release in released {
            match release {
                Released::Free(slot) => {
                    let life = self.jobs.life_mut(slot).expect("a held job has a life of its own");
                    let arrival = life.arrival;
                    if !self.put_off(slot, arrival) {
                        self.jobs.life_of(slot, arrival).place = Place::Queued;
                        self.enqueue(slot, arrival);
                    }
                }
                Released::WaitsForData(slot) => self.blame_data(slot),
                Released::Hopeless(slot) => self.give_up(slot, Cancellation::Dependency, source, observer),
            }
        }
    }

    /// Tells what each job of a centre waits for now.
    #[inline(never)]
    pub(super) fn tell_causes(&mut self, center: CenterId, observer: &mut dyn Observer) {
        let site = &mut self.sites[usize::from(center.0)];
        for (slot, cause) in site.acts.blames.drain(..) {
            // A job that could not start before others were evicted may have started since.
            if self.waits.has(slot) {
                self.waits.blame(slot, self.jobs.request(slot), cause, self.now);
            }
        }
        for slot in site.acts.blameless.drain(..) {
            if self.waits.has(slot) {
                let request = self.jobs.request(slot);
                let access = site.center.access_of(request.partition, request.group);
                let kind = site.queue.kind_of(access, request.shape);
                self.waits.join(slot, request, &site.center, kind, self.now);
            }
        }
        self.waits.look_at(center, site, self.now);
        self.waits.tell(self.now, center, observer);
    }
}

/// The jobs that may be queued.
fn free_of(released: &[Released]) -> Vec<u32> {
    let free = |release: &Released| match release {
        Released::Free(slot) => Some(*slot),
        Released::WaitsForData(_) | Released::Hopeless(_) => None,
    };
    released.iter().filter_map(free).collect()
}
