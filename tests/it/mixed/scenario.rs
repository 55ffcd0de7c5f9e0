//! Random scenarios of centres with rules: limits, licences, quotas, qualities of service, tiers, locks of every mode,
//! reservations, maintenance, preemption, dependencies, arrays, gangs, and users who give up.

use super::failures;
use crate::laws::scenario::Scenario as Plain;
use rand::RngExt;
use std::collections::BTreeMap;
use suanli::model::{
    About, Amount, ArrayTerms, Center, Chance, Checkpoints, ClassClaim, ClassId, ClassRule, Condition,
    Course, Deferral, Dependency, Draw, Due, Each, Eviction, Gang, GroupId, Job, JobId, Layout, Licence,
    Limit, LockMode, Named, OnFailure, Outages, PartitionId, PartitionRule, Preemption, Price, Qos, QosId,
    Quota, Rates, Resources, Rules, Shape, Signal, Signals, Sleep, Source, SourceError, Span, Streams, Terms,
    Throttle, Time, Use, Victims, Weighing, Windows,
};
use suanli::state::{Saved, StateError, from_bytes};

/// Classes of the jobs of a random scenario.
const CLASSES: u16 = 3;

/// Centres with rules and the jobs sent to them.
#[derive(Debug, Clone)]
pub(crate) struct Scenario {
    pub(crate) centers: Vec<Center>,
    pub(crate) jobs: Vec<Job>,
    pub(crate) terms: BTreeMap<JobId, Terms>,
    pub(crate) horizon: Time,
    pub(crate) outages: Vec<Outages>,
}

/// Jobs from memory with their terms.
#[derive(Debug)]
pub(crate) struct Jobs<'a> {
    scenario: &'a Scenario,
    next: usize,
}

impl Source for Jobs<'_> {
    fn next_submit(&mut self) -> Result<Option<Time>, SourceError> {
        Ok(self.scenario.jobs.get(self.next).map(|job| job.request.submit))
    }

    fn take(&mut self) -> Job {
        self.next += 1;
        self.scenario.jobs[self.next - 1]
    }

    fn terms(&self) -> Option<&Terms> {
        self.scenario.terms.get(&self.scenario.jobs[self.next - 1].request.id)
    }

    fn has_dependencies(&self) -> bool {
        true
    }

    fn save(&self) -> Saved {
        Saved::of(&self.next)
    }

    fn restore(&mut self, state: &[u8]) -> Result<(), StateError> {
        self.next = from_bytes(state)?;
        Ok(())
    }
}

impl Scenario {
    /// The scenario of a seed: the plain one of that seed, with rules.
    pub(crate) fn random(seed: u64) -> Scenario {
        let Plain { mut centers, mut jobs, horizon, .. } = Plain::random(seed);
        let mut chance = Streams::new(seed, 0).stream(Use::Scenarios, "rules");
        give_deadlines(seed, &mut jobs);
        // Three quarters of the jobs are such as fit almost anywhere, and come so close that they wait for each other.
        for job in &mut jobs {
            if chance.random_bool(0.25) {
                continue;
            }
            let per_task =
                Resources { cores: 1, accelerators: u32::from(chance.random_bool(0.2)), memory_mib: 0 };
            job.request.shape =
                Shape { tasks: chance.random_range(1..=6), per_task, layout: Layout::Anywhere };
            job.request.submit = Time::from_micros(job.request.submit.as_micros() / 4);
        }
        jobs.sort_by_key(|job| job.request.submit);
        let groups = centers[0].access[0].len() as u16;
        for center in &mut centers {
            let rules = rules(&mut chance, center, groups);
            let shares = std::mem::take(&mut center.tenant_shares);
            let mut pools = std::mem::take(&mut center.pools);
            for pool in &mut pools {
                if let Some(lock) = &mut pool.lock {
                    lock.mode = lock_mode(&mut chance);
                    lock.windows = windows(&mut chance);
                }
            }
            let partitions = std::mem::take(&mut center.partitions);
            *center = Center::new(&center.name, &center.title, pools, partitions, usize::from(groups));
            center.tenant_shares = shares;
            center.rules = rules;
            let priority = |chance: &mut Chance| ClassClaim { priority: chance.random_range(0..=4), nice: 0 };
            center.claims.classes = (0..CLASSES).map(|_| priority(&mut chance)).collect();
        }
        let mut costs = Streams::new(seed, 0).stream(Use::Scenarios, "costs");
        for center in &mut centers {
            limit_power_and_money(&mut costs, center, groups);
            slow_down(&mut costs, center);
        }
        let terms = terms(&mut chance, &jobs);
        let mut scenario = Scenario { centers, jobs, terms, horizon, outages: Vec::new() };
        failures::break_off(&mut scenario, seed);
        failures::add(&mut scenario, seed);
        scenario
    }

    pub(crate) fn source(&self) -> Jobs<'_> {
        Jobs { scenario: self, next: 0 }
    }
}

fn lock_mode(chance: &mut Chance) -> LockMode {
    match chance.random_range(0..4) {
        0 => LockMode::Strict,
        1 => LockMode::LendPreemptible,
        2 => LockMode::LendShort { notice: Span::from_secs(chance.random_range(1..=40)) },
        _ => LockMode::LendUntilNeeded { return_time: Span::from_secs(chance.random_range(0..=30)) },
    }
}

fn windows(chance: &mut Chance) -> Windows {
    if chance.random_bool(0.5) {
        return Windows::ALWAYS;
    }
    let window = |chance: &mut Chance| {
        let from = chance.random_range(0..=300);
        (Time::from_secs(from), Time::from_secs(from + chance.random_range(1..=120)))
    };
    Windows::new((0..chance.random_range(1..=3)).map(|_| window(chance)).collect())
}

fn rules(chance: &mut Chance, center: &Center, groups: u16) -> Rules {
    let (qos_count, tokens) = (chance.random_range(1..=3), chance.random_range(1..=4));
    // Only lower ones are evicted, so that none is above itself.
    let qos = |chance: &mut Chance, number: u16| Qos {
        name: format!("qos-{number}"),
        priority: u32::from(number),
        price_percent: 100,
        preempts: (0..number).filter(|_| chance.random_bool(0.6)).map(QosId).collect(),
    };
    let licences = chance.random_range(0..=2);
    let class = |chance: &mut Chance| ClassRule {
        qos: QosId(chance.random_range(0..qos_count)),
        licences: (0..licences)
            .map(|licence| (licence, if chance.random_bool(0.3) { chance.random_range(1..=2) } else { 0 }))
            .filter(|(_, count)| *count != 0)
            .collect(),
        checkpoint: chance
            .random_bool(0.5)
            .then(|| Checkpoints::free(Span::from_secs(chance.random_range(1..=9)))),
        on_failure: OnFailure::default(),
        patience: chance.random_bool(0.2).then(|| Span::from_secs(chance.random_range(1..=200))),
        deferral: None,
    };
    let partition = |chance: &mut Chance| PartitionRule {
        walltime_most: chance.random_bool(0.05).then(|| Span::from_secs(chance.random_range(1..=60))),
        units_most: chance.random_bool(0.05).then(|| chance.random_range(1..=20)),
        groups: if chance.random_bool(0.03) { vec![GroupId(chance.random_range(0..groups))] } else { vec![] },
        tier: chance.random_range(0..=2),
    };
    Rules {
        qos: (0..qos_count).map(|number| qos(chance, number)).collect(),
        limits: (0..chance.random_range(0..=3)).map(|number| limit(chance, number, groups)).collect(),
        licences: (0..licences)
            .map(|number| Licence { name: format!("licence-{number}"), count: tokens })
            .collect(),
        quotas: quotas(chance, center, groups),
        partitions: center.partitions.iter().map(|_| partition(chance)).collect(),
        classes: (0..CLASSES).map(|_| class(chance)).collect(),
        preemption: preemption(chance),
        months: (1..=4).map(|month| Time::from_secs(100 * month)).collect(),
        rates: Rates::default(),
        signals: Signals::default(),
        sleep: None,
        has_sets: true,
    }
}

fn limit(chance: &mut Chance, number: usize, groups: u16) -> Limit {
    let amounts = [
        (Amount::RunningJobs, 1..=6),
        (Amount::WaitingJobs, 1..=9),
        (Amount::Cores, 4..=40),
        (Amount::Accelerators, 1..=12),
        (Amount::Nodes, 1..=12),
        (Amount::CoreTime, 1_000_000..=2_000_000_000),
        (Amount::AcceleratorTime, 1_000_000..=1_000_000_000),
        (Amount::NodeTime, 1_000_000..=1_000_000_000),
    ];
    let (amount, most) = amounts[chance.random_range(0..amounts.len())].clone();
    let some = |chance: &mut Chance, most: u16| {
        if chance.random_bool(0.6) { vec![] } else { vec![chance.random_range(0..most)] }
    };
    Limit {
        name: format!("limit-{number}"),
        groups: some(chance, groups).into_iter().map(GroupId).collect(),
        qos: some(chance, 2).into_iter().map(QosId).collect(),
        partitions: some(chance, 2).into_iter().map(PartitionId).collect(),
        classes: some(chance, CLASSES).into_iter().map(ClassId).collect(),
        each: if chance.random_bool(0.5) { Each::Together } else { Each::Tenant },
        amount,
        most: chance.random_range(most),
    }
}

/// A cap on what all draw, and a budget, in some centres.
fn limit_power_and_money(chance: &mut Chance, center: &mut Center, groups: u16) {
    let kinds = center.pools.iter().map(|pool| pool.node_type.name.clone());
    let draw = |chance: &mut Chance| {
        let most = chance.random_range(0..=500_000);
        let waking = if chance.random_bool(0.8) { 0 } else { chance.random_range(0..=most) };
        Draw { steepest: most + chance.random_range(0..=100_000), most, waking }
    };
    let price = |chance: &mut Chance, number: u16| Price {
        name: format!("price-{number}"),
        about: About { classes: vec![ClassId(number)], ..About::default() },
        accelerator: chance.random_range(0..=40_000_000),
        core: chance.random_range(0..=5_000_000),
        gib: chance.random_range(0..=100_000),
        node: chance.random_range(0..=10_000_000),
        weighing: if chance.random_bool(0.5) { Weighing::Sum } else { Weighing::Dearest },
        hours: std::array::from_fn(|_| chance.random_range(0..=2_000)),
    };
    center.rules.rates = Rates {
        draws: kinds.map(|kind| (kind, draw(chance))).collect(),
        drive: (0..CLASSES).map(|_| chance.random_range(0..=1_000)).collect(),
        // Of the last class nothing has a price.
        prices: (1..CLASSES).map(|number| price(chance, number - 1)).collect(),
        throttle: None,
        midnight_before: Span::from_secs(chance.random_range(0..86_400)),
    };
    let course = |chance: &mut Chance| {
        let changes = (0..chance.random_range(1..=12))
            .map(|_| (chance.random_range(0..=400), chance.random_range(0..=9)));
        let changes: BTreeMap<u64, i64> = changes.collect();
        Course::new(changes.into_iter().map(|(secs, value)| (Time::from_secs(secs), value)))
    };
    center.rules.signals = Signals { price: course(chance), carbon: course(chance) };
    for class in &mut center.rules.classes {
        let signal = if chance.random_bool(0.5) { Signal::Carbon } else { Signal::Price };
        let most = Span::from_secs(chance.random_range(0..=120));
        class.deferral = chance.random_bool(0.2).then_some(Deferral { most, signal });
    }
    let_sleep(chance, center);
    for qos in &mut center.rules.qos {
        qos.price_percent = chance.random_range(50..=200);
    }
    for (amount, most) in [(Amount::Power, 100_000..=3_000_000), (Amount::Money, 100_000..=4_000_000)] {
        if chance.random_bool(0.3) {
            let groups =
                if chance.random_bool(0.6) { vec![] } else { vec![GroupId(chance.random_range(0..groups))] };
            center.rules.limits.push(Limit {
                name: amount.name().into(),
                groups,
                qos: Vec::new(),
                partitions: Vec::new(),
                classes: Vec::new(),
                each: if chance.random_bool(0.5) { Each::Together } else { Each::Tenant },
                amount,
                most: chance.random_range(most),
            });
        }
    }
}

fn let_sleep(chance: &mut Chance, center: &mut Center) {
    center.rules.sleep = chance.random_bool(0.5).then(|| Sleep {
        after: Span::from_secs(chance.random_range(0..=40)),
        wake: Span::from_secs(chance.random_range(0..=15)),
        awake: chance.random_range(0..=2),
        milliwatts: chance.random_range(0..=40_000),
        wake_milliwatts: chance.random_bool(0.5).then(|| chance.random_range(200_000..=400_000)),
    });
}

/// Lets the jobs of some centres go more slowly where power is short, and keeps those out for which the slowest speed is too fast.
fn slow_down(chance: &mut Chance, center: &mut Center) {
    if chance.random_bool(0.6) {
        return;
    }
    let slowest = chance.random_range(300_000..=950_000);
    let steps = (slowest, chance.random_range(20_000..=300_000));
    let throttle =
        Throttle::new(chance.random_range(100_000..=1_500_000), steps, chance.random_range(1.0..=3.0));
    center.rules.limits.push(Limit {
        name: "power cap".into(),
        groups: Vec::new(),
        qos: Vec::new(),
        partitions: Vec::new(),
        classes: Vec::new(),
        each: Each::Together,
        amount: Amount::Power,
        most: throttle.most_at_full_speed(),
    });
    center.rules.rates.throttle = Some(throttle);
}

/// Quotas of some groups, which together are at most what the centre has.
fn quotas(chance: &mut Chance, center: &Center, groups: u16) -> Vec<Quota> {
    if chance.random_bool(0.5) {
        return Vec::new();
    }
    let mut left = center.quota_capacity();
    let mut quotas = Vec::new();
    for group in (0..groups).filter(|_| chance.random_bool(0.7)).collect::<Vec<u16>>() {
        let guaranteed = chance.random_range(0..=left);
        left -= guaranteed;
        quotas.push(Quota {
            name: format!("quota-{group}"),
            groups: vec![GroupId(group)],
            guaranteed,
            most: chance.random_bool(0.3).then(|| guaranteed + chance.random_range(0..=10)),
            borrows: chance.random_bool(0.7),
            lends: chance.random_bool(0.7),
            reclaims: chance.random_bool(0.6),
        });
    }
    quotas
}

fn preemption(chance: &mut Chance) -> Preemption {
    let victims = [Victims::YOUNGEST, Victims::LOWEST_PRIORITY, Victims::LEAST_LOST];
    let evictions = [Eviction::Requeue, Eviction::Checkpoint, Eviction::Cancel, Eviction::Suspend];
    Preemption {
        by_tier: chance.random_bool(0.5),
        victims: victims[chance.random_range(0..victims.len())],
        eviction: evictions[chance.random_range(0..evictions.len())],
        grace: Span::from_secs(if chance.random_bool(0.5) { 0 } else { chance.random_range(1..=20) }),
        minimum_run: Span::from_secs(if chance.random_bool(0.5) { 0 } else { chance.random_range(1..=20) }),
    }
}

/// Two thirds of the jobs are due at some time, by a chance of their own.
fn give_deadlines(seed: u64, jobs: &mut [Job]) {
    let mut chance = Streams::new(seed, 0).stream(Use::Scenarios, "deadlines");
    for job in jobs {
        if chance.random_bool(2.0 / 3.0) {
            job.request.due = Due::after(Span::from_secs(chance.random_range(0..=150)));
        }
    }
}

/// A third of the jobs ask for something; those of a gang follow each other.
fn terms(chance: &mut Chance, jobs: &[Job]) -> BTreeMap<JobId, Terms> {
    let mut terms: BTreeMap<JobId, Terms> = BTreeMap::new();
    let conditions = [Condition::AfterOk, Condition::AfterAny, Condition::AfterNotOk];
    for (place, job) in jobs.iter().enumerate() {
        let mut own = Terms::default();
        if 0 < place && chance.random_bool(0.15) {
            let other = jobs[chance.random_range(0..place)].request.id;
            let condition = conditions[chance.random_range(0..conditions.len())];
            own.after.push(Dependency { job: other, condition });
        }
        own.singleton = chance.random_bool(0.05);
        let array = || ArrayTerms { array: u64::from(job.request.tenant.0), running_most: 2 };
        own.array = chance.random_bool(0.1).then(array);
        own.patience = chance.random_bool(0.05).then(|| Span::from_secs(chance.random_range(0..=100)));
        if own != Terms::default() {
            terms.insert(job.request.id, own);
        }
    }
    let mut place = 0;
    while place + 3 < jobs.len() {
        let members = chance.random_range(2..=3);
        let home = jobs[place].request.center;
        let together = jobs[place..place + members].iter().all(|job| job.request.center == home);
        if together && chance.random_bool(0.1) {
            for job in &jobs[place..place + members] {
                let gang = Gang { gang: place as u64, members: members as u32 };
                terms.entry(job.request.id).or_default().gang = Some(gang);
            }
            place += members;
        }
        place += 1;
    }
    terms
}
