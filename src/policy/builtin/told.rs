//! Told at the end of a pass: why jobs wait, and when the scheduler wants to be asked again.

use super::{BuiltIn, locks};
use crate::cluster::PoolSet;
use crate::model::{AccessId, Cause, PartitionId, Time};
use crate::policy::cause;
use crate::policy::desk::Desk;
use std::collections::BTreeMap;

impl BuiltIn {
    /// Asks to be asked again when a lock closes or opens, a month begins that a job may wait for, or a run that a job
    /// would evict has run for as long as it must be let.
    pub(super) fn wake_for_the_calendar(&mut self, desk: &mut Desk<'_>) {
        let rules = &self.gates.center.rules;
        let lists = desk.center.access_lists.iter();
        let locks = lists.filter_map(|list| locks::next_change(&self.gates.center, list, desk.now));
        let waits = !desk.queue.is_empty() || self.gates.runs.anything_is_suspended();
        let is_monthly = waits && rules.limits.iter().any(|limit| limit.amount.is_monthly());
        let month = rules.next_month(desk.now).filter(|_| is_monthly);
        let change = locks.chain(month).min().unwrap_or(Time::NEVER);
        self.wake(desk, change.min(self.pass.ripens));
    }

    /// Tells which jobs lack something that is counted or find pools closed by locks, and which do so no longer. What the
    /// others wait for follows from the free nodes, by what is left of them at the end of the pass: those behind a job may have taken
    /// what was free when it was looked at.
    pub(super) fn tell_what_rules_withhold(&mut self, desk: &mut Desk<'_>) {
        if !self.gates.may_bind && !self.gates.locks_bind {
            desk.acts.blameless.extend(std::mem::take(&mut self.withheld));
            return;
        }
        let mut known: BTreeMap<(AccessId, u32, u32, PartitionId, PoolSet), Cause> = BTreeMap::new();
        for (key, lane) in desk.queue.lanes() {
            for entry in lane.iter() {
                let request = &desk.requests[entry.job as usize];
                let by_locks = || {
                    let shut = self.gates.closed(desk.cluster.list(key.access), request, desk.now);
                    let kind = (key.access, entry.kind, request.shape.tasks, request.partition, shut);
                    let cause = || cause::of(&self.gates.center, desk.cluster, key.access, request, shut);
                    (shut != PoolSet::NONE).then(|| *known.entry(kind).or_insert_with(cause))
                };
                let lacking = self.gates.lacks(entry.job, desk.now).map(|(cause, _)| cause);
                match lacking.or_else(by_locks) {
                    Some(cause) => {
                        self.withheld.insert(entry.job);
                        desk.acts.blames.push((entry.job, cause));
                    }
                    None if self.withheld.remove(&entry.job) => desk.acts.blameless.push(entry.job),
                    None => {}
                }
            }
        }
    }
}
