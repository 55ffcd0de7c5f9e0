//! The time of nodes, added up from the files of a run by a program of its own: what jobs held by the file of runs, what was out by the
//! file of outages, and both beside the file behind the figure, whose parts are capacity times time.

use super::desk::line;
use crate::resume::Desk;
use std::collections::BTreeMap;

const SCENARIO: &str = r#"[scenario]
title = "Balance"
start = 2026-01-05
horizon = "10 days"
seed = 3
replications = 1
[hardware.box]
cores = 12
memory = "64 GiB"
idle = "1 kW"
busy = "5 kW"
[[center]]
name = "one"
title = "One"
checkpoint_bandwidth = "1 GB/s"
[center.power]
cap = "19 kW"
slowest = "50 %"
[[center.partition]]
name = "all"
nodes = 6
hardware = "box"
[[center.partition.lock]]
name = "kept"
nodes = 2
for = ["owners"]
mode = "strict"
from = 2026-01-07
until = 2026-01-09
[[tenants]]
name = "firms"
count = 3
[[tenants]]
name = "owners"
count = 1
[[failure]]
name = "disk"
mtbf = "12 d"
repair = "5 h"
[[workload]]
name = "jobs"
center = "one"
tenants = "firms"
log = "jobs.swf"
unit = "cores"
begins_with = "time-zero"
checkpoint_every = "1 h"
checkpoint_size = "300 GB"
restart_time = "10 min"
[[policy]]
name = "easy"
order = "fcfs"
backfill = "easy"
"#;

type Row = BTreeMap<String, String>;

fn rows(text: &str) -> Vec<Row> {
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().expect("it has a head").split(',').collect();
    let row = |line: &str| {
        head.iter().zip(line.split(',')).map(|(key, cell)| ((*key).into(), cell.into())).collect()
    };
    lines.map(row).collect()
}

#[test]
fn the_parts_of_the_time_of_nodes_are_those_of_the_files_of_runs_and_outages() {
    let jobs = (0..60).map(|job| line(job + 1, job * 9_000, 20_000 + job * 500, 5 + job % 20, 200_000, 1));
    let desk = Desk::with(&[("a.toml", SCENARIO), ("jobs.swf", &jobs.collect::<String>())]);
    desk.good(&["run", "a.toml", "--policy", "easy", "--out", "out", "--jobs-format", "csv"]);
    let horizon = 10.0 * 86_400.0;
    let number = |row: &Row, key: &str| row[key].parse::<f64>().ok();
    let core_hours = |row: &Row| {
        let start = number(row, "start_secs")?;
        let end = number(row, "end_secs").unwrap_or(horizon);
        Some((end.min(horizon) - start) * number(row, "procs")? / 3_600.0)
    };
    let held: f64 = rows(&desk.text("out/runs-easy.csv")).iter().filter_map(core_hours).sum();
    let parts: BTreeMap<String, f64> = rows(&desk.text("out/plots/balance.csv"))
        .iter()
        .filter(|row| row["resource"] == "core-hours")
        .map(|row| (row["part"].clone(), number(row, "mean_hours").expect("a number")))
        .collect();
    let all: f64 = parts.values().sum();
    let capacity = 6.0 * 12.0 * horizon / 3_600.0;
    assert!((all - capacity).abs() < 1e-6 * capacity, "{all} of {capacity}: {parts:?}");
    let not_held = ["idle", "reserved-idle", "maintenance", "down"];
    let of_jobs: f64 =
        parts.iter().filter(|(part, _)| !not_held.contains(&part.as_str())).map(|(_, hours)| hours).sum();
    assert!((of_jobs - held).abs() < 0.01, "{of_jobs} and {held}: {parts:?}");
    let outages = rows(&desk.text("out/outages.csv"));
    let out = outages.iter().filter(|row| row["cause"] == "disk").filter_map(|row| {
        let (from, until) = (number(row, "from_secs")?, number(row, "to_secs").unwrap_or(horizon));
        Some((until.min(horizon) - from) * 12.0 / 3_600.0)
    });
    let out: f64 = out.sum();
    assert!((parts["down"] - out).abs() < 0.01, "{out}: {parts:?}");
    // Each of these happens in this run, so that none of the sums is empty.
    for part in
        ["useful", "lost-to-failures", "checkpoints", "restarts", "slowed", "idle", "reserved-idle", "down"]
    {
        assert!(0.0 < parts[part], "{part}: {parts:?}");
    }
}
