//! What a metric is worked out from: everything that was counted about one scope of one cell.

use super::{Gauges, Service, Usage};
use crate::model::{CenterId, Span};

/// The waits whose quantiles are told.
pub(super) const WAIT_QUANTILES: [f64; 4] = [0.5, 0.9, 0.95, 0.99];

/// The bounded slowdowns whose quantiles are told.
pub(super) const SLOWDOWN_QUANTILES: [f64; 2] = [0.5, 0.95];

/// Everything that was counted about one scope of one cell.
#[derive(Debug)]
pub struct Figures<'a> {
    /// Jobs submitted within the measured window: what became of them, how they waited.
    pub service: &'a Service,
    /// What jobs held within the measured window, whenever they were submitted.
    pub usage: &'a Usage,
    /// How long was measured.
    pub window: Span,
    /// How the use of each pool is counted.
    pub gauges: &'a Gauges,
    /// The centres whose capacity the use is compared with.
    pub centers: &'a [CenterId],
    /// Waits in seconds: median, p90, p95, p99. Sorting is dear, so it is done once for all four.
    pub wait_secs: Vec<Option<f64>>,
    /// Bounded slowdowns: median, p95.
    pub slowdowns: Vec<Option<f64>>,
}

impl<'a> Figures<'a> {
    /// The figures of one scope.
    #[must_use]
    pub fn new(
        service: &'a Service,
        usage: &'a Usage,
        window: Span,
        gauges: &'a Gauges,
        centers: &'a [CenterId],
    ) -> Figures<'a> {
        let wait_secs = service.wait_secs_quantiles(&WAIT_QUANTILES);
        let slowdowns = service.slowdown_quantiles(&SLOWDOWN_QUANTILES);
        Figures { service, usage, window, gauges, centers, wait_secs, slowdowns }
    }
}
