//! What runs with other chance have in common: means, their confidence, and paired differences.

use crate::metrics::{Better, Estimate};
use crate::stats::{Confidence, mean, sample_variance, student_t};

/// Whether a policy is better than another, as far as the runs can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The whole confidence interval of the difference lies on the good side.
    Better,
    /// The whole confidence interval of the difference lies on the bad side.
    Worse,
    /// There is a difference, and it is neither good nor bad.
    Different,
    /// The confidence interval of the difference holds zero, or there is none.
    Unclear,
    /// The two figures tell of different jobs: too many of one side never started, or were turned away.
    NotComparable,
}

impl Verdict {
    /// The verdict in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Verdict::Better => "better",
            Verdict::Worse => "worse",
            Verdict::Different => "different",
            Verdict::Unclear => "no clear difference",
            Verdict::NotComparable => "not comparable",
        }
    }
}

/// How far a policy is from another, run by run with the same chance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// The mean of the differences and its confidence.
    pub estimate: Estimate,
    /// What that says.
    pub verdict: Verdict,
}

/// The mean with its confidence; `None` of nothing.
#[must_use]
pub fn estimate(values: &[f64], confidence: Confidence) -> Option<Estimate> {
    let mean = mean(values)?;
    let runs = values.len() as u32;
    let half_width = sample_variance(values)
        .map(|variance| student_t(confidence, values.len() - 1) * (variance / values.len() as f64).sqrt());
    Some(Estimate { mean, half_width, runs, at_least: false })
}

/// The differences `mine - base` of runs that met the same chance; pairs of which one has no value are left out.
#[must_use]
pub fn difference(
    mine: &[Option<f64>],
    base: &[Option<f64>],
    better: Better,
    confidence: Confidence,
) -> Option<Difference> {
    let pairs = mine.iter().zip(base);
    let differences: Vec<f64> = pairs.filter_map(|(mine, base)| Some((*mine)? - (*base)?)).collect();
    let estimate = estimate(&differences, confidence)?;
    Some(Difference { estimate, verdict: verdict(&estimate, better) })
}

fn verdict(estimate: &Estimate, better: Better) -> Verdict {
    let clear = estimate.half_width.is_some_and(|half_width| half_width < estimate.mean.abs());
    if !clear {
        return Verdict::Unclear;
    }
    match (better, 0.0 < estimate.mean) {
        (Better::Higher, true) | (Better::Lower, false) => Verdict::Better,
        (Better::Higher, false) | (Better::Lower, true) => Verdict::Worse,
        (Better::Neither, true | false) => Verdict::Different,
    }
}
