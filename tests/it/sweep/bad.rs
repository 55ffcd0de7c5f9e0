//! Faults of a sweep are told at once, before anything is run or written.

use super::{SWEEP, desk, sweep};
use crate::resume::Desk;

#[track_caller]
fn refused(desk: &Desk, words: &[&str], parts: &[&str]) {
    let output = desk.output(words);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{words:?}: {told}");
    parts.iter().for_each(|part| assert!(told.contains(part), "{part}: {told}"));
    assert!(output.stdout.is_empty());
}

#[test]
fn axes_that_make_no_sense_are_all_told_before_the_first_cell() {
    let desk = desk();
    let bad = |more: &[&str], parts: &[&str]| {
        refused(&desk, &[&["sweep", "smoke.toml", "--out", "out"], more].concat(), parts);
        assert!(!desk.path("out").exists());
    };
    bad(
        &[
            "--set",
            "center.tiny.partition.gpu.nodes=1..2",
            "--set",
            "workload.tuning.lod=1,2",
            "--set",
            "load=x",
        ],
        &["did you mean `npu`?", "did you mean `load`?", "expected a share above nothing, found x"],
    );
    // Every value that breaks the scenario is told, with what is wrong with it.
    bad(&["--set", "center.tiny.partition.npu.nodes=0,1,4"], &["center.tiny.partition.npu.nodes=0: "]);
    bad(
        &["--set", "workload.tuning.load=0 %,40 %", "--set", "seed=1,2"],
        &["workload.tuning.load=0 %, scenario.seed=1: ", "workload.tuning.load=0 %, scenario.seed=2: "],
    );
    bad(&["--set", "seed=1,2", "--seed", "7"], &["--seed says what it is"]);
    bad(&["--set", "seed=1,2", "--set", "scenario.seed=3,4"], &["the same value is varied twice"]);
    bad(&["--set", "scenario.replications=1,2"], &["--replications"]);
    bad(&["--set", "load=0 %,10 %"], &["expected a share above nothing"]);
    bad(&["--set", "policy=easy,eazy"], &["eazy"]);
    bad(&["--design", "lhs"], &["nothing is varied"]);
    bad(&["--design", "morris", "--set", "seed=3"], &["at least two values"]);
    bad(&["--set", "seed=1..10000", "--set", "load=1 %..100 %:1 %"], &["expected at most 1000000"]);
    bad(&["--set", "load=80 %..120 %:10 %", "--metric", "p95 wiat"], &["did you mean `p95 wait`?"]);
    bad(&["--set", "load=80 %..120 %:10 %", "--metric", "p95 wait of tunig"], &["did you mean `tuning`?"]);
    bad(&["--shard", "3/2"], &["expected a part from 1/2 to 2/2"]);
    bad(&["--assumptions", "--without", "workload.tuning.lod"], &["did you mean `workload.tuning.load`?"]);
}

#[test]
fn parts_that_overlap_or_are_missing_are_told() {
    let desk = desk();
    for (part, folder) in [("1/2", "half"), ("1/3", "third"), ("2/2", "rest")] {
        sweep(&desk, &["--shard", part], folder);
    }
    refused(&desk, &["merge", "half", "rest"], &["--out: say where"]);
    refused(
        &desk,
        &["merge", "half", "--out", "out"],
        &["not done: cells 2, 4, 6, 8, 10, 12 and so on (12 in all) of 24"],
    );
    refused(
        &desk,
        &["merge", "half", "rest", "third", "--out", "out"],
        &[
            "half and third both have cells 1, 7, 13, 19: expected each cell in one folder",
            "rest and third both have cells 4, 10, 16, 22: expected each cell in one folder",
        ],
    );
    refused(&desk, &["merge", "half", "half", "--out", "out"], &["half and half both have"]);
    refused(&desk, &["merge", "half", "nothing", "--out", "out"], &["nothing/sweep.json", "cannot read"]);
    let other = [&SWEEP[..], &["--out", "other", "--shard", "1/24", "--replications", "1"]].concat();
    desk.good(&other);
    refused(&desk, &["merge", "half", "other", "--out", "out"], &["of different sweeps", "the replications"]);
    assert!(!desk.path("out").exists());
    // A part with cells of another sweep among its own.
    let foreign = std::fs::read_dir(desk.path("other/cells")).expect("it is there").flatten();
    let foreign =
        foreign.map(|entry| entry.path()).find(|path| path.extension().is_some_and(|end| end == "cells"));
    std::fs::copy(foreign.expect("a cell was run"), desk.path("half/cells/foreign.cells"))
        .expect("there is room");
    refused(&desk, &["merge", "half", "rest", "--out", "out"], &["foreign.cells", "of another sweep"]);
}
