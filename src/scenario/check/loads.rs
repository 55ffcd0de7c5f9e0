//! Warnings about what is left for whom: what a policy's own locks leave for those without one, and quotas for those with and without one.

use std::ops::Range;

use super::super::believed::Scenario;
use super::super::demanded::UnderstoodDemand;
use super::super::orders::PolicyTable;
use super::super::problem::{Problems, listed};
use super::super::read::At;
use super::super::spec::Spec;
use super::warnings::{Part, outsiders};
use crate::model::{Center, CenterId, PartitionId, Quota};
use crate::workload::Workload;

/// The help beside every load that is more than there is for it.
const GROWS: &str = "the queue grows without end while that lasts";

/// All of it, but for rounding.
const FULL: f64 = 1.0 + 1e-9;

/// Notes every policy, and every quota, that leaves less for somebody than they ask for.
pub(super) fn warn(scenario: &Scenario, spec: &Spec, problems: &mut Problems<'_>) {
    for policy in &spec.policies {
        warn_of_locks(scenario, policy, problems);
    }
    for (place, center) in scenario.centers.iter().enumerate() {
        let under = policies_with_quotas(scenario, place);
        if under.is_empty() {
            continue;
        }
        for quota in &center.rules.quotas {
            warn_of_tight_quota(scenario, (place, quota), &under, spec, problems);
        }
        warn_of_kept_quotas(scenario, (place, center), &under, spec, problems);
    }
}

/// Warns where the locks of a policy leave those without one less than they ask for, and those of the file do not.
fn warn_of_locks(scenario: &Scenario, policy: &PolicyTable, problems: &mut Problems<'_>) {
    let Some(name) = &policy.name else { return };
    let Some(centers) = scenario.variants.get(&name.value) else { return };
    let [share, mode] = [
        policy.variant.lock_share.as_ref().map(|at| &at.span),
        policy.variant.locks.mode.as_ref().map(|at| &at.span),
    ];
    let at = share.or(mode).unwrap_or(&name.span);
    for (place, (center, usual)) in centers.iter().zip(&scenario.centers).enumerate() {
        for number in 0..center.partitions.len() {
            let id = (CenterId(place as u16), PartitionId(number as u16));
            let part = Part { center, id };
            if part.has_queues_of_logs(scenario) {
                continue;
            }
            let overload = |part: &Part<'_>| outsiders(scenario, part).overload(scenario, part.name());
            let found = overload(&part);
            if found == overload(&Part { center: usual, id }) {
                continue;
            }
            if let Some(message) = found {
                problems.warn(at, format!("under policy `{}` {message}", name.value), Some(GROWS.into()));
            }
        }
    }
}

/// The policies under which the quotas of a centre hold.
fn policies_with_quotas(scenario: &Scenario, center: usize) -> Vec<&str> {
    let hold = scenario
        .policies
        .iter()
        .filter(|policy| !scenario.centers_under(policy)[center].rules.quotas.is_empty());
    hold.map(|policy| policy.name.as_str()).collect()
}

/// How many units of a centre some workloads would keep busy at the start; those that count something else are left out, and
/// so are users who wait for their results, since they bring no more than can be done.
fn asked(scenario: &Scenario, center: usize, whose: impl Fn(&Workload) -> bool) -> f64 {
    let unit = scenario.centers[center].unit().word();
    let here = scenario.workloads.iter().filter(|workload| usize::from(workload.center.0) == center);
    let open = here.filter(|workload| !workload.is_closed() && whose(workload));
    let demands = open.filter_map(|workload| UnderstoodDemand::of(scenario, workload));
    demands.filter(|demand| demand.unit.word() == unit).map(|demand| demand.unit_hours_per_day / 24.0).sum()
}

/// Warns of a quota whose tenants ask for more than it ever lets them have.
fn warn_of_tight_quota(
    scenario: &Scenario,
    (center, quota): (usize, &Quota),
    under: &[&str],
    spec: &Spec,
    problems: &mut Problems<'_>,
) {
    let most = if quota.borrows { quota.most } else { Some(quota.guaranteed) };
    let Some(most) = most else { return };
    let asked = asked(scenario, center, |workload| quota.groups.contains(&workload.group));
    if asked <= f64::from(most) * FULL {
        return;
    }
    let here = &scenario.centers[center];
    let message = format!(
        "quota `{}`: its tenants ask for {} % of the {most} {} that it allows at `{}`, under {}",
        quota.name,
        percent(asked, f64::from(most)),
        here.unit().word(),
        here.name,
        listed(under)
    );
    problems.warn(&place_of(quota, spec), message, Some(GROWS.into()));
}

/// Warns where quotas that are not lent leave less for those without a quota than they ask for.
fn warn_of_kept_quotas(
    scenario: &Scenario,
    (place, center): (usize, &Center),
    under: &[&str],
    spec: &Spec,
    problems: &mut Problems<'_>,
) {
    let quotas = &center.rules.quotas;
    let Some(last) = quotas.iter().rfind(|quota| !quota.lends && 0 < quota.guaranteed) else { return };
    let kept: u64 = quotas.iter().filter(|quota| !quota.lends).map(|quota| u64::from(quota.guaranteed)).sum();
    let left = u64::from(center.quota_capacity()).saturating_sub(kept) as f64;
    let asked =
        asked(scenario, place, |workload| !quotas.iter().any(|quota| quota.groups.contains(&workload.group)));
    if asked <= left * FULL {
        return;
    }
    let message = format!(
        "quota `{}`: with it quotas that are not lent leave {left} {} of `{}` for others, who ask for {} of them, under {}",
        last.name,
        center.unit().word(),
        center.name,
        if left == 0.0 { "some".into() } else { format!("{} %", percent(asked, left)) },
        listed(under)
    );
    problems.warn(&place_of(last, spec), message, Some(GROWS.into()));
}

fn percent(asked: f64, most: f64) -> f64 {
    (asked / most * 100.0).round()
}

/// Where a quota stands in the file.
fn place_of(quota: &Quota, spec: &Spec) -> Range<usize> {
    let names = spec.quotas.iter().filter_map(|typed| typed.name.as_ref());
    let named = names.into_iter().find(|At { value, .. }| *value == quota.name);
    named.map_or(0..0, |at| at.span.clone())
}
