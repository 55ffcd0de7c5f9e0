//! Jobs that were evicted, in files: all their runs, and their waits.

use crate::resume::Desk;

/// One core, and a job of each quality of service: the second comes when the first has run for a minute, and lasts three.
fn desk(mode: &str) -> Desk {
    let scenario = format!(
        "[scenario]\ntitle = \"Evictions\"\nstart = 2024-01-01\nhorizon = \"1 day\"\nseed = 1\nreplications = 1\n\
         [[center]]\nname = \"c\"\ntitle = \"c\"\n[[center.partition]]\nname = \"p\"\nnodes = 1\nhardware = \"n\"\n\
         [hardware.n]\ncores = 1\nmemory = \"1 GiB\"\nidle = \"1 W\"\nbusy = \"2 W\"\n\
         [[tenants]]\nname = \"u\"\n[[qos]]\nname = \"low\"\n[[qos]]\nname = \"high\"\npreempts = [\"low\"]\n\
         [preemption]\nmode = \"{mode}\"\n\
         [[workload]]\nname = \"first\"\nlog = \"first.csv\"\nbegins_with = \"time-zero\"\ncenter = \"c\"\npartition = \"p\"\ntenants = \"u\"\nqos = \"low\"\n\
         [[workload]]\nname = \"second\"\nlog = \"second.csv\"\nbegins_with = \"time-zero\"\ncenter = \"c\"\npartition = \"p\"\ntenants = \"u\"\nqos = \"high\"\n\
         [[policy]]\nname = \"easy\"\norder = \"fcfs\"\nbackfill = \"easy\"\n"
    );
    let head = "job,submit,processors,walltime,run,user\n";
    let (first, second) = (format!("{head}1,0,1,600,300,u\n"), format!("{head}2,60,1,600,180,u\n"));
    let desk = Desk::with(&[("a.toml", &scenario), ("first.csv", &first), ("second.csv", &second)]);
    desk.good(&["run", "a.toml", "--out", "out", "--jobs-format", "csv"]);
    desk
}

/// These columns of each row of a file, between blanks.
fn cells(desk: &Desk, file: &str, columns: &[&str]) -> Vec<String> {
    let text = desk.text(file);
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<&str>>());
    let names = lines.next().expect("it has a first line");
    let place = |column: &&str| names.iter().position(|name| name == column).expect("it has the column");
    let places: Vec<usize> = columns.iter().map(place).collect();
    lines.map(|row| places.iter().map(|place| row[*place]).collect::<Vec<&str>>().join(" ")).collect()
}

const JOB: [&str; 6] = ["class", "start_secs", "end_secs", "state", "wait_secs", "ran_secs"];
const RUN: [&str; 6] = ["class", "run_number", "start_secs", "end_secs", "state", "lost_secs"];

#[test]
fn the_wait_of_a_requeued_job_is_all_the_time_that_it_did_not_run() {
    let desk = desk("requeue");
    // It ran from 0 to 60 in vain, waited until the other was done, and began anew.
    let jobs = cells(&desk, "out/jobs-easy.csv", &JOB);
    assert_eq!(jobs, ["first 240 540 finished 180 360", "second 60 240 finished 0 180"]);
    assert_eq!(cells(&desk, "out/jobs-easy.csv", &["runs"]), ["2", "1"]);
    let runs = cells(&desk, "out/runs-easy.csv", &RUN);
    assert_eq!(
        runs,
        ["first 1 0 60 requeued 60", "second 1 60 240 finished 0", "first 2 240 540 finished 0"]
    );
    let before = cells(&desk, "out/runs-easy.csv", &["waited_before_secs", "ran_before_secs"]);
    assert_eq!(before, ["0 0", "0 0", "180 60"]);
    let mean = cells(&desk, "out/summary.csv", &["scope", "metric", "mean"]);
    assert!(mean.contains(&"overall wait_secs_mean 90".to_owned()), "{mean:?}");
}

#[test]
fn a_suspended_job_goes_on_and_one_that_is_cancelled_does_not() {
    let suspended = desk("suspend");
    let jobs = cells(&suspended, "out/jobs-easy.csv", &JOB);
    assert_eq!(jobs, ["first 240 480 finished 180 300", "second 60 240 finished 0 180"]);
    let runs = cells(&suspended, "out/runs-easy.csv", &RUN);
    assert_eq!(runs[0], "first 1 0 60 suspended 0");
    let cancelled = desk("cancel");
    let jobs = cells(&cancelled, "out/jobs-easy.csv", &JOB);
    assert_eq!(jobs, ["first 0 60 evicted 0 60", "second 60 240 finished 0 180"]);
    let runs = cells(&cancelled, "out/runs-easy.csv", &RUN);
    assert_eq!(runs, ["first 1 0 60 evicted 60", "second 1 60 240 finished 0"]);
}

#[test]
fn all_runs_together_never_hold_more_than_there_is() {
    let desk = desk("requeue");
    for file in ["jobs-easy.csv", "runs-easy.csv"] {
        desk.good(&["verify", &format!("out/{file}"), "--processors", "1"]);
    }
    // The first run a minute longer: only the file of runs can show it.
    let text = desk.text("out/runs-easy.csv").replace(",0,60,1,requeued,", ",0,61,1,requeued,");
    assert_ne!(text, desk.text("out/runs-easy.csv"));
    std::fs::write(desk.path("wrong.csv"), text).unwrap();
    let output = desk.run("verify wrong.csv --processors 1");
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(told.contains("more in use than there is"), "{told}");
}

#[test]
fn where_no_run_was_stopped_there_is_no_file_of_runs() {
    let desk = Desk::new();
    desk.good(&["run", "smoke.toml", "--out", "out"]);
    assert!(desk.results("out").keys().all(|name| !name.starts_with("runs")));
}
