//! Sizes: what jobs asked for, what they got, and where that stands.

use crate::logs::{check, written};
use suanli::log::{Finding, LogReader, Number};

#[test]
fn sizes_that_stand_in_exec_host_only_are_read() {
    let row = |job: u32, hosts: &str| {
        format!(
            "10/02/2011 06:41:44;E;{job}.srv;user=u1 ctime=1317509574 start=1317509945 exec_host={hosts} \
             Resource_List.walltime=96:00:00 end=1317534104 Exit_status=0\n"
        )
    };
    let text =
        [row(1, "n1/5"), row(2, "n1/0-3"), row(3, "n1/0*8+n2/0*8"), row(4, "n1/1+n1/0+n2/3,5-6")].concat();
    check(
        &text,
        &[
            "1 1317509574 24159 1 345600 1",
            "2 1317509574 24159 4 345600 1",
            "3 1317509574 24159 16 345600 1",
            "4 1317509574 24159 5 345600 1",
        ],
        &[(Finding::ProcessorsAllocated, 4)],
    );
}

#[test]
fn jobs_that_got_more_than_they_asked_for_are_told_of() {
    check(
        "JobID|Submit|Start|End|Timelimit|ReqCPUS|AllocCPUS|State\n\
         1|2024-03-01T08:00:00|2024-03-01T08:00:00|2024-03-01T09:00:00|02:00:00|1|128|COMPLETED\n\
         2|2024-03-01T08:00:00|2024-03-01T09:00:00|2024-03-01T10:00:00|02:00:00|128|128|COMPLETED\n",
        &["1 1709280000 3600 1 7200 0", "2 1709280000 3600 128 7200 0"],
        &[(Finding::GotMore, 1)],
    );
}

#[test]
fn memory_with_the_mark_for_processors_in_its_number_is_understood() {
    let text = "JobID|Submit|Start|End|Timelimit|ReqCPUS|AllocNodes|ReqMem|State\n\
                1|2024-03-01T08:00:00|2024-03-01T08:00:00|2024-03-01T09:00:00|02:00:00|8|1|2147486448Mn|COMPLETED\n\
                2|2024-03-01T08:00:00|2024-03-01T08:00:00|2024-03-01T09:00:00|02:00:00|8|1|2147487648M|COMPLETED\n\
                3|2024-03-01T08:00:00|2024-03-01T08:00:00|2024-03-01T09:00:00|02:00:00|8|1|4000Mc|COMPLETED\n";
    let file = written(text.as_bytes());
    let mut reader = LogReader::open(file.path()).unwrap();
    let memory: Vec<Option<u64>> = std::iter::from_fn(|| {
        reader.next_entry().unwrap().map(|entry| entry.row.memory_mib.map(Number::whole))
    })
    .collect();
    assert_eq!(memory, [Some(22_400), Some(32_000), Some(32_000)]);
    assert_eq!(reader.quality().tally(Finding::MemoryMark).rows, 2);
}
