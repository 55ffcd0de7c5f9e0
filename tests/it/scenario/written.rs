//! A scenario written again, as in `summary.json`: whole, and read back as the same.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use suanli::scenario::{Kind, ROOT, Scenario, TABLES, Table, check_file, check_file_with_logs_in};

pub(super) const RULED: &str = include_str!("ruled.toml");
pub(super) const FULL: &str = include_str!("full.toml");
pub(super) const PAID: &str = include_str!("paid.toml");
pub(super) const COLUMNS: &str = "[columns]\njob = \"job\"\nsubmit = \"submit\"\nrun = \"run\"\nnodes = \"nodes\"\nqueue = \"queue\"\nuser = \"user\"\n";
pub(super) const JOBS: &str =
    "job,submit,nodes,run,queue,user\n1,5,1,200,gpu,a\n2,3600,2,300,cpu,b\n3,7200,6,10,cpu,a\n";

pub(super) const FAILURES: &str = "node,from,to,cause\n3,1.5,2,disk\n";
/// A series of values over some days, a value for each hour.
pub(super) fn hours() -> String {
    let mut text = "time,price,grams\n".to_owned();
    for hour in 0..72 {
        let (day, hour) = (1 + hour / 24, hour % 24);
        text += &format!("2020-03-0{day} {hour:02}:00:00,{hour}.5,{hour}00\n");
    }
    text
}

/// A folder with a scenario, and with what any of these scenarios names.
pub(super) fn folder(name: &str, text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder for a while");
    for (name, text) in [
        (name, text),
        ("columns.toml", COLUMNS),
        ("jobs.csv", JOBS),
        ("failures.csv", FAILURES),
        ("hours.csv", &hours()),
    ] {
        fs::write(folder.path().join(name), text).expect("there is room for small files");
    }
    folder
}

#[track_caller]
fn read(path: &Path, logs: Option<&Path>) -> Scenario {
    let checked = match logs {
        Some(logs) => check_file_with_logs_in(path, logs),
        None => check_file(path),
    };
    checked.unwrap_or_else(|errors| panic!("{}: {errors}", path.display())).scenario
}

/// The scenario as a run writes it down, and as it is read from there.
#[track_caller]
fn written(scenario: &Scenario) -> (Value, Scenario) {
    let document = scenario.document.as_ref().expect("a file says it");
    let tables = serde_json::to_value(scenario.written().expect("nobody changed it")).expect("it is JSON");
    let summary = json!({
        "suanli": "any",
        "name": scenario.name,
        "folder": document.folder(),
        "logs": document.logs(),
        "scenario": tables,
        "policies": [{ "name": "what else is in a summary", "mean": 0.5, "none": null }],
    });
    let folder = tempfile::tempdir().expect("a folder for a while");
    let path = folder.path().join("summary.json");
    fs::write(&path, format!("{summary:#}")).expect("there is room for a small file");
    (tables, read(&path, None))
}

/// Every key that is set in a file is written, too; tells which those are.
fn note_keys(table: &'static Table, typed: &toml::Table, written: &Value, keys: &mut BTreeSet<String>) {
    for field in table.fields {
        let Some(typed) = typed.get(field.name) else { continue };
        let again = &written[field.name];
        assert!(!again.is_null(), "`{}` of `{}` is not written", field.name, table.header);
        keys.insert(format!("{} {}", table.header, field.name));
        let tables = |typed: &'_ toml::Value| typed.as_table().cloned().expect("it is a table");
        let Some(inner) = field.kind.table() else { continue };
        match typed.as_array() {
            Some(typed) => {
                assert_eq!(again.as_array().map(Vec::len), Some(typed.len()), "{}", inner.header);
                for (place, typed) in typed.iter().enumerate() {
                    note_keys(inner, &tables(typed), &again[place], keys);
                }
            }
            None if matches!(field.kind, Kind::NamedTables(_)) => {
                for (name, typed) in &tables(typed) {
                    note_keys(inner, &tables(typed), &again[name], keys);
                }
            }
            None => note_keys(inner, &tables(typed), again, keys),
        }
    }
}

#[test]
fn every_key_of_the_format_is_written() {
    let root = &ROOT;
    let mut keys = BTreeSet::new();
    for text in [RULED, FULL, PAID] {
        let folder = folder("x.toml", text);
        let (tables, _) = written(&read(&folder.path().join("x.toml"), None));
        note_keys(root, &text.parse().expect("it is TOML"), &tables, &mut keys);
    }
    for table in TABLES.into_iter().chain([root]) {
        for field in table.fields {
            let key = format!("{} {}", table.header, field.name);
            assert!(keys.contains(&key), "none of ruled.toml, full.toml and paid.toml sets {key}");
        }
    }
}

/// A scenario read from its own writing is the same, and is written the same again.
#[track_caller]
fn same_again(scenario: &Scenario) {
    let (tables, mut again) = written(scenario);
    assert_eq!(written(&again).0, tables, "{}", scenario.name);
    let mut once = scenario.clone();
    // Keys left out in one file are spelled out in the other: all but the file itself must be the same.
    (once.document, again.document) = (None, None);
    assert!(once == again, "{}: {once:#?}\n{again:#?}", scenario.name);
}

#[test]
fn what_is_written_is_read_as_the_same() {
    for text in [RULED, FULL, PAID, suanli::scenario::STARTER] {
        let folder = folder("x.toml", text);
        same_again(&read(&folder.path().join("x.toml"), None));
    }
}

fn shipped(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let files = fs::read_dir(folder).expect("scenarios are shipped");
    let paths = files.map(|file| file.expect("it can be read").path());
    let mut paths: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|end| end == "toml")).collect();
    paths.sort();
    paths
}

#[test]
fn every_shipped_scenario_is_written_and_read_as_the_same() {
    let paths = shipped("scenarios");
    assert!(9 <= paths.len());
    for path in paths {
        same_again(&read(&path, None));
    }
}

#[test]
fn every_scenario_of_a_recorded_slurm_is_written_and_read_as_the_same() {
    let Some(recordings) =
        crate::support::traces().and_then(|traces| Some(traces.parent()?.join("slurm-truth")))
    else {
        return;
    };
    let scenarios = shipped("scenarios/slurm").into_iter().filter(|path| !path.ends_with("columns.toml"));
    for path in scenarios.filter(|path| !path.ends_with("columns-with-memory.toml") && recordings.is_dir()) {
        same_again(&read(&path, Some(&recordings)));
    }
}

#[test]
fn what_the_command_line_changes_is_written() {
    let folder = folder("x.toml", RULED);
    let mut scenario = read(&folder.path().join("x.toml"), None);
    scenario.seed = 99;
    scenario.replications = 3;
    scenario.horizon = suanli::model::Span::from_secs(80 * 86_400);
    scenario.policies.remove(1);
    let own = "multifactor(age = 5, max_age = 2 days)+depth(4)+spread+every(2)";
    scenario.policies.push(suanli::policy::PolicySpec::parse(own).expect("the policy exists"));
    let (tables, again) = written(&scenario);
    assert_eq!(written(&again).0, tables);
    assert_eq!((again.seed, again.replications, again.horizon), (99, 3, scenario.horizon));
    assert_eq!(again.policies, scenario.policies);
}

#[test]
fn what_no_file_says_is_not_written() {
    let folder = folder("x.toml", RULED);
    let mut scenario = read(&folder.path().join("x.toml"), None);
    scenario.centers[0].title = "Another".into();
    assert!(scenario.written().is_none());
}

/// The complaints about a JSON file.
fn complaints(text: &str) -> Vec<String> {
    let errors = suanli::scenario::parse("x.json", text).expect_err("something is wrong with it");
    errors.problems.iter().map(ToString::to_string).collect()
}

#[test]
fn foreign_json_is_told_in_one_sentence() {
    let wanted = "expected a `summary.json` that `suanli run` or `suanli compare` wrote";
    for text in ["{}", "{\"jobs\": [1, 2]}", "{\"scenario\": 5}", "{\"scenario\": {\"scenario_\": 1}}"] {
        assert_eq!(complaints(text), [format!("x.json:1:1: this JSON holds no scenario: {wanted}")]);
    }
    assert_eq!(
        complaints("{\"suanli\": \"0.1.0\",\n \"scenario\": {\"name\": \"x\", \"horizon_secs\": 5}}"),
        [
            "x.json:2:14: this summary is of an older suanli, which did not write down the whole scenario; run the scenario's own file again"
        ]
    );
    assert_eq!(
        complaints("{\"suanli\": \"0.1.0\", \"policies\": []}"),
        [
            "x.json:1:1: this summary holds no scenario: a program put together what was run, and no file says it"
        ]
    );
    assert_eq!(complaints("{\"suanli\": 5}").len(), 1);
    let torn = complaints("{\n \"suanli\": \"0.1.0\", \"scen");
    assert_eq!(torn, ["x.json:2:25: the file begins like JSON, but is none: EOF while parsing a string"]);
}

#[test]
fn mistakes_in_json_are_told_with_the_keys_that_lead_to_them() {
    let scenario = read_text(RULED);
    let (mut tables, _) = written(&scenario);
    tables["center"][1]["partition"][0]["nods"] = 5.into();
    tables["scenario"]["start"] = "2023-02-30".into();
    tables["workload"][2]["jobs_per_day"] = "two".into();
    tables["limit"][0]["tenants"][0] = "frims".into();
    let text = format!("{:#}", json!({ "suanli": "x", "name": "x", "scenario": tables }));
    let told = complaints(&text);
    let without_place = |line: &String| line.splitn(4, ':').nth(3).unwrap_or_default().trim().to_string();
    let mut told: Vec<String> = told.iter().map(without_place).collect();
    told.sort();
    assert_eq!(
        told,
        [
            "jobs_per_day: expected a number, found \"two\" (at `scenario.workload[2].jobs_per_day`)",
            "no `[[tenants]]` named `frims` (at `scenario.limit[0].tenants[0]`); did you mean `firms`?",
            "start: expected a date such as 2023-01-01 (or 2023-01-01T08:00:00), without quotes, found \"2023-02-30\" (at `scenario.scenario.start`)",
            "unknown key `nods` in `[[center.partition]]` (at `scenario.center[1].partition[0].nods`); did you mean `nodes`?",
        ]
    );
}

fn read_text(text: &str) -> Scenario {
    suanli::scenario::parse("x.toml", text).unwrap_or_else(|errors| panic!("{errors}"))
}
