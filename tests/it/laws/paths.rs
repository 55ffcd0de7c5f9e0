//! The plain path and that of rules: where a rule is there and never binds, both find the same, record for record and with the
//! same causes.

use super::scenario::Scenario;
use rand::RngExt;
use rayon::prelude::{IntoParallelIterator, ParallelIterator};
use suanli::engine::{Settings, simulate_with};
use suanli::model::{
    Amount, Center, CenterId, Each, Layout, Limit, NodeType, Nodes, Partition, PartitionId, PartitionRule,
    PeakFlops, Pool, PoolId, Resources, Shape, Streams, Use,
};
use suanli::policy::{BACKFILLS, ORDERS, PLACEMENTS, PolicySpec};
use suanli::record::{Event, Tape};

const SCENARIOS: u64 = 30;

/// What the jobs of a random scenario run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ground {
    /// One machine of which only the processors are counted.
    Counted,
    /// Nodes of one pool that jobs of single cores share.
    SharedNodes,
    /// Nodes of one pool, each of which a job has to itself.
    WholeNodes,
    /// The centres of the laws: several pools and partitions, locks, jobs that share nodes in any shape.
    Anything,
}

/// A rule that never binds, if any: each takes the path of rules in another way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Idle {
    /// No rule, and so the plain path.
    Plain,
    /// A limit that nobody reaches: everybody is looked at.
    Limit,
    /// All partitions have one tier: only those are looked at who could start.
    Tier,
}

fn scenario(ground: Ground, seed: u64) -> Scenario {
    let mut scenario = Scenario::random(seed);
    let mut chance = Streams::new(seed, 0).stream(Use::Scenarios, "paths");
    let (cores, count) = match ground {
        Ground::Counted => (1, chance.random_range(1..=40)),
        Ground::SharedNodes => (chance.random_range(2..=6), chance.random_range(1..=8)),
        Ground::WholeNodes => (4, chance.random_range(1..=16)),
        Ground::Anything => return scenario,
    };
    let nodes =
        if ground == Ground::Counted { Nodes::Counted { processors: count } } else { Nodes::Named { count } };
    let node_type = NodeType {
        name: "node".into(),
        capacity: Resources::cores(cores),
        device: None,
        peak_tflops: PeakFlops::default(),
        idle_watts: 0.0,
        busy_watts: 0.0,
    };
    let pool = Pool { name: "all".into(), node_type, nodes, lock: None };
    let partition = Partition { name: "all".into(), pools: vec![PoolId(0)] };
    let mut center = Center::new("machine", "machine", vec![pool], vec![partition], 5);
    center.tenant_shares = std::mem::take(&mut scenario.centers[0].tenant_shares);
    scenario.centers = vec![center];
    scenario.users = None;
    for job in &mut scenario.jobs {
        job.request.shape = match ground {
            Ground::WholeNodes => Shape {
                tasks: chance.random_range(1..=count),
                per_task: Resources::cores(cores),
                layout: Layout::OnePerNode,
            },
            Ground::Counted | Ground::SharedNodes | Ground::Anything => {
                Shape::processors(chance.random_range(1..=cores * count))
            }
        };
        (job.request.center, job.request.partition) = (CenterId(0), PartitionId(0));
    }
    scenario
}

fn bind(center: &mut Center, idle: Idle) {
    match idle {
        Idle::Plain => {}
        Idle::Limit => center.rules.limits.push(Limit {
            name: "a million jobs".into(),
            groups: Vec::new(),
            qos: Vec::new(),
            partitions: Vec::new(),
            classes: Vec::new(),
            each: Each::Tenant,
            amount: Amount::RunningJobs,
            most: 1_000_000,
        }),
        Idle::Tier => {
            let rule = PartitionRule { tier: 1, ..PartitionRule::default() };
            center.rules.partitions = vec![rule; center.partitions.len()];
        }
    }
}

/// All records of a run but the levels of causes; those of one instant in any order, for two may start at once in either.
fn course(ground: Ground, seed: u64, policy: &PolicySpec, idle: Idle) -> Vec<String> {
    let mut scenario = scenario(ground, seed);
    scenario.centers.iter_mut().for_each(|center| bind(center, idle));
    let settings = Settings { causes: true, ..Settings::default() };
    let mut tape = Tape::default();
    simulate_with(settings, &scenario.centers, policy, &mut scenario.source(), scenario.horizon, &mut tape)
        .expect("jobs from memory can be read");
    let told = tape.entries.iter().filter(|entry| !matches!(entry.event, Event::Waiting(..)));
    let mut course: Vec<(_, String)> = told.map(|entry| (entry.at, format!("{entry:?}"))).collect();
    course.sort();
    course.into_iter().map(|(_, entry)| entry).collect()
}

/// Every order with this backfill, each with a placement.
fn policies(backfill: &str) -> Vec<PolicySpec> {
    let named = ORDERS
        .iter()
        .zip(PLACEMENTS.iter().cycle())
        .map(|(order, placement)| format!("{}+{backfill}+{}", order.example(), placement.name));
    named.map(|name| PolicySpec::parse(&name).expect("made of rows of the tables")).collect()
}

fn both_find_the_same(ground: Ground, backfill: &str) {
    for policy in policies(backfill) {
        (0..SCENARIOS).into_par_iter().for_each(|seed| {
            let plain = course(ground, seed, &policy, Idle::Plain);
            for idle in [Idle::Limit, Idle::Tier] {
                let ruled = course(ground, seed, &policy, idle);
                let place = plain.iter().zip(&ruled).position(|(plain, ruled)| plain != ruled);
                assert!(
                    plain == ruled,
                    "seed {seed} on {ground:?} under {policy:?}, {idle:?}:\nplain {:?}\nruled {:?}",
                    place.map(|place| &plain[place]),
                    place.map(|place| &ruled[place]),
                );
            }
        });
    }
}

#[test]
fn both_paths_find_the_same_on_one_pool_where_units_tell_all() {
    let differ = ["slack", "stepped", "tiered"];
    let names = BACKFILLS.iter().map(|row| row.name).filter(|name| !differ.contains(name));
    let backfills: Vec<&str> = names.chain(["depth(2)", "periodic(7)"]).collect();
    for ground in [Ground::Counted, Ground::SharedNodes, Ground::WholeNodes] {
        backfills.iter().for_each(|backfill| both_find_the_same(ground, backfill));
    }
}

#[test]
fn both_paths_find_the_same_anywhere_where_nothing_is_planned() {
    for backfill in ["none", "any"] {
        both_find_the_same(Ground::Anything, backfill);
    }
}

/// Under rules a promise is made at the earliest time, however much slack there is: that is conservative backfilling.
#[test]
fn slack_under_rules_is_conservative() {
    let mut sooner = 0;
    for (slack, conservative) in policies("slack(2)").iter().zip(&policies("conservative")) {
        for seed in 0..SCENARIOS {
            for ground in [Ground::Counted, Ground::Anything] {
                let ruled = course(ground, seed, slack, Idle::Limit);
                assert_eq!(
                    ruled,
                    course(ground, seed, conservative, Idle::Limit),
                    "seed {seed} on {ground:?}"
                );
                sooner += u64::from(ruled != course(ground, seed, slack, Idle::Plain));
            }
        }
    }
    assert!(100 < sooner, "without rules slack should make a difference: {sooner}");
}
