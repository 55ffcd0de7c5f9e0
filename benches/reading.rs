//! How many rows a second are read from the logs of each kind, plain and compressed, and sorted.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::fmt::Write as _;
use std::hint::black_box;
use std::io::Write as _;
use suanli::log::statistics::Statistics;
use suanli::log::{LogReader, LogSource};
use suanli::model::Source;

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
    // What `suanli inspect` does with every row, on the same core.
    let path = folder.path().join("plain");
    group.bench_function(BenchmarkId::new("inspect", "plain"), |bencher| {
        bencher.iter(|| {
            let mut reader = LogReader::open(&path).expect("this is a log");
            let mut statistics = Statistics::new(reader.header(), reader.unit(), Some(1_024), None);
            while let Some(row) = reader.next_row().expect("this log is whole") {
                statistics.note(&row);
            }
            assert_eq!(black_box(statistics).sizes.count(), ROWS);
        });
    });
    group.finish();
}

/// A name, the first line, and what makes a row of its number.
type Rows = (&'static str, &'static str, fn(u64) -> String);

/// The rows of formats between commas and of lines of JSON, as wide as those that are published.
const GPU_FORMATS: &[Rows] = &[
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

/// The rows of schedulers, as wide as those that are published.
const SCHEDULER_FORMATS: &[Rows] = &[
    (
        "sacct",
        "JobID|JobIDRaw|User|Account|Partition|Submit|Start|End|Timelimit|ReqCPUS|AllocCPUS|AllocNodes|ReqMem|ReqTRES|AllocTRES|State\n",
        |n| {
            let (day, hour, minute, user) = (1 + n / 86_400 % 28, n / 3_600 % 24, n / 60 % 60, n % 200);
            format!(
                "{n}|{n}|user{user:03}|account{}|cpu-long|2024-03-{day:02}T{hour:02}:{minute:02}:00|2024-03-{day:02}T{hour:02}:{minute:02}:30|2024-03-{day:02}T23:59:59|1-04:00:00|64|64|2|4000Mc|billing=64,cpu=64,mem=250G,node=2|billing=64,cpu=64,gres/gpu=4,mem=250G,node=2|COMPLETED\n",
                user % 20
            )
        },
    ),
    (
        "eagle",
        "job_id,user,account,partition,qos,wallclock_req,nodes_req,processors_req,gpus_req,mem_req,submit_time,start_time,end_time,run_time,state,name,work_dir,submit_line\n",
        |n| {
            let (hour, minute, user) = (n / 3_600 % 24, n / 60 % 60, n % 200);
            format!(
                "{n},user{user:04},account0003,partition001,normal,172800.0,10,360,0,0.0,2019-01-01 {hour:02}:{minute:02}:55,2019-01-01 {hour:02}:{minute:02}:56,2019-01-02 12:39:41,99825.0,COMPLETED,name{n:08},work_dir{n:08},submit_line00000001\n"
            )
        },
    ),
    ("slurm-events", "", |n| {
        format!(
            "-dt {n:>14}.50 -e submit_batch_job | -sim-walltime {:>10}.00 --uid=user{:03} -J jobid_{n:05} -N    2 -n     32 -t 3-00:00:00 -q general -p general-compute --mem=187000M pseudo.job\n",
            n * 7 % 90_000,
            n % 64
        )
    }),
    ("pbs", "", |n| {
        let submit = 1_734_800_289 + n;
        format!(
            "12/21/2024 18:28:15;E;{n}.server1;user=user{} group=users project=_pbs_project_default jobname=STDIN queue=workq ctime={submit} qtime={submit} etime={submit} start={} exec_host=node1/0*16+node2/0*16 exec_vnode=(node1:ncpus=16)+(node2:ncpus=16) Resource_List.mem=64gb Resource_List.ncpus=32 Resource_List.nodect=2 Resource_List.place=free Resource_List.select=2:ncpus=16:mem=32gb Resource_List.walltime=02:00:00 session=1984002 end={} Exit_status=0 resources_used.cput=00:00:00 resources_used.mem=416kb resources_used.walltime=00:30:01 run_count=1\n",
            n % 100,
            submit + 60,
            submit + 1_861
        )
    }),
    (
        "mira",
        ",job,user,project,state,gpu_num,cpu_num,node_num,submit_time,wait_time,run_time,wall_time,node_hour,new_status\n",
        |n| {
            format!(
                "{n},{n},{},94192855243660,0,0,32768.0,2048.0,{}.0,19362,9586.0,12600.0,19632128.0,Pass\n",
                35_012_304_659_472 + n % 200,
                1_535_348_017 + n
            )
        },
    ),
    ("csv", "job,submit,run,processors,walltime,user,queue,state\n", |n| {
        format!("{n},{},{}.5,{},86400,user{},batch,completed\n", n * 13, n * 7 % 90_000, 1 + n % 128, n % 200)
    }),
];

fn reading_schedulers(criterion: &mut Criterion) {
    reading_formats(criterion, "reading a log of a scheduler", SCHEDULER_FORMATS);
}

fn reading_gpu(criterion: &mut Criterion) {
    reading_formats(criterion, "reading a log of accelerators", GPU_FORMATS);
}

fn reading_formats(criterion: &mut Criterion, group: &str, formats: &[Rows]) {
    let folder = tempfile::tempdir().expect("a folder for a while");
    let mut group = criterion.benchmark_group(group);
    group.throughput(Throughput::Elements(ROWS));
    group.sample_size(20);
    for (name, header, row) in formats {
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

/// An unsorted log, sorted in memory: twice as many rows would still fit into one piece.
fn sorting(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder for a while");
    let path = folder.path().join("unsorted");
    let row = |n: u64| format!("{n} {} -1 100 4 -1 -1 4 200 -1 1 7 1 -1 1 -1 -1 -1\n", n * 7_919 % 1_000_003);
    std::fs::write(&path, (1..=ROWS).map(row).collect::<String>()).expect("room for a small file");
    let mut group = criterion.benchmark_group("sorting a log");
    group.throughput(Throughput::Elements(ROWS));
    group.sample_size(20);
    group.bench_function("swf", |bencher| {
        bencher.iter(|| {
            let reader = LogReader::open(&path).expect("this is a log");
            let mut source = LogSource::sorted(reader).expect("this log is whole");
            while source.next_submit().expect("this log is whole").is_some() {
                black_box(source.take());
            }
        });
    });
    group.finish();
}

criterion_group!(benches, reading, reading_schedulers, reading_gpu, sorting);
criterion_main!(benches);
