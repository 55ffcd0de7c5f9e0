//! Waiting jobs that share their cause, so that an event costs what it changes and not a look at every job.
//!
//! Where only free nodes decide, jobs of one kind differ in their number of tasks, and more tasks never wait for an earlier cause.
//! So a kind has bounds, and after an event only jobs between an old and a new bound wait for something else. Jobs of one kind,
//! size and class keep one sum for all of them; what one of them waited for is the difference between two readings.

use super::super::site::Site;
use super::Levels;
use crate::model::{AccessId, Cause, Causes, ClassId, PartitionId, Request, Shape, Time};
use crate::policy::cause::Reach;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Jobs that may use the same pools and differ in their number of tasks, their class and their times only.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Kind {
    access: AccessId,
    partition: PartitionId,
    shape: Shape,
    /// Whether their data are missing.
    lacks_data: bool,
    reach: Reach,
    /// By number of tasks and class.
    peers: BTreeMap<(u32, ClassId), Peers>,
}

/// Jobs of one kind, size and class.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Peers {
    jobs: u32,
    /// What they wait for.
    pub(super) cause: Cause,
    since: Time,
    sums: Causes,
}

impl Peers {
    /// For how long they have waited for what until now, counted from some instant before the first of them came.
    pub(super) fn sums(&self, now: Time) -> Causes {
        let mut sums = self.sums;
        sums.add(self.cause, now.since(self.since));
        sums
    }

    fn turn(&mut self, cause: Cause, now: Time) {
        self.sums = self.sums(now);
        (self.cause, self.since) = (cause, now);
    }
}

impl Kind {
    pub(super) fn new(access: AccessId, request: &Request, lacks_data: bool) -> Kind {
        let (partition, shape) = (request.partition, request.shape);
        Kind { access, partition, shape, lacks_data, reach: Reach::default(), peers: BTreeMap::new() }
    }

    const fn place(&self) -> (AccessId, PartitionId) {
        (self.access, self.partition)
    }

    pub(super) const fn lacks_data(&self) -> bool {
        self.lacks_data
    }

    fn cause(&self, tasks: u32) -> Cause {
        cause_of(self.reach, tasks, self.lacks_data)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.peers.is_empty()
    }

    /// The fewest tasks of a waiting job, and the shape of those with the most.
    fn sizes(&self) -> (u32, Shape) {
        let least = self.peers.first_key_value().map_or(u32::MAX, |((tasks, _), _)| *tasks);
        let most = self.peers.last_key_value().map_or(0, |((tasks, _), _)| *tasks);
        (least, Shape { tasks: most, ..self.shape })
    }

    /// The peers of a waiting job.
    pub(super) fn peers(&self, request: &Request) -> &Peers {
        &self.peers[&(request.shape.tasks, request.class)]
    }

    /// Takes in a job. It waits for what the bounds say until they are looked at again, which happens at the same instant.
    pub(super) fn join(&mut self, request: &Request, now: Time) -> &Peers {
        let tasks = request.shape.tasks;
        let cause = self.cause(tasks);
        let new = Peers { jobs: 0, cause, since: now, sums: Causes::default() };
        let peers = self.peers.entry((tasks, request.class)).or_insert(new);
        peers.jobs += 1;
        peers
    }

    /// Lets a job go. Gives what it waited for.
    pub(super) fn leave(&mut self, request: &Request) -> Cause {
        let key = (request.shape.tasks, request.class);
        let peers = self.peers.get_mut(&key).expect("a job that leaves has joined");
        peers.jobs -= 1;
        let cause = peers.cause;
        if peers.jobs == 0 {
            self.peers.remove(&key);
        }
        cause
    }

    /// Finds out what they wait for now.
    pub(super) fn look_at(&mut self, site: &Site, now: Time, levels: &mut Levels) {
        let (least, shape) = self.sizes();
        let reach = Reach::of(&site.center, &site.cluster, self.place(), shape, least);
        self.turn(reach, now, levels);
    }

    /// Moves the bounds, and with them the jobs between the old and the new ones.
    fn turn(&mut self, reach: Reach, now: Time, levels: &mut Levels) {
        let old = std::mem::replace(&mut self.reach, reach);
        let lacks_data = self.lacks_data;
        for (below, last) in reach.changes_since(old) {
            let between = (below + 1, ClassId(0))..=(last, ClassId(u16::MAX));
            for (&(tasks, class), peers) in self.peers.range_mut(between) {
                let cause = cause_of(reach, tasks, lacks_data);
                if cause != peers.cause {
                    let jobs = peers.jobs as i32;
                    levels.add(class, peers.cause, -jobs);
                    levels.add(class, cause, jobs);
                    peers.turn(cause, now);
                }
            }
        }
    }
}

/// What a job of so many tasks waits for that gets so far: where it would fit, its data alone may be what is missing.
fn cause_of(reach: Reach, tasks: u32, lacks_data: bool) -> Cause {
    let cause = reach.cause(tasks);
    if lacks_data && cause == Cause::Ahead { Cause::Staging } else { cause }
}
