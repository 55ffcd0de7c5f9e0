//! What `sweep` and `merge` do in the end: the results of all cells, as files and for the terminal.

use super::outputs::{self, formats, tell_left_out};
use super::page_args::PageArgs;
use super::{Failure, console};
use crate::page;
use crate::plot::{sweep_figures, write_figures};
use crate::report::sweep::{
    Described, Finished, Measured, RESULTS, SweepPage, USUAL, Wanted, effects_csv, points_csv, sweep_json,
    sweep_text, write_results,
};
use crate::report::{About, ROW_FORMATS, Staging, write_file};
use crate::stats::Confidence;
use std::path::Path;

/// The questions about results.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct ResultArgs {
    /// The figure that is told of and drawn: as promises of `suanli plan` have it, such as `p95 wait of fine-tuning`, `utilization` or
    /// `energy` [default: mean wait]. The results have all of them.
    #[arg(long, value_name = "FIGURE")]
    metric: Option<String>,
    /// How sure intervals are, as in 95% or 0.99 [default: 95%].
    #[arg(long, value_name = "LEVEL", value_parser = Confidence::parse)]
    confidence: Option<Confidence>,
    /// Print JSON instead of text.
    #[arg(long)]
    json: bool,
    /// Plots as PNG besides SVG.
    #[arg(long)]
    png: bool,
    #[command(flatten)]
    page: PageArgs,
}

impl ResultArgs {
    /// The figure that is asked about.
    pub(super) fn wanted(&self, described: &Described) -> Result<Wanted, Failure> {
        let words = self.metric.as_deref().unwrap_or(USUAL);
        Wanted::parse(described, words).map_err(|why| Failure::wrong(format!("--metric {words}: {why}")))
    }
}

/// How many cells were run for an answer, and how many were there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counts {
    pub(super) run: usize,
    pub(super) reused: usize,
}

/// A place for the results, which proves that they can be written.
pub(super) fn staging(dir: &Path) -> Result<Staging, Failure> {
    let results = ROW_FORMATS.iter().filter(|ending| ["csv", "parquet"].contains(ending));
    let results: Vec<String> = results.map(|ending| format!("{RESULTS}.{ending}")).collect();
    let names = ["report.html", "points.csv", "effects.csv", "plots/"]
        .into_iter()
        .chain(results.iter().map(String::as_str));
    Ok(Staging::new(dir, "sweep", &names.collect::<Vec<&str>>())?)
}

/// Writes the results of all cells, and prints the answer.
pub(super) fn answer(
    dir: &Path,
    described: &Described,
    finished: &Finished,
    args: &ResultArgs,
    counts: Counts,
) -> Result<(), Failure> {
    let wanted = args.wanted(described)?;
    let staging = staging(dir)?;
    write_results(staging.dir(), described, finished)?;
    let confidence = args.confidence.unwrap_or_default();
    let measured = Measured::of(described, finished, wanted, confidence).map_err(Failure::unanswered)?;
    write_file(&staging.dir().join("points.csv"), points_csv(&measured).as_bytes())?;
    write_file(&staging.dir().join("effects.csv"), effects_csv(&measured).as_bytes())?;
    let lang = args.page.lang();
    let plots = staging.make_dir("plots")?;
    tell_left_out(&write_figures(sweep_figures(&measured, lang), &plots, formats(args.png))?);
    let about = About {
        title: described.title.clone(),
        seed: None,
        replications: Some(described.replications),
        policies: described.policies.clone(),
    };
    let page = SweepPage { lang, measured: &measured, run: counts.run, reused: counts.reused };
    // However the cells came about, the page of a finished sweep is the same.
    let whole = SweepPage { run: described.layout().cells(), reused: 0, ..page };
    let html = page::html(&page::sweep_html_page(whole));
    write_file(&staging.dir().join("report.html"), html.as_bytes())?;
    outputs::tell(&staging.publish(&about, &[])?, dir);
    console::print(&if args.json { sweep_json(page) } else { sweep_text(page, console::width()) })
}
