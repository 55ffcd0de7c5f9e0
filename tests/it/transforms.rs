//! The changes in the jobs of a log: each change worked out by hand on a few rows.

use crate::logs::{lines_of, written};
use std::path::{Path, PathBuf};
use suanli::log::{Finding, LogReader, LogSource, Logs, Quality, Resize, TenantMap, Together, Transform};
use suanli::model::Span;

/// Five jobs of 1, 2, 3, 4 and 10 processors, a day apart, which run 10, 20, ... seconds of 100.
const LOG: &str = "; UnixStartTime: 1709251200\n; MaxProcs: 10\n\
    1 0 5 10 1 -1 -1 1 100 -1 1 7 1 -1 1 -1 -1 -1\n\
    2 86400 5 20 2 -1 -1 2 100 -1 0 8 1 -1 2 -1 -1 -1\n\
    3 172800 5 30 3 -1 -1 3 100 -1 1 7 1 -1 1 -1 -1 -1\n\
    4 259200 5 40 4 -1 -1 4 100 -1 5 9 1 -1 2 -1 -1 -1\n\
    5 345600 5 50 10 -1 -1 10 100 -1 1 8 2 -1 3 -1 -1 -1\n";

/// The jobs of a log that was changed.
fn changed(text: &str, transform: Transform) -> (Vec<String>, Quality) {
    let file = written(text.as_bytes());
    let reader = LogReader::open(file.path()).expect("this is a log").transformed(transform);
    lines_of(LogSource::streamed(reader).expect("the log has a job"))
}

fn check(transform: Transform, jobs: &[&str]) {
    assert_eq!(changed(LOG, transform).0, jobs);
}

/// The numbers of the jobs that pass.
fn passing(transform: Transform) -> Vec<String> {
    let number = |line: &String| line.split(' ').next().expect("a line begins with the number").to_owned();
    changed(LOG, transform).0.iter().map(number).collect()
}

fn filtered(filter: &str) -> Vec<String> {
    passing(Transform { filter: filter.parse().expect("this is a filter"), ..Transform::default() })
}

fn windowed(window: &str) -> Vec<String> {
    passing(Transform { window: window.parse().expect("this is a window"), ..Transform::default() })
}

#[test]
fn nothing_is_changed_unless_asked() {
    check(
        Transform::default(),
        &[
            "1 0 10 1 100 7",
            "2 86400 20 2 100 8",
            "3 172800 30 3 100 7",
            "4 259200 40 4 100 9",
            "5 345600 50 10 100 8",
        ],
    );
}

#[test]
fn arrivals_are_pressed_together() {
    let arrivals = "1.5".parse().unwrap();
    check(
        Transform { arrivals, ..Transform::default() },
        &[
            "1 0 10 1 100 7",
            "2 57600 20 2 100 8",
            "3 115200 30 3 100 7",
            "4 172800 40 4 100 9",
            "5 230400 50 10 100 8",
        ],
    );
    // Where times count from 1970, it is the distance from the first submission that shrinks.
    let absolute = "1 1709251200 0 10 1 -1 -1 1 20\n2 1709251300 0 10 1 -1 -1 1 20\n";
    let halved = Transform { arrivals: "2".parse().unwrap(), ..Transform::default() };
    assert_eq!(changed(absolute, halved).0, ["1 1709251200 10 1 20 0", "2 1709251250 10 1 20 0"]);
}

#[test]
fn sizes_and_times_are_scaled_and_rounded() {
    check(
        Transform { sizes: "0.5".parse().unwrap(), runs: "1.25".parse().unwrap(), ..Transform::default() },
        &[
            "1 0 12.5 1 125 7",
            "2 86400 25 1 125 8",
            "3 172800 37.5 2 125 7",
            "4 259200 50 2 125 9",
            "5 345600 62.5 5 125 8",
        ],
    );
    check(
        Transform { speed: "4".parse().unwrap(), shift: Span::from_secs(3_600), ..Transform::default() },
        &[
            "1 3600 2.5 1 25 7",
            "2 90000 5 2 25 8",
            "3 176400 7.5 3 25 7",
            "4 262800 10 4 25 9",
            "5 349200 12.5 10 25 8",
        ],
    );
    // On a machine of 4 instead of 10: 0.4, 0.8, 1.2, 1.6 and 4 processors.
    check(
        Transform { resize: Some(Resize { from: 10, to: 4 }), ..Transform::default() },
        &[
            "1 0 10 1 100 7",
            "2 86400 20 1 100 8",
            "3 172800 30 1 100 7",
            "4 259200 40 2 100 9",
            "5 345600 50 4 100 8",
        ],
    );
    // A job that had more than the machine is said to have gets all of the other one.
    let capped = changed(LOG, Transform { resize: Some(Resize { from: 5, to: 4 }), ..Transform::default() });
    assert_eq!(capped.0[4], "5 345600 50 4 100 8");
}

#[test]
fn filters_compare_what_the_log_says() {
    assert_eq!(filtered("nodes!=4"), ["1", "2", "3", "4", "5"], "nothing is known of nodes");
    assert_eq!(filtered("processors>=3"), ["3", "4", "5"]);
    assert_eq!(filtered("size<3,user=7|9"), ["1"]);
    assert_eq!(filtered("queue!=1"), ["2", "4", "5"]);
    assert_eq!(filtered("run>0.5min"), ["4", "5"]);
    assert_eq!(filtered("run<=00:30"), ["1", "2", "3"]);
    assert_eq!(filtered("state=failed|cancelled"), ["2", "4"]);
    assert_eq!(filtered("group=2,wait=5s,walltime>=100,job>3"), ["5"]);
}

#[test]
fn filters_know_the_words_of_a_log() {
    let table = "job,user,queue,submit,run,processors\n1,lin,gpu,0,5,1\n2,wang,cpu,0,5,1\n3,lin,debug,0,5,1\n4,,gpu,0,5,1\n";
    let jobs = |filter: &str| {
        let transform = Transform { filter: filter.parse().unwrap(), ..Transform::default() };
        let (lines, quality) = changed(table, transform);
        assert_eq!(quality.tally(Finding::FilteredOut).rows + quality.rows_kept, 4);
        lines.iter().map(|line| line[..1].to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(jobs("queue=gpu|debug"), ["1", "3", "4"]);
    assert_eq!(jobs("user=lin"), ["1", "3"]);
    assert_eq!(jobs("user!=lin"), ["2", "4"], "nobody is not lin");
}

#[test]
fn wrong_filters_name_what_there_is() {
    let told = |text: &str| text.parse::<suanli::log::Filter>().unwrap_err();
    assert_eq!(
        told("color=red"),
        "there is no field `color`: expected one of job, size, processors, nodes, accelerators, memory, wait, run, walltime, user, group, queue, qos, state"
    );
    assert_eq!(told("nodes"), "expected a comparison such as `nodes>=4`, found `nodes`");
    assert_eq!(
        told("nodes>=many,user>3,run=soon"),
        "nodes: expected a number, found `many`; user: can only be = or !=, found `>`; run: expected a time such as 1h, 90s or 3600, found `soon`"
    );
    assert!(told("state=odd").starts_with("state: expected one of completed, failed"));
    assert_eq!(told("size>1|2"), "size>: expected one value, found 2");
    assert!(told("").starts_with("expected a comparison"));
}

#[test]
fn windows_are_cut_out_by_dates_or_times_of_the_log() {
    assert_eq!(windowed("1d..3d"), ["2", "3"]);
    assert_eq!(windowed("..86401"), ["1", "2"]);
    assert_eq!(windowed("2024-03-02..2024-03-04"), ["2", "3"]);
    assert_eq!(windowed("2024-03-04T00:00:00.."), ["4", "5"]);
    let (_, quality) = changed(LOG, Transform { window: "1d..3d".parse().unwrap(), ..Transform::default() });
    assert_eq!(quality.tally(Finding::OutsideWindow).rows, 3);
    assert_eq!((quality.rows_read, quality.rows_kept, quality.rows_dropped()), (5, 2, 3));
    for wrong in ["", "..", "3d", "x..y", "3d..1d", "2024-03-02..2024-03-02"] {
        assert!(wrong.parse::<suanli::log::Window>().is_err(), "{wrong}");
    }
    let dateless = written(b"1 0 0 10 1 -1 -1 1 20\n");
    let transform = Transform { window: "2024-03-02..".parse().unwrap(), ..Transform::default() };
    let error = LogReader::open(dateless.path()).unwrap().transformed(transform).next_entry().unwrap_err();
    assert!(error.to_string().contains("does not say when its time 0 was"), "{error}");
}

#[test]
fn users_are_mapped_to_tenants() {
    let map = "default = \"rest\"\n[tenants]\nphysics = [7, \"9\"]\nbiology = [8]\n";
    let tenants = TenantMap::parse(Path::new("tenants.toml"), map).unwrap();
    let named: Vec<&str> = tenants.names().iter().map(String::as_str).collect();
    assert_eq!(named, ["rest", "physics", "biology"]);
    let whose = |tenants| {
        let lines = changed(LOG, Transform { tenants: Some(tenants), ..Transform::default() }).0;
        lines.iter().map(|line| line.rsplit(' ').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(whose(tenants), ["1", "2", "1", "1", "2"]);
    let by_queue = "by = \"queue\"\n[tenants]\nlarge = [3]\n";
    assert_eq!(whose(TenantMap::parse(Path::new("t.toml"), by_queue).unwrap()), ["0", "0", "0", "0", "1"]);
    let wrong = "by = \"age\"\n[tenants]\na = [1, 2.5]\nb = [1]\nc = 4\n";
    assert_eq!(
        TenantMap::parse(Path::new("t.toml"), wrong).unwrap_err().to_string(),
        "t.toml:1:6: by: expected \"user\", \"group\" or \"queue\", found `\"age\"`\n\
         t.toml:3:9: a: expected a name in quotes, or a number, found `2.5`\n\
         t.toml:4:6: `1` belongs to `a` already\n\
         t.toml:5:5: c: expected a list of users in brackets, found `4`"
    );
}

/// The jobs of several logs as one, sorted.
fn merged(texts: &[&str]) -> Result<(Vec<String>, Quality), String> {
    let files: Vec<tempfile::NamedTempFile> = texts.iter().map(|text| written(text.as_bytes())).collect();
    let paths: Vec<PathBuf> = files.iter().map(|file| file.path().to_owned()).collect();
    let logs = Logs { together: Together::Merged, ..Logs::of(&paths) };
    let source = logs.open().and_then(LogSource::sorted).map_err(|error| error.to_string())?;
    Ok(lines_of(source))
}

#[test]
fn logs_are_merged_by_their_dates() {
    let relative = "; UnixStartTime: 1709251200\n1 0 0 10 1 -1 -1 1 20\n2 200 0 10 1 -1 -1 1 20\n";
    let absolute = "3 1709251300 0 10 1 -1 -1 1 20\n4 1709251200 0 10 1 -1 -1 1 20\n";
    let (jobs, quality) = merged(&[relative, absolute]).unwrap();
    assert_eq!(
        jobs,
        [
            "1 1709251200 10 1 20 0",
            "4 1709251200 10 1 20 0",
            "3 1709251300 10 1 20 0",
            "2 1709251400 10 1 20 0"
        ]
    );
    assert_eq!(quality.tally(Finding::OutOfOrder).rows, 1, "only within a log");
    let undated = "5 0 0 10 1 -1 -1 1 20\n";
    assert!(merged(&[relative, undated]).unwrap_err().contains("does not say when its time 0 was"));
    assert_eq!(merged(&[undated, "6 0 0 9 1\n"]).unwrap().0, ["5 0 10 1 20 0", "6 0 9 1 9 0"]);
}

/// Two of the five jobs would run for longer than 31 years, and all ask for longer; two would come after 3,168 years.
#[test]
fn times_that_become_too_large_are_told_and_never_cut_in_silence() {
    let runs = "1000000".parse().unwrap();
    let speed = "0.03".parse().unwrap();
    let (lines, quality) = changed(LOG, Transform { runs, speed, ..Transform::default() });
    assert_eq!(lines.len(), 3, "{lines:?}");
    assert!(lines.iter().all(|line| line.ends_with(" 1000000000 7") || line.ends_with(" 1000000000 8")));
    let rows = |finding| quality.tally(finding).rows;
    assert_eq!((rows(Finding::ChangedBeyond), rows(Finding::WalltimeChangedBeyond)), (2, 3));
    let arrivals = "0.000003".parse().unwrap();
    let (lines, quality) = changed(LOG, Transform { arrivals, ..Transform::default() });
    assert_eq!((lines.len(), quality.tally(Finding::ChangedBeyond).rows), (4, 1), "{lines:?}");
    let shift = Span::from_secs(100_000_000_000 - 86_400);
    let (lines, quality) = changed(LOG, Transform { shift, ..Transform::default() });
    assert_eq!((lines.len(), quality.tally(Finding::ChangedBeyond).rows), (2, 3), "{lines:?}");
}
