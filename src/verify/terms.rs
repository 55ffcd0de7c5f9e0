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
    /// By gang: when the first of its jobs started for the first time, and how many have.
    gangs: BTreeMap<u64, (Time, JobId, u32)>,
}

impl TermBook {
    pub(super) fn new(terms: BTreeMap<JobId, Terms>) -> TermBook {
        TermBook { terms, ..TermBook::default() }
    }

    /// Whether a job waits for no other.
    pub(super) fn asks_for_nothing(&self, job: JobId) -> bool {
        !self.terms.contains_key(&job)
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

    /// Finds a job that starts for the first time at another instant than the others of its gang.
    pub(super) fn check_gang(&mut self, findings: &mut Findings, at: Time, request: &Request) {
        let Some(gang) = self.terms.get(&request.id).and_then(|terms| terms.gang) else { return };
        let (start, first, count) = self.gangs.entry(gang.gang).or_insert((at, request.id, 0));
        *count += 1;
        if *start != at {
            let (start, first) = (*start, *first);
            findings.add(Law::TornGang, at, &[request.id, first], || {
                format!("job {first} of the same gang started at {start}")
            });
        }
    }

    /// Finds gangs of which only some jobs ever started.
    pub(super) fn close(&self, findings: &mut Findings, at: Time) {
        let members = self.terms.values().filter_map(|terms| terms.gang);
        let members: BTreeMap<u64, u32> = members.map(|gang| (gang.gang, gang.members)).collect();
        for (gang, (start, first, count)) in &self.gangs {
            let members = members[gang];
            if *count < members {
                findings.add(Law::TornGang, at, &[*first], || {
                    format!("{count} of the {members} jobs of its gang started, at {start}")
                });
            }
        }
    }
}
