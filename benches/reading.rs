//! How many rows a second are read from a log in Standard Workload Format, plain and compressed.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::fmt::Write as _;
use std::hint::black_box;
use std::io::Write as _;
use suanli::workload::log::LogReader;

const ROWS: u64 = 200_000;

/// A log as the archive has them: aligned columns, runs from seconds to days, sizes in powers of two.
fn log() -> String {
    let mut text = String::from("; Computer: bench\n; MaxProcs: 1024\n; UnixStartTime: 0\n");
    let mut scatter = 21_u64;
    for number in 1..=ROWS {
        scatter = scatter.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let run = (scatter >> 40) % 10_u64.pow(1 + (scatter >> 33) as u32 % 5);
        let processors = 1 << ((scatter >> 50) % 10);
        let user = 1 + (scatter >> 55) % 200;
        let submit = number * 131;
        writeln!(
            text,
            "{number:>7} {submit:>9} -1 {run:>6} {processors:>4} -1 -1 {processors:>4} {:>6} -1 1 {user:>3} 1 -1 1 -1 -1 -1",
            run * 2 + 60
        )
        .expect("writing to a string cannot fail");
    }
    text
}

fn reading(criterion: &mut Criterion) {
    let text = log();
    let folder = tempfile::tempdir().expect("a folder for a while");
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(text.as_bytes()).expect("writing to memory cannot fail");
    let packings = [
        ("plain", text.as_bytes().to_vec()),
        ("gzip", gzip.finish().expect("writing to memory cannot fail")),
        ("zstd", zstd::encode_all(text.as_bytes(), 3).expect("writing to memory cannot fail")),
    ];
    let mut group = criterion.benchmark_group("reading a log");
    group.throughput(Throughput::Elements(ROWS));
    group.sample_size(20);
    for (name, bytes) in packings {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("room for a small file");
        group.bench_function(BenchmarkId::new("swf", name), |bencher| {
            bencher.iter(|| {
                let mut reader = LogReader::open(&path).expect("this is a log");
                while let Some(job) = reader.next_job().expect("this log is whole") {
                    black_box(job);
                }
                assert_eq!(reader.quality().rows_kept, ROWS);
            });
        });
    }
    group.finish();
}

criterion_group!(benches, reading);
criterion_main!(benches);
