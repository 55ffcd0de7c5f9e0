//! The engine against the plain schedulers: the very same starts, on random logs and on published ones.

use crate::plain::{
    Order, PlainJob, Rule, batched, conservative_batched, conservative_sequential, easy_sequential,
};
use crate::{machine, traces};
use rand::RngExt;
use suanli::model::{Chance, JobId, Span, Streams, Time, Use};
use suanli::verify::{self, Fate, Instants, Machine, Row, Terms};

/// Each policy of the engine that has a plain twin.
const TWINS: &[(&str, Rule)] = &[
    ("fcfs+none", Rule::Strict(Order::Submission)),
    ("fcfs+easy", Rule::Easy(Order::Submission, Order::Submission)),
    ("shortest-first+none", Rule::Strict(Order::ShortestFirst)),
    ("shortest-first+easy", Rule::Easy(Order::ShortestFirst, Order::ShortestFirst)),
    ("smallest-first+none", Rule::Strict(Order::SmallestFirst)),
    ("smallest-first+easy", Rule::Easy(Order::SmallestFirst, Order::SmallestFirst)),
    ("largest-first+none", Rule::Strict(Order::LargestFirst)),
    ("largest-first+easy", Rule::Easy(Order::LargestFirst, Order::LargestFirst)),
];

const LOGS: u64 = 500;

/// A log full of trouble: crowds at one second, runs of no length, killed jobs, and sizes up to the whole machine.
pub(crate) fn random_log(seed: u64) -> (u64, Vec<PlainJob>) {
    let mut chance: Chance = Streams::new(seed, 0).stream(Use::Scenarios, "logs");
    let processors = chance.random_range(1..=24);
    let gap = chance.random_range(0..=30);
    let longest = chance.random_range(1..=100);
    let mut submit = 0;
    let jobs = (0..chance.random_range(1..=120)).map(|id| {
        submit += chance.random_range(0..=gap);
        let estimate = chance.random_range(1..=longest);
        let procs = chance.random_range(1..=processors);
        PlainJob { id, submit, run: chance.random_range(0..=longest).min(estimate), estimate, procs }
    });
    let jobs = jobs.collect();
    (processors, jobs)
}

fn check_same_starts(what: &str, processors: u64, jobs: &[PlainJob], policy: &str, rule: Rule) {
    let plain = batched(jobs, processors, rule);
    let engine = machine::starts(processors, policy, jobs);
    let wrong = (0..jobs.len()).filter(|place| plain[*place] != engine[*place]);
    let wrong: Vec<String> = wrong
        .map(|place| format!("{:?} starts at {}, plainly at {}", jobs[place], engine[place], plain[place]))
        .collect();
    assert!(
        wrong.is_empty(),
        "{what}, {policy} on {processors} processors: {} of {} starts differ, the first: {}",
        wrong.len(),
        jobs.len(),
        wrong[0]
    );
}

#[test]
fn the_engine_starts_every_job_of_random_logs_when_the_plain_program_does() {
    for seed in 0..LOGS {
        let (processors, jobs) = random_log(seed);
        for &(policy, rule) in TWINS {
            check_same_starts(&format!("seed {seed}"), processors, &jobs, policy, rule);
        }
    }
}

/// The independent checker finds nothing wrong with these starts.
fn check_believed(
    what: &str,
    jobs: &[PlainJob],
    starts: &[u64],
    processors: u64,
    rule: verify::Rule,
    instants: Instants,
) {
    let rows: Vec<Row> = jobs
        .iter()
        .zip(starts)
        .map(|(job, &start)| {
            let (start, end) = (Time::from_secs(start), Time::from_secs(start + job.run));
            let walltime = Some(Span::from_secs(job.estimate));
            let submit = Time::from_secs(job.submit);
            Row { job: JobId(job.id), submit, procs: job.procs, walltime, fate: Fate::Ran { start, end } }
        })
        .collect();
    let terms = Terms { machine: Machine::Processors(processors), rule, instants };
    let findings = verify::schedule(&rows, &terms, None);
    assert!(
        findings.is_clean(),
        "{what} on {processors} processors, {rule:?} {instants:?}:\n{findings}{jobs:#?}"
    );
}

#[test]
fn the_checker_believes_right_schedules_of_random_logs() {
    for seed in 0..LOGS {
        let (processors, jobs) = random_log(seed);
        let check = |starts: &[u64], rule, instants| {
            check_believed(&format!("seed {seed}"), &jobs, starts, processors, rule, instants);
        };
        let (batched, sequential) = (Instants::Batched, Instants::Sequential);
        check(&machine::starts(processors, "fcfs+none", &jobs), verify::Rule::Fcfs, batched);
        check(&machine::starts(processors, "fcfs+easy", &jobs), verify::Rule::Easy, batched);
        check(&machine::starts(processors, "largest-first+easy", &jobs), verify::Rule::Any, batched);
        check(&easy_sequential(&jobs, processors, Order::Submission), verify::Rule::Easy, sequential);
        check(&conservative_batched(&jobs, processors), verify::Rule::Conservative, batched);
        check(&conservative_sequential(&jobs, processors), verify::Rule::Conservative, sequential);
    }
}

#[test]
fn the_engine_starts_every_job_of_a_published_log_when_the_plain_program_does() {
    let Some(text) = traces::text("reference/generated-10k/w10k.swf") else { return };
    let jobs: Vec<PlainJob> = text
        .lines()
        .filter(|line| !line.starts_with(';'))
        .map(|line| {
            let fields: Vec<u64> =
                line.split_ascii_whitespace().map(|word| word.parse().unwrap_or(0)).collect();
            let (id, submit, estimate) = (fields[0], fields[1], fields[8]);
            PlainJob { id, submit, run: fields[3].min(estimate), estimate, procs: fields[7] }
        })
        .collect();
    for &(policy, rule) in TWINS {
        check_same_starts("generated-10k", 1024, &jobs, policy, rule);
    }
}
