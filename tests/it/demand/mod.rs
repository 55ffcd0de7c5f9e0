//! Demand stays when the capacity changes: more nodes bring neither more jobs nor other ones.

mod left;
mod ramps;
mod random;
mod told;

use crate::support::traces;
use std::fs;
use std::path::{Path, PathBuf};
use suanli::experiment::{Settings, compare, source_of};
use suanli::metrics::{Scope, place};
use suanli::model::{ClassId, Job, Streams, Terms};
use suanli::scenario::{Scenario, check_file_with_logs_in, parse};
use suanli::workload::Demand;

/// So many jobs of a scenario are compared.
const JOBS_MOST: usize = 3_000;

/// The first jobs of a scenario, as they come where nobody is told of any ending, each with its terms.
fn jobs(scenario: &Scenario) -> Vec<(Job, Option<Terms>)> {
    let mut source = source_of(scenario, Streams::new(scenario.seed, 0));
    let mut jobs = Vec::new();
    while jobs.len() < JOBS_MOST && source.next_submit().expect("the jobs can be made").is_some() {
        let job = source.take();
        jobs.push((job, source.terms().cloned()));
    }
    jobs
}

/// Does something with every partition of a scenario that has nodes of its own.
fn each_partition(file: &mut toml::Table, mut change: impl FnMut(&mut toml::Table)) {
    for center in file["center"].as_array_mut().expect("there are centres") {
        for partition in center["partition"].as_array_mut().expect("there are partitions") {
            let partition = partition.as_table_mut().expect("it is a table");
            if partition.contains_key("nodes") {
                change(partition);
            }
        }
    }
}

fn nodes(partition: &toml::Table) -> i64 {
    partition["nodes"].as_integer().expect("it is a number")
}

/// The text of a scenario whose partitions have so many nodes more, and nothing else is changed.
fn with_more_nodes(text: &str, more: i64) -> String {
    let mut file: toml::Table = text.parse().expect("it is TOML");
    each_partition(&mut file, |partition| {
        let nodes = nodes(partition) + more;
        partition.insert("nodes".into(), nodes.into());
    });
    file.to_string()
}

/// The scenarios of a folder.
fn shipped(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let files = fs::read_dir(folder).expect("scenarios are shipped");
    let mut paths: Vec<PathBuf> = files.map(|file| file.expect("it can be read").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "toml"));
    paths.sort();
    paths
}

#[test]
fn more_nodes_change_no_job_of_a_shipped_scenario() {
    let paths = shipped("scenarios");
    assert!(9 <= paths.len());
    for path in paths {
        let text = fs::read_to_string(&path).expect("it can be read");
        let read = |text: &str| parse("x.toml", text).unwrap_or_else(|errors| panic!("{errors}"));
        let (usual, grown) = (read(&text), read(&with_more_nodes(&text, 20)));
        assert!(usual.centers != grown.centers, "{}", path.display());
        let (usual, grown) = (jobs(&usual), jobs(&grown));
        assert!(1_000 <= usual.len(), "{}: {}", path.display(), usual.len());
        assert!(usual == grown, "{}", path.display());
    }
}

#[test]
fn more_nodes_change_no_job_of_a_recorded_slurm() {
    let Some(recordings) = traces().and_then(|traces| Some(traces.parent()?.join("slurm-truth"))) else {
        return;
    };
    let is_scenario =
        |path: &PathBuf| !path.ends_with("columns.toml") && !path.ends_with("columns-with-memory.toml");
    for path in shipped("scenarios/slurm").into_iter().filter(is_scenario) {
        if !recordings.is_dir() {
            return;
        }
        let text = fs::read_to_string(&path).expect("it can be read");
        let folder = tempfile::tempdir().expect("a folder for a while");
        for name in ["columns.toml", "columns-with-memory.toml"] {
            fs::copy(path.with_file_name(name), folder.path().join(name))
                .expect("there is room for small files");
        }
        let read = |text: &str| {
            let path = folder.path().join("x.toml");
            fs::write(&path, text).expect("there is room for a small file");
            let checked = check_file_with_logs_in(&path, &recordings);
            jobs(&checked.unwrap_or_else(|errors| panic!("{}: {errors}", path.display())).scenario)
        };
        assert!(read(&text) == read(&with_more_nodes(&text, 3)), "{}", path.display());
    }
}

/// What the planner of the AI computing centre asks: do twenty more nodes help?
#[test]
fn twenty_more_nodes_serve_the_same_jobs_sooner() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/wuhan-ai-center.toml");
    let text = fs::read_to_string(path).expect("it is shipped");
    assert!(text.contains("\nnodes = 98 "));
    let read = |text: &str| {
        let mut scenario = parse("x.toml", text).unwrap_or_else(|errors| panic!("{errors}"));
        scenario.replications = 2;
        scenario.horizon = suanli::model::Span::from_secs(70 * 86_400);
        scenario.policies.truncate(2);
        scenario
    };
    let (now, grown) = (read(&text), read(&text.replace("\nnodes = 98 ", "\nnodes = 118 ")));
    assert_eq!((now.centers[0].pools[0].nodes.size(), grown.centers[0].pools[0].nodes.size()), (98, 118));
    let settings = Settings { threads: 2, ..Settings::default() };
    let [now, grown] = [now, grown]
        .map(|scenario| compare(&scenario, settings, &()).expect("synthetic jobs can always be made"));
    let scopes = now.scopes();
    let mean = |comparison: &suanli::experiment::Comparison, policy: usize, scope: usize, metric| {
        let estimates = &comparison.estimates[policy][scope].1;
        estimates[place(metric).expect("there is such a metric")].expect("it is told").mean
    };
    for policy in 0..2 {
        for (scope, name) in scopes.iter().enumerate() {
            let [before, after] =
                [&now, &grown].map(|comparison| mean(comparison, policy, scope, "jobs_submitted"));
            assert!((before - after).abs() < 1e-9, "{name:?}: {before} and {after} jobs");
        }
        for metric in ["wait_secs_mean", "wait_secs_p95"] {
            let [before, after] = [&now, &grown].map(|comparison| mean(comparison, policy, 0, metric));
            assert!(after < before / 2.0, "{metric}: {before} and {after} s");
        }
    }
    assert!(scopes.contains(&Scope::Class(ClassId(0))));
}

/// The same nodes as those for which the demand is stated are what nothing stated means.
#[test]
fn a_load_is_of_the_nodes_that_there_are_where_nothing_else_is_said() {
    let text = fs::read_to_string(shipped("scenarios").pop().expect("there is one")).expect("it can be read");
    let mut file: toml::Table = text.parse().expect("it is TOML");
    each_partition(&mut file, |partition| drop(partition.remove("demand_nodes").expect("it says so")));
    let read = |text: &str| parse("x.toml", text).unwrap_or_else(|errors| panic!("{errors}"));
    let (stated, unstated) = (read(&text), read(&file.to_string()));
    assert_eq!(stated.basis.centers, unstated.basis.centers);
    assert!(jobs(&stated) == jobs(&unstated));
    let grown = read(&with_more_nodes(&file.to_string(), 20));
    assert!(jobs(&grown) != jobs(&unstated), "the load follows the nodes, and `check` says so");
    let loads = |scenario: &Scenario| {
        let shares = scenario.workloads.iter().filter(|workload| matches!(workload.demand, Demand::Load(_)));
        shares.map(|workload| scenario.offered_load(workload)).collect::<Vec<f64>>()
    };
    assert!(loads(&grown).iter().zip(loads(&unstated)).all(|(one, other)| (one - other).abs() < 1e-9));
}
