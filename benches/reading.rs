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

/// The rows of formats between commas and of lines of JSON, as wide as those that are published.
const GPU_FORMATS: &[(&str, &str, fn(u64) -> String)] = &[
    ("philly", ",run_time,wait_time,submit_time,gpu_num\n", |n| {
        format!("{n},{},{},{},{}\n", n * 7 % 90_000, n % 4_000, 1_502_114_581 + n, 1 << (n % 6))
    }),
    (
        "helios",
        "job_id,user,vc,gpu_num,cpu_num,node_num,state,submit_time,start_time,end_time,duration,queue\n",
        |n| {
            let (hour, minute, user) = (n / 60 % 24, n % 60, n % 200);
            format!(
                "{n},u{user},vc{},8,64,1,COMPLETED,2020-06-09 {hour:02}:{minute:02}:01,2020-06-09 {hour:02}:{minute:02}:31,2020-06-10 04:55:09,36848,30\n",
                user % 15
            )
        },
    ),
    (
        "openb",
        "name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,scheduled_time\n",
        |n| {
            format!(
                "openb-pod-{n:04},12000,16384,1,{},V100M16|V100M32,LS,Running,{n},{},{n}\n",
                1 + n % 1_000,
                n * 2
            )
        },
    ),
    ("gaia", "arrival_time,length,cpus\n", |n| {
        format!("{},{},{}\n", n as f64 / 3_600.0, (n * 7 % 90_000) as f64 / 3_600.0, 1 + n % 128)
    }),
    ("azure", "TIMESTAMP,ContextTokens,GeneratedTokens\n", |n| {
        format!(
            "2023-11-16 18:{:02}:{:02}.{:07},{},{}\n",
            n / 60 % 60,
            n % 60,
            n % 10_000_000,
            n % 7_000,
            n % 500
        )
    }),
    ("mooncake", "", |n| {
        let blocks = (n..n + 14).map(|block| block.to_string()).collect::<Vec<_>>().join(", ");
        format!(
            "{{\"timestamp\": {n}, \"input_length\": {}, \"output_length\": 500, \"hash_ids\": [{blocks}]}}\n",
            n % 9_000
        )
    }),
];

fn reading_gpu(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder for a while");
    let mut group = criterion.benchmark_group("reading a log of accelerators");
    group.throughput(Throughput::Elements(ROWS));
    group.sample_size(20);
    for (name, header, row) in GPU_FORMATS {
        let path = folder.path().join(name);
        let text: String = std::iter::once((*header).to_owned()).chain((0..ROWS).map(row)).collect();
        std::fs::write(&path, text).expect("room for a small file");
        group.bench_function(BenchmarkId::new(*name, "plain"), |bencher| {
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

criterion_group!(benches, reading, reading_gpu);
criterion_main!(benches);
