//! Logs in scenarios: rows, resources and users that were lost without a word.

use crate::resume::Desk;
use std::process::Output;

/// A scenario with one log on one partition, to which something is added.
pub(super) fn scenario(hardware: &str, nodes: u32, tenants: &str, workload: &str, more: &str) -> String {
    format!(
        "[scenario]\ntitle = \"A log\"\nstart = 2024-03-01T08:00:00\nhorizon = \"3 days\"\nseed = 1\nreplications = 1\n\
         [[center]]\nname = \"hpc\"\ntitle = \"HPC\"\n\
         [[center.partition]]\nname = \"all\"\nnodes = {nodes}\nhardware = \"n\"\n\
         [hardware.n]\n{hardware}\nmemory = \"256 GiB\"\nidle = \"200 W\"\nbusy = \"600 W\"\n\
         [[tenants]]\nname = \"users\"\n{tenants}\n\
         [[workload]]\nname = \"jobs\"\ncenter = \"hpc\"\ntenants = \"users\"\n{workload}\n\
         [[policy]]\nname = \"easy\"\norder = \"fcfs\"\nbackfill = \"easy\"\n{more}"
    )
}

/// What stderr got, with one blank between words however its lines are broken.
pub(super) fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn rows_of_a_log_that_give_no_job_are_told_of() {
    let log = "JobID|User|Submit|Start|End|Timelimit|ReqCPUS|State\n\
               501|ana|2024-03-01T08:00:00|2024-03-01T08:00:00|2024-03-01T09:00:00|02:00:00|4|COMPLETED\n\
               501.batch||2024-03-01T08:00:00|2024-03-01T08:00:00|2024-03-01T09:00:00||4|COMPLETED\n\
               502|ben|2024-03-01T08:10:00|2024-03-01T08:10:00|Unknown|02:00:00|4|RUNNING\n\
               503|carl|2024-03-01T08:20:00|None|2024-03-01T08:30:00|Partition_Limit|4|CANCELLED by 1001\n\
               504|crazy|name|2024-03-01T08:30:00|2024-03-01T08:30:00|2024-03-01T09:30:00|02:00:00|4|COMPLETED\n\
               505|ana|2024-03-01T08:40:00|2024-03-01T08:40:00|2024-03-01T09:40:00|02:00:00|4|COMPLETED\n";
    let text = scenario("cores = 16", 1, "count = 3", "log = \"jobs.psv\"", "");
    let desk = Desk::with(&[("jobs.psv", log), ("a.toml", &text)]);
    for command in ["check a.toml", "run a.toml"] {
        let output = desk.run(command);
        let told = told(&output);
        assert!(output.status.success(), "{told}");
        for part in [
            "2 of 5 rows give a job",
            "1 not a row of this format (first in line 6)",
            "1 taken back before it ran",
            "1 still waited or ran",
            "skipped: 1 steps of jobs",
        ] {
            assert!(told.contains(part), "{command}: {part} in {told}");
        }
    }
    // Rows that nobody wants are not lost.
    let text = text.replace("jobs.psv\"", "jobs.psv\"\nfilter = \"user=ana\"");
    let output = Desk::with(&[("jobs.psv", log), ("a.toml", &text)]).run("check a.toml");
    assert!(!String::from_utf8_lossy(&output.stderr).contains("not wanted"));
}

/// Of five jobs, an hour apart, two come within the two hours of the scenario, from the second on.
#[test]
fn jobs_of_a_log_that_do_not_come_are_counted() {
    let rows: String = (8..13)
        .map(|hour| {
            format!("{hour}|ana|2024-03-01T{hour:02}:00:00|2024-03-01T{hour:02}:00:00|2024-03-01T{hour:02}:10:00|02:00:00|4|COMPLETED\n")
        })
        .collect();
    let log = format!("JobID|User|Submit|Start|End|Timelimit|ReqCPUS|State\n{rows}torn\n");
    let text = scenario("cores = 16", 1, "count = 3", "log = \"jobs.psv\"", "");
    let text = text.replace("3 days", "2 hours").replace("T08:00:00", "T09:00:00");
    let desk = Desk::with(&[("jobs.psv", &log), ("a.toml", &text)]);
    for command in ["check a.toml", "run a.toml --out out"] {
        let told = told(&desk.run(command));
        assert!(told.contains("those before the scenario starts (1) or after it ends (2) do not"), "{told}");
    }
    let summary: serde_json::Value = serde_json::from_str(&desk.text("out/summary.json")).expect("JSON");
    let [log] = &summary["log_rows"].as_array().expect("a list")[..] else { panic!("{summary}") };
    assert_eq!((&log["workload"], &log["log"]), (&"jobs".into(), &"jobs.psv".into()));
    assert_eq!([&log["jobs"], &log["before_beginning"], &log["after_end"]], [5, 1, 2]);
    assert_eq!((&log["rows"]["rows_read"], &log["rows"]["rows_kept"]), (&6.into(), &5.into()));
    assert_eq!(log["rows"]["dropped"][0]["reason"], "not a row of this format");
    // Another length leaves other jobs out.
    let longer = told(&desk.run("run a.toml --horizon 3h --out longer"));
    let words = "of 5 jobs of its log 1 do not come as they were submitted before it begins, and 1 as they were submitted after the end";
    assert!(longer.contains(words), "{longer}");
    let summary: serde_json::Value = serde_json::from_str(&desk.text("longer/summary.json")).expect("JSON");
    assert_eq!(summary["log_rows"][0]["after_end"], 1);
    // A log that is moved to the start of the scenario.
    let moved = text.replace("jobs.psv\"", "jobs.psv\"\nbegins_with = \"first-row\"");
    std::fs::write(desk.path("a.toml"), moved).unwrap();
    let told = told(&desk.run("check a.toml"));
    assert!(told.contains("3 of 5 jobs do not come: they were submitted after the scenario ends"), "{told}");
}

#[test]
fn accelerators_that_sizes_do_not_count_are_told_of() {
    let log = "JobID|User|Submit|Start|End|Timelimit|ReqCPUS|ReqTRES|State\n\
               1|ana|2024-03-01T08:00:00|2024-03-01T08:00:00|2024-03-01T18:00:00|12:00:00|4|cpu=4,gres/gpu=4|COMPLETED\n\
               2|ben|2024-03-01T08:01:00|2024-03-01T18:00:00|2024-03-01T19:00:00|12:00:00|4|cpu=4|COMPLETED\n";
    let hardware = "cores = 16\naccelerators = 4";
    for (unit, is_told) in [("", false), ("unit = \"cores\"", true), ("unit = \"accelerators\"", false)] {
        let text = scenario(hardware, 2, "count = 3", &format!("log = \"jobs.psv\"\n{unit}"), "");
        let output = Desk::with(&[("jobs.psv", log), ("a.toml", &text)]).run("check a.toml");
        let told = told(&output);
        assert_eq!(output.status.code(), Some(0), "{told}");
        assert_eq!(told.contains("1 of its 2 jobs had accelerators"), is_told, "{unit}: {told}");
    }
}

#[test]
fn users_of_a_log_are_the_members_of_their_names() {
    let log = "job,submit,processors,walltime,run,user\n1,0,1,300,200,u4\n2,0,1,300,200,u1\n3,0,1,300,200,u5\n4,0,1,300,200,u5\n";
    let limit = "[[limit]]\nname = \"one-each\"\neach = \"tenant\"\nrunning_jobs = 1\n";
    let workload = "log = \"jobs.csv\"\nfilter = \"user!=u1\"\nbegins_with = \"time-zero\"";
    let members = "members = [\"u4\", \"u5\"]";
    let text = scenario("cores = 1", 4, members, workload, limit);
    let desk = Desk::with(&[("jobs.csv", log), ("a.toml", &text)]);
    let output = desk.run("run a.toml --out out --jobs-format csv");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let rows = desk.text("out/jobs-easy.csv");
    let places: Vec<usize> = ["tenant", "start_secs", "start"]
        .iter()
        .filter_map(|name| rows.lines().next().unwrap().split(',').position(|column| column == *name))
        .collect();
    let cells =
        |line: &str| places.iter().map(|place| line.split(',').nth(*place).unwrap().to_owned()).collect();
    let found: Vec<Vec<String>> = rows.lines().skip(1).map(cells).collect();
    let starts: Vec<(&str, f64)> =
        found.iter().map(|cells| (cells[0].as_str(), cells[1].parse().unwrap())).collect();
    assert_eq!(starts, [("u4", 0.0), ("u5", 0.0), ("u5", 200.0)], "{rows}");
    assert!(!String::from_utf8_lossy(&output.stderr).contains("no members"));
    // A user who is nobody's member is told of.
    let text = scenario("cores = 1", 4, members, "log = \"jobs.csv\"", limit);
    let output = Desk::with(&[("jobs.csv", log), ("a.toml", &text)]).run("check a.toml");
    let told = told(&output);
    assert!(told.contains("1 of its 3 users are no members of `users` (`u1`)"), "{told}");
}
