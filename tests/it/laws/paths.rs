//! One scheduler: a rule that never binds changes no record, and the shortcuts that make a pass fast change none either, for
//! every order, backfill and placement on every ground.

use super::cases::{Case, Fault, assert_at_most, at_turn, policies, settings, soundly};
use super::grounds::{Ground, World};
use super::idle::{AFTER_ALL, Idle};
use rand::RngExt;
use rayon::prelude::{IntoParallelIterator, ParallelIterator};
use std::collections::BTreeMap;
use suanli::engine::Settings;
use suanli::model::{Span, Streams, Time, Use};
use suanli::policy::{PolicySpec, Shortcut, Shortcuts};
use suanli::record::{Event, Tape};

const SCENARIOS: u64 = 1_000;

/// So many of the policies play each scenario; all have their turn, on every ground.
const POLICIES_PER_SCENARIO: usize = 24;

/// So many of the rules that never bind are put to each policy of a scenario.
const RULES_PER_POLICY: usize = 2;

/// A change to a run that should change nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Change {
    /// This rule is there, too.
    Rule(Idle),
    /// There are no shortcuts.
    NoShortcuts,
    /// This one shortcut is not taken.
    Without(Shortcut),
}

impl Change {
    /// The first records that differ from those of the usual run, if any do.
    fn changes(self, case: &Case, usual: &Tape) -> Option<String> {
        let mut changed = case.clone();
        match self {
            Change::Rule(idle) => idle.bind(&mut changed.world),
            Change::NoShortcuts => changed.shortcuts = Shortcuts::NONE,
            Change::Without(shortcut) => changed.shortcuts = Shortcuts::ALL.without(shortcut),
        }
        difference(usual, &changed.play())
    }
}

/// The first records that differ in two runs. Those of one instant may come in any order, for two jobs may start at once in
/// either; the levels of causes are sums of what is told of each job.
fn difference(one: &Tape, other: &Tape) -> Option<String> {
    if one == other {
        return None;
    }
    let told = |tape: &Tape| {
        // Nodes that are locked for nobody when all is over are told of as down from then on.
        let before = tape.entries.iter().filter(|entry| entry.at < Time::from_secs(AFTER_ALL));
        let entries = before.filter(|entry| !matches!(entry.event, Event::Waiting { .. }));
        let mut told: Vec<_> = entries.map(|entry| (entry.at, format!("{entry:?}"))).collect();
        told.sort();
        told
    };
    let (one, other) = (told(one), told(other));
    let place = one.iter().zip(&other).take_while(|(one, other)| one == other).count();
    let text = |told: &[(_, String)]| match told.get(place) {
        Some((_, text)) => text.clone(),
        None => "nothing more".into(),
    };
    (one != other).then(|| format!("usual   {}\nchanged {}", text(&one), text(&other)))
}

/// The cases of a seed.
fn cases(all: &[PolicySpec], seed: u64) -> impl Iterator<Item = Case> {
    let mut chance = Streams::new(seed, 0).stream(Use::Scenarios, "paths");
    let ground = Ground::ALL[chance.random_range(0..Ground::ALL.len())];
    let world = World::random(ground, seed);
    at_turn(all.len(), seed, POLICIES_PER_SCENARIO).map(move |place| {
        let every = chance.random_bool(0.1).then(|| Span::from_secs(chance.random_range(1..=9)));
        let policy = PolicySpec { every, ..all[place].clone() };
        let settings = Settings { causes: true, ..settings(&mut chance) };
        Case { seed, ground, world: world.clone(), policy, settings, shortcuts: Shortcuts::ALL }
    })
}

/// Puts changes to every case; none may change anything, but for so many as are known and not mended.
fn check(known: usize, changes: impl Fn(&Case, usize) -> Vec<Change> + Sync) {
    let all = policies();
    let of_seed = |seed: u64| {
        let mut faults = Vec::new();
        for (turn, case) in cases(&all, seed).enumerate() {
            let changes = changes(&case, turn);
            let mut usual = None;
            let found = changes.into_iter().find_map(|change| {
                let look = || change.changes(&case, usual.get_or_insert_with(|| case.play()));
                soundly(look).map(|detail| (change, detail))
            });
            faults.extend(found.map(|(law, detail)| Fault { law, case, detail }));
        }
        faults
    };
    let faults: Vec<Fault<Change>> = (0..SCENARIOS).into_par_iter().flat_map_iter(of_seed).collect();
    assert_at_most(known, faults, |change, case| change.changes(case, &case.play()));
}

#[test]
fn a_rule_that_never_binds_changes_no_record() {
    check(0, |case, turn| {
        let rules = Idle::on(case.ground);
        let first = case.seed as usize + turn * RULES_PER_POLICY;
        let turns = first..first + RULES_PER_POLICY;
        turns.map(|turn| Change::Rule(rules[turn % rules.len()])).collect()
    });
}

/// So many of 12,000 runs are known to change by a quota that keeps nothing: on a full machine it is blamed for what nodes lack.
const CHANGED_BY_QUOTAS: usize = 7_121;

/// A quota binds by what it keeps from others. Where it keeps nothing, jobs wait for nodes and not for it.
#[test]
fn a_quota_that_keeps_nothing_changes_no_record() {
    check(CHANGED_BY_QUOTAS, |case, turn| {
        let has_rules = case.ground == Ground::Rules;
        (!has_rules && turn % 2 == 0).then_some(Change::Rule(Idle::Quota)).into_iter().collect()
    });
}

#[test]
fn a_shortcut_changes_no_record() {
    check(0, |case, turn| {
        let one = Shortcut::ALL[(case.seed as usize + turn) % Shortcut::ALL.len()];
        vec![Change::Without(one), Change::NoShortcuts]
    });
}

#[test]
fn every_policy_meets_its_share_of_the_grounds() {
    let all = policies();
    let mut met: BTreeMap<usize, Vec<Ground>> = BTreeMap::new();
    for seed in 0..SCENARIOS {
        for (case, place) in cases(&all, seed).zip(at_turn(all.len(), seed, POLICIES_PER_SCENARIO)) {
            met.entry(place).or_default().push(case.ground);
        }
    }
    assert_eq!(met.len(), all.len());
    for grounds in met.values_mut() {
        grounds.sort_unstable();
        grounds.dedup();
        assert!(4 <= grounds.len(), "{grounds:?}");
    }
}
