//! The rules of a centre beside its order: qualities of service, limits, quotas, licences, and who may evict whom.

use super::{
    Cause, Checkpoints, ClassId, Deferral, GroupId, PartitionId, QosId, Rates, Request, Signals, Span, Time,
    Victims,
};
use serde::{Deserialize, Serialize};

/// A quality of service, as Slurm's `sacctmgr` knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qos {
    /// The name, unique in the scenario.
    pub name: String,
    /// Its priority: large is early.
    pub priority: u32,
    /// What an hour costs under it, in hundredths of the plain price.
    pub price_percent: u32,
    /// Whose running jobs its waiting jobs may evict. No quality of service is above itself by way of others.
    pub preempts: Vec<QosId>,
}

/// What a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Amount {
    /// Jobs that run.
    RunningJobs,
    /// Jobs that wait; who would be one too many is turned away at submission.
    WaitingJobs,
    /// Cores held.
    Cores,
    /// Accelerators held.
    Accelerators,
    /// Nodes held; a job that shares nodes counts as many as its share of a node fills, rounded up.
    Nodes,
    /// Microseconds of cores in a calendar month.
    CoreTime,
    /// Microseconds of accelerators in a calendar month.
    AcceleratorTime,
    /// Microseconds of nodes in a calendar month.
    NodeTime,
    /// Milliwatts that jobs draw beyond idle nodes.
    Power,
    /// Millionths of a yuan in a calendar month, at list prices.
    Money,
}

/// Over whose jobs a limit adds up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub enum Each {
    /// All that it is for.
    #[default]
    Together,
    /// Those of each tenant on its own.
    Tenant,
}

/// So much and no more. A list that is empty leaves nobody out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limit {
    /// The name that reports use.
    pub name: String,
    /// For the tenants of these groups.
    pub groups: Vec<GroupId>,
    /// For jobs of these qualities of service.
    pub qos: Vec<QosId>,
    /// For jobs in these partitions.
    pub partitions: Vec<PartitionId>,
    /// For jobs of these classes.
    pub classes: Vec<ClassId>,
    /// Over whose jobs it adds up.
    pub each: Each,
    /// What it counts.
    pub amount: Amount,
    /// The most.
    pub most: u64,
}

/// Tokens of which each job of some classes holds a few while it runs (Slurm's `Licenses`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Licence {
    /// The name, unique in the scenario.
    pub name: String,
    /// How many there are.
    pub count: u32,
}

/// What some groups of tenants are sure of, and how far beyond they may go. Counted in units: accelerators in a centre that has
/// any, else cores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quota {
    /// The name that reports use.
    pub name: String,
    /// Whose.
    pub groups: Vec<GroupId>,
    /// So many units are theirs (Kueue's nominal quota, Volcano's deserved, ModelArts' guaranteed).
    pub guaranteed: u32,
    /// They never hold more (Volcano's capability).
    pub most: Option<u32>,
    /// Whether they may hold more than is theirs while others leave it idle.
    pub borrows: bool,
    /// Whether others may hold what is theirs while they leave it idle.
    pub lends: bool,
    /// Whether they may evict borrowers to get back what is theirs.
    pub reclaims: bool,
}

/// What a partition takes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PartitionRule {
    /// The longest requested time (`MaxTime`).
    pub walltime_most: Option<Span>,
    /// The most units of one job (`MaxNodes`, in accelerators or cores).
    pub units_most: Option<u32>,
    /// The groups that may submit to it (`AllowAccounts`); empty for everybody.
    pub groups: Vec<GroupId>,
    /// Jobs of a higher tier come first, and may evict those of a lower one where tiers preempt (`PriorityTier`).
    pub tier: u32,
}

/// What becomes of a job that is evicted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub enum Eviction {
    /// It waits again in its old place, and begins anew.
    #[default]
    Requeue,
    /// It waits again in its old place, and goes on from its last checkpoint; where it writes none, it begins anew.
    Checkpoint,
    /// It is given up.
    Cancel,
    /// It stays on its nodes without using them, and goes on there once they are free again.
    Suspend,
}

/// What becomes of a job when a node fails on which it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum OnFailure {
    /// It waits again in its old place, and goes on from its last checkpoint; where it writes none, it begins anew.
    Requeue {
        /// How often; when nodes fail under it once more, it is given up. Nothing where it never is.
        retries: Option<u32>,
    },
    /// It is given up.
    Fail,
}

impl Default for OnFailure {
    fn default() -> OnFailure {
        OnFailure::Requeue { retries: None }
    }
}

/// How jobs are evicted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Preemption {
    /// Whether a higher tier may evict a lower one.
    pub by_tier: bool,
    /// Which victims go first.
    pub victims: Victims,
    /// What becomes of them.
    pub eviction: Eviction,
    /// How long they may run on once they were told.
    pub grace: Span,
    /// How long a job has run before it may be told to go.
    pub minimum_run: Span,
}

/// What a class of jobs is under the rules.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ClassRule {
    /// Its quality of service.
    pub qos: QosId,
    /// How many tokens of which licences each of its jobs holds.
    pub licences: Vec<(u16, u32)>,
    /// How its jobs write checkpoints, if they do.
    pub checkpoint: Option<Checkpoints>,
    /// What becomes of its jobs when a node fails under them.
    pub on_failure: OnFailure,
    /// How long its jobs wait before their users give up.
    pub patience: Option<Span>,
    /// How long its jobs may be put off to better hours.
    pub deferral: Option<Deferral>,
}

/// When the nodes of a centre sleep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sleep {
    /// For so long nobody holds anything of a node before it sleeps.
    pub after: Span,
    /// How long it takes to wake: its job has it, and does no work yet.
    pub wake: Span,
    /// So many nodes of each pool, those with the lowest numbers, never sleep.
    pub awake: u32,
    /// The power of a sleeping node, in milliwatts.
    pub milliwatts: u64,
    /// The power of a node while it wakes, in milliwatts; nothing where it is that of an idle one.
    pub wake_milliwatts: Option<u64>,
}

/// All rules of a centre. Where there are none, its scheduler takes the plain path.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Rules {
    /// The qualities of service; the first is the usual one. Empty where nobody speaks of any.
    pub qos: Vec<Qos>,
    /// The limits.
    pub limits: Vec<Limit>,
    /// The licences.
    pub licences: Vec<Licence>,
    /// The quotas; no group is in two.
    pub quotas: Vec<Quota>,
    /// By partition.
    pub partitions: Vec<PartitionRule>,
    /// By class.
    pub classes: Vec<ClassRule>,
    /// How jobs are evicted.
    pub preemption: Preemption,
    /// When calendar months begin after the start, for what is counted by the month.
    pub months: Vec<Time>,
    /// What jobs draw and cost, where a limit counts it.
    pub rates: Rates,
    /// What a kilowatt-hour costs and brings, where jobs are put off for its sake.
    pub signals: Signals,
    /// When nodes sleep, if they ever do.
    pub sleep: Option<Sleep>,
    /// Whether jobs come that hang together when they start: arrays of which only so many jobs run at once, and gangs.
    pub has_sets: bool,
}

impl Rules {
    /// What holds for the jobs of a class.
    #[must_use]
    pub fn class(&self, class: ClassId) -> &ClassRule {
        const NONE: &ClassRule = &ClassRule {
            qos: QosId(0),
            licences: Vec::new(),
            checkpoint: None,
            on_failure: OnFailure::Requeue { retries: None },
            patience: None,
            deferral: None,
        };
        self.classes.get(usize::from(class.0)).unwrap_or(NONE)
    }

    /// The priority of the quality of service that the jobs of a class have; zero where there are none.
    #[must_use]
    pub fn qos_priority(&self, class: ClassId) -> u32 {
        self.qos.get(usize::from(self.class(class).qos.0)).map_or(0, |qos| qos.priority)
    }

    /// What holds in a partition.
    #[must_use]
    pub fn partition(&self, partition: PartitionId) -> &PartitionRule {
        const NONE: &PartitionRule =
            &PartitionRule { walltime_most: None, units_most: None, groups: Vec::new(), tier: 0 };
        self.partitions.get(usize::from(partition.0)).unwrap_or(NONE)
    }

    /// Whether waiting jobs of one quality of service may evict running ones of another.
    #[must_use]
    pub fn preempts(&self, waiting: QosId, running: QosId) -> bool {
        self.qos.get(usize::from(waiting.0)).is_some_and(|qos| qos.preempts.contains(&running))
    }

    /// The number of the calendar month in which an instant lies, counted from the start.
    #[must_use]
    pub fn month(&self, at: Time) -> usize {
        self.months.partition_point(|begin| *begin <= at)
    }

    /// When the next calendar month begins; nothing where none is known.
    #[must_use]
    pub fn next_month(&self, at: Time) -> Option<Time> {
        self.months.get(self.month(at)).copied()
    }
}

impl Limit {
    /// Whether a job counts towards it.
    #[must_use]
    pub fn concerns(&self, rules: &Rules, request: &Request) -> bool {
        fn named<T: PartialEq>(list: &[T], one: &T) -> bool {
            list.is_empty() || list.contains(one)
        }
        named(&self.groups, &request.group)
            && named(&self.qos, &rules.class(request.class).qos)
            && named(&self.partitions, &request.partition)
            && named(&self.classes, &request.class)
    }
}

impl Amount {
    /// Whether it is used up by the month, rather than held while a job runs.
    #[must_use]
    pub const fn is_monthly(self) -> bool {
        matches!(self, Amount::CoreTime | Amount::AcceleratorTime | Amount::NodeTime | Amount::Money)
    }

    /// Why a job waits that finds it used up.
    #[must_use]
    pub const fn cause(self) -> Cause {
        match self {
            Amount::Power => Cause::Power,
            Amount::Money => Cause::Budget,
            Amount::RunningJobs
            | Amount::WaitingJobs
            | Amount::Cores
            | Amount::Accelerators
            | Amount::Nodes
            | Amount::CoreTime
            | Amount::AcceleratorTime
            | Amount::NodeTime => Cause::Limit,
        }
    }
}
