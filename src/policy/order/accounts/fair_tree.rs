//! Fair Tree (slurm.schedmd.com/fair_tree.html): users are ranked by a walk over the tree, the best served last.
//!
//! At each level siblings are sorted by `LF = S / U`, their part of the shares over their part of the usage. Users get their rank
//! as the walk finds them, and the factor `rank / users`. Siblings that tie share a rank; accounts that tie are walked as one.
//!
//! Siblings have the same sums in common, so that they are sorted, and tie, as their usages over their shares do, the least
//! first. Only those of several accounts that tie must be measured against the sums.

use super::tree::{Kind, ROOT, Sibling, Tree};
use crate::policy::resort::resort;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// Where the walk is.
struct Walk<'a> {
    below: &'a mut [Vec<Sibling>],
    usage: &'a [f64],
    /// The rank of the next user who does not tie.
    next: u32,
    rank: u32,
    grades: &'a mut [f64],
}

impl Tree {
    /// The rank of every user; the highest is that of the best.
    pub(super) fn fair_tree(&mut self, usage: &[f64], grades: &mut [f64]) {
        let Tree { below, users, .. } = self;
        Walk { below, usage, next: *users, rank: *users, grades }.go_below(ROOT, Tie::No);
    }
}

impl Walk<'_> {
    fn go_below(&mut self, account: usize, first: Tie) {
        let mut siblings = std::mem::take(&mut self.below[account]);
        let apart = self.put_in_order(&mut siblings);
        if apart && first == Tie::No {
            self.rank_apart(&siblings);
        } else {
            self.rank(&siblings, first);
        }
        self.below[account] = siblings;
    }

    /// Works out the level of each sibling and puts it where it belongs. Returns whether no two tie.
    fn put_in_order(&self, siblings: &mut [Sibling]) -> bool {
        let mut apart = true;
        let level = |sibling: &mut Sibling| {
            sibling.level = self.usage[sibling.node as usize] / sibling.shares;
        };
        resort(siblings, level, |one, other| {
            if one.level > other.level {
                return Ordering::Greater;
            }
            apart &= one.level != other.level;
            one.compare(other)
        });
        apart
    }

    /// Ranks these and all below them where no two tie, which is the usual case.
    fn rank_apart(&mut self, siblings: &[Sibling]) {
        for sibling in siblings {
            let node = sibling.node as usize;
            match sibling.kind {
                Kind::Tenant => {
                    self.rank = self.next;
                    self.grades[node] = f64::from(self.rank);
                    self.next -= 1;
                }
                Kind::Account => self.go_below(node, Tie::No),
            }
        }
    }

    /// The same below several accounts at once.
    fn go_below_all(&mut self, accounts: &[Sibling], first: Tie) {
        let mut all = Vec::new();
        for account in accounts {
            let siblings = &self.below[account.node as usize];
            let used = self.usage[account.node as usize];
            let shares: f64 = siblings.iter().map(|sibling| sibling.shares).sum();
            all.extend(siblings.iter().map(|sibling| {
                // Nobody has used more than nothing of nothing.
                let part = if 0.0 < used { self.usage[sibling.node as usize] / used } else { 0.0 };
                Sibling { level: part / (sibling.shares / shares), ..*sibling }
            }));
        }
        all.sort_unstable_by(Sibling::compare);
        self.rank(&all, first);
    }

    /// Ranks these and all below them; they are sorted.
    fn rank(&mut self, siblings: &[Sibling], first: Tie) {
        let mut tie = first;
        let mut place = 0;
        while let Some(sibling) = siblings.get(place) {
            if 0 < place && siblings[place - 1].level != sibling.level {
                tie = Tie::No;
            }
            match sibling.kind {
                Kind::Tenant => {
                    if tie == Tie::No {
                        self.rank = self.next;
                    }
                    tie = Tie::Yes;
                    self.grades[sibling.node as usize] = f64::from(self.rank);
                    self.next -= 1;
                    place += 1;
                }
                Kind::Account => {
                    let behind = siblings[place..].iter();
                    let like = behind.take_while(|other| other.level == sibling.level).count();
                    match &siblings[place..place + like] {
                        [account] => self.go_below(account.node as usize, tie),
                        accounts => self.go_below_all(accounts, tie),
                    }
                    place += like;
                }
            }
        }
    }
}

/// Whether the next user has the rank of the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Tie {
    No,
    Yes,
}

#[cfg(test)]
mod tests {
    use super::super::Sharing;
    use super::super::tests::{factors, tree};

    #[test]
    fn the_test_of_its_authors_gives_its_numbers() {
        // The page has rules and no numbers. Those who wrote it, Cox and Morrison, wrote a test with numbers too, test24.4 of
        // Slurm's testsuite: 21 users, shares and usages as here, and the factors that are expected, in 21sts. Users of D with
        // `Fairshare=parent`, which we have not, come first in D there; here they have the shares for that. Accounts with that are
        // as good as absent there, and are here. C and its user have no shares there, and the least here.
        let mut tree = tree(&[
            ("A", "", 40),
            ("AA", "A", 30),
            ("AB", "A", 10),
            ("B", "", 60),
            ("BA", "B", 25),
            ("BB", "B", 35),
            ("C", "", 0),
            ("D", "", 50),
            ("E", "", 10),
            ("F", "", 20),
            ("G", "", 8),
            ("GA", "G", 10),
            ("uAA1", "AA", 1),
            ("uAB1", "AB", 1),
            ("uAB2", "AB", 1),
            ("uBA1", "BA", 1),
            ("uBB1", "BB", 1),
            ("uC1", "C", 0),
            ("uDA1 (parent)", "D", 1_000),
            ("uDA2", "D", 30),
            ("uDA3", "D", 50),
            ("uD1 (parent)", "D", 2_000),
            ("uD2", "D", 40),
            ("uD3", "D", 50),
            ("uE1", "E", 10),
            ("uE2", "E", 10),
            ("u1", "", 10),
            ("uF1", "F", 10),
            ("uF2", "F", 20),
            ("uG1", "G", 10),
            ("uGA1", "GA", 20),
            ("uGA2", "GA", 20),
            ("u2", "", 10),
        ]);
        let used: [u32; 21] = [20, 25, 0, 25, 0, 30, 10, 10, 25, 20, 20, 25, 0, 0, 0, 0, 0, 10, 4, 6, 10];
        // The test has 5 for uD2: its 20 of 40 are the 25 of 50 of uD3 and uDA3, but in Slurm's floating-point numbers a little more.
        // Here usages over shares are compared, and what is in proportion ties, as the rules have it.
        let expected = [13, 11, 12, 15, 16, 1, 10, 8, 7, 10, 7, 7, 21, 21, 21, 21, 21, 4, 4, 2, 14];
        let found = factors(&mut tree, Sharing::FairTree, &used.map(f64::from));
        let in_21sts: Vec<f64> = found.iter().map(|factor| factor * 21.0).collect();
        assert_eq!(in_21sts, expected.map(f64::from));
        assert!((found[0] - 0.619_048).abs() < 5e-7, "uAA1 has 0.619048 there, {} here", found[0]);
        // Nor does it matter in what order they were ranked before.
        let _ = factors(&mut tree, Sharing::FairTree, &used.map(|used| f64::from(30 - used)));
        assert_eq!(factors(&mut tree, Sharing::FairTree, &used.map(f64::from)), found);
    }

    // Each rule of the page by itself, worked out by hand.

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
