//! Schedules that we write, and what the checker says of them.

use crate::resume::Desk;

#[test]
fn jobs_are_written_whatever_their_numbers_and_estimates() {
    let log = "; MaxProcs: 8\n12 73 -1 100 4 -1 -1 4 200 -1 1 1 1\n11 75 -1 100 4 -1 -1 4 200 -1 1 1 1\n\
               11 76 -1 100 4 -1 -1 4 200 -1 1 1 1\n";
    let desk = Desk::with(&[("log.swf", log)]);
    for estimates in ["exact", "requested", "scaled:2", "user-last-two"] {
        let output = desk.run(&format!("replay log.swf --estimates {estimates} --jobs out.csv"));
        assert!(output.status.success(), "{estimates}: {}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(
            desk.text("out.csv"),
            "job,submit_secs,start_secs,end_secs,procs,state,user,walltime_secs\n12,73,73,173,4,finished,1,200\n\
             11,75,75,175,4,finished,1,200\n11,76,173,273,4,finished,1,200\n",
            "{estimates}"
        );
    }
}

#[test]
fn attempts_that_share_a_number_are_told_apart_by_the_checker() {
    let log = "JobID|User|Submit|Start|End|Timelimit|ReqCPUS|State\n\
               200|ana|2024-03-01T08:00:00|2024-03-01T08:00:00|2024-03-01T09:00:00|02:00:00|8|NODE_FAIL\n\
               200|ana|2024-03-01T09:00:00|2024-03-01T09:10:00|2024-03-01T10:10:00|02:00:00|8|COMPLETED\n";
    let desk = Desk::with(&[("jobs.psv", log)]);
    assert!(desk.run("replay jobs.psv --processors 16 --jobs out.csv").status.success());
    let verify = "verify out.csv --processors 16 --log jobs.psv --rule easy";
    let output = desk.run(verify);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    // One of them twice, and the other lost.
    let rows = desk.text("out.csv");
    let mut lines: Vec<&str> = rows.lines().collect();
    lines[2] = lines[1];
    std::fs::write(desk.path("out.csv"), lines.join("\n")).unwrap();
    let told = String::from_utf8(desk.run(verify).stdout).unwrap();
    assert!(told.contains("not what was submitted"), "{told}");
}

/// The checker reads a log as the replay did: split, faster, and counted in another unit or by what jobs got.
#[test]
fn the_checker_reads_a_log_with_the_changes_of_the_replay() {
    let swf = "; MaxProcs: 8\n1 0 -1 10000 8 -1 -1 8 10000\n2 60 -1 3000 4 -1 -1 4 4000\n3 70 -1 100 4 -1 -1 4 200\n";
    let psv = "JobID|User|Submit|Start|End|Timelimit|ReqCPUS|AllocCPUS|NNodes|State\n\
               1|ana|2024-03-01T08:00:00|2024-03-01T08:00:00|2024-03-01T09:00:00|02:00:00|4|8|2|COMPLETED\n";
    let desk = Desk::with(&[("log.swf", swf), ("jobs.psv", psv)]);
    for (log, how) in [
        ("log.swf", "--split-at 1h"),
        ("log.swf", "--speed 1.5"),
        ("log.swf", "--scale-arrivals 2 --filter job!=3"),
        ("jobs.psv", "--sizes allocated"),
        ("jobs.psv", "--unit nodes"),
    ] {
        let replay = format!("replay {log} --processors 8 --jobs out.csv {how}");
        assert!(desk.run(&replay).status.success(), "{replay}");
        let verify = format!("verify out.csv --processors 8 --log {log} {how}");
        let output = desk.run(&verify);
        assert!(output.status.success(), "{verify}: {}", String::from_utf8_lossy(&output.stdout));
        // Without a word of the changes it is another schedule.
        let output = desk.run(&format!("verify out.csv --processors 8 --log {log}"));
        assert_eq!(output.status.code(), Some(1), "{how}");
    }
    desk.wrong(&["verify", "out.csv", "--processors", "8", "--speed", "2"], "there is none");
}

/// Where a rule needs more than a table of jobs tells, nobody is accused.
#[test]
fn rules_are_refused_where_a_table_does_not_tell_enough() {
    let swf = "; MaxProcs: 8\n1 0 -1 10000 8 -1 -1 8 10000\n2 60 -1 3000 3 -1 -1 3 4000\n";
    let desk = Desk::with(&[("log.swf", swf)]);
    assert!(desk.run("replay log.swf --split-at 1h --jobs split.csv").status.success());
    let told = "is a part of a job that was split, and waits for the part before it";
    desk.wrong(&["verify", "split.csv", "--processors", "8", "--rule", "fcfs"], told);
    assert!(desk.run("replay log.swf --nodes 2 --cores-per-node 4 --jobs nodes.csv").status.success());
    let nodes = ["verify", "nodes.csv", "--nodes", "2", "--cores-per-node", "4"];
    desk.wrong(&[&nodes[..], &["--rule", "easy"]].concat(), "job 2 takes a part of a node");
    desk.good(&nodes);
    // Whole nodes are counted as well as processors.
    assert!(
        desk.run("replay log.swf --filter job=1 --nodes 2 --cores-per-node 4 --jobs nodes.csv")
            .status
            .success()
    );
    desk.good(&[&nodes[..], &["--rule", "easy"]].concat());
}

#[test]
fn run_times_that_are_not_those_of_the_log_are_found() {
    let log = "; MaxProcs: 8\n1 0 -1 100 8 -1 -1 8 200\n2 0 -1 300 8 -1 -1 8 200\n";
    let desk = Desk::with(&[("log.swf", log)]);
    assert!(desk.run("replay log.swf --jobs out.csv").status.success());
    let right = desk.text("out.csv");
    let verdict = |table: &str| {
        std::fs::write(desk.path("out.csv"), table).unwrap();
        let output = desk.run("verify out.csv --processors 8 --log log.swf");
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    assert_eq!(verdict(&right).0, Some(0), "{right}");
    let (code, told) = verdict(&right.replace("1,0,0,100", "1,0,0,70"));
    assert!(code == Some(1) && told.contains("ran 70 s, in the log 100 s"), "{told}");
    let (code, told) = verdict(&right.replace("2,0,100,300", "2,0,100,290"));
    assert!(code == Some(1) && told.contains("killed after 190 s, requested 200 s"), "{told}");
    let (code, told) = verdict(&right.replace("1,0,0,100,8,finished", "1,0,0,100,8,killed"));
    assert!(code == Some(1) && told.contains("killed after 100 s"), "{told}");
}
