//! The rules of a replay on the command line: order of events, estimates, walltimes, cleaning, several logs.

use std::path::Path;
use std::process::{Command, Output};
use suanli::log::{Cleaning, Finding, LogReader};

/// On four processors. 2 ran beyond its request; 3 has no requested time; 4 ran for no time; 5 had more processors than the
/// machine has; 6 knows only what it got; 7 never ran.
const FIRST: &str = "; MaxProcs: 4\n\
    1 0 -1 100 3 -1 -1 3 100 -1 1 1\n\
    2 10 -1 30 4 -1 -1 4 20 -1 1 1\n\
    3 20 -1 50 1 -1 -1 1 -1 -1 1 2\n\
    4 30 -1 0 1 -1 -1 1 90 -1 1 2\n\
    5 40 -1 40 5 -1 -1 4 90 -1 1 2\n";
const SECOND: &str = "6 200 -1 40 2 -1 -1 -1 50 -1 1 2\n7 210 -1 -1 2 -1 -1 2 10 -1 5 2\n";

fn replay(folder: &Path, arguments: &str) -> Output {
    std::fs::write(folder.join("first.swf"), FIRST).expect("a log can be written");
    std::fs::write(folder.join("second.swf"), SECOND).expect("a log can be written");
    let mut command = Command::new(env!("CARGO_BIN_EXE_suanli"));
    command.current_dir(folder).arg("replay").args(arguments.split_whitespace());
    command.output().expect("the program can be run")
}

/// The starts and ends, and what `summary.json` says.
fn course(arguments: &str) -> (String, serde_json::Value) {
    let folder = tempfile::tempdir().expect("a folder");
    let output = replay(folder.path(), &format!("{arguments} --jobs jobs.csv --summary summary.json"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect("it was written");
    let jobs = read("jobs.csv");
    let short = jobs.lines().skip(1).map(|line| {
        let fields: Vec<&str> = line.split(',').collect();
        format!("{}:{}-{}", fields[0], fields[2], fields[3])
    });
    let summary = serde_json::from_str(&read("summary.json")).expect("the summary is JSON");
    (short.collect::<Vec<_>>().join(" "), summary)
}

#[test]
fn several_logs_follow_each_other_and_rules_are_named() {
    let (jobs, summary) = course("first.swf second.swf --clean strict --backfill none");
    assert_eq!(jobs, "1:0-100 2:100-120 6:200-240");
    assert_eq!(summary["log"], "first.swf + second.swf");
    let rules = &summary["rules"];
    assert_eq!(rules["clean"], "strict");
    assert_eq!(rules["instants"], "batched");
    assert_eq!(rules["estimates"], "requested");
    assert_eq!(rules["at_walltime"], "kill");
    assert!(rules.get("correction").is_none());
    assert_eq!(summary["quality"]["rows_dropped"], 4);
    // Lines are counted in each log: the seventh job stands in the second line of the second.
    let dropped = summary["quality"]["dropped"].as_array().expect("reasons");
    let never_ran = dropped.iter().find(|reason| reason["reason"] == "run time unknown");
    let never_ran = never_ran.expect("it is told");
    assert_eq!(never_ran["first_lines"], serde_json::json!([2]));
    assert_eq!(never_ran["first_files"], serde_json::json!(["second.swf"]));
}

#[test]
fn jobs_may_run_on_beyond_their_walltime() {
    let (kill, _) = course("first.swf --backfill none --processors 5");
    assert_eq!(kill, "1:0-100 2:100-120 3:100-150 4:120-120 5:120-160");
    let (run_on, summary) = course("first.swf --backfill none --processors 5 --at-walltime run-on");
    assert_eq!(run_on, "1:0-100 2:100-130 3:100-150 4:130-130 5:130-170");
    assert_eq!(summary["killed"], 0);
}

#[test]
fn strict_cleaning_counts_every_drop_and_repair_by_reason() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("log.swf");
    std::fs::write(&path, format!("{FIRST}{SECOND}")).expect("a log can be written");
    let mut reader =
        LogReader::open(&path).expect("this is a log").cleaned(Cleaning::Strict { processors: 4 });
    let mut jobs = Vec::new();
    while let Some(job) = reader.next_job().expect("the log can be read") {
        jobs.push((job.request.id.0, job.work.as_secs(), job.request.shape.tasks));
    }
    assert_eq!(jobs, [(1, 100, 3), (2, 20, 4), (6, 40, 2)]);
    let quality = reader.quality();
    for finding in [
        Finding::RanOver,
        Finding::WalltimeNone,
        Finding::RunNone,
        Finding::LargerThanMachine,
        Finding::ProcessorsAllocated,
        Finding::RunUnknown,
    ] {
        assert_eq!(quality.tally(finding).rows, 1, "{finding:?}");
    }
    assert_eq!((quality.rows_read, quality.rows_kept, quality.rows_repaired), (7, 3, 2));
}

#[test]
fn wrong_rules_are_wrong_questions() {
    let folder = tempfile::tempdir().expect("a folder");
    for (arguments, told) in [
        ("--estimates scaled", "expected requested, exact, user-last-two, or scaled:F"),
        ("--estimates scaled:0", "expected requested, exact, user-last-two, or scaled:F"),
        ("--instants both", "possible values: batched, sequential"),
        ("--at-walltime wait", "possible values: kill, run-on"),
        ("--clean none", "possible values: archive, strict"),
        ("--estimates user-last-two --correction twice", "possible values: incremental, recursive-doubling"),
        ("--correction requested", "goes with --estimates user-last-two, found --estimates requested"),
        ("absent.swf", "absent.swf: cannot be opened"),
    ] {
        let output = replay(folder.path(), &format!("first.swf {arguments}"));
        let text = String::from_utf8_lossy(&output.stderr).replace('\n', " ");
        assert_eq!(output.status.code(), Some(2), "{arguments}: {text}");
        assert!(text.contains(told), "{arguments}: {text}");
    }
}

#[test]
fn estimates_change_which_jobs_start_and_when() {
    // On four processors, 1 (3 processors) runs; 2 (4) waits for it; 3 asks for 200 s and runs for 50: only an oracle lets it
    // go before 2.
    let folder = tempfile::tempdir().expect("a folder");
    let log = "; MaxProcs: 4\n1 0 -1 100 3 -1 -1 3 100\n2 10 -1 20 4 -1 -1 4 20\n3 20 -1 50 1 -1 -1 1 200\n";
    std::fs::write(folder.path().join("log.swf"), log).expect("a log can be written");
    let start_of_third = |estimates: &str| {
        let output = replay(folder.path(), &format!("log.swf --estimates {estimates} --jobs jobs.csv"));
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let jobs = std::fs::read_to_string(folder.path().join("jobs.csv")).expect("it was written");
        let row = jobs.lines().last().expect("three jobs").split(',').nth(2).map(str::to_owned);
        row.expect("a start")
    };
    assert_eq!(start_of_third("requested"), "120");
    assert_eq!(start_of_third("exact"), "20");
    // 25 s after its start the first is found to be expected for longer, and 50 s then fit before its new end.
    assert_eq!(start_of_third("scaled:0.25"), "25");
    assert_eq!(start_of_third("scaled:2"), "120");
    assert_eq!(start_of_third("user-last-two"), "120");
}
