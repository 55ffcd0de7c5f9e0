//! What failures of nodes cost jobs of each size: a table for the terminal, and the same as JSON.

use super::columns::{Page, rendered_in, styled};
use super::number::{Shown, estimate_cell, short};
use super::spoken::sizes_in;
use crate::experiment::{Comparison, SizeRow};
use crate::lang::Lang;
use crate::model::CenterId;
use crate::text::grouped;
use schemars::JsonSchema;
use serde::Serialize;

/// What stands above the columns.
const TITLES: [&str; 7] = [
    "\npolicy and size",
    "run\nhours",
    "\ninterruptions",
    "one in\nh of runs",
    "per 1,000\nnode-days",
    "lost\nunit-hours",
    "lost, %\nof held",
];

/// The table, of all replications together; nothing where no node failed under any job.
pub(super) fn interruptions_section(page: Page<'_>) -> Option<String> {
    let comparison = page.comparison;
    let lang = page.lang;
    let mut table = styled(TITLES.map(|title| lang.say(title).to_owned()).to_vec());
    let mut any = false;
    for (place, center) in comparison.scenario.centers.iter().enumerate() {
        for (policy, spec) in comparison.scenario.policies.iter().enumerate() {
            let rows = comparison.size_costs(policy, CenterId(place as u16));
            if rows.is_empty() {
                continue;
            }
            any = true;
            table.add_row(vec![format!("{}{}{}", center.name, lang.say(", "), spec.name)]);
            for row in rows {
                table.add_row(line(lang, &row));
            }
        }
    }
    let runs = comparison.scenario.replications;
    let all = match runs {
        0 | 1 => String::new(),
        _ => lang.fill(", {runs} runs together", &[("runs", &runs)]),
    };
    let title =
        lang.say("Interruptions by size of job: how often nodes failed under jobs, and what was lost");
    any.then(|| format!("{title}{all}\n{}", rendered_in(page.lang, &table, page.width)))
}

fn line(lang: Lang, row: &SizeRow) -> Vec<String> {
    let hours = |micros: u128| short(micros as f64 / 3.6e9);
    vec![
        format!("  {}", sizes_in(lang, row)),
        hours(row.totals.run_micros),
        grouped(row.totals.interruptions),
        row.hours_between().map_or_else(|| "–".into(), short),
        row.per_1000_node_days().map_or_else(|| "–".into(), short),
        hours(row.totals.lost_micros),
        estimate_cell(row.lost_share, Shown::Percent).replace('\n', " "),
    ]
}

/// What failures cost the jobs of a size in a centre, as JSON.
#[derive(Serialize, JsonSchema)]
pub(super) struct SizeView<'a> {
    center: &'a str,
    /// By what the size is counted.
    unit: &'static str,
    size_min: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    size_max: Option<u64>,
    runs: u64,
    run_hours: f64,
    interruptions: u64,
    hours_between_interruptions: Option<f64>,
    interruptions_per_1000_node_days: Option<f64>,
    held_unit_hours: f64,
    lost_unit_hours: f64,
    /// The mean over replications.
    lost_share: Option<f64>,
    half_width: Option<f64>,
}

/// What failures cost jobs of each size under a policy, of all replications together.
pub(super) fn sizes_view(comparison: &Comparison, policy: usize) -> Vec<SizeView<'_>> {
    let mut views = Vec::new();
    for (place, center) in comparison.scenario.centers.iter().enumerate() {
        for row in comparison.size_costs(policy, CenterId(place as u16)) {
            views.push(SizeView {
                center: &center.name,
                unit: row.unit(),
                size_min: row.size.least(),
                size_max: row.size.most(),
                runs: row.totals.runs,
                run_hours: row.totals.run_micros as f64 / 3.6e9,
                interruptions: row.totals.interruptions,
                hours_between_interruptions: row.hours_between(),
                interruptions_per_1000_node_days: row.per_1000_node_days(),
                held_unit_hours: row.totals.unit_micros as f64 / 3.6e9,
                lost_unit_hours: row.totals.lost_micros as f64 / 3.6e9,
                lost_share: row.lost_share.map(|estimate| estimate.mean),
                half_width: row.lost_share.and_then(|estimate| estimate.half_width),
            });
        }
    }
    views
}
