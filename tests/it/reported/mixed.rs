//! Jobs of several nodes in partitions of several kinds of node, keys of which nothing is made, and advice that was taken already.

use crate::resume::Desk;
use suanli::scenario::{Understood, check};

const MIXED: &str = r#"[scenario]
title = "Two kinds of node"
start = 2024-03-01
horizon = "2 days"
seed = 1
replications = 1
[hardware.fat]
cores = 64
memory = "1 TiB"
[hardware.thin]
cores = 32
memory = "256 GiB"
[hardware.odd]
cores = 16
memory = "2 TiB"
[[center]]
name = "hpc"
title = "HPC"
[[center.partition]]
name = "fat"
nodes = 6
hardware = "fat"
[[center.partition]]
name = "thin"
nodes = 6
hardware = "thin"
[[center.partition]]
name = "odd"
nodes = 2
hardware = "odd"
[[center.partition]]
name = "all"
of = ["fat", "thin", "odd"]
[[tenants]]
name = "users"
[[workload]]
name = "wide"
center = "hpc"
partition = "all"
tenants = "users"
log = "wide.psv"
unit = "nodes"
[[policy]]
name = "easy"
order = "fcfs"
backfill = "easy"
"#;

/// Three jobs of so many nodes.
fn log(nodes: u32) -> String {
    let row = |job: u32| {
        format!(
            "{job}|ana|2024-03-01T00:0{job}:00|2024-03-01T01:00:00|2024-03-01T01:10:00|00:20:00|{nodes}|COMPLETED\n"
        )
    };
    format!("JobID|User|Submit|Start|End|Timelimit|NNodes|State\n{}", (1..=3).map(row).collect::<String>())
}

#[test]
fn jobs_of_several_nodes_run_on_nodes_of_several_kinds() {
    for (nodes, finished) in [(6, true), (8, true), (12, true), (14, true), (15, false)] {
        let desk = Desk::with(&[("wide.psv", &log(nodes)), ("a.toml", MIXED)]);
        let output = desk.run("run a.toml --json");
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.success(), finished, "{nodes}: {told}");
        if finished {
            let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
            assert!(json.to_string().contains("\"jobs_finished\""), "{nodes}");
            let csv = desk.run("run a.toml --out out --jobs-format csv");
            assert!(csv.status.success());
            let jobs = desk.text("out/jobs-easy.csv");
            assert_eq!(jobs.matches(",finished,").count(), 3, "{nodes}: {jobs}");
        } else {
            assert!(told.contains("no job can run there"), "{told}");
        }
    }
}

#[test]
fn a_component_of_whole_nodes_takes_whatever_kinds_there_are() {
    let component = |nodes: u32| {
        MIXED
            .replace(
                "log = \"wide.psv\"\nunit = \"nodes\"\n",
                "application = \"cfd\"\nload = \"5 %\"\nsize_max = 16\n",
            )
            .replace("[[policy]]", &format!("[[workload.component]]\nnodes = {nodes}\n[[policy]]"))
    };
    check("a.toml", &component(10)).unwrap_or_else(|errors| panic!("{errors}"));
    let errors = check("a.toml", &component(15)).expect_err("there are fewer nodes");
    assert!(errors.to_string().contains("needs 15 nodes"), "{errors}");
}

#[test]
fn keys_of_which_nothing_is_made_need_not_be_there_and_are_told_of_once() {
    let text =
        MIXED.replace("log = \"wide.psv\"\nunit = \"nodes\"\n", "application = \"cfd\"\nload = \"5 %\"\n");
    let plain = check("a.toml", &text).unwrap_or_else(|errors| panic!("{errors}"));
    assert!(
        !plain.warnings.iter().any(|warning| warning.message.contains("nothing is made")),
        "{:?}",
        plain.warnings
    );
    assert!(!Understood::of(&plain.scenario).to_string().contains(" W idle"));
    let power = "memory = \"1 TiB\"\nidle = \"200 W\"\nbusy = \"600 W\"\n";
    let qos = "[[qos]]\nname = \"high\"\nprice = 1.5\n[[policy]]";
    let text = text
        .replace("memory = \"1 TiB\"\n", power)
        .replace("memory = \"256 GiB\"\n", "memory = \"256 GiB\"\nidle = \"100 W\"\n")
        .replace("[[policy]]", qos);
    let told = check("a.toml", &text).unwrap_or_else(|errors| panic!("{errors}"));
    let told: Vec<&str> = told.warnings.iter().map(|warning| warning.message.as_str()).collect();
    let count = |part: &str| told.iter().filter(|message| message.contains(part)).count();
    assert_eq!(
        (count("power (`idle`, `busy`): nothing is made of it"), count("price: nothing is made of it")),
        (1, 1)
    );
}

#[test]
fn a_size_that_is_bounded_already_is_to_be_bounded_more() {
    let text = MIXED
        .replace(
            "log = \"wide.psv\"\nunit = \"nodes\"\n",
            "application = \"cfd\"\nload = \"5 %\"\nsize_max = 512\n",
        )
        .replace("partition = \"all\"", "partition = \"fat\"")
        .replace("nodes = 6\nhardware = \"fat\"", "nodes = 2\ndemand_nodes = 12\nhardware = \"fat\"");
    let checked = check("a.toml", &text).unwrap_or_else(|errors| panic!("{errors}"));
    let help: Vec<&str> = checked.warnings.iter().filter_map(|warning| warning.help.as_deref()).collect();
    assert!(help.iter().any(|help| help.contains("a smaller `size_max`")), "{:?}", checked.warnings);
}
