//! Workloads whose jobs have components: all parts of a job start at one instant, under every policy.

use crate::support::Remembering;
use std::collections::BTreeMap;
use suanli::experiment::{Setup, World, source_of};
use suanli::model::{JobId, PartitionId, Request, Span, Streams, Terms, Time};
use suanli::policy::{BACKFILLS, ORDERS, PolicySpec};
use suanli::record::{End, JobFact, Tape};
use suanli::scenario::{Scenario, Understood, load, parse};
use suanli::verify::Auditor;

const TEXT: &str = r#"
[scenario]
title = "t"
start = 2023-01-02
horizon = "10 days"
seed = 7
replications = 1

[[center]]
name = "a"
title = "A"
[[center.partition]]
name = "npu"
nodes = 3
hardware = "ascend-910-server"
[[center.partition]]
name = "cpu"
nodes = 6
hardware = "cpu"

[hardware.cpu]
cores = 64
memory = "256 GiB"
idle = "100 W"
busy = "400 W"

[[tenants]]
name = "teams"
count = 4

[[workload]]
name = "agents"
application = "fine-tuning"
center = "a"
partition = "npu"
tenants = "teams"
load = "40 %"
size_max = 8
[[workload.component]]
partition = "cpu"
nodes = 3
cores_per_node = 48
[[workload.component]]
nodes = 1
accelerators_per_node = 1

[[workload]]
name = "tuning"
application = "fine-tuning"
center = "a"
partition = "npu"
tenants = "teams"
load = "20 %"
size_max = 8

[[workload]]
name = "flow"
application = "cfd"
center = "a"
partition = "cpu"
tenants = "teams"
load = "20 %"
size_max = 128

[[policy]]
name = "easy"
order = "fcfs"
backfill = "easy"
"#;

fn believed(text: &str) -> Scenario {
    parse("x.toml", text).unwrap_or_else(|errors| panic!("{errors}"))
}

/// Runs a scenario under a policy; the auditor has found nothing. Gives what happened, and what jobs asked for.
fn run(scenario: &Scenario, policy: &PolicySpec, days: u64) -> (Tape, BTreeMap<JobId, Terms>) {
    let horizon = Time::ZERO + scenario.horizon.min(Span::from_secs(days * 86_400));
    let world = World::of(scenario, policy, 0);
    let mut source = Remembering::new(world.source());
    let mut tape = Tape::default();
    let setup = Setup { horizon, ..world.setup() };
    setup.simulate(&mut source, &mut tape).expect("jobs can always be made");
    let mut auditor = Auditor::new(setup.centers).with_terms(source.terms.clone());
    tape.play(&mut auditor);
    let findings = auditor.finish(horizon);
    assert!(findings.is_clean(), "{} under {}: {findings}", scenario.name, policy.name);
    (tape, source.terms)
}

/// How many gangs started, each at one instant with all its jobs.
fn gangs_started(tape: &Tape, terms: &BTreeMap<JobId, Terms>) -> usize {
    let mut starts: BTreeMap<u64, Vec<Time>> = BTreeMap::new();
    for entry in &tape.entries {
        if let Some((request, JobFact::Started { past })) = entry.event.job()
            && past.stops == 0
            && let Some(gang) = terms.get(&request.id).and_then(|terms| terms.gang)
        {
            starts.entry(gang.gang).or_default().push(entry.at);
        }
    }
    let members: BTreeMap<u64, u32> =
        terms.values().filter_map(|terms| terms.gang).map(|gang| (gang.gang, gang.members)).collect();
    for (gang, starts) in &starts {
        assert_eq!(starts.len(), members[gang] as usize, "gang {gang} started in part: {starts:?}");
        assert!(starts.iter().all(|start| *start == starts[0]), "gang {gang} was torn: {starts:?}");
    }
    starts.len()
}

#[test]
fn all_parts_of_a_job_start_together_under_every_order_and_backfill() {
    let scenario = believed(TEXT);
    let orders = ORDERS.iter().filter(|row| row.parameter.is_none()).map(|row| row.name);
    let backfills = BACKFILLS.iter().filter(|row| row.parameter.is_none()).map(|row| row.name);
    let mut policies: Vec<String> = orders.map(|order| format!("{order}+easy+pack")).collect();
    policies.extend(backfills.map(|backfill| format!("fcfs+{backfill}+spread")));
    policies.extend(["fcfs+depth(3)+pack", "fcfs+periodic(60)+pack", "fcfs+stepped(5)+pack"].map(Into::into));
    for name in policies {
        let policy = PolicySpec::parse(&name).expect("made of rows of the tables");
        let (tape, terms) = run(&scenario, &policy, 2);
        assert!(5 < gangs_started(&tape, &terms), "{name}: only a few gangs started");
    }
}

#[test]
fn learners_and_actors_of_the_shipped_scenario_start_together() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/reinforcement-learning.toml");
    let scenario = load(&path).unwrap_or_else(|errors| panic!("{errors}"));
    for policy in &scenario.policies {
        let (tape, terms) = run(&scenario, policy, 7);
        assert!(5 < gangs_started(&tape, &terms), "{}", policy.name);
    }
}

#[test]
fn parts_are_numbered_behind_their_job_and_last_as_long() {
    let scenario = believed(TEXT);
    let mut source = source_of(&scenario, Streams::new(scenario.seed, 0));
    let mut seen = 0;
    while seen < 50 && source.next_submit().expect("jobs can be made").is_some() {
        let main = source.take();
        let Some(gang) = source.terms().and_then(|terms| terms.gang) else { continue };
        assert_eq!((gang.gang, gang.members), (main.request.id.0, 3));
        for (number, (partition, nodes, cores, accelerators)) in
            [(1, 3, 48, 0), (0, 1, 0, 1)].into_iter().enumerate()
        {
            assert_eq!(source.next_submit(), Ok(Some(main.request.submit)));
            let part = source.take();
            assert_eq!(source.terms().and_then(|terms| terms.gang), Some(gang));
            assert_eq!(part.request.id.0, main.request.id.0 + 1 + number as u64);
            assert_eq!((part.work, part.request.walltime), (main.work, main.request.walltime));
            assert_eq!((part.request.tenant, part.request.class), (main.request.tenant, main.request.class));
            let shape = part.request.shape;
            assert_eq!(part.request.partition, PartitionId(partition));
            assert_eq!(
                (shape.tasks, shape.per_task.cores, shape.per_task.accelerators),
                (nodes, cores, accelerators)
            );
        }
        seen += 1;
    }
    assert_eq!(seen, 50);
}

#[test]
fn a_gang_that_is_sent_away_goes_and_comes_back_as_a_whole() {
    let text = TEXT.replacen("name = \"tuning\"", "name = \"tuning\"\nqos = \"high\"", 1).replacen(
        "[[policy]]",
        "[[qos]]\nname = \"high\"\npreempts = [\"normal\"]\n\n[[policy]]",
        1,
    );
    let scenario = believed(&text);
    let (tape, terms) = run(&scenario, &scenario.policies[0], 3);
    let gang = |id: &JobId| terms.get(id).and_then(|terms| terms.gang);
    let (mut stops, mut starts): (BTreeMap<_, u32>, BTreeMap<_, u32>) = Default::default();
    for entry in &tape.entries {
        if let Some((request, JobFact::Stopped { .. })) = entry.event.job()
            && let Some(gang) = gang(&request.id)
        {
            *stops.entry((entry.at, gang.gang)).or_default() += 1;
        }
        if let Some((request, JobFact::Started { past })) = entry.event.job()
            && let (Some(gang), true) = (gang(&request.id), 0 < past.stops)
        {
            *starts.entry((entry.at, gang.gang)).or_default() += 1;
        }
    }
    assert!(!stops.is_empty() && !starts.is_empty(), "{} stops, {} new starts", stops.len(), starts.len());
    assert!(stops.values().chain(starts.values()).all(|count| *count == 3), "{stops:?} {starts:?}");
}

#[test]
fn components_are_told_in_words() {
    let understood = Understood::of(&believed(TEXT)).to_string();
    let words = "together with 48 cores on 3 nodes of cpu, together with 1 accelerator on 1 node of npu";
    assert!(understood.contains(words), "{understood}");
}

#[test]
fn each_mistake_in_a_component_is_told_with_its_place() {
    let cases: &[(&str, &str, &str)] = &[
        (
            "partition = \"cpu\"\nnodes = 3",
            "partition = \"gpu\"\nnodes = 3",
            "x.toml:40:13: centre `a` has no partition `gpu`; did you mean `cpu`?",
        ),
        (
            "nodes = 3\ncores_per_node",
            "nods = 3\ncores_per_node",
            "x.toml:41:1: unknown key `nods` in `[[workload.component]]`; did you mean `nodes`?",
        ),
        (
            "nodes = 3\ncores_per_node",
            "nodes = 7\ncores_per_node",
            "x.toml:41:9: nodes: the component needs 7 nodes of partition `cpu`, and 6 that its tenants may use have so much",
        ),
        (
            "cores_per_node = 48",
            "cores_per_node = 65",
            "x.toml:42:18: cores_per_node: no node of partition `cpu` has 65 cores; the most is 64",
        ),
        (
            "accelerators_per_node = 1",
            "accelerators_per_node = 9",
            "x.toml:45:25: accelerators_per_node: no node of partition `npu` has 9 accelerators; the most is 8",
        ),
        (
            "nodes = 1\naccelerators_per_node = 1",
            "nodes = 3",
            "x.toml:39:1: component: its largest jobs and their components do not fit into `a` together; a smaller `size_max`, or smaller components",
        ),
        ("[[workload.component]]\nnodes = 1\naccelerators_per_node = 1", "component = []", "component"),
    ];
    for (right, wrong, told) in cases {
        let errors = match parse("x.toml", &TEXT.replacen(right, wrong, 1)) {
            Ok(_) => panic!("`{wrong}` was taken"),
            Err(errors) => errors.to_string(),
        };
        assert!(errors.contains(told), "`{wrong}`:\n{errors}");
    }
}

#[test]
fn limits_count_all_parts_of_a_job() {
    let limit = |key: &str| format!("[[limit]]\nname = \"l\"\n{key}\n\n[[policy]]");
    for key in ["running_jobs = 2", "waiting_jobs = 2", "cores = 100"] {
        let errors =
            parse("x.toml", &TEXT.replacen("[[policy]]", &limit(key), 1)).expect_err("it is too small");
        let told = "even the smallest jobs of workload `agents` take more than that";
        assert!(errors.to_string().contains(told), "{key}: {errors}");
    }
}

/// Four workloads, each of which waits for the first in another way.
fn bound(condition: &str) -> String {
    let begin = TEXT.split("[[workload]]").next().expect("there is a beginning");
    let workload = |name: &str, more: &str| {
        format!(
            "[[workload]]\nname = \"{name}\"\nmodel = \"lublin\"\nunit = \"cores\"\ncenter = \"a\"\npartition = \"cpu\"\ntenants = \"teams\"\nload = \"40 %\"\nestimates = \"modal\"\npopular_estimates = [\"1 h\"]\nestimate_max = \"1 h\"\n{more}\n"
        )
    };
    let first = workload("first", "");
    let then = workload("then", condition);
    format!("{begin}{first}{then}[[policy]]\nname = \"easy\"\norder = \"fcfs\"\nbackfill = \"easy\"\n")
}

#[test]
fn each_dependency_that_can_be_typed_is_kept_from_the_file_to_the_schedule() {
    for (condition, ends) in
        [("afterok", vec![true]), ("afternotok", vec![false]), ("afterany", vec![true, false])]
    {
        let scenario = believed(&bound(&format!("after = \"first\"\nafter_condition = \"{condition}\"")));
        let (tape, terms) = run(&scenario, &scenario.policies[0], 10);
        let (mut done, mut seen): (BTreeMap<JobId, bool>, BTreeMap<bool, u32>) = Default::default();
        let mut given_up = 0;
        for entry in &tape.entries {
            let Some((request, fact)) = entry.event.job() else { continue };
            if let JobFact::Ended { end, .. } = fact {
                done.insert(request.id, *end == End::Finished);
            }
            given_up += usize::from(matches!(fact, JobFact::Cancelled { .. }));
            let JobFact::Started { .. } = fact else { continue };
            for after in terms.get(&request.id).iter().flat_map(|terms| &terms.after) {
                let how = done.get(&after.job).copied();
                *seen.entry(how.expect("it had to end first")).or_default() += 1;
            }
        }
        let seen: Vec<bool> = seen.into_keys().collect();
        let mut expected = ends.clone();
        expected.sort_unstable();
        assert_eq!(seen, expected, "{condition}");
        assert_eq!(0 < given_up, ends.len() == 1, "{condition}: {given_up} jobs waited in vain");
    }
}

/// The starts (1) and the ends (-1), in order.
fn changes(tape: &Tape) -> impl Iterator<Item = (&Request, i32)> {
    tape.entries.iter().filter_map(|entry| {
        let (request, fact) = entry.event.job()?;
        if let JobFact::Started { .. } = fact {
            return Some((request, 1));
        }
        matches!(fact, JobFact::Ended { .. }).then_some((request, -1))
    })
}

#[test]
fn a_singleton_that_is_typed_runs_one_job_of_each_tenant_at_a_time() {
    let scenario = believed(&bound("singleton = true"));
    let (tape, _) = run(&scenario, &scenario.policies[0], 10);
    let mut running: BTreeMap<_, i32> = BTreeMap::new();
    let mut most = [0, 0];
    for (request, change) in changes(&tape) {
        let class = usize::from(request.class.0);
        let count = running.entry((request.tenant, class)).or_default();
        *count += change;
        most[class] = most[class].max(*count);
    }
    assert!(1 < most[0] && most[1] == 1, "{most:?}");
}

#[test]
fn an_array_limit_holds_in_a_centre_without_other_rules() {
    let scenario = believed(&bound("array = [10, 20]\narray_limit = 2"));
    let (tape, terms) = run(&scenario, &scenario.policies[0], 10);
    let mut running: BTreeMap<u64, i32> = BTreeMap::new();
    let mut most = 0;
    for (request, change) in changes(&tape) {
        let Some(array) = terms.get(&request.id).and_then(|terms| terms.array) else { continue };
        let count = running.entry(array.array).or_default();
        *count += change;
        most = most.max(*count);
    }
    assert_eq!(most, 2);
}
