//! Checkpoints under random failures: the mean time of a job by Daly's complete formula, the best interval, and the share of
//! time that is work.

use super::{job, machine};
use suanli::engine::Simulation;
use suanli::faults::{CenterFailures, Detection, FailureModel, Repair, Times, Together, Window};
use suanli::model::{Checkpoints, ClassRule, Interval, PartitionId, STEADY, Span, Streams, Time};
use suanli::policy::PolicySpec;
use suanli::record::{Fact, JobFact, Observer, Record};

const HOUR: f64 = 3600.0;

/// One case of the formula, in hours.
#[derive(Debug, Clone, Copy)]
struct Case {
    work: f64,
    every: f64,
    write: f64,
    restart: f64,
    mtbf: f64,
}

impl Case {
    /// Daly's complete formula: M e^(R/M) (e^((tau + d)/M) - 1) Ts / tau.
    fn expected_hours(self) -> f64 {
        let Case { work, every, write, restart, mtbf } = self;
        mtbf * libm::exp(restart / mtbf) * (libm::exp((every + write) / mtbf) - 1.0) * work / every
    }

    fn simulated_hours(self, replication: u64) -> f64 {
        let span = |hours: f64| Span::from_secs_f64(hours * HOUR);
        let write = span(self.write);
        let checkpoint = Some(Checkpoints {
            interval: Interval::Every(span(self.every)),
            growth: STEADY,
            write,
            shared: false,
            safe_after: write,
            restart: span(self.restart),
            at_end: true,
        });
        let center = machine(1, ClassRule { checkpoint, ..ClassRule::default() });
        let model = FailureModel {
            cause: "disk".into(),
            partitions: vec![PartitionId(0)],
            times: Times::exponential(span(self.mtbf)),
            // The formula knows no repairs: a failed job begins again at once.
            detection: Detection::AT_ONCE,
            repair: Repair::Fixed(Span::from_micros(1)),
            together: Together::Neighbours(1),
            lemons: None,
            exclusion: None,
            window: Window::ALL,
        };
        let failures = CenterFailures { models: vec![model], ..CenterFailures::default() };
        let horizon = Time::ZERO + span(20.0 * self.expected_hours());
        let outages = vec![failures.outages(&center, horizon, Streams::new(5, replication))];
        let policy = PolicySpec::parse("fcfs").expect("an order");
        let mut simulation = Simulation::new(&[center], &policy).with_outages(outages);
        let mut end = End(None);
        let mut one = std::iter::once(job(1, 0, 1, ((self.work * HOUR) as u64, 1_000_000_000))).peekable();
        simulation.run_until(horizon, &mut one, &mut end).expect("jobs from memory");
        end.0.expect("it ends long before the horizon").since(Time::ZERO).as_secs_f64() / HOUR
    }
}

/// When the job ended.
struct End(Option<Time>);

impl Observer for End {
    fn observe(&mut self, record: &Record<'_>) {
        if let Fact::Job { fact: JobFact::Ended { .. }, .. } = record.fact {
            self.0 = Some(record.at);
        }
    }
}

/// The mean of so many replications, and half of its 95 % interval (Student's t of 29 degrees of freedom).
fn mean_of(case: Case, count: u64) -> (f64, f64) {
    let hours: Vec<f64> = (0..count).map(|replication| case.simulated_hours(replication)).collect();
    let mean = hours.iter().sum::<f64>() / count as f64;
    let square: f64 = hours.iter().map(|hour| (hour - mean) * (hour - mean)).sum();
    (mean, 2.045 * (square / (count - 1) as f64 / count as f64).sqrt())
}

/// B8 to B11 of the small cases, to all digits.
#[test]
fn the_formula_is_the_published_one() {
    let (write, restart) = (1.0 / 12.0, 1.0 / 6.0);
    for (case, hours) in [
        (Case { work: 500.0, every: 2.0, write, restart, mtbf: 24.0 }, 547.899_163_774_156_7),
        (Case { work: 100.0, every: 1.0, write: 0.1, restart: 0.5, mtbf: 5.0 }, 135.978_423_130_154_7),
        (Case { work: 24.0, every: 24.0, write: 0.0, restart: 0.0, mtbf: 6.0 }, 321.588_900_198_865_4),
        (Case { work: 500.0, every: 0.5, write, restart, mtbf: 24.0 }, 594.595_067_687_270_6),
    ] {
        assert!((case.expected_hours() - hours).abs() < 1e-9, "{case:?}: {}", case.expected_hours());
    }
}

/// Nine pairs of a mean time between failures and a write time: the mean of 30 replications agrees with the formula within its own
/// interval.
#[test]
fn the_mean_time_of_a_job_is_that_of_daly_s_formula() {
    for mtbf in [5.0, 24.0, 100.0] {
        for write in [0.02, 0.1, 0.5] {
            let case = Case { work: 500.0, every: 2.0, write, restart: 0.25, mtbf };
            let (mean, half) = mean_of(case, 30);
            let expected = case.expected_hours();
            assert!((mean - expected).abs() < half, "{case:?}: {mean} +- {half}, {expected}");
            assert!(half < 0.05 * expected, "{case:?}: {half}");
        }
    }
}

/// The interval under which the job is done soonest lies within a tenth of the best by the formula: the lowest point of the
/// parabola through the means, all of them under the same failures.
#[test]
fn the_best_interval_is_that_of_the_formula() {
    let case = Case { work: 1_000.0, every: 0.0, write: 0.5, restart: 0.25, mtbf: 24.0 };
    let best = Interval::Daly { node_mtbf: Span::from_secs_f64(case.mtbf * HOUR) };
    let best = best.on(1, Span::from_secs_f64(case.write * HOUR)).as_secs_f64() / HOUR;
    // Least squares of a parabola over the logarithm of the interval.
    let (mut sums, mut moments) = ([0.0; 5], [0.0; 3]);
    for step in -4_i32..=4 {
        let x = f64::from(step) * 0.12;
        let (mean, _) = mean_of(Case { every: best * libm::exp(x), ..case }, 300);
        let mut power = 1.0;
        for (place, sum) in sums.iter_mut().enumerate() {
            *sum += power;
            if place < 3 {
                moments[place] += power * mean;
            }
            power *= x;
        }
    }
    // Symmetric steps: the odd sums vanish, and the lowest point is at -b / 2c.
    let slope = moments[1] / sums[2];
    let bend = (moments[2] * sums[0] - moments[0] * sums[2]) / (sums[4] * sums[0] - sums[2] * sums[2]);
    let lowest = best * libm::exp(-slope / (2.0 * bend));
    assert!(0.0 < bend && (lowest / best - 1.0).abs() < 0.1, "{lowest}, by the formula {best}");
}

/// R12 of the facts: E = (1 - N r (u0 + tau / 2)) / (1 + w / tau), for a job on one node that fails so often.
#[test]
fn the_share_of_time_that_is_work_is_within_two_points_of_the_rule() {
    for (mtbf, every, write) in [(60.0, 2.0, 1.0 / 12.0), (24.0, 1.0, 0.05), (100.0, 3.0, 0.25)] {
        let restart = 0.15;
        let case = Case { work: 1_000.0, every, write, restart, mtbf };
        let (hours, _) = mean_of(case, 30);
        let rule = (1.0 - (restart + every / 2.0) / mtbf) / (1.0 + write / every);
        assert!((case.work / hours - rule).abs() < 0.02, "{case:?}: {} and {rule}", case.work / hours);
    }
}
