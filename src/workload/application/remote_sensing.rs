//! Remote sensing: each satellite strip is an array of tiles.

use super::rhythm::PASS_HOURS;
use super::{Application, Arrivals, Batch, Closeness, Part, Quantity, Statistic, Target, Unit, requests};

/// The row.
pub(super) const ENTRY: Application = Application {
    name: "remote-sensing",
    help: "remote sensing: arrays of 99 tiles, one array for each strip a satellite sends down",
    about: "A half-orbit strip of Sentinel-2 has about 99 tiles and a chain of 102 serial hours (U33): \
            one array of 99 jobs on one core each, a mean of 3,709 s. The spread around it, and the few \
            tiles that take four cores, are assumptions. The members of an array run alike (A). Strips \
            come down after late-morning passes, every day of the week (A). Requested times follow U14 \
            and U12.",
    sources: &["U12", "U14", "U33"],
    unit: Unit::Cores,
    arrivals: Arrivals::Random {
        hours: &PASS_HOURS,
        weekend: 1.0,
        batch: Batch::Array { least: 99, most: 99 },
    },
    parts: &[Part {
        name: "tile",
        weight: 1.0,
        delay_secs: 0,
        sizes: &[(1, 0.85), (4, 0.15)],
        runtimes: &[(0.0, 1200.0), (0.1, 2300.0), (0.5, 3450.0), (0.9, 5350.0), (1.0, 9300.0)],
        tie: 0.0,
        requests: requests::HPC,
    }],
    targets: &[
        Target::size(0.5, 1.0, "U33"),
        Target::other(Quantity::Runtime, Statistic::Mean, 3709.0, Closeness::Within(0.03), "U33"),
        Target::other(Quantity::Killed, Statistic::Mean, 0.073, Closeness::Within(0.05), "U12"),
    ],
};
