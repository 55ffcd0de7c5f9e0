//! By what the demand of a workload is multiplied at an instant: growth over the years, a ramp, and tenants that are still to come.

use super::super::Workload;
use super::super::ramp::Ramp;
use super::tenants::Submitters;
use crate::model::Time;

const DAY_SECS: u64 = 86_400;
const YEAR_DAYS: f64 = 365.0;

/// By what the demand of a workload is multiplied at an instant.
#[derive(Debug, Clone)]
pub(super) struct Growth {
    per_year: f64,
    ramp: Option<Ramp>,
    /// From when on which share of all activity is that of tenants who are there; empty where all are from the start.
    joined: Vec<(Time, f64)>,
}

impl Growth {
    /// That of a workload whose tenants are all there.
    pub(super) const fn of(workload: &Workload) -> Growth {
        Growth { per_year: workload.growth_per_year, ramp: workload.ramp, joined: Vec::new() }
    }

    /// The same where less comes until all of these tenants are there.
    pub(super) fn with_tenants(self, submitters: &Submitters) -> Growth {
        Growth { joined: submitters.joined(), ..self }
    }

    /// The factor in some seconds from this one on: growth is that of the day, and all else that of the middle.
    pub(super) fn over(&self, from_secs: u64, lasting_secs: u64) -> f64 {
        let mut factor = if self.per_year == 0.0 {
            1.0
        } else {
            libm::pow(1.0 + self.per_year, (from_secs / DAY_SECS) as f64 / YEAR_DAYS)
        };
        // Over a straight line the middle is the mean, so that as many come as are to be expected.
        let middle = from_secs as f64 + lasting_secs as f64 / 2.0;
        if let Some(ramp) = &self.ramp {
            factor *= ramp.share_at(middle);
        }
        if !self.joined.is_empty() {
            let count = self.joined.partition_point(|(at, _)| at.as_micros() as f64 / 1e6 <= middle);
            factor *= if count == 0 { 0.0 } else { self.joined[count - 1].1 };
        }
        factor
    }
}
