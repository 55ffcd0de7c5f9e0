//! Answers with confidence: intervals that hold as often as they say, verdicts that are right, and all of it on one screen.

mod chinese;
mod load;
mod screen;
mod sure;
mod verdicts;

use crate::queues::{SERVICE, Served, arrivals, erlang_c, queue, waits};
use suanli::experiment::statistics::difference;
use suanli::experiment::{Comparison, Settings, compare_with};
use suanli::metrics::{Better, Estimate, place};
use suanli::model::Streams;
use suanli::scenario::{Scenario, parse};
use suanli::stats::Confidence;

/// Jobs of a run, of which a fifth are left out.
const JOBS: f64 = 4_000.0;

/// So many independent experiments, of so many replications each.
const EXPERIMENTS: u64 = 200;
const RUNS: u32 = 8;

/// A queue with so many servers, offered work and mean service.
#[derive(Debug, Clone, Copy)]
struct Queue {
    servers: u32,
    rate: f64,
    mean: f64,
    served: Served,
}

impl Queue {
    /// Runs it so often; with the same seed every queue meets the same arrivals.
    fn run(self, seed: u64, runs: u32) -> Comparison {
        let secs = JOBS / self.rate;
        let text = queue(self.servers, secs, secs / 5.0, runs, seed);
        let scenario = parse("queue", &text).expect("it is right");
        let jobs = move |_: &Scenario, streams: Streams| {
            arrivals(streams, (self.rate, self.mean), self.served, secs)
        };
        compare_with(&scenario, &jobs, Settings { threads: 2, ..Settings::default() }, &())
            .expect("it can be run")
    }
}

fn estimate(comparison: &Comparison, metric: &str) -> Estimate {
    let row = place(metric).expect("the metric is there");
    comparison.estimates[0][0].1[row].expect("jobs came")
}

fn holds(estimate: Estimate, truth: f64) -> bool {
    (estimate.mean - truth).abs() <= estimate.half_width.expect("there are several runs")
}

/// Of 200 intervals of 95 %, so many may hold the truth.
fn assert_covers(held: usize, of_what: &str) {
    assert!((182..=198).contains(&held), "{of_what}: {held} of {EXPERIMENTS} intervals hold the truth");
}

/// M/M/2 at a load of 0.5: Erlang's formula for the mean and for the 95th percentile; and the difference between it and a queue whose
/// jobs are served a tenth faster, which meets the same arrivals.
#[test]
fn intervals_of_waits_hold_as_often_as_they_say() {
    let slow = Queue { servers: 2, rate: 0.1, mean: SERVICE, served: Served::Exponential };
    let fast = Queue { mean: 0.9 * SERVICE, ..slow };
    let [mean, p95] = waits(2, slow.rate * SERVICE);
    // Erlang's formula is in units of the mean service.
    let faster = {
        let offered = fast.rate * fast.mean;
        erlang_c(2, offered) / ((2.0 - offered) / fast.mean)
    };
    let row = place("wait_secs_mean").expect("the metric is there");
    let (mut means, mut quantiles, mut apart) = (0, 0, 0);
    let mut earlier: Option<Vec<Option<f64>>> = None;
    let mut called_different = 0;
    for seed in 0..EXPERIMENTS {
        let (one, other) = (slow.run(seed, RUNS), fast.run(seed, RUNS));
        means += usize::from(holds(estimate(&one, "wait_secs_mean"), mean));
        quantiles += usize::from(holds(estimate(&one, "wait_secs_p95"), p95));
        let (slow, fast) = (one.values(0, 0, row), other.values(0, 0, row));
        let difference_of = |mine: &[Option<f64>], base: &[Option<f64>]| {
            difference(mine, base, Better::Lower, Confidence::USUAL).expect("there are pairs")
        };
        apart += usize::from(holds(difference_of(&fast, &slow).estimate, faster - mean));
        // Two experiments with one queue differ by chance alone.
        if let Some(before) = &earlier {
            let same = difference_of(&slow, before);
            called_different += usize::from(same.verdict != suanli::experiment::Verdict::Unclear);
        }
        earlier = Some(slow);
    }
    assert_covers(means, "mean wait of M/M/2");
    assert_covers(quantiles, "p95 of the wait of M/M/2");
    assert_covers(apart, "paired difference");
    assert!(called_different <= 16, "{called_different} of 199 are called different, and are not");
}

/// M/G/1 at a load of 0.5 with times of service from nothing to twice the mean: Pollaczek and Khinchine.
#[test]
fn intervals_hold_the_formula_of_pollaczek_and_khinchine() {
    let queue = Queue { servers: 1, rate: 0.05, mean: SERVICE, served: Served::Uniform };
    let second_moment = 4.0 / 3.0 * SERVICE * SERVICE;
    let truth = queue.rate * second_moment / (2.0 * (1.0 - queue.rate * SERVICE));
    let held =
        (0..EXPERIMENTS).filter(|seed| holds(estimate(&queue.run(*seed, RUNS), "wait_secs_mean"), truth));
    assert_covers(held.count(), "mean wait of M/G/1");
}
