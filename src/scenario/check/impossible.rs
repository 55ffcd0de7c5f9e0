//! Rules that no job of a workload can meet.

use std::ops::Range;

use super::super::problem::Problems;
use super::super::read::At;
use super::super::rules::LimitSpec;
use super::super::spec::{Spec, WorkloadSpec};
use super::super::units::written;
use super::caps::CAP;
use super::demand::Sites;
use crate::model::{Amount, Center, ClassId, Limit, Named, PartitionId, Request, Rules, Span};
use crate::text::power;
use crate::workload::{Estimates, Modal, Origin, Workload, misfit, modal_values, smallest_job};

/// Notes every rule under which no job of some workload could ever start.
pub(super) fn note_impossible(
    spec: &Spec,
    workloads: &[Option<Workload>],
    (sites, rules): (Sites<'_>, &[Rules]),
    problems: &mut Problems<'_>,
) {
    for (class, (workload, typed)) in workloads.iter().zip(&spec.workloads).enumerate() {
        let Some(workload) = workload else { continue };
        let place = usize::from(workload.center.0);
        let (Some(center), Some(stated), rules) = (&sites.centers[place], &sites.bases[place], &rules[place])
        else {
            continue;
        };
        let at = typed.partition.as_ref().map_or(&typed.span, |at| &at.span);
        if note_closed_partition((workload, workload.partition), (typed, at), spec, rules, problems) {
            continue;
        }
        let partitions = workload.components.iter().map(|component| component.partition);
        let bounded = std::iter::once(workload.partition).chain(partitions).any(|partition| {
            let rule = rules.partition(partition);
            rule.walltime_most.is_some() || rule.units_most.is_some() || !rule.groups.is_empty()
        });
        let is_plain = !bounded && rules.limits.is_empty() && rules.quotas.is_empty();
        // Why a workload fits nowhere has been told already.
        if is_plain || misfit(workload, stated).is_some() {
            continue;
        }
        let walltime = shortest_walltime(workload).unwrap_or(Span::ZERO);
        let request = Request { walltime, ..smallest_job(ClassId(class as u16), workload, stated) };
        note_small_partition("even the smallest jobs hold", at, (center, rules), &request, problems);
        let mut parts = vec![request];
        for (component, typed_component) in workload.components.iter().zip(&typed.rule.components) {
            let at = typed_component.partition.as_ref().map_or(&typed_component.span, |at| &at.span);
            let part = Request { partition: component.partition, shape: component.shape, ..request };
            if !note_closed_partition((workload, part.partition), (typed, at), spec, rules, problems) {
                note_small_partition("the component holds", at, (center, rules), &part, problems);
            }
            parts.push(part);
        }
        // What jobs draw and cost is known of a centre with its rules.
        let costs = |limit: &Limit| matches!(limit.amount, Amount::Power | Amount::Money);
        let ruled = rules.limits.iter().any(costs).then(|| Center { rules: rules.clone(), ..center.clone() });
        let ruled = ruled.as_ref().unwrap_or(center);
        for limit in &rules.limits {
            note_limit(workload, limit, (ruled, rules), &parts, spec, problems);
        }
        note_quota(workload, (center, rules), &parts, spec, problems);
    }
}

/// Notes a partition that takes no jobs of a workload's tenants.
fn note_closed_partition(
    (workload, partition): (&Workload, PartitionId),
    (typed, at): (&WorkloadSpec, &Range<usize>),
    spec: &Spec,
    rules: &Rules,
    problems: &mut Problems<'_>,
) -> bool {
    let groups = &rules.partition(partition).groups;
    if groups.is_empty() || groups.contains(&workload.group) {
        return false;
    }
    let center = &spec.centers[usize::from(workload.center.0)];
    let partition = &center.partitions[usize::from(partition.0)];
    let name = |at: &Option<At<String>>| at.as_ref().map_or_else(String::new, |at| at.value.clone());
    let message =
        format!("partition: `{}` takes no jobs of tenants `{}`", name(&partition.name), name(&typed.tenants));
    let help = format!("let its `tenants` name `{}` too, or send the jobs elsewhere", name(&typed.tenants));
    problems.add(at, message, Some(help));
    true
}

fn note_small_partition(
    holds: &str,
    at: &Range<usize>,
    (center, rules): (&Center, &Rules),
    request: &Request,
    problems: &mut Problems<'_>,
) {
    let name = &center.partitions[usize::from(request.partition.0)].name;
    let rule = rules.partition(request.partition);
    let (units, word) = (center.quota_units(request), center.unit().word());
    if let Some(most) = rule.units_most.filter(|most| *most < units) {
        let message =
            format!("partition: {holds} {units} {word}, and `{name}` takes at most {most} (`max_units`)");
        problems.add(at, message, None);
    }
    if let Some(most) = rule.walltime_most.filter(|most| *most < request.walltime) {
        let [least, most] = [request.walltime, most].map(written);
        let message = format!(
            "partition: its jobs request at least {least}, and `{name}` takes at most {most} (`max_walltime`)"
        );
        problems.add(at, message, None);
    }
}

fn note_limit(
    workload: &Workload,
    limit: &Limit,
    (center, rules): (&Center, &Rules),
    parts: &[Request],
    spec: &Spec,
    problems: &mut Problems<'_>,
) {
    let concerned = parts.iter().filter(|part| limit.concerns(rules, part));
    let share = concerned.fold(0_u64, |sum, part| sum.saturating_add(limit.share_of(center, part)));
    if share <= limit.most {
        return;
    }
    if limit.name == CAP && limit.amount == Amount::Power {
        let typed = spec.centers[usize::from(workload.center.0)].power.as_ref();
        let Some(at) = typed.and_then(|power| power.cap_milliwatts.as_ref()) else { return };
        let [most, share] = [limit.most, share].map(|milliwatts| power(u128::from(milliwatts)));
        let message = format!(
            "cap: it leaves {most} to jobs, and even the smallest of workload `{}` draw {share} beyond idle nodes, and could never run",
            workload.name
        );
        // A policy may do without the cap.
        return problems.warn(&at.span, message, None);
    }
    let Some((key, at)) = typed_amount(spec, limit) else { return };
    let message = format!(
        "{key}: even the smallest jobs of workload `{}` take more than that{}, and could never run",
        workload.name,
        if limit.amount == Amount::Power {
            format!(" ({})", power(u128::from(share)))
        } else if limit.amount.is_monthly() {
            String::new()
        } else {
            format!(" ({share})")
        }
    );
    problems.add(&at.span, message, None);
}

/// Where a limit stands in the file, and its key.
pub(super) fn typed_amount<'a>(spec: &'a Spec, limit: &Limit) -> Option<(&'static str, &'a At<u64>)> {
    let named = |typed: &&LimitSpec| typed.name.as_ref().is_some_and(|name| name.value == limit.name);
    let typed = spec.limits.iter().find(named)?;
    let row = typed.amounts.iter().find(|(amount, _)| *amount == limit.amount);
    row.map(|(amount, at)| (amount.name(), at))
}

fn note_quota(
    workload: &Workload,
    (center, rules): (&Center, &Rules),
    parts: &[Request],
    spec: &Spec,
    problems: &mut Problems<'_>,
) {
    let Some(quota) = rules.quotas.iter().find(|quota| quota.groups.contains(&workload.group)) else {
        return;
    };
    let most = if quota.borrows { quota.most } else { Some(quota.guaranteed) };
    let units = parts.iter().fold(0_u32, |sum, part| sum.saturating_add(center.quota_units(part)));
    let word = center.unit().word();
    let Some(most) = most.filter(|most| *most < units) else { return };
    let typed = spec.quotas.iter().find(|typed| typed.name.as_ref().is_some_and(|at| at.value == quota.name));
    let Some(typed) = typed else { return };
    let span = typed.maximum.as_ref().or(typed.guaranteed.as_ref()).map(|at| &at.span);
    let key = if typed.maximum.is_some() { "maximum" } else { "guaranteed" };
    let message = format!(
        "{key}: even the smallest jobs of workload `{}` hold {units} {word}, and the quota allows {most}",
        workload.name
    );
    problems.add(span.unwrap_or(&(0..0)), message, None);
}

/// The shortest time that any job of a workload requests, where that is known.
fn shortest_walltime(workload: &Workload) -> Option<Span> {
    /// What a model's users request at most where nothing is said.
    const OF_MODELS: Span = Span::from_secs(48 * 3600);
    let Estimates::Modal(modal) = &workload.estimates else { return None };
    let Modal { popular, maximum } = modal;
    let known = !popular.is_empty() || maximum.is_some() || matches!(workload.origin, Origin::Model { .. });
    let values = known.then(|| modal_values(modal, OF_MODELS))?;
    values.first().map(|(secs, _)| Span::from_secs(*secs))
}
