//! Jobs that go more slowly where power is short.

use super::desk::{line, scenario};
use super::gates::{JOBS, MACHINE, jobs_under};
use crate::resume::Desk;
use serde_json::Value;

/// Under a cap of 15 kW jobs may draw 9 kW, as in [`super::gates`]; a job of 5 cores draws 4.17 kW at full speed.
fn desk(slow: &str, log: &str) -> Desk {
    let machine = MACHINE.replace("pue", &format!("cap = \"15 kW\"\n{slow}\npue"));
    Desk::with(&[
        ("a.toml", &scenario("2026-01-05", "2 days", &format!("{machine}{JOBS}"))),
        ("jobs.swf", log),
    ])
}

/// When each job started and was over, in thousandths of a second, and how.
fn runs(desk: &Desk) -> Vec<(u64, u64, String)> {
    let millis = |cell: &str| (cell.parse::<f64>().expect("a number") * 1e3).round() as u64;
    let row = |row: &std::collections::BTreeMap<String, String>| {
        (millis(&row["start_secs"]), millis(&row["end_secs"]), row["state"].clone())
    };
    jobs_under(desk, "easy").values().map(row).collect()
}

const LINEAR: &str = "slowest = \"50 %\"\nspeed_step = \"10 %\"\nspeed_exponent = 1";

/// The third would bring jobs to 12.5 kW. At seven tenths of the speed they draw 8.75 kW. It comes when half of the work of the other
/// two is done, whose second half takes 2,571.4 s. Then it goes on alone at full speed with 1,800 s of its 3,600 left.
#[test]
fn all_jobs_go_more_slowly_under_a_cap() {
    let log: String =
        [(1, 0), (2, 0), (3, 1_800)].map(|(job, at)| line(job, at, 3_600, 5, 7_200, 1)).concat();
    let done = |start, end| (start, end, "finished".to_owned());
    let two = done(0, 4_371_429);
    assert_eq!(runs(&desk(LINEAR, &log)), [two.clone(), two, done(1_800_000, 6_171_429)]);
    // Where power goes with the cube of the speed, nine tenths need 9.11 kW, and eight tenths are enough.
    let cubic = LINEAR.replace("exponent = 1", "exponent = 3");
    let two = done(0, 1_800_000 + 2_250_000);
    assert_eq!(runs(&desk(&cubic, &log)), [two.clone(), two, done(1_800_000, 5_850_000)]);
    // Left out, steps are of a twentieth and power goes with the cube: at 85 hundredths jobs draw 7.68 kW, at nine tenths 9.11 kW.
    let second_half = 1_800_000.0 / 0.85;
    let two = done(0, 1_800_000 + f64::round(second_half) as u64);
    let third = 1_800_000 + f64::round(second_half) as u64 + 1_800_000;
    assert_eq!(runs(&desk("slowest = \"50 %\"", &log)), [two.clone(), two, done(1_800_000, third)]);
    // Without the key the third waits.
    let waited = [done(0, 3_600_000), done(0, 3_600_000), done(3_600_000, 7_200_000)];
    assert_eq!(runs(&desk("", &log)), waited);
}

#[test]
fn a_job_waits_where_the_slowest_speed_is_too_fast() {
    // At nine tenths three jobs draw 11.25 kW.
    let log: String = (1..=3).map(|job| line(job, 0, 3_600, 5, 7_200, 1)).collect();
    let desk = desk("slowest = \"90 %\"\nspeed_exponent = 1", &log);
    let done = |start, end| (start, end, "finished".to_owned());
    assert_eq!(runs(&desk), [done(0, 3_600_000), done(0, 3_600_000), done(3_600_000, 7_200_000)]);
}

/// The energy of the first case: two jobs at full speed for half an hour, three at seven tenths for 2,571.4 s, and one at full speed for
/// half an hour; idle nodes and storage draw 3 kW for two days, and the building takes a quarter of all.
#[test]
fn slow_jobs_draw_less() {
    let log: String =
        [(1, 0), (2, 0), (3, 1_800)].map(|(job, at)| line(job, at, 3_600, 5, 7_200, 1)).concat();
    let desk = desk(LINEAR, &log);
    desk.good(&["run", "a.toml", "--policy", "easy", "--out", "out"]);
    let power = desk.text("out/power.csv");
    let head: Vec<&str> = power.lines().next().expect("it has a head").split(',').collect();
    let place = head.iter().position(|name| *name == "joules").expect("a column of joules");
    let cells = power.lines().skip(1).map(|row| row.split(',').nth(place).expect("a cell"));
    let hours: Vec<f64> = cells.map(|cell| cell.parse::<f64>().expect("a number")).collect();
    let each = 50_000.0 / 12.0;
    let jobs = each * (2.0 * 1_800.0 + 3.0 * 0.7 * 1_800.0 / 0.7 + 1_800.0);
    let expected = 1.25 * (jobs + 3_000.0 * 48.0 * 3_600.0);
    assert!(
        (hours.iter().sum::<f64>() - expected).abs() < 5.0,
        "{} and {expected}",
        hours.iter().sum::<f64>()
    );
    let most = hours.iter().fold(0.0_f64, |most, joules| most.max(*joules));
    assert!(most <= 15.0 * 3.6e6, "{most}");
}

#[test]
fn a_slow_job_is_killed_at_its_walltime_and_its_hours_are_told() {
    let log: String = (1..=3).map(|job| line(job, 0, 3_600, 5, 4_000, 1)).collect();
    let desk = desk(LINEAR, &log);
    assert_eq!(runs(&desk), [1, 2, 3].map(|_| (0, 4_000_000, "killed".to_owned())));
    let summary = desk.text("out/summary.json");
    // Each lost three tenths of 4,000 s on five cores: 5 core-hours in all.
    let summary: Value = serde_json::from_str(&summary).expect("it is JSON");
    let found = find(&summary, "core_hours_slowed").unwrap_or_else(|| panic!("{summary}"));
    assert!((found - 5.0).abs() < 1e-6, "{found}");
}

/// The mean of a metric over all jobs.
fn find(summary: &Value, name: &str) -> Option<f64> {
    match summary {
        Value::Object(map) => {
            if let Some(found) = map.get(name) {
                return found.as_f64().or_else(|| found.get("mean")?.as_f64());
            }
            map.values().find_map(|value| find(value, name))
        }
        Value::Array(list) => list.iter().find_map(|value| find(value, name)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}
