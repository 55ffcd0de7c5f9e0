//! What a metric is worked out from: everything that was counted about one scope of one cell.

use super::curve::wait_curve;
use super::{Balance, Deadlines, Gauges, Moved, Service, TenantFigures, Usage, WaitCurve, Window};
use crate::model::{CenterId, Span};
use crate::stats::Known;

/// The waits whose quantiles are told.
const WAIT_QUANTILES: [f64; 5] = [0.5, 0.9, 0.95, 0.99, 1.0];

/// The bounded slowdowns whose quantiles are told.
const SLOWDOWN_QUANTILES: [f64; 2] = [0.5, 0.95];

/// Everything that was counted about one scope of one cell.
#[derive(Debug)]
pub struct Figures<'a> {
    /// Jobs submitted within the measured window: what became of them, how they waited.
    pub service: &'a Service,
    /// Which of them were done when they were due.
    pub deadlines: &'a Deadlines,
    /// What jobs held within the measured window, whenever they were submitted.
    pub usage: &'a Usage,
    /// How long was measured.
    pub window: Span,
    /// From when until when.
    pub measured: Window,
    /// How the use of each pool is counted.
    pub gauges: &'a Gauges,
    /// The centres whose capacity the use is compared with.
    pub centers: &'a [CenterId],
    /// What each of the tenants got in these centres; empty for a class of jobs, which shares its tenants with others.
    pub tenants: &'a [TenantFigures],
    /// The data that moved to these centres, or for these jobs.
    pub moved: Moved,
    /// Where the time of these centres' nodes went; nothing for jobs that share them with others.
    pub balance: Option<Balance>,
    /// Waits in seconds: median, p90, p95, p99, maximum.
    pub wait_secs: Vec<Option<Known>>,
    /// Bounded slowdowns: median, p95.
    pub slowdowns: Vec<Option<f64>>,
}

impl<'a> Figures<'a> {
    /// The figures of one scope, and the curve of its waits.
    pub(super) fn with_curve(
        (service, deadlines, usage): (&'a Service, &'a Deadlines, &'a Usage),
        measured: Window,
        gauges: &'a Gauges,
        centers: &'a [CenterId],
        tenants: &'a [TenantFigures],
    ) -> (Figures<'a>, WaitCurve) {
        let wait_secs = service.wait_secs_quantiles(&WAIT_QUANTILES);
        let curve = wait_curve(&service.waits.quantiles, service.admitted());
        let slowdowns = service.slowdown_quantiles(&SLOWDOWN_QUANTILES);
        let window = measured.span();
        let figures = Figures {
            service,
            deadlines,
            usage,
            window,
            measured,
            gauges,
            centers,
            tenants,
            moved: Moved::default(),
            balance: None,
            wait_secs,
            slowdowns,
        };
        (figures, curve)
    }
}
