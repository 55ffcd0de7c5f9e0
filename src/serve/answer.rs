//! Answers a question in steps: a short look first, then more and more replications.

use super::gate::Gates;
use super::onlooker::Onlooker;
use super::question::Question;
use super::work::{Files, Line, Work};
use crate::experiment::{CompareError, Comparison, RANKED_BY, Settings, compare, compare_stepwise};
use crate::metrics::place;
use crate::page::{Told, comparison_page, html, live_json};
use crate::plot::map_of;
use crate::report::write_summary_json;
use axum::body::Bytes;
use serde_json::{Value, json};
use std::sync::atomic::Ordering;

/// The sections of the report that the live page has; the report itself has all.
const SECTIONS: [&str; 5] = ["answer", "queue", "policies", "use", "waits"];

/// Replications go behind first looks in the line before the cores.
const BEHIND_LOOKS: u32 = 1;

/// A line of an answer as it is sent.
pub(super) fn line(value: &Value) -> Bytes {
    Bytes::from(format!("{value}\n"))
}

/// That a question came to nothing.
pub(super) fn failed(problems: &[String]) -> Bytes {
    line(&json!({ "kind": "failed", "problems": problems }))
}

/// How far an answer goes.
#[derive(Debug, Clone, Copy)]
struct Stage {
    replications: u32,
    all: u32,
    days: f64,
    is_look: bool,
}

/// Makes the answer, and tells of it all the way; says whether it is whole.
pub(super) fn answer(question: &Question, work: &Work, gates: &Gates, cores: usize) -> bool {
    work.tell(Line::Other(line(&json!({
        "kind": "begun",
        "key": question.key,
        "command": question.command,
        "file": question.file,
    }))));
    match steps(question, work, gates, cores) {
        Ok(()) => {
            work.tell(Line::Other(line(&json!({ "kind": "done" }))));
            true
        }
        Err(error) => {
            work.tell(Line::Other(failed(&[error.to_string()])));
            false
        }
    }
}

fn steps(question: &Question, work: &Work, gates: &Gates, cores: usize) -> Result<(), CompareError> {
    let scenario = &question.scenario;
    let settings = Settings { threads: cores, ..Settings::default() };
    let tell = |share: f64| work.tell(Line::Other(line(&json!({ "kind": "progress", "share": share }))));
    let told = |comparison: &Comparison, is_look: bool| {
        let days = comparison.scenario.horizon.as_secs_f64() / 86_400.0;
        let replications = comparison.scenario.replications;
        let stage = Stage { replications, all: scenario.replications, days, is_look };
        work.tell(Line::Answer(line(&answer_json(question, comparison, stage))));
    };
    if let Some(short) = &question.look {
        let nobody = |_| {};
        let onlooker = Onlooker::new((&gates.cores, &work.stop), short, 0, &nobody);
        told(&compare(short, settings, &onlooker)?, true);
    }
    // What its runs leave behind is held until the last one, so that not all questions may begin at once.
    let _desk = gates.desks.seat(0, &|| work.stop.load(Ordering::Relaxed));
    let onlooker = Onlooker::new((&gates.cores, &work.stop), scenario, BEHIND_LOOKS, &tell).closely();
    let steps = replications(scenario.replications);
    let comparison =
        compare_stepwise(scenario, &steps, settings, &onlooker, &mut |comparison| told(comparison, false))?;
    told(&comparison, false);
    let runs = onlooker.runs();
    let map = map_of(&comparison, question.lang).map(|map| map.svg());
    let page = html(&comparison_page(Told {
        comparison: &comparison,
        runs: &runs,
        lang: question.lang,
        file: &question.named(),
        command: &question.command,
        typed: Some(&question.text),
        map: map.as_deref(),
    }));
    let mut summary = Vec::new();
    write_summary_json(&comparison, &mut summary).expect("memory can be written to");
    work.keep(Files {
        report: page.into(),
        summary: summary.into(),
        text: question.text.clone().into(),
        name: scenario.name.clone(),
    });
    Ok(())
}

/// One, two, four ... and in the end all.
fn replications(all: u32) -> Vec<u32> {
    let doubled = std::iter::successors(Some(1_u32), |step| step.checked_mul(2));
    doubled.take_while(|step| *step < all).chain([all]).collect()
}

fn answer_json(question: &Question, comparison: &Comparison, stage: Stage) -> Value {
    let page = comparison_page(Told {
        comparison,
        runs: &[],
        lang: question.lang,
        file: &question.named(),
        command: &question.command,
        typed: None,
        map: None,
    });
    let Stage { replications, all, days, is_look } = stage;
    json!({
        "kind": "answer",
        "stage": { "replications": replications, "all": all, "days": days, "look": is_look, "final": !is_look && replications == all },
        "page": live_json(&page, &SECTIONS),
        "seed": comparison.scenario.seed,
        "values": values(comparison),
    })
}

/// What a pinned answer is compared by: figures of every run.
fn values(comparison: &Comparison) -> Vec<Value> {
    let row = |name| place(name).expect("the metric is a row of the table");
    let [wait, used, submitted, rejected] =
        [RANKED_BY, "utilization", "jobs_submitted", "jobs_rejected"].map(row);
    let of = |(policy, spec): (usize, &crate::policy::PolicySpec)| {
        let sum = |metric| comparison.values(policy, 0, metric).into_iter().flatten().sum::<f64>();
        json!({
            "policy": spec.name,
            "wait": comparison.values(policy, 0, wait),
            "used": comparison.values(policy, 0, used),
            "away": if 0.0 < sum(submitted) { sum(rejected) / sum(submitted) } else { 0.0 },
        })
    };
    comparison.scenario.policies.iter().enumerate().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replications_double() {
        assert_eq!(replications(1), [1]);
        assert_eq!(replications(8), [1, 2, 4, 8]);
        assert_eq!(replications(5), [1, 2, 4, 5]);
    }
}
