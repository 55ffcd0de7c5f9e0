//! The logs of schedulers, each quirk in rows made up for it, and the published counts of the shared logs.

use crate::logs::{check, complaint, lines_of, quality_of, written};
use crate::support::traces;
use std::path::Path;
use suanli::log::{ColumnMap, Entry, Finding, Header, LogReader, LogSource, SizeUnit, State};

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
fn column(entries: &[Entry], of: impl Fn(&Entry) -> Option<suanli::log::Number>) -> Vec<Option<u64>> {
    entries.iter().map(|entry| of(entry).map(suanli::log::Number::whole)).collect()
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
    // A row that stands in both months is one job.
    check(&text, &["1 1709251200 60 2 300 0"], &[(Finding::Unreadable, 1), (Finding::Twice, 1)]);
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

#[test]
fn eagle_rows_are_jobs() {
    let text = "job_id,user,account,partition,qos,wallclock_req,nodes_req,processors_req,gpus_req,mem_req,submit_time,start_time,end_time,run_time,state,name\n\
                7,u1,a1,p1,normal,3600.0,2,72,0,0.0,2019-01-01 08:00:00,2019-01-01 08:01:00,2019-01-01 08:31:00,1800.0,COMPLETED,\"x, y\"\n\
                8,u2,a1,p2,normal,3600.0,1,2,2,184000.0,2019-01-01 08:00:01,,,60.0,TIMEOUT,n\n\
                9,u2,a1,p2,normal,3600.0\n";
    check(text, &["7 1546329600 1800 72 3600 1", "8 1546329601 60 2 3600 2"], &[(Finding::Unreadable, 1)]);
    let (entries, _) = entries(text);
    assert_eq!(column(&entries, |entry| entry.row.accelerators), [Some(0), Some(2)]);
    assert_eq!(column(&entries, |entry| entry.row.memory_mib), [None, Some(184_000)]);
    assert_eq!(column(&entries, |entry| entry.row.wait), [Some(60), None]);
}

#[test]
fn slurm_events_are_submissions_with_the_options_of_sbatch() {
    let text = "# made up\n\
                -dt 10.5 -e submit_batch_job | -sim-walltime 300.25 --uid=u1 -J jobid_00009 -N 2 -n 48 -t 0-01:00 -q q -p cpu --mem=10G pseudo.job\n\
                -dt 11 -e submit_batch_job | -sim-walltime 90 --uid=u2 -J other -N 2-4 --ntasks-per-node=4 -c 2 -t 60 -p gpu --gres=gpu:v100:2 --gres=gpu:v100:2 --exclusive x\n\
                -dt 12 -e cancel_job | 9\n\
                -dt 13 -e submit_batch_job | -sim-walltime -1 -n 1 -t UNLIMITED --mem-per-cpu=2G x\n";
    check(
        text,
        &["9 10.5 300.25 48 3600 1", "3 11 90 16 3600 2"],
        &[(Finding::NotAJob, 1), (Finding::RunUnknown, 1), (Finding::JobNumberUnknown, 1)],
    );
    let (entries, header) = entries(text);
    assert_eq!(column(&entries, |entry| entry.row.accelerators), [None, Some(4)]);
    assert_eq!(column(&entries, |entry| entry.row.memory_mib), [Some(20_480), None]);
    assert_eq!(column(&entries, |entry| entry.row.nodes), [Some(2), Some(2)]);
    assert_eq!(header.queues.word(2), Some("gpu"));
}

#[test]
fn pbs_jobs_are_completed_by_their_end() {
    let text = "; UnixStartTime: 1000\n\
        03/01/2024 08:00:00;Q;7.srv;user=lin queue=workq ctime=200000000 qtime=200000000\n\
        03/01/2024 08:00:01;Q;8.srv;user=wang queue=workq ctime=200000001\n\
        03/01/2024 08:00:02;Q;9.srv;queue=workq\n\
        03/01/2024 08:00:02;Q;10[].srv;queue=workq\n\
        03/01/2024 08:00:03;L;license;floating license hour:3 day:3 month:3 max:10\n\
        03/01/2024 08:00:10;S;7.srv;user=lin ctime=200000000 start=200000010\n\
        03/01/2024 08:00:10;S;10[3].srv;user=lin ctime=200000002 start=200000010\n\
        03/01/2024 08:00:11;S;8.srv;user=wang ctime=200000001 start=200000011\n\
        03/01/2024 08:00:20;D;9.srv;requestor=lin@login\n\
        03/01/2024 08:00:30;D;8.srv;requestor=wang@login\n\
        03/01/2024 08:10:10;E;7.srv;user=lin group=phys account=proj queue=workq ctime=200000000 qtime=200000000 start=200000010 exec_host=n1/0*16+n2/0*16 Resource_List.ncpus=32 Resource_List.ngpus=8 Resource_List.mem=128gb Resource_List.nodect=2 Resource_List.select=2:ncpus=16:ngpus=4:mem=64gb Resource_List.walltime=00:20:00 end=200000610 Exit_status=0 resources_used.walltime=00:09:59\n\
        03/01/2024 08:00:40;E;8.srv;user=wang group=bio queue=workq ctime=200000001 start=200000011 Resource_List.nodes=2:ppn=12 Resource_List.ncpus=1 Resource_List.walltime=3600 end=200000041 Exit_status=271\n\
        03/01/2024 08:20:10;E;10[3].srv;user=lin queue=workq ctime=200000002 start=200000010 Resource_List.ncpus=1 Resource_List.walltime=00:20:00 end=200001210 Exit_status=-29\n\
        03/01/2024 08:30:00;Q;11.srv;user=lin ctime=200001800\n";
    check(
        text,
        &["7 200000000 600 32 1200 1", "8 200000001 30 24 3600 2", "1000003 200000002 1200 1 1200 1"],
        &[(Finding::NeverRan, 1), (Finding::NotEnded, 1), (Finding::WholeArray, 1), (Finding::NotAJob, 1)],
    );
    let (entries, header) = entries(text);
    assert_eq!(
        entries.iter().map(|entry| entry.row.state).collect::<Vec<_>>(),
        [State::Completed, State::Cancelled, State::TimedOut]
    );
    assert_eq!(column(&entries, |entry| entry.row.wait), [Some(10), Some(10), Some(8)]);
    assert_eq!(column(&entries, |entry| entry.row.nodes), [Some(2), None, None]);
    assert_eq!(column(&entries, |entry| entry.row.accelerators), [Some(8), None, None]);
    assert_eq!(column(&entries, |entry| entry.row.memory_mib), [Some(131_072), None, None]);
    assert_eq!(header.groups.word(1), Some("proj"));
}

#[test]
fn cobalt_jobs_count_nodes() {
    let mira = ",job,user,project,state,gpu_num,cpu_num,node_num,submit_time,wait_time,run_time,wall_time,node_hour,new_status\n\
                0,5,77,88,0,0,8192.0,512.0,1535348017.0,60,3600.0,7200.0,1,Pass\n\
                1,6,77,88,143,0,16384.0,1024.0,1535348018.0,5,7260.0,7200.0,1,Killed\n\
                2,7,78,88,143,0,16384.0,1024.0,1535348018.0,5,100.0,7200.0,1,Killed\n";
    check(
        mira,
        &["5 1535348017 3600 512 7200 1", "6 1535348018 7260 1024 7200 1", "7 1535348018 100 1024 7200 2"],
        &[(Finding::RanOver, 1)],
    );
    let (rows, header) = entries(mira);
    let states: Vec<State> = rows.iter().map(|entry| entry.row.state).collect();
    assert_eq!(
        (states, header.unit),
        (vec![State::Completed, State::TimedOut, State::Cancelled], SizeUnit::Nodes)
    );
    let published = "\"JOB_NAME\",\"COBALT_JOBID\",\"QUEUED_TIMESTAMP\",\"START_TIMESTAMP\",\"END_TIMESTAMP\",\"USERNAME_GENID\",\"PROJECT_NAME_GENID\",\"QUEUE_NAME\",\"WALLTIME_SECONDS\",\"RUNTIME_SECONDS\",\"NODES_USED\",\"NODES_REQUESTED\",\"CORES_USED\",\"CORES_REQUESTED\",\"EXIT_STATUS\"\n\
                     \"5.srv\",\"5\",\"2022-01-01 00:00:00.000000\",\"2022-01-01 00:10:00.000000\",\"2022-01-01 01:10:00.500000\",\"111\",\"222\",\"default\",\"7200.0\",\"3600.0\",\"128.0\",\"128.0\",\"8192.0\",\"8192.0\",\"0\"\n";
    check(published, &["5 1640995200 3600.5 128 7200 1"], &[]);
    let (rows, _) = entries(published);
    assert_eq!(
        (column(&rows, |entry| entry.row.wait), rows[0].row.state),
        (vec![Some(600)], State::Completed)
    );
}

/// Rows read and kept, and of the kept: run 0, longer than requested, without requested time, out of order. The counts of
/// jobs and of those that ran too long are those of the traces' README; all were counted by a program of another kind (awk).
#[test]
fn the_logs_of_schedulers_have_the_published_counts() {
    let Some(folder) = traces() else { return };
    for (name, expected) in [
        // 86 rows have the word Partition_Limit; 78 of them were taken back before they ran.
        ("slurm/kabre-sacct-2024.psv.zst", [30_376, 29_898, 480, 1_030, 8, 0]),
        ("slurm/nrel-eagle-2019-sample-1000.csv.zst", [1_000, 1_000, 0, 14, 0, 0]),
        ("slurm/ubccr-week-slurm-submissions.events.zst", [19_579, 19_579, 27, 153, 0, 0]),
        // Jobs stand in the order of their ends.
        ("pbs/openpbs-accounting-2024-12.log.zst", [200, 200, 0, 0, 0, 94]),
        ("alcf/mira-2018-09-12.csv.zst", [22_508, 22_508, 0, 4_261, 0, 0]),
    ] {
        let quality = quality_of(&folder.join(name));
        let rows = |finding| quality.tally(finding).rows;
        let no_walltime = rows(Finding::WalltimeUnknown) + rows(Finding::WalltimeWord);
        let found = [
            quality.rows_read,
            quality.rows_kept,
            rows(Finding::RunZero),
            rows(Finding::RanOver),
            no_walltime,
            rows(Finding::OutOfOrder),
        ];
        assert_eq!(found, expected, "{name}");
        assert_eq!(rows(Finding::Unreadable), 0, "{name}");
    }
    let kabre = quality_of(&folder.join("slurm/kabre-sacct-2024.psv.zst"));
    assert_eq!(kabre.tally(Finding::NeverRan).rows, 478);
    assert_eq!(kabre.tally(Finding::MoreThanRequested).rows, 2_362);
}

#[test]
fn a_table_with_our_own_names_needs_no_map() {
    check(
        "user,processors,job,run,submit,walltime\nlin,4,7,60,100,90\nwang,2,8,1:30,2024-03-01T00:00:00,UNLIMITED\n",
        &["7 100 60 4 90 1", "8 1709251200 90 2 90 2"],
        &[(Finding::WalltimeWord, 1)],
    );
    // The jobs that a simulation writes can be read again.
    check(
        "job,submit,start,end,procs,state,user,walltime\n1,0,5,65,4,finished,3,90\n2,1,,,400,rejected,3,90\n",
        &["1 0 60 4 90 1"],
        &[(Finding::RunUnknown, 1)],
    );
    check(
        "job,submit_secs,start_secs,end_secs,procs,state,user,walltime_secs\n1,0,5,65,4,finished,3,90\n2,1,,,400,rejected,3,90\n",
        &["1 0 60 4 90 1"],
        &[(Finding::RunUnknown, 1)],
    );
}

/// The jobs of a table with a map.
fn mapped(map: &str, table: &str) -> Result<Vec<String>, String> {
    let map = ColumnMap::parse(Path::new("map.toml"), map).map_err(|errors| errors.to_string())?;
    let file = written(table.as_bytes());
    let reader = LogReader::open_table(file.path(), &map).map_err(|error| {
        error
            .to_string()
            .strip_prefix(&format!("{}: ", file.path().display()))
            .expect("the message begins with the file")
            .to_owned()
    })?;
    Ok(lines_of(LogSource::streamed(reader).expect("the table has a job")).0)
}

#[test]
fn a_map_says_what_columns_mean() {
    let map = "delimiter = \";\"\norigin = 2024-03-01T00:00:00\nunit = \"nodes\"\n\n[columns]\nsubmit = { column = \"arrival\", unit = \"h\" }\n\
               run = { column = \"length\", unit = \"minutes\" }\nnodes = \"hosts\"\nmemory = { column = \"mem\", unit = \"GB\" }\nstate = \"end\"\n\n\
               [states]\ncompleted = [\"OK\", \"fine\"]\nfailed = [\"bad\"]\n";
    let table = "arrival;length;hosts;mem;end\n0.5;2;3;1;OK\n1;1.5;1;;bad\n";
    assert_eq!(mapped(map, table).unwrap(), ["2 1800 120 3 120 0", "3 3600 90 1 90 0"]);
    let file = written(table.as_bytes());
    let columns = ColumnMap::parse(Path::new("map.toml"), map).unwrap();
    let mut reader = LogReader::open_table(file.path(), &columns).unwrap();
    assert_eq!((reader.unit(), reader.header().unix_start), (SizeUnit::Nodes, Some(1_709_251_200)));
    let entry = reader.next_entry().unwrap().unwrap();
    assert_eq!((entry.row.state, entry.row.memory_mib.unwrap().whole()), (State::Completed, 953));
    let numbered = "header = false\ndelimiter = \"tab\"\n[columns]\nsubmit = { column = 2, unit = \"ns\" }\nrun = 3\nprocessors = 1\n";
    assert_eq!(mapped(numbered, "4\t1709251200000000000\t60\n").unwrap(), ["1 1709251200 60 4 60 0"]);
}

#[test]
fn everything_wrong_with_a_map_is_told_with_its_place() {
    let map = "delimiter = \"::\"\nheadr = true\norigin = \"yesterday\"\n[columns]\nsubmit = 0\nrun = { column = \"r\", unit = \"months\" }\nuser = { column = \"u\", unit = \"s\" }\n[states]\ndone = [\"x\"]\n";
    let told = mapped(map, "").unwrap_err();
    let lines: Vec<&str> = told.lines().collect();
    let begins = [
        "map.toml:1:1: [columns]: no column says when a job was submitted",
        "map.toml:1:13: delimiter: expected one character",
        "map.toml:2:1: there is no `headr`: expected one of delimiter, header",
        "map.toml:3:10: origin: expected a date after 1970 without quotes",
        "map.toml:5:10: submit: expected the name of a column, or its number counted from 1, found `0`",
        "map.toml:6:30: unit: expected one of \"ns\"",
        "map.toml:7:24: user: has no unit",
        "map.toml:9:1: there is no `done`: expected one of completed",
    ];
    assert_eq!(lines.len(), begins.len(), "{told}");
    for (line, begin) in lines.iter().zip(begins) {
        assert!(line.starts_with(begin), "{line} does not begin with {begin}");
    }
    assert_eq!(
        mapped("[columns]\nsubmit = \"s\"\nrun = \"r\"\nnodes = \"n\"\n", "s,x\n1,2\n").unwrap_err(),
        "line 1: expected the columns of the map: `r`, `n`; found `s,x`"
    );
}
