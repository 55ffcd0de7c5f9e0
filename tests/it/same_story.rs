//! What `explain --json` tells of a job is what `jobs.csv` says of it, in every shipped scenario: its start, its end, what became
//! of it, and how long it waited for what.

use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::AtomicBool;
use suanli::experiment::{World, explain};
use suanli::model::{Cause, JobId, Span};
use suanli::report::{JobColumn, JobsFile, StoryNames, story_json};
use suanli::scenario::{Scenario, check_file_with_logs_in, load};

/// So many jobs of each scenario are held against their stories.
const JOBS: usize = 20;

/// The lines of a `jobs.csv`, by the names of their columns.
fn rows(text: &str) -> Vec<BTreeMap<&str, &str>> {
    assert!(!text.contains('"'), "no name of these scenarios needs quotes");
    let mut lines = text.lines().map(|line| line.split(','));
    let names: Vec<&str> = lines.next().expect("it has a first line").collect();
    lines.map(|fields| names.iter().copied().zip(fields).collect()).collect()
}

/// So many of all rows, spread over them: half of those that waited, where there are so many.
fn chosen<'a, 'b>(
    rows: &'b [BTreeMap<&'a str, &'a str>],
    count: usize,
) -> Vec<&'b BTreeMap<&'a str, &'a str>> {
    let has_waited = |row: &&BTreeMap<&str, &str>| {
        Cause::ALL.iter().any(|cause| !["0", ""].contains(&row[&*format!("wait_{}_secs", cause.name())]))
    };
    let (waited, others): (Vec<_>, Vec<_>) = rows.iter().partition(has_waited);
    let spread = |rows: Vec<&'b BTreeMap<&'a str, &'a str>>, count: usize| {
        let step = rows.len().div_ceil(count.max(1)).max(1);
        rows.into_iter().step_by(step).collect::<Vec<_>>()
    };
    let mut chosen = spread(waited, count.div_ceil(2));
    chosen.extend(spread(others, count - chosen.len()));
    chosen
}

/// Both say the same of a job; where something did not happen, the one is empty and the other null.
fn same(row: &BTreeMap<&str, &str>, story: &Value, whose: &str) {
    let number = |column: &str| -> Option<f64> {
        Some(row[column]).filter(|field| !field.is_empty()).map(|field| field.parse().expect("a number"))
    };
    for column in ["submit_secs", "start_secs", "end_secs"] {
        assert_eq!(number(column), story[column].as_f64(), "{whose}: {column}");
    }
    assert_eq!(Some(row["state"]), story["state"].as_str(), "{whose}");
    for cause in Cause::ALL {
        let waited = number(&format!("wait_{}_secs", cause.name())).unwrap_or(0.0);
        let told = story["wait_secs_by_cause"][cause.name()].as_f64();
        assert_eq!(Some(waited), told, "{whose}: {}", cause.words());
    }
}

/// Holds jobs of a scenario under its first and its last policy against their stories.
fn tells_the_same(scenario: &Scenario) {
    let folder = tempfile::tempdir().expect("a folder for a while");
    let last = scenario.policies.len() - 1;
    let policies = if last == 0 { vec![0] } else { vec![0, last] };
    for policy in &policies {
        let world = World::of(scenario, &scenario.policies[*policy], 0);
        let path = folder.path().join("jobs.csv");
        let mut file =
            JobsFile::create(&path, Span::ZERO, JobColumn::of(scenario)).expect("it can be written");
        world.simulate(&mut file).expect("the jobs can be had");
        file.finish().expect("it can be written");
        let text = std::fs::read_to_string(&path).expect("it was written");
        let rows = rows(&text);
        let jobs = chosen(&rows, JOBS / policies.len());
        assert!(!jobs.is_empty(), "{}: nobody came", scenario.name);
        for row in jobs {
            let job = JobId(row["job"].parse().expect("jobs have numbers"));
            let stop = AtomicBool::new(false);
            let explanation = explain(&world.setup(), &mut *world.source(), job, &stop).expect("it is there");
            let story = story_json(&explanation, &StoryNames::of(world));
            let whose = format!("{} under {}, job {job}", scenario.name, world.policy.name);
            same(row, &serde_json::from_str(&story).expect("it is JSON"), &whose);
        }
    }
}

fn scenarios() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios")
}

/// The files of a folder that are scenarios.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the scenarios are there");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("it can be read").path()).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "toml"));
    files.retain(|file| !file.file_stem().is_some_and(|stem| stem.to_string_lossy().starts_with("columns")));
    files.sort();
    files
}

#[test]
fn explain_tells_of_shipped_scenarios_what_jobs_csv_says() {
    for file in files(&scenarios()) {
        let mut scenario = load(&file).unwrap_or_else(|errors| panic!("{errors}"));
        scenario.horizon = scenario.horizon.min(Span::from_secs(2 * 86_400));
        tells_the_same(&scenario);
    }
}

#[test]
fn explain_tells_of_recorded_runs_what_jobs_csv_says() {
    let logs = crate::support::traces().and_then(|traces| Some(traces.parent()?.join("slurm-truth")));
    let Some(logs) = logs.filter(|logs| logs.is_dir()) else { return };
    for file in files(&scenarios().join("slurm")) {
        let checked = check_file_with_logs_in(&file, &logs).unwrap_or_else(|errors| panic!("{errors}"));
        tells_the_same(&checked.scenario);
    }
}

/// The same options mean the same to both commands.
#[test]
fn the_command_explains_the_run_that_was_asked_for() {
    let folder = tempfile::tempdir().expect("a folder for a while");
    let suanli = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_suanli"))
            .args(arguments)
            .args(["--seed", "9", "--horizon", "3 days", "--warm-up", "6 h", "--policy", "fcfs+conservative"])
            .current_dir(folder.path())
            .output()
            .expect("the program can be run");
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("results are UTF-8")
    };
    let smoke = scenarios().join("smoke.toml").display().to_string();
    suanli(&["run", &smoke, "--replications", "1", "--out", "out", "--jobs-format", "csv"]);
    let text = std::fs::read_to_string(folder.path().join("out/jobs-fcfs+conservative.csv"))
        .expect("it was written");
    let rows = rows(&text);
    for row in chosen(&rows, 5) {
        let story = suanli(&["explain", &smoke, "--job", row["job"], "--json"]);
        same(row, &serde_json::from_str(&story).expect("it is JSON"), row["job"]);
    }
}
