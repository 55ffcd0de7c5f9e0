//! Quotas: shares are counted out in accelerators or cores, and together they must fit into their centre.

use super::super::problem::Problems;
use super::super::read::{At, Part};
use super::super::rules::QuotaSpec;
use super::super::spec::Spec;
use super::impossible::unit_word;
use super::names::Names;
use crate::model::{Center, Quota};

/// The quotas of each centre.
pub(super) fn quotas(
    spec: &Spec,
    names: &Names,
    centers: &[Option<Center>],
    problems: &mut Problems<'_>,
) -> Vec<Vec<Quota>> {
    let mut found: Vec<Vec<Quota>> = centers.iter().map(|_| Vec::new()).collect();
    let mut sums: Vec<u64> = centers.iter().map(|_| 0).collect();
    for typed in &spec.quotas {
        note_idle_switch(typed, problems);
        let places = match &typed.center {
            Some(center) => names.centers.find(center, problems).into_iter().collect(),
            None => (0..centers.len()).collect::<Vec<usize>>(),
        };
        let groups = typed.tenants.as_ref().and_then(|tenants| names.groups_of(tenants, problems));
        // A mistake of it in one centre mostly is one in the others as well: once is enough.
        let noted = problems.count();
        for place in places {
            let Some(center) = &centers[place] else { continue };
            let Some(quota) = quota(typed, groups.as_deref(), center, problems) else { break };
            note_second(typed, &quota, &found[place], problems);
            sums[place] += u64::from(quota.guaranteed);
            note_sum(typed, &quota, center, sums[place], problems);
            found[place].push(quota);
            if noted < problems.count() {
                break;
            }
        }
    }
    found
}

fn quota(
    spec: &QuotaSpec,
    groups: Option<&[crate::model::GroupId]>,
    center: &Center,
    problems: &mut Problems<'_>,
) -> Option<Quota> {
    let (all, unit) = (center.quota_capacity(), unit_word(center));
    let guaranteed = spec.guaranteed.as_ref()?;
    let sure = counted(guaranteed.value, all);
    let most = spec.maximum.as_ref().map(|at| counted(at.value, all));
    if let (Some(at), Some(most)) = (&spec.maximum, most)
        && most < sure
    {
        let message = format!("maximum: {most} {unit} are less than the {sure} guaranteed");
        problems.add(&at.span, message, None);
        return None;
    }
    if let (Some(at), Some(0)) = (&spec.maximum, most) {
        problems.add(&at.span, "maximum: with none no job could ever run", None);
        return None;
    }
    Some(Quota {
        name: spec.name.as_ref()?.value.clone(),
        groups: groups?.to_vec(),
        guaranteed: u32::try_from(sure).unwrap_or(u32::MAX),
        most: most.map(|most| u32::try_from(most).unwrap_or(u32::MAX)),
        borrows: is_true(spec.borrows.as_ref()),
        lends: is_true(spec.lends.as_ref()),
        reclaims: is_true(spec.reclaims.as_ref()),
    })
}

fn is_true(at: Option<&At<bool>>) -> bool {
    at.is_none_or(|at| at.value)
}

/// So many of a centre's units, a share rounded to the nearest.
fn counted(part: Part, all: u32) -> u64 {
    const WHOLE: u64 = 100_000_000;
    match part {
        Part::Count(count) => count,
        Part::Share(share) => (u64::from(all) * share.unsigned_abs() + WHOLE / 2) / WHOLE,
    }
}

/// Notes a maximum above what is theirs for tenants who may not borrow.
fn note_idle_switch(spec: &QuotaSpec, problems: &mut Problems<'_>) {
    let (Some(guaranteed), Some(maximum)) = (&spec.guaranteed, &spec.maximum) else { return };
    if !is_true(spec.borrows.as_ref()) && guaranteed.value != maximum.value {
        let message = "maximum: tenants who do not borrow never go beyond what is guaranteed";
        problems.add(&maximum.span, message, Some("leave it out, or let `borrows` be true".into()));
    }
}

/// Notes groups that have a quota in this centre already.
fn note_second(spec: &QuotaSpec, quota: &Quota, others: &[Quota], problems: &mut Problems<'_>) {
    let Some(tenants) = &spec.tenants else { return };
    for (group, at) in quota.groups.iter().zip(&tenants.value) {
        if let Some(other) = others.iter().find(|other| other.groups.contains(group)) {
            let message = format!("tenants: `{}` have a quota already, `{}`", at.value, other.name);
            problems.add(&at.span, message, None);
        }
    }
}

/// Notes the quota with which more is guaranteed than there is.
fn note_sum(spec: &QuotaSpec, quota: &Quota, center: &Center, sum: u64, problems: &mut Problems<'_>) {
    let (all, unit) = (center.quota_capacity(), unit_word(center));
    let before = sum - u64::from(quota.guaranteed);
    let Some(at) = spec.guaranteed.as_ref().filter(|_| u64::from(all) < sum) else { return };
    if before <= u64::from(all) {
        let message = format!(
            "guaranteed: with it the quotas of centre `{}` are {} % of what it has ({sum} of {all} {unit})",
            center.name,
            (sum * 100).div_ceil(u64::from(all.max(1)))
        );
        problems.add(&at.span, message, Some("what is guaranteed must be there for all at once".into()));
    }
}
