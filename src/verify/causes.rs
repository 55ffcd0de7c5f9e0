//! The checker's own sums of why jobs waited: the causes of each wait add up to it, and the numbers of jobs that were told to
//! wait for a cause add up to the same.

use super::finding::{Findings, Law};
use crate::model::Span;
use crate::model::{Cause, Causes, CenterId, ClassId, JobId, Request, Time};
use std::collections::BTreeMap;

/// How many jobs of a class wait for a cause, since when, and the sum so far in microseconds.
#[derive(Debug, Clone, Copy, Default)]
struct Level {
    jobs: u32,
    since: Time,
    micros: u128,
}

#[derive(Debug, Default)]
pub(super) struct CauseBook {
    /// Whether every wait must come with its causes.
    expects: bool,
    /// Causes that were told and whose wait is about to end.
    told: BTreeMap<JobId, Causes>,
    levels: BTreeMap<(CenterId, ClassId, Cause), Level>,
    /// The sums of what jobs were told, in microseconds.
    sums: BTreeMap<(CenterId, ClassId, Cause), u128>,
}

impl CauseBook {
    pub(super) fn expecting() -> CauseBook {
        CauseBook { expects: true, ..CauseBook::default() }
    }

    pub(super) fn waited(&mut self, request: &Request, causes: &Causes) {
        self.told.insert(request.id, *causes);
        for cause in Cause::ALL {
            let micros = u128::from(causes.of(cause).as_micros());
            *self.sums.entry((request.center, request.class, cause)).or_default() += micros;
        }
    }

    /// A job that waited so long waits no longer.
    pub(super) fn over(&mut self, findings: &mut Findings, at: Time, request: &Request, waited: Span) {
        match self.told.remove(&request.id) {
            Some(causes) if causes.total() != waited => {
                findings.add(Law::WrongCause, at, &[request.id], || {
                    format!("waited {waited}, the causes say {}", causes.total())
                });
            }
            None if self.expects => {
                findings.add(Law::WrongCause, at, &[request.id], || format!("waited {waited} for nothing"));
            }
            Some(_) | None => {}
        }
    }

    pub(super) fn level(&mut self, at: Time, center: CenterId, (class, cause): (ClassId, Cause), jobs: u32) {
        let level = self.levels.entry((center, class, cause)).or_default();
        level.micros += u128::from(level.jobs) * u128::from(level.since.until(at).as_micros());
        (level.since, level.jobs) = (at, jobs);
    }

    /// Compares the two sums at the end.
    pub(super) fn close(&mut self, findings: &mut Findings, at: Time) {
        if !self.expects {
            return;
        }
        let keys: Vec<_> = self.levels.keys().copied().collect();
        for (center, class, cause) in keys {
            let jobs = self.levels[&(center, class, cause)].jobs;
            self.level(at, center, (class, cause), jobs);
        }
        for (&key, &sum) in &self.sums {
            let over_time = self.levels.get(&key).map_or(0, |level| level.micros);
            if over_time != sum {
                let (_, class, cause) = key;
                findings.add(Law::WrongCause, at, &[], || {
                    format!(
                        "class {}, {}: jobs waited {sum} us in all, over time they were {over_time} us",
                        class.0,
                        cause.name()
                    )
                });
            }
        }
    }
}
