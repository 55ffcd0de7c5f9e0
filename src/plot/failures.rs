//! Into what the time of jobs went where nodes fail: work that counts, work in vain, checkpoints and restarts, by class and policy.

use super::series::Series;
use super::stacks::{Bar, stacked};
use super::{Figure, Plot, Subject, names};
use crate::metrics::{Scope, place};
use crate::text::csv_cell;

/// The row of this plot.
pub(super) const ENTRY: Plot = Plot {
    name: "failures",
    help: "Into what the time of jobs went where nodes fail: work that counts, work in vain, checkpoints and restarts, by class and policy.",
    draw,
};

/// The parts of the time of jobs, and the ends of the names of their metrics.
const PARTS: [(&str, &str); 6] = [
    ("lost to failures", "hours_lost_to_failures"),
    ("lost to own failures", "hours_lost_to_own_failures"),
    ("checkpoints", "hours_checkpoints"),
    ("restarts", "hours_restarts"),
    ("hung", "hours_hung"),
    ("slowed down", "hours_slowed"),
];

fn draw(comparison: &Subject<'_>) -> Vec<Figure> {
    let scenario = &comparison.scenario;
    let mut series = Series::new("class,policy,part,percent_of_time_held");
    let mut bars = Vec::new();
    for (scope_place, scope) in comparison.scopes().into_iter().enumerate() {
        let Scope::Class(class) = scope else { continue };
        let class = &scenario.workloads[usize::from(class.0)].name;
        for (policy, spec) in scenario.policies.iter().enumerate() {
            let Some(shares) = shares(comparison, (policy, scope_place)) else { continue };
            let useful = (100.0 - shares.iter().sum::<f64>()).max(0.0);
            let parts = [vec![useful], shares.to_vec()].concat();
            for (name, percent) in names_of_parts().iter().zip(&parts) {
                series.row(&[&csv_cell(class), &csv_cell(&spec.name), name, percent]);
            }
            let name =
                if scenario.policies.len() == 1 { class.clone() } else { format!("{class}, {}", spec.name) };
            bars.push(Bar { name, parts });
        }
    }
    // Where nothing was lost there is nothing to see.
    if bars.iter().all(|bar| bar.parts[1..].iter().all(|part| *part == 0.0)) {
        return Vec::new();
    }
    let runs = scenario.replications as usize;
    let lang = comparison.lang;
    let subtitle = format!("{} | {}", scenario.title, names::mean_of(lang, runs));
    let title = (lang.say("Into what the time of jobs went"), subtitle.as_str());
    let parts: Vec<String> = names_of_parts().iter().map(|name| lang.say(name).to_owned()).collect();
    let drawing = stacked(title, &parts, &bars, lang.say("Time held by jobs (%)"));
    vec![Figure { stem: ENTRY.name.into(), drawing, series: Some(series) }]
}

fn names_of_parts() -> Vec<String> {
    let parts = PARTS.iter().map(|(name, _)| (*name).to_owned());
    std::iter::once("work that counts".to_owned()).chain(parts).collect()
}

/// What each part is of the time that jobs held, in percent, in accelerators where they held any, else in cores; nothing where they
/// held nothing.
fn shares(comparison: &Subject<'_>, (policy, scope): (usize, usize)) -> Option<[f64; PARTS.len()]> {
    let mean = |name: &str| {
        let row = place(name).expect("it is a row of the table of metrics");
        comparison.estimates[policy][scope].1[row].map_or(0.0, |estimate| estimate.mean)
    };
    let unit = if 0.0 < mean("accelerator_hours") { "accelerator" } else { "core" };
    let held = mean(&format!("{unit}_hours"));
    (0.0 < held).then(|| PARTS.map(|(_, end)| 100.0 * mean(&format!("{unit}_{end}")) / held))
}
