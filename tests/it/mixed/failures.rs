//! Failures in random scenarios: nodes that fail alone and together, nodes that stand by, and jobs that write checkpoints.

use super::scenario::Scenario;
use rand::RngExt;
use suanli::model::{
    Center, Chance, Checkpoints, Interval, NodeId, Nodes, OnFailure, Outage, OutageCause, Outages, PoolId,
    Span, Streams, Time, Use,
};

/// Lets the nodes of half of the scenarios fail.
pub(super) fn add(scenario: &mut Scenario, seed: u64) {
    let mut chance = Streams::new(seed, 0).stream(Use::Scenarios, "failures");
    if chance.random_bool(0.5) {
        return;
    }
    for center in &mut scenario.centers {
        for class in &mut center.rules.classes {
            if let Some(checkpoints) = &mut class.checkpoint {
                *checkpoints = costly(&mut chance, *checkpoints);
            }
            class.on_failure = on_failure(&mut chance);
        }
        center.spares = center.pools.iter().map(|pool| spares(&mut chance, pool.nodes)).collect();
    }
    scenario.outages = scenario.centers.iter().map(|center| outages(&mut chance, center)).collect();
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
    Checkpoints { interval, write, safe_after: write + late, restart, at_end: chance.random_bool(0.3) }
}

fn on_failure(chance: &mut Chance) -> OnFailure {
    match chance.random_range(0..4) {
        0 => OnFailure::Fail,
        1 => OnFailure::Requeue { retries: Some(chance.random_range(0..=2)) },
        _ => OnFailure::Requeue { retries: None },
    }
}

fn spares(chance: &mut Chance, nodes: Nodes) -> u32 {
    match nodes {
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
            let cause = OutageCause(chance.random_range(0..=1));
            let together = if chance.random_bool(0.1) { count } else { 1 };
            let node = chance.random_range(0..=count - together);
            for node in node..node + together {
                list.push(Outage { from, pool: id, node: NodeId(first + node), until, cause });
            }
        }
        first += count;
    }
    Outages::new(vec!["disk".into(), "power".into()], list)
}
