//! Demand that fills up: ramps of workloads, and tenants who join one after the other.

use super::super::problem::Problems;
use super::super::ramp_spec::RampSpec;
use super::super::spec::TenantsSpec;
use super::parts::{instant, share};
use super::period::Period;
use crate::model::{Span, Time};
use crate::workload::{Ramp, RampShape};

/// The ramp of a workload whose jobs come since this instant.
pub(super) fn ramp(
    spec: Option<&RampSpec>,
    since: Time,
    period: Option<Period>,
    problems: &mut Problems<'_>,
) -> Option<Ramp> {
    let spec = spec?;
    let from = match &spec.from {
        Some(_) => instant("from", spec.from.as_ref(), period, problems)?,
        None => since,
    };
    let until = instant("until", spec.until.as_ref(), period, problems)?;
    let (first, at) = (share(spec.first.as_ref()?.value), spec.until.as_ref()?);
    if until <= from {
        let help = spec.from.is_none().then(|| "it begins with the workload; say `from`, if not".into());
        problems.add(&at.span, "until: all of the demand comes before the ramp begins", help);
        return None;
    }
    if let Some(period) = period
        && Time::ZERO + period.horizon <= from
    {
        let message = "ramp: the scenario ends before the demand rises";
        problems.warn(&spec.span, message, None);
    }
    if first == 1.0 {
        problems.warn(&spec.span, "first: all of the demand comes from the start", None);
    }
    let shape = match spec.shape.as_ref().map(|shape| shape.value.as_str()) {
        Some("s-curve") => RampShape::SCurve,
        Some(_) | None => RampShape::Linear,
    };
    Some(Ramp { from, until, first, shape })
}

/// When each of so many tenants of a group joins.
pub(super) fn joins(
    group: &TenantsSpec,
    count: usize,
    period: Option<Period>,
    problems: &mut Problems<'_>,
) -> Vec<Time> {
    let all_there = vec![Time::ZERO; count];
    let alone = match (&group.count_at_first, &group.all_by) {
        (Some(_), Some(_)) => None,
        (None, None) => return all_there,
        (Some(first), None) => Some(&first.span),
        (None, Some(all_by)) => Some(&all_by.span),
    };
    if let Some(at) = alone {
        let help = Some("for example `count_at_first = 20` and `all_by = 2024-05-31`".into());
        problems.add(at, "count_at_first and all_by go together", help);
        return all_there;
    }
    let last = instant("all_by", group.all_by.as_ref(), period, problems);
    let (Some(first), Some(last)) = (&group.count_at_first, last) else { return all_there };
    if count as u64 <= first.value {
        let message = format!("count_at_first: {} tenants at first, of {count}", first.value);
        problems.add(&first.span, message, Some("fewer, or leave it and `all_by` out".into()));
        return all_there;
    }
    if let (Some(all_by), Some(period)) = (&group.all_by, period)
        && Time::ZERO + period.horizon < last
    {
        problems.warn(&all_by.span, "all_by: the scenario ends before all tenants have joined", None);
    }
    let later = count as u64 - first.value;
    let join = |place: u64| {
        let number = (place + 1).saturating_sub(first.value);
        let micros = u128::from(last.as_micros()) * u128::from(number) / u128::from(later);
        Time::ZERO + Span::from_micros(micros as u64)
    };
    (0..count as u64).map(join).collect()
}
