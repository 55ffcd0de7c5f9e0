//! The distribution of waits as a curve of bounded size.

use super::WaitCurve;
use crate::stats::Quantiles;

/// More points than this nobody sees.
const POINTS_MAX: u64 = 512;

/// How large a share of so many jobs had started after at most so long, from the waits in microseconds of those that started.
pub(super) fn wait_curve(started: &Quantiles, jobs: u64) -> WaitCurve {
    let count = started.count();
    let mut curve = WaitCurve::default();
    // Where jobs waited and none ever started, that is to be seen.
    if count == 0 && 0 < jobs {
        return WaitCurve { wait_secs: vec![0.0], share: vec![0.0] };
    }
    for (point, micros) in started.quantiles(&curve_quantiles(count)).iter().enumerate() {
        let secs = micros.expect("there are waits, so that every quantile exists") / 1e6;
        // The rank of this point among all waits, in whole numbers, so that the last share is exactly one where all started.
        let rank = point as u64 * (count - 1) / last(count);
        let share = (rank + 1) as f64 / jobs as f64;
        // Of equal waits the last counts: the curve says how many waited at most so long.
        if curve.wait_secs.last() == Some(&secs) {
            curve.wait_secs.pop();
            curve.share.pop();
        }
        curve.wait_secs.push(secs);
        curve.share.push(share);
    }
    curve
}

/// At which quantiles a curve of so many waits is drawn: at every wait where they are few, else at equal shares.
fn curve_quantiles(count: u64) -> Vec<f64> {
    let points = count.min(POINTS_MAX);
    (0..points).map(|point| point as f64 / last(count) as f64).collect()
}

/// The number of the last point, or one, by which the others are divided.
fn last(count: u64) -> u64 {
    count.min(POINTS_MAX).saturating_sub(1).max(1)
}
