//! Machine vision in factories: a few cards in office hours.

use super::rhythm::OFFICE_HOURS;
use super::{Application, Arrivals, Batch, Part, Target, Unit, requests};

/// The row.
pub(super) const ENTRY: Application = Application {
    name: "factory-vision",
    help: "machine vision for manufacturing: one to eight cards, hours long, submitted in office hours",
    about: "U36 says 1 to 8 cards, 1 to 24 h, office hours, and is itself an assumption. Read as the \
            middle 80 %: P10 1 h, P90 24 h, median 4.9 h. The weights of the sizes, the ends at ten \
            minutes and three days, and the weekend at 0.3 (the lower end of U20) are assumptions.",
    sources: &["U14", "U20", "U36", "Q8"],
    unit: Unit::Accelerators,
    arrivals: Arrivals::Random { hours: &OFFICE_HOURS, weekend: 0.3, batch: Batch::Single },
    parts: &[Part {
        name: "training run",
        weight: 1.0,
        delay_secs: 0,
        sizes: &[(1, 0.35), (2, 0.25), (4, 0.22), (8, 0.18)],
        runtimes: &[(0.0, 600.0), (0.1, 3600.0), (0.9, 86_400.0), (1.0, 259_200.0)],
        tie: 0.0,
        requests: requests::AI,
    }],
    targets: &[
        Target::size(0.1, 1.0, "U36"),
        Target::size(0.9, 8.0, "U36"),
        Target::runtime(0.1, 3600.0, "U36"),
        Target::runtime(0.5, 17_636.0, "U36"),
        Target::runtime(0.9, 86_400.0, "U36"),
    ],
};
