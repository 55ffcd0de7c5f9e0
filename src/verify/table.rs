//! Reads a schedule from CSV, by the names of its columns, as we and other simulators write it.

use super::course::{Fate, Row};
use crate::model::{JobId, Span, Time};
use std::collections::BTreeMap;
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
const RUN: usize = 7;
const RUNS: usize = 8;

const COLUMNS: [Column; 9] = [
    Column { names: &["job", "job_id", "id"], needed: true },
    Column { names: &["submit_secs", "submit", "submit_time", "submission_time"], needed: true },
    Column { names: &["start_secs", "start", "start_time", "starting_time"], needed: true },
    Column { names: &["end_secs", "end", "end_time", "finish_time"], needed: true },
    Column { names: &["procs", "processors", "requested_number_of_resources"], needed: true },
    Column {
        names: &["walltime_secs", "walltime", "requested", "requested_time", "estimate"],
        needed: false,
    },
    Column { names: &["state", "final_state"], needed: false },
    Column { names: &["run_number"], needed: false },
    Column { names: &["runs"], needed: false },
];

/// Rows that differ in one of these are of different runs: each has the machine for itself.
const WHOSE: [&str; 2] = ["policy", "replication"];

/// The rows of one run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// Of which policy and replication, where the table says so.
    pub whose: Vec<(&'static str, String)>,
    /// Its rows.
    pub rows: Vec<Row>,
}

impl Schedule {
    /// Whose it is, in words: `policy easy, replication 2`; empty where the table holds only one.
    #[must_use]
    pub fn title(&self) -> String {
        let parts: Vec<String> = self.whose.iter().map(|(name, value)| format!("{name} {value}")).collect();
        parts.join(", ")
    }
}

/// Where the columns of a table are.
struct Places {
    columns: [Option<usize>; COLUMNS.len()],
    whose: Vec<(&'static str, usize)>,
    header: Vec<String>,
}

/// The schedules of a table, in the order in which they begin. Times are in seconds, with up to six digits of fraction; a start
/// or end that never was is empty or -1. Other columns are passed over.
///
/// # Errors
/// Everything that cannot be understood, line by line.
pub fn read_table(text: &str) -> Result<Vec<Schedule>, Vec<TableError>> {
    let mut lines = text.lines().enumerate().map(|(place, line)| (place + 1, line));
    let header = lines.by_ref().find(|(_, line)| !line.trim().is_empty());
    let Some((line, header)) = header else {
        return Err(vec![TableError { line: 1, message: "expected a header line, found nothing".into() }]);
    };
    let places = places(line, header)?;
    let mut schedules: Vec<Schedule> = Vec::new();
    let mut known: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    let mut errors = Vec::new();
    for (line, text) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        let mut issues = Vec::new();
        let fields = split(text);
        let row = row(&places, &fields, &mut issues);
        errors.extend(issues.into_iter().map(|message| TableError { line, message }));
        let whose = places.whose.iter().map(|(_, place)| fields.get(*place).cloned().unwrap_or_default());
        let place = *known.entry(whose.collect()).or_insert_with_key(|values| {
            let names = places.whose.iter().map(|(name, _)| *name);
            schedules.push(Schedule { whose: names.zip(values.iter().cloned()).collect(), rows: Vec::new() });
            schedules.len() - 1
        });
        schedules[place].rows.extend(row);
    }
    if schedules.is_empty() {
        schedules.push(Schedule { whose: Vec::new(), rows: Vec::new() });
    }
    if errors.is_empty() { Ok(schedules) } else { Err(errors) }
}

fn places(line: usize, header: &str) -> Result<Places, Vec<TableError>> {
    // Spreadsheets mark their files with a byte order mark.
    let header = split(header.trim_start_matches('\u{feff}'));
    let place_of = |name: &str| header.iter().position(|found| found.trim() == name);
    let mut columns = [None; COLUMNS.len()];
    let mut errors = Vec::new();
    for (place, column) in columns.iter_mut().zip(&COLUMNS) {
        *place = column.names.iter().find_map(|name| place_of(name));
        if place.is_none() && column.needed {
            let names = column.names.join("` or `");
            let message = format!("expected a column `{names}`, found {}", header.join(", "));
            errors.push(TableError { line, message });
        }
    }
    let whose = WHOSE.into_iter().filter_map(|name| Some((name, place_of(name)?))).collect();
    if errors.is_empty() { Ok(Places { columns, whose, header }) } else { Err(errors) }
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
fn row(places: &Places, fields: &[String], issues: &mut Vec<String>) -> Option<Row> {
    let field = |column: usize| {
        places.columns[column].and_then(|place| fields.get(place)).map_or("", |text| text.trim())
    };
    let mut note = |column: usize, expected: &str| {
        let named = places.columns[column].map(|place| places.header[place].trim());
        let (name, found) = (named.unwrap_or(COLUMNS[column].names[0]), field(column));
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
        run: field(RUN).parse().unwrap_or(1),
        submit: Time::from_micros(submit?),
        procs: procs?,
        walltime: walltime?.map(Span::from_micros),
        fate,
        // Of a job that was stopped before, the last run alone need not be as long as its walltime.
        killed: field(STATE).eq_ignore_ascii_case("killed") && matches!(field(RUNS), "" | "1"),
    })
}

fn fate(start: Option<u64>, end: Option<u64>, state: &str) -> Result<Fate, String> {
    let rejected = state.to_lowercase().starts_with("reject");
    let gave_up = state.to_lowercase().starts_with("cancel");
    match (start, end) {
        (None, _) if rejected => Ok(Fate::Rejected),
        (Some(_), _) if rejected => Err(format!("state: a job with a start cannot be `{state}`")),
        (Some(start), Some(end)) => {
            Ok(Fate::Ran { start: Time::from_micros(start), end: Time::from_micros(end) })
        }
        (Some(start), None) => Ok(Fate::Running { start: Time::from_micros(start) }),
        (None, _) if gave_up => Ok(Fate::GaveUp),
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
