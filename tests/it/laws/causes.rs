//! Why jobs wait, on random scenarios: every second has one cause, and the sums that jobs share are those of a look at each of them.

use super::scenario::Scenario;
use super::{Actor, Haphazard, remembered_seeds};
use std::collections::BTreeMap;
use suanli::cluster::{Cluster, PoolSet};
use suanli::engine::{Instants, Settings, Simulation};
use suanli::model::{Cause, Request, TenantId, Time};
use suanli::policy::{Desk, Leaver, PolicySpec, Scheduler, cause};
use suanli::record::{JobFact, Observer, Tape};
use suanli::verify::Auditor;

const SCENARIOS: u64 = 1_000;

/// So many of the actors play each scenario.
const ACTORS_PER_SCENARIO: usize = 40;

/// Somebody's scheduler, and somebody who looks at every waiting job after each pass.
#[derive(Debug, Clone)]
struct LooksAtEverybody(Box<dyn Scheduler>);

impl Scheduler for LooksAtEverybody {
    fn rank(&self, request: &Request, units: u32) -> u64 {
        self.0.rank(request, units)
    }

    fn lane_of(&self, tenant: TenantId) -> TenantId {
        self.0.lane_of(tenant)
    }

    fn wants_every_submission(&self) -> bool {
        self.0.wants_every_submission()
    }

    fn tells_causes(&self) -> bool {
        true
    }

    fn schedule(&mut self, desk: &mut Desk<'_>) {
        self.0.schedule(desk);
        for waiting in desk.waiting() {
            let request = *desk.request(waiting);
            let access = desk.center().access_of(request.partition, request.group);
            let cause = cause::of(desk.center(), desk.cluster(), access, &request, PoolSet::NONE);
            desk.blame(waiting, cause);
        }
    }

    fn started(&mut self, request: &Request, units: u32, now: Time) {
        self.0.started(request, units, now);
    }

    fn ended(&mut self, cluster: &Cluster, leaver: &Leaver<'_>, now: Time) {
        self.0.ended(cluster, leaver, now);
    }

    fn replan(&mut self) {
        self.0.replan();
    }
}

fn scheduler(actor: &Actor, scenario: &Scenario, center: &suanli::model::Center) -> Box<dyn Scheduler> {
    match actor {
        Actor::Policy(policy) => policy.scheduler(center),
        Actor::Haphazard => Box::new(Haphazard::new(scenario.seed, &center.name)),
    }
}

/// Plays a scenario with causes, each looked for anew or shared.
fn play(scenario: &Scenario, actor: &Actor, instants: Instants, anew: bool, observer: &mut dyn Observer) {
    let policy = match actor {
        Actor::Policy(policy) => policy.clone(),
        Actor::Haphazard => PolicySpec::parse("fcfs+none+first-fit").expect("made of rows of the tables"),
    };
    let settings = Settings { causes: true, instants, ..Settings::default() };
    let mut simulation = Simulation::with_schedulers(&scenario.centers, &policy, |center| {
        let scheduler = scheduler(actor, scenario, center);
        // A scheduler that goes by rules tells the causes itself in either case.
        if anew && !scheduler.tells_causes() { Box::new(LooksAtEverybody(scheduler)) } else { scheduler }
    })
    .with_settings(settings);
    let mut source = scenario.source();
    simulation.run_until(scenario.horizon, &mut source, observer).expect("jobs from memory can be read");
    simulation.report_unfinished(scenario.horizon, observer);
}

/// Every scenario with some of the actors, all of whom have their turn.
fn each(mut check: impl FnMut(&Scenario, &Actor, Instants)) {
    let actors = Actor::all();
    for seed in remembered_seeds().into_iter().chain(0..SCENARIOS) {
        let scenario = Scenario::random(seed);
        let instants = Instants::ALL[seed as usize % 2];
        let first = seed as usize * ACTORS_PER_SCENARIO;
        for turn in first..first + ACTORS_PER_SCENARIO {
            check(&scenario, &actors[turn % actors.len()], instants);
        }
    }
}

#[test]
fn every_second_of_a_wait_has_exactly_one_cause() {
    let mut seen: BTreeMap<Cause, u64> = BTreeMap::new();
    each(|scenario, actor, instants| {
        let mut heard = (Tape::default(), Auditor::new(&scenario.centers).with_causes());
        play(scenario, actor, instants, false, &mut heard);
        let (tape, auditor) = heard;
        let kept = auditor.finish(scenario.horizon).kept;
        assert!(kept.is_empty(), "seed {} under {actor:?}: {kept:?}", scenario.seed);
        for entry in tape.entries {
            if let Some((_, JobFact::Waited { causes })) = entry.event.job() {
                for cause in Cause::ALL {
                    *seen.entry(cause).or_default() += u64::from(0 < causes.of(cause).as_micros());
                }
            }
        }
    });
    let by_nodes = [Cause::Ahead, Cause::Reservation, Cause::Capacity, Cause::Fragmentation];
    assert!(by_nodes.iter().all(|cause| 1_000 < seen[cause]), "{seen:?}");
}

#[test]
fn shared_causes_are_those_of_a_look_at_everybody() {
    each(|scenario, actor, instants| {
        let [shared, anew] = [false, true].map(|anew| {
            let mut tape = Tape::default();
            play(scenario, actor, instants, anew, &mut tape);
            tape
        });
        assert_eq!(shared, anew, "seed {} under {actor:?}, {}", scenario.seed, instants.name());
    });
}

#[test]
fn following_a_job_changes_nothing_and_shows_every_change() {
    let mut scenes_seen = 0;
    each(|scenario, actor, instants| {
        let Actor::Policy(policy) = actor else { return };
        let Some(job) = scenario.jobs.get(scenario.jobs.len() / 2).map(|job| job.request.id) else { return };
        if scenario.users.is_some() || scenario.seed % 8 != 0 {
            return;
        }
        let settings = Settings { causes: true, instants, ..Settings::default() };
        let mut simulation =
            Simulation::new(&scenario.centers, policy).with_settings(settings).following(job);
        let mut tape = Tape::default();
        simulation.run_until(scenario.horizon, &mut scenario.source(), &mut tape).expect("jobs from memory");
        simulation.report_unfinished(scenario.horizon, &mut tape);
        let mut alone = Tape::default();
        play(scenario, actor, instants, false, &mut alone);
        assert_eq!(tape, alone, "seed {} under {actor:?}", scenario.seed);
        // The times between the scenes, by cause, are the causes of the wait.
        let end = tape.entries.iter().find_map(|entry| {
            let (request, JobFact::Waited { causes }) = entry.event.job()? else { return None };
            (request.id == job).then_some((entry.at, *causes))
        });
        let Some((end, causes)) = end else { return };
        let scenes = simulation.scenes();
        let ends = scenes.iter().skip(1).map(|scene| scene.at).chain([end]);
        let mut told = suanli::model::Causes::default();
        for (scene, until) in scenes.iter().zip(ends) {
            told.add(scene.cause, until.since(scene.at));
        }
        assert_eq!(told, causes, "seed {} under {actor:?}", scenario.seed);
        scenes_seen += scenes.len();
    });
    assert!(400 < scenes_seen, "{scenes_seen}");
}
