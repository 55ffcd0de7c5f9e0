//! A small log that is known through and through: four weeks, two users.

use std::fmt::Write;
use suanli::fit::{History, Model, learn};
use suanli::log::LogReader;

/// Bags a working day, jobs a bag, and single jobs a working day.
const BAGS: u64 = 8;
const BAG: u64 = 5;
const SINGLES: u64 = 10;
const WORKING_DAYS: u64 = 20;

/// How many jobs the log has.
pub(crate) const JOBS: u64 = WORKING_DAYS * (BAGS * BAG + SINGLES);

/// The share of them that the first user sends.
pub(crate) const SHARE_OF_FIRST: f64 = (BAGS * BAG) as f64 / (BAGS * BAG + SINGLES) as f64;

/// The log. It begins on Monday, 1 January 2024; nobody comes at night or on weekends, and the last day is a Sunday with a single
/// job. User 11 sends bags of five jobs of one processor, which all run equally long; user 12 sends jobs of 8 or 16.
pub(crate) fn small_log() -> String {
    let mut rows: Vec<(u64, u64, u64, u64, u64)> = Vec::new();
    for day in (0..28).filter(|day| day % 7 < 5) {
        let morning = day * 86_400 + 8 * 3_600;
        for bag in 0..BAGS {
            let begin = morning + bag * 4_000;
            let run = 100 + 150 * ((day * 3 + bag * 5) % 11);
            rows.extend((0..BAG).map(|job| (begin + 60 * job, run, 1, 3_600, 11)));
        }
        for single in 0..SINGLES {
            let run = 2_000 + 900 * ((day + single * 3) % 7);
            rows.push((morning + 1_000 + single * 3_100, run, 8 + 8 * (single % 2), 14_400, 12));
        }
    }
    // One job moves to the last Sunday, so that the log covers four whole weeks.
    let last = rows.len() - 1;
    rows[last].0 = 27 * 86_400 + 12 * 3_600;
    rows.sort_unstable();
    let mut text = String::from("; UnixStartTime: 1704067200\n; MaxProcs: 64\n");
    for ((submit, run, size, walltime, user), number) in rows.into_iter().zip(1..) {
        let row =
            format!("{number} {submit} 5 {run} {size} -1 -1 {size} {walltime} -1 1 {user} 1 -1 1 1 -1 -1");
        writeln!(text, "{row}").expect("writing to a string cannot fail");
    }
    text
}

/// The log as it is learned from.
pub(crate) fn history() -> History {
    let dir = tempfile::tempdir().expect("a folder for the test");
    let path = dir.path().join("small.swf");
    std::fs::write(&path, small_log()).expect("it can be written to");
    let reader = LogReader::open(&path).unwrap_or_else(|error| panic!("{error}"));
    History::read(reader, "small.swf").unwrap_or_else(|error| panic!("{error}"))
}

/// The model of the log.
pub(crate) fn small_model() -> Model {
    learn(&history(), Some(64), 1).expect("the log is long enough")
}
