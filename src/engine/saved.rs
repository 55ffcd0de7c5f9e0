//! The state of a simulation in writing: everything but the schedulers is plain data, and those write themselves.

use super::Simulation;
use crate::model::Center;
use crate::policy::{PolicySpec, Scheduler};
use crate::state::{StateError, from_bytes, to_bytes};

impl Simulation {
    /// All that is needed to go on from the present instant as if nothing had happened, in the same version of this crate.
    /// The source and the observer are not in it.
    ///
    /// # Errors
    /// When a scheduler of one's own cannot be written down.
    pub fn save(&self) -> Result<Vec<u8>, StateError> {
        let schedulers = self.sites.iter().map(|site| site.scheduler.save().state());
        let schedulers = schedulers.collect::<Result<Vec<Vec<u8>>, StateError>>()?;
        Ok(to_bytes(&(schedulers, self)))
    }

    /// The simulation that was saved, under the built-in scheduler of the policy under which it ran.
    ///
    /// # Errors
    /// When the bytes are of something else.
    pub fn restore(state: &[u8], policy: &PolicySpec) -> Result<Simulation, StateError> {
        Simulation::restore_with(state, |center| policy.scheduler(center))
    }

    /// The same under schedulers of one's own, which take up what those wrote that were at work.
    ///
    /// # Errors
    /// When the bytes are of something else, or a scheduler cannot take up a state.
    pub fn restore_with(
        state: &[u8],
        mut scheduler: impl FnMut(&Center) -> Box<dyn Scheduler>,
    ) -> Result<Simulation, StateError> {
        let (schedulers, mut simulation): (Vec<Vec<u8>>, Simulation) = from_bytes(state)?;
        if schedulers.len() != simulation.sites.len() {
            return Err(StateError::Torn);
        }
        for (site, state) in simulation.sites.iter_mut().zip(schedulers) {
            site.scheduler = scheduler(&site.center);
            site.scheduler.restore(&state)?;
        }
        Ok(simulation)
    }
}
