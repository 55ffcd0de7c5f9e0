//! Logs that tell what each job asked for on each node, to which partition it went, and for which other job it waited.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use suanli::experiment::{World, source_of};
use suanli::model::{Condition, Job, JobId, Layout, Resources, Shape, Span, Streams, Time};
use suanli::record::{Fact, JobFact, Observer, Record};
use suanli::scenario::{Scenario, ScenarioErrors, check_file, check_file_with_logs_in};
use suanli::verify::Auditor;
use suanli::workload::{Unit, offered_load, recorded};

const LOG: &str = "job,at,run,limit,hosts,cpus,gpus,mem,part,after\n\
    1,10.25,100,200,2,4,0,1000,batch,\n\
    2,20,50,100,1,2,1,500,short,afterok:1\n\
    3,30,10,60,1,8,0,0,batch,\n\
    4,40,10,60,1,8,0,0,elsewhere,2\n\
    5,50,10,60,1,8,0,0,batch,afterok:soon\n";

const COLUMNS: &str = "[columns]\njob = \"job\"\nsubmit = \"at\"\nrun = \"run\"\nwalltime = \"limit\"\nnodes = \"hosts\"\n\
    cores_per_node = \"cpus\"\naccelerators_per_node = \"gpus\"\nmemory_per_node = \"mem\"\nqueue = \"part\"\nafter = \"after\"\n";

const TOLD: &str = "begins_with = \"time-zero\"\nqueues = [\"short\"]\noverhead = \"0.5 s\"";

/// A scenario with one log that is told so much; the log lies in a folder of its own.
fn write(folder: &Path, header: &str, told: &str) -> (PathBuf, PathBuf) {
    let text = format!(
        "[scenario]\ntitle = \"A log\"\nstart = 2023-01-02\nhorizon = \"30 days\"\nseed = 1\nreplications = 1\n{header}\n\
         [[center]]\nname = \"here\"\ntitle = \"Here\"\n\
         [[center.partition]]\nname = \"long\"\nnodes = 3\nhardware = \"own\"\n\
         [[center.partition]]\nname = \"short\"\nnodes = 1\nhardware = \"own\"\n\
         [[center.partition]]\nname = \"batch\"\nof = [\"long\", \"short\"]\n\
         [hardware.own]\ncores = 8\naccelerators = 1\nmemory = \"2000 MiB\"\n\
         [[tenants]]\nname = \"users\"\n\
         [[workload]]\nname = \"replayed\"\nlog = \"jobs.csv\"\ncolumns = \"columns.toml\"\ncenter = \"here\"\n\
         partition = \"batch\"\ntenants = \"users\"\n{told}\n\
         [[policy]]\nname = \"polled\"\norder = \"fcfs\"\nevery = \"1.5 s\"\n"
    );
    let logs = folder.join("logs");
    std::fs::create_dir_all(&logs).expect("there is room for a folder");
    let scenario = folder.join("scenario.toml");
    for (path, text) in
        [(scenario.clone(), &*text), (folder.join("columns.toml"), COLUMNS), (logs.join("jobs.csv"), LOG)]
    {
        std::fs::write(path, text).expect("there is room for a small file");
    }
    (scenario, logs)
}

fn read(header: &str, told: &str) -> Result<Scenario, ScenarioErrors> {
    let folder = tempfile::tempdir().expect("a folder for a while");
    let (scenario, logs) = write(folder.path(), header, told);
    check_file_with_logs_in(&scenario, &logs).map(|checked| checked.scenario)
}

const fn shape(tasks: u32, cores: u32, accelerators: u32, memory_mib: u64) -> Shape {
    Shape { tasks, per_task: Resources { cores, accelerators, memory_mib }, layout: Layout::OnePerNode }
}

#[test]
fn jobs_ask_for_what_their_log_says_and_wait_for_each_other() {
    let folder = tempfile::tempdir().expect("a folder for a while");
    let (path, logs) = write(folder.path(), "", TOLD);
    let checked = check_file_with_logs_in(&path, &logs).unwrap_or_else(|errors| panic!("{errors}"));
    let warnings: Vec<&str> = checked.warnings.iter().map(|warning| warning.message.as_str()).collect();
    assert_eq!(
        warnings,
        ["log: 4 of 5 rows give a job; not so: 1 not a row of this format (first in line 6)"]
    );
    let scenario = checked.scenario;
    assert_eq!(scenario.policies[0].every, Some(Span::from_micros(1_500_000)));
    let mut source = source_of(&scenario, Streams::new(1, 0));
    assert!(source.has_dependencies());
    let number = |id: JobId| id.0 % 1_000_000_000_000;
    let mut take = |at: u64| {
        let at = Time::from_micros(at);
        assert_eq!(source.next_submit().expect("the log is whole"), Some(at));
        let Job { request, work } = source.take();
        assert_eq!(request.submit, at);
        let after = source.terms().map(|terms| terms.after.clone()).unwrap_or_default();
        let waits = after.iter().map(|after| (number(after.job), after.condition)).collect::<Vec<_>>();
        (number(request.id), request.shape, request.partition.0, work, waits)
    };
    let micros = |run: u64| Span::from_micros(run * 1_000_000 + 500_000);
    let after = |job: u64| vec![(job, Condition::AfterAny)];
    assert_eq!(take(10_250_000), (1, shape(2, 4, 0, 1_000), 2, micros(100), vec![]));
    assert_eq!(take(20_000_000), (2, shape(1, 2, 1, 500), 1, micros(50), after(1)));
    assert_eq!(take(30_000_000), (3, shape(1, 8, 0, 0), 2, micros(10), vec![]));
    // Its queue is not one of those that have partitions of their own. The fifth waits for nobody knows whom, and is no job.
    assert_eq!(take(40_000_000), (4, shape(1, 8, 0, 0), 2, micros(10), after(2)));
    assert_eq!(source.next_submit().expect("the log is whole"), None);
}

/// The number of each job, and when it started in milliseconds.
struct Starts(BTreeMap<u64, u64>);

impl Observer for Starts {
    fn observe(&mut self, record: &Record<'_>) {
        if let Fact::Job { request, fact: JobFact::Started { .. }, .. } = record.fact {
            self.0.insert(request.id.0 % 1_000_000_000_000, record.at.as_micros() / 1_000);
        }
    }
}

#[test]
fn no_job_starts_before_the_job_it_waits_for_has_ended() {
    let folder = tempfile::tempdir().expect("a folder for a while");
    let (path, logs) = write(folder.path(), "", TOLD);
    let scenario = check_file_with_logs_in(&path, &logs).unwrap_or_else(|errors| panic!("{errors}")).scenario;
    let (mut watch, mut auditor) = (Starts(BTreeMap::new()), Auditor::new(&scenario.centers));
    let world = World::of(&scenario, &scenario.policies[0], 0);
    world.simulate(&mut (&mut watch, &mut auditor)).expect("the log was read through before");
    assert!(auditor.finish(world.setup().horizon).is_clean());
    // The first runs from 10.5 s, the first look after it came, for 100.5 s: the second starts at the look at 111 s, runs for
    // 50.5 s, and the fourth starts at the next look, at 162 s.
    assert_eq!(watch.0, [(1, 10_500), (2, 111_000), (3, 30_000), (4, 162_000)].into());
}

#[test]
fn jobs_that_share_nodes_are_counted_in_cores() {
    let scenario = read("", TOLD).unwrap_or_else(|errors| panic!("{errors}"));
    let log = recorded(&scenario.workloads[0]).expect("it is a log");
    assert_eq!((log.jobs, log.unit, log.sizes), (4, Unit::Cores, (2, 8)));
    // 8 x 100 + 2 x 50 + 8 x 10 + 8 x 10 core-seconds in four jobs, which are those of a day, on 32 cores.
    let load = 4.0 / 86_400.0 * (1_060.0 / 4.0) / 32.0;
    assert!((offered_load(&scenario.workloads[0], &scenario.centers[0]) / load - 1.0).abs() < 1e-12);
}

#[test]
fn limits_are_checked_as_the_scenario_says() {
    let told = "limit_checks = \"30 s\"\nfirst_limit_check = \"24 s\"";
    let scenario = read(told, TOLD).unwrap_or_else(|errors| panic!("{errors}"));
    let checks = scenario.limit_checks.expect("they were asked for");
    assert_eq!((checks.every.as_secs(), checks.first.as_secs()), (30, 24));
    let world = World::of(&scenario, &scenario.policies[0], 0);
    assert_eq!(world.setup().settings.at_walltime.name(), "kill-at-checks");
}

#[test]
fn what_cannot_be_is_told_all_at_once() {
    let errors = read("first_limit_check = \"24 s\"", "queues = [\"absent\"]");
    let told = errors.expect_err("nothing of this can be").to_string();
    for expected in
        ["first_limit_check: there are no `limit_checks`", "centre `here` has no partition `absent`"]
    {
        assert!(told.contains(expected), "{expected} is not in\n{told}");
    }
}

#[test]
fn a_log_lies_beside_its_scenario_unless_another_folder_is_named() {
    let folder = tempfile::tempdir().expect("a folder for a while");
    let (scenario, logs) = write(folder.path(), "", TOLD);
    let told = check_file(&scenario).expect_err("the log lies elsewhere").to_string();
    assert!(told.contains("jobs.csv") && told.contains("log: "), "{told}");
    std::fs::copy(logs.join("jobs.csv"), folder.path().join("jobs.csv")).expect("it can be copied");
    check_file(&scenario).unwrap_or_else(|errors| panic!("{errors}"));
}
