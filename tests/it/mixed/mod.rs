//! The laws where every rule of a public centre is mixed with every other, at random.

mod balance;
mod breakoffs;
mod failures;
mod identity;
mod pairs;
mod saved;
pub(crate) mod scenario;

use rayon::prelude::{IntoParallelIterator, ParallelIterator};
use scenario::Scenario;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use suanli::engine::{Settings, Simulation};
use suanli::metrics::{CellResult, Measured, Tally, Window, place};
use suanli::model::{Breach, Cause, CenterId, Job, JobId, Span, Time};
use suanli::policy::PolicySpec;
use suanli::record::{End, JobFact, Stop, Tape};
use suanli::verify::Auditor;

const SCENARIOS: u64 = 1_000;

/// Every backfill, under orders of every kind.
pub(crate) const POLICIES: [&str; 14] = [
    "fcfs+none+first-fit",
    "fcfs+any+pack",
    "fcfs+easy+pack",
    "fcfs+easy-shortest-first+spread",
    "fcfs+depth(4)+pack",
    "fcfs+conservative+first-fit",
    "fcfs+replanned+consecutive",
    "fcfs+periodic(30)+pack",
    "fcfs+stepped(1)+pack",
    "fcfs+tiered(1)+pack",
    "fair-share+easy+pack",
    "multifactor+conservative+pack",
    "dominant-share+depth(2)+spread",
    "class-priority+easy+consecutive",
];

/// Everything that happens in a scenario under a policy.
pub(crate) fn play(scenario: &Scenario, policy: &str) -> Tape {
    let policy = PolicySpec::parse(policy).expect("made of rows of the tables");
    let settings = Settings { causes: true, ..Settings::default() };
    let mut tape = Tape::default();
    let simulation = Simulation::new(&scenario.centers, &policy).with_settings(settings);
    let mut simulation = simulation.with_outages(scenario.outages.clone());
    simulation
        .run_until(scenario.horizon, &mut scenario.source(), &mut tape)
        .expect("jobs from memory can be read");
    simulation.report_unfinished(scenario.horizon, &mut tape);
    tape
}

/// The faults of a run.
fn breaches(scenario: &Scenario, tape: &Tape) -> Vec<String> {
    let mut auditor = Auditor::new(&scenario.centers).with_terms(scenario.terms.clone()).with_causes();
    tape.play(&mut auditor);
    let mut breaches: Vec<String> =
        auditor.finish(scenario.horizon).kept.iter().map(ToString::to_string).collect();
    let jobs: BTreeMap<JobId, &Job> = scenario.jobs.iter().map(|job| (job.request.id, job)).collect();
    breaches.extend(breakoffs::breaches(scenario, &jobs, tape));
    for entry in &tape.entries {
        if let Some((request, JobFact::Ended { start, end, spent, past })) = entry.event.job() {
            let work = jobs[&request.id].work;
            let ran = entry.at.since(*start);
            let done = past.kept + (ran - spent.total().min(ran));
            let right = match end {
                End::Finished => done == work,
                // A job may be killed while it writes its last checkpoint.
                End::Killed | End::Evicted | End::NodeFailed => done <= work,
                // The rest of it is in `breakoffs`.
                End::Failed | End::Cancelled => done <= work,
            };
            if !right {
                breaches.push(format!("job {}: {end:?} after {done} of {work}", request.id));
            }
        }
    }
    breaches
}

fn check(seed: u64, policy: &str) -> Tape {
    let scenario = Scenario::random(seed);
    let tape = play(&scenario, policy);
    let breaches = breaches(&scenario, &tape);
    assert!(
        breaches.is_empty(),
        "seed {seed} under {policy}:\n{}\n{:#?}\n{:#?}",
        breaches.join("\n"),
        scenario.centers,
        scenario.terms,
    );
    tape
}

#[test]
fn every_deadline_is_met_missed_or_undecided_and_its_fate_says_which() {
    let mut seen = [0_u64; 3];
    for seed in 0..200 {
        let scenario = Scenario::random(seed);
        let tape = play(&scenario, POLICIES[seed as usize % POLICIES.len()]);
        let Some(last) = tape.entries.last() else { continue };
        let end = scenario.horizon.min(last.at + Span::SECOND);
        let window = Window { start: Time::from_secs(5), end };
        let result = tallied(&scenario, &tape, window);
        let counts = |scope: usize| {
            ["due", "met", "missed", "undecided"].map(|which| {
                let row = place(&format!("deadlines_{which}")).expect("the metric is there");
                result.values[scope].1[row].unwrap_or(0.0) as u64
            })
        };
        for scope in 0..result.values.len() {
            let [due, met, missed, undecided] = counts(scope);
            assert_eq!(due, met + missed + undecided, "seed {seed}: {:?}", result.values[scope].0);
        }
        let [_, met, missed, undecided] = counts(0);
        assert_eq!([met, missed, undecided], counted_anew(&tape, window), "seed {seed}");
        seen.iter_mut().zip([met, missed, undecided]).for_each(|(seen, found)| *seen += found);
    }
    assert!(seen.iter().all(|count| 50 < *count), "{seen:?}");
}

fn tallied(scenario: &Scenario, tape: &Tape, window: Window) -> CellResult {
    let requests = || scenario.jobs.iter().map(|job| &job.request);
    let groups = 1 + requests().map(|request| usize::from(request.group.0)).max().unwrap_or(0);
    let classes = 1 + requests().map(|request| usize::from(request.class.0)).max().unwrap_or(0);
    let class_centers = &vec![CenterId(0); classes][..];
    let measured = Measured { centers: &scenario.centers, class_centers, groups, window, week: None };
    let mut tally = Tally::new(measured);
    tape.play(&mut tally);
    tally.finish(0, 0)
}

/// How many deadlines were met, missed and left undecided, by the last that happened to each job.
fn counted_anew(tape: &Tape, window: Window) -> [u64; 3] {
    let mut fates: BTreeMap<JobId, usize> = BTreeMap::new();
    for entry in &tape.entries {
        let Some((request, fact)) = entry.event.job() else { continue };
        let fate = match fact {
            JobFact::Ended { end: End::Finished, .. } => None,
            JobFact::Ended { .. } | JobFact::Cancelled { .. } | JobFact::Rejected { .. } => Some(1),
            JobFact::StillWaiting { .. } | JobFact::StillRunning { .. } => {
                Some(if request.due_at() < Some(window.end) { 1 } else { 2 })
            }
            JobFact::Submitted
            | JobFact::Started { .. }
            | JobFact::Stopped { .. }
            | JobFact::Lost { .. }
            | JobFact::Waited { .. }
            | JobFact::PromiseBroken { .. } => continue,
        };
        let Some(due) = request.due_at().filter(|_| window.start <= request.submit) else { continue };
        let fate = fate.unwrap_or(usize::from(due < entry.at));
        // A job that is due behind the window does not count, not even one that was done early.
        let fate = if due < window.end { fate } else { 2 };
        assert_eq!(fates.insert(request.id, fate), None, "job {} has two ends", request.id);
    }
    let mut counts = [0; 3];
    fates.values().for_each(|fate| counts[*fate] += 1);
    counts
}

/// Plays every scenario under one of the policies, on so many threads. Gives a digest of each run.
fn play_all(threads: usize) -> Vec<u64> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be had");
    let digest = |seed: u64| {
        let tape = check(seed, POLICIES[seed as usize % POLICIES.len()]);
        let mut hasher = DefaultHasher::new();
        format!("{tape:?}").hash(&mut hasher);
        hasher.finish()
    };
    pool.install(|| (0..SCENARIOS).into_par_iter().map(digest).collect())
}

#[test]
fn no_rule_breaks_a_law_in_a_thousand_random_scenarios_on_one_thread_or_seven() {
    assert_eq!(play_all(1), play_all(7));
}

#[test]
fn every_policy_keeps_the_laws_under_rules() {
    for seed in 0..60 {
        for policy in POLICIES {
            check(seed, policy);
        }
    }
}

#[test]
fn looking_at_the_queue_now_and_then_keeps_the_laws_under_rules() {
    for seed in 0..60 {
        for policy in ["fcfs+easy+pack", "fair-share+conservative+pack", "fcfs+replanned+spread"] {
            for every in ["1", "7.5"] {
                check(seed, &format!("{policy}+every({every})"));
            }
        }
    }
}

#[test]
fn random_rules_do_everything_that_rules_can_do() {
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    let mixed = (0..SCENARIOS).map(|seed| (seed, POLICIES[seed as usize % POLICIES.len()]));
    let promised = (0..SCENARIOS).map(|seed| (seed, "class-priority+conservative+pack"));
    for (seed, policy) in mixed.chain(promised) {
        for entry in play(&Scenario::random(seed), policy).entries {
            let Some((_, fact)) = entry.event.job() else { continue };
            let what = match fact {
                JobFact::Stopped { stop: Stop::Requeued, lost: Span::ZERO, .. } => "requeued unharmed".into(),
                JobFact::Stopped { stop: Stop::Requeued, .. } => "requeued".to_owned(),
                JobFact::Stopped { stop: Stop::Suspended, .. } => "suspended".into(),
                JobFact::Stopped { stop: Stop::NodeFailed, spent, .. } if Span::ZERO < spent.hung => {
                    "stopped by a failure after it hung".into()
                }
                JobFact::Stopped { stop: Stop::NodeFailed, .. } => "stopped by a failure".into(),
                JobFact::Stopped { stop: Stop::Failed, .. } => "failed and begun again".into(),
                JobFact::Lost { .. } => "lost while it was suspended".into(),
                JobFact::Ended { end: End::NodeFailed, .. } => "failed for good".into(),
                JobFact::Ended { end: End::Failed, .. } => "failed by itself".into(),
                JobFact::Ended { end: End::Cancelled, .. } => "stopped by its user".into(),
                JobFact::Ended { end: End::Evicted, .. } => "evicted for good".into(),
                JobFact::Cancelled { why, .. } => why.reason().into(),
                JobFact::Rejected { why } => why.reason().into(),
                JobFact::PromiseBroken { breach, .. } => format!("promise broken {}", breach.words()),
                JobFact::Waited { causes } => {
                    for cause in Cause::ALL.into_iter().filter(|cause| 0 < causes.of(*cause).as_micros()) {
                        *seen.entry(cause.name().into()).or_default() += 1;
                    }
                    continue;
                }
                JobFact::Started { past } if 0 < past.stops => "started again".into(),
                JobFact::Submitted
                | JobFact::Started { .. }
                | JobFact::Ended { .. }
                | JobFact::StillWaiting { .. }
                | JobFact::StillRunning { .. } => continue,
            };
            *seen.entry(what).or_default() += 1;
        }
    }
    // Hardly any promise is broken for nobody's sake, which is as it should be.
    seen.remove(&format!("promise broken {}", Breach::Scattered.words()));
    // Hardly any node fails on which a job is suspended; `outages` shows what happens then.
    seen.remove("lost while it was suspended");
    let rare: Vec<_> = seen.iter().filter(|(_, count)| **count < 5).collect();
    assert!(rare.is_empty() && seen.len() == 9 + 2 + 7 + 3 + 11 + 3, "{seen:#?}");
}
