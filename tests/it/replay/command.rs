//! Replays from the command line: outputs, determinism of files, and wrong questions.

use std::path::Path;

fn suanli(arguments: &[&Path]) -> std::process::Output {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_suanli"));
    command.arg("replay").args(arguments).output().expect("the program can be run")
}

/// On four processors under EASY: 1 runs 0-100 on 3; 2 (4 processors) waits for it, 100-110; 3 (1 processor, 50 s) fits
/// beside and before, 20-70; 4 asks for 90 s and would be in the way, so it waits for 2: 110-150; 5 is too large; 6 asks
/// for 10 s and is killed after 10.
const SMALL_LOG: &str = "; MaxProcs: 4\n\
    1 0 -1 100 3 -1 -1 3 100 -1 1 1 1 1 1 1 -1 -1\n\
    2 10 -1 10 4 -1 -1 4 20 -1 1 1 1 1 1 1 -1 -1\n\
    3 20 -1 50 1 -1 -1 1 60 -1 1 2 1 1 1 1 -1 -1\n\
    4 30 -1 40 1 -1 -1 1 90 -1 1 2 1 1 1 1 -1 -1\n\
    5 40 -1 40 5 -1 -1 5 90 -1 1 2 1 1 1 1 -1 -1\n\
    6 200 -1 40 2 -1 -1 2 10 -1 1 2 1 1 1 1 -1 -1\n\
    7 210 -1 -1 2 -1 -1 2 10 -1 5 2 1 1 1 1 -1 -1\n";

#[test]
fn a_small_log_replays_as_worked_out_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("small.swf"), SMALL_LOG).unwrap();
    let output = suanli(&[
        &path("small.swf"),
        Path::new("--jobs"),
        &path("jobs.csv"),
        Path::new("--summary"),
        &path("summary.json"),
    ]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{told}");
    assert_eq!(
        std::fs::read_to_string(path("jobs.csv")).unwrap(),
        "job,submit_secs,start_secs,end_secs,procs,state,user,walltime_secs\n1,0,0,100,3,finished,1,100\n2,10,100,110,4,finished,1,20\n\
         3,20,20,70,1,finished,2,60\n4,30,110,150,1,finished,2,90\n5,40,,,5,rejected,2,90\n6,200,200,210,2,killed,2,10\n"
    );
    let summary: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(path("summary.json")).unwrap()).unwrap();
    assert_eq!(
        (&summary["jobs"], &summary["rejected"], &summary["killed"]),
        (&6.into(), &1.into(), &1.into())
    );
    // Waits 0, 90, 0, 80, 0; slowdowns 1, 100 / 10, 1, 120 / 40, 1.
    assert_eq!(summary["wait_s"]["mean"], 34.0);
    assert_eq!(summary["wait_s"]["p90"], 86.0);
    assert_eq!(summary["bounded_slowdown"]["mean"], 3.2);
    assert_eq!(summary["makespan_s"], 210.0);
    let table = String::from_utf8(output.stdout).unwrap();
    assert!(table.contains("\nmakespan          3.5 min\n"), "{table}");
    assert_eq!(summary["utilization"], f64::from(300 + 40 + 50 + 40 + 20) / (4.0 * 210.0));
    assert_eq!(summary["quality"]["dropped"][0]["rows"], 1);
    assert!(told.contains("run time unknown (line 8)"), "{told}");
    assert!(
        told.contains("the machine has 4 processors, as the header of the log says (MaxProcs)"),
        "{told}"
    );
}

#[test]
fn a_machine_of_nodes_gives_the_same_starts_and_counts_the_nodes() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let (log, jobs) = (path("small.swf"), path("jobs.csv"));
    std::fs::write(&log, SMALL_LOG).unwrap();
    let words = ["--nodes", "2", "--cores-per-node", "2", "--jobs"].map(Path::new);
    let output = suanli(&[&[&*log], &words[..], &[&*jobs]].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(
        std::fs::read_to_string(&jobs).unwrap(),
        "job,submit_secs,start_secs,end_secs,procs,state,user,walltime_secs,nodes\n1,0,0,100,3,finished,1,100,2\n\
         2,10,100,110,4,finished,1,20,2\n3,20,20,70,1,finished,2,60,1\n4,30,110,150,1,finished,2,90,1\n\
         5,40,,,5,rejected,2,90,\n6,200,200,210,2,killed,2,10,1\n"
    );
}

/// The question was right, but the disk is full: exit code 1.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_the_question_unanswered() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("small.swf");
    std::fs::write(&log, SMALL_LOG).unwrap();
    for option in ["--jobs", "--summary"] {
        let output = suanli(&[&log, Path::new(option), Path::new("/dev/full")]);
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{told}");
        assert!(told.contains("cannot write `/dev/full`"), "{told}");
        assert!(output.stdout.is_empty(), "{option}");
    }
}

#[test]
fn a_log_out_of_order_replays_as_if_it_were_sorted() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let mut lines: Vec<&str> = SMALL_LOG.lines().collect();
    lines.swap(2, 5);
    std::fs::write(path("sorted.swf"), SMALL_LOG).unwrap();
    std::fs::write(path("mixed.swf"), lines.join("\n")).unwrap();
    let jobs_of = |log: &str| {
        let output = suanli(&[&path(log), Path::new("--jobs"), &path("jobs.csv")]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        (std::fs::read_to_string(path("jobs.csv")).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (mixed, told) = jobs_of("mixed.swf");
    assert_eq!(mixed, jobs_of("sorted.swf").0);
    assert!(told.contains("out of order: sorted by submit time (lines 4, 5, 6)"), "{told}");
}

#[test]
fn wrong_questions_are_told_and_leave_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("small.swf"), SMALL_LOG).unwrap();
    std::fs::write(path("headless.swf"), "1 0 -1 100 3\n").unwrap();
    std::fs::write(path("cut.swf"), &SMALL_LOG[..SMALL_LOG.len() - 15]).unwrap();
    let option = |name: &str| std::path::PathBuf::from(name);
    for (arguments, expected) in [
        (vec![path("absent.swf")], "cannot be opened"),
        (vec![path("headless.swf")], "give --processors N"),
        (vec![path("cut.swf"), option("--jobs"), path("out.csv")], "line 8: the file was cut off"),
        (vec![path("small.swf"), option("--summary"), path("absent/out.json")], "cannot create"),
        (vec![path("small.swf"), option("--jobs"), path("small.swf")], "would overwrite the log itself"),
        (vec![path("small.swf"), option("--processors"), option("0")], "0"),
        (vec![path("small.swf"), option("--nodes"), option("4")], "--cores-per-node"),
        (vec![path("small.swf"), option("--backfill"), option("esy")], "no backfill `esy`"),
        (vec![folder.path().into()], "is a folder"),
    ] {
        let words: Vec<&Path> = arguments.iter().map(std::path::PathBuf::as_path).collect();
        let output = suanli(&words);
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {told}");
        assert!(told.contains(expected), "{arguments:?}: {told}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3);
}
