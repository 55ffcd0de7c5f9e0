//! Forecasts at an instant of a scenario, whose own run tells what came.

use crate::resume::Desk;
use serde_json::Value;
use std::collections::BTreeMap;

/// The smallest scenario, for a month and so busy that jobs wait.
fn busy(more: &str) -> String {
    let smoke = include_str!("../../../scenarios/smoke.toml");
    let busy = smoke.replace("\"40 %\"", "\"65 %\"").replace("\"7 days\"", "\"30 days\"");
    format!("{busy}{more}")
}

/// Nodes that fail often.
const FAILING: &str = "\n[[failure]]\nname = \"power\"\ncenter = \"tiny\"\nper_1000_node_days = 300\nrepair_median = \"4 h\"\nrepair_upper_decile = \"1 d\"\n";

fn desk(more: &str) -> Desk {
    Desk::with(&[("busy.toml", &busy(more))])
}

fn asked(desk: &Desk, more: &[&str]) -> Value {
    let question = [&["forecast", "busy.toml", "--futures", "40", "--json"], more].concat();
    serde_json::from_str(&desk.good(&question)).expect("it is JSON")
}

fn jobs(told: &Value) -> &Vec<Value> {
    told["jobs"].as_array().expect("there are jobs")
}

#[test]
fn beside_each_forecast_stands_what_came_in_the_run_itself() {
    for (more, policy) in [("", "easy"), (FAILING, "fcfs")] {
        let desk = desk(more);
        let run = "run busy.toml --replications 1 --jobs-format csv --out out --policy";
        desk.good(&[&run.split(' ').collect::<Vec<&str>>()[..], &[policy]].concat());
        let table = desk.text(&format!("out/jobs-{policy}.csv"));
        let mut lines = table.lines().map(|line| line.split(',').collect::<Vec<&str>>());
        let names = lines.next().expect("it has a header");
        let place = |name: &str| names.iter().position(|other| *other == name).expect("it has this column");
        let (job, submit, start, runs) =
            (place("job"), place("submit_secs"), place("start_secs"), place("runs"));
        let secs = |text: &str| text.parse::<f64>().ok();
        let rows: BTreeMap<String, Vec<&str>> = lines.map(|row| (row[job].to_owned(), row)).collect();
        let told = asked(&desk, &["--at", "12d", "--policy", policy]);
        let at = 12.0 * 86_400.0;
        assert_eq!((&told["at_secs"], &told["scenario"]), (&1_036_800.into(), &"Smoke test 冒烟测试".into()));
        let waits = |row: &&Vec<&str>| {
            let is_before = secs(row[submit]).is_some_and(|submit| submit < at);
            is_before && row[runs] == "1" && secs(row[start]).is_some_and(|start| at <= start)
        };
        let expected: Vec<&str> = rows.values().filter(waits).map(|row| row[job]).collect();
        assert!(!expected.is_empty(), "nobody waits");
        for name in expected {
            let found = jobs(&told).iter().find(|job| job["job"] == name).expect("it waits");
            let came = found["actual_secs"].as_f64().expect("it started");
            let start = secs(rows[name][start]).expect("it started");
            assert!((start - at - came).abs() <= 1.0, "{name}: {start} and {came} behind {at}");
        }
    }
}

#[test]
fn nine_of_ten_starts_lie_in_the_intervals_of_a_world_that_is_known() {
    let desk = desk("");
    let (mut all, mut held) = (0_u32, 0_u32);
    for day in 4..28 {
        let told = asked(&desk, &["--at", &format!("{day}d")]);
        for job in jobs(&told) {
            let Some(came) = job["actual_secs"].as_f64() else { continue };
            let of = |name: &str| job["start"][name].as_f64().expect("it is a number");
            all += 1;
            held += u32::from(of("q05_secs") <= came && came <= of("q95_secs"));
        }
    }
    let share = f64::from(held) / f64::from(all);
    assert!(40 < all && (0.75..=1.0).contains(&share), "{held} of {all}");
}

#[test]
fn futures_are_the_same_on_any_number_of_threads_and_differ_from_each_other() {
    for more in ["", FAILING] {
        let desk = desk(more);
        let ask = |more: &[&str]| {
            desk.good(
                &[&["forecast", "busy.toml", "--at", "12d", "--futures", "40", "--json"], more].concat(),
            )
        };
        let one = ask(&["--threads", "1"]);
        assert_eq!(one, ask(&["--threads", "3"]));
        assert_ne!(one, ask(&["--seed", "2"]));
        let told: Value = serde_json::from_str(&one).expect("it is JSON");
        let spread = |job: &Value| job["start"]["q05_secs"] != job["start"]["q95_secs"];
        assert!(jobs(&told).iter().any(spread), "{told:#}");
    }
}

#[test]
fn sentences_say_what_came_and_files_are_written() {
    let desk = desk("");
    let text = desk.good(&["forecast", "busy.toml", "--at", "12d", "--futures", "40", "--out", "out"]);
    let text = text.replace('\n', " ");
    assert!(text.contains("day 12, 00:00:") && text.contains("The futures know the scenario"), "{text}");
    assert!(!text.contains("bare simulations"), "{text}");
    assert!(desk.text("out/report.html").contains("started in (h)"));
    assert!(desk.text("out/forecast.csv").lines().count() > 1);
}

#[test]
fn questions_of_scenarios_that_make_no_sense_are_told() {
    let desk = desk("");
    let ask = |more: &[&'static str]| [&["forecast", "busy.toml"], more].concat();
    desk.wrong(&ask(&["--at", "30d"]), "--at 30d: the scenario has ended by then: it lasts 30 days");
    desk.wrong(&ask(&["--at", "0s"]), "--at 0s: no job waits then");
    desk.wrong(&ask(&["--at", "2023-01-05"]), "expected a time since the scenario began such as 30d");
    desk.wrong(&ask(&["--at", "soon"]), "found \"soon\"");
    desk.wrong(&ask(&["--at", "12d", "--policy", "esy"]), "esy");
    desk.wrong(&ask(&["--at", "12d", "--job", "999999"]), "--job 999999: no such job waits");
    let both = ["--at", "12d", "--what-if", "1 nodes=2", "--processors", "4"];
    desk.wrong(&ask(&both), "--what-if: goes with a log or a queue, not with a scenario");
    desk.wrong(&ask(&both), "--processors: goes with a log or a queue, not with a scenario");
    desk.wrong(&["forecast", "absent.toml", "--at", "12d"], "absent.toml");
    let closed = include_str!("../../../scenarios/closed-loop.toml");
    let desk = Desk::with(&[("closed.toml", closed)]);
    desk.wrong(&["forecast", "closed.toml", "--at", "3d"], "wait for their results");
}
