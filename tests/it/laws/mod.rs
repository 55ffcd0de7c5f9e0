//! The laws on random scenarios: whatever the policy, nothing is over-full, early, lost, or left out of the sums.

mod busy;
mod cases;
mod causes;
mod data;
mod empty;
mod grounds;
mod haphazard;
mod heads;
pub(crate) mod idle;
mod kept;
mod paths;
mod promise;
pub(crate) mod saved;
pub(crate) mod scenario;
mod shipped;
mod site;
mod users;

use haphazard::Haphazard;
use promise::Overtaking;
use scenario::Scenario;
use std::collections::BTreeMap;
use suanli::engine::{Simulation, simulate};
use suanli::model::{BreakKind, BreakOff, Job, JobId, Request, Span, Time};
use suanli::policy::{BACKFILLS, ORDERS, PLACEMENTS, PolicySpec};
use suanli::record::{End, Event, JobFact, Piece, Tape};
use suanli::verify::Auditor;
use users::Recorded;

const SCENARIOS: u64 = 1_000;

/// So many of the actors play each scenario: there are too many for each to play all, and so each plays its share.
const ACTORS_PER_SCENARIO: usize = 120;

/// Each actor plays at least so many of the thousand scenarios.
const SCENARIOS_PER_ACTOR: usize = 30;

/// The scheduler at work.
#[derive(Debug, Clone)]
enum Actor {
    /// A policy of the tables.
    Policy(PolicySpec),
    /// Chance.
    Haphazard,
}

impl Actor {
    /// Everybody there is: each order with each backfill and each placement, and one that acts at random.
    fn all() -> Vec<Actor> {
        let mut all = vec![Actor::Haphazard];
        for order in ORDERS {
            for backfill in BACKFILLS {
                for placement in PLACEMENTS {
                    let name = format!("{}+{}+{}", order.example(), backfill.name, placement.name);
                    all.push(Actor::Policy(PolicySpec::parse(&name).expect("made of rows of the tables")));
                }
            }
        }
        all
    }

    /// The places of those whose turn it is at this scenario; all have theirs, one after the other.
    fn at_turn(all: &[Actor], seed: u64) -> impl Iterator<Item = usize> {
        let first = seed as usize * ACTORS_PER_SCENARIO;
        let count = all.len();
        (first..first + ACTORS_PER_SCENARIO.min(count)).map(move |turn| turn % count)
    }

    fn run(&self, scenario: &Scenario) -> Tape {
        self.play(scenario).0
    }

    /// What happens, and to which jobs.
    fn play(&self, scenario: &Scenario) -> (Tape, Recorded) {
        let mut source = scenario.source();
        let mut tape = Tape::default();
        match self {
            Actor::Policy(policy) => {
                simulate(&scenario.centers, policy, &mut source, scenario.horizon, &mut tape)
                    .expect("jobs from memory can be read");
            }
            Actor::Haphazard => {
                let policy = PolicySpec::parse("fcfs+none+first-fit").expect("made of rows of the tables");
                let mut simulation = Simulation::with_schedulers(&scenario.centers, &policy, |center| {
                    Box::new(Haphazard::new(scenario.seed, &center.name))
                });
                simulation
                    .run_until(scenario.horizon, &mut source, &mut tape)
                    .expect("jobs from memory can be read");
                simulation.report_unfinished(scenario.horizon, &mut tape);
            }
        }
        (tape, source)
    }
}

/// Plays a tape to an auditor and to the truth; says what is wrong.
fn breaches(scenario: &Scenario, tape: &Tape, taken: &Recorded) -> Vec<String> {
    let jobs = &taken.jobs;
    let mut auditor = Auditor::new(&scenario.centers);
    tape.play(&mut auditor);
    let mut breaches: Vec<String> =
        auditor.finish(scenario.horizon).kept.iter().map(ToString::to_string).collect();
    let before_horizon = |job: &&Job| job.request.submit < scenario.horizon;
    let mut left: BTreeMap<JobId, &Job> =
        jobs.iter().filter(before_horizon).map(|job| (job.request.id, job)).collect();
    if scenario.users.is_none() && left.len() != scenario.jobs.iter().filter(before_horizon).count() {
        breaches.push(format!("{} jobs were taken, of {}", jobs.len(), scenario.jobs.len()));
    }
    let truths = left.clone();
    for entry in &tape.entries {
        let Some((request, fact)) = entry.event.job() else { continue };
        if let JobFact::Submitted | JobFact::Rejected { .. } = fact
            && left.remove(&request.id).is_none_or(|job| job.request != *request)
        {
            breaches.push(format!("at {}: {request:?} is not in the scenario", entry.at));
        }
        if let JobFact::Ended { start, end, .. } = fact {
            let truth = truths.get(&request.id);
            let broken = taken.breaks.get(&request.id);
            breaches.extend(truth.and_then(|job| wrong_end(job, broken, (*start, entry.at), *end)));
        }
    }
    breaches.extend(left.values().map(|job| format!("{:?} was never heard of", job.request)));
    breaches
}

/// A job ends when its work is done, where it breaks off or at its walltime, whichever comes first, and says which it was.
fn wrong_end(job: &Job, broken: Option<&BreakOff>, (start, at): (Time, Time), end: End) -> Option<String> {
    let Request { id, walltime, .. } = job.request;
    let work = broken.map_or(job.work, |broken| broken.point(Span::ZERO, job.work));
    let right = if work <= walltime {
        let end = match broken.map(|broken| broken.kind) {
            None => End::Finished,
            Some(BreakKind::Failed) => End::Failed,
            Some(BreakKind::Cancelled) => End::Cancelled,
            Some(BreakKind::Retried) => panic!("no user of these tries again"),
        };
        (end, start + work)
    } else {
        (End::Killed, start + walltime)
    };
    (right != (end, at)).then(|| format!("job {id}: {end:?} at {at}, expected {right:?}"))
}

fn check(scenario: &Scenario, actor: &Actor) -> Tape {
    let (tape, jobs) = actor.play(scenario);
    let breaches = breaches(scenario, &tape, &jobs);
    assert!(
        breaches.is_empty(),
        "seed {} under {actor:?} (add it to seeds/laws.toml):\n{}\n{:#?}",
        scenario.seed,
        breaches.join("\n"),
        scenario.centers,
    );
    tape
}

fn remembered_seeds() -> Vec<u64> {
    let file = include_str!("../../../seeds/laws.toml");
    let table: toml::Table = file.parse().expect("seeds/laws.toml is TOML");
    let seeds = table["seeds"].as_array().expect("seeds are a list");
    seeds.iter().map(|seed| seed.as_integer().expect("a seed is a number") as u64).collect()
}

#[test]
fn no_policy_breaks_a_law_in_a_thousand_random_scenarios() {
    let actors = Actor::all();
    for seed in remembered_seeds() {
        for actor in &actors {
            check(&Scenario::random(seed), actor);
        }
    }
    for seed in 0..SCENARIOS {
        let scenario = Scenario::random(seed);
        for actor in Actor::at_turn(&actors, seed) {
            check(&scenario, &actors[actor]);
        }
    }
}

#[test]
fn every_policy_plays_its_share_of_the_random_scenarios() {
    let actors = Actor::all();
    let mut played = vec![0; actors.len()];
    for seed in 0..SCENARIOS {
        Actor::at_turn(&actors, seed).for_each(|actor| played[actor] += 1);
    }
    assert!(played.iter().all(|count| SCENARIOS_PER_ACTOR <= *count), "{played:?}");
}

#[test]
fn first_come_first_served_keeps_its_promises_on_nodes() {
    for (backfill, overtaking) in [("none", Overtaking::Never), ("easy", Overtaking::BesideTheFirst)] {
        for seed in remembered_seeds().into_iter().chain(0..SCENARIOS) {
            let scenario = Scenario::random(seed);
            let placement = PLACEMENTS[seed as usize % PLACEMENTS.len()].name;
            let policy = PolicySpec::parse(&format!("fcfs+{backfill}+{placement}")).expect("made of rows");
            let tape = Actor::Policy(policy).run(&scenario);
            let breaches = promise::breaches(&scenario.centers, &tape, overtaking);
            assert!(
                breaches.is_empty(),
                "seed {seed} under fcfs+{backfill}+{placement} (add it to seeds/laws.toml):\n{}\n{:#?}",
                breaches.join("\n"),
                scenario.centers
            );
        }
    }
}

#[test]
fn the_same_scenario_gives_the_same_records() {
    let actors = Actor::all();
    for seed in 0..100 {
        for actor in Actor::at_turn(&actors, seed).map(|place| &actors[place]) {
            let [first, second] = [0, 1].map(|_| actor.run(&Scenario::random(seed)));
            assert_eq!(first, second, "seed {seed} under {actor:?}");
        }
    }
}

#[test]
fn a_replay_finds_what_the_run_found() {
    for seed in 0..100 {
        let scenario = Scenario::random(seed);
        let policy = PolicySpec::parse("fcfs+easy+pack").expect("made of rows of the tables");
        let mut source = scenario.source();
        let mut heard = (Tape::default(), Auditor::new(&scenario.centers));
        simulate(&scenario.centers, &policy, &mut source, scenario.horizon, &mut heard)
            .expect("jobs from memory can be read");
        let (tape, live) = heard;
        let mut again = (Tape::default(), Auditor::new(&scenario.centers));
        tape.play(&mut again);
        assert_eq!(again.0, tape, "seed {seed}");
        assert_eq!(again.1.finish(scenario.horizon), live.finish(scenario.horizon), "seed {seed}");
    }
}

#[test]
fn stepping_from_instant_to_instant_changes_nothing() {
    for seed in 0..100 {
        let scenario = Scenario::random(seed);
        let policy = PolicySpec::parse("fcfs+easy+pack").expect("made of rows of the tables");
        let mut source = scenario.source();
        let mut tape = Tape::default();
        let mut simulation = Simulation::new(&scenario.centers, &policy);
        while simulation.step(scenario.horizon, &mut source, &mut tape).expect("jobs from memory can be read")
        {
        }
        simulation.report_unfinished(scenario.horizon, &mut tape);
        assert_eq!(tape, Actor::Policy(policy).run(&scenario), "seed {seed}");
    }
}

#[test]
fn some_random_users_bring_more_to_one_policy_than_to_another() {
    let jobs = |seed, policy| {
        let policy = PolicySpec::parse(policy).expect("made of rows of the tables");
        Actor::Policy(policy).play(&Scenario::random(seed)).1.jobs.len()
    };
    let with_users: Vec<u64> = (0..200).filter(|seed| Scenario::random(*seed).users.is_some()).collect();
    let differ = |seed: &&u64| jobs(**seed, "longest-first+none") != jobs(**seed, "shortest-first+easy");
    let noticing = with_users.iter().filter(differ).count();
    assert!(20 <= with_users.len() && 5 <= noticing, "{noticing} of {}", with_users.len());
}

#[test]
fn random_scenarios_hold_everything_that_can_go_wrong() {
    let mut seen: BTreeMap<&str, u64> = BTreeMap::new();
    let policy = Actor::Policy(PolicySpec::parse("fcfs+easy+pack").expect("made of rows of the tables"));
    for seed in 0..200 {
        let scenario = Scenario::random(seed);
        for entry in policy.run(&scenario).entries {
            let what = match &entry.event {
                Event::Job { request, pieces, fact } => {
                    what_happened(&scenario, entry.at, request, pieces, fact)
                }
                Event::Waiting { .. } | Event::Data(_) | Event::Nodes(_) => "seen only under rules",
            };
            *seen.entry(what).or_insert(0) += 1;
        }
    }
    assert_eq!(seen.len(), 12, "{seen:?}");
    assert!(seen.values().all(|count| 20 <= *count), "{seen:?}");
}

fn what_happened(
    scenario: &Scenario,
    at: Time,
    request: &Request,
    pieces: &[Piece],
    fact: &JobFact,
) -> &'static str {
    match fact {
        JobFact::Submitted => "submitted",
        JobFact::Rejected { .. } => "rejected",
        JobFact::Started { .. } if 1 < pieces.len() => "started on several nodes",
        JobFact::Started { .. } => {
            let center = &scenario.centers[usize::from(request.center.0)];
            let locked = center.pools[usize::from(pieces[0].pool.0)].lock.is_some();
            if locked { "started on a locked node" } else { "started on an open node" }
        }
        JobFact::Ended { start, .. } if *start == at => "ended at once",
        JobFact::Ended { end: End::Killed, .. } => "killed",
        JobFact::Ended { end: End::Finished, .. } => "finished",
        JobFact::StillWaiting { .. } => "still waiting",
        JobFact::StillRunning { .. } => "still running",
        JobFact::Ended { end: End::Failed | End::Cancelled, .. } => "broke off",
        JobFact::Ended { end: End::Evicted | End::NodeFailed, .. }
        | JobFact::Lost { .. }
        | JobFact::Stopped { .. }
        | JobFact::Cancelled { .. }
        | JobFact::Waited { .. }
        | JobFact::PromiseBroken { .. } => "seen only under rules",
    }
}
