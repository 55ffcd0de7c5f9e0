//! How good forecasts are: of a small log of which everything is known, and of real ones where they are at hand.

use super::suanli_log;
use crate::resume::Desk;
use serde_json::Value;
use std::path::PathBuf;

fn judged(desk: &Desk, arguments: &[&str]) -> Value {
    let question = [&["forecast"], arguments, &["--json"]].concat();
    serde_json::from_str(&desk.good(&question)).expect("it is JSON")
}

#[test]
fn corrected_forecasts_hold_what_they_say_and_are_nearer_than_a_mean() {
    let desk = Desk::with(&[("log.swf", &suanli_log(2_000))]);
    let question = [
        "log.swf",
        "--judge",
        "1",
        "--policy",
        "fcfs+none",
        "--snapshots",
        "60",
        "--lessons",
        "150",
        "--futures",
        "20",
        "--out",
        "out",
    ];
    let told = judged(&desk, &question);
    let forecast = &told["score"]["forecast"];
    let in_90 = forecast["in_90"].as_f64().expect("it is a number");
    assert!((0.8..=1.0).contains(&in_90), "{told:#}");
    let error = |of: &Value| of["error_secs_median"].as_f64().expect("it is a number");
    assert!(error(forecast) < error(&told["score"]["mean_of_users_last_waits"]), "{told:#}");
    let table = desk.text("out/judged.csv");
    assert_eq!(table.lines().count() - 1, told["score"]["jobs"].as_u64().expect("it is a number") as usize);
    // What was learned corrects other forecasts.
    let corrected =
        ["forecast", "log.swf", "--at", "60d", "--lessons-from", "out/lessons.csv", "--futures", "20"];
    assert!(desk.good(&corrected).contains("of the past."));
    std::fs::write(desk.path("bad.csv"), desk.text("out/lessons.csv").replacen(",0,", ",much,", 1))
        .expect("it can be written");
    let bad = ["forecast", "log.swf", "--at", "60d", "--lessons-from", "bad.csv"];
    desk.wrong(&bad, "expected a number, found `much`");
}

/// A few instants of the real logs, so that this stays a matter of seconds; `docs/forecasts.md` has the whole.
#[test]
fn forecasts_of_a_real_log_beat_the_mean_of_last_waits() {
    let Some(traces) = std::env::var_os("SUANLI_TRACES").map(PathBuf::from) else { return };
    let log = traces.join("swf/KTH-SP2-1996-2.swf.zst");
    let log = log.to_str().expect("its name is text");
    let desk = Desk::with(&[]);
    let question = [
        log,
        "--judge",
        "3",
        "--policy",
        "wfp3+easy",
        "--snapshots",
        "60",
        "--lessons",
        "600",
        "--futures",
        "20",
    ];
    let told = judged(&desk, &question);
    let forecast = &told["score"]["forecast"];
    let in_90 = forecast["in_90"].as_f64().expect("it is a number");
    assert!((0.8..=0.99).contains(&in_90), "{told:#}");
    let error = |of: &Value| of["error_secs_median"].as_f64().expect("it is a number");
    assert!(error(forecast) < error(&told["score"]["mean_of_users_last_waits"]) * 2.0 / 3.0, "{told:#}");
}
