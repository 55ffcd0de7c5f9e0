//! What of a law is the same wherever jobs of a kind run: worked out once, and shared by all who ask again.

use super::Part;
use super::quantiles::Quantiles;
use crate::workload::limits::PopularLimits;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The runtimes and limits of a kind of job.
#[derive(Debug, PartialEq)]
pub(super) struct Prepared {
    pub(super) runtimes: Quantiles,
    pub(super) popular: PopularLimits,
    /// The integral over ranks of how long a job holds its nodes under popular limits, in seconds.
    pub(super) held: Vec<f64>,
}

/// Where the figures of a kind of job lie and how many there are, and the shares of unusual requests. Figures are part of the program, so that
/// no others ever lie there.
type Key = ([usize; 4], [u64; 2]);

type Known = BTreeMap<Key, Arc<Prepared>>;

/// Those that have been worked out.
static KNOWN: Mutex<Known> = Mutex::new(BTreeMap::new());

impl Prepared {
    /// The runtimes and limits of a part.
    pub(super) fn of(part: &Part) -> Arc<Prepared> {
        let (runtimes, requests) = (part.runtimes, &part.requests);
        let popular = requests.popular;
        let places = [runtimes.as_ptr().addr(), runtimes.len(), popular.as_ptr().addr(), popular.len()];
        let shares = [requests.odd.to_bits(), requests.late.to_bits()];
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        let prepared = known.entry((places, shares)).or_insert_with(|| Arc::new(Prepared::new(part)));
        Arc::clone(prepared)
    }

    fn new(part: &Part) -> Prepared {
        let runtimes = Quantiles::new(part.runtimes);
        let popular = PopularLimits::new(&part.requests, |secs| runtimes.share_above(secs));
        let held = runtimes.integral(|runtime| popular.held_secs(runtime));
        Prepared { runtimes, popular, held }
    }
}
