//! Each unit of each resource does one thing at every instant: counted from instant to instant by a program that shares no code
//! with the metrics.

use super::{POLICIES, Scenario, play, tallied};
use crate::ledger::sleepers::{Sleepers, sleepers};
use std::collections::{BTreeMap, BTreeSet};
use suanli::metrics::{Balance, Part, Resource, Window};
use suanli::model::{
    Center, CenterId, JobId, LockMode, NodeId, NodeState, Nodes, OutageCause, Pool, PoolId, Request, Span,
    Time,
};
use suanli::record::{End, Event, JobFact, NodeFact, Tape};

const SCENARIOS: u64 = 1_000;

/// Cores, accelerators and memory.
type Units = [i128; 3];

fn units(resources: suanli::model::Resources) -> Units {
    [i128::from(resources.cores), i128::from(resources.accelerators), i128::from(resources.memory_mib)]
}

/// A pool from instant to instant.
struct Ground<'a> {
    pool: &'a Pool,
    /// What each node, or processor, has.
    each: Units,
    states: BTreeMap<NodeId, NodeState>,
    /// The nodes that are out because somebody works on them.
    worked_on: BTreeSet<NodeId>,
    /// How many are said to be there.
    present: i128,
    held: Units,
}

impl<'a> Ground<'a> {
    fn of(center: &'a Center) -> Vec<Ground<'a>> {
        let mut number = 0;
        let pools = center.pools.iter().enumerate();
        let ground = pools.map(|(place, pool)| {
            let (count, each, all) = match pool.nodes {
                Nodes::Named { count } => (count, units(pool.node_type.capacity), true),
                Nodes::Counted { processors } => (processors, [1, 0, 0], false),
            };
            let spares = if all { center.spares_of(PoolId(place as u16)) } else { 0 };
            let mut states = BTreeMap::new();
            for turn in 0..if all { count + spares } else { 1 } {
                let state = if turn < count { NodeState::InService } else { NodeState::Spare };
                states.insert(NodeId(number), state);
                number += 1;
            }
            let worked_on = BTreeSet::new();
            Ground { pool, each, states, worked_on, present: i128::from(count), held: [0; 3] }
        });
        ground.collect()
    }

    /// How many nodes are there and have not failed.
    fn up(&self) -> i128 {
        match self.pool.nodes {
            Nodes::Counted { .. } => self.present,
            Nodes::Named { .. } => {
                let is_up = |state: &&NodeState| {
                    matches!(state, NodeState::InService | NodeState::Draining | NodeState::Emptying)
                };
                self.states.values().filter(is_up).count() as i128
            }
        }
    }

    /// What its free units are at this instant.
    fn free_part(&self, at: Time) -> Part {
        let Some(lock) = &self.pool.lock else { return Part::Idle };
        let spans = lock.windows.spans();
        let holds = spans.is_empty() || spans.iter().any(|(from, until)| *from <= at && at < *until);
        match lock.mode {
            LockMode::LendPreemptible | LockMode::LendUntilNeeded { .. } => Part::Idle,
            LockMode::Strict | LockMode::LendShort { .. } if !holds || lock.absent => Part::Idle,
            LockMode::Strict | LockMode::LendShort { .. } if lock.owners.is_empty() => Part::Maintenance,
            LockMode::Strict | LockMode::LendShort { .. } => Part::ReservedIdle,
        }
    }

    fn learn(&mut self, id: PoolId, event: &Event) {
        match event {
            Event::Job { request, pieces, fact } => {
                let sign = match (fact, fact.stretch()) {
                    (JobFact::Started { .. }, _) => 1,
                    (_, Some(_)) => -1,
                    (_, None) => return,
                };
                let tasks: u32 =
                    pieces.iter().filter(|piece| piece.pool == id).map(|piece| piece.tasks).sum();
                let more = units(request.shape.per_task);
                for place in (0..3).filter(|place| self.each[*place] != 0) {
                    self.held[place] += sign * i128::from(tasks) * more[place];
                }
            }
            Event::Nodes(NodeFact::Capacity(change)) if change.pool == id => {
                self.states.extend(change.nodes.iter().map(|node| (*node, change.state)));
                self.present = i128::from(change.present);
            }
            Event::Nodes(NodeFact::Turned(turn)) if turn.pool == id => {
                self.states.insert(turn.node, turn.to);
                if turn.to == NodeState::Down && turn.cause == OutageCause::MAINTENANCE {
                    self.worked_on.insert(turn.node);
                } else {
                    self.worked_on.remove(&turn.node);
                }
            }
            Event::Nodes(_) | Event::Waiting { .. } | Event::Data(_) => {}
        }
    }
}

/// What there was, what was held, and the parts of what was not.
#[derive(Debug, Default, PartialEq, Eq)]
struct Counted {
    capacity: Units,
    held: Units,
    free: BTreeMap<Part, Units>,
}

fn counted(tape: &Tape, id: CenterId, center: &Center, end: Time) -> Counted {
    let mut ground = Ground::of(center);
    let mut instants: BTreeSet<Time> = tape.entries.iter().map(|entry| entry.at).collect();
    instants.extend([Time::ZERO, end]);
    for lock in center.pools.iter().filter_map(|pool| pool.lock.as_ref()) {
        instants.extend(lock.windows.spans().iter().flat_map(|(from, until)| [*from, *until]));
    }
    let instants: Vec<Time> = instants.into_iter().filter(|at| *at <= end).collect();
    let mut entries = tape.entries.iter().filter(|entry| entry.center == id).peekable();
    let mut sums = Counted::default();
    for pair in instants.windows(2) {
        while let Some(entry) = entries.next_if(|entry| entry.at <= pair[0]) {
            // One that still runs at the end runs until then.
            if matches!(&entry.event, Event::Job { fact: JobFact::StillRunning { .. }, .. }) {
                continue;
            }
            for (place, pool) in ground.iter_mut().enumerate() {
                pool.learn(PoolId(place as u16), &entry.event);
            }
        }
        let micros = i128::from(pair[0].until(pair[1]).as_micros());
        for pool in &ground {
            let free = sums.free.entry(pool.free_part(pair[0])).or_default();
            for (place, free) in free.iter_mut().enumerate() {
                *free += micros * (pool.up() * pool.each[place] - pool.held[place]);
            }
            let out = pool.present - pool.up();
            // Others may have taken the place of some.
            let worked_on = (pool.worked_on.len() as i128).min(out);
            let worked = sums.free.entry(Part::Maintenance).or_default();
            for (place, worked) in worked.iter_mut().enumerate() {
                *worked += micros * worked_on * pool.each[place];
            }
            let down = sums.free.entry(Part::Down).or_default();
            for (place, down) in down.iter_mut().enumerate() {
                *down += micros * (out - worked_on) * pool.each[place];
                sums.capacity[place] += micros * pool.present * pool.each[place];
                sums.held[place] += micros * pool.held[place];
            }
        }
    }
    sums
}

/// How much of what a job did counts in the end.
fn useful(tape: &Tape, id: CenterId, end: Time, works: &BTreeMap<JobId, Span>) -> Units {
    let mut done: BTreeMap<JobId, (Request, Span)> = BTreeMap::new();
    for entry in tape.entries.iter().filter(|entry| entry.center == id) {
        let Some((request, fact)) = entry.event.job() else { continue };
        let span = match fact {
            JobFact::Ended { end: End::Finished, .. } => works[&request.id],
            JobFact::Ended { end: End::Evicted | End::NodeFailed | End::Failed, .. } => Span::ZERO,
            JobFact::Ended { end: End::Killed | End::Cancelled, start, spent, past } => {
                past.kept + (entry.at.since(*start) - spent.total())
            }
            JobFact::StillRunning { start, spent, past, .. } => {
                past.kept + (end.since(*start) - spent.total())
            }
            JobFact::StillWaiting { past, .. } | JobFact::Cancelled { past, .. } => past.kept,
            JobFact::Submitted
            | JobFact::Rejected { .. }
            | JobFact::Started { .. }
            | JobFact::Stopped { .. }
            | JobFact::Lost { .. }
            | JobFact::Waited { .. }
            | JobFact::PromiseBroken { .. } => continue,
        };
        done.insert(request.id, (*request, span));
    }
    let mut sums = [0; 3];
    for (request, span) in done.values() {
        let each = units(request.shape.per_task);
        let micros = i128::from(span.as_micros()) * i128::from(request.shape.tasks);
        sums.iter_mut().zip(each).for_each(|(sum, units)| *sum += micros * units);
    }
    sums
}

#[test]
fn capacity_times_time_is_useful_lost_spent_idle_kept_and_down_in_every_resource() {
    let (mut seen, mut slept) = ([0_u64; Part::ALL.len()], 0);
    for seed in 0..SCENARIOS {
        let scenario = Scenario::random(seed);
        let tape = play(&scenario, POLICIES[seed as usize % POLICIES.len()]);
        let Some(last) = tape.entries.last() else { continue };
        let end = scenario.horizon.min(last.at + Span::SECOND);
        let balances = tallied(&scenario, &tape, Window { start: Time::ZERO, end }).balances;
        let works: BTreeMap<JobId, Span> =
            scenario.jobs.iter().map(|job| (job.request.id, job.work)).collect();
        for (place, (center, balance)) in scenario.centers.iter().zip(&balances).enumerate() {
            let id = CenterId(place as u16);
            let counted = counted(&tape, id, center, end);
            let useful = useful(&tape, id, end, &works);
            for (place, resource) in Resource::ALL.into_iter().enumerate() {
                check((seed, resource), balance, &counted, (useful[place], place));
            }
            let found = sleepers(&tape, (id, center), end);
            let asleep = found.naps.iter().map(|(_, from, until)| u128::from(until.since(*from).as_micros()));
            assert_eq!(balance.asleep_micros, asleep.sum::<u128>(), "seed {seed}");
            slept += u64::from(0 < balance.asleep_micros);
            let cores = balance.of(Resource::Cores);
            assert_eq!(cores.part(Part::Waking), waking_cores(&tape, id, end, &found), "seed {seed}");
            seen.iter_mut().zip(cores.parts).for_each(|(seen, part)| *seen += u64::from(part != 0));
        }
    }
    assert!(20 < slept, "{slept}");
    assert!(seen.iter().all(|count| 20 < *count), "{seen:?}");
}

/// Cores times microseconds in which jobs waited on their nodes for these to wake, and did not hang.
fn waking_cores(tape: &Tape, id: CenterId, end: Time, found: &Sleepers) -> i128 {
    let mut sum = 0;
    for entry in tape.entries.iter().filter(|entry| entry.center == id) {
        let Some((request, fact)) = entry.event.job() else { continue };
        let Some((start, _)) = fact.stretch() else { continue };
        let (until, hung) = if let JobFact::StillRunning { spent, .. } = fact {
            (end, spent.hung)
        } else if let JobFact::Stopped { spent, .. } | JobFact::Ended { spent, .. } = fact {
            (entry.at, spent.hung)
        } else {
            continue;
        };
        let awake = found.awake.get(&(request.id, start)).copied().unwrap_or(start);
        let waking = start.until(awake).min(until.since(start) - hung);
        sum += i128::from(waking.as_micros()) * i128::from(request.shape.total().cores);
    }
    sum
}

fn check(which: (u64, Resource), balance: &Balance, counted: &Counted, (useful, place): (i128, usize)) {
    let split = balance.of(which.1);
    let capacity = i128::try_from(split.capacity).expect("it is small");
    assert_eq!(capacity, counted.capacity[place], "{which:?}");
    assert_eq!(capacity, split.parts.iter().sum::<i128>(), "{which:?}");
    for part in [Part::Idle, Part::ReservedIdle, Part::Maintenance, Part::Down] {
        let found = counted.free.get(&part).map_or(0, |units| units[place]);
        assert_eq!(split.part(part), found, "{which:?} {part:?}");
        assert!(0 <= found, "{which:?} {part:?}: {found}");
    }
    if capacity != 0 {
        assert_eq!(split.part(Part::Useful), useful, "{which:?}");
    }
    let by_jobs = Part::ALL.into_iter().filter(|part| *part < Part::Idle).map(|part| split.part(part));
    assert_eq!(by_jobs.sum::<i128>(), counted.held[place], "{which:?}");
}
