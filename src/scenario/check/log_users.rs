//! Users of logs who are nobody's members: whose their jobs are is told.

use super::super::believed::Scenario;
use super::super::problem::Problems;
use super::super::spec::Spec;
use crate::workload::recorded;
use std::collections::BTreeSet;

/// So many names are enough to know what kind they are.
const NAMES_TOLD: usize = 3;

/// Warns of logs that name users who are no tenants of the group whose jobs these are, where the group has names for its members.
pub(super) fn warn_of_strangers(scenario: &Scenario, spec: &Spec, problems: &mut Problems<'_>) {
    for (workload, typed) in scenario.workloads.iter().zip(&spec.workloads) {
        let (Some(log), Some(file)) = (recorded(workload), &typed.log.file) else { continue };
        let group = usize::from(workload.group.0);
        let tenants = scenario.tenants.iter().filter(|tenant| tenant.group == workload.group);
        let names: BTreeSet<&str> = tenants.map(|tenant| tenant.name.as_str()).collect();
        let in_small_letters: BTreeSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
        // Slurm does not tell large letters from small ones in the names of users.
        let is_stranger =
            |user: &&str| !names.contains(user) && !in_small_letters.contains(&user.to_lowercase());
        let strangers: Vec<&str> = log.users.iter().map(String::as_str).filter(is_stranger).collect();
        let known = log.users.len() - strangers.len();
        if strangers.is_empty() || known == 0 && spec.tenants[group].members.is_none() {
            continue;
        }
        let told: Vec<String> = strangers.iter().take(NAMES_TOLD).map(|name| format!("`{name}`")).collect();
        let more = if NAMES_TOLD < strangers.len() { ", ..." } else { "" };
        let whose = if names.len() == known { "members" } else { "the other members" };
        let message = format!(
            "log: {} of its {} users are no members of `{}` ({}{more}): their jobs go to {whose}, by number",
            strangers.len(),
            log.users.len(),
            scenario.groups[group].name,
            told.join(", ")
        );
        let help = "name them in `members`, raise `count`, or leave them out with `filter = \"user!=...\"`";
        problems.warn(&file.span, message, Some(help.into()));
    }
}
