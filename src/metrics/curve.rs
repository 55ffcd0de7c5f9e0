//! The distribution of waits as a curve of bounded size.

use super::WaitCurve;

/// More points than this nobody sees.
const POINTS_MAX: u64 = 512;

/// At which quantiles a curve of so many waits is drawn: at every wait where they are few, else at equal shares.
pub(super) fn curve_quantiles(count: u64) -> Vec<f64> {
    let points = count.min(POINTS_MAX);
    (0..points).map(|point| point as f64 / last(count) as f64).collect()
}

/// The empirical cumulative curve of so many waits, from their quantiles in seconds.
pub(super) fn wait_curve(count: u64, quantiles_secs: &[Option<f64>]) -> WaitCurve {
    let mut curve = WaitCurve::default();
    for (point, secs) in quantiles_secs.iter().enumerate() {
        let secs = secs.expect("there are waits, so that every quantile exists");
        // The rank of this point among all waits, in whole numbers, so that the last share is exactly one.
        let rank = point as u64 * (count - 1) / last(count);
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

/// The number of the last point, or one, by which the others are divided.
fn last(count: u64) -> u64 {
    count.min(POINTS_MAX).saturating_sub(1).max(1)
}
