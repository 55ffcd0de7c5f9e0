//! Where along an axis the better of two policies becomes the worse.

use super::levels::Levels;
use super::measured::Measured;

/// Where along an axis of numbers it is another policy that is the better of two.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn {
    /// The place of the axis.
    pub axis: usize,
    /// The policy with the smaller figure up to here, and the one with the smaller figure from there on.
    pub policies: (usize, usize),
    /// The last value at which the first surely has the smaller figure, and the first value from which on the other surely has it.
    pub values: (String, String),
    /// The same as numbers.
    pub keys: (f64, f64),
}

/// All turns of each two policies along each axis of numbers, in the mean over all other axes; axis by axis, and along it. They are
/// compared run by run, at each value by itself, and a turn is told where both sides of it are sure.
#[must_use]
pub fn turns(measured: &Measured<'_>) -> Vec<Turn> {
    let described = measured.described;
    let policies = described.policies.len();
    let mut turns = Vec::new();
    // Of points that are drawn, no two values of an axis are alike in all others.
    if described.design.is_drawn() != Some(false) {
        return turns;
    }
    for axis in 0..described.axes.len() {
        let levels = Levels::of(described, axis);
        if !levels.kind.are_numbers() {
            continue;
        }
        let from = turns.len();
        for one in 0..policies {
            for other in one + 1..policies {
                along(measured, (axis, &levels), (one, other), &mut turns);
            }
        }
        turns[from..].sort_by(|one: &Turn, other| one.keys.1.total_cmp(&other.keys.1));
    }
    turns
}

fn along(
    measured: &Measured<'_>,
    (axis, levels): (usize, &Levels),
    (one, other): (usize, usize),
    turns: &mut Vec<Turn>,
) {
    // The last value at which one of the two surely has the smaller figure, and whether it is the first of them.
    let mut sure: Option<(usize, bool)> = None;
    for (place, points) in levels.points.iter().enumerate() {
        let Some(is_first) = smaller(measured, points, (one, other)) else { continue };
        if let Some((before, was_first)) = sure
            && was_first != is_first
        {
            turns.push(Turn {
                axis,
                policies: if was_first { (one, other) } else { (other, one) },
                values: (levels.labels[before].clone(), levels.labels[place].clone()),
                keys: (levels.keys[before], levels.keys[place]),
            });
        }
        sure = Some((place, is_first));
    }
}

/// Whether the first of two policies surely has the smaller figure, or the other; nothing where that cannot be told.
fn smaller(measured: &Measured<'_>, points: &[usize], (one, other): (usize, usize)) -> Option<bool> {
    let difference = measured.difference_over(points, (other, one))?;
    let half_width = difference.half_width?;
    (half_width < difference.mean.abs()).then_some(0.0 < difference.mean)
}
