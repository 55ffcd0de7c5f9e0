//! Exports of accounting: rows that stand twice, times that disagree, marks and remarks where nobody expects them.

use crate::logs::{check, complaint, lines_of, written};
use std::path::Path;
use suanli::log::{ColumnMap, Finding, LogReader, LogSource, Logs, State};

/// The jobs of several logs that are read one after the other, sorted.
fn all(texts: &[&str]) -> (Vec<String>, suanli::log::Quality) {
    let files: Vec<_> = texts.iter().map(|text| written(text.as_bytes())).collect();
    let paths: Vec<_> = files.iter().map(|file| file.path().to_path_buf()).collect();
    let reader = Logs::of(&paths).open().expect("these are logs");
    lines_of(LogSource::sorted(reader).expect("these logs are whole"))
}

/// The jobs of a table with a map of its columns.
fn mapped(map: &str, table: &str) -> (Vec<String>, suanli::log::Quality) {
    let columns = ColumnMap::parse(Path::new("map.toml"), map).expect("this is a map");
    let file = written(table.as_bytes());
    let reader = LogReader::open_table(file.path(), &columns).expect("the map fits the table");
    lines_of(LogSource::streamed(reader).expect("this is a log"))
}

const MONTH: &str = "JobID|User|Submit|Start|End|Timelimit|ReqCPUS|State\n";

/// January says when its time 0 was, February does not; a second part of one log need not.
#[test]
fn a_log_without_dates_is_not_laid_on_top_of_one_with_dates() {
    let rows = |first: u64, submit: u64| -> String {
        let row = |job: u64| format!("{} {} -1 100 8 -1 -1 8 200\n", first + job, submit + job * 100_000);
        (0..3).map(row).collect()
    };
    let dated = |rows: String| format!("; UnixStartTime: 1704067200\n; MaxProcs: 8\n{rows}");
    let february = format!("; MaxProcs: 8\n{}", rows(1, 0).replace(" 100 ", " 80 "));
    let desk = crate::resume::Desk::with(&[
        ("january.swf", &dated(rows(1, 0))),
        ("february.swf", &february),
        ("other.swf", &format!("; MaxProcs: 8\n{}", rows(1, 0).replace(" 100 ", " 90 "))),
        ("later.swf", &rows(4, 300_000)),
        ("numbered.swf", &rows(4, 150_000)),
    ]);
    let told = "february.swf: does not say when its time 0 was (UnixStartTime), and `january.swf` does";
    desk.wrong(&["replay", "january.swf", "february.swf"], told);
    desk.wrong(&["inspect", "january.swf", "february.swf"], told);
    let told = "january.swf: says when its time 0 was (UnixStartTime), and `february.swf` does not";
    desk.wrong(&["replay", "february.swf", "january.swf"], told);
    for next in ["later.swf", "numbered.swf"] {
        desk.good(&["replay", "january.swf", next]);
        desk.good(&["replay", "february.swf", next]);
    }
    // Neither says it, and they are no parts of one log: numbers begin anew.
    let told = "other.swf: does not say when its time 0 was (UnixStartTime), nor does `february.swf`";
    desk.wrong(&["replay", "february.swf", "other.swf"], told);
}

#[test]
fn a_job_in_two_monthly_exports_counts_once() {
    let over = "401|ana|2024-01-31T22:00:00|2024-01-31T22:00:00|2024-02-01T08:00:00|12:00:00|64|COMPLETED\n";
    let january = format!("{MONTH}{over}");
    let february = format!(
        "{MONTH}{over}402|ben|2024-02-01T07:00:00|2024-02-01T07:00:00|2024-02-01T08:00:00|02:00:00|64|COMPLETED\n"
    );
    let expected = ["401 1706738400 36000 64 43200 1", "402 1706770800 3600 64 7200 2"];
    for texts in [vec![january.as_str(), february.as_str()], vec![&format!("{january}{february}")]] {
        let (jobs, quality) = all(&texts);
        assert_eq!(jobs, expected);
        assert_eq!((quality.rows_kept, quality.tally(Finding::Twice).rows), (2, 1));
    }
    // Tasks of an array may share their number, and all else, in one export.
    assert_eq!(all(&[&format!("{MONTH}{over}{over}")]).0.len(), 2);
    assert_eq!(all(&[&format!("{MONTH}{over}{over}"), &january]).0.len(), 2);
    // An attempt that was requeued has the number and the submission of the next one, and is another run.
    let attempt = over.replace("COMPLETED", "REQUEUED").replace("02-01T08", "02-01T07");
    assert_eq!(all(&[&format!("{january}{attempt}")]).0.len(), 2);
}

/// A table tells the memory that a job used in the rows of its steps, which come after the job: that changes neither which
/// export a job is of, nor where it stands.
#[test]
fn a_job_with_steps_is_of_the_export_and_the_line_where_it_stands() {
    let head = "JobID|Submit|Start|End|Timelimit|ReqCPUS|MaxRSS|State\n";
    let row = |job: u32, start: &str| {
        format!(
            "{job}|2024-01-31T22:00:00|{start}|2024-02-01T08:00:00|12:00:00|64||COMPLETED\n\
             {job}.batch||{start}|2024-02-01T08:00:00|||2048K|COMPLETED\n"
        )
    };
    let over = row(401, "2024-01-31T22:00:00");
    let (january, february) =
        (format!("{head}{over}"), format!("{head}{over}{}", row(402, "2024-01-31T23:00:00")));
    for texts in [vec![january.as_str(), february.as_str()], vec![&format!("{january}{february}")]] {
        let (jobs, quality) = all(&texts);
        assert_eq!((jobs.len(), quality.tally(Finding::Twice).rows), (2, 1), "{texts:?}");
        assert_eq!(quality.tally(Finding::Step).rows, 3);
    }
    let (_, quality) = all(&[&format!("{head}{over}{}", row(402, "2024-01-31T21:00:00"))]);
    let found = quality.tally(Finding::NegativeWait);
    assert_eq!((found.rows, found.first_lines.clone()), (1, vec![4]), "{found:?}");
}

#[test]
fn swf_logs_whose_clocks_began_at_different_times_are_laid_end_to_end() {
    let month = |start: u64, job: u64| {
        format!("; UnixStartTime: {start}\n; MaxProcs: 8\n{job} 50 -1 100 8 -1 -1 8 200\n")
    };
    let (jobs, _) = all(&[&month(1_704_067_200, 1), &month(1_706_745_600, 2)]);
    assert_eq!(jobs, ["1 1704067250 100 8 200 0", "2 1706745650 100 8 200 0"]);
    let (jobs, _) = all(&[&month(1_704_067_200, 1), &month(1_704_067_200, 2)]);
    assert_eq!(jobs, ["1 50 100 8 200 0", "2 50 100 8 200 0"], "of one clock");
}

#[test]
fn swf_parts_of_a_job_are_no_jobs() {
    check(
        "; Preemption: Double\n1 0 0 300 8 -1 -1 8 900 -1 1 1 1 -1 1\n1 0 0 100 8 -1 -1 8 900 -1 2 1 1 -1 1\n\
         1 -1 50 200 8 -1 -1 8 900 -1 3 1 1 -1 1\n2 10 340 100 4 -1 -1 4 200 -1 1 1 1 -1 1\n",
        &["1 0 300 8 900 1", "2 10 100 4 200 1"],
        &[(Finding::PartOfJob, 2)],
    );
}

#[test]
fn the_run_time_that_sacct_states_counts_neither_suspension_nor_summer_time() {
    let names = "JobID|Submit|Start|End|Elapsed|Timelimit|ReqCPUS|State\n";
    // Suspended for an hour; the clock went forward; it went back.
    let rows = "310|2024-03-01T08:00:00|2024-03-01T08:00:00|2024-03-01T13:00:00|04:00:00|05:00:00|8|COMPLETED\n\
                303|2024-03-31T01:30:00|2024-03-31T01:30:00|2024-03-31T03:20:00|00:50:00|01:00:00|8|COMPLETED\n\
                300|2024-10-27T01:50:00|2024-10-27T01:50:00|2024-10-27T02:20:00|01:30:00|02:00:00|8|COMPLETED\n\
                301|2024-10-27T01:50:00|2024-10-27T01:50:00|2024-10-27T02:20:00|00:30:00|02:00:00|8|COMPLETED\n";
    check(
        &format!("{names}{rows}"),
        &[
            "310 1709280000 14400 8 18000 0",
            "303 1711848600 3000 8 3600 0",
            "300 1729993800 5400 8 7200 0",
            "301 1729993800 1800 8 7200 0",
        ],
        &[(Finding::TimesDisagree, 3)],
    );
}

#[test]
fn an_attempt_that_was_requeued_has_run_if_it_has_an_end() {
    let rows = "1|ana|2024-03-01T08:00:00|2024-03-01T08:00:00|2024-03-01T09:00:00|02:00:00|8|REQUEUED\n\
                2|ana|2024-03-01T08:00:00|2024-03-01T08:00:00|Unknown|02:00:00|8|REQUEUED\n\
                3|ana|2024-03-01T08:00:00|2024-03-01T08:00:00|2024-03-01T09:00:00|02:00:00|8|RESIZING\n\
                4|ana|2024-03-01T08:00:00|2024-03-01T08:00:00|Unknown|02:00:00|8|RUNNING\n";
    let kept = ["1 1709280000 3600 8 7200 1", "3 1709280000 3600 8 7200 1"];
    check(&format!("{MONTH}{rows}"), &kept, &[(Finding::NotEnded, 2)]);
}

#[test]
fn a_start_that_stands_in_for_a_submission_is_told_and_gives_no_wait() {
    let text = "JobID|Eligible|Start|End|Timelimit|ReqCPUS|State\n\
                1|2024-03-01T08:00:00|2024-03-01T08:30:00|2024-03-01T09:00:00|02:00:00|8|COMPLETED\n\
                2|Unknown|2024-03-01T08:30:00|2024-03-01T09:00:00|02:00:00|8|COMPLETED\n";
    check(
        text,
        &["1 1709280000 1800 8 7200 0", "2 1709281800 1800 8 7200 0"],
        &[(Finding::SubmitStandsIn, 2)],
    );
    let file = written(text.as_bytes());
    let mut source = LogReader::open(file.path()).and_then(LogSource::streamed).unwrap();
    assert_eq!(source.take_recorded().wait, None);
}

#[test]
fn a_job_comes_when_it_is_eligible() {
    let text = "JobID|Submit|Eligible|Start|End|Timelimit|ReqCPUS|State\n\
                80|2024-03-01T08:00:00|2024-03-01T08:00:00|2024-03-01T08:00:00|2024-03-01T18:00:00|12:00:00|8|COMPLETED\n\
                81|2024-03-01T08:00:10|2024-03-01T18:00:00|2024-03-01T18:00:05|2024-03-01T19:00:05|12:00:00|8|COMPLETED\n\
                82|2024-03-02T08:00:10|Unknown|2024-03-02T18:00:00|2024-03-02T19:00:00|12:00:00|8|COMPLETED\n";
    check(
        text,
        &["80 1709280000 36000 8 43200 0", "81 1709316000 3600 8 43200 0", "82 1709366410 3600 8 43200 0"],
        &[(Finding::EligibleLater, 1)],
    );
    let pbs = "03/01/2024 09:00:00;E;7.srv;user=a ctime=1709280000 qtime=1709280000 etime=1709283600 start=1709283605 \
               Resource_List.ncpus=4 Resource_List.walltime=02:00:00 end=1709287205 Exit_status=0\n";
    check(pbs, &["7 1709283600 3600 4 7200 1"], &[(Finding::EligibleLater, 1)]);
}

#[test]
fn sacct_is_known_by_its_columns_whatever_stands_between_them() {
    let rows = [
        "JobID,User,Partition,Submit,Start,End,Timelimit,ReqCPUS,State",
        "101,ana,cpu,2024-03-01T08:00:00,2024-03-01T08:00:05,2024-03-01T09:00:05,02:00:00,8,COMPLETED",
        "101.batch,,,2024-03-01T08:00:05,2024-03-01T08:00:05,2024-03-01T09:00:05,,8,COMPLETED",
        "102_7,ben,cpu,2024-03-01T08:30:00,2024-03-01T08:30:00,2024-03-01T09:30:00,02:00:00,8,COMPLETED",
        "",
    ];
    let expected = ["101 1709280000 3600 8 7200 1", "10200007 1709281800 3600 8 7200 2"];
    for delimiter in [",", ";", "\t", "|", "^"] {
        let text = rows.join("\n").replace(',', delimiter);
        check(&text, &expected, &[(Finding::Step, 1)]);
    }
}

#[test]
fn steps_are_no_jobs_in_a_table_with_a_map_either() {
    let map = "[columns]\njob = \"JobID\"\nsubmit = \"Submit\"\nrun = \"Run\"\nprocessors = \"CPUs\"\n";
    let table = "JobID,Submit,Run,CPUs\n101,0,60,8\n101.batch,0,60,8\n101.extern,0,60,8\n101.0,5,55,8\n102_7,9,60,8\n";
    let (jobs, quality) = mapped(map, table);
    assert_eq!(jobs, ["101 0 60 8 60 0", "10200007 9 60 8 60 0"]);
    assert_eq!(quality.tally(Finding::Step).rows, 3);
    // Spreadsheets make decimals of whole numbers.
    assert_eq!(mapped(map, "JobID,Submit,Run,CPUs\n101.0,0,60,8\n102.0,5,60,8\n").0.len(), 2);
}

#[test]
fn what_sacct_prints_by_default_is_read_by_the_dashes() {
    let text = "\
JobID             User              Submit               Start                 End  Timelimit    ReqCPUS      State
------------ --------- ------------------- ------------------- ------------------- ---------- ---------- ----------
101                ana 2024-03-01T08:00:00 2024-03-01T08:00:05 2024-03-01T09:00:05   02:00:00          8  COMPLETED
101.batch              2024-03-01T08:00:05 2024-03-01T08:00:05 2024-03-01T09:00:05                     8  COMPLETED
102                ben 2024-03-01T08:01:00 2024-03-01T08:01:05 2024-03-01T09:01:05   02:00:00          8 CANCELLED+
";
    check(text, &["101 1709280000 3600 8 7200 1", "102 1709280060 3600 8 7200 2"], &[(Finding::Step, 1)]);
    let file = written(text.as_bytes());
    let mut reader = LogReader::open(file.path()).unwrap();
    let states: Vec<State> =
        std::iter::from_fn(|| reader.next_entry().unwrap().map(|entry| entry.row.state)).collect();
    assert_eq!(states, [State::Completed, State::Cancelled]);
}

#[test]
fn bars_in_one_column_of_free_text_cost_no_row() {
    let row = |job: u32, name: &str| {
        format!(
            "{job}|{name}|ana|2024-03-01T08:00:00|2024-03-01T08:00:00|2024-03-01T09:00:00|02:00:00|8|COMPLETED\n"
        )
    };
    let names = "JobID|JobName|User|Submit|Start|End|Timelimit|ReqCPUS|State\n";
    let rows: String = [(101, "plain"), (102, "grep a|b"), (103, "a || b | c"), (104, "x"), (105, "y")]
        .map(|(job, name)| row(job, name))
        .concat();
    let text = format!("{names}{rows}");
    let jobs = [101, 102, 103, 104, 105].map(|number| format!("{number} 1709280000 3600 8 7200 1"));
    check(&text, &jobs.each_ref().map(String::as_str), &[]);
    // Of two such columns nobody knows in which of them a bar stands.
    let two = text.replace("|User|", "|Comment|");
    let (told, quality) = crate::logs::read(&two);
    assert_eq!((told.len(), quality.tally(Finding::Unreadable).rows), (3, 2));
}

#[test]
fn remarks_before_a_table_are_no_rows() {
    let map = "delimiter = \":\"\nheader = false\n[columns]\njob = 1\nsubmit = 2\nrun = 3\nprocessors = 4\n";
    let (jobs, quality) = mapped(map, "# Version: 8.1.9\n#\n# DO NOT: MODIFY: THIS: FILE\n#\n7:0:60:8\n");
    assert_eq!((jobs.as_slice(), quality.rows_read), (&["7 0 60 8 60 0".to_owned()][..], 1));
    let named = "[columns]\njob = \"#job\"\nsubmit = \"at\"\nrun = \"run\"\nprocessors = \"cpus\"\n";
    assert_eq!(mapped(named, "# made by hand\n#job,at,run,cpus\n7,0,60,8\n").0, ["7 0 60 8 60 0"]);
    let told = complaint(b"# Version: 8.1.9\na:b:c\n");
    assert!(told.contains("--columns") && !told.contains("Slurm events log"), "{told}");
}

#[test]
fn times_of_zero_among_dates_say_that_a_job_never_ran() {
    check(
        "job,submit,start,end,processors\n1001,1490016700,1490016710,1490020310,16\n1004,1490017000,0,0,16\n",
        &["1001 1490016700 3600 16 3600 0"],
        &[(Finding::NeverRan, 1), (Finding::WalltimeUnknown, 1)],
    );
    // In a log that counts from its own beginning, 0 is a time like any other.
    check("job,submit,start,end,walltime,processors\n1,0,0,60,90,16\n", &["1 0 60 16 90 0"], &[]);
}

#[test]
fn an_array_of_submissions_is_taken_apart() {
    let line = |array: &str| {
        format!(
            "-dt 5 -e submit_batch_job | -J jobid_1 -sim-walltime 60 --uid=ana -t 00:10:00 -n 8 {array} x.job\n"
        )
    };
    let numbers = |array: &str| -> Vec<u64> {
        let (jobs, _) = crate::logs::read(&line(array));
        jobs.iter().map(|job| job.split(' ').next().unwrap().parse().unwrap()).collect()
    };
    assert_eq!(numbers("--array=1-3"), [100_001, 100_002, 100_003]);
    assert_eq!(numbers("-a 0-8:4%2"), [100_000, 100_004, 100_008]);
    assert_eq!(numbers("--array=1,7-8"), [100_001, 100_007, 100_008]);
    assert_eq!(numbers(""), [1]);
    let unnamed = line("--array=1-3").replace("-J jobid_1", "");
    assert_eq!(crate::logs::read(&unnamed).0.len(), 3, "tasks without numbers of their own");
    let told = format!("{}{}", line(""), line("--array=1-x"));
    check(&told, &["1 5 60 8 600 1"], &[(Finding::Unreadable, 1)]);
}

#[test]
fn the_accounting_of_grid_engine_is_read() {
    let text = crate::samples::SAMPLES.iter().find(|sample| sample.name == "Grid Engine").unwrap().text;
    check(
        text,
        &["1001 1490016700 3600 16 3600 1", "100200007 1490016800.123 600 1 600 2"],
        &[(Finding::Step, 1), (Finding::WalltimeUnknown, 1), (Finding::NeverRan, 1)],
    );
}
