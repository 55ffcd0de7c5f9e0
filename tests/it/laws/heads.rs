//! The first in the queue on every ground, with rules and without: it is never passed without backfilling, and never delayed
//! beyond its reservation under any backfill that reserves for it.

use super::cases::{Case, Fault, assert_none, soundly};
use super::grounds::Ground;
use super::idle::Idle;
use super::promise::{self, Overtaking};
use rand::RngExt;
use rayon::prelude::{IntoParallelIterator, ParallelIterator};
use suanli::model::{Amount, Each, GroupId, Limit, Streams, Use};
use suanli::policy::PLACEMENTS;

const SCENARIOS: u64 = 1_000;

/// Backfills under which nobody delays the first in the queue; where they plan more, they plan it first.
const RESERVING: [&str; 6] =
    ["easy", "easy-shortest-first", "depth(1)", "depth(3)", "replanned", "periodic(7)"];

/// Which rules there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rules {
    /// None but locks that always hold.
    None,
    /// One that never binds.
    Idle(Idle),
    /// Few jobs of each tenant of one group run at once; the promises of the others are looked at.
    LimitOfOthers,
}

impl Rules {
    fn look(self, case: &Case) -> Option<String> {
        let mut case = case.clone();
        match self {
            Rules::None => {}
            Rules::Idle(idle) => idle.bind(&mut case.world),
            Rules::LimitOfOthers => {
                for center in case.world.centers_mut() {
                    center.rules.limits.push(limit_of_others());
                }
            }
        }
        let overtaking =
            if case.policy.backfill == "none" { Overtaking::Never } else { Overtaking::BesideTheFirst };
        promise::breaches(case.world.centers(), &case.play(), overtaking).into_iter().next()
    }
}

fn limit_of_others() -> Limit {
    Limit {
        name: "one job at once".into(),
        groups: vec![GroupId(0)],
        qos: Vec::new(),
        partitions: Vec::new(),
        classes: Vec::new(),
        each: Each::Tenant,
        amount: Amount::RunningJobs,
        most: 1,
    }
}

/// The cases of a seed: without backfilling, and under two backfills that reserve.
fn cases(seed: u64) -> Vec<Case> {
    let mut chance = Streams::new(seed, 0).stream(Use::Scenarios, "heads");
    let grounds = Ground::ALL.iter().filter(|ground| **ground != Ground::Rules);
    let grounds: Vec<Ground> = grounds.copied().collect();
    let ground = grounds[chance.random_range(0..grounds.len())];
    let placement = PLACEMENTS[chance.random_range(0..PLACEMENTS.len())].name;
    let first = chance.random_range(0..RESERVING.len());
    let backfills = ["none", RESERVING[first], RESERVING[(first + 1) % RESERVING.len()]];
    backfills.map(|backfill| Case::usual(ground, seed, &format!("fcfs+{backfill}+{placement}"))).to_vec()
}

fn check(rules: impl Fn(&Case) -> Rules + Sync) {
    let faults_of = |seed: u64| {
        let look = |case: Case| {
            let law = rules(&case);
            soundly(|| law.look(&case)).map(|detail| Fault { law, case, detail })
        };
        cases(seed).into_iter().filter_map(look).collect::<Vec<_>>()
    };
    let faults: Vec<Fault<Rules>> = (0..SCENARIOS).into_par_iter().flat_map_iter(faults_of).collect();
    assert_none(faults, Rules::look);
}

#[test]
fn the_first_in_the_queue_keeps_its_place_and_reservation_without_rules() {
    check(|_| Rules::None);
}

#[test]
fn the_first_in_the_queue_keeps_its_place_and_reservation_under_idle_rules() {
    check(|case| {
        let rules = Idle::on(case.ground);
        Rules::Idle(rules[case.seed as usize % rules.len()])
    });
}

#[test]
fn the_first_in_the_queue_keeps_its_place_and_reservation_beside_limits_of_others() {
    check(|_| Rules::LimitOfOthers);
}
