//! The distribution of waits as a curve of bounded size.

use super::{Sample, WaitCurve};

/// More points than this nobody sees.
const POINTS_MAX: u64 = 512;

/// The empirical cumulative curve of waits in microseconds: every wait where they are few, else at equal shares.
pub(super) fn wait_curve(waits: &Sample) -> WaitCurve {
    let count = waits.quantiles.count();
    let mut curve = WaitCurve::default();
    let points = count.min(POINTS_MAX);
    if points == 0 {
        return curve;
    }
    let last = (points - 1).max(1);
    let qs: Vec<f64> = (0..points).map(|point| point as f64 / last as f64).collect();
    for (point, micros) in waits.quantiles.quantiles(&qs).into_iter().enumerate() {
        let secs = micros.expect("there are waits, so that every quantile exists") / 1e6;
        // The rank of this point among all waits, in whole numbers, so that the last share is exactly one.
        let rank = point as u64 * (count - 1) / last;
        let share = (rank + 1) as f64 / count as f64;
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
