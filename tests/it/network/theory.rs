//! Routers against queueing theory.

use super::{router, run, say};
use crate::queues::erlang_c;
use suanli::policy::Routing;
use suanli::stats::{Confidence, mean, sample_variance, student_t};

/// The mean of some replications and half of its confidence interval of 99 %.
fn estimate(replications: u64, one: impl Fn(u64) -> f64) -> (f64, f64) {
    let values: Vec<f64> = (0..replications).map(one).collect();
    let level = Confidence::parse("99%").expect("99 % is a level");
    let error = (sample_variance(&values).expect("there are several") / values.len() as f64).sqrt();
    (mean(&values).expect("there are some"), error * student_t(level, values.len() - 1))
}

fn check(what: &str, (mean, half_width): (f64, f64), exact: f64, most: f64) {
    say(&format!("{what}: {mean:.5} ± {half_width:.5}, exact {exact:.5}"));
    assert!((mean - exact).abs() <= half_width, "{what}: {mean} ± {half_width}, exact {exact}");
    assert!(half_width <= most * exact, "{what}: {half_width} is too wide for {exact}");
}

/// The mean wait in a queue with so many servers of a mean service of one second.
fn wait(servers: u32, rate: f64) -> f64 {
    erlang_c(servers, rate) / (f64::from(servers) - rate)
}

#[test]
fn centres_that_keep_their_jobs_are_queues_of_their_own() {
    let (servers, rates) = ([2, 3, 5], [1.2, 2.4, 4.0]);
    let runs: Vec<_> =
        (0..8).map(|seed| run(&servers, Routing::default(), &rates, (60_000, 100 + seed))).collect();
    for (class, (servers, rate)) in servers.into_iter().zip(rates).enumerate() {
        let mean = |seed: u64| {
            let (count, waits, _) = runs[seed as usize].classes[class];
            waits / count as f64
        };
        check(&format!("M/M/{servers}"), estimate(8, mean), wait(servers, rate), 0.25);
    }
}

#[test]
fn free_and_perfect_routing_makes_one_queue_of_all_centres() {
    // Four centres of one server each: going where the work is done first is waiting in one line for all of them.
    let routing = router("shortest-expected-wait");
    let mean = |seed| run(&[1; 4], routing, &[0.8; 4], (60_000, 200 + seed)).means().0;
    check("M/M/4", estimate(8, mean), wait(4, 3.2), 0.15);
}

#[test]
fn joining_the_shorter_of_two_queues_takes_as_long_as_theory_says() {
    let exact = [(0.5, 1.42632), (0.7, 2.10820), (0.8, 2.95574), (0.9, 5.47491), (0.95, 10.48663)];
    for (load, exact) in exact {
        // The busier, the longer one queue remembers what came before.
        let jobs = if load < 0.9 { 20_000 } else { 60_000 };
        let mean = |seed| run(&[1; 2], router("least-loaded"), &[load; 2], (jobs, 3_000 + seed)).means().1;
        check(&format!("JSQ at {load}"), estimate(10, mean), exact, 0.25);
    }
}

#[test]
fn two_choices_of_a_hundred_take_as_long_as_their_fluid_limit() {
    // Mitzenmacher's fixed point: the sum of load^(2^i - 2) for i from 1 on, with servers of rate one.
    let load: f64 = 0.9;
    let fluid: f64 = (1..=10).map(|step| libm::pow(load, libm::pow(2.0, f64::from(step)) - 2.0)).sum();
    let mean = |seed| run(&[1; 100], router("power-of-two"), &[load; 100], (100_000, 400 + seed)).means().1;
    let (mean, half_width) = estimate(4, mean);
    say(&format!("two choices of 100 at {load}: {mean:.4} ± {half_width:.4}, fluid limit {fluid:.4}"));
    // A hundred servers are not yet as many as one likes.
    assert!((mean - fluid).abs() <= half_width + 0.03 * fluid, "{mean} ± {half_width}, limit {fluid}");
    let random = run(&[1; 100], router("random"), &[load; 100], (100_000, 500)).means().1;
    assert!(2.0 * mean < random, "one choice takes {random}, two take {mean}");
}
