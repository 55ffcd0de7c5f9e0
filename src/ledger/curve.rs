//! Power of a node by its use.

use serde::{Deserialize, Serialize};

/// The power of a node by the share of it that is at work: points at equal distances from idle to fully used, and straight lines between
/// them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PowerCurve {
    /// Milliwatts, at least two points.
    points: Vec<u64>,
}

impl PowerCurve {
    /// A straight line from idle to fully used.
    #[must_use]
    pub fn straight(idle_milliwatts: u64, busy_milliwatts: u64) -> PowerCurve {
        PowerCurve { points: vec![idle_milliwatts, busy_milliwatts] }
    }

    /// Points at equal distances from idle to fully used.
    ///
    /// # Panics
    /// When there are fewer than two.
    #[must_use]
    pub fn through(points: Vec<u64>) -> PowerCurve {
        assert!(2 <= points.len(), "a curve goes from idle to fully used");
        PowerCurve { points }
    }

    /// The power of an idle node in milliwatts.
    #[must_use]
    pub fn idle(&self) -> u64 {
        self.points[0]
    }

    /// The power of a fully used node in milliwatts.
    #[must_use]
    pub fn busy(&self) -> u64 {
        self.points[self.points.len() - 1]
    }

    /// What a wholly used node would draw beyond an idle one if its power grew as steeply from idle on as to the point to which it
    /// grows most steeply: no share of a node draws more than that share of it.
    #[must_use]
    pub fn steepest(&self) -> u64 {
        let stretches = self.points.len() as u64 - 1;
        let beyond = |(place, point): (usize, &u64)| {
            let more = u128::from(point.saturating_sub(self.idle())) * u128::from(stretches);
            more.div_ceil(place as u128 + 1) as u64
        };
        self.points[1..].iter().enumerate().map(beyond).max().unwrap_or(0)
    }

    /// Whether the power grows by as much with each job, whatever else runs on the node.
    #[must_use]
    pub fn is_straight(&self) -> bool {
        self.points.windows(3).all(|three| three[0] + three[2] == 2 * three[1])
    }

    /// The power in milliwatts of a node of which so many of so many parts are at work, rounded down.
    ///
    /// # Panics
    /// When there are no parts, or more at work than there are.
    #[must_use]
    pub fn at(&self, at_work: u64, parts: u64) -> u64 {
        assert!(0 < parts && at_work <= parts, "{at_work} of {parts} parts cannot be at work");
        let stretches = (self.points.len() - 1) as u128;
        let way = u128::from(at_work) * stretches;
        let (parts, place) = (u128::from(parts), (way / u128::from(parts)) as usize);
        let Some(next) = self.points.get(place + 1) else { return self.busy() };
        let (before, behind) = (u128::from(self.points[place]), u128::from(*next));
        let gone = way - place as u128 * parts;
        ((before * (parts - gone) + behind * gone) / parts) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn power_lies_on_straight_lines_between_points() {
        let curve = PowerCurve::through(vec![100, 180, 200]);
        assert_eq!([0, 1, 2, 3, 4].map(|used| curve.at(used, 4)), [100, 140, 180, 190, 200]);
        // Half of it draws 80, so that the whole would draw 160.
        assert_eq!((curve.steepest(), PowerCurve::straight(3, 8).steepest()), (160, 5));
        assert!(!curve.is_straight() && PowerCurve::straight(3, 8).is_straight());
        assert_eq!(PowerCurve::straight(95_000, 95_000).at(7, 8), 95_000);
    }
}
