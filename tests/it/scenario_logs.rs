//! Logs as workloads of a scenario.

use std::path::Path;
use std::process::Command;
use suanli::experiment::{Settings, compare, source_of};
use suanli::model::Streams;
use suanli::report::comparison_text;
use suanli::scenario::{Scenario, ScenarioErrors, load};
use suanli::workload::{expected_jobs_per_day, offered_load, recorded};

/// Not in order of submission; the fourth job is larger than the eight nodes of the centre.
const LOG: &str = "; MaxNodes: 16\n\
    1 5000 0 600 2 -1 -1 2 900 -1 1 7 1 -1 1 -1 -1 -1\n\
    2 1000 0 300 4 -1 -1 4 900 -1 1 8 1 -1 2 -1 -1 -1\n\
    3 8200 0 300 1 -1 -1 1 900 -1 1 7 1 -1 1 -1 -1 -1\n\
    4 87400 0 300 16 -1 -1 16 900 -1 1 9 1 -1 1 -1 -1 -1\n";

/// A scenario with one log and what is said of it.
fn scenario(folder: &Path, told: &str, others: &str) -> Result<Scenario, ScenarioErrors> {
    let text = format!(
        "[scenario]\ntitle = \"A log\"\nstart = 2023-01-02\nhorizon = \"30 days\"\nseed = 1\nreplications = 1\n\n\
         [[center]]\nname = \"here\"\ntitle = \"Here\"\n[[center.partition]]\nname = \"cpu\"\nnodes = 8\nhardware = \"kunpeng-920-node\"\n\n\
         [[tenants]]\nname = \"users\"\nmembers = [\"ann\", \"bob\"]\n\n\
         [[workload]]\nname = \"replayed\"\nlog = \"jobs.swf\"\ncenter = \"here\"\npartition = \"cpu\"\ntenants = \"users\"\n{told}\n\
         {others}\n[[policy]]\nname = \"easy\"\norder = \"fcfs\"\nbackfill = \"easy\"\n"
    );
    let path = folder.join("scenario.toml");
    std::fs::write(&path, text).expect("there is room for a small file");
    std::fs::write(folder.join("jobs.swf"), LOG).expect("there is room for a small file");
    load(&path)
}

/// A scenario that is right; the jobs of its log are read again when it is simulated.
fn right(folder: &Path, told: &str, others: &str) -> Scenario {
    scenario(folder, told, others).unwrap_or_else(|errors| panic!("{errors}"))
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder for a while")
}

/// The jobs as `number submit run cores tenant class`.
fn jobs(scenario: &Scenario) -> Vec<String> {
    let mut source = source_of(scenario, Streams::new(scenario.seed, 0));
    let mut jobs = Vec::new();
    while let Some(submit) = source.next_submit().expect("the log is whole") {
        let job = source.take();
        assert_eq!(job.request.submit, submit);
        let request = job.request;
        jobs.push(format!(
            "{} {} {} {} {} {}",
            request.id,
            submit.as_secs(),
            job.work.as_secs(),
            request.shape.total().cores,
            request.tenant.0,
            request.class.0
        ));
    }
    jobs
}

#[test]
fn the_jobs_of_a_log_come_as_they_came_then() {
    let folder = folder();
    let replayed = scenario(folder.path(), "unit = \"nodes\"\nsince = 2023-01-03", "");
    let told = replayed.expect_err("an SWF log knows no nodes").to_string();
    assert!(told.contains("log: ") && told.contains("none of its 4 rows gives a job"), "{told}");
    let replayed = right(folder.path(), "since = 2023-01-03", "");
    assert_eq!(
        jobs(&replayed),
        [
            "1000000000002 86400 300 4 0 0",
            "1000000000001 90400 600 2 1 0",
            "1000000000003 93600 300 1 1 0",
            "1000000000004 172800 300 16 1 0"
        ]
    );
    let workload = &replayed.workloads[0];
    let log = recorded(workload).expect("it is a log");
    assert_eq!((log.jobs, log.sizes, log.span.as_secs()), (4, (1, 16), 86_400));
    // Three gaps in a day; 4 x 300 + 2 x 600 + 300 + 16 x 300 core-seconds in four jobs, on 8 nodes.
    assert_eq!(expected_jobs_per_day(workload, &replayed.centers[0]), 3.0);
    let cores = f64::from(replayed.centers[0].pools[0].node_type.capacity.cores);
    let load = 3.0 * (7_500.0 / 4.0) / (8.0 * cores * 86_400.0);
    assert!((offered_load(workload, &replayed.centers[0]) / load - 1.0).abs() < 1e-12);
}

#[test]
fn jobs_of_a_log_are_changed_as_asked() {
    let folder = folder();
    let told = "filter = \"queue=1\"\nwindow = \"..1d\"\nscale_arrivals = 2\nspeed = 3\nscale_sizes = 2\nscale_runtimes = 1.5";
    let changed = right(folder.path(), told, "");
    assert_eq!(jobs(&changed), ["1000000000001 2000 300 4 1 0", "1000000000003 3600 150 2 1 0"]);
    // Where the filter takes it or not, the first row of the log comes when the workload begins.
    let first = right(folder.path(), &format!("{told}\nbegins_with = \"first-job\""), "");
    assert_eq!(jobs(&first), ["1000000000001 0 300 4 1 0", "1000000000003 1600 150 2 1 0"]);
    // The whole log came from a machine of 16 cores; here are 8 nodes of many more.
    let resized = right(folder.path(), "resize_from = 16", "");
    let cores = 8 * resized.centers[0].pools[0].node_type.capacity.cores;
    let (_, largest) = recorded(&resized.workloads[0]).expect("it is a log").sizes;
    assert_eq!(largest, cores);
}

#[test]
fn a_log_and_an_application_come_together() {
    let folder = folder();
    let other = "[[workload]]\nname = \"cfd\"\napplication = \"cfd\"\ncenter = \"here\"\npartition = \"cpu\"\ntenants = \"users\"\njobs_per_day = 20\n";
    let alone = {
        let mut scenario = right(folder.path(), "", other);
        scenario.workloads.remove(0);
        jobs(&scenario)
    };
    let both = jobs(&right(folder.path(), "", other));
    let (logged, made): (Vec<String>, Vec<String>) =
        both.iter().cloned().partition(|job| job.ends_with(" 0"));
    assert_eq!((logged.len(), made.len()), (4, alone.len()));
    // The log changes nothing of the others but the place of their class.
    let without_class = |job: &String| job.rsplit_once(' ').unwrap().0.to_owned();
    assert!(made.iter().map(without_class).eq(alone.iter().map(without_class)));
    let submits: Vec<u64> = both.iter().map(|job| job.split(' ').nth(1).unwrap().parse().unwrap()).collect();
    assert!(submits.is_sorted());
}

#[test]
fn everything_wrong_with_a_log_is_told_at_once() {
    let folder = folder();
    let told = "load = \"30 %\"\nfilter = \"color=red\"\nwindow = \"soon\"\ncolumns = \"absent.toml\"\nestimates = \"exact\"\nspeed = 0";
    let errors = scenario(folder.path(), told, "").unwrap_err().to_string();
    for expected in [
        "load: the jobs of a log come as they came then",
        "estimates: the jobs of a log come as they came then",
        "filter: there is no field `color`: expected one of job, size",
        "window: expected FROM..UNTIL",
        "absent.toml: cannot be opened",
        "speed: ",
    ] {
        assert!(errors.contains(expected), "{expected} is not in\n{errors}");
    }
    let made = "[[workload]]\nname = \"cfd\"\napplication = \"cfd\"\ncenter = \"here\"\npartition = \"cpu\"\ntenants = \"users\"\nload = \"9 %\"\nfilter = \"user=1\"\n";
    assert!(
        scenario(folder.path(), "", made).unwrap_err().to_string().contains("filter: the workload is no log")
    );
    let twice = scenario(folder.path(), "model = \"lublin\"", "").unwrap_err().to_string();
    assert!(twice.contains("log: the workload has an `application` or a `model` already"), "{twice}");
}

#[test]
fn a_log_is_run_once_however_many_replications_are_asked_for() {
    let folder = folder();
    let mut asked = scenario(folder.path(), "", "[[policy]]\nname = \"fcfs\"\norder = \"fcfs\"\n\n")
        .expect("it is right");
    assert_eq!(asked.replications, 1);
    asked.replications = 4;
    let comparison = compare(&asked, Settings::default(), &()).expect("nothing stops it");
    assert_eq!(comparison.cells.len(), 2, "two policies");
    let text = comparison_text(&comparison);
    assert!(text.contains("one log: nothing is known of the spread"), "{text}");
    for claim in ["±", "better", "worse", "clear", "confidence"] {
        assert!(!text.contains(claim), "{claim}: {text}");
    }
    // Beside synthetic jobs, other chance brings something else.
    let synthetic = "[[workload]]\nname = \"cfd\"\napplication = \"cfd\"\ncenter = \"here\"\npartition = \"cpu\"\ntenants = \"users\"\njobs_per_day = 20\n";
    let mut mixed = right(folder.path(), "", synthetic);
    mixed.replications = 2;
    let comparison = compare(&mixed, Settings::default(), &()).expect("nothing stops it");
    assert_eq!(comparison.cells.len(), 2);
}

#[test]
fn replications_of_a_log_are_told_of_by_check_and_by_run() {
    let folder = folder();
    right(folder.path(), "", "");
    let path = folder.path().join("scenario.toml");
    let text = std::fs::read_to_string(&path).expect("it has just been written");
    std::fs::write(&path, text.replace("replications = 1", "replications = 4")).expect("there is room");
    let said = |arguments: &[&str]| {
        let done =
            Command::new(env!("CARGO_BIN_EXE_suanli")).args(arguments).arg(&path).output().expect("it runs");
        assert!(done.status.success(), "{done:?}");
        String::from_utf8(done.stderr).expect("it is UTF-8")
    };
    for command in ["check", "run"] {
        let told = said(&[command]);
        assert_eq!(
            told.matches("chance has no part in a log, so that all 4 would be the same").count(),
            1,
            "{told}"
        );
    }
    std::fs::write(&path, text).expect("there is room");
    assert!(!said(&["check"]).contains("chance"));
    assert!(said(&["run", "--replications", "3"]).contains("--replications 3: chance has no part in a log"));
}
