//! Numbers of things, figures and promises in a language.

use crate::experiment::SizeRow;
use crate::experiment::plan::WORDS;
use crate::lang::Lang;
use crate::text::{counted, grouped};

/// A number of things: `1 job`, `2,000 jobs`.
#[must_use]
pub fn counted_in(lang: Lang, count: u64, one: &str, several: &str) -> String {
    match lang {
        Lang::English => counted(count, one, several),
        Lang::Chinese => format!("{} {}", grouped(count), lang.say(several)),
    }
}

/// Behind a title, over how many runs figures are means.
pub(super) fn mean_of_runs(lang: Lang, runs: u32) -> String {
    if runs == 1 { String::new() } else { lang.fill(", mean of {runs} runs", &[("runs", &runs)]) }
}

/// The sizes of jobs in words: `9 to 64 accelerators`.
#[must_use]
pub fn sizes_in(lang: Lang, row: &SizeRow) -> String {
    let (least, unit) = (row.size.least(), row.unit());
    match row.size.most() {
        Some(1) => counted_in(lang, 1, unit.trim_end_matches('s'), unit),
        Some(most) => lang.fill(
            "{least} to {most} {unit}",
            &[("least", &grouped(least)), ("most", &grouped(most)), ("unit", &lang.say(unit))],
        ),
        None => lang
            .fill("more than {least} {unit}", &[("least", &grouped(least - 1)), ("unit", &lang.say(unit))]),
    }
}

/// An instant in words, which is a date or the day since an origin.
#[must_use]
pub fn instant_in(lang: Lang, words: &str) -> String {
    match words.strip_prefix("day ").and_then(|rest| rest.split_once(", ")) {
        Some((day, time)) => lang.fill("day {day}, {time}", &[("day", &day), ("time", &time)]),
        None => words.to_owned(),
    }
}

/// A figure as promises and sweeps name it, such as `p95 wait of fine-tuning`.
#[must_use]
pub fn figure_in(lang: Lang, words: &str) -> String {
    if lang == Lang::English {
        return words.to_owned();
    }
    let (figure, whose) =
        words.split_once(" of ").map_or((words, None), |(figure, whose)| (figure, Some(whose)));
    // Some figures have two names, of which people read one.
    let figure = figure.trim();
    let known = WORDS.iter().find(|(_, row)| *row == figure).map_or(figure, |(known, _)| *known);
    match whose {
        Some(whose) => {
            lang.fill("{figure} of {whose}", &[("figure", &lang.say(known)), ("whose", &whose.trim())])
        }
        None => lang.say(known).to_owned(),
    }
}

/// A promise as it was written, such as `p95 wait of fine-tuning <= 2 h`.
#[must_use]
pub fn promise_in(lang: Lang, words: &str) -> String {
    let sides = ["<=", ">="].into_iter().find_map(|sign| Some((words.split_once(sign)?, sign)));
    match sides {
        Some(((figure, bound), sign)) if lang != Lang::English => {
            format!("{} {sign} {}", figure_in(lang, figure.trim()), lang.unit(bound.trim()))
        }
        Some(_) | None => words.to_owned(),
    }
}
