//! Nodes that fail, and jobs that write checkpoints, in words.

use super::super::believed::Scenario;
use super::super::units::written;
use super::parts::{counted, rounded};
use crate::faults::{CenterFailures, Detection, FailureModel, Repair, Together};
use crate::model::{Center, Checkpoints, Interval, Lock, OnFailure, STEADY, Span, Time};
use crate::workload::Outcomes;
use std::collections::BTreeMap;

/// Each cause of failures of each centre in words.
pub(in crate::scenario) fn failures(scenario: &Scenario) -> Vec<(String, String)> {
    let mut said = Vec::new();
    for (center, failures) in scenario.centers.iter().zip(&scenario.failures) {
        said.extend(failures.models.iter().map(|model| (model.cause.clone(), model_words(center, model))));
        said.extend(record_words(center, failures));
        said.extend(sudden_words(center, failures));
        said.extend(failures.commissioning.iter().map(|young| {
            let (times, lasts) = (in_short(young.factor), written(young.lasts));
            (young.pool.clone(), format!("its nodes fail {times} times as often in their first {lasts}"))
        }));
    }
    said
}

fn model_words(center: &Center, model: &FailureModel) -> String {
    let hours = model.times.mean.as_secs_f64() / 3_600.0;
    let what = match model.together {
        Together::Neighbours(1) => "a node".to_owned(),
        Together::Neighbours(count) => format!("{count} neighbours at once"),
        Together::All => "all nodes at once".to_owned(),
    };
    let names: Vec<&str> =
        model.partitions.iter().map(|id| center.partitions[usize::from(id.0)].name.as_str()).collect();
    let mut words =
        format!("{what} of {}/{} every {} d", center.name, names.join("+"), in_short(hours / 24.0));
    if model.times.shape != 1.0 {
        words += &format!(" (Weibull, shape {})", model.times.shape);
    }
    words += &match model.detection {
        Detection::AT_ONCE => String::new(),
        Detection::Fixed(span) => format!(", noticed after {}", written(span)),
        Detection::LogNormal { median, upper_decile } => {
            let (median, decile) = (written(median), written(upper_decile));
            format!(", half of them noticed after {median}, one in ten after more than {decile}")
        }
    };
    words += &match &model.repair {
        Repair::Fixed(span) => format!(", out for {}", written(*span)),
        Repair::LogNormal { median, upper_decile } => {
            format!(
                ", half of them out for {}, one in ten for more than {}",
                written(*median),
                written(*upper_decile)
            )
        }
        Repair::Recorded(spans) => format!(", out as in {} records", spans.len()),
        Repair::Never => ", for good".to_owned(),
    };
    if let Some(lemons) = model.lemons {
        let percent = rounded(100.0 * lemons.share);
        words += &format!(", {percent} % of the nodes {} times as often", rounded(lemons.factor));
    }
    if let Some(exclusion) = model.exclusion {
        let (within, lasts) = (written(exclusion.within), written(exclusion.lasts));
        words += &format!(", out for {lasts} with {} failures within {within}", exclusion.failures);
    }
    // Lemons and exclusions make another share of it.
    if model.lemons.is_none() && model.exclusion.is_none() {
        words += &format!("; up {} % of the time", in_short(100.0 * model.availability()));
    }
    words
}

fn record_words(center: &Center, failures: &CenterFailures) -> Option<(String, String)> {
    let count = failures.recorded.len() as u64;
    let words = || format!("{} of nodes of {}", counted(count, "failure", "failures"), center.name);
    (0 < count).then(|| ("recorded".to_owned(), words()))
}

/// Each work without notice, and how often it takes a node.
fn sudden_words(center: &Center, failures: &CenterFailures) -> Vec<(String, String)> {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    failures.works.iter().for_each(|work| *counts.entry(&work.cause).or_default() += 1);
    let words = |(name, count): (&str, u64)| {
        let times = counted(count, "time", "times");
        (name.to_owned(), format!("nodes of {} are worked on without notice, {times} in all", center.name))
    };
    counts.into_iter().map(words).collect()
}

/// When the nodes of a phase are there, which are absent while its lock holds.
pub(super) fn phase_words(start: jiff::civil::DateTime, lock: &Lock) -> String {
    let date = |at: Time| start + jiff::SignedDuration::from_micros(at.as_micros() as i64);
    let mut words = "there".to_owned();
    for (from, until) in lock.windows_in_truth().spans() {
        let shown = |at: Time| date(at).to_string().replace('T', " ");
        match (*from == Time::ZERO, *until == Time::NEVER) {
            (true, false) => words += &format!(" from {}", shown(*until)),
            (_, true) => words += &format!(" to {}", shown(*from)),
            (false, false) => words += &format!(" but for {} to {}", shown(*from), shown(*until)),
        }
    }
    if let Some(foresight) = &lock.foresight {
        words += &match foresight.ahead {
            Span::ZERO => ", which nobody knows before".into(),
            ahead => format!(", announced {} ahead", written(ahead)),
        };
    }
    words
}

/// How jobs write checkpoints, and what becomes of them when a node fails, each thing after a comma.
pub(in crate::scenario) fn failure_words(
    checkpoint: Option<&Checkpoints>,
    on_failure: OnFailure,
    (fewest, most): (u32, u32),
) -> String {
    let mut words = String::new();
    if let Some(checkpoints) = checkpoint {
        words += &match checkpoints.interval {
            Interval::Every(every) => format!(", checkpoints every {}", written(every)),
            Interval::Young { .. } | Interval::Daly { .. } => {
                let formula =
                    if matches!(checkpoints.interval, Interval::Young { .. }) { "Young" } else { "Daly" };
                let every = |nodes: u32| {
                    let secs = checkpoints.interval.on(nodes, checkpoints.write).as_secs_f64();
                    (
                        format!("every {} min", in_short(secs / 60.0)),
                        counted(u64::from(nodes), "node", "nodes"),
                    )
                };
                let ((rarely, few), (often, many)) = (every(fewest), every(most));
                let range = match fewest == most {
                    true => format!("{often} on {many}"),
                    false => format!("{rarely} on {few} to {often} on {many}"),
                };
                format!(", checkpoints as often as {formula}'s formula says ({range}),")
            }
            Interval::Never => ", no checkpoints".into(),
        };
        let costs = [("each of", checkpoints.write), ("and a restart of", checkpoints.restart)];
        for (word, cost) in costs.into_iter().filter(|(_, cost)| *cost != Span::ZERO) {
            words += &format!(" {word} {}", written(cost));
        }
        if checkpoints.safe_after != checkpoints.write {
            words += &format!(", safe {} after they are begun", written(checkpoints.safe_after));
        }
        if checkpoints.growth != STEADY {
            let times = in_short(f64::from(checkpoints.growth) / f64::from(STEADY));
            words += &format!(", {times} times as much work before each as before the last");
        }
    }
    match on_failure {
        OnFailure::Requeue { retries: None } => {}
        OnFailure::Requeue { retries: Some(retries) } => {
            words +=
                &format!(", begun again {} after failures", counted(u64::from(retries), "time", "times"));
        }
        OnFailure::Fail => words += ", given up when a node fails",
    }
    words
}

/// How the jobs of a workload end of themselves, each thing after a comma.
pub(in crate::scenario) fn outcome_words(outcomes: Option<&Outcomes>) -> String {
    let Some(outcomes) = outcomes else { return String::new() };
    let Outcomes { failed, cancelled, failed_after, cancelled_after, retries, small } = outcomes;
    let percent = |share: f64| in_short(100.0 * share);
    let mut words = String::new();
    if 0.0 < *failed {
        words += &format!(
            ", {} % of them fail by themselves (half of these with {} % of their work done)",
            percent(*failed),
            percent(*failed_after)
        );
    }
    if let Some(small) = small {
        words += &format!(", those up to a size of {} {} times as often", small.most, in_short(small.factor));
    }
    if 0 < *retries {
        words += &format!(", begun again {}", counted(u64::from(*retries), "time", "times"));
    }
    if 0.0 < *cancelled {
        words += &format!(
            ", {} % are stopped by their users (half of these with {} % of their work done)",
            percent(*cancelled),
            percent(*cancelled_after)
        );
    }
    words
}

/// A figure with at most two digits behind the point.
fn in_short(figure: f64) -> String {
    rounded((figure * 100.0).round() / 100.0).to_string()
}
