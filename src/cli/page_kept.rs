//! What the page shows of single runs: the first of each policy is looked at closely while it goes on.

use crate::experiment::{Cell, Witness};
use crate::model::{Center, Time};
use crate::page::RunFold;
use crate::record::{Observer, Record};
use crate::scenario::Scenario;
use crate::state::{Saved, StateError};
use std::sync::{Arc, Mutex, PoisonError};

/// The runs that are looked at closely, by policy.
pub(super) struct PageKept {
    centers: Vec<Vec<Center>>,
    horizon: Time,
    folds: Arc<Mutex<Vec<Option<RunFold>>>>,
}

impl PageKept {
    pub(super) fn new(scenario: &Scenario) -> PageKept {
        let policies = scenario.policies.iter();
        let centers: Vec<Vec<Center>> =
            policies.map(|policy| scenario.centers_under(policy).to_vec()).collect();
        let folds = Arc::new(Mutex::new(vec![None; centers.len()]));
        PageKept { centers, horizon: Time::ZERO + scenario.horizon, folds }
    }

    /// A witness of a cell beside another, where either is wanted.
    pub(super) fn beside(&self, cell: Cell, jobs: Option<Box<dyn Witness>>) -> Option<Box<dyn Witness>> {
        if cell.replication != 0 {
            return jobs;
        }
        let fold = RunFold::new(&self.centers[cell.policy], Some(self.horizon));
        let close: Box<dyn Witness> =
            Box::new(Close { fold, policy: cell.policy, folds: Arc::clone(&self.folds) });
        match jobs {
            Some(jobs) => Some(Box::new((jobs, close))),
            None => Some(close),
        }
    }

    /// The runs that were looked at, by policy.
    pub(super) fn runs(&self) -> Vec<Option<RunFold>> {
        std::mem::take(&mut *self.folds.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Looks closely at a run.
struct Close {
    fold: RunFold,
    policy: usize,
    folds: Arc<Mutex<Vec<Option<RunFold>>>>,
}

impl Observer for Close {
    fn observe(&mut self, record: &Record<'_>) {
        self.fold.observe(record);
    }

    fn save(&mut self) -> Saved {
        self.fold.save()
    }

    fn restore(&mut self, state: &[u8]) -> Result<(), StateError> {
        self.fold.restore(state)
    }
}

impl Witness for Close {
    fn finish(self: Box<Self>) {
        let Close { fold, policy, folds } = *self;
        folds.lock().unwrap_or_else(PoisonError::into_inner)[policy] = Some(fold);
    }
}
