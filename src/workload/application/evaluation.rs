//! Evaluation of checkpoints: bursts of small, short jobs.

use super::rhythm::{SITE_HOURS, WEEKEND};
use super::{Application, Arrivals, Batch, Part, Target, Unit, requests};

/// The row.
pub(super) const ENTRY: Application = Application {
    name: "evaluation",
    help: "evaluation of model checkpoints: bursts of small jobs, most of them minutes long",
    about: "Sizes follow the quartiles of evaluation on Acme (U6: 1, 1, 4 cards) and stay within a node \
            or two (A). Runtimes follow U7; the first quartile is that of Kalos, where 93 % of all jobs \
            are evaluations (U5, [u3]). The longest day is an assumption. Each checkpoint is put to many \
            benchmarks at once: bursts of 4 to 60 jobs, which differ in size and runtime (A). Hours of \
            U19.",
    sources: &["U5", "U6", "U7", "U14", "U19", "U20", "Q8"],
    unit: Unit::Accelerators,
    arrivals: Arrivals::Random {
        hours: &SITE_HOURS,
        weekend: WEEKEND,
        batch: Batch::Burst { least: 4, most: 60 },
    },
    parts: &[Part {
        name: "benchmark",
        weight: 1.0,
        delay_secs: 0,
        sizes: &[(1, 0.60), (2, 0.10), (4, 0.15), (8, 0.14), (16, 0.01)],
        runtimes: &[(0.0, 8.0), (0.25, 40.0), (0.5, 129.0), (0.9, 1208.0), (0.99, 15_600.0), (1.0, 86_400.0)],
        tie: 0.0,
        requests: requests::AI,
    }],
    targets: &[
        Target::size(0.25, 1.0, "U6"),
        Target::size(0.5, 1.0, "U6"),
        Target::size(0.75, 4.0, "U6"),
        Target::runtime(0.25, 40.0, "[u3] Kalos"),
        Target::runtime(0.5, 129.0, "U7"),
        Target::runtime(0.9, 1208.0, "U7"),
        Target::runtime(0.99, 15_600.0, "U7"),
    ],
};
