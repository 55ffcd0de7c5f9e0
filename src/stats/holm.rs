//! Holm's correction: what p-values of several comparisons are worth together.

/// The p-values of Holm's step-down procedure (*A Simple Sequentially Rejective Multiple Test Procedure*, Scandinavian Journal of
/// Statistics 6, 1979), in the order of the given ones: one is below a level only if, at that level for all comparisons together, its
/// difference is told. A single one stays as it is.
#[must_use]
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|left, right| p_values[*left].total_cmp(&p_values[*right]));
    let mut adjusted = vec![0.0; p_values.len()];
    let mut least = 0.0_f64;
    for (rank, place) in order.into_iter().enumerate() {
        least = least.max(((p_values.len() - rank) as f64 * p_values[place]).min(1.0));
        adjusted[place] = least;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_is_held_to_all_and_the_largest_to_itself() {
        // Worked by hand: 4 x 0.01, 3 x 0.02 and 2 x 0.03 with none below the one before, 0.5.
        let adjusted = holm(&[0.02, 0.5, 0.01, 0.03]);
        for (found, expected) in adjusted.iter().zip([0.06, 0.5, 0.04, 0.06]) {
            assert!((found - expected).abs() < 1e-12, "{adjusted:?}");
        }
        assert_eq!(holm(&[0.03]), [0.03]);
        assert_eq!(holm(&[0.9, 0.8]), [1.0, 1.0]);
        assert!(holm(&[]).is_empty());
    }
}
