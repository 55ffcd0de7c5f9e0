//! How much of the centres each policy of a comparison locks, and in which mode: the ground of what locks cost.

use super::Comparison;
use crate::model::{Center, GroupId, Lock};
use crate::policy::PolicySpec;

/// What one policy locks.
#[derive(Debug, Clone, PartialEq)]
pub struct Locked {
    /// The policy's place in the scenario.
    pub policy: usize,
    /// Which share of all units (accelerators, or cores) is locked, 0 to 1.
    pub share: f64,
    /// The name of the mode of its locks, or of all modes; nothing where nothing is locked.
    pub mode: Option<String>,
}

/// Policies that differ in their locks alone, and in these only in how much is locked.
#[derive(Debug, Clone, PartialEq)]
pub struct LockLine {
    /// The name of the mode of their locks.
    pub mode: String,
    /// What else they are, in words: `fcfs + easy`. It is empty where all policies are the same but for their locks.
    pub kind: String,
    /// The policies, by the share that they lock; the one without a lock begins every line of its kind.
    pub points: Vec<Locked>,
}

impl LockLine {
    /// The mode, and what else its policies are where that is needed to tell lines apart.
    #[must_use]
    pub fn title(&self) -> String {
        if self.kind.is_empty() { self.mode.clone() } else { format!("{}, {}", self.kind, self.mode) }
    }
}

impl Comparison {
    /// What each policy locks that differs from another in its locks alone, in the order of the scenario; nothing where none does.
    #[must_use]
    pub fn locked(&self) -> Vec<Locked> {
        self.kinds_of_locks().into_iter().flatten().collect()
    }

    /// The same by order, backfill and whatever else policies differ in, and by mode.
    #[must_use]
    pub fn lock_lines(&self) -> Vec<LockLine> {
        let kinds = self.kinds_of_locks();
        let mut lines: Vec<LockLine> = Vec::new();
        for rows in &kinds {
            let kind = if kinds.len() < 2 { String::new() } else { self.kind_in_words(rows[0].policy) };
            let mut modes: Vec<&String> = Vec::new();
            for mode in rows.iter().filter_map(|row| row.mode.as_ref()) {
                if !modes.contains(&mode) {
                    modes.push(mode);
                }
            }
            for mode in modes {
                let on_line = |row: &&Locked| row.mode.as_ref().is_none_or(|other| other == mode);
                let mut points: Vec<Locked> = rows.iter().filter(on_line).cloned().collect();
                points.sort_by(|one, other| one.share.total_cmp(&other.share));
                lines.push(LockLine { mode: mode.clone(), kind: kind.clone(), points });
            }
        }
        lines
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

    /// Policies that are the same but for their locks, wherever two of them differ in these.
    fn kinds_of_locks(&self) -> Vec<Vec<Locked>> {
        let mut kinds: Vec<Vec<Locked>> = Vec::new();
        for policy in 0..self.scenario.policies.len() {
            let row = self.locked_under(policy);
            match kinds.iter_mut().find(|kind| self.is_alike(kind[0].policy, policy)) {
                Some(kind) => kind.push(row),
                None => kinds.push(vec![row]),
            }
        }
        let differs = |one: &Locked, other: &Locked| (one.share, &one.mode) != (other.share, &other.mode);
        kinds.retain(|kind| kind.iter().any(|row| differs(row, &kind[0])));
        kinds
    }

    fn locked_under(&self, policy: usize) -> Locked {
        let (mut all, mut shut, mut modes) = (0, 0, Vec::new());
        for center in self.scenario.centers_under(&self.scenario.policies[policy]) {
            all += u64::from(center.quota_capacity());
            for (lock, units) in locks_of(center) {
                shut += units;
                if !modes.contains(&lock.mode.name()) {
                    modes.push(lock.mode.name());
                }
            }
        }
        let mode = (!modes.is_empty()).then(|| modes.join(" and "));
        Locked { policy, share: shut as f64 / all.max(1) as f64, mode }
    }

    /// Whether two policies are the same but for their names and locks.
    fn is_alike(&self, one: usize, other: usize) -> bool {
        let (one, other) = (&self.scenario.policies[one], &self.scenario.policies[other]);
        let named = PolicySpec { name: one.name.clone(), ..other.clone() };
        let quotas = |spec| self.scenario.centers_under(spec).iter().map(|center| &center.rules.quotas);
        *one == named && quotas(one).eq(quotas(other))
    }

    /// What a policy is beside its locks.
    fn kind_in_words(&self, policy: usize) -> String {
        let spec = &self.scenario.policies[policy];
        let mut words = format!("{} + {}", spec.order, spec.backfill);
        let policies = &self.scenario.policies;
        if policies.iter().any(|other| other.placement != spec.placement) {
            words += &format!(" + {}", spec.placement);
        }
        let is_known = |other: &&PolicySpec| {
            (&other.order, &other.backfill, &other.placement)
                == (&spec.order, &spec.backfill, &spec.placement)
        };
        let first = |spec: &PolicySpec| policies.iter().position(|other| other == spec);
        let alike = policies.iter().filter(is_known);
        // Where they differ in how often they look, or in their quotas, the first policy's name tells them apart.
        if alike.filter_map(first).any(|other| !self.is_alike(policy, other)) {
            words += &format!(" as `{}`", spec.name);
        }
        words
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
