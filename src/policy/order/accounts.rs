//! The two ways in which Slurm makes a fair-share factor of the usages in a tree of accounts.

mod classic;
mod fair_tree;
mod tree;

use serde::{Deserialize, Serialize};
pub(super) use tree::Tree;

/// How shares and usages become factors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Sharing {
    /// `2^(-U / S / d)` with the effective usage `U` (`PriorityFlags=NO_FAIR_TREE`).
    Classic,
    /// All users of a better account before all of a worse one.
    FairTree,
}

impl Tree {
    /// What the factor of every node goes by, by what the nodes used; that of an account of a fair tree means nothing.
    pub(super) fn grades(&mut self, sharing: Sharing, usage: &[f64], grades: &mut Vec<f64>) {
        grades.clear();
        grades.resize(self.nodes.len(), 0.0);
        match sharing {
            Sharing::Classic => self.classic(usage, grades),
            Sharing::FairTree => self.fair_tree(usage, grades),
        }
    }

    /// The factor, 0 to 1, that a grade comes to.
    pub(super) fn factor(&self, sharing: Sharing, dampening: f64, grade: f64) -> f64 {
        match sharing {
            Sharing::Classic => libm::exp2(grade / dampening),
            Sharing::FairTree => grade / f64::from(self.users),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Account, AccountId, Center, TenantId};

    /// A tree of `(name, parent, shares)`, accounts first; names in small letters are tenants.
    pub(super) fn tree(rows: &[(&str, &str, u32)]) -> Tree {
        let is_tenant = |name: &str| name.starts_with(char::is_lowercase);
        let accounts: Vec<_> = rows.iter().filter(|row| !is_tenant(row.0)).collect();
        let place = |name: &str| accounts.iter().position(|row| row.0 == name).map(|at| AccountId(at as u16));
        let mut center = Center::counted("machine", 1);
        for (name, parent, shares) in &accounts {
            let parent = place(parent);
            center.claims.accounts.push(Account {
                name: (*name).into(),
                parent,
                shares: *shares,
                priority: 0,
            });
        }
        for (_, parent, shares) in rows.iter().filter(|row| is_tenant(row.0)) {
            center.claims.tenants.push(place(parent));
            center.tenant_shares.push(*shares);
        }
        let mut tree = Tree::new(&center);
        for tenant in 0..center.tenant_shares.len() {
            tree.add(TenantId(tenant as u32), &center);
        }
        tree
    }

    /// The factors of the tenants, who used this much each.
    pub(super) fn factors(tree: &mut Tree, sharing: Sharing, used: &[f64]) -> Vec<f64> {
        let first = tree.len() - used.len();
        let mut usage = vec![0.0; tree.len()];
        for (place, used) in used.iter().enumerate() {
            for node in tree.path(first + place) {
                usage[node] += used;
            }
        }
        let mut grades = Vec::new();
        tree.grades(sharing, &usage, &mut grades);
        grades[first..].iter().map(|grade| tree.factor(sharing, 1.0, *grade)).collect()
    }
}
