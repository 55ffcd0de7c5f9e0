//! `suanli list`: what there is to choose from.

use super::{Failure, console};
use crate::ledger::{BuiltinTariff, GRIDS, Grid, TARIFFS};
use crate::log::FORMATS;
use crate::metrics::{Better, METRICS, Metric};
use crate::model::VICTIMS;
use crate::plot;
use crate::policy::{BACKFILLS, ORDERS, PLACEMENTS, ROUTERS};
use crate::scenario::{HARDWARE, HardwareEntry};
use crate::workload::application::Figure;
use crate::workload::models::Lublin;
use crate::workload::{APPLICATIONS, Application, MODELS};
use clap::ValueEnum;
use comfy_table::{ContentArrangement, Table, presets};
use serde_json::{Value, json};

/// What `suanli list` is asked.
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// What to list.
    #[arg(value_enum)]
    pub subject: Subject,
    /// Print JSON for machines.
    #[arg(long)]
    pub json: bool,
}

/// What can be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Subject {
    /// Orders, backfills, placements and routers of policies, and rules for which jobs are evicted first.
    Policies,
    /// Applications, with the figures that they generate beside the published ones.
    Applications,
    /// Models of whole machines' jobs, from the literature.
    Models,
    /// Node types and accelerators.
    Hardware,
    /// The metrics.
    Metrics,
    /// The figures.
    Plots,
    /// Formats of logs.
    Formats,
    /// Tariffs of power.
    Tariffs,
    /// Grids, with the carbon of a kilowatt-hour.
    Grids,
}

/// One line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The name to use in scenarios and on the command line.
    pub name: String,
    /// What it is, in one sentence.
    pub help: String,
    /// Further columns with their titles; all rows of a list have the same.
    pub extra: Vec<(&'static str, String)>,
}

/// Prints a list to stdout.
///
/// # Errors
/// When stdout cannot be written to; a reader that has seen enough is no error.
pub fn run(args: &Args) -> Result<(), Failure> {
    let width = console::width_known();
    console::print(&if args.json { json_text(args.subject) } else { table_text(args.subject, width) })
}

/// The tables that are printed.
#[must_use]
pub fn text(args: &Args) -> String {
    if args.json { json_text(args.subject) } else { table_text(args.subject, None) }
}

fn rows(subject: Subject) -> Vec<Row> {
    match subject {
        Subject::Applications => APPLICATIONS.iter().map(application_row).collect(),
        Subject::Models => MODELS.iter().map(model_row).collect(),
        Subject::Policies => policy_rows(),
        Subject::Hardware => HARDWARE.iter().map(hardware_row).collect(),
        Subject::Metrics => METRICS.iter().map(metric_row).collect(),
        Subject::Plots => plot::names()
            .chain(plot::SWEEP_PLOTS.iter().map(|plot| (plot.name, plot.help)))
            .map(|(name, help)| Row { name: name.into(), help: help.into(), extra: Vec::new() })
            .collect(),
        Subject::Formats => FORMATS
            .iter()
            .map(|format| Row { name: format.name.into(), help: format.help.into(), extra: Vec::new() })
            .collect(),
        Subject::Tariffs => TARIFFS.iter().map(tariff_row).collect(),
        Subject::Grids => GRIDS.iter().map(grid_row).collect(),
    }
}

fn tariff_row(tariff: &BuiltinTariff) -> Row {
    let mut prices: Vec<(&str, i64)> = Vec::new();
    for period in tariff.periods {
        if !prices.iter().any(|(name, _)| *name == period.name) {
            prices.push((period.name, period.price));
        }
    }
    let prices = prices.iter().map(|(name, price)| format!("{name} {:.4}", *price as f64 / 1e4));
    let prices: Vec<String> = prices.collect();
    Row {
        name: tariff.name.into(),
        help: tariff.help.into(),
        extra: vec![("yuan per kWh", prices.join(", "))],
    }
}

fn grid_row(grid: &Grid) -> Row {
    let grams = format!("{:.1}", f64::from(grid.milligrams) / 1e3);
    Row { name: grid.name.into(), help: grid.help.into(), extra: vec![("g CO2 per kWh", grams)] }
}

fn policy_rows() -> Vec<Row> {
    let row = |part, name: &str, parameter: Option<&str>, help: &str| Row {
        name: name.into(),
        help: help.into(),
        extra: vec![("part", String::from(part)), ("in brackets", parameter.unwrap_or_default().into())],
    };
    let orders = ORDERS.iter().map(|order| {
        let parameter = order.parameter.map(|parameter| format!("{}: {}", parameter.help, order.example()));
        row("order", order.name, parameter.as_deref(), order.help)
    });
    let victims = VICTIMS.iter().map(|each| row("victims", each.name, None, each.help));
    let backfills = BACKFILLS.iter().map(|each| row("backfill", each.name, each.parameter, each.help));
    let placements = PLACEMENTS.iter().map(|each| row("placement", each.name, None, each.help));
    let routers = ROUTERS.iter().map(|each| row("router", each.name, each.parameter, each.help));
    orders.chain(backfills).chain(placements).chain(routers).chain(victims).collect()
}

fn hardware_row(hardware: &HardwareEntry) -> Row {
    let accelerators = match hardware.accelerators {
        0 => String::new(),
        count => format!("{count} x {}", hardware.accelerator),
    };
    Row {
        name: hardware.name.into(),
        help: hardware.help.into(),
        extra: vec![
            ("cores", hardware.cores.to_string()),
            ("memory GiB", hardware.memory_gib.to_string()),
            ("accelerators", accelerators),
        ],
    }
}

fn metric_row(metric: &Metric) -> Row {
    let better = match metric.better {
        Better::Higher => "higher",
        Better::Lower => "lower",
        Better::Neither => "",
    };
    Row {
        name: metric.name.into(),
        help: metric.help.into(),
        extra: vec![("unit", metric.unit.into()), ("better", better.into())],
    }
}

fn application_row(application: &Application) -> Row {
    Row {
        name: application.name.to_string(),
        help: application.help.to_string(),
        extra: vec![
            ("size in", application.unit.word().to_string()),
            ("sources", application.sources.join(" ")),
        ],
    }
}

fn model_row(model: &Lublin) -> Row {
    let jobs = format!("{:.0}", model.jobs_per_day_published());
    Row { name: model.name.into(), help: model.help.into(), extra: vec![("jobs a day", jobs)] }
}

/// The tables of a list, no wider than the page where its width is known.
fn table_text(subject: Subject, width: Option<usize>) -> String {
    let mut text = format!("{}\n", table(&rows(subject), width));
    if subject == Subject::Applications {
        text.push_str(&format!(
            "\nGenerated by each (200,000 jobs), beside its source:\n{}\n",
            figures_table(width)
        ));
    }
    text
}

fn new_table(header: Vec<&str>, width: Option<usize>) -> Table {
    let mut table = Table::new();
    if let Some(width) = width {
        table.set_width(u16::try_from(width).unwrap_or(u16::MAX));
    }
    table.load_style(presets::UTF8_BORDERS_ONLY);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(header);
    table
}

fn table(rows: &[Row], width: Option<usize>) -> Table {
    let mut header = vec!["name"];
    header.extend(rows.first().iter().flat_map(|row| row.extra.iter().map(|(title, _)| *title)));
    header.push("what it is");
    let mut table = new_table(header, width);
    for row in rows {
        let mut cells = vec![row.name.clone()];
        cells.extend(row.extra.iter().map(|(_, value)| value.clone()));
        cells.push(row.help.clone());
        table.add_row(cells);
    }
    table
}

fn figures_table(width: Option<usize>) -> Table {
    let header = vec!["application", "figure", "generated", "published", "difference", "source"];
    let mut table = new_table(header, width);
    for application in APPLICATIONS {
        for (place, figure) in application.figures(&application.sample()).iter().enumerate() {
            // The name stands once, at the first of its figures.
            let name = if place == 0 { application.name } else { "" };
            table.add_row([
                name,
                &figure.name(),
                &figure.generated_shown(),
                &figure.published(),
                &figure.difference_shown(),
                figure.source(),
            ]);
        }
    }
    table
}

fn json_text(subject: Subject) -> String {
    let mut list: Vec<Value> = rows(subject).iter().map(row_json).collect();
    if subject == Subject::Applications {
        for (row, application) in list.iter_mut().zip(APPLICATIONS) {
            let figures: Vec<Value> =
                application.figures(&application.sample()).iter().map(figure_json).collect();
            row["figures"] = Value::Array(figures);
        }
    }
    format!("{:#}\n", Value::Array(list))
}

fn row_json(row: &Row) -> Value {
    let mut object = json!({ "name": row.name, "help": row.help });
    for (title, value) in &row.extra {
        object[title.replace(' ', "_")] = json!(value);
    }
    object
}

fn figure_json(figure: &Figure) -> Value {
    json!({
        "figure": figure.name(),
        "generated": figure.generated,
        "published": figure.target.map(|target| target.figure),
        "difference": figure.difference(),
        "source": figure.source(),
    })
}
