//! Empty centres: a job that is alone starts at once, and nobody waits for ever while nothing runs.

use super::cases::{Case, Fault, assert_none, at_turn, policies, settings, soundly};
use super::grounds::{Ground, World};
use super::site::fits_in_empty;
use rand::RngExt;
use rayon::prelude::{IntoParallelIterator, ParallelIterator};
use suanli::engine::{Instants, Settings};
use suanli::model::{LockMode, Streams, Time, Use};
use suanli::policy::{PolicySpec, Shortcuts};
use suanli::record::JobFact;
use suanli::verify::{Auditor, Law as VerifiedLaw};

const SCENARIOS: u64 = 1_000;

/// So many of the policies play each scenario of the first law, and so many jobs of it come alone.
const POLICIES_PER_SCENARIO: usize = 8;
const JOBS_PER_SCENARIO: usize = 4;

/// So many of the policies play each scenario of the second.
const POLICIES_TO_THE_END: usize = 16;

/// A law of empty centres.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Law {
    StartsAtOnce,
    NobodyIsLeft,
}

impl Law {
    /// The fault of a run, if it has one.
    fn look(self, case: &Case) -> Option<String> {
        match self {
            Law::StartsAtOnce => late(case),
            Law::NobodyIsLeft => left(case),
        }
    }
}

/// The only job of a case, if it does not start when it comes although it fits.
fn late(case: &Case) -> Option<String> {
    let request = case.world.jobs().first()?.request;
    let center = &case.world.centers()[usize::from(request.center.0)];
    let tape = case.play();
    let mut facts = tape.entries.iter().filter_map(|entry| Some((entry.at, entry.event.job()?.1)));
    let came = facts.clone().any(|(_, fact)| *fact == JobFact::Submitted);
    if !came || !fits_in_empty(center, &request, request.submit) {
        return None;
    }
    let start = facts.find_map(|(at, fact)| matches!(fact, JobFact::Started { .. }).then_some(at));
    (start != Some(request.submit)).then(|| format!("{request:?} starts at {start:?}"))
}

/// The first job that still waits, or runs, when nothing is left to happen; or an instant at which a centre stands still.
fn left(case: &Case) -> Option<String> {
    let tape = case.play();
    let left = tape.entries.iter().filter_map(|entry| entry.event.job()).find_map(|(request, fact)| {
        if let JobFact::StillWaiting { .. } = fact {
            return Some(format!("{request:?} waits for ever"));
        }
        matches!(fact, JobFact::StillRunning { .. }).then(|| format!("{request:?} runs for ever"))
    });
    left.or_else(|| {
        let mut auditor = Auditor::new(case.world.centers()).without_standstill();
        tape.play(&mut auditor);
        let kept = auditor.finish(Time::NEVER).kept;
        let found = kept.iter().find(|finding| finding.law == VerifiedLaw::Standstill);
        found.map(ToString::to_string)
    })
}

/// A scenario whose rules let everybody go on in the end: jobs wait for nobody and for no better hours, nothing is used up by the month, what is
/// guaranteed is lent, and what is locked for ever is lent to everybody.
fn tamed(ground: Ground, seed: u64) -> World {
    let mut world = World::random(ground, seed);
    if let World::Ruled(scenario) = &mut world {
        scenario.terms.clear();
        for center in &mut scenario.centers {
            center.rules.limits.retain(|limit| !limit.amount.is_monthly());
            center.rules.classes.iter_mut().for_each(|class| class.deferral = None);
            center.rules.quotas.iter_mut().for_each(|quota| quota.lends = true);
            for lock in center.pools.iter_mut().filter_map(|pool| pool.lock.as_mut()) {
                if lock.windows.is_always() && lock.mode != LockMode::Strict {
                    lock.mode = LockMode::LendPreemptible;
                }
            }
        }
    }
    world
}

/// The cases of a seed, each with a policy of its own.
fn cases(all: &[PolicySpec], seed: u64, count: usize) -> impl Iterator<Item = Case> {
    let mut chance = Streams::new(seed, 0).stream(Use::Scenarios, "empty");
    let ground = Ground::ALL[chance.random_range(0..Ground::ALL.len())];
    let world = tamed(ground, seed);
    at_turn(all.len(), seed, count).map(move |place| {
        let (policy, world) = (all[place].clone(), world.clone());
        let settings = settings(&mut chance);
        Case { seed, ground, world, policy, settings, shortcuts: Shortcuts::ALL }.without_horizon()
    })
}

/// Each of some jobs of a scenario on its own.
fn alone(case: Case) -> Vec<Case> {
    let jobs = case.world.jobs().to_vec();
    let mut case = case;
    if let World::Plain(scenario) = &mut case.world {
        scenario.users = None;
    }
    let first = case.seed as usize;
    let step = (jobs.len() / JOBS_PER_SCENARIO).max(1);
    let chosen = jobs.iter().cycle().skip(first % step).step_by(step).take(JOBS_PER_SCENARIO.min(jobs.len()));
    let with = |job| {
        let mut case = case.clone();
        *case.world.jobs_mut() = vec![job];
        case
    };
    chosen.copied().map(with).collect()
}

fn check(law: Law, cases: impl Fn(u64) -> Vec<Case> + Sync) {
    let faults_of = |seed: u64| {
        let faults = cases(seed)
            .into_iter()
            .filter_map(move |case| soundly(|| law.look(&case)).map(|detail| Fault { law, case, detail }));
        faults.collect::<Vec<_>>()
    };
    let faults: Vec<Fault<Law>> = (0..SCENARIOS).into_par_iter().flat_map_iter(faults_of).collect();
    assert_none(faults, Law::look);
}

#[test]
fn a_job_alone_in_an_empty_centre_starts_at_once() {
    let all = policies();
    check(Law::StartsAtOnce, |seed| cases(&all, seed, POLICIES_PER_SCENARIO).flat_map(alone).collect());
}

#[test]
fn nobody_waits_for_ever_in_an_empty_centre() {
    let all = policies();
    check(Law::NobodyIsLeft, |seed| {
        let cases = cases(&all, seed, POLICIES_TO_THE_END).filter(|case| !case.world.has_users());
        cases.collect()
    });
}

/// Sequential simulators ask the scheduler of a new job only if it fits at once, so all would be for nothing if none came so.
#[test]
fn most_jobs_alone_fit_and_come_under_both_orders_of_events() {
    let all = policies();
    let mut fit = [0; 2];
    for case in (0..200).flat_map(|seed| cases(&all, seed, 2)).flat_map(alone) {
        let request = case.world.jobs()[0].request;
        let center = &case.world.centers()[usize::from(request.center.0)];
        let Settings { instants, .. } = case.settings;
        if fits_in_empty(center, &request, Time::ZERO) {
            fit[usize::from(instants == Instants::Sequential)] += 1;
        }
    }
    assert!(fit.iter().all(|count| 200 < *count), "{fit:?}");
}
