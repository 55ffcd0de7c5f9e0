//! A true difference is found with the replications that the verdict asks for.

use super::{Queue, SERVICE, Served, erlang_c};
use suanli::experiment::statistics::differences;
use suanli::experiment::{Difference, Verdict};
use suanli::metrics::{Better, place};
use suanli::stats::Confidence;

/// The mean wait of two servers.
fn mean_wait(rate: f64, mean: f64) -> f64 {
    erlang_c(2, rate * mean) / ((2.0 - rate * mean) / mean)
}

/// The mean service with which the wait is a tenth shorter, by bisection.
fn a_tenth_less(rate: f64) -> f64 {
    let aim = 0.9 * mean_wait(rate, SERVICE);
    let (mut low, mut high) = (0.5 * SERVICE, SERVICE);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if mean_wait(rate, middle) < aim { low = middle } else { high = middle }
    }
    low
}

/// Runs that meet other chance than the base, so that the difference is hard to see.
fn apart(slow: Queue, fast: Queue, seed: u64, runs: u32) -> Difference {
    let row = place("wait_secs_mean").expect("the metric is there");
    let (slow, fast) = (slow.run(seed, runs), fast.run(10_000 + seed, runs));
    let base = slow.values(0, 0, row);
    let found = differences(&[fast.values(0, 0, row)], &base, Better::Lower, Confidence::USUAL);
    found[0].expect("there are pairs")
}

/// As people would: run a few, and then as many as the verdict asks for, until it is clear.
#[test]
fn a_difference_of_a_tenth_is_found_with_the_replications_that_are_asked_for() {
    let slow = Queue { servers: 2, rate: 0.1, mean: SERVICE, served: Served::Exponential };
    let fast = Queue { mean: a_tenth_less(slow.rate), ..slow };
    let (mut right, mut wrong, mut asked) = (0, 0, 0);
    for seed in 0..30 {
        let mut found = apart(slow, fast, seed, 8);
        let mut runs = 8;
        while found.verdict == Verdict::Unclear && runs < 400 {
            // A first look that sees hardly any difference asks for very many; twice as many tell more.
            let asked_for = found.runs_needed.unwrap_or(u32::MAX);
            runs = asked_for.clamp(runs + 1, (4 * runs).min(400));
            found = apart(slow, fast, seed, runs);
            asked += 1;
        }
        right += usize::from(found.verdict == Verdict::Better);
        wrong += usize::from(found.verdict == Verdict::Worse);
    }
    assert!(27 <= right && wrong <= 1, "{right} of 30 are found, {wrong} the wrong way round");
    assert!(10 <= asked, "few needed more runs than the first: {asked}");
}
