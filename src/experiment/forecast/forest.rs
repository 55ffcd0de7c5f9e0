//! A quantile regression forest (Meinshausen, JMLR 2006): from what was known of past cases and what became of them, how what will
//! become of another is distributed.
//!
//! Each tree is grown on a random part of the cases. Asked about a new one, the forest gives the cases that share its leaves, each with
//! its weight, and their outcomes are the answer. Features are cut into at most 256 bins, so that a tree is grown in one pass over its
//! cases for each level.

use crate::model::{Chance, Streams, Use};
use rand::RngExt as _;
use rayon::prelude::{IntoParallelIterator, ParallelIterator};

/// So many bins has a feature.
const BINS: usize = 256;

/// No leaf is split into parts with fewer cases.
const LEAF: usize = 5;

/// So many features of a hundred are looked at for each split.
const FEATURES_PERCENT: usize = 40;

/// A case: what was known, and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// What was known, the same number of features for each case.
    pub features: Vec<f64>,
    /// What became of it.
    pub outcome: f64,
}

/// A forest.
#[derive(Debug, Clone)]
pub struct Forest {
    /// By feature, the bounds between its bins.
    bounds: Vec<Vec<f64>>,
    trees: Vec<Tree>,
    outcomes: Vec<f64>,
}

#[derive(Debug, Clone)]
struct Tree {
    nodes: Vec<Node>,
    /// The cases, those of a leaf together.
    cases: Vec<u32>,
}

#[derive(Debug, Clone, Copy)]
enum Node {
    /// Cases whose feature lies in a bin up to `bin` go to the next node, others to `above`.
    Split { feature: u16, bin: u8, above: u32 },
    /// The part of the cases that ended here.
    Leaf { from: u32, until: u32 },
}

/// Outcomes with their weights, ascending.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcomes(Vec<(f64, f64)>);

impl Forest {
    /// Grows a forest of so many trees on these cases.
    ///
    /// # Panics
    /// When there is no case.
    #[must_use]
    pub fn grow(cases: &[&Case], trees: u64, seed: u64) -> Forest {
        assert!(!cases.is_empty(), "a forest is grown on at least one case");
        let features = cases[0].features.len();
        let bounds: Vec<Vec<f64>> = (0..features).map(|feature| bounds(cases, feature)).collect();
        let binned: Vec<Vec<u8>> = bounds
            .iter()
            .enumerate()
            .map(|(feature, bounds)| cases.iter().map(|case| bin(bounds, case.features[feature])).collect())
            .collect();
        let outcomes: Vec<f64> = cases.iter().map(|case| case.outcome).collect();
        let grow = |tree: u64| {
            let chance = Streams::new(seed, tree).stream(Use::Resampling, "trees");
            Grower { binned: &binned, outcomes: &outcomes, chance, nodes: Vec::new() }.grow()
        };
        let trees = (0..trees).into_par_iter().map(grow).collect();
        Forest { bounds, trees, outcomes }
    }

    /// What may become of a case.
    #[must_use]
    pub fn outcomes(&self, features: &[f64]) -> Outcomes {
        let bins: Vec<u8> =
            self.bounds.iter().zip(features).map(|(bounds, value)| bin(bounds, *value)).collect();
        let mut outcomes = Vec::new();
        for tree in &self.trees {
            let leaf = tree.leaf(&bins);
            let weight = 1.0 / leaf.len() as f64;
            outcomes.extend(leaf.iter().map(|case| (self.outcomes[*case as usize], weight)));
        }
        outcomes.sort_by(|one: &(f64, f64), other| one.0.total_cmp(&other.0));
        Outcomes(outcomes)
    }
}

impl Outcomes {
    /// The least outcome such that this share of the weight lies at or below it.
    #[must_use]
    pub fn quantile(&self, share: f64) -> f64 {
        let all: f64 = self.0.iter().map(|(_, weight)| weight).sum();
        let mut sum = 0.0;
        let found = self.0.iter().find(|(_, weight)| {
            sum += weight;
            share * all <= sum
        });
        found.or(self.0.last()).map_or(0.0, |(outcome, _)| *outcome)
    }

    /// The share of the weight that lies at or below a value.
    #[must_use]
    pub fn share_up_to(&self, value: f64) -> f64 {
        let all: f64 = self.0.iter().map(|(_, weight)| weight).sum();
        self.0.iter().take_while(|(outcome, _)| *outcome <= value).map(|(_, weight)| weight).sum::<f64>()
            / all
    }
}

impl Tree {
    fn leaf(&self, bins: &[u8]) -> &[u32] {
        let mut at = 0;
        loop {
            match self.nodes[at] {
                Node::Leaf { from, until } => return &self.cases[from as usize..until as usize],
                Node::Split { feature, bin, above } => {
                    at = if bins[usize::from(feature)] <= bin { at + 1 } else { above as usize };
                }
            }
        }
    }
}

/// The bounds between the bins of a feature: between different values, so many cases in each as there are in others.
fn bounds(cases: &[&Case], feature: usize) -> Vec<f64> {
    let mut values: Vec<f64> = cases.iter().map(|case| case.features[feature]).collect();
    values.sort_by(f64::total_cmp);
    let mut bounds: Vec<f64> = (1..BINS).map(|place| values[place * values.len() / BINS]).collect();
    bounds.dedup();
    bounds
}

/// The bin of a value: how many bounds it lies above.
fn bin(bounds: &[f64], value: f64) -> u8 {
    bounds.partition_point(|bound| *bound < value) as u8
}

/// A tree that grows.
struct Grower<'a> {
    /// By feature, by case.
    binned: &'a [Vec<u8>],
    outcomes: &'a [f64],
    chance: Chance,
    nodes: Vec<Node>,
}

/// How many cases a bin has, and the sum of their outcomes.
type Bin = (u32, f64);

impl Grower<'_> {
    /// Half of the cases are drawn, each as often as it happens to be.
    fn grow(mut self) -> Tree {
        let count = self.outcomes.len();
        let drawn = count.div_ceil(2);
        let mut cases: Vec<u32> = (0..drawn).map(|_| self.chance.random_range(0..count) as u32).collect();
        self.split(&mut cases, 0);
        Tree { nodes: self.nodes, cases }
    }

    /// Splits cases as far as that tells anything; `from` is the place of the first among all.
    fn split(&mut self, cases: &mut [u32], from: usize) {
        let Some((feature, bin)) = self.best(cases) else {
            self.nodes.push(Node::Leaf { from: from as u32, until: (from + cases.len()) as u32 });
            return;
        };
        let bins = &self.binned[feature];
        cases.sort_by_key(|case| bin < bins[*case as usize]);
        let below = cases.partition_point(|case| bins[*case as usize] <= bin);
        let here = self.nodes.len();
        self.nodes.push(Node::Split { feature: feature as u16, bin, above: 0 });
        let (low, high) = cases.split_at_mut(below);
        self.split(low, from);
        let next = self.nodes.len() as u32;
        self.nodes[here] = Node::Split { feature: feature as u16, bin, above: next };
        self.split(high, from + below);
    }

    /// The split that leaves least variance, among features drawn at random.
    fn best(&mut self, cases: &[u32]) -> Option<(usize, u8)> {
        if cases.len() < 2 * LEAF {
            return None;
        }
        let features = self.binned.len();
        let looked_at = (features * FEATURES_PERCENT / 100).max(1);
        let mut order: Vec<usize> = (0..features).collect();
        let sum: f64 = cases.iter().map(|case| self.outcomes[*case as usize]).sum();
        let mut best = (sum * sum / cases.len() as f64 + 1e-9, None);
        for turn in 0..looked_at {
            let other = self.chance.random_range(turn..features);
            order.swap(turn, other);
            let feature = order[turn];
            let mut bins: [Bin; BINS] = [(0, 0.0); BINS];
            for case in cases {
                let bin = &mut bins[usize::from(self.binned[feature][*case as usize])];
                bin.0 += 1;
                bin.1 += self.outcomes[*case as usize];
            }
            let (mut count, mut below) = (0_u32, 0.0);
            for (place, (cases_here, sum_here)) in bins.iter().enumerate() {
                count += cases_here;
                below += sum_here;
                let above = cases.len() - count as usize;
                if *cases_here == 0 || (count as usize) < LEAF || above < LEAF {
                    continue;
                }
                let gain = below * below / f64::from(count) + (sum - below) * (sum - below) / above as f64;
                if best.0 < gain {
                    best = (gain, Some((feature, place as u8)));
                }
            }
        }
        best.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forest_learns_the_distribution_of_each_half() {
        let case = |place: u64| {
            let side = (place % 2) as f64;
            // On one side outcomes go from 0 to 1, on the other from 10 to 20.
            let part = (place / 2 % 100) as f64 / 100.0;
            let outcome = if place.is_multiple_of(2) { part } else { 10.0 + 10.0 * part };
            Case { features: vec![side], outcome }
        };
        let cases: Vec<Case> = (0..2_000).map(case).collect();
        let cases: Vec<&Case> = cases.iter().collect();
        let forest = Forest::grow(&cases, 20, 1);
        let (low, high) = (forest.outcomes(&[0.0]), forest.outcomes(&[1.0]));
        assert!((low.quantile(0.5) - 0.5).abs() < 0.05, "{}", low.quantile(0.5));
        assert!((low.quantile(0.95) - 0.95).abs() < 0.05, "{}", low.quantile(0.95));
        assert!((high.quantile(0.05) - 10.5).abs() < 0.5, "{}", high.quantile(0.05));
        assert!((low.share_up_to(0.25) - 0.25).abs() < 0.05);
        assert_eq!(high.share_up_to(9.0), 0.0);
    }

    #[test]
    fn bins_hold_values_in_their_order() {
        assert_eq!([0.0, 1.0, 1.5, 2.0, 9.0].map(|value| bin(&[1.0, 2.0], value)), [0, 0, 1, 1, 2]);
    }
}
