//! The columns of the results of a sweep, which are the same for every sweep but for its axes, and the rows of one cell.

use super::described::Described;
use crate::experiment::CellRun;
use crate::experiment::plan::ledger_figures;
use crate::experiment::sweep::SweepCell;
use crate::metrics::{METRICS, Scope};
use crate::report::rows::{Field, Kind};
use crate::report::scope_name;
use crate::scenario::{Scenario, number_and_unit};
use crate::text::csv_cell;
use std::fmt::Write as _;

/// Columns of the ledger, which stand behind the metrics; empty where the scenario keeps none.
pub(super) const LEDGER_COLUMNS: [&str; 3] = ["power_peak_watts", "energy_kwh", "cost_yuan"];

/// The unit of a column of numbers, or nothing where a column holds text.
fn unit_of_axis(described: &Described, axis: usize) -> Option<&str> {
    let values = described.points.iter().map(|point| point[axis].as_str());
    let mut units = values.map(|value| number_and_unit(value).map(|(_, unit)| unit));
    let first = units.next()??;
    units.all(|unit| unit == Some(first)).then_some(first)
}

/// What the column of an axis is called: its key, and the unit of its numbers.
pub(super) fn axis_name(described: &Described, axis: usize) -> String {
    let key = &described.axes[axis].key;
    match unit_of_axis(described, axis) {
        Some(unit) if !unit.is_empty() => format!("{key} [{unit}]"),
        Some(_) | None => key.clone(),
    }
}

/// The values of a point in their columns.
pub(super) fn axis_cells(described: &Described, point: usize) -> Vec<String> {
    let cell = |(axis, value): (usize, &String)| {
        let number = unit_of_axis(described, axis).and_then(|_| number_and_unit(value));
        number.map_or_else(|| csv_cell(value), |(number, _)| number.to_string())
    };
    described.points[point].iter().enumerate().map(cell).collect()
}

/// The columns.
#[must_use]
pub fn fields(described: &Described) -> Vec<Field> {
    let mut fields = vec![Field::new("cell", Kind::Whole), Field::new("point", Kind::Whole)];
    for axis in 0..described.axes.len() {
        let is_number = unit_of_axis(described, axis).is_some();
        let kind = if is_number { Kind::Number } else { Kind::Text };
        fields.push(Field::new(axis_name(described, axis), kind));
    }
    fields.extend([
        Field::new("policy", Kind::Text),
        Field::new("replication", Kind::Whole),
        Field::new("seed", Kind::Whole),
        Field::new("scope", Kind::Text),
        Field::new("name", Kind::Text),
    ]);
    fields.extend(METRICS.iter().map(|metric| Field::new(metric.name, Kind::Number)));
    fields.extend(LEDGER_COLUMNS.map(|name| Field::new(name, Kind::Number)));
    fields.push(Field::new("at_least", Kind::Text));
    fields
}

/// The rows of a cell, one for each scope.
#[must_use]
pub fn rows_of(described: &Described, number: usize, scenario: &Scenario, run: &CellRun) -> String {
    let SweepCell { point, policy, replication } = described.layout().cell(number);
    let mut lead = format!("{},{},", number + 1, point + 1);
    for value in axis_cells(described, point) {
        let _ = write!(lead, "{value},");
    }
    let _ = write!(lead, "{},{},{}", csv_cell(&described.policies[policy]), replication + 1, scenario.seed);
    let mut rows = String::new();
    for ((scope, values), at_least) in run.result.values.iter().zip(&run.result.at_least) {
        let names = scope_name(scenario, *scope);
        let _ = write!(rows, "{lead},{},{}", names.kind, csv_cell(&names.name));
        for value in values {
            let _ = write!(rows, ",{}", written(*value));
        }
        for value in ledger_of(run, *scope) {
            let _ = write!(rows, ",{}", written(value));
        }
        let bounds: Vec<&str> = at_least.iter().map(|row| METRICS[*row].name).collect();
        let _ = writeln!(rows, ",{}", bounds.join(" "));
    }
    rows
}

fn written(value: Option<f64>) -> String {
    value.map_or(String::new(), |value| value.to_string())
}

fn ledger_of(run: &CellRun, scope: Scope) -> [Option<f64>; 3] {
    let is_told = match scope {
        Scope::Overall | Scope::Center(_) => run.ledger.is_some(),
        Scope::Class(_) | Scope::Group(_) | Scope::Size(_) => false,
    };
    if !is_told {
        return [None; 3];
    }
    let told = ledger_figures(run, scope);
    [told.peak_watts, told.kilowatt_hours, told.yuan].map(Some)
}
