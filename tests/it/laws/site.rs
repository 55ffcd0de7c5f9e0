//! One centre as a tape tells it: what runs where until when, as far as anybody knows, and what waits. Everything is worked out
//! in the plainest way from the records alone.

use suanli::model::{Center, Layout, LockMode, Nodes, Pool, PoolId, Request, Resources, Time};
use suanli::record::{Entry, Event, JobFact, Piece};

#[derive(Debug, Clone)]
pub(super) struct Run {
    pub(super) request: Request,
    /// When it is over by its walltime.
    pub(super) expected: Time,
    pub(super) pieces: Vec<Piece>,
}

/// One centre as the tape tells it.
#[derive(Debug)]
pub(super) struct Site<'a> {
    pub(super) center: &'a Center,
    pub(super) running: Vec<Run>,
    /// In order of submission.
    pub(super) waiting: Vec<Request>,
}

/// What one instant did to a centre.
#[derive(Debug)]
pub(super) struct Heard {
    /// Everything that ran at some time of the instant.
    held: Vec<Run>,
    pub(super) started: Vec<Run>,
    /// Jobs that came and were let in.
    pub(super) submitted: Vec<Request>,
    /// A job of no length ended, and others started after it.
    several_rounds: bool,
}

impl<'a> Site<'a> {
    pub(super) fn new(center: &'a Center) -> Site<'a> {
        Site { center, running: Vec::new(), waiting: Vec::new() }
    }

    pub(super) fn hear<'e>(&mut self, at: Time, entries: impl Iterator<Item = &'e Entry>) -> Heard {
        let (held, started, submitted) = (self.running.clone(), Vec::new(), Vec::new());
        let mut heard = Heard { held, started, submitted, several_rounds: false };
        for entry in entries {
            let Event::Job { request, pieces, fact } = &entry.event else { continue };
            if *fact == JobFact::Submitted {
                self.waiting.push(*request);
                heard.submitted.push(*request);
            }
            if let JobFact::Started { .. } = fact {
                self.waiting.retain(|waiting| waiting.id != request.id);
                let expected = at + request.walltime;
                let run = Run { request: *request, expected, pieces: pieces.clone() };
                self.running.push(run.clone());
                heard.held.push(run.clone());
                heard.started.push(run);
            }
            if let JobFact::Ended { start, .. } = fact {
                heard.several_rounds |= *start == at;
                self.running.retain(|run| run.request.id != request.id);
            }
        }
        heard
    }

    /// Whose walltimes the first in the queue had to wait for when it got its reservation: not those of jobs that overtook it at that
    /// very instant. In an instant of several rounds all that ran at any time counts, for the first of them.
    pub(super) fn holders(&self, heard: Heard, head: &Request) -> Vec<Run> {
        if heard.several_rounds {
            return heard.held;
        }
        let overtook = |run: &Run| {
            head.id < run.request.id
                && heard.started.iter().any(|started| started.request.id == run.request.id)
        };
        self.running.iter().filter(|run| !overtook(run)).cloned().collect()
    }

    /// Everything whose walltime a job that came at this instant may have to wait for.
    pub(super) fn in_its_way<'h>(&'h self, heard: &'h Heard) -> &'h [Run] {
        if heard.several_rounds { &heard.held } else { &self.running }
    }

    /// The pools that a job may enter.
    pub(super) fn open_pools(&self, request: &Request, at: Time) -> Vec<PoolId> {
        open_pools(self.center, request, at)
    }

    pub(super) fn fits(&self, runs: &[Run], request: &Request, at: Time) -> bool {
        let open = self.open_pools(request, at);
        let nodes = free(self.center, runs).into_iter().filter(|(pool, _)| open.contains(pool));
        fits_on(nodes.map(|(_, free)| free), request)
    }

    /// When the job would fit if all runs went on to their walltimes and nobody else started.
    pub(super) fn reservation(&self, at: Time, mut runs: Vec<Run>, head: &Request) -> Time {
        runs.sort_by_key(|run| std::cmp::Reverse(run.expected));
        let mut reservation = at;
        while !self.fits(&runs, head, at) {
            let Some(run) = runs.pop() else { return Time::NEVER };
            reservation = reservation.max(run.expected);
        }
        reservation
    }
}

/// Whether a job fits into a centre in which nothing runs.
pub(super) fn fits_in_empty(center: &Center, request: &Request, at: Time) -> bool {
    let open = open_pools(center, request, at);
    let nodes = free(center, &[]).into_iter().filter(|(pool, _)| open.contains(pool));
    fits_on(nodes.map(|(_, free)| free), request)
}

fn open_pools(center: &Center, request: &Request, at: Time) -> Vec<PoolId> {
    let partition = &center.partitions[usize::from(request.partition.0)];
    let is_open = |id: &PoolId| may_enter(&center.pools[usize::from(id.0)], request, at);
    partition.pools.iter().copied().filter(is_open).collect()
}

/// Whether a job may start in a pool at this time: always without a lock and as an owner, else where it asks for no time within
/// a locked span, or what is locked is lent to it.
fn may_enter(pool: &Pool, request: &Request, at: Time) -> bool {
    let Some(lock) = &pool.lock else { return true };
    if lock.owners.contains(&request.group) {
        return true;
    }
    let end = at + request.walltime;
    let always = [(Time::ZERO, Time::NEVER)];
    let spans = if lock.windows.is_always() { &always } else { lock.windows.spans() };
    let Some((from, _)) = spans.iter().find(|(from, until)| *from < end && at < *until) else { return true };
    match lock.mode {
        LockMode::Strict => false,
        LockMode::LendShort { notice } => end <= (*from).max(at) + notice,
        LockMode::LendPreemptible | LockMode::LendUntilNeeded { .. } => true,
    }
}

/// What each node has left beside these runs, with its pool.
fn free(center: &Center, runs: &[Run]) -> Vec<(PoolId, Resources)> {
    let mut nodes = Vec::new();
    for (place, pool) in center.pools.iter().enumerate() {
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

/// Whether all tasks of a job find places on nodes that have so much free.
fn fits_on(nodes: impl Iterator<Item = Resources>, request: &Request) -> bool {
    let part = request.shape.per_task;
    let mut places = 0;
    for mut free in nodes {
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
