//! A million jobs of each set of parameters of Lublin and Feitelson, held to what is published.
//!
//! The numbers stand here a second time, and what follows from them is worked out in another way than in the model.
//! Every tolerance is five standard errors: of a binomial share where draws are independent (sizes, runtimes), and of
//! the mean over a hundred stretches of time where they hang together (arrivals).

use super::*;
use statrs::distribution::{Continuous as _, ContinuousCDF as _, Gamma};
use suanli::workload::models::Lublin;

const JOBS: usize = 1_000_000;

/// The machine to which the model was fitted.
const NODES: u32 = 128;

/// Longer than a million jobs take at the published rate.
const DAYS: u64 = 365 * 300;

/// The published figures of one set.
struct Published {
    name: &'static str,
    serial: f64,
    power_of_2: f64,
    /// Low, middle and high of the two uniform stages, and the share of the first.
    stages: [f64; 4],
    kinds: [(f64, f64); 2],
    /// The chance of the first kind: slope and constant.
    first: (f64, f64),
    /// Of the logarithm of the gap: shape for the rush hours, its factor for the day, scale.
    gaps: (f64, f64, f64),
    /// Of the half hours.
    day: (f64, f64),
}

const PUBLISHED: [Published; 3] = [
    Published {
        name: "lublin",
        serial: 0.244,
        power_of_2: 0.576,
        stages: [0.8, 4.5, 7.0, 0.86],
        kinds: [(4.2, 0.94), (312.0, 0.03)],
        first: (-0.0054, 0.78),
        gaps: (10.2303, 1.0225, 0.4871),
        day: (8.1737, 3.9631),
    },
    Published {
        name: "lublin-batch",
        serial: 0.2927,
        power_of_2: 0.6686,
        stages: [1.2, 5.0, 7.0, 0.875],
        kinds: [(6.57, 0.823), (639.1, 0.0156)],
        first: (-0.003, 0.6986),
        gaps: (6.0415, 1.0519, 0.8531),
        day: (6.1271, 5.2740),
    },
    Published {
        name: "lublin-interactive",
        serial: 0.1541,
        power_of_2: 0.625,
        stages: [1.0, 3.0, 5.5, 0.705],
        kinds: [(3.8351, 0.6605), (7.073, 0.6856)],
        first: (-0.0118, 0.9156),
        gaps: (6.5510, 0.9797, 0.6621),
        day: (8.9186, 3.6680),
    },
];

fn gamma((shape, scale): (f64, f64)) -> Gamma {
    Gamma::new(shape, 1.0 / scale).expect("published shapes and scales are above zero")
}

impl Published {
    fn model(&self) -> &'static Lublin {
        model(self.name).expect("the model is there")
    }

    fn million_jobs(&self) -> Vec<Job> {
        let demand = Demand::JobsPerDay(self.model().jobs_per_day_published());
        let exact = Workload { estimates: Estimates::Exact, ..workload(self.name, demand) };
        let jobs = jobs(&exact, &center(NODES), DAYS, JOBS);
        assert_eq!(jobs.len(), JOBS, "{}", self.name);
        jobs
    }

    /// The share of jobs of each size, by going through the two stages in small steps.
    fn sizes(&self) -> Vec<f64> {
        const STEPS: u32 = 400_000;
        let [low, middle, high, first] = self.stages;
        let mut shares = vec![0.0; NODES as usize + 1];
        shares[1] = self.serial;
        for step in 0..STEPS {
            let place = (f64::from(step) + 0.5) / f64::from(STEPS);
            for (from, to, weight) in [(low, middle, first), (middle, high, 1.0 - first)] {
                let log = from + place * (to - from);
                let weight = weight / f64::from(STEPS);
                shares[2_f64.powi(log.round() as i32) as usize] += self.power_of_2 * weight;
                shares[libm::exp2(log).round() as usize] += (1.0 - self.serial - self.power_of_2) * weight;
            }
        }
        shares
    }

    /// The share of jobs of this size that run at most so many whole seconds.
    fn runs_upto(&self, size: usize, secs: f64) -> f64 {
        let first = (self.first.0 * size as f64 + self.first.1).clamp(0.0, 1.0);
        let upto = |log: f64| {
            let [one, other] = self.kinds.map(|kind| gamma(kind).cdf(log));
            first * one + (1.0 - first) * other
        };
        // Logarithms above 12 are drawn again.
        upto(libm::log(secs + 0.5).min(12.0)) / upto(12.0)
    }
}

fn check(published: &Published) {
    let jobs = published.million_jobs();
    check_sizes(published, &jobs);
    check_runtimes(published, &jobs);
    check_rhythm(published, &jobs);
    check_rate(published, &jobs);
}

#[test]
fn a_million_jobs_of_all_types_are_as_published() {
    check(&PUBLISHED[0]);
}

#[test]
fn a_million_batch_jobs_are_as_published() {
    check(&PUBLISHED[1]);
}

#[test]
fn a_million_interactive_jobs_are_as_published() {
    check(&PUBLISHED[2]);
}

fn check_sizes(published: &Published, jobs: &[Job]) {
    let mut found = vec![0_usize; NODES as usize + 1];
    jobs.iter().for_each(|job| found[job.request.shape.tasks as usize] += 1);
    let expected = published.sizes();
    let check = |what: &str, found: usize, expected: f64| {
        let share = found as f64 / JOBS as f64;
        // The steps of the expectation are 2.5 millionths wide.
        let tolerance = share_tolerance(expected, JOBS) + 1e-5;
        assert!((share - expected).abs() <= tolerance, "{} {what}: {share}, {expected}", published.name);
    };
    let powers = || (0..=7).map(|power| 1 << power);
    check("powers of 2", powers().map(|size| found[size]).sum(), powers().map(|size| expected[size]).sum());
    (1..=NODES as usize).for_each(|size| check(&format!("size {size}"), found[size], expected[size]));

    let squares = (1..).zip(&expected[1..]).map(|(size, share)| share * f64::from(size * size)).sum::<f64>();
    let mean = (1..).zip(&expected[1..]).map(|(size, share)| share * f64::from(size)).sum::<f64>();
    let sizes: u64 = jobs.iter().map(|job| u64::from(job.request.shape.tasks)).sum();
    let tolerance = ERRORS * ((squares - mean * mean) / JOBS as f64).sqrt();
    let found = sizes as f64 / JOBS as f64;
    assert!((found - mean).abs() <= tolerance + 1e-3, "{}: mean size {found}, {mean}", published.name);
}

fn check_runtimes(published: &Published, jobs: &[Job]) {
    let sizes = published.sizes();
    let secs = |size: Option<usize>| {
        let here = jobs.iter().filter(|job| size.is_none_or(|size| job.request.shape.tasks as usize == size));
        let mut secs: Vec<f64> = here.map(|job| job.work.as_secs_f64()).collect();
        secs.sort_unstable_by(f64::total_cmp);
        secs
    };
    let check = |what: &str, secs: &[f64], upto: &dyn Fn(f64) -> f64| {
        for quantile in [0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99] {
            // Runtimes are whole seconds: what counts is the share up to the quantile, however many are equal to it.
            let value = secs[(quantile * secs.len() as f64) as usize];
            let found = secs.partition_point(|other| *other <= value) as f64 / secs.len() as f64;
            let expected = upto(value);
            let tolerance = share_tolerance(expected, secs.len());
            let name = published.name;
            assert!(
                (found - expected).abs() <= tolerance,
                "{name} {what}: {found} up to {value} s, {expected}"
            );
        }
    };
    // The larger the job, the more likely it is one of the long kind.
    for size in [1, 2, 8, 32] {
        check(&format!("size {size}"), &secs(Some(size)), &|value| published.runs_upto(size, value));
    }
    let all = secs(None);
    let upto = |value: f64| {
        (1..sizes.len())
            .filter(|size| 0.0 < sizes[*size])
            .map(|size| sizes[size] * published.runs_upto(size, value))
            .sum()
    };
    check("all", &all, &upto);

    // The mean of the logarithm, in which a gamma distribution is at home: in steps of 0.2 %, or of a second.
    let (mut mean, mut square, mut from, mut before) = (0.0, 0.0, 1.0_f64, 0.0);
    while from < 162_755.0 {
        let to = (from * 1.002).floor().max(from);
        let share = upto(to) - before;
        let log = libm::log((from * to).sqrt());
        (mean, square, before) = (mean + share * log, square + share * log * log, before + share);
        from = to + 1.0;
    }
    let found = all.iter().map(|secs| libm::log(*secs)).sum::<f64>() / JOBS as f64;
    let tolerance = ERRORS * ((square - mean * mean) / JOBS as f64).sqrt();
    assert!((found - mean).abs() <= tolerance, "{}: mean of logarithms {found}, {mean}", published.name);
}

/// Arrivals in each half hour of the day, for each of a hundred equal stretches of whole days.
fn half_hours_of_stretches(jobs: &[Job]) -> Vec<[f64; 48]> {
    let days = jobs[jobs.len() - 1].request.submit.as_secs() / DAY;
    let stretch = days / 100 * DAY;
    let mut counts = vec![[0.0; 48]; 100];
    for job in jobs {
        let secs = job.request.submit.as_secs();
        if let Some(counts) = counts.get_mut((secs / stretch) as usize) {
            counts[(secs % DAY / 1800) as usize] += 1.0;
        }
    }
    counts
}

fn check_rhythm(published: &Published, jobs: &[Job]) {
    let stretches = half_hours_of_stretches(jobs);
    let day = gamma(published.day);
    let weights: Vec<f64> = (0..48)
        .map(|place: u32| {
            // Half hours are counted from 1, and a day begins with the eleventh.
            let bucket = f64::from(if place < 10 { place + 49 } else { place + 1 });
            day.cdf(bucket + 0.5) - day.cdf(bucket - 0.5)
        })
        .collect();
    let all: f64 = weights.iter().sum();
    for (place, weight) in weights.iter().enumerate() {
        let shares: Vec<f64> =
            stretches.iter().map(|counts| counts[place] / counts.iter().sum::<f64>()).collect();
        let (found, tolerance) = mean_and_tolerance(&shares);
        let expected = weight / all;
        assert!((found - expected).abs() <= tolerance, "{} {place}: {found}, {expected}", published.name);
    }
}

fn check_rate(published: &Published, jobs: &[Job]) {
    let (shape, ratio, scale) = published.gaps;
    let logs = gamma((shape * ratio, scale));
    // The mean of exp over the logarithms up to 13, in small steps.
    let step = 1e-4;
    let exps = (0..130_000).map(|place| (f64::from(place) + 0.5) * step);
    let sum: f64 = exps.map(|log| libm::exp(log) * logs.pdf(log) * step).sum();
    let expected = DAY as f64 / (sum / logs.cdf(13.0));
    let stated = published.model().jobs_per_day_published();
    assert!((stated / expected - 1.0).abs() < 1e-6, "{}: {stated}, {expected}", published.name);

    let days = jobs[JOBS - 1].request.submit.as_secs() / DAY / 100;
    let stretches = half_hours_of_stretches(jobs);
    let rates: Vec<f64> = stretches.iter().map(|counts| counts.iter().sum::<f64>() / days as f64).collect();
    let (found, tolerance) = mean_and_tolerance(&rates);
    assert!((found - expected).abs() <= tolerance, "{}: {found} a day, {expected}", published.name);
    // Gaps of up to five days leave a standard error of up to 2 %, even of a million jobs.
    assert!(tolerance < 0.1 * expected, "{}: within {tolerance}", published.name);
}

#[test]
fn the_hours_of_all_jobs_are_those_of_the_fact_sheet() {
    // U19, with two digits.
    let stated = [
        0.48, 0.39, 0.31, 0.24, 0.19, 0.20, 0.38, 0.62, 0.89, 1.17, 1.42, 1.62, 1.76, 1.83, 1.82, 1.76, 1.66,
        1.52, 1.36, 1.19, 1.02, 0.87, 0.72, 0.59,
    ];
    let halves = model("lublin").unwrap().half_hours();
    for (hour, stated) in stated.iter().enumerate() {
        let found = f64::midpoint(halves[2 * hour], halves[2 * hour + 1]);
        assert!((found - stated).abs() <= 0.0051, "{hour} h: {found}, {stated}");
    }
}

#[test]
fn sizes_go_with_the_machine() {
    for (name, most) in [("lublin", 1000), ("lublin-batch", 1000), ("lublin-interactive", 354)] {
        let demand = Demand::JobsPerDay(10_000.0);
        let found = jobs(&workload(name, demand), &center(1000), 10, usize::MAX);
        let largest = found.iter().map(|job| job.request.shape.tasks).max().unwrap();
        assert!(largest <= most && most * 9 / 10 < largest, "{name}: {largest}");
        let powers = found.iter().filter(|job| job.request.shape.tasks.is_power_of_two()).count();
        assert!((0.7..1.0).contains(&(powers as f64 / found.len() as f64)), "{name}");
    }
    for nodes in 1..=20 {
        let mut small = workload("lublin", Demand::JobsPerDay(1000.0));
        let found = jobs(&small, &center(nodes), 10, usize::MAX);
        assert!(found.iter().all(|job| (1..=nodes).contains(&job.request.shape.tasks)), "{nodes}");
        assert!(found.iter().any(|job| job.request.shape.tasks == nodes) || !nodes.is_power_of_two());
        small.size_max = Some(3);
        let limited = jobs(&small, &center(nodes), 10, usize::MAX);
        assert!(limited.iter().all(|job| job.request.shape.tasks <= nodes.min(3)), "{nodes}");
        let shares: f64 = model("lublin").unwrap().sizes(nodes).iter().sum();
        assert!((shares - 1.0).abs() < 1e-12, "{nodes}: {shares}");
    }
}

#[test]
fn the_load_is_the_demanded_one() {
    let machine = center(200);
    for (name, unit) in
        [("lublin", Unit::Nodes), ("lublin-batch", Unit::Cores), ("lublin-interactive", Unit::Nodes)]
    {
        for batch in [Batch::Single, Batch::Array { least: 2, most: 20 }, Batch::Burst { least: 2, most: 20 }]
        {
            for estimates in [Estimates::Exact, Estimates::AsModelled, short_modal()] {
                let origin = Origin::Model { name: name.into(), unit };
                let demanded = Workload {
                    batch: Some(batch),
                    estimates: estimates.clone(),
                    ..Workload::new("jobs", origin, Demand::Load(0.6))
                };
                let days = 2000;
                let mut stretches = [0.0; 20];
                for job in jobs(&demanded, &machine, days, usize::MAX) {
                    let held = job.work.min(job.request.walltime).as_secs_f64();
                    let cores = f64::from(job.request.shape.total().cores);
                    stretches[(job.request.submit.as_secs() / (days * DAY / 20)) as usize] += held * cores;
                }
                let capacity = 200.0 * 16.0 * (days * DAY) as f64 / 20.0;
                let (found, tolerance) = mean_and_tolerance(&stretches.map(|area| area / capacity));
                let what = format!("{name} {batch:?} {estimates:?}: {found} within {tolerance}");
                assert!((found - 0.6).abs() <= tolerance && tolerance < 0.25, "{what}");
            }
        }
    }
}

/// Estimates so short that many jobs are killed.
fn short_modal() -> Estimates {
    Estimates::Modal(Modal { popular: Vec::new(), maximum: Some(Span::from_secs(4 * 3600)) })
}
