//! Morris's effects of the function of Ishigami and Homma, which are known.

use suanli::experiment::sweep::morris::{Elementary, elementary_effects, trajectories};
use suanli::model::{Streams, Use};
use suanli::stats::Confidence;

/// With a = 7 and b = 0.1, of angles from -π to π.
fn ishigami(shares: &[f64]) -> f64 {
    let angle = |axis: usize| (2.0 * shares[axis] - 1.0) * std::f64::consts::PI;
    let (one, two, three) = (angle(0), angle(1), angle(2));
    libm::sin(one) + 7.0 * libm::sin(two) * libm::sin(two) + 0.1 * libm::pow(three, 4.0) * libm::sin(one)
}

fn effects(count: usize, seed: u64) -> Vec<Elementary> {
    let mut chance = Streams::new(seed, 0).stream(Use::Designs, "ishigami");
    let points: Vec<Vec<f64>> = trajectories(3, count, 4, &mut chance).into_iter().flatten().collect();
    let figures: Vec<Option<f64>> = points.iter().map(|point| Some(ishigami(point))).collect();
    let effects = elementary_effects(&points, &figures, Confidence::default());
    effects.into_iter().map(|effect| effect.expect("each axis has effects")).collect()
}

/// On four levels the means can be worked out: 1.5 times the half of the root of three times (1 + 0.1 of the mean fourth power of the
/// levels), 1.5 times 7 times 3/4, and 1.5 times 0.1 of the difference of the fourth powers times the mean sine.
#[test]
fn effects_of_ishigami_tend_to_what_they_are() {
    let expected = [7.704, 7.875, 6.249];
    for (found, expected) in effects(100_000, 1).iter().zip(expected) {
        let off = 2.5 * found.half_width.unwrap_or(0.0).max(1e-9);
        assert!((found.mu_star - expected).abs() < off.max(0.001), "{found:?}, not {expected}");
        assert!(off < 0.1, "{found:?}");
    }
    // The first never works against itself, the second does so as often as not.
    let found = effects(10_000, 2);
    assert!((found[0].mu - found[0].mu_star).abs() < found[0].mu_star * 2.0);
    assert!(found[1].mu.abs() < 0.2 && (found[1].mu_star - 7.875).abs() < 1e-9, "{found:?}");
}

/// The interval holds the truth about as often as it says.
#[test]
fn intervals_of_effects_hold_the_truth() {
    let held = |axis: usize, truth: f64| {
        (0..400)
            .filter(|seed| {
                let found = effects(60, 100 + seed)[axis];
                (found.mu_star - truth).abs() <= found.half_width.unwrap_or(0.0)
            })
            .count()
    };
    for (axis, truth) in [(0, 7.704), (2, 6.249)] {
        let held = held(axis, truth);
        assert!((360..=398).contains(&held), "{held} of 400");
    }
}
