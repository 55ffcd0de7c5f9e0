//! The answer as JSON.

use crate::experiment::{Comparison, Difference};
use crate::report::scope_name;
use schemars::JsonSchema;
use serde::Serialize;

/// What the first screen says.
#[derive(Serialize, JsonSchema)]
pub(in crate::report) struct AnswerView<'a> {
    /// The policy under which jobs wait least: the least restricted mean wait of all jobs.
    best: &'a str,
    /// All others, the next best first.
    others: Vec<OtherView<'a>>,
    /// With which policy those who pay are compared.
    opponent: Option<&'a str>,
    /// Classes and groups that surely wait longer under the best policy than under that one.
    payers: Vec<PayerView>,
    /// Of a single run of many weeks, the mean wait by batches of weeks under the best policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    by_batches: Option<SpreadView>,
    /// The same where weeks are drawn anew.
    #[serde(skip_serializing_if = "Option::is_none")]
    by_drawn_weeks: Option<SpreadView>,
}

/// How much longer jobs wait under another policy than under the best.
#[derive(Serialize, JsonSchema)]
struct OtherView<'a> {
    policy: &'a str,
    #[serde(flatten)]
    apart: Option<ApartView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by_batches: Option<SpreadView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by_drawn_weeks: Option<SpreadView>,
}

#[derive(Serialize, JsonSchema)]
struct ApartView {
    longer_secs: f64,
    half_width: Option<f64>,
    verdict: &'static str,
    p: Option<f64>,
    runs_needed: Option<u32>,
}

#[derive(Serialize, JsonSchema)]
struct PayerView {
    scope: &'static str,
    name: String,
    longer_secs: f64,
    half_width: Option<f64>,
}

/// A mean, and between what it lies.
#[derive(Serialize, JsonSchema)]
struct SpreadView {
    mean_secs: f64,
    low_secs: f64,
    high_secs: f64,
}

/// The answer of a comparison as JSON; nothing where no job was measured.
pub(in crate::report) fn answer_view(comparison: &Comparison) -> Option<AnswerView<'_>> {
    let answer = comparison.answer()?;
    let name = |policy: usize| comparison.scenario.policies[policy].name.as_str();
    let scopes = comparison.scopes();
    let others = answer.others.iter().map(|(policy, difference)| OtherView {
        policy: name(*policy),
        apart: difference.map(apart),
        by_batches: by_batches(comparison, *policy, Some(answer.best)),
        by_drawn_weeks: by_drawn_weeks(comparison, *policy, Some(answer.best)),
    });
    Some(AnswerView {
        best: name(answer.best),
        others: others.collect(),
        opponent: answer.opponent.map(name),
        payers: answer
            .payers
            .iter()
            .map(|(place, difference)| {
                let names = scope_name(&comparison.scenario, scopes[*place]);
                PayerView {
                    scope: names.kind,
                    name: names.name,
                    longer_secs: difference.estimate.mean,
                    half_width: difference.estimate.half_width,
                }
            })
            .collect(),
        by_batches: by_batches(comparison, answer.best, None),
        by_drawn_weeks: by_drawn_weeks(comparison, answer.best, None),
    })
}

fn apart(difference: Difference) -> ApartView {
    ApartView {
        longer_secs: difference.estimate.mean,
        half_width: difference.estimate.half_width,
        verdict: difference.verdict.name(),
        p: difference.p,
        runs_needed: difference.runs_needed,
    }
}

fn by_batches(comparison: &Comparison, policy: usize, base: Option<usize>) -> Option<SpreadView> {
    let spread = comparison.by_batches(policy, base)?;
    let half = spread.half_width?;
    Some(SpreadView { mean_secs: spread.mean, low_secs: spread.mean - half, high_secs: spread.mean + half })
}

fn by_drawn_weeks(comparison: &Comparison, policy: usize, base: Option<usize>) -> Option<SpreadView> {
    let drawn = comparison.by_drawn_weeks(policy, base)?;
    Some(SpreadView { mean_secs: drawn.mean, low_secs: drawn.low, high_secs: drawn.high })
}
