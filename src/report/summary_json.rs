//! `summary.json`: everything a comparison says, with the scenario as it was understood, so that anyone can run it again.

use super::answer::{AnswerView, answer_view};
use super::causes::{CausesView, causes_view};
use super::interruptions::{SizeView, sizes_view};
use super::ledger::{LedgerView, ledger_view};
use super::log_rows::LogRows;
use super::network::{NetworkView, network_view};
use super::saturation::{LoadView, load_view};
use super::schemas::{SCHEMA_VERSION, of_type};
use super::scope_name;
use super::summary_csv::extremes;
use crate::experiment::{Comparison, Difference, Verdict};
use crate::metrics::{Better, Estimate, METRICS, Metric};
use crate::model::Time;
use crate::scenario::{Document, Tables, Understood};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

/// With what both runs of a difference meet.
const SAME_JOBS: &str = "jobs";

/// The same where users wait for their results.
const SAME_USERS: &str = "users, who bring the same jobs in the same order but not equally many";

#[derive(Serialize, JsonSchema)]
struct SummaryView<'a> {
    schema_version: u32,
    /// The version of the program.
    suanli: &'static str,
    /// The level of all intervals.
    confidence: f64,
    /// What `half_width` and the differences are.
    intervals: String,
    /// The date on which the week of the node heat map begins, where that was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    week: Option<String>,
    seed: u64,
    replications: u32,
    name: &'a str,
    /// Where the files are that the scenario names, seen from where it was run.
    #[serde(skip_serializing_if = "Option::is_none")]
    folder: Option<String>,
    /// Where its logs are, where that was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    logs: Option<String>,
    /// What the reader of scenarios reads again; absent where no file said what was run.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<BTreeMap<String, serde_json::Value>>")]
    scenario: Option<Tables>,
    /// What was made of it.
    understood: Understood,
    /// What became of the rows of each log, and how many of its jobs do not come.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    log_rows: Vec<LogRows<'a>>,
    /// What was changed half way; the scenario is that of the beginning.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    branched: &'a [String],
    metrics: Vec<MetricView>,
    /// What the first screen says; nothing where no job was measured.
    answer: Option<AnswerView<'a>>,
    policies: Vec<PolicyView<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct MetricView {
    name: &'static str,
    unit: &'static str,
    better: &'static str,
    help: &'static str,
}

#[derive(Serialize, JsonSchema)]
struct PolicyView<'a> {
    name: &'a str,
    /// When which pool had another number of nodes in its first run, those included that were to leave.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    capacity: Vec<CapacityView<'a>>,
    scopes: Vec<ScopeView>,
    /// Whether each centre, and each of its partitions where there are several, can do what is asked of it.
    load: Vec<LoadView<'a>>,
    /// For what jobs waited: all of them, and then each class.
    waits: Vec<CausesView>,
    /// What failures of nodes cost jobs of each size, centre by centre; nothing where none failed under a job.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    job_sizes: Vec<SizeView<'a>>,
    /// What each centre drew, earned and cost.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ledger: Vec<LedgerView<'a>>,
    /// Whose jobs ran where, and who owes whom; nothing where no job may leave its centre.
    #[serde(skip_serializing_if = "Option::is_none")]
    network: Option<NetworkView<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct CapacityView<'a> {
    center: &'a str,
    pool: &'a str,
    from_secs: f64,
    nodes: u32,
}

#[derive(Serialize, JsonSchema)]
struct ScopeView {
    scope: &'static str,
    name: String,
    title: String,
    values: BTreeMap<&'static str, Option<FigureView>>,
    /// Against the first policy; absent for the first itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    differences: Option<BTreeMap<&'static str, Option<DifferenceView>>>,
}

#[derive(Serialize, JsonSchema)]
struct FigureView {
    mean: f64,
    half_width: Option<f64>,
    runs: u32,
    min: f64,
    max: f64,
    /// Whether these are only lower bounds.
    #[serde(skip_serializing_if = "is_exact")]
    at_least: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
const fn is_exact(at_least: &bool) -> bool {
    !*at_least
}

#[derive(Serialize, JsonSchema)]
struct DifferenceView {
    /// Absent where the two are not comparable.
    mean: Option<f64>,
    half_width: Option<f64>,
    runs: u32,
    /// Student's t to two sides, after Holm's correction for all policies; absent of a single run.
    p: Option<f64>,
    /// How many replications would probably tell a difference that is not clear.
    #[serde(skip_serializing_if = "Option::is_none")]
    runs_needed: Option<u32>,
    verdict: &'static str,
}

/// What `summary.json` holds.
pub(super) fn json_schema() -> serde_json::Value {
    of_type::<SummaryView<'_>>()
}

/// Writes `summary.json`.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_summary_json(comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    let scenario = &comparison.scenario;
    let policies = scenario.policies.iter().enumerate();
    let apart = all_differences(comparison);
    let document = scenario.document.as_deref().filter(|_| scenario.names_files());
    let view = SummaryView {
        schema_version: SCHEMA_VERSION,
        suanli: env!("CARGO_PKG_VERSION"),
        confidence: comparison.confidence.level(),
        intervals: intervals(comparison),
        week: comparison.week.map(|date| date.to_string()),
        seed: scenario.seed,
        replications: scenario.replications,
        name: &scenario.name,
        folder: document.map(|document| shown(document.folder())),
        logs: document.and_then(Document::logs).map(shown),
        scenario: scenario.written(),
        understood: Understood::of(scenario),
        log_rows: scenario.workloads.iter().filter_map(LogRows::of).collect(),
        branched: &comparison.branched,
        metrics: METRICS.iter().map(metric_view).collect(),
        answer: answer_view(comparison),
        policies: policies
            .map(|(place, spec)| PolicyView {
                name: &spec.name,
                capacity: capacity(comparison, place),
                scopes: scopes(comparison, place, &apart),
                load: load_view(comparison, place),
                waits: causes_view(comparison, place),
                job_sizes: sizes_view(comparison, place),
                ledger: ledger_view(comparison, place),
                network: network_view(comparison, place),
            })
            .collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &view)?;
    writeln!(out)
}

fn intervals(comparison: &Comparison) -> String {
    let same = if comparison.scenario.has_feedback() { SAME_USERS } else { SAME_JOBS };
    format!(
        "half_width is half the width of the {} confidence interval of the mean over replications (Student's t); \
         differences are policy minus first policy, run by run with the same {same}",
        comparison.confidence
    )
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn metric_view(metric: &Metric) -> MetricView {
    let better = match metric.better {
        Better::Higher => "higher",
        Better::Lower => "lower",
        Better::Neither => "neither",
    };
    MetricView { name: metric.name, unit: metric.unit, better, help: metric.help }
}

fn capacity(comparison: &Comparison, policy: usize) -> Vec<CapacityView<'_>> {
    let scenario = &comparison.scenario;
    let centers = scenario.centers_under(&scenario.policies[policy]).iter();
    let pools: Vec<(&str, &str)> = centers
        .flat_map(|center| center.pools.iter().map(|pool| (center.name.as_str(), pool.name.as_str())))
        .collect();
    let steps = comparison.cells_of(policy)[0].capacity_steps.iter();
    steps
        .map(|step| {
            let (center, pool) = pools[step.pool];
            CapacityView {
                center,
                pool,
                from_secs: step.at.since(Time::ZERO).as_secs_f64(),
                nodes: step.nodes,
            }
        })
        .collect()
}

/// By scope and by row of [`METRICS`], how far each policy but the first is from it. Verdicts are of all of them together, so that they are worked
/// out once for all.
type Differences = Vec<Vec<Vec<Option<Difference>>>>;

fn all_differences(comparison: &Comparison) -> Differences {
    let of_scope = |scope| {
        let of = |row| comparison.differences_from_first(scope, row);
        (0..METRICS.len()).map(of).collect()
    };
    (0..comparison.scopes().len()).map(of_scope).collect()
}

fn scopes(comparison: &Comparison, policy: usize, apart: &Differences) -> Vec<ScopeView> {
    let scopes = comparison.scopes().into_iter().enumerate();
    scopes
        .map(|(place, scope)| {
            let names = scope_name(&comparison.scenario, scope);
            ScopeView {
                scope: names.kind,
                name: names.name,
                title: names.title,
                values: values(comparison, policy, place),
                differences: (0 < policy).then(|| differences(policy, &apart[place])),
            }
        })
        .collect()
}

fn values(
    comparison: &Comparison,
    policy: usize,
    place: usize,
) -> BTreeMap<&'static str, Option<FigureView>> {
    let figure = |row: usize| {
        let estimate = comparison.estimates[policy][place].1[row]?;
        let (min, max) = extremes(&comparison.values(policy, place, row));
        let Estimate { mean, half_width, runs, at_least } = estimate;
        Some(FigureView { mean, half_width, runs, min, max, at_least })
    };
    METRICS.iter().enumerate().map(|(row, metric)| (metric.name, figure(row))).collect()
}

fn differences(
    policy: usize,
    apart: &[Vec<Option<Difference>>],
) -> BTreeMap<&'static str, Option<DifferenceView>> {
    let difference = |row: usize| {
        let Difference { estimate, verdict, p, runs_needed } = apart[row][policy - 1]?;
        let is_told = verdict != Verdict::NotComparable;
        Some(DifferenceView {
            mean: is_told.then_some(estimate.mean),
            half_width: estimate.half_width.filter(|_| is_told),
            runs: estimate.runs,
            p: p.filter(|_| is_told),
            runs_needed,
            verdict: verdict.name(),
        })
    };
    METRICS.iter().enumerate().map(|(row, metric)| (metric.name, difference(row))).collect()
}
