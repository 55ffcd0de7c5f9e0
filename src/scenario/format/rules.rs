//! What a scenario says of the rules of its centres: qualities of service, limits, quotas, licences, eviction.

use super::super::fields::{Field, Kind, Table, Usual};
use super::super::known::{after_conditions, each, evictions, signals, victims};
use super::{MEMORY, SECOND, duration, optional, required, usual};

/// `[[qos]]`.
pub(super) const QOS: Table = Table {
    header: "[[qos]]",
    help: "A quality of service (`sacctmgr add qos`), which workloads ask for with `qos`. Workloads that ask for none have `normal`, which is always there.",
    fields: &[
        required("name", Kind::Name, "\"high\"", "Its name, unique in the file."),
        optional("title", Kind::Title, "\"Urgent jobs\"", "the name", "Its name for people."),
        usual(
            "priority",
            Kind::Count { least: 0, most: 1_000_000_000 },
            "100",
            Usual::Whole(0),
            "Its priority, against the highest of all: large is early where `multifactor` weighs `qos`, and safe where victims go by priority.",
        ),
        usual(
            "price",
            Kind::Number { least: 0.0, most: 1_000.0 },
            "1.33",
            Usual::Number(1.0),
            "What an hour costs under it, as a factor of the plain price (two decimals): `[[price]]` says that.",
        ),
        optional(
            "preempts",
            Kind::Names,
            "[\"low\"]",
            "nobody",
            "Qualities of service whose running jobs its waiting jobs may evict (`Preempt`).",
        ),
    ],
};

/// What a limit may count at once.
const JOBS: Kind = Kind::Count { least: 1, most: 1_000_000_000 };
/// Parts of machines.
const PARTS: Kind = Kind::Count { least: 1, most: 4_294_967_295 };
/// Hours of them, in microseconds still a whole number of 64 bits.
const HOURS: Kind = Kind::Count { least: 1, most: 5_000_000_000 };

/// `[[limit]]`.
pub(super) const LIMIT: Table = Table {
    header: "[[limit]]",
    help: "So much and no more (`GrpTRES`, `MaxJobs`, `GrpTRESMins`): for the jobs that all of `tenants`, `qos`, `partitions` and `workloads` name, or for all jobs. At least one amount; a job counts under every limit that is for it.",
    fields: &[
        required("name", Kind::Name, "\"enterprises-gpu\"", "Its name in reports, unique in the file."),
        optional("center", Kind::Name, "\"wuhan-ai\"", "each centre by itself", "The centre where it holds."),
        optional(
            "tenants",
            Kind::Names,
            "[\"enterprises\"]",
            "every tenant",
            "Groups (names of `[[tenants]]`).",
        ),
        optional("qos", Kind::Names, "[\"high\"]", "every one", "Qualities of service (names of `[[qos]]`)."),
        optional("partitions", Kind::Names, "[\"npu\"]", "every partition", "Partitions."),
        optional("workloads", Kind::Names, "[\"pretraining\"]", "every workload", "Workloads."),
        usual(
            "each",
            Kind::Choice { of: "way to add up", known: each, bracketed: Vec::new },
            "\"tenant\"",
            Usual::Text("together"),
            "Whether the jobs of each tenant are counted by themselves, or those of all together.",
        ),
        optional("running_jobs", JOBS, "20", "no limit", "The most jobs that run at once."),
        optional(
            "waiting_jobs",
            JOBS,
            "1000",
            "no limit",
            "The most jobs that wait at once; one too many is turned away at submission.",
        ),
        optional("cores", PARTS, "640", "no limit", "The most cores at once."),
        optional("accelerators", PARTS, "64", "no limit", "The most accelerators at once."),
        optional(
            "nodes",
            PARTS,
            "8",
            "no limit",
            "The most nodes at once; a job that shares nodes counts as many as it would fill, rounded up.",
        ),
        optional(
            "core_hours_per_month",
            HOURS,
            "100000",
            "no limit",
            "The most core-hours in a calendar month.",
        ),
        optional(
            "accelerator_hours_per_month",
            HOURS,
            "10000",
            "no limit",
            "The most accelerator-hours in a calendar month.",
        ),
        optional(
            "node_hours_per_month",
            HOURS,
            "2000",
            "no limit",
            "The most node-hours in a calendar month.",
        ),
        optional(
            "job_watts",
            JOBS,
            "20000",
            "no limit",
            "The most watts that jobs draw at once beyond idle nodes; `cap` of `[center.power]` is for a whole centre.",
        ),
        optional(
            "yuan_per_month",
            JOBS,
            "100000",
            "no limit",
            "The most that jobs cost in a calendar month, at list prices; a job sets aside what it may cost when it starts.",
        ),
    ],
};

/// `[[licence]]`.
pub(super) const LICENCE: Table = Table {
    header: "[[licence]]",
    help: "Licences of some software, or other tokens (`Licenses`), which workloads ask for with `licences`; each centre has as many.",
    fields: &[
        required("name", Kind::Name, "\"ansys\"", "Its name, unique in the file."),
        required("count", Kind::Count { least: 1, most: 1_000_000 }, "40", "How many there are."),
    ],
};

/// Accelerators or cores, by share or by number.
const UNITS: Kind = Kind::Part { most: 4_294_967_295 };

/// `[[quota]]`.
pub(super) const QUOTA: Table = Table {
    header: "[[quota]]",
    help: "What some groups of tenants are sure of in a centre, and how far beyond they may go: a nominal quota of Kueue's ClusterQueues (Q7), a queue of Volcano's `capacity` plug-in (Q6), a logical sub-pool of ModelArts (Q5). It is counted in accelerators, or in cores in a centre without any. No group has two.",
    fields: &[
        required("name", Kind::Name, "\"start-ups\"", "Its name in reports, unique in the file."),
        optional("center", Kind::Name, "\"wuhan-ai\"", "each centre by itself", "The centre where it holds."),
        required(
            "tenants",
            Kind::Names,
            "[\"startups\"]",
            "The groups (names of `[[tenants]]`) whose it is.",
        ),
        required(
            "guaranteed",
            UNITS,
            "\"30 %\"",
            "What they are sure of (Kueue's nominal quota, Volcano's deserved, ModelArts' guaranteed): a share of the centre, rounded to the nearest unit, or so many units.",
        ),
        optional(
            "maximum",
            UNITS,
            "\"60 %\"",
            "the whole centre, or `guaranteed` where they do not borrow",
            "What they never go beyond (Kueue's nominal quota and borrowing limit, Volcano's capability, ModelArts' maximum).",
        ),
        optional(
            "borrows",
            Kind::Truth,
            "false",
            "true",
            "Whether they may hold more than is theirs while others leave it idle.",
        ),
        optional(
            "lends",
            Kind::Truth,
            "false",
            "true",
            "Whether others may hold what is theirs while they leave it idle (Kueue's lending limit; with `false` it is Volcano's guarantee).",
        ),
        optional(
            "reclaims",
            Kind::Truth,
            "false",
            "true",
            "Whether they may evict borrowers to get back what is theirs (Kueue's reclaimWithinCohort, Volcano's reclaimable); without it they wait until borrowers end.",
        ),
    ],
};

/// `[preemption]`.
pub(super) const PREEMPTION: Table = Table {
    header: "[preemption]",
    help: "How running jobs are evicted: by a quality of service that `preempts` another, a higher tier, a quota that reclaims, or the owners of a lock that lends.",
    fields: &[
        usual(
            "by_tier",
            Kind::Truth,
            "true",
            Usual::Truth(false),
            "Whether jobs of a partition of a higher tier may evict those of a lower one.",
        ),
        usual(
            "victims",
            Kind::Choice { of: "choice of victims", known: victims, bracketed: Vec::new },
            "\"least-lost\"",
            Usual::Text("youngest"),
            "Which job goes first where several would do; `suanli list policies` says what each rule means.",
        ),
        usual(
            "mode",
            Kind::Choice { of: "mode of preemption", known: evictions, bracketed: Vec::new },
            "\"checkpoint\"",
            Usual::Text("requeue"),
            "What becomes of them (`PreemptMode`): they begin anew, go on from their last checkpoint, are given up, or stay on their nodes until these are free again.",
        ),
        usual(
            "grace",
            duration(0),
            "\"5 min\"",
            Usual::Text("0 s"),
            "How long they run on once they were told to go (`GraceTime`).",
        ),
        usual(
            "minimum_run",
            duration(0),
            "\"2 h\"",
            Usual::Text("0 s"),
            "How long a job runs before it may be told to go (`PreemptExemptTime`; U4: two hours).",
        ),
    ],
};

/// `component` of a workload.
pub(super) const WORKLOAD_COMPONENT: Field = optional(
    "component",
    Kind::Tables(&COMPONENT),
    "",
    "each job starts by itself",
    "What starts together with each of its jobs, or not at all.",
);

/// Parts of one node.
const OF_A_NODE: Kind = Kind::Count { least: 1, most: 100_000 };

/// `[[workload.component]]`.
pub(super) const COMPONENT: Table = Table {
    header: "[[workload.component]]",
    help: "Another part of each job of the workload above (a component of a heterogeneous job, `sbatch ... : ...`; a task of a Volcano job whose `minAvailable` is all of it): submitted and started at the same instant, for the same tenant, with the same requested time and run time. Each part is a job of its own in every table. Without any of the three amounts it holds whole nodes; else only what is named.",
    fields: &[
        optional(
            "partition",
            Kind::Name,
            "\"cpu\"",
            "the workload's own",
            "The partition of the same centre on whose nodes it runs.",
        ),
        required(
            "nodes",
            Kind::Count { least: 1, most: 1_000_000 },
            "4",
            "On how many different nodes it runs.",
        ),
        optional("cores_per_node", OF_A_NODE, "32", "see above", "The cores that it holds on each of them."),
        optional(
            "accelerators_per_node",
            OF_A_NODE,
            "1",
            "see above",
            "The accelerators that it holds on each of them.",
        ),
        optional(
            "memory_per_node",
            MEMORY,
            "\"64 GiB\"",
            "see above",
            "The memory that it holds on each of them.",
        ),
    ],
};

/// `qos` of a workload.
pub(super) const WORKLOAD_QOS: Field = optional(
    "qos",
    Kind::Name,
    "\"high\"",
    "`normal`",
    "The quality of service (name of a `[[qos]]`) that its jobs ask for.",
);

/// `licences` of a workload.
pub(super) const WORKLOAD_LICENCES: Field = optional(
    "licences",
    Kind::Tokens { most: 1_000_000 },
    "[\"ansys:2\", \"abaqus\"]",
    "none",
    "The licences (names of `[[licence]]`) that each of its jobs holds, and how many of each.",
);

/// `patience` of a workload.
pub(super) const WORKLOAD_PATIENCE: Field = optional(
    "patience",
    duration(SECOND),
    "\"24 h\"",
    "for ever",
    "How long its jobs wait before their users cancel them.",
);

/// `deadline` of a workload.
pub(super) const WORKLOAD_DEADLINE: Field = optional(
    "deadline",
    duration(SECOND),
    "\"3 h\"",
    "as the application says, else none",
    "How long after its submission a job is due; which share has done its work by then, `compare` tells. Of a chain the last job is due, so long after the first was submitted; of an application in fixed cycles the last step of each cycle, so long after the hour of the cycle.",
);

/// `defer` of a workload.
pub(super) const WORKLOAD_DEFER: Field = optional(
    "defer",
    duration(SECOND),
    "\"12 h\"",
    "they join the queue at once",
    "How long jobs may be put off: a job joins the queue so that it runs in the best hours, by what it is expected to run, and not later than this after its submission. Jobs of gangs are not put off.",
);

/// `defer_by` of a workload.
pub(super) const WORKLOAD_DEFER_BY: Field = usual(
    "defer_by",
    Kind::Choice { of: "signal", known: signals, bracketed: Vec::new },
    "\"price\"",
    Usual::Text("carbon"),
    "By what hours are good: `carbon` or `price` of a kilowatt-hour, as the `[center.power]` of its centre says.",
);

/// `chain` of a workload.
pub(super) const WORKLOAD_CHAIN: Field = optional(
    "chain",
    Kind::Count { least: 2, most: 100_000 },
    "12",
    "no chains",
    "Jobs come in chains of so many, submitted together, with one request and runtimes that are alike; each waits until the one before has done its work, as restarts of a long run do. Of an application in fixed cycles: so many successive steps are a chain. Give one of `burst`, `array` and `chain`.",
);

/// `array_limit` of a workload.
pub(super) const WORKLOAD_ARRAY_LIMIT: Field = optional(
    "array_limit",
    Kind::Count { least: 1, most: 100_000 },
    "4",
    "all that fit",
    "How many jobs of one array run at once (`--array=0-99%4`).",
);

/// `after` of a workload.
pub(super) const WORKLOAD_AFTER: Field = optional(
    "after",
    Kind::Name,
    "\"preprocessing\"",
    "its jobs wait for no others",
    "Another workload at the same centre: each job waits for the latest job of that workload that the same tenant submitted before it (`--dependency`).",
);

/// `after_condition` of a workload.
pub(super) const WORKLOAD_CONDITION: Field = optional(
    "after_condition",
    Kind::Choice { of: "condition", known: after_conditions, bracketed: Vec::new },
    "\"afterany\"",
    "`afterok`",
    "How that job must have ended: having done its work, in whatever way, or without having done its work.",
);

/// `singleton` of a workload.
pub(super) const WORKLOAD_SINGLETON: Field = optional(
    "singleton",
    Kind::Truth,
    "true",
    "false",
    "Whether each job waits until every earlier job of its tenant and workload has ended (`--dependency=singleton`).",
);
