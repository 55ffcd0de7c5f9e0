//! How much of a centre each tenant may claim, and whose jobs come first: accounts, and the priorities of classes and
//! partitions.

use serde::{Deserialize, Serialize};

/// An account's place among the accounts of a centre.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct AccountId(pub u16);

/// An account: the tenants and accounts below it divide among themselves what it may claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The name, unique in the scenario.
    pub name: String,
    /// The account above it; nothing where it stands right below the root. No account is above itself.
    pub parent: Option<AccountId>,
    /// Its shares among its siblings, at least one.
    pub shares: u32,
    /// Its priority, against the highest of all accounts.
    pub priority: u32,
}

/// How much the jobs of a class matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ClassClaim {
    /// Large is early.
    pub priority: u32,
    /// The amount taken off the priority of its jobs.
    pub nice: i32,
}

/// The claims on a centre. A class that is not listed has no account, and the priority zero.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Claims {
    /// The accounts.
    pub accounts: Vec<Account>,
    /// By tenant: the account that its jobs are charged to; nothing where it stands right below the root.
    pub tenants: Vec<Option<AccountId>>,
    /// By class.
    pub classes: Vec<ClassClaim>,
    /// By partition: its priority, against the highest of all partitions.
    pub partitions: Vec<u32>,
}
