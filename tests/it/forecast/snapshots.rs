//! Snapshots as schedulers print them.

use super::{certain, start};
use crate::resume::Desk;
use serde_json::Value;

/// The queue of [`certain`] as `squeue -l` has it, with its date above; the node of job 101 has ten processors.
const SQUEUE: &str = "Fri Jan 02 03:46:40 1970
  JOBID PARTITION  NAME USER    STATE  TIME TIME_LIMI NODES NODELIST(REASON)
    101      work  long  ana  RUNNING 10:00   1:00:00     6 n[1-6]
    102      work  wide  ana  PENDING  0:00   1:00:00    10 (Resources)
    103      work small  bea  PENDING  0:00   2:00:00     4 (Priority)
    104      work  held  bea  PENDING  0:00   2:00:00     4 (JobHeldUser)
";

const SINFO: &str = "PARTITION AVAIL TIMELIMIT NODES STATE NODELIST
work* up 1-00:00:00 6 alloc n[1-6]
work* up 1-00:00:00 4 idle n[07-10]
work* up 1-00:00:00 2 down* n[11-12]
";

const QSTAT: &str = "Job Id: 101.server
    Job_Name = long
    Job_Owner = ana@login
    job_state = R
    queue = work
    Resource_List.nodect = 6
    Resource_List.walltime = 01:00:00
    resources_used.walltime = 00:10:00
    qtime = Fri Jan 02 03:36:40 1970
    stime = Fri Jan 02 03:36:40 1970
    Variable_List = PBS_O_LOGNAME=ana,PBS_O_LANG=C,
\tPBS_O_SHELL=/bin/sh

Job Id: 102.server
    Job_Owner = ana@login
    job_state = Q
    queue = work
    Resource_List.nodect = 10
    Resource_List.walltime = 01:00:00
    qtime = Fri Jan 02 03:38:20 1970

Job Id: 103.server
    Job_Owner = bea@login
    job_state = Q
    queue = work
    Resource_List.nodect = 4
    Resource_List.walltime = 02:00:00
    qtime = Fri Jan 02 03:40:00 1970
";

const TABLE: &str = "job,user,state,nodes,walltime,elapsed,submit,start
101,ana,R,6,1h,600,99400,99400
102,ana,PD,10,1h,,99500,103100
103,bea,PD,4,2h,,99600,
";

fn desk(files: &[(&str, &str)]) -> Desk {
    let log = certain();
    let mut all = vec![("log.swf", log.as_str())];
    all.extend(files);
    Desk::with(&all)
}

fn asked(desk: &Desk, more: &[&str]) -> Value {
    let question = ["forecast", "log.swf", "--futures", "20", "--json"];
    serde_json::from_str(&desk.good(&[&question[..], more].concat())).expect("it is JSON")
}

#[test]
fn every_scheduler_tells_of_the_same_queue() {
    let desk = desk(&[("squeue", SQUEUE), ("sinfo", SINFO), ("qstat", QSTAT), ("table.csv", TABLE)]);
    let cases: [&[&str]; 4] = [
        &["--queue", "squeue", "--sinfo", "sinfo"],
        &["--queue", "squeue", "--processors", "10"],
        &["--queue", "qstat", "--processors", "10"],
        &["--queue", "table.csv", "--processors", "10"],
    ];
    for case in cases {
        let told = asked(&desk, case);
        assert_eq!(told["at_secs"], 100_000, "{case:?}");
        let jobs = told["jobs"].as_array().expect("there are jobs");
        assert_eq!(jobs.len(), 2, "{case:?}");
        assert_eq!(start(&jobs[0]), (3_000.0, 3_000.0, 3_000.0, 1.0), "{case:?}");
        assert_eq!(start(&jobs[1]).1, 6_600.0, "{case:?}");
    }
    let told = asked(&desk, cases[0]);
    assert_eq!(told["held"][0], "104");
    let told = asked(&desk, cases[3]);
    assert_eq!(told["jobs"][0]["scheduler_says_secs"], 3_100, "what the scheduler says is told beside it");
}

#[test]
fn mistakes_in_a_snapshot_are_told_all_at_once_with_their_places() {
    let queue = "JOBID|USER|ST|NODES|TIME_LIMIT|TIME|SUBMIT_TIME\n\
                 1|ana|R|4|1:00:00|10:00|\n\
                 1|ana|PD|2|1:00:00||1970-01-02T03:00:00\n\
                 2|bea|PD|11|1:00:00||1970-01-02T03:00:00\n\
                 3|bea|NAPS|1|soon||\n\
                 4|bea|PD|x|1:00:00||yesterday\n\
                 5|bea|R|9|1:00:00|5:00|\n";
    let unknown = "JOBID|USERR|ST|NODES|TIME_LIMIT|COLOUR\n1|ana|PD|1|1:00:00|red\n";
    let desk = desk(&[
        ("queue", queue),
        ("unknown", unknown),
        ("empty", "\n"),
        ("sinfo", "PARTITION STATE\nwork idle\n"),
    ]);
    let question =
        ["forecast", "log.swf", "--queue", "queue", "--processors", "10", "--at", "1970-01-02T03:46:40"];
    for reason in [
        "queue:3:1: job 1 stands in line 2 already",
        "queue:4:1: job 2 does not fit its nodes: it asks for 11 processors",
        "queue:5:7: ST: expected a state of Slurm or PBS such as R, RUNNING, PD, PENDING or Q, found `NAPS`",
        "queue:6:10: NODES: expected a whole number above 0, found `x`",
        "queue:6:21: SUBMIT_TIME: expected a date such as 2026-11-30T21:00:00",
        "queue:2:1: the jobs that run hold 13 cores, and the nodes that can be used have 10",
    ] {
        desk.wrong(&question, reason);
    }
    let other = |file: &'static str| ["forecast", "log.swf", "--queue", file, "--processors", "10"];
    desk.wrong(&other("unknown"), "unknown:1:7: unknown column `USERR`; did you mean `USER`?");
    desk.wrong(&other("unknown"), "unknown:1:33: unknown column `COLOUR`");
    desk.wrong(&other("empty"), "empty: holds no table");
    desk.wrong(&other("absent"), "absent: cannot be read");
    let question = ["forecast", "log.swf", "--queue", "queue", "--sinfo", "sinfo"];
    desk.wrong(&question, "sinfo:1:1: there is neither a column `NODELIST` nor one `NODES`");
}

#[test]
fn a_waiting_array_waits_task_by_task_in_the_order_of_its_priority() {
    let queue = "JOBID|USER|ST|NODES|CPUS|TIME_LIMIT|TIME|SUBMIT_TIME|PRIORITY\n\
                 9|ana|R|10|10|1:00:00|0:00|1970-01-02T00:00:00|1\n\
                 7_[1-2%1]|ana|PD|10|10|1:00:00||1970-01-02T00:00:00|5\n\
                 8|bea|PD|10|10|1:00:00||1970-01-02T00:00:00|10\n";
    let desk = desk(&[("queue", queue)]);
    let told = asked(&desk, &["--queue", "queue", "--processors", "10", "--at", "1970-01-02T03:46:40"]);
    let jobs = told["jobs"].as_array().expect("there are jobs");
    let medians: Vec<(&str, f64)> =
        jobs.iter().map(|job| (job["job"].as_str().expect("it has a name"), start(job).1)).collect();
    assert_eq!(medians, [("8", 3_600.0), ("7_1", 7_200.0), ("7_2", 10_800.0)]);
}
