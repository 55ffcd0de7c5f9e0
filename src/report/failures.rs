//! What failures of nodes cost: policy by policy, and by class of jobs.

use super::columns::{Column, Page, metric, scope_table};
use super::number::Shown;
use crate::metrics::Scope;

/// Figures of jobs that hold accelerators.
const ACCELERATOR_COLUMNS: &[Column] = &[
    ("effective_time", "effective\ntime %", Shown::Percent),
    ("node_failures", "failures\nof jobs", Shown::Count),
    ("run_hours_between_failures", "one in\nh of runs", Shown::Plain),
    ("jobs_node_failed", "jobs\nfailed", Shown::Count),
    ("accelerator_hours_lost_to_failures", "lost\nacc-h", Shown::Plain),
    ("accelerator_hours_checkpoints", "checkpoints\nacc-h", Shown::Plain),
    ("accelerator_hours_restarts", "restarts\nacc-h", Shown::Plain),
    ("accelerator_hours_hung", "hung\nacc-h", Shown::Plain),
    ("accelerator_hours_slowed", "slowed\nacc-h", Shown::Plain),
];

/// The same of jobs that hold none.
const CORE_COLUMNS: &[Column] = &[
    ACCELERATOR_COLUMNS[0],
    ACCELERATOR_COLUMNS[1],
    ACCELERATOR_COLUMNS[2],
    ACCELERATOR_COLUMNS[3],
    ("core_hours_lost_to_failures", "lost\ncore-h", Shown::Plain),
    ("core_hours_checkpoints", "checkpoints\ncore-h", Shown::Plain),
    ("core_hours_restarts", "restarts\ncore-h", Shown::Plain),
    ("core_hours_hung", "hung\ncore-h", Shown::Plain),
    ("core_hours_slowed", "slowed\ncore-h", Shown::Plain),
];

/// The table of failures; nothing where no node failed and no job spent time on checkpoints or restarts.
pub(super) fn failures_section(page: Page<'_>) -> Option<String> {
    let comparison = page.comparison;
    let policies = 0..comparison.scenario.policies.len();
    let known = |name: &str, policy: usize| {
        comparison.estimates[policy][0].1[metric(name)].map(|estimate| estimate.mean)
    };
    let mean = |name: &str, policy: usize| known(name, policy).unwrap_or(0.0);
    let happens = |policy: usize| {
        let costs = ["node_failures", "core_hours_checkpoints", "core_hours_restarts", "core_hours_slowed"];
        known("availability", policy).is_some_and(|up| up < 1.0)
            || costs.iter().any(|name| 0.0 < mean(name, policy))
    };
    if !policies.clone().any(happens) {
        return None;
    }
    let on_accelerators = policies.clone().any(|policy| 0.0 < mean("accelerator_hours", policy));
    let columns = if on_accelerators { ACCELERATOR_COLUMNS } else { CORE_COLUMNS };
    let scopes = comparison.scopes().into_iter().enumerate();
    let told = scopes.filter(|(place, scope)| *place == 0 || matches!(scope, Scope::Class(_)));
    let places: Vec<usize> = told.map(|(place, _)| place).collect();
    let table = scope_table(page, columns, &places);
    let lang = page.lang;
    let up = known("availability", 0).map_or(String::new(), |up| {
        let percent = format!("{:.2}", 100.0 * up);
        lang.fill("; nodes were up {percent} % of the time", &[("percent", &percent)])
    });
    let failed = match known("node_outages", 0) {
        Some(count) if 0.0 < count => {
            lang.fill(", and failed {count} times a run", &[("count", &((10.0 * count).round() / 10.0))])
        }
        Some(_) | None => String::new(),
    };
    let title = lang.say("Failures: work in vain, and time of jobs that was no work");
    Some(format!("{title}{up}{failed}\n{table}"))
}
