//! How much of the centres each policy of a comparison locks, and in which mode: the ground of what locks cost.

use super::Comparison;
use crate::model::{Center, GroupId, Lock};

/// What one policy locks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Locked {
    /// The policy's place in the scenario.
    pub policy: usize,
    /// Which share of all units (accelerators, or cores) is locked, 0 to 1.
    pub share: f64,
    /// The name of the mode of its locks; nothing where nothing is locked.
    pub mode: Option<&'static str>,
}

impl Comparison {
    /// What each policy locks; nothing where all lock the same.
    #[must_use]
    pub fn locked(&self) -> Vec<Locked> {
        let policies = self.scenario.policies.iter().enumerate();
        let locked: Vec<Locked> = policies
            .map(|(policy, spec)| {
                let centers = self.scenario.centers_under(spec);
                let (mut all, mut shut, mut mode) = (0, 0, None);
                for center in centers {
                    all += u64::from(center.quota_capacity());
                    for (lock, units) in locks_of(center) {
                        shut += units;
                        mode = mode.or(Some(lock.mode.name()));
                    }
                }
                Locked { policy, share: shut as f64 / all.max(1) as f64, mode }
            })
            .collect();
        let same = |one: &Locked| (one.share, one.mode) == (locked[0].share, locked[0].mode);
        if locked.iter().all(same) { Vec::new() } else { locked }
    }

    /// The groups for which anything is locked under any policy.
    #[must_use]
    pub fn lock_owners(&self) -> Vec<GroupId> {
        let mut owners: Vec<GroupId> = Vec::new();
        for spec in &self.scenario.policies {
            for center in self.scenario.centers_under(spec) {
                owners.extend(locks_of(center).flat_map(|(lock, _)| lock.owners.clone()));
            }
        }
        owners.sort_unstable();
        owners.dedup();
        owners
    }
}

/// The locks of a centre that have owners, with the units behind them.
fn locks_of(center: &Center) -> impl Iterator<Item = (&Lock, u64)> {
    let unit = center.unit();
    center.pools.iter().filter_map(move |pool| {
        let lock = pool.lock.as_ref().filter(|lock| !lock.owners.is_empty())?;
        Some((lock, u64::from(unit.of(pool.capacity()))))
    })
}
