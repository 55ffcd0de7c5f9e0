//! Whether a waiting job is passed over: how many that came later have started before it. A job that is held, that waits for another, or
//! whose user may not start more looks like any other in a log, but for this.

use super::figures::log;
use super::past::{Past, Ran};
use super::runs::size;
use crate::snapshot::{Snapshot, Waiting};

/// So many of the last starts are looked at.
const STARTS: usize = 4_000;

/// The last starts, the latest first.
#[derive(Debug)]
pub(super) struct Overtakers<'a>(Vec<&'a Ran>);

impl<'a> Overtakers<'a> {
    /// Those before a snapshot.
    pub(super) fn of(past: &'a Past, snapshot: &Snapshot) -> Overtakers<'a> {
        Overtakers(past.started_by(snapshot.at).take(STARTS).collect())
    }

    /// How many jobs came later and started earlier, as logarithms: of those that asked for no less time and no smaller a part, of those of
    /// the same queue, and of those of the same queue that asked for no less.
    pub(super) fn features(&self, job: &Waiting) -> [f64; 3] {
        let since = self.0.iter().take_while(|other| other.start.is_some_and(|start| job.submit <= start));
        let (mut no_less, mut same, mut both) = (0_u32, 0_u32, 0_u32);
        for other in since.filter(|other| job.submit < other.submit) {
            let asks_no_less = size(job.shape) <= other.size && job.walltime <= other.walltime;
            let is_same = other.queue == job.queue;
            no_less += u32::from(asks_no_less);
            same += u32::from(is_same);
            both += u32::from(asks_no_less && is_same);
        }
        [no_less, same, both].map(|count| log(f64::from(count)))
    }
}
