//! The engine against the plain schedulers: the very same starts, on random logs and on published ones.

use crate::plain::{
    Order, PlainJob, Rule, batched, conservative_batched, conservative_sequential, easy_sequential, planned,
    replanned,
};
use crate::{machine, traces};
use rand::RngExt;
use suanli::engine::{self, Settings};
use suanli::model::{Chance, JobId, Span, Streams, Time, Use};
use suanli::verify::{self, Fate, Instants, Machine, Row, Terms};

/// A plain program: the start of every job on so many processors.
type Plain = fn(&[PlainJob], u64) -> Vec<u64>;

const BATCHED: engine::Instants = engine::Instants::Batched;
const SEQUENTIAL: engine::Instants = engine::Instants::Sequential;

/// Each policy of the engine that has a plain twin.
const TWINS: &[(&str, engine::Instants, Plain)] = &[
    ("fcfs+none", BATCHED, |jobs, machine| batched(jobs, machine, Rule::Strict(Order::Submission))),
    ("fcfs+any", BATCHED, |jobs, machine| batched(jobs, machine, Rule::Any(Order::Submission))),
    ("fcfs+easy", BATCHED, |jobs, machine| {
        batched(jobs, machine, Rule::Easy(Order::Submission, Order::Submission))
    }),
    ("fcfs+easy-shortest-first", BATCHED, |jobs, machine| {
        batched(jobs, machine, Rule::Easy(Order::Submission, Order::ShortestFirst))
    }),
    ("fcfs+easy-smallest-area-first", BATCHED, |jobs, machine| {
        batched(jobs, machine, Rule::Easy(Order::Submission, Order::SmallestAreaFirst))
    }),
    ("shortest-first+none", BATCHED, |jobs, machine| {
        batched(jobs, machine, Rule::Strict(Order::ShortestFirst))
    }),
    ("shortest-first+easy", BATCHED, |jobs, machine| {
        batched(jobs, machine, Rule::Easy(Order::ShortestFirst, Order::ShortestFirst))
    }),
    ("smallest-first+none", BATCHED, |jobs, machine| {
        batched(jobs, machine, Rule::Strict(Order::SmallestFirst))
    }),
    ("smallest-first+any", BATCHED, |jobs, machine| batched(jobs, machine, Rule::Any(Order::SmallestFirst))),
    ("smallest-first+easy", BATCHED, |jobs, machine| {
        batched(jobs, machine, Rule::Easy(Order::SmallestFirst, Order::SmallestFirst))
    }),
    ("largest-first+none", BATCHED, |jobs, machine| {
        batched(jobs, machine, Rule::Strict(Order::LargestFirst))
    }),
    ("largest-first+easy", BATCHED, |jobs, machine| {
        batched(jobs, machine, Rule::Easy(Order::LargestFirst, Order::LargestFirst))
    }),
    ("fcfs+depth(1)", BATCHED, |jobs, machine| planned(jobs, machine, Order::Submission, 1)),
    ("fcfs+depth(3)", BATCHED, |jobs, machine| planned(jobs, machine, Order::Submission, 3)),
    ("shortest-first+depth(2)", BATCHED, |jobs, machine| planned(jobs, machine, Order::ShortestFirst, 2)),
    ("largest-first+replanned", BATCHED, |jobs, machine| {
        planned(jobs, machine, Order::LargestFirst, usize::MAX)
    }),
    ("fcfs+replanned", BATCHED, replanned),
    ("fcfs+conservative", BATCHED, conservative_batched),
    ("fcfs+none", SEQUENTIAL, |jobs, machine| batched(jobs, machine, Rule::Strict(Order::Submission))),
    ("fcfs+easy", SEQUENTIAL, |jobs, machine| easy_sequential(jobs, machine, Order::Submission)),
    ("fcfs+easy-shortest-first", SEQUENTIAL, |jobs, machine| {
        easy_sequential(jobs, machine, Order::ShortestFirst)
    }),
    ("fcfs+conservative", SEQUENTIAL, conservative_sequential),
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

/// The faults, if there are any.
fn other_starts(
    what: &str,
    processors: u64,
    jobs: &[PlainJob],
    twin: &(&str, engine::Instants, Plain),
) -> Option<String> {
    let &(policy, instants, plain) = twin;
    let plain = plain(jobs, processors);
    let engine = machine::starts_with(Settings { instants, ..Settings::default() }, processors, policy, jobs);
    let wrong = (0..jobs.len()).filter(|place| plain[*place] != engine[*place]);
    let wrong: Vec<String> = wrong
        .map(|place| format!("{:?} starts at {}, plainly at {}", jobs[place], engine[place], plain[place]))
        .collect();
    let first = wrong.first()?;
    let (count, all) = (wrong.len(), jobs.len());
    Some(format!(
        "{what}, {policy}, {instants:?}, on {processors} processors: {count} of {all} starts differ, the first: {first}"
    ))
}

#[test]
fn the_engine_starts_every_job_of_random_logs_when_the_plain_program_does() {
    let first_wrong = |twin| {
        (0..LOGS).find_map(|seed| {
            let (processors, jobs) = random_log(seed);
            other_starts(&format!("seed {seed}"), processors, &jobs, twin)
        })
    };
    let wrong: Vec<String> = TWINS.iter().filter_map(first_wrong).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn one_reservation_is_easy_and_reservations_for_all_are_a_plan_of_all() {
    for seed in 0..LOGS {
        let (processors, jobs) = random_log(seed);
        let starts = |policy: &str| machine::starts(processors, policy, &jobs);
        for order in ["fcfs", "shortest-first", "smallest-first", "largest-first"] {
            for (few, all) in [("depth(1)", "easy"), ("depth(1000000)", "replanned")] {
                let (few, all) = (format!("{order}+{few}"), format!("{order}+{all}"));
                assert_eq!(starts(&few), starts(&all), "seed {seed}: {few} and {all}");
            }
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
            Row {
                run: 1,
                job: JobId(job.id),
                submit,
                procs: job.procs,
                walltime,
                fate: Fate::Ran { start, end },
                killed: false,
            }
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
    let wrong: Vec<String> =
        TWINS.iter().filter_map(|twin| other_starts("generated-10k", 1024, &jobs, twin)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
