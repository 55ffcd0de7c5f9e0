//! The event loop: what happens, in one total order.

use crate::model::{Center, Source, SourceError, Time};
use crate::policy::PolicySpec;
use crate::record::Observer;

/// Simulates centres under a policy until the horizon (or until nothing is left to happen), telling the observer.
///
/// # Errors
/// When the source cannot give its next job.
pub fn simulate(
    _centers: &[Center],
    _policy: &PolicySpec,
    _source: &mut dyn Source,
    _horizon: Time,
    _observer: &mut dyn Observer,
) -> Result<(), SourceError> {
    Ok(())
}
