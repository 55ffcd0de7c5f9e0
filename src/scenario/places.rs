//! What a file says of its centres, as it is typed: partitions, and what is locked of them.

use std::ops::Range;

use jiff::civil::DateTime;

use super::data_spec::StoreSpec;
use super::ledger_spec::{CostSpec, PowerSpec, SleepSpec};
use super::network_spec::SiteSpec;
use super::read::{At, Entry, Period};

#[derive(Debug)]
pub(super) struct CenterSpec {
    pub(super) name: Option<At<String>>,
    pub(super) title: Option<At<String>>,
    pub(super) partitions: Vec<PartitionSpec>,
    pub(super) checkpoint_bandwidth: Option<At<i64>>,
    pub(super) power: Option<PowerSpec>,
    pub(super) sleep: Option<SleepSpec>,
    pub(super) cost: Option<CostSpec>,
    pub(super) store: Option<StoreSpec>,
    pub(super) site: SiteSpec,
}

#[derive(Debug)]
pub(super) struct PartitionSpec {
    pub(super) span: Range<usize>,
    pub(super) name: Option<At<String>>,
    pub(super) nodes: Option<At<u64>>,
    /// Whether `nodes` is in the file, be it right or wrong.
    pub(super) nodes_typed: bool,
    /// For how many nodes the demand is stated.
    pub(super) demand_nodes: Option<At<u64>>,
    pub(super) hardware: Option<At<String>>,
    /// Whether `hardware` is in the file, be it right or wrong.
    pub(super) hardware_typed: bool,
    pub(super) of: Option<At<Vec<At<String>>>>,
    /// Whether `of` is in the file, be it right or wrong.
    pub(super) of_typed: bool,
    pub(super) default: Option<At<bool>>,
    pub(super) walltime_most_micros: Option<At<i64>>,
    pub(super) units_most: Option<At<u64>>,
    pub(super) tenants: Option<At<Vec<At<String>>>>,
    pub(super) tier: Option<At<u64>>,
    pub(super) priority: Option<At<u64>>,
    pub(super) spares: Option<At<u64>>,
    pub(super) phases: Vec<PhaseSpec>,
    pub(super) locks: Vec<LockSpec>,
    pub(super) maintenance: Vec<MaintenanceSpec>,
}

/// Nodes that come or go on a date.
#[derive(Debug)]
pub(super) struct PhaseSpec {
    pub(super) span: Range<usize>,
    pub(super) name: Option<At<String>>,
    pub(super) nodes: Option<At<u64>>,
    pub(super) hardware: Option<At<String>>,
    pub(super) from: Option<At<DateTime>>,
    pub(super) until: Option<At<DateTime>>,
    pub(super) announced_micros: Option<At<i64>>,
    /// The share that is there at first, in millionths of a percent.
    pub(super) first: Option<At<i64>>,
    pub(super) all_after_micros: Option<At<i64>>,
    pub(super) steps: Option<At<u64>>,
    pub(super) commissioning_micros: Option<At<i64>>,
    pub(super) commissioning_failures: Option<At<f64>>,
    /// Whether one of the two dates is in the file, be it right or wrong.
    pub(super) date_typed: bool,
}

impl From<Entry> for PhaseSpec {
    fn from(mut entry: Entry) -> PhaseSpec {
        PhaseSpec {
            name: entry.text("name"),
            nodes: entry.count("nodes"),
            hardware: entry.text("hardware"),
            date_typed: entry.has("from") || entry.has("until"),
            announced_micros: entry.amount("announced"),
            first: entry.amount("first"),
            all_after_micros: entry.amount("all_after"),
            steps: entry.count("steps"),
            commissioning_micros: entry.amount("commissioning"),
            commissioning_failures: entry.number("commissioning_failures"),
            from: entry.date("from"),
            until: entry.date("until"),
            span: entry.span,
        }
    }
}

/// Work on nodes.
#[derive(Debug)]
pub(super) struct MaintenanceSpec {
    pub(super) name: Option<At<String>>,
    pub(super) from: Option<At<DateTime>>,
    pub(super) until: Option<At<DateTime>>,
    pub(super) lasts_micros: Option<At<i64>>,
    pub(super) notice: Option<At<String>>,
    /// Whether `notice` is in the file, be it right or wrong.
    pub(super) notice_typed: bool,
    pub(super) nodes: Option<At<u64>>,
    pub(super) at_a_time: Option<At<u64>>,
    pub(super) every: Option<At<Period>>,
    pub(super) announced_micros: Option<At<i64>>,
    pub(super) together: Option<At<bool>>,
    pub(super) span: Range<usize>,
}

impl From<Entry> for MaintenanceSpec {
    fn from(mut entry: Entry) -> MaintenanceSpec {
        MaintenanceSpec {
            name: entry.text("name"),
            from: entry.date("from"),
            until: entry.date("until"),
            lasts_micros: entry.amount("lasts"),
            notice_typed: entry.has("notice"),
            notice: entry.text("notice"),
            nodes: entry.count("nodes"),
            at_a_time: entry.count("at_a_time"),
            every: entry.period("every"),
            announced_micros: entry.amount("announced"),
            together: entry.truth("together"),
            span: entry.span,
        }
    }
}

#[derive(Debug)]
pub(super) struct LockSpec {
    pub(super) span: Range<usize>,
    pub(super) name: Option<At<String>>,
    pub(super) share: Option<At<i64>>,
    pub(super) nodes: Option<At<u64>>,
    /// Whether one of these two is in the file, be it right or wrong.
    pub(super) size_typed: bool,
    pub(super) owners: Option<At<Vec<At<String>>>>,
    /// Whether `for` is in the file, be it right or wrong.
    pub(super) owners_typed: bool,
    pub(super) terms: LockTermsSpec,
    pub(super) from: Option<At<DateTime>>,
    pub(super) until: Option<At<DateTime>>,
    pub(super) every: Option<At<Period>>,
    pub(super) lasts_micros: Option<At<i64>>,
    pub(super) maintenance: Option<At<bool>>,
}

impl LockSpec {
    /// Whether it is for nobody.
    pub(super) fn is_maintenance(&self) -> bool {
        self.maintenance.as_ref().is_some_and(|maintenance| maintenance.value)
    }
}

/// What becomes of a lock that idles: of one, or (in a policy) of all.
#[derive(Debug)]
pub(super) struct LockTermsSpec {
    /// The key of the mode.
    pub(super) key: &'static str,
    pub(super) mode: Option<At<String>>,
    /// Whether the mode is in the file, be it right or wrong.
    pub(super) mode_typed: bool,
    pub(super) notice_micros: Option<At<i64>>,
    /// Whether `notice` is in the file, be it right or wrong.
    pub(super) notice_typed: bool,
    pub(super) return_time_micros: Option<At<i64>>,
    /// Whether `return_time` is in the file, be it right or wrong.
    pub(super) return_time_typed: bool,
}

impl LockTermsSpec {
    /// Those of a table in which the mode has this key.
    pub(super) fn of(entry: &mut Entry, key: &'static str) -> LockTermsSpec {
        LockTermsSpec {
            key,
            mode_typed: entry.has(key),
            mode: entry.text(key),
            notice_typed: entry.has("notice"),
            notice_micros: entry.amount("notice"),
            return_time_typed: entry.has("return_time"),
            return_time_micros: entry.amount("return_time"),
        }
    }
}

impl From<Entry> for CenterSpec {
    fn from(mut entry: Entry) -> CenterSpec {
        CenterSpec {
            name: entry.text("name"),
            title: entry.text("title"),
            partitions: entry.tables("partition").into_iter().map(PartitionSpec::from).collect(),
            checkpoint_bandwidth: entry.amount("checkpoint_bandwidth"),
            power: entry.tables("power").into_iter().next().map(PowerSpec::from),
            sleep: entry.tables("sleep").into_iter().next().map(SleepSpec::from),
            cost: entry.tables("cost").into_iter().next().map(CostSpec::from),
            store: entry.tables("store").into_iter().next().map(StoreSpec::from),
            site: SiteSpec::of(&mut entry),
        }
    }
}

impl From<Entry> for PartitionSpec {
    fn from(mut entry: Entry) -> PartitionSpec {
        PartitionSpec {
            name: entry.text("name"),
            nodes_typed: entry.has("nodes"),
            nodes: entry.count("nodes"),
            demand_nodes: entry.count("demand_nodes"),
            hardware_typed: entry.has("hardware"),
            hardware: entry.text("hardware"),
            of_typed: entry.has("of"),
            of: entry.names("of"),
            default: entry.truth("default"),
            walltime_most_micros: entry.amount("max_walltime"),
            units_most: entry.count("max_units"),
            tenants: entry.names("tenants"),
            tier: entry.count("tier"),
            priority: entry.count("priority"),
            spares: entry.count("spares"),
            phases: entry.tables("phase").into_iter().map(PhaseSpec::from).collect(),
            locks: entry.tables("lock").into_iter().map(LockSpec::from).collect(),
            maintenance: entry.tables("maintenance").into_iter().map(MaintenanceSpec::from).collect(),
            span: entry.span,
        }
    }
}

impl From<Entry> for LockSpec {
    fn from(mut entry: Entry) -> LockSpec {
        LockSpec {
            name: entry.text("name"),
            size_typed: entry.has("share") || entry.has("nodes"),
            share: entry.amount("share"),
            nodes: entry.count("nodes"),
            owners_typed: entry.has("for"),
            owners: entry.names("for"),
            terms: LockTermsSpec::of(&mut entry, "mode"),
            from: entry.date("from"),
            until: entry.date("until"),
            every: entry.period("every"),
            lasts_micros: entry.amount("lasts"),
            maintenance: entry.truth("maintenance"),
            span: entry.span,
        }
    }
}
