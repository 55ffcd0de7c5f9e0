//! How alike two samples or two profiles are.

/// The Kolmogorov-Smirnov distance of two samples, which ascend: the largest difference of their cumulative distributions.
/// 1 where one of them is empty and the other is not.
#[must_use]
pub fn distance(one: &[u64], other: &[u64]) -> f64 {
    if one.is_empty() || other.is_empty() {
        return if one.len() == other.len() { 0.0 } else { 1.0 };
    }
    let (mut left, mut right, mut most) = (0, 0, 0.0_f64);
    while left < one.len() && right < other.len() {
        // Equal values are passed together: only between values do the distributions differ.
        let value = one[left].min(other[right]);
        left += one[left..].iter().take_while(|found| **found == value).count();
        right += other[right..].iter().take_while(|found| **found == value).count();
        let difference = left as f64 / one.len() as f64 - right as f64 / other.len() as f64;
        most = most.max(difference.abs());
    }
    most
}

/// The correlation (Pearson) of two profiles of the same length; 0 where one of them is flat.
///
/// # Panics
/// When they are not of the same length.
#[must_use]
pub fn correlation(one: &[f64], other: &[f64]) -> f64 {
    assert!(one.len() == other.len(), "profiles of {} and {} values", one.len(), other.len());
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (mean_one, mean_other) = (mean(one), mean(other));
    let (mut both, mut square_one, mut square_other) = (0.0, 0.0, 0.0);
    for (first, second) in one.iter().zip(other) {
        let (first, second) = (first - mean_one, second - mean_other);
        both += first * second;
        square_one += first * first;
        square_other += second * second;
    }
    if square_one <= 0.0 || square_other <= 0.0 {
        return 0.0;
    }
    both / libm::sqrt(square_one * square_other)
}
