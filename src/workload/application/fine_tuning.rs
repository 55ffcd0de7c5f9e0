//! Fine-tuning of existing models: up to a node, minutes to hours.

use super::rhythm::{SITE_HOURS, WEEKEND};
use super::{Application, Arrivals, Batch, Closeness, Part, Quantity, Statistic, Target, Unit, requests};

/// The row.
pub(super) const ENTRY: Application = Application {
    name: "fine-tuning",
    help: "supervised fine-tuning of existing models: one node or less, minutes to hours",
    about: "Sizes follow the quartiles of supervised fine-tuning on Acme (U6: 2, 8, 8 cards); the tenth \
            of jobs above a node is an assumption. Runtimes follow U7; the longest is the day that 13 \
            billion parameters take on eight A100 (U24). The knots below the median are an assumption. \
            Hours of U19.",
    sources: &["U6", "U7", "U14", "U19", "U20", "U24", "Q8"],
    unit: Unit::Accelerators,
    arrivals: Arrivals::Random { hours: &SITE_HOURS, weekend: WEEKEND, batch: Batch::Single },
    parts: &[Part {
        name: "tuning run",
        weight: 1.0,
        delay_secs: 0,
        sizes: &[(1, 0.12), (2, 0.18), (4, 0.15), (8, 0.45), (16, 0.07), (32, 0.02), (64, 0.01)],
        runtimes: &[
            (0.0, 10.0),
            (0.25, 70.0),
            (0.5, 197.0),
            (0.9, 1128.0),
            (0.99, 13_000.0),
            (1.0, 86_400.0),
        ],
        tie: 0.0,
        requests: requests::AI,
    }],
    targets: &[
        Target::size(0.25, 2.0, "U6"),
        Target::size(0.5, 8.0, "U6"),
        Target::size(0.75, 8.0, "U6"),
        Target::runtime(0.5, 197.0, "U7"),
        Target::runtime(0.9, 1128.0, "U7"),
        Target::runtime(0.99, 13_000.0, "U7"),
        Target::other(Quantity::Runtime, Statistic::Quantile(1.0), 86_400.0, Closeness::AtMost, "U24"),
    ],
};
