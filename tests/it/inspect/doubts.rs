//! What looks wrong with a log: each doubt where there is reason for it, and none where there is not.

use super::{doubts, good, report};
use suanli::report::DOUBTS;

/// A row of these: submit, wait, run, allocated, requested, requested time, memory, status, user.
fn row(number: usize, fields: [i64; 9]) -> String {
    let [submit, wait, run, allocated, requested, walltime, memory, status, user] = fields;
    format!(
        "{number} {submit} {wait} {run} {allocated} -1 -1 {requested} {walltime} {memory} {status} {user} 1 -1 1 -1 -1 -1\n"
    )
}

fn log(header: &str, rows: impl IntoIterator<Item = [i64; 9]>) -> String {
    let rows = rows.into_iter().enumerate().map(|(place, fields)| row(place + 1, fields));
    format!("{header}\n{}", rows.collect::<String>())
}

/// Three jobs on a machine of four of which nobody could complain.
const SOUND: [[i64; 9]; 3] = [
    [0, 0, 500, 1, 1, 1_000, -1, 1, 1],
    [600, 5, 700, 2, 2, 1_500, -1, 0, 2],
    [1_900, 0, 90, 3, 3, 300, -1, 1, 3],
];

#[test]
fn nothing_looks_wrong_with_a_sound_log() {
    let report = report(&log("; MaxProcs: 4", SOUND));
    assert_eq!(doubts(&report), [] as [&str; 0], "{:#}", report["doubts"]);
    let folder = tempfile::tempdir().expect("a folder for a while");
    std::fs::write(folder.path().join("log.swf"), log("; MaxProcs: 4", SOUND))
        .expect("room for a small file");
    assert!(good(folder.path(), "inspect log.swf").contains("Nothing looks wrong."));
}

/// The sound log with one field of every row replaced.
fn with(header: &str, field: usize, values: [i64; 3]) -> String {
    let mut rows = SOUND;
    for (row, value) in rows.iter_mut().zip(values) {
        row[field] = value;
    }
    log(header, rows)
}

/// A job a day at noon for so many days, with the run of each.
fn daily(days: i64, run: impl Fn(i64) -> i64) -> String {
    let row = |day: i64| {
        [day * 86_400 + 43_200, 1, run(day), 1 + day % 3, 1 + day % 3, 90_000, -1, day % 2, day % 9]
    };
    log("; MaxProcs: 4", (0..days).map(row))
}

#[test]
fn each_doubt_is_found_where_there_is_reason() {
    let machine = "; MaxProcs: 4";
    let night = log(
        "; MaxProcs: 4\n; UnixStartTime: 86400",
        (0..140_i64).map(|job| {
            let submit = job / 7 * 86_400 + (job % 7 + 20) * 3_600 % 86_400 + 60;
            [submit, job % 2, 5_000, 1 + job % 3, 1 + job % 3, 9_000, -1, job % 2, job % 9]
        }),
    );
    let burst = log(
        machine,
        (0..150_i64).map(|job| [job / 10, job % 2, 5, 1 + job % 3, 1 + job % 3, 9, -1, job % 2, job % 9]),
    );
    let repeated = log(machine, SOUND).replace("\n2 600", "\n1 600");
    let starts = "JobID|Start|End|Timelimit|ReqCPUS\n1|2024-03-01T08:00:00|2024-03-01T09:00:00|02:00:00|4\n";
    let cases: [(&str, String); 31] = [
        ("held-above-machine", with(machine, 1, [1_800, 1_200, 0])),
        ("job-above-machine", with(machine, 4, [1, 2, 5])),
        ("load-above-machine", with("; MaxProcs: 1", 4, [1, 2, 3])),
        ("machine-hardly-used", log("; MaxProcs: 400", SOUND)),
        ("machine-unknown", log(";", SOUND)),
        ("rows-dropped", with(machine, 2, [500, -1, 90])),
        ("rows-missing", log("; MaxProcs: 4\n; MaxRecords: 4", SOUND)),
        ("rows-unsorted", with(machine, 0, [700, 600, 1_900])),
        ("fields-beyond", log(machine, SOUND).replace("-1 -1 -1\n", "-1 -1 -1 7\n")),
        ("numbers-repeat", repeated),
        ("one-state", with(machine, 7, [1, 1, 1])),
        ("one-state", with(machine, 7, [-1, -1, -1])),
        ("one-user", with(machine, 8, [1, 1, 2])),
        ("more-than-asked", with(machine, 3, [1, 4, 3])),
        ("whole-nodes", with("; MaxProcs: 8", 4, [2, 4, 8])),
        ("one-size", with(machine, 4, [3, 3, 3])),
        ("memory-in-bytes", with(machine, 6, [419_430_400; 3])),
        (
            "times-absolute",
            with("; MaxProcs: 4\n; UnixStartTime: 0", 0, [1_700_000_000, 1_700_000_600, 1_700_001_900]),
        ),
        ("requests-in-minutes", with(machine, 5, [10, 15, 3])),
        ("limits-not-enforced", with(machine, 5, [400, 1_500, 300])),
        ("requests-beyond-reason", with(machine, 5, [1_000, 40_000_000, 300])),
        ("runs-end-at-limit", with(machine, 5, [500, 1_500, 300])),
        ("requests-unknown", with(machine, 5, [-1, 1_500, 300])),
        ("requests-are-runs", with(machine, 5, [500, 700, 90])),
        ("submissions-unknown", starts.to_owned()),
        ("waits-unknown", with(machine, 1, [0, -1, 5])),
        ("waits-all-zero", with(machine, 1, [0, 0, 0])),
        ("runs-zero", with(machine, 2, [500, 700, 0])),
        ("silence", daily(12, |_| 40_000).replace("\n9 734400", "\n9 1339200")),
        ("edge-weeks", daily(71, |day| if day < 9 { 100 } else { 40_000 })),
        ("burst", burst),
    ];
    let mut never: Vec<&str> = DOUBTS.iter().map(|doubt| doubt.name).collect();
    for (name, log) in cases.into_iter().chain([("night-work", night)]) {
        let report = report(&log);
        assert!(doubts(&report).contains(&name), "{name} is not among {:#}", report["doubts"]);
        never.retain(|other| *other != name);
    }
    assert_eq!(never, [] as [&str; 0], "no case for these");
}

#[test]
fn every_doubt_is_explained_for_people() {
    let page = include_str!("../../../docs/logs.md");
    for doubt in DOUBTS {
        assert!(
            page.contains(&format!("| `{}` |", doubt.name)),
            "docs/logs.md does not explain {}",
            doubt.name
        );
    }
}
