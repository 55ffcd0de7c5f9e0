//! The tree of accounts and the tenants in them, and the two ways in which Slurm makes a fair-share factor of it.

use crate::model::{Center, TenantId};
use serde::{Deserialize, Serialize};

mod classic;
mod fair_tree;

use fair_tree::Sibling;

/// How shares and usages become factors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Sharing {
    /// `2^(-U / S / d)` with the effective usage `U` (`PriorityFlags=NO_FAIR_TREE`).
    Classic,
    /// All users of a better account before all of a worse one.
    FairTree,
}

/// Accounts and tenants. The first node is the root.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    /// All nodes, each behind its account.
    downwards: Vec<u32>,
    /// By node, those right below it in the order in which they were ranked last: mostly they are in that order again.
    below: Vec<Vec<Sibling>>,
    /// How many tenants there are.
    users: u32,
    /// Whether the parts of the shares are those of this tree.
    parts_are_good: bool,
    /// Room for the effective usages of the classic formula.
    effective: Vec<f64>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Node {
    parent: u32,
    shares: f64,
    /// Its part of its siblings' shares.
    part: f64,
    /// Its part of all shares.
    part_of_all: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum Kind {
    Tenant,
    Account,
}

const ROOT: usize = 0;

impl Tree {
    /// The accounts of a centre. No tenant is in them yet.
    pub(super) fn new(center: &Center) -> Tree {
        let accounts = &center.claims.accounts;
        let mut tree = Tree {
            nodes: vec![Node::new(ROOT, 1)],
            downwards: vec![ROOT as u32],
            below: vec![Vec::new(); 1 + accounts.len()],
            users: 0,
            parts_are_good: false,
            effective: Vec::new(),
        };
        for account in accounts {
            let parent = account.parent.map_or(ROOT, |parent| 1 + usize::from(parent.0));
            tree.put_below(parent, account.shares, Kind::Account);
        }
        let mut next = 0;
        while next < tree.downwards.len() {
            let node = tree.downwards[next] as usize;
            tree.downwards.extend(tree.below[node].iter().map(|sibling| sibling.node));
            next += 1;
        }
        tree
    }

    /// Adds a tenant below its account.
    pub(super) fn add(&mut self, tenant: TenantId, center: &Center) {
        let account = center.claims.tenants.get(tenant.0 as usize).copied().flatten();
        let parent = account.map_or(ROOT, |account| 1 + usize::from(account.0));
        let shares = center.tenant_shares.get(tenant.0 as usize).copied().unwrap_or(1);
        let node = self.put_below(parent, shares, Kind::Tenant);
        self.below.push(Vec::new());
        self.downwards.push(node);
        self.users += 1;
        self.parts_are_good = false;
    }

    fn put_below(&mut self, parent: usize, shares: u32, kind: Kind) -> u32 {
        let number = self.nodes.len() as u32;
        let node = Node::new(parent, shares);
        self.nodes.push(node);
        self.below[parent].push(Sibling { node: number, kind, shares: node.shares, level: 0.0 });
        number
    }

    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The node, its account, the account above that, and so on up to the root.
    pub(super) fn path(&self, node: usize) -> impl Iterator<Item = usize> {
        let up = move |node: &usize| (*node != ROOT).then(|| self.nodes[*node].parent as usize);
        std::iter::successors(Some(node), up)
    }

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

    fn refresh_parts(&mut self) {
        if self.parts_are_good {
            return;
        }
        self.parts_are_good = true;
        let mut sums = vec![0.0; self.nodes.len()];
        for node in &self.nodes[1..] {
            sums[node.parent as usize] += node.shares;
        }
        for &node in &self.downwards[1..] {
            let parent = self.nodes[node as usize].parent as usize;
            let above = self.nodes[parent].part_of_all;
            let node = &mut self.nodes[node as usize];
            node.part = node.shares / sums[parent];
            node.part_of_all = above * node.part;
        }
    }
}

impl Node {
    const fn new(parent: usize, shares: u32) -> Node {
        let shares = if shares == 0 { 1.0 } else { shares as f64 };
        Node { parent: parent as u32, shares, part: 1.0, part_of_all: 1.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Account, AccountId};

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
