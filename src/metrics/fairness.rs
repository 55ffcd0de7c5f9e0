//! What each tenant got, beside what was due to it.

use serde::{Deserialize, Serialize};

/// Slowdowns and parts are compared in millionths: whole numbers, whose sums do not depend on their order.
pub(super) const MILLIONTHS: u128 = 1_000_000;

/// What one tenant got within the measured window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TenantFigures {
    /// Nodes that it held, in billionths, times microseconds.
    pub held: u128,
    /// Nodes that were due to it, in billionths, times microseconds: at every instant its max-min fair part of the machine
    /// by its shares, at most what it asked for.
    pub due: u128,
    /// The sum of the bounded slowdowns of its jobs that ended, in billionths.
    pub slowdown_billionths: u128,
    /// How many of its jobs ended.
    pub ended: u64,
    /// Cores times microseconds.
    pub core_micros: u128,
    /// Accelerators times microseconds.
    pub accelerator_micros: u128,
    /// MiB of memory times microseconds.
    pub memory_micros: u128,
}

impl TenantFigures {
    /// Adds what it got elsewhere.
    pub fn add(&mut self, other: &TenantFigures) {
        self.held += other.held;
        self.due += other.due;
        self.slowdown_billionths += other.slowdown_billionths;
        self.ended += other.ended;
        self.core_micros += other.core_micros;
        self.accelerator_micros += other.accelerator_micros;
        self.memory_micros += other.memory_micros;
    }

    /// What it held over what was due to it, in millionths; nothing where it asked for nothing.
    pub(super) fn served(&self) -> Option<u128> {
        // Only what a machine of billions of nodes held in years is too much for the product; there the due can be divided.
        let of_due = || match self.held.checked_mul(MILLIONTHS) {
            Some(product) => product / self.due,
            None => self.held / (self.due / MILLIONTHS).max(1),
        };
        (0 < self.due).then(of_due)
    }

    /// Its mean bounded slowdown in millionths; nothing where none of its jobs ended.
    pub(super) fn slowdown(&self) -> Option<u128> {
        (0 < self.ended).then(|| self.slowdown_billionths / (1_000 * u128::from(self.ended)))
    }

    /// The largest of its parts of all cores, all accelerators and all memory, each times microseconds (Ghodsi et al., *Dominant
    /// Resource Fairness*, NSDI 2011).
    pub(super) fn dominant_share(&self, capacity: [u128; 3]) -> f64 {
        let held = [self.core_micros, self.accelerator_micros, self.memory_micros];
        let part = |(used, all): (u128, u128)| if all == 0 { 0.0 } else { used as f64 / all as f64 };
        held.into_iter().zip(capacity).map(part).fold(0.0, f64::max)
    }
}
