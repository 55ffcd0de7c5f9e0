//! How long a forecast takes: a queue of a thousand jobs on a busy machine, in two hundred futures.

use criterion::{Criterion, criterion_group, criterion_main};
use std::fmt::Write as _;
use std::hint::black_box;
use suanli::experiment::forecast::{Asking, Past, outlook};
use suanli::log::LogReader;
use suanli::policy::PolicySpec;

/// Twelve weeks of a machine of 2,048 processors, at the end of which a thousand jobs wait: job after job with a number drawn for each.
fn log() -> String {
    let mut log = String::from("; MaxProcs: 2048\n; UnixStartTime: 0\n");
    let mut state = 1_u64;
    let mut draw = |most: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % most
    };
    let end = 84 * 86_400;
    let mut job = |id: u64, submit: u64, wait: u64| {
        let walltime = 3_600 * (1 + draw(24));
        let run = walltime * (5 + draw(96)) / 100;
        let size = 1 << draw(9);
        let user = 1 + draw(100);
        let _ = writeln!(
            log,
            "{id} {submit} {wait} {run} {size} -1 -1 {size} {walltime} -1 1 {user} 1 -1 -1 -1 -1 -1"
        );
    };
    // About as much work as the machine can do.
    let count = 84 * 86_400 / 1_000;
    (0..count).for_each(|place| job(place + 1, place * 1_000, 600));
    (0..1_000).for_each(|place| job(count + place + 1, end - 1_000 + place, 500_000 + place));
    log
}

fn forecast(criterion: &mut Criterion) {
    let file = tempfile::NamedTempFile::new().expect("a file for the bench");
    std::fs::write(file.path(), log()).expect("it can be written to");
    let past = Past::read(LogReader::open(file.path()).expect("it is a log"), "bench").expect("it is a log");
    let snapshot = past.snapshot(84 * 86_400, 2_048);
    assert_eq!(snapshot.waiting.len(), 1_000);
    let policy = PolicySpec::parse("fcfs+easy").expect("it is made of rows");
    let asking = Asking { past: &past, policy: &policy, futures: 200, seed: 1 };
    let mut group = criterion.benchmark_group("forecast");
    group.sample_size(10);
    group.bench_function("1,000 waiting jobs in 200 futures", |bencher| {
        bencher.iter(|| black_box(outlook(asking, &snapshot)))
    });
    group.finish();
}

criterion_group!(benches, forecast);
criterion_main!(benches);
