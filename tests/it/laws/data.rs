//! The laws where jobs need data: random scenarios over random links, with stores that are too small, datasets that many want, and links
//! that fail. The auditor believes nothing of what it is told of data.

use super::scenario::Scenario;
use super::{Actor, Haphazard, remembered_seeds};
use rand::RngExt;
use std::collections::BTreeMap;
use suanli::engine::{Instants, Settings, Simulation};
use suanli::model::{
    CenterId, Chance, ClassData, DatasetId, Discard, Family, Link, LinkFailures, Span, Storeroom, Streams,
    Time, Use, Wan, WanRun,
};
use suanli::policy::PolicySpec;
use suanli::record::{DataFact, Event, JobFact, Tape};
use suanli::verify::Auditor;

const SCENARIOS: u64 = 250;
const ACTORS_PER_SCENARIO: usize = 8;

/// Data for the jobs of a random scenario.
fn network(scenario: &Scenario) -> WanRun {
    let mut chance = Streams::new(scenario.seed, 0).stream(Use::Scenarios, "data");
    let centers = scenario.centers.len() as u16;
    // Users submit for a day, other jobs within minutes.
    let pace = if scenario.users.is_some() { 200 } else { 1 };
    let mut links = Vec::new();
    for from in 0..centers {
        for to in from + 1..centers {
            if chance.random_bool(0.85) {
                links.push(link(&mut chance, (from, to), pace));
            }
        }
    }
    let mut families: Vec<Family> = Vec::new();
    let mut first = 0;
    for place in 0..chance.random_range(1..=4_u16) {
        let count = if chance.random_bool(0.5) { 1 } else { chance.random_range(2..=6) };
        let home = chance.random_range(0..centers);
        let mut at = vec![CenterId(home)];
        at.extend((0..centers).filter(|other| *other != home && chance.random_bool(0.2)).map(CenterId));
        let bytes = chance.random_range(1..=60) * 1_000_000 * pace + chance.random_range(0..9);
        let wanted = (1..=count).map(|all| u64::from(all) * 7).collect();
        families.push(Family { name: format!("d{place}"), bytes, first: DatasetId(first), wanted, at });
        first += count;
    }
    let store = |chance: &mut Chance| Storeroom {
        bytes: chance.random_bool(0.6).then(|| chance.random_range(20..=150) * 1_000_000 * pace),
        discard: Discard::ALL[chance.random_range(0..Discard::ALL.len())],
    };
    let stores = (0..centers).map(|_| store(&mut chance)).collect();
    let class = |chance: &mut Chance| ClassData {
        inputs: (0..families.len() as u16).filter(|_| chance.random_bool(0.4)).collect(),
        output: chance.random_bool(0.4).then(|| {
            (chance.random_range(1..=20) * 1_000_000 * pace, CenterId(chance.random_range(0..centers)))
        }),
    };
    let classes = (0..40).map(|_| class(&mut chance)).collect();
    let wan = Wan { links, stores, classes, families };
    WanRun::new(&wan, (scenario.seed, 0), Time::from_secs(400 * pace))
}

fn link(chance: &mut Chance, (from, to): (u16, u16), pace: u64) -> Link {
    let by_chance = chance.random_bool(0.4).then(|| {
        (Span::from_secs(chance.random_range(5..=60) * pace), Span::from_secs(chance.random_range(1..=9)))
    });
    Link {
        name: format!("{from}-{to}"),
        ends: (CenterId(from), CenterId(to)),
        bytes_per_sec: chance.random_range(1..=12) * 1_000_000,
        rtt: Span::from_micros(chance.random_range(0..=80_000)),
        price_per_gb: chance.random_range(0..=50_000),
        transfer_most: chance.random_bool(0.2).then(|| chance.random_range(1..=3) * 1_000_000),
        lost_per_transfer: if chance.random_bool(0.2) { 30 } else { 0 },
        is_shared: chance.random_bool(0.8),
        failures: LinkFailures { known: Vec::new(), by_chance },
    }
}

/// A run with data.
struct Run<'a> {
    scenario: &'a Scenario,
    network: WanRun,
    actor: &'a Actor,
    settings: Settings,
}

impl Run<'_> {
    fn simulation(&self) -> Simulation {
        let Run { scenario, network, actor, settings } = self;
        let simulation = match actor {
            Actor::Policy(policy) => Simulation::new(&scenario.centers, policy),
            Actor::Haphazard => {
                let policy = PolicySpec::parse("fcfs+none+first-fit").expect("made of rows of the tables");
                Simulation::with_schedulers(&scenario.centers, &policy, |center| {
                    Box::new(Haphazard::new(scenario.seed, &center.name))
                })
            }
        };
        simulation.with_settings(*settings).with_wan(network.clone())
    }

    fn play(&self) -> Tape {
        let (mut tape, mut source) = (Tape::default(), self.scenario.source());
        let horizon = self.scenario.horizon;
        let mut simulation = self.simulation();
        simulation.run_until(horizon, &mut source, &mut tape).expect("jobs from memory can be read");
        simulation.report_unfinished(horizon, &mut tape);
        tape
    }

    /// The same, saved and taken up again every so many instants.
    fn play_with_breaks(&self, policy: &PolicySpec, every: usize) -> Tape {
        let (mut tape, mut source) = (Tape::default(), self.scenario.source());
        let horizon = self.scenario.horizon;
        let mut simulation = self.simulation();
        let mut instant = 0_usize;
        while simulation.step(horizon, &mut source, &mut tape).expect("jobs from memory can be read") {
            instant += 1;
            if instant.is_multiple_of(every) {
                let state = simulation.save().expect("a built-in scheduler can be saved");
                simulation = Simulation::restore(&state, policy).expect("it was just written");
                assert_eq!(simulation.save().as_ref(), Ok(&state));
            }
        }
        simulation.report_unfinished(horizon, &mut tape);
        tape
    }
}

fn settings(seed: u64) -> Settings {
    let instants = Instants::ALL[usize::from(seed.is_multiple_of(3))];
    Settings { causes: seed % 4 != 1, instants, ..Settings::default() }
}

fn check(scenario: &Scenario, actor: &Actor) -> Tape {
    let run = Run { scenario, network: network(scenario), actor, settings: settings(scenario.seed) };
    let tape = run.play();
    let auditor = Auditor::new(&scenario.centers).with_wan(&run.network);
    let mut auditor = if run.settings.causes { auditor.with_causes() } else { auditor };
    tape.play(&mut auditor);
    let findings = auditor.finish(scenario.horizon);
    let seed = scenario.seed;
    assert!(findings.is_clean(), "seed {seed} under {actor:?} (add it to seeds/laws.toml):\n{findings}");
    tape
}

fn actors_at_turn(all: &[Actor], seed: u64) -> impl Iterator<Item = &Actor> {
    let first = seed as usize * ACTORS_PER_SCENARIO * 31;
    (first..first + ACTORS_PER_SCENARIO).map(move |turn| &all[turn * 7 % all.len()])
}

#[test]
fn no_policy_breaks_a_law_where_jobs_need_data() {
    let actors = Actor::all();
    for seed in remembered_seeds().into_iter().chain(0..SCENARIOS) {
        let scenario = Scenario::random(seed);
        for actor in actors_at_turn(&actors, seed) {
            check(&scenario, actor);
        }
    }
}

#[test]
fn a_run_with_data_that_is_saved_and_read_back_goes_on_as_if_nothing_had_happened() {
    let actors = Actor::all();
    for seed in 0..60 {
        let scenario = Scenario::random(seed);
        for actor in actors_at_turn(&actors, seed).take(4) {
            let Actor::Policy(policy) = actor else { continue };
            let run =
                Run { scenario: &scenario, network: network(&scenario), actor, settings: settings(seed) };
            let (tape, other) = (run.play(), run.play_with_breaks(policy, 3));
            assert!(
                tape == other,
                "seed {seed} under {policy:?}: {}",
                super::saved::difference(&tape, &other)
            );
        }
    }
}

#[test]
fn random_scenarios_with_data_hold_everything_that_can_go_wrong() {
    let policy = Actor::Policy(PolicySpec::parse("fcfs+easy+pack").expect("made of rows of the tables"));
    let mut seen: BTreeMap<&str, u64> = BTreeMap::new();
    for seed in 0..300 {
        let scenario = Scenario::random(seed);
        let tape = check(&scenario, &policy);
        let mut parts: BTreeMap<u64, u64> = BTreeMap::new();
        for entry in &tape.entries {
            let what = match &entry.event {
                Event::Data(DataFact::Begun(_)) => "begun",
                Event::Data(DataFact::Moved { haul, route, .. }) => {
                    let moved = parts.entry(haul.transfer.0).or_default();
                    *moved += 1;
                    if 1 < *moved {
                        "moved in parts"
                    } else if 1 < route.len() {
                        "moved over several links"
                    } else {
                        "moved"
                    }
                }
                Event::Data(DataFact::Arrived { .. }) => "arrived",
                Event::Data(DataFact::Dropped { .. }) => "dropped",
                Event::Data(DataFact::Link { is_up: false, .. }) => "failed",
                Event::Data(DataFact::Link { is_up: true, .. } | DataFact::Flow { .. }) => continue,
                Event::Job { fact: JobFact::Rejected { why }, .. } => why.reason(),
                Event::Job { fact: JobFact::StillWaiting { .. }, .. } => "still waiting",
                Event::Job { .. } | Event::Waiting { .. } | Event::Nodes(_) => continue,
            };
            *seen.entry(what).or_default() += 1;
        }
    }
    let wanted = ["moved in parts", "moved over several links", "dropped", "failed", "still waiting"];
    let reasons = ["no way leads from where its data lie", "its data are more than the store holds"];
    for what in wanted.into_iter().chain(reasons) {
        assert!(20 <= seen.get(what).copied().unwrap_or(0), "{what}: {seen:?}");
    }
}
