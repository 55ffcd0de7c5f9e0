//! Centres under each policy: a policy may have locks and quotas of its own, so that one file compares them.

use std::collections::BTreeMap;

use super::super::believed::Scenario;
use super::super::problem::Problems;
use super::super::read::At;
use super::super::rules::{VariantSpec, is_off};
use super::super::spec::Spec;
use super::caps::CAP;
use super::centers::centers;
use super::components::gang_misfit;
use super::demand::Sites;
use super::locks::{LockVariant, Setting, mode};
use crate::model::{Center, Rules};
use crate::workload::{Workload, misfit};

/// The centres as some policies have them, by the names of those policies; notes where a policy asks for what cannot be.
pub(super) fn variants(
    spec: &Spec,
    setting: Setting<'_>,
    (sites, workloads): (Sites<'_>, &[Option<Workload>]),
    problems: &mut Problems<'_>,
) -> BTreeMap<String, Vec<Center>> {
    let mut variants = BTreeMap::new();
    for policy in &spec.policies {
        let typed = &policy.variant;
        let noted = problems.count();
        let variant = lock_variant(typed, problems);
        let Some(name) = policy.name.as_ref().filter(|_| noted == problems.count()) else { continue };
        if typed.is_plain() {
            continue;
        }
        // Mistakes of the file itself have been noted; here only that is new which the policy changes.
        let mut told = problems.apart();
        let found = centers(spec, Setting { variant, ..setting }, &mut told);
        let found: Option<Vec<Center>> = found.into_iter().collect();
        match (found, &typed.lock_share) {
            (Some(found), _) => {
                note_misfits(name, &found, (sites, workloads), problems);
                variants.insert(name.value.clone(), found);
            }
            (None, Some(share)) if problems.is_empty() => {
                for message in told.messages() {
                    problems.add(&share.span, format!("lock_share: {message}"), None);
                }
            }
            (None, Some(_) | None) => {}
        }
    }
    variants
}

/// Notes workloads that fit their centre as the file has it, but not as a policy does.
fn note_misfits(
    policy: &At<String>,
    centers: &[Center],
    (sites, workloads): (Sites<'_>, &[Option<Workload>]),
    problems: &mut Problems<'_>,
) {
    let Sites { centers: usual, bases } = sites;
    for workload in workloads.iter().flatten() {
        let place = usize::from(workload.center.0);
        let Some(stated) = &bases[place] else { continue };
        let why =
            |center: &Center| misfit(workload, center).or_else(|| gang_misfit(workload, (center, stated)));
        let fits = usual[place].as_ref().is_some_and(|center| why(center).is_none());
        if let Some(why) = why(&centers[place]).filter(|_| fits) {
            let message = format!("under this policy no job of workload `{}` can run: {why}", workload.name);
            problems.add(&policy.span, message, None);
        }
    }
}

fn lock_variant(spec: &VariantSpec, problems: &mut Problems<'_>) -> LockVariant {
    let mode = mode(&spec.locks, problems);
    let share = spec.lock_share.as_ref().map(|share| share.value);
    let none = spec.locks.mode.as_ref().is_some_and(|mode| mode.value == "none");
    if let (Some(share), true) = (&spec.lock_share, none) {
        let help = Some("leave it out".into());
        problems.add(&share.span, "lock_share: under this policy there are no locks", help);
    }
    LockVariant {
        absent: none || share == Some(0),
        mode: mode.filter(|_| spec.locks.mode.is_some() && !none),
        share: share.filter(|share| *share != 0),
    }
}

/// Tells every centre of a scenario that is right, under every policy, the rules for it.
pub(super) fn tell(scenario: &mut Scenario, rules: Vec<Rules>, spec: &Spec) {
    for (center, rules) in scenario.centers.iter_mut().zip(rules) {
        center.rules = rules;
    }
    for policy in &spec.policies {
        let Some(name) = &policy.name else { continue };
        let Some(variant) = scenario.variants.get_mut(&name.value) else { continue };
        let VariantSpec { quotas, power_cap, slow_down, defer, sleep, .. } = &policy.variant;
        for (center, usual) in variant.iter_mut().zip(&scenario.centers) {
            center.tenant_shares.clone_from(&usual.tenant_shares);
            center.claims.clone_from(&usual.claims);
            center.rules.clone_from(&usual.rules);
            if is_off(quotas) {
                center.rules.quotas.clear();
            }
            if is_off(power_cap) {
                center.rules.limits.retain(|limit| limit.name != CAP);
                center.rules.rates.throttle = None;
            }
            if is_off(slow_down)
                && let Some(throttle) = center.rules.rates.throttle.take()
            {
                let caps = center.rules.limits.iter_mut().filter(|limit| limit.name == CAP);
                caps.for_each(|cap| cap.most = throttle.most());
            }
            if is_off(defer) {
                center.rules.classes.iter_mut().for_each(|class| class.deferral = None);
            }
            if is_off(sleep) {
                center.rules.sleep = None;
            }
        }
    }
}
