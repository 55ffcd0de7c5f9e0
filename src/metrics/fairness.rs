//! What each tenant got, beside what was due to it.

use crate::model::{Resources, Span};
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

    /// The largest of its parts of all cores, all accelerators and all memory over so long a time (Ghodsi et al., *Dominant
    /// Resource Fairness*, NSDI 2011).
    pub(super) fn dominant_share(&self, capacity: Amounts, window: Span) -> f64 {
        let micros = window.as_micros() as f64;
        let part = |used: u128, all: u64| if all == 0 { 0.0 } else { used as f64 / (all as f64 * micros) };
        let cores = part(self.core_micros, capacity.cores);
        let accelerators = part(self.accelerator_micros, capacity.accelerators);
        cores.max(accelerators).max(part(self.memory_micros, capacity.memory_mib))
    }
}

/// Resources of several centres together, wide enough for their sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Amounts {
    pub(super) cores: u64,
    pub(super) accelerators: u64,
    pub(super) memory_mib: u64,
}

impl Amounts {
    pub(super) fn add(&mut self, part: Resources) {
        self.cores += u64::from(part.cores);
        self.accelerators += u64::from(part.accelerators);
        self.memory_mib += part.memory_mib;
    }
}
