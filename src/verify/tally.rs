//! The checker's count of jobs: of each class as many were submitted as are told to have come to some end.

use super::finding::{Findings, Law};
use crate::model::{ClassId, Request, Time};
use std::collections::BTreeMap;

/// How many jobs of a class the records spoke of.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) submitted: u64,
    pub(super) finished: u64,
    pub(super) killed: u64,
    pub(super) evicted: u64,
    pub(super) node_failed: u64,
    pub(super) failed: u64,
    pub(super) cancelled_running: u64,
    pub(super) cancelled: u64,
    pub(super) rejected: u64,
    pub(super) running: u64,
    pub(super) waiting: u64,
}

/// The counts of all classes.
#[derive(Debug, Default)]
pub(super) struct Tallies(BTreeMap<ClassId, Tally>);

impl Tallies {
    /// The count of a job's class.
    pub(super) fn of(&mut self, request: &Request) -> &mut Tally {
        self.0.entry(request.class).or_default()
    }

    /// Finds classes of which more or fewer jobs came than were told to have ended, to run or to wait.
    pub(super) fn close(&self, findings: &mut Findings, horizon: Time) {
        for (class, tally) in &self.0 {
            let Tally {
                submitted,
                finished,
                killed,
                evicted,
                node_failed,
                failed,
                cancelled_running,
                cancelled,
                rejected,
                running,
                waiting,
            } = tally;
            let broken = node_failed + failed + cancelled_running;
            let told = finished + killed + evicted + broken + cancelled + rejected + running + waiting;
            if *submitted != told {
                findings.add(Law::Unbalanced, horizon, &[], || {
                    format!(
                        "class {}: {submitted} submitted, but {finished} finished + {killed} killed + \
                         {evicted} evicted + {node_failed} failed with their nodes + {failed} failed + \
                         {cancelled_running} stopped by their users + {cancelled} cancelled + {rejected} rejected + {running} running + {waiting} waiting = {told}",
                        class.0
                    )
                });
            }
        }
    }
}
