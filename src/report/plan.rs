//! The answer to a planner's question for the terminal, sentences first; and the same as JSON and as a table of numbers.

use super::columns::{rendered, styled};
use super::number::short;
use super::plan_page::PlanPage;
use super::plan_words::{plan_sentences, seen_words};
use super::schemas::{SCHEMA_VERSION, of_example};
use super::spoken::promise_in;
use crate::experiment::plan::{Figures, Kept, Promise, Tried};
use crate::lang::Lang;
use crate::text::{csv_cell, wrapped};
use serde_json::{Value, json};
use std::fmt::Write;

/// The plan for the terminal.
#[must_use]
pub fn plan_text(page: PlanPage<'_>, width: usize) -> String {
    let [mut lines, about] = plan_sentences(page);
    lines.push(String::new());
    lines.extend(about);
    let mut text = wrapped(&lines.join("\n"), width, "");
    text.push('\n');
    text.push_str(&table(page, width));
    text
}

/// Everything that was tried, a line each.
fn table(page: PlanPage<'_>, width: usize) -> String {
    let lang = page.lang;
    let say = |words: &str| lang.say(words).to_owned();
    // With a number before it, Chinese says it otherwise.
    let runs = if lang == Lang::English { "runs" } else { "number of runs" };
    let promises = page.promises.iter().map(|promise| promise_in(lang, &promise.words));
    let header = std::iter::once(say("value")).chain(promises);
    let any_away = page.plan.tried.iter().any(|tried| 0.0 < tried.turned_away);
    let away = any_away.then(|| say("turned away"));
    let mut table = styled(header.chain(away).chain([runs, "kept"].map(say)).collect());
    for tried in &page.plan.tried {
        let mut row = vec![page.value(tried.place)];
        row.extend(page.figures_of(tried).map(|(promise, seen)| seen_words(lang, promise, seen)));
        row.extend(any_away.then(|| short(tried.turned_away)));
        row.push(tried.figures.first().map_or(0, |seen| seen.runs).to_string());
        row.push(say(kept(tried.kept)));
        table.add_row(row);
    }
    rendered(&table, width)
}

const fn kept(kept: Kept) -> &'static str {
    match kept {
        Kept::Yes => "yes",
        Kept::No => "no",
        Kept::Unsure => "not sure",
    }
}

/// What was seen of a promise, for machines.
pub(super) fn seen_json(promise: &Promise, seen: &Figures) -> Value {
    json!({
        "promise": promise.words,
        "bound": promise.bound,
        "mean": seen.mean,
        "half_width_one_sided": seen.half_width,
        "runs": seen.runs,
        "is_lower_bound": seen.at_least,
        "kept": kept(seen.kept),
    })
}

/// The plan for machines. Figures are in base units: seconds, shares of 1, watts, kilowatt-hours, yuan.
#[must_use]
pub fn plan_json(page: PlanPage<'_>) -> String {
    let tried = |tried: &Tried| {
        let figures = page.figures_of(tried).map(|(promise, seen)| seen_json(promise, seen));
        let figures: Vec<Value> = figures.collect();
        json!({
            "value": page.values[tried.place],
            "kept": kept(tried.kept),
            "figures": figures,
            "jobs_turned_away": tried.turned_away,
        })
    };
    let value = |place: Option<usize>| place.map(|place| page.values[place].as_str());
    let all = json!({
        "schema_version": SCHEMA_VERSION,
        "key": page.key,
        "asked": if page.is_most { "most" } else { "least" },
        "policy": page.title.1,
        "confidence": page.confidence.level(),
        "answer": value(page.plan.answer),
        "next": value(page.plan.next),
        "not_monotone_at": value(page.plan.against),
        "in_file": page.here,
        "runs": page.plan.cells,
        "tried": page.plan.tried.iter().map(tried).collect::<Vec<Value>>(),
        "with_a_tenth_more_demand": page.grown.map(tried),
    });
    format!("{all:#}\n")
}

/// A promise as [`seen_json`] tells of it.
pub(super) fn seen_example() -> Value {
    json!({
        "promise": "string | as it was typed",
        "bound": "number | in base units: seconds, shares of 1, watts, kilowatt-hours, yuan",
        "mean": "number | in the same unit",
        "half_width_one_sided": "number? | of the confidence interval to one side",
        "runs": "integer | replications",
        "is_lower_bound": "boolean",
        "kept": "string | yes, no or not sure",
    })
}

/// What `plan --json` prints.
pub(super) fn json_schema() -> Value {
    let mut tried = json!({
        "value": "string | of the key, as a scenario would have it",
        "kept": "string | yes, no or not sure",
        "figures": [seen_example()],
        "jobs_turned_away": "number | in the mean of the runs",
    });
    let list = json!([tried.clone()]);
    tried["?"] = json!("or nothing");
    of_example(&json!({
        "schema_version": "integer",
        "key": "string | what is sought",
        "asked": "string | least or most",
        "policy": "string",
        "confidence": "number",
        "answer": "string? | the value; nothing where none keeps the promises",
        "next": "string? | the next value, which breaks a promise",
        "not_monotone_at": "string? | a value that went against the others",
        "in_file": "string? | what the file has",
        "runs": "integer",
        "tried": list,
        "with_a_tenth_more_demand": tried,
    }))
}

/// The curve that was explored, a line for each value and promise.
#[must_use]
pub fn plan_csv(page: PlanPage<'_>) -> String {
    let mut text = String::from("value,promise,bound,mean,half_width_one_sided,is_lower_bound,runs,kept\n");
    for tried in &page.plan.tried {
        for (promise, seen) in page.figures_of(tried) {
            let half_width = seen.half_width.map_or(String::new(), |half_width| half_width.to_string());
            let _ = writeln!(
                text,
                "{},{},{},{},{half_width},{},{},{}",
                csv_cell(&page.values[tried.place]),
                csv_cell(&promise.words),
                promise.bound,
                seen.mean,
                seen.at_least,
                seen.runs,
                kept(seen.kept)
            );
        }
    }
    text
}
