//! What the page costs: a replay that is summed up, the same looked at closely, and what was seen written down.

mod offer;

use criterion::{Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use offer::{Offer, log};
use std::hint::black_box;
use suanli::engine::simulate;
use suanli::lang::Lang;
use suanli::model::{Center, Job, Time};
use suanli::page::{RunFold, RunNames, run_json};
use suanli::policy::PolicySpec;
use suanli::record::Observer;
use suanli::report::ReplayTally;

const PROCESSORS: u32 = 1_024;

fn run(center: &Center, jobs: &[Job], observer: &mut dyn Observer) {
    let policy = PolicySpec::parse("fcfs+easy").expect("the benches name rows of the tables");
    let mut source = jobs.iter().copied().peekable();
    let centers = std::slice::from_ref(center);
    simulate(centers, &policy, &mut source, Time::NEVER, observer).expect("jobs from memory can be read");
}

fn closely(center: &Center, jobs: &[Job]) -> RunFold {
    let mut observers = (ReplayTally::default(), RunFold::new(std::slice::from_ref(center), None));
    run(center, jobs, &mut observers);
    observers.1
}

fn page(criterion: &mut Criterion) {
    let center = Center::counted("counted", PROCESSORS);
    let jobs = log(Offer { jobs: 100_000, processors: PROCESSORS, load: 0.88 });
    let mut group = criterion.benchmark_group("page");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    group.throughput(Throughput::Elements(jobs.len() as u64));
    group.bench_function("summed up", |bencher| {
        bencher.iter(|| run(black_box(&center), &jobs, &mut ReplayTally::default()));
    });
    group.bench_function("looked at closely", |bencher| {
        bencher.iter(|| closely(black_box(&center), &jobs));
    });
    let fold = closely(&center, &jobs);
    let names = RunNames {
        lang: Lang::English,
        policy: "fcfs+easy".into(),
        centers: vec!["counted".into()],
        classes: vec!["jobs".into()],
        tenants: &|_| None,
        explain: None,
    };
    group.bench_function("written down", |bencher| {
        bencher.iter(|| run_json(black_box(&fold), &names, 2_000, 3_000).to_string());
    });
    group.finish();
}

criterion_group!(benches, page);
criterion_main!(benches);
