//! Deadlines of workloads: which there are, and warnings of those that no job can meet or none can miss.

use super::super::believed::Scenario;
use super::super::problem::Problems;
use super::super::spec::{Spec, WorkloadSpec};
use super::super::units::written;
use super::period::span;
use crate::model::{Span, Time};
use crate::workload::application::{Application, Arrivals, Part};
use crate::workload::{Origin, Workload, application};

/// How long the jobs of a workload have: as typed, or as its application says.
pub(super) fn deadline(spec: &WorkloadSpec, origin: Option<&Origin>) -> Option<Span> {
    let typed = spec.rule.deadline_micros.as_ref().map(|at| span(at.value));
    typed.or_else(|| row(origin?).and_then(|row| row.arrivals.deadline()))
}

/// Notes deadlines that tell nothing.
pub(super) fn warn(scenario: &Scenario, spec: &Spec, problems: &mut Problems<'_>) {
    for (workload, typed) in scenario.workloads.iter().zip(&spec.workloads) {
        let (Some(deadline), Some(at)) = (workload.deadline, &typed.rule.deadline_micros) else { continue };
        if let Some((least, why)) = least(workload).filter(|(least, _)| deadline < *least) {
            let message = format!("deadline: no job can meet it: {why} {}", written(least));
            problems.warn(&at.span, message, None);
        }
        let end = Time::ZERO + scenario.horizon;
        if end <= workload.since + deadline {
            let message = "deadline: the scenario ends before the first job is due, and so none is ever late";
            problems.warn(&at.span, message, None);
        }
    }
}

fn row(origin: &Origin) -> Option<&'static Application> {
    match origin {
        Origin::Application(name) => application(name),
        Origin::Model { .. } | Origin::Log(_) => None,
    }
}

/// The shortest time from when a deadline counts to when a job can have done its work, and the words before it; nothing where
/// jobs may be of any length.
fn least(workload: &Workload) -> Option<(Span, String)> {
    let Application { arrivals, parts, .. } = row(&workload.origin)?;
    let shortest = |part: &Part| part.runtimes[0].1;
    let (secs, why) = match arrivals {
        Arrivals::Cycles { .. } => {
            let last = parts.iter().max_by_key(|part| part.delay_secs)?;
            let why = format!("the last step of a cycle (`{}`) is never done in less than", last.name);
            (last.delay_secs as f64 + shortest(last), why)
        }
        Arrivals::Random { .. } => {
            let one = parts.iter().map(shortest).fold(f64::INFINITY, f64::min);
            match workload.bonds.chain {
                Some(length) => (one * f64::from(length), "the shortest chains take".to_owned()),
                None => (one, "the shortest jobs take".to_owned()),
            }
        }
    };
    Some((Span::from_secs_f64(secs), why))
}
