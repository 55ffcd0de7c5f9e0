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

/// Which jobs a figure tells of, so that nobody compares figures of different jobs.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub enum Covers {
    /// All that were submitted, or no jobs in particular.
    All,
    /// All that were not turned away, each with the wait that is known of it.
    Admitted,
    /// Only those that started or ended: where many never did, it tells of the survivors.
    Started,
    /// This share of those that were not turned away; where fewer have started, it is a lower bound.
    Share(f64),
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
    /// Which jobs it tells of.
    pub covers: Covers,
    /// The figure; `None` where there is nothing to tell of.
    pub value: fn(&Figures<'_>) -> Option<f64>,
}
