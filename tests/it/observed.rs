//! What really happened: played from a log, and compared with a policy, with every figure worked out by hand.

use super::inspect::{good, suanli};
use super::support::traces;
use serde_json::Value;
use std::path::Path;

/// On a machine of 10: 4 from 0 to 100 s, 8 from 30 to 330 s, 2 from 50 to 110 s, and a job of which the wait is unknown.
const CROWDED: &str = "\
; MaxProcs: 10
1 0  0  100 4 -1 -1 4 200
2 10 20 300 8 -1 -1 8 300
3 20 30 60  2 -1 -1 2 30
4 25 -1 60  2 -1 -1 2 600
";

/// One after the other fills the machine; the log kept them waiting for longer than a scheduler has to.
const SLOW: &str = "\
; MaxProcs: 10
1 0  0   100 10 -1 -1 10 100 -1 1 1 1 -1 1
2 10 190 50  10 -1 -1 10 50  -1 1 1 1 -1 2
3 20 180 10  1  -1 -1 1  10  -1 1 1 1 -1 2
";

fn write(folder: &Path, log: &str) {
    std::fs::write(folder.join("log.swf"), log).expect("room for a small file");
}

/// The summary of a replay, and its jobs without the first line.
#[track_caller]
fn replayed(log: &str, arguments: &str) -> (Value, String) {
    let folder = tempfile::tempdir().expect("a folder for a while");
    write(folder.path(), log);
    let text = good(folder.path(), &format!("replay log.swf --json --jobs jobs.csv {arguments}"));
    let jobs = std::fs::read_to_string(folder.path().join("jobs.csv")).expect("jobs were written");
    let (_, rows) = jobs.split_once('\n').expect("a line of names");
    (serde_json::from_str(&text).expect("the summary is JSON"), rows.to_owned())
}

#[track_caller]
fn assert_near(summary: &Value, pointer: &str, expected: f64) {
    let found = summary.pointer(pointer).and_then(Value::as_f64);
    let found = found.unwrap_or_else(|| panic!("{pointer}: {:?}", summary.pointer(pointer)));
    assert!((found - expected).abs() <= 1e-9 * expected.abs().max(1.0), "{pointer}: {found}, not {expected}");
}

#[test]
fn the_record_is_played_as_it_stands() {
    let (summary, jobs) = replayed(CROWDED, "--policy observed");
    // Nobody is stopped at a limit, whatever was requested: what ran is what ran.
    assert_eq!(jobs, "1,0,0,100,4,finished,,200\n2,10,30,330,8,finished,,300\n3,20,50,110,2,finished,,30\n");
    for (pointer, expected) in [
        ("/jobs", 3.0),
        ("/finished", 3.0),
        ("/killed", 0.0),
        ("/wait_s/mean", 50.0 / 3.0),
        ("/makespan_s", 330.0),
        ("/utilization", (400.0 + 2_400.0 + 120.0) / 3_300.0),
        ("/record/jobs_without_wait", 1.0),
        ("/record/jobs_over", 2.0),
        ("/record/held_most", 14.0),
        ("/record/held_most_at/secs", 50.0),
        ("/record/over_s", 70.0),
    ] {
        assert_near(&summary, pointer, expected);
    }
    assert_eq!(summary["policy"]["order"], "observed");
}

#[test]
fn what_ends_makes_room_for_what_starts_at_the_same_instant() {
    let log =
        "; MaxProcs: 10\n1 0 0 100 10 -1 -1 10 200\n2 100 0 0 10 -1 -1 10 5\n3 50 50 20 10 -1 -1 10 200\n";
    let (summary, jobs) = replayed(log, "--policy observed");
    // The rows are out of order, so that they are sorted, and job 2 takes no time.
    assert_eq!(
        jobs,
        "1,0,0,100,10,finished,,200\n3,50,100,120,10,finished,,200\n2,100,100,100,10,finished,,5\n"
    );
    // Job 2 starts after job 3, which was submitted before it and holds the machine.
    assert_near(&summary, "/record/jobs_over", 1.0);
    assert_near(&summary, "/record/over_s", 0.0);
    let (summary, _) = replayed(&log.replace("\n3 50 50 20", "\n3 50 51 20"), "--policy observed");
    assert_near(&summary, "/record/jobs_over", 0.0);
    assert_near(&summary, "/record/held_most", 10.0);
}

#[test]
fn the_waits_of_a_policy_are_compared_job_by_job() {
    let (summary, jobs) = replayed(SLOW, "--against observed");
    assert_eq!(
        jobs,
        "1,0,0,100,10,finished,1,100\n2,10,100,150,10,finished,1,50\n3,20,150,160,1,finished,1,10\n"
    );
    for (pointer, expected) in [
        ("/against/jobs", 3.0),
        ("/against/all/recorded/mean_s", 370.0 / 3.0),
        ("/against/all/recorded/median_s", 180.0),
        ("/against/all/recorded/p95_s", 190.0),
        ("/against/all/replayed/mean_s", 220.0 / 3.0),
        ("/against/all/replayed/median_s", 90.0),
        ("/against/all/apart_mean_s", 50.0),
        ("/against/all/within_1_min", 2.0 / 3.0),
        ("/against/all/within_10_min", 1.0),
        // The sums of products of the deviations are 40100, 68600 and 26600, each over 3.
        ("/against/correlation", 40_100.0 / (68_600.0_f64 * 26_600.0).sqrt()),
        ("/against/utilization_recorded", 1_510.0 / 2_500.0),
        ("/against/utilization_replayed", 1_510.0 / 1_600.0),
        ("/against/by_size/0/replayed/mean_s", 130.0),
        ("/against/by_size/1/recorded/mean_s", 95.0),
        ("/against/by_queue/0/jobs", 2.0),
        ("/against/by_queue/0/replayed/mean_s", 110.0),
        ("/against/apart/3/jobs", 1.0),
        ("/against/apart/4/jobs", 2.0),
        ("/against/weeks/0/jobs", 3.0),
    ] {
        assert_near(&summary, pointer, expected);
    }
    let words = summary["against"]["words"].to_string();
    assert!(words.contains("Under fcfs + easy jobs wait 73.3 s on average, by the log 2.06 min"), "{words}");
    assert!(words.contains("By size, jobs of 9-16 differ most"), "{words}");
}

#[test]
fn a_policy_that_does_what_was_done_does_not_differ() {
    // The jobs as easy backfilling played them above.
    let log = SLOW.replace("2 10 190", "2 10 90").replace("3 20 180", "3 20 130");
    let (summary, _) = replayed(&log, "--against observed");
    assert_near(&summary, "/against/all/apart_mean_s", 0.0);
    assert_near(&summary, "/against/all/within_1_min", 1.0);
    assert_near(&summary, "/against/correlation", 1.0);
}

#[test]
fn jobs_of_one_number_and_jobs_that_never_run_do_not_confuse() {
    // Two jobs of one number wait at once, one is too large, and one does not say how long it waited.
    let log = "; MaxProcs: 10\n7 0 0 100 10 -1 -1 10 100\n7 10 90 50 10 -1 -1 10 50\n7 10 140 10 1 -1 -1 1 10\n\
               8 10 5 10 11 -1 -1 11 10\n9 12 -1 10 1 -1 -1 1 10\n";
    let (summary, _) = replayed(log, "--against observed");
    assert_near(&summary, "/against/jobs", 3.0);
    assert_near(&summary, "/against/jobs_rejected", 1.0);
    assert_near(&summary, "/against/jobs_without_wait", 1.0);
    assert_near(&summary, "/against/all/apart_mean_s", 0.0);
}

#[test]
fn the_comparison_is_written_the_same_each_time() {
    let folder = tempfile::tempdir().expect("a folder for a while");
    write(folder.path(), SLOW);
    let files = |out: &str| {
        let text = good(folder.path(), &format!("replay log.swf --against observed --out {out} --png"));
        assert!(text.contains("Against the record"), "{text}");
        ["against.json", "against.svg", "against.png"]
            .map(|name| std::fs::read(folder.path().join(out).join(name)).expect("it was written"))
    };
    assert_eq!(files("first"), files("second"));
}

#[test]
fn questions_that_make_no_sense_are_refused() {
    let folder = tempfile::tempdir().expect("a folder for a while");
    write(
        folder.path(),
        &CROWDED.replace(" 0  0  100", " 0  -1 100").replace("20 300", "-1 300").replace("30 60", "-1 60"),
    );
    for (arguments, reason) in [
        ("--policy observed", "no row says how long it waited"),
        ("--policy observed --backfill easy", "--backfill"),
        ("--policy observed --order fcfs", "--order"),
        ("--policy observed --at-walltime kill", "--at-walltime"),
        ("--policy observed --against observed", "--against"),
        ("--policy observed --nodes 5 --cores-per-node 2", "--nodes"),
        ("--policy recorded", "observed"),
        ("--out folder", "--against"),
    ] {
        let output = suanli(folder.path(), &format!("replay log.swf {arguments}"));
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments}: {stderr}");
        assert!(stderr.contains(reason), "{arguments}: {stderr}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1);
}

/// On two well-known logs, the checker that shares no code with the play finds as many breaches of capacity: one for each instant,
/// and twice two jobs of CTC start at one.
#[test]
fn the_checker_agrees_on_published_logs() {
    let Some(traces) = traces() else { return };
    let folder = tempfile::tempdir().expect("a folder for a while");
    for (file, processors, over, instants, ran_over) in [
        ("KTH-SP2-1996-2.swf.zst", 100, 23, 23, 475),
        ("CTC-SP2-1996-3.1-cln.swf.zst", 338, 1_243, 1_241, 7_174),
    ] {
        let log = traces.join("swf").join(file);
        let replay = format!("replay {} --policy observed --jobs jobs.csv --json", log.display());
        let summary: Value =
            serde_json::from_str(&good(folder.path(), &replay)).expect("the summary is JSON");
        assert_eq!(summary["record"]["jobs_over"], over, "{file}");
        assert_eq!(summary["jobs"], summary["quality"]["rows_kept"], "{file}");
        let output = suanli(folder.path(), &format!("verify jobs.csv --processors {processors}"));
        let told = String::from_utf8(output.stdout).expect("text");
        for (count, words) in
            [(instants, "more in use than there is"), (ran_over, "ran longer than its walltime")]
        {
            assert!(told.contains(&format!("{count} x {words}")), "{file}: {told}");
        }
    }
}
