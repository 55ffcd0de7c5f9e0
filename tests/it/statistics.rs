//! Means, confidence and paired differences against numbers worked out by hand or read off tables.

use suanli::experiment::Verdict;
use suanli::experiment::statistics::{difference, estimate};
use suanli::metrics::Better;
use suanli::stats::{Confidence, mean, sample_variance, student_t};

const SURE: Confidence = Confidence::USUAL;

#[test]
fn quantiles_of_student_are_those_of_the_tables() {
    for (degrees, quantile) in
        [(1, 12.706_204_736), (2, 4.302_652_730), (3, 3.182_446_305), (7, 2.364_624_252), (29, 2.045_229_642)]
    {
        let found = student_t(Confidence::USUAL, degrees);
        assert!((found - quantile).abs() < 1e-8, "{degrees}: {found}");
    }
    for (level, quantile) in [(0.9, 2.353_363_435), (0.99, 5.840_909_310), (0.999, 12.923_978_637)] {
        let found = student_t(Confidence::new(level).expect("a level"), 3);
        assert!((found - quantile).abs() < 1e-8, "{level}: {found}");
    }
}

#[test]
fn a_mean_has_its_confidence() {
    assert_eq!(mean(&[]), None);
    assert_eq!(sample_variance(&[3.0]), None);
    // Deviations of -2, 0, 0, 2: variance 8 / 3.
    assert_eq!(sample_variance(&[1.0, 3.0, 3.0, 5.0]), Some(8.0 / 3.0));
    let four = estimate(&[1.0, 3.0, 3.0, 5.0], SURE).expect("there are values");
    assert_eq!((four.mean, four.runs), (3.0, 4));
    let expected = 3.182_446_305 * (8.0_f64 / 3.0 / 4.0).sqrt();
    assert!((four.half_width.expect("four runs") - expected).abs() < 1e-8);
    let one = estimate(&[3.0], SURE).expect("there is a value");
    assert_eq!((one.mean, one.half_width, one.runs), (3.0, None, 1));
    assert_eq!(estimate(&[], SURE), None);
}

#[test]
fn a_difference_is_taken_run_by_run() {
    let some = |values: &[f64]| -> Vec<Option<f64>> { values.iter().copied().map(Some).collect() };
    // The runs differ by far more than the policies, which differ by 1, 2 and 3: 2 +- 4.303 * 1 / sqrt(3).
    let base = some(&[100.0, 200.0, 300.0]);
    let mine = some(&[99.0, 198.0, 297.0]);
    let fewer = difference(&mine, &base, Better::Lower, SURE).expect("there are pairs");
    assert_eq!((fewer.estimate.mean, fewer.estimate.runs), (-2.0, 3));
    assert!((fewer.estimate.half_width.expect("three pairs") - 4.302_652_730 / 3.0_f64.sqrt()).abs() < 1e-8);
    assert_eq!(fewer.verdict, Verdict::Unclear, "2 +- 2.48 holds zero");

    let verdict =
        |mine: &[f64], better| difference(&some(mine), &base, better, SURE).expect("there are pairs").verdict;
    assert_eq!(verdict(&[90.0, 190.0, 290.5], Better::Lower), Verdict::Better);
    assert_eq!(verdict(&[90.0, 190.0, 290.5], Better::Higher), Verdict::Worse);
    assert_eq!(verdict(&[110.0, 210.0, 310.5], Better::Higher), Verdict::Better);
    assert_eq!(verdict(&[110.0, 210.0, 310.5], Better::Lower), Verdict::Worse);
    assert_eq!(verdict(&[110.0, 210.0, 310.5], Better::Neither), Verdict::Different);
    assert_eq!(verdict(&[100.0, 200.0, 300.0], Better::Lower), Verdict::Unclear);

    // A run of which one side has no value is no pair; one pair tells nothing of the spread.
    let gap = difference(&[Some(1.0), None], &[Some(3.0), Some(9.0)], Better::Lower, SURE)
        .expect("there is a pair");
    assert_eq!((gap.estimate.mean, gap.estimate.half_width, gap.estimate.runs), (-2.0, None, 1));
    assert_eq!(gap.verdict, Verdict::Unclear);
    assert_eq!(difference(&[None], &[Some(3.0)], Better::Lower, SURE), None);
}
