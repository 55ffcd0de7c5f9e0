//! How long jobs wait: the share of them that has started after at most so long.

use super::Told;
use crate::metrics::{Scope, WaitCurve};
use crate::page::chart::{Axis, AxisKind, Chart, Kind, Line, View};
use crate::page::parts::Block;
use crate::report::scope_name;

/// So many places across.
const PLACES: usize = 96;

pub(super) fn blocks(told: Told<'_>) -> Vec<Block> {
    let Told { comparison, lang, .. } = told;
    let scenario = &comparison.scenario;
    let scopes: Vec<Scope> =
        comparison.scopes().into_iter().filter(|scope| !matches!(scope, Scope::Size(_))).collect();
    let longest =
        comparison.cells.iter().flat_map(|cell| &cell.waits).filter_map(|(_, curve)| curve.wait_secs.last());
    let longest = longest.copied().filter(|secs| secs.is_finite()).fold(60.0, f64::max);
    let step = libm::log(longest) / (PLACES - 1) as f64;
    let across: Vec<f64> = (0..PLACES).map(|place| libm::exp(step * place as f64)).collect();
    let mut views = Vec::new();
    for scope in &scopes {
        let mut view = View::default();
        for (policy, spec) in scenario.policies.iter().enumerate() {
            let curves: Vec<&WaitCurve> = comparison
                .cells_of(policy)
                .iter()
                .flat_map(|cell| &cell.waits)
                .filter(|(of, curve)| of == scope && !curve.share.is_empty())
                .map(|(_, curve)| curve)
                .collect();
            if curves.is_empty() {
                continue;
            }
            let over = |secs: f64| curves.iter().map(move |curve| 100.0 * share_within(curve, secs));
            let line = Line::new(
                &spec.name,
                across.iter().map(|secs| over(*secs).sum::<f64>() / curves.len() as f64),
            );
            let line = match 1 < curves.len() {
                true => line.within(
                    across.iter().map(|secs| over(*secs).fold(f64::INFINITY, f64::min)),
                    across.iter().map(|secs| over(*secs).fold(0.0, f64::max)),
                ),
                false => line,
            };
            view.lines.push(Line { across: across.clone(), look: Some(policy), ..line });
        }
        views.push(view);
    }
    let name = |scope: &Scope| match scope {
        Scope::Overall => lang.say("all jobs").to_owned(),
        Scope::Center(_) | Scope::Class(_) | Scope::Group(_) | Scope::Size(_) => {
            scope_name(scenario, *scope).title
        }
    };
    let chart = Chart {
        id: "waits".into(),
        title: lang.say("Share of jobs that have started after at most so long").to_owned(),
        note: lang.say("Lines are means over replications, bands reach from the lowest to the highest of them; what is missing to 100 % never started.").to_owned(),
        kind: Kind::Lines,
        across: Axis::new(AxisKind::Wait, lang.say("wait at most so long")),
        upward: Axis { most: Some(100.0), ..Axis::new(AxisKind::Number, lang.say("started (%)")) },
        choices: vec![(lang.say("Jobs").to_owned(), scopes.iter().map(name).collect())],
        views,
    };
    if chart.has_values() { vec![Block::Chart(chart)] } else { Vec::new() }
}

/// The share of jobs that waited at most so long; up to a second, those that waited less than a second.
fn share_within(curve: &WaitCurve, secs: f64) -> f64 {
    let within = |wait: &f64| if secs <= 1.0 { *wait < 1.0 } else { *wait <= secs * (1.0 + 1e-9) };
    let count = curve.wait_secs.partition_point(within);
    if count == 0 { 0.0 } else { curve.share[count.min(curve.share.len()) - 1] }
}
