//! `summary.csv`: one line for each policy, scope and metric.

use super::scope_name;
use crate::experiment::Comparison;
use crate::metrics::METRICS;
use crate::text::csv_cell;
use std::io::{self, Write};

/// The first line.
const COLUMNS: &str = "policy,scope,name,metric,unit,mean,half_width,confidence,runs,min,max,at_least";

/// Writes `summary.csv`. A figure of which no run has a value has no line.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_summary_csv(comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{COLUMNS}")?;
    for (policy, spec) in comparison.scenario.policies.iter().enumerate() {
        for (place, (scope, estimates)) in comparison.estimates[policy].iter().enumerate() {
            let names = scope_name(&comparison.scenario, *scope);
            for (row, metric) in METRICS.iter().enumerate() {
                let Some(estimate) = estimates[row] else { continue };
                let values = comparison.values(policy, place, row);
                let (min, max) = extremes(&values);
                let half_width = estimate.half_width.map(|value| value.to_string()).unwrap_or_default();
                writeln!(
                    out,
                    "{},{},{},{},{},{},{half_width},{},{},{min},{max},{}",
                    csv_cell(&spec.name),
                    names.kind,
                    csv_cell(&names.name),
                    metric.name,
                    metric.unit,
                    estimate.mean,
                    comparison.confidence.level(),
                    estimate.runs,
                    estimate.at_least,
                )?;
            }
        }
    }
    Ok(())
}

/// The smallest and the largest of the runs that have a value.
pub(super) fn extremes(values: &[Option<f64>]) -> (f64, f64) {
    let present = || values.iter().copied().flatten();
    (present().fold(f64::INFINITY, f64::min), present().fold(f64::NEG_INFINITY, f64::max))
}
