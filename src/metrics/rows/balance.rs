//! Where the time of nodes went: held and useful, idle, kept idle by locks, under maintenance, down.

use crate::metrics::usage::hours;
use crate::metrics::{Better, Covers, Figures, Metric, Part, Resource};

const fn row(
    name: &'static str,
    unit: &'static str,
    better: Better,
    help: &'static str,
    value: fn(&Figures<'_>) -> Option<f64>,
) -> Metric {
    Metric { name, unit, help, better, covers: Covers::All, value }
}

fn capacity(figures: &Figures<'_>, resource: Resource) -> Option<f64> {
    figures.balance.map(|balance| hours(balance.of(resource).capacity))
}

fn part(figures: &Figures<'_>, resource: Resource, part: Part) -> Option<f64> {
    figures.balance.map(|balance| balance.of(resource).part(part) as f64 / 3.6e9)
}

/// Asleep.
pub(super) const NODE_HOURS_ASLEEP: Metric = row(
    "node_hours_asleep",
    "node-hours",
    Better::Neither,
    "hours that nodes slept within the measured window, which are idle ones",
    |figures| figures.balance.map(|balance| hours(balance.asleep_micros)),
);

/// What there was, in cores.
pub(super) const CORE_HOURS_CAPACITY: Metric = row(
    "core_hours_capacity",
    "core-hours",
    Better::Neither,
    "core-hours that there were within the measured window, whatever was done with them",
    |figures| capacity(figures, Resource::Cores),
);

/// What there was, in accelerators.
pub(super) const ACCELERATOR_HOURS_CAPACITY: Metric = row(
    "accelerator_hours_capacity",
    "accelerator-hours",
    Better::Neither,
    "accelerator-hours that there were within the measured window, whatever was done with them",
    |figures| capacity(figures, Resource::Accelerators),
);

/// Work that counts, in cores.
pub(super) const CORE_HOURS_USEFUL: Metric = row(
    "core_hours_useful",
    "core-hours",
    Better::Higher,
    "core-hours in which jobs did work that counts: what they held within the measured window, without what was lost or spent on checkpoints and restarts or hung, which counts when a run ends",
    |figures| part(figures, Resource::Cores, Part::Useful),
);

/// Work that counts, in accelerators.
pub(super) const ACCELERATOR_HOURS_USEFUL: Metric = row(
    "accelerator_hours_useful",
    "accelerator-hours",
    Better::Higher,
    "accelerator-hours in which jobs did work that counts: what they held within the measured window, without what was lost or spent on checkpoints and restarts or hung, which counts when a run ends",
    |figures| part(figures, Resource::Accelerators, Part::Useful),
);

/// Nobody's, in cores.
pub(super) const CORE_HOURS_IDLE: Metric = row(
    "core_hours_idle",
    "core-hours",
    Better::Neither,
    "core-hours of nodes that were up and that nobody held within the measured window, and that no lock kept",
    |figures| part(figures, Resource::Cores, Part::Idle),
);

/// Nobody's, in accelerators.
pub(super) const ACCELERATOR_HOURS_IDLE: Metric = row(
    "accelerator_hours_idle",
    "accelerator-hours",
    Better::Neither,
    "accelerator-hours of nodes that were up and that nobody held within the measured window, and that no lock kept",
    |figures| part(figures, Resource::Accelerators, Part::Idle),
);

/// Kept by locks, in cores.
pub(super) const CORE_HOURS_RESERVED_IDLE: Metric = row(
    "core_hours_reserved_idle",
    "core-hours",
    Better::Lower,
    "core-hours of nodes that were up and that nobody held within the measured window, because a lock kept them for its owners",
    |figures| part(figures, Resource::Cores, Part::ReservedIdle),
);

/// Kept by locks, in accelerators.
pub(super) const ACCELERATOR_HOURS_RESERVED_IDLE: Metric = row(
    "accelerator_hours_reserved_idle",
    "accelerator-hours",
    Better::Lower,
    "accelerator-hours of nodes that were up and that nobody held within the measured window, because a lock kept them for its owners",
    |figures| part(figures, Resource::Accelerators, Part::ReservedIdle),
);

/// Kept for nobody, in cores.
pub(super) const CORE_HOURS_MAINTENANCE: Metric = row(
    "core_hours_maintenance",
    "core-hours",
    Better::Neither,
    "core-hours of nodes that were kept for maintenance within the measured window and had not failed",
    |figures| part(figures, Resource::Cores, Part::Maintenance),
);

/// Kept for nobody, in accelerators.
pub(super) const ACCELERATOR_HOURS_MAINTENANCE: Metric = row(
    "accelerator_hours_maintenance",
    "accelerator-hours",
    Better::Neither,
    "accelerator-hours of nodes that were kept for maintenance within the measured window and had not failed",
    |figures| part(figures, Resource::Accelerators, Part::Maintenance),
);

/// Failed, in cores.
pub(super) const CORE_HOURS_DOWN: Metric = row(
    "core_hours_down",
    "core-hours",
    Better::Lower,
    "core-hours of nodes that had failed within the measured window, and that no other took the place of",
    |figures| part(figures, Resource::Cores, Part::Down),
);

/// Failed, in accelerators.
pub(super) const ACCELERATOR_HOURS_DOWN: Metric = row(
    "accelerator_hours_down",
    "accelerator-hours",
    Better::Lower,
    "accelerator-hours of nodes that had failed within the measured window, and that no other took the place of",
    |figures| part(figures, Resource::Accelerators, Part::Down),
);
