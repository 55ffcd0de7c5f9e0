//! A replay beside the record of its log, as tables for a terminal.

use super::against::{AgainstReport, WaitsBeside};
use super::number::{grouped, percent};
use super::replay_text::{two_places, wait_unit};
use crate::lang::Lang;
use crate::text::{aligned, wrapped};
use std::fmt::Write as _;

/// How many columns a page has.
const PAGE: usize = 80;

impl AgainstReport {
    /// The comparison for a terminal.
    #[must_use]
    pub fn table(&self, lang: Lang) -> String {
        let mut text = format!("\n{}\n", lang.say("Against the record"));
        for word in &self.words_in(lang) {
            text.push_str(&wrapped(&format!("  {word}"), PAGE, "  "));
        }
        // Two tables, so that they fit the page.
        let (secs, unit) = wait_unit(Some(self.all.recorded.p95_s.max(self.all.replayed.p95_s)));
        let unit = lang.say(unit);
        let heads = |first: &str, heads: &[&str]| {
            let first = lang.fill(first, &[("unit", &unit)]);
            let others = heads.iter().map(|head| lang.say(head).to_owned());
            std::iter::once(first).chain(others).collect::<Vec<String>>()
        };
        let mut means =
            vec![heads("mean wait, {unit}", &["jobs", "recorded", "replayed", "apart", "< 10 min"])];
        let mut others = vec![heads("median and p95, {unit}", &["recorded", "", "replayed", ""])];
        means.push(mean_cells(lang, &self.all, secs));
        others.push(other_cells(lang, &self.all, secs));
        for (title, rows) in
            [("by size", &self.by_size), ("by run time", &self.by_run), ("by queue", &self.by_queue)]
        {
            if 1 < rows.len() {
                means.push(vec![lang.say(title).to_owned()]);
                others.push(vec![lang.say(title).to_owned()]);
                // Queues have the names that their machine gave them.
                let lang = if title == "by queue" { Lang::English } else { lang };
                means.extend(rows.iter().map(|row| mean_cells(lang, row, secs)));
                others.extend(rows.iter().map(|row| other_cells(lang, row, secs)));
            }
        }
        let _ = write!(text, "\n{}\n{}", aligned(&means), aligned(&others));
        if let Some(score) = &self.score {
            let _ = write!(text, "\n{}", wrapped(&score.words_in(lang), PAGE, ""));
        }
        text
    }
}

fn row_name(lang: Lang, row: &WaitsBeside) -> String {
    format!("  {}", lang.say(&row.name).chars().take(30).collect::<String>())
}

fn mean_cells(lang: Lang, row: &WaitsBeside, unit: f64) -> Vec<String> {
    let waits =
        [row.recorded.mean_s, row.replayed.mean_s, row.apart_mean_s].map(|secs| two_places(secs / unit));
    let mut cells = vec![row_name(lang, row), grouped(row.jobs)];
    cells.extend(waits);
    cells.push(percent(row.within_10_min));
    cells
}

fn other_cells(lang: Lang, row: &WaitsBeside, unit: f64) -> Vec<String> {
    let WaitsBeside { recorded, replayed, .. } = row;
    let waits = [recorded.median_s, recorded.p95_s, replayed.median_s, replayed.p95_s]
        .map(|secs| two_places(secs / unit));
    std::iter::once(row_name(lang, row)).chain(waits).collect()
}
