//! How the jobs of a workload end of themselves: some fail, and some are stopped by their users.

use crate::model::{BreakKind, BreakOff, Chance, split, uniform};

/// The shares of jobs that ended in each way, as they were published.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PublishedOutcomes {
    /// The name, as in scenarios.
    pub name: &'static str,
    /// Where they were counted.
    pub help: &'static str,
    /// Of all jobs so many failed.
    pub failed: f64,
    /// So many were stopped by their users.
    pub cancelled: f64,
}

/// Every published share of outcomes. The first four count jobs of clusters of accelerators (Hu et al., *Characterization of large
/// language model development in the datacenter*, NSDI 2024, and the data beside it), the last those of a machine for simulations
/// (NREL Eagle, 11.03 million jobs), of which jobs at their requested time are no part.
pub const OUTCOMES: &[PublishedOutcomes] = &[
    PublishedOutcomes {
        name: "acme-seren",
        help: "Acme Seren, language models, 2023",
        failed: 0.43,
        cancelled: 0.07,
    },
    PublishedOutcomes {
        name: "acme-kalos",
        help: "Acme Kalos, language models, 2023",
        failed: 0.40,
        cancelled: 0.06,
    },
    PublishedOutcomes {
        name: "philly",
        help: "Microsoft Philly, deep learning, 2017",
        failed: 0.30,
        cancelled: 0.09,
    },
    PublishedOutcomes {
        name: "helios",
        help: "SenseTime Helios, deep learning, 2020",
        failed: 0.16,
        cancelled: 0.22,
    },
    PublishedOutcomes { name: "eagle", help: "NREL Eagle, simulations", failed: 0.088, cancelled: 0.164 },
];

/// How the jobs of a workload end of themselves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcomes {
    /// The share of attempts that fail.
    pub failed: f64,
    /// The share of attempts that users stop.
    pub cancelled: f64,
    /// After which share of their work half of those that fail have failed.
    pub failed_after: f64,
    /// After which share of their work half of those that are stopped have been stopped.
    pub cancelled_after: f64,
    /// How often a job that has failed is begun again.
    pub retries: u32,
    /// Whether small jobs fail more or less often.
    pub small: Option<Small>,
}

/// Small jobs fail more or less often than others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Small {
    /// The largest of them, in what the workload counts.
    pub most: u32,
    /// How many times as often they fail.
    pub factor: f64,
}

impl Outcomes {
    /// The share of the jobs of this size that fail at an attempt.
    #[must_use]
    pub fn failed_of(&self, size: u32) -> f64 {
        let factor = self.small.filter(|small| size <= small.most).map_or(1.0, |small| small.factor);
        (self.failed * factor).min(1.0 - self.cancelled)
    }

    /// How the attempts at a job of this size end. It takes one number from the stream, whatever they are, so that another share of
    /// failures or more retries change no other job, and no attempt before.
    pub(super) fn draw(&self, size: u32, chance: &mut Chance) -> Vec<BreakOff> {
        let mut own = split(chance);
        let failed = self.failed_of(size);
        let mut breaks = Vec::new();
        for attempt in 0..=self.retries {
            let (how, when) = (uniform(&mut own), uniform(&mut own));
            let (kind, median) = if how < failed {
                let is_last = attempt == self.retries;
                let kind = if is_last { BreakKind::Failed } else { BreakKind::Retried };
                (kind, self.failed_after)
            } else if how < failed + self.cancelled {
                (BreakKind::Cancelled, self.cancelled_after)
            } else {
                return breaks;
            };
            breaks.push(BreakOff { after: millionths(when, median), kind });
            if kind != BreakKind::Retried {
                return breaks;
            }
        }
        breaks
    }
}

/// A power of a uniform number of which this is the median, in millionths; at least one.
fn millionths(uniform: f64, median: f64) -> u32 {
    let power = libm::log(median) / libm::log(0.5);
    let share = libm::pow(1.0 - uniform, power);
    ((share * 1e6) as u32).clamp(1, 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Streams, Use};

    fn drawn(outcomes: Outcomes, size: u32, count: usize) -> Vec<Vec<BreakOff>> {
        let mut chance = Streams::new(3, 0).stream(Use::Ends, "outcomes");
        (0..count).map(|_| outcomes.draw(size, &mut chance)).collect()
    }

    const PLAIN: Outcomes = Outcomes {
        failed: 0.3,
        cancelled: 0.1,
        failed_after: 0.1,
        cancelled_after: 0.5,
        retries: 0,
        small: None,
    };

    #[test]
    fn jobs_end_as_often_and_as_early_as_was_stated() {
        let all = drawn(PLAIN, 1, 100_000);
        for (kind, share, median) in [(BreakKind::Failed, 0.3, 0.1), (BreakKind::Cancelled, 0.1, 0.5)] {
            let mut after: Vec<u32> =
                all.iter().flatten().filter(|one| one.kind == kind).map(|one| one.after).collect();
            after.sort_unstable();
            let found = after.len() as f64 / 100_000.0;
            assert!((found - share).abs() < 0.005, "{kind:?}: {found}");
            let middle = f64::from(after[after.len() / 2]) / 1e6;
            assert!((middle / median - 1.0).abs() < 0.04, "{kind:?}: {middle}");
        }
        assert!(all.iter().all(|breaks| breaks.len() < 2));
    }

    /// With a median of all the work, every job that fails does so at its end.
    #[test]
    fn runs_may_break_off_at_their_very_end() {
        let late = Outcomes { failed_after: 1.0, cancelled: 0.0, ..PLAIN };
        assert!(drawn(late, 1, 1_000).iter().flatten().all(|one| one.after == 1_000_000));
    }

    #[test]
    fn retries_and_shares_change_no_earlier_attempt_and_no_other_job() {
        let once = drawn(PLAIN, 1, 1_000);
        let again = drawn(Outcomes { retries: 2, ..PLAIN }, 1, 1_000);
        let mut retried = [0; 3];
        for (once, again) in once.iter().zip(&again) {
            assert_eq!(once.first().map(|one| one.after), again.first().map(|one| one.after));
            let retries = again.iter().filter(|one| one.kind == BreakKind::Retried).count();
            retried[retries] += 1;
            assert!(again.len() <= 3 && again.len() - 1.min(again.len()) <= retries);
        }
        assert!(retried.iter().all(|count| 50 < *count), "{retried:?}");
        let more = drawn(Outcomes { failed: 0.5, ..PLAIN }, 1, 1_000);
        let failed = |one: &Vec<BreakOff>| matches!(one[..], [BreakOff { kind: BreakKind::Failed, .. }]);
        assert!(once.iter().zip(&more).all(|(few, many)| !failed(few) || few == many));
    }

    #[test]
    fn small_jobs_fail_more_often_where_that_is_stated() {
        let small = Some(Small { most: 8, factor: 2.0 });
        let outcomes = Outcomes { small, ..PLAIN };
        let share = |size: u32| drawn(outcomes, size, 20_000).iter().filter(|one| !one.is_empty()).count();
        assert!(share(8).abs_diff(14_000) < 300, "{}", share(8));
        assert!(share(9).abs_diff(8_000) < 300, "{}", share(9));
        assert!((outcomes.failed_of(8) - 0.6).abs() < 1e-12);
        let most = Outcomes { failed: 0.8, small, ..PLAIN };
        assert!((most.failed_of(1) - 0.9).abs() < 1e-12);
    }
}
