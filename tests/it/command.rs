//! The commands `run` and `compare` as the shell sees them: files, exit codes, messages.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The starter scenario in a folder of its own.
struct Desk {
    dir: tempfile::TempDir,
}

impl Desk {
    fn new() -> Desk {
        let dir = tempfile::tempdir().expect("a folder for the test");
        fs::write(dir.path().join("starter.toml"), suanli::scenario::STARTER).expect("it can be written to");
        Desk { dir }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_suanli"));
        command
            .args(arguments)
            .current_dir(self.dir.path())
            .env_remove("RAYON_NUM_THREADS")
            .env_remove("COLUMNS");
        command
    }

    fn output(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the command is there")
    }

    /// What stdout got; the command must have been good.
    #[track_caller]
    fn good(&self, arguments: &[&str]) -> String {
        let output = self.output(arguments);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{stderr}");
        String::from_utf8(output.stdout).expect("results are UTF-8")
    }

    /// The question must have been wrong, for this reason, and nothing may be left of it.
    #[track_caller]
    fn wrong(&self, arguments: &[&str], reason: &str) {
        let before = names(self.dir.path());
        let output = self.output(arguments);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert!(stderr.contains(reason), "expected `{reason}` in:\n{stderr}");
        assert!(!stderr.contains("panicked"), "{stderr}");
        assert_eq!(names(self.dir.path()), before);
    }
}

fn names(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).expect("the folder is there");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("it can be read").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// Every file below a folder but the one that depends on the clock.
fn contents(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    for name in names(dir) {
        let path = dir.join(&name);
        if path.is_dir() {
            files.extend(
                contents(&path).into_iter().map(|(below, bytes)| (Path::new(&name).join(below), bytes)),
            );
        } else if name != "timing.json" {
            files.push((PathBuf::from(&name), fs::read(&path).expect("it can be read")));
        }
    }
    files
}

const QUICK: [&str; 4] = ["--horizon", "9 days", "--replications", "2"];

fn compare<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["compare", "starter.toml"][..], &QUICK, more].concat()
}

#[test]
fn every_file_is_the_same_at_one_two_and_seven_threads() {
    let desk = Desk::new();
    let one = desk.good(&compare(&["--threads", "1", "--out", "one"]));
    let files = contents(&desk.path("one"));
    let found: Vec<String> = files.iter().map(|(path, _)| path.display().to_string()).collect();
    for name in [
        "summary.json",
        "summary.csv",
        "values.csv",
        "differences.csv",
        "jobs-fcfs.csv.zst",
        "plots/policies.svg",
    ] {
        assert!(found.contains(&name.to_owned()), "{name} is missing in {found:?}");
    }
    for threads in ["2", "7"] {
        let dir = format!("out-{threads}");
        let many = desk.good(&compare(&["--threads", threads, "--out", &dir]));
        assert_eq!(many, one);
        assert!(contents(&desk.path(&dir)) == files, "{threads} threads make a difference");
    }
    let timing = fs::read_to_string(desk.path("one/timing.json")).expect("it is there");
    let timing: serde_json::Value = serde_json::from_str(&timing).expect("it is JSON");
    assert_eq!(timing["threads"], 1);
    assert_eq!(timing["cells"].as_array().map(Vec::len), Some(6));
}

#[test]
fn the_number_of_threads_may_come_from_the_environment() {
    let desk = Desk::new();
    let mut command = desk.command(&compare(&["--out", "out"]));
    let output = command.env("RAYON_NUM_THREADS", "3").output().expect("the command is there");
    assert!(output.status.success());
    let timing = fs::read_to_string(desk.path("out/timing.json")).expect("it is there");
    assert!(timing.contains("\"threads\": 3"), "{timing}");
}

#[test]
fn json_on_stdout_is_the_file_summary_json() {
    let desk = Desk::new();
    let json = desk.good(&compare(&["--json", "--out", "out"]));
    assert_eq!(json, fs::read_to_string(desk.path("out/summary.json")).expect("it is there"));
}

#[test]
fn run_takes_the_first_policy_or_the_one_that_is_named() {
    let desk = Desk::new();
    let policies = |more: &[&str]| -> Vec<String> {
        let arguments = [&["run", "starter.toml", "--json"][..], &QUICK, more].concat();
        let json: serde_json::Value = serde_json::from_str(&desk.good(&arguments)).expect("it is JSON");
        let policies = json["policies"].as_array().expect("a list of policies");
        policies.iter().map(|policy| policy["name"].as_str().expect("a name").to_owned()).collect()
    };
    assert_eq!(policies(&[]), ["fcfs"]);
    assert_eq!(policies(&["--policy", "fair"]), ["fair"]);
    assert_eq!(policies(&["--policy", "largest-first+easy+spread"]), ["largest-first+easy+spread"]);
}

#[test]
fn the_command_line_overrides_the_scenario() {
    let desk = Desk::new();
    let arguments =
        ["run", "starter.toml", "--json", "--seed", "99", "--replications", "1", "--horizon", "8 days"];
    let json: serde_json::Value = serde_json::from_str(&desk.good(&arguments)).expect("it is JSON");
    assert_eq!((&json["seed"], &json["replications"]), (&99.into(), &1.into()));
    assert_eq!(json["scenario"]["scenario"]["horizon"], "8 days");
}

#[test]
fn a_confidence_level_is_asked_for_and_told() {
    let desk = Desk::new();
    let half_width = |level: &[&str]| {
        let arguments = [&["run", "starter.toml", "--json"][..], &QUICK, level].concat();
        let json: serde_json::Value = serde_json::from_str(&desk.good(&arguments)).expect("it is JSON");
        let told = json["policies"][0]["scopes"][0]["values"]["wait_secs_mean"]["half_width"].as_f64();
        (json["confidence"].as_f64().expect("a level"), told.expect("several runs"))
    };
    let (usual, wide) = (half_width(&[]), half_width(&["--confidence", "99%"]));
    assert_eq!(usual, half_width(&["--confidence", "0.95"]));
    assert_eq!((usual.0, wide.0), (0.95, 0.99));
    assert!(usual.1 < wide.1, "{usual:?} and {wide:?}");
    let text = desk.good(&[&["run", "starter.toml", "--confidence", "99.9 %"][..], &QUICK].concat());
    assert!(text.contains("half-width of the 99.9 % confidence interval"), "{text}");
    desk.wrong(&compare(&["--confidence", "95"]), "such as 95% or 0.95");
}

#[test]
fn wrong_questions_are_told_and_leave_nothing() {
    let desk = Desk::new();
    fs::write(desk.path("file"), "").expect("it can be written to");
    fs::create_dir_all(desk.path("taken/summary.csv")).expect("it can be made");
    desk.wrong(&["compare", "absent.toml"], "absent.toml");
    desk.wrong(&compare(&["--policy", "esy"]), "no order `esy`");
    desk.wrong(&compare(&["--policy", "fcfs+esy"]), "no backfill `esy`");
    desk.wrong(&compare(&["--policy", "easy", "--policy", "easy"]), "given twice");
    desk.wrong(&compare(&["--threads", "0"]), "expected a whole number from 1 to 1024");
    desk.wrong(&["run", "starter.toml", "--replications", "0"], "0 is not in 1..=10000");
    desk.wrong(&compare(&["--seed", "one"]), "invalid value");
    desk.wrong(&compare(&["--png"]), "--out");
    desk.wrong(&["run", "starter.toml", "--horizon", "30"], "it has no unit");
    desk.wrong(&["run", "starter.toml", "--horizon", "7 days"], "nothing would be measured");
    desk.wrong(&["run", "starter.toml", "--week", "2024-01-01"], "the simulation covers 28 days");
    desk.wrong(&["run", "starter.toml", "--week", "2023-02-30"], "2023-02-30");
    desk.wrong(&compare(&["--out", "file"]), "file");
    desk.wrong(&compare(&["--out", "file/below"]), "file/below");
    desk.wrong(&compare(&["--out", "taken"]), "there is a folder of that name");
    desk.wrong(&["cmpare"], "compare");
}

#[test]
fn every_wrong_policy_is_told_at_once() {
    let desk = Desk::new();
    let output = desk.output(&compare(&["--policy", "a+b+c", "--policy", "d"]));
    let stderr = String::from_utf8_lossy(&output.stderr);
    for problem in ["no order `a`", "no backfill `b`", "no placement `c`", "no order `d`", "fcfs, easy, fair"]
    {
        assert!(stderr.contains(problem), "expected `{problem}` in:\n{stderr}");
    }
}

#[test]
fn a_reader_who_goes_away_is_no_failure() {
    let desk = Desk::new();
    let mut child = desk
        .command(&compare(&[]))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command is there");
    drop(child.stdout.take());
    let mut stderr = String::new();
    child.stderr.take().expect("it is piped").read_to_string(&mut stderr).expect("messages are UTF-8");
    assert_eq!(child.wait().expect("it ends").code(), Some(0), "{stderr}");
    assert_eq!(stderr, "");
}

/// Begins a run that lasts longer than anyone would wait, and sends it a signal once it writes.
#[cfg(unix)]
fn signalled(desk: &Desk, signal: &str) -> std::process::Child {
    let arguments = ["compare", "starter.toml", "--replications", "10000", "--threads", "2", "--out", "out"];
    let mut child = desk.command(&arguments).stderr(Stdio::piped()).spawn().expect("the command is there");
    // The files in the hidden folder appear after the command listens for Ctrl-C.
    let writes = || {
        let out = desk.path("out");
        let hidden = if out.is_dir() { names(&out) } else { Vec::new() };
        hidden.first().is_some_and(|name| 1 < names(&out.join(name)).len())
    };
    while child.try_wait().expect("it can be asked").is_none() && !writes() {
        std::thread::yield_now();
    }
    let id = child.id().to_string();
    assert!(Command::new("kill").args([signal, &id]).status().expect("there is a shell").success());
    child
}

#[cfg(unix)]
#[test]
fn what_a_killed_run_left_is_cleared_by_the_next() {
    let desk = Desk::new();
    signalled(&desk, "-KILL").wait().expect("it ends");
    assert_eq!(names(&desk.path("out")).len(), 1, "a hidden folder is left");
    desk.good(&compare(&["--out", "out"]));
    let left: Vec<String> =
        names(&desk.path("out")).into_iter().filter(|name| name.starts_with('.')).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[cfg(unix)]
#[test]
fn ctrl_c_stops_cleanly() {
    let desk = Desk::new();
    let mut child = signalled(&desk, "-INT");
    let mut stderr = String::new();
    child.stderr.take().expect("it is piped").read_to_string(&mut stderr).expect("messages are UTF-8");
    assert_eq!(child.wait().expect("it ends").code(), Some(130), "{stderr}");
    assert_eq!(stderr, "stopped; nothing was written\n");
    assert!(names(&desk.path("out")).is_empty(), "nothing is left behind");
}
