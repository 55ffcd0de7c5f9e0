//! For what jobs waited: sums by class, and how many waited for what over time.

use super::level::{Bins, Level};
use super::{CauseCourse, CauseTotals, Window};
use crate::model::{Cause, CenterId, ClassId, Time};
use crate::record::{Fact, JobFact, Record};
use serde::{Deserialize, Serialize};

/// Follows the causes of all waits.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct CausesFold {
    window: Window,
    bins: Bins,
    totals: Vec<CauseTotals>,
    /// By centre and cause.
    levels: Vec<[Level; Cause::ALL.len()]>,
    /// By centre, class and cause: how many were told last.
    told: Vec<Vec<[u32; Cause::ALL.len()]>>,
}

impl CausesFold {
    pub(super) fn new(centers: usize, classes: usize, window: Window) -> CausesFold {
        let bins = Bins::new(window.end);
        let level = || std::array::from_fn(|_| Level::new(bins));
        let totals = |class| CauseTotals { class: ClassId(class as u16), ..CauseTotals::default() };
        CausesFold {
            window,
            bins,
            totals: (0..classes).map(totals).collect(),
            levels: (0..centers).map(|_| level()).collect(),
            told: vec![vec![[0; Cause::ALL.len()]; classes]; centers],
        }
    }

    pub(super) fn observe(&mut self, record: &Record<'_>) {
        if let Fact::Waiting { class, cause, jobs } = record.fact {
            self.change(record, class, cause, jobs);
        }
        let Fact::Job { request, ref fact, .. } = record.fact else { return };
        if request.submit < self.window.start {
            return;
        }
        let totals = &mut self.totals[usize::from(request.class.0)];
        if *fact == JobFact::Submitted {
            totals.jobs += 1;
        }
        if let JobFact::Waited { causes } = fact {
            for cause in Cause::ALL {
                totals.micros[cause as usize] += u128::from(causes.of(cause).as_micros());
            }
        }
    }

    fn change(&mut self, record: &Record<'_>, class: ClassId, cause: Cause, jobs: u32) {
        let center = usize::from(record.center.0);
        let told = &mut self.told[center][usize::from(class.0)][cause as usize];
        let before = std::mem::replace(told, jobs);
        self.levels[center][cause as usize].change(record.at, i128::from(jobs) - i128::from(before));
    }

    pub(super) fn finish(self) -> (Vec<CauseTotals>, Vec<CauseCourse>) {
        let bins = self.bins;
        let mean = |level: &Level| -> Vec<f64> {
            let integrals = level.integrals().into_iter().enumerate();
            integrals.map(|(bin, micros)| micros as f64 / bins.length(bin).as_micros() as f64).collect()
        };
        let course = |(place, levels): (usize, &[Level; Cause::ALL.len()])| CauseCourse {
            center: CenterId(place as u16),
            start: Time::ZERO,
            bin: bins.width,
            waiting: levels.iter().map(mean).collect(),
        };
        (self.totals, self.levels.iter().enumerate().map(course).collect())
    }
}
