//! The desk of a scheduler: a live view of one centre, and the few checked acts.

use super::queue::{Entry, Filter, Key, Lane, LaneKey, Place, Queue};
use crate::cluster::{Cluster, PoolSet, Shadow};
use crate::model::{AccessId, Center, Piece, PoolId, Request, Shape, TenantId, Time};
use std::fmt::Debug;

/// At which point of an instant a scheduler is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// After everything of the instant has happened.
    Whole,
    /// With sequential instants: after one submission.
    Submission,
    /// With sequential instants: after one end.
    End,
    /// With sequential instants: after all events.
    Close,
}

/// Chooses what starts now. Asked once per centre and instant, after everything of that instant has happened.
pub trait Scheduler: Debug + Send {
    /// Where a job stands in the queue; small is early, and equal ranks keep the order of submission. `units` is its size
    /// in accelerators, or in cores where its partition has none.
    fn rank(&self, _request: &Request, _units: u32) -> u64 {
        0
    }

    /// The lane that the jobs of this tenant share; orders that rank tenants give each its own.
    fn lane_of(&self, _tenant: TenantId) -> TenantId {
        TenantId(0)
    }

    /// Whether it wants to be asked at every submission where events come one by one, and not only when the new job fits into
    /// what is free.
    fn wants_every_submission(&self) -> bool {
        false
    }

    /// Starts what should start now.
    fn schedule(&mut self, desk: &mut Desk<'_>);

    /// Learns that a job began to run and holds so many units.
    fn started(&mut self, _request: &Request, _units: u32, _now: Time) {}

    /// Learns that a job ended.
    fn ended(&mut self, _cluster: &Cluster, _leaver: &Leaver<'_>, _now: Time) {}

    /// Learns that running jobs are expected to leave later than before: what was planned on them is void.
    fn replan(&mut self) {}
}

/// A job that ended.
#[derive(Debug, Clone, Copy)]
pub struct Leaver<'a> {
    /// The job.
    pub request: &'a Request,
    /// How many units it held.
    pub units: u32,
    /// Until when it was expected to hold them.
    pub until: Time,
    /// What it held.
    pub pieces: &'a [Piece],
}

/// A waiting job, named so that it can be started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// Its slot among the jobs.
    pub job: u32,
    /// Its lane.
    pub lane: u32,
    /// Where it stands there.
    pub key: Key,
}

/// A job that a scheduler has started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Started {
    /// Its slot among the jobs.
    pub job: u32,
    /// The number of its run in the cluster.
    pub run: u32,
}

/// What a scheduler sees of one centre, and what it may do.
#[derive(Debug)]
pub struct Desk<'a> {
    pub(super) now: Time,
    pub(super) moment: Moment,
    pub(super) center: &'a Center,
    pub(super) cluster: &'a mut Cluster,
    pub(super) queue: &'a mut Queue,
    pub(super) requests: &'a [Request],
    pub(super) newcomers: &'a [Waiting],
    pub(super) freed: PoolSet,
    pub(super) started: &'a mut Vec<Started>,
    pub(super) wakes: &'a mut Vec<Time>,
}

impl<'a> Desk<'a> {
    /// A desk for one centre at one instant. `newcomers` joined the queue since the scheduler was last asked; `freed` says
    /// where anything was given back since then.
    #[expect(
        clippy::too_many_arguments,
        reason = "the engine lays out its parts here, and nobody else calls this"
    )]
    pub fn new(
        now: Time,
        moment: Moment,
        center: &'a Center,
        cluster: &'a mut Cluster,
        queue: &'a mut Queue,
        requests: &'a [Request],
        newcomers: &'a [Waiting],
        freed: PoolSet,
        started: &'a mut Vec<Started>,
        wakes: &'a mut Vec<Time>,
    ) -> Desk<'a> {
        Desk { now, moment, center, cluster, queue, requests, newcomers, freed, started, wakes }
    }

    /// The present instant.
    #[must_use]
    pub const fn now(&self) -> Time {
        self.now
    }

    /// The centre.
    #[must_use]
    pub const fn center(&self) -> &Center {
        self.center
    }

    /// What everybody may know of a waiting job.
    #[must_use]
    pub fn request(&self, waiting: Waiting) -> &Request {
        &self.requests[waiting.job as usize]
    }

    /// All waiting jobs, lane by lane, each lane in its order.
    #[must_use]
    pub fn waiting(&self) -> Vec<Waiting> {
        let lanes = self.queue.lanes().iter().enumerate();
        lanes
            .flat_map(|(number, (_, lane))| {
                lane.iter().map(move |entry| Waiting { job: entry.job, lane: number as u32, key: entry.key })
            })
            .collect()
    }

    /// The first waiting job of all, by rank and then by submission.
    #[must_use]
    pub fn first_waiting(&self) -> Option<Waiting> {
        let lanes = self.queue.lanes().iter().enumerate();
        lanes
            .filter_map(|(number, (_, lane))| {
                lane.first().map(|entry| Waiting { job: entry.job, lane: number as u32, key: entry.key })
            })
            .min_by_key(|waiting| waiting.key)
    }

    /// Asks to be asked again at a later time, whether anything happens then or not.
    ///
    /// # Panics
    /// When that time has come already.
    pub fn wake_at(&mut self, at: Time) {
        assert!(self.now < at, "{at} has come already: it is {}", self.now);
        self.wakes.push(at);
    }

    /// When a waiting job could start at the latest, if nobody else is started before it; `now` if it could start now, and
    /// nothing if running jobs will never leave enough.
    #[must_use]
    pub fn earliest_start(&self, waiting: Waiting) -> Option<Time> {
        let (access, shape) = self.needs(waiting);
        if self.cluster.find(access, PoolSet::NONE, shape, &mut Vec::new()) {
            return Some(self.now);
        }
        Shadow::cast(self.cluster, access, shape).map(|shadow| shadow.at())
    }

    /// Starts a waiting job on nodes of the placement's choice. Returns false, and does nothing, when it does not fit.
    ///
    /// # Panics
    /// When the job does not wait.
    pub fn start_where_it_fits(&mut self, waiting: Waiting) -> bool {
        let (access, shape) = self.needs(waiting);
        let mut pieces = Vec::new();
        if !self.cluster.find(access, PoolSet::NONE, shape, &mut pieces) {
            return false;
        }
        let place =
            self.queue.lane(waiting.lane).find(waiting.key).expect("only a waiting job can be started");
        self.start(waiting.lane, place, &pieces);
        true
    }

    fn needs(&self, waiting: Waiting) -> (AccessId, Shape) {
        let request = &self.requests[waiting.job as usize];
        (self.queue.lanes()[waiting.lane as usize].0.access, request.shape)
    }

    /// Starts the job at a place of the queue on nodes that were found for it. Gives the place after it.
    pub(super) fn start(&mut self, lane: u32, place: Place, pieces: &[Piece]) -> Place {
        let (entry, next) = self.queue.remove(lane, place);
        let request = &self.requests[entry.job as usize];
        let run = self.cluster.hold(request.shape, pieces, self.now + request.estimate);
        self.started.push(Started { job: entry.job, run });
        next
    }

    /// Looks for nodes for so many tasks of a job in each pool.
    pub(super) fn find_parts(
        &self,
        access: AccessId,
        shape: Shape,
        parts: &[(PoolId, u32)],
        pieces: &mut Vec<Piece>,
    ) -> bool {
        // A list of one pool needs no split, which is the usual case.
        match self.cluster.list(access) {
            [_] => self.cluster.find(access, PoolSet::NONE, shape, pieces),
            _ => self.cluster.find_parts(shape, parts, pieces),
        }
    }

    pub(super) fn next_in(&self, lane: u32, from: Place, filter: &Filter) -> Option<(Place, Entry)> {
        self.queue.lane(lane).next(from, filter)
    }

    pub(super) fn lanes(&self) -> &[(LaneKey, Lane)] {
        self.queue.lanes()
    }
}
