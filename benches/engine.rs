//! The simulator's own loops: events, passes of each backfill, placements, deep queues and growth, in jobs a second.
//!
//! Each bench simulates whole logs drawn like those of the yardstick.

mod offer;

use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use offer::{Offer, log};
use std::hint::black_box;
use suanli::engine::{Simulation, simulate};
use suanli::model::{Account, AccountId, Center, Claims, Job, Resources, Time};
use suanli::policy::PolicySpec;
use suanli::record::Observer as _;
use suanli::report::ReplayTally;
use suanli::state::{seal, to_bytes};

const PROCESSORS: u32 = 1_024;
const QUIET: f64 = 0.88;
const SOLD_OUT: f64 = 1.2;

fn run(center: &Center, policy: &PolicySpec, jobs: &[Job]) {
    let mut source = jobs.iter().copied().peekable();
    let centers = std::slice::from_ref(center);
    simulate(centers, policy, &mut source, Time::NEVER, &mut ()).expect("jobs from memory can be read");
}

fn policy(text: &str) -> PolicySpec {
    PolicySpec::parse(text).expect("the benches name rows of the tables")
}

/// The loop itself: a machine so large that nobody ever waits.
fn event_loop(criterion: &mut Criterion) {
    let jobs = log(Offer { jobs: 50_000, processors: PROCESSORS, load: QUIET });
    let center = Center::counted("large", 1_000_000);
    let mut group = criterion.benchmark_group("event loop");
    group.throughput(Throughput::Elements(jobs.len() as u64)).sampling_mode(SamplingMode::Flat);
    group.bench_function("nobody waits", |bencher| {
        bencher.iter(|| run(black_box(&center), &policy("fcfs+none"), &jobs));
    });
    group.finish();
}

/// A pass of each backfill, at a usual load and where the machine is sold out and the queue deep.
fn backfills(criterion: &mut Criterion) {
    let center = Center::counted("counted", PROCESSORS);
    let mut group = criterion.benchmark_group("backfill");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    for (name, load) in [("load 0.88", QUIET), ("sold out", SOLD_OUT)] {
        let jobs = log(Offer { jobs: 20_000, processors: PROCESSORS, load });
        group.throughput(Throughput::Elements(jobs.len() as u64));
        for backfill in ["none", "easy", "easy-shortest-first", "depth(8)", "replanned", "conservative"] {
            // A whole plan of a deep queue is a bench of patience, not of the loop.
            if load == SOLD_OUT && matches!(backfill, "replanned" | "conservative") {
                continue;
            }
            let policy = policy(&format!("fcfs+{backfill}"));
            group.bench_function(BenchmarkId::new(backfill, name), |bencher| {
                bencher.iter(|| run(black_box(&center), &policy, &jobs));
            });
        }
    }
    group.finish();
}

/// EASY under the orders that rank tenants, 120 of them, each in an account of its own, beside plain EASY.
fn orders(criterion: &mut Criterion) {
    let center = center_of_accounts(120);
    let jobs = log(Offer { jobs: 100_000, processors: PROCESSORS, load: QUIET });
    let mut group = criterion.benchmark_group("order");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    group.throughput(Throughput::Elements(jobs.len() as u64));
    for order in [
        "fcfs",
        "fair-share",
        "dominant-share",
        "multifactor",
        "multifactor(sharing = classic)",
        "class-priority",
    ] {
        let policy = policy(&format!("{order}+easy"));
        group.bench_function(order, |bencher| bencher.iter(|| run(black_box(&center), &policy, &jobs)));
    }
    group.finish();
}

fn center_of_accounts(accounts: u16) -> Center {
    let account =
        |number| Account { name: format!("account {number}"), parent: None, shares: 1 + number, priority: 0 };
    let claims = Claims {
        accounts: (0..u32::from(accounts)).map(account).collect(),
        tenants: (0..accounts).map(|number| Some(AccountId(number))).collect(),
        ..Claims::default()
    };
    Center { claims, ..Center::counted("counted", PROCESSORS) }
}

/// EASY on named nodes under each placement, small and at the scale of a nation.
fn placements(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("placement");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    for (name, nodes, sizes, load) in
        [("128 nodes", 128, PROCESSORS, QUIET), ("100,000 nodes", 100_000, 8_192, 0.9 * 800_000.0 / 8_192.0)]
    {
        let center = Center::of_nodes(name, nodes, Resources::cores(8));
        let jobs = log(Offer { jobs: 20_000, processors: sizes, load });
        group.throughput(Throughput::Elements(jobs.len() as u64));
        // To find stretches costs a look at every free node, which is for clusters, not for nations.
        let placements = if nodes <= 1_000 { 4 } else { 3 };
        for placement in &["pack", "spread", "first-fit", "consecutive"][..placements] {
            let policy = policy(&format!("fcfs+easy+{placement}"));
            group.bench_function(BenchmarkId::new(*placement, name), |bencher| {
                bencher.iter(|| run(black_box(&center), &policy, &jobs));
            });
        }
    }
    group.finish();
}

/// EASY on logs that grow: the time of a job must not.
fn growth(criterion: &mut Criterion) {
    let center = Center::counted("counted", PROCESSORS);
    let policy = policy("fcfs+easy");
    let mut group = criterion.benchmark_group("growth");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    for jobs in [10_000, 100_000, 1_000_000] {
        let log = log(Offer { jobs, processors: PROCESSORS, load: QUIET });
        group.throughput(Throughput::Elements(jobs));
        group.bench_function(BenchmarkId::from_parameter(jobs), |bencher| {
            bencher.iter(|| run(black_box(&center), &policy, &log));
        });
    }
    group.finish();
}

/// The state of a replay of a million jobs, written down after half a million of them, with what was summed up until then.
fn saving(criterion: &mut Criterion) {
    let jobs = log(Offer { jobs: 1_000_000, processors: PROCESSORS, load: QUIET });
    let (center, easy) = (Center::counted("counted", PROCESSORS), policy("fcfs+easy"));
    let half = jobs[jobs.len() / 2].request.submit;
    let mut source = jobs.iter().copied().peekable();
    let mut tally = ReplayTally::default();
    let mut simulation = Simulation::new(std::slice::from_ref(&center), &easy);
    simulation.run_until(half, &mut source, &mut tally).expect("jobs from memory can be read");
    let mut state = || {
        let engine = simulation.save().expect("a built-in scheduler can be saved");
        let sums = tally.save().state().expect("sums can be saved");
        seal(&to_bytes(&(engine, sums)))
    };
    assert!(state().len() < 64 << 20, "a state has {} bytes", state().len());
    let mut group = criterion.benchmark_group("saving");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    group.throughput(Throughput::Bytes(state().len() as u64));
    group.bench_function("half of a million jobs", |bencher| bencher.iter(|| black_box(state())));
    group.finish();
}

criterion_group!(benches, event_loop, backfills, orders, placements, growth, saving);
criterion_main!(benches);
