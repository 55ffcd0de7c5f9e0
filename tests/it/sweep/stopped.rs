//! A sweep that is killed at any moment goes on, to the same bytes, and runs no cell twice.

use super::{desk, results, sweep};
use crate::resume::Desk;
use rand::RngExt as _;
use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Stdio};
use suanli::model::{Streams, Use};

/// So often is it killed.
const KILLS: usize = 20;

/// So many cells that a machine with much else to do, which notices late that it is time, does not come to the end before.
const CELLS: usize = 576;

/// The pieces of a folder, and how often each cell is in them, as far as they are whole.
fn cells(desk: &Desk, out: &str) -> BTreeMap<usize, usize> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(desk.path(out).join("cells")).into_iter().flatten().flatten() {
        if entry.path().extension().is_some_and(|ending| ending == "cells") {
            let bytes = fs::read(entry.path()).expect("it can be read");
            count(&bytes, &mut found);
        }
    }
    found
}

/// After the first line, each cell is `@CELL PLAIN PACKED SUM` and so many bytes.
fn count(bytes: &[u8], found: &mut BTreeMap<usize, usize>) {
    let line = |from: usize| bytes.get(from..)?.iter().position(|byte| *byte == b'\n').map(|len| from + len);
    let Some(mut at) = line(0).map(|end| end + 1) else { return };
    while let Some(end) = line(at) {
        let head = std::str::from_utf8(&bytes[at + 1..end]).expect("the line of a cell is text");
        let words: Vec<usize> = head.split(' ').take(3).map(|word| word.parse().expect("a number")).collect();
        at = end + 1 + words[2];
        if at <= bytes.len() {
            *found.entry(words[0]).or_default() += 1;
        }
    }
}

fn bytes_in(desk: &Desk, out: &str) -> u64 {
    let entries = fs::read_dir(desk.path(out).join("cells")).into_iter().flatten().flatten();
    entries.map(|entry| entry.metadata().map_or(0, |metadata| metadata.len())).sum()
}

#[test]
fn killed_at_twenty_moments_it_goes_on_to_the_same_bytes() {
    let desk = desk();
    let more = ["--set", "seed=1..24"];
    sweep(&desk, &more, "whole");
    let expected = results(&desk.path("whole"));
    let per_cell = bytes_in(&desk, "whole") / CELLS as u64;
    let mut chance = Streams::new(20, 0).stream(Use::Schedules, "kills");
    let mut killed = 0;
    for _ in 0..KILLS {
        let words = [&super::SWEEP[..], &["--out", "killed", "--threads", "2"], &more].concat();
        let mut child = desk
            .command(&words)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the command is there");
        // Somewhere in the next cells, or before the first.
        let until = bytes_in(&desk, "killed") + chance.random_range(0..per_cell * 8);
        while bytes_in(&desk, "killed") < until && child.try_wait().expect("it can be asked").is_none() {
            std::thread::yield_now();
        }
        killed += usize::from(child.try_wait().expect("it can be asked").is_none());
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
        assert!(cells(&desk, "killed").values().all(|times| *times == 1));
    }
    assert_eq!(killed, KILLS, "it was over before it was killed");
    let before = cells(&desk, "killed");
    let text = sweep(&desk, &more, "killed").replace('\n', " ");
    assert!(text.contains(&format!("{} run, {} reused.", CELLS - before.len(), before.len())), "{text}");
    let after = cells(&desk, "killed");
    assert!(after.len() == CELLS && after.values().all(|times| *times == 1), "{after:?}");
    assert!(results(&desk.path("killed")) == expected);
}

/// Somebody who stops it is told what is kept, and that is kept.
#[cfg(unix)]
#[test]
fn stopped_by_hand_it_says_what_is_kept() {
    let desk = desk();
    let words = [&super::SWEEP[..], &["--out", "out", "--set", "seed=1..40"]].concat();
    let mut command = desk.command(&words);
    let mut child =
        command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the command is there");
    while cells(&desk, "out").len() < 3 && child.try_wait().expect("it can be asked").is_none() {
        std::thread::yield_now();
    }
    let stopped = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(stopped.is_ok_and(|status| status.success()));
    let output = child.wait_with_output().expect("it ends");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    let kept = cells(&desk, "out").len();
    let expected = format!("stopped: {kept} of 960 cells are kept; the same command goes on from there");
    assert!(told.contains(&expected) && (3..960).contains(&kept), "{told}");
    assert_eq!(output.status.code(), Some(130));
}

/// Two processes with the same part: the second waits, and finds everything done.
#[test]
fn a_part_is_run_by_one_process_at_a_time() {
    let desk = desk();
    let words = [&super::SWEEP[..], &["--out", "out"]].concat();
    let spawn = || {
        let mut command = desk.command(&words);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the command is there")
    };
    let both = [spawn(), spawn()];
    for child in both {
        let output = child.wait_with_output().expect("it ends");
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{told}");
    }
    let found = cells(&desk, "out");
    assert!(found.len() == 24 && found.values().all(|times| *times == 1), "{found:?}");
}
