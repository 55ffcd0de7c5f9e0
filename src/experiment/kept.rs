//! Runs whose state is kept on the way, and runs that go on from a state.

use super::Setup;
use crate::engine::{Resize, Simulation};
use crate::model::{Source, SourceError, Span, Time};
use crate::policy::PolicySpec;
use crate::record::Observer;
use crate::state::{StateError, from_bytes, to_bytes};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Takes in the state of a run at an instant.
pub type Keep<'a> = dyn Fn(Time, Vec<u8>) -> Result<(), StateError> + 'a;

/// How a run is kept on its way, and from where it begins.
#[derive(Clone, Copy, Default)]
pub struct Keeping<'a> {
    /// Its state is kept at whole multiples of this span, and given to this function; where there is nothing, never.
    pub states: Option<(Span, &'a Keep<'a>)>,
    /// From where it goes on; where there is nothing, it begins at time zero.
    pub from: Option<Beginning<'a>>,
}

/// The state from which a run goes on.
#[derive(Debug, Clone, Copy)]
pub struct Beginning<'a> {
    /// The state.
    pub state: &'a [u8],
    /// The policy under which it was kept, where the run goes on under another.
    pub under: Option<&'a PolicySpec>,
    /// Pools that have other sizes from then on.
    pub sizes: &'a [Resize],
    /// Whether anything is or was changed half way, so that a run that begins anew is another.
    pub is_branched: bool,
}

impl<'a> Beginning<'a> {
    /// The same run from this state on.
    #[must_use]
    pub const fn of(state: &'a [u8]) -> Beginning<'a> {
        Beginning { state, under: None, sizes: &[], is_branched: false }
    }
}

impl fmt::Debug for Keeping<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let every = self.states.map(|(every, _)| every);
        f.debug_struct("Keeping").field("every", &every).field("goes_on", &self.from.is_some()).finish()
    }
}

/// The whole state of a run: everything before an instant has happened.
#[derive(Debug, Serialize, Deserialize)]
struct RunState {
    at: Time,
    simulation: Vec<u8>,
    source: Vec<u8>,
    observer: Vec<u8>,
}

impl Setup<'_> {
    /// The same as [`Setup::simulate`], with states that are kept, or from a state that was. The source and the observer must be
    /// as they were at the beginning of the run.
    ///
    /// # Errors
    /// When the source cannot give its next job, or a state cannot be kept or taken up.
    pub fn simulate_kept(
        &self,
        keeping: Keeping<'_>,
        source: &mut dyn Source,
        observer: &mut dyn Observer,
    ) -> Result<(), SourceError> {
        let (mut simulation, begun) = match keeping.from {
            Some(beginning) => self.resumed(beginning, source, observer).map_err(|error| told(&error))?,
            None => (self.simulation(), Time::ZERO),
        };
        if let Some((every, keep)) = keeping.states.filter(|(every, _)| Span::ZERO < *every) {
            let mut at = begun.next_multiple_of(every);
            while at < self.horizon {
                simulation.run_until(at, source, observer)?;
                if simulation.next_instant(source)?.is_none() {
                    break;
                }
                state_of(at, &simulation, source, observer)
                    .and_then(|state| keep(at, state))
                    .map_err(|error| told(&error))?;
                at = at.next_multiple_of(every);
            }
        }
        simulation.run_until(self.horizon, source, observer)?;
        simulation.report_unfinished(self.horizon, observer);
        Ok(())
    }

    fn resumed(
        &self,
        beginning: Beginning<'_>,
        source: &mut dyn Source,
        observer: &mut dyn Observer,
    ) -> Result<(Simulation, Time), StateError> {
        let RunState { at, simulation, source: jobs, observer: heard } = from_bytes(beginning.state)?;
        source.restore(&jobs)?;
        observer.restore(&heard)?;
        let mut simulation = match beginning.under {
            None => self.restored(&simulation)?,
            Some(before) => {
                let mut simulation = Simulation::restore(&simulation, before)?;
                simulation.go_on_under(self.policy, at)?;
                simulation
            }
        };
        simulation.resize(beginning.sizes, at, source, observer)?;
        Ok((simulation, at))
    }
}

fn state_of(
    at: Time,
    simulation: &Simulation,
    source: &dyn Source,
    observer: &mut dyn Observer,
) -> Result<Vec<u8>, StateError> {
    Ok(to_bytes(&RunState {
        at,
        simulation: simulation.save()?,
        source: source.save().state()?,
        observer: observer.save().state()?,
    }))
}

fn told(error: &StateError) -> SourceError {
    SourceError { message: error.to_string() }
}
