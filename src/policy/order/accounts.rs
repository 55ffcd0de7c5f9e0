//! The tree of accounts and the tenants in them, and the two ways in which Slurm makes a fair-share factor of it.

use crate::model::{Center, TenantId};

mod classic;
mod fair_tree;

/// How shares and usages become factors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sharing {
    /// `2^(-U / S / d)` with the effective usage `U` (`PriorityFlags=NO_FAIR_TREE`).
    Classic,
    /// All users of a better account before all of a worse one.
    FairTree,
}

/// Accounts and tenants. The first node is the root.
#[derive(Debug)]
pub(super) struct Tree {
    nodes: Vec<Node>,
}

#[derive(Debug)]
struct Node {
    parent: usize,
    shares: f64,
    kind: Kind,
    children: Vec<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Tenant,
    Account,
}

const ROOT: usize = 0;

impl Tree {
    /// The accounts of a centre. No tenant is in them yet.
    pub(super) fn new(center: &Center) -> Tree {
        let accounts = &center.claims.accounts;
        let root = Node { parent: ROOT, shares: 1.0, kind: Kind::Account, children: Vec::new() };
        let mut tree = Tree { nodes: vec![root] };
        for account in accounts {
            let parent = account.parent.map_or(ROOT, |parent| 1 + usize::from(parent.0));
            tree.nodes.push(Node {
                parent,
                shares: f64::from(account.shares.max(1)),
                kind: Kind::Account,
                children: Vec::new(),
            });
        }
        for node in 1..tree.nodes.len() {
            let parent = tree.nodes[node].parent;
            tree.nodes[parent].children.push(node);
        }
        tree
    }

    /// Adds a tenant below his account.
    pub(super) fn add(&mut self, tenant: TenantId, center: &Center) {
        let account = center.claims.tenants.get(tenant.0 as usize).copied().flatten();
        let parent = account.map_or(ROOT, |account| 1 + usize::from(account.0));
        let shares = center.tenant_shares.get(tenant.0 as usize).copied().unwrap_or(1).max(1);
        let node = self.nodes.len();
        self.nodes.push(Node { parent, shares: f64::from(shares), kind: Kind::Tenant, children: Vec::new() });
        self.nodes[parent].children.push(node);
    }

    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The node, its account, the account above that, and so on up to the root.
    pub(super) fn path(&self, node: usize) -> impl Iterator<Item = usize> {
        let up = move |node: &usize| (*node != ROOT).then(|| self.nodes[*node].parent);
        std::iter::successors(Some(node), up)
    }

    /// The factor of every node, 0 to 1, by what the nodes used; that of an account of a fair tree means nothing.
    pub(super) fn factors(&self, sharing: Sharing, dampening: f64, usage: &[f64], factors: &mut Vec<f64>) {
        factors.clear();
        factors.resize(self.nodes.len(), 0.0);
        match sharing {
            Sharing::Classic => self.classic(dampening, usage, factors),
            Sharing::FairTree => self.fair_tree(usage, factors),
        }
    }

    fn shares_below(&self, node: usize) -> f64 {
        self.nodes[node].children.iter().map(|child| self.nodes[*child].shares).sum()
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
    pub(super) fn factors(tree: &Tree, sharing: Sharing, used: &[f64]) -> Vec<f64> {
        let first = tree.len() - used.len();
        let mut usage = vec![0.0; tree.len()];
        for (place, used) in used.iter().enumerate() {
            for node in tree.path(first + place) {
                usage[node] += used;
            }
        }
        let mut factors = Vec::new();
        tree.factors(sharing, 1.0, &usage, &mut factors);
        factors.split_off(first)
    }
}
