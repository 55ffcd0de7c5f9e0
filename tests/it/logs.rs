//! What tests of logs need: rows as text, the jobs they give, and the account of the rest.

use std::io::Write;
use std::path::Path;
use suanli::log::{Finding, LogReader, LogSource, Quality};
use suanli::model::{Job, Source};

/// The jobs of a log in order of submission, as `job submit run processors walltime user`, in seconds.
pub(crate) fn lines_of(mut source: LogSource) -> (Vec<String>, Quality) {
    let mut lines = Vec::new();
    while source.next_submit().expect("this log is whole").is_some() {
        let Job { request, work } = source.take();
        let seconds =
            [(request.submit + source.origin()).as_micros(), work.as_micros(), request.walltime.as_micros()];
        let [submit, run, walltime] = seconds.map(|micros| micros as f64 / 1e6);
        let (id, tasks, user) = (request.id, request.shape.tasks, request.tenant.0);
        lines.push(format!("{id} {submit} {run} {tasks} {walltime} {user}"));
    }
    (lines, source.quality().clone())
}

pub(crate) fn written(bytes: &[u8]) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::with_suffix(".swf").expect("a file for a while");
    file.write_all(bytes).expect("there is room for a small file");
    file
}

pub(crate) fn read(text: &str) -> (Vec<String>, Quality) {
    let file = written(text.as_bytes());
    lines_of(LogReader::open(file.path()).and_then(LogSource::streamed).expect("this is a log"))
}

/// Reads a log whole, and expects these jobs and findings.
pub(crate) fn check(text: &str, jobs: &[&str], findings: &[(Finding, u64)]) {
    let (lines, quality) = read(text);
    assert_eq!(lines, jobs, "{text}");
    for finding in Finding::ALL {
        let expected = findings.iter().find(|(known, _)| *known == finding).map_or(0, |(_, rows)| *rows);
        assert_eq!(quality.tally(finding).rows, expected, "{finding:?} in {text}");
    }
    assert_eq!(quality.rows_kept, jobs.len() as u64);
}

/// The message about a log that cannot be used, without the name of the file.
pub(crate) fn complaint(bytes: &[u8]) -> String {
    let file = written(bytes);
    let source = LogReader::open(file.path()).and_then(LogSource::sorted);
    let message = source.expect_err("this log cannot be used").to_string();
    message.strip_prefix(&format!("{}: ", file.path().display())).expect("the file is named").to_owned()
}

pub(crate) fn quality_of(path: &Path) -> Quality {
    let mut reader = LogReader::open(path).expect("this is a log");
    while reader.next_job().expect("this log is whole").is_some() {}
    reader.quality().clone()
}
