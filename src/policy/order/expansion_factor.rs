//! Largest expansion factor first (XFactor): `(wait + r) / r`, the slowdown that a job has if it starts now.
//!
//! Used with backfilling by Srinivasan, Kettimuthu, Subramani and Sadayappan (JSSPP 2002). `r` is the expected run time, at
//! least a second.

use super::candidate::Candidate;
use super::{Order, Rule};

pub(super) const ENTRY: Order = Order {
    name: "expansion-factor",
    help: "The largest expansion factor (wait + r) / r first (r expected run time); it grows while a job waits.",
    parameter: None,
    rule: |_| Ok(Rule::waiting(score)),
};

fn score(candidate: &Candidate<'_>) -> f64 {
    let r = candidate.estimate_secs();
    -(candidate.wait_secs() + r) / r
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::order::candidate::tests::with_candidate;

    #[test]
    fn a_job_that_waited_thrice_its_length_has_factor_four() {
        // (300 + 100) / 100 = 4; without wait it is 1, also for a job of no length, which counts as a second.
        assert_eq!(with_candidate(300, 100, 8, score), -4.0);
        assert_eq!(with_candidate(0, 100, 8, score), -1.0);
        assert_eq!(with_candidate(0, 0, 8, score), -1.0);
    }
}
