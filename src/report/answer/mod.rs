//! The answer of `run` and `compare` on one screen: what matters in sentences, and one table.

mod lines;
mod load;
mod others;
mod view;
mod waits;

pub use lines::Said;
pub(super) use view::{AnswerView, answer_view};

use super::columns::{Page, rendered_in, styled};
use super::number::{Shown, estimate_cell};
use super::table::heading;
use crate::experiment::{Answer, Comparison, Difference, RANKED_BY, Verdict};
use crate::lang::Lang;
use crate::text::wrapped;
use lines::Lines;

/// No line is wider, however wide the page.
const WIDTH_MAX: usize = 100;

/// The answer on a page so many columns wide; `file` is the scenario as the user named it, for commands to go on with, and
/// `draws_weeks` asks for the spread from drawing the weeks of a single run anew.
#[must_use]
pub fn answer_text(comparison: &Comparison, file: &str, draws_weeks: bool, width: usize) -> String {
    answer_text_in(Lang::English, comparison, file, draws_weeks, width)
}

/// The same in another language.
#[must_use]
pub fn answer_text_in(
    lang: Lang,
    comparison: &Comparison,
    file: &str,
    draws_weeks: bool,
    width: usize,
) -> String {
    let width = width.min(WIDTH_MAX);
    let page = Page { comparison, lang, width };
    let mut text = heading(page, lang);
    let Some(answer) = comparison.answer() else {
        text.push_str(&wrapped(lang.say(NOTHING), width, ""));
        return text;
    };
    text.push_str(&lines_of(lang, comparison, &answer, file, draws_weeks).text(width));
    // As many rows as leave it on one screen.
    let with = |rows| text.clone() + &table(page, lang, &answer, rows);
    let fits = |text: &String| text.lines().count() <= LINES_MAX;
    (ROWS_LEAST..=ROWS_MAX).rev().map(with).find(fits).unwrap_or_else(|| with(ROWS_LEAST))
}

/// So many lines does a screen have.
const LINES_MAX: usize = 40;

const NOTHING: &str = "No job was submitted in the measured time.";

/// The sentences of the answer one by one, for those who set them in their own way.
#[must_use]
pub fn answer_said(comparison: &Comparison, file: &str, lang: Lang) -> Vec<Said> {
    match comparison.answer() {
        Some(answer) => lines_of(lang, comparison, &answer, file, false).said(),
        None => vec![Said::Sentences(lang.say("Waits").to_owned(), lang.say(NOTHING).to_owned())],
    }
}

fn lines_of(lang: Lang, comparison: &Comparison, answer: &Answer, file: &str, draws_weeks: bool) -> Lines {
    let mut lines = Lines::new(lang);
    waits::tell(&mut lines, comparison, answer);
    if draws_weeks {
        waits::tell_drawn_weeks(&mut lines, comparison, answer);
    }
    others::tell(&mut lines, comparison, answer);
    load::tell(&mut lines, comparison, answer, file);
    lines
}

/// More policies than these are in the table of all of them, and no fewer are in this one.
const ROWS_MAX: usize = 6;
const ROWS_LEAST: usize = 3;

/// A row for each of some policies, the one with the shortest waits first; with as many columns as the page has room for, so that there is one table.
fn table(page: Page<'_>, lang: Lang, answer: &Answer, rows: usize) -> String {
    let whole = [(RANKED_BY, Shown::Hours), ("wait_secs_p95", Shown::Hours), ("utilization", Shown::Percent)];
    let mut text = String::new();
    for columns in (1..=whole.len()).rev() {
        text = table_of(page, lang, answer, (&whole[..columns], rows));
        // A second table below the first has the titles once more.
        if text.matches(&format!("{} ", lang.say("policy"))).count() < 2 {
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
        text.push_str(&wrapped(lang.say(why), page.width, ""));
    }
    if rows < 1 + answer.others.len() {
        let more = 1 + answer.others.len() - rows;
        text.push_str(&lang.fill("and {count} more: --tables policies", &[("count", &more)]));
        text.push('\n');
    }
    text
}

fn table_of(
    page: Page<'_>,
    lang: Lang,
    answer: &Answer,
    (columns, count): (&[(&'static str, Shown)], usize),
) -> String {
    let comparison = page.comparison;
    let titles =
        ["\npolicy", "mean\nwait h", "p95\nh", "utili-\nzation %"].into_iter().take(1 + columns.len());
    let mut titles: Vec<String> = titles.map(|title| lang.say(title).to_owned()).collect();
    let due = super::columns::metric("deadline_attainment");
    let has_due = comparison.estimates.iter().any(|scopes| scopes[0].1[due].is_some());
    let several = 1 < comparison.scenario.policies.len();
    if has_due {
        titles.push(lang.say("done in\ntime %").to_owned());
    }
    if several {
        titles.push(lang.say("against the best\nmean wait h").to_owned());
    }
    let mut table = styled(titles);
    let rows = std::iter::once((answer.best, None)).chain(answer.others.iter().map(|(p, d)| (*p, Some(*d))));
    for (policy, difference) in rows.take(count) {
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
            row.push(against(lang, difference));
        }
        table.add_row(row);
    }
    rendered_in(page.lang, &table, page.width)
}

fn against(lang: Lang, difference: Option<Option<Difference>>) -> String {
    let Some(difference) = difference else { return lang.say("best").to_owned() };
    let Some(difference) = difference else { return "–".into() };
    let cell = estimate_cell(Some(difference.estimate), Shown::Hours).replace('\n', " ");
    let words = match difference.verdict {
        Verdict::Better | Verdict::Worse | Verdict::Different => "worse",
        Verdict::Unclear if difference.p.is_some() => "not clear",
        Verdict::Unclear => return format!("+{cell}"),
        Verdict::NotComparable => return lang.say("not comparable").to_owned(),
    };
    format!("+{cell}, {}", lang.say(words))
}
