//! Where the warm-up of a run ends: the marginal standard error rule on batches of five.

/// So many values make one batch.
const BATCH: usize = 5;

/// How many values at the beginning are to be left out, by MSER-5 (K. Preston White, M. Cobb, S. Spratt, *A Comparison of Five Steady-State
/// Truncation Heuristics for Simulation*, Winter Simulation Conference 2000): of means of five values each, as many are left out as make the
/// variance of the rest, divided by the square of its number, least. Nothing where that would be more than half of all: then the series has
/// not become steady, or is too short to tell.
#[must_use]
pub fn mser5(values: &[f64]) -> Option<usize> {
    let means: Vec<f64> =
        values.chunks_exact(BATCH).map(|batch| batch.iter().sum::<f64>() / BATCH as f64).collect();
    let count = means.len();
    // Sums from the end on, so that each rest is known at once.
    let (mut sum, mut squares) = (0.0, 0.0);
    let mut best: Option<(usize, f64)> = None;
    for first in (0..count).rev() {
        sum += means[first];
        squares += means[first] * means[first];
        let rest = (count - first) as f64;
        // Few values are equal by chance.
        if rest < BATCH as f64 {
            continue;
        }
        let error = (squares - sum * sum / rest).max(0.0) / (rest * rest);
        // Of equal ones the earlier.
        if best.is_none_or(|(_, least)| error <= least) {
            best = Some((first, error));
        }
    }
    let (first, _) = best?;
    (2 * first <= count).then_some(first * BATCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Noise of a simple generator, from -1 to 1.
    fn noise(place: u64) -> f64 {
        let mixed =
            place.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (place.wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 29);
        (mixed >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    }

    #[test]
    fn a_steady_series_needs_no_warm_up() {
        assert_eq!(mser5(&[7.0; 100]), Some(0));
        let steady: Vec<f64> = (1..=1_000).map(noise).collect();
        assert!(mser5(&steady).is_some_and(|left_out| left_out <= 250), "{:?}", mser5(&steady));
    }

    #[test]
    fn a_rise_at_the_beginning_is_left_out() {
        let value =
            |place: u64| if place < 200 { place as f64 / 200.0 * 50.0 } else { 50.0 } + noise(place + 1);
        let rising: Vec<f64> = (0..1_000).map(value).collect();
        let left_out = mser5(&rising).expect("it becomes steady");
        assert!((180..=300).contains(&left_out), "{left_out}");
    }

    #[test]
    fn what_grows_to_the_end_has_no_warm_up() {
        let growing: Vec<f64> = (0..1_000).map(f64::from).collect();
        assert_eq!(mser5(&growing), None);
        assert_eq!(mser5(&[1.0; 4]), None);
    }
}
