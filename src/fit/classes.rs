//! Which values belong together: classes of sizes and of requested times, each of which matters about as much as the others.

use std::collections::BTreeMap;

/// A class of values: from the smallest to the largest in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Class {
    pub(super) least: u64,
    pub(super) most: u64,
}

/// The classes of one measure of jobs, in ascending order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Classes(Vec<Class>);

impl Classes {
    /// Cuts values with weights into at most so many classes of about equal weight. A value is in one class only, so a
    /// popular one may fill a class alone.
    pub(super) fn new(weighted: impl Iterator<Item = (u64, f64)>, count: usize) -> Classes {
        let mut weights: BTreeMap<u64, f64> = BTreeMap::new();
        for (value, weight) in weighted {
            *weights.entry(value).or_default() += weight;
        }
        let all: f64 = weights.values().sum();
        let mut classes: Vec<(usize, Class)> = Vec::new();
        let mut before = 0.0;
        for (value, weight) in weights {
            // The class of a value is that of its middle.
            let place = ((before + weight / 2.0) / all * count as f64) as usize;
            before += weight;
            match classes.last_mut() {
                Some((last, class)) if *last == place => class.most = value,
                Some(_) | None => classes.push((place, Class { least: value, most: value })),
            }
        }
        Classes(classes.into_iter().map(|(_, class)| class).collect())
    }

    /// How many there are.
    pub(super) const fn len(&self) -> usize {
        self.0.len()
    }

    /// The class of a place.
    pub(super) fn get(&self, place: usize) -> Class {
        self.0[place]
    }

    /// The place of a value's class.
    pub(super) fn place(&self, value: u64) -> usize {
        self.0.partition_point(|class| class.most < value).min(self.0.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_have_about_the_same_weight_and_a_popular_value_one_of_its_own() {
        let values = [(1, 50.0), (2, 10.0), (3, 15.0), (8, 5.0), (64, 20.0)];
        let classes = Classes::new(values.into_iter(), 4);
        let found: Vec<(u64, u64)> =
            (0..classes.len()).map(|place| (classes.get(place).least, classes.get(place).most)).collect();
        assert_eq!(found, [(1, 1), (2, 3), (8, 64)]);
        let places: Vec<usize> = [1, 2, 3, 8, 64, 100].map(|value| classes.place(value)).to_vec();
        assert_eq!(places, [0, 1, 1, 2, 2, 2]);
    }
}
