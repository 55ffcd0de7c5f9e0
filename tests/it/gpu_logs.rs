//! The logs of GPU clusters and of requests to models: each quirk in rows made up for it, and the counts of the shared logs.

use crate::logs::{check, complaint, lines_of, quality_of, written};
use crate::samples::SAMPLES;
use crate::support::traces;
use crate::traces::text;
use suanli::log::{
    Entry, FORMATS, Finding, Format, Header, Line, LogReader, LogSource, Number, Row, SizeUnit,
};

/// The text of the sample of a format; where it has several, of the one at this place.
fn sample(name: &str, place: usize) -> &'static str {
    SAMPLES.iter().filter(|sample| sample.name == name).nth(place).expect("there is such a sample").text
}

/// The rows that give a job, counted in this unit where one is given, and what the header knows.
fn entries(text: &str, unit: Option<SizeUnit>) -> (Vec<Entry>, Header) {
    let file = written(text.as_bytes());
    let mut reader = LogReader::open(file.path()).expect("this is a log");
    if let Some(unit) = unit {
        reader = reader.counted_in(unit);
    }
    let mut entries = Vec::new();
    while let Some(entry) = reader.next_entry().expect("this log is whole") {
        entries.push(entry);
    }
    (entries, reader.header().clone())
}

fn millis(number: Option<Number>) -> Option<u64> {
    number.map(|number| number.millionths() / 1_000)
}

fn format(name: &str) -> &'static Format {
    FORMATS.iter().find(|format| format.name == name).expect("there is such a format")
}

#[test]
fn every_sample_is_recognised_as_what_it_is() {
    for format in FORMATS {
        assert!(SAMPLES.iter().any(|sample| sample.name == format.name), "no sample of {}", format.name);
    }
    for sample in SAMPLES.iter().filter(|sample| FORMATS.iter().any(|format| format.name == sample.name)) {
        let file = written(sample.text.as_bytes());
        let reader = LogReader::open(file.path()).expect("this is a log");
        assert_eq!(reader.format().name, sample.name);
    }
}

#[test]
fn philly_is_read_in_both_forms() {
    check(
        sample("Philly", 0),
        &["0 1502114581 1389243 1 1389243 0", "1 1502509727 0 8 0 0"],
        &[
            (Finding::RunZero, 1),
            (Finding::WalltimeUnknown, 2),
            (Finding::AcceleratorsNone, 1),
            (Finding::Unreadable, 1),
        ],
    );
    let by_cluster = sample("Philly", 1);
    check(
        by_cluster,
        &["2 1507529583 2951 1 2951 0", "3 1507532515 66.5 2 66.5 0"],
        &[(Finding::JobNumberUnknown, 2), (Finding::WalltimeUnknown, 2)],
    );
    let (entries, header) = entries(by_cluster, None);
    let clusters: Vec<_> =
        entries.iter().map(|entry| header.queues.word(entry.row.queue.unwrap().whole())).collect();
    assert_eq!(clusters, [Some("6214e9"), Some("11cb48")]);
    assert_eq!((header.unit, header.unix_start), (SizeUnit::Accelerators, Some(0)));
}

#[test]
fn helios_and_acme_are_read_by_the_names_of_their_columns() {
    check(
        sample("Helios", 0),
        &["11 1591728061 3600 8 3600 1", "14 1591728240 60 1 60 2"],
        &[(Finding::AcceleratorsNone, 1), (Finding::NeverRan, 1), (Finding::WalltimeUnknown, 2)],
    );
    // The stated duration of 18 s includes the wait of 10 s.
    check(
        sample("Acme", 0),
        &["2 1684321258 8 64 8 1"],
        &[(Finding::JobNumberUnknown, 1), (Finding::AcceleratorsNone, 1), (Finding::WalltimeUnknown, 1)],
    );
    let (entries, header) = entries(sample("Acme", 0), None);
    let row = entries[0].row;
    assert_eq!(
        [row.wait, row.nodes, row.memory_mib].map(millis),
        [10, 8, 8 * 1_000 * 1_024].map(|n| Some(n * 1_000))
    );
    assert_eq!(header.queues.word(row.queue.unwrap().whole()), Some("Pretrain"));
    let other_order = "duration,queue,end_time,start_time,submit_time,state,node_num,cpu_num,gpu_num,user,job_id\n\
                       5,0,2020-01-01 00:00:05,2020-01-01 00:00:00,2020-01-01 00:00:00,COMPLETED,1,4,2,u1,9\n";
    check(other_order, &["9 1577836800 5 2 5 1"], &[(Finding::WalltimeUnknown, 1)]);
}

#[test]
fn openb_pods_share_accelerators_wait_for_ever_or_need_none() {
    let text = sample("openb", 0);
    check(
        text,
        &["0 0 995 1 995 0", "1 10 990 1 990 0"],
        &[
            (Finding::AcceleratorsNone, 1),
            (Finding::NotEnded, 1),
            (Finding::ProcessorsFraction, 1),
            (Finding::WalltimeUnknown, 2),
        ],
    );
    let (in_processors, _) = entries(text, Some(SizeUnit::Processors));
    let sizes: Vec<_> = in_processors.iter().map(|entry| entry.job.request.shape.tasks).collect();
    assert_eq!(sizes, [12, 7, 8], "a pod without accelerator is a job where processors are counted");
    assert_eq!(millis(in_processors[1].row.accelerators), Some(460));
}

#[test]
fn pai_tasks_have_instances_and_may_have_no_header() {
    check(
        sample("PAI", 0),
        &["2 1739162 38 1 38 0", "3 1739170 100 3 100 0"],
        &[
            (Finding::JobNumberUnknown, 2),
            (Finding::WalltimeUnknown, 2),
            (Finding::AcceleratorsNone, 1),
            (Finding::NotEnded, 1),
        ],
    );
    check(
        sample("PAI", 1),
        &["1 1739162 38 1 38 0"],
        &[(Finding::JobNumberUnknown, 1), (Finding::WalltimeUnknown, 1), (Finding::NotEnded, 1)],
    );
    let (entries, _) = entries(sample("PAI", 0), None);
    let row = entries[0].row;
    assert_eq!([row.processors_requested, row.memory_mib].map(millis), [Some(12_000), Some(59 * 1_024_000)]);
}

#[test]
fn dlrm_instances_outlive_their_log() {
    check(
        sample("DLRM", 0),
        &["0 0 2678400 1 2678400 1", "1 0 500 1 500 1", "3 2678000 100 1 100 3"],
        &[
            (Finding::BeganBefore, 2),
            (Finding::EndedAfter, 2),
            (Finding::AcceleratorsNone, 1),
            (Finding::NotEnded, 1),
            (Finding::WalltimeUnknown, 3),
        ],
    );
}

#[test]
fn gaia_hours_become_whole_seconds() {
    check(
        sample("GAIA", 0),
        &["2 0 91469 1 91469 0", "3 2077 301 128 301 0"],
        &[(Finding::RunUnknown, 1), (Finding::JobNumberUnknown, 2), (Finding::WalltimeUnknown, 2)],
    );
}

#[test]
fn requests_take_as_long_as_stated_or_as_their_tokens_say() {
    let estimated = [
        (Finding::RunUnknown, 1),
        (Finding::JobNumberUnknown, 2),
        (Finding::WalltimeUnknown, 2),
        (Finding::RunEstimated, 2),
    ];
    // 374 tokens read at 0.2 ms and 44 written at 40 ms; 1,000 read and none written.
    check(
        sample("Azure LLM", 0),
        &["2 1700158546.68059 1.8348 1 1.8348 0", "3 1700158550.995169 0.2 1 0.2 0"],
        &estimated,
    );
    check(sample("Mooncake", 0), &["1 0 21.3516 1 21.3516 0", "2 3.5 0.06 1 0.06 0"], &estimated);
    check(
        sample("GenAI", 0),
        &["2 1731689870 32 1 32 1", "3 1731694574 43.5 1 43.5 2"],
        &[(Finding::NotEnded, 1), (Finding::JobNumberUnknown, 2), (Finding::WalltimeUnknown, 2)],
    );
    assert_eq!(entries(sample("Mooncake", 0), None).1.unit, SizeUnit::Slots);
}

#[test]
fn files_put_one_after_the_other_and_files_cut_off_are_noticed() {
    let gaia = "arrival_time,length,cpus\n0,1,2\narrival_time,length,cpus\n1,1,2\n";
    let (lines, quality) =
        lines_of(LogSource::sorted(LogReader::open(written(gaia.as_bytes()).path()).unwrap()).unwrap());
    assert_eq!(lines, ["2 0 3600 2 3600 0", "4 3600 3600 2 3600 0"]);
    assert_eq!(quality.rows_read, 2);
    assert_eq!(
        complaint(b"arrival_time,length,cpus\n0,1,2\n1,1"),
        "line 3: the file was cut off: expected 3 fields as in its first row, found 2"
    );
    let mooncake = sample("Mooncake", 0);
    assert_eq!(
        complaint(&mooncake.as_bytes()[..mooncake.len() - 9]),
        "line 3: the file was cut off in the middle of its last row"
    );
}

/// What must come of a shared log: its file, its format, its rows, and what is found in them.
type Expected = (&'static str, &'static str, u64, &'static [(Finding, u64)]);

/// The numbers of rows, of pods that wait, of rows out of order and of instances are those of the traces' README; the
/// rest was counted by a program of another kind (Python's `csv`).
const SHARED: &[Expected] = &[
    ("gpu/philly-2017-with-waits.csv.zst", "Philly", 151_816, &[]),
    (
        "gpu/philly-2017-by-virtual-cluster.csv.zst",
        "Philly",
        82_247,
        &[(Finding::OutOfOrder, 82_242), (Finding::JobNumberUnknown, 82_247)],
    ),
    ("gpu/alibaba-openb-2023/openb_pod_list_default.csv.zst", "openb", 8_152, OPENB),
    ("gpu/alibaba-openb-2023/openb_pod_list_gpuspec10.csv.zst", "openb", 8_152, OPENB),
    ("gpu/alibaba-openb-2023/openb_pod_list_gpuspec33.csv.zst", "openb", 8_152, OPENB),
    (
        "gpu/alibaba-openb-2023/openb_pod_list_cpu050.csv.zst",
        "openb",
        7_439,
        &[(Finding::NotEnded, 878), (Finding::AcceleratorsNone, 358), (Finding::ProcessorsFraction, 2_573)],
    ),
    (
        "gpu/alibaba-openb-2023/openb_pod_list_cpu100.csv.zst",
        "openb",
        7_853,
        &[(Finding::NotEnded, 883), (Finding::AcceleratorsNone, 767), (Finding::ProcessorsFraction, 2_573)],
    ),
    (
        "gpu/alibaba-openb-2023/openb_pod_list_cpu200.csv.zst",
        "openb",
        8_832,
        &[(Finding::NotEnded, 927), (Finding::AcceleratorsNone, 1_702), (Finding::ProcessorsFraction, 2_573)],
    ),
    (
        "gpu/alibaba-openb-2023/openb_pod_list_gpushare40.csv.zst",
        "openb",
        8_152,
        &[
            (Finding::NotEnded, 981),
            (Finding::AcceleratorsNone, 1_052),
            (Finding::ProcessorsFraction, 3_339),
            (Finding::OutOfOrder, 6_110),
        ],
    ),
    (
        "gpu/alibaba-openb-2023/openb_pod_list_gpushare100.csv.zst",
        "openb",
        8_152,
        &[
            (Finding::NotEnded, 1_209),
            (Finding::AcceleratorsNone, 1_052),
            (Finding::ProcessorsFraction, 5_891),
            (Finding::OutOfOrder, 5_876),
        ],
    ),
    (
        "gpu/alibaba-dlrm-2025.csv.zst",
        "DLRM",
        23_871,
        &[
            (Finding::AcceleratorsNone, 16_485),
            (Finding::BeganBefore, 3_123),
            (Finding::EndedAfter, 3_322),
            (Finding::OutOfOrder, 486),
            (Finding::RunZero, 16),
        ],
    ),
    ("gpu/alibaba-pai-2020-100k-long.csv.zst", "GAIA", 99_998, &[(Finding::JobNumberUnknown, 99_998)]),
    ("hpc/lanl-mustang-2015-100k.csv.zst", "GAIA", 100_000, &[(Finding::JobNumberUnknown, 100_000)]),
    (
        "inference/azure-llm-2023-code.csv.zst",
        "Azure LLM",
        8_819,
        &[(Finding::RunEstimated, 8_819), (Finding::JobNumberUnknown, 8_819)],
    ),
    (
        "inference/azure-llm-2023-conv.csv.zst",
        "Azure LLM",
        19_366,
        &[(Finding::RunEstimated, 19_366), (Finding::JobNumberUnknown, 19_366)],
    ),
    (
        "inference/mooncake-conversation.jsonl.zst",
        "Mooncake",
        12_031,
        &[(Finding::RunEstimated, 12_031), (Finding::JobNumberUnknown, 12_031)],
    ),
    (
        "inference/alibaba-genai-2024-lora-requests.csv.zst",
        "GenAI",
        26_823,
        &[(Finding::NotEnded, 30), (Finding::JobNumberUnknown, 26_793)],
    ),
];

const OPENB: &[(Finding, u64)] =
    &[(Finding::NotEnded, 897), (Finding::AcceleratorsNone, 1_052), (Finding::ProcessorsFraction, 2_573)];

#[test]
fn the_shared_logs_give_the_published_counts() {
    let Some(folder) = traces() else { return };
    for (file, format, rows, findings) in SHARED {
        let path = folder.join(file);
        assert_eq!(LogReader::open(&path).expect("this is a log").format().name, *format, "{file}");
        let quality = quality_of(&path);
        assert_eq!(quality.rows_read, *rows, "{file}");
        for finding in Finding::ALL {
            // None of these logs knows a requested time.
            let otherwise = if finding == Finding::WalltimeUnknown { quality.rows_kept } else { 0 };
            let expected =
                findings.iter().find(|(known, _)| *known == finding).map_or(otherwise, |(_, n)| *n);
            assert_eq!(quality.tally(finding).rows, expected, "{finding:?} in {file}");
        }
    }
}

#[test]
fn the_shared_logs_say_what_their_readme_says_of_their_rows() {
    let rows = |file: &str, name: &str| -> Option<(Vec<Row>, Header)> {
        let (mut parser, mut header) = ((format(name).parser)(), Header::default());
        let parsed: Vec<Line> =
            text(file)?.lines().map(|line| parser.parse(line.as_bytes(), &mut header)).collect();
        let row = |line| if let Line::Row(row) = line { Some(row) } else { None };
        Some((parsed.into_iter().filter_map(row).collect(), header))
    };
    let Some((pods, _)) = rows("gpu/alibaba-openb-2023/openb_pod_list_default.csv", "openb") else { return };
    let sharing = |row: &&Row| row.accelerators.is_some_and(|number| !number.is_whole());
    assert_eq!(pods.iter().filter(sharing).count(), 3_078);
    let (jobs, header) =
        rows("gpu/philly-2017-by-virtual-cluster.csv", "Philly").expect("it lies beside the other");
    assert_eq!((jobs.len(), header.queues.len()), (82_247, 15));
    let (instances, header) = rows("gpu/alibaba-dlrm-2025.csv", "DLRM").expect("it lies beside the others");
    assert_eq!((instances.len(), header.users.len()), (23_871, 156));
    let before = |row: &&Row| row.notes.has(Finding::BeganBefore);
    assert_eq!(instances.iter().filter(before).count(), 7_280);
    let on_gpu_nodes =
        |row: &&Row| row.queue.and_then(|queue| header.queues.word(queue.whole())) == Some("HN");
    assert_eq!(instances.iter().filter(on_gpu_nodes).count(), 7_386);
}
