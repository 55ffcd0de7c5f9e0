//! What jobs of logs hold on the nodes of a machine, and what they held by their log.

use super::scenarios::{scenario, told};
use crate::resume::Desk;

/// The starts of a table of jobs by their numbers, and the value of another column.
fn column(table: &str, name: &str) -> Vec<String> {
    let mut lines = table.lines();
    let names: Vec<&str> = lines.next().expect("it has a first line").split(',').collect();
    let place =
        names.iter().position(|other| *other == name).unwrap_or_else(|| panic!("no {name} in {names:?}"));
    lines.map(|line| line.split(',').nth(place).unwrap_or_default().to_owned()).collect()
}

/// The waits in whole seconds.
fn waits(table: &str) -> Vec<i64> {
    let secs = |name| -> Vec<f64> {
        column(table, name).iter().map(|cell| cell.parse().unwrap_or_else(|_| panic!("{table}"))).collect()
    };
    secs("submit").iter().zip(secs("start")).map(|(submit, start)| (start - submit).round() as i64).collect()
}

const ON_NODES: &str = "JobID|User|Submit|Start|End|Timelimit|ReqCPUS|ReqNodes|AllocNodes|ReqTRES|State\n\
    1|ana|2024-03-01T08:00:00|2024-03-01T08:00:00|2024-03-01T18:00:00|10:00:00|12|1|1|cpu=12,mem=64G,node=1,gres/gpu=3|COMPLETED\n\
    2|ben|2024-03-01T08:01:00|2024-03-01T08:01:00|2024-03-01T18:01:00|10:00:00|12|1|1|cpu=12,mem=64G,node=1,gres/gpu=3|COMPLETED\n\
    3|carl|2024-03-01T08:02:00|2024-03-01T18:00:00|2024-03-01T19:00:00|02:00:00|8|1|1|cpu=8,mem=64G,node=1,gres/gpu=2|COMPLETED\n";

#[test]
fn a_job_that_was_on_one_node_is_put_on_one() {
    let desk = Desk::with(&[("jobs.psv", ON_NODES)]);
    let replay =
        "replay jobs.psv --unit accelerators --nodes 2 --cores-per-node 4 --jobs out.csv --summary s.json";
    let output = desk.run(replay);
    assert!(output.status.success(), "{}", told(&output));
    let table = desk.text("out.csv");
    assert_eq!(column(&table, "start")[2], "1709316000", "{table}");
    assert_eq!(column(&table, "procs"), ["3", "3", "2"]);
    let summary: serde_json::Value = serde_json::from_str(&desk.text("s.json")).expect("it is JSON");
    let wait = summary["wait_s"]["mean"].as_f64().unwrap_or_else(|| panic!("{summary:#}"));
    assert!((wait / 3_600.0 - 3.32).abs() < 0.01, "{wait}");
    // On nodes of two each, a job of three goes on two: nobody knows how it would have been cut.
    let output = desk.run("replay jobs.psv --unit accelerators --nodes 4 --cores-per-node 2 --jobs out.csv");
    assert!(output.status.success(), "{}", told(&output));
    assert_eq!(column(&desk.text("out.csv"), "procs"), ["3", "3", "2"]);
}

#[test]
fn jobs_of_a_log_hold_their_accelerators_in_a_scenario() {
    let row = |job: u32, user: &str, minute: u32, run: u32| {
        format!(
            "{job}|{user}|2024-03-01T08:0{minute}:00|2024-03-01T08:0{minute}:00|2024-03-01T{:02}:0{minute}:00|12:00:00|4|1|cpu=4,mem=64G,node=1,gres/gpu=4|COMPLETED\n",
            8 + run
        )
    };
    let log = [
        "JobID|User|Submit|Start|End|Timelimit|ReqCPUS|AllocNodes|ReqTRES|State\n",
        &row(1, "ana", 0, 10),
        &row(2, "ben", 1, 10),
        &row(3, "carl", 2, 1),
    ]
    .concat();
    let text = scenario("cores = 16\naccelerators = 4", 2, "count = 3", "log = \"jobs.psv\"", "");
    let desk = Desk::with(&[("jobs.psv", &log), ("a.toml", &text)]);
    let output = desk.run("run a.toml --out out");
    assert!(output.status.success(), "{}", told(&output));
    let table = desk.text("out/jobs.csv");
    assert_eq!(column(&table, "accelerators"), ["4", "4", "4"], "{table}");
    assert_eq!(column(&table, "procs"), ["4", "4", "4"], "{table}");
    let all = waits(&table);
    assert_eq!(all, [0, 0, 10 * 3_600 - 120], "{table}");
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(shown.contains("14.6"), "{shown}");
}

#[test]
fn jobs_of_a_log_hold_the_cores_that_they_asked_for_and_no_whole_nodes() {
    let names = "JobID|User|Submit|Start|End|Timelimit|ReqCPUS|AllocCPUS|AllocNodes|State\n";
    let rows = "1|ana|2024-03-01T08:00:00|2024-03-01T08:00:00|2024-03-01T18:00:00|10:00:00|24|24|2|COMPLETED\n\
                2|ben|2024-03-01T08:01:00|2024-03-01T08:01:00|2024-03-01T18:01:00|10:00:00|24|24|2|COMPLETED\n\
                3|carl|2024-03-01T08:02:00|2024-03-01T08:02:00|2024-03-01T09:02:00|02:00:00|16|16|2|COMPLETED\n";
    let text = scenario("cores = 16", 4, "count = 3", "log = \"jobs.psv\"", "");
    // The log may say on how many nodes each was, or not; and sizes may have no equal parts.
    let (unknown, odd) = (rows.replace("|24|2|", "|24||"), rows.replace("|24|24|", "|23|23|"));
    for (rows, cores) in
        [(rows, ["24", "24", "16"]), (&unknown, ["24", "24", "16"]), (&odd, ["23", "23", "16"])]
    {
        let desk = Desk::with(&[("jobs.psv", &format!("{names}{rows}")), ("a.toml", &text)]);
        let output = desk.run("run a.toml --out out");
        assert!(output.status.success(), "{}", told(&output));
        let table = desk.text("out/jobs.csv");
        assert_eq!(column(&table, "procs"), cores, "{table}");
        assert_eq!(waits(&table), [0, 0, 0], "{table}");
    }
}

#[test]
fn accelerators_that_a_partition_has_not_are_told_of() {
    let text = scenario("cores = 16", 2, "count = 3", "log = \"jobs.psv\"", "");
    let desk = Desk::with(&[("jobs.psv", ON_NODES), ("a.toml", &text)]);
    let told = told(&desk.run("check a.toml"));
    assert!(told.contains("3 of its 3 jobs had accelerators, of which `all` has none"), "{told}");
}

#[test]
fn parts_of_one_log_keep_their_distance_in_time() {
    let log = "JobID|User|Partition|Submit|Start|End|Timelimit|ReqCPUS|State\n\
               1|ana|cpu|2024-01-01T00:33:55|2024-01-01T00:33:55|2024-01-01T10:00:00|12:00:00|16|COMPLETED\n\
               2|ben|debug|2024-01-11T00:00:00|2024-01-11T00:00:00|2024-01-11T01:00:00|02:00:00|16|COMPLETED\n\
               3|ana|cpu|2024-01-11T00:30:00|2024-01-11T00:30:00|2024-01-11T01:30:00|02:00:00|16|COMPLETED\n";
    let second = |log: &str| {
        format!(
            "[[workload]]\nname = \"debug\"\ncenter = \"hpc\"\ntenants = \"users\"\nlog = \"{log}\"\nfilter = \"queue=debug\"\n"
        )
    };
    let submits = |start: &str, first: &str, second: &str| {
        let text = scenario("cores = 16", 2, "count = 2", first, second)
            .replace("2024-03-01T08:00:00", start)
            .replace("3 days", "30 days");
        let month = log.replace("2024-01-01", "2024-01-06");
        let desk = Desk::with(&[("jobs.psv", log), ("other.psv", &month), ("a.toml", &text)]);
        let output = desk.run("run a.toml --out out");
        assert!(output.status.success(), "{}", told(&output));
        let table = desk.text("out/jobs.csv");
        (column(&table, "submit"), told(&output))
    };
    let cpu = "log = \"jobs.psv\"\nfilter = \"queue=cpu\"";
    let debug = second("jobs.psv");
    // Where dates meet, jobs come on them; where they do not, the first row of the whole log is the beginning.
    assert_eq!(submits("2024-01-01", cpu, &debug).0, ["2035", "864000", "865800"]);
    assert_eq!(submits("2030-01-01", cpu, &debug).0, ["0", "861965", "863765"]);
    // Two logs of one time.
    assert_eq!(submits("2030-01-01", cpu, &second("other.psv")).0, ["0", "861965", "863765"]);
    // One of them, in a scenario that begins later.
    let (submits_later, told) = submits("2024-01-05", cpu, &debug);
    assert_eq!(submits_later, ["518400", "520200"]);
    assert!(told.contains("its jobs were submitted from 2024-01-01 to 2024-01-11"), "{told}");
    // As it was asked for.
    let each = cpu.replace("\"\nfilter", "\"\nbegins_with = \"first-job\"\nfilter");
    assert_eq!(
        submits("2024-01-01", &each, &debug.replace("filter", "begins_with = \"first-job\"\nfilter")).0,
        ["0", "0", "863765"]
    );
    let since = format!("{cpu}\nsince = 2024-01-02");
    assert_eq!(submits("2024-01-01", &since, &debug).0, ["86400", "864000", "950165"]);
}

#[test]
fn what_jobs_got_counts_where_the_log_is_asked_for_what_was_held() {
    let log = "JobID|User|Submit|Start|End|Timelimit|ReqCPUS|AllocCPUS|AllocNodes|State\n\
               410|ana|2024-03-01T08:00:00|2024-03-01T08:00:00|2024-03-01T09:00:00|02:00:00|1|128|1|COMPLETED\n\
               411|ben|2024-03-01T08:00:00|2024-03-01T09:00:00|2024-03-01T10:00:00|02:00:00|1|128|1|COMPLETED\n\
               412|ben|2024-03-01T08:00:00|2024-03-01T10:00:00|2024-03-01T11:00:00|02:00:00|1|128|1|COMPLETED\n";
    let desk = Desk::with(&[("jobs.psv", log)]);
    let output = desk.run("replay jobs.psv --processors 128 --against observed");
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(shown.contains("100.0 % by the log"), "{shown}");
    assert!(told(&output).contains("--sizes allocated"), "{}", told(&output));
    for (options, processors) in [("--sizes allocated", "128"), ("--unit nodes", "1")] {
        let output = desk.run(&format!("replay jobs.psv --processors {processors} {options} --jobs out.csv"));
        assert!(output.status.success(), "{}", told(&output));
        let table = desk.text("out.csv");
        assert_eq!(
            (waits(&table), column(&table, "procs")),
            (vec![0, 3_600, 7_200], vec![processors.to_owned(); 3])
        );
        assert!(!told(&output).contains("got more"), "{options}: {}", told(&output));
    }
}
