//! Autonomous driving: bursts of small vision jobs, and now and then a core model on many nodes.

use super::rhythm::{SITE_HOURS, WEEKEND};
use super::{Application, Arrivals, Batch, Closeness, Part, Quantity, Statistic, Target, Unit, requests};

/// The row.
pub(super) const ENTRY: Application = Application {
    name: "autonomous-driving",
    help: "driver assistance: data mining and experiments in bursts, now and then a core model on many nodes",
    about: "No trace of a car maker is public. Runtimes and sizes are those of Helios ([u3]), a cluster \
            on which a maker of vision models trains: eight of ten jobs within four cards, quantiles \
            from P25 to P99. Above P99 the law runs to seven days, which a core model once took (U35). \
            Sizes above 64 cards (three jobs in a thousand, [u3]) end at 256 (A). A maker sends hundreds \
            of experiments and thousands of builds a day on top of data mining (U35): arrivals bring \
            bursts of 1 to 40 jobs (A). Hours of U19.",
    sources: &["U14", "U19", "U20", "U35", "[u3] Helios", "Q8"],
    unit: Unit::Accelerators,
    arrivals: Arrivals::Random {
        hours: &SITE_HOURS,
        weekend: WEEKEND,
        batch: Batch::Burst { least: 1, most: 40 },
    },
    parts: &[Part {
        name: "experiment",
        weight: 1.0,
        delay_secs: 0,
        sizes: &[
            (1, 0.720),
            (2, 0.050),
            (4, 0.040),
            (8, 0.140),
            (16, 0.030),
            (32, 0.012),
            (64, 0.005),
            (128, 0.002),
            (256, 0.001),
        ],
        runtimes: &[
            (0.0, 8.0),
            (0.25, 64.0),
            (0.5, 201.0),
            (0.75, 1001.0),
            (0.9, 6969.0),
            (0.95, 20_700.0),
            (0.99, 146_000.0),
            (1.0, 604_800.0),
        ],
        tie: 0.0,
        requests: requests::AI,
    }],
    targets: &[
        Target::other(
            Quantity::Size,
            Statistic::ShareAtMost(1.0),
            0.72,
            Closeness::Within(0.01),
            "[u3] Helios",
        ),
        Target::other(
            Quantity::Size,
            Statistic::ShareAtMost(4.0),
            0.81,
            Closeness::Within(0.01),
            "[u3] Helios",
        ),
        Target::other(
            Quantity::Size,
            Statistic::ShareAtMost(8.0),
            0.95,
            Closeness::Within(0.01),
            "[u3] Helios",
        ),
        Target::other(
            Quantity::Size,
            Statistic::ShareAtMost(64.0),
            0.997,
            Closeness::Within(0.01),
            "[u3] Helios",
        ),
        Target::other(Quantity::Size, Statistic::Mean, 3.7, Closeness::Within(0.05), "[u3] Helios"),
        Target::runtime(0.25, 64.0, "[u3] Helios"),
        Target::runtime(0.5, 201.0, "[u3] Helios"),
        Target::runtime(0.75, 1001.0, "[u3] Helios"),
        Target::runtime(0.9, 6969.0, "[u3] Helios"),
        Target::runtime(0.95, 20_700.0, "[u3] Helios"),
        Target::runtime(0.99, 146_000.0, "[u3] Helios"),
        Target::other(Quantity::Runtime, Statistic::Quantile(1.0), 604_800.0, Closeness::AtMost, "U35"),
    ],
};
