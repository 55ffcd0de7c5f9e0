//! Fair Tree (slurm.schedmd.com/fair_tree.html): users are ranked by a walk over the tree, the best served last.
//!
//! At each level siblings are sorted by `LF = S / U`, their part of the shares over their part of the usage. Users get their rank
//! as the walk finds them, and the factor `rank / users`. Siblings that tie share a rank; accounts that tie are walked as one.

use super::{Kind, Node, ROOT, Tree, sum_below};
use crate::policy::resort::resort;
use std::cmp::Ordering;

/// Where the walk is.
struct Walk<'a> {
    nodes: &'a [Node],
    rankings: &'a mut [Vec<u32>],
    /// By node; infinite where nothing was used.
    levels: &'a [f64],
    users: f64,
    /// The rank of the next user who does not tie.
    next: u32,
    rank: u32,
    factors: &'a mut [f64],
}

impl Tree {
    pub(super) fn fair_tree(&mut self, usage: &[f64], factors: &mut [f64]) {
        let Tree { nodes, rankings, sums, levels, .. } = self;
        sum_below(nodes, usage.iter().copied(), sums);
        levels.clear();
        levels.extend(nodes.iter().zip(usage).map(|(node, used)| match 0.0 < *used {
            true => node.part / (used / sums[node.parent as usize]),
            false => f64::INFINITY,
        }));
        let users = nodes.iter().filter(|node| node.kind == Kind::Tenant).count() as u32;
        let users_float = f64::from(users);
        let mut walk = Walk { nodes, rankings, levels, users: users_float, next: users, rank: users, factors };
        walk.go_below(ROOT, Tie::No);
    }
}

impl Walk<'_> {
    fn compare(&self, one: u32, other: u32) -> Ordering {
        let (first, second) = (one as usize, other as usize);
        let by_level = self.levels[second].total_cmp(&self.levels[first]);
        // A user who ties with an account comes before it, so that its best user gets his rank.
        by_level.then_with(|| self.nodes[first].kind.cmp(&self.nodes[second].kind)).then_with(|| one.cmp(&other))
    }

    fn go_below(&mut self, account: usize, first: Tie) {
        let mut siblings = std::mem::take(&mut self.rankings[account]);
        resort(&mut siblings, |one, other| self.compare(*one, *other));
        self.rank(&siblings, first);
        self.rankings[account] = siblings;
    }

    /// Ranks these and all below them; they are sorted.
    fn rank(&mut self, siblings: &[u32], first: Tie) {
        let (nodes, levels) = (self.nodes, self.levels);
        let mut tie = first;
        for like in siblings.chunk_by(|one, other| levels[*one as usize] == levels[*other as usize]) {
            let users = like.iter().take_while(|node| nodes[**node as usize].kind == Kind::Tenant).count();
            for &user in &like[..users] {
                if tie == Tie::No {
                    self.rank = self.next;
                }
                tie = Tie::Yes;
                self.factors[user as usize] = f64::from(self.rank) / self.users;
                self.next -= 1;
            }
            match like[users..] {
                [] => {}
                [account] => self.go_below(account as usize, tie),
                ref accounts => {
                    let below = accounts.iter().flat_map(|account| &self.rankings[*account as usize]);
                    let mut below: Vec<u32> = below.copied().collect();
                    below.sort_unstable_by(|one, other| self.compare(*one, *other));
                    self.rank(&below, tie);
                }
            }
            tie = Tie::No;
        }
    }
}

/// Whether the next user has the rank of the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tie {
    No,
    Yes,
}

#[cfg(test)]
mod tests {
    use super::super::Sharing;
    use super::super::tests::{factors, tree};

    // The page has rules and no numbers: these examples are worked out by hand from its rules.

    #[test]
    fn all_users_of_the_better_account_stand_before_all_of_the_worse() {
        // A: (1/2) / (60/100) = 0.83; B: (1/2) / (40/100) = 1.25, so B first. In B: c (1/2) / (30/40) = 0.67, d 2: d, c. In A: a used
        // 10 of 60 with 1 of 4 shares, 1.5; b 50 of 60 with 3 of 4, 0.9: a, b. Ranks d 4, c 3, a 2, b 1 of 4.
        let mut tree =
            tree(&[("A", "", 1), ("B", "", 1), ("a", "A", 1), ("b", "A", 3), ("c", "B", 1), ("d", "B", 1)]);
        assert_eq!(factors(&mut tree, Sharing::FairTree, &[10.0, 50.0, 30.0, 10.0]), [0.5, 0.25, 0.75, 1.0]);
    }

    #[test]
    fn sibling_users_who_tie_share_a_rank_and_the_next_does_not_profit() {
        // a and b have used nothing (infinite), c something: a and b have rank 3, c rank 1 of 3.
        let mut tree = tree(&[("a", "", 1), ("b", "", 5), ("c", "", 1)]);
        assert_eq!(factors(&mut tree, Sharing::FairTree, &[0.0, 0.0, 7.0]), [1.0, 1.0, 1.0 / 3.0]);
    }

    #[test]
    fn a_user_who_ties_with_an_account_has_the_rank_of_its_best_user() {
        // Below the root, u and A have each a half of the shares and of the usage: 1. In A: a 10 of 30, 1.5; b 20 of 30, 0.75.
        // u has rank 3, a the same, b 1.
        let mut tree = tree(&[("A", "", 1), ("u", "", 1), ("a", "A", 1), ("b", "A", 1)]);
        assert_eq!(factors(&mut tree, Sharing::FairTree, &[30.0, 10.0, 20.0]), [1.0, 1.0, 1.0 / 3.0]);
    }

    #[test]
    fn accounts_that_tie_are_walked_as_one() {
        // A and B tie. a 1.5 and b 0.75 in A (10 and 20 of 30), c 1.25 and d 5/6 in B (12 and 18 of 30): a, c, d, b.
        let mut tree =
            tree(&[("A", "", 1), ("B", "", 1), ("a", "A", 1), ("b", "A", 1), ("c", "B", 1), ("d", "B", 1)]);
        assert_eq!(factors(&mut tree, Sharing::FairTree, &[10.0, 20.0, 12.0, 18.0]), [1.0, 0.25, 0.75, 0.5]);
    }
}
