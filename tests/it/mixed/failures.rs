//! Failures in random scenarios: nodes that fail alone and together, nodes that stand by, and jobs that write checkpoints.

use super::scenario::Scenario;
use rand::RngExt;
use suanli::model::{
    BreakKind, BreakOff, Center, Chance, Checkpoints, Interval, Lock, LockMode, Muster, NodeId, Nodes,
    OnFailure, Outage, OutageCause, Outages, PartitionId, Pool, PoolId, STEADY, Span, Streams, Time, Use,
    Windows, Work,
};

/// Lets the jobs of a third of the scenarios end of themselves.
pub(super) fn break_off(scenario: &mut Scenario, seed: u64) {
    let mut chance = Streams::new(seed, 0).stream(Use::Scenarios, "breakoffs");
    if chance.random_bool(0.66) {
        return;
    }
    for job in &scenario.jobs {
        if chance.random_bool(0.6) {
            continue;
        }
        let mut breaks = Vec::new();
        for _ in 0..chance.random_range(0..=2) {
            breaks.push(BreakOff { after: share(&mut chance), kind: BreakKind::Retried });
        }
        match chance.random_range(0..3) {
            0 => breaks.push(BreakOff { after: share(&mut chance), kind: BreakKind::Failed }),
            1 => breaks.push(BreakOff { after: share(&mut chance), kind: BreakKind::Cancelled }),
            _ => {}
        }
        if !breaks.is_empty() {
            scenario.terms.entry(job.request.id).or_default().breaks = breaks;
        }
    }
}

/// A share of the work, its beginning and its end included.
fn share(chance: &mut Chance) -> u32 {
    match chance.random_range(0..10) {
        0 => 0,
        1 => 1_000_000,
        _ => chance.random_range(0..=1_000_000),
    }
}

/// Lets the nodes of half of the scenarios fail.
pub(super) fn add(scenario: &mut Scenario, seed: u64) {
    let mut chance = Streams::new(seed, 0).stream(Use::Scenarios, "failures");
    if chance.random_bool(0.5) {
        return;
    }
    for center in &mut scenario.centers {
        for class in &mut center.rules.classes {
            if let Some(checkpoints) = class.checkpoint.as_mut().filter(|_| chance.random_bool(0.6)) {
                *checkpoints = costly(&mut chance, *checkpoints);
            }
            class.on_failure = on_failure(&mut chance);
        }
        give_phases(&mut chance, center);
        center.spares = center.pools.iter().map(|pool| spares(&mut chance, pool)).collect();
    }
    scenario.outages = scenario.centers.iter().map(|center| outages(&mut chance, center)).collect();
    let mut chance = Streams::new(seed, 0).stream(Use::Scenarios, "works");
    scenario.centers.iter_mut().for_each(|center| add_works(&mut chance, center));
}

/// Lets people learn late of some dates, and some nodes be worked on when they are free.
fn add_works(chance: &mut Chance, center: &mut Center) {
    for pool in &mut center.pools {
        let is_dated = |lock: &Lock| lock.absent || lock.is_maintenance();
        let Some(lock) = pool.lock.take() else { continue };
        let late = is_dated(&lock) && !lock.windows.is_always() && chance.random_bool(0.5);
        let ahead = Span::from_secs(chance.random_range(0..=200));
        pool.lock = Some(if late { lock.announced(ahead) } else { lock });
    }
    for number in 0..chance.random_range(0..=2) {
        let partition = chance.random_range(0..center.partitions.len()) as u16;
        let begin = chance.random_range(0..=300);
        let begins = [begin, begin + chance.random_range(1..=200)].map(Time::from_secs);
        center.works.push(Work {
            name: format!("work {number}"),
            partition: PartitionId(partition),
            nodes: chance.random_range(1..=8),
            at_a_time: chance.random_range(1..=3),
            lasts: Span::from_secs(chance.random_range(1..=60)),
            begins: begins.to_vec(),
            muster: if chance.random_bool(0.5) { Muster::Each } else { Muster::All },
        });
    }
}

/// Lets the nodes of some pools come or go on a date.
fn give_phases(chance: &mut Chance, center: &mut Center) {
    let mut pools = std::mem::take(&mut center.pools);
    for pool in pools.iter_mut().filter(|pool| matches!(pool.nodes, Nodes::Named { .. })) {
        if pool.lock.is_some() || !chance.random_bool(0.2) {
            continue;
        }
        let (from, until) = (chance.random_range(0..=200), chance.random_range(150..=600));
        let mut spans = Vec::new();
        if chance.random_bool(0.6) {
            spans.push((Time::ZERO, Time::from_secs(from)));
        }
        if spans.is_empty() || chance.random_bool(0.4) {
            spans.push((Time::from_secs(until.max(from + 1)), Time::NEVER));
        }
        let windows = Windows::new(spans);
        if !windows.is_always() {
            let (name, owners, mode) = ("phase".into(), Vec::new(), LockMode::Strict);
            pool.lock = Some(Lock { name, owners, mode, windows, absent: true, ..Lock::default() });
        }
    }
    let groups = center.access[0].len();
    let partitions = std::mem::take(&mut center.partitions);
    let (rules, claims) = (std::mem::take(&mut center.rules), std::mem::take(&mut center.claims));
    let tenant_shares = std::mem::take(&mut center.tenant_shares);
    let anew = Center::new(&center.name, &center.title, pools, partitions, groups);
    *center = Center { rules, claims, tenant_shares, ..anew };
}

fn costly(chance: &mut Chance, free: Checkpoints) -> Checkpoints {
    let mut span = |most: u64| Span::from_secs(chance.random_range(0..=most));
    let (write, late, restart) = (span(2), span(3), span(3));
    let node_mtbf = Span::from_secs(chance.random_range(5..=200));
    let interval = match chance.random_range(0..6) {
        0 => Interval::Never,
        1 => Interval::Young { node_mtbf },
        2 => Interval::Daly { node_mtbf },
        _ => free.interval,
    };
    let at_end = chance.random_bool(0.3);
    let shared = chance.random_bool(0.3);
    let growth = if chance.random_bool(0.2) { chance.random_range(1_001..=3_000) } else { STEADY };
    let safe_after = if shared { write } else { write + late };
    Checkpoints { interval, growth, write, shared, safe_after, restart, at_end }
}

fn on_failure(chance: &mut Chance) -> OnFailure {
    match chance.random_range(0..4) {
        0 => OnFailure::Fail,
        1 => OnFailure::Requeue { retries: Some(chance.random_range(0..=2)) },
        _ => OnFailure::Requeue { retries: None },
    }
}

fn spares(chance: &mut Chance, pool: &Pool) -> u32 {
    // Nodes stand by only beside nodes that are always there.
    if pool.lock.as_ref().is_some_and(|lock| lock.absent) {
        return 0;
    }
    match pool.nodes {
        Nodes::Named { .. } if chance.random_bool(0.3) => chance.random_range(1..=2),
        Nodes::Named { .. } | Nodes::Counted { .. } => 0,
    }
}

fn outages(chance: &mut Chance, center: &Center) -> Outages {
    let mut list = Vec::new();
    let mut first = 0;
    for (place, pool) in center.pools.iter().enumerate() {
        let id = PoolId(place as u16);
        let count = match pool.nodes {
            Nodes::Counted { .. } => 1,
            Nodes::Named { count } => count + center.spares_of(id),
        };
        // Now and then all nodes of a pool fail at once.
        for _ in 0..chance.random_range(0..=2 * count) {
            let from = Time::from_secs(chance.random_range(0..=400));
            let until = match chance.random_range(0..20) {
                0 => Time::NEVER,
                _ => from + Span::from_secs(chance.random_range(0..=60)),
            };
            let noticed = match chance.random_range(0..3) {
                0 => from + Span::from_secs(chance.random_range(0..=20)),
                _ => from,
            };
            let cause = OutageCause(chance.random_range(0..=1));
            let together = if chance.random_bool(0.1) { count } else { 1 };
            let node = chance.random_range(0..=count - together);
            for node in node..node + together {
                list.push(Outage { from, noticed, pool: id, node: NodeId(first + node), until, cause });
            }
        }
        first += count;
    }
    Outages::new(vec!["disk".into(), "power".into()], list)
}
