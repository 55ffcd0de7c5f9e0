//! The tables of figures: means, single runs, differences, causes of waiting, hours.

use super::column::{
    CLASS, CONFIDENCE, HALF_WIDTH, METRIC, MONTH, NAME, POLICY, REPLICATION, RUNS, SCOPE, UNIT, flag, number,
    text,
};
use super::{DataFile, always};
use crate::report::{
    write_causes_csv, write_differences_csv, write_summary_csv, write_usage_csv, write_values_csv,
};

pub(super) const SUMMARY: DataFile = DataFile {
    name: "summary",
    help: "The mean over replications of every metric, for every policy and scope, with its interval.",
    columns: &[
        POLICY,
        SCOPE,
        NAME,
        METRIC,
        UNIT,
        number("mean", "of `unit`", "the mean over replications"),
        HALF_WIDTH,
        CONFIDENCE,
        RUNS,
        number("min", "of `unit`", "the least of the replications"),
        number("max", "of `unit`", "the greatest of them"),
        flag("at_least", "`true` where too few jobs had started, so that these are lower bounds"),
    ],
    is_wanted: always,
    write: write_summary_csv,
};

pub(super) const VALUES: DataFile = DataFile {
    name: "values",
    help: "Every metric of every single replication.",
    columns: &[
        POLICY,
        REPLICATION,
        SCOPE,
        NAME,
        METRIC,
        UNIT,
        number("value", "of `unit`", "the figure of the replication"),
        flag("at_least", "`true` where it is a lower bound"),
    ],
    is_wanted: always,
    write: write_values_csv,
};

pub(super) const DIFFERENCES: DataFile = DataFile {
    name: "differences",
    help: "Every policy but the first minus the first, replication by replication, which meet the same jobs.",
    columns: &[
        POLICY,
        text("first_policy", "the policy that it is compared with"),
        REPLICATION,
        SCOPE,
        NAME,
        METRIC,
        UNIT,
        number("difference", "of `unit`", "the policy minus the first"),
        flag("comparable", "`false` where no verdict is made of it"),
    ],
    is_wanted: always,
    write: write_differences_csv,
};

pub(super) const CAUSES: DataFile = DataFile {
    name: "causes",
    help: "For what jobs waited, by policy and class.",
    columns: &[
        POLICY,
        DATA_CLASS,
        text("cause", "the cause of waiting, as in `suanli list causes`"),
        number("hours", "h", "hours of waiting for it, mean over replications"),
        number("hours_per_job", "h", "the same for each job"),
        number("half_width", "h", "half the width of the confidence interval of the latter"),
        CONFIDENCE,
        number("share", "1", "the part of all waiting that was for it"),
    ],
    is_wanted: always,
    write: write_causes_csv,
};

const DATA_CLASS: super::DataColumn = text(CLASS.name, "the workload, by name; empty for all jobs");

pub(super) const USAGE: DataFile = DataFile {
    name: "usage",
    help: "What was held by whom, month by month, as means over replications.",
    columns: &[
        POLICY,
        text(
            "by",
            "by what the row tells hours apart: `partition`, `qos`, `class`, `group`, `tenant` or `month`",
        ),
        text("name", "the name of that"),
        MONTH,
        number("jobs_submitted", "", "jobs that were submitted"),
        number("core_hours", "core-hours", "cores times hours"),
        number("accelerator_hours", "accelerator-hours", "accelerators times hours"),
        RUNS,
    ],
    is_wanted: always,
    write: write_usage_csv,
};
