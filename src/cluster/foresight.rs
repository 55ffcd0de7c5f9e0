//! What running jobs will give back, as far as they leave when they are expected to.

use super::profile::Profile;
use super::yard::Cluster;
use crate::model::{PoolId, Time};

impl Cluster {
    /// Writes into `profile` how many units of a pool are free from when on, if running jobs leave when they are expected to.
    pub fn foresee(&self, pool: PoolId, now: Time, profile: &mut Profile) {
        let pool = &self.pools[usize::from(pool.0)];
        // Units that are owed leave first of all that are given back.
        let owed = pool.owed();
        let (mut from, mut free) = (now, pool.free_units());
        let mut filling = profile.fill();
        pool.releases.iter().for_each(|release| {
            // All that is given back at one time makes one step; what should have been by now is free.
            if from < release.at {
                filling.push(from, free.saturating_sub(owed));
                from = release.at;
            }
            free += u64::from(release.units);
        });
        filling.push(from, free.saturating_sub(owed));
    }

    /// When the last running job is expected to leave; time zero where none runs.
    #[must_use]
    pub fn last_end(&self) -> Time {
        self.pools.iter().filter_map(|pool| pool.releases.last()).max().unwrap_or(Time::ZERO)
    }
}
