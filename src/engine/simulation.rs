//! A simulation that can be stepped from instant to instant.

use super::agenda::{Agenda, Event, Rank};
use super::data::Data;
use super::follow::Followed;
use super::held::Held;
use super::jobs::Jobs;
use super::predictor::Predictor;
use super::routes::Routes;
use super::settings::{Estimates, Instants, Settings};
use super::site::{Site, is_called_off};
use super::waits::Waits;
use crate::cluster::PoolSet;
use crate::model::{Cause, Center, CenterId, Job, Outages, Piece, Source, SourceError, Span, TenantId, Time};
use crate::policy::{Moment, PolicySpec, Scheduler};
use crate::record::{Fact, JobFact, Observer, Record};
use serde::{Deserialize, Serialize};

/// Centres at work. All of it is plain data but for schedulers of one's own: a copy goes its own way.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Simulation {
    pub(super) now: Time,
    pub(super) sites: Vec<Site>,
    pub(super) jobs: Jobs,
    pub(super) held: Held,
    /// Everything that is known of data, where jobs need any.
    pub(super) data: Option<Box<Data>>,
    pub(super) waits: Waits,
    pub(super) followed: Option<Followed>,
    pub(super) agenda: Agenda,
    /// By centre: when which nodes can do nothing.
    pub(super) outages: Vec<Outages>,
    pub(super) settings: Settings,
    pub(super) predictor: Predictor,
    /// Which way jobs go that may run at several centres; nothing where none may.
    pub(super) routes: Option<Box<Routes>>,
    /// Submissions and starts so far: they order what happens at one instant.
    pub(super) arrivals: u64,
    pub(super) starts: u64,
    /// Whether any running job was ever told to leave or evicted: then events may be called off.
    pub(super) evicts: bool,
    /// With sequential instants: the ends of this instant, and of a job that is gone already its tenant and how long it ran.
    ends_now: Vec<(Event, Option<(TenantId, Span)>)>,
    /// Room for the places of one job, kept so that no event allocates.
    pieces: Vec<Piece>,
}

impl Simulation {
    /// Empty centres under a policy at time zero.
    #[must_use]
    pub fn new(centers: &[Center], policy: &PolicySpec) -> Simulation {
        Simulation::with_schedulers(centers, policy, |center| policy.scheduler(center))
    }

    /// Empty centres under schedulers of one's own; the policy says only how nodes are offered.
    #[must_use]
    pub fn with_schedulers(
        centers: &[Center],
        policy: &PolicySpec,
        mut scheduler: impl FnMut(&Center) -> Box<dyn Scheduler>,
    ) -> Simulation {
        let sites = centers.iter().map(|center| Site::new(center, policy, scheduler(center))).collect();
        let mut simulation = Simulation {
            now: Time::ZERO,
            waits: Waits::of_centers(centers.len()),
            followed: None,
            sites,
            jobs: Jobs::default(),
            held: Held::default(),
            data: None,
            agenda: Agenda::default(),
            outages: Vec::new(),
            settings: Settings::default(),
            predictor: Predictor::new(Estimates::default()),
            routes: None,
            arrivals: 0,
            starts: 0,
            evicts: false,
            ends_now: Vec::new(),
            pieces: Vec::new(),
        };
        simulation.await_phases();
        simulation
    }

    /// The same with settings other than the default.
    #[must_use]
    pub fn with_settings(self, settings: Settings) -> Simulation {
        Simulation { settings, predictor: Predictor::new(settings.estimates), ..self }
    }

    /// The present instant.
    #[must_use]
    pub const fn now(&self) -> Time {
        self.now
    }

    /// Lets everything happen that happens before the horizon.
    ///
    /// # Errors
    /// When the source cannot give its next job.
    pub fn run_until(
        &mut self,
        horizon: Time,
        source: &mut dyn Source,
        observer: &mut dyn Observer,
    ) -> Result<(), SourceError> {
        let mut coming = None;
        while self.step_on(horizon, &mut coming, source, observer)? {}
        Ok(())
    }

    /// Goes through the next instant, if it lies before the horizon. Returns false when there is none.
    ///
    /// # Errors
    /// When the source cannot give its next job.
    pub fn step(
        &mut self,
        horizon: Time,
        source: &mut dyn Source,
        observer: &mut dyn Observer,
    ) -> Result<bool, SourceError> {
        self.step_on(horizon, &mut None, source, observer)
    }

    /// The same; `coming` is the next submission, where it is known already.
    fn step_on(
        &mut self,
        horizon: Time,
        coming: &mut Option<Time>,
        source: &mut dyn Source,
        observer: &mut dyn Observer,
    ) -> Result<bool, SourceError> {
        let next = self.next_at(coming, source)?;
        if horizon <= next {
            return Ok(false);
        }
        assert!(self.now <= next, "the source went back in time, from {} to {next}", self.now);
        self.now = next;
        self.look_around();
        while let Some(event) = self.agenda.take_at(next) {
            // Once a job was evicted, what was to happen to its run is called off.
            if !self.evicts || !is_called_off(&self.sites, &event) {
                self.happen(event, source, observer);
            }
        }
        self.move_data(source, observer);
        while submission(coming, source)? == next {
            let mut job = source.take();
            *coming = None;
            if self.routes.is_some() {
                let Some(routed) = self.route(job, source, observer) else { continue };
                job = routed;
            }
            if self.submit(&job, source, observer) {
                self.schedule(Moment::Submission, source, observer);
            }
        }
        match self.settings.instants {
            Instants::Batched => self.schedule(Moment::Whole, source, observer),
            Instants::Sequential => {
                self.end_late(source, observer);
                self.schedule(Moment::Close, source, observer);
            }
        }
        self.set_speeds(observer);
        self.settle_data(source, observer);
        Ok(true)
    }

    /// The next instant at which anything happens, as far as is known now; nothing when nothing is left to happen.
    ///
    /// # Errors
    /// When the source cannot give its next job.
    pub fn next_instant(&mut self, source: &mut dyn Source) -> Result<Option<Time>, SourceError> {
        Ok(Some(self.next_at(&mut None, source)?).filter(|next| *next < Time::NEVER))
    }

    fn next_at(&mut self, coming: &mut Option<Time>, source: &mut dyn Source) -> Result<Time, SourceError> {
        if self.evicts {
            let sites = &self.sites;
            self.agenda.forget(|event| is_called_off(sites, event));
        }
        let submit = submission(coming, source)?;
        let submit = self.data.as_ref().map_or(submit, |data| data.next().min(submit));
        Ok(self.agenda.next().map_or(submit, |event| event.at.min(submit)))
    }

    /// Lets one event of the agenda happen. All but ends are rare, and kept out of line so that the loop stays small.
    #[inline]
    fn happen(&mut self, event: Event, source: &mut dyn Source, observer: &mut dyn Observer) {
        match event.rank {
            Rank::Wake => self.sites[usize::from(event.center.0)].wake(),
            Rank::Change => self.change(event.center, source, observer),
            Rank::End => self.end_in_time(event, source, observer),
            Rank::Turn => self.turn_run(event),
            Rank::Repair => self.repair_node(event, observer),
            Rank::News => self.hear_news(event),
            Rank::Phase => self.change_phase(event, source, observer),
            Rank::Work => self.go_on_with_work(event, observer),
            Rank::Failure => self.fail_node(event, source, observer),
            Rank::Leave => self.see_off(event, source, observer),
            Rank::Patience => self.lose_patience(event, source, observer),
            Rank::Deferral => self.come_forward(event),
            Rank::Correction => self.correct_estimate(event),
        }
    }

    /// Has the scheduler of a centre asked of which something was changed.
    #[inline(never)]
    fn change(&mut self, center: CenterId, source: &mut dyn Source, observer: &mut dyn Observer) {
        self.sites[usize::from(center.0)].wake();
        if self.settings.instants == Instants::Sequential {
            self.schedule(Moment::End, source, observer);
        }
    }

    /// Lets a job end, at once or after the submissions of the instant.
    fn end_in_time(&mut self, event: Event, source: &mut dyn Source, observer: &mut dyn Observer) {
        match self.settings.instants {
            Instants::Batched => {
                let (tenant, ran) = self.end(event, source, observer);
                self.predictor.ended(tenant, ran);
            }
            Instants::Sequential => {
                // A job that ends exactly when it was expected to has released its nodes before anything else happens.
                let cluster = &self.sites[usize::from(event.center.0)].cluster;
                let is_expected = cluster.until(event.subject) <= self.now;
                let gone = is_expected.then(|| self.end(event, source, observer));
                self.ends_now.push((event, gone));
            }
        }
    }

    /// With sequential instants: lets the jobs end that ended early, and asks the schedulers after each end.
    #[inline(never)]
    fn end_late(&mut self, source: &mut dyn Source, observer: &mut dyn Observer) {
        let mut ends = std::mem::take(&mut self.ends_now);
        for (event, gone) in ends.drain(..) {
            if gone.is_none() && is_called_off(&self.sites, &event) {
                continue;
            }
            // The submissions of this instant do not know yet what is learnt from it.
            let (tenant, ran) = gone.unwrap_or_else(|| self.end(event, source, observer));
            self.predictor.ended(tenant, ran);
            // The scheduler is asked after every end, also after that of a job that was gone before.
            let site = &mut self.sites[usize::from(event.center.0)];
            site.freed = site.freed.with(site.cluster.all_pools());
            self.schedule(Moment::End, source, observer);
        }
        self.ends_now = ends;
    }

    /// Gives a new estimate to a running job that has outlived its own.
    #[inline(never)]
    fn correct_estimate(&mut self, event: Event) {
        let Event { at, center, subject: run, .. } = event;
        let site = &mut self.sites[usize::from(center.0)];
        let state = &mut site.running[run as usize];
        if site.clocks.has(run) && at < site.cluster.until(run) {
            // Its end has moved to and fro, and this was told before.
            return;
        }
        let estimate = at.since(state.start);
        let request = self.jobs.request(state.job);
        let until = state.start + self.predictor.corrected(request, estimate, state.corrections);
        state.corrections += 1;
        site.cluster.expect(run, until);
        site.freed = site.freed.with(PoolSet::of_pieces(site.cluster.pieces(run)));
        site.scheduler.replan();
        if until < state.end {
            self.agenda.add(Event { at: until, ..event });
        }
    }

    /// Takes in a new job. Returns whether the scheduler is to be asked about it at once, where events come one by one: when
    /// it fits into what is free now, or when the scheduler wants every one.
    fn submit(&mut self, job: &Job, source: &mut dyn Source, observer: &mut dyn Observer) -> bool {
        let request = &job.request;
        let (at, center) = (self.now, request.center);
        let place = usize::from(center.0);
        let site = &mut self.sites[place];
        let out_of_reach = |data: &mut Box<Data>| data.rejection(request);
        if let Some(why) = site.rejection(request, at).or_else(|| self.data.as_mut().and_then(out_of_reach)) {
            self.turn_away(request, why, source, observer);
            return false;
        }
        if observer.hears_of_starts() {
            observer.observe(&Record { at, center, fact: Fact::of_job(request, JobFact::Submitted) });
        }
        let access = site.center.access_of(request.partition, request.group);
        let units = site.cluster.units(access, request.shape.total());
        let slot = self.jobs.add(job, self.predictor.estimate(job), units);
        let arrival = self.arrivals;
        self.arrivals += 1;
        site.count_waiting(request, true);
        if let Some(routes) = &mut self.routes {
            routes.loads.wait(self.jobs.request(slot), units, true);
        }
        if self.settings.causes {
            self.waits.begin(slot, request, Cause::Ahead, at);
            self.note_slot(request.id, slot);
        }
        if !self.is_free(slot, arrival, source, observer) {
            return false;
        }
        self.enqueue(slot, arrival);
        if self.sites[place].is_resized {
            // Its gang may be complete now, and not fit together any more.
            self.give_up_if_misfit(slot, arrival, source, observer);
        }
        let site = &mut self.sites[place];
        self.settings.instants == Instants::Sequential
            && (site.scheduler.wants_every_submission()
                || site.cluster.find(access, PoolSet::NONE, request.shape, &mut self.pieces))
    }

    pub(super) fn schedule(&mut self, moment: Moment, source: &mut dyn Source, observer: &mut dyn Observer) {
        for number in 0..self.sites.len() {
            let center = CenterId(number as u16);
            let site = &mut self.sites[number];
            if site.freed == PoolSet::NONE && site.newcomers.is_empty() && moment != Moment::Close {
                // A job may have come or gone that was never in the queue.
                if self.settings.causes {
                    self.waits.tell(self.now, center, observer);
                    self.look_at_followed(center);
                }
                continue;
            }
            loop {
                let site = &mut self.sites[number];
                site.acts.blames.clear();
                site.acts.blameless.clear();
                site.acts.tells_causes = self.settings.causes;
                site.schedule(self.now, moment, &self.jobs);
                for &at in &site.acts.wakes {
                    let number = u64::from(center.0);
                    self.agenda.add(Event { at, rank: Rank::Wake, number, center, subject: 0 });
                }
                site.acts.wakes.clear();
                let evicted = site.acts.make_jobs_leave() && self.evict_all(center, source, observer);
                if !self.sites[number].acts.started.is_empty() {
                    self.start_all(center, observer);
                }
                // An evicted job may start elsewhere at once.
                if !evicted {
                    break;
                }
            }
            self.look_at_empty_nodes(center, observer);
            if self.settings.causes {
                self.tell_causes(center, observer);
                self.look_at_followed(center);
            }
        }
    }
}

/// When the next job is submitted, or never. The source is asked only if it may answer something else than last time.
fn submission(coming: &mut Option<Time>, source: &mut dyn Source) -> Result<Time, SourceError> {
    if let Some(known) = *coming {
        return Ok(known);
    }
    let at = source.next_submit()?.unwrap_or(Time::NEVER);
    // At its end it is asked again, so that one that may fail can still do so.
    *coming = (at < Time::NEVER && !source.listens()).then_some(at);
    Ok(at)
}
