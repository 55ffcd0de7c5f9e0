//! Sentences about what is asked of a centre besides short waits: work in time, and what its power costs.

use super::lines::Lines;
use crate::experiment::{Answer, Comparison};
use crate::lang::Lang;
use crate::metrics::{Estimate, place};
use crate::text::grouped;

pub(super) fn tell(lines: &mut Lines, comparison: &Comparison, answer: &Answer) {
    lines.add("In time", in_time(lines.lang, comparison, answer));
    lines.add("Power", power(lines.lang, comparison, answer));
}

/// The policy with the largest of what is made of each value; of equal ones the first.
fn first_of_largest(values: &[Option<Estimate>], of: impl Fn(f64) -> f64) -> Option<(usize, Estimate)> {
    let known = values.iter().enumerate().filter_map(|(policy, value)| Some((policy, (*value)?)));
    known.reduce(|first, next| if of(first.1.mean) < of(next.1.mean) { next } else { first })
}

fn shown(estimate: Estimate, words: impl Fn(f64) -> String) -> String {
    match estimate.half_width {
        Some(half) => format!("{} ± {}", words(estimate.mean), words(half)),
        None => words(estimate.mean),
    }
}

/// Under which policy most of what is due is done in time.
fn in_time(lang: Lang, comparison: &Comparison, answer: &Answer) -> String {
    let row = place("deadline_attainment").expect("the metric is a row of the table");
    let values: Vec<Option<Estimate>> = comparison.estimates.iter().map(|scopes| scopes[0].1[row]).collect();
    let Some((policy, most)) = first_of_largest(&values, |share| share) else { return String::new() };
    let Some(best) = values[answer.best] else { return String::new() };
    let percent = |share: f64| format!("{:.1}", 100.0 * share);
    let name = |policy: usize| &comparison.scenario.policies[policy].name;
    if policy == answer.best {
        let words = match values.len() {
            0 | 1 => "{share} % of what is due is done in time.",
            _ => "{share} % of what is due is done in time, no less than under any other.",
        };
        return lang.fill(words, &[("share", &shown(most, percent))]);
    }
    lang.fill(
        "`{most}` does most of what is due in time: {share} %; `{best}` {less} %.",
        &[
            ("most", name(policy)),
            ("share", &shown(most, percent)),
            ("best", name(answer.best)),
            ("less", &shown(best, percent)),
        ],
    )
}

/// Under which policy power costs least.
fn power(lang: Lang, comparison: &Comparison, answer: &Answer) -> String {
    let of = |policy: usize, of: fn(&crate::ledger::PowerLedger) -> f64| -> Option<Estimate> {
        let runs = comparison.ledgers_of(policy).iter();
        let sums = runs.filter_map(|ledger| {
            let powers: Vec<f64> =
                ledger.centers.iter().filter_map(|center| center.power.as_ref().map(of)).collect();
            (!powers.is_empty()).then(|| powers.iter().sum())
        });
        comparison.estimate(&sums.collect::<Vec<f64>>())
    };
    let policies = 0..comparison.scenario.policies.len();
    let fen = |policy: usize| of(policy, |power| power.fen() as f64);
    let costs: Vec<Option<Estimate>> = policies.map(fen).collect();
    let Some((policy, _)) = first_of_largest(&costs, |fen| -fen) else { return String::new() };
    let told = |policy: usize| {
        let joules = of(policy, |power| power.joules() as f64)?;
        let megawatt_hours = |joules: f64| grouped((joules / 3.6e9).round() as u64);
        let yuan = |fen: f64| grouped((fen / 100.0).abs().round() as u64);
        let fen = fen(policy)?;
        let words = if fen.mean == 0.0 { "{energy} MWh" } else { "{energy} MWh for {cost} yuan" };
        Some(lang.fill(words, &[("energy", &shown(joules, megawatt_hours)), ("cost", &shown(fen, yuan))]))
    };
    let name = |policy: usize| &comparison.scenario.policies[policy].name;
    let Some(best) = told(answer.best) else { return String::new() };
    match told(policy).filter(|_| policy != answer.best) {
        Some(least) => lang.fill(
            "Cheapest under `{policy}`: {least}; under `{best}` {more}.",
            &[("policy", name(policy)), ("least", &least), ("best", name(answer.best)), ("more", &best)],
        ),
        None => format!("{best}{}", lang.say(".")),
    }
}
