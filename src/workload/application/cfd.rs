//! Computational fluid dynamics: many short tests, and long production runs that hold most of the node hours.

use super::rhythm::{SITE_HOURS, WEEKEND};
use super::{Application, Arrivals, Batch, Closeness, Part, Quantity, Statistic, Target, Unit, requests};

/// The row.
pub(super) const ENTRY: Application = Application {
    name: "cfd",
    help: "computational fluid dynamics: tests of minutes, production runs of up to two days in chains",
    about: "A large eddy simulation runs on 256 ranks, and a million cells take about 200 cores (U34): \
            the median is 256 cores. A third of the sizes are no power of two (U16); the spread is an \
            assumption. Most jobs are set-up and tests, as on any HPC site: median 16.5 min, mean 2.9 h \
            (U12, Eagle); production runs take 10 to 48 h and go on in chains of restarts (U34), so P99 \
            is the limit of 48 h. P90 is chosen so that the mean is met; the knots below the median are \
            an assumption. Size and runtime have the weak rank correlation of 0.08 that the \
            Lublin-Feitelson model gives (derived from U16 and U17). Requested times: U14, with \
            time-outs of U12. Hours of U19.",
    sources: &["U12", "U14", "U16", "U17", "U19", "U20", "U34", "P7"],
    unit: Unit::Cores,
    arrivals: Arrivals::Random { hours: &SITE_HOURS, weekend: WEEKEND, batch: Batch::Single },
    parts: &[Part {
        name: "solver run",
        weight: 1.0,
        delay_secs: 0,
        sizes: &[
            (32, 0.08),
            (64, 0.11),
            (96, 0.05),
            (128, 0.12),
            (200, 0.12),
            (256, 0.18),
            (400, 0.07),
            (512, 0.10),
            (800, 0.05),
            (1024, 0.06),
            (1600, 0.02),
            (2048, 0.02),
            (3200, 0.01),
            (4096, 0.01),
        ],
        runtimes: &[
            (0.0, 20.0),
            (0.25, 240.0),
            (0.5, 990.0),
            (0.9, 18_400.0),
            (0.99, 172_800.0),
            (1.0, 172_800.0),
        ],
        tie: 0.08,
        requests: requests::HPC,
    }],
    targets: &[
        Target::size(0.5, 256.0, "U34"),
        Target::runtime(0.5, 990.0, "U12"),
        Target::other(Quantity::Runtime, Statistic::Mean, 10_440.0, Closeness::Within(0.03), "U12"),
        Target::runtime(0.99, 172_800.0, "U34"),
        Target::other(Quantity::Overestimate, Statistic::Quantile(0.5), 10.3, Closeness::Within(0.05), "U14"),
        Target::other(Quantity::Killed, Statistic::Mean, 0.073, Closeness::Within(0.05), "U12"),
    ],
};
