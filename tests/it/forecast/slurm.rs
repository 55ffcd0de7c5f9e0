//! Forecasts beside what a real Slurm planned at the same instants, where its recordings are at hand.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use suanli::experiment::forecast::{Asking, Past, outlook};
use suanli::log::LogReader;
use suanli::policy::PolicySpec;

/// Rows of a CSV file by the names of their columns.
fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(path).expect("a recording can be read");
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().expect("it has a header").split(',').collect();
    let row = |line: &str| {
        // Lists of nodes stand last and may hold commas.
        names.iter().map(|name| (*name).to_owned()).zip(line.split(',').map(str::to_owned)).collect()
    };
    lines.map(row).collect()
}

fn number(row: &BTreeMap<String, String>, name: &str) -> f64 {
    row[name].parse().unwrap_or_else(|_| panic!("{name} is a number: {row:?}"))
}

/// The recording as a log: seconds since it began, whole nodes, the limits that were asked for.
fn log(folder: &Path) -> String {
    let limits: BTreeMap<String, f64> = rows(&folder.join("workload.csv"))
        .iter()
        .map(|row| (row["job"].clone(), number(row, "limit_s")))
        .collect();
    let mut jobs: Vec<(u64, String)> = Vec::new();
    for row in rows(&folder.join("result.csv")) {
        let of = |name: &str| number(&row, name) as u64;
        let (submit, start, end) = (of("submit"), of("start"), of("end"));
        let user = row["user"].trim_start_matches('u');
        let (job, nodes, limit) = (&row["job"], &row["nnodes"], limits[&row["job"]]);
        let (wait, run) = (start - submit, end - start);
        jobs.push((
            submit,
            format!("{job} {submit} {wait} {run} {nodes} -1 -1 {nodes} {limit} -1 1 {user} 1 -1 -1 -1 -1 -1"),
        ));
    }
    jobs.sort();
    let mut log = String::from("; MaxProcs: 16\n");
    jobs.iter().for_each(|(_, line)| {
        let _ = writeln!(log, "{line}");
    });
    log
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

#[test]
fn forecasts_are_nearer_than_what_slurm_itself_planned() {
    let Some(traces) = std::env::var_os("SUANLI_TRACES").map(PathBuf::from) else { return };
    let folder = traces.join("../slurm-truth/b-backfill");
    if !folder.exists() {
        return;
    }
    let file = tempfile::NamedTempFile::new().expect("a file for the test");
    std::fs::write(file.path(), log(&folder)).expect("it can be written to");
    let past = Past::read(LogReader::open(file.path()).expect("it is a log"), "slurm").expect("it is a log");
    let policy = PolicySpec::parse("fcfs+conservative").expect("it is made of rows");
    let asking = Asking { past: &past, policy: &policy, futures: 100, seed: 1 };
    let mut plans: BTreeMap<u64, Vec<(u64, f64)>> = BTreeMap::new();
    for row in rows(&folder.join("plans.csv")) {
        let plan = (number(&row, "job") as u64, number(&row, "planned_start_s"));
        plans.entry(number(&row, "cycle_t_s") as u64).or_default().push(plan);
    }
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for (at, planned) in plans {
        let expected = outlook(asking, &past.snapshot(at, 16));
        for (job, expected) in past.waiting_at(at).zip(expected) {
            let Some((_, plan)) = planned.iter().find(|(planned, _)| *planned == job.job) else { continue };
            let actual = job.start.expect("it is known") as f64;
            ours.push((at as f64 + expected.figures().median - actual).abs());
            theirs.push((plan - actual).abs());
        }
    }
    let (count, ours, theirs) = (ours.len(), median(ours), median(theirs));
    let _ = std::io::Write::write_all(
        &mut std::io::stderr(),
        format!("{count} plans of Slurm: off by {theirs} s in the median, forecasts by {ours} s\n")
            .as_bytes(),
    );
    assert!(100 < count && ours < theirs, "{count} plans: {ours} s beside {theirs} s");
}
