//! The same past with another future: a simulation that goes on under another policy.

use super::Simulation;
use super::agenda::{Event, Rank};
use super::site::Running;
use crate::model::{CenterId, Time};
use crate::policy::{Key, PolicySpec};
use crate::state::StateError;

impl Simulation {
    /// From `at` on, before which everything has happened, goes on under another policy: waiting jobs stand in its order as if all
    /// of them had just been submitted, running jobs go on where they are, and nothing that was planned or promised counts.
    /// What tenants have used until then is remembered where the order stays the same; else it begins with the jobs that run.
    ///
    /// # Errors
    /// When the new schedulers cannot take over from the old ones.
    pub fn go_on_under(&mut self, policy: &PolicySpec, at: Time) -> Result<(), StateError> {
        for (number, site) in self.sites.iter_mut().enumerate() {
            let mut scheduler = policy.scheduler(&site.center);
            if !scheduler.succeed(&site.scheduler.save().state()?)? {
                let mut running: Vec<&Running> =
                    site.running.iter().filter(|state| state.number.is_some()).collect();
                running.sort_unstable_by_key(|state| state.number);
                for state in running {
                    scheduler.started(self.jobs.request(state.job), self.jobs.truth(state.job).units, at);
                }
            }
            if scheduler.tells_causes() != site.ruled {
                let message = "the policies do not tell alike what jobs wait for, so that neither can succeed the other";
                return Err(StateError::Other(message.into()));
            }
            site.scheduler = scheduler;
            site.cluster.visit_in(policy.visit());
            let mut waiting: Vec<(Key, u32)> = Vec::new();
            for lane in 0..site.queue.lanes().len() as u32 {
                while let Some(first) = site.queue.lane(lane).first().copied() {
                    let place = site.queue.lane(lane).find(first.key).expect("the first job is there");
                    site.queue.remove(lane, place);
                    waiting.push((first.key, first.job));
                }
            }
            waiting.sort_unstable_by_key(|(key, _)| key.arrival);
            site.newcomers.clear();
            for (key, slot) in waiting {
                site.enqueue(slot, key.arrival, &self.jobs);
            }
            site.freed = site.freed.with(site.cluster.all_pools());
            let center = CenterId(number as u16);
            let event = Event { at, rank: Rank::Change, number: u64::from(center.0), center, subject: 0 };
            self.agenda.add(event);
        }
        self.route_by(policy.routing);
        Ok(())
    }
}
