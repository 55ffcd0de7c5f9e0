//! The answer of `run` and `compare` on one screen: what matters in sentences, and one table.

mod lines;
mod load;
mod others;
mod view;
mod waits;

pub(super) use view::{AnswerView, answer_view};

use super::columns::{Page, rendered, styled};
use super::number::{Shown, estimate_cell};
use super::table::heading;
use crate::experiment::{Answer, Comparison, Difference, RANKED_BY, Verdict};
use crate::text::wrapped;
use lines::Lines;

/// No line is wider, however wide the page.
const WIDTH_MAX: usize = 100;

/// The answer on a page so many columns wide; `file` is the scenario as the user named it, for commands to go on with, and
/// `draws_weeks` asks for the spread from drawing the weeks of a single run anew.
#[must_use]
pub fn answer_text(comparison: &Comparison, file: &str, draws_weeks: bool, width: usize) -> String {
    let width = width.min(WIDTH_MAX);
    let page = Page { comparison, width };
    let mut text = heading(page);
    let Some(answer) = comparison.answer() else {
        text.push_str(&wrapped("No job was submitted in the measured time.", width, ""));
        return text;
    };
    let mut lines = Lines::default();
    waits::tell(&mut lines, comparison, &answer);
    if draws_weeks {
        waits::tell_drawn_weeks(&mut lines, comparison, &answer);
    }
    others::tell(&mut lines, comparison, &answer);
    load::tell(&mut lines, comparison, &answer, file);
    text.push_str(&lines.text(width));
    text.push_str(&table(page, &answer));
    text
}

/// More policies than these are in the table of all of them.
const ROWS_MAX: usize = 6;

/// A row for each policy, the one with the shortest waits first; with as many columns as the page has room for, so that there is one table.
fn table(page: Page<'_>, answer: &Answer) -> String {
    let whole = [(RANKED_BY, Shown::Hours), ("wait_secs_p95", Shown::Hours), ("utilization", Shown::Percent)];
    let mut text = String::new();
    for columns in (1..=whole.len()).rev() {
        text = table_of(page, answer, &whole[..columns]);
        // A second table below the first has the titles once more.
        if text.matches("policy ").count() < 2 {
            break;
        }
    }
    let is_corrected = |difference: &Option<Difference>| {
        difference.is_some_and(|difference| {
            let half = difference.estimate.half_width.unwrap_or(f64::INFINITY);
            difference.verdict == Verdict::Unclear && half < difference.estimate.mean.abs()
        })
    };
    if answer.others.iter().any(|(_, difference)| is_corrected(difference)) {
        let why = "Not clear: verdicts hold for all policies together (Holm's correction).";
        text.push_str(&wrapped(why, page.width, ""));
    }
    if ROWS_MAX < 1 + answer.others.len() {
        let more = 1 + answer.others.len() - ROWS_MAX;
        text.push_str(&format!("and {more} more: --tables policies\n"));
    }
    text
}

fn table_of(page: Page<'_>, answer: &Answer, columns: &[(&'static str, Shown)]) -> String {
    let comparison = page.comparison;
    let titles =
        ["\npolicy", "mean\nwait h", "p95\nh", "utili-\nzation %"].into_iter().take(1 + columns.len());
    let mut titles: Vec<String> = titles.map(str::to_owned).collect();
    let due = super::columns::metric("deadline_attainment");
    let has_due = comparison.estimates.iter().any(|scopes| scopes[0].1[due].is_some());
    let several = 1 < comparison.scenario.policies.len();
    if has_due {
        titles.push("done in\ntime %".into());
    }
    if several {
        titles.push("against the best\nmean wait h".into());
    }
    let mut table = styled(titles);
    let rows = std::iter::once((answer.best, None)).chain(answer.others.iter().map(|(p, d)| (*p, Some(*d))));
    for (policy, difference) in rows.take(ROWS_MAX) {
        let mut row = vec![comparison.scenario.policies[policy].name.clone()];
        let cell = |(name, shown): (&str, Shown)| {
            super::columns::value_cell(comparison, (name, "", shown), (policy, 0)).replace('\n', " ")
        };
        row.extend(columns.iter().copied().map(cell));
        if has_due {
            let estimate = comparison.estimates[policy][0].1[due];
            row.push(estimate_cell(estimate, Shown::Percent).replace('\n', " "));
        }
        if several {
            row.push(against(difference));
        }
        table.add_row(row);
    }
    rendered(&table, page.width)
}

fn against(difference: Option<Option<Difference>>) -> String {
    let Some(difference) = difference else { return "best".into() };
    let Some(difference) = difference else { return "–".into() };
    let cell = estimate_cell(Some(difference.estimate), Shown::Hours).replace('\n', " ");
    let words = match difference.verdict {
        Verdict::Better | Verdict::Worse | Verdict::Different => "worse",
        Verdict::Unclear if difference.p.is_some() => "not clear",
        Verdict::Unclear => return format!("+{cell}"),
        Verdict::NotComparable => return "not comparable".into(),
    };
    format!("+{cell}, {words}")
}
