//! How evenly tenants are served: Jain's index, the least part that anybody got, and the most that anybody took.
//!
//! Only tenants who are active in the measured window count. Classes of jobs have no such figures: they share their tenants.

use crate::metrics::fairness::MILLIONTHS;
use crate::metrics::{Better, Covers, Figures, Metric, TenantFigures};
use crate::model::Span;

/// What tenants got together.
pub(super) const SERVED: Metric = Metric {
    name: "served_of_due",
    unit: "1",
    help: "what tenants held over what was due to them: at every instant each one's max-min fair part of the machine, at most \
           what it asked for; above 1 where they held what was due to others",
    better: Better::Higher,
    covers: Covers::All,
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
    help: "Jain's fairness index over tenants of what each held over what was due to it; 1 where all got the same part of it, \
           1/n where one of n got everything",
    better: Better::Higher,
    covers: Covers::All,
    value: |figures| jain(figures.tenants.iter().filter_map(TenantFigures::served)),
};

/// Jain's index of slowdowns.
pub(super) const SLOWDOWN_JAIN: Metric = Metric {
    name: "bounded_slowdown_jain",
    unit: "1",
    help: "Jain's fairness index over tenants of their mean bounded slowdowns; 1 where all were slowed down alike",
    better: Better::Higher,
    covers: Covers::Started,
    value: |figures| jain(figures.tenants.iter().filter_map(TenantFigures::slowdown)),
};

/// The worst served.
pub(super) const SERVED_MIN: Metric = Metric {
    name: "served_of_due_min",
    unit: "1",
    help: "what the worst served tenant held over what was due to it (max-min fairness makes this as large as can be)",
    better: Better::Higher,
    covers: Covers::All,
    value: |figures| {
        let least = figures.tenants.iter().filter_map(TenantFigures::served).min()?;
        Some(least as f64 / MILLIONTHS as f64)
    },
};

/// The greediest.
pub(super) const DOMINANT_SHARE: Metric = Metric {
    name: "dominant_share_max",
    unit: "1",
    help: "the largest dominant share of a tenant: the largest of its parts of all cores, accelerators and memory over the window",
    better: Better::Neither,
    covers: Covers::All,
    value: |figures| {
        let capacity = capacity(figures);
        let shares = figures.tenants.iter().map(|tenant| tenant.dominant_share(capacity));
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

/// Cores, accelerators and memory that were there, times microseconds.
fn capacity(figures: &Figures<'_>) -> [u128; 3] {
    let mut capacity = [0; 3];
    for center in figures.centers {
        let here = figures.gauges.resource_micros(*center, figures.measured);
        capacity.iter_mut().zip(here).for_each(|(sum, part)| *sum += part);
    }
    capacity
}
