//! WFP3 of Tang, Lan, Desai and Buettner (CLUSTER 2009, "Fault-aware, utility-based job scheduling on Blue Gene/P systems"):
//! `-(wait / r)^3 n`, small first.
//!
//! It lets large and old jobs go first, and small ones overtake while nothing is old. `r` is the expected run time, at least a
//! second; `n` is the size in accelerators, or in cores where there are none.

use super::candidate::Candidate;
use super::{Order, Rule};

pub(super) const ENTRY: Order = Order {
    name: "wfp3",
    help: "-(wait / r)^3 n, small first (r expected run time, n size; CLUSTER 2009).",
    parameter: None,
    rule: |_| Ok(Rule::waiting(score)),
};

fn score(candidate: &Candidate<'_>) -> f64 {
    let ratio = candidate.wait_secs() / candidate.estimate_secs();
    -(ratio * ratio * ratio * candidate.size())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::order::candidate::tests::with_candidate;

    #[test]
    fn the_score_is_that_of_the_paper() {
        // (200 / 100)^3 * 4 = 32.
        assert_eq!(with_candidate(200, 100, 4, score), -32.0);
        // A job of no length counts as a second: (3 / 1)^3 * 1 = 27.
        assert_eq!(with_candidate(3, 0, 1, score), -27.0);
    }
}
