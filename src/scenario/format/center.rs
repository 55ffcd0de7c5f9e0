//! What a scenario says of its centres: partitions, and the shares of them that are locked.

use super::super::fields::{Kind, Table, Usual};
use super::super::known::lock_modes;
use super::super::units::Dimension;
use super::data::{CENTER_STORE, STORE_HELP};
use super::failures::{PARTITION_SPARES, PHASE_COMMISSIONING, PHASE_COMMISSIONING_FAILURES};
use super::kinds::EVERY;
use super::ledger::{CENTER_COST, COST_HELP};
use super::maintenance::{PARTITION_MAINTENANCE, PHASE_ALL_AFTER, PHASE_ANNOUNCED, PHASE_FIRST, PHASE_STEPS};
use super::network::{CENTER_LATITUDE, CENTER_LONGITUDE, CENTER_SPILLS_TO};
use super::power::{CENTER_POWER, CENTER_SLEEP, POWER_HELP, SLEEP_HELP};
use super::{DAY, PERCENT, SECOND, duration, optional, required, share, usual};

/// `[[center]]`.
pub(super) const CENTER: Table = Table {
    header: "[[center]]",
    help: "A compute centre.",
    fields: &[
        required("name", Kind::Name, "\"wuhan-ai\"", "Its short name, unique in the file."),
        required(
            "title",
            Kind::Title,
            "\"Wuhan AI Computing Center 武汉人工智能计算中心\"",
            "Its full name for people.",
        ),
        required("partition", Kind::Tables(&PARTITION), "", "Its nodes, in groups of equal nodes."),
        optional(
            "checkpoint_bandwidth",
            Kind::Amount { dimension: Dimension::Bandwidth, least: 1_000_000, most: 1_000_000_000_000_000 },
            "\"100 GB/s\"",
            "checkpoints are written beside each other",
            "What all jobs together can write into its storage, where their `checkpoint_size` is told.",
        ),
        CENTER_LATITUDE,
        CENTER_LONGITUDE,
        CENTER_SPILLS_TO,
        optional("power", Kind::Table(&CENTER_POWER), "", "no power is told", POWER_HELP),
        optional("sleep", Kind::Table(&CENTER_SLEEP), "", "no node sleeps", SLEEP_HELP),
        optional("store", Kind::Table(&CENTER_STORE), "", "room without end", STORE_HELP),
        optional("cost", Kind::Table(&CENTER_COST), "", "no cost is told", COST_HELP),
    ],
};

/// `[[center.partition]]`.
pub(super) const PARTITION: Table = Table {
    header: "[[center.partition]]",
    help: "Equal nodes of the centre above, under the name to which jobs are submitted; or a second name for the nodes of other partitions.",
    fields: &[
        required("name", Kind::Name, "\"npu\"", "Its name, unique in its centre."),
        optional(
            "nodes",
            Kind::Count { least: 0, most: 1_000_000 },
            "98",
            "`of` says where its nodes are",
            "How many nodes are there all the time; 0 only where all of them come in phases.",
        ),
        optional(
            "demand_nodes",
            Kind::Count { least: 1, most: 1_000_000 },
            "98",
            "`nodes`, so that the demand grows and shrinks with them",
            "For how many nodes the demand is stated: a `load` is a share of so many, and jobs are as large as so many can hold. Leave it as it is when `nodes` is changed: then the same jobs come, and what is asked is whether more or fewer nodes serve them better or worse. Locks take their shares of it, too.",
        ),
        optional(
            "hardware",
            Kind::Name,
            "\"ascend-910-server\"",
            "`of` says where its nodes are",
            "What kind of node: a name from `suanli list hardware`, or a `[hardware.NAME]` of this file.",
        ),
        optional(
            "of",
            Kind::Names,
            "[\"training\", \"inference\"]",
            "it has `nodes` of its own",
            "Partitions of the same centre that it consists of: it overlaps them, and has no nodes of its own. Jobs count on the kind of node of which there is most; where one job needs more nodes than that, on the next kind on which it fits.",
        ),
        optional(
            "default",
            Kind::Truth,
            "true",
            "the first partition of the centre is",
            "Whether workloads that name no partition are sent here.",
        ),
        optional(
            "max_walltime",
            duration(SECOND),
            "\"48 h\"",
            "any time",
            "The longest time that a job may request (`MaxTime`); longer ones are turned away.",
        ),
        optional(
            "max_units",
            Kind::Count { least: 1, most: 4_294_967_295 },
            "64",
            "the whole partition",
            "The most accelerators of one job (cores, in a centre without accelerators); larger ones are turned away.",
        ),
        optional(
            "tenants",
            Kind::Names,
            "[\"enterprises\"]",
            "every tenant",
            "The groups (names of `[[tenants]]`) that may submit to it (`AllowAccounts`).",
        ),
        PARTITION_SPARES,
        usual(
            "tier",
            Kind::Count { least: 0, most: 65_533 },
            "1",
            Usual::Whole(0),
            "Its tier (`PriorityTier`): jobs of a higher tier come first, and may evict those of a lower one where `[preemption]` says `by_tier`.",
        ),
        usual(
            "priority",
            Kind::Count { least: 0, most: 65_535 },
            "100",
            Usual::Whole(0),
            "Its priority under the order `multifactor`, against the highest of all partitions.",
        ),
        optional(
            "phase",
            Kind::Tables(&PHASE),
            "",
            "all of its nodes are there all the time",
            "Nodes that are delivered or retired on a date, beside its `nodes`.",
        ),
        optional(
            "lock",
            Kind::Tables(&LOCK),
            "",
            "all nodes are open to every tenant",
            "Shares of it that are locked for some groups.",
        ),
        PARTITION_MAINTENANCE,
    ],
};

/// `[[center.partition.phase]]`.
pub(super) const PHASE: Table = Table {
    header: "[[center.partition.phase]]",
    help: "Nodes of the partition above that come or go on a date: schedulers that plan ahead count on them from then on, and no longer than that, as soon as they know the date. They are there beside its `nodes`, which are there all the time, and no `load` is a share of them.",
    fields: &[
        required("name", Kind::Name, "\"second-phase\"", "Its name, unique in its partition."),
        required("nodes", Kind::Count { least: 1, most: 1_000_000 }, "98", "How many nodes."),
        optional(
            "hardware",
            Kind::Name,
            "\"ascend-910b-server\"",
            "that of the partition",
            "What kind of node, where it is another generation.",
        ),
        optional("from", Kind::Date, "2022-02-01", "the start", "From when on they are there."),
        optional(
            "until",
            Kind::Date,
            "2023-06-30",
            "the end",
            "When they are gone. Jobs that would run longer do not start there.",
        ),
        PHASE_ANNOUNCED,
        PHASE_FIRST,
        PHASE_ALL_AFTER,
        PHASE_STEPS,
        PHASE_COMMISSIONING,
        PHASE_COMMISSIONING_FAILURES,
    ],
};

/// `[[center.partition.lock]]`.
pub(super) const LOCK: Table = Table {
    header: "[[center.partition.lock]]",
    help: "Nodes of the partition above that are kept for some groups of tenants, who may use the open nodes as well: always, or in spans of time (an advance reservation). What `mode` says becomes of them while the groups leave them idle.",
    fields: &[
        required("name", Kind::Name, "\"large-models\"", "Its name, unique in its partition."),
        optional(
            "share",
            share(1, 100 * PERCENT),
            "\"30 %\"",
            "`nodes` says it",
            "Which share of the partition's nodes, rounded to the nearest node, at least one.",
        ),
        optional(
            "nodes",
            Kind::Count { least: 1, most: 1_000_000 },
            "20",
            "`share` says it",
            "How many nodes; give either `share` or `nodes`.",
        ),
        optional(
            "for",
            Kind::Names,
            "[\"llm-teams\"]",
            "nobody: `maintenance` says so",
            "The groups (names of `[[tenants]]`) that it is locked for.",
        ),
        usual(
            "mode",
            Kind::Choice { of: "mode of a lock", known: lock_modes, bracketed: Vec::new },
            "\"lend-preemptible\"",
            Usual::Text("strict"),
            "What becomes of its nodes while its groups leave them idle: they stay idle (`strict`); others use them and are evicted when they are needed (`lend-preemptible`); others use them for jobs that end within the `notice` (`lend-short`); others use them until they are needed, and then leave within the `return_time` (`lend-until-needed`).",
        ),
        optional(
            "notice",
            duration(SECOND),
            "\"2 h\"",
            "only `lend-short` has one",
            "With `lend-short`: the longest that its groups wait for a lent node.",
        ),
        optional(
            "return_time",
            duration(0),
            "\"30 min\"",
            "only `lend-until-needed` has one",
            "With `lend-until-needed`: how long others may stay once its groups need the nodes.",
        ),
        optional("from", Kind::Date, "2023-03-01T08:00:00", "the start", "From when on it is locked."),
        optional("until", Kind::Date, "2023-04-01", "the end", "Until when it is locked."),
        optional(
            "every",
            Kind::Period { words: EVERY, least: 60 * SECOND, most: 36_525 * DAY },
            "\"week\"",
            "it does not recur",
            "How often it begins again, counted from `from`; a month later is the same day of the next calendar month, or its last.",
        ),
        optional(
            "lasts",
            duration(SECOND),
            "\"4 h\"",
            "as long as `until` says",
            "How long it is locked each time.",
        ),
        usual(
            "maintenance",
            Kind::Truth,
            "true",
            Usual::Truth(false),
            "Whether it is locked for nobody, so that the nodes can be worked on; then there is no `for`.",
        ),
    ],
};
