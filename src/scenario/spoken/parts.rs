//! What there is beside rules, in words: nodes, groups of tenants, accounts, holidays, and what is changed in logs.

use jiff::SignedDuration;
use std::collections::BTreeSet;

use super::super::believed::Scenario;
use super::super::units::{Dimension, written};
use crate::model::{Center, GroupId, NodeType, Resources, Span, Time};
use crate::workload::{Beginning, Holiday, Origin, Workload};

/// `1 node`, `2 nodes`.
pub(in crate::scenario) fn counted(count: impl Into<u64>, one: &str, many: &str) -> String {
    let count = count.into();
    format!("{count} {}", if count == 1 { one } else { many })
}

/// A figure as it was typed, without the noise of binary fractions.
pub(in crate::scenario) fn rounded(figure: f64) -> f64 {
    (figure * 1e6).round() / 1e6
}

/// The kinds of nodes, in the order in which they appear.
pub(in crate::scenario) fn hardware(scenario: &Scenario) -> Vec<(String, String)> {
    let mut said: Vec<(String, String)> = Vec::new();
    for pool in scenario.centers.iter().flat_map(|center| &center.pools) {
        if !said.iter().any(|(name, _)| *name == pool.node_type.name) {
            said.push((pool.node_type.name.clone(), node_words(&pool.node_type)));
        }
    }
    said
}

fn node_words(node: &NodeType) -> String {
    let Resources { cores, accelerators, memory_mib } = node.capacity;
    let mut words = counted(cores, "core", "cores");
    if let Some(device) = &node.device {
        words += &format!(", {accelerators} x {}", device.name);
    }
    words += &format!(", {}", Dimension::Memory.written((memory_mib << 20).cast_signed()));
    // Nobody need say what it draws.
    let power =
        [(node.idle_watts, "idle"), (node.busy_watts, "busy")].into_iter().filter(|(watts, _)| 0.0 < *watts);
    let power: Vec<String> = power.map(|(watts, when)| format!("{watts} W {when}")).collect();
    if !power.is_empty() {
        words += &format!(", {}", power.join(" and "));
    }
    words
}

/// Words on groups beside their names and how many tenants they have.
pub(in crate::scenario) fn groups(scenario: &Scenario) -> Vec<(String, String)> {
    let mut said = Vec::new();
    for (place, group) in scenario.groups.iter().enumerate() {
        let first = scenario.tenants.iter().position(|tenant| tenant.group == GroupId(place as u16));
        let Some(first) = first else { continue };
        let tenant = &scenario.tenants[first];
        let mut words: Vec<String> = Vec::new();
        if tenant.shares != 1 {
            words.push(counted(tenant.shares, "fair share each", "fair shares each"));
        }
        let claims = scenario.centers.first().map(|center| &center.claims);
        let account = claims.and_then(|claims| {
            let account = claims.tenants.get(first).copied().flatten()?;
            Some(&claims.accounts[usize::from(account.0)].name)
        });
        words.extend(account.map(|account| format!("account {account}")));
        words.extend(
            tenant.home.map(|home| format!("at home in {}", scenario.centers[usize::from(home.0)].name)),
        );
        words.extend(joining_words(scenario, GroupId(place as u16)));
        if !words.is_empty() {
            said.push((group.name.clone(), words.join(", ")));
        }
    }
    said
}

/// Until when the tenants of a group join, unless all of them are there from the start.
fn joining_words(scenario: &Scenario, group: GroupId) -> Option<String> {
    let joins =
        || scenario.tenants.iter().filter(move |tenant| tenant.group == group).map(|tenant| tenant.joins);
    let first = joins().filter(|joins| *joins == Time::ZERO).count();
    let last = joins().max().filter(|last| *last != Time::ZERO)?;
    let day = (scenario.start + SignedDuration::from_micros(last.as_micros() as i64)).date();
    Some(format!("{first} of them from the start, all by {day}"))
}

/// The accounts, each below which other.
pub(in crate::scenario) fn accounts(scenario: &Scenario) -> Vec<(String, String)> {
    let Some(center) = scenario.centers.first() else { return Vec::new() };
    let accounts = &center.claims.accounts;
    let words = |account: &crate::model::Account| {
        let parent = account.parent.map_or("the root", |parent| &accounts[usize::from(parent.0)].name);
        let mut words = format!("{} below {parent}", counted(account.shares, "share", "shares"));
        if account.priority != 0 {
            words += &format!(", priority {}", account.priority);
        }
        words
    };
    accounts.iter().map(|account| (account.name.clone(), words(account))).collect()
}

/// The holidays that any workload observes.
pub(in crate::scenario) fn holidays(scenario: &Scenario) -> Vec<(String, String)> {
    let observed = scenario.workloads.iter().flat_map(|workload| &workload.pace.holidays);
    let mut told = BTreeSet::new();
    let mut said = Vec::new();
    for Holiday { first, last, factor } in observed {
        let days = if first == last { first.to_string() } else { format!("{first} to {last}") };
        let words = format!("{} % of the work", (factor * 1e8).round() / 1e6);
        if told.insert((*first, *last)) {
            said.push((days, words));
        }
    }
    said
}

/// The changes to the log of a workload, each after a comma; nothing where it is none.
pub(in crate::scenario) fn log_words(center: &Center, workload: &Workload) -> String {
    let Origin::Log(log) = &workload.origin else { return String::new() };
    let transform = &log.logs.transform;
    let mut words = String::new();
    if log.logs.columns.is_some() {
        words += ", columns by a map";
    }
    for (what, text) in [("only", transform.filter.to_string()), ("from", transform.window.to_string())] {
        if !text.is_empty() {
            words += &format!(", {what} {text}");
        }
    }
    let factors = [
        ("arrivals", transform.arrivals),
        ("sizes", transform.sizes),
        ("run times", transform.runs),
        ("speed", transform.speed),
    ];
    for (what, factor) in factors {
        if factor != Default::default() {
            words += &format!(", {what} by {factor}");
        }
    }
    if let Some(resize) = transform.resize {
        words += &format!(", from a machine of {} to one of {}", resize.from, resize.to);
    }
    if let Some(most) = transform.split_at {
        let most = written(most);
        words += &format!(", in parts of {most} at most");
    }
    match log.begins_with {
        Beginning::FirstRow => {}
        Beginning::Dates => words += ", on the dates of the log",
        Beginning::FirstJob => words += ", from its first job on",
        Beginning::TimeZero => words += ", from its time 0 on",
    }
    for (queue, partition) in &log.queues {
        words += &format!(", queue {queue} to {}", center.partitions[usize::from(partition.0)].name);
    }
    if log.overhead != Span::ZERO {
        words += &format!(", overhead {}", written(log.overhead));
    }
    words
}
