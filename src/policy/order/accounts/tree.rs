//! The tree of accounts and the tenants in them.

use crate::model::{Center, TenantId};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// Accounts and tenants. The first node is the root.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::policy::order) struct Tree {
    pub(super) nodes: Vec<Node>,
    /// All nodes, each behind its account.
    pub(super) downwards: Vec<u32>,
    /// By node, those right below it in the order in which they were ranked last: mostly they are in that order again.
    pub(super) below: Vec<Vec<Sibling>>,
    /// How many tenants there are.
    pub(super) users: u32,
    /// Whether the parts of the shares are those of this tree.
    parts_are_good: bool,
    /// Room for the effective usages of the classic formula.
    pub(super) effective: Vec<f64>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Node {
    pub(super) parent: u32,
    shares: f64,
    /// Its part of its siblings' shares.
    pub(super) part: f64,
    /// Its part of all shares.
    pub(super) part_of_all: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Kind {
    Tenant,
    Account,
}

/// A node among those right below an account, or below several that tie.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Sibling {
    pub(super) node: u32,
    pub(super) kind: Kind,
    pub(super) shares: f64,
    /// Its usage over its shares; among the children of several accounts, its part over its part.
    pub(super) level: f64,
}

impl Sibling {
    pub(super) fn compare(&self, other: &Sibling) -> Ordering {
        match self.level.total_cmp(&other.level) {
            // A user who ties with an account comes before it, so that its best user gets that user's rank.
            Ordering::Equal => (self.kind, self.node).cmp(&(other.kind, other.node)),
            by_level @ (Ordering::Less | Ordering::Greater) => by_level,
        }
    }
}

pub(super) const ROOT: usize = 0;

impl Tree {
    /// The accounts of a centre. No tenant is in them yet.
    pub(in crate::policy::order) fn new(center: &Center) -> Tree {
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
    pub(in crate::policy::order) fn add(&mut self, tenant: TenantId, center: &Center) {
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

    pub(in crate::policy::order) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The node, its account, the account above that, and so on up to the root.
    pub(in crate::policy::order) fn path(&self, node: usize) -> impl Iterator<Item = usize> {
        let up = move |node: &usize| (*node != ROOT).then(|| self.nodes[*node].parent as usize);
        std::iter::successors(Some(node), up)
    }

    /// Works out the parts of the shares, where the tree has grown since.
    pub(super) fn refresh_parts(&mut self) {
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
