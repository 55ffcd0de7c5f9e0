//! Users who wait for their results: a better centre gets more work from them, and the same work.

use super::*;
use crate::support::request;
use std::collections::BTreeMap;
use suanli::engine::{Simulation, simulate};
use suanli::model::{Ending, JobId, Outcome, Request, SourceError, TenantId};
use suanli::policy::PolicySpec;
use suanli::record::{JobFact, Tape};
use suanli::workload::{Feedback, Sessions, crew, expected_jobs_per_day};

const HOUR: u64 = 3600;

fn sessions(users: Option<u32>) -> Sessions {
    Sessions {
        submissions_mean: 4.0,
        think_median: Span::from_secs(900),
        think_spread: 1.0,
        feedback: Feedback::Closed { patience: Span::HOUR, users },
    }
}

fn closed(origin: Origin, per_day: f64, users: Option<u32>) -> Workload {
    Workload { sessions: Some(sessions(users)), ..Workload::new("jobs", origin, Demand::JobsPerDay(per_day)) }
}

fn cfd() -> Origin {
    Origin::Application("cfd".into())
}

fn run(workload: &Workload, nodes: u32, users: &[Tenant], policy: &str, days: u64) -> Tape {
    let center = center(nodes);
    let mut source = source(workload, &center, users, days, 0);
    let policy = PolicySpec::parse(policy).expect("the policy exists");
    let mut tape = Tape::default();
    simulate(&[center], &policy, &mut source, Time::from_secs(days * DAY), &mut tape)
        .expect("a synthetic source reads nothing");
    tape
}

fn submitted(tape: &Tape) -> Vec<Request> {
    let jobs = tape.entries.iter().filter_map(|entry| entry.event.job());
    let is_submission = |fact: &JobFact| matches!(fact, JobFact::Submitted | JobFact::Rejected { .. });
    jobs.filter(|(_, fact)| is_submission(fact)).map(|(request, _)| *request).collect()
}

fn ends(tape: &Tape) -> BTreeMap<JobId, Time> {
    let mut ends = BTreeMap::new();
    for entry in &tape.entries {
        if let Some((request, JobFact::Ended { .. })) = entry.event.job() {
            ends.insert(request.id, entry.at);
        }
    }
    ends
}

/// Jobs of each tenant in order of submission.
fn by_tenant(requests: &[Request]) -> BTreeMap<TenantId, Vec<Request>> {
    let mut all: BTreeMap<TenantId, Vec<Request>> = BTreeMap::new();
    for request in requests {
        all.entry(request.tenant).or_default().push(*request);
    }
    all
}

#[test]
fn where_nobody_waits_users_bring_what_is_demanded() {
    let origins = [
        (cfd(), Batch::Single),
        (Origin::Application("genomics".into()), Batch::Array { least: 2, most: 20 }),
        (Origin::Model { name: "lublin".into(), unit: Unit::Nodes }, Batch::Burst { least: 1, most: 3 }),
    ];
    for (origin, batch) in origins {
        let small = Workload { size_max: Some(2000), ..closed(origin, 150.0, Some(80)) };
        let workload = Workload { batch: Some(batch), ..small };
        let machine = center(20_000);
        let users = tenants(&[3.0, 2.0, 1.0, 1.0]);
        assert_eq!(expected_jobs_per_day(&workload, &machine), 150.0);
        let (people, attainable) =
            crew(&workload, &machine, &users, date(2023, 1, 2).at(0, 0, 0, 0)).unwrap();
        assert_eq!(people, 80);
        assert!(0.99 < attainable, "{attainable}");
        let days = 280;
        let requests = submitted(&run(&workload, 20_000, &users, "fcfs+none", days));
        let found = requests.len() as f64 / days as f64;
        // Jobs that last are drawn by the rhythm as their mean is; that and chance leave a few per cent.
        assert!((found / 150.0 - 1.0).abs() < 0.08, "{}: {found} a day", workload.origin.name());
        let of_first = by_tenant(&requests)[&TenantId(0)].len() as f64 / requests.len() as f64;
        assert!((of_first - 3.0 / 7.0).abs() < 0.05, "{of_first}");
    }
}

#[test]
fn no_user_submits_before_having_results_and_having_thought() {
    let tape = run(&closed(cfd(), 60.0, None), 100, &tenants(&[1.0; 20]), "fcfs+easy", 60);
    let ends = ends(&tape);
    let (mut pauses, mut sessions) = (Vec::new(), 0);
    for jobs in by_tenant(&submitted(&tape)).values() {
        for pair in jobs.windows(2) {
            let end = ends[&pair[0].id];
            assert!(end < pair[1].submit, "{:?} before the end of {:?} at {end}", pair[1], pair[0]);
            let pause = pair[1].submit.since(end);
            // A user who waited longer than an hour has gone, and thinks elsewhere.
            if end.since(pair[0].submit) <= Span::HOUR { pauses.push(pause.as_secs()) } else { sessions += 1 }
        }
    }
    pauses.sort_unstable();
    assert!(500 < pauses.len() && 200 < sessions, "{} {sessions}", pauses.len());
    // Three of four go on after a median of 15 minutes, the others after hours or days.
    let short = pauses.partition_point(|secs| *secs < 4 * HOUR) as f64 / pauses.len() as f64;
    assert!((0.7..0.9).contains(&short), "{short}");
}

#[test]
fn a_larger_centre_gets_more_work_from_the_same_users() {
    let users = tenants(&[1.0; 40]);
    let workload = closed(cfd(), 300.0, None);
    let count = |nodes: u32, policy: &str| submitted(&run(&workload, nodes, &users, policy, 60)).len();
    let (small, large) = (count(150, "fcfs+easy"), count(1000, "fcfs+easy"));
    assert!(small * 11 < large * 10, "{small} jobs on 150 nodes, {large} on 1000");
    let strict = count(150, "fcfs+none");
    assert!(strict * 11 < small * 10, "{strict} jobs without backfilling, {small} with it");
}

#[test]
fn each_user_brings_the_same_jobs_in_the_same_order_under_every_policy() {
    let users = tenants(&[1.0; 40]);
    let workload = closed(cfd(), 300.0, None);
    let of_policy = |policy: &str| by_tenant(&submitted(&run(&workload, 150, &users, policy, 30)));
    let (strict, backfilled) = (of_policy("fcfs+none"), of_policy("shortest-first+easy"));
    let mut different = 0;
    for (tenant, jobs) in &strict {
        let others = &backfilled[tenant];
        let job = |request: &Request| (request.shape, request.walltime);
        let common = jobs.len().min(others.len());
        assert!(jobs[..common].iter().map(job).eq(others[..common].iter().map(job)), "{tenant:?}");
        different += usize::from(jobs.len() != others.len());
    }
    assert!(20 < different, "{different} of 40 users notice the policy");
}

#[test]
fn the_open_twin_brings_the_same_number_to_every_centre() {
    let users = tenants(&[1.0; 40]);
    let open = Sessions { feedback: Feedback::Open, ..sessions(None) };
    let workload = Workload { sessions: Some(open), ..closed(cfd(), 300.0, None) };
    let requests = |nodes: u32| submitted(&run(&workload, nodes, &users, "fcfs+easy", 30));
    let submits = |nodes: u32| requests(nodes).iter().map(|request| request.submit).collect::<Vec<Time>>();
    assert_eq!(submits(150), submits(1000));
}

#[test]
fn every_end_lets_a_user_go_on_however_it_came() {
    let workload = closed(cfd(), 20.0, None);
    for outcome in [
        Outcome::Finished,
        Outcome::Killed,
        Outcome::Rejected,
        Outcome::Cancelled,
        Outcome::Evicted,
        Outcome::Failed,
    ] {
        let mut source = source(&workload, &center(100), &tenants(&[1.0]), 400, 0);
        let mut jobs = 0;
        while let Some(submit) = source.next_submit().unwrap() {
            let job = source.take();
            // The only user waits now.
            assert_eq!(source.next_submit().unwrap(), None);
            let at = match outcome {
                Outcome::Rejected => submit,
                Outcome::Finished
                | Outcome::Killed
                | Outcome::Cancelled
                | Outcome::Evicted
                | Outcome::Failed => submit + Span::from_secs(60),
            };
            source.learn(&Ending { job: job.request.id, at, outcome });
            if let Some(next) = source.next_submit().unwrap() {
                assert!(at < next, "{outcome:?}: {next} is not after {at}");
            }
            jobs += 1;
        }
        assert!(1000 < jobs, "{outcome:?}: {jobs}");
    }
}

#[test]
fn nobody_submits_outside_the_time_of_the_workload() {
    let since = Time::from_secs(10 * DAY + 5000);
    let until = Time::from_secs(20 * DAY + 7);
    let workload = Workload { since, until, ..closed(cfd(), 200.0, Some(30)) };
    let requests = submitted(&run(&workload, 100, &tenants(&[1.0; 3]), "fcfs+easy", 40));
    assert!(200 < requests.len());
    assert!(requests.iter().all(|request| since <= request.submit && request.submit < until));
    let horizon = Workload { since: Time::ZERO, until: Time::NEVER, ..workload };
    let requests = submitted(&run(&horizon, 100, &tenants(&[1.0; 3]), "fcfs+easy", 15));
    assert!(requests.iter().all(|request| request.submit < Time::from_secs(15 * DAY)));
}

#[test]
fn users_too_few_for_the_demand_bring_what_they_can() {
    let start = date(2023, 1, 2).at(0, 0, 0, 0);
    let machine = center(20_000);
    let attainable = |users| {
        let workload = closed(cfd(), 1000.0, Some(users));
        crew(&workload, &machine, &tenants(&[1.0]), start).unwrap().1
    };
    assert!(attainable(5) < 0.1, "{}", attainable(5));
    assert!(0.99 < attainable(5000));
    assert!((attainable(20) / attainable(10) - 2.0).abs() < 1e-9);
    let workload = closed(cfd(), 1000.0, Some(5));
    let found = submitted(&run(&workload, 20_000, &tenants(&[1.0]), "fcfs+none", 100)).len() as f64 / 100.0;
    assert!((found / (1000.0 * attainable(5)) - 1.0).abs() < 0.25, "{found} a day");
}

/// A user who submits again as soon as their job has ended, while another job is announced for later.
#[derive(Debug)]
struct Impatient {
    next: Vec<Time>,
    taken: u64,
}

impl Source for Impatient {
    fn next_submit(&mut self) -> Result<Option<Time>, SourceError> {
        Ok(self.next.iter().copied().min())
    }

    fn take(&mut self) -> Job {
        let submit = self.next.iter().copied().min().expect("take is called only when there is a job");
        self.next.retain(|other| *other != submit);
        self.taken += 1;
        let request = Request { submit, ..request(self.taken, 0, 1, 10) };
        Job { request, work: request.walltime }
    }

    fn learn(&mut self, ending: &Ending) {
        if ending.at < Time::from_secs(40) {
            self.next.push(ending.at + Span::from_secs(5));
        }
    }
}

#[test]
fn the_engine_asks_again_when_a_job_has_ended() {
    for instants in [suanli::engine::Instants::Batched, suanli::engine::Instants::Sequential] {
        let settings = suanli::engine::Settings { instants, ..Default::default() };
        let policy = PolicySpec::parse("fcfs+none").unwrap();
        let centers = [Center::counted("machine", 4)];
        let mut simulation = Simulation::new(&centers, &policy).with_settings(settings);
        let mut source = Impatient { next: vec![Time::ZERO, Time::from_secs(100)], taken: 0 };
        let mut tape = Tape::default();
        simulation.run_until(Time::NEVER, &mut source, &mut tape).unwrap();
        let submits: Vec<u64> = submitted(&tape).iter().map(|request| request.submit.as_secs()).collect();
        // Each job runs 10 s; the next comes 5 s later, long before the one that was announced.
        assert_eq!(submits, [0, 15, 30, 100], "{instants:?}");
    }
}
