//! Reads a schedule from CSV, by the names of its columns, as we and other simulators write it.

use super::course::{Fate, Row};
use crate::model::{JobId, Span, Time};
use std::fmt;

/// The mistake in a table, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableError {
    /// The line, counted from one.
    pub line: usize,
    /// What was found and what was expected.
    pub message: String,
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for TableError {}

/// A column and the names it goes by: ours first, then those of other simulators and logs.
struct Column {
    names: &'static [&'static str],
    needed: bool,
}

const JOB: usize = 0;
const SUBMIT: usize = 1;
const START: usize = 2;
const END: usize = 3;
const PROCS: usize = 4;
const WALLTIME: usize = 5;
const STATE: usize = 6;

const COLUMNS: [Column; 7] = [
    Column { names: &["job", "job_id", "id"], needed: true },
    Column { names: &["submit", "submit_time", "submission_time"], needed: true },
    Column { names: &["start", "start_time", "starting_time"], needed: true },
    Column { names: &["end", "end_time", "finish_time"], needed: true },
    Column { names: &["procs", "processors", "requested_number_of_resources"], needed: true },
    Column { names: &["walltime", "requested", "requested_time", "estimate"], needed: false },
    Column { names: &["state", "final_state"], needed: false },
];

/// The rows of a table. Times are in seconds, with up to six digits of fraction; a start or end that never was is empty
/// or -1. Other columns are passed over.
///
/// # Errors
/// Everything that cannot be understood, line by line.
pub fn read_table(text: &str) -> Result<Vec<Row>, Vec<TableError>> {
    let mut lines = text.lines().enumerate().map(|(place, line)| (place + 1, line));
    let header = lines.by_ref().find(|(_, line)| !line.trim().is_empty());
    let Some((line, header)) = header else {
        return Err(vec![TableError { line: 1, message: "expected a header line, found nothing".into() }]);
    };
    let places = columns(line, header)?;
    let mut rows = Vec::new();
    let mut errors = Vec::new();
    for (line, text) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        let mut issues = Vec::new();
        let row = row(&places, &split(text), &mut issues);
        errors.extend(issues.into_iter().map(|message| TableError { line, message }));
        rows.extend(row);
    }
    if errors.is_empty() { Ok(rows) } else { Err(errors) }
}

fn columns(line: usize, header: &str) -> Result<[Option<usize>; 7], Vec<TableError>> {
    // Spreadsheets mark their files with a byte order mark.
    let header = split(header.trim_start_matches('\u{feff}'));
    let mut places = [None; 7];
    let mut errors = Vec::new();
    for (place, column) in places.iter_mut().zip(&COLUMNS) {
        *place = column.names.iter().find_map(|name| header.iter().position(|found| found.trim() == *name));
        if place.is_none() && column.needed {
            let names = column.names.join("` or `");
            let message = format!("expected a column `{names}`, found {}", header.join(", "));
            errors.push(TableError { line, message });
        }
    }
    if errors.is_empty() { Ok(places) } else { Err(errors) }
}

/// The fields of a line; quotes keep commas together.
fn split(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            other => fields.last_mut().expect("there is always a last field").push(other),
        }
    }
    fields
}

/// One row; whatever is wrong with it goes to `issues`.
fn row(places: &[Option<usize>; 7], fields: &[String], issues: &mut Vec<String>) -> Option<Row> {
    let field =
        |column: usize| places[column].and_then(|place| fields.get(place)).map_or("", |text| text.trim());
    let mut note = |column: usize, expected: &str| {
        let (name, found) = (COLUMNS[column].names[0], field(column));
        issues.push(format!("{name}: expected {expected}, found `{found}`"));
    };
    let job = field(JOB).parse().ok();
    if job.is_none() {
        note(JOB, "a whole number");
    }
    let submit = micros(field(SUBMIT));
    if submit.is_none() {
        note(SUBMIT, "seconds");
    }
    let procs = field(PROCS).parse::<u64>().ok().filter(|procs| 0 < *procs);
    if procs.is_none() {
        note(PROCS, "a whole number above 0");
    }
    let mut optional = |column: usize| match field(column) {
        "" | "-1" | "-1.0" | "-1.000000" => Some(None),
        text => {
            let found = micros(text);
            if found.is_none() {
                note(column, "seconds, or nothing");
            }
            found.map(Some)
        }
    };
    let (start, end, walltime) = (optional(START), optional(END), optional(WALLTIME));
    let fate = match fate(start?, end?, field(STATE)) {
        Ok(fate) => fate,
        Err(issue) => {
            issues.push(issue);
            return None;
        }
    };
    Some(Row {
        job: JobId(job?),
        submit: Time::from_micros(submit?),
        procs: procs?,
        walltime: walltime?.map(Span::from_micros),
        fate,
        killed: field(STATE).eq_ignore_ascii_case("killed"),
    })
}

fn fate(start: Option<u64>, end: Option<u64>, state: &str) -> Result<Fate, String> {
    let rejected = state.to_lowercase().starts_with("reject");
    match (start, end) {
        (None, _) if rejected => Ok(Fate::Rejected),
        (Some(_), _) if rejected => Err(format!("state: a job with a start cannot be `{state}`")),
        (Some(start), Some(end)) => {
            Ok(Fate::Ran { start: Time::from_micros(start), end: Time::from_micros(end) })
        }
        (Some(start), None) => Ok(Fate::Running { start: Time::from_micros(start) }),
        (None, None) => Ok(Fate::Waiting),
        (None, Some(_)) => Err("start: expected seconds for a job with an end, found nothing".into()),
    }
}

/// Seconds as microseconds, without going through a real number; digits below a microsecond are cut off.
fn micros(text: &str) -> Option<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let six: String = fraction.chars().chain("000000".chars()).take(6).collect();
    whole.parse::<u64>().ok()?.checked_mul(1_000_000)?.checked_add(six.parse().ok()?)
}
