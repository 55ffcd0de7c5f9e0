//! A whole number that changes from time to time, integrated exactly over bins.

use serde::{Deserialize, Serialize};

/// A whole number that changes. Changes may come in any order; each costs the same, however long it lasts.
///
/// A change counts in its own bin from its instant on, and as a step for all later bins. The steps are added up only at the end,
/// so that a job that waits for half a year touches two bins and not hundreds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Steps {
    /// By bin, since a change is always of both parts.
    bins: Vec<Bin>,
}

/// The changes within a bin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
struct Bin {
    /// Each of them times what remained of the bin.
    partial: i128,
    /// Their sum.
    step: i128,
}

impl Steps {
    /// Zero from the beginning.
    #[must_use]
    pub const fn new() -> Steps {
        Steps { bins: Vec::new() }
    }

    /// Changes the number in a bin of which so many microseconds are left; `bins` gives how many there are.
    ///
    /// # Panics
    /// When there is no such bin.
    pub fn change(&mut self, bin: usize, left_micros: u64, by: i128, bins: impl FnOnce() -> usize) {
        if self.bins.is_empty() {
            self.bins = vec![Bin::default(); bins()];
        }
        let bin = &mut self.bins[bin];
        bin.partial += by * i128::from(left_micros);
        bin.step += by;
    }

    /// For each bin of these lengths in microseconds, the number times the microseconds for which it held.
    #[must_use]
    pub fn integrals(&self, lengths_micros: impl ExactSizeIterator<Item = u64>) -> Vec<i128> {
        let mut level = 0;
        let mut integrals = vec![0; lengths_micros.len()];
        for ((integral, length), Bin { partial, step }) in
            integrals.iter_mut().zip(lengths_micros).zip(&self.bins)
        {
            *integral = level * i128::from(length) + partial;
            level += step;
        }
        integrals
    }
}
