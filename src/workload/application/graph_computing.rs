//! Graph computing: a few whole nodes with all their memory.

use super::rhythm::{SITE_HOURS, WEEKEND};
use super::{Application, Arrivals, Batch, Closeness, Part, Quantity, Statistic, Target, Unit, requests};

/// The row.
pub(super) const ENTRY: Application = Application {
    name: "graph-computing",
    help: "graph computing: one to sixteen whole nodes for their memory, hours long",
    about: "U36 says 1 to 16 fat nodes, bound by memory, 1 to 12 h, and is itself an assumption. Read as \
            the middle 80 %: P10 1 h, P90 12 h, median 3.5 h. A node has 128 cores here (A), so sizes go \
            from 128 to 2,048 cores in powers of two. Requested times follow U14 and U12. Hours of U19.",
    sources: &["U12", "U14", "U19", "U20", "U36", "P7"],
    unit: Unit::Cores,
    arrivals: Arrivals::Random { hours: &SITE_HOURS, weekend: WEEKEND, batch: Batch::Single },
    parts: &[Part {
        name: "graph run",
        weight: 1.0,
        delay_secs: 0,
        sizes: &[(128, 0.32), (256, 0.24), (512, 0.20), (1024, 0.13), (2048, 0.11)],
        runtimes: &[(0.0, 600.0), (0.1, 3600.0), (0.9, 43_200.0), (1.0, 129_600.0)],
        tie: 0.0,
        requests: requests::HPC,
    }],
    targets: &[
        Target::size(0.1, 128.0, "U36"),
        Target::size(0.9, 2048.0, "U36"),
        Target::runtime(0.1, 3600.0, "U36"),
        Target::runtime(0.5, 12_471.0, "U36"),
        Target::runtime(0.9, 43_200.0, "U36"),
        Target::other(Quantity::Killed, Statistic::Mean, 0.073, Closeness::Within(0.05), "U12"),
    ],
};
