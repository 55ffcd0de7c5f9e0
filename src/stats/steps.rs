//! A whole number that changes from time to time, integrated exactly over bins.

use serde::{Deserialize, Serialize};

/// A whole number that changes. Changes may come in any order; each costs the same, however long it lasts.
///
/// A change counts in its own bin from its instant on, and as a step for all later bins. The steps are added up only at the end,
/// so that a job that waits for half a year touches two bins and not hundreds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Steps {
    /// Within the bin of each change: the change times what remained of the bin.
    partial: Vec<i128>,
    /// The sum of the changes within each bin.
    steps: Vec<i128>,
}

impl Steps {
    /// Zero from the beginning.
    #[must_use]
    pub const fn new() -> Steps {
        Steps { partial: Vec::new(), steps: Vec::new() }
    }

    /// Changes the number in a bin of which so many microseconds are left; `bins` gives how many there are.
    ///
    /// # Panics
    /// When there is no such bin.
    pub fn change(&mut self, bin: usize, left_micros: u64, by: i128, bins: impl FnOnce() -> usize) {
        if self.steps.is_empty() {
            let count = bins();
            self.partial = vec![0; count];
            self.steps = vec![0; count];
        }
        self.partial[bin] += by * i128::from(left_micros);
        self.steps[bin] += by;
    }

    /// For each bin of these lengths in microseconds, the number times the microseconds for which it held.
    #[must_use]
    pub fn integrals(&self, lengths_micros: impl ExactSizeIterator<Item = u64>) -> Vec<i128> {
        let mut level = 0;
        let mut integrals = vec![0; lengths_micros.len()];
        let changes = self.partial.iter().zip(&self.steps);
        for ((integral, length), (partial, step)) in integrals.iter_mut().zip(lengths_micros).zip(changes) {
            *integral = level * i128::from(length) + partial;
            level += step;
        }
        integrals
    }
}
