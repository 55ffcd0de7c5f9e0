//! The cheapest mix of two values, in sentences first; and the same as a table and as JSON.

use super::columns::{rendered, styled};
use super::number::short;
use super::plan::seen_example;
use super::plan::{seen_json, words};
use super::schemas::{SCHEMA_VERSION, of_example};
use crate::experiment::plan::{Promise, Tried};
use crate::experiment::{Mix, MixRow};
use crate::scenario::Axis;
use crate::stats::Confidence;
use crate::text::{counted, wrapped};
use serde_json::{Value, json};

/// Everything that is told of a mix.
#[derive(Debug, Clone, Copy)]
pub struct MixPage<'a> {
    /// The answer.
    pub mix: &'a Mix,
    /// The promises.
    pub promises: &'a [Promise],
    /// The values that are varied.
    pub axes: [&'a Axis; 2],
    /// The title of the scenario, and its policy.
    pub title: (&'a str, &'a str),
    /// How sure each promise is to be kept.
    pub confidence: Confidence,
}

impl MixPage<'_> {
    fn pair(&self, row: &MixRow) -> Option<String> {
        let [first, second] = self.axes;
        Some(format!(
            "{} = {} and {} = {}",
            first.key(),
            first.shown(row.first),
            second.key(),
            second.shown(row.second?)
        ))
    }
}

/// The mix for the terminal.
#[must_use]
pub fn mix_text(page: MixPage<'_>, width: usize) -> String {
    let MixPage { mix, .. } = page;
    let mut lines = Vec::new();
    match mix.best.map(|best| &mix.rows[best]) {
        None => lines.push("No mix of these values keeps every promise.".to_owned()),
        Some(best) => {
            let price = best.price.map(short).unwrap_or_default();
            lines.push(format!(
                "{} is the cheapest mix that keeps every promise: {price}.",
                page.pair(best).unwrap_or_default()
            ));
            // Each row is cheaper than those before it, or it would not have been of interest.
            let next = mix.rows.iter().rev().filter(|row| row.price.is_some()).nth(1);
            if let Some((pair, price)) = next.and_then(|row| Some((page.pair(row)?, row.price?))) {
                lines.push(format!("The next best that was found: {pair}, {}.", short(price)));
            }
        }
    }
    lines.push(String::new());
    lines.push(format!(
        "{}, policy `{}`. Each promise is to be kept with {} confidence; {}.",
        page.title.0,
        page.title.1,
        page.confidence,
        counted(mix.cells.into(), "run", "runs")
    ));
    let mut text = wrapped(&lines.join("\n"), width, "");
    text.push('\n');
    text.push_str(&table(page, width));
    text
}

fn table(page: MixPage<'_>, width: usize) -> String {
    let [first, second] = page.axes;
    let last =
        |key: &str| key.rsplit_once('.').map_or(key.to_owned(), |(way, name)| format!("{way}.\n{name}"));
    let mut titles = vec![last(first.key()), format!("least {}", last(second.key())), "\nprice".to_owned()];
    titles.extend(page.promises.iter().map(|promise| promise.words.replacen(" of ", "\nof ", 1)));
    let mut table = styled(titles);
    for row in &page.mix.rows {
        let dash = || "–".to_owned();
        let mut cells = vec![
            first.shown(row.first).to_owned(),
            row.second.map_or_else(dash, |place| second.shown(place).to_owned()),
            row.price.map_or_else(dash, short),
        ];
        for (place, promise) in page.promises.iter().enumerate() {
            let seen = row.tried.as_ref().and_then(|tried: &Tried| tried.figures.get(place));
            cells.push(seen.map_or_else(dash, |seen| words(promise, seen)));
        }
        table.add_row(cells);
    }
    rendered(&table, width)
}

/// What `plan --beside --json` prints.
pub(super) fn json_schema() -> Value {
    let mut row = json!({
        "first": "string | the first value",
        "second": "string? | the least second value that keeps the promises beside it",
        "price": "number?",
        "promises": [seen_example()],
    });
    let rows = json!([row.clone()]);
    row["?"] = json!("or nothing");
    of_example(&json!({
        "schema_version": "integer",
        "suanli": "string | the version of the program",
        "first": "string | the first key",
        "second": "string | the second key",
        "policy": "string",
        "confidence": "number",
        "best": row,
        "rows": rows,
        "runs": "integer",
    }))
}

/// The mix as JSON.
#[must_use]
pub fn mix_json(page: MixPage<'_>) -> String {
    let [first, second] = page.axes;
    let row = |row: &MixRow| -> Value {
        let figures = row.tried.iter().flat_map(|tried| page.promises.iter().zip(&tried.figures));
        json!({
            "first": first.shown(row.first),
            "second": row.second.map(|place| second.shown(place)),
            "price": row.price,
            "promises": figures.map(|(promise, seen)| seen_json(promise, seen)).collect::<Vec<Value>>(),
        })
    };
    let told = json!({
        "schema_version": SCHEMA_VERSION,
        "suanli": env!("CARGO_PKG_VERSION"),
        "first": first.key(),
        "second": second.key(),
        "policy": page.title.1,
        "confidence": page.confidence.level(),
        "best": page.mix.best.map(|best| row(&page.mix.rows[best])),
        "rows": page.mix.rows.iter().map(row).collect::<Vec<Value>>(),
        "runs": page.mix.cells,
    });
    format!("{told:#}\n")
}
