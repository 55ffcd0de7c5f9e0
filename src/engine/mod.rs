//! The event loop: what happens, in one total order.
//!
//! `agenda` holds what will happen and says in which order; `simulation` goes from instant to instant. At one instant, jobs end in
//! the order of their starts, then jobs arrive in the order of their source, and then each centre that was touched is scheduled
//! once. A job without length ends at the instant it starts: that instant is gone through once more. [`Instants::Sequential`] is
//! the order of older simulators, for their published results. The other files are more of [`Simulation`]: how jobs leave
//! (`changes`; of themselves, `breakoffs`), one job that is followed (`followed`), its state in writing (`saved`), and another
//! future (`branched`: another policy; `capacity`: other sizes of pools; `redrawn`: other lengths of jobs).

mod absent;
mod admission;
mod agenda;
mod branched;
mod breakoffs;
mod capacity;
mod carried;
mod changes;
mod clocks;
mod data;
mod follow;
mod followed;
mod hands;
mod hangs;
mod held;
mod jobs;
mod loads;
mod maintenance;
mod outages;
mod phases;
mod predictor;
mod redrawn;
mod refused;
mod remains;
mod routes;
mod routing;
mod saved;
mod settings;
mod silent;
mod simulation;
mod site;
mod speeds;
mod staging;
mod starts;
mod unfinished;
mod waits;
mod works;

pub use capacity::Resize;
pub use settings::{AtWalltime, Correction, Estimates, Instants, Settings};
pub use simulation::Simulation;

use crate::model::{Center, Source, SourceError, Time};
use crate::policy::PolicySpec;
use crate::record::Observer;

/// Simulates centres under a policy until the horizon (or until nothing is left to happen), telling the observer.
///
/// # Errors
/// When the source cannot give its next job.
pub fn simulate(
    centers: &[Center],
    policy: &PolicySpec,
    source: &mut dyn Source,
    horizon: Time,
    observer: &mut dyn Observer,
) -> Result<(), SourceError> {
    simulate_with(Settings::default(), centers, policy, source, horizon, observer)
}

/// The same with settings other than the default.
///
/// # Errors
/// When the source cannot give its next job.
pub fn simulate_with(
    settings: Settings,
    centers: &[Center],
    policy: &PolicySpec,
    source: &mut dyn Source,
    horizon: Time,
    observer: &mut dyn Observer,
) -> Result<(), SourceError> {
    let mut simulation = Simulation::new(centers, policy).with_settings(settings);
    simulation.run_until(horizon, source, observer)?;
    simulation.report_unfinished(horizon, observer);
    Ok(())
}
