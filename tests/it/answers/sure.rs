//! Comparisons that go on until they are sure enough, warm-ups that are found, and the spread within one run.

use crate::resume::Desk;
use suanli::experiment::{Enough, Settings, compare, compare_until, warm_up_of, widest};
use suanli::model::Span;
use suanli::scenario::{Scenario, parse};

fn smoke() -> Scenario {
    parse("smoke", include_str!("../../../scenarios/smoke.toml")).expect("it is right")
}

#[test]
fn runs_are_added_until_no_interval_is_wider() {
    let settings = Settings { threads: 2, ..Settings::default() };
    let enough = Enough { half_width: 0.25, replications_most: 200 };
    let sure = compare_until(&smoke(), enough, settings, &()).expect("it can be run");
    assert!(
        2 < sure.scenario.replications && sure.scenario.replications < 200,
        "{}",
        sure.scenario.replications
    );
    assert!(widest(&sure) <= 0.25, "{}", widest(&sure));
    // It is the comparison with that many replications, to the last digit.
    let plain = Scenario { replications: sure.scenario.replications, ..smoke() };
    assert_eq!(sure, compare(&plain, settings, &()).expect("it can be run"));
    let most = Enough { half_width: 0.001, replications_most: 5 };
    let cut = compare_until(&smoke(), most, settings, &()).expect("it can be run");
    assert_eq!(cut.scenario.replications, 5);
}

#[test]
fn the_warm_up_is_where_an_empty_centre_has_filled_up() {
    let settings = Settings { threads: 2, ..Settings::default() };
    let scenario = Scenario { horizon: Span::from_secs(60 * 86_400), replications: 8, ..smoke() };
    let found = warm_up_of(&scenario, settings, &()).expect("it can be run").expect("it becomes steady");
    assert!(found < Span::from_secs(30 * 86_400), "{found}");
}

#[test]
fn the_command_finds_both_and_tells() {
    let desk = Desk::with(&[("smoke.toml", include_str!("../../../scenarios/smoke.toml"))]);
    let output = desk.output(&["compare", "smoke.toml", "--until-half-width", "30%", "--out", "out"]);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && told.contains("no mean wait may be off by more than"), "{told}");
    let summary: serde_json::Value =
        serde_json::from_str(&desk.text("out/summary.json")).expect("it is JSON");
    let runs = summary["replications"].as_u64().expect("a number");
    assert!(2 < runs && told.contains(&format!("{runs} replications")), "{runs}: {told}");
    let auto = ["compare", "smoke.toml", "--horizon", "60 days", "--warm-up", "auto"];
    let output = desk.output(&auto);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && told.contains("warm-up found (MSER-5): "), "{told}");
    let output = desk.output(&["explain", "smoke.toml", "--warm-up", "auto", "--job", "1"]);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(2) && told.contains("only run and compare find it"), "{told}");
    let output = desk.output(&["compare", "smoke.toml", "--until-half-width", "0"]);
    assert_eq!(output.status.code(), Some(2));
}

/// A log of a year in which every other week is busy.
fn log() -> String {
    let mut rows = String::from("; MaxProcs: 4\n; UnixStartTime: 1672617600\n");
    let mut id = 0;
    for week in 0..52_u32 {
        for job in 0..60 + 20 * (week % 2) {
            id += 1;
            let submit = week * 604_800 + job * 7_000;
            let run = 6_000 + (id * 7_919) % 44_000;
            rows.push_str(&format!("{id} {submit} -1 {run} 1 -1 -1 1 {run} -1 1 1 1 1 1 1 -1 -1\n"));
        }
    }
    rows
}

#[test]
fn a_single_run_of_a_long_log_has_the_spread_of_its_weeks() {
    const SCENARIO: &str = r#"
[scenario]
title = "A log"
start = 2023-01-02
horizon = "364 days"
warm_up = "0 s"
seed = 3
replications = 8
[hardware.server]
cores = 1
memory = "1 GiB"
[[center]]
name = "c"
title = "C"
[[center.partition]]
name = "p"
nodes = 4
hardware = "server"
[[tenants]]
name = "t"
title = "T"
count = 1
[[workload]]
name = "w"
title = "W"
log = "year.swf"
center = "c"
tenants = "t"
[[policy]]
name = "fcfs"
order = "fcfs"
[[policy]]
name = "shortest"
order = "shortest-first"
"#;
    let desk = Desk::with(&[("log.toml", SCENARIO), ("year.swf", &log())]);
    let text = desk.good(&["compare", "log.toml", "--resample", "weeks"]);
    // One run is no sample of eight, and there is no interval around what is certain.
    assert!(!text.contains("± 0.00"), "{text}");
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("That is one run. Batches of its weeks"), "{text}");
    assert!(words.contains("Mean waits with weeks drawn anew, 95 % of all draws: "), "{text}");
    assert_eq!(text, desk.good(&["compare", "log.toml", "--resample", "weeks", "--threads", "2"]));
}
