//! The scenario format, described once: from these tables come the checks, the JSON Schema and the reference.

mod center;
mod data;
mod failures;
mod holiday;
mod kinds;
mod ledger;
mod maintenance;
mod network;
mod outcomes;
mod plan;
mod policy;
mod power;
mod priority;
mod ramp;
mod rules;
mod workload;

use super::fields::{Kind, Table, Usual};
use center::{CENTER, LOCK, PARTITION, PHASE};
use data::{CENTER_STORE, DATASET, LINK, LINK_OUTAGE};
use failures::FAILURE;
use holiday::HOLIDAY;
use kinds::{DAY, MEMORY, PERCENT, POWER, SECOND, SPEED, duration, optional, required, share, usual};
use ledger::{
    BILLING, CARBON, CENTER_COST, DISCOUNT, FREE, PRICE_LIST, TARIFF, TARIFF_PERIOD, VOLUME, VOUCHER,
};
use maintenance::MAINTENANCE;
use network::{ELSEWHERE, PORTING};
use outcomes::WORKLOAD_OUTCOMES;
use plan::PLAN;
pub(super) use policy::POLICY;
use power::{CENTER_POWER, CENTER_SLEEP};
use priority::{ACCOUNT, CLASS_PRIORITY, MULTIFACTOR};
use ramp::{TENANTS_ALL_BY, TENANTS_COUNT_AT_FIRST, WORKLOAD_RAMP};
use rules::{COMPONENT, LICENCE, LIMIT, PREEMPTION, QOS, QUOTA};
use workload::{SESSIONS, WORKLOAD};

/// The whole file.
pub const ROOT: Table = Table {
    header: "",
    help: "A scenario is one experiment: centres, the tenants who use them, what they run, and the policies to compare.",
    fields: &[
        required("scenario", Kind::Table(&SCENARIO), "", "How long is simulated, from when, and how often."),
        required("center", Kind::Tables(&CENTER), "", "The compute centres."),
        required("tenants", Kind::Tables(&TENANTS), "", "The tenants that submit jobs."),
        required("workload", Kind::Tables(&WORKLOAD), "", "What they run."),
        required("policy", Kind::Tables(&POLICY), "", "The policies to compare; the first is the baseline."),
        optional(
            "account",
            Kind::Tables(&ACCOUNT),
            "",
            "every tenant stands for itself",
            "Accounts that tenants' jobs are charged to.",
        ),
        optional(
            "qos",
            Kind::Tables(&QOS),
            "",
            "all jobs are served alike",
            "Qualities of service that jobs ask for.",
        ),
        optional("limit", Kind::Tables(&LIMIT), "", "no limits", "So much and no more, for some or for all."),
        optional(
            "quota",
            Kind::Tables(&QUOTA),
            "",
            "nobody is sure of anything but a lock",
            "What some tenants are sure of, and how far beyond they may go.",
        ),
        optional(
            "licence",
            Kind::Tables(&LICENCE),
            "",
            "no licences",
            "Tokens that jobs hold while they run.",
        ),
        optional("failure", Kind::Tables(&FAILURE), "", "no node ever fails", "How nodes fail."),
        optional(
            "preemption",
            Kind::Table(&PREEMPTION),
            "",
            "the defaults",
            "How running jobs are evicted, where any rule says so.",
        ),
        optional("link", Kind::Tables(&LINK), "", "no data move", "Links between centres."),
        optional("dataset", Kind::Tables(&DATASET), "", "jobs need no data", "Datasets that jobs need."),
        optional(
            "holiday",
            Kind::Tables(&HOLIDAY),
            "",
            "every week is like every other",
            "Days on which people work less, or more.",
        ),
        optional("tariff", Kind::Tables(&TARIFF), "", "those of the program", "Own tariffs of power."),
        optional("carbon", Kind::Tables(&CARBON), "", "the grids of the program", "Own factors of carbon."),
        optional("price", Kind::Tables(&PRICE_LIST), "", "nobody pays", "Prices that jobs are charged."),
        optional("free", Kind::Tables(&FREE), "", "no free hours", "Hours that cost some tenants nothing."),
        optional(
            "volume",
            Kind::Tables(&VOLUME),
            "",
            "list prices",
            "Deductions after a month of little use.",
        ),
        optional("discount", Kind::Tables(&DISCOUNT), "", "list prices", "Percentages off."),
        optional("voucher", Kind::Tables(&VOUCHER), "", "no vouchers", "Parts of invoices that a city pays."),
        optional(
            "billing",
            Kind::Table(&BILLING),
            "",
            "the defaults",
            "Rules of charging that prices do not say.",
        ),
        optional(
            "porting",
            Kind::Tables(&PORTING),
            "",
            "software runs as well on all hardware",
            "How well software runs on hardware for which it was ported.",
        ),
        optional("plan", Kind::Table(&PLAN), "", "`suanli plan` says it", "What `suanli plan` is to find."),
        optional(
            "hardware",
            Kind::NamedTables(&HARDWARE),
            "",
            "only the built-in catalogue",
            "Own kinds of nodes.",
        ),
    ],
};

/// `[scenario]`.
pub(super) const SCENARIO: Table = Table {
    header: "[scenario]",
    help: "The experiment as a whole.",
    fields: &[
        required(
            "title",
            Kind::Title,
            "\"Wuhan AI Computing Center 武汉人工智能计算中心\"",
            "The title of every table and plot.",
        ),
        required(
            "start",
            Kind::Date,
            "2023-01-01",
            "The first day (or instant) simulated, in the local time of the centres.",
        ),
        required("horizon", duration(SECOND), "\"365 days\"", "How long is simulated."),
        usual(
            "warm_up",
            duration(0),
            "\"14 days\"",
            Usual::Text("0 s"),
            "How much of the beginning is left out of all figures, while the empty centre fills; shorter than the horizon.",
        ),
        optional(
            "limit_checks",
            duration(SECOND),
            "\"30 s\"",
            "a job is killed at its limit to the microsecond",
            "How often the controllers look for jobs that have reached their requested time; they are killed at the next look, and those done by then have finished (Slurm: every 30 s).",
        ),
        optional(
            "first_limit_check",
            duration(0),
            "\"24 s\"",
            "the start",
            "When the first of these looks is, counted from the start.",
        ),
        required(
            "seed",
            Kind::Count { least: 0, most: u64::MAX },
            "20230101",
            "The one seed of all chance: the same seed gives the same bytes.",
        ),
        required(
            "replications",
            Kind::Count { least: 1, most: 10_000 },
            "8",
            "How often each policy is run, each time with other chance; once where all workloads are logs, in which chance has no part.",
        ),
    ],
};

/// `[hardware.NAME]`.
pub(super) const HARDWARE: Table = Table {
    header: "[hardware.NAME]",
    help: "A kind of node that the built-in catalogue (`suanli list hardware`) does not have.",
    fields: &[
        required("cores", Kind::Count { least: 1, most: 100_000 }, "128", "Processor cores of one node."),
        required("memory", MEMORY, "\"1024 GiB\"", "Main memory of one node."),
        optional(
            "accelerators",
            Kind::Count { least: 1, most: 1_024 },
            "8",
            "none",
            "Accelerators (GPU or NPU cards) of one node.",
        ),
        optional(
            "accelerator",
            Kind::Title,
            "\"Ascend 910\"",
            "the name of the node",
            "What the accelerators are called.",
        ),
        optional(
            "fp16",
            SPEED,
            "\"256 TFLOPS\"",
            "unknown",
            "Peak speed at half precision of one accelerator (of the whole node where it has none).",
        ),
        optional("fp32", SPEED, "\"64 TFLOPS\"", "unknown", "The same at single precision."),
        optional("fp64", SPEED, "\"9.7 TFLOPS\"", "unknown", "The same at double precision."),
        optional("idle", POWER, "\"1.6 kW\"", "unknown", "Power drawn by one idle node (`[center.power]`)."),
        optional(
            "busy",
            POWER,
            "\"5.8 kW\"",
            "unknown",
            "Power drawn by one fully used node; not below `idle`.",
        ),
        optional(
            "power_curve",
            Kind::Amounts { dimension: super::units::Dimension::Power, least: 1, most: 1_000_000_000 },
            "[\"1.6 kW\", \"3.6 kW\", \"4.8 kW\", \"5.8 kW\"]",
            "a straight line from `idle` to `busy`",
            "Power at equal distances from an idle to a fully used node, ascending; then `idle` and `busy` need not be given.",
        ),
    ],
};

/// `[[tenants]]`.
pub(super) const TENANTS: Table = Table {
    header: "[[tenants]]",
    help: "One tenant, or a group of tenants that have something in common (\"120 enterprises\").",
    fields: &[
        required("name", Kind::Name, "\"enterprises\"", "The short name of the group, unique in the file."),
        optional("title", Kind::Title, "\"Local AI enterprises\"", "the name", "The name for people."),
        optional(
            "count",
            Kind::Count { least: 1, most: 100_000 },
            "120",
            "as many as `members` or `weights`, or 1",
            "How many tenants are in it.",
        ),
        TENANTS_COUNT_AT_FIRST,
        TENANTS_ALL_BY,
        optional(
            "members",
            Kind::Names,
            "[\"jimu\", \"douyu\"]",
            "numbered names",
            "Names of its tenants, the most active first; those without a name are numbered.",
        ),
        optional(
            "zipf",
            Kind::Number { least: 0.0, most: 10.0 },
            "1.0",
            "all equally active",
            "How unequal they are: the k-th tenant submits in proportion to 1 / k to this power.",
        ),
        optional(
            "weights",
            Kind::Weights,
            "[5, 3, 1]",
            "all equally active",
            "How active each tenant is in relation to the others, one number for each; give `zipf` or `weights`, not both.",
        ),
        usual(
            "fair_shares",
            Kind::Count { least: 1, most: 1_000_000 },
            "1",
            Usual::Whole(1),
            "Shares of each of its tenants under the orders `fair-share`, `dominant-share` and `multifactor`.",
        ),
        optional(
            "account",
            Kind::Name,
            "\"hust\"",
            "right below the root",
            "The account (name of an `[[account]]`) that its jobs are charged to under the order `multifactor`.",
        ),
        optional(
            "home",
            Kind::Name,
            "\"wuhan-ai\"",
            "no centre in particular",
            "The centre at which its tenants are at home.",
        ),
    ],
};

/// Every table of the format, in the order of the reference.
pub const TABLES: [&Table; 43] = [
    &SCENARIO,
    &CENTER,
    &CENTER_POWER,
    &CENTER_SLEEP,
    &CENTER_COST,
    &CENTER_STORE,
    &PARTITION,
    &PHASE,
    &LOCK,
    &MAINTENANCE,
    &TENANTS,
    &ACCOUNT,
    &WORKLOAD,
    &COMPONENT,
    &ELSEWHERE,
    &SESSIONS,
    &WORKLOAD_OUTCOMES,
    &WORKLOAD_RAMP,
    &LINK,
    &LINK_OUTAGE,
    &DATASET,
    &HOLIDAY,
    &QOS,
    &LIMIT,
    &QUOTA,
    &LICENCE,
    &FAILURE,
    &PREEMPTION,
    &POLICY,
    &MULTIFACTOR,
    &CLASS_PRIORITY,
    &TARIFF,
    &TARIFF_PERIOD,
    &CARBON,
    &PRICE_LIST,
    &FREE,
    &VOLUME,
    &DISCOUNT,
    &VOUCHER,
    &BILLING,
    &PORTING,
    &PLAN,
    &HARDWARE,
];
