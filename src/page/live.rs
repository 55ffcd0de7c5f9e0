//! The live page: a form, and in the place of a finished report the parts of an answer as they come.

use super::escape::{escaped, json_in_script};
use super::html::{STYLE, library};
use super::live_words::LIVE_WORDS;
use super::parts::{Block, Page, Section, Table};
use super::safety::policy;
use super::words::WORDS;
use crate::experiment::Verdict;
use crate::lang::Lang;
use crate::text::visible_lines;
use serde_json::{Map, Value, json};
use std::fmt::Write;

const LIVE_STYLE: &str = include_str!("assets/live.css");

/// The script of the live page, part by part.
const LIVE_SCRIPT: [&str; 9] = [
    include_str!("assets/words.js"),
    include_str!("assets/axes.js"),
    include_str!("assets/look.js"),
    include_str!("assets/charts.js"),
    include_str!("assets/live_wire.js"),
    include_str!("assets/live_parts.js"),
    include_str!("assets/live_form.js"),
    include_str!("assets/live_logs.js"),
    include_str!("assets/live.js"),
];

/// What the server says of differences.
const VERDICTS: [&str; 5] = [
    Verdict::Better.words(),
    Verdict::Worse.words(),
    Verdict::Different.words(),
    Verdict::Unclear.words(),
    Verdict::NotComparable.words(),
];

/// The live page and the policy that browsers hold it to: it may ask its own server, and nobody else.
#[must_use]
pub fn live_html(lang: Lang) -> (String, String) {
    let library = library();
    let script = LIVE_SCRIPT.join("\n");
    let style = format!("{STYLE}\n{LIVE_STYLE}");
    let policy =
        format!("{}; connect-src 'self'; frame-ancestors 'none'", policy(&[&library, &script], &[&style]));
    let words: Map<String, Value> = WORDS
        .iter()
        .chain(LIVE_WORDS)
        .chain(&VERDICTS)
        .map(|word| ((*word).to_owned(), Value::from(lang.say(word))))
        .collect();
    let time = json!({ "start": null, "span": 1, "marks": [], "out": [] });
    let data = json!({ "lang": lang.tag(), "words": words, "time": time, "charts": [], "runs": [] });
    let say = |words: &str| escaped(lang.say(words));
    let other = if lang == Lang::English { ("zh", "中文") } else { ("en", "English") };
    let mut text = String::new();
    let _ = write!(
        text,
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n<title>suanli 算力</title>\n<style>{style}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#main\">{}</a>\n<header>\n<h1 id=\"title\">suanli 算力</h1>\n<p id=\"about\"></p>\n\
         <div class=\"tools\"><button type=\"button\" id=\"look\">{}</button>\n<a id=\"other\" href=\"?lang={}\" hreflang=\"{}\" lang=\"{}\">{}</a>\n\
         <button type=\"button\" id=\"whole\" hidden>{}</button></div>\n</header>\n\
         <noscript><p class=\"note\">{}</p></noscript>\n\
         <div class=\"live\"><form id=\"form\" aria-label=\"{}\"></form>\n<main id=\"main\"><div id=\"going\"><p id=\"status\" role=\"status\" aria-live=\"polite\"></p><progress id=\"progress\" max=\"1\" aria-label=\"{}\" hidden></progress></div>\n\
         <div id=\"problems\" role=\"alert\"></div>\n<div id=\"answer\"></div>\n<div id=\"logs\"></div></main></div>\n\
         <footer>{}</footer>\n<div id=\"told\" class=\"hidden\" role=\"status\" aria-live=\"polite\"></div>\n",
        lang.tag(),
        say("To the content"),
        say("Light or dark"),
        other.0,
        other.0,
        other.0,
        other.1,
        say("Whole time"),
        say("This page needs JavaScript, which is switched off here."),
        say("Question"),
        say("Progress"),
        escaped(&lang.fill(
            "suanli {version}, on the machine where it was started.",
            &[("version", &env!("CARGO_PKG_VERSION"))]
        )),
    );
    let _ = write!(
        text,
        "<script type=\"application/json\" id=\"data\">{}</script>\n<script>{library}</script>\n<script>{script}</script>\n</body>\n</html>\n",
        json_in_script(&data)
    );
    (text, policy)
}

/// Some sections of a page as the live page's script reads them, in the order of the names.
#[must_use]
pub fn live_json(page: &Page, sections: &[&str]) -> Value {
    let known = |name: &&str| page.sections.iter().find(|section| section.id == *name);
    let sections: Vec<Value> = sections.iter().filter_map(known).map(section).collect();
    json!({ "title": seen(&page.title), "about": texts(&page.about), "time": page.time.json(), "sections": sections })
}

fn section(section: &Section) -> Value {
    let blocks: Vec<Value> = section.blocks.iter().filter_map(block).collect();
    json!({ "id": section.id, "title": seen(&section.title), "blocks": blocks })
}

/// What has a place on the live page; single runs are looked at in the report.
fn block(block: &Block) -> Option<Value> {
    match block {
        Block::Said(said) => {
            let said: Vec<Value> =
                said.iter().map(|(about, words)| json!([seen(about), seen(words)])).collect();
            Some(json!({ "said": said }))
        }
        Block::Text(words) => Some(json!({ "text": seen(words) })),
        Block::Table(parts) => Some(json!({ "table": table(parts) })),
        Block::Folded(parts) => Some(json!({ "folded": table(parts) })),
        Block::Chart(chart) => Some(json!({ "chart": chart.json() })),
        Block::Command(words) => Some(json!({ "command": seen(words) })),
        Block::Picture(..) | Block::Nodes | Block::Jobs | Block::Typed(..) => None,
    }
}

fn table(table: &Table) -> Value {
    let rows: Vec<Value> = table.rows.iter().map(|row| texts(row)).collect();
    json!({ "caption": seen(&table.caption), "head": texts(&table.head), "rows": rows })
}

fn texts(texts: &[String]) -> Value {
    texts.iter().map(|text| seen(text)).collect()
}

/// Text in which nothing hides.
fn seen(text: &str) -> String {
    visible_lines(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_live_script_says_only_words_of_the_lists() {
        let script = LIVE_SCRIPT.join("\n");
        for opening in ["page.say(\"", "page.fill(\""] {
            for (at, _) in script.match_indices(opening) {
                let rest = &script[at + opening.len()..];
                let word = &rest[..rest.find('"').unwrap()];
                let is_known = WORDS.contains(&word) || LIVE_WORDS.contains(&word);
                assert!(is_known, "the script says `{word}`, which is in no list");
            }
        }
        let used = |word: &&&str| !script.contains(&format!("\"{word}\""));
        let unused: Vec<&&str> = LIVE_WORDS.iter().filter(used).collect();
        assert!(unused.is_empty(), "no script says {unused:?}");
    }

    /// Whatever comes from a server or a file becomes text.
    #[test]
    fn the_live_script_never_makes_markup_of_text() {
        let script = LIVE_SCRIPT.join("\n");
        for word in
            ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"]
        {
            assert!(!script.contains(word), "{word}");
        }
    }
}
