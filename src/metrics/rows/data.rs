//! What data cost that move between centres. Where none ever moved there is no figure.

use crate::metrics::{Better, Covers, Figures, Metric};

const fn row(
    name: &'static str,
    unit: &'static str,
    help: &'static str,
    better: Better,
    value: fn(&Figures<'_>) -> Option<f64>,
) -> Metric {
    Metric { name, unit, help, better, covers: Covers::All, value }
}

/// Moved.
pub(super) const MOVED: Metric = row(
    "data_moved_tb",
    "TB",
    "data that were moved between centres within the measured window: to the centre, or for the jobs",
    Better::Neither,
    |figures| (0 < figures.moved.bytes).then(|| figures.moved.bytes as f64 / 1e12),
);

/// Paid.
pub(super) const COST: Metric = row(
    "data_cost_cny",
    "CNY",
    "price of what was moved, by the links that it went over; each transfer is charged to the job that it was begun for",
    Better::Lower,
    |figures| (0 < figures.moved.bytes).then(|| figures.moved.price as f64 / 1e15),
);

/// Time.
pub(super) const TIME: Metric = row(
    "transfer_secs_mean",
    "s",
    "mean time from the beginning of a transfer until all of it was there, of those that ended within the measured window",
    Better::Lower,
    |figures| {
        let moved = figures.moved;
        (0 < moved.transfers).then(|| moved.micros as f64 / (moved.transfers as f64 * 1e6))
    },
);
