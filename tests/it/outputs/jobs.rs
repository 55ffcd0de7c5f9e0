//! The files of jobs: one for each policy, with as many replications as were asked for, in every format.

use crate::resume::Desk;
use std::collections::BTreeMap;
use suanli::report::{ROW_FORMATS, schedule_text};

/// The rows of a file, each by the names of its columns.
fn rows(desk: &Desk, name: &str) -> Vec<BTreeMap<String, String>> {
    let text = schedule_text(&desk.path(name)).expect("it was written");
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<String>>());
    let names = lines.next().expect("it has a first line");
    lines
        .map(|fields| {
            assert_eq!(fields.len(), names.len(), "{fields:?}");
            names.iter().cloned().zip(fields).collect()
        })
        .collect()
}

fn compare(desk: &Desk, more: &str) -> String {
    let line = format!("compare smoke.toml --horizon 3d --out out {more}");
    desk.good(&line.trim().split(' ').collect::<Vec<&str>>())
}

/// The files of a folder whose names begin so.
fn named(desk: &Desk, beginning: &str) -> Vec<String> {
    desk.results("out").into_keys().filter(|name| name.starts_with(beginning)).collect()
}

#[test]
fn each_policy_has_a_file_and_each_replication_its_rows() {
    for (jobs, replications) in [("", 1), ("--jobs first", 1), ("--jobs all", 3)] {
        let desk = Desk::new();
        compare(&desk, &format!("--replications 3 {jobs}"));
        assert_eq!(named(&desk, "jobs"), ["jobs-easy.csv.zst", "jobs-fcfs.csv.zst"], "{jobs}");
        for policy in ["easy", "fcfs"] {
            let rows = rows(&desk, &format!("out/jobs-{policy}.csv.zst"));
            assert!(rows.iter().all(|row| row["policy"] == policy && row["partition"] == "npu"));
            let mut seen: Vec<u32> = rows.iter().map(|row| row["replication"].parse().unwrap()).collect();
            seen.dedup();
            assert_eq!(seen, (1..=replications).collect::<Vec<u32>>(), "one after another");
        }
    }
    let desk = Desk::new();
    compare(&desk, "--jobs none");
    assert_eq!(named(&desk, "jobs"), Vec::<String>::new());
    desk.wrong(&["run", "smoke.toml", "--jobs", "all"], "--out");
}

#[test]
fn every_row_adds_up() {
    let desk = Desk::new();
    compare(&desk, "");
    let rows = rows(&desk, "out/jobs-fcfs.csv.zst");
    assert!(100 < rows.len());
    for row in rows {
        let secs = |name: &str| row[name].parse::<f64>().unwrap();
        let causes: f64 = row
            .keys()
            .filter(|name| name.starts_with("wait_") && *name != "wait_secs")
            .map(|name| secs(name))
            .sum();
        assert!((secs("wait_secs") - causes).abs() < 1e-5, "{row:?}");
        if row["state"] == "finished" {
            assert_eq!(row["runs"], "1");
            assert!((secs("start_secs") - secs("submit_secs") - secs("wait_secs")).abs() < 1e-5);
            assert!((secs("end_secs") - secs("start_secs") - secs("ran_secs")).abs() < 1e-5);
        }
    }
}

#[test]
fn every_format_holds_the_same_and_is_verified() {
    let desk = Desk::new();
    let mut texts = Vec::new();
    for format in ROW_FORMATS {
        compare(&desk, &format!("--jobs all --replications 2 --jobs-format {format}"));
        let name = format!("out/jobs-easy.{format}");
        texts.push(schedule_text(&desk.path(&name)).expect("it was written"));
        // Four servers of 128 cores; both replications are looked at, each for itself.
        let verified = desk.good(&["verify", &name, "--nodes", "4", "--cores-per-node", "128"]);
        for whose in
            ["policy easy, replication 1: no law broken", "policy easy, replication 2: no law broken"]
        {
            assert!(verified.contains(whose), "{verified}");
        }
    }
    for text in &texts {
        assert!(*text == texts[0], "the formats differ");
    }
}

#[test]
fn what_is_wrong_in_one_replication_is_found() {
    let desk = Desk::new();
    compare(&desk, "--jobs all --replications 2 --jobs-format csv");
    let mut lines: Vec<String> = desk.text("out/jobs-fcfs.csv").lines().map(str::to_owned).collect();
    let last = lines.iter().rposition(|line| line.contains(",finished,")).unwrap();
    let mut fields: Vec<&str> = lines[last].split(',').collect();
    assert_eq!(fields[1], "2");
    // It ends when it began, and holds more than there is.
    (fields[4], fields[6]) = (fields[5], "513");
    lines[last] = fields.join(",");
    std::fs::write(desk.path("wrong.csv"), lines.join("\n")).unwrap();
    let output = desk.run("verify wrong.csv --nodes 4 --cores-per-node 128");
    let told = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(
        told.contains("replication 1: no law broken") && told.contains("replication 2: 1 finding in"),
        "{told}"
    );
}

#[test]
fn the_bytes_do_not_depend_on_threads_or_on_states_that_were_saved() {
    let desk = Desk::new();
    let line = |out: &str, more: &str| {
        let line = format!("compare smoke.toml --replications 3 --jobs all --out {out} {more}");
        desk.good(&line.trim().split(' ').collect::<Vec<&str>>());
        desk.results(out)
    };
    let one = line("one", "--threads 1");
    assert!(one == line("seven", "--threads 7"));
    assert!(one == line("saved", "--threads 2 --save-every 2d --save-to states"));
    let states = desk.states();
    let state = states.iter().find(|name| name.ends_with("easy-2-4d.suanli")).expect("it was saved");
    std::fs::remove_dir_all(desk.path("saved")).unwrap();
    desk.good(&["resume", state]);
    assert!(one == desk.results("saved"));
    // Nothing of the rows that were written aside is left.
    assert!(one.keys().all(|name| !name.starts_with('.')), "{:?}", one.keys());
}

#[test]
fn a_log_is_replayed_into_every_format() {
    let desk = Desk::new();
    let mut texts = Vec::new();
    for format in ROW_FORMATS {
        let name = format!("jobs.{format}");
        desk.good(&["replay", "small.swf", "--jobs", &name]);
        texts.push(schedule_text(&desk.path(&name)).expect("it was written"));
        let verified =
            desk.good(&["verify", &name, "--processors", "8", "--log", "small.swf", "--rule", "easy"]);
        assert!(verified.starts_with("no law broken in 300 jobs"), "{verified}");
    }
    assert!(texts[0].starts_with("job,submit_secs,start_secs,end_secs,procs,state,"));
    assert!(texts.iter().all(|text| *text == texts[0]), "the formats differ");
}

/// Where no job comes, the files have their first lines alone.
#[test]
fn a_run_without_jobs_is_written_all_the_same() {
    let smoke = include_str!("../../../scenarios/smoke.toml");
    let lines =
        smoke.lines().map(|line| if line.starts_with("load") { "jobs_per_day = 0.0001" } else { line });
    let desk = Desk::with(&[("smoke.toml", &lines.collect::<Vec<&str>>().join("\n"))]);
    for format in ROW_FORMATS {
        let out = format!("out-{format}");
        let line = format!("run smoke.toml --horizon 3d --jobs-format {format} --out {out}");
        desk.good(&line.split(' ').collect::<Vec<&str>>());
        let text = schedule_text(&desk.path(&format!("{out}/jobs-fcfs.{format}"))).expect("it was written");
        assert_eq!(text.lines().count(), 1, "{format}: {text}");
    }
}
