//! Debugging: a node for a few minutes, again and again.

use super::rhythm::{SITE_HOURS, WEEKEND};
use super::{Application, Arrivals, Batch, Part, Target, Unit, requests};

/// The row.
pub(super) const ENTRY: Application = Application {
    name: "debugging",
    help: "debugging of training code: about one node, a few minutes, in working hours",
    about: "The median size is one node of eight cards (U6, which gives no other quantile; the spread \
            around it is an assumption). Runtimes follow U7; knots below the median and above P99 are an \
            assumption (a forgotten session ends after a day). Hours of U19.",
    sources: &["U6", "U7", "U14", "U19", "U20", "Q8"],
    unit: Unit::Accelerators,
    arrivals: Arrivals::Random { hours: &SITE_HOURS, weekend: WEEKEND, batch: Batch::Single },
    parts: &[Part {
        name: "session",
        weight: 1.0,
        delay_secs: 0,
        sizes: &[(1, 0.16), (2, 0.06), (4, 0.06), (8, 0.56), (16, 0.10), (32, 0.05), (64, 0.01)],
        runtimes: &[(0.0, 8.0), (0.25, 40.0), (0.5, 114.0), (0.9, 935.0), (0.99, 22_600.0), (1.0, 86_400.0)],
        tie: 0.0,
        requests: requests::AI,
    }],
    targets: &[
        Target::size(0.5, 8.0, "U6"),
        Target::runtime(0.5, 114.0, "U7"),
        Target::runtime(0.9, 935.0, "U7"),
        Target::runtime(0.99, 22_600.0, "U7"),
    ],
};
