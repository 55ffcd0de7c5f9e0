//! Jobs that were done when they were due, by class and policy: the share, and how late the others were.

use super::estimate::{Metric, metric};
use super::policies::{Column, Unit, draw_scope, titled_bars};
use super::series::estimates_series;
use super::{Figure, Plot, Subject, names};
use crate::metrics::Scope;
use crate::model::ClassId;

/// The row of this plot.
pub(super) const ENTRY: Plot = Plot {
    name: "deadlines",
    help: "The share of jobs that were done when they were due, and how late the others were, by class and policy, with confidence intervals.",
    draw,
};

const COLUMNS: [Column; 3] = [
    Column { metric: Metric::Attainment, title: "Done in time", unit: Unit::Percent, nothing: "not decided" },
    Column {
        metric: Metric::LatenessMean,
        title: "Mean lateness of those done late",
        unit: Unit::Time,
        nothing: "none was done late",
    },
    Column {
        metric: Metric::LatenessP95,
        title: "95th percentile of the same",
        unit: Unit::Time,
        nothing: "none was done late",
    },
];

fn draw(comparison: &Subject<'_>) -> Vec<Figure> {
    let policies = 0..comparison.scenario.policies.len();
    let is_decided = |class: &ClassId| {
        let shown = |policy| metric(comparison, policy, Scope::Class(*class), Metric::Attainment);
        policies.clone().any(|policy| shown(policy).is_some())
    };
    let classes = (0..comparison.scenario.workloads.len()).map(|place| ClassId(place as u16));
    let classes: Vec<ClassId> = classes.filter(is_decided).collect();
    if classes.is_empty() {
        return Vec::new();
    }
    let mut drawing =
        titled_bars(comparison, comparison.lang.say("Deadlines: which jobs were done when they were due"));
    let scopes: Vec<Scope> = classes.iter().map(|class| Scope::Class(*class)).collect();
    let series = estimates_series(comparison, &scopes, &COLUMNS.map(|column| column.metric));
    for class in classes {
        let title = names::class(comparison, class);
        draw_scope(&mut drawing, comparison, (Scope::Class(class), &title), &COLUMNS);
    }
    vec![Figure { stem: ENTRY.name.into(), drawing, series: Some(series) }]
}
