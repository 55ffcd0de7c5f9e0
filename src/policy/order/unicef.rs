//! UNICEF of Tang, Lan, Desai and Buettner (CLUSTER 2009): `-wait / (log2(n) r)`, small first.
//!
//! It gives small jobs a quick turn. `r` is the expected run time, at least a second; `n` is the size in accelerators, or in
//! cores where there are none. The logarithm of one is zero: a job of one unit counts as the least bit larger, so that it
//! stands before all wider ones once it has waited, and among its like by `wait / r`.

use super::candidate::Candidate;
use super::{Order, Rule};

pub(super) const ENTRY: Order = Order {
    name: "unicef",
    help: "-wait / (log2(n) r), small first (r expected run time, n size; CLUSTER 2009).",
    parameter: None,
    rule: |_| Ok(Rule::waiting(score)),
};

/// Added to the size, as users of the formula do.
const LEAST_BIT: f64 = 1e-15;

fn score(candidate: &Candidate<'_>) -> f64 {
    -candidate.wait_secs() / (libm::log2(candidate.size() + LEAST_BIT) * candidate.estimate_secs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::order::candidate::tests::with_candidate;

    #[test]
    fn the_score_is_that_of_the_paper() {
        // 300 / (log2(8) * 100) = 1.
        assert!((with_candidate(300, 100, 8, score) + 1.0).abs() < 1e-12);
        // One unit: before the widest job that waited a year, and by wait / r among its like.
        let year = with_candidate(31_536_000, 1, 2, score);
        let one = with_candidate(1, 100, 1, score);
        assert!(with_candidate(2, 100, 1, score) < one && one < year);
        assert_eq!(with_candidate(0, 100, 1, score), 0.0);
    }
}
