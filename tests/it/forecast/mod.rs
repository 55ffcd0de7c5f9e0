//! Forecasts of starts: cases with one future only, snapshots of real schedulers, mistakes in them, and how good forecasts are.

mod judged;
mod scenario;
mod slurm;
mod snapshots;

use crate::resume::Desk;
use serde_json::Value;
use std::fmt::Write as _;

/// A log of ten processors whose jobs always run exactly as long as they ask for; nobody comes once a week later, so that there is one
/// future only. At 100,000 s job 101 (6 processors, an hour) has run for ten minutes, and 102 (10 processors, an hour) and 103 (4
/// processors, two hours) wait.
pub(crate) fn certain() -> String {
    let mut log = String::from("; MaxProcs: 10\n");
    let mut job = |id: u64, submit: u64, wait: u64, run: u64, size: u32| {
        let _ = writeln!(log, "{id} {submit} {wait} {run} {size} -1 -1 {size} {run} -1 1 1 1 -1 -1 -1 -1 -1");
    };
    for place in 0..40 {
        let run = if place % 2 == 0 { 3_600 } else { 7_200 };
        job(place + 1, place * 100, 0, run / 10 * 10, 1);
    }
    job(101, 99_400, 0, 3_600, 6);
    job(102, 99_500, 3_500, 3_600, 10);
    job(103, 99_600, 7_000, 7_200, 4);
    job(104, 100_500, 90_000, 60, 1);
    log
}

fn desk() -> Desk {
    Desk::with(&[("log.swf", &certain())])
}

fn json(desk: &Desk, more: &[&str]) -> Value {
    let question = ["forecast", "log.swf", "--at", "100000", "--futures", "20", "--json"];
    serde_json::from_str(&desk.good(&[&question[..], more].concat())).expect("it is JSON")
}

/// Seconds of the 5 %, 50 % and 95 % quantiles, and the chance of the first hour.
fn start(job: &Value) -> (f64, f64, f64, f64) {
    let of = |name: &str| job["start"][name].as_f64().expect("it is a number");
    (of("q05_secs"), of("median_secs"), of("q95_secs"), of("within_hour"))
}

#[test]
fn where_there_is_one_future_only_it_is_foretold_to_the_second() {
    let told = json(&desk(), &[]);
    assert_eq!(told["running"], 1);
    let jobs = told["jobs"].as_array().expect("there are jobs");
    let names: Vec<&str> = jobs.iter().filter_map(|job| job["job"].as_str()).collect();
    assert_eq!(names, ["102", "103"]);
    // 101 ends 50 minutes later; then 102 has all for an hour, and 103 may not delay it.
    assert_eq!(start(&jobs[0]), (3_000.0, 3_000.0, 3_000.0, 1.0));
    assert_eq!(start(&jobs[1]), (6_600.0, 6_600.0, 6_600.0, 0.0));
    assert_eq!(jobs[0]["actual_secs"], 3_000);
}

#[test]
fn a_shorter_or_smaller_request_may_start_at_once() {
    let asked =
        ["--what-if", "103 walltime=40min", "--what-if", "102 nodes=4", "--what-if", "103 walltime=51min"];
    let told = json(&desk(), &asked);
    let medians: Vec<(f64, f64)> = told["what_if"]
        .as_array()
        .expect("there are answers")
        .iter()
        .map(|other| {
            (start(other).1, other["start_as_it_is"]["median_secs"].as_f64().expect("it is a number"))
        })
        .collect();
    // 40 minutes fit beside 101 before 102 starts, 51 do not; with 4 processors 102 itself fits at once.
    assert_eq!(medians, [(0.0, 6_600.0), (0.0, 3_000.0), (6_600.0, 6_600.0)]);
}

#[test]
fn sentences_come_first_and_files_are_written() {
    let desk = desk();
    let question = ["forecast", "log.swf", "--at", "100000", "--out", "out", "--job", "102"];
    let text = desk.good(&question);
    let expected = "Job 102 will start in about 50 min (90 %: 50 min to 50 min); within an hour: 100.0";
    assert!(text.replace('\n', " ").contains(expected), "{text}");
    assert!(text.contains("bare simulations"), "{text}");
    let table = desk.text("out/forecast.csv");
    assert_eq!(table.lines().count(), 2, "{table}");
    assert!(table.contains("102,1,10,3600,500,,3000,3000,3000,3000,3000,1.0000,,3000"), "{table}");
    assert!(desk.text("out/forecast.json").contains("\"median_secs\": 3000.0"));
}

#[test]
fn threads_make_no_difference_and_seeds_do() {
    let log = suanli_log(400);
    let desk = Desk::with(&[("log.swf", &log)]);
    let ask = |more: &[&str]| {
        desk.good(&[&["forecast", "log.swf", "--at", "1624800", "--futures", "50", "--json"], more].concat())
    };
    let one = ask(&["--threads", "1"]);
    assert_eq!(one, ask(&["--threads", "7"]));
    assert_ne!(one, ask(&["--seed", "2"]));
}

/// A busy machine of 16 processors under first come, first served, whose users ask for too much, each by a habit of its own: the waits are
/// those of a simple loop over the jobs.
pub(super) fn suanli_log(days_hundredth: u64) -> String {
    let mut log = String::from("; MaxProcs: 16\n; UnixStartTime: 0\n");
    let mut free: Vec<u64> = vec![0; 16];
    let (mut at, mut state, mut head) = (0_u64, 1_u64, 0_u64);
    let mut draw = |most: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % most
    };
    for id in 1..=days_hundredth * 10 {
        at += draw(2_000);
        let user = 1 + draw(8);
        let walltime = 3_600 * (1 + draw(4));
        let run = 60 + walltime * (1 + draw(10) * user) / 100;
        let run = run.min(walltime);
        let size = 1 << draw(4);
        free.sort_unstable();
        let start = at.max(free[size as usize - 1]).max(head);
        head = start;
        free.iter_mut().take(size as usize).for_each(|free| *free = start + run);
        let wait = start - at;
        let _ = writeln!(
            log,
            "{id} {at} {wait} {run} {size} -1 -1 {size} {walltime} -1 1 {user} 1 -1 -1 -1 -1 -1"
        );
    }
    log
}

#[test]
fn questions_that_make_no_sense_are_told_all_at_once() {
    let desk = desk();
    let ask = |more: &[&'static str]| [&["forecast", "log.swf"], more].concat();
    desk.wrong(&ask(&["--at", "soon"]), "--at soon: expected a date such as 2013-05-01T10:00");
    desk.wrong(&ask(&["--at", "2013-05-01"]), "are no dates");
    desk.wrong(&ask(&["--at", "90d"]), "were submitted from day 0");
    desk.wrong(&ask(&["--at", "100000", "--job", "7"]), "--job 7: no such job waits");
    desk.wrong(&ask(&["--at", "100000", "--what-if", "7 walltime=1h"]), "no such job waits");
    desk.wrong(&ask(&["--at", "100000", "--what-if", "102 nodes=11"]), "its nodes hold only 10 such parts");
    let both = ["--at", "100000", "--what-if", "102 speed=2", "--what-if", "102 walltime=never"];
    desk.wrong(&ask(&both), "expected walltime=TIME or nodes=N, found `speed=2`");
    desk.wrong(&ask(&both), "walltime: expected a time such as 2h, found `never`");
    desk.wrong(&ask(&["--at", "100000", "--policy", "fcfs+esy"]), "esy");
    desk.wrong(&ask(&["--judge", "3"]), "the log is too short");
}
