//! The logs of schedulers, each quirk in rows made up for it, and the published counts of the shared logs.

use crate::logs::{check, complaint, lines_of, quality_of, written};
use crate::support::traces;
use suanli::workload::log::{Entry, Finding, Header, LogReader, LogSource, SizeUnit, State};

/// The rows of a log that give a job, and what its header knows.
fn entries(text: &str) -> (Vec<Entry>, Header) {
    let file = written(text.as_bytes());
    let mut reader = LogReader::open(file.path()).expect("this is a log");
    let mut entries = Vec::new();
    while let Some(entry) = reader.next_entry().expect("this log is whole") {
        entries.push(entry);
    }
    (entries, reader.header().clone())
}

/// Whole seconds, pieces or MiB of something that the rows say.
fn column(
    entries: &[Entry],
    of: impl Fn(&Entry) -> Option<suanli::workload::log::Number>,
) -> Vec<Option<u64>> {
    entries.iter().map(|entry| of(entry).map(suanli::workload::log::Number::whole)).collect()
}

const SACCT: &str =
    "JobID|User|Account|Partition|Submit|Start|End|Timelimit|ReqCPUS|AllocNodes|ReqMem|ReqTRES|State\n";

#[test]
fn sacct_rows_are_jobs_and_steps_are_counted() {
    let text = format!(
        "{SACCT}\
         100|lin|phys|cpu|2024-03-01T08:00:00|2024-03-01T08:00:30|2024-03-01T09:00:30|02:00:00|64|2|4000Mc|cpu=64,node=2|COMPLETED\n\
         100.batch||phys||2024-03-01T08:00:30|2024-03-01T08:00:30|2024-03-01T09:00:30||32|1|||COMPLETED\n\
         100.0||phys||2024-03-01T08:00:31|2024-03-01T08:00:31|2024-03-01T09:00:29||64|2|||COMPLETED\n\
         101|wang|bio|gpu|2024-03-01T08:00:10|2024-03-01T08:10:10|2024-03-02T08:10:10|1-00:00:00|8|1|16Gn|billing=8,cpu=8,gres/gpu:a100=2,gres/gpu=2|TIMEOUT\n\
         102|lin|phys|cpu|2024-03-01T08:00:20|None|2024-03-01T08:05:00|02:00:00|4|0|1G|cpu=4|CANCELLED by 1000\n\
         103|lin|phys|cpu|2024-03-01T08:00:30|Unknown|Unknown|02:00:00|4|0|1G|cpu=4|PENDING\n"
    );
    check(
        &text,
        &["100 1709280000 3600 64 7200 1", "101 1709280010 86400 8 86400 2"],
        &[(Finding::Step, 2), (Finding::NeverRan, 1), (Finding::NotEnded, 1)],
    );
    let (entries, header) = entries(&text);
    assert_eq!(column(&entries, |entry| entry.row.wait), [Some(30), Some(600)]);
    assert_eq!(column(&entries, |entry| entry.row.accelerators), [None, Some(2)]);
    assert_eq!(column(&entries, |entry| entry.row.memory_mib), [Some(256_000), Some(16_384)]);
    assert_eq!(
        entries.iter().map(|entry| entry.row.state).collect::<Vec<_>>(),
        [State::Completed, State::TimedOut]
    );
    let words = [header.users.word(2), header.groups.word(1), header.queues.word(2)];
    assert_eq!(words, [Some("wang"), Some("phys"), Some("gpu")]);
    assert_eq!(header.unix_start, Some(0));
}

#[test]
fn sacct_arrays_and_heterogeneous_jobs_have_numbers_of_their_own() {
    let text = "JobID|Submit|ElapsedRaw|TimelimitRaw|NCPUS|State\n\
                7_1|2024-03-01T00:00:00|60|2|1|COMPLETED\n\
                7_2|2024-03-01T00:00:00|60|2|1|FAILED\n\
                7_[3-9%2]|2024-03-01T00:00:00|0|2|1|PENDING\n\
                9+0|2024-03-01T00:00:01|60|2|16|COMPLETED\n\
                9+1|2024-03-01T00:00:01|60|2|4|COMPLETED\n";
    check(
        text,
        &[
            "700001 1709251200 60 1 120 0",
            "700002 1709251200 60 1 120 0",
            "9 1709251201 60 16 120 0",
            "10 1709251201 60 4 120 0",
        ],
        &[(Finding::NotEnded, 1), (Finding::TogetherWithOthers, 2), (Finding::ProcessorsAllocated, 4)],
    );
}

#[test]
fn sacct_run_times_come_from_whatever_there_is() {
    check(
        "JobIDRaw|Submit|Elapsed|Timelimit|ReqCPUS|State\n5|1709251200|1-00:00:01|UNLIMITED|2|COMPLETED\n\
         6|1709251201|00:30|Partition_Limit|2|NODE_FAIL\n",
        &["5 1709251200 86401 2 86401 0", "6 1709251201 30 2 30 0"],
        &[(Finding::WalltimeWord, 2)],
    );
    // 7,200 processor seconds within 30 minutes are at least 4 processors, whatever was asked for.
    check(
        "JobID|Submit|CPUTimeRAW|ReqCPUS|ResvCPURAW|Timelimit|State\n1|2024-03-01T00:00:00|1200|2|40|00:30:00|COMPLETED\n\
         2|2024-03-01T00:00:00|7200|1|40|00:30:00|TIMEOUT\n",
        &["1 1709251200 600 2 1800 0", "2 1709251200 1800 1 1800 0"],
        &[(Finding::RunFromProcessorTime, 2), (Finding::MoreThanRequested, 1)],
    );
    check(
        "JobID|Submit|Start|End|Elapsed|ReqCPUS|Timelimit|State\n\
         1|2024-03-01T00:00:10|2024-03-01T00:00:05|2024-03-01T00:01:05|00:01:00|2|5:00|COMPLETED\n\
         2|2024-03-01T00:00:10|2024-03-01T00:01:05|2024-03-01T00:00:05|00:00:45|2|5:00|COMPLETED\n",
        &["1 1709251210 60 2 300 0", "2 1709251210 45 2 300 0"],
        &[(Finding::NegativeWait, 1), (Finding::EndBeforeStart, 1)],
    );
}

#[test]
fn sacct_with_a_bar_at_the_end_and_repeated_headers_is_read() {
    let month = "JobID|JobName|Submit|ElapsedRaw|ReqCPUS|TimelimitRaw|State|\n1|a \"quote|2024-03-01T00:00:00|60|2|5|COMPLETED|\n";
    let text = format!("{month}{month}3|cut|2024-03-01T00:00:00\n");
    check(&text, &["1 1709251200 60 2 300 0", "1 1709251200 60 2 300 0"], &[(Finding::Unreadable, 1)]);
}

#[test]
fn sacct_without_its_header_is_told_so() {
    let told = complaint(b"100|lin|2024-03-01T08:00:00|COMPLETED\n101|lin|2024-03-01T08:00:00|COMPLETED\n");
    assert!(told.starts_with("line 1: this is in none of the formats that are read (SWF, sacct"), "{told}");
    assert!(
        told.ends_with("its columns cannot be known without their names: leave out `--noheader`"),
        "{told}"
    );
}
