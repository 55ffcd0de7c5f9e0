//! The files of a ledger, read back by a program of its own beside the file of jobs.

use super::desk::line;
use crate::resume::Desk;
use std::collections::BTreeMap;

const SCENARIO: &str = r#"[scenario]
title = "Files"
start = 2026-01-31T20:00:00
horizon = "2 days"
seed = 1
replications = 1
[hardware.box]
cores = 12
memory = "64 GiB"
idle = "95 W"
busy = "215 W"
[[center]]
name = "one"
title = "One"
[[center.partition]]
name = "all"
nodes = 2
hardware = "box"
[center.power]
storage = "1 kW"
overhead = "10 %"
tariff = "hubei-2026"
carbon = "central-china-2022"
[center.cost]
capital = 1_000_000
staff = 100_000
[[tenants]]
name = "firms"
count = 3
[[price]]
name = "plain"
core_hour = 1.37
[[discount]]
name = "inclusive"
off = "12.34 %"
[[free]]
tenants = ["firms"]
core_hours = 3
[[workload]]
name = "jobs"
center = "one"
tenants = "firms"
log = "jobs.swf"
unit = "cores"
begins_with = "time-zero"
[[policy]]
name = "easy"
order = "fcfs"
backfill = "easy"
[[policy]]
name = "none"
order = "fcfs"
backfill = "none"
"#;

fn desk() -> Desk {
    let job = |number: u32| {
        let (submit, run, width) =
            (number * 1_511 % 40_000, 600 + number * 3_571 % 30_000, 1 + number * 7 % 24);
        line(number, submit, run, width, run + 60, number % 5)
    };
    let mut jobs: Vec<(u32, String)> =
        (1..=60).map(|number| (number * 1_511 % 40_000, job(number))).collect();
    jobs.sort_unstable();
    let jobs: String = jobs.into_iter().map(|(_, line)| line).collect();
    Desk::with(&[("jobs.swf", &jobs), ("a.toml", SCENARIO)])
}

/// The rows of a table, each by the names of its columns.
fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().expect("it has a head").split(',').collect();
    let row = |line: &str| {
        head.iter().map(|name| (*name).to_owned()).zip(line.split(',').map(str::to_owned)).collect()
    };
    lines.map(row).collect()
}

fn number(row: &BTreeMap<String, String>, column: &str) -> f64 {
    row[column].parse().unwrap_or(0.0)
}

#[test]
fn files_of_a_ledger_agree_with_the_file_of_jobs() {
    let desk = desk();
    let told =
        desk.good(&["compare", "a.toml", "--tables", "ledger", "--out", "out", "--jobs-format", "csv"]);
    assert!(told.contains("Ledger of centres") && told.contains("breaks even"), "{told}");
    let (ledger, invoices) = (rows(&desk.text("out/ledger.csv")), rows(&desk.text("out/invoices.csv")));
    for policy in ["easy", "none"] {
        let mut held: BTreeMap<(String, &str), f64> = BTreeMap::new();
        // February begins after four hours.
        for job in rows(&desk.text(&format!("out/jobs-{policy}.csv"))) {
            if job["start_secs"].is_empty() {
                continue;
            }
            let (start, procs) = (number(&job, "start_secs"), number(&job, "procs"));
            let end = if job["end_secs"].is_empty() { 172_800.0 } else { number(&job, "end_secs") };
            let before = (end.min(14_400.0) - start).max(0.0);
            for (month, secs) in [("2026-01", before), ("2026-02", end - start - before)] {
                if 0.0 < secs {
                    *held.entry((job["tenant"].clone(), month)).or_insert(0.0) += secs * procs;
                }
            }
        }
        let mut told: BTreeMap<(String, &str), f64> = BTreeMap::new();
        for row in ledger.iter().filter(|row| row["policy"] == policy) {
            let month = if row["month"] == "2026-01" { "2026-01" } else { "2026-02" };
            let parts =
                ["billed_core_secs", "free_core_secs", "unpaid_core_secs"].map(|part| number(row, part));
            let delivered = number(row, "delivered_core_secs");
            assert!((parts.iter().sum::<f64>() - delivered).abs() < 1e-3, "{row:?}");
            *told.entry((row["tenant"].clone(), month)).or_insert(0.0) += delivered;
        }
        assert_eq!(told, held, "{policy}");
        for ((tenant, month), secs) in &held {
            let of = |row: &&BTreeMap<String, String>| {
                row["policy"] == policy && row["tenant"] == *tenant && row["month"] == *month
            };
            let lines: Vec<_> = invoices.iter().filter(of).collect();
            let fen = |name: &str| {
                let line = lines.iter().find(|row| row["line"] == name);
                line.map_or(0, |row| row["fen"].parse::<i64>().expect("it is a number"))
            };
            let list = (secs / 3_600.0 * 137.0 + 1e-9).round() as i64;
            let free = (secs.min(3.0 * 3_600.0) / 3_600.0 * 137.0 + 1e-9).round() as i64;
            let off = ((list - free) as f64 * 0.1234 + 1e-9).round() as i64;
            let mine = [list, -free, -off, list - free - off];
            assert_eq!(["plain", "free hours", "discount", "due"].map(fen), mine, "{tenant}, {month}");
        }
    }
    let power = rows(&desk.text("out/power.csv"));
    assert_eq!(power.iter().filter(|row| row["policy"] == "easy").count(), 48);
    for row in &power {
        let kwh = number(row, "joules") / 3.6e6;
        assert!((kwh * number(row, "price_yuan") * 100.0 - number(row, "fen")).abs() < 1.01, "{row:?}");
        assert!((kwh * 539.5 - number(row, "co2_grams")).abs() < 1.01, "{row:?}");
    }
    for figure in ["energy.svg", "money.svg", "power-one.svg"] {
        assert!(desk.text(&format!("out/plots/{figure}")).contains("<svg"), "{figure}");
    }
    assert!(desk.text("out/summary.json").contains("\"break_even_share\""));
}

/// A scenario without any of these keys keeps no ledger and writes no file of one.
#[test]
fn without_its_keys_there_is_no_ledger() {
    let desk = desk();
    let plain: Vec<&str> = SCENARIO.split("[center.power]").collect();
    let rest = plain[1].split("[[workload]]").nth(1).expect("there is a workload");
    let text = format!("{}[[tenants]]\nname = \"firms\"\ncount = 3\n[[workload]]{rest}", plain[0]);
    std::fs::write(desk.path("b.toml"), text).expect("it can be written");
    let told = desk.good(&["run", "b.toml", "--out", "plain"]);
    assert!(!told.contains("Ledger"));
    assert!(!desk.path("plain/ledger.csv").exists());
    assert!(!desk.text("plain/summary.json").contains("ledger"));
    // And money changes no start.
    desk.good(&["run", "a.toml", "--out", "paid"]);
    let jobs = |folder: &str| desk.results(folder).remove("jobs-easy.csv.zst");
    assert!(jobs("paid").is_some());
    assert_eq!(jobs("paid"), jobs("plain"));
}

#[test]
fn a_ledger_goes_on_from_its_states_to_the_same_bytes() {
    let log = "log = \"jobs.swf\"\nunit = \"cores\"\nbegins_with = \"time-zero\"\n";
    assert!(SCENARIO.contains(log));
    let modelled = SCENARIO.replace(log, "model = \"lublin\"\nunit = \"cores\"\njobs_per_day = 60\n");
    let desk = Desk::with(&[("a.toml", &modelled)]);
    let plain = desk.good(&["compare", "a.toml", "--tables", "ledger", "--out", "plain", "--threads", "1"]);
    let question = ["compare", "a.toml", "--tables", "ledger", "--out", "saved", "--threads", "7"];
    let saved = ["--save-every", "12 h", "--save-to", "states"];
    assert_eq!(desk.good(&[&question[..], &saved].concat()), plain);
    assert_eq!(desk.results("saved"), desk.results("plain"));
    let states = desk.states();
    assert!(4 <= states.len(), "{states:?}");
    std::fs::remove_dir_all(desk.path("saved")).expect("it is there");
    let resumed: Vec<&str> = ["resume"].into_iter().chain(states.iter().map(String::as_str)).collect();
    assert_eq!(desk.good(&resumed), plain);
    assert_eq!(desk.results("saved"), desk.results("plain"));
}
