//! Qualities of service as users of Slurm write them: what `multifactor` weighs is the priority of the job's QOS.

use std::fs;
use std::path::Path;
use std::process::Command;

/// One core for a day; two workloads whose jobs come from logs.
const SCENARIO: &str = r#"
[scenario]
title = "Two qualities of service under multifactor"
start = 2026-01-01
horizon = "1 days"
seed = 1
replications = 1

[[center]]
name = "c"
title = "c"

[[center.partition]]
name = "p"
nodes = 1
hardware = "one"

[hardware.one]
cores = 1
memory = "1 GiB"
idle = "100 W"
busy = "200 W"

[[tenants]]
name = "u"

[[qos]]
name = "low"
priority = 1

[[qos]]
name = "high"
priority = 1000

[[workload]]
name = "first"
log = "first.csv"
columns = "columns.toml"
begins_with = "time-zero"
center = "c"
tenants = "u"
qos = "low"

[[workload]]
name = "second"
log = "second.csv"
columns = "columns.toml"
begins_with = "time-zero"
center = "c"
tenants = "u"
qos = "high"

[[policy]]
name = "p"
order = "multifactor"

[policy.multifactor]
age = 0
fair_share = 0
job_size = 0
partition = 0
qos = 100000
"#;

const COLUMNS: &str = r#"
[columns]
job = "job"
submit = "submit"
run = "run"
walltime = "limit"
nodes = "nodes"
cores_per_node = "cores"
user = "user"
"#;

/// One job runs, one of the lower QOS comes next, and one of the higher QOS last.
const FIRST: &str = "job,submit,nodes,cores,limit,run,user\n1,0,1,1,300,200,u\n2,10,1,1,300,200,u\n";
const SECOND: &str = "job,submit,nodes,cores,limit,run,user\n3,20,1,1,300,200,u\n";

/// The starts of the three jobs in seconds, in the order in which they start.
fn starts(folder: &Path, scenario: &str) -> Vec<String> {
    for (name, text) in
        [("55.toml", scenario), ("columns.toml", COLUMNS), ("first.csv", FIRST), ("second.csv", SECOND)]
    {
        fs::write(folder.join(name), text).expect("there is room for small files");
    }
    let output = Command::new(env!("CARGO_BIN_EXE_suanli"))
        .args(["run", "55.toml", "--out", "out", "--jobs-format", "csv"])
        .current_dir(folder)
        .output()
        .expect("the command is there");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let jobs = fs::read_to_string(folder.join("out/jobs-p.csv")).expect("it was written");
    let mut lines = jobs.lines().map(|line| line.split(',').collect::<Vec<&str>>());
    let head = lines.next().expect("a file has a head");
    let column = |name: &str| head.iter().position(|column| *column == name).expect("the column is there");
    let (start, class) = (column("start_secs"), column("class"));
    let mut starts: Vec<(u32, &str)> =
        lines.map(|row| (row[start].parse().expect("it is a number"), row[class])).collect();
    starts.sort_unstable();
    starts.into_iter().map(|(start, class)| format!("{class} {start}")).collect()
}

#[test]
fn the_job_of_the_higher_qos_goes_first() {
    let folder = tempfile::tempdir().expect("a folder for a while");
    assert_eq!(starts(folder.path(), SCENARIO), ["first 0", "second 200", "first 400"]);
}

#[test]
fn a_workload_without_a_qos_weighs_nothing() {
    let folder = tempfile::tempdir().expect("a folder for a while");
    // The first workload asks for none, and its own priority is nothing to this order.
    let told = SCENARIO.replacen("qos = \"low\"", "priority = 9", 1);
    assert_eq!(starts(folder.path(), &told), ["first 0", "second 200", "first 400"]);
    // Without any the order of submission is left.
    let told = SCENARIO.replace("qos = \"low\"\n", "").replace("qos = \"high\"\n", "priority = 9\n");
    assert_eq!(starts(folder.path(), &told), ["first 0", "first 200", "second 400"]);
}
