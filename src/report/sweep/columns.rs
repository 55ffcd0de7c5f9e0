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

/// The columns of the results of a sweep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns<'a> {
    described: &'a Described,
    axes: Vec<Field>,
}

impl<'a> Columns<'a> {
    /// Those of a sweep.
    #[must_use]
    pub fn of(described: &'a Described) -> Columns<'a> {
        let axes = (0..described.axes.len()).map(|axis| axis_field(described, axis)).collect();
        Columns { described, axes }
    }

    /// All of them, in their order.
    #[must_use]
    pub fn fields(&self) -> Vec<Field> {
        let mut fields = vec![Field::new("cell", Kind::Whole), Field::new("point", Kind::Whole)];
        fields.extend(self.axes.iter().cloned());
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

    /// Those of the axes.
    pub(super) fn axes(&self) -> &[Field] {
        &self.axes
    }

    /// The values of a point in the columns of the axes.
    pub(super) fn axis_cells(&self, point: usize) -> Vec<String> {
        let cell = |(field, value): (&Field, &String)| match field.kind {
            Kind::Whole => value.replace('_', ""),
            Kind::Number | Kind::Secs => {
                number_and_unit(value).map_or(String::new(), |(number, _)| number.to_string())
            }
            Kind::Text | Kind::Flag => csv_cell(value),
        };
        self.axes.iter().zip(&self.described.points[point]).map(cell).collect()
    }

    /// The rows of a cell, one for each scope.
    #[must_use]
    pub fn rows_of(&self, number: usize, scenario: &Scenario, run: &CellRun) -> String {
        let SweepCell { point, policy, replication } = self.described.layout().cell(number);
        let mut lead = format!("{},{},", number + 1, point + 1);
        for value in self.axis_cells(point) {
            let _ = write!(lead, "{value},");
        }
        let policy = csv_cell(&self.described.policies[policy]);
        let _ = write!(lead, "{policy},{},{}", replication + 1, scenario.seed);
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
}

/// The column of an axis: whole numbers, numbers of one unit, which its name then has, or text.
fn axis_field(described: &Described, axis: usize) -> Field {
    let key = &described.axes[axis].key;
    let values = || described.points.iter().map(|point| point[axis].as_str());
    if values().all(|value| value.replace('_', "").parse::<i64>().is_ok()) {
        return Field::new(key, Kind::Whole);
    }
    let mut units = values().map(|value| number_and_unit(value).map(|(_, unit)| unit));
    match units.next().flatten().filter(|first| units.all(|unit| unit == Some(first))) {
        Some("") => Field::new(key, Kind::Number),
        Some(unit) => Field::new(format!("{key} [{unit}]"), Kind::Number),
        None => Field::new(key, Kind::Text),
    }
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
