//! The checker's own notes of who waits for whom.

use super::finding::{Findings, Law};
use crate::model::{Condition, JobId, Request, Terms, Time};
use std::collections::BTreeMap;

#[derive(Debug, Default)]
pub(super) struct TermBook {
    /// What jobs ask for beside their requests.
    terms: BTreeMap<JobId, Terms>,
    /// Whether each job that is over did its work.
    outcomes: BTreeMap<JobId, bool>,
}

impl TermBook {
    pub(super) fn new(terms: BTreeMap<JobId, Terms>) -> TermBook {
        TermBook { terms, outcomes: BTreeMap::new() }
    }

    /// A job is over, and did its work or not.
    pub(super) fn over(&mut self, job: JobId, done: bool) {
        self.outcomes.insert(job, done);
    }

    /// Finds a job that starts before those it waits for have ended as they had to. Whom nobody has heard of holds nobody up.
    pub(super) fn check(
        &self,
        findings: &mut Findings,
        at: Time,
        request: &Request,
        heard_of: impl Fn(&JobId) -> bool,
    ) {
        let Some(terms) = self.terms.get(&request.id) else { return };
        for after in &terms.after {
            let met = match (self.outcomes.get(&after.job), after.condition) {
                (None, _) => !heard_of(&after.job),
                (Some(_), Condition::AfterAny) => true,
                (Some(done), Condition::AfterOk) => *done,
                (Some(done), Condition::AfterNotOk) => !*done,
            };
            if !met {
                findings.add(Law::EarlyStart, at, &[request.id, after.job], || {
                    format!("before job {} had ended as it had to", after.job)
                });
            }
        }
    }
}
