//! What a replay is summed up to, as a table for people.

use super::number::{duration_words, grouped};
use super::quality_account::Reason;
use super::replay::{Distribution, PolicyParts, ReplaySummary};
use super::spoken::counted_in;
use crate::lang::Lang;
use crate::record::Cancellation;
use crate::text::{padded, padded_left};
use std::fmt::Write;

/// Over how many columns the names of figures stand.
const NAMES: usize = 18;

impl ReplaySummary {
    /// The log, the machine and the rules, which are the same for several policies.
    pub(super) fn heading_of_several(&self, lang: Lang) -> String {
        let parts: [(&str, &dyn std::fmt::Display); 2] =
            [("log", &self.log), ("machine", &self.machine.words_in(lang))];
        format!("{}\n{}\n", lang.fill("{log} on {machine}", &parts), self.rules.words_in(lang))
    }

    /// What there is to know of waits where submissions are not in the log; nothing where they are.
    pub(super) fn about_submissions(&self, lang: Lang) -> String {
        if self.submits_stand_in == 0 {
            return String::new();
        }
        let jobs = counted_in(lang, self.submits_stand_in, "job has", "jobs have");
        let words = "{jobs} no submission in the log: taken as submitted when eligible or started.\nWaits and slowdowns count from then.";
        format!("\n{}\n", lang.fill(words, &[("jobs", &jobs)]))
    }

    /// The summary as a table for people.
    #[must_use]
    pub fn table(&self, lang: Lang) -> String {
        let mut text = self.heading(lang) + "\n";
        for branch in &self.branched {
            let _ = writeln!(text, "{branch}");
        }
        if !self.branched.is_empty() {
            text.push('\n');
        }
        for (name, value) in self.lines(lang) {
            let _ = writeln!(text, "{}{value}", padded(&name, NAMES));
        }
        let unit = wait_unit(self.wait_s.max);
        let rows = [
            (lang.fill("wait, {unit}", &[("unit", &lang.say(unit.1))]), figures(&self.wait_s, unit.0)),
            (lang.say("bounded slowdown").to_owned(), figures(&self.bounded_slowdown, 1.0)),
        ];
        text.push('\n');
        add_figures(lang, &mut text, &rows);
        if !self.quantiles_exact {
            let words =
                "Quantiles of so many jobs are within 1/4096 of the exact ones; means and maxima are exact.";
            let _ = writeln!(text, "\n{}", lang.say(words));
        }
        text.push_str(&self.about_submissions(lang));
        text.push_str(&self.record.as_ref().map(|record| record.table(lang)).unwrap_or_default());
        text.push_str(&self.against.as_ref().map(|against| against.table(lang)).unwrap_or_default());
        text
    }

    /// The log, the machine, the policy and the rules.
    fn heading(&self, lang: Lang) -> String {
        let PolicyParts { order, backfill, placement } = &self.policy;
        let parts: [(&str, &dyn std::fmt::Display); 2] =
            [("log", &self.log), ("machine", &self.machine.words_in(lang))];
        let log = lang.fill("{log} on {machine}", &parts);
        if self.record.is_some() {
            return format!("{log}{}\n", lang.say(", observed: as the log has it"));
        }
        let placement = if self.machine.nodes.is_some() { format!(" + {placement}") } else { String::new() };
        format!("{log}, {order} + {backfill}{placement}\n{}\n", self.rules.words_in(lang))
    }

    /// What became of the jobs, and how much of the machine was used.
    fn lines(&self, lang: Lang) -> Vec<(String, String)> {
        let mut lines = Vec::new();
        let mut line = |name: &str, value: String| lines.push((name.to_owned(), value));
        let inner = |name: &str| format!("  {}", lang.say(name));
        line(lang.say("jobs"), grouped(self.jobs));
        line(&inner("finished"), grouped(self.finished));
        let why_killed = if self.killed == 0 { "" } else { lang.say(" (at their requested time)") };
        line(&inner("killed"), format!("{}{why_killed}", grouped(self.killed)));
        line(&inner("rejected"), grouped(self.rejected));
        for Reason { reason, rows, .. } in &self.rejected_because {
            line("", format!("{} {}", grouped(*rows), lang.say(reason)));
        }
        if 0 < self.given_up {
            let why = lang.say(Cancellation::Misfit.reason());
            line(&inner("given up"), format!("{} ({why})", grouped(self.given_up)));
        }
        if 0 < self.never_started {
            let words = lang.say("(their waits have no end and are in no figure below)");
            line(lang.say("  never started"), format!("{} {words}", grouped(self.never_started)));
        }
        let used = self.utilization.map_or("-".into(), |share| format!("{:.1} %", share * 100.0));
        line(lang.say("utilization"), used);
        let makespan = self.makespan_s.map_or("-".into(), duration_words);
        line(lang.say("makespan"), lang.unit(&makespan));
        lines
    }
}

/// The unit in which waits up to so many seconds are best read.
pub(super) fn wait_unit(secs_max: Option<f64>) -> (f64, &'static str) {
    match secs_max {
        Some(secs) if 7_200.0 < secs => (3_600.0, "hours"),
        Some(secs) if 120.0 < secs => (60.0, "minutes"),
        Some(_) | None => (1.0, "seconds"),
    }
}

fn figures(distribution: &Distribution, unit: f64) -> Vec<String> {
    let shown = |figure: Option<f64>| figure.map_or("-".into(), |value| two_places(value / unit));
    distribution.figures().into_iter().map(shown).collect()
}

/// A number with two places behind the point and marks between its thousands.
pub(super) fn two_places(value: f64) -> String {
    let text = format!("{value:.2}");
    match text.split_once('.') {
        Some((whole, places)) => match whole.parse() {
            Ok(whole) => format!("{}.{places}", grouped(whole)),
            Err(_) => text,
        },
        None => text,
    }
}

/// Adds lines of figures with their heads, each column as wide as its widest.
fn add_figures(lang: Lang, text: &mut String, rows: &[(String, Vec<String>)]) {
    let heads = ["mean", "median", "p90", "p95", "p99", "max"].map(|head| lang.say(head).to_owned());
    let width = |column: usize| {
        let widest = rows.iter().filter_map(|(_, figures)| figures.get(column)).map(String::len).max();
        widest.map_or(0, |widest| widest + 2).max(9)
    };
    let mut line = |name: &str, cells: &[String]| {
        text.push_str(&padded(name, NAMES));
        for (column, cell) in cells.iter().enumerate() {
            text.push_str(&padded_left(cell, width(column)));
        }
        text.push('\n');
    };
    line("", &heads);
    for (name, figures) in rows {
        line(name, figures);
    }
}
