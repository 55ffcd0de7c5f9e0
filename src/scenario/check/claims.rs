//! How much tenants may claim: accounts are put into a tree, and every centre learns the claims on it.

use super::super::believed::Scenario;
use super::super::problem::Problems;
use super::super::spec::Spec;
use super::names::Names;
use crate::model::{Account, AccountId, Claims, ClassClaim};

/// The accounts in order, as far as they make a tree; notes where they do not.
pub(super) fn accounts(spec: &Spec, names: &Names, problems: &mut Problems<'_>) -> Vec<Account> {
    let mut parents: Vec<Option<usize>> = Vec::new();
    for account in &spec.accounts {
        parents.push(account.parent.as_ref().and_then(|parent| names.accounts.find(parent, problems)));
    }
    for (place, account) in spec.accounts.iter().enumerate() {
        let (Some(name), Some(parent)) = (&account.name, &account.parent) else { continue };
        if let Some(circle) = circle(place, &parents) {
            let names = circle.iter().filter_map(|place| spec.accounts[*place].name.as_ref());
            let path: Vec<&str> = names.map(|name| name.value.as_str()).collect();
            let message =
                format!("parent: account `{}` is above itself: {}", name.value, path.join(" below "));
            problems.add(&parent.span, message, Some("leave `parent` out where the tree begins".into()));
        }
    }
    let believed = spec.accounts.iter().zip(parents).map(|(account, parent)| Account {
        name: account.name.as_ref().map_or_else(String::new, |name| name.value.clone()),
        parent: parent.map(|parent| AccountId(parent as u16)),
        shares: account.shares.as_ref().map_or(1, |shares| shares.value as u32),
        priority: account.priority.as_ref().map_or(0, |priority| priority.value as u32),
    });
    believed.collect()
}

/// The way from an account up to itself, if there is one.
fn circle(place: usize, parents: &[Option<usize>]) -> Option<Vec<usize>> {
    let mut way = vec![place];
    let mut at = place;
    while let Some(parent) = parents[at] {
        way.push(parent);
        if parent == place {
            return Some(way);
        }
        // An account that is only below a circle is not in it.
        if parents.len() < way.len() {
            return None;
        }
        at = parent;
    }
    None
}

/// Notes tenants whose account does not exist, and niceness that is no whole number.
pub(super) fn note_mistakes(spec: &Spec, names: &Names, problems: &mut Problems<'_>) {
    for account in spec.tenants.iter().filter_map(|group| group.account.as_ref()) {
        names.accounts.find(account, problems);
    }
    for nice in spec.workloads.iter().filter_map(|workload| workload.claim.nice.as_ref()) {
        if nice.value.fract() != 0.0 {
            problems.add(&nice.span, format!("nice: expected a whole number, found {}", nice.value), None);
        }
    }
}

/// Tells every centre of a scenario that is right who may claim how much of it.
pub(super) fn tell(scenario: &mut Scenario, accounts: &[Account], spec: &Spec) {
    let account_of = |group: usize| {
        let typed = spec.tenants[group].account.as_ref()?;
        let place = accounts.iter().position(|account| account.name == typed.value)?;
        Some(AccountId(place as u16))
    };
    let tenants: Vec<_> =
        scenario.tenants.iter().map(|tenant| account_of(usize::from(tenant.group.0))).collect();
    let shares: Vec<u32> = scenario.tenants.iter().map(|tenant| tenant.shares).collect();
    let classes = spec.workloads.iter().map(|workload| ClassClaim {
        priority: workload.claim.priority.as_ref().map_or(0, |priority| priority.value as u32),
        nice: workload.claim.nice.as_ref().map_or(0, |nice| nice.value as i32),
    });
    let classes: Vec<ClassClaim> = classes.collect();
    for (center, typed) in scenario.centers.iter_mut().zip(&spec.centers) {
        let partitions = typed.partitions.iter();
        center.tenant_shares.clone_from(&shares);
        center.claims = Claims {
            accounts: accounts.to_vec(),
            tenants: tenants.clone(),
            classes: classes.clone(),
            partitions: partitions
                .map(|partition| partition.priority.as_ref().map_or(0, |priority| priority.value as u32))
                .collect(),
        };
    }
}
