//! Tenants: groups are spelled out into tenants with names and weights.

use std::collections::BTreeSet;

use super::super::problem::Problems;
use super::super::spec::{Spec, TenantsSpec};
use super::names::Names;
use super::period::Period;
use super::ramps::joins;
use crate::model::{CenterId, GroupId, Tenant, TenantGroup};

/// So many tenants a file may have in all.
const TENANTS_MAX: u64 = 1_000_000;

/// The groups in order and all tenants, group by group.
pub(super) fn tenants(
    spec: &Spec,
    names: &Names,
    period: Option<Period>,
    problems: &mut Problems<'_>,
) -> (Vec<TenantGroup>, Vec<Tenant>) {
    let (mut groups, mut tenants) = (Vec::new(), Vec::new());
    let mut taken = BTreeSet::new();
    for (place, group) in spec.tenants.iter().enumerate() {
        let home = group.home.as_ref().and_then(|home| names.centers.find(home, problems));
        let count = group_count(group, problems);
        let Some(name) = &group.name else { continue };
        let title = group.title.as_ref().unwrap_or(name).value.clone();
        groups.push(TenantGroup { name: name.value.clone(), title });
        if TENANTS_MAX < tenants.len() as u64 + count {
            problems.add(&name.span, format!("more than {TENANTS_MAX} tenants in all"), None);
            continue;
        }
        let weights = activities(group, count);
        let joins = joins(group, weights.len(), period, problems);
        for (number, tenant) in tenant_names(group, &name.value, count).into_iter().enumerate() {
            if !taken.insert(tenant.clone()) {
                let member = group.members.as_ref().and_then(|members| members.value.get(number));
                let span = member.map_or(&name.span, |member| &member.span);
                problems.add(span, format!("two tenants are called `{tenant}`"), None);
            }
            tenants.push(Tenant {
                name: tenant,
                group: GroupId(place as u16),
                activity: weights[number],
                shares: group.fair_shares.as_ref().map_or(1, |shares| shares.value as u32),
                home: home.map(|center| CenterId(center as u16)),
                joins: joins[number],
            });
        }
    }
    (groups, tenants)
}

/// How many tenants a group has; notes where its parts say different numbers.
fn group_count(group: &TenantsSpec, problems: &mut Problems<'_>) -> u64 {
    let members = group.members.as_ref().map_or(0, |members| members.value.len() as u64);
    let weights = group.weights.as_ref().map_or(0, |weights| weights.value.len() as u64);
    let count = match &group.count {
        Some(count) => count.value,
        None => members.max(weights).max(1),
    };
    if let Some(named) = &group.members
        && count < members
    {
        let message = format!("members: {members} names for {count} tenants");
        problems.add(&named.span, message, Some("raise `count`, or leave it out".into()));
    }
    if let Some(weighted) = &group.weights
        && weights != count
    {
        let message = format!("weights: {weights} numbers for {count} tenants");
        problems.add(&weighted.span, message, Some("give one number for each tenant".into()));
    }
    if let (Some(_), Some(weighted)) = (&group.zipf, &group.weights) {
        let message = "weights: the group has `zipf` already";
        problems.add(&weighted.span, message, Some("give one of the two".into()));
    }
    count
}

fn tenant_names(group: &TenantsSpec, name: &str, count: u64) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    if let Some(members) = &group.members {
        names.extend(members.value.iter().map(|member| member.value.clone()));
    } else if count == 1 {
        return vec![name.into()];
    }
    // As many digits for each, so that names sort as numbers do.
    let digits = count.to_string().len();
    for number in names.len() as u64 + 1..=count {
        names.push(format!("{name}-{number:0digits$}"));
    }
    names
}

fn activities(group: &TenantsSpec, count: u64) -> Vec<f64> {
    let exponent = group.zipf.as_ref().map_or(0.0, |zipf| zipf.value);
    let mut activities: Vec<f64> = match &group.weights {
        Some(weights) => weights.value.clone(),
        None => (1..=count).map(|rank| libm::pow(rank as f64, -exponent)).collect(),
    };
    // Where the numbers disagree a problem has been noted; here there is only one for each name.
    let members = group.members.as_ref().map_or(0, |members| members.value.len());
    activities.resize(members.max(count as usize), 1.0);
    activities
}
