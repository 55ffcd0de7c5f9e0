//! The desk of a scheduler: a live view of one centre, and the few checked acts.

use super::acts::{Acts, Evicted, Started};
use super::queue::{Entry, Filter, Key, Lane, LaneKey, Place, Queue};
use crate::cluster::{Cluster, PoolSet, Shadow};
use crate::model::{AccessId, Cause, Center, Eviction, Lack, Piece, Request, Shape, TenantId, Terms, Time};
use crate::state::{Saved, StateError};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Debug;

/// At which point of an instant a scheduler is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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

/// Makes a copy of a scheduler, with all that it remembers. Every scheduler that is `Clone` does.
pub trait CloneBox {
    /// The copy.
    fn clone_box(&self) -> Box<dyn Scheduler>;
}

impl<S: Scheduler + Clone + 'static> CloneBox for S {
    fn clone_box(&self) -> Box<dyn Scheduler> {
        Box::new(self.clone())
    }
}

impl Clone for Box<dyn Scheduler> {
    fn clone(&self) -> Box<dyn Scheduler> {
        (**self).clone_box()
    }
}

/// Chooses what starts now. Asked once per centre and instant, after everything of that instant has happened.
///
/// ```
/// use suanli::policy::{Desk, Scheduler};
///
/// /// First come, first served: the head of the queue blocks everybody behind it.
/// #[derive(Debug, Clone)]
/// struct InTurn;
///
/// impl Scheduler for InTurn {
///     fn schedule(&mut self, desk: &mut Desk<'_>) {
///         while let Some(head) = desk.first_waiting() {
///             if !desk.start_where_it_fits(head) {
///                 break;
///             }
///         }
///     }
/// }
///
/// # use suanli::experiment::{Contender, Settings, compare_contenders, source_of};
/// # use suanli::model::Center;
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// // The first policy of the scenario is first come, first served as well.
/// let scenario = suanli::scenario::parse("smoke", include_str!("../../scenarios/smoke.toml"))?;
/// let make = |_: &Center| -> Box<dyn Scheduler> { Box::new(InTurn) };
/// let contenders = [Contender::from(scenario.policies[0].clone()), Contender::own("in turn", make)];
/// let compared = compare_contenders(&scenario, &contenders, &source_of, Settings::default(), &())?;
/// assert_eq!(compared.estimates[0], compared.estimates[1]);
/// # Ok(())
/// # }
/// ```
pub trait Scheduler: Debug + Send + CloneBox {
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

    /// Whether it tells for what each waiting job waits.
    fn tells_causes(&self) -> bool {
        false
    }

    /// Starts what should start now.
    fn schedule(&mut self, desk: &mut Desk<'_>);

    /// Learns that a job began to run and holds so many units.
    fn started(&mut self, _request: &Request, _units: u32, _now: Time) {}

    /// Learns that a job ended.
    fn ended(&mut self, _cluster: &Cluster, _leaver: &Leaver<'_>, _now: Time) {}

    /// Learns that a job has left that it told to leave; says what becomes of it.
    fn evicted(&mut self, cluster: &Cluster, leaver: &Leaver<'_>, now: Time) -> Eviction {
        self.ended(cluster, leaver, now);
        Eviction::Requeue
    }

    /// Learns that a job that waited, in this slot, was given up.
    fn cancelled(&mut self, _job: u32) {}

    /// Learns that a suspended job, in this slot, waits like others from now on: a node has failed on which it was to go on.
    fn suspended_lost(&mut self, _job: u32) {}

    /// Everybody who waits in some of these pools, by slot, in the order in which the last pass looked at them.
    fn line(&self, desk: &Desk<'_>, pools: PoolSet) -> Vec<u32> {
        let mut waiting = desk.waiting();
        waiting.retain(|waiting| desk.pools_of(waiting).meets(pools));
        waiting.sort_unstable_by_key(|waiting| waiting.key);
        waiting.into_iter().map(|waiting| waiting.job).collect()
    }

    /// What keeps a waiting job from starting beside the nodes that are free in its pools.
    fn hindrances(&self, _desk: &Desk<'_>, _job: u32) -> Hindrances {
        Hindrances::default()
    }

    /// Learns that running jobs are expected to leave later than before: what was planned on them is void.
    fn replan(&mut self) {}

    /// Learns that pools of its centre have other sizes from now on: what was planned is void.
    fn resized(&mut self, _desk: &Desk<'_>) {
        self.replan();
    }

    /// All that it must know to go on as if nothing had happened, if that can be written down.
    fn save(&self) -> Saved {
        Saved::CannotBeSaved("its scheduler cannot be written down".into())
    }

    /// Takes up what [`Scheduler::save`] of another scheduler of its kind wrote down.
    ///
    /// # Errors
    /// When that is of something else, or nothing can be taken up.
    fn restore(&mut self, _state: &[u8]) -> Result<(), StateError> {
        Err(StateError::Other("its scheduler cannot take up a state".into()))
    }

    /// Takes over the running jobs of a centre from a scheduler of another policy, which wrote this down. The waiting jobs join
    /// its queue anew. Returns whether it knows what tenants use; else it is told of every running job as if that had just begun.
    ///
    /// # Errors
    /// When it cannot.
    fn succeed(&mut self, _other: &[u8]) -> Result<bool, StateError> {
        Err(StateError::Other("its scheduler cannot take over from another".into()))
    }
}

/// A job that ended, or was made to leave.
#[derive(Debug, Clone, Copy)]
pub struct Leaver<'a> {
    /// The job.
    pub request: &'a Request,
    /// The number of its run in the cluster.
    pub run: u32,
    /// How many units it held.
    pub units: u32,
    /// Until when it was expected to hold them.
    pub until: Time,
    /// What it held.
    pub pieces: &'a [Piece],
}

/// What keeps a waiting job from starting beside the nodes that are free in its pools.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Hindrances {
    /// Pools of its list that are closed to it now.
    pub closed: PoolSet,
    /// What it lacks of what is counted, and by slot the running jobs that hold it.
    pub lacks: Vec<(Lack, Vec<u32>)>,
}

/// A waiting job, named so that it can be started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Its slot among the jobs.
    pub job: u32,
    /// Its lane.
    pub lane: u32,
    /// Where it stands there.
    pub key: Key,
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
    pub(super) terms: &'a BTreeMap<u32, Terms>,
    pub(super) newcomers: &'a [Waiting],
    pub(super) freed: PoolSet,
    pub(super) acts: &'a mut Acts,
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
        terms: &'a BTreeMap<u32, Terms>,
        newcomers: &'a [Waiting],
        freed: PoolSet,
        acts: &'a mut Acts,
    ) -> Desk<'a> {
        Desk { now, moment, center, cluster, queue, requests, terms, newcomers, freed, acts }
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
        self.acts.wakes.push(at);
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

    /// Says what a job waits for from now on. A scheduler that tells causes tells them of every waiting job.
    pub fn blame(&mut self, waiting: Waiting, cause: Cause) {
        self.acts.blames.push((waiting.job, cause));
    }

    /// The nodes, and who holds them.
    #[must_use]
    pub const fn cluster(&self) -> &Cluster {
        self.cluster
    }

    fn needs(&self, waiting: Waiting) -> (AccessId, Shape) {
        (self.access_of(&waiting), self.requests[waiting.job as usize].shape)
    }

    /// The access list of a waiting job.
    pub(super) fn access_of(&self, waiting: &Waiting) -> AccessId {
        self.queue.lanes()[waiting.lane as usize].0.access
    }

    /// The pools that are open to a waiting job.
    pub(super) fn pools_of(&self, waiting: &Waiting) -> PoolSet {
        self.cluster.pools_of(self.access_of(waiting))
    }

    /// Starts the job at a place of the queue on nodes that were found for it. Gives the place after it.
    pub(super) fn start(&mut self, lane: u32, place: Place, pieces: &[Piece]) -> Place {
        let (entry, next) = self.queue.remove(lane, place);
        let request = &self.requests[entry.job as usize];
        let run = self.cluster.hold(request.shape, pieces, self.now + request.estimate);
        self.acts.started.push(Started { job: entry.job, run, arrival: entry.key.arrival });
        next
    }

    /// Takes a running job off its nodes at once. Gives what it held.
    pub(super) fn evict(&mut self, job: u32, run: u32, eviction: Eviction) -> Vec<Piece> {
        let pieces = self.cluster.pieces(run).to_vec();
        self.cluster.give_back(run);
        self.acts.evicted.push(Evicted { job, run, pieces: pieces.clone(), eviction });
        pieces
    }

    /// Tells a running job to leave by then.
    pub(super) fn tell_to_leave(&mut self, run: u32, at: Time) {
        if at < self.cluster.until(run) {
            self.cluster.expect(run, at);
        }
        self.acts.told.push((run, at));
    }

    /// Lets a suspended job go on where it was. Gives the number of its run.
    pub(super) fn resume(&mut self, job: u32, arrival: u64, pieces: &[Piece], until: Time) -> u32 {
        let shape = self.requests[job as usize].shape;
        let run = self.cluster.hold(shape, pieces, until);
        self.acts.started.push(Started { job, run, arrival });
        run
    }

    pub(super) fn next_in(&self, lane: u32, from: Place, filter: &Filter) -> Option<(Place, Entry)> {
        self.queue.lane(lane).next(from, filter)
    }

    pub(super) fn lanes(&self) -> &[(LaneKey, Lane)] {
        self.queue.lanes()
    }
}
