//! The laws on random scenarios whose pools change their sizes at random.

use super::{Change, Changed, without_nodes};
use crate::laws::saved::difference;
use crate::laws::scenario::Scenario as Plain;
use crate::mixed::POLICIES;
use crate::mixed::scenario::Scenario as Ruled;
use rand::RngExt;
use rayon::prelude::{IntoParallelIterator, ParallelIterator};
use std::collections::BTreeMap;
use suanli::engine::{Instants, Resize, Settings, Simulation};
use suanli::model::{Center, CenterId, Chance, JobId, Nodes, PoolId, Streams, Time, Use};
use suanli::policy::PolicySpec;
use suanli::record::{Event, JobFact, NodeFact, Tape};
use suanli::verify::Auditor;

const SCENARIOS: u64 = 200;

fn count(nodes: Nodes) -> u32 {
    match nodes {
        Nodes::Named { count } => count,
        Nodes::Counted { processors } => processors,
    }
}

/// Up to three instants at each of which some pools get other sizes.
fn changes(chance: &mut Chance, centers: &[Center], longest: u64) -> Vec<Change> {
    let mut at = 0;
    let mut changes = Vec::new();
    for _ in 0..chance.random_range(1..=3) {
        at += chance.random_range(0..=longest);
        let mut sizes = Vec::new();
        for (center, known) in centers.iter().enumerate() {
            for (pool, known) in known.pools.iter().enumerate() {
                // Nodes that come and go on dates do nothing else.
                let is_phase = known.lock.as_ref().is_some_and(|lock| lock.absent);
                if !is_phase && chance.random_bool(0.5) {
                    let size = chance.random_range(0..=2 * count(known.nodes));
                    sizes.push(Resize { center: CenterId(center as u16), pool: PoolId(pool as u16), size });
                }
            }
        }
        changes.push(Change { at: Time::from_secs(at), sizes });
    }
    changes
}

fn read_back(simulation: &Simulation, policy: &PolicySpec) -> Simulation {
    let state = simulation.save().expect("a built-in scheduler can be saved");
    let restored = Simulation::restore(&state, policy).expect("it was just written");
    assert_eq!(restored.save().as_ref(), Ok(&state));
    restored
}

#[test]
fn no_law_is_broken_where_pools_grow_and_shrink() {
    let seen: Vec<[u64; 3]> = (0..SCENARIOS)
        .into_par_iter()
        .map(|seed| {
            let scenario = Plain::random(seed);
            let mut chance = Streams::new(seed, 1).stream(Use::Scenarios, "capacity");
            let changes = changes(&mut chance, &scenario.centers, 300);
            let mut seen = [0; 3];
            for (turn, name) in POLICIES.iter().enumerate() {
                let policy = PolicySpec::parse(name).expect("made of rows of the tables");
                let instants = if turn % 5 == 4 { Instants::Sequential } else { Instants::Batched };
                let settings = Settings { causes: turn % 2 == 0, instants, ..Settings::default() };
                let (centers, horizon) = (&scenario.centers[..], scenario.horizon);
                let run = Changed { centers, policy: &policy, settings, horizon, changes: &changes };
                let (tape, done) = run.tape(&mut scenario.source(), |simulation| simulation);
                assert!(done.iter().all(|done| *done), "seed {seed} under {}", policy.name);
                let (same, _) =
                    run.tape(&mut scenario.source(), |simulation| read_back(&simulation, &policy));
                assert!(tape == same, "seed {seed} under {}: {}", policy.name, difference(&tape, &same));
                let mut auditor = Auditor::new(centers);
                if settings.causes {
                    auditor = auditor.with_causes();
                }
                if instants == Instants::Batched {
                    auditor = auditor.without_standstill();
                }
                tape.play(&mut auditor);
                let findings = auditor.finish(horizon);
                assert!(findings.is_clean(), "seed {seed} under {}: {findings}", policy.name);
                for entry in &tape.entries {
                    if let Some((request, JobFact::StillWaiting { .. })) = entry.event.job() {
                        assert!(
                            horizon < Time::NEVER,
                            "seed {seed} under {name}: {request:?} waits for ever"
                        );
                    }
                    if let Event::Nodes(NodeFact::Capacity(change)) = &entry.event {
                        seen[usize::from(change.leaving == 0)] += 1;
                    }
                    let cancelled = matches!(entry.event.job(), Some((_, JobFact::Cancelled { .. })));
                    seen[2] += u64::from(cancelled);
                }
            }
            seen
        })
        .collect();
    let seen = seen.into_iter().fold([0; 3], |sum, seen| [0, 1, 2].map(|place| sum[place] + seen[place]));
    // Nodes that drain, others that come or leave, and jobs that no longer fit were all met with.
    let [draining, others, misfits] = seen;
    assert!(1_000 < draining && 1_000 < others && 20 < misfits, "{seen:?}");
}

#[test]
fn no_law_is_broken_where_pools_under_rules_grow_and_shrink() {
    (0..SCENARIOS).into_par_iter().for_each(|seed| {
        let scenario = Ruled::random(seed);
        let mut chance = Streams::new(seed, 2).stream(Use::Scenarios, "capacity");
        let changes = changes(&mut chance, &scenario.centers, 150);
        for name in POLICIES {
            let policy = PolicySpec::parse(name).expect("made of rows of the tables");
            let settings = Settings { causes: true, ..Settings::default() };
            let (centers, horizon) = (&scenario.centers[..], scenario.horizon);
            let run = Changed { centers, policy: &policy, settings, horizon, changes: &changes };
            let (tape, done) = run.tape(&mut scenario.source(), |simulation| simulation);
            assert!(done.iter().all(|done| *done), "seed {seed} under {}", policy.name);
            let (same, _) = run.tape(&mut scenario.source(), |simulation| read_back(&simulation, &policy));
            assert!(tape == same, "seed {seed} under {}: {}", policy.name, difference(&tape, &same));
            let mut auditor = Auditor::new(centers).with_terms(scenario.terms.clone()).with_causes();
            tape.play(&mut auditor);
            let findings = auditor.finish(horizon);
            assert!(findings.is_clean(), "seed {seed} under {}: {findings}", policy.name);
        }
    });
}

/// When each job ran, or what else became of it.
fn fates(tape: &Tape) -> BTreeMap<JobId, (Time, Option<Time>)> {
    let fate = |entry: &suanli::record::Entry| {
        let (request, fact) = entry.event.job()?;
        if let JobFact::Ended { start, .. } = fact {
            return Some((request.id, (entry.at, Some(*start))));
        }
        matches!(fact, JobFact::Rejected { .. }).then_some((request.id, (entry.at, None)))
    };
    tape.entries.iter().filter_map(fate).collect()
}

#[test]
fn a_centre_that_is_resized_before_anything_happens_is_a_centre_of_that_size() {
    for seed in 0..SCENARIOS {
        let scenario = Plain::random(seed);
        if scenario.users.is_some() {
            continue;
        }
        let mut chance = Streams::new(seed, 3).stream(Use::Scenarios, "capacity");
        let mut centers = scenario.centers.clone();
        let mut sizes = Vec::new();
        for (center, known) in centers.iter_mut().enumerate() {
            for (pool, known) in known.pools.iter_mut().enumerate() {
                let size = chance.random_range(1..=2 * count(known.nodes));
                known.nodes = match known.nodes {
                    Nodes::Named { .. } => Nodes::Named { count: size },
                    Nodes::Counted { .. } => Nodes::Counted { processors: size },
                };
                sizes.push(Resize { center: CenterId(center as u16), pool: PoolId(pool as u16), size });
            }
        }
        let changes = [Change { at: Time::ZERO, sizes }];
        let alone = centers.iter().all(|center| center.pools.len() == 1);
        for (turn, name) in POLICIES.iter().enumerate() {
            // Where new nodes lie behind all others, stretches differ.
            if name.ends_with("consecutive") && !alone {
                continue;
            }
            let policy = PolicySpec::parse(name).expect("made of rows of the tables");
            let settings = Settings { causes: turn % 2 == 0, ..Settings::default() };
            let horizon = Time::NEVER;
            let base =
                Changed { centers: &scenario.centers, policy: &policy, settings, horizon, changes: &changes };
            let fresh = Changed { centers: &centers, changes: &[], ..base };
            let (resized, _) = base.tape(&mut scenario.source(), |simulation| simulation);
            let (fresh, _) = fresh.tape(&mut scenario.source(), |simulation| simulation);
            // Nodes that are worked on are told of in both.
            let (resized, fresh) = (without_nodes(resized), without_nodes(fresh));
            // Where there is one pool in each centre, even the nodes have the same numbers.
            if alone {
                assert!(resized == fresh, "seed {seed} under {name}: {}", difference(&fresh, &resized));
            }
            assert_eq!(fates(&resized), fates(&fresh), "seed {seed} under {name}");
        }
    }
}
