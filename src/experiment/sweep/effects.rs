//! How much of the spread of a figure goes with one axis, whatever the others are.

use crate::stats::mean;

/// Members that are alike in one axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Groups {
    /// The group of each member.
    pub of: Vec<usize>,
    /// How many groups there are.
    pub count: usize,
    /// Whether members of a group have different values.
    pub are_ranges: bool,
}

/// What goes with an axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// The share of the variance of the figure that lies between the groups.
    pub share: f64,
    /// The mean of each group over all that have a figure; nothing where none has.
    pub means: Vec<Option<f64>>,
}

impl Effect {
    /// The groups with the least and with the greatest mean.
    #[must_use]
    pub fn ends(&self) -> Option<((usize, f64), (usize, f64))> {
        let known = || self.means.iter().enumerate().filter_map(|(group, mean)| Some((group, (*mean)?)));
        let by_mean = |one: &(usize, f64), other: &(usize, f64)| one.1.total_cmp(&other.1);
        Some((known().min_by(by_mean)?, known().max_by(by_mean)?))
    }
}

/// Groups of members with equal keys; where there are more than so many, of about as many neighbours.
#[must_use]
pub fn groups(keys: &[f64], count_max: usize) -> Groups {
    let mut distinct: Vec<f64> = keys.to_vec();
    distinct.sort_unstable_by(f64::total_cmp);
    distinct.dedup();
    let place = |key: &f64| distinct.partition_point(|known| known.total_cmp(key).is_lt());
    if distinct.len() <= count_max {
        return Groups { of: keys.iter().map(place).collect(), count: distinct.len(), are_ranges: false };
    }
    let group = |key: &f64| place(key) * count_max / distinct.len();
    Groups { of: keys.iter().map(group).collect(), count: count_max, are_ranges: true }
}

/// What of a figure goes with the groups. Of groups that are ranges the share is the one beyond what as many groups without meaning
/// would have (epsilon squared), since few members in many groups always differ. Nothing where there is no spread.
#[must_use]
pub fn effect(groups: &Groups, figures: &[Option<f64>]) -> Option<Effect> {
    let known = || groups.of.iter().zip(figures).filter_map(|(group, figure)| Some((*group, (*figure)?)));
    let all: Vec<f64> = known().map(|(_, figure)| figure).collect();
    let whole = mean(&all)?;
    let of_group = |wanted: usize| -> Vec<f64> {
        known().filter(|(group, _)| *group == wanted).map(|(_, figure)| figure).collect()
    };
    let members: Vec<Vec<f64>> = (0..groups.count).map(of_group).collect();
    let means: Vec<Option<f64>> = members.iter().map(|figures| mean(figures)).collect();
    let square = |value: f64| value * value;
    let spread: f64 = all.iter().map(|figure| square(figure - whole)).sum();
    // Equal numbers that were rounded have no spread.
    if spread <= 1e-18 * square(whole).max(f64::MIN_POSITIVE) * all.len() as f64 {
        return None;
    }
    let between: f64 = members
        .iter()
        .zip(&means)
        .filter_map(|(figures, mean)| Some(figures.len() as f64 * square((*mean)? - whole)))
        .sum();
    let mut share = between / spread;
    let used = means.iter().flatten().count();
    if groups.are_ranges && used < all.len() {
        let (count, used) = (all.len() as f64, used as f64);
        share = (1.0 - (1.0 - share) * (count - 1.0) / (count - used)).max(0.0);
    }
    Some(Effect { share, means })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table of two by two, worked out by hand: rows 1 and 3 apart, columns 1.
    #[test]
    fn the_spread_is_divided_among_the_axes() {
        let figures = [Some(0.0), Some(1.0), Some(3.0), Some(4.0)];
        let share = |keys: &[f64]| effect(&groups(keys, 8), &figures).map(|effect| effect.share);
        assert_eq!(share(&[1.0, 1.0, 2.0, 2.0]), Some(0.9));
        assert_eq!(share(&[1.0, 2.0, 1.0, 2.0]), Some(0.1));
        let effect = effect(&groups(&[1.0, 1.0, 2.0, 2.0], 8), &figures).expect("there is a spread");
        assert_eq!(effect.ends(), Some(((0, 0.5), (1, 3.5))));
    }

    #[test]
    fn without_a_spread_nothing_is_told() {
        let groups = groups(&[1.0, 2.0], 8);
        assert_eq!(effect(&groups, &[Some(2.0), Some(2.0)]), None);
        assert_eq!(effect(&groups, &[None, None]), None);
    }

    #[test]
    fn many_values_become_ranges_and_noise_has_no_effect_in_them() {
        let keys: Vec<f64> = (0..1_000).map(f64::from).collect();
        let found = groups(&keys, 8);
        assert_eq!((found.count, found.are_ranges, found.of[0], found.of[999]), (8, true, 0, 7));
        let noise: Vec<Option<f64>> =
            (0..1_000).map(|place| Some(f64::from(place * 7_919 % 1_000))).collect();
        assert!(effect(&found, &noise).is_some_and(|effect| effect.share < 0.01));
        let slope: Vec<Option<f64>> = keys.iter().map(|key| Some(2.0 * key)).collect();
        assert!(effect(&found, &slope).is_some_and(|effect| 0.95 < effect.share));
    }
}
