//! What the page shows of single runs: the first of each policy is looked at closely while it goes on.

use crate::experiment::{Cell, Witness};
use crate::model::{Center, Time};
use crate::page::RunFold;
use crate::record::{Observer, Record};
use crate::scenario::Scenario;
use crate::state::{Saved, StateError, from_bytes};
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
        Some(Box::new(Close { jobs, fold, policy: cell.policy, folds: Arc::clone(&self.folds) }))
    }

    /// The runs that were looked at, by policy.
    pub(super) fn runs(&self) -> Vec<Option<RunFold>> {
        std::mem::take(&mut *self.folds.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Looks closely at a run, beside the writer of its jobs.
struct Close {
    jobs: Option<Box<dyn Witness>>,
    fold: RunFold,
    policy: usize,
    folds: Arc<Mutex<Vec<Option<RunFold>>>>,
}

impl Observer for Close {
    fn observe(&mut self, record: &Record<'_>) {
        if let Some(jobs) = &mut self.jobs {
            jobs.observe(record);
        }
        self.fold.observe(record);
    }

    fn save(&mut self) -> Saved {
        match (self.jobs.as_mut().map(|jobs| jobs.save()), self.fold.save()) {
            (None, Saved::State(fold)) => Saved::of(&(None::<Vec<u8>>, fold)),
            (Some(Saved::State(jobs)), Saved::State(fold)) => Saved::of(&(Some(jobs), fold)),
            (Some(cannot @ Saved::CannotBeSaved(_)), _) | (_, cannot @ Saved::CannotBeSaved(_)) => cannot,
        }
    }

    fn restore(&mut self, state: &[u8]) -> Result<(), StateError> {
        let (jobs, fold): (Option<Vec<u8>>, Vec<u8>) = from_bytes(state)?;
        self.fold.restore(&fold)?;
        match (&mut self.jobs, jobs) {
            (Some(writer), Some(jobs)) => writer.restore(&jobs),
            (None, _) => Ok(()),
            (Some(_), None) => Err(StateError::Other("no jobs were written when the state was saved".into())),
        }
    }
}

impl Witness for Close {
    fn finish(self: Box<Self>) {
        let Close { jobs, fold, policy, folds } = *self;
        if let Some(jobs) = jobs {
            jobs.finish();
        }
        folds.lock().unwrap_or_else(PoisonError::into_inner)[policy] = Some(fold);
    }
}
