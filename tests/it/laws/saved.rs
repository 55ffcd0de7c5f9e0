//! The law of saving: a run that is written down and read back at any instant goes on as if nothing had happened.

use super::Actor;
use super::scenario::Scenario;
use rand::RngExt;
use std::collections::BTreeSet;
use suanli::engine::{Instants, Settings, Simulation};
use suanli::model::{Center, Chance, Outages, Source, Streams, Time, Use};
use suanli::policy::{BACKFILLS, ORDERS, PLACEMENTS, PolicySpec};
use suanli::record::Tape;

const SCENARIOS: u64 = 200;

/// At so many instants each run is saved and goes on from what was read back.
const INSTANTS: usize = 20;

/// A run that is saved at random instants; and, from one of them on, a copy of it beside it.
pub(crate) struct Interrupted<'a> {
    pub(crate) centers: &'a [Center],
    pub(crate) policy: &'a PolicySpec,
    pub(crate) settings: Settings,
    pub(crate) outages: Vec<Outages>,
    pub(crate) horizon: Time,
    pub(crate) chance: Chance,
}

impl Interrupted<'_> {
    fn simulation(&self) -> Simulation {
        let simulation = Simulation::new(self.centers, self.policy).with_settings(self.settings);
        simulation.with_outages(self.outages.clone())
    }

    /// What happens when nobody disturbs the run, and at how many instants.
    pub(crate) fn undisturbed(&self, source: &mut dyn Source) -> (Tape, usize) {
        let mut tape = Tape::default();
        let mut simulation = self.simulation();
        let mut instants = 0;
        while simulation.step(self.horizon, source, &mut tape).expect("jobs from memory can be read") {
            instants += 1;
        }
        simulation.report_unfinished(self.horizon, &mut tape);
        (tape, instants)
    }

    /// What happens when the run is saved after some of so many instants, and each time another one goes on in its place.
    pub(crate) fn disturbed<S: Source>(&mut self, instants: usize, source: impl Fn() -> S) -> Tape {
        let chosen: BTreeSet<usize> = (0..INSTANTS).map(|_| self.chance.random_range(0..=instants)).collect();
        let mut tape = Tape::default();
        let mut simulation = self.simulation();
        let mut jobs = source();
        for instant in 0.. {
            if chosen.contains(&instant) {
                let state = simulation.save().expect("a built-in scheduler can be saved");
                let waiting = jobs.save().state().expect("jobs from memory can be saved");
                // A copy knows as much as what was written down.
                assert_eq!(simulation.clone().save().as_ref(), Ok(&state));
                simulation = Simulation::restore(&state, self.policy).expect("it was just written");
                assert_eq!(simulation.save().as_ref(), Ok(&state));
                jobs = source();
                jobs.restore(&waiting).expect("it was just written");
            }
            if !simulation.step(self.horizon, &mut jobs, &mut tape).expect("jobs from memory can be read") {
                break;
            }
        }
        simulation.report_unfinished(self.horizon, &mut tape);
        tape
    }
}

#[test]
fn a_run_that_is_saved_and_read_back_goes_on_as_if_nothing_had_happened() {
    let policies: Vec<PolicySpec> = Actor::all()
        .into_iter()
        .filter_map(|actor| match actor {
            Actor::Policy(policy) => Some(policy),
            Actor::Haphazard => None,
        })
        .collect();
    // Every order, every backfill and every placement has its turn, and over all scenarios every pair of the first two.
    let per_scenario = ORDERS.len().max(BACKFILLS.len());
    let stride = 1 + PLACEMENTS.len() * BACKFILLS.len();
    for seed in 0..SCENARIOS {
        let scenario = Scenario::random(seed);
        let chance = Streams::new(seed, 0).stream(Use::Schedules, "saved");
        for turn in 0..per_scenario {
            let policy = &policies[(seed as usize * 7 + turn * stride) % policies.len()];
            let instants = if turn % 4 == 3 { Instants::Sequential } else { Instants::Batched };
            let mut run = Interrupted {
                centers: &scenario.centers,
                policy,
                settings: Settings { instants, causes: turn % 2 == 0, ..Settings::default() },
                outages: Vec::new(),
                horizon: scenario.horizon,
                chance: chance.clone(),
            };
            let (tape, instants) = run.undisturbed(&mut scenario.source());
            let other = run.disturbed(instants, || scenario.source());
            assert!(tape == other, "seed {seed} under {policy:?}: {}", difference(&tape, &other));
        }
    }
}

/// Where two tapes differ first.
pub(crate) fn difference(tape: &Tape, other: &Tape) -> String {
    let place = tape.entries.iter().zip(&other.entries).position(|(one, two)| one != two);
    let place = place.unwrap_or_else(|| tape.entries.len().min(other.entries.len()));
    format!("expected {:#?}, found {:#?}", tape.entries.get(place), other.entries.get(place))
}
