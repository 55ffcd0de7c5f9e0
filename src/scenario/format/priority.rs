//! What a scenario says of who comes first: accounts, and the settings of orders.

use super::super::fields::{Kind, Table, Usual};
use super::{SECOND, duration, optional, required, usual};

/// `[[account]]`.
pub(super) const ACCOUNT: Table = Table {
    header: "[[account]]",
    help: "An account, which divides what it may claim among the tenants and accounts below it (docs/priorities.md).",
    fields: &[
        required("name", Kind::Name, "\"hust\"", "Its name, unique in the file."),
        optional("parent", Kind::Name, "\"universities\"", "right below the root", "The account above it."),
        usual(
            "shares",
            Kind::Count { least: 1, most: 1_000_000 },
            "40",
            Usual::Whole(1),
            "Its shares among those that stand right below the same account, tenants included.",
        ),
        usual(
            "priority",
            Kind::Count { least: 0, most: 1_000_000_000 },
            "10",
            Usual::Whole(0),
            "Its priority under the order `multifactor`, against the highest of all accounts.",
        ),
    ],
};

/// Slurm's weights are whole numbers of 32 bits.
const WEIGHT: Kind = Kind::Count { least: 0, most: 4_294_967_295 };

fn favours() -> Vec<&'static str> {
    vec!["large", "small", "large-per-minute"]
}

fn sharings() -> Vec<&'static str> {
    vec!["fair-tree", "classic"]
}

fn decays() -> Vec<&'static str> {
    vec!["half-life", "none"]
}

/// What `[policy.multifactor]` is for.
pub(super) const MULTIFACTOR_HELP: &str =
    "What the order `multifactor` of the policy above weighs, and how (docs/priorities.md).";

/// `[policy.multifactor]`.
pub(super) const MULTIFACTOR: Table = Table {
    header: "[policy.multifactor]",
    help: MULTIFACTOR_HELP,
    fields: &[
        optional("age", WEIGHT, "1000", "1000", "Weight of the wait, against `max_age` (PriorityWeightAge)."),
        optional(
            "fair_share",
            WEIGHT,
            "1000",
            "10000",
            "Weight of the fair-share factor (PriorityWeightFairshare).",
        ),
        optional("job_size", WEIGHT, "1000", "1000", "Weight of the job's size (PriorityWeightJobSize)."),
        optional(
            "partition",
            WEIGHT,
            "1000",
            "1000",
            "Weight of the partition's priority (PriorityWeightPartition).",
        ),
        optional(
            "qos",
            WEIGHT,
            "1000",
            "0",
            "Weight of the priority of the job's `[[qos]]`, against the highest of all (PriorityWeightQOS).",
        ),
        optional("account", WEIGHT, "1000", "0", "Weight of the account's priority (PriorityWeightAssoc)."),
        optional("cores", WEIGHT, "1000", "0", "Weight of the cores asked for (PriorityWeightTRES, cpu)."),
        optional("memory", WEIGHT, "1000", "0", "Weight of the memory asked for (PriorityWeightTRES, mem)."),
        optional(
            "accelerators",
            WEIGHT,
            "1000",
            "0",
            "Weight of the accelerators asked for (PriorityWeightTRES, gres/gpu).",
        ),
        optional("nodes", WEIGHT, "1000", "0", "Weight of the nodes asked for (PriorityWeightTRES, node)."),
        optional(
            "max_age",
            duration(SECOND),
            "\"7 days\"",
            "7 days",
            "The wait that counts in full (PriorityMaxAge).",
        ),
        optional(
            "favour",
            Kind::Choice { of: "favour", known: favours, bracketed: Vec::new },
            "\"small\"",
            "`large`",
            "Which sizes come first (PriorityFavorSmall, SMALL_RELATIVE_TO_TIME).",
        ),
        optional(
            "sharing",
            Kind::Choice { of: "sharing", known: sharings, bracketed: Vec::new },
            "\"classic\"",
            "`fair-tree`",
            "How shares and usage become the fair-share factor (PriorityFlags).",
        ),
        optional(
            "dampening",
            Kind::Number { least: 0.000_001, most: 1_000_000.0 },
            "1.0",
            "1",
            "The `d` of the classic factor (FairShareDampeningFactor).",
        ),
        optional(
            "period",
            duration(SECOND),
            "\"5 min\"",
            "5 min",
            "How often the priorities of waiting jobs are worked out anew (PriorityCalcPeriod).",
        ),
        optional(
            "half_life",
            duration(SECOND),
            "\"14 days\"",
            "7 days",
            "After how long half of a usage is forgotten (PriorityDecayHalfLife).",
        ),
        optional(
            "decay",
            Kind::Choice { of: "decay", known: decays, bracketed: Vec::new },
            "\"none\"",
            "`half-life`",
            "Whether usage is forgotten little by little; without that, `reset` must be set.",
        ),
        optional(
            "reset",
            duration(SECOND),
            "\"30 days\"",
            "never",
            "How often all usage is forgotten at once, counted from the start (PriorityUsageResetPeriod).",
        ),
    ],
};

/// What `[policy.class_priority]` is for.
pub(super) const CLASS_PRIORITY_HELP: &str =
    "How the order `class-priority` of the policy above rewards waiting (docs/priorities.md).";

/// `[policy.class_priority]`.
pub(super) const CLASS_PRIORITY: Table = Table {
    header: "[policy.class_priority]",
    help: CLASS_PRIORITY_HELP,
    fields: &[
        optional("aging", WEIGHT, "1", "0", "How much priority a job gains for each hour of its wait."),
        optional(
            "starve_after",
            duration(SECOND),
            "\"24 h\"",
            "never",
            "After which wait a job goes before all that have waited for less.",
        ),
    ],
};
