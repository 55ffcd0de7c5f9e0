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
    /// Whether that is only the least that it can be: what becomes of it was not known yet.
    pub is_open: bool,
}

/// A forest.
#[derive(Debug, Clone)]
pub struct Forest {
    /// By feature, the bounds between its bins.
    bounds: Vec<Vec<f64>>,
    trees: Vec<Tree>,
    /// By case, its outcome, and whether that is open.
    outcomes: Vec<(f64, bool)>,
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

/// An outcome with its weight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Outcome {
    /// What became of a case, or the least that it can be.
    pub(super) value: f64,
    pub(super) weight: f64,
    /// Whether it is only the least.
    pub(super) is_open: bool,
}

/// The distribution of outcomes of which some are open (Kaplan and Meier, JASA 1958): the weight of one that is open falls to those beyond
/// it.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcomes {
    /// What became of cases, ascending, each with the share of the weight that lies at or below it.
    steps: Vec<(f64, f64)>,
    /// Nothing lies beyond this. Where the last one is open, what is left of the weight is taken to lie upon it (Efron 1967).
    last: f64,
}

impl Forest {
    /// Grows a forest of so many trees on these cases, by the chance of that name.
    ///
    /// # Panics
    /// When there is no case.
    #[must_use]
    pub fn grow(cases: &[&Case], trees: u64, (seed, name): (u64, &str)) -> Forest {
        assert!(!cases.is_empty(), "a forest is grown on at least one case");
        let features = cases[0].features.len();
        let bounds: Vec<Vec<f64>> = (0..features).map(|feature| bounds(cases, feature)).collect();
        let binned: Vec<Vec<u8>> = bounds
            .iter()
            .enumerate()
            .map(|(feature, bounds)| cases.iter().map(|case| bin(bounds, case.features[feature])).collect())
            .collect();
        let values: Vec<f64> = cases.iter().map(|case| case.outcome).collect();
        let grow = |tree: u64| {
            let chance = Streams::new(seed, tree).stream(Use::Resampling, name);
            Grower { binned: &binned, outcomes: &values, chance, nodes: Vec::new() }.grow()
        };
        let trees = (0..trees).into_par_iter().map(grow).collect();
        let outcomes = cases.iter().map(|case| (case.outcome, case.is_open)).collect();
        Forest { bounds, trees, outcomes }
    }

    /// The outcomes of the cases that share its leaves.
    pub(super) fn leaves(&self, features: &[f64]) -> Vec<Outcome> {
        let bins: Vec<u8> =
            self.bounds.iter().zip(features).map(|(bounds, value)| bin(bounds, *value)).collect();
        let mut outcomes = Vec::new();
        for tree in &self.trees {
            let leaf = tree.leaf(&bins);
            let weight = 1.0 / leaf.len() as f64;
            outcomes.extend(leaf.iter().map(|case| {
                let (value, is_open) = self.outcomes[*case as usize];
                Outcome { value, weight, is_open }
            }));
        }
        outcomes
    }
}

impl Outcomes {
    /// The distribution of these.
    pub(super) fn of(mut all: Vec<Outcome>) -> Outcomes {
        // Waits that are still open at the same value lie beyond it.
        all.sort_by(|one, other| one.value.total_cmp(&other.value).then(one.is_open.cmp(&other.is_open)));
        let last = all.last().map_or(0.0, |last| last.value);
        let mut at_risk: f64 = all.iter().map(|outcome| outcome.weight).sum();
        let (mut beyond, mut steps) = (1.0, Vec::with_capacity(all.len()));
        for Outcome { value, weight, is_open } in all {
            if !is_open {
                beyond *= 1.0 - (weight / at_risk).min(1.0);
                steps.push((value, 1.0 - beyond));
            }
            at_risk -= weight;
        }
        Outcomes { steps, last }
    }

    /// The least outcome such that this share of the weight lies at or below it.
    #[must_use]
    pub fn quantile(&self, share: f64) -> f64 {
        // Sums of weights are off by their last digits.
        let place = self.steps.partition_point(|(_, below)| *below + 1e-12 < share);
        self.steps.get(place).map_or(self.last, |(value, _)| *value)
    }

    /// The share of the weight that lies at or below a value.
    #[must_use]
    pub fn share_up_to(&self, value: f64) -> f64 {
        if self.last <= value {
            return 1.0;
        }
        let place = self.steps.partition_point(|(outcome, _)| *outcome <= value);
        place.checked_sub(1).map_or(0.0, |place| self.steps[place].1)
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
            Case { features: vec![side], outcome, is_open: false }
        };
        let cases: Vec<Case> = (0..2_000).map(case).collect();
        let cases: Vec<&Case> = cases.iter().collect();
        let forest = Forest::grow(&cases, 20, (1, "trees"));
        let (low, high) = (Outcomes::of(forest.leaves(&[0.0])), Outcomes::of(forest.leaves(&[1.0])));
        assert!((low.quantile(0.5) - 0.5).abs() < 0.05, "{}", low.quantile(0.5));
        assert!((low.quantile(0.95) - 0.95).abs() < 0.05, "{}", low.quantile(0.95));
        assert!((high.quantile(0.05) - 10.5).abs() < 0.5, "{}", high.quantile(0.05));
        assert!((low.share_up_to(0.25) - 0.25).abs() < 0.05);
        assert_eq!(high.share_up_to(9.0), 0.0);
    }

    #[test]
    fn the_weight_of_what_is_open_falls_to_those_beyond() {
        let outcome = |(value, is_open)| Outcome { value, weight: 0.5, is_open };
        let all = [(1.0, false), (2.0, true), (3.0, false), (4.0, false), (4.0, true)].map(outcome);
        let outcomes = Outcomes::of(all.to_vec());
        // A fifth lies at 1; of the four fifths beyond, the three that are left share equally, and the last is open.
        assert!((outcomes.share_up_to(2.5) - 0.2).abs() < 1e-9);
        assert!((outcomes.share_up_to(3.0) - (0.2 + 0.8 / 3.0)).abs() < 1e-9);
        assert_eq!(
            (outcomes.quantile(0.2), outcomes.quantile(0.3), outcomes.quantile(0.99)),
            (1.0, 3.0, 4.0)
        );
        assert_eq!(outcomes.share_up_to(4.0), 1.0);
        let open = Outcomes::of(vec![outcome((7.0, true))]);
        assert_eq!((open.quantile(0.5), open.share_up_to(6.0)), (7.0, 0.0));
    }

    #[test]
    fn bins_hold_values_in_their_order() {
        assert_eq!([0.0, 1.0, 1.5, 2.0, 9.0].map(|value| bin(&[1.0, 2.0], value)), [0, 0, 1, 1, 2]);
    }
}
