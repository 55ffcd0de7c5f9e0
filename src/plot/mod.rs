//! Figures of a comparison, as SVG and PNG: who used what, who waited how long, and under which policy.

mod axis;
mod balance;
mod causes;
mod dates;
mod deadlines;
mod dominance;
mod drawing;
mod energy;
mod estimate;
mod failures;
mod fit;
mod forecast;
mod interruptions;
mod legend;
mod locks;
mod map;
mod milestones;
mod money;
mod names;
mod network;
mod nodes;
mod outages;
mod palette;
mod plan;
#[cfg(feature = "png")]
mod png;
mod policies;
mod power;
mod queue;
mod scale;
mod series;
mod sheet;
mod sizes;
mod stacks;
mod subject;
mod sweep;
mod tenants;
mod text;
mod timeline;
mod transfers;
mod utilization;
mod wait_cdf;
mod waits;

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::experiment::{Comparison, Judged};
use crate::fit::Model;
use crate::lang::Lang;
use crate::model::CenterId;
use crate::report::{FileError, slugs, write_file};

pub use drawing::{Anchor, Dash, Direction, Drawing, Ink, Label, Point, Shape};
pub use forecast::judged_figure;
pub use map::map_of;
pub use plan::plan_figures;
#[cfg(feature = "png")]
pub use png::{Fonts, paint};
pub use series::Series;
pub use sheet::{against_sheet, sheet};
pub use subject::Subject;
pub use sweep::{SWEEP_PLOTS, SweepPlot, sweep_figures};
pub use text::Weight;

/// A kind of figure: a row of [`PLOTS`].
#[derive(Debug, Clone, Copy)]
pub struct Plot {
    /// What it is called in file names.
    pub name: &'static str,
    /// One sentence of help.
    pub help: &'static str,
    /// Its figures for a comparison, one for each file.
    pub draw: fn(&Subject<'_>) -> Vec<Figure>,
}

/// A drawing and the name of its file.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The name of the file without its ending.
    pub stem: String,
    /// Its content.
    pub drawing: Drawing,
    /// The numbers behind it, where they are in no other file.
    pub series: Option<Series>,
}

impl Figure {
    /// One figure of a plot for each centre of which there is something to draw.
    fn of_each_center(
        comparison: &Subject<'_>,
        plot: &Plot,
        draw: impl Fn(&Subject<'_>, CenterId) -> Option<(Drawing, Series)>,
    ) -> Vec<Figure> {
        let centers = &comparison.scenario.centers;
        let slugs = slugs(centers.iter().map(|center| center.name.as_str()));
        let figure = |(center, slug): (usize, &String)| {
            let (drawing, series) = draw(comparison, CenterId(center as u16))?;
            Some(Figure { stem: format!("{}-{slug}", plot.name), drawing, series: Some(series) })
        };
        slugs.iter().enumerate().filter_map(figure).collect()
    }
}

/// Every kind of figure, in the order in which they are drawn.
pub const PLOTS: &[Plot] = &[
    utilization::ENTRY,
    queue::ENTRY,
    causes::ENTRY,
    transfers::ENTRY,
    wait_cdf::ENTRY,
    policies::ENTRY,
    deadlines::ENTRY,
    nodes::ENTRY,
    tenants::ENTRY,
    sizes::ENTRY,
    dominance::ENTRY,
    locks::ENTRY,
    failures::ENTRY,
    interruptions::ENTRY,
    balance::ENTRY,
    network::ENTRY,
    map::ENTRY,
    energy::ENTRY,
    power::ENTRY,
    money::ENTRY,
];

/// In which formats figures are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Formats {
    /// SVG only.
    Svg,
    /// SVG and PNG.
    #[cfg(feature = "png")]
    SvgAndPng,
}

/// Why a figure could not be written.
#[derive(Debug)]
pub enum PlotError {
    /// The file could not be written.
    File(FileError),
    /// The figure is too large to be painted, or its SVG could not be read back.
    Paint {
        /// The file that was to be written.
        path: PathBuf,
        /// What went wrong.
        why: String,
    },
}

impl fmt::Display for PlotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PlotError::File(error) => error.fmt(f),
            PlotError::Paint { path, why } => write!(f, "cannot paint `{}`: {why}", path.display()),
        }
    }
}

impl std::error::Error for PlotError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            PlotError::File(error) => error.source(),
            PlotError::Paint { .. } => None,
        }
    }
}

/// Name and help of each kind of figure.
pub fn names() -> impl Iterator<Item = (&'static str, &'static str)> {
    PLOTS.iter().map(|plot| (plot.name, plot.help))
}

/// Every figure of a comparison, in a language.
pub fn figures(comparison: &Comparison, lang: Lang) -> impl Iterator<Item = Figure> {
    PLOTS.iter().flat_map(move |plot| (plot.draw)(&Subject { comparison, lang }))
}

/// Writes every figure of a comparison and the numbers behind it (as CSV) into a folder that exists, and says which files those are.
///
/// The same comparison gives the same SVG everywhere. A PNG is painted with fonts that the program carries; only Chinese
/// letters come from the machine's own fonts, and where it has none they are left out rather than shown as boxes.
///
/// # Errors
/// When a file cannot be written. Files written before stay.
pub fn draw_all(
    comparison: &Comparison,
    lang: Lang,
    dir: &Path,
    formats: Formats,
) -> Result<Written, PlotError> {
    write_figures(figures(comparison, lang), dir, formats)
}

/// The figure of a model that was learned from a log, beside that log.
#[must_use]
pub fn fit_figure(model: &Model, judged: &Judged, lang: Lang) -> Figure {
    fit::figure(model, judged, lang)
}

/// Figures as they were written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// The files.
    pub paths: Vec<PathBuf>,
    /// Letters that no font of the machine has: they were left out of PNG files.
    pub left_out: BTreeSet<char>,
}

/// Writes figures into a folder that exists, and says which files those are.
///
/// # Errors
/// When a file cannot be written. Files written before stay.
pub fn write_figures(
    figures: impl IntoIterator<Item = Figure>,
    dir: &Path,
    formats: Formats,
) -> Result<Written, PlotError> {
    let mut written = Vec::new();
    #[cfg(feature = "png")]
    let mut painter = png::Painter::new(Fonts::CarriedAndMachine);
    for figure in figures {
        let path = dir.join(format!("{}.svg", figure.stem));
        let svg = figure.drawing.svg();
        write_file(&path, svg.as_bytes()).map_err(PlotError::File)?;
        written.push(path);
        if let Some(series) = &figure.series {
            let path = dir.join(format!("{}.csv", figure.stem));
            write_file(&path, series.csv().as_bytes()).map_err(PlotError::File)?;
            written.push(path);
        }
        match formats {
            Formats::Svg => {}
            #[cfg(feature = "png")]
            Formats::SvgAndPng => {
                let path = dir.join(format!("{}.png", figure.stem));
                let bytes = painter
                    .paint(&figure.drawing, &svg)
                    .map_err(|why| PlotError::Paint { path: path.clone(), why })?;
                write_file(&path, &bytes).map_err(PlotError::File)?;
                written.push(path);
            }
        }
    }
    #[cfg(feature = "png")]
    let left_out = painter.left_out;
    #[cfg(not(feature = "png"))]
    let left_out = BTreeSet::new();
    Ok(Written { paths: written, left_out })
}
