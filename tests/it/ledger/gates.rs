//! What may keep a job from starting for the sake of power and money: a cap, budgets, and better hours.

use super::desk::{joules, ledger, line, scenario};
use crate::resume::Desk;
use std::collections::BTreeMap;
use suanli::model::Cause;

/// Two nodes of 12 cores that draw 1 to 11 kW each, and 1 kW of storage.
pub(super) const MACHINE: &str = r#"[hardware.box]
cores = 12
memory = "64 GiB"
idle = "1 kW"
busy = "11 kW"
[[center]]
name = "one"
title = "One"
[[center.partition]]
name = "all"
nodes = 2
hardware = "box"
[center.power]
storage = "1 kW"
pue = 1.25
"#;

pub(super) const JOBS: &str = "[[workload]]\nname = \"jobs\"\ncenter = \"one\"\ntenants = \"firms\"\nlog = \"jobs.swf\"\n\
                    unit = \"cores\"\nbegins_with = \"time-zero\"\n";

/// The rows of the jobs file by the number of the job in the log.
fn jobs(desk: &Desk) -> BTreeMap<String, BTreeMap<String, String>> {
    jobs_under(desk, "easy")
}

pub(super) fn jobs_under(desk: &Desk, policy: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    desk.good(&["run", "a.toml", "--policy", policy, "--out", "out", "--jobs-format", "csv"]);
    let text = desk.text(&format!("out/jobs-{policy}.csv"));
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<String>>());
    let head = lines.next().expect("it has a head");
    lines
        .map(|cells| {
            let row: BTreeMap<String, String> = head.iter().cloned().zip(cells).collect();
            (row["job"].clone(), row)
        })
        .collect()
}

/// For each job, in order of numbers: when it started, and how long it waited for a cause, in seconds.
fn waits(desk: &Desk, cause: Cause) -> Vec<(u64, u64)> {
    let column = format!("wait_{}_secs", cause.name());
    let number = |cell: &str| cell.parse::<f64>().unwrap_or(0.0) as u64;
    jobs(desk).values().map(|row| (number(&row["start_secs"]), number(&row[&column]))).collect()
}

fn desk(rest: &str, log: &str) -> Desk {
    Desk::with(&[("a.toml", &scenario("2026-01-05", "2 days", rest)), ("jobs.swf", log)])
}

/// Idle nodes and storage draw 3 kW, with the building 3.75 kW: under a cap of 15 kW jobs may draw 9 kW, which are 10.8 cores. Of
/// three jobs of 5 cores two run at once; the third waits for power, though 14 cores are free.
#[test]
fn jobs_wait_for_power_under_a_cap() {
    let log: String = (1..=3).map(|job| line(job, 0, 3_600, 5, 3_600, 1)).collect();
    let capped = MACHINE.replace("pue", "cap = \"15 kW\"\npue");
    let hour = 3_600;
    assert_eq!(waits(&desk(&format!("{capped}{JOBS}"), &log), Cause::Power), [(0, 0), (0, 0), (hour, hour)]);
    assert_eq!(waits(&desk(&format!("{MACHINE}{JOBS}"), &log), Cause::Power), [(0, 0); 3]);
    // Jobs that drive their nodes half of the way draw half as much.
    let gentle = format!("{capped}{JOBS}power = \"50 %\"\n");
    assert_eq!(waits(&desk(&gentle, &log), Cause::Power), [(0, 0); 3]);
    // The power of each hour stays below the cap, and the story says what was lacking.
    let desk = desk(&format!("{capped}{JOBS}"), &log);
    desk.good(&["run", "a.toml", "--policy", "easy", "--out", "out"]);
    let power = desk.text("out/power.csv");
    let head: Vec<&str> = power.lines().next().expect("it has a head").split(',').collect();
    let place = head.iter().position(|name| *name == "joules").unwrap_or_else(|| panic!("{head:?}"));
    let most = power.lines().skip(1).map(|row| row.split(',').nth(place).expect("a cell").parse::<f64>());
    let most = most.map(|joules| joules.expect("a number") / 3.6e6).fold(0.0, f64::max);
    assert!((14.0..=15.0).contains(&most), "{most}\n{power}");
    let story = desk.good(&["explain", "a.toml", "--policy", "easy", "--job", "1000000000003"]);
    assert!(story.contains("the power cap is reached"), "{story}");
    assert!(story.contains("limit `power cap`: 8.33 kW of 9 kW held, it needs 4.17 kW"), "{story}");
}

/// A job that waits for power has its place in plans, because power belongs to all: a small job that would take it for too long
/// does not overtake.
#[test]
fn a_job_that_waits_for_power_keeps_its_place() {
    let log =
        line(1, 0, 3_600, 8, 3_600, 1) + &line(2, 10, 3_600, 10, 3_600, 1) + &line(3, 20, 9_000, 2, 9_000, 1);
    let capped = MACHINE.replace("pue", "cap = \"15 kW\"\npue");
    for backfill in ["conservative", "depth(4)", "slack(1)"] {
        let policies = format!("[[policy]]\nname = \"other\"\norder = \"fcfs\"\nbackfill = \"{backfill}\"\n");
        let desk = desk(&format!("{capped}{JOBS}{policies}"), &log);
        let rows = jobs_under(&desk, "other");
        assert_eq!(
            [&rows["1000000000002"]["start_secs"], &rows["1000000000003"]["start_secs"]],
            ["3600", "7200"],
            "{backfill}"
        );
    }
}

/// A core-hour costs 1 yuan: of a budget of 20 yuan a month a job of 10 cores that asks for an hour sets 10 aside, and gives back half
/// of it when it ends after half an hour. So two start at once, a third when the first two are over, and a fourth finds nothing left.
#[test]
fn a_budget_holds_jobs_when_it_is_used_up() {
    let price = "[[price]]\nname = \"plain\"\ncore_hour = 1\n";
    let budget = "[[limit]]\nname = \"purse\"\nyuan_per_month = 20\n";
    let log: String = (1..=4).map(|job| line(job, 0, 1_800, 10, 3_600, 1)).collect();
    let text = format!("{MACHINE}{JOBS}{price}{budget}");
    let half = 1_800;
    // The first two take 10 of what they set aside; the third sets the other 10 aside and takes 5; the fourth finds 5 left.
    let desk = desk(&text, &log);
    assert_eq!(waits(&desk, Cause::Budget)[..3], [(0, 0), (0, 0), (half, half)]);
    let rows = jobs(&desk);
    assert_eq!(rows["1000000000004"]["start_secs"], "", "{:?}", rows["1000000000004"]);
    let story = desk.good(&["explain", "a.toml", "--policy", "easy", "--job", "1000000000004"]);
    assert!(story.contains("limit `purse`: 20.00 yuan of 20.00 yuan held, it needs 10.00 yuan"), "{story}");
    // In the next month there is money again.
    let over = text.clone() + "";
    let desk = Desk::with(&[("a.toml", &scenario("2026-01-31", "2 days", &over)), ("jobs.swf", &log)]);
    assert_eq!(waits(&desk, Cause::Budget)[3], (86_400, 86_400));
    // At half the price at night nothing is lacking: from midnight on the first costs half of what it set aside.
    let night = text.replace("core_hour = 1", "core_hour = 1\nhours = [0.5, 0.5, 0.5, 0.5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]");
    let desk = Desk::with(&[("a.toml", &scenario("2026-01-05", "2 days", &night)), ("jobs.swf", &log)]);
    assert_eq!(waits(&desk, Cause::Budget), [(0, 0), (0, 0), (half, half), (2 * half, 2 * half)]);
}

/// Power is cheap from 6 to 8: jobs of two hours that come at midnight join the queue at 6 if they may be put off so long, and else
/// as late as they may.
#[test]
fn jobs_are_put_off_to_cheap_hours() {
    let tariff = "[[tariff]]\nname = \"own\"\n[[tariff.period]]\nname = \"low\"\nprice = 0.3\nhours = [\"6-8\"]\n\
                  [[tariff.period]]\nname = \"high\"\nprice = 0.9\nhours = [\"0-6\", \"8-24\"]\n";
    let machine = MACHINE.replace("pue", "tariff = \"own\"\npue");
    let log = line(1, 0, 7_200, 5, 7_200, 1) + &line(2, 9 * 3_600, 7_200, 5, 7_200, 1);
    let at = |defer: &str| {
        let text = format!("{machine}{JOBS}{defer}\n{tariff}");
        waits(&desk(&text, &log), Cause::Deferral)
    };
    let hour = 3_600;
    assert_eq!(at(""), [(0, 0), (9 * hour, 0)]);
    let by_price = |most: &str| at(&format!("defer = \"{most}\"\ndefer_by = \"price\""));
    // What comes at 9 waits for the next morning; in 12 hours no hour is better than any other, and in 5 none but the last one.
    assert_eq!(by_price("24 h"), [(6 * hour, 6 * hour), (30 * hour, 21 * hour)]);
    assert_eq!(by_price("12 h"), [(6 * hour, 6 * hour), (9 * hour, 0)]);
    assert_eq!(by_price("5 h"), [(5 * hour, 5 * hour), (9 * hour, 0)]);
    let text = format!("{machine}{JOBS}defer = \"24 h\"\ndefer_by = \"price\"\n{tariff}");
    let story = desk(&text, &log).good(&["explain", "a.toml", "--policy", "easy", "--job", "1000000000001"]);
    assert!(story.contains("joins the queue at 2026-01-05 06:00:00"), "{story}");
}

/// A node is left at 1:00, sleeps from 1:30 on, and is woken at 3:00 for a job of an hour, which works from 3:10 to 4:10.
#[test]
fn a_node_that_nobody_holds_sleeps_and_takes_a_while_to_wake() {
    let machine = MACHINE.replace("nodes = 2", "nodes = 1").replace(
        "[center.power]",
        "[center.sleep]\nafter = \"30 min\"\nwake_time = \"10 min\"\npower = \"100 W\"\nwake_power = \"2 kW\"\n[center.power]",
    );
    let jobs = line(1, 0, 3_600, 12, 7_200, 1) + &line(2, 10_800, 3_600, 12, 7_200, 1);
    let text = format!("{machine}{JOBS}");
    let desk = desk(&text, &jobs);
    let ends: Vec<String> = jobs_under(&desk, "easy").values().map(|row| row["end_secs"].clone()).collect();
    assert_eq!(ends, ["3600", "15000"]);
    let joules = |text: &str| joules(&ledger(&scenario("2026-01-05", "2 days", text), &jobs).centers[0]);
    // The first job draws 11 kW for an hour, the second 1 kW for 70 minutes and 10 kW more for an hour.
    let used = joules(&text);
    assert_eq!(used["jobs"], 39_600_000 + 4_200_000 + 36_000_000);
    // 30 minutes at 1 kW twice, 90 minutes and 43:20 hours at 100 W, and while it wakes 1 kW more than the job's share.
    assert_eq!(used["idle"], 2 * 1_800_000 + 540_000 + 15_600_000 + 600_000);
    // Without sleep the node is idle for 46 hours.
    let awake = text.replace("after = ", "awake = 1\nafter = ");
    assert_eq!(joules(&awake)["idle"], 46 * 3_600_000);
    let told = desk.good(&["check", "a.toml"]);
    assert!(!told.contains("no node asleep"), "{told}");
    let story = desk.good(&["explain", "a.toml", "--policy", "easy", "--job", "1000000000002"]);
    assert!(story.contains("done after 70 min, of which its nodes took 10 min to wake"), "{story}");
    let story = desk.good(&["explain", "a.toml", "--policy", "easy", "--job", "1000000000001"]);
    assert!(!story.contains("to wake"), "{story}");
    desk.good(&["run", "a.toml", "--policy", "easy", "--out", "out"]);
    let values = desk.text("out/values.csv");
    let told = |metric: &str| {
        values.lines().find(|row| row.contains(metric) && row.contains("overall")).map(str::to_owned)
    };
    // It sleeps from 1:30 to 3:00 and from 4:40 to the end of the second day, and twelve cores wait for ten minutes.
    let asleep = told("node_hours_asleep").unwrap_or_else(|| panic!("{values}"));
    assert!(asleep.contains(",44.83"), "{asleep}");
    let waking = told("core_hours_waking").unwrap_or_else(|| panic!("{values}"));
    assert!(waking.contains(",2"), "{waking}");
}

/// Of three policies one has no cap, one puts nobody off, and under one no node sleeps.
#[test]
fn policies_may_do_without() {
    let capped = MACHINE.replace("pue", "cap = \"15 kW\"\npue");
    let sleeping = capped.replace(
        "[center.power]",
        "[center.sleep]\nafter = \"30 min\"\nwake_time = \"10 min\"\n[center.power]",
    );
    let policy = |name: &str, rest: &str| {
        format!("[[policy]]\nname = \"{name}\"\norder = \"fcfs\"\nbackfill = \"easy\"\n{rest}\n")
    };
    let policies = policy("uncapped", "power_cap = false") + &policy("awake", "sleep = false");
    let log: String = (1..=3).map(|job| line(job, 7_200, 3_600, 5, 7_200, 1)).collect();
    let desk = desk(&format!("{sleeping}{JOBS}{policies}"), &log);
    let starts = |policy: &str| -> Vec<(String, String)> {
        jobs_under(&desk, policy)
            .values()
            .map(|row| (row["start_secs"].clone(), row["end_secs"].clone()))
            .collect()
    };
    let row = |start: u64, end: u64| (start.to_string(), end.to_string());
    // Two jobs wake a node for ten minutes; the third starts on it when they have ended, and it is awake.
    assert_eq!(starts("easy"), [row(7_200, 11_400), row(7_200, 11_400), row(11_400, 15_000)]);
    assert_eq!(starts("uncapped"), [7_200; 3].map(|start| row(start, 11_400)));
    assert_eq!(starts("awake"), [row(7_200, 10_800), row(7_200, 10_800), row(10_800, 14_400)]);
    let told = desk.good(&["check", "a.toml"]);
    assert!(told.contains("no power cap") && told.contains("no node asleep"), "{told}");
}

#[test]
fn what_cannot_be_counted_is_told() {
    let wrong = |rest: &str, message: &str| {
        let desk = desk(rest, &line(1, 0, 60, 1, 60, 1));
        desk.wrong(&["check", "a.toml"], message);
    };
    let capped = |cap: &str| format!("{}{JOBS}", MACHINE.replace("pue", &format!("cap = \"{cap}\"\npue")));
    wrong(&capped("3.75 kW"), "cap: the centre draws 3.75 kW while nothing runs, expected more than that");
    wrong(
        &format!("{MACHINE}{JOBS}[[limit]]\nname = \"purse\"\nyuan_per_month = 20\n"),
        "yuan_per_month: nothing has a price",
    );
    wrong(&format!("{MACHINE}{JOBS}defer = \"5 h\"\n"), "defer: the centre has no `carbon`");
    let sleep =
        "[center.sleep]\nafter = \"30 min\"\nwake_time = \"10 min\"\npower = \"2 kW\"\n[center.power]";
    let sleeping = format!("{}{JOBS}", MACHINE.replace("[center.power]", sleep));
    wrong(&sleeping, "power: a sleeping node would draw more than an idle node of `box`");
    let bare = MACHINE.replace("idle = \"1 kW\"\nbusy = \"11 kW\"\n", "");
    wrong(
        &format!("{bare}{JOBS}[[limit]]\nname = \"watts\"\njob_watts = 20\n"),
        "job_watts: nothing says what nodes draw",
    );
    let warned = desk(&capped("40 kW"), &line(1, 0, 60, 1, 60, 1)).output(&["check", "a.toml"]);
    let told = String::from_utf8_lossy(&warned.stderr).into_owned();
    assert!(told.contains("cap: it never binds: all nodes fully used draw 28.75 kW"), "{told}");
}
