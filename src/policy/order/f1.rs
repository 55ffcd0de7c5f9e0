//! F1 of Carastan-Santos and de Camargo (SC 2017, doi:10.1145/3126908.3126955): `log10(r) n + 870 log10(s)`, small first.
//!
//! A function that regression found in simulated schedules, for a low mean bounded slowdown. `r` is the expected run time and
//! `s` the time of submission since the start, both in seconds and at least one; `n` is the size in accelerators, or in
//! cores where there are none.

use super::rank::{rank_of, secs_from_one, submit_secs_from_one};
use super::{Order, Rule};
use crate::model::Request;

pub(super) const ENTRY: Order = Order {
    name: "f1",
    help: "log10(r) n + 870 log10(s), small first (r expected run time, n size, s submission, in seconds, each at least one; SC 2017).",
    parameter: None,
    rule: |_| Ok(Rule::fixed(|request, units| rank_of(score(request, units)))),
};

fn score(request: &Request, units: u32) -> f64 {
    let (r, n, s) = (secs_from_one(request.estimate), f64::from(units), submit_secs_from_one(request));
    libm::log10(r) * n + 870.0 * libm::log10(s)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::order::candidate::tests::request;

    #[test]
    fn the_score_is_that_of_the_paper() {
        // A job submitted at 100 s for 10,000 s on 4 processors: log10(s) = 2, log10(r) = 4, sqrt(r) = 100, sqrt(n) = 2.
        // 4 * 4 + 870 * 2 = 1,756.
        assert_eq!(score(&request(100, 10_000), 4), 1_756.0);
        // Both floors: log10(1) = 0.
        assert_eq!(score(&request(0, 0), 4), 0.0);
    }
}
