//! `values.csv` and `differences.csv`: every metric of every single replication, and how far each policy is from the first in it.

use super::scope_name;
use crate::experiment::Comparison;
use crate::metrics::METRICS;
use crate::text::csv_cell;
use std::io::{self, Write};

/// The first line of `values.csv`.
const VALUES: &str = "policy,replication,scope,name,metric,unit,value,at_least";

/// The first line of `differences.csv`.
const DIFFERENCES: &str = "policy,first_policy,replication,scope,name,metric,unit,difference,comparable";

/// Writes `values.csv`: one line for each policy, replication, scope and metric that has a value.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_values_csv(comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{VALUES}")?;
    for cell in &comparison.cells {
        let policy = csv_cell(&comparison.scenario.policies[cell.policy].name);
        for (place, (scope, values)) in cell.values.iter().enumerate() {
            let names = scope_name(&comparison.scenario, *scope);
            let name = csv_cell(&names.name);
            for (row, (metric, value)) in METRICS.iter().zip(values).enumerate() {
                let Some(value) = value else { continue };
                writeln!(
                    out,
                    "{policy},{},{},{name},{},{},{value},{}",
                    cell.replication + 1,
                    names.kind,
                    metric.name,
                    metric.unit,
                    cell.at_least[place].contains(&row),
                )?;
            }
        }
    }
    Ok(())
}

/// Writes `differences.csv`: one line for each policy but the first, each replication, scope and metric that both have.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_differences_csv(comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{DIFFERENCES}")?;
    let policies = &comparison.scenario.policies;
    for (policy, spec) in policies.iter().enumerate().skip(1) {
        let sides = format!("{},{}", csv_cell(&spec.name), csv_cell(&policies[0].name));
        for (place, scope) in comparison.scopes().into_iter().enumerate() {
            let names = scope_name(&comparison.scenario, scope);
            let name = csv_cell(&names.name);
            for (row, metric) in METRICS.iter().enumerate() {
                let is_comparable = comparison.obstacle(policy, place, row).is_none();
                let (mine, base) = (comparison.values(policy, place, row), comparison.values(0, place, row));
                for (replication, pair) in mine.into_iter().zip(base).enumerate() {
                    let (Some(mine), Some(base)) = pair else { continue };
                    writeln!(
                        out,
                        "{sides},{},{},{name},{},{},{},{is_comparable}",
                        replication + 1,
                        names.kind,
                        metric.name,
                        metric.unit,
                        mine - base,
                    )?;
                }
            }
        }
    }
    Ok(())
}
