//! Rules that are there and never bind: more tokens and jobs than anybody could use, tiers that are all the same, locks of
//! which everybody is an owner or that hold only when everything is over.

use super::grounds::{Ground, World};
use suanli::model::{
    Amount, Center, ClassRule, Draw, Each, GroupId, Licence, Limit, Lock, LockMode, Partition, PartitionRule,
    Pool, PoolId, Qos, QosId, Quota, Throttle, Time, Windows,
};

/// More of anything than there can be jobs.
const PLENTY: u32 = 1_000_000;

/// When everything that anybody could plan is over.
pub(super) const AFTER_ALL: u64 = 1_000_000_000_000;

/// How many classes the jobs of random scenarios have.
const CLASSES: usize = 3;

/// A rule that never binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Idle {
    /// A limit that no tenant reaches.
    Limit,
    /// A limit that could only be reached by more jobs than have room, though more may wait.
    Room,
    /// A licence that could only be used up by more jobs than have room, though more may wait.
    RoomForAll,
    /// A partition of all pools that nobody uses.
    Unused,
    /// A licence of which every job holds one token, and there are enough for all.
    Licence,
    /// A quota of everything for everybody, of which nothing is kept from anybody.
    Quota,
    /// All partitions have one tier, and a higher one would preempt.
    Tier,
    /// Two qualities of service of which the second preempts the first, and all jobs have the first.
    Quality,
    /// Every pool is locked for everybody.
    OwnLock,
    /// Every pool is locked for nobody when all is over.
    LateLock,
    /// Power so plenty that no job is ever slowed down for it, though all would be.
    Power,
    /// All of these together, but one quota and one lock.
    All,
}

/// The rules where the centres have none of their own.
const ALONE: &[Idle] = &[
    Idle::Limit,
    Idle::Room,
    Idle::RoomForAll,
    Idle::Unused,
    Idle::Licence,
    Idle::Tier,
    Idle::Quality,
    Idle::OwnLock,
    Idle::LateLock,
    Idle::Power,
    Idle::All,
];

/// The rules where the centres have locks.
const BESIDE_LOCKS: &[Idle] = &[Idle::Limit, Idle::Licence, Idle::Tier, Idle::Quality, Idle::Power];

/// The rules where the centres have rules of every kind.
const BESIDE_RULES: &[Idle] = &[Idle::Limit, Idle::Licence];

impl Idle {
    /// Those that never bind on this ground. A quota is not among them: where nothing is kept it is looked at on its own.
    pub(super) const fn on(ground: Ground) -> &'static [Idle] {
        match ground {
            Ground::Counted
            | Ground::SharedNodes
            | Ground::WholeNodes
            | Ground::MixedShapes
            | Ground::Accelerators
            | Ground::Partitions => ALONE,
            Ground::Anything => BESIDE_LOCKS,
            Ground::Rules => BESIDE_RULES,
        }
    }

    /// Puts the rule into every centre of a scenario.
    pub(super) fn bind(self, world: &mut World) {
        world.centers_mut().iter_mut().for_each(|center| self.bind_in(center));
    }

    /// Puts the rule into a centre.
    pub(crate) fn bind_in(self, center: &mut Center) {
        match self {
            Idle::Limit => limit(center, Each::Tenant, PLENTY.into()),
            Idle::Room => limit(center, Each::Together, more_than_fit(center).into()),
            Idle::RoomForAll => license(center, more_than_fit(center)),
            Idle::Unused => {
                let mut partitions = center.partitions.clone();
                let pools = (0..center.pools.len() as u16).map(PoolId).collect();
                partitions.push(Partition { name: "unused".into(), pools });
                rebuild(center, partitions);
            }
            Idle::Licence => license(center, PLENTY),
            Idle::Quota => center.rules.quotas.push(Quota {
                name: "everything".into(),
                groups: (0..groups(center) as u16).map(GroupId).collect(),
                guaranteed: center.quota_capacity(),
                most: None,
                borrows: true,
                lends: true,
                reclaims: true,
            }),
            Idle::Tier => {
                center.rules.partitions.resize(center.partitions.len(), PartitionRule::default());
                center.rules.partitions.iter_mut().for_each(|rule| rule.tier = 1);
                center.rules.preemption.by_tier = true;
            }
            Idle::Quality => {
                let quality = |number: u16, preempts| Qos {
                    name: format!("quality-{number}"),
                    priority: u32::from(number),
                    price_percent: 100,
                    preempts,
                };
                center.rules.qos = vec![quality(0, Vec::new()), quality(1, vec![QosId(0)])];
            }
            Idle::OwnLock => {
                let owners: Vec<GroupId> = (0..groups(center) as u16).map(GroupId).collect();
                lock(center, &owners, &Windows::ALWAYS);
            }
            Idle::LateLock => {
                let late = (Time::from_secs(AFTER_ALL), Time::from_secs(2 * AFTER_ALL));
                lock(center, &[], &Windows::new(vec![late]));
            }
            Idle::Power => {
                let kinds = center.pools.iter().map(|pool| pool.node_type.name.clone());
                let draw = Draw { steepest: 1_000, most: 1_000, waking: 0 };
                center.rules.rates.draws = kinds.map(|kind| (kind, draw)).collect();
                center.rules.rates.throttle = Some(Throttle::new(u64::MAX, (500_000, 100_000), 3.0));
            }
            Idle::All => {
                let others = ALONE.iter().filter(|idle| !matches!(idle, Idle::All | Idle::OwnLock));
                others.for_each(|idle| idle.bind_in(center));
            }
        }
    }
}

fn groups(center: &Center) -> usize {
    center.access[0].len()
}

/// Lets so many jobs run at once, for each tenant or together.
pub(super) fn limit(center: &mut Center, each: Each, most: u64) {
    center.rules.limits.push(Limit {
        name: "so many jobs".into(),
        groups: Vec::new(),
        qos: Vec::new(),
        partitions: Vec::new(),
        classes: Vec::new(),
        each,
        amount: Amount::RunningJobs,
        most,
    });
}

/// More jobs than have room at once: each holds a core or an accelerator at least.
fn more_than_fit(center: &Center) -> u32 {
    let capacity = |pool: &Pool| pool.capacity().cores + pool.capacity().accelerators;
    1 + center.pools.iter().map(capacity).sum::<u32>()
}

fn license(center: &mut Center, count: u32) {
    let number = center.rules.licences.len() as u16;
    center.rules.licences.push(Licence { name: "plenty".into(), count });
    let classes = &mut center.rules.classes;
    classes.resize(classes.len().max(CLASSES), ClassRule::default());
    classes.iter_mut().for_each(|class| class.licences.push((number, 1)));
}

/// Locks all pools, none of which may be locked. The lists of open pools are worked out anew.
fn lock(center: &mut Center, owners: &[GroupId], windows: &Windows) {
    for pool in &mut center.pools {
        assert_eq!(pool.lock, None, "a lock of its own may bind");
        let (owners, windows) = (owners.to_vec(), windows.clone());
        pool.lock = Some(Lock {
            name: "idle".into(),
            owners,
            mode: LockMode::Strict,
            windows,
            absent: false,
            ..Lock::default()
        });
    }
    let partitions = center.partitions.clone();
    rebuild(center, partitions);
}

/// Lets the idle locks of a centre begin at another time.
pub(super) fn lock_from(center: &mut Center, from: Time) {
    for lock in center.pools.iter_mut().filter_map(|pool| pool.lock.as_mut()) {
        lock.windows = Windows::new(vec![(from, Time::from_secs(2 * AFTER_ALL))]);
    }
}

/// Works out anew what may be used by whom.
fn rebuild(center: &mut Center, partitions: Vec<Partition>) {
    let pools = center.pools.clone();
    let anew = Center::new(&center.name, &center.title, pools, partitions, groups(center));
    let old = std::mem::replace(center, anew);
    (center.tenant_shares, center.claims, center.rules) = (old.tenant_shares, old.claims, old.rules);
    center.spares = old.spares;
}
