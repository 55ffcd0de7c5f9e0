//! Whether centres can do what is asked of them: a table for the terminal, and the same as JSON.

use super::columns::{Page, rendered_in, styled};
use super::number::{percent, short};
use crate::experiment::{Comparison, Saturation};
use crate::model::Time;
use crate::scenario::Scenario;
use schemars::JsonSchema;
use serde::Serialize;

/// The table: each centre and partition under each policy.
pub(super) fn load_sections(page: Page<'_>) -> Vec<String> {
    let comparison = page.comparison;
    let titles = [
        "\ncentre, policy",
        "\nverdict",
        "asked\nfor",
        "backlog at\nthe end h",
        "growth\nh a day",
        "\nsince",
    ];
    let lang = page.lang;
    let mut table = styled(titles.into_iter().map(|title| lang.say(title).to_owned()).collect());
    let policies = comparison.scenario.policies.iter().enumerate();
    let verdicts: Vec<(&str, &[Saturation])> =
        policies.map(|(place, spec)| (spec.name.as_str(), &comparison.saturations[place][..])).collect();
    let places = verdicts.first().map_or(0, |(_, verdicts)| verdicts.len());
    if places == 0 {
        return Vec::new();
    }
    for place in 0..places {
        table.add_row(vec![place_name(&comparison.scenario, &verdicts[0].1[place])]);
        for (policy, verdicts) in &verdicts {
            table.add_row(row(page, policy, &verdicts[place]));
        }
    }
    let title = "Load: whether centres can do what is asked of them; hours are those of the whole place";
    vec![format!("{}\n{}", lang.say(title), rendered_in(page.lang, &table, page.width))]
}

fn row(page: Page<'_>, policy: &str, verdict: &Saturation) -> Vec<String> {
    let Page { comparison, lang, .. } = page;
    let growth = verdict.growth.map(|growth| match growth.half_width {
        Some(half) => format!("{:.2} ± {half:.2}", growth.mean),
        None => format!("{:.2}", growth.mean),
    });
    vec![
        format!("  {policy}"),
        lang.say(verdict.regime.map_or("too short", |regime| regime.name())).to_owned(),
        verdict.demand.map(percent).unwrap_or_else(|| "–".into()),
        short(verdict.backlog_hours),
        growth.unwrap_or_else(|| "–".into()),
        verdict.since.map(|since| date(&comparison.scenario, since)).unwrap_or_else(|| "–".into()),
    ]
}

/// `wuhan-ai`, or `wuhan-ai, npu`.
fn place_name(scenario: &Scenario, verdict: &Saturation) -> String {
    let center = &scenario.centers[usize::from(verdict.center.0)];
    match verdict.partition {
        None => center.name.clone(),
        Some(partition) => {
            format!("{}, {}", center.name, center.partitions[usize::from(partition.0)].name)
        }
    }
}

/// The date of an instant of a run.
pub(super) fn date(scenario: &Scenario, at: Time) -> String {
    let since = jiff::SignedDuration::from_secs(i64::try_from(at.as_secs()).unwrap_or(i64::MAX));
    scenario.start.checked_add(since).map(|date| date.date().to_string()).unwrap_or_default()
}

/// The verdict on a place, as JSON.
#[derive(Serialize, JsonSchema)]
pub(super) struct LoadView<'a> {
    center: &'a str,
    /// Nothing where it is the whole centre.
    partition: Option<&'a str>,
    /// Nothing where the measured time is too short.
    verdict: Option<&'static str>,
    /// How much is asked for, as a share of what is done while work waits.
    demand: Option<f64>,
    /// Work that waits at the end, in hours of the whole place.
    backlog_hours: f64,
    growth_hours_a_day: Option<f64>,
    growth_half_width: Option<f64>,
    since_secs: Option<f64>,
}

/// The verdicts under a policy, as JSON.
pub(super) fn load_view(comparison: &Comparison, policy: usize) -> Vec<LoadView<'_>> {
    let view = |verdict: &Saturation| {
        let center = &comparison.scenario.centers[usize::from(verdict.center.0)];
        let partition = verdict.partition.map(|id| center.partitions[usize::from(id.0)].name.as_str());
        LoadView {
            center: &center.name,
            partition,
            verdict: verdict.regime.map(crate::experiment::Regime::name),
            demand: verdict.demand,
            backlog_hours: verdict.backlog_hours,
            growth_hours_a_day: verdict.growth.map(|growth| growth.mean),
            growth_half_width: verdict.growth.and_then(|growth| growth.half_width),
            since_secs: verdict.since.map(|since| since.since(Time::ZERO).as_secs_f64()),
        }
    };
    comparison.saturations[policy].iter().map(view).collect()
}
