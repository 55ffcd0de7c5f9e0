//! What jobs ask for beside their request, worked out as they are submitted: whom each waits for, and its array.

use super::{Bonds, Workload};
use crate::model::{ArrayTerms, BreakOff, ClassId, Condition, Dependency, Gang, Job, JobId, TenantId, Terms};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Whether a job is the first of those that are submitted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Place {
    /// It is.
    First,
    /// It comes with those before it.
    Later,
}

/// Binds jobs to each other as their workloads say. It draws nothing by chance, and where no workload says anything it does
/// nothing.
#[derive(Debug, Clone)]
pub(super) struct Binder {
    /// By class.
    rows: Vec<Row>,
    /// Classes for whose jobs others wait.
    awaited: BTreeSet<ClassId>,
    pub(super) bound: Bound,
}

/// Which jobs are bound to which.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Bound {
    /// The latest job of each tenant in such a class.
    latest: BTreeMap<(ClassId, TenantId), JobId>,
    /// The chain that each tenant added to last.
    chains: BTreeMap<(ClassId, TenantId), Chain>,
    arrays: u64,
    terms: Terms,
}

#[derive(Debug, Clone, Copy)]
struct Row {
    bonds: Bonds,
    /// Whether the jobs of a chain are submitted together.
    together: bool,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Chain {
    last: JobId,
    length: u32,
}

impl Binder {
    /// One for these workloads.
    pub(super) fn new(workloads: &[Workload]) -> Binder {
        let row = |workload: &Workload| Row { bonds: workload.bonds, together: workload.batch.is_some() };
        let rows: Vec<Row> = workloads.iter().map(row).collect();
        let awaited = rows.iter().filter_map(|row| row.bonds.after.map(|(class, _)| class)).collect();
        Binder { rows, awaited, bound: Bound::default() }
    }

    /// Whether any job waits for others.
    pub(super) fn has_dependencies(&self) -> bool {
        let waits = |bonds: &Bonds| bonds.chain.is_some() || bonds.after.is_some() || bonds.singleton;
        self.rows.iter().any(|row| waits(&row.bonds))
    }

    /// Takes note of a job that is submitted now.
    pub(super) fn bind(&mut self, job: &Job, place: Place) {
        let request = &job.request;
        let row = self.rows[usize::from(request.class.0)];
        let who = (request.class, request.tenant);
        self.bound.terms.after.clear();
        self.bound.terms.gang = None;
        self.bound.terms.breaks.clear();
        self.bound.terms.singleton = row.bonds.singleton;
        if let Some(most) = row.bonds.chain {
            self.add_to_chain(who, request.id, most, row.together && place == Place::First);
        }
        if let Some((class, condition)) = row.bonds.after
            && let Some(&job) = self.bound.latest.get(&(class, request.tenant))
        {
            self.bound.terms.after.push(Dependency { job, condition });
        }
        if place == Place::First {
            self.bound.arrays += 1;
        }
        let array = self.bound.arrays;
        self.bound.terms.array = row.bonds.array_most.map(|running_most| ArrayTerms { array, running_most });
        if self.awaited.contains(&request.class) {
            self.bound.latest.insert(who, request.id);
        }
    }

    /// Lets the attempts at the job that was bound last end so.
    pub(super) fn break_off(&mut self, breaks: Vec<BreakOff>) {
        self.bound.terms.breaks = breaks;
    }

    /// Lets the job that was bound last start with others.
    pub(super) const fn gather(&mut self, gang: Gang) {
        self.bound.terms.gang = Some(gang);
    }

    /// Takes note of one of those others: nothing binds it but its gang, with which it ends.
    pub(super) fn bind_companion(&mut self) {
        let Terms { gang, breaks, .. } = std::mem::take(&mut self.bound.terms);
        self.bound.terms = Terms { gang, breaks, ..Terms::default() };
    }

    /// Lets the job that was bound last wait for the end of another, whatever that end is.
    pub(super) fn wait_for(&mut self, job: JobId) {
        self.bound.terms.after.push(Dependency { job, condition: Condition::AfterAny });
    }

    fn add_to_chain(&mut self, who: (ClassId, TenantId), id: JobId, most: u32, begins: bool) {
        let before = self.bound.chains.get(&who).filter(|chain| !begins && chain.length < most).copied();
        if let Some(Chain { last, .. }) = before {
            self.bound.terms.after.push(Dependency { job: last, condition: Condition::AfterOk });
        }
        let length = before.map_or(1, |chain| chain.length + 1);
        self.bound.chains.insert(who, Chain { last: id, length });
    }

    /// What the job that was bound last asks for; nothing for most jobs.
    pub(super) fn terms(&self) -> Option<&Terms> {
        (self.bound.terms != Terms::default()).then_some(&self.bound.terms)
    }
}
