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
    let levels = forecast["levels"].as_array().expect("there are levels");
    let held = |level: &Value| level["held"].as_f64().expect("it is a number");
    assert!(levels.windows(2).all(|pair| held(&pair[0]) <= held(&pair[1])), "{told:#}");
    assert_eq!(levels.last().map(held), Some(in_90));
    let parts = forecast["parts"].as_array().expect("there are parts");
    let sum: f64 = parts.iter().filter_map(Value::as_f64).sum();
    assert!(parts.len() == 20 && (sum - 1.0).abs() < 1e-6, "{told:#}");
    let figure = desk.text("out/plots/calibration.svg");
    assert!(figure.contains("Level of the interval (%)") && figure.contains("bare simulation"));
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

/// A real log, and the last months of it that are judged.
struct Real {
    name: &'static str,
    months: &'static str,
    policy: &'static str,
    /// By how much the median error is less at least than that of the mean of last waits.
    less: f64,
}

/// The logs of `docs/forecasts.md`. A few instants of each, so that this stays a matter of a minute: `benches/forecast_judged.rs` has the
/// whole, and closer bounds.
const REAL: [Real; 3] = [
    Real { name: "KTH-SP2-1996-2.swf.zst", months: "3", policy: "wfp3+easy", less: 1.0 / 3.0 },
    Real { name: "SDSC-SP2-1998-4.2-cln.swf.zst", months: "6", policy: "wfp3+easy", less: 0.25 },
    Real { name: "ALCF-Theta-2022.swf.zst", months: "3", policy: "fcfs+easy", less: 1.0 / 3.0 },
];

#[test]
fn forecasts_of_real_logs_beat_the_mean_of_last_waits() {
    let Some(traces) = std::env::var_os("SUANLI_TRACES").map(PathBuf::from) else { return };
    let desk = Desk::with(&[]);
    for Real { name, months, policy, less: least } in REAL {
        let log = traces.join("swf").join(name);
        let log = log.to_str().expect("its name is text");
        let sizes = ["--snapshots", "100", "--lessons", "600", "--futures", "20"];
        let told = judged(&desk, &[&[log, "--judge", months, "--policy", policy][..], &sizes].concat());
        let forecast = &told["score"]["forecast"];
        let in_90 = forecast["in_90"].as_f64().expect("it is a number");
        assert!((0.8..=0.99).contains(&in_90), "{name}: {told:#}");
        let error = |of: &Value| of["error_secs_median"].as_f64().expect("it is a number");
        let less = 1.0 - error(forecast) / error(&told["score"]["mean_of_users_last_waits"]);
        assert!(least < less, "{name}: {less}: {told:#}");
    }
}
