//! A replay beside the record of its log, as tables for a terminal.

use super::against::{AgainstReport, WaitsBeside};
use super::number::{grouped, percent};
use super::replay::{two_places, wait_unit};
use crate::text::{aligned, wrapped};
use std::fmt::Write as _;

/// How many columns a page has.
const PAGE: usize = 80;

impl AgainstReport {
    /// The comparison for a terminal.
    #[must_use]
    pub fn table(&self) -> String {
        let mut text = String::from("\nAgainst the record\n");
        for word in &self.words {
            text.push_str(&wrapped(&format!("  {word}"), PAGE, "  "));
        }
        // Two tables, so that they fit the page.
        let (secs, unit) = wait_unit(Some(self.all.recorded.p95_s.max(self.all.replayed.p95_s)));
        let heads = |heads: &[&str]| heads.iter().map(|head| (*head).to_owned()).collect::<Vec<String>>();
        let mut means = vec![heads(&[
            &format!("mean wait, {unit}"),
            "jobs",
            "recorded",
            "replayed",
            "apart",
            "< 10 min",
        ])];
        let mut others = vec![heads(&[&format!("median and p95, {unit}"), "recorded", "", "replayed", ""])];
        means.push(mean_cells(&self.all, secs));
        others.push(other_cells(&self.all, secs));
        for (name, rows) in [("size", &self.by_size), ("run time", &self.by_run), ("queue", &self.by_queue)] {
            if 1 < rows.len() {
                means.push(vec![format!("by {name}")]);
                others.push(vec![format!("by {name}")]);
                means.extend(rows.iter().map(|row| mean_cells(row, secs)));
                others.extend(rows.iter().map(|row| other_cells(row, secs)));
            }
        }
        let _ = write!(text, "\n{}\n{}", aligned(&means), aligned(&others));
        if let Some(score) = &self.score {
            let _ = write!(text, "\n{}", wrapped(&score.words(), PAGE, ""));
        }
        text
    }
}

fn row_name(row: &WaitsBeside) -> String {
    format!("  {}", row.name.chars().take(30).collect::<String>())
}

fn mean_cells(row: &WaitsBeside, unit: f64) -> Vec<String> {
    let waits =
        [row.recorded.mean_s, row.replayed.mean_s, row.apart_mean_s].map(|secs| two_places(secs / unit));
    let mut cells = vec![row_name(row), grouped(row.jobs)];
    cells.extend(waits);
    cells.push(percent(row.within_10_min));
    cells
}

fn other_cells(row: &WaitsBeside, unit: f64) -> Vec<String> {
    let WaitsBeside { recorded, replayed, .. } = row;
    let waits = [recorded.median_s, recorded.p95_s, replayed.median_s, replayed.p95_s]
        .map(|secs| two_places(secs / unit));
    std::iter::once(row_name(row)).chain(waits).collect()
}
