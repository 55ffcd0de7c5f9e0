//! Checks a schedule given as a table: one row for each job, on a machine of which only the processors are known.

use super::course::{Asked, Course, Fate, Row, Rule, Terms, for_each_queue};
use super::finding::{Findings, Law};
use super::{easy, promise};
use crate::model::JobId;
use std::collections::{BTreeMap, BTreeSet};

/// Checks a schedule. `log` is the list of jobs it was made from, where there is one; a walltime that a row lacks is taken
/// from there. A rule that plans takes a job without any walltime to have requested the time it ran.
#[must_use]
pub fn schedule(rows: &[Row], terms: &Terms, log: Option<&[Asked]>) -> Findings {
    let mut findings = Findings::default();
    let mut rows = rows.to_vec();
    match log {
        Some(log) => compare_with_log(&mut findings, &mut rows, log),
        None => check_ids(&mut findings, &rows),
    }
    let processors = terms.machine.processors();
    for row in &rows {
        check_row(&mut findings, row, processors);
    }
    let course = Course::new(rows);
    check_capacity(&mut findings, &course, processors);
    match terms.rule {
        Rule::Any => {}
        Rule::Fcfs => {
            check_order(&mut findings, &course);
            check_idle_head(&mut findings, &course, processors);
        }
        Rule::Easy => {
            check_idle_head(&mut findings, &course, processors);
            easy::check(&mut findings, &course, processors, terms.instants);
        }
        Rule::Conservative => promise::check(&mut findings, &course, processors, terms.instants),
    }
    findings
}

/// Finds jobs with several rows. Attempts of a job that was requeued share its number, but not their submission or their run.
fn check_ids(findings: &mut Findings, rows: &[Row]) {
    let mut seen = BTreeSet::new();
    for row in rows {
        if !seen.insert((row.job, row.submit, row.procs, row.run)) {
            findings.add(Law::Duplicate, row.submit, &[row.job], || "has more than one row".into());
        }
    }
}

/// Finds for each row the job of the log that it is of: of several with its number one that was submitted then and has its size, and
/// no other row has taken.
fn compare_with_log(findings: &mut Findings, rows: &mut [Row], log: &[Asked]) {
    let mut of_number: BTreeMap<JobId, Vec<(&Asked, bool)>> = BTreeMap::new();
    for asked in log {
        of_number.entry(asked.job).or_default().push((asked, false));
    }
    for row in rows {
        let Some(known) = of_number.get_mut(&row.job) else {
            findings.add(Law::Unknown, row.submit, &[row.job], || "the log has no such job".into());
            continue;
        };
        let unlike = |asked: &Asked| {
            let ran = matches!(row.fate, Fate::Ran { start, end } if asked.run != Some(end.since(start)));
            (row.submit != asked.submit || row.procs != asked.procs, ran)
        };
        let free = known.iter_mut().filter(|(_, found)| !found);
        let Some((asked, found)) = free.min_by_key(|(asked, _)| unlike(asked)) else {
            findings.add(Law::Duplicate, row.submit, &[row.job], || "has more than one row".into());
            continue;
        };
        *found = true;
        if unlike(asked).0 {
            findings.add(Law::Changed, row.submit, &[row.job], || {
                format!(
                    "{} processors submitted at {}, in the log {} at {}",
                    row.procs, row.submit, asked.procs, asked.submit
                )
            });
        }
        row.walltime = row.walltime.or(asked.walltime);
        check_run(findings, row, asked);
    }
    for (asked, found) in of_number.values().flatten() {
        if !found {
            findings
                .add(Law::Lost, asked.submit, &[asked.job], || "is in the log, not in the schedule".into());
        }
    }
}

/// A job runs for as long as its log says, or is killed at its walltime.
fn check_run(findings: &mut Findings, row: &Row, asked: &Asked) {
    let (Fate::Ran { start, end }, Some(run)) = (row.fate, asked.run) else { return };
    let ran = end.since(start);
    let at_walltime = row.walltime.is_some_and(|walltime| walltime < run && ran == walltime);
    if start <= end && !row.killed && ran != run && !at_walltime {
        findings.add(Law::Changed, start, &[row.job], || format!("ran {ran}, in the log {run}"));
    }
    if row.killed && row.walltime.is_some_and(|walltime| run <= walltime) {
        findings.add(Law::WrongKill, end, &[row.job], || format!("would have ended by itself after {run}"));
    }
}

fn check_row(findings: &mut Findings, row: &Row, processors: u64) {
    let fits = row.procs <= processors;
    let mut add = |law, at, detail: String| findings.add(law, at, &[row.job], || detail);
    match row.fate {
        Fate::Rejected if fits => {
            add(
                Law::WrongRejection,
                row.submit,
                format!("{} of {processors} processors would have fitted", row.procs),
            );
        }
        Fate::Waiting | Fate::GaveUp if !fits => {
            add(Law::NeverFits, row.submit, format!("waits for {} of {processors} processors", row.procs));
        }
        Fate::Ran { start, .. } | Fate::Running { start } if start < row.submit => {
            add(Law::EarlyStart, start, format!("submitted at {}", row.submit));
        }
        Fate::Ran { .. } | Fate::Running { .. } | Fate::Waiting | Fate::GaveUp | Fate::Rejected => {}
    }
    let Fate::Ran { start, end } = row.fate else { return };
    if end < start {
        add(Law::BackwardsRun, end, format!("started at {start}"));
    } else if let Some(walltime) = row.walltime
        && walltime < end.since(start)
    {
        add(Law::Overrun, end, format!("ran {}, requested {walltime}", end.since(start)));
    } else if let Some(walltime) = row.walltime.filter(|_| row.killed)
        && end.since(start) < walltime
    {
        add(Law::WrongKill, end, format!("killed after {}, requested {walltime}", end.since(start)));
    }
}

fn check_capacity(findings: &mut Findings, course: &Course, processors: u64) {
    let mut running: BTreeSet<usize> = BTreeSet::new();
    let mut used: u128 = 0;
    let mut over = false;
    for (&at, happened) in &course.instants {
        for place in happened.ended.iter().filter(|place| running.remove(place)) {
            used -= u128::from(course.rows[*place].procs);
        }
        for &place in &happened.started {
            let row = &course.rows[place];
            if course.end(place) == at {
                // A run of no length holds nothing for any time, but its processors must exist.
                if processors < row.procs {
                    findings.add(Law::OverCommitted, at, &[row.job], || {
                        format!("{} processors, there are {processors}", row.procs)
                    });
                }
                continue;
            }
            running.insert(place);
            used += u128::from(row.procs);
        }
        let was_over = std::mem::replace(&mut over, u128::from(processors) < used);
        if over && (!was_over || !happened.started.is_empty()) {
            // The last to start is named first: it is the one that should not have.
            let jobs: Vec<JobId> =
                happened.started.iter().rev().map(|place| course.rows[*place].job).collect();
            findings.add(Law::OverCommitted, at, &jobs, || {
                format!("{used} processors in use, there are {processors}")
            });
        }
    }
}

fn check_order(findings: &mut Findings, course: &Course) {
    for_each_queue(course, |at, happened, waiting| {
        let Some(&head) = waiting.first() else { return };
        for &place in happened.started.iter().filter(|place| head < **place) {
            let (overtaken, overtaker) = (&course.rows[head], &course.rows[place]);
            findings.add(Law::Overtaken, at, &[overtaken.job, overtaker.job], || {
                format!("job {} started while job {} waited ahead of it", overtaker.job, overtaken.job)
            });
        }
    });
}

fn check_idle_head(findings: &mut Findings, course: &Course, processors: u64) {
    let mut used: u128 = 0;
    let mut told = None;
    for_each_queue(course, |at, happened, waiting| {
        for &place in &happened.started {
            used += u128::from(course.rows[place].procs);
        }
        for &place in &happened.ended {
            used -= u128::from(course.rows[place].procs);
        }
        let Some(&head) = waiting.first() else { return };
        let row = &course.rows[head];
        let free = u128::from(processors).saturating_sub(used);
        // At the horizon nothing more is known; before it, this instant's schedule lasted until the next.
        if u128::from(row.procs) <= free && at < course.horizon && told != Some(head) {
            told = Some(head);
            findings.add(Law::IdleHead, at, &[row.job], || {
                format!("needs {} processors, {free} of {processors} are free", row.procs)
            });
        }
    });
}
