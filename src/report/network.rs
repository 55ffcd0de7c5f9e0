//! Which centre helped which: whose jobs ran where, and which centre owes which.

use super::columns::Page;
use super::number::short;
use crate::experiment::{Comparison, Exchange, Helped};
use crate::metrics::Estimate;
use crate::text::{aligned_within, wrapped};
use schemars::JsonSchema;
use serde::Serialize;

/// A table of whose jobs ran where for each policy that sends any away, and who owes whom; nothing where none does.
pub(super) fn network_sections(page: Page<'_>) -> Vec<String> {
    let comparison = page.comparison;
    let policies = comparison.scenario.policies.iter().enumerate();
    policies.filter_map(|(policy, spec)| section(page, policy, &spec.name)).collect()
}

fn section(page: Page<'_>, policy: usize, name: &str) -> Option<String> {
    let comparison = page.comparison;
    let helped = comparison.helped(policy);
    if helped.iter().all(|row| row.home == row.at) {
        return None;
    }
    let lang = page.lang;
    let (title, of) = title(&helped);
    let centers = &comparison.scenario.centers;
    let mut rows = vec![vec![lang.say("home \\ ran at").to_owned()]];
    rows[0].extend(centers.iter().map(|center| center.name.clone()));
    for (place, center) in centers.iter().enumerate() {
        let mut row = vec![center.name.clone()];
        row.extend((0..centers.len()).map(|at| {
            let is_it = |row: &&Helped| (usize::from(row.home.0), usize::from(row.at.0)) == (place, at);
            helped.iter().find(is_it).map_or_else(|| "-".into(), |row| estimate_text(of(row)))
        }));
        rows.push(row);
    }
    let mut text = lang.fill(title, &[("policy", &name)]) + "\n";
    text += &aligned_within(&rows, page.width);
    text += &owed(page, policy);
    Some(text)
}

/// Centres that gave more than they got, and the reverse.
fn owed(page: Page<'_>, policy: usize) -> String {
    let Page { comparison, lang, width } = page;
    let name = |row: &Exchange| &comparison.scenario.centers[usize::from(row.center.0)].name;
    let exchange = comparison.exchange(policy);
    let accelerators = exchange.iter().any(|row| row.accelerator_hours.mean != 0.0);
    let words = |row: &Exchange| {
        let hours = if accelerators { row.accelerator_hours } else { row.core_hours };
        let money = row.yuan.map_or_else(String::new, |yuan| {
            let is_alike = (yuan.mean < 0.0) == (hours.mean < 0.0);
            let words = if is_alike { " or {yuan} yuan" } else { " or less {yuan} yuan" };
            lang.fill(words, &[("yuan", &estimate_text(magnitude(yuan)))])
        });
        let words = match (accelerators, hours.mean < 0.0) {
            (true, true) => "{center} owes {hours} accelerator-hours{money}",
            (true, false) => "{center} is owed {hours} accelerator-hours{money}",
            (false, true) => "{center} owes {hours} core-hours{money}",
            (false, false) => "{center} is owed {hours} core-hours{money}",
        };
        let hours = estimate_text(magnitude(hours));
        lang.fill(words, &[("center", name(row)), ("hours", &hours), ("money", &money)])
    };
    let told: Vec<String> = exchange
        .iter()
        .filter(|row| row.accelerator_hours.mean != 0.0 || row.core_hours.mean != 0.0)
        .map(words)
        .collect();
    let told = lang.fill("Exchange: {told}.", &[("told", &told.join(lang.say("; ")))]);
    wrapped(&format!("{told}\n"), width, "")
}

const fn magnitude(estimate: Estimate) -> Estimate {
    Estimate { mean: estimate.mean.abs(), ..estimate }
}

/// A mean, and behind it half the width of its interval where one is known.
fn estimate_text(estimate: Estimate) -> String {
    match estimate.half_width {
        Some(half_width) => format!("{} ± {}", short(estimate.mean), short(half_width)),
        None => short(estimate.mean),
    }
}

/// In what the jobs are counted, which the title says: accelerator-hours where there are any.
fn title(helped: &[Helped]) -> (&'static str, fn(&Helped) -> Estimate) {
    if Helped::is_accelerated(helped) {
        ("Whose jobs ran where under {policy}, in accelerator-hours", |row| row.hours(true))
    } else {
        ("Whose jobs ran where under {policy}, in core-hours", |row| row.hours(false))
    }
}

/// A mean with half the width of its interval.
#[derive(Serialize, JsonSchema)]
struct Figure {
    mean: f64,
    half_width: Option<f64>,
}

impl From<Estimate> for Figure {
    fn from(Estimate { mean, half_width, .. }: Estimate) -> Figure {
        Figure { mean, half_width }
    }
}

/// Whose jobs ran where under a policy, and who owes whom, in `summary.json`.
#[derive(Serialize, JsonSchema)]
pub(super) struct NetworkView<'a> {
    router: String,
    helped: Vec<HelpedView<'a>>,
    exchange: Vec<ExchangeView<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct HelpedView<'a> {
    home: &'a str,
    at: &'a str,
    jobs: Figure,
    accelerator_hours: Figure,
    core_hours: Figure,
    #[serde(skip_serializing_if = "Option::is_none")]
    yuan: Option<Figure>,
}

#[derive(Serialize, JsonSchema)]
struct ExchangeView<'a> {
    center: &'a str,
    /// Given to jobs of others less got from others.
    accelerator_hours: Figure,
    core_hours: Figure,
    #[serde(skip_serializing_if = "Option::is_none")]
    yuan: Option<Figure>,
}

/// The view of a policy; nothing where no job may leave its centre.
pub(super) fn network_view(comparison: &Comparison, policy: usize) -> Option<NetworkView<'_>> {
    comparison.scenario.network.as_ref()?;
    let name = |place: u16| comparison.scenario.centers[usize::from(place)].name.as_str();
    let helped = |row: Helped| HelpedView {
        home: name(row.home.0),
        at: name(row.at.0),
        jobs: row.jobs.into(),
        accelerator_hours: row.accelerator_hours.into(),
        core_hours: row.core_hours.into(),
        yuan: row.yuan.map(Figure::from),
    };
    let exchange = |row: Exchange| ExchangeView {
        center: name(row.center.0),
        accelerator_hours: row.accelerator_hours.into(),
        core_hours: row.core_hours.into(),
        yuan: row.yuan.map(Figure::from),
    };
    Some(NetworkView {
        router: comparison.scenario.policies[policy].routing.to_string(),
        helped: comparison.helped(policy).into_iter().map(helped).collect(),
        exchange: comparison.exchange(policy).into_iter().map(exchange).collect(),
    })
}
