//! A workload as it was understood, in JSON.

use super::rules_json::job_rule_view;
use crate::model::Time;
use crate::scenario::Scenario;
use crate::workload::application::Batch;
use crate::workload::{Demand, Estimates, Feedback, Holiday, LogOrigin, Origin, Sessions, Workload};
use serde::Serialize;

/// A workload.
#[derive(Serialize)]
pub(super) struct WorkloadView<'a> {
    name: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    application: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    log: Option<LogView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'static str>,
    center: &'a str,
    partition: &'a str,
    group: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    jobs_per_day: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    load: Option<f64>,
    growth_per_year: f64,
    since_secs: f64,
    until_secs: Option<f64>,
    size_max: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    batch: Option<BatchView>,
    estimates: EstimatesView,
    pace: PaceView,
    #[serde(skip_serializing_if = "Option::is_none")]
    sessions: Option<SessionsView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<serde_json::Value>,
}

#[derive(Serialize)]
struct LogView<'a> {
    file: &'a str,
    jobs: u64,
    span_secs: f64,
    #[serde(skip_serializing_if = "String::is_empty")]
    filter: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    window: String,
    scale_arrivals: String,
    scale_sizes: String,
    scale_runtimes: String,
    speed: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    resize_from: Option<u64>,
}

#[derive(Serialize)]
struct BatchView {
    kind: &'static str,
    length_mean: f64,
}

#[derive(Serialize)]
struct EstimatesView {
    kind: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    popular_secs: Vec<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    maximum_secs: Option<f64>,
}

/// What the scenario says of it; what the application or model has is left out.
#[derive(Serialize)]
struct PaceView {
    #[serde(skip_serializing_if = "Option::is_none")]
    hours: Option<Vec<f64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    weekdays: Option<Vec<f64>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    months: Vec<f64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    holidays: Vec<HolidayView>,
}

#[derive(Serialize)]
struct HolidayView {
    first: String,
    last: String,
    factor: f64,
}

#[derive(Serialize)]
struct SessionsView {
    submissions_mean: f64,
    think_secs_median: f64,
    think_spread: f64,
    /// Absent where users wait for nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    patience_secs: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    users: Option<u32>,
}

/// A workload of a scenario.
pub(super) fn workload_view<'a>(scenario: &'a Scenario, workload: &'a Workload) -> WorkloadView<'a> {
    let center = &scenario.centers[usize::from(workload.center.0)];
    let (jobs_per_day, load) = match workload.demand {
        Demand::JobsPerDay(jobs) => (Some(jobs), None),
        Demand::Load(load) => (None, Some(load)),
    };
    let secs = |time: Time| time.as_micros() as f64 / 1e6;
    let (application, model, log, unit) = match &workload.origin {
        Origin::Application(name) => (Some(name.as_str()), None, None, None),
        Origin::Model { name, unit } => (None, Some(name.as_str()), None, Some(unit.word())),
        Origin::Log(log) => (None, None, Some(log_view(log)), Some(log.unit.word())),
    };
    WorkloadView {
        name: &workload.name,
        title: &workload.title,
        application,
        model,
        log,
        unit,
        center: &center.name,
        partition: &center.partitions[usize::from(workload.partition.0)].name,
        group: &scenario.groups[usize::from(workload.group.0)].name,
        jobs_per_day,
        load,
        growth_per_year: workload.growth_per_year,
        since_secs: secs(workload.since),
        until_secs: (workload.until < Time::NEVER).then(|| secs(workload.until)),
        size_max: workload.size_max,
        batch: workload.batch.map(batch_view),
        estimates: estimates_view(&workload.estimates),
        pace: pace_view(workload),
        sessions: workload.sessions.map(sessions_view),
        rule: job_rule_view(scenario, workload),
    }
}

fn log_view(log: &LogOrigin) -> LogView<'_> {
    let transform = &log.logs.transform;
    LogView {
        file: &log.name,
        jobs: log.jobs,
        span_secs: log.span.as_secs_f64(),
        filter: transform.filter.to_string(),
        window: transform.window.to_string(),
        scale_arrivals: transform.arrivals.to_string(),
        scale_sizes: transform.sizes.to_string(),
        scale_runtimes: transform.runs.to_string(),
        speed: transform.speed.to_string(),
        resize_from: transform.resize.map(|resize| resize.from),
    }
}

fn batch_view(batch: Batch) -> BatchView {
    let kind = match batch {
        Batch::Single => "single",
        Batch::Burst { .. } => "burst",
        Batch::Array { .. } => "array",
    };
    BatchView { kind, length_mean: batch.length_mean() }
}

fn estimates_view(estimates: &Estimates) -> EstimatesView {
    let (kind, modal) = match estimates {
        Estimates::AsModelled => ("as-modelled", None),
        Estimates::Exact => ("exact", None),
        Estimates::Modal(modal) => ("modal", Some(modal)),
    };
    let popular = modal.map_or(&[][..], |modal| &modal.popular);
    EstimatesView {
        kind,
        popular_secs: popular.iter().map(|span| span.as_secs_f64()).collect(),
        maximum_secs: modal.and_then(|modal| modal.maximum).map(|span| span.as_secs_f64()),
    }
}

fn pace_view(workload: &Workload) -> PaceView {
    let holiday = |holiday: &Holiday| HolidayView {
        first: holiday.first.to_string(),
        last: holiday.last.to_string(),
        factor: holiday.factor,
    };
    PaceView {
        hours: workload.pace.hours.map(|hours| hours.to_vec()),
        weekdays: workload.pace.weekdays.map(|weekdays| weekdays.to_vec()),
        months: workload.pace.months.clone(),
        holidays: workload.pace.holidays.iter().map(holiday).collect(),
    }
}

fn sessions_view(sessions: Sessions) -> SessionsView {
    let (patience, users) = match sessions.feedback {
        Feedback::Open => (None, None),
        Feedback::Closed { patience, users } => (Some(patience), users),
    };
    SessionsView {
        submissions_mean: sessions.submissions_mean,
        think_secs_median: sessions.think_median.as_secs_f64(),
        think_spread: sessions.think_spread,
        patience_secs: patience.map(|patience| patience.as_secs_f64()),
        users,
    }
}
