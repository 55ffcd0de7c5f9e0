//! What a workload says of how its jobs end of themselves.

use super::super::failures::OutcomesSpec;
use super::super::problem::Problems;
use super::super::units::Dimension;
use super::parts::share;
use crate::workload::{OUTCOMES, Outcomes, Small};

/// After which share of its work half of the failing jobs have failed, where nobody says it. The mean is then a third: at Kalos jobs
/// that failed held 8 % of the time of all and were 40 % of them, those that were done 31 % and 54 %.
const FAILED_AFTER: f64 = 0.25;

/// The same of jobs that are stopped: evenly spread (an assumption).
const CANCELLED_AFTER: f64 = 0.5;

/// How the jobs of a workload end of themselves.
pub(super) fn outcomes(spec: &OutcomesSpec, problems: &mut Problems<'_>) -> Option<Outcomes> {
    let like = spec.like.as_ref();
    let published = like
        .map(|like| OUTCOMES.iter().find(|row| row.name == like.value).expect("only known names are read"));
    let stated = |typed: Option<i64>, published: Option<f64>| typed.map(share).or(published);
    let failed = stated(spec.failed.as_ref().map(|at| at.value), published.map(|row| row.failed));
    let cancelled = stated(spec.cancelled.as_ref().map(|at| at.value), published.map(|row| row.cancelled));
    let (failed, cancelled) = (failed.unwrap_or(0.0), cancelled.unwrap_or(0.0));
    let noted = problems.count();
    if failed + cancelled == 0.0 {
        let message = "`[workload.outcomes]` lets no job fail and none be stopped";
        let help = "for example `like = \"acme-seren\"` or `failed = \"30 %\"`; without the table all jobs do their work";
        problems.add(&spec.span, message, Some(help.into()));
    }
    note_without_effect(spec, (failed, cancelled), problems);
    let small = small(spec, problems);
    let outcomes = Outcomes {
        failed,
        cancelled,
        failed_after: spec.failed_after.as_ref().map_or(FAILED_AFTER, |at| share(at.value)),
        cancelled_after: spec.cancelled_after.as_ref().map_or(CANCELLED_AFTER, |at| share(at.value)),
        retries: spec.retries.as_ref().map_or(0, |at| at.value as u32),
        small,
    };
    note_too_many(spec, &outcomes, problems);
    (problems.count() == noted).then_some(outcomes)
}

/// Notes keys that say how something happens which does not happen.
fn note_without_effect(spec: &OutcomesSpec, (failed, cancelled): (f64, f64), problems: &mut Problems<'_>) {
    let of_failed = [
        ("failed_after", spec.failed_after.as_ref().map(|at| &at.span)),
        ("small_max", spec.small_most.as_ref().map(|at| &at.span)),
        ("small_factor", spec.small_factor.as_ref().map(|at| &at.span)),
        ("retries", spec.retries.as_ref().map(|at| &at.span)),
    ];
    let none_fails = of_failed.into_iter().filter(|_| failed == 0.0 && cancelled != 0.0);
    for (key, span) in none_fails.filter_map(|(key, span)| Some((key, span?))) {
        let help = Some("say `failed = \"30 %\"`, or leave it out".into());
        problems.add(span, format!("{key}: none of its jobs fails by itself"), help);
    }
    if let Some(at) = spec.cancelled_after.as_ref().filter(|_| cancelled == 0.0 && failed != 0.0) {
        let help = Some("say `cancelled = \"9 %\"`, or leave it out".into());
        problems.add(&at.span, "cancelled_after: none of its jobs is stopped by its users", help);
    }
}

fn small(spec: &OutcomesSpec, problems: &mut Problems<'_>) -> Option<Small> {
    match (&spec.small_most, &spec.small_factor) {
        (Some(most), Some(factor)) => Some(Small { most: most.value as u32, factor: factor.value }),
        (None, None) => None,
        (Some(most), None) => {
            let help = Some("for example `small_factor = 3.7`".into());
            problems.add(&most.span, "small_max: how many times as often they fail is not said", help);
            None
        }
        (None, Some(factor)) => {
            let help = Some("for example `small_max = 8`".into());
            problems.add(&factor.span, "small_factor: up to which size a job is small is not said", help);
            None
        }
    }
}

/// Notes more jobs that fail or are stopped than there are.
fn note_too_many(spec: &OutcomesSpec, outcomes: &Outcomes, problems: &mut Problems<'_>) {
    let Outcomes { failed, cancelled, small, .. } = *outcomes;
    let at = spec.failed.as_ref().map(|at| &at.span).or(spec.cancelled.as_ref().map(|at| &at.span));
    let at = at.unwrap_or(&spec.span);
    let percent = |share: f64| Dimension::Share.written((share * 1e8).round() as i64);
    // Published shares have no digit behind the point of a percent that a sum could lose.
    let over = |share: f64| 1.0 + 1e-9 < share;
    if over(failed + cancelled) {
        let message =
            format!("failed: {} of the jobs fail and {} are stopped", percent(failed), percent(cancelled));
        problems.add(at, message, Some("together these must be at most 100 %".into()));
    } else if let (Some(small), Some(typed)) = (small, &spec.small_factor)
        && over(failed * small.factor + cancelled)
    {
        let message = format!(
            "small_factor: {} of the small jobs would fail, and {} are stopped",
            percent(failed * small.factor),
            percent(cancelled)
        );
        problems.add(&typed.span, message, Some("together these must be at most 100 %".into()));
    }
}
