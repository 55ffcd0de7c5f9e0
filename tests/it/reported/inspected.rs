//! What `inspect` says of logs: nothing false, and the same as a replay.

use super::scenarios::told;
use crate::resume::Desk;
use serde_json::Value;

fn inspected(desk: &Desk, arguments: &str) -> Value {
    let output = desk.run(&format!("inspect {arguments} --json"));
    assert!(output.status.success(), "{}", told(&output));
    serde_json::from_slice(&output.stdout).expect("it is JSON")
}

fn doubts(report: &Value) -> Vec<String> {
    let found = report["doubts"].as_array().expect("a list");
    found.iter().map(|doubt| doubt["name"].as_str().expect("a name").to_owned()).collect()
}

/// 2 GiB and 512 MiB asked for, of which one used 1 GiB; the SWF log has KB for each processor.
#[test]
fn memory_is_told_of() {
    let log = "; MaxProcs: 4\n1 0 5 500 2 -1 524288 2 1000 1048576 1 1 1 1 1 1 -1 -1\n\
               2 600 5 700 1 -1 -1 1 1500 524288 1 2 1 1 1 1 -1 -1\n";
    let desk = crate::resume::Desk::with(&[("log.swf", log)]);
    let json: serde_json::Value =
        serde_json::from_str(&desk.good(&["inspect", "log.swf", "--json"])).expect("JSON");
    let asked = &json["memory_requested_mib"];
    assert_eq!((&asked["rows"], &asked["max"], &asked["min"]), (&2.into(), &2_048.0.into(), &512.0.into()));
    assert_eq!(
        (&json["memory_used_mib"]["rows"], &json["memory_used_mib"]["max"]),
        (&1.into(), &1_024.0.into())
    );
    let text = desk.good(&["inspect", "log.swf"]);
    let table =
        "job,submit,run,processors,memory,memory_used,qos\n1,0,60,1,1024,512,low\n2,60,60,1,1024,,high\n";
    let desk = crate::resume::Desk::with(&[("log.swf", log), ("jobs.csv", table)]);
    let json: serde_json::Value =
        serde_json::from_str(&desk.good(&["inspect", "jobs.csv", "--json"])).expect("JSON");
    assert_eq!(
        (&json["memory_used_mib"]["rows"], &json["memory_used_mib"]["max"]),
        (&1.into(), &512.0.into())
    );
    let hours = desk.good(&["replay", "jobs.csv", "--processors", "1", "--by", "qos", "--filter", "qos=low"]);
    assert!(hours.contains("low") && !hours.contains("high"), "{hours}");
    assert!(text.contains("memory used") && text.contains("2 GiB") && text.contains("512 MiB"), "{text}");
}

/// Slurm tells what was used in the rows of steps: of all tasks together where it says so, or of a task times their number; of
/// several steps the most. A job without steps tells nothing.
#[test]
fn memory_used_of_steps_is_told_of() {
    let used = |log: &str, name: &str| {
        let report = inspected(&Desk::with(&[(name, log)]), name);
        ["rows", "min", "max"].map(|key| report["memory_used_mib"][key].as_f64().unwrap_or(0.0))
    };
    let head = "JobID|Submit|Start|End|Timelimit|ReqCPUS|NTasks|MaxRSS|AveRSS|TRESUsageInTot|State\n";
    let times = "2024-03-01T08:00:00|2024-03-01T08:00:30|2024-03-01T09:00:30|02:00:00|4";
    let rows = |of: &[(&str, &str)]| -> String {
        of.iter().map(|(job, used)| format!("{job}|{times}|{used}|COMPLETED\n")).collect()
    };
    let log = rows(&[
        ("1", "|||"),
        ("1.batch", "1|1024K||"),
        ("1.0", "4|3072K|2048K|"),
        ("2", "|||"),
        ("3", "|||"),
        ("3.batch", "1|1G|1G|cpu=00:01:00,energy=0,mem=6G"),
        ("33.0", "1|9G|9G|"),
    ]);
    assert_eq!(used(&format!("{head}{log}"), "jobs.psv"), [2.0, 8.0, 6_144.0]);
    // The last job is completed by the end of the file.
    let last = rows(&[("4", "|||"), ("4.batch", "2|8388608||")]);
    assert_eq!(used(&format!("{head}{last}"), "jobs.psv"), [1.0, 16.0, 16.0]);
    let step = |bytes: u64| {
        format!(
            r#"{{"tres": {{"requested": {{"total": [{{"type": "mem", "name": "", "count": {bytes}}}]}}}}}}"#
        )
    };
    let json = format!(
        r#"{{"jobs": [{{"job_id": 7, "time": {{"submission": 1709280000, "start": 1709280030, "end": 1709283630, "elapsed": 3600,
        "limit": 120}}, "state": {{"current": ["COMPLETED"]}}, "required": {{"CPUs": 4}}, "steps": [{}, {}]}}]}}"#,
        step(1 << 30),
        step(1 << 31)
    );
    assert_eq!(used(&json, "jobs.json"), [1.0, 2_048.0, 2_048.0]);
}

/// Starts in the place of submissions stand where numbers stand.
#[test]
fn starts_in_the_place_of_submissions_are_told_beside_the_numbers() {
    let log = "JobID|Start|End|Timelimit|ReqCPUS|State\n1|2024-03-01T08:00:00|2024-03-01T09:00:00|02:00:00|8|COMPLETED\n\
               2|2024-03-01T09:00:00|2024-03-01T10:00:00|02:00:00|8|COMPLETED\n";
    let desk = crate::resume::Desk::with(&[("jobs.psv", log)]);
    let replay = ["replay", "jobs.psv", "--processors", "8"];
    let json: serde_json::Value =
        serde_json::from_str(&desk.good(&[&replay[..], &["--json"]].concat())).expect("JSON");
    assert_eq!(json["submits_stand_in"], 2);
    let json: serde_json::Value =
        serde_json::from_str(&desk.good(&["inspect", "jobs.psv", "--json"])).expect("JSON");
    assert_eq!(json["submits_stand_in"], 2);
    let told = "2 jobs have no submission in the log";
    assert!(desk.good(&replay).contains(told));
    let several = [&replay[..], &["--policy", "fcfs+none", "--policy", "fcfs+easy"]].concat();
    assert!(desk.good(&several).contains(told));
}

#[test]
fn limits_were_enforced_if_nobody_ran_a_minute_over() {
    let rows = |over: u64| -> String {
        (0..50).map(|job| format!("{job} {} 5 {} 4 -1 -1 4 200 -1 1 1 1\n", job * 60, 200 + over)).collect()
    };
    for (over, is_doubted) in [(59, false), (61, true)] {
        let desk = Desk::with(&[("log.swf", &format!("; MaxProcs: 64\n{}", rows(over)))]);
        let found = doubts(&inspected(&desk, "log.swf"));
        assert_eq!(found.contains(&"limits-not-enforced".to_owned()), is_doubted, "{over}: {found:?}");
    }
}

#[test]
fn a_moment_is_no_machine() {
    // Two hours of 100 processors, and ten seconds in which the next jobs have started while these have not ended.
    let log = "1 0 0 7200 60 -1 -1 60 9000\n2 0 0 7200 40 -1 -1 40 9000\n3 7190 0 3600 100 -1 -1 100 9000\n";
    let desk = Desk::with(&[("log.swf", log)]);
    let report = inspected(&desk, "log.swf");
    let machine = &report["machine"];
    assert_eq!(
        (&machine["held_most"], &machine["held_90"], &machine["counted"]),
        (&200.into(), &100.into(), &100.into())
    );
    let because = report["doubts"][0]["because"].as_str().expect("words").to_owned();
    assert!(because.contains("the 100 processors that were enough for 99 % of the time"), "{because}");
}

#[test]
fn what_was_held_is_a_share_of_the_time_that_there_is() {
    // Half an hour in which a machine of 10 is full: from 00:15 to 00:45.
    let log = "; MaxProcs: 10\n1 900 0 900 10 -1 -1 10 900\n2 1800 0 900 10 -1 -1 10 900\n";
    let desk = Desk::with(&[("log.swf", log)]);
    let report = inspected(&desk, "log.swf");
    assert_eq!(report["load"]["held"], 1.0, "{:#}", report["load"]);
    assert_eq!(report["load"]["steps"][0]["held"], 1.0, "{:#}", report["load"]);
}

#[test]
fn absurd_requests_and_fields_beyond_the_last_are_doubted() {
    let row = |job: u32, walltime: u64, more: &str| {
        format!("{job} {} 5 100 4 -1 -1 4 {walltime} -1 1 {job} 1 -1 1 -1 -1 -1{more}\n", job * 60)
    };
    let text =
        |walltime, more: &str| format!("; MaxProcs: 64\n{}{}", row(1, 200, ""), row(2, walltime, more));
    for (walltime, more, expected) in [
        (200, "", None),
        (200, "  ", None),
        (738_720_000, "", Some("requests-beyond-reason")),
        (200, " 7", Some("fields-beyond")),
    ] {
        let desk = Desk::with(&[("log.swf", &text(walltime, more))]);
        let report = inspected(&desk, "log.swf");
        let names = ["requests-beyond-reason", "fields-beyond"];
        let found: Vec<String> =
            doubts(&report).into_iter().filter(|name| names.contains(&name.as_str())).collect();
        assert_eq!(found, expected.map(str::to_owned).into_iter().collect::<Vec<_>>(), "{walltime}{more}");
        let all = report["doubts"].to_string();
        assert!(expected != Some("requests-beyond-reason") || all.contains("8,550"), "{all}");
    }
}

#[test]
fn several_swf_logs_that_know_their_dates_are_told_nothing_false() {
    let month = |start: u64| format!("; UnixStartTime: {start}\n; MaxProcs: 8\n1 50 5 100 8 -1 -1 8 200\n");
    let desk = Desk::with(&[("a.swf", &month(1_704_067_200)), ("b.swf", &month(1_706_745_600))]);
    let report = inspected(&desk, "a.swf b.swf");
    assert!(!doubts(&report).contains(&"times-absolute".to_owned()), "{:#}", report["doubts"]);
    assert_eq!(report["submit_last"]["at"], "2024-02-01 00:00", "{report:#}");
}

const NAMES: &str = "JobID|User|Submit|Start|End|Timelimit|ReqCPUS|State\n";
const OVER: &str =
    "401|ana|2024-01-31T22:00:00|2024-01-31T22:00:00|2024-02-01T08:00:00|12:00:00|64|COMPLETED\n";

#[test]
fn a_job_of_two_exports_counts_once_for_inspect_and_for_scenarios_too() {
    let january = format!("{NAMES}{OVER}");
    let february = format!(
        "{NAMES}402|ben|2024-02-01T07:00:00|2024-02-01T07:00:00|2024-02-01T08:00:00|02:00:00|64|COMPLETED\n{OVER}{OVER}"
    );
    let both = format!("{january}{february}");
    let desk = Desk::with(&[("a.psv", &january), ("b.psv", &february), ("both.psv", &both)]);
    for files in ["a.psv b.psv", "both.psv"] {
        let report = inspected(&desk, files);
        assert_eq!(report["quality"]["rows_kept"], 2, "{files}: {:#}", report["quality"]);
        let output = desk.run(&format!("replay {files} --processors 64 --json"));
        let replayed: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
        assert_eq!(replayed["quality"]["rows_kept"], 2, "{files}: {replayed:#}");
    }
    let text = super::scenarios::scenario("cores = 64", 1, "count = 2", "log = \"both.psv\"", "");
    std::fs::write(desk.path("a.toml"), text).expect("there is room");
    let told = told(&desk.run("check a.toml"));
    assert!(told.contains("2 of 4 rows give a job"), "{told}");
}

#[test]
fn lines_are_counted_in_each_file_and_files_are_named() {
    let bad = "402|ben|x|y|2024-02-01T07:00:00|02:00:00|64|COMPLETED\n";
    let (a, b) = (format!("{NAMES}{OVER}"), format!("{NAMES}{bad}{OVER}{bad}"));
    let desk = Desk::with(&[("a.psv", &a), ("b.psv", &b)]);
    let told = told(&desk.run("replay a.psv b.psv --processors 64"));
    assert!(told.contains("submit time unknown (lines b.psv: 2, 4)"), "{told}");
    let report = inspected(&desk, "a.psv b.psv");
    let dropped = &report["quality"]["dropped"][0];
    assert_eq!(dropped["first_lines"], serde_json::json!([2, 4]), "{dropped:#}");
    assert_eq!(dropped["first_files"], serde_json::json!(["b.psv", "b.psv"]), "{dropped:#}");
    let output = desk.run("inspect a.psv b.psv --processors 8 --json");
    let report: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    assert!(
        report["doubts"].to_string().contains("the first stands in line a.psv: 2)"),
        "{:#}",
        report["doubts"]
    );
    // The rows of one file are told as before.
    let told = super::scenarios::told(&desk.run("replay b.psv --processors 64"));
    assert!(told.contains("submit time unknown (lines 2, 4)"), "{told}");
}

#[test]
fn users_are_the_members_of_their_names_in_whatever_letters() {
    let text =
        super::scenarios::scenario("cores = 64", 2, "members = [\"Ana\", \"ben\"]", "log = \"a.psv\"", "");
    let log = format!("{NAMES}{OVER}{}", OVER.replace("401|ana", "402|BEN"));
    let desk = Desk::with(&[("a.psv", &log), ("a.toml", &text)]);
    let output = desk.run("run a.toml --out out --jobs-format csv");
    assert!(output.status.success() && !told(&output).contains("no members"), "{}", told(&output));
    let table = desk.text("out/jobs-easy.csv");
    let tenant = |line: usize| {
        table
            .lines()
            .nth(line)
            .is_some_and(|line| line.contains(if line.contains("401") { "Ana" } else { "ben" }))
    };
    assert!(tenant(1) && tenant(2), "{table}");
}
