//! Nodes that are delivered and retired on a date: every start worked out by hand, and what is there in the figures.

use crate::machine::audited;
use crate::support::request;
use std::collections::BTreeMap;
use suanli::model::{Center, Job, Lock, LockMode, Nodes, Partition, Pool, PoolId, Resources, Time, Windows};
use suanli::record::{Event, JobFact, NodeFact, Tape};

/// Two nodes that are always there, and two more that are not there within these seconds.
fn machine(absent: &[(u64, u64)]) -> Center {
    let always = Center::of_nodes("machine", 2, Resources::cores(1)).pools.swap_remove(0);
    let time = |secs: u64| if secs == u64::MAX { Time::NEVER } else { Time::from_secs(secs) };
    let windows = Windows::new(absent.iter().map(|(from, until)| (time(*from), time(*until))).collect());
    let (name, owners, mode) = ("second".into(), Vec::new(), LockMode::Strict);
    let lock = Some(Lock { name, owners, mode, windows, absent: true, ..Lock::default() });
    let later = Pool { name: "all/second".into(), nodes: Nodes::Named { count: 2 }, lock, ..always.clone() };
    let partition = Partition { name: "all".into(), pools: vec![PoolId(0), PoolId(1)] };
    Center::new("machine", "machine", vec![always, later], vec![partition], 1)
}

fn job(id: u64, submit: u64, tasks: u32, secs: u64) -> Job {
    let request = request(id, submit, tasks, secs);
    Job { request, work: request.walltime }
}

/// One word for each job.
fn fates(center: &Center, policy: &str, jobs: &[Job]) -> Vec<String> {
    let mut source = jobs.iter().copied().peekable();
    let tape = audited(std::slice::from_ref(center), policy, &mut source, BTreeMap::new());
    words(&tape)
}

fn words(tape: &Tape) -> Vec<String> {
    let mut words: BTreeMap<u64, String> = BTreeMap::new();
    for entry in &tape.entries {
        let Some((request, fact)) = entry.event.job() else { continue };
        let word = match fact {
            JobFact::Rejected { .. } => "rejected".to_owned(),
            JobFact::Ended { start, .. } => format!("{}-{}", start.as_secs(), entry.at.as_secs()),
            JobFact::Cancelled { why, .. } => why.reason().to_owned(),
            JobFact::StillWaiting { .. } => "waits".to_owned(),
            JobFact::Submitted
            | JobFact::Started { .. }
            | JobFact::Stopped { .. }
            | JobFact::Waited { .. }
            | JobFact::Lost { .. }
            | JobFact::PromiseBroken { .. }
            | JobFact::StillRunning { .. } => continue,
        };
        words.insert(request.id.0, word);
    }
    words.into_values().collect()
}

const POLICIES: [&str; 6] =
    ["fcfs+none", "fcfs+easy", "fcfs+depth(2)", "fcfs+conservative", "fcfs+slack(50)", "fcfs+replanned"];

/// The second half comes at 100 s. Until then a job of three nodes is turned away; one that waits for two starts there at once.
#[test]
fn nodes_that_are_delivered_take_jobs_from_their_date_on() {
    let center = machine(&[(0, 100)]);
    let jobs = [job(1, 0, 2, 1_000), job(2, 50, 3, 10), job(3, 60, 2, 50), job(4, 120, 2, 30)];
    for policy in POLICIES {
        let expected = ["0-1000", "rejected", "100-150", "150-180"];
        assert_eq!(fates(&center, policy, &jobs), expected, "{policy}");
    }
    // From then on there are four.
    let jobs = [job(1, 100, 4, 10), job(2, 100, 3, 10)];
    for policy in POLICIES {
        assert_eq!(fates(&center, policy, &jobs), ["100-110", "110-120"], "{policy}");
    }
}

/// A plan is made with the date: the second job is promised four nodes from 100 s on, and the third, which would hold one of the
/// first two until 115 s, must not overtake it; the fourth may.
#[test]
fn a_plan_counts_on_nodes_that_are_to_come() {
    let center = machine(&[(0, 100)]);
    let jobs = [job(1, 0, 1, 90), job(2, 100, 4, 20), job(3, 100, 1, 40), job(4, 100, 1, 20)];
    for policy in ["fcfs+easy", "fcfs+conservative", "fcfs+depth(2)", "fcfs+replanned"] {
        let found = fates(&center, policy, &jobs);
        assert_eq!(found[..2], ["0-90", "100-120"], "{policy}");
    }
}

/// The second half goes at 200 s. A job that would run longer does not start there, a shorter one does, and one that waits and needs
/// more than what is left is given up.
#[test]
fn nodes_that_are_retired_are_free_on_their_date_and_no_job_is_lost() {
    let center = machine(&[(200, u64::MAX)]);
    let jobs =
        [job(1, 0, 2, 300), job(2, 0, 2, 150), job(3, 10, 2, 100), job(4, 20, 4, 10), job(5, 210, 4, 10)];
    for policy in ["fcfs+easy", "fcfs+conservative", "fcfs+depth(2)", "fcfs+replanned"] {
        let found = fates(&center, policy, &jobs);
        let expected = ["0-300", "0-150", "300-400", "the machine became too small for it", "rejected"];
        assert_eq!(found, expected, "{policy}");
    }
}

/// All that is there is told when it changes: nothing of the second half, all of it, and nothing again.
#[test]
fn it_is_told_what_is_there() {
    let center = machine(&[(0, 100), (200, u64::MAX)]);
    let mut source = [job(1, 0, 2, 300)].into_iter().peekable();
    let tape = audited(std::slice::from_ref(&center), "fcfs+easy", &mut source, BTreeMap::new());
    let told: Vec<(u64, u16, u32)> = tape
        .entries
        .iter()
        .filter_map(|entry| match &entry.event {
            Event::Nodes(NodeFact::Capacity(change)) => {
                Some((entry.at.as_secs(), change.pool.0, change.present - change.leaving))
            }
            Event::Nodes(NodeFact::Turned(_) | NodeFact::Geared(_))
            | Event::Job { .. }
            | Event::Waiting { .. }
            | Event::Data(_) => None,
        })
        .collect();
    assert_eq!(told, [(0, 1, 0), (100, 1, 2), (200, 1, 0), (200, 1, 0)]);
}

const SCENARIO: &str = r#"
[scenario]
title = "Two phases"
start = 2022-01-01
horizon = "60 d"
seed = 1
replications = 1
[[center]]
name = "wuhan"
title = "Wuhan"
[[center.partition]]
name = "npu"
nodes = 49
hardware = "ascend-910-server"
[[center.partition.phase]]
name = "second"
nodes = 49
from = 2022-01-31
[[tenants]]
name = "firms"
[[workload]]
name = "train"
application = "llm-pretraining"
center = "wuhan"
tenants = "firms"
load = "95 %"
[[policy]]
name = "easy"
order = "fcfs"
backfill = "easy"
placement = "pack"
"#;

/// Use is a share of 49 nodes for 30 days, and of 98 for 30 more.
#[test]
fn use_is_compared_with_what_was_there() {
    use suanli::experiment::{Settings, compare};
    use suanli::metrics::place;
    let scenario = suanli::scenario::parse("phases", SCENARIO).expect("nothing is wrong with it");
    let compared = compare(&scenario, Settings::default(), &()).expect("it can be run");
    let figure = |name: &str| {
        let row = place(name).expect("the metric is there");
        compared.estimates[0][0].1[row].expect("there are jobs").mean
    };
    let used = figure("utilization");
    let hours = figure("accelerator_hours");
    assert!((used * 8.0 * 24.0 * (49.0 * 30.0 + 98.0 * 30.0) / hours - 1.0).abs() < 1e-9, "{used} {hours}");
}

#[test]
fn phases_that_cannot_be_are_told_with_their_lines() {
    let told = |phase: &str| {
        let text = SCENARIO.replace("name = \"second\"\nnodes = 49\nfrom = 2022-01-31", phase);
        match suanli::scenario::parse("phases", &text) {
            Ok(_) => String::new(),
            Err(errors) => errors.reports().iter().map(|report| format!("{report:?}")).collect(),
        }
    };
    assert!(told("name = \"a\"\nnodes = 4").contains("has no `from` and no `until`"));
    let backwards = told("name = \"a\"\nnodes = 4\nfrom = 2022-02-01\nuntil = 2022-01-15");
    assert!(backwards.contains("the nodes are gone before they are there"), "{backwards}");
    assert!(
        told("name = \"a\"\nnodes = 4\nfrom = 2022-02-01\nhardware = \"ascend-911\"").contains("no hardware")
    );
    let before = told("name = \"a\"\nnodes = 4\nuntil = 2021-06-01");
    assert!(before.contains("until"), "{before}");
}

/// The first phase of two nodes goes on day 10, the second comes on day 10: so much of the time of those nodes is out.
#[test]
fn a_node_that_is_out_counts_as_out_only_while_it_should_be_there() {
    let dir = tempfile::tempdir().expect("a folder for the test");
    let availability = |phase: &str, record: &str| {
        let text = SCENARIO
            .replace(
                "name = \"second\"\nnodes = 49\nfrom = 2022-01-31",
                &format!("name = \"p\"\nnodes = 2\n{phase}"),
            )
            .replace("nodes = 49", "nodes = 4\ndemand_nodes = 4")
            .replace("horizon = \"60 d\"", "horizon = \"30 d\"")
            .replace("load = \"95 %\"", "load = \"10 %\"");
        let failure = "[[failure]]\nname = \"seen\"\nlog = \"failures.csv\"\n";
        std::fs::write(dir.path().join("s.toml"), text + failure).expect("it can be written");
        std::fs::write(dir.path().join("failures.csv"), format!("node,from,to\n{record}\n"))
            .expect("it can be written");
        let checked = suanli::scenario::check_file(&dir.path().join("s.toml"));
        let scenario = checked.unwrap_or_else(|errors| panic!("{errors}")).scenario;
        let compared = suanli::experiment::compare(&scenario, suanli::experiment::Settings::default(), &())
            .expect("it runs");
        let row = suanli::metrics::place("availability").expect("the metric is there");
        compared.estimates[0][0].1[row].expect("there are nodes").mean
    };
    let (goes, comes) = ("until = 2022-01-11", "from = 2022-01-11");
    // The fifth node is of the phase. It is out for two days of its ten; the nodes are there for 4 x 30 + 2 x 10 days in all.
    assert!((availability(goes, "5,8,20") - (1.0 - 2.0 / 140.0)).abs() < 1e-9);
    assert!((availability(goes, "5,8,9.5") - (1.0 - 1.5 / 140.0)).abs() < 1e-9);
    // It was out before it came, and is until day 20, ten days of its twenty.
    assert!((availability(comes, "5,5,20") - (1.0 - 10.0 / 160.0)).abs() < 1e-9);
    assert!((availability(comes, "5,5,9") - 1.0).abs() < 1e-9);
    // The first four are always there.
    assert!((availability(comes, "4,5,9") - (1.0 - 4.0 / 160.0)).abs() < 1e-9);
}
