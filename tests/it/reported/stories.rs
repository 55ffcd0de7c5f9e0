//! Stories and tables: dates, names and columns as people need them.

use crate::resume::Desk;

const JOBS: &str = "JobID|User|Submit|Start|End|Timelimit|ReqCPUS|State\n\
                    501_1|ana|2024-03-01T08:00:00|2024-03-01T08:00:00|2024-03-01T09:00:00|04:00:00|8|COMPLETED\n\
                    501_2|ben|2024-03-01T08:05:00|2024-03-01T09:00:00|2024-03-01T10:00:00|02:00:00|8|COMPLETED\n";

#[test]
fn the_story_of_a_job_of_a_log_is_told_in_dates_and_names() {
    let desk = Desk::with(&[("jobs.psv", JOBS)]);
    for name in ["501_2", "501[2]", "50100002"] {
        let output = desk.run(&format!("replay jobs.psv --processors 8 --explain {name}"));
        let told = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        for part in [
            "Job 50100002 of ben",
            "2024-03-01 08:05:00  submitted",
            "enough is free at 2024-03-01 12:00:00",
            "job 50100001 of ana",
            "2024-03-01 09:00:00  starts",
        ] {
            assert!(told.contains(part), "{part} in {told}");
        }
    }
    let output = desk.run("replay jobs.psv --processors 8 --explain 501_x");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("a task of an array as in 501_2"));
    let output = desk.run("replay jobs.psv --processors 8 --filter job=501_2 --jobs out.csv");
    assert!(output.status.success());
    assert_eq!(desk.text("out.csv").lines().count(), 2);
}

/// Where a task of an array has a number of its own, both it and the name of the task find it.
#[test]
fn tasks_of_arrays_are_found_by_both_of_their_names() {
    let psv = "JobID|JobIDRaw|User|Submit|Start|End|Timelimit|ReqCPUS|State\n\
               501_1|501|ana|2024-03-01T08:00:00|2024-03-01T08:00:00|2024-03-01T09:00:00|04:00:00|8|COMPLETED\n\
               501_2|503|ben|2024-03-01T08:05:00|2024-03-01T09:00:00|2024-03-01T10:00:00|02:00:00|8|COMPLETED\n";
    let text = "JobId=501 UserId=ana(1) GroupId=a(1) Name=x JobState=COMPLETED Partition=p TimeLimit=240 \
                StartTime=2024-03-01T08:00:00 EndTime=2024-03-01T09:00:00 NodeCnt=1 ProcCnt=8 WorkDir=/ Account=a \
                QOS=q SubmitTime=2024-03-01T08:00:00 EligibleTime=2024-03-01T08:00:00 ArrayJobId=501 ArrayTaskId=1\n\
                JobId=503 UserId=ben(2) GroupId=a(1) Name=x JobState=COMPLETED Partition=p TimeLimit=120 \
                StartTime=2024-03-01T09:00:00 EndTime=2024-03-01T10:00:00 NodeCnt=1 ProcCnt=8 WorkDir=/ Account=a \
                QOS=q SubmitTime=2024-03-01T08:05:00 EligibleTime=2024-03-01T08:05:00 ArrayJobId=501 ArrayTaskId=2\n";
    let json = |job: u64, task: u64, user: &str, times: [u64; 4]| {
        let [submit, start, end, limit] = times;
        format!(
            "{{\"job_id\": {job}, \"array\": {{\"job_id\": 501, \"task_id\": {{\"set\": true, \"infinite\": false, \"number\": {task}}}}}, \
             \"user\": \"{user}\", \"state\": {{\"current\": [\"COMPLETED\"]}}, \"required\": {{\"CPUs\": 8}}, \
             \"time\": {{\"submission\": {submit}, \"start\": {start}, \"end\": {end}, \"elapsed\": 3600, \"limit\": {limit}}}}}"
        )
    };
    let t = 1_709_280_000;
    let jobs = [
        json(501, 1, "ana", [t, t, t + 3_600, 240]),
        json(503, 2, "ben", [t + 300, t + 3_600, t + 7_200, 120]),
    ];
    let json = format!("{{\"jobs\": [{}]}}", jobs.join(","));
    let desk = Desk::with(&[("jobs.psv", psv), ("jobcomp.txt", text), ("jobs.json", &json)]);
    for log in ["jobs.psv", "jobcomp.txt", "jobs.json"] {
        for name in ["501_2", "503"] {
            let told = desk.good(&["replay", log, "--processors", "8", "--explain", name]);
            assert!(told.contains("Job 503 of ben"), "{log}, {name}: {told}");
            let filter = format!("job={name}");
            desk.good(&["replay", log, "--processors", "8", "--filter", &filter, "--jobs", "out.csv"]);
            let rows = desk.text("out.csv");
            assert!(rows.lines().count() == 2 && rows.contains("503,"), "{log}, {name}: {rows}");
        }
    }
}

#[test]
fn large_figures_do_not_run_together() {
    let log =
        "; MaxProcs: 8\n1 0 -1 20000000 8 -1 -1 8 20000000\n2 0 -1 1 8 -1 -1 8 10\n3 1 -1 1 8 -1 -1 8 10\n";
    let output = Desk::with(&[("log.swf", log)]).run("replay log.swf");
    let told = String::from_utf8(output.stdout).unwrap();
    let line = told.lines().find(|line| line.starts_with("bounded slowdown")).expect("the table has it");
    let cells: Vec<&str> = line["bounded slowdown".len()..].split_whitespace().collect();
    assert_eq!((cells.len(), cells[0]), (6, "1,333,333.73"), "{told}");
    let ends: Vec<usize> =
        told.lines().filter(|line| line.ends_with(cells[5]) || line.ends_with("max")).map(str::len).collect();
    assert_eq!((ends.len(), ends[0]), (2, ends[1]), "heads stand over their columns: {told}");
}

#[test]
fn copies_of_real_jobs_are_not_called_invented() {
    let scenario = "[scenario]\ntitle = \"Ours\"\nstart = 2024-03-01\nhorizon = \"1 day\"\nseed = 1\nreplications = 1\n\
                    [[center]]\nname = \"hpc\"\ntitle = \"Ours\"\n[[center.partition]]\nname = \"all\"\nnodes = 1\nhardware = \"n\"\n\
                    [hardware.n]\ncores = 16\nmemory = \"64 GiB\"\nidle = \"100 W\"\nbusy = \"200 W\"\n\
                    [[tenants]]\nname = \"users\"\n\
                    [[workload]]\nname = \"jobs\"\ncenter = \"hpc\"\npartition = \"all\"\ntenants = \"users\"\nlog = \"jobs.psv\"\n\
                    [[policy]]\nname = \"easy\"\norder = \"fcfs\"\nbackfill = \"easy\"\n";
    let desk = Desk::with(&[("jobs.psv", JOBS), ("log.toml", scenario)]);
    let output = desk.run("generate log.toml --out out.swf");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = desk.text("out.swf");
    assert!(text.contains("Computer: recorded, Ours"), "{text}");
    assert!(text.contains("these jobs come from a log of jobs that were run"), "{text}");
}

#[test]
fn a_lock_in_a_centre_that_nobody_uses_is_told_of() {
    let scenario = "[scenario]\ntitle = \"Two centres\"\nstart = 2024-02-28\nhorizon = \"1 day\"\nseed = 1\nreplications = 1\n\
                    [[center]]\nname = \"c0\"\ntitle = \"One\"\n[[center.partition]]\nname = \"p0\"\nnodes = 16\nhardware = \"n\"\n\
                    [[center.partition.lock]]\nname = \"l0\"\nshare = \"40 %\"\nfor = [\"g0\"]\n\
                    [[center]]\nname = \"c1\"\ntitle = \"Two\"\n[[center.partition]]\nname = \"p0\"\nnodes = 2\nhardware = \"n\"\n\
                    [[center.partition]]\nname = \"p1\"\nnodes = 1\nhardware = \"n\"\n\
                    [hardware.n]\ncores = 16\nmemory = \"64 GiB\"\nidle = \"100 W\"\nbusy = \"200 W\"\n\
                    [[tenants]]\nname = \"g0\"\n\
                    [[workload]]\nname = \"w1\"\ncenter = \"c1\"\npartition = \"p1\"\ntenants = \"g0\"\n\
                    application = \"genomics\"\njobs_per_day = 0.5\n\
                    [[policy]]\nname = \"easy\"\norder = \"fcfs\"\nbackfill = \"easy\"\n";
    let output = Desk::with(&[("two.toml", scenario)]).run("check two.toml");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{told}");
    assert!(told.contains("lock `l0` idles") && told.contains("nobody uses partition `p0`"), "{told}");
}
