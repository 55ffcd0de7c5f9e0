//! Figures of a sweep: a figure along each axis, heat maps over two, and tornadoes of what matters.

mod along;
mod heat;
mod tornado;
pub(super) mod values;

use super::Figure;
use crate::lang::Lang;
use crate::report::sweep::Measured;

/// A kind of figure of a sweep.
#[derive(Debug, Clone, Copy)]
pub struct SweepPlot {
    /// What it is called in file names.
    pub name: &'static str,
    /// One sentence of help.
    pub help: &'static str,
    /// Its figures, one for each file.
    pub draw: fn(&Measured<'_>, Lang) -> Vec<Figure>,
}

/// Every kind of figure, in the order in which they are drawn.
pub const SWEEP_PLOTS: &[SweepPlot] = &[along::ENTRY, heat::ENTRY, tornado::ENTRY];

/// All figures of a sweep, in a language.
#[must_use]
pub fn sweep_figures(measured: &Measured<'_>, lang: Lang) -> Vec<Figure> {
    SWEEP_PLOTS.iter().flat_map(|plot| (plot.draw)(measured, lang)).collect()
}
