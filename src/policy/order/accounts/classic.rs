//! The classic fair-share factor (slurm.schedmd.com/classic_fair_share.html).
//!
//! `F = 2^(-U / S / d)`: `S` is the node's part of its siblings' shares times that of its account, and so on up to the root; `U` is
//! the effective usage, its own part of all usage moved towards that of its account: `U = A + (U_parent - A) s / s_siblings`. Right
//! below the root it is the actual usage.

use super::tree::{Node, ROOT, Tree};

impl Tree {
    /// `-U / S` of every node.
    pub(super) fn classic(&mut self, usage: &[f64], grades: &mut [f64]) {
        self.refresh_parts();
        let all = usage[ROOT];
        let effective = &mut self.effective;
        effective.clear();
        effective.resize(self.nodes.len(), 1.0);
        grades[ROOT] = -1.0;
        for &node in &self.downwards[1..] {
            let Node { parent, part, part_of_all, .. } = self.nodes[node as usize];
            let (node, parent) = (node as usize, parent as usize);
            // Nobody has used more than nothing of nothing.
            let actual = if 0.0 < all { usage[node] / all } else { 0.0 };
            effective[node] =
                if parent == ROOT { actual } else { actual + (effective[parent] - actual) * part };
            grades[node] = -effective[node] / part_of_all;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Sharing;
    use super::super::tests::{factors, tree};

    #[test]
    fn the_example_of_the_manual_gives_its_numbers() {
        // "Example" of slurm.schedmd.com/classic_fair_share.html: shares A 40 (B 30, C 10), D 60 (E 25, F 35); user 1 in B, users 2
        // and 3 in C with one share each, user 4 in E, user 5 in F. Users 1, 2 and 4 have used 0.2, 0.25 and 0.25 of the machine.
        // The page's usages are of the whole machine and sum to 0.7; the rest (0.3) is used outside the five, which the formula sees
        // as usage of the root alone.
        let mut tree = tree(&[
            ("A", "", 40),
            ("B", "A", 30),
            ("C", "A", 10),
            ("D", "", 60),
            ("E", "D", 25),
            ("F", "D", 35),
            ("user1", "B", 1),
            ("user2", "C", 1),
            ("user3", "C", 1),
            ("user4", "E", 1),
            ("user5", "F", 1),
        ]);
        let first = tree.len() - 5;
        let mut usage = vec![0.0; tree.len()];
        for (user, used) in [(0, 0.2), (1, 0.25), (3, 0.25)] {
            for node in tree.path(first + user) {
                usage[node] += used;
            }
        }
        usage[0] = 1.0;
        let mut grades = Vec::new();
        tree.grades(Sharing::Classic, &usage, &mut grades);
        let found: Vec<f64> = grades.iter().map(|grade| tree.factor(Sharing::Classic, 1.0, *grade)).collect();
        // The page rounds the effective usage of user 5 to 0.1458 before it goes on; that is in the last digit.
        let expected = [0.408479, 0.022097, 0.125000, 0.500000, 0.749154];
        for (user, (found, expected)) in found[first..].iter().zip(expected).enumerate() {
            assert!((found - expected).abs() < 1e-4, "user {}: {found}, the manual has {expected}", user + 1);
        }
        for user in [0, 1, 2, 3] {
            assert!((found[first + user] - expected[user]).abs() < 5e-7, "user {}", user + 1);
        }
        // A dampening of two halves the exponent.
        assert!((tree.factor(Sharing::Classic, 2.0, grades[first + 3]) - libm::exp2(-0.5)).abs() < 1e-12);
    }

    #[test]
    fn before_anybody_used_anything_all_have_the_factor_one() {
        let mut tree = tree(&[("A", "", 1), ("one", "A", 1), ("two", "", 3)]);
        assert_eq!(factors(&mut tree, Sharing::Classic, &[0.0, 0.0]), [1.0, 1.0]);
    }
}
