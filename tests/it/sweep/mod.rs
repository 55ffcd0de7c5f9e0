//! Sweeps: the same bytes however they are run, stopped and put together; no cell twice; and what they tell of axes.

mod bad;
mod designs;
mod engines;
mod figures;
mod ishigami;
mod stopped;

use crate::resume::Desk;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The smallest scenario, of one day.
fn desk() -> Desk {
    let text = include_str!("../../../scenarios/smoke.toml");
    let short = text
        .replace("horizon = \"7 days\"", "horizon = \"1 day\"")
        .replace("warm_up = \"1 day\"", "warm_up = \"2 h\"");
    assert_ne!(text, short);
    Desk::with(&[("smoke.toml", &short)])
}

/// Three values of one key, two of another, under two policies, twice each: 24 cells.
const SWEEP: [&str; 6] =
    ["sweep", "smoke.toml", "--set", "center.tiny.partition.npu.nodes=3..5", "--set", "load=80 %,120 %"];

/// Everything that a sweep leaves in a folder but its cells, by name.
fn results(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for part in [folder.to_owned(), folder.join("plots")] {
        for entry in fs::read_dir(&part).expect("it is there") {
            let path = entry.expect("it is there").path();
            if path.is_file() {
                let name = path.strip_prefix(folder).expect("it lies there").display().to_string();
                files.insert(name, fs::read(&path).expect("it can be read"));
            }
        }
    }
    files
}

/// Runs a sweep into a folder.
fn sweep(desk: &Desk, more: &[&str], out: &str) -> String {
    desk.good(&[&SWEEP[..], &["--out", out], more].concat())
}

#[test]
fn a_sweep_has_the_same_bytes_on_any_number_of_threads_and_in_parts() {
    let desk = desk();
    let text = sweep(&desk, &["--threads", "1"], "one");
    let expected = results(&desk.path("one"));
    assert!(expected.contains_key("results.csv") && expected.contains_key("results.parquet"));
    assert!(expected.keys().filter(|name| name.ends_with(".svg")).count() == 3, "{:?}", expected.keys());
    assert!(
        text.contains("24 cells (a grid: 6 points under 2 policies, 2 runs of each): 24 run, 0 reused."),
        "{text}"
    );
    assert!(text.starts_with("Best (least) mean wait: ") && text.contains("What matters most: `"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    sweep(&desk, &["--threads", "7"], "seven");
    assert!(results(&desk.path("seven")) == expected);
    // Parts in folders of their own, and in one folder that all see.
    for part in 1..=5 {
        let shard = format!("{part}/5");
        sweep(&desk, &["--shard", &shard], &format!("part-{part}"));
        let told = sweep(&desk, &["--shard", &shard], "shared");
        assert_eq!(told.contains("All cells are done"), part == 5, "{told}");
    }
    let folders: Vec<String> = (1..=5).map(|part| format!("part-{part}")).collect();
    let words: Vec<&str> =
        ["merge"].into_iter().chain(folders.iter().map(String::as_str)).chain(["--out", "merged"]).collect();
    desk.good(&words);
    assert!(results(&desk.path("merged")) == expected);
    desk.good(&["merge", "shared"]);
    assert!(results(&desk.path("shared")) == expected);
}

#[test]
fn a_cell_that_is_done_is_never_run_again() {
    let desk = desk();
    sweep(&desk, &["--shard", "2/3"], "out");
    let text = sweep(&desk, &[], "out");
    assert!(text.contains("16 run, 8 reused."), "{text}");
    let again = sweep(&desk, &[], "out");
    assert!(again.contains("0 run, 24 reused."), "{again}");
    // Another figure of the same sweep needs no run.
    let other = sweep(&desk, &["--metric", "utilization"], "out");
    assert!(
        other.contains("0 run, 24 reused.") && other.starts_with("Best (greatest) utilization: "),
        "{other}"
    );
    let json = sweep(&desk, &["--json", "--metric", "p95 wait of tuning"], "out");
    let json: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(json["metric"], "wait_secs_p95");
    assert_eq!((&json["scope"], &json["name"]), (&"class".into(), &"tuning".into()));
    assert_eq!(json["cells_reused"], 24);
}

/// CSV and Parquet hold the same, and each row what a comparison of the same scenario says.
#[test]
fn results_are_those_of_a_comparison_and_alike_in_both_formats() {
    let desk = desk();
    sweep(&desk, &[], "out");
    let csv = desk.text("out/results.csv");
    let parquet = suanli::report::schedule_text(&desk.path("out/results.parquet")).expect("it is Parquet");
    assert!(csv == parquet, "{}\n{}", &csv[..2_000], &parquet[..2_000]);
    let changed = desk.text("smoke.toml").replace("\nnodes = 4 ", "\nnodes = 5 ");
    fs::write(desk.path("five.toml"), changed).expect("it can be written");
    // At full load nothing but the number of nodes is another.
    let line = "sweep smoke.toml --set center.tiny.partition.npu.nodes=5 --out five";
    assert!(desk.run(line).status.success());
    assert!(desk.run("compare five.toml --out compared").status.success());
    let mut compared: Vec<String> = Vec::new();
    for line in desk.text("compared/values.csv").lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        compared.push([cells[0], cells[1], cells[2], cells[3], cells[4], cells[6]].join(","));
    }
    let mut swept: Vec<String> = Vec::new();
    let text = desk.text("five/results.csv");
    let names: Vec<&str> = text.lines().next().expect("it has columns").split(',').collect();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!(cells[2], "5");
        let metrics = suanli::metrics::METRICS.iter().map(|metric| metric.name);
        for name in metrics {
            let place = names.iter().position(|column| *column == name).expect("each metric is a column");
            if !cells[place].is_empty() {
                swept.push([cells[3], cells[4], cells[6], cells[7], name, cells[place]].join(","));
            }
        }
    }
    compared.sort();
    swept.sort();
    assert!(1_000 < swept.len());
    assert_eq!(swept, compared);
}

#[test]
fn a_folder_holds_one_sweep_and_says_what_another_has_otherwise() {
    let desk = desk();
    sweep(&desk, &["--shard", "1/24"], "out");
    let refused = |words: &[&str], parts: &[&str]| {
        let output = desk.output(words);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{told}");
        parts.iter().for_each(|part| assert!(told.contains(part), "{part}: {told}"));
    };
    let with = |more: &[&'static str]| [&SWEEP[..], &["--out", "out"], more].concat();
    refused(
        &with(&["--replications", "3"]),
        &["another sweep lies there", "the replications: 2 there, 3 here"],
    );
    refused(&with(&["--seed", "9"]), &["the options:  there, --seed 9 here"]);
    refused(&with(&["--policy", "easy"]), &["the policies: fcfs, easy there, easy here"]);
    refused(&with(&["--set", "seed=1,2"]), &["the axes: center.tiny.partition.npu.nodes, load there"]);
    let text = desk.text("smoke.toml");
    fs::write(desk.path("smoke.toml"), format!("{text}# changed\n")).expect("it can be written");
    refused(&with(&[]), &["which differs in the text of the scenario"]);
    fs::write(desk.path("smoke.toml"), text).expect("it can be written");
    let old = desk.text("out/sweep.json").replace(env!("CARGO_PKG_VERSION"), "0.0.1");
    fs::write(desk.path("out/sweep.json"), old).expect("it can be written");
    refused(&with(&[]), &["the sweep was made by suanli 0.0.1"]);
}
