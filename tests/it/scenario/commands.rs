//! The commands `check`, `schema` and `init`, as the shell sees them.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use suanli::scenario::{reference, schema};

/// What a command tells: exit code, stdout, stderr.
fn suanli(dir: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_suanli"));
    let output = command.args(arguments).current_dir(dir).output().expect("the command is there");
    let text = |bytes| String::from_utf8(bytes).expect("what people read is UTF-8");
    (output.status.code().expect("it ends by itself"), text(output.stdout), text(output.stderr))
}

#[test]
fn init_writes_a_good_scenario_and_never_overwrites_unasked() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(suanli(dir.path(), &["init", "mine.toml"]).0, 0);
    let (code, told, _) = suanli(dir.path(), &["check", "mine.toml"]);
    assert_eq!(code, 0);
    assert!(told.starts_with("mine.toml: good\n  A small AI centre 小型智算中心\n"), "{told}");
    assert!(told.contains("centre small: 8 nodes, 1024 cores, 64 accelerators, 16.4 PFLOPS FP16"), "{told}");

    let file = dir.path().join("mine.toml");
    fs::write(&file, "mine").unwrap();
    let (code, _, told) = suanli(dir.path(), &["init", "mine.toml"]);
    assert_eq!(code, 2);
    assert!(told.contains("`mine.toml` exists already; `--force` replaces it"), "{told}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
    assert_eq!(suanli(dir.path(), &["init", "mine.toml", "--force"]).0, 0);
    assert_ne!(fs::read_to_string(&file).unwrap(), "mine");
}

#[test]
fn init_into_a_folder_that_does_not_exist_is_a_wrong_question() {
    let dir = tempfile::tempdir().unwrap();
    let (code, _, told) = suanli(dir.path(), &["init", "no/such/mine.toml"]);
    assert_eq!(code, 2, "{told}");
    assert!(told.contains("no/such/mine.toml"), "{told}");
}

#[test]
fn check_tells_the_problems_of_all_files_at_once() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("a.toml"), "[scenario]\nseed = 1\nsede = 2\n").unwrap();
    let (code, _, told) = suanli(dir.path(), &["check", "a.toml", "b.toml"]);
    assert_eq!(code, 2);
    assert!(told.contains("unknown key `sede` in `[scenario]`"), "{told}");
    assert!(told.contains("a.toml:3:1"), "{told}");
    assert!(told.contains("b.toml: cannot read"), "{told}");

    let (code, json, _) = suanli(dir.path(), &["check", "--json", "a.toml", "b.toml"]);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((code, &json["files"][0]["good"]), (2, &Value::Bool(false)));
    let problems = json["files"][0]["problems"].as_array().unwrap();
    let sede = problems.iter().find(|problem| problem["line"] == 3).unwrap();
    assert_eq!((&sede["column"], &sede["help"]), (&1.into(), &"did you mean `seed`?".into()));
    assert_eq!(json["files"][1]["problems"][0]["line"], Value::Null);
}

#[test]
fn check_warns_without_refusing() {
    let dir = tempfile::tempdir().unwrap();
    let text = suanli::scenario::STARTER.replace("load = \"24 %\"", "load = \"95 %\"");
    fs::write(dir.path().join("a.toml"), text).unwrap();
    let (code, good, told) = suanli(dir.path(), &["check", "a.toml"]);
    assert_eq!(code, 0);
    assert!(good.starts_with("a.toml: good"), "{good}");
    assert!(told.starts_with("warning: a.toml:"), "{told}");
}

#[test]
fn the_schema_is_printed_whole() {
    let (code, printed, _) = suanli(Path::new("."), &["schema"]);
    assert_eq!(code, 0);
    assert_eq!(serde_json::from_str::<Value>(&printed).unwrap(), schema());
    assert!(reference().contains("suanli schema"));
}
