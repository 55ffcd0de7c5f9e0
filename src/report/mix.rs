//! The cheapest mix of two values, in sentences first; and the same as a table and as JSON.

use super::columns::{rendered, styled};
use super::number::short;
use super::plan::{seen_example, seen_json};
use super::plan_words::seen_words;
use super::schemas::{SCHEMA_VERSION, of_example};
use super::spoken::{counted_in, promise_in};
use crate::experiment::plan::{Promise, Tried};
use crate::experiment::{Mix, MixRow};
use crate::lang::Lang;
use crate::scenario::Axis;
use crate::stats::Confidence;
use crate::text::wrapped;
use serde_json::{Value, json};
use std::fmt::Display;

/// Everything that is told of a mix.
#[derive(Debug, Clone, Copy)]
pub struct MixPage<'a> {
    /// The language of what people read.
    pub lang: Lang,
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
        Some(self.lang.fill(
            "{first} = {one} and {second} = {other}",
            &[
                ("first", &first.key()),
                ("one", &self.lang.unit(first.shown(row.first))),
                ("second", &second.key()),
                ("other", &self.lang.unit(second.shown(row.second?))),
            ],
        ))
    }
}

/// The mix for the terminal.
#[must_use]
pub fn mix_text(page: MixPage<'_>, width: usize) -> String {
    let MixPage { mix, lang, .. } = page;
    let mut lines = Vec::new();
    match mix.best.map(|best| &mix.rows[best]) {
        None => lines.push(lang.say("No mix of these values keeps every promise.").to_owned()),
        Some(best) => {
            let price = best.price.map(short).unwrap_or_default();
            let pair = page.pair(best).unwrap_or_default();
            lines.push(lang.fill(
                "{pair} is the cheapest mix that keeps every promise: {price}.",
                &[("pair", &pair), ("price", &price)],
            ));
            // Each row is cheaper than those before it, or it would not have been of interest.
            let next = mix.rows.iter().rev().filter(|row| row.price.is_some()).nth(1);
            if let Some((pair, price)) = next.and_then(|row| Some((page.pair(row)?, row.price?))) {
                let parts: [(&str, &dyn Display); 2] = [("pair", &pair), ("price", &short(price))];
                lines.push(lang.fill("The next best that was found: {pair}, {price}.", &parts));
            }
        }
    }
    lines.push(String::new());
    lines.push(lang.fill(
        "{title}, policy `{policy}`. Each promise is to be kept with {confidence} confidence; {runs}.",
        &[
            ("title", &page.title.0),
            ("policy", &page.title.1),
            ("confidence", &page.confidence),
            ("runs", &counted_in(lang, mix.cells.into(), "run", "runs")),
        ],
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
    let lang = page.lang;
    let least = lang.fill("least {key}", &[("key", &last(second.key()))]);
    let mut titles = vec![last(first.key()), least, lang.say("\nprice").to_owned()];
    let promises = page.promises.iter().map(|promise| promise_in(lang, &promise.words));
    titles.extend(promises.map(|promise| promise.replacen(" of ", "\nof ", 1)));
    let mut table = styled(titles);
    for row in &page.mix.rows {
        let dash = || "–".to_owned();
        let mut cells = vec![
            lang.unit(first.shown(row.first)),
            row.second.map_or_else(dash, |place| lang.unit(second.shown(place))),
            row.price.map_or_else(dash, short),
        ];
        for (place, promise) in page.promises.iter().enumerate() {
            let seen = row.tried.as_ref().and_then(|tried: &Tried| tried.figures.get(place));
            cells.push(seen.map_or_else(dash, |seen| seen_words(lang, promise, seen)));
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
