//! Tests of models from the literature and of how users behave: estimates, rhythms, sessions, waiting for results.

use jiff::civil::date;
use suanli::model::{
    Center, GroupId, Job, NodeType, Nodes, Partition, PeakFlops, Pool, PoolId, Resources, Source, Span,
    Streams, Tenant, Time,
};
use suanli::workload::application::Batch;
use suanli::workload::{Demand, Estimates, Modal, Origin, Synthetic, Unit, Workload, model};

mod closed;
mod estimates;
mod lublin;
mod pace;
mod page;
mod sessions;

const DAY: u64 = 86_400;

/// Nodes of sixteen cores and nothing else.
fn center(count: u32) -> Center {
    let node_type = NodeType {
        name: "node".into(),
        capacity: Resources { cores: 16, accelerators: 0, memory_mib: 65_536 },
        device: None,
        peak_tflops: PeakFlops::default(),
        idle_watts: 100.0,
        busy_watts: 400.0,
    };
    let pool = Pool { name: "all".into(), node_type, nodes: Nodes::Named { count }, lock: None };
    let partition = Partition { name: "all".into(), pools: vec![PoolId(0)] };
    Center::new("center", "center", vec![pool], vec![partition], 1)
}

fn workload(model: &str, demand: Demand) -> Workload {
    Workload::new("jobs", Origin::Model { name: model.into(), unit: Unit::Nodes }, demand)
}

fn tenants(activities: &[f64]) -> Vec<Tenant> {
    let tenant = |(place, activity): (usize, &f64)| Tenant {
        name: format!("tenant-{place}"),
        group: GroupId(0),
        activity: *activity,
        shares: 1,
        home: None,
        joins: Time::ZERO,
    };
    activities.iter().enumerate().map(tenant).collect()
}

/// The jobs of a workload from Monday, 2 January 2023, 00:00.
fn source(
    workload: &Workload,
    center: &Center,
    tenants: &[Tenant],
    days: u64,
    replication: u64,
) -> Synthetic {
    Synthetic::new(
        std::slice::from_ref(workload),
        std::slice::from_ref(center),
        tenants,
        date(2023, 1, 2).at(0, 0, 0, 0),
        Span::from_secs(days * DAY),
        Streams::new(7, replication),
    )
}

/// All of them, where nobody waits for results, or the first so many.
fn jobs(workload: &Workload, center: &Center, days: u64, most: usize) -> Vec<Job> {
    let mut source = source(workload, center, &tenants(&[1.0]), days, 0);
    let mut jobs = Vec::new();
    while jobs.len() < most && source.next_submit().expect("a synthetic source reads nothing").is_some() {
        jobs.push(source.take());
    }
    jobs
}

/// Five standard errors: chance leaves them once in two million.
const ERRORS: f64 = 5.0;

/// How far a share found among so many independent draws may lie from the true one.
fn share_tolerance(share: f64, draws: usize) -> f64 {
    ERRORS * (share * (1.0 - share) / draws as f64).sqrt()
}

/// The mean of figures of equal stretches of time and its tolerance, for arrivals that hang together.
fn mean_and_tolerance(figures: &[f64]) -> (f64, f64) {
    let count = figures.len() as f64;
    let mean = figures.iter().sum::<f64>() / count;
    let variance = figures.iter().map(|figure| (figure - mean).powi(2)).sum::<f64>() / (count - 1.0);
    (mean, ERRORS * (variance / count).sqrt())
}
