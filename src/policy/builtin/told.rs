//! What is told at the end of a pass: why jobs wait, and when the scheduler wants to be asked again.

use super::BuiltIn;
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
        let locks = desk.center.access_lists.iter().filter_map(|list| self.gates.next_change(list, desk.now));
        let waits = !desk.queue.is_empty() || self.gates.runs.anything_is_suspended();
        let is_monthly = waits && rules.limits.iter().any(|limit| limit.amount.is_monthly());
        let month = rules.next_month(desk.now).filter(|_| is_monthly);
        let change = locks.chain(month).min().unwrap_or(Time::NEVER);
        self.wake(desk, change.min(self.pass.ripens));
    }

    /// Tells which jobs lack something that is counted, and which lack nothing any more. What the others wait for follows from the
    /// free nodes.
    pub(super) fn tell_what_is_lacking(&mut self, desk: &mut Desk<'_>) {
        if !self.gates.may_bind {
            desk.acts.blameless.extend(std::mem::take(&mut self.lacking));
            return;
        }
        for (_, lane) in desk.queue.lanes() {
            for entry in lane.iter() {
                match self.gates.lacks(entry.job, desk.now) {
                    Some((cause, _)) => {
                        self.lacking.insert(entry.job);
                        desk.acts.blames.push((entry.job, cause));
                    }
                    None if self.lacking.remove(&entry.job) => desk.acts.blameless.push(entry.job),
                    None => {}
                }
            }
        }
    }

    /// Tells what every queued job waits for, by what is left at the end of the pass: those behind a job may have taken what was
    /// free when it was looked at.
    pub(super) fn tell_causes(&self, desk: &mut Desk<'_>) {
        let mut known: BTreeMap<(AccessId, u32, u32, PartitionId, PoolSet), Cause> = BTreeMap::new();
        let mut told = std::mem::take(&mut desk.acts.blames);
        for (key, lane) in desk.lanes() {
            for entry in lane.iter() {
                let lacking = self.gates.lacks(entry.job, desk.now);
                let request = &desk.requests[entry.job as usize];
                let by_nodes = || {
                    let list = desk.cluster.list(key.access);
                    let shut = self.gates.closed(list, request, desk.now);
                    let kind = (key.access, entry.kind, request.shape.tasks, request.partition, shut);
                    let center = &self.gates.center;
                    *known
                        .entry(kind)
                        .or_insert_with(|| cause::of(center, desk.cluster, key.access, request, shut))
                };
                told.push((entry.job, lacking.map_or_else(by_nodes, |(cause, _)| cause)));
            }
        }
        desk.acts.blames = told;
    }
}
