//! What a law looks at: a scenario on some ground under a policy, and how to tell where it was broken.

use super::grounds::{Ground, World};
use rand::RngExt;
use std::collections::BTreeMap;
use std::fmt::{Debug, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use suanli::engine::{AtWalltime, Correction, Estimates, Instants, Settings, Simulation};
use suanli::model::{Center, Chance, Time};
use suanli::policy::{BACKFILLS, ORDERS, PLACEMENTS, PolicySpec, Shortcuts};
use suanli::record::Tape;

/// From one policy of a scenario to the next in the list of all; shares no factor with their number.
const STRIDE: usize = 389;

/// A scenario, its policy and its settings.
#[derive(Debug, Clone)]
pub(super) struct Case {
    pub(super) seed: u64,
    pub(super) ground: Ground,
    pub(super) world: World,
    pub(super) policy: PolicySpec,
    pub(super) settings: Settings,
    pub(super) shortcuts: Shortcuts,
}

impl Case {
    /// The scenario of this seed on this ground under a policy of rows, as most people would run it.
    pub(super) fn usual(ground: Ground, seed: u64, policy: &str) -> Case {
        let policy = PolicySpec::parse(policy).expect("made of rows of the tables");
        let (settings, shortcuts) = (Settings::default(), Shortcuts::ALL);
        Case { seed, ground, world: World::random(ground, seed), policy, settings, shortcuts }
    }

    /// Everything that happens.
    pub(super) fn play(&self) -> Tape {
        let Case { world, policy, settings, shortcuts, .. } = self;
        let (mut tape, horizon) = (Tape::default(), world.horizon());
        let scheduler = |center: &Center| policy.scheduler_with(center, *shortcuts);
        let mut simulation =
            Simulation::with_schedulers(world.centers(), policy, scheduler).with_settings(*settings);
        simulation.run_until(horizon, &mut *world.source(), &mut tape).expect("jobs from memory can be read");
        simulation.report_unfinished(horizon, &mut tape);
        tape
    }

    /// The same until nothing is left to happen.
    pub(super) fn without_horizon(mut self) -> Case {
        *self.world.horizon_mut() = Time::NEVER;
        self
    }
}

/// The backfills of the tables, with parameters that matter among a few jobs.
pub(super) fn backfills() -> Vec<&'static str> {
    let rows = BACKFILLS.iter().map(|row| row.name);
    rows.chain(["depth(2)", "periodic(7)", "slack(2)", "stepped(15)", "tiered(15)"]).collect()
}

/// Every order with every backfill and placement.
pub(super) fn policies() -> Vec<PolicySpec> {
    let mut policies = Vec::new();
    for order in ORDERS {
        for backfill in backfills() {
            for placement in PLACEMENTS {
                let name = format!("{}+{backfill}+{}", order.example(), placement.name);
                policies.push(PolicySpec::parse(&name).expect("made of rows of the tables"));
            }
        }
    }
    policies
}

/// The places of those of so many policies whose turn it is at this seed.
pub(super) fn at_turn(policies: usize, seed: u64, count: usize) -> impl Iterator<Item = usize> {
    let first = seed as usize * count;
    (first..first + count).map(move |turn| turn * STRIDE % policies)
}

/// What an experiment may set: usually what is usual.
pub(super) fn settings(chance: &mut Chance) -> Settings {
    let estimates = match chance.random_range(0..10) {
        0 => Estimates::Exact,
        1 => Estimates::Scaled(250),
        2 | 3 => Estimates::UserLastTwo(Correction::default()),
        _ => Estimates::Requested,
    };
    Settings {
        instants: Instants::ALL[usize::from(chance.random_bool(0.3))],
        estimates,
        at_walltime: AtWalltime::ALL[usize::from(chance.random_bool(0.2))],
        ..Settings::default()
    }
}

/// The fault of a case, if it has one. A panic breaks every law, and the other cases are looked at all the same.
pub(super) fn soundly(look: impl FnOnce() -> Option<String>) -> Option<String> {
    catch_unwind(AssertUnwindSafe(look)).unwrap_or_else(|cause| {
        let text = cause.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| cause.downcast_ref::<&str>().copied());
        Some(format!("panics: {}", text.unwrap_or("without a word")))
    })
}

/// A case that breaks a law.
#[derive(Debug)]
pub(super) struct Fault<L> {
    /// Which law, or which form of it.
    pub(super) law: L,
    pub(super) case: Case,
    pub(super) detail: String,
}

/// As [`assert_none`], but for a number of faults that are known and not mended. The number may only be made smaller, and a panic
/// is no fault of theirs.
pub(super) fn assert_at_most<L>(most: usize, faults: Vec<Fault<L>>, look: impl Fn(L, &Case) -> Option<String>)
where
    L: Copy + Ord + Debug,
{
    let (panics, others): (Vec<_>, Vec<_>) =
        faults.into_iter().partition(|fault| fault.detail.starts_with("panics"));
    assert_none(panics, &look);
    if most < others.len() {
        assert_none(others, look);
    }
}

/// Fails where there are faults: tells how many there are of which kind, and one of them word for word, with as few jobs as
/// show it. The law is looked at again for that.
pub(super) fn assert_none<L>(mut faults: Vec<Fault<L>>, look: impl Fn(L, &Case) -> Option<String>)
where
    L: Copy + Ord + Debug,
{
    if faults.is_empty() {
        return;
    }
    let mut counts: BTreeMap<(L, String, Ground), u64> = BTreeMap::new();
    let mut examples: BTreeMap<(L, Ground), String> = BTreeMap::new();
    for Fault { law, case: Case { seed, ground, policy, .. }, detail } in &faults {
        *counts.entry((*law, policy.backfill.clone(), *ground)).or_default() += 1;
        examples.entry((*law, *ground)).or_insert_with(|| format!("seed {seed}, {}:\n{detail}", policy.name));
    }
    let mut text = format!("{} runs break the law:\n", faults.len());
    for ((law, backfill, ground), count) in counts {
        writeln!(text, "{count} x {law:?}, {backfill}, {ground:?}").expect("a text can be added to");
    }
    for ((law, ground), example) in examples {
        writeln!(text, "{law:?}, {ground:?}, {example}").expect("a text can be added to");
    }
    let size = |fault: &Fault<L>| (fault.case.world.has_users(), fault.case.world.jobs().len());
    let smallest = (0..faults.len()).min_by_key(|place| size(&faults[*place])).expect("there is one");
    let Fault { law, case, detail } = shrunk(faults.swap_remove(smallest), look);
    panic!("{text}for one, {law:?}:\n{detail}\n{case:#?}");
}

/// The same without every job that is not needed to show it.
fn shrunk<L: Copy>(mut fault: Fault<L>, look: impl Fn(L, &Case) -> Option<String>) -> Fault<L> {
    let mut place = 0;
    while place < fault.case.world.jobs().len() && !fault.case.world.has_users() {
        let job = fault.case.world.jobs_mut().remove(place);
        match soundly(|| look(fault.law, &fault.case)) {
            Some(detail) => fault.detail = detail,
            None => {
                fault.case.world.jobs_mut().insert(place, job);
                place += 1;
            }
        }
    }
    fault
}
