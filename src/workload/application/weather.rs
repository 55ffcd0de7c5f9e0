//! Weather forecasts: fixed cycles four times a day, each due at a fixed time after its hour.

use super::{Application, Arrivals, Closeness, Part, Quantity, Statistic, Target, Unit, requests};

const HALF_HOUR: u64 = 1800;

/// The row.
pub(super) const ENTRY: Application = Application {
    name: "weather",
    help: "weather forecasts: cycles at 00, 06, 12 and 18 UTC (08, 14, 20, 02 Beijing), each step with its own limit",
    about: "Job sizes of the Chinese service are not public; the sizes and limits of GFS v16 stand in \
            (U29): an analysis of 825 tasks with 5 threads, limit 1 h; a forecast of 1,152 tasks with 4 \
            threads, limit 6 h; and a short first-guess run of the same model, limit 40 min. They come \
            in this order, one of each a cycle where the demand is twelve jobs a day, and each is \
            submitted when the limits of the steps before it have passed, up to five minutes late (A). \
            The forecast then begins 1 h 40 min into the cycle and its first products are due at 3 h 30 \
            min (U29). A cycle is due with its last product when the limits of all its steps have \
            passed, 7 h 40 min after its hour (U29; ECMWF's schedule has the last fields of its 15-day \
            forecast out after 7 h 34 min). How much of its limit a step uses is an assumption (60 %, within a few per cent, \
            as the work is always the same). On a machine smaller than a step the step is cut to the \
            machine.",
    sources: &["U29"],
    unit: Unit::Cores,
    arrivals: Arrivals::Cycles {
        hours: &[2, 8, 14, 20],
        jitter_secs: 300,
        deadline_secs: 2400 + 2 * HALF_HOUR + 21_600,
    },
    parts: &[
        Part {
            name: "first guess",
            weight: 1.0,
            delay_secs: 0,
            sizes: &[(4608, 1.0)],
            runtimes: &[(0.0, 1200.0), (0.1, 1350.0), (0.9, 1600.0), (1.0, 2100.0)],
            tie: 0.0,
            requests: requests::fixed(&[(40, 1.0)]),
        },
        Part {
            name: "analysis",
            weight: 1.0,
            delay_secs: 2400,
            sizes: &[(4125, 1.0)],
            runtimes: &[(0.0, 1700.0), (0.1, 2000.0), (0.9, 2400.0), (1.0, 3300.0)],
            tie: 0.0,
            requests: requests::fixed(&[(60, 1.0)]),
        },
        Part {
            name: "forecast",
            weight: 1.0,
            delay_secs: 2400 + 2 * HALF_HOUR,
            sizes: &[(4608, 1.0)],
            runtimes: &[(0.0, 10_800.0), (0.1, 12_000.0), (0.9, 14_400.0), (1.0, 19_800.0)],
            tie: 0.0,
            requests: requests::fixed(&[(360, 1.0)]),
        },
    ],
    targets: &[
        Target::size(0.25, 4125.0, "U29"),
        Target::size(0.5, 4608.0, "U29"),
        Target::size(0.9, 4608.0, "U29"),
        Target::size(0.99, 4608.0, "U29"),
        Target::other(Quantity::Runtime, Statistic::Quantile(0.33), 2400.0, Closeness::AtMost, "U29"),
        Target::other(Quantity::Runtime, Statistic::Quantile(0.66), 3600.0, Closeness::AtMost, "U29"),
        Target::other(Quantity::Runtime, Statistic::Quantile(1.0), 21_600.0, Closeness::AtMost, "U29"),
    ],
};
