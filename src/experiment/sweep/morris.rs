//! Elementary effects (Morris 1991, Campolongo and others 2007): how much a figure changes when one value goes across its range,
//! from few runs, and whether that depends on the other values.

use super::super::statistics::estimate;
use crate::model::{Chance, uniform};
use crate::stats::{Confidence, mean, sample_variance};

/// What a value does to a figure when it goes from one end of its range to the other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Elementary {
    /// The mean of the effects: where it is smaller than `mu_star`, the value works both ways.
    pub mu: f64,
    /// The mean of their sizes: how much the value matters.
    pub mu_star: f64,
    /// How far the mean of their sizes may be off, at the confidence that was asked for; nothing of one effect.
    pub half_width: Option<f64>,
    /// Their standard deviation: how much the effect depends on the other values, or is not in proportion; nothing of one effect.
    pub sigma: Option<f64>,
    /// How many there were.
    pub effects: u32,
}

/// Ways through the cube from 0 to 1 in every axis: on each, every axis changes once, by the same length, in an order and from a
/// place that are drawn. The first point of each way comes first.
///
/// # Panics
/// When the number of levels is not even, or below two.
#[must_use]
pub fn trajectories(axes: usize, count: usize, levels: usize, chance: &mut Chance) -> Vec<Vec<Vec<f64>>> {
    assert!(2 <= levels && levels.is_multiple_of(2), "levels are an even number, found {levels}");
    (0..count).map(|_| trajectory(axes, levels, chance)).collect()
}

fn trajectory(axes: usize, levels: usize, chance: &mut Chance) -> Vec<Vec<f64>> {
    let below = |count: usize, chance: &mut Chance| (uniform(chance) * count as f64) as usize;
    let half = levels / 2;
    // A half of all levels lies a step below another, which is as far as half of the levels; either end may come first.
    let ends: Vec<(usize, usize)> = (0..axes)
        .map(|_| {
            let low = below(half, chance);
            if below(2, chance) == 0 { (low, low + half) } else { (low + half, low) }
        })
        .collect();
    let mut order: Vec<usize> = (0..axes).collect();
    for last in (1..axes).rev() {
        order.swap(last, below(last + 1, chance));
    }
    let share = |level: usize| level as f64 / (levels - 1) as f64;
    let mut point: Vec<f64> = ends.iter().map(|(from, _)| share(*from)).collect();
    let mut points = vec![point.clone()];
    for axis in order {
        point[axis] = share(ends[axis].1);
        points.push(point.clone());
    }
    points
}

/// The effects of each axis, from the points of all ways one after another, and the figure at each; nothing of an axis of which no
/// effect is known, because the figure was missing.
///
/// # Panics
/// When there are not as many figures as points.
#[must_use]
pub fn elementary_effects(
    points: &[Vec<f64>],
    figures: &[Option<f64>],
    confidence: Confidence,
) -> Vec<Option<Elementary>> {
    assert_eq!(points.len(), figures.len(), "each point has a figure");
    let axes = points.first().map_or(0, Vec::len);
    let mut effects: Vec<Vec<f64>> = vec![Vec::new(); axes];
    for (points, figures) in points.chunks(axes + 1).zip(figures.chunks(axes + 1)) {
        for (points, figures) in points.windows(2).zip(figures.windows(2)) {
            let (&[Some(before), Some(after)], [from, to]) = (figures, points) else { continue };
            for (axis, (from, to)) in from.iter().zip(to).enumerate().filter(|(_, (from, to))| from != to) {
                effects[axis].push((after - before) / (to - from));
            }
        }
    }
    effects.iter().map(|effects| elementary(effects, confidence)).collect()
}

fn elementary(effects: &[f64], confidence: Confidence) -> Option<Elementary> {
    let sizes: Vec<f64> = effects.iter().map(|effect| effect.abs()).collect();
    let size = estimate(&sizes, confidence)?;
    Some(Elementary {
        mu: mean(effects)?,
        mu_star: size.mean,
        half_width: size.half_width,
        sigma: sample_variance(effects).map(f64::sqrt),
        effects: size.runs,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Streams, Use};

    #[test]
    fn on_every_way_each_axis_changes_once_and_by_the_same_length() {
        let mut chance = Streams::new(3, 0).stream(Use::Designs, "test");
        for way in trajectories(5, 40, 4, &mut chance) {
            assert_eq!(way.len(), 6);
            let mut changed = Vec::new();
            for pair in way.windows(2) {
                for axis in (0..5).filter(|axis| pair[0][*axis] != pair[1][*axis]) {
                    assert!(((pair[0][axis] - pair[1][axis]).abs() - 2.0 / 3.0).abs() < 1e-12);
                    changed.push(axis);
                }
            }
            changed.sort_unstable();
            assert_eq!(changed, [0, 1, 2, 3, 4]);
        }
    }

    #[test]
    fn effects_of_a_plane_are_its_slopes() {
        let mut chance = Streams::new(3, 0).stream(Use::Designs, "test");
        let points: Vec<Vec<f64>> = trajectories(2, 10, 4, &mut chance).into_iter().flatten().collect();
        let mut figures: Vec<Option<f64>> =
            points.iter().map(|point| Some(3.0 * point[0] - 2.0 * point[1])).collect();
        // Where a figure is missing, so are the effects on both sides of it.
        figures[1] = None;
        let effects = elementary_effects(&points, &figures, Confidence::default());
        for (effect, slope) in effects.iter().zip([3.0, -2.0]) {
            let effect = effect.expect("most are known");
            assert!((effect.mu - slope).abs() < 1e-9 && (effect.mu_star - slope.abs()).abs() < 1e-9);
            assert!(effect.sigma.is_some_and(|sigma| sigma < 1e-9) && effect.effects == 9);
        }
        assert_eq!(
            elementary_effects(&points, &vec![None; points.len()], Confidence::default()),
            [None, None]
        );
    }
}
