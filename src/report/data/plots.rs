//! The numbers behind the figures, each beside its figure in `plots/`.

use super::FileColumns;
use super::column::{
    CENTER, CLASS, CONFIDENCE, DataColumn, FROM, HALF_WIDTH, METRIC, NAME, POLICY, REPLICATION, RUNS, SCOPE,
    TO, UNIT, flag, number, text, whole,
};

const MEAN: DataColumn = number("mean", "of `unit`", "the mean over replications");
const AT_LEAST: DataColumn = flag("at_least", "`true` where these are lower bounds");
const NEVER: DataColumn = number("never_started_share", "1", "the part of the jobs that never started");
const PART: DataColumn = text("part", "the part of the bar, as in its legend");

const ESTIMATES: &[DataColumn] =
    &[POLICY, SCOPE, NAME, METRIC, UNIT, MEAN, HALF_WIDTH, CONFIDENCE, RUNS, AT_LEAST, NEVER];

/// The columns of how long jobs wait, of all and class by class.
const WAIT_CDF: [DataColumn; 6] = [
    POLICY,
    REPLICATION,
    SCOPE,
    NAME,
    number("wait_secs", "s", "a wait"),
    number("started_share", "1", "the part of the jobs that had started by then"),
];

/// The files of numbers in `plots/`.
pub const PLOT_FILES: &[FileColumns] = &[
    FileColumns {
        name: "utilization-POLICY",
        help: "The share of each centre that each workload used, over time.",
        columns: &[
            CENTER,
            CLASS,
            FROM,
            TO,
            number("used_share_mean", "1", "used part of the centre, mean over replications"),
        ],
    },
    FileColumns {
        name: "queue-CENTER",
        help: "Jobs and work waiting by policy, over time.",
        columns: &[
            POLICY,
            FROM,
            TO,
            number("jobs_waiting_mean", "jobs", "mean over replications"),
            number("jobs_waiting_lowest", "jobs", "the least of the replications"),
            number("jobs_waiting_highest", "jobs", "the greatest of them"),
            number("work_waiting_hours_mean", "h of the centre", "mean over replications"),
            number("work_waiting_hours_lowest", "h of the centre", "the least of the replications"),
            number("work_waiting_hours_highest", "h of the centre", "the greatest of them"),
        ],
    },
    FileColumns {
        name: "causes-CENTER",
        help: "Jobs waiting by policy and cause, over time.",
        columns: &[
            POLICY,
            text("cause", "the cause of waiting"),
            FROM,
            TO,
            number("jobs_waiting_mean", "jobs", "mean over replications"),
        ],
    },
    FileColumns {
        name: "wait-cdf",
        help: "The share of jobs that had started after at most so long.",
        columns: &WAIT_CDF,
    },
    FileColumns { name: "wait-cdf-classes", help: "The same, class by class.", columns: &WAIT_CDF },
    FileColumns {
        name: "nodes-CENTER-POLICY",
        help: "How busy each node was in the week of the map, a column for each hour; `nodes-POLICY` has all of it in long form.",
        columns: &[
            whole("node", "", "its number in the centre, from 0"),
            text("pool", "the pool"),
            number(
                "busy_share_from_SECONDS_secs",
                "1",
                "the part of the node that was in use in the hour that begins then",
            ),
        ],
    },
    FileColumns {
        name: "dominance-CENTER",
        help: "The dominant share of each tenant, over time.",
        columns: &[
            POLICY,
            text("tenant", "the tenant, by name; empty for all others together"),
            FROM,
            TO,
            number("dominant_share", "1", "the largest of its parts of cores, accelerators and memory"),
        ],
    },
    FileColumns {
        name: "policies",
        help: "The figures of the policies with their intervals.",
        columns: ESTIMATES,
    },
    FileColumns { name: "tenants", help: "The same by group of tenants.", columns: ESTIMATES },
    FileColumns { name: "sizes", help: "The same by size of tenant.", columns: ESTIMATES },
    FileColumns { name: "deadlines", help: "The same of jobs that are due.", columns: ESTIMATES },
    FileColumns {
        name: "locks",
        help: "The same by what is locked.",
        columns: &[
            text("line", "the line of the figure"),
            text("mode", "how the lock works"),
            number("locked_share", "1", "the part of the centre that is locked"),
            POLICY,
            SCOPE,
            NAME,
            METRIC,
            UNIT,
            MEAN,
            HALF_WIDTH,
            CONFIDENCE,
            RUNS,
            AT_LEAST,
            NEVER,
        ],
    },
    FileColumns {
        name: "failures",
        help: "What failures cost, by class.",
        columns: &[
            CLASS,
            POLICY,
            PART,
            number("percent_of_time_held", "%", "of the time for which jobs held nodes"),
        ],
    },
    FileColumns {
        name: "interruptions-CENTER",
        help: "What failures cost jobs of each size, of all replications together.",
        columns: &[
            POLICY,
            text("unit", "what sizes count"),
            whole("size_min", "of `unit`", "the smallest jobs of the row"),
            whole("size_max", "of `unit`", "the largest; empty where there is no end"),
            whole("runs", "", "how often such jobs ran"),
            number("run_hours", "h", "for how long"),
            number("node_days", "node-days", "nodes times days that they held"),
            whole("interruptions", "", "how often a node failed under them"),
            number("hours_between_interruptions", "h", "hours that they ran for each of these"),
            number("interruptions_per_1000_node_days", "1/1000 node-days", "the rate"),
            number("held_unit_hours", "unit-hours", "what they held"),
            number("lost_unit_hours", "unit-hours", "of that, in vain"),
            number("lost_share", "1", "the part in vain, mean over replications"),
            number("half_width", "1", "half the width of its confidence interval"),
            CONFIDENCE,
        ],
    },
    FileColumns {
        name: "balance",
        help: "Where the time of each centre's nodes went ([rules.md](rules.md#what-locks-keep-idle)).",
        columns: &[
            CENTER,
            POLICY,
            text("resource", "accelerators, cores or memory"),
            PART,
            number("mean_hours", "unit-hours, of memory GiB-hours", "mean over replications"),
            number("mean_percent", "%", "of capacity times time"),
            number("half_width_percent", "%", "half the width of its confidence interval"),
        ],
    },
    FileColumns {
        name: "network",
        help: "Where the jobs of each home ran.",
        columns: &[
            POLICY,
            text("home", "the centre to which they were sent"),
            text("ran_at", "the centre at which they ran"),
            number("jobs", "", "mean over replications"),
            number("accelerator_hours", "accelerator-hours", "mean over replications"),
            number("core_hours", "core-hours", "mean over replications"),
            number("yuan", "yuan", "what they were charged, mean over replications"),
        ],
    },
    FileColumns {
        name: "map",
        help: "What the map shows of each centre; `network.csv` has the ways between them.",
        columns: &[
            POLICY,
            CENTER,
            number("latitude", "degrees", "to the north"),
            number("longitude", "degrees", "to the east"),
            number("nodes", "", "at the beginning"),
            number("utilization", "1", "mean over replications"),
            number("wait_mean_secs", "s", "restricted mean wait, mean over replications"),
        ],
    },
    FileColumns {
        name: "transfers",
        help: "What each link carried, over time.",
        columns: &[
            POLICY,
            text("link", "the link, by name"),
            FROM,
            TO,
            number("gbit_per_sec_mean", "Gbit/s", "mean over replications"),
        ],
    },
    FileColumns {
        name: "energy",
        help: "For what energy was drawn.",
        columns: &[
            CENTER,
            POLICY,
            text("use", "for what"),
            number("energy_mwh_mean", "MWh", "mean over replications"),
        ],
    },
    FileColumns {
        name: "power-CENTER",
        help: "What a centre drew, hour by hour.",
        columns: &[
            POLICY,
            text("begin", "the date and time at which the hour begins"),
            FROM,
            number("power_kw", "kW", "drawn by the whole centre"),
            number("price_yuan_per_kwh", "yuan/kWh", "the price of the hour"),
        ],
    },
    FileColumns {
        name: "money",
        help: "Payments by group of tenants, and for what they are made.",
        columns: &[super::column::GROUP, POLICY, PART, number("yuan_mean", "yuan", "mean over replications")],
    },
];
