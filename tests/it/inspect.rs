//! `suanli inspect`: a small log with every figure worked out by hand, every doubt, the counts of published logs, bad input.

mod doubts;

use super::support::traces;
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

/// On a machine of 10: 4 from 0 to 100 s, 8 from 30 to 330 s, 2 from 50 to 110 s, 1 from 7200 to 10800 s, and one row without
/// a run. Time 0 is a Monday at 02:00 on the machine's clock, two hours ahead of universal time.
const TOY: &str = "\
; Computer: toy
; MaxRecords: 6
; MaxProcs: 10
; UnixStartTime: 345600
; StartTime: Mon Jan 05 02:00:00 EET 1970
1 0    0  100  4 -1 -1 4 200  -1 1 1 1 -1 1 -1 -1 -1
2 10   20 300  8 -1 -1 8 300  -1 1 1 1 -1 1 -1 -1 -1
3 20   30 60   2 -1 -1 2 600  -1 0 2 1 -1 2 -1 -1 -1
4 7200 0  3600 1 -1 -1 1 1800 -1 5 3 1 -1 2 -1 -1 -1
5 7200 0  -1   1 -1 -1 1 100  -1 5 3 1 -1 2 -1 -1 -1
";

pub(crate) fn suanli(folder: &Path, arguments: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_suanli"));
    command.current_dir(folder).args(arguments.split_whitespace());
    command.output().expect("the command is there")
}

/// What stdout got; the command must have been good.
#[track_caller]
pub(crate) fn good(folder: &Path, arguments: &str) -> String {
    let output = suanli(folder, arguments);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{stderr}");
    String::from_utf8(output.stdout).expect("results are UTF-8")
}

/// The report of a log as JSON.
#[track_caller]
fn report(log: &str) -> Value {
    let folder = tempfile::tempdir().expect("a folder for a while");
    std::fs::write(folder.path().join("log.swf"), log).expect("room for a small file");
    serde_json::from_str(&good(folder.path(), "inspect log.swf --json")).expect("the report is JSON")
}

/// The names of what looks wrong.
fn doubts(report: &Value) -> Vec<&str> {
    let found = report["doubts"].as_array().expect("a list of doubts");
    found.iter().map(|doubt| doubt["name"].as_str().expect("a name")).collect()
}

#[track_caller]
fn assert_near(report: &Value, pointer: &str, expected: f64) {
    let found = report.pointer(pointer).and_then(Value::as_f64);
    let found = found.unwrap_or_else(|| panic!("{pointer}: {:?}", report.pointer(pointer)));
    assert!((found - expected).abs() <= 1e-9 * expected.abs().max(1.0), "{pointer}: {found}, not {expected}");
}

/// Places in the report of the small log, and what must stand there.
const FIGURES: &[(&str, f64)] = &[
    ("/sizes/mean", 3.75),
    ("/sizes/median", 2.0),
    ("/sizes/max", 8.0),
    ("/runs_s/mean", 1_015.0),
    ("/runs_s/p25", 60.0),
    ("/runs_s/median", 100.0),
    ("/runs_s/p99", 3_600.0),
    ("/waits_s/mean", 12.5),
    ("/waits_s/p75", 20.0),
    ("/requested_s/mean", 725.0),
    ("/accuracy/mean", 0.65),
    ("/accuracy/percents/10", 1.0),
    ("/accuracy/percents/50", 1.0),
    ("/accuracy/percents/99", 2.0),
    ("/accuracy/over", 1.0),
    ("/accuracy/over_minute", 1.0),
    ("/accuracy/at_limit", 1.0),
    ("/serial", 0.25),
    ("/powers_of_two", 1.0),
    ("/load/work_unit_s", 6_520.0),
    ("/load/offered", 6_520.0 / 72_000.0),
    // Held are whole hours: from 02:00 to 05:00, the hour in which the last job was submitted.
    ("/load/held", 6_520.0 / 108_000.0),
    ("/machine/stated", 10.0),
    ("/machine/held_most", 14.0),
    ("/machine/held_over_s", 70.0),
    ("/machine/job_largest", 8.0),
    ("/users/count", 3.0),
    ("/users/share_first", 0.5),
    ("/users/half_of_rows", 1.0),
    ("/queues/first/0/rows", 2.0),
    ("/queues/first/1/wait_mean_s", 15.0),
    ("/arrivals/by_weekday_and_hour/0/2", 3.0),
    ("/arrivals/by_weekday_and_hour/0/4", 1.0),
    ("/arrivals/mean_by_weekday_and_hour/0/2", 3.0),
    ("/arrivals/mean_by_weekday_and_hour/0/3", 0.0),
    ("/arrivals/minute_most", 3.0),
    ("/arrivals/hour_most", 3.0),
    ("/arrivals/apart_mean_s", 2_400.0),
    ("/silences/0/secs", 7_180.0),
    ("/quality/rows_read", 5.0),
    ("/quality/rows_kept", 4.0),
    ("/quality/rows_repaired", 1.0),
    ("/quality/dropped/0/first_lines/0", 10.0),
];

#[test]
fn the_figures_of_a_small_log_are_those_worked_out_by_hand() {
    let report = report(TOY);
    for (pointer, expected) in FIGURES {
        assert_near(&report, pointer, *expected);
    }
    assert_eq!(report["submit_first"]["at"], "1970-01-05 02:00");
    assert_eq!(report["machine"]["held_most_at"]["at"], "1970-01-05 02:00");
    assert_eq!(report["end_last"]["at"], "1970-01-05 05:00");
    assert_eq!(report["calendar"], "local");
    assert_eq!(report["arrivals"]["mean_by_weekday_and_hour"][1][0], Value::Null);
    let states: Vec<(&str, u64)> = report["states"].as_array().expect("states").iter().map(counted).collect();
    assert_eq!(states, [("completed", 2), ("failed", 1), ("cancelled", 2)]);
    let classes: Vec<(&str, u64)> =
        report["run_classes"].as_array().expect("classes").iter().map(counted).collect();
    assert_eq!(classes, [("1 to 10 min", 3), ("1 to 6 h", 1)]);
    let expected = [
        "held-above-machine",
        "machine-hardly-used",
        "rows-dropped",
        "rows-missing",
        "limits-not-enforced",
        "runs-end-at-limit",
    ];
    assert_eq!(doubts(&report), expected);
}

fn counted(one: &Value) -> (&str, u64) {
    (one["value"].as_str().expect("a name"), one["rows"].as_u64().expect("a count"))
}

#[test]
fn the_hours_are_those_somebody_says() {
    let folder = tempfile::tempdir().expect("a folder for a while");
    std::fs::write(folder.path().join("log.swf"), TOY).expect("room for a small file");
    for (offset, first) in
        [("-3", "1970-01-04 21:00"), ("+5:30", "1970-01-05 05:30"), ("0", "1970-01-05 00:00")]
    {
        let text = good(folder.path(), &format!("inspect log.swf --json --utc-offset {offset}"));
        let report: Value = serde_json::from_str(&text).expect("the report is JSON");
        assert_eq!(report["submit_first"]["at"], first, "{offset}");
    }
    for wrong in ["15", "x", "+5:60", "--5", ""] {
        assert_eq!(
            suanli(folder.path(), &format!("inspect log.swf --utc-offset={wrong}")).status.code(),
            Some(2)
        );
    }
}

#[test]
fn the_same_log_gives_the_same_files() {
    let folder = tempfile::tempdir().expect("a folder for a while");
    std::fs::write(folder.path().join("log.swf"), TOY).expect("room for a small file");
    let files = |out: &str| {
        good(folder.path(), &format!("inspect log.swf --out {out} --png"));
        ["report.json", "sheet.svg", "sheet.png"]
            .map(|name| std::fs::read(folder.path().join(out).join(name)).expect("it was written"))
    };
    assert_eq!(files("first"), files("second"));
    assert_eq!(
        std::fs::read_dir(folder.path().join("first")).expect("a folder").count(),
        4,
        "and the manifest"
    );
}

#[test]
fn the_names_of_the_report_stay() {
    let report = report(TOY);
    let names: Vec<&str> = report.as_object().expect("an object").keys().map(String::as_str).collect();
    let expected = [
        "accuracy",
        "arrivals",
        "calendar",
        "computer",
        "doubts",
        "end_last",
        "format",
        "groups",
        "load",
        "log",
        "machine",
        "memory_requested_mib",
        "memory_used_mib",
        "powers_of_two",
        "quality",
        "queues",
        "requested_popular",
        "requested_s",
        "resolution",
        "run_classes",
        "runs_s",
        "schema_version",
        "serial",
        "silences",
        "size_classes",
        "sizes",
        "sizes_popular",
        "states",
        "submit_first",
        "submit_last",
        "submits_stand_in",
        "unit",
        "users",
        "version",
        "waits_s",
    ];
    assert_eq!(names, expected);
    let keys = |pointer: &str| -> String {
        let part = report.pointer(pointer).and_then(Value::as_object).expect("an object");
        part.keys().map(String::as_str).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(keys("/sizes"), "curve max mean median min p1 p10 p25 p5 p75 p90 p95 p99 rows");
    assert_eq!(keys("/load/steps/0"), "begin begin_s held jobs length_s offered wait_mean_s");
    assert_eq!(keys("/doubts/0"), "because name");
    assert_eq!(keys("/users/first/0"), "rows share value wait_mean_s work_share");
}

#[test]
fn wrong_questions_are_refused_and_leave_nothing_behind() {
    let folder = tempfile::tempdir().expect("a folder for a while");
    let write = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).expect("room for a small file")
    };
    write("log.swf", TOY);
    write("empty.swf", "");
    write("file", "not a folder");
    std::fs::create_dir(folder.path().join("folder")).expect("a folder can be made");
    let before = std::fs::read_dir(folder.path()).expect("a folder").count();
    for (arguments, reason) in [
        ("inspect", "LOG"),
        ("inspect absent.swf", "cannot be opened"),
        ("inspect empty.swf", "is empty"),
        ("inspect folder", "is a folder"),
        ("inspect log.swf --out file", "file"),
        ("inspect log.swf --png", "--out"),
        ("inspect log.swf --processors 0", "0"),
    ] {
        let output = suanli(folder.path(), arguments);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments}: {stderr}");
        assert!(stderr.contains(reason) && !stderr.contains("panicked"), "{arguments}: {stderr}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), before);
}

#[test]
fn what_holds_no_jobs_is_told_too() {
    let folder = tempfile::tempdir().expect("a folder for a while");
    let list = "sn,cpu_milli,memory_mib,gpu,model\nnode-1,96000,393216,8,G2\nnode-2,64000,262144,0,\n";
    std::fs::write(folder.path().join("nodes.csv"), list).expect("room for a small file");
    let text = good(folder.path(), "inspect nodes.csv");
    assert!(text.contains("list of machines") && text.contains("it holds no jobs"), "{text}");
    let report: Value = serde_json::from_str(&good(folder.path(), "inspect nodes.csv --json")).expect("JSON");
    assert_eq!(report["quality"]["rows_read"], 2);
}

type Counts = (&'static str, u64, u64, Option<u64>, Option<u64>);

/// File, rows, dropped rows, jobs that ran longer than requested, by more than a minute: as the README of the traces has them;
/// the rows of Thunder and LANL without a submit time or a size as counted with awk.
const PUBLISHED: &[Counts] = &[
    ("KTH-SP2-1996-2.swf.zst", 28_489, 0, Some(475), None),
    ("SDSC-SP2-1998-4.2-cln.swf.zst", 59_715, 5_671, Some(4_134), None),
    ("CTC-SP2-1996-3.1-cln.swf.zst", 77_222, 0, Some(7_174), None),
    ("LANL-CM5-1994-4.1-cln.swf.zst", 122_060, 3, Some(40_180), None),
    ("ALCF-Theta-2022.swf.zst", 23_911, 0, None, Some(2_766)),
    ("NASA-iPSC-1993-3.1-cln.swf.zst", 18_239, 0, Some(0), None),
    ("UniLu-Gaia-2014-1.swf.zst", 51_987, 127, None, None),
    ("LLNL-Thunder-2007-1.1-cln.swf.zst", 121_039, 2_248, None, None),
];

#[test]
fn published_logs_have_the_published_counts() {
    let Some(folder) = traces() else { return };
    for (file, rows, dropped, over, over_minute) in PUBLISHED {
        let text = good(&folder.join("swf"), &format!("inspect {file} --json"));
        let report: Value = serde_json::from_str(&text).expect("the report is JSON");
        assert_eq!(report["quality"]["rows_read"], *rows, "{file}");
        assert_eq!(report["quality"]["rows_dropped"], *dropped, "{file}");
        for (name, count) in [("over", over), ("over_minute", over_minute)] {
            if let Some(count) = count {
                assert_eq!(report["accuracy"][name], *count, "{file}: {name}");
            }
        }
    }
}
