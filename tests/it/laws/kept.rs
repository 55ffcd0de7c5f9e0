//! The promises of conservative backfilling on every ground, with rules that never bind and without: a job starts no later than
//! it was promised when it came, and where a promise is put off, the reason is told.
//!
//! What a job is promised among others depends on where all of them are planned. Two bounds do not: a job that comes while
//! nobody else waits is promised its earliest time beside what runs; and every job is promised a time at which all is over that
//! runs or was promised a start before. On machines where only numbers count, an independent plan says when each job must have
//! started.

use super::cases::{Case, Fault, assert_none, at_turn, policies, soundly};
use super::grounds::{Ground, World};
use super::idle::Idle;
use super::site::Site;
use rand::RngExt;
use rayon::prelude::{IntoParallelIterator, ParallelIterator};
use std::collections::BTreeMap;
use suanli::engine::Settings;
use suanli::model::{Breach, JobId, Nodes, Request, Span, Streams, Time, Use};
use suanli::policy::Shortcuts;
use suanli::record::{Entry, JobFact, Tape};
use suanli::verify::{self, Fate, Instants, Machine, Row, Terms};

const SCENARIOS: u64 = 1_000;
const POLICIES_PER_SCENARIO: usize = 24;

/// A bound on every start, with a rule that never binds or without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Bounds(Option<Idle>);

impl Bounds {
    fn look(self, case: &Case) -> Option<String> {
        let mut case = case.clone();
        if let Some(idle) = self.0 {
            idle.bind(&mut case.world);
        }
        let tape = case.play();
        if let World::Plain(scenario) = &case.world {
            let mut centers = scenario.centers.iter().enumerate();
            let late = centers.find_map(|(number, center)| {
                late(&mut Site::new(center), number, &tape, slack(&case.policy.backfill))
            });
            if late.is_some() {
                return late;
            }
        }
        broken(&case, &tape)
    }
}

/// By which part of the wait until its earliest start a promise may be put behind it.
fn slack(backfill: &str) -> u64 {
    if backfill == "slack(2)" { 2 } else { 0 }
}

/// A promise that was put off although nobody comes before anybody else.
fn broken(case: &Case, tape: &Tape) -> Option<String> {
    tape.entries.iter().find_map(|entry| {
        let (request, JobFact::PromiseBroken { promised, breach }) = entry.event.job()? else { return None };
        let has_reason = case.ground == Ground::Rules && *breach != Breach::Scattered;
        (!has_reason)
            .then(|| format!("at {}: {request:?} is put off from {promised}: {}", entry.at, breach.words()))
    })
}

/// The first job of a centre that starts later than a bound says.
fn late(site: &mut Site<'_>, number: usize, tape: &Tape, slack: u64) -> Option<String> {
    let starts = starts_of(tape);
    let last = tape.entries.last().map_or(Time::ZERO, |entry| entry.at);
    let mut bounds: BTreeMap<JobId, Time> = BTreeMap::new();
    for instant in tape.entries.chunk_by(|one, next| one.at == next.at) {
        let at = instant[0].at;
        let before = site.waiting.clone();
        let heard = site.hear(at, instant.iter().filter(|entry| usize::from(entry.center.0) == number));
        let runs = site.in_its_way(&heard);
        // When everything is over that runs or was promised a start before.
        let promised = before.iter().map(|request| later(bounds[&request.id], request.walltime));
        let all_over = promised.chain(runs.iter().map(|run| run.expected)).fold(at, Time::max);
        let longest = heard.submitted.iter().map(|request| request.walltime).max().unwrap_or(Span::ZERO);
        // The others that came with it may be promised their starts first, each behind the end of the one before.
        let others = 1..heard.submitted.len();
        let behind_all = others.fold(all_over, |over, _| later(put_off(at, over, slack), longest));
        for request in &heard.submitted {
            let mut earliest = behind_all;
            if before.is_empty() && site.waiting == [*request] {
                earliest = earliest.min(site.reservation(at, runs.to_vec(), request));
            }
            let bound = put_off(at, earliest, slack);
            bounds.insert(request.id, bound);
            let start = starts.get(&request.id).copied().unwrap_or(Time::NEVER);
            if bound < start && bound < last {
                return Some(format!("{request:?} starts at {start}, later than {bound}"));
            }
        }
    }
    None
}

fn later(at: Time, span: Span) -> Time {
    Time::from_micros(at.as_micros().saturating_add(span.as_micros()))
}

/// The latest start that may be promised at a time for an earliest start, with so much slack.
fn put_off(at: Time, earliest: Time, slack: u64) -> Time {
    later(earliest, Span::from_micros(earliest.since(at).as_micros().saturating_mul(slack)))
}

fn starts_of(tape: &Tape) -> BTreeMap<JobId, Time> {
    let started = |entry: &Entry| {
        let (request, fact) = entry.event.job()?;
        matches!(fact, JobFact::Started { .. }).then_some((request.id, entry.at))
    };
    tape.entries.iter().filter_map(started).collect()
}

fn cases(seed: u64) -> Vec<Case> {
    let all = policies();
    let mut chance = Streams::new(seed, 0).stream(Use::Scenarios, "promises");
    let ground = Ground::ALL[chance.random_range(0..Ground::ALL.len())];
    let world = World::random(ground, seed);
    let promising: Vec<_> = all
        .into_iter()
        .filter(|policy| ["conservative", "slack(2)"].contains(&policy.backfill.as_str()))
        .collect();
    at_turn(promising.len(), seed, POLICIES_PER_SCENARIO)
        .map(|place| {
            let (policy, world) = (promising[place].clone(), world.clone());
            Case { seed, ground, world, policy, settings: Settings::default(), shortcuts: Shortcuts::ALL }
        })
        .collect()
}

fn check(rule: impl Fn(&Case) -> Option<Idle> + Sync) {
    let faults_of = |seed: u64| {
        let look = |case: Case| {
            let law = Bounds(rule(&case));
            soundly(|| law.look(&case)).map(|detail| Fault { law, case, detail })
        };
        cases(seed).into_iter().filter_map(look).collect::<Vec<_>>()
    };
    let faults: Vec<Fault<Bounds>> = (0..SCENARIOS).into_par_iter().flat_map_iter(faults_of).collect();
    assert_none(faults, Bounds::look);
}

#[test]
fn nobody_starts_later_than_promised_without_more_rules() {
    check(|_| None);
}

#[test]
fn nobody_starts_later_than_promised_under_rules_that_never_bind() {
    check(|case| {
        let rules = Idle::on(case.ground);
        Some(rules[case.seed as usize % rules.len()])
    });
}

/// The rows of a table of the only centre's jobs, each with so many processors or nodes as it has tasks.
fn rows(tape: &Tape) -> Vec<Row> {
    let row = |request: &Request, fate: Fate| Row {
        run: 1,
        job: request.id,
        submit: request.submit,
        procs: request.shape.tasks.into(),
        walltime: Some(request.walltime),
        fate,
        killed: false,
    };
    let entry_row = |entry: &Entry| {
        let (request, fact) = entry.event.job()?;
        if let JobFact::Ended { start, .. } = fact {
            return Some(row(request, Fate::Ran { start: *start, end: entry.at }));
        }
        if let JobFact::Rejected { .. } = fact {
            return Some(row(request, Fate::Rejected));
        }
        matches!(fact, JobFact::StillWaiting { .. }).then(|| row(request, Fate::Waiting))
    };
    let mut rows: Vec<Row> = tape.entries.iter().filter_map(entry_row).collect();
    rows.sort_by_key(|row| (row.submit, row.job));
    rows
}

/// What an independent plan of numbers says of a schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Numbers(Option<Idle>);

impl Numbers {
    fn look(self, case: &Case) -> Option<String> {
        let mut case = case.clone();
        if let Some(idle) = self.0 {
            idle.bind(&mut case.world);
        }
        let rule = match case.policy.backfill.as_str() {
            "none" => verify::Rule::Fcfs,
            "easy" => verify::Rule::Easy,
            _ => verify::Rule::Conservative,
        };
        let processors = match case.world.centers()[0].pools[0].nodes {
            Nodes::Named { count } | Nodes::Counted { processors: count } => count,
        };
        let machine = Machine::Processors(processors.into());
        let terms = Terms { machine, rule, instants: Instants::Batched };
        let findings = verify::schedule(&rows(&case.play()), &terms, None);
        (!findings.is_clean()).then(|| findings.to_string())
    }
}

#[test]
fn where_numbers_decide_an_independent_plan_finds_the_same_starts_under_idle_rules() {
    let mut cases = Vec::new();
    for seed in 0..SCENARIOS {
        let ground = [Ground::Counted, Ground::WholeNodes][seed as usize % 2];
        let rules = Idle::on(ground);
        for backfill in ["none", "easy", "conservative"] {
            let case = Case::usual(ground, seed, &format!("fcfs+{backfill}")).without_horizon();
            cases.push((None, case.clone()));
            cases.push((Some(rules[seed as usize / 2 % rules.len()]), case));
        }
    }
    let look = |(idle, case): (Option<Idle>, Case)| {
        let law = Numbers(idle);
        soundly(|| law.look(&case)).map(|detail| Fault { law, case, detail })
    };
    let faults: Vec<Fault<Numbers>> = cases.into_par_iter().filter_map(look).collect();
    assert_none(faults, Numbers::look);
}
