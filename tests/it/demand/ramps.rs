//! Demand that fills up: as many jobs come as the integral of the ramp says, and nothing else changes.

use suanli::experiment::source_of;
use suanli::model::{Job, Streams, Time};
use suanli::scenario::{Scenario, check, parse};

/// Jobs that come at all hours alike, and others beside them.
fn text(tenants: &str, workload: &str) -> String {
    format!(
        r#"[scenario]
title = "Filling up"
start = 2023-01-01
horizon = "60 d"
seed = 1
replications = 1
[[center]]
name = "wuhan"
title = "Wuhan"
[[center.partition]]
name = "npu"
nodes = 98
hardware = "ascend-910-server"
[[center.partition]]
name = "cpu"
nodes = 98
hardware = "kunpeng-920-node"
[[tenants]]
name = "firms"
{tenants}
[[tenants]]
name = "labs"
[[policy]]
name = "easy"
order = "fcfs"
backfill = "easy"
placement = "pack"
[[workload]]
name = "other"
application = "debugging"
center = "wuhan"
tenants = "labs"
jobs_per_day = 50
[[workload]]
name = "tune"
center = "wuhan"
tenants = "firms"
{workload}
"#
    )
}

const EVEN: &str =
    "application = \"fine-tuning\"\nhours = \"even\"\nweekdays = \"even\"\njobs_per_day = 2000\n";

fn read(tenants: &str, workload: &str) -> Scenario {
    parse("x.toml", &text(tenants, workload)).unwrap_or_else(|errors| panic!("{errors}"))
}

/// The jobs of one of the two workloads.
fn jobs(scenario: &Scenario, class: u16) -> Vec<Job> {
    let mut source = source_of(scenario, Streams::new(scenario.seed, 0));
    let mut jobs = Vec::new();
    while source.next_submit().expect("the jobs can be made").is_some() {
        let job = source.take();
        if job.request.class.0 == class {
            jobs.push(job);
        }
    }
    jobs
}

fn day(count: u64) -> Time {
    Time::from_secs(86_400 * count)
}

fn count(jobs: &[Job], from: u64, until: u64) -> f64 {
    jobs.iter().filter(|job| day(from) <= job.request.submit && job.request.submit < day(until)).count()
        as f64
}

/// A number of jobs by chance lies within four standard deviations of what is to be expected.
fn assert_near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 4.0 * expected.sqrt(), "{found}, {expected} were to be expected");
}

/// From a fifth on day 10 to all on day 50. Of a straight line the first half has a mean of 40 % and the second one of 80 %; of the
/// curve, whose integral over half of its time is 3/32, 35 % and 85 %.
#[test]
fn as_many_jobs_come_as_the_integral_of_a_ramp_says() {
    let ramp = "[workload.ramp]\nfirst = \"20 %\"\nfrom = 2023-01-11\nuntil = 2023-02-20\n";
    for (shape, shares) in [("linear", [0.4, 0.8]), ("s-curve", [0.35, 0.85])] {
        let jobs = jobs(&read("", &format!("{EVEN}{ramp}shape = \"{shape}\"")), 1);
        assert_near(count(&jobs, 0, 10), 2_000.0 * 10.0 * 0.2);
        assert_near(count(&jobs, 10, 30), 2_000.0 * 20.0 * shares[0]);
        assert_near(count(&jobs, 30, 50), 2_000.0 * 20.0 * shares[1]);
        assert_near(count(&jobs, 50, 60), 2_000.0 * 10.0);
    }
    // Jobs in fixed cycles do so too, but for a rest.
    let weather = "application = \"weather\"\npartition = \"cpu\"\njobs_per_day = 40\n";
    let [plain, filling] = ["", ramp].map(|ramp| jobs(&read("", &format!("{weather}{ramp}")), 1));
    let share = count(&filling, 10, 50) / count(&plain, 10, 50);
    assert!((share - 0.6).abs() < 0.02, "{share}");
    assert!((count(&filling, 0, 10) / count(&plain, 0, 10) - 0.2).abs() < 0.02);
    assert_eq!(count(&filling, 51, 60), count(&plain, 51, 60));
}

#[test]
fn a_ramp_changes_no_job_of_another_workload() {
    let plain = read("count = 6", EVEN);
    let ramp = format!("{EVEN}[workload.ramp]\nfirst = \"0 %\"\nuntil = 2023-02-20");
    let filling = read("count = 6\ncount_at_first = 2\nall_by = 2023-02-10", &ramp);
    let others = |scenario: &Scenario| -> Vec<Job> {
        let unnumbered = |mut job: Job| {
            job.request.id = suanli::model::JobId(0);
            job
        };
        jobs(scenario, 0).into_iter().map(unnumbered).collect()
    };
    let (before, after) = (others(&plain), others(&filling));
    assert!(before == after && 2_000 < before.len(), "{} {}", before.len(), after.len());
    assert_ne!(jobs(&plain, 1).len(), jobs(&filling, 1).len());
}

/// Of six tenants alike two are there at first, and the others join on the days 10, 20, 30 and 40.
#[test]
fn tenants_who_join_bring_their_share_from_then_on() {
    let tenants = "count = 6\ncount_at_first = 2\nall_by = 2023-02-10";
    let scenario = read(tenants, EVEN);
    let joins: Vec<Time> = scenario.tenants.iter().take(6).map(|tenant| tenant.joins).collect();
    assert_eq!(joins, [0, 0, 10, 20, 30, 40].map(day));
    let found = jobs(&scenario, 1);
    for (number, there) in [2.0, 3.0, 4.0, 5.0, 6.0, 6.0].into_iter().enumerate() {
        let from = 10 * number as u64;
        assert_near(count(&found, from, from + 10), 20_000.0 * there / 6.0);
    }
    let sessions = format!("{EVEN}feedback = \"sessions\"\n").replace("2000", "100");
    for jobs in [found, jobs(&read(tenants, &sessions), 1)] {
        let mut seen = [0; 6];
        for job in &jobs {
            let tenant = job.request.tenant.0 as usize;
            assert!(joins[tenant] <= job.request.submit, "tenant {tenant} at {}", job.request.submit);
            seen[tenant] += 1;
        }
        assert!(seen.iter().all(|count| 0 < *count), "{seen:?}");
    }
}

#[test]
fn mistakes_are_told_with_their_places() {
    let told = |tenants: &str, workload: &str| match check("x.toml", &text(tenants, workload)) {
        Ok(checked) => {
            let warnings = checked.warnings.iter().map(ToString::to_string);
            warnings.filter(|warning| !warning.contains("nobody uses partition `cpu`")).collect::<Vec<_>>()
        }
        Err(errors) => errors.problems.iter().map(ToString::to_string).collect(),
    };
    let ramps = [
        (
            "first = \"20 %\"\nfrom = 2023-02-01\nuntil = 2023-01-15",
            "x.toml:45:9: until: all of the demand comes before the ramp begins",
        ),
        ("first = \"20 %\"", "x.toml:42:1: `[workload.ramp]` has no `until`"),
        ("until = 2023-01-15", "x.toml:42:1: `[workload.ramp]` has no `first`"),
        ("first = \"120 %\"\nuntil = 2023-01-15", "x.toml:43:9: first: it must be at most 100 %"),
        (
            "first = \"20 %\"\nfrom = 2023-04-01\nuntil = 2023-05-15",
            "x.toml:42:1: ramp: the scenario ends before",
        ),
        (
            "first = \"100 %\"\nuntil = 2023-01-15",
            "x.toml:42:1: first: all of the demand comes from the start",
        ),
        ("first = \"20 %\"\nuntil = 2022-12-01", "x.toml:44:9: until: 2022-12-01 lies before the start"),
    ];
    for (ramp, expected) in ramps {
        let found = told("", &format!("{EVEN}[workload.ramp]\n{ramp}").replace("2000", "20"));
        assert!(matches!(&found[..], [one] if one.starts_with(expected)), "{ramp}\n{found:?}");
    }
    let groups = [
        ("count = 6\ncount_at_first = 2", "x.toml:21:18: count_at_first and all_by go together"),
        ("count = 6\nall_by = 2023-02-10", "x.toml:21:10: count_at_first and all_by go together"),
        (
            "count = 6\ncount_at_first = 6\nall_by = 2023-02-10",
            "x.toml:21:18: count_at_first: 6 tenants at first, of 6",
        ),
        (
            "count = 6\ncount_at_first = 2\nall_by = 2023-05-10",
            "x.toml:22:10: all_by: the scenario ends before",
        ),
    ];
    for (tenants, expected) in groups {
        let found = told(tenants, &EVEN.replace("2000", "20"));
        assert!(matches!(&found[..], [one] if one.starts_with(expected)), "{tenants}\n{found:?}");
    }
}
