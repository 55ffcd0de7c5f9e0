//! When failures come, how long it takes to notice them, and how long nodes are out.

use super::super::failures::FailureSpec;
use super::super::problem::Problems;
use super::super::units::written;
use super::parts::instant;
use super::period::{Period, span};
use crate::faults::{Detection, Repair, Window};
use crate::model::{Span, Time};

/// Which failures come of all that there would be.
pub(super) fn window(spec: &FailureSpec, period: Option<Period>, problems: &mut Problems<'_>) -> Window {
    let from = instant("from", spec.from.as_ref(), period, problems).unwrap_or(Time::ZERO);
    let until = instant("until", spec.until.as_ref(), period, problems).unwrap_or(Time::NEVER);
    if let (Some(at), true) = (&spec.until, until <= from) {
        problems.add(&at.span, "until: the failures end before they begin", None);
    }
    Window { from, until, nodes: spec.nodes.as_ref().map(|nodes| nodes.value) }
}

/// Warns of keys that change nothing.
pub(super) fn warn_without_effect(spec: &FailureSpec, problems: &mut Problems<'_>) {
    if spec.exclude_after.is_some() {
        return;
    }
    let alone = [("exclude_within", &spec.exclude_within_micros), ("exclude_for", &spec.exclude_for_micros)];
    for (key, at) in alone.into_iter().filter_map(|(key, at)| Some((key, at.as_ref()?))) {
        let message =
            format!("{key}: no node is taken out, since `exclude_after` does not say with which failure");
        problems.warn(&at.span, message, Some("for example `exclude_after = 3`".into()));
    }
}

/// How long nodes are out; notes what is impossible or longer than the scenario.
pub(super) fn repair(
    spec: &FailureSpec,
    period: Option<Period>,
    problems: &mut Problems<'_>,
) -> Option<Repair> {
    let before = problems.count();
    if let (Some(_), Some(other)) =
        (&spec.repair_micros, spec.median_micros.as_ref().or(spec.upper_decile_micros.as_ref()))
    {
        let message = "repair_median: `repair` says already how long a node is out";
        problems.add(&other.span, message, Some("leave one of them out".into()));
    }
    let usual = |hours: u64| Span::from_secs(3_600 * hours);
    let median = spec.median_micros.as_ref().map_or(usual(4), |at| span(at.value));
    let upper_decile = spec.upper_decile_micros.as_ref().map_or(usual(48), |at| span(at.value));
    if spec.repair_micros.is_none()
        && upper_decile <= median
        && let Some(at) = spec.upper_decile_micros.as_ref().or(spec.median_micros.as_ref())
    {
        let (low, high) = (written(median), written(upper_decile));
        let message = format!(
            "repair_upper_decile: nine in ten repairs are shorter than {high}, and only half shorter than {low}"
        );
        problems.add(&at.span, message, Some("`repair_upper_decile` must be above `repair_median`".into()));
    }
    let longest = spec.repair_micros.as_ref().or(spec.median_micros.as_ref());
    if let (Some(at), Some(period)) = (longest, period)
        && period.horizon < span(at.value)
    {
        let message = format!("repair: it takes longer than the scenario ({})", written(period.horizon));
        problems.add(&at.span, message, None);
    }
    if before < problems.count() {
        return None;
    }
    Some(match &spec.repair_micros {
        Some(repair) => Repair::Fixed(span(repair.value)),
        None => Repair::LogNormal { median, upper_decile },
    })
}

/// How long it takes until a failure is noticed.
pub(super) fn detection(spec: &FailureSpec, problems: &mut Problems<'_>) -> Option<Detection> {
    let (median, decile) = (&spec.detection_median_micros, &spec.detection_upper_decile_micros);
    if let (Some(_), Some(other)) = (&spec.detection_micros, median.as_ref().or(decile.as_ref())) {
        let message = "detection_time: it is said already by its median or upper decile";
        problems.add(&other.span, message, Some("leave one of them out".into()));
        return None;
    }
    match (median, decile) {
        (None, None) => {
            let fixed = spec.detection_micros.as_ref().map_or(Span::ZERO, |at| span(at.value));
            Some(Detection::Fixed(fixed))
        }
        (Some(median), Some(decile)) if median.value < decile.value => {
            Some(Detection::LogNormal { median: span(median.value), upper_decile: span(decile.value) })
        }
        (Some(_), Some(decile)) => {
            let message = "detection_upper_decile: it must be above `detection_median`";
            problems.add(&decile.span, message, None);
            None
        }
        (Some(one), None) | (None, Some(one)) => {
            let message = "detection_median and detection_upper_decile go together";
            let help = "give both, or `detection_time = \"2 min\"`";
            problems.add(&one.span, message, Some(help.into()));
            None
        }
    }
}
