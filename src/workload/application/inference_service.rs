//! Inference services: replicas that come and go with the demand of the hour.

use super::rhythm::SERVICE_HOURS;
use super::{Application, Arrivals, Batch, Closeness, Part, Quantity, Statistic, Target, Unit, requests};

/// The row.
pub(super) const ENTRY: Application = Application {
    name: "inference-service",
    help: "inference services: one job is a replica, started with the demand of the hour",
    about: "One job is one replica, not one request: a hotline of 75,000 calls a day (U28) is served by \
            replicas that are started as the hour demands and stopped when it ebbs. They start in \
            business hours, with a peak of 3.2 and a trough of 0.06 times the mean (U26, U28); half as \
            many at the weekend, since a hotline never closes (A, the upper end of U20). Lifetimes \
            follow the guaranteed jobs of U10 (median 0.77 h, mean 8.7 h); P90, P99 and the longest (14 \
            days) are assumptions chosen so that the mean is met. Sizes are those of the \
            latency-critical pods in the trace of U11; nearly half of them ask for less than one card, \
            which here takes a whole one. A replica requests the longest time there is and is never \
            killed (A).",
    sources: &["U10", "U11", "U20", "U26", "U28"],
    unit: Unit::Accelerators,
    arrivals: Arrivals::Random { hours: &SERVICE_HOURS, weekend: 0.5, batch: Batch::Single },
    parts: &[Part {
        name: "replica",
        weight: 1.0,
        delay_secs: 0,
        sizes: &[(1, 0.9870), (2, 0.0037), (4, 0.0036), (8, 0.0057)],
        runtimes: &[(0.0, 60.0), (0.5, 2772.0), (0.9, 54_700.0), (0.99, 432_000.0), (1.0, 1_209_600.0)],
        tie: 0.0,
        requests: requests::SERVICE,
    }],
    targets: &[
        Target::other(Quantity::Size, Statistic::ShareAtMost(1.0), 0.987, Closeness::Within(0.01), "U11"),
        Target::size(0.5, 1.0, "U11"),
        Target::runtime(0.5, 2772.0, "U10"),
        Target::other(Quantity::Runtime, Statistic::Mean, 31_320.0, Closeness::Within(0.03), "U10"),
    ],
};
