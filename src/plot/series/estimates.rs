//! Estimates with their intervals, by policy and scope.

use super::table::Series;
use crate::experiment::Comparison;
use crate::metrics::{METRICS, Scope, place};
use crate::plot::estimate::{Metric, metric};
use crate::report::scope_name;
use crate::text::csv_cell;

const COLUMNS: &str =
    "policy,scope,name,metric,unit,mean,half_width,confidence,runs,at_least,never_started_share";

/// One row for each policy, scope and metric that has a value.
pub(in crate::plot) fn estimates_series(
    comparison: &Comparison,
    scopes: &[Scope],
    metrics: &[Metric],
) -> Series {
    let mut series = Series::new(COLUMNS);
    for policy in 0..comparison.scenario.policies.len() {
        for scope in scopes {
            for shown in metrics {
                add(&mut series, comparison, "", (policy, *scope, *shown));
            }
        }
    }
    series
}

/// The same for what locks cost, by what is locked.
pub(in crate::plot) fn locks_series(comparison: &Comparison, scopes: &[(Scope, Metric)]) -> Series {
    let mut series = Series::new(&format!("line,mode,locked_share,{COLUMNS}"));
    for line in comparison.lock_lines() {
        for point in &line.points {
            let mode = point.mode.as_deref().unwrap_or_default();
            let lead = format!("{},{},{},", csv_cell(&line.title()), csv_cell(mode), point.share);
            for (scope, shown) in scopes {
                add(&mut series, comparison, &lead, (point.policy, *scope, *shown));
            }
        }
    }
    series
}

fn add(
    series: &mut Series,
    comparison: &Comparison,
    lead: &str,
    (policy, scope, shown): (usize, Scope, Metric),
) {
    let Some(estimate) = metric(comparison, policy, scope, shown) else { return };
    let names = scope_name(&comparison.scenario, scope);
    let unit = place(shown.name()).map_or("", |row| METRICS[row].unit);
    let half_width = estimate.half_width.map(|half| half.to_string()).unwrap_or_default();
    let scopes = comparison.scopes();
    let starved = scopes.iter().position(|known| *known == scope);
    let starved = starved.map_or(0.0, |place| comparison.never_started(policy, place));
    series.row(&[
        &format_args!("{lead}{}", csv_cell(&comparison.scenario.policies[policy].name)),
        &names.kind,
        &csv_cell(&names.name),
        &shown.name(),
        &unit,
        &estimate.mean,
        &half_width,
        &comparison.confidence.level(),
        &estimate.runs,
        &estimate.at_least,
        &starved,
    ]);
}
