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
    // Users that the log does not know have no name.
    let text = desk.good(&["replay", "log.swf", "--by", "user"]);
    assert!(text.contains("user 1") && !text.contains("user 0"), "{text}");
}

/// The header says that time 0 was 31 January 2024 at 0:00; jobs of 36,000 s on 4 and 3,600 s on 8 processors, among others.
#[test]
fn a_log_whose_header_knows_its_dates_has_months_and_stories_in_dates() {
    let desk = Desk::with(&[("log.swf", LOG)]);
    let text = desk.good(&["replay", "log.swf", "--by", "month"]);
    assert!(text.contains("2024-01     4          49"), "{text}");
    let text = desk.good(&["replay", "log.swf", "--explain", "2"]);
    assert!(text.contains("2024-01-31 00:00:10  submitted"), "{text}");
}

#[test]
fn what_jobs_held_is_told_by_partition_account_qos_and_size() {
    let jobs = "JobID|User|Account|Partition|QOS|Submit|Start|End|Timelimit|ReqCPUS|State\n\
                1|ana|bio|cpu|high|2024-01-31T20:00:00|2024-01-31T20:00:00|2024-02-01T06:00:00|10:00:00|8|COMPLETED\n\
                2|ben|bio|gpu|low|2024-02-01T06:00:00|2024-02-01T06:00:00|2024-02-01T07:00:00|02:00:00|4|COMPLETED\n\
                3||chem|gpu|low|2024-02-01T06:00:00|2024-02-01T06:00:00|2024-02-01T07:00:00|02:00:00|3|COMPLETED\n";
    let desk = Desk::with(&[("jobs.psv", jobs), ("log.swf", LOG)]);
    let asked = ["replay", "jobs.psv", "--processors", "8", "--by", "partition,account,qos,class,user"];
    let text = desk.good(&[&asked[..], &["--summary", "s.json"]].concat());
    for part in [
        "Hours held by partition",
        "cpu           1          80",
        "gpu           2           7",
        "bio       2          84",
        "high     1          80",
        "3-4       2           7",
        "-          1           3",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let summary: serde_json::Value = serde_json::from_str(&desk.text("s.json")).expect("JSON");
    let json: serde_json::Value =
        serde_json::from_str(&desk.good(&[&asked[..], &["--json"]].concat())).expect("JSON");
    assert_eq!(summary["hours"], json["hours"]);
    let row = |by: &str, name: &str| {
        let rows = summary["hours"].as_array().expect("rows");
        let row = rows.iter().find(|row| row["by"] == by && row["name"] == name);
        row.map(|row| (row["jobs"].as_u64(), row["held_hours"].as_f64()))
    };
    assert_eq!(row("qos", "low"), Some((Some(2), Some(7.0))));
    assert_eq!(row("group", "chem"), Some((Some(1), Some(3.0))));
    // What nobody knows is said to be so.
    let text = desk.good(&["replay", "log.swf", "--by", "qos"]);
    assert!(text.contains("the log does not tell the qos of its jobs"), "{text}");
}

#[test]
fn users_have_the_names_of_the_log_in_the_file_of_jobs() {
    // A name with a comma, nobody, and rows out of order, so that names are not all known when the first row is written.
    let jobs = "JobID|User|Submit|Start|End|Timelimit|ReqCPUS|State\n\
                1|ana|2024-03-01T08:00:00|2024-03-01T08:00:00|2024-03-01T09:00:00|04:00:00|8|COMPLETED\n\
                2|\"li, si\"|2024-03-01T08:10:00|2024-03-01T09:00:00|2024-03-01T10:00:00|04:00:00|8|COMPLETED\n\
                3||2024-03-01T08:20:00|2024-03-01T10:00:00|2024-03-01T10:00:00|04:00:00|8|COMPLETED\n";
    let desk = Desk::with(&[("jobs.psv", jobs)]);
    for file in ["out.csv", "out.csv.zst"] {
        desk.good(&["replay", "jobs.psv", "--processors", "8", "--jobs", file]);
        let rows = suanli::report::schedule_text(&desk.path(file)).expect("it was written");
        let users: Vec<&str> =
            rows.lines().skip(1).map(|row| row.splitn(7, ',').nth(6).expect("a user")).collect();
        assert!(users[0].starts_with("ana,") && users[2].starts_with(','), "{users:?}");
        assert!(users[1].contains("li, si"), "{users:?}");
    }
    let output = desk.run("verify out.csv --processors 8 --log jobs.psv");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    let text = desk.good(&["replay", "jobs.psv", "--processors", "8", "--explain", "3"]);
    assert!(text.contains("Job 3 at machine") && !text.contains("user 0"), "{text}");
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
