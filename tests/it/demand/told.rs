//! What people are told of demand: by `check`, where a load is of nothing stated, and where something is wrong.

use crate::resume::{Desk, SAVED};
use std::fs;
use suanli::scenario::{Understood, UnderstoodDemand, check};
use suanli::workload::Unit;

/// Two partitions of one centre, of which the second may have any number of keys more.
pub(super) const SMALL: &str = r#"[scenario]
title = "Small"
start = 2023-01-02
horizon = "30 days"
seed = 7
replications = 1
[[center]]
name = "a"
title = "A"
[[center.partition]]
name = "npu"
nodes = 10
hardware = "ascend-910-server"
[[center.partition]]
name = "cpu"
nodes = 5
hardware = "kunpeng-920-node"
[[center.partition]]
name = "all"
of = ["npu", "cpu"]
[[tenants]]
name = "firms"
[[workload]]
name = "tuning"
application = "fine-tuning"
center = "a"
partition = "npu"
tenants = "firms"
load = "40 %"
[[workload]]
name = "flow"
application = "cfd"
center = "a"
partition = "cpu"
tenants = "firms"
load = "25 %"
[[workload]]
name = "mix"
model = "lublin"
center = "a"
partition = "all"
tenants = "firms"
load = "10 %"
[[policy]]
name = "easy"
order = "fcfs"
backfill = "easy"
"#;

fn said(text: &str) -> String {
    Understood::of(&check("x.toml", text).unwrap_or_else(|errors| panic!("{errors}")).scenario).to_string()
}

pub(super) fn warned(text: &str) -> Vec<String> {
    let checked = check("x.toml", text).unwrap_or_else(|errors| panic!("{errors}"));
    checked.warnings.iter().map(ToString::to_string).collect()
}

#[track_caller]
fn wrong(text: &str, told: &[&str]) {
    let errors = check("x.toml", text).expect_err("something is wrong with it");
    let found: Vec<String> =
        errors.problems.iter().map(|problem| problem.to_string().replace("x.toml:", "")).collect();
    assert_eq!(found, told);
}

#[test]
fn check_tells_jobs_and_hours_beside_each_load() {
    let text = SMALL.replace("nodes = 10", "nodes = 12\ndemand_nodes = 10");
    let understood = Understood::of(&check("x.toml", &text).expect("it is right").scenario);
    let UnderstoodDemand { jobs_per_day, unit, unit_hours_per_day, of_nodes, is_stated, load, .. } =
        understood.demands[0];
    // 40 % of 80 accelerators for 24 hours, and a third of the 96 that there are.
    assert!((unit_hours_per_day - 768.0).abs() < 1e-6 && unit == Unit::Accelerators, "{unit_hours_per_day}");
    assert!((load - 1.0 / 3.0).abs() < 1e-9 && 0.0 < jobs_per_day, "{load}");
    assert_eq!((of_nodes, is_stated, understood.demands[1].is_stated), (10, true, false));
    let said = understood.to_string();
    assert!(said.contains("npu: 12 nodes of ascend-910-server, demand stated for 10 nodes\n"), "{said}");
    assert!(
        said.contains(" jobs and 768 accelerator-hours a day, 33.3 % of the 12 that there are) of fine-tuning from firms to a/npu"),
        "{said}"
    );
    assert!(said.contains("tuning: load 40 % of 10 nodes ("), "{said}");
    // 25 % of 5 nodes of 128 cores; a partition of others counts what its parts are stated for.
    assert!(
        said.contains("flow: load 25 % of 5 nodes (") && said.contains(" and 3840 core-hours a day)"),
        "{said}"
    );
    assert!(
        said.contains("mix: load 10 % of 15 nodes (") && said.contains(" and 36 node-hours a day, "),
        "{said}"
    );
    let follows = "cpu: 5 nodes of kunpeng-920-node, and loads are shares of however many there are: `demand_nodes = 5` keeps the demand when `nodes` changes";
    assert!(said.contains(follows), "{said}");
}

#[test]
fn hours_a_day_are_what_comes() {
    let hours = said(&SMALL.replace("load = \"40 %\"", "accelerator_hours_per_day = 768"));
    let load = said(SMALL);
    let jobs = |said: &str| {
        let line = said.lines().find(|line| line.contains(" tuning: ")).expect("it is told");
        let jobs = line.split_once('(').expect("jobs stand in brackets").1;
        jobs.split_once(" jobs").expect("there are some").0.to_owned()
    };
    assert_eq!(jobs(&hours), jobs(&load));
    assert!(hours.contains("tuning: 768 accelerator-hours a day ("), "{hours}");
    let jobs = said(&SMALL.replace("load = \"25 %\"", "jobs_per_day = 1"));
    assert!(jobs.contains("flow: 1 job a day (") && jobs.contains(" core-hours) of cfd"), "{jobs}");
}

#[test]
fn a_load_of_nothing_stated_is_ambiguous_once_other_nodes_are_in_play() {
    assert_eq!(warned(SMALL), [""; 0]);
    assert_eq!(warned(&SMALL.replace("nodes = 10", "nodes = 10\ndemand_nodes = 10")), [""; 0]);
    let ambiguous = |line: usize| {
        format!(
            "x.toml:{line}:8: load: a share of however many nodes `cpu` may have, whereas other demand is stated for other nodes \
             than there are; say `demand_nodes = 5` in `cpu`, and it stays when the nodes are changed"
        )
    };
    let found = warned(&SMALL.replace("nodes = 10", "nodes = 12\ndemand_nodes = 10"));
    assert_eq!(found, [ambiguous(37), ambiguous(44)]);
    let stated = SMALL.replace("nodes = 10", "nodes = 12\ndemand_nodes = 10");
    assert_eq!(warned(&stated.replace("nodes = 5", "nodes = 5\ndemand_nodes = 5")), [""; 0]);
}

#[test]
fn jobs_that_outgrow_the_nodes_are_told() {
    let fewer = SMALL.replace("nodes = 10", "nodes = 2\ndemand_nodes = 10");
    let found = warned(&fewer.replace("nodes = 5", "nodes = 5\ndemand_nodes = 5").replace("40 %", "4 %"));
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(
        found[0],
        "x.toml:25:1: workload `tuning`: its largest jobs do not fit into partition `npu` and are turned away; they are as large as the \
         nodes allow for which the demand is stated (`demand_nodes`); leave it so, if that is the question; else give the \
         workload a `size_max`"
    );
}

#[test]
fn each_mistake_about_demand_is_told_with_its_place_and_what_would_be_right() {
    let load = "load = \"40 %\"";
    wrong(
        &SMALL.replace("nodes = 10", "nodes = 10\ndemand_nodes = 0"),
        &["13:16: demand_nodes: expected a whole number from 1 to 1000000, found the number 0"],
    );
    wrong(
        &SMALL.replace("of = [", "demand_nodes = 15\nof = ["),
        &[
            "20:16: demand_nodes: the partition consists of others, and has no nodes of its own; leave it out, or leave `of` out",
        ],
    );
    wrong(
        &SMALL.replace(load, "core_hours_per_day = 5"),
        &["29:22: core_hours_per_day: the jobs of `fine-tuning` count accelerators, found hours of cores; \
             say `accelerator_hours_per_day`, or `jobs_per_day`"],
    );
    wrong(
        &SMALL.replace(load, "load = \"40 %\"\naccelerator_hours_per_day = 5"),
        &["30:29: accelerator_hours_per_day: the workload has a `load` already; give one of the two"],
    );
    wrong(
        &SMALL.replace("nodes = 10", "nodes = 10\ndemand_nodes = 1000000").replace("ascend-910-server", "own").replace(
            "[[tenants]]",
            "[hardware.own]\ncores = 100000\nmemory = \"1 GiB\"\naccelerators = 8\nidle = \"1 kW\"\nbusy = \"2 kW\"\n[[tenants]]",
        ),
        &[
            "13:16: demand_nodes: nodes: the centre would have 100000000640 cores or accelerators; at most 4294967295 can be",
        ],
    );
}

#[test]
fn a_branch_with_other_nodes_tells_of_loads_of_nothing_stated() {
    let desk = Desk::new();
    let stated = fs::read_to_string(desk.path("smoke.toml")).expect("it is there");
    let key = stated.lines().find(|line| line.starts_with("demand_nodes")).expect("it says so");
    fs::write(desk.path("smoke.toml"), stated.replace(key, "")).expect("it can be written to");
    let question = ["run", "smoke.toml", "--policy", "fcfs+easy", "--replications", "1", "--out", "plain"];
    desk.good(&[&question[..], &SAVED].concat());
    let state = desk.states().remove(0);
    let told = |set: &str| {
        let output = desk.output(&["branch", &state, "--set", set, "--out", "other"]);
        assert!(output.status.success());
        String::from_utf8(output.stderr).expect("it is text")
    };
    let warning = "the load is a share of however many nodes `npu` has; the branch keeps that of 4 nodes, and with \
                   `demand_nodes = 4` in the `[[center.partition]]` so does the scenario";
    assert!(told("capacity.npu=6").contains(warning), "{}", told("capacity.npu=6"));
    assert!(!told("capacity.npu=4").contains("warning"));
    assert!(!told("policy=fcfs+none").contains("warning"));
    fs::remove_dir_all(desk.path("states")).expect("they are there");
    fs::write(desk.path("smoke.toml"), stated).expect("it can be written to");
    desk.good(&[&question[..], &SAVED].concat());
    assert!(!told("capacity.npu=6").contains("warning"));
}
