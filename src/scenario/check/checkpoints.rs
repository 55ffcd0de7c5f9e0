//! What a workload says of its checkpoints, and of nodes that fail under its jobs.

use super::super::believed::Scenario;
use super::super::failures::CheckpointSpec;
use super::super::problem::Problems;
use super::super::read::At;
use super::super::spec::Spec;
use super::super::units::written;
use super::period::span;
use crate::faults::CenterFailures;
use crate::model::{Checkpoints, ClassId, Interval, OnFailure, PartitionId, STEADY, Span};
use crate::workload::largest_job;

/// How the jobs of a workload write checkpoints, and what becomes of them when a node fails; `here` is where they run, and `storage`
/// what can be written there in a second, where that is told.
pub(super) fn checkpoints(
    spec: &CheckpointSpec,
    (here, storage): (Option<(&CenterFailures, PartitionId)>, Option<Option<i64>>),
    problems: &mut Problems<'_>,
) -> (Option<Checkpoints>, OnFailure) {
    let on_failure = on_failure(spec, problems);
    let time = |at: &Option<At<i64>>| at.as_ref().map_or(Span::ZERO, |at| span(at.value));
    let shared = shared_write(spec, storage, problems);
    let (write, restart) = (shared.unwrap_or(time(&spec.write_micros)), time(&spec.restart_micros));
    let interval = interval(spec, here, write, problems);
    let growth = spec.growth.as_ref().map_or(STEADY, |at| (at.value * f64::from(STEADY)).round() as u32);
    let safe_after = spec.safe_after_micros.as_ref().map_or(write, |at| span(at.value));
    if let Some(at) = &spec.safe_after_micros
        && safe_after < write
    {
        let message = "checkpoint_safe_after: a checkpoint cannot be relied on before it is written";
        problems.add(&at.span, message, Some("it must not be below `checkpoint_write`".into()));
    }
    let typed = [
        ("checkpoint_write", spec.write_micros.as_ref().map(|at| &at.span)),
        ("checkpoint_safe_after", spec.safe_after_micros.as_ref().map(|at| &at.span)),
        ("checkpoint_size", spec.size_bytes.as_ref().map(|at| &at.span)),
        ("checkpoint_parameters", spec.parameters.as_ref().map(|at| &at.span)),
        ("checkpoint_growth", spec.growth.as_ref().map(|at| &at.span)),
        ("checkpoint_at_end", spec.at_end.as_ref().map(|at| &at.span)),
    ];
    if spec.every_micros.is_none() && spec.rule.is_none() {
        for (key, at) in typed.into_iter().filter_map(|(key, at)| Some((key, at?))) {
            let message = format!("{key}: its jobs write no checkpoints");
            let help = "say how often with `checkpoint_every = \"30 min\"` or `checkpoint_rule = \"daly\"`";
            problems.add(at, message, Some(help.into()));
        }
        if restart == Span::ZERO {
            return (None, on_failure);
        }
    }
    let at_end = spec.at_end.as_ref().is_some_and(|at| at.value);
    let interval = interval.unwrap_or(Interval::Never);
    let shared = shared.is_some();
    (Some(Checkpoints { interval, growth, write, shared, safe_after, restart, at_end }), on_failure)
}

/// Bytes of a checkpoint for each parameter of a model (R14).
const BYTES_PER_PARAMETER: f64 = 16.0;

/// How long a checkpoint takes that is alone in the storage of its centre, where jobs share that.
fn shared_write(
    spec: &CheckpointSpec,
    storage: Option<Option<i64>>,
    problems: &mut Problems<'_>,
) -> Option<Span> {
    let by_parameters = spec.parameters.as_ref().map(|at| (at.value * BYTES_PER_PARAMETER, &at.span));
    let by_size = spec.size_bytes.as_ref().map(|at| (at.value as f64, &at.span));
    let (key, (bytes, at)) = match (by_size, by_parameters) {
        (None, None) => return None,
        (Some(size), None) => ("checkpoint_size", size),
        (None, Some(size)) => ("checkpoint_parameters", size),
        (Some(size), Some((_, at))) => {
            let help = Some("leave one of them out".into());
            problems.add(at, "checkpoint_parameters: `checkpoint_size` says already how large it is", help);
            ("checkpoint_size", size)
        }
    };
    if let Some(write) = &spec.write_micros {
        let help = Some("leave one of them out".into());
        problems.add(&write.span, format!("checkpoint_write: `{key}` says already how long it takes"), help);
    }
    if let Some(after) = &spec.safe_after_micros {
        let message = format!("checkpoint_safe_after: with `{key}` a job stands still until it is written");
        problems.add(&after.span, message, Some("leave it out, or say `checkpoint_write`".into()));
    }
    let Some(bandwidth) = storage? else {
        let message = format!("{key}: nothing says how fast its centre can write");
        problems.add(
            at,
            message,
            Some("say `checkpoint_bandwidth = \"100 GB/s\"` in its `[[center]]`".into()),
        );
        return None;
    };
    Some(Span::from_micros((bytes * 1e6 / bandwidth as f64).ceil() as u64))
}

fn on_failure(spec: &CheckpointSpec, problems: &mut Problems<'_>) -> OnFailure {
    let fails = spec.on_failure.as_ref().is_some_and(|at| at.value == "fail");
    match &spec.retries {
        Some(retries) if fails => {
            let help = Some("leave it out, or let `on_node_failure` be `requeue`".into());
            problems.add(&retries.span, "retries: a job that is given up is not begun again", help);
            OnFailure::Fail
        }
        Some(retries) => OnFailure::Requeue { retries: Some(retries.value as u32) },
        None if fails => OnFailure::Fail,
        None => OnFailure::default(),
    }
}

fn interval(
    spec: &CheckpointSpec,
    here: Option<(&CenterFailures, PartitionId)>,
    write: Span,
    problems: &mut Problems<'_>,
) -> Option<Interval> {
    let Some(rule) = &spec.rule else {
        return spec.every_micros.as_ref().map(|every| Interval::Every(span(every.value)));
    };
    if spec.every_micros.is_some() {
        let help = Some("leave one of them out".into());
        problems.add(&rule.span, "checkpoint_rule: `checkpoint_every` says already how often", help);
    }
    if rule.value == "none" {
        return Some(Interval::Never);
    }
    let (failures, partition) = here?;
    let rate = failures.rate_per_sec(partition);
    if rate <= 0.0 {
        let message =
            format!("checkpoint_rule: `{}` goes by how often nodes fail, and none does here", rule.value);
        let help = "describe failures in a `[[failure]]` with a rate, or say `checkpoint_every`";
        problems.add(&rule.span, message, Some(help.into()));
        return None;
    }
    if write == Span::ZERO {
        let message = format!("checkpoint_rule: `{}` goes by the write time, and it is nothing", rule.value);
        problems.add(&rule.span, message, Some("say `checkpoint_write = \"5 min\"`".into()));
        return None;
    }
    let node_mtbf = Span::from_secs_f64(1.0 / rate);
    Some(if rule.value == "young" { Interval::Young { node_mtbf } } else { Interval::Daly { node_mtbf } })
}

/// Warns of what costs more than it can bring, and of keys that change nothing.
pub(super) fn warn(scenario: &Scenario, spec: &Spec, problems: &mut Problems<'_>) {
    warn_of_rare(scenario, spec, problems);
    for (place, center) in spec.centers.iter().enumerate() {
        let Some(bandwidth) = &center.checkpoint_bandwidth else { continue };
        let here = scenario.workloads.iter().zip(&spec.workloads);
        let mut here = here.filter(|(workload, _)| usize::from(workload.center.0) == place);
        if !here.any(|(_, typed)| typed.rule.checkpoint.is_sized()) {
            let message = "checkpoint_bandwidth: no job of the centre says how large its checkpoints are";
            let help = "say `checkpoint_size = \"1.1 TB\"` in a `[[workload]]`";
            problems.warn(&bandwidth.span, message, Some(help.into()));
        }
    }
    for (class, (workload, typed)) in scenario.workloads.iter().zip(&spec.workloads).enumerate() {
        let spec = &typed.rule.checkpoint;
        let class = ClassId(class as u16);
        let checkpoints = scenario.centers[usize::from(workload.center.0)].rules.class(class).checkpoint;
        if let (Some(Checkpoints { write, .. }), Some(every)) = (checkpoints, &spec.every_micros)
            && span(every.value) <= write
        {
            let (every_written, write) = (written(span(every.value)), written(write));
            let message = format!(
                "checkpoint_write: its jobs would write for {write} after every {every_written} of work: most of their time"
            );
            let at = spec.write_micros.as_ref().map_or(&every.span, |write| &write.span);
            problems.warn(at, message, Some("write checkpoints less often, or faster".into()));
        }
        let fails = !scenario.failures[usize::from(workload.center.0)].are_none();
        let typed = [
            ("retries", spec.retries.as_ref().map(|at| &at.span)),
            ("on_node_failure", spec.on_failure.as_ref().map(|at| &at.span)),
        ];
        for (key, at) in typed.into_iter().filter_map(|(key, at)| Some((key, at?))).filter(|_| !fails) {
            let message = format!("{key}: no node of its centre ever fails");
            let help = "describe failures in a `[[failure]]`; `retries` of jobs that fail by themselves stands in `[workload.outcomes]`";
            problems.warn(at, message, Some(help.into()));
        }
    }
}

/// Warns of checkpoints that are further apart than failures of the largest jobs, which then may never end.
fn warn_of_rare(scenario: &Scenario, spec: &Spec, problems: &mut Problems<'_>) {
    for (class, (workload, typed)) in scenario.workloads.iter().zip(&spec.workloads).enumerate() {
        let place = usize::from(workload.center.0);
        let (center, id) = (&scenario.centers[place], ClassId(class as u16));
        let Some(Checkpoints { interval: Interval::Every(every), .. }) = center.rules.class(id).checkpoint
        else {
            continue;
        };
        let rate = scenario.failures[place].rate_per_sec(workload.partition);
        let nodes = center.nodes_for(&largest_job(id, workload, scenario.basis.center(workload.center)));
        let between = Span::from_secs_f64(1.0 / (rate * f64::from(nodes.max(1))));
        let Some(at) = typed.rule.checkpoint.every_micros.as_ref().filter(|_| 0.0 < rate && between <= every)
        else {
            continue;
        };
        let whole_minutes = Span::from_secs(between.as_secs() / 60 * 60);
        let message = format!(
            "checkpoint_every: the largest jobs of `{}` run on {nodes} nodes, of which one fails every {}: hardly any reaches a checkpoint",
            workload.name,
            written(whole_minutes)
        );
        problems.warn(
            &at.span,
            message,
            Some("write checkpoints more often, or let `checkpoint_rule` say it".into()),
        );
    }
}
