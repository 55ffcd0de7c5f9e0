//! Accounting as Slurm writes it besides `sacct` between bars (JSON, completions of jobs as text), and that of LSF.

use crate::logs::{check, complaint, written};
use crate::samples::SAMPLES;
use suanli::log::{Finding, LogReader, Number};

fn sample(name: &str) -> &'static str {
    SAMPLES.iter().find(|sample| sample.name == name).expect("there is a sample of each format").text
}

/// Users, nodes, accelerators, memory and waits of the rows that give a job.
fn details(text: &str) -> Vec<(String, [Option<u64>; 4])> {
    let file = written(text.as_bytes());
    let mut reader = LogReader::open(file.path()).expect("this is a log");
    let mut found = Vec::new();
    while let Some(entry) = reader.next_entry().expect("this log is whole") {
        let row = entry.row;
        let user =
            reader.header().users.word(row.user.map_or(0, Number::whole)).unwrap_or_default().to_owned();
        let numbers = [row.nodes, row.accelerators, row.memory_mib, row.wait];
        found.push((user, numbers.map(|number| number.map(Number::whole))));
    }
    found
}

#[test]
fn sacct_in_json_is_read_in_the_forms_of_its_versions() {
    let text = sample("sacct JSON");
    check(
        text,
        &["100 1709280000 3600 64 7200 1", "105 1709280310 86400 8 86400 2"],
        &[(Finding::GotMore, 1), (Finding::EligibleLater, 1), (Finding::NeverRan, 1)],
    );
    let expected = [
        ("lin".to_owned(), [Some(2), None, None, Some(30)]),
        ("wang".to_owned(), [Some(1), Some(2), Some(16_384), Some(300)]),
    ];
    assert_eq!(details(text), expected);
    // However its lines are broken, and one export behind the other.
    let on_one_line = text.replace('\n', " ");
    assert_eq!(details(&on_one_line), expected);
    assert_eq!(details(&format!("{on_one_line}\n{text}")), [expected.clone(), expected].concat());
}

#[test]
fn a_list_of_jobs_that_was_cut_off_is_told_of() {
    let text = sample("sacct JSON");
    for (cut, told) in [
        ("\"warnings\"", "its list of jobs has no end"),
        ("\"partition\": \"gpu\"", "line 9: the file was cut off"),
    ] {
        let file = written(text[..text.find(cut).expect("it is there")].trim_end().as_bytes());
        let mut reader = LogReader::open(file.path()).expect("it begins as a log");
        let error = loop {
            match reader.next_entry() {
                Ok(Some(_)) => {}
                Ok(None) => panic!("{cut}: nothing was told"),
                Err(error) => break error.to_string(),
            }
        };
        assert!(error.contains(told), "{error}");
    }
    // The queue as it stands has no past.
    let queue =
        r#"{"jobs": [{"job_id": 7, "job_state": ["RUNNING"], "submit_time": {"set": true, "number": 1}}]}"#;
    assert!(
        complaint(queue.as_bytes()).contains("the queue of Slurm as it stands"),
        "{}",
        complaint(queue.as_bytes())
    );
    let other = complaint(br#"{"jobs": [{"name": "x"}]}"#);
    assert!(other.starts_with("this is not in the format sacct JSON: expected"), "{other}");
}

#[test]
fn completions_of_jobs_as_text_are_read() {
    let text = sample("Slurm jobcomp");
    check(
        text,
        &["100 1709280000 3600 64 7200 1", "105 1709280310 86400 8 86400 2"],
        &[(Finding::GotMore, 1), (Finding::EligibleLater, 1), (Finding::NeverRan, 1)],
    );
    let expected = [
        ("lin".to_owned(), [Some(2), None, Some(262_144), Some(30)]),
        ("wang".to_owned(), [Some(1), Some(2), Some(16_384), Some(300)]),
    ];
    assert_eq!(details(text), expected);
    // Older versions do not say when a job was submitted.
    let old = "JobId=7 UserId=a(1) GroupId=b(2) Name=c JobState=COMPLETED Partition=p TimeLimit=60 StartTime=2024-03-01T08:00:00 \
               EndTime=2024-03-01T08:30:00 NodeList=n1 NodeCnt=1 ProcCnt=4 WorkDir=/ \n";
    check(old, &["7 1709280000 1800 4 3600 1"], &[(Finding::SubmitStandsIn, 1)]);
}

#[test]
fn the_accounting_of_lsf_is_read() {
    let text = sample("LSF");
    check(
        text,
        &["100 1700000000 3600 4 3600 1", "101 1700000200 100 8 100 2"],
        &[(Finding::EligibleLater, 1), (Finding::NeverRan, 1), (Finding::WalltimeUnknown, 2)],
    );
    let expected = [
        ("ana".to_owned(), [Some(2), None, None, Some(100)]),
        ("ben".to_owned(), [Some(1), None, None, Some(100)]),
    ];
    assert_eq!(details(text), expected);
}
