//! `suanli branch` as the shell sees it: capacity, and replays. Each branch is read in another process.

use crate::resume::{Desk, SAVED};
use std::fs;

/// A log that begins in the second hour, so that a state after the first is one of an empty machine.
fn late_log() -> String {
    let mut log = String::from("; MaxProcs: 8\n");
    for job in 1..=120_u64 {
        let (submit, run, size) = (4_000 + job * 60, 50 + job * 37 % 400, 1 + job * 7 % 8);
        let walltime = run + job * 13 % 500;
        log += &format!(
            "{job} {submit} -1 {run} {size} -1 -1 {size} {walltime} -1 1 {} 1 1 1 1 -1 -1\n",
            job % 9
        );
    }
    log
}

/// Replays the small log with these options and saves every hour.
fn saved(desk: &Desk, options: &[&str]) -> Vec<String> {
    // States of another question are in nobody's way.
    let _ = fs::remove_dir_all(desk.path("states"));
    let question = ["replay", "small.swf", "--jobs", "jobs.csv", "--summary", "summary.json"];
    desk.good(&[&question[..], options, &["--save-every", "1 h", "--save-to", "states"]].concat());
    let mut states = desk.states();
    // The tenth hour comes after the first.
    states.sort_by_key(|name| (name.len(), name.clone()));
    states
}

fn read(desk: &Desk, name: &str) -> String {
    fs::read_to_string(desk.path(name)).expect("it is there")
}

fn figure(desk: &Desk, name: &str, key: &str) -> serde_json::Value {
    let summary: serde_json::Value = serde_json::from_str(&read(desk, name)).expect("it is JSON");
    summary[key].clone()
}

#[test]
fn a_replay_whose_machine_is_resized_before_its_first_job_is_one_on_such_a_machine() {
    let desk = Desk::new();
    fs::write(desk.path("small.swf"), late_log()).expect("it can be written");
    for policy in ["fcfs+none", "fcfs+easy", "fcfs+conservative", "shortest-first+easy", "fcfs+slack(1)"] {
        let first = saved(&desk, &["--policy", policy]).remove(0);
        for size in ["6", "8", "13"] {
            let fresh = ["replay", "small.swf", "--processors", size, "--policy", policy];
            desk.good(&[&fresh[..], &["--jobs", "fresh.csv", "--summary", "fresh.json"]].concat());
            let set = format!("processors={size}");
            desk.good(&["branch", &first, "--set", &set, "--out", "other"]);
            assert_eq!(
                read(&desk, "other/jobs.csv").replace("cancelled", "rejected"),
                read(&desk, "fresh.csv"),
                "{policy} {size}"
            );
            for key in ["utilization", "makespan_s", "wait_s", "rejected", "jobs"] {
                let expected = figure(&desk, "fresh.json", key);
                assert_eq!(figure(&desk, "other/summary.json", key), expected, "{policy} {size} {key}");
            }
        }
        // The policy is another from the first job on.
        let fresh = ["replay", "small.swf", "--policy", "largest-first+conservative"];
        desk.good(&[&fresh[..], &["--jobs", "fresh.csv"]].concat());
        let set = ["--set", "order=largest-first", "--set", "backfill=conservative"];
        desk.good(&[&["branch", &first, "--out", "other"][..], &set].concat());
        assert_eq!(read(&desk, "other/jobs.csv"), read(&desk, "fresh.csv"), "{policy}");
    }
}

#[test]
fn a_replay_on_nodes_is_branched_to_more_and_fewer_nodes() {
    let desk = Desk::new();
    fs::write(desk.path("small.swf"), late_log()).expect("it can be written");
    let first = saved(&desk, &["--nodes", "4", "--cores-per-node", "2"]).remove(0);
    for nodes in ["3", "4", "7"] {
        let fresh = ["replay", "small.swf", "--nodes", nodes, "--cores-per-node", "2", "--jobs", "fresh.csv"];
        desk.good(&fresh);
        desk.good(&["branch", &first, "--set", &format!("nodes={nodes}"), "--out", "other"]);
        assert_eq!(read(&desk, "other/jobs.csv"), read(&desk, "fresh.csv"), "{nodes}");
    }
    desk.wrong(&["branch", &first, "--set", "processors=4"], "the machine consists of nodes: say nodes=N");
}

#[test]
fn a_branch_of_a_replay_in_which_nothing_changes_gives_the_bytes_of_resume() {
    let desk = Desk::new();
    let states = saved(&desk, &[]);
    let (jobs, waits) = (read(&desk, "jobs.csv"), figure(&desk, "summary.json", "wait_s"));
    let plain = desk.good(&["resume", &states[1]]);
    let same = ["policy=fcfs+easy", "processors=8", "load=1", "backfill=easy", "placement=pack"];
    for set in same {
        assert_eq!(desk.good(&["branch", &states[1], "--set", set, "--out", "same"]), plain, "{set}");
        assert_eq!(read(&desk, "same/jobs.csv"), jobs, "{set}");
        assert_eq!(figure(&desk, "same/summary.json", "wait_s"), waits, "{set}");
        assert!(!read(&desk, "same/summary.json").contains("branched"), "{set}");
    }
    // Without a folder nothing is written, and what the question wrote stays as it is.
    fs::remove_file(desk.path("jobs.csv")).expect("it is there");
    desk.good(&["branch", &states[1], "--set", "processors=9"]);
    assert!(!desk.path("jobs.csv").exists());
}

#[test]
fn jobs_of_a_log_come_faster_from_a_state_on() {
    let desk = Desk::new();
    let state = saved(&desk, &[]).remove(0);
    desk.good(&["branch", &state, "--set", "load=2", "--out", "faster"]);
    let submits = |name: &str| -> Vec<f64> {
        let rows = read(&desk, name);
        let submit = |row: &str| row.split(',').nth(1).and_then(|word| word.parse().ok());
        rows.lines().skip(1).filter_map(submit).collect()
    };
    let (before, after) = (submits("jobs.csv"), submits("faster/jobs.csv"));
    assert_eq!(before.len(), after.len());
    for (before, after) in before.into_iter().zip(after) {
        let expected = if before <= 3_600.0 { before } else { 3_600.0 + (before - 3_600.0) / 2.0 };
        assert_eq!(after, expected);
    }
    assert_eq!(figure(&desk, "faster/summary.json", "branched"), serde_json::json!(["after 1 h: load=2"]));
}

#[test]
fn a_branch_is_saved_and_resumed_and_branched_again() {
    let desk = Desk::new();
    let states = saved(&desk, &[]);
    let early = &states[0];
    let set = ["--set", "processors=5", "--set", "policy=fcfs+conservative", "--set", "load=2"];
    let plain = desk.good(&[&["branch", early, "--out", "plain"][..], &set].concat());
    let keep = ["--out", "kept", "--save-every", "1 h", "--save-to", "kept-states"];
    assert_eq!(desk.good(&[&["branch", early][..], &keep, &set].concat()), plain);
    let jobs = read(&desk, "plain/jobs.csv");
    assert_eq!(read(&desk, "kept/jobs.csv"), jobs);
    // The states of the question are still there, and those of the branch lie elsewhere.
    assert_eq!(desk.states().len(), states.len());
    let kept: Vec<String> = desk.states_in("kept-states");
    assert!(!kept.is_empty());
    for state in &kept {
        fs::remove_dir_all(desk.path("kept")).expect("it is there");
        assert_eq!(desk.good(&["resume", state]), plain, "{state}");
        assert_eq!(read(&desk, "kept/jobs.csv"), jobs, "{state}");
        // What it has already is no change.
        let same = ["branch", state, "--set", "processors=5", "--out", "same"];
        assert_eq!(desk.good(&same), plain, "{state}");
        assert_eq!(read(&desk, "same/jobs.csv"), jobs, "{state}");
    }
    let again = ["branch", &kept[0], "--set", "processors=8", "--out", "again"];
    desk.good(&again);
    let told = figure(&desk, "again/summary.json", "branched");
    assert_eq!(told.as_array().map(Vec::len), Some(2), "{told}");
    assert_ne!(read(&desk, "again/jobs.csv"), jobs);
}

#[test]
fn what_is_wrong_with_a_branch_of_a_replay_is_told_all_at_once() {
    let desk = Desk::new();
    let state = saved(&desk, &[]).remove(0);
    let keys = "what can be changed: `policy`, `order`, `backfill`, `placement`, `processors` or `nodes`, and `load`";
    for (change, reason) in [
        ("seed=3", keys),
        ("capacity.all=3", keys),
        ("processors=many", "`processors`: expected a whole number"),
        ("nodes=4", "of the machine only processors are counted: say processors=N"),
        ("backfill=esy", "--set backfill=esy: no backfill `esy`"),
        ("policy=esy", "--set policy=esy: no order `esy`"),
        ("load=0", "expected a factor from 0.000001 to 1000000"),
    ] {
        desk.wrong(&["branch", &state, "--set", change], reason);
    }
    let wrong = ["branch", &state, "--set", "seed=3", "--set", "processors=x", "--set", "load=no"];
    for reason in ["`seed`", "`processors`", "`load`"] {
        desk.wrong(&wrong, reason);
    }
    let twice = ["branch", &state, "--set", "policy=fcfs+none", "--set", "order=shortest-first"];
    desk.wrong(&twice, "--set order=shortest-first: changes what --set policy=fcfs+none changes already");
}

#[test]
fn the_pools_of_a_scenario_have_other_sizes_from_a_state_on() {
    let desk = Desk::new();
    let question = ["compare", "smoke.toml", "--out", "saved"];
    desk.good(&[&question[..], &SAVED].concat());
    let states: Vec<String> = desk.states().into_iter().filter(|name| name.ends_with("-2d.suanli")).collect();
    assert_eq!(states.len(), 4);
    let files: Vec<&str> = states.iter().map(String::as_str).collect();
    let branch = |set: &[&str], rest: &[&str]| desk.good(&[&["branch"][..], &files, set, rest].concat());
    // Seven threads or one make no difference.
    let plain = branch(&["--set", "capacity.npu=6"], &["--out", "larger"]);
    assert!(plain.contains("after 2 days: capacity.npu=6"), "{plain}");
    for state in ["1", "7"] {
        let mut command = vec!["branch"];
        command.extend(&files);
        command.extend(["--set", "capacity.tiny.npu=6", "--out", "same"]);
        let found = desk.good_with_threads(&command, state);
        assert_eq!(found.replace("capacity.tiny.npu", "capacity.npu"), plain);
        for jobs in ["jobs-fcfs.csv.zst", "jobs-easy.csv.zst"] {
            assert_eq!(desk.results("same")[jobs], desk.results("larger")[jobs]);
        }
    }
    let summary: serde_json::Value =
        serde_json::from_slice(&desk.results("larger")["summary.json"]).expect("it is JSON");
    assert_eq!(summary["branched"], serde_json::json!(["after 2 days: capacity.npu=6"]));
    let expected = serde_json::json!([{"center": "tiny", "pool": "npu", "from_secs": 172_800.0, "nodes": 6}]);
    for policy in 0..2 {
        assert_eq!(summary["policies"][policy]["capacity"], expected);
    }
    // A scenario has no way to say what changes half way.
    for command in ["run", "compare", "check"] {
        let why = "this is the summary of a branch (after 2 days: capacity.npu=6), which cannot be run from the beginning";
        desk.wrong(&[command, "larger/summary.json"], why);
    }
    let unknown = [&["branch"][..], &files, &["--set", "policy.fcfs=nope"]].concat();
    desk.wrong(&unknown, "--set policy.fcfs=nope: no order `nope`");
    // What it has already is no change: the bytes are those of the undisturbed run.
    branch(&["--set", "capacity.npu=4"], &["--out", "four"]);
    assert_eq!(desk.results("four"), desk.results("saved"));
    // A smaller machine leaves less, and is used more; it is saved and gone on with.
    let keep = ["--out", "smaller", "--save-every", "2 days", "--save-to", "kept-states"];
    let smaller = branch(&["--set", "capacity.npu=2", "--set", "policy.fcfs=fcfs+conservative"], &keep);
    let before = desk.results("smaller");
    let kept: Vec<String> =
        desk.states_in("kept-states").into_iter().filter(|name| name.ends_with("-4d.suanli")).collect();
    assert_eq!(kept.len(), 4);
    let resumed: Vec<&str> = ["resume"].into_iter().chain(kept.iter().map(String::as_str)).collect();
    assert_eq!(desk.good(&resumed), smaller);
    assert_eq!(desk.results("smaller"), before);
    desk.wrong(&["resume", &kept[0]], "has no state: give its file, too");
}

/// Without `--out` no rows of jobs are kept, which a branch with `--out` would have to go on with.
#[test]
fn results_of_states_without_rows_are_printed_but_not_written() {
    let desk = Desk::new();
    desk.good(&[&["compare", "smoke.toml"][..], &SAVED].concat());
    let states: Vec<String> = desk.states().into_iter().filter(|name| name.ends_with("-2d.suanli")).collect();
    let files: Vec<&str> = states.iter().map(String::as_str).collect();
    let branch = [&["branch"][..], &files, &["--set", "capacity.npu=6"]].concat();
    assert!(desk.good(&branch).contains("after 2 days: capacity.npu=6"));
    desk.wrong(&[&branch[..], &["--out", "larger"]].concat(), "saved by a run without `--out`");
}

/// The smallest scenario, half or a quarter of which is locked under two of its three policies.
fn locked() -> String {
    let lock = "hardware = \"ascend-910-server\"\n[[center.partition.lock]]\nname = \"vip\"\nshare = \"50 %\"\nfor = [\"firms\"]\n";
    let smoke = include_str!("../../scenarios/smoke.toml").replace("hardware = \"ascend-910-server\"", lock);
    let (before, _) = smoke.split_once("[[policy]]").expect("it has policies");
    let policy =
        |name: &str, locks: &str| format!("[[policy]]\nname = \"{name}\"\norder = \"fcfs\"\n{locks}\n\n");
    let shares = ["locks = \"none\"", "lock_share = \"50 %\"", "lock_share = \"25 %\""];
    let policies = ["open", "half", "quarter"].iter().zip(shares).map(|(name, locks)| policy(name, locks));
    format!("{before}{}", policies.collect::<String>())
}

/// The numbers of nodes that pools have in the end, by policy: all of the partition, and the locked part of it.
fn nodes_in_the_end(desk: &Desk, summary: &str) -> [(u64, u64); 3] {
    let policies = figure(desk, summary, "policies");
    let mut place = 0;
    [0, 2, 1].map(|locked| {
        let (mut locked, mut open) = (locked, 4 - locked);
        for step in policies[place]["capacity"].as_array().into_iter().flatten() {
            let nodes = step["nodes"].as_u64().expect("a number of nodes");
            *if step["pool"] == "npu/vip" { &mut locked } else { &mut open } = nodes;
        }
        place += 1;
        (locked + open, locked)
    })
}

#[test]
fn a_partition_has_the_same_size_under_policies_that_lock_differently() {
    let desk = Desk::new();
    fs::write(desk.path("locked.toml"), locked()).expect("it can be written");
    let compare = ["compare", "locked.toml", "--replications", "1", "--horizon", "30 days", "--out", "saved"];
    desk.good(&[&compare[..], &SAVED].concat());
    let states: Vec<String> =
        desk.states().into_iter().filter(|name| name.ends_with("-1-2d.suanli")).collect();
    let files: Vec<&str> = states.iter().map(String::as_str).collect();
    let branch = |sizes: &[&'static str]| {
        let sets = sizes.iter().flat_map(|size| ["--set", size]).collect::<Vec<&str>>();
        [&["branch"][..], &files, &sets, &["--out", "other"]].concat()
    };
    for (sizes, expected) in [
        (&["capacity.npu=6"][..], [(6, 0), (6, 2), (6, 1)]),
        (&["capacity.npu=3"], [(3, 0), (3, 2), (3, 1)]),
        (&["capacity.npu=1"], [(1, 0), (1, 1), (1, 1)]),
        (&["capacity.tiny.npu=4"], [(4, 0), (4, 2), (4, 1)]),
    ] {
        desk.good(&branch(sizes));
        assert_eq!(nodes_in_the_end(&desk, "other/summary.json"), expected, "{sizes:?}");
    }
    desk.wrong(
        &branch(&["capacity.npu/vip=1"]),
        "under policy `open` there is no `npu/vip`: say capacity.npu=N",
    );
}

#[test]
fn a_locked_part_changes_where_the_machine_stays_the_same() {
    let desk = Desk::new();
    fs::write(desk.path("locked.toml"), locked()).expect("it can be written");
    let policies = ["--policy", "half", "--policy", "quarter", "--out", "saved"];
    desk.good(&[&["compare", "locked.toml", "--replications", "1"][..], &policies, &SAVED].concat());
    let branch = |more: &[&'static str]| {
        let start = ["branch", "states/half-1-2d.suanli", "states/quarter-1-2d.suanli", "--out", "other"];
        [&start[..], more].concat()
    };
    let why = "`npu` would have 5 nodes under policy `half` and 6 under `quarter`";
    desk.wrong(&branch(&["--set", "capacity.npu/vip=3"]), why);
    // The partition counts its locked part, in whichever order they are given.
    for sets in [["capacity.npu=7", "capacity.npu/vip=3"], ["capacity.npu/vip=3", "capacity.npu=7"]] {
        desk.good(&branch(&["--set", sets[0], "--set", sets[1]]));
        let policies = figure(&desk, "other/summary.json", "policies");
        for policy in 0..2 {
            let step = |pool: &str, nodes: u32| serde_json::json!({"center": "tiny", "pool": pool, "from_secs": 172_800.0, "nodes": nodes});
            let expected = serde_json::json!([step("npu/vip", 3), step("npu", 4)]);
            assert_eq!(policies[policy]["capacity"], expected);
        }
    }
}
