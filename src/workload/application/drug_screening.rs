//! Drug screening: long arrays of short docking jobs.

use super::rhythm::{SITE_HOURS, WEEKEND};
use super::{Application, Arrivals, Batch, Closeness, Part, Quantity, Statistic, Target, Unit, requests};

/// The row.
pub(super) const ENTRY: Application = Application {
    name: "drug-screening",
    help: "drug screening: arrays of up to a thousand short docking jobs",
    about: "A molecule docks in 128 core-seconds, and molecules are grouped into tasks of half an hour \
            to two hours (U32, the grouping itself an assumption): read as the middle 80 %, median 1 h; \
            a task on one core then holds 28 molecules. A result from the laboratory sets off a campaign \
            (S12): arrays of 30 to 1,001 tasks, the longest that Slurm takes by default (Q2); their \
            spread and the few tasks on 4 to 16 cores are assumptions. The members of an array run alike \
            (A). Requested times follow U14 and U12.",
    sources: &["S12", "U12", "U14", "U19", "U20", "U32", "Q2"],
    unit: Unit::Cores,
    arrivals: Arrivals::Random {
        hours: &SITE_HOURS,
        weekend: WEEKEND,
        batch: Batch::Array { least: 30, most: 1001 },
    },
    parts: &[Part {
        name: "docking task",
        weight: 1.0,
        delay_secs: 0,
        sizes: &[(1, 0.70), (4, 0.15), (8, 0.10), (16, 0.05)],
        runtimes: &[(0.0, 600.0), (0.1, 1800.0), (0.9, 7200.0), (1.0, 14_400.0)],
        tie: 0.0,
        requests: requests::HPC,
    }],
    targets: &[
        Target::size(0.5, 1.0, "U32"),
        Target::runtime(0.1, 1800.0, "U32"),
        Target::runtime(0.5, 3600.0, "U32"),
        Target::runtime(0.9, 7200.0, "U32"),
        Target::other(Quantity::Killed, Statistic::Mean, 0.073, Closeness::Within(0.05), "U12"),
    ],
};
