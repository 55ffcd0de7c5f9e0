//! One row of the table of metrics: name, unit, one sentence of help, and how it is worked out.

use super::Figures;

/// Which way of a metric is the good one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Better {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
    /// It tells what was, and nobody would call more of it better.
    Neither,
}

/// One figure that is worked out for every scope of a cell.
#[derive(Debug, Clone, Copy)]
pub struct Metric {
    /// What files call it: the unit is in the name.
    pub name: &'static str,
    /// The unit of its values; `1` for a pure number.
    pub unit: &'static str,
    /// One sentence for people.
    pub help: &'static str,
    /// Which way is the good one.
    pub better: Better,
    /// The figure; `None` where there is nothing to tell of.
    pub value: fn(&Figures<'_>) -> Option<f64>,
}
