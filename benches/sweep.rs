//! The parallel hot loop: 2 policies x 16 seeds at one and at two threads, in cells per second, and how much of the
//! second thread arrives.

use criterion::{Criterion, Throughput};
use rand::RngExt;
use std::io::{self, Write};
use std::time::{Duration, Instant};
use suanli::experiment::{Comparison, Settings, compare_with};
use suanli::model::{
    Center, CenterId, ClassId, Due, GroupId, Job, JobId, Layout, PartitionId, Request, Resources, Shape,
    Source, Span, Streams, TenantGroup, TenantId, Time, Use,
};
use suanli::policy::PolicySpec;
use suanli::scenario::{Basis, Scenario};
use suanli::workload::{Demand, Origin, Workload};

const JOBS: u64 = 5_000;
const NODES: u32 = 64;
const SEEDS: u32 = 16;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let scenario = scenario();
    let mut group = criterion.benchmark_group("sweep of 2 policies x 16 seeds");
    group.throughput(Throughput::Elements(cells(&scenario))).sample_size(10);
    for threads in [1, 2] {
        group.bench_function(format!("{threads} threads"), |bencher| {
            bencher.iter(|| run(&scenario, threads));
        });
    }
    group.finish();
    criterion.final_summary();
    // Under `cargo test` a bench is only to be proved to run.
    if !std::env::args().any(|argument| argument == "--test") {
        tell_efficiency(&scenario);
    }
}

/// One and two threads in turns, so that a slow moment of the machine meets both; the median of each.
fn tell_efficiency(scenario: &Scenario) {
    let mut one = Vec::new();
    let mut two = Vec::new();
    for _ in 0..9 {
        one.push(timed(scenario, 1));
        two.push(timed(scenario, 2));
    }
    let (one, two) = (median(one).as_secs_f64(), median(two).as_secs_f64());
    let cells = cells(scenario) as f64;
    // Nobody reads on where stdout is closed.
    let _ = writeln!(
        io::stdout().lock(),
        "{:.1} cells/s at 1 thread, {:.1} cells/s at 2 threads: parallel efficiency {:.3}",
        cells / one,
        cells / two,
        one / (2.0 * two)
    );
}

fn timed(scenario: &Scenario, threads: usize) -> Duration {
    let began = Instant::now();
    run(scenario, threads);
    began.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn cells(scenario: &Scenario) -> u64 {
    scenario.policies.len() as u64 * u64::from(scenario.replications)
}

fn run(scenario: &Scenario, threads: usize) -> Comparison {
    let settings = Settings { threads, ..Settings::default() };
    compare_with(scenario, &jobs, settings, &()).expect("nothing stops it")
}

fn scenario() -> Scenario {
    let policy = |name: &str| PolicySpec::parse(name).expect("the policy exists");
    let origin = Origin::Application("cfd".into());
    let workload = Workload::new("jobs", origin, Demand::JobsPerDay(1.0));
    let centers = vec![Center::of_nodes("sweep", NODES, Resources::cores(16))];
    Scenario {
        name: "sweep".into(),
        title: "Sweep".into(),
        start: jiff::civil::date(2023, 1, 2).at(0, 0, 0, 0),
        horizon: Span::from_secs(60 * 86_400),
        warm_up: Span::DAY,
        limit_checks: None,
        seed: 1,
        replications: SEEDS,
        basis: Basis::of(&centers),
        centers,
        groups: vec![TenantGroup { name: "users".into(), title: "Users".into() }],
        tenants: Vec::new(),
        workloads: vec![workload],
        policies: vec![policy("fcfs+none"), policy("fcfs+easy")],
        variants: std::collections::BTreeMap::new(),
        failures: Vec::new(),
        wan: suanli::model::Wan::default(),
        books: None,
        planned: None,
        network: None,
        document: None,
    }
}

/// Jobs of 1 to 16 nodes for up to three hours, at a load of about 0.85.
fn jobs(_scenario: &Scenario, streams: Streams) -> Box<dyn Source + Send> {
    let mut chance = streams.stream(Use::Arrivals, "jobs");
    let mut submit = Time::ZERO;
    let mut list = Vec::new();
    for id in 1..=JOBS {
        let nodes: u32 = 1 << chance.random_range(0..5);
        let run = Span::from_secs(chance.random_range(60..10_740));
        // 6.2 nodes for 1.5 h on average, of 64.
        submit = submit + Span::from_secs(chance.random_range(0..1_230));
        let request = Request {
            id: JobId(id),
            submit,
            walltime: Span::from_secs(10_800),
            estimate: Span::from_secs(10_800),
            shape: Shape { tasks: nodes, per_task: Resources::cores(16), layout: Layout::OnePerNode },
            tenant: TenantId(0),
            group: GroupId(0),
            class: ClassId(0),
            center: CenterId(0),
            partition: PartitionId(0),
            due: Due::NEVER,
        };
        list.push(Job { request, work: run });
    }
    Box::new(list.into_iter().peekable())
}
