//! Replays of one log under several policies, stories of all attempts of a job, and hours by user and month.

use crate::resume::Desk;

/// A long job on half the machine, one on all of it, and short ones that fit beside the first.
const LOG: &str = "; MaxProcs: 8\n; UnixStartTime: 1706659200\n\
                   1 0 -1 36000 4 -1 -1 4 36000 -1 1 1 1 -1 1 -1 -1 -1\n\
                   2 10 -1 3600 8 -1 -1 8 3600 -1 1 2 1 -1 1 -1 -1 -1\n\
                   3 20 -1 600 2 -1 -1 2 600 -1 1 2 1 -1 1 -1 -1 -1\n\
                   4 30 -1 600 2 -1 -1 2 600 -1 1 3 1 -1 1 -1 -1 -1\n";

#[test]
fn several_policies_are_replayed_and_compared() {
    let desk = Desk::with(&[("log.swf", LOG)]);
    let several = [
        "replay",
        "log.swf",
        "--policy",
        "fcfs+none",
        "--policy",
        "fcfs+easy",
        "--policy",
        "shortest-first+none",
    ];
    let text = desk.good(&several);
    for part in [
        "fcfs+none",
        "fcfs+easy",
        "shortest-first+none",
        "Against fcfs+none",
        "nothing is known of the spread",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    let json: serde_json::Value =
        serde_json::from_str(&desk.good(&[&several[..], &["--json"]].concat())).expect("JSON");
    let mean = |place: usize| json[place]["wait_s"]["mean"].as_f64().expect("jobs waited");
    // Under FCFS the short jobs wait for the job before them: 35,990, 39,580 and 39,570 s. Under EASY they start at once.
    assert_eq!((mean(0), mean(1)), (28_785.0, 8_997.5));
    // As each replay says alone.
    let alone = desk.good(&["replay", "log.swf", "--policy", "fcfs+easy", "--json"]);
    let alone: serde_json::Value = serde_json::from_str(&alone).expect("JSON");
    assert_eq!(alone["wait_s"], json[1]["wait_s"]);
    let told = String::from_utf8(desk.output(&several).stderr).expect("it is text");
    assert_eq!(told.matches("the machine has 8").count(), 1, "{told}");
}

#[test]
fn several_policies_are_refused_where_one_is_meant() {
    let desk = Desk::with(&[("log.swf", LOG)]);
    let two = ["replay", "log.swf", "--policy", "fcfs+none", "--policy", "fcfs+easy"];
    for (more, told) in [
        (&["--jobs", "a.csv"][..], "--jobs: goes with one --policy, and there are 2"),
        (&["--explain", "1"], "--explain: goes with one --policy"),
        (&["--policy", "fcfs+none"], "--policy fcfs+none: given twice"),
        (&["--policy", "fcfs+esy"], "did you mean `easy`?"),
    ] {
        desk.wrong(&[&two[..], more].concat(), told);
    }
}

#[test]
fn what_users_held_is_told_by_name_and_month() {
    let jobs = "JobID|User|Submit|Start|End|Timelimit|ReqCPUS|State\n\
                1|ana|2024-01-31T20:00:00|2024-01-31T20:00:00|2024-02-01T06:00:00|10:00:00|8|COMPLETED\n\
                2|ben|2024-02-01T06:00:00|2024-02-01T06:00:00|2024-02-01T07:00:00|02:00:00|4|COMPLETED\n";
    let desk = Desk::with(&[
        ("jobs.psv", jobs),
        ("log.swf", LOG.replace("; UnixStartTime: 1706659200\n", "").as_str()),
    ]);
    let text = desk.good(&["replay", "jobs.psv", "--processors", "8", "--by", "user,month"]);
    for part in [
        "Hours held by tenant",
        "ana        1          80",
        "ben        1           4",
        "2024-01     1          32",
        "2024-02     1          52",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    desk.wrong(&["replay", "log.swf", "--by", "month"], "the times of this log are no dates");
}

#[test]
fn the_story_of_a_number_tells_all_its_attempts() {
    let jobs = "JobID|User|Submit|Start|End|Timelimit|ReqCPUS|State\n\
                7|ana|2024-03-01T08:00:00|2024-03-01T08:00:00|2024-03-01T08:30:00|04:00:00|8|NODE_FAIL\n\
                8|ben|2024-03-01T08:10:00|2024-03-01T08:30:00|2024-03-01T10:30:00|02:00:00|8|COMPLETED\n\
                7|ana|2024-03-01T08:30:00|2024-03-01T10:30:00|2024-03-01T12:00:00|04:00:00|8|COMPLETED\n";
    let desk = Desk::with(&[("jobs.psv", jobs)]);
    let text = desk.good(&["replay", "jobs.psv", "--processors", "8", "--explain", "7"]);
    for part in [
        "2 jobs of the log have the number 7",
        "Attempt 1 of 2",
        "2024-03-01 08:00:00  submitted",
        "It did not wait.",
        "Attempt 2 of 2",
        "2024-03-01 08:30:00  submitted",
        "2024-03-01 10:30:00  starts",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let json: serde_json::Value = serde_json::from_str(&desk.good(&[
        "replay",
        "jobs.psv",
        "--processors",
        "8",
        "--explain",
        "7",
        "--json",
    ]))
    .expect("JSON");
    assert_eq!((json[0]["wait_secs"].as_f64(), json[1]["wait_secs"].as_f64()), (Some(0.0), Some(7_200.0)));
    // One number, one story, as ever.
    let one = desk.good(&["replay", "jobs.psv", "--processors", "8", "--explain", "8"]);
    assert!(one.starts_with("Job 8 of ben") && !one.contains("Attempt"), "{one}");
}

#[test]
fn a_job_that_is_not_there_is_named_as_it_was_typed() {
    let desk = Desk::with(&[("log.swf", LOG)]);
    desk.wrong(&["replay", "log.swf", "--explain", "501_2"], "--explain 501_2: there is no job");
    desk.wrong(
        &["replay", "log.swf", "--explain", "9"],
        "--explain 9: there is no job 9; jobs are numbered from 1 to 4",
    );
}
