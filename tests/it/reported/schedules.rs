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
