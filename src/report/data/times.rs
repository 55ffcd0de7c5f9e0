//! The tables over time.

use super::column::{
    CENTER, FROM, PARTITION, POLICY, REPLICATION, RUNS, TO, UNIT, flag, number, secs, text, whole,
};
use super::timelines::write_timelines;
use super::{DataFile, always};
use crate::report::{has_outages, write_outages_csv};

pub(super) const TIMELINES: DataFile = DataFile {
    name: "timelines",
    help: "What was used, waited and out of service over time: one row for each policy, centre, series and bin.",
    columns: &[
        POLICY,
        CENTER,
        text(
            "series",
            "`used`, `jobs_waiting`, `work_waiting`, `jobs_waiting_for`, `nodes_failed` or `nodes_in_maintenance`",
        ),
        text("of", "the workload of `used`, the cause of `jobs_waiting_for`; else empty"),
        FROM,
        TO,
        UNIT,
        number("mean", "of `unit`", "the mean over replications"),
        number("lowest", "of `unit`", "the least of the replications"),
        number("highest", "of `unit`", "the greatest of them"),
        RUNS,
    ],
    is_wanted: always,
    write: write_timelines,
};

pub(super) const OUTAGES: DataFile = DataFile {
    name: "outages",
    help: "From when to when which nodes could do nothing, and why.",
    columns: &[
        REPLICATION,
        CENTER,
        PARTITION,
        whole(
            "node",
            "",
            "its number in its partition, from 1; empty where all `nodes` of a phase or lock are meant",
        ),
        whole("nodes", "", "how many nodes the row is about"),
        FROM,
        secs("noticed_secs", "when it was noticed: until then jobs on it hung"),
        secs("to_secs", "until when; empty where it does not come back"),
        text("cause", "the cause of failures, `maintenance`, or the name of the phase"),
        flag("announced", "`true` where schedulers knew beforehand"),
        text("policy", "the policy, where the work waited for jobs; all policies meet the same failures"),
    ],
    is_wanted: has_outages,
    write: write_outages_csv,
};
