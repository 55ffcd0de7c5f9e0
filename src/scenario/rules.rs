//! What a file says of the rules of its centres, as it is typed.

use std::ops::Range;

use super::failures::CheckpointSpec;
use super::places::LockTermsSpec;
use super::read::{At, Entry, Part, Tokens};
use crate::model::{Amount, Named};

/// A list of names, each with its place.
pub(super) type Names = Option<At<Vec<At<String>>>>;

#[derive(Debug)]
pub(super) struct QosSpec {
    pub(super) name: Option<At<String>>,
    pub(super) priority: Option<At<u64>>,
    pub(super) price: Option<At<f64>>,
    pub(super) preempts: Names,
}

#[derive(Debug)]
pub(super) struct LimitSpec {
    pub(super) span: Range<usize>,
    pub(super) name: Option<At<String>>,
    pub(super) center: Option<At<String>>,
    pub(super) tenants: Names,
    pub(super) qos: Names,
    pub(super) partitions: Names,
    pub(super) workloads: Names,
    pub(super) each: Option<At<String>>,
    /// What it counts, and the most.
    pub(super) amounts: Vec<(Amount, At<u64>)>,
    /// Whether any amount is in the file, be it right or wrong.
    pub(super) amount_typed: bool,
}

#[derive(Debug)]
pub(super) struct LicenceSpec {
    pub(super) name: Option<At<String>>,
    pub(super) count: Option<At<u64>>,
}

#[derive(Debug)]
pub(super) struct QuotaSpec {
    pub(super) name: Option<At<String>>,
    pub(super) center: Option<At<String>>,
    pub(super) tenants: Names,
    pub(super) guaranteed: Option<At<Part>>,
    pub(super) maximum: Option<At<Part>>,
    pub(super) borrows: Option<At<bool>>,
    pub(super) lends: Option<At<bool>>,
    pub(super) reclaims: Option<At<bool>>,
}

#[derive(Debug)]
pub(super) struct PreemptionSpec {
    pub(super) by_tier: Option<At<bool>>,
    pub(super) victims: Option<At<String>>,
    pub(super) mode: Option<At<String>>,
    pub(super) grace_micros: Option<At<i64>>,
    pub(super) minimum_run_micros: Option<At<i64>>,
}

/// What a workload says of the rules for its jobs.
#[derive(Debug)]
pub(super) struct JobRuleSpec {
    pub(super) qos: Option<At<String>>,
    pub(super) licences: Option<At<Vec<At<Tokens>>>>,
    pub(super) checkpoint: CheckpointSpec,
    pub(super) patience_micros: Option<At<i64>>,
    pub(super) deadline_micros: Option<At<i64>>,
    pub(super) defer_micros: Option<At<i64>>,
    pub(super) defer_by: Option<At<String>>,
    /// Whether `defer_by` says anything, known or not.
    pub(super) defer_by_typed: bool,
    pub(super) chain: Option<At<u64>>,
    pub(super) array_limit: Option<At<u64>>,
    pub(super) after: Option<At<String>>,
    /// Whether `after` is in the file, be it right or wrong.
    pub(super) after_typed: bool,
    pub(super) after_condition: Option<At<String>>,
    pub(super) singleton: Option<At<bool>>,
    pub(super) components: Vec<ComponentSpec>,
}

/// What starts together with each job of a workload.
#[derive(Debug)]
pub(super) struct ComponentSpec {
    pub(super) span: Range<usize>,
    pub(super) partition: Option<At<String>>,
    /// Whether it is in the file, be it right or wrong.
    pub(super) partition_typed: bool,
    pub(super) nodes: Option<At<u64>>,
    pub(super) cores: Option<At<u64>>,
    pub(super) accelerators: Option<At<u64>>,
    pub(super) memory_bytes: Option<At<i64>>,
    /// Whether any of these three is in the file, be it right or wrong.
    pub(super) amount_typed: bool,
}

/// The differences under a policy.
#[derive(Debug)]
pub(super) struct VariantSpec {
    pub(super) locks: LockTermsSpec,
    pub(super) lock_share: Option<At<i64>>,
    pub(super) quotas: Option<At<bool>>,
    pub(super) power_cap: Option<At<bool>>,
    pub(super) slow_down: Option<At<bool>>,
    pub(super) defer: Option<At<bool>>,
    pub(super) sleep: Option<At<bool>>,
}

impl From<Entry> for QosSpec {
    fn from(mut entry: Entry) -> QosSpec {
        // The title is for people who read the file.
        entry.text("title");
        QosSpec {
            name: entry.text("name"),
            priority: entry.count("priority"),
            price: entry.number("price"),
            preempts: entry.names("preempts"),
        }
    }
}

impl From<Entry> for LimitSpec {
    fn from(mut entry: Entry) -> LimitSpec {
        let amounts = Amount::ALL.iter();
        LimitSpec {
            name: entry.text("name"),
            center: entry.text("center"),
            tenants: entry.names("tenants"),
            qos: entry.names("qos"),
            partitions: entry.names("partitions"),
            workloads: entry.names("workloads"),
            each: entry.text("each"),
            amount_typed: Amount::ALL.iter().any(|amount| entry.has(amount.name())),
            amounts: amounts.filter_map(|amount| Some((*amount, entry.count(amount.name())?))).collect(),
            span: entry.span,
        }
    }
}

impl From<Entry> for LicenceSpec {
    fn from(mut entry: Entry) -> LicenceSpec {
        LicenceSpec { name: entry.text("name"), count: entry.count("count") }
    }
}

impl From<Entry> for QuotaSpec {
    fn from(mut entry: Entry) -> QuotaSpec {
        QuotaSpec {
            name: entry.text("name"),
            center: entry.text("center"),
            tenants: entry.names("tenants"),
            guaranteed: entry.part("guaranteed"),
            maximum: entry.part("maximum"),
            borrows: entry.truth("borrows"),
            lends: entry.truth("lends"),
            reclaims: entry.truth("reclaims"),
        }
    }
}

impl From<Entry> for PreemptionSpec {
    fn from(mut entry: Entry) -> PreemptionSpec {
        PreemptionSpec {
            by_tier: entry.truth("by_tier"),
            victims: entry.text("victims"),
            mode: entry.text("mode"),
            grace_micros: entry.amount("grace"),
            minimum_run_micros: entry.amount("minimum_run"),
        }
    }
}

impl JobRuleSpec {
    pub(super) fn of(entry: &mut Entry) -> JobRuleSpec {
        JobRuleSpec {
            qos: entry.text("qos"),
            licences: entry.tokens("licences"),
            checkpoint: CheckpointSpec::of(entry),
            patience_micros: entry.amount("patience"),
            deadline_micros: entry.amount("deadline"),
            defer_micros: entry.amount("defer"),
            defer_by_typed: entry.has("defer_by"),
            defer_by: entry.text("defer_by"),
            chain: entry.count("chain"),
            array_limit: entry.count("array_limit"),
            after_typed: entry.has("after"),
            after: entry.text("after"),
            after_condition: entry.text("after_condition"),
            singleton: entry.truth("singleton"),
            components: entry.tables("component").into_iter().map(ComponentSpec::from).collect(),
        }
    }
}

impl From<Entry> for ComponentSpec {
    fn from(mut entry: Entry) -> ComponentSpec {
        let amounts = ["cores_per_node", "accelerators_per_node", "memory_per_node"];
        ComponentSpec {
            partition_typed: entry.has("partition"),
            partition: entry.text("partition"),
            nodes: entry.count("nodes"),
            amount_typed: amounts.into_iter().any(|key| entry.has(key)),
            cores: entry.count("cores_per_node"),
            accelerators: entry.count("accelerators_per_node"),
            memory_bytes: entry.amount("memory_per_node"),
            span: entry.span,
        }
    }
}

/// Whether something is said not to hold.
pub(super) fn is_off(said: &Option<At<bool>>) -> bool {
    said.as_ref().is_some_and(|at| !at.value)
}

impl VariantSpec {
    pub(super) fn of(entry: &mut Entry) -> VariantSpec {
        VariantSpec {
            locks: LockTermsSpec::of(entry, "locks"),
            lock_share: entry.amount("lock_share"),
            quotas: entry.truth("quotas"),
            power_cap: entry.truth("power_cap"),
            slow_down: entry.truth("slow_down"),
            defer: entry.truth("defer"),
            sleep: entry.truth("sleep"),
        }
    }

    /// Whether anything is different at all.
    pub(super) fn is_plain(&self) -> bool {
        self.locks.mode.is_none()
            && self.lock_share.is_none()
            && ![&self.quotas, &self.power_cap, &self.slow_down, &self.defer, &self.sleep]
                .into_iter()
                .any(is_off)
    }
}
