//! Scenario files: what is understood, and what people are told when something is wrong.

mod again;
mod bad_input;
mod bad_rules;
mod bad_workload;
mod commands;
mod files;
mod format;
mod keyboard;
mod rules;
mod told;
mod units;
mod written;

use suanli::model::{GroupId, Nodes, Span, Time};
use suanli::scenario::{ScenarioErrors, check, parse};
use suanli::workload::Demand;

fn problems(text: &str) -> Vec<String> {
    match parse("x.toml", text) {
        Ok(_) => Vec::new(),
        Err(ScenarioErrors { problems, .. }) => problems.iter().map(ToString::to_string).collect(),
    }
}

/// A scenario with every kind of rule.
const RULED: &str = include_str!("ruled.toml");

const GOOD: &str = r#"[scenario]
title = "A test 测试"
start = 2023-01-01
horizon = "30 days"
warm_up = "2 days"
seed = 7
replications = 2

[[center]]
name = "a"
title = "Centre A 甲"

[[center.partition]]
name = "npu"
nodes = 10
hardware = "ascend-910-server"

[[center.partition.lock]]
name = "big"
share = "30 %"
for = ["labs"]

[[center]]
name = "b"
title = "Centre B 乙"

[[center.partition]]
name = "cpu"
nodes = 5
hardware = "kunpeng-920-node"

[[tenants]]
name = "firms"
count = 12
zipf = 1.0

[[tenants]]
name = "labs"

[[workload]]
name = "tuning"
application = "fine-tuning"
center = "a"
partition = "npu"
tenants = "firms"
load = "40 %"

[[workload]]
name = "training"
application = "llm-pretraining"
center = "a"
partition = "npu"
tenants = "labs"
load = "25 %"
growth_per_year = "13 %"
since = 2023-01-03
until = 2023-01-20T12:00:00
size_max = 64

[[workload]]
name = "flow"
application = "cfd"
center = "b"
partition = "cpu"
tenants = "labs"
jobs_per_day = 3.5

[[policy]]
name = "fcfs"
order = "fcfs"

[[policy]]
name = "easy"
order = "fcfs"
backfill = "easy"
placement = "spread"
"#;

fn warnings(text: &str) -> Vec<String> {
    let checked = check("x.toml", text).unwrap_or_else(|errors| panic!("{errors}"));
    let told = checked.warnings.iter().map(ToString::to_string);
    // Keys that are described and of no use yet are told of in `reported::kinds`.
    told.filter(|warning| !warning.contains("nothing is made of it")).collect()
}

#[test]
fn what_is_typed_is_what_is_believed() {
    let scenario = parse("folder/x.toml", GOOD).unwrap();
    assert_eq!((scenario.name.as_str(), scenario.title.as_str()), ("x", "A test 测试"));
    assert_eq!(scenario.start, jiff::civil::date(2023, 1, 1).at(0, 0, 0, 0));
    assert_eq!(scenario.horizon, Span::from_secs(30 * 86_400));
    assert_eq!((scenario.warm_up, scenario.seed), (Span::from_secs(2 * 86_400), 7));
    assert_eq!(scenario.replications, 2);

    let pools: Vec<(&str, Nodes)> =
        scenario.centers[0].pools.iter().map(|pool| (pool.name.as_str(), pool.nodes)).collect();
    assert_eq!(pools, [("npu/big", Nodes::Named { count: 3 }), ("npu", Nodes::Named { count: 7 })]);
    assert_eq!(scenario.centers[0].pools[0].lock.as_ref().unwrap().owners, [GroupId(1)]);
    assert_eq!(scenario.centers[0].partitions[0].pools.len(), 2);
    assert_eq!(scenario.centers[0].peak_pflops_fp16(), 20.48);

    let names: Vec<&str> = scenario.tenants.iter().map(|tenant| tenant.name.as_str()).collect();
    assert_eq!((names[0], names[11], names[12]), ("firms-01", "firms-12", "labs"));
    assert_eq!((scenario.tenants[1].activity, scenario.tenants[1].shares), (0.5, 1));

    let training = &scenario.workloads[1];
    assert_eq!((training.demand, training.growth_per_year), (Demand::Load(0.25), 0.13));
    assert_eq!((training.since, training.size_max), (Time::from_secs(2 * 86_400), Some(64)));
    assert_eq!(training.until, Time::from_secs(19 * 86_400 + 43_200));
    let flow = &scenario.workloads[2];
    assert_eq!((flow.demand, flow.center.0, flow.partition.0), (Demand::JobsPerDay(3.5), 1, 0));
    assert_eq!((flow.since, flow.until), (Time::ZERO, Time::NEVER));

    let policy = &scenario.policies[0];
    assert_eq!((policy.backfill.as_str(), policy.placement.as_str()), ("none", "pack"));
}

#[test]
fn own_hardware_counts_like_that_of_the_catalogue() {
    let own = "[hardware.lab]\ncores = 64\nmemory = \"1 TB\"\naccelerators = 4\naccelerator = \"X1\"\n\
               fp16 = \"0.5 PFLOPS\"\nfp64 = \"10 TFLOPS\"\nidle = \"800 W\"\nbusy = \"2.5 kW\"\n";
    let text = format!("{}{own}", GOOD.replace("ascend-910-server", "lab"));
    let scenario = parse("x.toml", &text).unwrap();
    let node = &scenario.centers[0].pools[0].node_type;
    assert_eq!((node.capacity.cores, node.capacity.accelerators), (64, 4));
    assert_eq!(node.capacity.memory_mib, 953_674, "1 TB is 953,674.3 MiB");
    assert_eq!((node.peak_tflops.fp16, node.peak_tflops.fp64), (2_000.0, 40.0));
    assert_eq!(node.device.as_ref().unwrap().peak_tflops.fp16, 500.0);
    assert_eq!((node.idle_watts, node.busy_watts), (800.0, 2_500.0));
}

#[test]
fn a_locked_share_is_rounded_to_the_nearest_node_but_never_to_none() {
    for (share, locked) in [("0.1 %", 1), ("14 %", 1), ("15 %", 2), ("30 %", 3), ("99.9 %", 10)] {
        let text = GOOD.replace("share = \"30 %\"", &format!("share = \"{share}\""));
        // Everything may be locked here, if the labs own the other workload too.
        let text = text.replace("tenants = \"firms\"", "tenants = \"labs\"");
        let scenario = parse("x.toml", &text).unwrap();
        assert_eq!(scenario.centers[0].pools[0].nodes, Nodes::Named { count: locked }, "{share}");
    }
}

#[test]
fn named_members_come_first_and_the_rest_is_numbered() {
    let text = GOOD.replace("count = 12\nzipf = 1.0", "count = 3\nmembers = [\"jimu\"]\nweights = [5, 3, 1]");
    let scenario = parse("x.toml", &text).unwrap();
    let tenants: Vec<(&str, f64)> =
        scenario.tenants.iter().map(|tenant| (tenant.name.as_str(), tenant.activity)).collect();
    assert_eq!(tenants, [("jimu", 5.0), ("firms-2", 3.0), ("firms-3", 1.0), ("labs", 1.0)]);
}

#[test]
fn all_problems_of_a_file_are_told_at_once_in_its_order() {
    let mut text = GOOD.to_string();
    for (right, typed) in [
        ("seed = 7", "sede = 7"),
        ("nodes = 10", "nodes = 0"),
        ("share = \"30 %\"", "share = \"300 %\""),
        ("hardware = \"kunpeng-920-node\"", "hardware = \"kunpeng-node\""),
        ("center = \"b\"", "center = \"c\""),
        ("backfill = \"easy\"", "backfill = \"esy\""),
    ] {
        text = text.replacen(right, typed, 1);
    }
    let places: Vec<String> =
        problems(&text).iter().map(|problem| problem.split(": ").next().unwrap().to_string()).collect();
    let expected = [
        "x.toml:1:1",
        "x.toml:6:1",
        "x.toml:15:9",
        "x.toml:20:9",
        "x.toml:30:12",
        "x.toml:63:10",
        "x.toml:75:12",
    ];
    assert_eq!(places, expected);
}

#[test]
fn the_good_scenario_has_no_warnings() {
    assert_eq!(warnings(GOOD), Vec::<String>::new());
}

#[test]
fn what_is_legal_but_surely_not_meant_is_warned_of() {
    let cases: &[(&str, &str, &[&str])] = &[
        (
            "load = \"40 %\"",
            "load = \"85 %\"",
            &[
                "13:1: the load offered to partition `npu` passes 100 % of what there is for it on 2023-01-03; the queue grows without end while that lasts",
            ],
        ),
        (
            "load = \"40 %\"",
            "load = \"73 %\"",
            &[
                "13:1: the load of those without a lock on partition `npu` is 104 % of what there is for it; the queue grows without end while that lasts",
            ],
        ),
        (
            "load = \"25 %\"\ngrowth_per_year = \"13 %\"",
            "load = \"59 %\"\ngrowth_per_year = \"67 %\"",
            &[
                "13:1: the load offered to partition `npu` passes 100 % of what there is for it on 2023-01-13; the queue grows without end while that lasts",
            ],
        ),
        (
            "tenants = \"labs\"\nload",
            "tenants = \"firms\"\nload",
            &["18:1: lock `big` idles: none of its owners sends work to partition `npu`"],
        ),
        (
            "count = 12\n",
            "count = 12\n[[tenants]]\nname = \"idlers\"\n",
            &["36:8: no workload comes from tenants `idlers`"],
        ),
        (
            "since = 2023-01-03\nuntil = 2023-01-20T12:00:00",
            "since = 2023-02-03",
            &["56:9: workload `training` begins after the end of the scenario"],
        ),
        (
            "order = \"fcfs\"\nbackfill = \"easy\"\nplacement = \"spread\"",
            "order = \"fcfs\"",
            &["73:8: policy `easy` is the same as `fcfs`"],
        ),
        (
            "application = \"cfd\"",
            "application = \"weather\"",
            &["64:13: workload `flow`: jobs of 4125 cores and more are cut to 640, the most they may have"],
        ),
        (
            "center = \"b\"\npartition = \"cpu\"",
            "center = \"a\"\npartition = \"npu\"",
            &["27:1: nobody uses partition `cpu`"],
        ),
    ];
    for (right, typed, expected) in cases {
        assert!(GOOD.contains(right), "`{right}` is no piece of the good scenario");
        let expected: Vec<String> = expected.iter().map(|warning| format!("x.toml:{warning}")).collect();
        assert_eq!(warnings(&GOOD.replacen(right, typed, 1)), expected, "`{right}` became `{typed}`");
    }
}
