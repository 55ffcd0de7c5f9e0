//! Jobs of a log changed on the command line, and tables with a map of their columns.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// On four processors; the second job asks for all of them and waits for the first.
const LOG: &str = "; MaxProcs: 4\n\
    1 0 -1 100 2 -1 -1 2 100 -1 1 7 1 -1 1 -1 -1 -1\n\
    2 50 -1 40 4 -1 -1 4 60 -1 1 8 1 -1 2 -1 -1 -1\n\
    3 60 -1 10 1 -1 -1 1 10 -1 1 9 1 -1 1 -1 -1 -1\n";

fn suanli(folder: &Path, arguments: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_suanli"));
    command.current_dir(folder).arg("replay").args(arguments.split_whitespace());
    command.output().expect("the program can be run")
}

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("there is room for a small file");
    }
    folder
}

/// The file of jobs and the summary.
fn course(files: &[(&str, &str)], arguments: &str) -> (String, serde_json::Value) {
    let folder = folder(files);
    let output = suanli(folder.path(), &format!("{arguments} --jobs jobs.csv --summary summary.json"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect("it was written");
    (read("jobs.csv"), serde_json::from_str(&read("summary.json")).expect("the summary is JSON"))
}

/// The error told of a wrong question.
fn complaint(files: &[(&str, &str)], arguments: &str) -> String {
    let folder = folder(files);
    let output = suanli(folder.path(), arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments}");
    String::from_utf8(output.stderr)
        .expect("messages are text")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn jobs_are_changed_before_they_are_simulated() {
    let (jobs, summary) = course(
        &[("a.swf", LOG)],
        "a.swf --resize-to 8 --speed 2 --scale-arrivals 0.5 --filter user!=9 --backfill none",
    );
    assert_eq!(
        jobs,
        "job,submit_secs,start_secs,end_secs,procs,state,user,walltime_secs\n1,0,0,50,4,finished,7,50\n2,100,100,120,8,finished,8,30\n"
    );
    assert_eq!(summary["machine"]["processors"], 8);
    assert_eq!(
        summary["rules"]["changes"],
        serde_json::json!([
            "--filter user!=9",
            "--resize-to 8 (from 4)",
            "--speed 2",
            "--scale-arrivals 0.5"
        ])
    );
    let dropped = &summary["quality"]["dropped"];
    assert_eq!(dropped[0]["reason"], "not wanted (--filter)");
    assert_eq!(dropped[0]["first_lines"], serde_json::json!([4]));
    let (_, unchanged) = course(&[("a.swf", LOG)], "a.swf");
    assert!(unchanged["rules"].get("changes").is_none());
}

#[test]
fn tenants_have_their_names_in_the_file_of_jobs() {
    let map = "default = \"rest\"\n[tenants]\nphysics = [7, 9]\n";
    let (jobs, _) = course(&[("a.swf", LOG), ("t.toml", map)], "a.swf --tenants t.toml --order fair-share");
    let tenants: Vec<&str> = jobs.lines().map(|line| line.split(',').nth(6).unwrap()).collect();
    assert_eq!(tenants, ["tenant", "physics", "rest", "physics"]);
}

#[test]
fn a_table_is_replayed_with_its_map() {
    let table = "when|how_long|gpus\n2024-03-01 08:00:00|2|4\n2024-03-01 08:01:00|1|4\n";
    let map = "delimiter = \"|\"\n[columns]\nsubmit = \"when\"\nrun = { column = \"how_long\", unit = \"min\" }\naccelerators = \"gpus\"\n";
    let files = [("jobs.txt", table), ("map.toml", map)];
    let (jobs, summary) = course(&files, "jobs.txt --columns map.toml --processors 4");
    let lines: Vec<&str> = jobs.lines().skip(1).collect();
    assert_eq!(
        lines,
        [
            "2,1709280000,1709280000,1709280120,4,finished,,120",
            "3,1709280060,1709280120,1709280180,4,finished,,60"
        ]
    );
    assert_eq!(summary["quality"]["rows_kept"], 2);
}

#[test]
fn wrong_maps_filters_and_machines_are_wrong_questions() {
    let map = "[columns]\nsubmit = 1\nrun = \"r\"\n";
    let told = complaint(
        &[("a.swf", LOG), ("map.toml", map), ("t.toml", "x = 1\n")],
        "a.swf --columns map.toml --tenants t.toml",
    );
    assert!(told.contains("map.toml:1:1: [columns]: no column says how large a job is"), "{told}");
    assert!(told.contains("t.toml:1:1: there is no `x`: expected one of by, default, tenants"), "{told}");
    assert!(complaint(&[("a.swf", LOG)], "a.swf --filter color=red").contains("there is no field `color`"));
    assert!(complaint(&[("a.swf", LOG)], "a.swf --window tomorrow").contains("expected FROM..UNTIL"));
    assert!(complaint(&[("a.swf", LOG)], "a.swf --scale-sizes 0").contains("expected a factor"));
    let nameless = "1 0 -1 100 2 -1 -1 2 100\n";
    assert!(complaint(&[("b.swf", nameless)], "b.swf --resize-to 4").contains("give --resize-from N"));
    assert!(
        complaint(&[("a.swf", LOG)], "a.swf --unit nodes --processors 4")
            .contains("none of its 3 rows gives a job")
    );
}

#[test]
fn an_unsorted_log_from_a_pipe_is_sorted() {
    let folder = folder(&[]);
    let mut command = Command::new(env!("CARGO_BIN_EXE_suanli"));
    command.current_dir(folder.path()).args([
        "replay",
        "/dev/stdin",
        "--jobs",
        "jobs.csv",
        "--processors",
        "4",
    ]);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it can be run");
    let unsorted = "1 50 -1 40 4 -1 -1 4 60\n2 0 -1 100 2 -1 -1 2 100\n3 50 -1 5 4 -1 -1 4 60\n";
    child.stdin.take().expect("a pipe").write_all(unsorted.as_bytes()).expect("it is read");
    assert!(child.wait().expect("it ends").success());
    let jobs = std::fs::read_to_string(folder.path().join("jobs.csv")).expect("it was written");
    let starts: Vec<String> =
        jobs.lines().skip(1).map(|line| line.split(',').take(3).collect::<Vec<_>>().join(",")).collect();
    assert_eq!(starts, ["2,0,0", "1,50,100", "3,50,140"]);
}
