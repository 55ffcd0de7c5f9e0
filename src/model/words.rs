//! The words that scenarios and reports have for the kinds of rules, each in one place.

use super::{Amount, Condition, Each, Eviction, Named, Signal};

impl Named for Eviction {
    const ALL: &'static [Eviction] =
        &[Eviction::Requeue, Eviction::Checkpoint, Eviction::Cancel, Eviction::Suspend];

    fn name(self) -> &'static str {
        match self {
            Eviction::Requeue => "requeue",
            Eviction::Checkpoint => "checkpoint",
            Eviction::Cancel => "cancel",
            Eviction::Suspend => "suspend",
        }
    }
}

impl Named for Condition {
    const ALL: &'static [Condition] = &[Condition::AfterOk, Condition::AfterAny, Condition::AfterNotOk];

    fn name(self) -> &'static str {
        match self {
            Condition::AfterOk => "afterok",
            Condition::AfterAny => "afterany",
            Condition::AfterNotOk => "afternotok",
        }
    }
}

impl Named for Each {
    const ALL: &'static [Each] = &[Each::Together, Each::Tenant];

    fn name(self) -> &'static str {
        match self {
            Each::Together => "together",
            Each::Tenant => "tenant",
        }
    }
}

impl Named for Signal {
    const ALL: &'static [Signal] = &[Signal::Carbon, Signal::Price];

    fn name(self) -> &'static str {
        match self {
            Signal::Carbon => "carbon",
            Signal::Price => "price",
        }
    }
}

impl Named for Amount {
    const ALL: &'static [Amount] = &[
        Amount::RunningJobs,
        Amount::WaitingJobs,
        Amount::Cores,
        Amount::Accelerators,
        Amount::Nodes,
        Amount::CoreTime,
        Amount::AcceleratorTime,
        Amount::NodeTime,
        Amount::Power,
        Amount::Money,
    ];

    fn name(self) -> &'static str {
        match self {
            Amount::RunningJobs => "running_jobs",
            Amount::WaitingJobs => "waiting_jobs",
            Amount::Cores => "cores",
            Amount::Accelerators => "accelerators",
            Amount::Nodes => "nodes",
            Amount::CoreTime => "core_hours_per_month",
            Amount::AcceleratorTime => "accelerator_hours_per_month",
            Amount::NodeTime => "node_hours_per_month",
            Amount::Power => "job_watts",
            Amount::Money => "yuan_per_month",
        }
    }
}

impl Amount {
    /// How many of what it counts are one of what its word names: time is counted in microseconds, and written in hours.
    #[must_use]
    pub const fn scale(self) -> u64 {
        match self {
            Amount::CoreTime | Amount::AcceleratorTime | Amount::NodeTime => 3_600_000_000,
            Amount::Power => 1_000,
            Amount::Money => 1_000_000,
            Amount::RunningJobs
            | Amount::WaitingJobs
            | Amount::Cores
            | Amount::Accelerators
            | Amount::Nodes => 1,
        }
    }
}
