//! Whether a queue can do what is asked of it, told from a tenth of a year.

use crate::queues::{Served, arrivals, queue};
use suanli::experiment::{Comparison, Regime, Saturation, Settings, compare_with, saturation};
use suanli::metrics::Strain;
use suanli::model::{CenterId, Source, Span, Streams, Time};
use suanli::scenario::{Scenario, parse};
use suanli::stats::{Confidence, mean};

/// A tenth of a year, and the mean service of an hour, in seconds.
const SECS: f64 = 36.5 * 86_400.0;
const HOUR: f64 = 3_600.0;

/// Four servers.
fn run(load: f64, runs: u32, seed: u64) -> Comparison {
    let text = queue(4, SECS, 0.0, runs, seed);
    let scenario = parse("queue", &text).expect("it is right");
    let jobs = move |_: &Scenario, streams: Streams| -> Box<dyn Source + Send> {
        arrivals(streams, (load * 4.0 / HOUR, HOUR), Served::Exponential, SECS)
    };
    compare_with(&scenario, &jobs, Settings { threads: 2, ..Settings::default() }, &())
        .expect("it can be run")
}

fn verdict(load: f64, runs: u32, seed: u64) -> Saturation {
    run(load, runs, seed).saturations[0][0]
}

#[test]
fn a_load_of_four_fifths_is_stable_in_nineteen_runs_of_twenty() {
    let stable = (0..100).filter(|seed| verdict(0.8, 1, *seed).regime == Some(Regime::Stable)).count();
    assert!(95 <= stable, "{stable} of 100");
}

#[test]
fn a_load_of_one_or_more_is_never_called_stable() {
    let mut growths = Vec::new();
    for seed in 0..25 {
        let full = verdict(1.0, 4, seed);
        assert!(Some(Regime::Backlogged) <= full.regime, "{seed}: {full:?}");
        let over = verdict(1.2, 1, seed);
        assert_eq!(over.regime, Some(Regime::Overloaded), "{seed}: {over:?}");
        let demand = over.demand.expect("work waits all the time");
        assert!((demand - 1.2).abs() < 0.1, "{seed}: {demand}");
        growths.push(over.growth.expect("it grows").mean);
        assert!(over.since.is_some_and(|since| since < Time::from_secs(8 * 86_400)), "{seed}: {over:?}");
    }
    // A fifth of the whole more than it does comes in each hour: 4.8 hours of it a day. In a tenth of a year, arrivals and services scatter
    // that by 0.7; the mean of 25 by 0.14.
    let growth = mean(&growths).expect("there are some");
    assert!((growth - 4.8).abs() < 0.45, "{growth}: {growths:?}");
}

/// Bins of an hour on ten nodes that are asked for `demand(bin)` of what they do, which is `done` of them.
fn strain(bins: usize, done: f64, demand: impl Fn(usize) -> f64) -> Strain {
    let mut waiting = 0.0_f64;
    let (mut busy, mut backlog) = (Vec::new(), Vec::new());
    for bin in 0..bins {
        let brought = 10.0 * done * demand(bin) + waiting;
        let now = brought.min(10.0 * done);
        busy.push(now);
        backlog.push(f64::midpoint(waiting, brought - now));
        waiting = brought - now;
    }
    let (center, start, bin) = (CenterId(0), Time::ZERO, Span::HOUR);
    Strain { center, partition: None, start, bin, room: vec![10.0; bins], busy, backlog }
}

fn of(strain: &Strain) -> Saturation {
    saturation(&[strain], Confidence::USUAL)
}

#[test]
fn what_is_asked_for_is_held_against_what_is_done_and_not_against_what_is_there() {
    // Locks or shapes let the centre do no more than six tenths of what it has: seven tenths are too much.
    let verdict = of(&strain(1_000, 0.6, |bin| 7.0 / 6.0 + 0.2 * f64::from((bin % 7) as u32 % 3) - 0.2));
    assert_eq!(verdict.regime, Some(Regime::Overloaded), "{verdict:?}");
    // Half of that is not.
    let verdict = of(&strain(1_000, 0.6, |bin| if bin % 50 < 10 { 2.0 } else { 0.3 }));
    assert_eq!(verdict.regime, Some(Regime::Stable), "{verdict:?}");
    assert!(verdict.demand.is_some_and(|demand| (demand - 0.64).abs() < 0.05), "{verdict:?}");
}

#[test]
fn a_backlog_that_is_worked_off_is_draining() {
    let verdict = of(&strain(1_000, 1.0, |bin| if bin < 200 { 3.0 } else { 0.6 }));
    assert_eq!(verdict.regime, Some(Regime::Draining), "{verdict:?}");
    assert!(verdict.growth.is_some_and(|growth| growth.mean < 0.0), "{verdict:?}");
    let gone = of(&strain(2_000, 1.0, |bin| if bin < 200 { 3.0 } else { 0.6 }));
    assert_eq!(gone.regime, Some(Regime::Stable), "{gone:?}");
}

#[test]
fn a_run_of_few_bins_is_too_short_and_one_without_waits_stable() {
    assert_eq!(of(&strain(31, 1.0, |_| 2.0)).regime, None);
    let idle = of(&strain(1_000, 1.0, |_| 0.5));
    assert_eq!((idle.regime, idle.demand), (Some(Regime::Stable), None));
}
