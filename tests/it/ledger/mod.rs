//! The ledger: energy to the joule, carbon job by job, money to the fen.

mod balance;
mod carbon;
mod desk;
mod energy;
mod files;
mod gates;
mod machines;
mod money;
mod random;
mod series;
pub(crate) mod sleepers;
mod slow;
mod told;
