//! What runs with other chance have in common: means, their confidence, and paired differences.

use crate::metrics::{Better, Estimate};
use crate::stats::{Confidence, holm, mean, runs_to_tell, sample_variance, student_p, student_t};

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
    /// What files call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Verdict::Unclear => "unclear",
            Verdict::Better | Verdict::Worse | Verdict::Different | Verdict::NotComparable => self.words(),
        }
    }

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
    /// How likely a mean difference as large would be by chance alone: the p-value of Student's t to two sides, after Holm's correction
    /// where several were compared. Nothing of a single pair of runs.
    pub p: Option<f64>,
    /// How many replications in all would tell the difference with nine chances in ten, if it is as large as it seems. Nothing where it is told
    /// already, there is none, or too many would be needed.
    pub runs_needed: Option<u32>,
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
    differences(&[mine], base, better, confidence).pop().flatten()
}

/// How far each of several is from `base`, with verdicts that hold for all of them together (Holm's correction).
#[must_use]
pub fn differences<Values: AsRef<[Option<f64>]>>(
    all: &[Values],
    base: &[Option<f64>],
    better: Better,
    confidence: Confidence,
) -> Vec<Option<Difference>> {
    let pairs = |mine: &Values| -> Vec<f64> {
        let pairs = mine.as_ref().iter().zip(base);
        pairs.filter_map(|(mine, base)| Some((*mine)? - (*base)?)).collect()
    };
    let found: Vec<Option<(Estimate, f64, Option<f64>)>> = all
        .iter()
        .map(|mine| {
            let apart = pairs(mine);
            let deviation = sample_variance(&apart).map_or(0.0, f64::sqrt);
            Some((estimate(&apart, confidence)?, deviation, p_value(&apart)))
        })
        .collect();
    let known: Vec<f64> = found.iter().flatten().filter_map(|(.., p)| *p).collect();
    let mut corrected = holm(&known).into_iter();
    let told = found.into_iter().map(|found| {
        let (estimate, deviation, p) = found?;
        let p = p.and_then(|_| corrected.next());
        let verdict = verdict(&estimate, p, better, confidence);
        let needed = || {
            // As strict as the first step of Holm's correction.
            let level = 1.0 - (1.0 - confidence.level()) / known.len().max(1) as f64;
            runs_to_tell(estimate.mean, deviation, Confidence::new(level).unwrap_or(confidence))
        };
        let runs_needed = (verdict == Verdict::Unclear && p.is_some()).then(needed).flatten();
        Some(Difference { estimate, verdict, p, runs_needed })
    });
    told.collect()
}

/// How likely a mean as far from zero would be by chance alone; nothing of fewer than two values.
fn p_value(values: &[f64]) -> Option<f64> {
    let (mean, variance) = (mean(values)?, sample_variance(values)?);
    if variance == 0.0 {
        return Some(if mean == 0.0 { 1.0 } else { 0.0 });
    }
    Some(student_p(mean / (variance / values.len() as f64).sqrt(), values.len() - 1))
}

fn verdict(estimate: &Estimate, p: Option<f64>, better: Better, confidence: Confidence) -> Verdict {
    if p.is_none_or(|p| 1.0 - confidence.level() <= p) {
        return Verdict::Unclear;
    }
    match (better, 0.0 < estimate.mean) {
        (Better::Higher, true) | (Better::Lower, false) => Verdict::Better,
        (Better::Higher, false) | (Better::Lower, true) => Verdict::Worse,
        (Better::Neither, true | false) => Verdict::Different,
    }
}
