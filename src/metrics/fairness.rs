//! How evenly tenants are served: Jain's index, the least part that anybody got, and the most that anybody took.
//!
//! Only tenants who are active in the measured window count. Classes of jobs have no such figures: they share their tenants.

use super::{Better, Figures, Metric};
use crate::model::{Resources, Span};
use serde::{Deserialize, Serialize};

/// Slowdowns and parts are compared in millionths: whole numbers, whose sums do not depend on their order.
const MILLIONTHS: u128 = 1_000_000;

/// What one tenant got within the measured window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TenantFigures {
    /// Nodes that he held, in billionths, times microseconds.
    pub held: u128,
    /// Nodes that were due to him, in billionths, times microseconds: at every instant his max-min fair part of the machine by his
    /// shares, at most what he asked for.
    pub due: u128,
    /// The sum of the bounded slowdowns of his jobs that ended, in billionths.
    pub slowdown_billionths: u128,
    /// How many of his jobs ended.
    pub ended: u64,
    /// Cores times microseconds.
    pub core_micros: u128,
    /// Accelerators times microseconds.
    pub accelerator_micros: u128,
    /// MiB of memory times microseconds.
    pub memory_micros: u128,
}

impl TenantFigures {
    /// Adds what he got elsewhere.
    pub fn add(&mut self, other: &TenantFigures) {
        self.held += other.held;
        self.due += other.due;
        self.slowdown_billionths += other.slowdown_billionths;
        self.ended += other.ended;
        self.core_micros += other.core_micros;
        self.accelerator_micros += other.accelerator_micros;
        self.memory_micros += other.memory_micros;
    }

    /// What he held over what was due to him, in millionths; nothing where he asked for nothing.
    fn served(&self) -> Option<u128> {
        // Only what a machine of billions of nodes held in years is too much for the product; there the due can be divided.
        let of_due = || match self.held.checked_mul(MILLIONTHS) {
            Some(product) => product / self.due,
            None => self.held / (self.due / MILLIONTHS).max(1),
        };
        (0 < self.due).then(of_due)
    }

    /// His mean bounded slowdown in millionths; nothing where no job of his ended.
    fn slowdown(&self) -> Option<u128> {
        (0 < self.ended).then(|| self.slowdown_billionths / (1_000 * u128::from(self.ended)))
    }

    /// The largest of his parts of all cores, all accelerators and all memory over so long a time (Ghodsi et al., *Dominant
    /// Resource Fairness*, NSDI 2011).
    fn dominant_share(&self, capacity: Amounts, window: Span) -> f64 {
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

/// What tenants got together.
pub(super) const SERVED: Metric = Metric {
    name: "served_of_due",
    unit: "1",
    help: "what tenants held over what was due to them: at every instant each one's max-min fair part of the machine, at most \
           what he asked for; above 1 where they held what was due to others",
    better: Better::Higher,
    value: |figures| {
        let (held, due) =
            figures.tenants.iter().fold((0, 0), |(held, due), tenant| (held + tenant.held, due + tenant.due));
        (0 < due).then(|| held as f64 / due as f64)
    },
};

/// Jain's index of the service that tenants got.
pub(super) const SERVED_JAIN: Metric = Metric {
    name: "served_of_due_jain",
    unit: "1",
    help: "Jain's fairness index over tenants of what each held over what was due to him; 1 where all got the same part of it, \
           1/n where one of n got everything",
    better: Better::Higher,
    value: |figures| jain(figures.tenants.iter().filter_map(TenantFigures::served)),
};

/// Jain's index of slowdowns.
pub(super) const SLOWDOWN_JAIN: Metric = Metric {
    name: "bounded_slowdown_jain",
    unit: "1",
    help: "Jain's fairness index over tenants of their mean bounded slowdowns; 1 where all were slowed down alike",
    better: Better::Higher,
    value: |figures| jain(figures.tenants.iter().filter_map(TenantFigures::slowdown)),
};

/// The worst served.
pub(super) const SERVED_MIN: Metric = Metric {
    name: "served_of_due_min",
    unit: "1",
    help: "what the worst served tenant held over what was due to him (max-min fairness makes this as large as can be)",
    better: Better::Higher,
    value: |figures| {
        let least = figures.tenants.iter().filter_map(TenantFigures::served).min()?;
        Some(least as f64 / MILLIONTHS as f64)
    },
};

/// The greediest.
pub(super) const DOMINANT_SHARE: Metric = Metric {
    name: "dominant_share_max",
    unit: "1",
    help: "the largest dominant share of a tenant: the largest of his parts of all cores, accelerators and memory over the window",
    better: Better::Neither,
    value: |figures| {
        let capacity = capacity(figures);
        let shares = figures.tenants.iter().map(|tenant| tenant.dominant_share(capacity, figures.window));
        shares.reduce(f64::max).filter(|_| Span::ZERO < figures.window)
    },
};

/// Jain's fairness index, (sum of x)^2 / (n x sum of x^2): 1 where all are equal, 1/n where one has everything (Jain, Chiu and
/// Hawe, *A Quantitative Measure of Fairness and Discrimination for Resource Allocation in Shared Computer Systems*, DEC-TR-301,
/// 1984). Nothing where there is nobody, or where all have nothing.
fn jain(values: impl Iterator<Item = u128>) -> Option<f64> {
    let (mut count, mut sum, mut squares) = (0_u64, 0_u128, 0_u128);
    for value in values {
        count += 1;
        sum += value;
        squares = squares.saturating_add(value.saturating_mul(value));
    }
    (0 < squares).then(|| sum as f64 * sum as f64 / (count as f64 * squares as f64))
}

fn capacity(figures: &Figures<'_>) -> Amounts {
    let mut capacity = Amounts::default();
    for center in figures.centers {
        capacity.add(figures.gauges.capacity(*center));
    }
    capacity
}
