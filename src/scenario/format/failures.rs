//! What a scenario says of nodes that fail, and of jobs that write checkpoints.

use super::super::fields::{Field, Kind, Table, Usual};
use super::super::known::{checkpoint_rules, node_failures};
use super::super::units::Dimension;
use super::kinds::{PERCENT, SECOND, duration, optional, required, share, usual};

/// `[[failure]]`.
pub(super) const FAILURE: Table = Table {
    header: "[[failure]]",
    help: "How nodes fail for one cause: so often on average, and out for so long; or as it was recorded. Nobody knows of it before. Every policy meets the same failures.",
    fields: &[
        required("name", Kind::Name, "\"gpu\"", "The cause, unique in the file."),
        optional("center", Kind::Name, "\"wuhan-ai\"", "every centre", "The centre whose nodes fail."),
        optional(
            "partitions",
            Kind::Names,
            "[\"training\"]",
            "all partitions",
            "The partitions whose nodes fail.",
        ),
        optional(
            "mtbf",
            duration(SECOND),
            "\"154 d\"",
            "another key says how often",
            "The mean time that a node works from one repair to its next failure.",
        ),
        optional(
            "per_1000_node_days",
            Kind::Number { least: 0.000_001, most: 1_000_000.0 },
            "6.5",
            "another key says how often",
            "The same as a rate: so many failures of 1,000 nodes that work for a day.",
        ),
        optional(
            "log",
            Kind::Title,
            "\"failures.csv\"",
            "failures are drawn by chance",
            "A record of failures (CSV with the columns `node`, `from`, `to` and, where it has one, `cause`; times are dates or days since the start). A node is a number from 1 on, counted through the nodes of the partitions named.",
        ),
        optional(
            "from",
            Kind::Date,
            "2023-03-01",
            "the start",
            "From when on these failures come, of a record too.",
        ),
        optional("until", Kind::Date, "2023-10-01", "the end", "Until when they come."),
        optional(
            "nodes",
            Kind::Range { least: 1, most: 1_000_000 },
            "[1, 16]",
            "all nodes",
            "Of which nodes, the first and the last: they are counted from 1 through the nodes of the partitions named, as in a record.",
        ),
        optional(
            "shape",
            Kind::Number { least: 0.1, most: 10.0 },
            "0.7",
            "1, which is exponential",
            "The shape of the Weibull distribution of the times between failures: 1 is exponential, and below 1 a node that has just come fails most easily.",
        ),
        optional(
            "repair",
            duration(SECOND),
            "\"20 min\"",
            "`repair_median` and `repair_upper_decile` say it",
            "How long a node is out, always.",
        ),
        optional(
            "repair_median",
            duration(SECOND),
            "\"4 h\"",
            "4 h, unless `repair` says it",
            "Half of the repairs, which are lognormal, are shorter.",
        ),
        optional(
            "repair_upper_decile",
            duration(SECOND),
            "\"2 d\"",
            "2 d, unless `repair` says it",
            "Nine in ten repairs are shorter; above `repair_median`.",
        ),
        optional(
            "detection_time",
            duration(0),
            "\"2 min\"",
            "`detection_median` and `detection_upper_decile` say it, else it is noticed at once",
            "How long it takes until somebody notices, always. Until then jobs on the node hang and hold their nodes, others may start on it, and nobody knows; then its repair begins.",
        ),
        optional(
            "detection_median",
            duration(SECOND),
            "\"2 min\"",
            "`detection_time` says it",
            "Half of the failures, lognormal, are noticed sooner.",
        ),
        optional(
            "detection_upper_decile",
            duration(SECOND),
            "\"20 min\"",
            "`detection_time` says it",
            "Nine in ten failures are noticed sooner; above `detection_median`.",
        ),
        optional(
            "nodes_together",
            Kind::Count { least: 1, most: 1_000_000 },
            "16",
            "each by itself",
            "How many neighbours fail at once, as those of a rack do. The times are those of such a group.",
        ),
        usual(
            "all_together",
            Kind::Truth,
            "true",
            Usual::Truth(false),
            "Whether all nodes fail at once, as when power or network is lost.",
        ),
        optional(
            "lemon_share",
            share(1, 100 * PERCENT),
            "\"5 %\"",
            "all nodes are alike",
            "Which share of the nodes fails far more often than the others; the mean rate stays.",
        ),
        optional(
            "lemon_factor",
            Kind::Number { least: 1.0, most: 10_000.0 },
            "20",
            "all nodes are alike",
            "How many times as often these fail.",
        ),
        optional(
            "exclude_after",
            Kind::Count { least: 2, most: 1_000 },
            "3",
            "no node is taken out",
            "A node that fails so often within `exclude_within` is taken out for `exclude_for`.",
        ),
        optional(
            "exclude_within",
            duration(SECOND),
            "\"30 d\"",
            "30 d",
            "Within which time these failures lie.",
        ),
        optional(
            "exclude_for",
            duration(SECOND),
            "\"30 d\"",
            "30 d",
            "For how long such a node is taken out, in place of its repair.",
        ),
    ],
};

/// `commissioning` of a phase.
pub(super) const PHASE_COMMISSIONING: Field = optional(
    "commissioning",
    duration(SECOND),
    "\"8 weeks\"",
    "they fail like others from the first day on",
    "How long after they have come its nodes fail more often, by chance.",
);

/// `commissioning_failures` of a phase.
pub(super) const PHASE_COMMISSIONING_FAILURES: Field = optional(
    "commissioning_failures",
    Kind::Number { least: 0.01, most: 1_000.0 },
    "3",
    "they fail like others from the first day on",
    "How many times as often they fail in that time.",
);

/// `spares` of a partition.
pub(super) const PARTITION_SPARES: Field = optional(
    "spares",
    Kind::Count { least: 0, most: 1_000_000 },
    "2",
    "none",
    "How many nodes stand by beside its `nodes`: each takes the place of one that fails at once, and a node that is repaired stands by in its turn. Of a partition with locks they stand by its open nodes.",
);

/// `checkpoint_every` of a workload.
pub(super) const WORKLOAD_CHECKPOINT: Field = optional(
    "checkpoint_every",
    duration(SECOND),
    "\"30 min\"",
    "never, or as `checkpoint_rule` says",
    "How much work lies between two checkpoints of its jobs, from which they go on when a node fails, and where `[preemption]` says `checkpoint`.",
);

/// `checkpoint_rule` of a workload.
pub(super) const WORKLOAD_CHECKPOINT_RULE: Field = optional(
    "checkpoint_rule",
    Kind::Choice { of: "rule for checkpoints", known: checkpoint_rules, bracketed: Vec::new },
    "\"daly\"",
    "`checkpoint_every` says it",
    "In place of `checkpoint_every`: as often as Young's or Daly's formula says, by the write time and by how often the nodes of the job fail; or `none`.",
);

/// `checkpoint_write` of a workload.
pub(super) const WORKLOAD_CHECKPOINT_WRITE: Field = optional(
    "checkpoint_write",
    duration(0),
    "\"5 min\"",
    "no time at all",
    "How long a job stands still for each checkpoint. Its requested time is longer by as much as it needs for its checkpoints.",
);

/// `checkpoint_size` of a workload.
pub(super) const WORKLOAD_CHECKPOINT_SIZE: Field = optional(
    "checkpoint_size",
    Kind::Amount { dimension: Dimension::Memory, least: 1_000_000, most: 1 << 60 },
    "\"1.1 TB\"",
    "`checkpoint_write` says how long it takes",
    "How large a checkpoint is, where its jobs write into the storage of their centre (`checkpoint_bandwidth`) and share it: where several write at once, each takes as many times as long, and stands still for it.",
);

/// `checkpoint_parameters` of a workload.
pub(super) const WORKLOAD_CHECKPOINT_PARAMETERS: Field = optional(
    "checkpoint_parameters",
    Kind::Number { least: 1e6, most: 1e15 },
    "70e9",
    "`checkpoint_size` says it",
    "The same by the parameters of the model that its jobs train, at 16 bytes each: weights, gradients' moments and a master copy.",
);

/// `checkpoint_growth` of a workload.
pub(super) const WORKLOAD_CHECKPOINT_GROWTH: Field = optional(
    "checkpoint_growth",
    Kind::Number { least: 1.001, most: 1_000.0 },
    "1.5",
    "all are as far apart",
    "How many times as long the work before each checkpoint is as that before the one before it; after a stop it is as in the beginning again.",
);

/// `checkpoint_safe_after` of a workload.
pub(super) const WORKLOAD_CHECKPOINT_SAFE: Field = optional(
    "checkpoint_safe_after",
    duration(0),
    "\"3 min\"",
    "as soon as it is written",
    "How long after it was begun a checkpoint can be relied on, where it is written while the job goes on (asynchronously); not below `checkpoint_write`.",
);

/// `checkpoint_at_end` of a workload.
pub(super) const WORKLOAD_CHECKPOINT_END: Field = optional(
    "checkpoint_at_end",
    Kind::Truth,
    "true",
    "it is not",
    "Whether the result is written, too, when all work is done.",
);

/// `restart_time` of a workload.
pub(super) const WORKLOAD_RESTART: Field = optional(
    "restart_time",
    duration(0),
    "\"10 min\"",
    "no time at all",
    "How long a job that was stopped takes to begin again on its new nodes: to start, and to read its checkpoint (and to see that a node has failed, where `detection_time` does not say it).",
);

/// `on_node_failure` of a workload.
pub(super) const WORKLOAD_ON_FAILURE: Field = usual(
    "on_node_failure",
    Kind::Choice { of: "way to go on when a node fails", known: node_failures, bracketed: Vec::new },
    "\"requeue\"",
    Usual::Text("requeue"),
    "What becomes of a job when a node fails under it: it waits again in its old place and goes on from its last checkpoint, or from the beginning where it writes none (`requeue`); or it is given up (`fail`).",
);

/// `retries` of a workload.
pub(super) const WORKLOAD_RETRIES: Field = optional(
    "retries",
    Kind::Count { least: 0, most: 1_000_000 },
    "3",
    "without end",
    "How often a job is begun again after failures of its nodes, before it is given up.",
);
