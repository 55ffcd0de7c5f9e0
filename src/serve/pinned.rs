//! How far an answer is from another one that was pinned, run by run with the same chance.

use crate::experiment::statistics::difference;
use crate::metrics::Better;
use crate::stats::Confidence;
use serde::Deserialize;
use serde_json::{Value, json};

/// More runs than this no answer has.
const RUNS_MAX: usize = 64;

/// If so much more of all jobs was turned away on one side, waits tell of different jobs.
const FEW: f64 = 0.01;

/// The figures of a policy in an answer.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Side {
    /// Of which policy.
    policy: String,
    /// The mean wait of each run in seconds.
    wait: Vec<Option<f64>>,
    /// The utilization of each run.
    used: Vec<Option<f64>>,
    /// The share of jobs that were turned away.
    away: f64,
}

/// Two sides of which the runs met the same chance.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pair {
    pinned: Side,
    present: Side,
}

/// The differences of what is there now from what was pinned: means, half-widths, verdicts.
///
/// # Errors
/// When there are too many runs.
pub(super) fn apart(pair: &Pair) -> Result<Value, String> {
    let Pair { pinned, present } = pair;
    let longest = [&pinned.wait, &pinned.used, &present.wait, &present.used].map(Vec::len).into_iter().max();
    if RUNS_MAX < longest.unwrap_or(0) {
        return Err(format!("expected at most {RUNS_MAX} runs"));
    }
    let is_comparable = (pinned.away - present.away).abs() <= FEW;
    let of = |mine: &[Option<f64>], base: &[Option<f64>], better| {
        let found = difference(mine, base, better, Confidence::default())?;
        let verdict = if is_comparable { found.verdict.words() } else { "not comparable" };
        let half = found.estimate.half_width.filter(|half| half.is_finite());
        Some(
            json!({ "mean": found.estimate.mean, "half": half, "runs": found.estimate.runs, "verdict": verdict }),
        )
    };
    Ok(json!({
        "policies": [pinned.policy, present.policy],
        "wait": of(&present.wait, &pinned.wait, Better::Lower),
        "used": of(&present.used, &pinned.used, Better::Higher),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(wait: [f64; 3], away: f64) -> Side {
        Side { policy: "easy".into(), wait: wait.map(Some).into(), used: vec![Some(0.5)], away }
    }

    #[test]
    fn differences_are_those_of_pairs_of_runs() {
        let pair = Pair { pinned: side([10.0, 20.0, 30.0], 0.0), present: side([8.0, 17.0, 29.0], 0.0) };
        let found = apart(&pair).expect("there are few runs");
        assert_eq!(found["wait"]["mean"], -2.0);
        // Student's t of two degrees of freedom times the standard error of -2, -3, -1.
        let half = found["wait"]["half"].as_f64().expect("there are three runs");
        assert!((half - 4.302_652_7 * (1.0_f64 / 3.0).sqrt()).abs() < 1e-4, "{half}");
        let away = Pair { present: side([8.0, 17.0, 29.0], 0.5), ..pair };
        assert_eq!(apart(&away).expect("there are few runs")["wait"]["verdict"], "not comparable");
    }
}
