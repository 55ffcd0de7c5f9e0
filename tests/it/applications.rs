//! Tests of the application catalogue and of synthetic workloads: calibration, rhythm, load and independence.

use jiff::civil::date;
use std::fs;
use std::path::Path;
use suanli::cli::list;
use suanli::model::{
    Center, Chance, Device, GroupId, Job, NodeType, Nodes, Partition, PeakFlops, Pool, PoolId, Resources,
    Source, Span, Streams, Tenant, Time, Use,
};
use suanli::workload::application::{Arrivals, Batch, Quantity, Statistic, page};
use suanli::workload::{
    APPLICATIONS, Application, Demand, Origin, Synthetic, Unit, Workload, application, expected_jobs_per_day,
    misfit, offered_load, shape_on, size_range,
};

mod catalogue;
mod rhythm;
mod streams;

const DAY: u64 = 86_400;

fn ascend() -> NodeType {
    NodeType {
        name: "ascend".into(),
        capacity: Resources { cores: 192, accelerators: 8, memory_mib: 786_432 },
        device: Some(Device { name: "910".into(), peak_tflops: PeakFlops::default() }),
        peak_tflops: PeakFlops::default(),
        idle_watts: 1600.0,
        busy_watts: 6000.0,
    }
}

fn kunpeng() -> NodeType {
    NodeType {
        name: "kunpeng".into(),
        capacity: Resources { cores: 128, accelerators: 0, memory_mib: 524_288 },
        device: None,
        ..ascend()
    }
}

fn center(node_type: NodeType, count: u32) -> Center {
    let pool = Pool { name: "all".into(), node_type, nodes: Nodes::Named { count }, lock: None };
    let partition = Partition { name: "all".into(), pools: vec![PoolId(0)] };
    Center::new("center", "center", vec![pool], vec![partition], 2)
}

/// A centre on which every job of the catalogue fits.
fn center_for(application: &Application) -> Center {
    match application.unit {
        Unit::Accelerators => center(ascend(), 98),
        Unit::Cores | Unit::Nodes => center(kunpeng(), 200),
    }
}

fn workload(application: &str, demand: Demand) -> Workload {
    Workload::new(application, Origin::Application(application.into()), demand)
}

fn tenants() -> Vec<Tenant> {
    let tenant = |name: &str, group, activity| Tenant {
        name: name.into(),
        group: GroupId(group),
        activity,
        shares: 1,
        home: None,
        joins: Time::ZERO,
    };
    vec![tenant("small", 0, 1.0), tenant("other", 1, 5.0), tenant("large", 0, 3.0), tenant("idle", 0, 0.0)]
}

/// The jobs of some workloads from Monday, 2 January 2023, 00:00.
fn jobs(workloads: &[Workload], center: &Center, days: u64) -> Vec<Job> {
    let mut source = Synthetic::new(
        workloads,
        std::slice::from_ref(center),
        &tenants(),
        date(2023, 1, 2).at(0, 0, 0, 0),
        Span::from_secs(days * DAY),
        Streams::new(7, 0),
    );
    let mut jobs = Vec::new();
    while let Some(submit) = source.next_submit().expect("a synthetic source reads nothing") {
        let job = source.take();
        assert_eq!(job.request.submit, submit);
        jobs.push(job);
    }
    jobs
}

fn hour_of_day(job: &Job) -> usize {
    (job.request.submit.as_secs() % DAY / 3600) as usize
}

/// Arrivals of a workload by a key: a batch, whose jobs stand together, counts once.
fn arrivals_by(jobs: &[Job], bins: usize, key: impl Fn(&Job) -> usize) -> Vec<f64> {
    let mut counts = vec![0.0; bins];
    let mut last = None;
    for job in jobs {
        if last != Some(job.request.submit) {
            counts[key(job)] += 1.0;
        }
        last = Some(job.request.submit);
    }
    counts
}

fn correlation(xs: &[f64], ys: &[f64]) -> f64 {
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (x, y) = (mean(xs), mean(ys));
    let cross: f64 = xs.iter().zip(ys).map(|(a, b)| (a - x) * (b - y)).sum();
    let square = |values: &[f64], mean: f64| values.iter().map(|a| (a - mean) * (a - mean)).sum::<f64>();
    cross / (square(xs, x) * square(ys, y)).sqrt()
}
