//! The promise of EASY backfilling (Lifka 1995): nobody delays the head of the queue past its reservation.

use super::course::{Course, Happened, Instants, for_each_queue};
use super::finding::{Findings, Law};
use crate::model::Time;
use std::collections::BTreeSet;

/// Recomputes, for each head of the queue at each instant, the reservation it could have had by the requested times before
/// anybody overtook it, and finds heads that started later.
pub(super) fn check(findings: &mut Findings, course: &Course, processors: u64, instants: Instants) {
    let mut running: BTreeSet<usize> = BTreeSet::new();
    let mut told = None;
    for_each_queue(course, |at, happened, waiting| {
        let held_until_now: BTreeSet<usize> = &running | &happened.started.iter().copied().collect();
        running.extend(&happened.started);
        for place in &happened.ended {
            running.remove(place);
        }
        let Some(&head) = waiting.first() else { return };
        // A job of no length makes its instant one of several rounds, so that what ends now was still held in the first.
        let several_rounds = happened.started.iter().any(|place| course.end(*place) == at);
        let holders: Vec<usize> = match instants {
            Instants::Batched if !several_rounds => {
                running.iter().copied().filter(|place| is_no_overtaker(happened, head, *place)).collect()
            }
            Instants::Batched | Instants::Sequential => held_until_now.into_iter().collect(),
        };
        // A job that outruns its estimate makes every reservation a guess.
        let outrun = |place: &usize| course.expected_end(*place, course.start(*place)) <= at;
        if running.iter().any(outrun) || told == Some(head) {
            return;
        }
        let Some(reservation) = reservation(course, processors, at, head, &holders) else { return };
        let start = course.start(head);
        if reservation < start && reservation < course.horizon {
            told = Some(head);
            report(findings, course, at, head, reservation);
        }
    });
}

fn is_no_overtaker(happened: &Happened, head: usize, place: usize) -> bool {
    place < head || !happened.started.contains(&place)
}

/// When the head's processors are free by the estimates of who holds the others; `None` if it is larger than the machine.
fn reservation(course: &Course, processors: u64, at: Time, head: usize, holders: &[usize]) -> Option<Time> {
    let mut releases: Vec<(Time, u64)> = holders
        .iter()
        .map(|&place| (course.expected_end(place, course.start(place)).max(at), course.rows[place].procs))
        .collect();
    releases.sort_unstable();
    let held: i128 = releases.iter().map(|(_, procs)| i128::from(*procs)).sum();
    let need = i128::from(course.rows[head].procs);
    let mut free = i128::from(processors) - held;
    if need <= free {
        return Some(at);
    }
    for (release, procs) in releases {
        free += i128::from(procs);
        if need <= free {
            return Some(release);
        }
    }
    None
}

fn report(findings: &mut Findings, course: &Course, at: Time, head: usize, reservation: Time) {
    let row = &course.rows[head];
    let overtakers = (head + 1..course.rows.len())
        .take_while(|place| course.rows[*place].submit < course.start(head))
        .filter(|place| at <= course.start(*place) && course.start(*place) <= reservation)
        .filter(|place| reservation < course.end(*place));
    let jobs: Vec<_> = std::iter::once(head).chain(overtakers).map(|place| course.rows[place].job).collect();
    let started = match row.fate.start() {
        Some(start) => format!("started at {start}"),
        None => "never started".into(),
    };
    findings.add(Law::EasyPromise, at, &jobs, || {
        format!(
            "{} processors were reserved for {reservation}, but it {started}; overtaken by {} jobs that ran on",
            row.procs,
            jobs.len() - 1
        )
    });
}
