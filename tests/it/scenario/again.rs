//! What was run is run again from its `summary.json`: every file has the same bytes.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// A log of three jobs, one of which asks for more than it needs.
const LOGGED: &str = r#"
[scenario]
title = "A log beside users who wait"
start = 2023-01-02
horizon = "4 days"
warm_up = "2 h"
seed = 5
replications = 2

[[center]]
name = "here"
title = "Here"

[[center.partition]]
name = "cpu"
nodes = 4
hardware = "kunpeng-920-node"

[[tenants]]
name = "users"
count = 3
zipf = 1

[[workload]]
name = "replayed"
log = "jobs.csv"
columns = "columns.toml"
center = "here"
tenants = "users"

[[workload]]
name = "waiting"
model = "lublin"
center = "here"
tenants = "users"
load = "60 %"
feedback = "sessions"

[[policy]]
name = "slurm"
order = "multifactor"
backfill = "easy"
[policy.multifactor]
age = 500
half_life = "2 days"

[[policy]]
name = "fcfs"
order = "fcfs"
"#;

const COLUMNS: &str =
    "[columns]\njob = \"job\"\nsubmit = \"submit\"\nrun = \"run\"\nnodes = \"nodes\"\nuser = \"user\"\n";
const JOBS: &str = "job,submit,nodes,run,user\n1,5,1,20000,a\n2,3600,2,300,b\n3,7200,4,10,a\n";

fn suanli(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_suanli"));
    command.args(arguments).current_dir(folder).output().expect("the command is there")
}

/// What the command says on stdout; it must have been good.
#[track_caller]
fn good(folder: &Path, arguments: &[&str]) -> String {
    let output = suanli(folder, arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("results are UTF-8")
}

/// All files by name of a folder to which a scenario was run, but for how long it took.
fn files(folder: &Path, scenario: &str) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("it was written") {
        let path = entry.expect("it can be read").path();
        let name = path.file_name().expect("it has a name").to_string_lossy().into_owned();
        if path.is_dir() {
            files.extend(self::files(&path, scenario));
        } else if name == "manifest.json" {
            // The page names the file that was run, so that its sum is another.
            let text = fs::read_to_string(&path).expect("it can be read");
            let lines = text.lines().filter(|line| !line.contains("report.html"));
            files.push((name, lines.collect::<String>().into_bytes()));
        } else if name == "report.html" {
            let text = fs::read_to_string(&path).expect("it can be read");
            files.push((name, results_of_page(&text, scenario).into_bytes()));
        } else if name != "timing.json" {
            files.push((name, fs::read(&path).expect("it can be read")));
        }
    }
    files.sort();
    files
}

/// A page without the name of the file that was run, and without what is told of how it was typed and how to run it again.
fn results_of_page(page: &str, scenario: &str) -> String {
    let (before, rest) = page.split_once("<section id=\"scenario\"").expect("it says how to run it again");
    let (_, after) = rest.split_once("</section>").expect("sections end");
    let page = [before, after].join("");
    // A page has its own way to write the marks of a shell.
    let plain =
        ["&#39;", "&#x27;", "&apos;", "\\u0027"].iter().fold(page, |page, mark| page.replace(mark, "'"));
    plain.replace(scenario, "FILE")
}

/// The scenario as commands name it that ask about the same: with what was asked instead of what it says.
fn named(scenario: &str, arguments: &[&str]) -> String {
    let mut named = scenario.to_owned();
    for option in ["--seed", "--horizon", "--warm-up", "--logs"] {
        let value = arguments.iter().skip_while(|word| **word != option).nth(1);
        if let Some(value) = value.filter(|value| **value != "auto") {
            let quote = if value.contains(' ') { "'" } else { "" };
            named += &format!(" {option} {quote}{value}{quote}");
        }
    }
    named
}

/// Does something with a scenario, and again with what is written down of it.
#[track_caller]
fn same_bytes(folder: &Path, command: &str, scenario: &str, arguments: &[&str]) {
    let with = |scenario: &str, out: &str, arguments: &[&str]| {
        let all = [&[command, scenario, "--threads", "1", "--out", out], arguments].concat();
        let told = good(folder, &all);
        (told, files(&folder.join(out), &named(scenario, arguments)))
    };
    let (first, second) = (format!("{command}-1"), format!("{command}-2"));
    let once = with(scenario, &first, arguments);
    let again = with(&format!("{first}/summary.json"), &second, &[]);
    // What to look at next names the file, and lines are broken by its length.
    let told = |text: &str, file: &str| {
        let words: Vec<&str> = text.split_whitespace().filter(|word| *word != "\\").collect();
        words.join(" ").replace(file, "FILE")
    };
    assert_eq!(told(&once.0, &named(scenario, arguments)), told(&again.0, &format!("{first}/summary.json")));
    let names = |files: &[(String, Vec<u8>)]| files.iter().map(|file| file.0.clone()).collect::<Vec<_>>();
    assert_eq!(names(&once.1), names(&again.1));
    for ((name, one), (_, other)) in once.1.iter().zip(&again.1) {
        assert!(one == other, "{name}: {}\n{}", String::from_utf8_lossy(one), String::from_utf8_lossy(other));
    }
}

fn folder_with(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder for a while");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("it can be made");
        fs::write(path, text).expect("there is room for small files");
    }
    folder
}

#[test]
fn the_starter_scenario_is_run_again() {
    let folder = folder_with(&[("starter.toml", suanli::scenario::STARTER)]);
    same_bytes(folder.path(), "compare", "starter.toml", &["--replications", "1", "--horizon", "8 days"]);
    let other = ["--policy", "largest-first+depth(3)+spread", "--seed", "9", "--horizon", "8 days"];
    same_bytes(folder.path(), "run", "starter.toml", &other);
}

#[test]
fn results_are_shown_again_as_they_were_asked_for() {
    let folder = folder_with(&[("starter.toml", suanli::scenario::STARTER)]);
    let asked = ["--replications", "2", "--horizon", "9 days", "--confidence", "90%", "--week", "2023-01-04"];
    same_bytes(folder.path(), "compare", "starter.toml", &asked);
    let read = |arguments: &[&str]| -> serde_json::Value {
        let json = good(folder.path(), &[&["run", "compare-1/summary.json", "--json"], arguments].concat());
        serde_json::from_str(&json).expect("it is JSON")
    };
    // Another length changes neither, and the command line has the last word.
    let longer = read(&["--horizon", "10 days"]);
    assert_eq!((&longer["confidence"], &longer["week"]), (&0.9.into(), &"2023-01-04".into()));
    let other = read(&["--confidence", "99%", "--week", "2023-01-05"]);
    assert_eq!((&other["confidence"], &other["week"]), (&0.99.into(), &"2023-01-05".into()));
    let short = ["run", "compare-1/summary.json", "--horizon", "2 days", "--warm-up", "1 h"];
    let told = String::from_utf8_lossy(&suanli(folder.path(), &short).stderr).into_owned();
    assert!(told.contains("summary.json: week 2023-01-04: the simulation covers 2 days"), "{told}");
}

#[test]
fn a_scenario_with_a_log_is_run_again_from_the_same_place() {
    let folder =
        folder_with(&[("deep/logged.toml", LOGGED), ("deep/columns.toml", COLUMNS), ("deep/jobs.csv", JOBS)]);
    same_bytes(folder.path(), "compare", "deep/logged.toml", &[]);
    let check = |scenario: &str| {
        let told = good(folder.path(), &["check", scenario]);
        told.split_once('\n').expect("it says more than a line").1.to_owned()
    };
    assert_eq!(check("deep/logged.toml"), check("compare-1/summary.json"));
    let explain = |scenario: &str| good(folder.path(), &["explain", scenario, "--job", "2"]);
    assert_eq!(explain("deep/logged.toml"), explain("compare-1/summary.json"));
}

#[test]
fn a_log_that_lies_elsewhere_is_found_again() {
    let folder = folder_with(&[("logged.toml", LOGGED), ("columns.toml", COLUMNS), ("logs/jobs.csv", JOBS)]);
    same_bytes(folder.path(), "run", "logged.toml", &["--logs", "logs"]);
}

#[test]
fn every_rule_is_run_again() {
    let folder = folder_with(&[
        ("ruled.toml", include_str!("ruled.toml")),
        ("full.toml", include_str!("full.toml")),
        ("paid.toml", super::written::PAID),
        ("hours.csv", &super::written::hours()),
        ("columns.toml", super::written::COLUMNS),
        ("jobs.csv", super::written::JOBS),
        ("failures.csv", super::written::FAILURES),
    ]);
    same_bytes(folder.path(), "compare", "ruled.toml", &["--horizon", "6 days"]);
    same_bytes(folder.path(), "run", "full.toml", &["--horizon", "38 h"]);
    same_bytes(folder.path(), "compare", "paid.toml", &[]);
}

#[test]
fn a_scenario_with_a_record_of_failures_is_run_again() {
    let failure = "\n[[failure]]\nname = \"seen\"\nlog = \"failures.csv\"\n";
    let text = include_str!("../../../scenarios/smoke.toml").to_owned() + failure;
    let folder =
        folder_with(&[("deep/failing.toml", &text), ("deep/failures.csv", super::written::FAILURES)]);
    same_bytes(folder.path(), "run", "deep/failing.toml", &[]);
}
