//! Estimates of run times: what schedulers are told to expect of a job, and what of one that outlives it.

use super::settings::{Correction, Estimates};
use crate::model::{Job, Request, Span, TenantId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Estimates at work.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Predictor {
    estimates: Estimates,
    /// The last run times of each user's jobs that have ended, the latest first.
    histories: BTreeMap<TenantId, (Span, Option<Span>)>,
}

/// How far the first estimate is exceeded in turn (Tsafrir, Etsion and Feitelson, IEEE TPDS 2007): from one minute to 100 hours.
const STEPS_MINUTES: [u64; 11] = [1, 5, 15, 30, 60, 120, 300, 600, 1_200, 3_000, 6_000];

impl Predictor {
    pub(super) const fn new(estimates: Estimates) -> Predictor {
        Predictor { estimates, histories: BTreeMap::new() }
    }

    /// What to expect of a job that is submitted now.
    pub(super) fn estimate(&self, job: &Job) -> Span {
        let requested = job.request.walltime;
        match self.estimates {
            Estimates::Requested => job.request.estimate,
            Estimates::Exact => job.work.min(requested),
            Estimates::Scaled(hundredths) => {
                let micros = u128::from(requested.as_micros()) * u128::from(hundredths) / 100;
                Span::from_micros(u64::try_from(micros).unwrap_or(u64::MAX))
            }
            Estimates::UserLastTwo(_) => match self.histories.get(&job.request.tenant) {
                None | Some((_, None)) => requested,
                // Rounded down to whole seconds, as logs give them.
                Some((last, Some(before))) => {
                    let mean = (last.as_micros() / 2 + before.as_micros() / 2) / 1_000_000;
                    requested.min(Span::from_secs(mean).max(Span::SECOND))
                }
            },
        }
    }

    /// Learns how long a job ran.
    pub(super) fn ended(&mut self, tenant: TenantId, ran: Span) {
        if matches!(self.estimates, Estimates::UserLastTwo(_)) {
            let before = self.histories.get(&tenant).map(|(last, _)| *last);
            self.histories.insert(tenant, (ran, before));
        }
    }

    /// How long a job is now expected to run altogether that has outlived its estimate for the `times`-th time; always longer.
    pub(super) fn corrected(&self, request: &Request, estimate: Span, times: u32) -> Span {
        let rule = match self.estimates {
            Estimates::UserLastTwo(rule) => rule,
            Estimates::Requested | Estimates::Exact | Estimates::Scaled(_) => Correction::Incremental,
        };
        let longer = match rule {
            Correction::Incremental => {
                // Steps count from the first estimate, so what the last one added is taken off.
                let step = |times: u32| STEPS_MINUTES[(times as usize).min(STEPS_MINUTES.len() - 1)];
                let before = times.checked_sub(1).map_or(0, step);
                estimate + Span::from_secs(60 * (step(times) - before))
            }
            // Not held down to the request: the study of 2015, whose figures this gives, did not either.
            Correction::RecursiveDoubling => return (estimate + estimate).max(Span::SECOND),
            Correction::Requested => request.walltime,
        };
        // A job that may run on past its walltime outgrows every rule; within it, the walltime is the most to expect.
        let most = if estimate < request.walltime { request.walltime } else { Span::MAX };
        let longer = longer.min(most);
        if estimate < longer { longer } else { estimate + Span::from_secs(60) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(walltime: u64, work: u64) -> Job {
        let span = Span::from_secs(walltime);
        let request = Request {
            id: crate::model::JobId(1),
            submit: crate::model::Time::ZERO,
            walltime: span,
            estimate: span,
            shape: crate::model::Shape::processors(1),
            tenant: TenantId(7),
            group: crate::model::GroupId(0),
            class: crate::model::ClassId(0),
            center: crate::model::CenterId(0),
            partition: crate::model::PartitionId(0),
            due: crate::model::Due::NEVER,
        };
        Job { request, work: Span::from_secs(work) }
    }

    #[test]
    fn the_last_two_runs_of_a_user_are_averaged_and_capped_at_the_request() {
        let mut predictor = Predictor::new(Estimates::UserLastTwo(Correction::Incremental));
        let new = job(1_000, 1);
        assert_eq!(predictor.estimate(&new), Span::from_secs(1_000));
        predictor.ended(TenantId(7), Span::from_secs(100));
        assert_eq!(predictor.estimate(&new), Span::from_secs(1_000));
        predictor.ended(TenantId(7), Span::from_secs(300));
        assert_eq!(predictor.estimate(&new), Span::from_secs(200));
        predictor.ended(TenantId(7), Span::from_secs(5_000));
        assert_eq!(predictor.estimate(&new), Span::from_secs(1_000));
    }

    #[test]
    fn estimates_follow_their_names() {
        let long = job(100, 500);
        assert_eq!(Predictor::new(Estimates::Exact).estimate(&long), Span::from_secs(100));
        assert_eq!(Predictor::new(Estimates::Exact).estimate(&job(100, 30)), Span::from_secs(30));
        assert_eq!(Predictor::new(Estimates::Scaled(250)).estimate(&long), Span::from_secs(250));
    }

    #[test]
    fn corrections_grow_and_stop_at_the_walltime() {
        let secs = Span::from_secs;
        let request = job(1_000, 900).request;
        let by = |rule| Predictor::new(Estimates::UserLastTwo(rule));
        assert_eq!(by(Correction::Incremental).corrected(&request, secs(100), 0), secs(160));
        assert_eq!(by(Correction::Incremental).corrected(&request, secs(160), 1), secs(400));
        assert_eq!(by(Correction::Incremental).corrected(&request, secs(400), 2), secs(1_000));
        assert_eq!(by(Correction::RecursiveDoubling).corrected(&request, secs(100), 0), secs(200));
        assert_eq!(by(Correction::RecursiveDoubling).corrected(&request, secs(800), 3), secs(1_600));
        assert_eq!(by(Correction::Requested).corrected(&request, secs(100), 0), secs(1_000));
    }
}
