//! The promises of first come, first served on nodes with pools and locks, checked plainly against a tape: the first in the
//! queue starts as soon as it fits, nobody passes it without backfilling, and EASY never delays it past its reservation.

use super::scenario::Scenario;
use std::collections::BTreeMap;
use suanli::model::{Center, JobId, Layout, Nodes, PoolId, Request, Resources, Time};
use suanli::record::{Entry, Event, Piece, Tape};

/// What those behind the first may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Overtaking {
    Never,
    Easy,
}

#[derive(Debug, Clone)]
struct Run {
    request: Request,
    expected: Time,
    pieces: Vec<Piece>,
}

/// One centre as the tape tells it.
#[derive(Debug)]
struct Site<'a> {
    center: &'a Center,
    running: Vec<Run>,
    /// In order of submission.
    waiting: Vec<Request>,
}

/// What one instant did to a centre.
#[derive(Debug)]
struct Heard {
    /// Everything that ran at some time of the instant.
    held: Vec<Run>,
    started: Vec<Run>,
    /// A job of no length ended, and others started after it.
    several_rounds: bool,
}

/// Everything in a tape of a first-come-first-served policy that breaks a promise.
pub(super) fn breaches(scenario: &Scenario, tape: &Tape, overtaking: Overtaking) -> Vec<String> {
    let mut starts: BTreeMap<JobId, Time> = BTreeMap::new();
    for entry in &tape.entries {
        if let Event::Started(request, ..) = &entry.event {
            starts.insert(request.id, entry.at);
        }
    }
    let last = tape.entries.last().map_or(Time::ZERO, |entry| entry.at);
    let mut sites: Vec<Site<'_>> = scenario
        .centers
        .iter()
        .map(|center| Site { center, running: Vec::new(), waiting: Vec::new() })
        .collect();
    let mut breaches = Vec::new();
    for instant in tape.entries.chunk_by(|one, next| one.at == next.at) {
        let at = instant[0].at;
        for (number, site) in sites.iter_mut().enumerate() {
            let here = instant.iter().filter(|entry| usize::from(entry.center.0) == number);
            let heard = site.hear(at, here);
            let Some(head) = site.waiting.first() else { continue };
            if site.fits(&site.running, head) && at < last {
                breaches.push(format!("at {at}: job {} is the first, fits, and waits", head.id));
            }
            match overtaking {
                Overtaking::Never => breaches.extend(site.overtaken(at, &heard.started)),
                Overtaking::Easy => {
                    let reservation = site.reservation(at, site.holders(heard, head), head);
                    let start = starts.get(&head.id).copied().unwrap_or(Time::NEVER);
                    if reservation < start && reservation < last {
                        let id = head.id;
                        breaches
                            .push(format!("at {at}: job {id}, promised {reservation}, starts at {start}"));
                    }
                }
            }
        }
    }
    breaches
}

impl Site<'_> {
    fn hear<'e>(&mut self, at: Time, entries: impl Iterator<Item = &'e Entry>) -> Heard {
        let mut heard = Heard { held: self.running.clone(), started: Vec::new(), several_rounds: false };
        for entry in entries {
            match &entry.event {
                Event::Submitted(request) => self.waiting.push(*request),
                Event::Started(request, pieces, _) => {
                    self.waiting.retain(|waiting| waiting.id != request.id);
                    let expected = at + request.walltime;
                    let run = Run { request: *request, expected, pieces: pieces.clone() };
                    self.running.push(run.clone());
                    heard.held.push(run.clone());
                    heard.started.push(run);
                }
                Event::Ended(request, start, ..) => {
                    heard.several_rounds |= *start == at;
                    self.running.retain(|run| run.request.id != request.id);
                }
                Event::Rejected(..)
                | Event::Stopped(..)
                | Event::Cancelled(..)
                | Event::Waited(..)
                | Event::Waiting(..)
                | Event::PromiseBroken(..)
                | Event::StillWaiting(..)
                | Event::StillRunning(..) => {}
            }
        }
        heard
    }

    /// Whose walltimes the first in the queue had to wait for when it got its reservation: not those who overtook it at that
    /// very instant. In an instant of several rounds all that ran at any time counts, for the first of them.
    fn holders(&self, heard: Heard, head: &Request) -> Vec<Run> {
        if heard.several_rounds {
            return heard.held;
        }
        let overtook = |run: &Run| {
            head.id < run.request.id
                && heard.started.iter().any(|started| started.request.id == run.request.id)
        };
        self.running.iter().filter(|run| !overtook(run)).cloned().collect()
    }

    fn open_pools(&self, request: &Request) -> Vec<PoolId> {
        let partition = &self.center.partitions[usize::from(request.partition.0)];
        let is_open = |id: &PoolId| {
            let lock = &self.center.pools[usize::from(id.0)].lock;
            lock.as_ref().is_none_or(|lock| lock.owners.contains(&request.group))
        };
        partition.pools.iter().copied().filter(is_open).collect()
    }

    /// What each node has left beside these runs, with its pool.
    fn free(&self, runs: &[Run]) -> Vec<(PoolId, Resources)> {
        let mut nodes = Vec::new();
        for (place, pool) in self.center.pools.iter().enumerate() {
            let (count, capacity) = match pool.nodes {
                Nodes::Named { count } => (count, pool.node_type.capacity),
                Nodes::Counted { processors } => (1, Resources::cores(processors)),
            };
            nodes.extend((0..count).map(|_| (PoolId(place as u16), capacity)));
        }
        for run in runs {
            for piece in &run.pieces {
                // Runs of several rounds may overlap on paper: what is taken twice is simply not free.
                let free = &mut nodes[piece.node.0 as usize].1;
                let taken = run.request.shape.per_task.scaled(piece.tasks);
                free.cores = free.cores.saturating_sub(taken.cores);
                free.accelerators = free.accelerators.saturating_sub(taken.accelerators);
                free.memory_mib = free.memory_mib.saturating_sub(taken.memory_mib);
            }
        }
        nodes
    }

    fn fits(&self, runs: &[Run], request: &Request) -> bool {
        let open = self.open_pools(request);
        let part = request.shape.per_task;
        let mut places = 0;
        for (_, mut free) in self.free(runs).into_iter().filter(|(pool, _)| open.contains(pool)) {
            while free.covers(part) && places < request.shape.tasks {
                free -= part;
                places += 1;
                if request.shape.layout == Layout::OnePerNode {
                    break;
                }
            }
        }
        request.shape.tasks <= places
    }

    /// When the job would fit if all runs went on to their walltimes and nobody else started.
    fn reservation(&self, at: Time, mut runs: Vec<Run>, head: &Request) -> Time {
        runs.sort_by_key(|run| std::cmp::Reverse(run.expected));
        let mut reservation = at;
        while !self.fits(&runs, head) {
            let Some(run) = runs.pop() else { return Time::NEVER };
            reservation = reservation.max(run.expected);
        }
        reservation
    }

    /// A job that started on nodes that a job submitted before it waits for. Other nodes it may have.
    fn overtaken(&self, at: Time, started: &[Run]) -> Option<String> {
        for waiting in &self.waiting {
            let open = self.open_pools(waiting);
            let overtaker = started.iter().find(|later| {
                waiting.id < later.request.id && later.pieces.iter().any(|piece| open.contains(&piece.pool))
            });
            if let Some(overtaker) = overtaker {
                return Some(format!(
                    "at {at}: job {} starts before job {}",
                    overtaker.request.id, waiting.id
                ));
            }
        }
        None
    }
}
