//! Schedules in the forms of other programs: read back, they tell what the file of jobs tells.

use crate::resume::Desk;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Read as _;
use suanli::report::schedule_text;

/// Behind the smallest scenario: its nodes fail.
pub(super) const FAILING: &str = "\n[[failure]]\nname = \"power\"\ncenter = \"tiny\"\nper_1000_node_days = 300\nrepair_median = \"4 h\"\nrepair_upper_decile = \"1 d\"\n";

type Row = BTreeMap<String, String>;

fn rows(desk: &Desk, name: &str) -> Vec<Row> {
    let text = schedule_text(&desk.path(name)).expect("it was written");
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<String>>());
    let names = lines.next().expect("it has a first line");
    lines.map(|cells| names.iter().cloned().zip(cells).collect()).collect()
}

fn number(row: &Row, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column} of {row:?}"))
}

fn trace(desk: &Desk, name: &str) -> Value {
    let mut text = String::new();
    let file = std::fs::File::open(desk.path(name)).expect("it was written");
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).expect("it is packed text");
    serde_json::from_str(&text).expect("it is JSON")
}

fn compared(scenario: &str, more: &str) -> Desk {
    let desk = Desk::with(&[("tiny.toml", scenario)]);
    let line = format!(
        "compare tiny.toml --horizon 6d --replications 2 --jobs-format csv --also nodes,trace,swf,batsim --out out{more}"
    );
    desk.good(&line.split(' ').collect::<Vec<&str>>());
    desk
}

fn smoke(more: &str) -> String {
    format!("{}{more}", include_str!("../../../scenarios/smoke.toml"))
}

#[test]
fn what_nodes_held_is_what_jobs_held() {
    let desk = compared(&smoke(""), "");
    for policy in ["fcfs", "easy"] {
        let mut held: BTreeMap<String, [f64; 2]> = BTreeMap::new();
        for row in rows(&desk, &format!("out/nodes-{policy}.csv")) {
            let span = number(&row, "to_secs") - number(&row, "from_secs");
            let sums = held.entry(row["job"].clone()).or_default();
            sums[0] += span * number(&row, "cores");
            sums[1] += span * number(&row, "accelerators");
        }
        let mut seen = 0;
        for row in rows(&desk, &format!("out/jobs-{policy}.csv")) {
            let ran = number(&row, "ran_secs");
            let sums = held.get(&row["job"]).copied().unwrap_or_default();
            let expected = [ran * number(&row, "procs"), ran * number(&row, "accelerators")];
            assert!(
                (sums[0] - expected[0]).abs() < 1e-3 && (sums[1] - expected[1]).abs() < 1e-3,
                "{row:?}: {sums:?}"
            );
            seen += u32::from(0.0 < ran);
        }
        assert!(100 < seen);
    }
}

#[test]
fn a_node_never_holds_more_than_it_has() {
    let desk = compared(&smoke(FAILING), "");
    let all = rows(&desk, "out/nodes-easy.csv");
    assert!(all.iter().any(|row| row["state"] == "failed"));
    for node in 1..=4 {
        let mut changes: Vec<(f64, f64)> = Vec::new();
        for row in all.iter().filter(|row| row["node"] == node.to_string()) {
            // A node that has failed is wholly taken, and nobody holds anything of it.
            let cores = if row["state"] == "failed" { 128.0 } else { number(row, "cores") };
            changes.extend([(number(row, "from_secs"), cores), (number(row, "to_secs"), -cores)]);
        }
        changes.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let mut taken = 0.0;
        for (at, by) in changes {
            taken += by;
            assert!((0.0..=128.0).contains(&taken), "node {node} at {at}: {taken}");
        }
    }
}

/// The rules of the published Trace Event Format, by which Perfetto and Chrome read a trace.
#[test]
fn a_trace_keeps_the_rules_of_its_format() {
    for more in ["", FAILING] {
        let desk = compared(&smoke(more), "");
        let trace = trace(&desk, "out/trace-easy.json.gz");
        assert_eq!(trace["otherData"]["policy"], "easy");
        let events = trace["traceEvents"].as_array().expect("a list of events");
        let mut tracks: BTreeMap<(u64, u64), Vec<(u64, u64)>> = BTreeMap::new();
        let (mut named, mut processes, mut counted, mut failed) = (BTreeMap::new(), 0, 0, 0);
        for event in events {
            let pid = event["pid"].as_u64().expect("every event has a process");
            match event["ph"].as_str().expect("every event has a phase") {
                "X" => {
                    let (ts, dur) = (event["ts"].as_u64().expect("ts"), event["dur"].as_u64().expect("dur"));
                    let tid = event["tid"].as_u64().expect("a slice has a thread");
                    assert!(
                        event["name"].is_string() && event["cat"].is_string() && event["args"].is_object()
                    );
                    failed += u32::from(event["name"] == "failed");
                    tracks.entry((pid, tid)).or_default().push((ts, ts + dur));
                }
                "C" => {
                    assert!(event["ts"].is_u64() && event["name"].is_string());
                    let jobs = event["args"]["jobs"].as_i64().expect("a counter has a number");
                    assert!(0 <= jobs);
                    counted += 1;
                }
                "M" => match event["name"].as_str().expect("metadata has a name") {
                    "process_name" => processes += 1,
                    "thread_name" => {
                        let tid = event["tid"].as_u64().expect("a thread");
                        let name = event["args"]["name"].as_str().expect("a name").to_owned();
                        assert!(named.insert((pid, tid), name).is_none());
                    }
                    "thread_sort_index" => assert!(event["args"]["sort_index"].is_u64()),
                    other => panic!("{other}"),
                },
                other => panic!("{other}"),
            }
        }
        assert_eq!(processes, 1);
        assert!(100 < counted && (0 < failed) != more.is_empty());
        assert_eq!(named.keys().collect::<Vec<_>>(), tracks.keys().collect::<Vec<_>>());
        for node in 1..=4 {
            assert!(named.values().any(|name| *name == format!("npu {node}")), "{named:?}");
        }
        // Slices of one thread may lie within each other but not across: ours do not even touch.
        for (track, slices) in &mut tracks {
            slices.sort_unstable();
            assert!(slices.windows(2).all(|pair| pair[0].1 <= pair[1].0), "{track:?}");
        }
    }
}

#[test]
fn the_log_of_a_schedule_plays_as_that_schedule() {
    let desk = compared(&smoke(""), "");
    let jobs = rows(&desk, "out/jobs-easy.csv");
    desk.good(&["replay", "out/schedule-easy.swf.gz", "--policy", "observed", "--jobs", "played.csv"]);
    let played: BTreeMap<String, Row> =
        rows(&desk, "played.csv").into_iter().map(|row| (row["job"].clone(), row)).collect();
    // The log has a date, so that its times are since 1970.
    let origin = 1_672_617_600.0;
    let mut seen = 0;
    for row in jobs.iter().filter(|row| row["state"] == "finished" || row["state"] == "killed") {
        let played = &played[&row["job"]];
        for column in ["submit_secs", "start_secs", "end_secs"] {
            let since = number(played, column) % origin;
            assert!((since - number(row, column)).abs() < 1e-5, "{column}: {row:?} {played:?}");
        }
        assert_eq!((&played["procs"], &played["walltime_secs"]), (&row["procs"], &row["walltime_secs"]));
        seen += 1;
    }
    assert!(500 < seen);
}

#[test]
fn the_form_of_batsim_is_verified_and_tells_the_same() {
    let desk = compared(&smoke(""), "");
    let verified = desk.good(&["verify", "out/batsim-easy_jobs.csv", "--processors", "512"]);
    assert!(verified.starts_with("no law broken"), "{verified}");
    let jobs: BTreeMap<String, Row> =
        rows(&desk, "out/jobs-easy.csv").into_iter().map(|row| (row["job"].clone(), row)).collect();
    let mut held: Vec<(f64, i32, u64)> = Vec::new();
    for row in rows(&desk, "out/batsim-easy_jobs.csv") {
        let job = &jobs[&row["job_id"]];
        for (theirs, ours) in
            [("submission_time", "submit_secs"), ("starting_time", "start_secs"), ("finish_time", "end_secs")]
        {
            assert_eq!(row[theirs], job[ours], "{row:?}");
        }
        assert_eq!(row["requested_number_of_resources"], job["procs"]);
        let mut cores = 0;
        for range in row["allocated_resources"].split(' ') {
            let (first, last) = range.split_once('-').unwrap_or((range, range));
            let (first, last): (u64, u64) = (first.parse().unwrap(), last.parse().unwrap());
            assert!(first <= last && last < 512);
            cores += last - first + 1;
            held.extend((first..=last).flat_map(|core| {
                [(number(&row, "starting_time"), 1, core), (number(&row, "finish_time"), -1, core)]
            }));
        }
        assert_eq!(cores.to_string(), row["requested_number_of_resources"]);
    }
    // No core is held twice; what ends at an instant ends before anything starts.
    held.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut taken = vec![0; 512];
    for (at, by, core) in held {
        taken[core as usize] += by;
        assert!((0..=1).contains(&taken[core as usize]), "core {core} at {at}");
    }
}

#[test]
fn a_replay_writes_the_same_forms() {
    let desk = Desk::new();
    desk.good(&[
        "replay",
        "small.swf",
        "--jobs",
        "jobs.swf.gz",
        "--trace",
        "trace.json.gz",
        "--batsim",
        "b_jobs.csv",
    ]);
    let verified = desk.good(&["verify", "b_jobs.csv", "--processors", "8", "--rule", "easy"]);
    assert!(verified.starts_with("no law broken in 300 jobs"), "{verified}");
    let slices = trace(&desk, "trace.json.gz");
    let slices = slices["traceEvents"].as_array().expect("a list").iter().filter(|event| event["ph"] == "X");
    assert_eq!(slices.count(), 300);
    let played = desk.good(&["replay", "jobs.swf.gz", "--policy", "observed", "--json"]);
    let (played, again): (Value, Value) = (
        serde_json::from_str(&played).expect("it is JSON"),
        serde_json::from_str(&desk.good(&["replay", "small.swf", "--json"])).expect("it is JSON"),
    );
    assert_eq!(played["wait_s"], again["wait_s"]);
    for wrong in [&["--trace", "x", "--batsim", "x"][..], &["--trace", "small.swf"]] {
        let expected = if wrong.len() == 2 { "would overwrite" } else { "two different files" };
        desk.wrong(&[&["replay", "small.swf"], wrong].concat(), expected);
    }
    desk.wrong(
        &["replay", "small.swf", "--policy", "easy", "--policy", "fcfs", "--trace", "t.json"],
        "--trace: goes with one --policy",
    );
}

#[test]
fn other_forms_go_on_from_saved_states() {
    let desk = Desk::new();
    let line = |out: &str, more: &str| {
        let line = format!(
            "run smoke.toml --policy easy --replications 2 --jobs all --also nodes,trace,swf,batsim --out {out}{more}"
        );
        desk.good(&line.split(' ').collect::<Vec<&str>>());
        desk.results(out)
    };
    let one = line("one", " --threads 1");
    assert!(one == line("seven", " --threads 7"));
    assert!(one.contains_key("trace-easy@2.json.gz") && one.contains_key("batsim-easy@2_jobs.csv"));
    assert!(one.keys().all(|name| !name.starts_with('.')), "{:?}", one.keys());
    assert!(one == line("saved", " --save-every 2d --save-to states"));
    let states = desk.states();
    let state = states.iter().find(|name| name.ends_with("easy-2-4d.suanli")).expect("it was saved");
    std::fs::remove_dir_all(desk.path("saved")).expect("it is there");
    desk.good(&["resume", state]);
    assert!(one == desk.results("saved"));
}

#[test]
fn other_forms_are_of_the_replications_that_are_written_down() {
    let desk = Desk::new();
    desk.wrong(
        &["run", "smoke.toml", "--jobs", "none", "--also", "swf", "--out", "out"],
        "--also: writes the replications that --jobs names",
    );
    desk.wrong(&["run", "smoke.toml", "--also", "swf"], "--out");
    desk.wrong(&["run", "smoke.toml", "--also", "gantt", "--out", "out"], "nodes, trace, swf, batsim");
}
