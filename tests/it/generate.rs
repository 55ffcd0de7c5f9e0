//! Jobs written for other simulators: what is written is what was generated, in every format.

use crate::fit::{small_log, small_model};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use suanli::experiment::source_of;
use suanli::fit::{FittedSource, Length};
use suanli::log::LogReader;
use suanli::model::{Job, Streams};
use suanli::scenario::{STARTER, parse};

struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Desk {
        let dir = tempfile::tempdir().expect("a folder for the test");
        fs::write(dir.path().join("starter.toml"), STARTER).expect("it can be written to");
        fs::write(dir.path().join("model.toml"), small_model().text()).expect("it can be written to");
        fs::write(dir.path().join("small.swf"), small_log()).expect("it can be written to");
        Desk(dir)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn output(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_suanli"));
        command.args(arguments).current_dir(self.0.path()).output().expect("the command is there")
    }

    #[track_caller]
    fn good(&self, arguments: &[&str]) -> String {
        let output = self.output(arguments);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("results are UTF-8")
    }

    #[track_caller]
    fn wrong(&self, arguments: &[&str], reason: &str) {
        let output = self.output(arguments);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert!(stderr.contains(reason), "expected `{reason}` in:\n{stderr}");
    }
}

/// What another simulator needs of a job: submission, run time, size, requested time, in microseconds.
type Essence = (u64, u64, u32, u64);

fn essence(job: &Job, size: u32) -> Essence {
    let request = &job.request;
    (request.submit.as_micros(), job.work.as_micros(), size, request.walltime.as_micros())
}

/// What a log gives back.
fn read(path: &Path) -> Vec<Essence> {
    let mut reader = LogReader::open(path).unwrap_or_else(|error| panic!("{error}"));
    let mut jobs = Vec::new();
    while let Some(job) = reader.next_job().unwrap_or_else(|error| panic!("{error}")) {
        jobs.push(essence(&job, job.request.shape.tasks));
    }
    jobs
}

fn of_starter() -> Vec<Essence> {
    let scenario = parse("starter.toml", STARTER).unwrap_or_else(|errors| panic!("{errors}"));
    let mut source = source_of(&scenario, Streams::new(scenario.seed, 0));
    let end = suanli::model::Time::ZERO + scenario.horizon;
    let mut jobs = Vec::new();
    while source.next_submit().expect("synthetic jobs can be made").is_some_and(|at| at < end) {
        let job = source.take();
        let held = job.request.shape.total();
        let size = if 0 < held.accelerators { held.accelerators } else { held.cores };
        jobs.push(essence(&job, size));
    }
    jobs
}

fn of_model() -> Vec<Essence> {
    let text = small_model().text();
    let model = suanli::fit::Model::parse("model.toml", &text).expect("it is right");
    FittedSource::new(&model, Length::AsLogged, Streams::new(model.seed, 0))
        .map(|made| essence(&made.job, made.job.request.shape.tasks))
        .collect()
}

#[test]
fn what_a_scenario_gives_is_what_a_log_reader_finds() {
    let desk = Desk::new();
    for out in ["jobs.swf", "jobs.swf.gz", "jobs.swf.zst", "jobs.csv", "jobs.csv.gz"] {
        desk.good(&["generate", "starter.toml", "--out", out]);
        assert!(read(&desk.path(out)) == of_starter(), "{out}");
    }
    let text = fs::read_to_string(desk.path("jobs.swf")).expect("it is there");
    for line in ["; UnixStartTime: ", "; MaxProcs: ", "; Note: "] {
        assert!(text.contains(line), "{line}");
    }
}

#[test]
fn what_a_model_gives_is_what_a_log_reader_finds() {
    let desk = Desk::new();
    desk.good(&["generate", "model.toml", "--format", "swf", "--out", "jobs"]);
    assert!(read(&desk.path("jobs")) == of_model());
    desk.good(&["generate", "model.toml", "--seed", "2", "--out", "other.swf"]);
    assert!(read(&desk.path("other.swf")) != of_model(), "another seed gives other jobs");
    desk.good(&["generate", "model.toml", "--out", "again.swf"]);
    let bytes = |name: &str| fs::read(desk.path(name)).expect("it is there");
    assert!(bytes("jobs") == bytes("again.swf"), "the same seed gives the same bytes");
    let replayed = desk.good(&["replay", "jobs", "--json"]);
    assert!(replayed.contains(&format!("\"jobs\": {}", of_model().len())), "{replayed}");
    desk.good(&["generate", "model.toml", "--out", "jobs.csv"]);
    assert!(read(&desk.path("jobs.csv")) == of_model());
    let waits = |log: &str| {
        let json = desk.good(&["replay", log, "--processors", "64", "--json"]);
        let json: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
        json["wait_s"].clone()
    };
    assert_eq!(waits("jobs.csv"), waits("jobs"));
}

#[test]
fn a_log_goes_through_fit_and_generate_and_comes_back_alike() {
    let desk = Desk::new();
    let told = desk.good(&[
        "fit",
        "small.swf",
        "--out",
        "learned.toml",
        "--resamples",
        "20",
        "--synthetic",
        "3",
        "--plots",
        "plots",
    ]);
    assert!(told.contains("mean wait under EASY on 64 processors"), "{told}");
    assert!(fs::read_to_string(desk.path("plots/fit.svg")).expect("it is there").contains("Mean wait"));
    let json = desk.good(&["fit", "small.swf", "--out", "learned.toml", "--resamples", "20", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(json["jobs"], 1_000);
    assert_eq!(json["wait_secs_mean"]["resampled"].as_array().map(Vec::len), Some(20));
    desk.good(&["generate", "learned.toml", "--out", "made.swf"]);
    let small = desk.path("small.swf");
    assert_eq!(read(&desk.path("made.swf")).len(), read(&small).len());
    for threads in ["1", "3"] {
        let arguments =
            ["fit", "small.swf", "--out", "learned.toml", "--synthetic", "2", "--threads", threads];
        assert_eq!(desk.good(&arguments), desk.good(&arguments[..6]), "threads make no difference");
    }
}

#[test]
fn so_many_jobs_or_days_are_written_as_were_asked_for() {
    let desk = Desk::new();
    for input in ["starter.toml", "model.toml"] {
        desk.good(&["generate", input, "--jobs", "321", "--out", "jobs.swf"]);
        assert_eq!(read(&desk.path("jobs.swf")).len(), 321, "{input}");
        desk.good(&["generate", input, "--days", "3", "--out", "jobs.swf"]);
        let jobs = read(&desk.path("jobs.swf"));
        assert!(jobs.iter().all(|(submit, ..)| *submit < 3 * 86_400 * 1_000_000), "{input}");
    }
}

#[test]
fn users_who_wait_for_results_send_their_jobs_too() {
    let desk = Desk::new();
    let closed = STARTER.replace("jobs_per_day = 40", "feedback = \"sessions\"\njobs_per_day = 40");
    fs::write(desk.path("closed.toml"), closed).expect("it can be written to");
    let output = desk.output(&["generate", "closed.toml", "--days", "14", "--out", "jobs.csv"]);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.contains("these are the jobs that come under the policy fcfs"), "{stderr}");
    let text = fs::read_to_string(desk.path("jobs.csv")).expect("it is there");
    let courses = text.lines().filter(|line| line.contains(",courses,")).count();
    // Forty a day are meant; users who waited for ever for their first results would send a handful.
    assert!((200..1_000).contains(&courses), "{courses} jobs in two weeks");
}

#[test]
fn csv_has_a_column_for_everything() {
    let desk = Desk::new();
    desk.good(&["generate", "starter.toml", "--days", "5", "--out", "jobs.csv"]);
    let text = fs::read_to_string(desk.path("jobs.csv")).expect("it is there");
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().expect("there is a first line").split(',').collect();
    assert_eq!(head[..5], ["job", "submit_secs", "run_secs", "size", "walltime_secs"]);
    for (line, (submit, run, size, walltime)) in lines.zip(of_starter()) {
        let fields: Vec<&str> = line.split(',').collect();
        assert_eq!(fields.len(), head.len(), "{line}");
        let secs = |micros: u64| (micros / 1_000_000).to_string();
        assert_eq!(fields[1..5], [secs(submit), secs(run), size.to_string(), secs(walltime)], "{line}");
    }
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_holds_the_jobs_with_their_types() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::RowAccessor;
    let desk = Desk::new();
    desk.good(&["generate", "starter.toml", "--days", "5", "--out", "jobs.parquet"]);
    let file = fs::File::open(desk.path("jobs.parquet")).expect("it is there");
    let reader = SerializedFileReader::new(file).expect("it is Parquet");
    let expected = of_starter();
    let mut rows = 0;
    for (row, (submit, run, size, walltime)) in reader.get_row_iter(None).expect("it has rows").zip(expected)
    {
        let row = row.expect("it can be read");
        let micros = |column: usize| (row.get_double(column).expect("seconds") * 1e6) as u64;
        assert_eq!((micros(1), micros(2), micros(4)), (submit, run, walltime));
        assert_eq!(row.get_long(3).expect("the size"), i64::from(size));
        assert!(0 < row.get_long(8).expect("the tasks"));
        rows += 1;
    }
    assert_eq!(rows as i64, reader.metadata().file_metadata().num_rows());
    desk.wrong(&["generate", "model.toml", "--out", "jobs.parquet.gz"], "packs its columns itself");
}

#[test]
fn wrong_questions_are_told_and_leave_nothing() {
    let desk = Desk::new();
    fs::write(desk.path("bad.toml"), "[model]\nversion = 1\n").expect("it can be written to");
    desk.wrong(&["generate", "starter.toml", "--out", "jobs"], "its name says no format");
    desk.wrong(&["generate", "starter.toml", "--out", "jobs.swf", "--jobs", "0"], "0 is not in");
    desk.wrong(&["generate", "absent.toml", "--out", "jobs.swf"], "absent.toml");
    desk.wrong(&["generate", "model.toml", "--format", "swf", "--out", "model.toml"], "would overwrite");
    desk.wrong(&["generate", "bad.toml", "--out", "jobs.swf"], "[model] has no `title`");
    desk.wrong(&["fit", "small.swf", "--out", "small.swf"], "would overwrite the log");
    desk.wrong(&["fit", "starter.toml", "--out", "model.toml"], "starter.toml");
    fs::write(desk.path("short.swf"), "1 0 1 10 1 -1 -1 1 20 -1 1 1 1 -1 1 1 -1 -1\n")
        .expect("it can be written to");
    desk.wrong(&["fit", "short.swf", "--out", "new.toml"], "it has 1 jobs, at least 100 are needed");
    for name in ["jobs", "jobs.swf", "new.toml"] {
        assert!(!desk.path(name).exists(), "{name} was left behind");
    }
}
