//! When the jobs of logs come: on their dates, where these meet those of the scenario; else with the beginning of their log.

use super::super::problem::Problems;
use super::super::spec::{Spec, WorkloadSpec};
use super::period::Period;
use crate::log::ABSOLUTE_MIN;
use crate::model::{Span, Time};
use crate::workload::{Anchor, Beginning, LogOrigin, Origin, Outside, Workload};
use jiff::civil::DateTime;

const EPOCH: DateTime = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
const MICROS: i64 = 1_000_000;

/// From the first row of a log to behind its last job, in microseconds since 1970.
type Dates = (i64, i64);

/// Says when the jobs of each log come.
pub(super) fn set_beginnings(
    workloads: &mut [Option<Workload>],
    spec: &Spec,
    period: Option<Period>,
    problems: &mut Problems<'_>,
) {
    let Some(period) = period else { return };
    for (workload, typed) in workloads.iter_mut().zip(&spec.workloads) {
        if let Some(Workload { origin: Origin::Log(log), .. }) = workload {
            set_beginning(log, typed, period, problems);
        }
    }
    keep_common_times(workloads, spec);
    for (workload, typed) in workloads.iter_mut().zip(&spec.workloads) {
        let Some(Workload { origin: Origin::Log(log), since, until, .. }) = workload else { continue };
        // A log that could be read a moment ago can be read once more.
        if let Ok(outside) = log.outside((*since, *until), period.horizon) {
            log.comes_outside = outside;
            warn_of_other_times(log, typed, problems);
        }
    }
}

fn set_beginning(log: &mut LogOrigin, typed: &WorkloadSpec, period: Period, problems: &mut Problems<'_>) {
    let start = micros_of(period.start);
    let dates = dates(log);
    let asked = typed.log.begins_with.as_ref();
    log.begins_with = match asked.map(|at| at.value.as_str()) {
        Some("time-zero") => Beginning::TimeZero,
        Some("first-job") => Beginning::FirstJob,
        Some("first-row") => Beginning::FirstRow,
        Some("dates") => Beginning::Dates,
        // Somebody who says when the workload begins does not mean the dates of the log.
        Some(_) | None => {
            let end = start.saturating_add(micros(period.horizon));
            let meets = |(first, last): Dates| first < end && start < last;
            match dates.is_some_and(meets) && typed.since.is_none() {
                true => Beginning::Dates,
                false => Beginning::FirstRow,
            }
        }
    };
    let (earliest, first, _) = log.submissions;
    log.anchor = match (log.begins_with, log.time_zero) {
        (Beginning::Dates, Some(zero)) => Anchor::Shifted(zero.saturating_mul(MICROS).saturating_sub(start)),
        (Beginning::Dates, None) => {
            if let Some(at) = asked {
                let message = "begins_with: the log does not say on which dates its jobs came";
                problems.add(&at.span, message, Some("leave it out, or say `first-row`".into()));
            }
            return;
        }
        (Beginning::FirstRow, _) => Anchor::Begins(earliest),
        (Beginning::FirstJob, _) => Anchor::Begins(first),
        // Times that count from 1970 have no other zero than their first.
        (Beginning::TimeZero, Some(0)) if ABSOLUTE_MIN <= earliest => Anchor::Begins(earliest),
        (Beginning::TimeZero, _) => Anchor::Begins(Time::ZERO),
    };
}

/// Tells of jobs that do not come, since the scenario is about another time.
fn warn_of_other_times(log: &LogOrigin, typed: &WorkloadSpec, problems: &mut Problems<'_>) {
    let Some(file) = &typed.log.file else { return };
    let Outside { before, after } = log.comes_outside;
    if before + after == 0 {
        return;
    }
    let counts = format!("{} of {} jobs do not come", before + after, log.jobs);
    let (Beginning::Dates, Some((first, last))) = (log.begins_with, dates(log)) else {
        let ends =
            if typed.until.is_some() { "its workload or the scenario ends" } else { "the scenario ends" };
        let message = match before {
            0 => format!("log: {counts}: they were submitted after {ends}"),
            _ => format!("log: {counts}: {before} were submitted before it begins, {after} after {ends}"),
        };
        problems.warn(&file.span, message, None);
        return;
    };
    let day = |micros: i64| {
        let at = EPOCH.checked_add(jiff::SignedDuration::from_micros(micros));
        at.map_or_else(|_| "?".to_owned(), |at| at.date().to_string())
    };
    let message = format!(
        "log: its jobs were submitted from {} to {}, and come on their dates: those before the scenario starts ({before}) or after it ends ({after}) do not",
        day(first),
        day(last - 1)
    );
    let help = "set `start` and `horizon` to these dates, or say `begins_with = \"first-row\"` to have it moved to the start";
    problems.warn(&file.span, message, Some(help.into()));
}

/// Has logs that belong together begin with the first row of all of them, so that they keep their distance in time: parts of one
/// log, and logs of one time.
fn keep_common_times(workloads: &mut [Option<Workload>], spec: &Spec) {
    let is_free = |typed: &WorkloadSpec| typed.since.is_none() && typed.log.begins_with.is_none();
    let mut logs: Vec<&mut LogOrigin> = Vec::new();
    for (workload, typed) in workloads.iter_mut().zip(&spec.workloads) {
        let Some(Workload { origin: Origin::Log(log), .. }) = workload else { continue };
        if is_free(typed) && log.begins_with == Beginning::FirstRow {
            logs.push(log);
        }
    }
    // Small numbers: each log takes over the group of those before it that it belongs to.
    let mut groups: Vec<usize> = (0..logs.len()).collect();
    for one in 0..logs.len() {
        for other in 0..one {
            let (from, to) = (groups[one], groups[other]);
            if from != to && belong_together(logs[one], logs[other]) {
                groups.iter_mut().filter(|group| **group == from).for_each(|group| *group = to);
            }
        }
    }
    let begins: Vec<i64> = logs.iter().map(|log| begins(log)).collect();
    for (place, log) in logs.into_iter().enumerate() {
        let own = begins.iter().zip(&groups).filter(|(_, group)| **group == groups[place]);
        let first = own.map(|(begins, _)| *begins).min().unwrap_or(begins[place]);
        if first != begins[place] {
            log.anchor = Anchor::Shifted(zero_micros(log).saturating_sub(first));
        }
    }
}

fn belong_together(one: &LogOrigin, other: &LogOrigin) -> bool {
    if one.logs.transform.arrivals != other.logs.transform.arrivals {
        return false;
    }
    let of_one_log = one.logs.paths == other.logs.paths
        && one.logs.columns == other.logs.columns
        && one.logs.transform.window == other.logs.transform.window;
    let overlap = |((a, b), (c, d)): (Dates, Dates)| a < d && c < b;
    of_one_log || dates(one).zip(dates(other)).is_some_and(overlap)
}

/// From which date to which a log has jobs, where it knows its dates.
fn dates(log: &LogOrigin) -> Option<Dates> {
    log.time_zero?;
    let (_, _, last) = log.submissions;
    let last = zero_micros(log).saturating_add(micros(last.since(Time::ZERO))).saturating_add(1);
    Some((begins(log), last))
}

/// When the first row of a log was submitted: since 1970, or since its own time 0 where nobody knows when that was.
fn begins(log: &LogOrigin) -> i64 {
    let (earliest, _, _) = log.submissions;
    zero_micros(log).saturating_add(micros(earliest.since(Time::ZERO)))
}

fn zero_micros(log: &LogOrigin) -> i64 {
    log.time_zero.unwrap_or(0).saturating_mul(MICROS)
}

fn micros_of(date: DateTime) -> i64 {
    let since = date.duration_since(EPOCH).as_micros();
    i64::try_from(since).expect("no date is so far from 1970")
}

fn micros(span: Span) -> i64 {
    i64::try_from(span.as_micros()).unwrap_or(i64::MAX)
}
