//! Pretraining of large language models: many short false starts, and a few runs of days on hundreds of cards.

use super::rhythm::{RESTART_HOURS, WEEKEND};
use super::{Application, Arrivals, Batch, Closeness, Part, Quantity, Statistic, Target, Unit, requests};

/// The row.
pub(super) const ENTRY: Application = Application {
    name: "llm-pretraining",
    help: "pretraining of large language models: hundreds of cards, most runs short, a few of days",
    about: "Sizes follow the quartiles of the Seren cluster (U6: 64, 128, 256 cards); the tails on \
            either side are an assumption, ending at 1,024 cards, the largest Acme job ([u3]). Runtimes \
            follow U7: half of the jobs end within five minutes (false starts, crashes), one in a \
            hundred runs longer than 87 hours, and none longer than the 14 days of the longest Acme job. \
            So a training of weeks (U21, U22) is a chain of jobs, as it is in practice. The knots below \
            the median are an assumption. No source ties size to runtime within this class. Half of the \
            arrivals follow the hours of U19 and half come at any hour, since restarts are automatic \
            (A).",
    sources: &["U6", "U7", "U14", "U19", "U20", "U21", "U22", "Q8"],
    unit: Unit::Accelerators,
    arrivals: Arrivals::Random { hours: &RESTART_HOURS, weekend: WEEKEND, batch: Batch::Single },
    parts: &[Part {
        name: "training run",
        weight: 1.0,
        delay_secs: 0,
        sizes: &[
            (8, 0.02),
            (16, 0.03),
            (32, 0.12),
            (64, 0.20),
            (128, 0.26),
            (256, 0.22),
            (512, 0.11),
            (1024, 0.04),
        ],
        runtimes: &[
            (0.0, 10.0),
            (0.25, 60.0),
            (0.5, 297.0),
            (0.9, 24_600.0),
            (0.99, 313_000.0),
            (1.0, 1_209_600.0),
        ],
        tie: 0.0,
        requests: requests::PRETRAINING,
    }],
    targets: &[
        Target::size(0.25, 64.0, "U6"),
        Target::size(0.5, 128.0, "U6"),
        Target::size(0.75, 256.0, "U6"),
        Target::runtime(0.5, 297.0, "U7"),
        Target::runtime(0.9, 24_600.0, "U7"),
        Target::runtime(0.99, 313_000.0, "U7"),
        Target::other(Quantity::Runtime, Statistic::Quantile(1.0), 1_209_604.0, Closeness::AtMost, "[u3]"),
    ],
};
