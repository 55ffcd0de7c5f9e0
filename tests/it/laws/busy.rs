//! Two busy partitions for ten days: what only a long queue shows of rules that are just never reached.

use super::idle::{Idle, limit};
use super::shipped::{changes, starts};
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use suanli::experiment::World;
use suanli::model::{Each, Span, Time};
use suanli::policy::PolicySpec;
use suanli::record::{Fact, JobState, Observer, Record};
use suanli::scenario::{Scenario, parse};

const SCENARIO: &str = r#"
[scenario]
title = "Busy"
start = 2023-01-02
horizon = "10 days"
seed = 7
replications = 1

[[center]]
name = "c"
title = "C"
[[center.partition]]
name = "npu"
nodes = 6
hardware = "ascend-910-server"
[[center.partition]]
name = "cpu"
nodes = 5
hardware = "x86-node"

[[tenants]]
name = "a"
title = "A"
count = 4
zipf = 1.0
[[tenants]]
name = "b"
title = "B"
count = 3
zipf = 1.0

[[workload]]
name = "tuning"
application = "fine-tuning"
center = "c"
partition = "npu"
tenants = "a"
load = "55 %"
size_max = 24
[[workload]]
name = "vision"
application = "factory-vision"
center = "c"
partition = "npu"
tenants = "b"
load = "35 %"
[[workload]]
name = "flow"
application = "cfd"
center = "c"
partition = "cpu"
tenants = "b"
load = "60 %"
size_max = 256
[[workload]]
name = "genes"
application = "genomics"
center = "c"
partition = "cpu"
tenants = "a"
load = "30 %"

[[policy]]
name = "easy"
order = "fcfs"
backfill = "easy"
"#;

/// Policies that look at the queue in different ways; those that plan may plan up to a limit that is never reached.
const AT_ONCE: [&str; 8] = [
    "fcfs+easy",
    "fcfs+easy+spread",
    "fcfs+none",
    "fair-share+easy+first-fit",
    "dominant-share+easy",
    "multifactor+easy-shortest-first",
    "fair-share+any",
    "unicef+stepped",
];
const PLANNING: [&str; 6] = [
    "fcfs+conservative+spread",
    "multifactor+conservative",
    "fair-share+slack",
    "unicef+replanned",
    "fcfs+periodic(30)",
    "wfp3+depth(2)+first-fit",
];

fn policy(text: &str) -> PolicySpec {
    PolicySpec::parse(text).expect("made of rows of the tables")
}

/// The most jobs that ever run at once.
#[derive(Debug, Default)]
struct MostAtOnce {
    running: u64,
    most: u64,
}

impl Observer for MostAtOnce {
    fn observe(&mut self, record: &Record<'_>) {
        let Fact::Job { fact, .. } = record.fact else { return };
        let (before, after) = fact.moves().unwrap_or((JobState::Absent, JobState::Absent));
        self.running -= u64::from(before == JobState::Running);
        self.running += u64::from(after == JobState::Running);
        self.most = self.most.max(self.running);
    }
}

fn most_at_once(scenario: &Scenario, policy: &PolicySpec) -> u64 {
    let mut most = MostAtOnce::default();
    let world = World::of(scenario, policy, 0);
    world.setup().simulate(&mut *world.source(), &mut most).expect("synthetic jobs can be had");
    most.most
}

#[test]
fn a_limit_that_is_only_just_never_reached_changes_no_start() {
    let scenario = parse("busy", SCENARIO).expect("a scenario");
    let faults: Vec<String> = AT_ONCE
        .par_iter()
        .filter_map(|text| {
            let policy = policy(text);
            // At the instant of an end one more may be counted than has room.
            let most = most_at_once(&scenario, &policy) + 1;
            let centers = scenario.centers_under(&policy).to_vec();
            let plain = starts(&scenario, &centers, &policy);
            assert!(1_000 < plain.count(), "{text} starts {} jobs, which shows little", plain.count());
            let mut limited = centers;
            limited.iter_mut().for_each(|center| limit(center, Each::Together, most));
            changes(&plain, &starts(&scenario, &limited, &policy)).map(|told| format!("{text}: {told}"))
        })
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn rules_that_no_plan_reaches_change_no_start() {
    let scenario = parse("busy", SCENARIO).expect("a scenario");
    let rules = [Idle::Room, Idle::RoomForAll, Idle::Unused, Idle::LateLock];
    let texts: Vec<&str> = AT_ONCE.into_iter().chain(PLANNING).collect();
    let faults: Vec<String> = texts
        .par_iter()
        .flat_map_iter(|text| {
            let policy = policy(text);
            let centers = scenario.centers_under(&policy).to_vec();
            let plain = starts(&scenario, &centers, &policy);
            let faults: Vec<String> = rules
                .into_iter()
                .filter_map(|idle| {
                    let mut bound = centers.clone();
                    bound.iter_mut().for_each(|center| idle.bind_in(center));
                    if idle == Idle::LateLock {
                        // So late that nothing comes near it, and so soon that all that waits, one after the other, would.
                        let from = Time::ZERO + Span::from_secs(365 * 86_400);
                        bound.iter_mut().for_each(|center| super::idle::lock_from(center, from));
                    }
                    let told = changes(&plain, &starts(&scenario, &bound, &policy));
                    told.map(|told| format!("{text}, {idle:?}: {told}"))
                })
                .collect();
            faults
        })
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
