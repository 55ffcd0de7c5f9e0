//! Core-hours and accelerator-hours by partition, QOS, class, group, tenant and month, and tables that fit the page.

use crate::resume::Desk;
use suanli::text::columns_of;

/// Two nodes of 16 cores for two partitions; a log whose jobs can be followed with a finger.
const SCENARIO: &str = r#"[scenario]
title = "Two months"
start = 2024-01-31T20:00:00
horizon = "3 days"
seed = 1
replications = 1
[[center]]
name = "hpc"
title = "HPC"
[[center.partition]]
name = "cpu"
nodes = 1
hardware = "n"
[[center.partition]]
name = "gpu"
nodes = 1
hardware = "g"
[hardware.n]
cores = 16
memory = "64 GiB"
[hardware.g]
cores = 16
memory = "64 GiB"
accelerators = 4
[[tenants]]
name = "users"
count = 2
[[qos]]
name = "urgent"
priority = 5
[[workload]]
name = "night"
center = "hpc"
partition = "cpu"
tenants = "users"
log = "jobs.swf"
[[workload]]
name = "cards"
center = "hpc"
partition = "gpu"
tenants = "users"
qos = "urgent"
log = "cards.psv"
unit = "accelerators"
[[policy]]
name = "easy"
order = "fcfs"
backfill = "easy"
"#;

/// One job of eight cores from 20:00 on the last of January for ten hours, so that six of them are in February; one of two
/// accelerators for an hour in January.
fn desk() -> Desk {
    let start = "; UnixStartTime: 1706659200\n";
    let night = format!("{start}1 72000 -1 36000 8 -1 -1 8 36000 -1 1 1 1 -1 1 -1 -1 -1\n");
    let cards = "JobID|User|Submit|Start|End|Timelimit|ReqCPUS|ReqTRES|State\n\
                 1|ben|2024-01-31T20:00:00|2024-01-31T20:00:00|2024-01-31T21:00:00|01:00:00|8|cpu=8,gres/gpu=2|COMPLETED\n";
    Desk::with(&[("jobs.swf", &night), ("cards.psv", cards), ("a.toml", SCENARIO)])
}

#[test]
fn hours_are_counted_where_and_when_they_were_held() {
    let desk = desk();
    desk.good(&["run", "a.toml", "--out", "out"]);
    let csv = desk.text("out/usage.csv");
    let rows: Vec<&str> = csv.lines().collect();
    assert_eq!(rows[0], "policy,by,name,month,jobs_submitted,core_hours,accelerator_hours,runs");
    for row in [
        "easy,partition,hpc/cpu,2024-01,1,32,0,1",
        "easy,partition,hpc/cpu,2024-02,0,48,0,1",
        "easy,partition,hpc/gpu,2024-01,1,8,2,1",
        "easy,qos,urgent,2024-01,1,8,2,1",
        "easy,class,night,2024-01,1,32,0,1",
        "easy,group,users,2024-02,0,48,0,1",
        "easy,month,2024-01,2024-01,2,40,2,1",
        "easy,month,2024-02,2024-02,0,48,0,1",
    ] {
        assert!(rows.contains(&row), "{row} in\n{csv}");
    }
}

#[test]
fn hours_are_told_by_what_is_asked_for() {
    let desk = desk();
    let text = desk.good(&["run", "a.toml", "--by", "partition,month,qos"]);
    for part in [
        "Hours held by partition\npartition  jobs  core-hours   share  accelerator-h    share\n\
         hpc/cpu       1          80  90.9 %              0    0.0 %\n\
         hpc/gpu       1           8   9.1 %              2  100.0 %\n",
        "Hours held by month\nmonth    jobs  core-hours   share  accelerator-h    share\n\
         2024-01     2          40  45.5 %              2  100.0 %\n\
         2024-02     0          48  54.5 %              0    0.0 %\n",
        "Hours held by qos\nqos     jobs",
    ] {
        assert!(text.contains(part), "{part}in\n{text}");
    }
    assert!(desk.good(&["run", "a.toml", "--by", "user"]).contains("Hours held by tenant"));
    desk.wrong(&["run", "a.toml", "--by", "weather"], "partition, qos, class, group, tenant, month");
}

#[test]
fn tables_fit_the_page() {
    let desk = Desk::with(&[("s.toml", suanli::scenario::STARTER)]);
    let quick = [
        "compare",
        "s.toml",
        "--tables",
        "all",
        "--replications",
        "3",
        "--horizon",
        "9 days",
        "--by",
        "group,tenant,month",
    ];
    let natural = |text: &str| text.lines().map(columns_of).max().unwrap_or(0);
    let text = desk.good(&quick);
    assert!(natural(&text) <= 80, "{text}");
    for (columns, most) in [("60", 60), ("100", 100), ("300", 300)] {
        let output = desk.command(&quick).env("COLUMNS", columns).output().expect("it runs");
        let text = String::from_utf8(output.stdout).expect("it is text");
        assert!(natural(&text) <= most, "{columns}: {text}");
        // Every figure is on every page.
        for title in ["utilization", "bounded", "slowdown", "p99", "rejected", "waiting"] {
            assert!(text.contains(title), "{columns}: {title} in {text}");
        }
    }
    let output = desk.command(&quick).env("COLUMNS", "300").output().expect("it runs");
    assert!(80 < natural(&String::from_utf8(output.stdout).expect("it is text")));
}
