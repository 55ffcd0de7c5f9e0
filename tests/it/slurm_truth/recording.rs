//! What a recording holds: when two controllers started each job of its `workload.csv`, and when it ended.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The folder of the recordings, beside that of the logs; `None` where no logs are at hand.
pub(super) fn folder() -> Option<PathBuf> {
    let traces = std::env::var_os("SUANLI_TRACES")?;
    let folder = Path::new(&traces).parent()?.join("slurm-truth");
    folder.is_dir().then_some(folder)
}

/// When a job was submitted, started and ended, in seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ran {
    pub(super) submit: f64,
    pub(super) start: f64,
    pub(super) end: f64,
}

/// The starts and ends of one run, by job.
pub(super) type Run = BTreeMap<u64, Ran>;

/// A job as it was asked for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Asked {
    pub(super) submit: f64,
    pub(super) nodes: u64,
    pub(super) partition: String,
}

/// A table with its columns by name.
fn table(path: &Path) -> Vec<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut lines = text.lines().map(fields);
    let names = lines.next().expect("a table of a recording names its columns");
    lines.map(|fields| names.iter().cloned().zip(fields).collect()).collect()
}

/// The fields of a line; commas between quotes are part of a field.
fn fields(line: &str) -> Vec<String> {
    let (mut fields, mut quoted) = (vec![String::new()], false);
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            _ => fields.last_mut().expect("a line has a first field").push(letter),
        }
    }
    fields
}

fn whole(row: &BTreeMap<String, String>, name: &str) -> u64 {
    row[name].parse().unwrap_or_else(|_| panic!("{name}: expected a whole number, found `{}`", row[name]))
}

/// Seconds with a fraction, or nothing where the field is empty.
fn seconds(row: &BTreeMap<String, String>, name: &str) -> Option<f64> {
    let text = &row[name];
    let number = || text.parse().unwrap_or_else(|_| panic!("{name}: expected seconds, found `{text}`"));
    (!text.is_empty()).then(number)
}

/// The jobs of a recording, read here as plainly as can be, to hold the scenario's own reading against it.
pub(super) fn asked(folder: &Path) -> BTreeMap<u64, Asked> {
    let rows = table(&folder.join("workload.csv"));
    let asked = |row: &BTreeMap<String, String>| {
        let submit = seconds(row, "submit_s").expect("every job is submitted");
        (whole(row, "job"), Asked { submit, nodes: whole(row, "nodes"), partition: row["partition"].clone() })
    };
    rows.iter().map(asked).collect()
}

/// What one controller did. A job that was requeued counts with its first start, as it does in the recordings.
pub(super) fn run(folder: &Path, file: &str, asked: &BTreeMap<u64, Asked>) -> Run {
    let rows = table(&folder.join(file));
    let first = rows.iter().filter(|row| whole(row, "run") == 1);
    first
        .map(|row| {
            let job = whole(row, "job");
            // A job that was killed has no completion in the controller's log, only in its accounting.
            let time = |exact, rounded| seconds(row, exact).or_else(|| seconds(row, rounded));
            let start = time("start_ms", "start").expect("every recorded job started");
            let end = time("end_ms", "end").expect("every recorded job ended");
            (job, Ran { submit: asked[&job].submit, start, end })
        })
        .collect()
}
