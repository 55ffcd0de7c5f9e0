//! `--save-every`, `resume` and `branch` as the shell sees them: each run goes on in another process, to the same bytes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use suanli::report::schedule_text;

/// A folder with files, in which the program is run.
pub(crate) struct Desk {
    dir: tempfile::TempDir,
}

impl Desk {
    /// With the smallest scenario and a small log.
    pub(crate) fn new() -> Desk {
        let smoke = include_str!("../../scenarios/smoke.toml");
        Desk::with(&[("smoke.toml", smoke), ("small.swf", &small_log())])
    }

    pub(crate) fn with(files: &[(&str, &str)]) -> Desk {
        let dir = tempfile::tempdir().expect("a folder for the test");
        for (name, text) in files {
            fs::write(dir.path().join(name), text).expect("it can be written to");
        }
        Desk { dir }
    }

    pub(crate) fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("it was written")
    }

    /// Runs a command of words with blanks between them.
    pub(crate) fn run(&self, line: &str) -> Output {
        self.output(&line.split(' ').collect::<Vec<&str>>())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn output(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the command is there")
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_suanli"));
        command.args(arguments).current_dir(self.dir.path());
        command.env_remove("RAYON_NUM_THREADS").env_remove("COLUMNS");
        command
    }

    /// What stdout got; the command must have been good.
    #[track_caller]
    pub(crate) fn good(&self, arguments: &[&str]) -> String {
        let output = self.output(arguments);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{stderr}");
        String::from_utf8(output.stdout).expect("results are UTF-8")
    }

    /// The question must have been wrong, for this reason.
    #[track_caller]
    pub(crate) fn wrong(&self, arguments: &[&str], reason: &str) {
        let output = self.output(arguments);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert!(stderr.contains(reason), "expected `{reason}` in:\n{stderr}");
        assert!(!stderr.contains("panicked"), "{stderr}");
    }

    pub(crate) fn states(&self) -> Vec<String> {
        self.states_in("states")
    }

    pub(crate) fn states_in(&self, folder: &str) -> Vec<String> {
        let mut states: Vec<String> = files(&self.path(folder)).into_keys().collect();
        states.iter_mut().for_each(|name| *name = format!("{folder}/{name}"));
        states
    }

    /// What stdout got with so many threads.
    pub(crate) fn good_with_threads(&self, arguments: &[&str], threads: &str) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_suanli"));
        command.args(arguments).current_dir(self.dir.path()).env("RAYON_NUM_THREADS", threads);
        let output = command.output().expect("the command is there");
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("results are UTF-8")
    }

    /// All files of a folder but the one that tells how long everything took.
    pub(crate) fn results(&self, name: &str) -> BTreeMap<String, Vec<u8>> {
        let mut files = files(&self.path(name));
        files.retain(|name, _| name != "timing.json");
        files
    }
}

fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(dir).expect("the folder is there") {
        let path = entry.expect("it can be read").path();
        let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
        if path.is_dir() {
            found.extend(files(&path).into_iter().map(|(file, bytes)| (format!("{name}/{file}"), bytes)));
        } else {
            found.insert(name, fs::read(&path).expect("it can be read"));
        }
    }
    found
}

/// Three hundred jobs on eight processors, of which some always wait.
fn small_log() -> String {
    let mut log = String::from("; MaxProcs: 8\n");
    for job in 1..=300_u64 {
        let (submit, run, size) = (job * 40, 50 + job * 37 % 400, 1 + job * 7 % 8);
        let walltime = run + job * 13 % 500;
        log += &format!(
            "{job} {submit} -1 {run} {size} -1 -1 {size} {walltime} -1 1 {} 1 1 1 1 -1 -1\n",
            job % 9
        );
    }
    log
}

pub(crate) const SAVED: [&str; 4] = ["--save-every", "2 days", "--save-to", "states"];

#[test]
fn a_study_goes_on_from_its_states_to_the_same_bytes() {
    let desk = Desk::new();
    let plain = desk.good(&["compare", "smoke.toml", "--out", "plain", "--threads", "2"]);
    let question = ["compare", "smoke.toml", "--out", "saved", "--threads", "2"];
    let saving = desk.good(&[&question[..], &SAVED].concat());
    assert_eq!(saving, plain, "saving changes nothing");
    assert_eq!(desk.results("saved"), desk.results("plain"));
    // Two policies, two replications, and states after two, four and six of seven days.
    let states = desk.states();
    assert_eq!(states.len(), 12, "{states:?}");
    // One state is enough: the other runs begin anew. The scenario is not needed any more.
    fs::remove_file(desk.path("smoke.toml")).expect("it is there");
    for chosen in [&states[..], &states[1..2], &states[4..9]] {
        fs::remove_dir_all(desk.path("saved")).expect("it is there");
        let resumed: Vec<&str> = ["resume"].into_iter().chain(chosen.iter().map(String::as_str)).collect();
        assert_eq!(desk.good(&resumed), plain, "{chosen:?}");
        assert_eq!(desk.results("saved"), desk.results("plain"), "{chosen:?}");
    }
}

#[test]
fn a_branch_has_the_same_past_and_another_future() {
    let desk = Desk::new();
    let question = ["run", "smoke.toml", "--replications", "1", "--out", "saved"];
    let plain = desk.good(&[&question[..], &SAVED].concat());
    let before = desk.results("saved");
    let states = desk.states();
    let (early, late) = (&states[0], &states[2]);
    assert_eq!(desk.good(&["branch", early, "--out", "same"]), plain);
    assert_eq!(desk.results("same"), before);
    // From the second day on others come first; until then nothing is different.
    let after_two_days = ["branch", early, "--set", "policy=longest-first+none", "--out", "other"];
    assert_ne!(desk.good(&after_two_days), plain);
    // The file has the name of the policy.
    let jobs_of = |folder: &str| {
        let policy = if folder == "other" { "longest-first+none" } else { "fcfs" };
        let text =
            schedule_text(&desk.path(&format!("{folder}/jobs-{policy}.csv.zst"))).expect("it is there");
        assert!(text.lines().skip(1).all(|line| line.starts_with(&format!("{policy},1,"))), "{text}");
        text
    };
    let jobs = |folder: &str| {
        let text = jobs_of(folder);
        let started_early = |line: &&str| {
            let start = line.split(',').nth(4).and_then(|start| start.parse::<f64>().ok());
            start.is_some_and(|start| start < 2.0 * 86_400.0)
        };
        let rows: Vec<String> = text
            .lines()
            .filter(started_early)
            .map(|line| line.split(',').skip(1).take(6).collect::<Vec<_>>().join(","))
            .collect();
        rows
    };
    let (same, other) = (jobs("same"), jobs("other"));
    assert!(10 < same.len(), "{same:?}");
    assert_eq!(same, other);
    // Twice the load in the last day brings more jobs than the load of before.
    let load = ["branch", late, "--set", "load.tuning=4", "--set", "load.vision=4", "--out", "more"];
    desk.good(&load);
    let rows = |folder: &str| jobs_of(folder).lines().count();
    assert!(rows("same") < rows("more"), "{} and {}", rows("same"), rows("more"));
    // The same policy again is another future only in that nothing is remembered that changes no start.
    assert_eq!(desk.good(&["branch", early, "--set", "load.tuning=1", "--out", "one"]), plain);
    assert_eq!(desk.results("one"), before);
}

#[test]
fn what_cannot_be_changed_is_told_with_what_can() {
    let desk = Desk::new();
    desk.good(&[&["run", "smoke.toml", "--replications", "1"][..], &SAVED].concat());
    let state = desk.states().remove(0);
    for (change, reason) in [
        (
            "seed=3",
            "`seed` cannot be changed half way; what can be changed: `policy`, `policy.OLD`, `load.WORKLOAD`, `capacity.POOL` \
             and `capacity.CENTER.POOL`",
        ),
        ("policy", "expected KEY=VALUE"),
        ("load.tuning=-1", "expected a factor from 0 to 1,000"),
        ("load.nobody=2", "the workloads are"),
        ("policy=fastest", "--set policy=fastest: no order `fastest`"),
        ("policy.nobody=fcfs+easy", "the policies are"),
        ("capacity.npu=-1", "`capacity.npu`: expected a whole number from 0 to 4,294,967,295, found `-1`"),
        ("capacity.gpu=3", "--set capacity.gpu=3: the pools are npu"),
        ("capacity.npu=4294967295", "the centre would have"),
        ("backfill=easy", "`backfill` cannot be changed half way"),
    ] {
        desk.wrong(&["branch", &state, "--set", change], reason);
    }
    let twice = |one, other| ["branch", &state, "--set", one, "--set", other];
    for (one, other) in
        [("capacity.tiny.npu=3", "capacity.npu=4"), ("policy=fcfs+easy", "policy.fcfs=fcfs+none")]
    {
        let reason = format!("--set {other}: changes what --set {one} changes already");
        desk.wrong(&twice(one, other), &reason);
    }
}

#[test]
fn foreign_torn_and_other_files_are_refused() {
    let desk = Desk::new();
    desk.wrong(&["resume", "small.swf"], "this is no saved state of suanli");
    desk.wrong(&["resume", "nothing.suanli"], "cannot read");
    desk.wrong(&["run", "smoke.toml", "--save-every", "2 days"], "--save-to");
    let often = ["run", "smoke.toml", "--save-every", "1 s", "--save-to", "states"];
    desk.wrong(&often, "--save-every 1 s: more than 10000 states");
    desk.wrong(&["run", "smoke.toml", "--save-every", "2 moons", "--save-to", "states"], "--save-every");
    desk.good(&[&["run", "smoke.toml", "--replications", "1"][..], &SAVED].concat());
    let state = desk.states().remove(0);
    let bytes = fs::read(desk.path(&state)).expect("it can be read");
    let put = |bytes: &[u8]| fs::write(desk.path("torn.suanli"), bytes).expect("it can be written");
    put(&bytes[..bytes.len() / 2]);
    desk.wrong(&["resume", "torn.suanli"], "the saved state is damaged: it was cut off or changed");
    let mut flipped = bytes.clone();
    flipped[bytes.len() / 2] ^= 4;
    put(&flipped);
    desk.wrong(&["resume", "torn.suanli"], "the saved state is damaged: it was cut off or changed");
    let mut newer = bytes;
    newer[8] = 200;
    put(&newer);
    desk.wrong(&["resume", "torn.suanli"], "the state was saved by a newer suanli");
    // States of two questions do not go together.
    desk.good(&[
        "run",
        "smoke.toml",
        "--replications",
        "1",
        "--seed",
        "2",
        "--save-every",
        "2 days",
        "--save-to",
        "others",
    ]);
    let other = format!("others/{}", state.trim_start_matches("states/"));
    desk.wrong(&["resume", &state, &other], "belongs to another question");
}

#[test]
fn a_replay_goes_on_from_its_state_to_the_same_bytes() {
    let desk = Desk::new();
    for backfill in suanli::policy::BACKFILLS {
        let question = [
            "replay",
            "small.swf",
            "--backfill",
            backfill.name,
            "--jobs",
            "jobs.csv",
            "--summary",
            "summary.json",
        ];
        desk.good(&[&question[..], &["--save-every", "1 h", "--save-to", "states"]].concat());
        let summary = || {
            let text = fs::read_to_string(desk.path("summary.json")).expect("it is there");
            let mut summary: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
            let table = summary.as_object_mut().expect("it is a table");
            table.remove("wall_time_s");
            table.remove("peak_rss_bytes");
            summary
        };
        let (jobs, figures) = (fs::read(desk.path("jobs.csv")).expect("it is there"), summary());
        let states = desk.states();
        assert!(3 <= states.len(), "{states:?}");
        for state in [&states[0], &states[states.len() / 2]] {
            fs::remove_file(desk.path("jobs.csv")).expect("it is there");
            fs::remove_file(desk.path("summary.json")).expect("it is there");
            desk.good(&["resume", state]);
            assert_eq!(
                fs::read(desk.path("jobs.csv")).expect("it is there"),
                jobs,
                "{} {state}",
                backfill.name
            );
            assert_eq!(summary(), figures, "{} {state}", backfill.name);
        }
        fs::remove_dir_all(desk.path("states")).expect("it is there");
    }
}

#[test]
fn the_log_of_a_state_must_be_the_same() {
    let desk = Desk::new();
    desk.good(&["replay", "small.swf", "--save-every", "1 h", "--save-to", "states"]);
    let state = desk.states().remove(0);
    fs::write(desk.path("small.swf"), small_log().replacen("1 40 -1", "1 41 -1", 1))
        .expect("it can be written");
    desk.wrong(&["resume", &state], "is not the log of the saved state");
}

/// A scenario names its log beside itself; the same log is found by another path when the run goes on.
#[test]
fn a_scenario_with_a_log_beside_it_goes_on_to_the_same_bytes() {
    let smoke = include_str!("../../scenarios/smoke.toml");
    let workload = "\n[[workload]]\nname = \"logged\"\nlog = \"small.swf\"\ncenter = \"tiny\"\ntenants = \"firms\"\nbegins_with = \"first-job\"\n";
    let scenario = smoke.replacen("\n[[policy]]", &format!("{workload}\n[[policy]]"), 1);
    let desk = Desk::with(&[("logged.toml", &scenario), ("small.swf", &small_log())]);
    let question = ["run", "logged.toml", "--out", "saved"];
    let plain = desk.good(&[&question[..], &SAVED].concat());
    // From wherever it is resumed, the log is found by its whole path, which the summary tells.
    let results = || {
        let mut files = desk.results("saved");
        files.retain(|name, _| name != "summary.json" && name != "manifest.json");
        files
    };
    let (states, before) = (desk.states(), results());
    fs::remove_dir_all(desk.path("saved")).expect("it is there");
    assert_eq!(desk.good(&["resume", &states[0]]), plain);
    assert!(results() == before);
}
