//! Genomics: arrays of whole genomes, most of a node for most of a day each.

use super::rhythm::{SITE_HOURS, WEEKEND};
use super::{Application, Arrivals, Batch, Closeness, Part, Quantity, Statistic, Target, Unit, requests};

/// The row.
pub(super) const ENTRY: Application = Application {
    name: "genomics",
    help: "genomics: arrays of whole genomes, most of a node for most of a day each",
    about: "A genome at 30-fold coverage takes 13 h to more than 30 h on 96 cores (U31): read as the \
            middle 80 %, median 19.7 h. Smaller jobs and the ends of the law are assumptions. A project \
            sends its samples as one array; U31 speaks of hundreds: 30 to 300 (A). The members of an \
            array run alike (A). Time-outs of U12, requested times in the manner of U14 up to seven \
            days.",
    sources: &["U12", "U14", "U19", "U20", "U31", "Q8"],
    unit: Unit::Cores,
    arrivals: Arrivals::Random {
        hours: &SITE_HOURS,
        weekend: WEEKEND,
        batch: Batch::Array { least: 30, most: 300 },
    },
    parts: &[Part {
        name: "genome",
        weight: 1.0,
        delay_secs: 0,
        sizes: &[(32, 0.08), (48, 0.12), (96, 0.80)],
        runtimes: &[(0.0, 14_400.0), (0.1, 46_800.0), (0.9, 108_000.0), (1.0, 216_000.0)],
        tie: 0.0,
        requests: requests::HPC_LONG,
    }],
    targets: &[
        Target::size(0.5, 96.0, "U31"),
        Target::runtime(0.1, 46_800.0, "U31"),
        Target::runtime(0.5, 71_095.0, "U31"),
        Target::runtime(0.9, 108_000.0, "U31"),
        Target::other(Quantity::Killed, Statistic::Mean, 0.073, Closeness::Within(0.05), "U12"),
    ],
};
