//! The page as HTML: what can be read without a script stands in it as text, and charts are drawn by the script it carries.

use super::chart::Chart;
use super::escape::{escaped, json_in_script};
use super::parts::{Block, Page, Section, Table};
use super::safety::policy;
use super::words::WORDS;
use crate::lang::Lang;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustlavel_chart::plugin::CHART_JS;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;

pub(super) const STYLE: &str = include_str!("assets/page.css");

/// The page's own script, part by part; each is a function that adds to one object.
const SCRIPT: [&str; 7] = [
    include_str!("assets/words.js"),
    include_str!("assets/axes.js"),
    include_str!("assets/look.js"),
    include_str!("assets/charts.js"),
    include_str!("assets/nodes.js"),
    include_str!("assets/jobs.js"),
    include_str!("assets/start.js"),
];

/// Writes a page.
#[must_use]
pub fn html(page: &Page) -> String {
    let library = library();
    let script = SCRIPT.join("\n");
    let lang = page.lang;
    let mut text = String::new();
    let _ = write!(
        text,
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta name=\"generator\" content=\"suanli {}\">\n<link rel=\"icon\" href=\"data:,\">\n<title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n",
        lang.tag(),
        escaped(&policy(&[&library, &script], &[STYLE])),
        env!("CARGO_PKG_VERSION"),
        escaped(&page.title),
    );
    head(&mut text, page);
    let mut charts = Vec::new();
    text.push_str("<main id=\"main\">\n");
    for part in &page.sections {
        section(&mut text, lang, part, &mut charts);
    }
    let _ = write!(
        text,
        "</main>\n<footer>{}</footer>\n<div id=\"told\" class=\"hidden\" role=\"status\" aria-live=\"polite\"></div>\n",
        escaped(&lang.fill(
            "Written by suanli {version}. This page is one file: it asks nobody for anything.",
            &[("version", &env!("CARGO_PKG_VERSION"))]
        ))
    );
    let _ = write!(
        text,
        "<script type=\"application/json\" id=\"data\">{}</script>\n<script>{library}</script>\n<script>{script}</script>\n</body>\n</html>\n",
        json_in_script(&drawn(page, &charts))
    );
    text
}

/// The charting library, as its makers ship it, without the place of a map that browsers would look for.
pub(super) fn library() -> String {
    let lines = CHART_JS.lines().filter(|line| !line.starts_with("//# sourceMappingURL"));
    lines.collect::<Vec<&str>>().join("\n")
}

/// Everything that the script draws, as it stands in the page.
#[derive(Serialize)]
struct Drawn<'a> {
    charts: &'a [Value],
    lang: &'static str,
    runs: &'a [Value],
    time: Value,
    words: BTreeMap<&'static str, &'a str>,
}

fn drawn<'a>(page: &'a Page, charts: &'a [Value]) -> Drawn<'a> {
    let words = WORDS.iter().map(|word| (*word, page.lang.say(word))).collect();
    Drawn { charts, lang: page.lang.tag(), runs: &page.runs, time: page.time.json(), words }
}

fn head(text: &mut String, page: &Page) {
    let lang = page.lang;
    let _ = write!(
        text,
        "<a class=\"skip\" href=\"#main\">{}</a>\n<header>\n<h1>{}</h1>\n",
        escaped(lang.say("To the content")),
        escaped(&page.title)
    );
    for line in &page.about {
        let _ = writeln!(text, "<p>{}</p>", escaped(line));
    }
    let _ = write!(text, "<nav aria-label=\"{}\">\n<ul>\n", escaped(lang.say("Content")));
    for Section { id, title, .. } in &page.sections {
        let _ = writeln!(text, "<li><a href=\"#{id}\">{}</a></li>", escaped(title));
    }
    let _ = write!(
        text,
        "</ul>\n</nav>\n<div class=\"tools\"><button type=\"button\" id=\"look\">{}</button>\n<button type=\"button\" id=\"whole\" hidden>{}</button></div>\n</header>\n\
         <noscript><p class=\"note\">{}</p></noscript>\n",
        escaped(lang.say("Light or dark")),
        escaped(lang.say("Whole time")),
        escaped(lang.say(
            "Charts need JavaScript, which is switched off here. Sentences and tables can be read without it."
        )),
    );
}

fn section(text: &mut String, lang: Lang, section: &Section, charts: &mut Vec<Value>) {
    let Section { id, title, blocks } = section;
    let _ = writeln!(
        text,
        "<section id=\"{id}\" aria-labelledby=\"{id}-title\">\n<h2 id=\"{id}-title\">{}</h2>",
        escaped(title)
    );
    for part in blocks {
        block(text, lang, part, charts);
    }
    text.push_str("</section>\n");
}

fn block(text: &mut String, lang: Lang, block: &Block, charts: &mut Vec<Value>) {
    match block {
        Block::Said(said) => {
            text.push_str("<dl class=\"said\">\n");
            for (about, words) in said {
                let _ = writeln!(text, "<dt>{}</dt><dd>{}</dd>", escaped(about), ticked(words));
            }
            text.push_str("</dl>\n");
        }
        Block::Text(words) => {
            let _ = writeln!(text, "<p>{}</p>", ticked(words));
        }
        Block::Command(words) => {
            let _ = writeln!(
                text,
                "<pre class=\"command\" tabindex=\"0\" aria-label=\"{}\"><code>{}</code></pre>",
                escaped(lang.say("Command")),
                escaped(words)
            );
        }
        Block::Table(parts) => table(text, lang, parts),
        Block::Folded(parts) => {
            let _ = writeln!(text, "<details><summary>{}</summary>", escaped(&parts.caption));
            table(text, lang, parts);
            text.push_str("</details>\n");
        }
        Block::Typed(caption, words) => {
            let _ = writeln!(
                text,
                "<details><summary>{}</summary>\n<pre tabindex=\"0\" aria-label=\"{}\"><code>{}</code></pre></details>",
                escaped(caption),
                escaped(caption),
                escaped(words)
            );
        }
        Block::Chart(chart) => figure(text, lang, chart, charts),
        Block::Picture(picture, words) => {
            let _ = writeln!(
                text,
                "<img class=\"picture\" alt=\"{}\" src=\"data:image/svg+xml;base64,{}\">",
                escaped(words),
                STANDARD.encode(picture)
            );
        }
        Block::Nodes => own_figure(text, lang, "nodes", "Which node did what when"),
        Block::Jobs => own_figure(text, lang, "jobs", "Jobs and their stories"),
    }
}

/// What stands in back ticks is typed.
fn ticked(words: &str) -> String {
    let mut text = String::new();
    for (place, part) in words.split('`').enumerate() {
        let is_typed = place % 2 == 1 && words.matches('`').count().is_multiple_of(2);
        match is_typed {
            true => text.push_str(&format!("<code>{}</code>", escaped(part))),
            false => text.push_str(&escaped(part)),
        }
    }
    text
}

/// A cell with more letters than this is broken into lines.
const LONG: usize = 40;

fn table(text: &mut String, lang: Lang, table: &Table) {
    let _ = write!(
        text,
        "<div class=\"wide{}\" tabindex=\"0\" role=\"region\" aria-label=\"{}\"><table>\n<caption>{}</caption>\n<thead><tr>",
        if table.rows.iter().flatten().any(|cell| LONG < cell.chars().count()) { " long" } else { "" },
        escaped(if table.caption.is_empty() { lang.say("Table") } else { &table.caption }),
        escaped(&table.caption)
    );
    for cell in &table.head {
        let _ = write!(text, "<th scope=\"col\">{}</th>", escaped(cell));
    }
    text.push_str("</tr></thead>\n<tbody>\n");
    for row in &table.rows {
        text.push_str("<tr>");
        for (place, cell) in row.iter().enumerate() {
            match place {
                0 => write!(text, "<th scope=\"row\">{}</th>", ticked(cell)),
                _ => write!(text, "<td>{}</td>", ticked(cell)),
            }
            .unwrap_or_default();
        }
        text.push_str("</tr>\n");
    }
    text.push_str("</tbody></table></div>\n");
}

/// The place of a chart; the script draws it, lets people choose, and writes the table behind it.
fn figure(text: &mut String, lang: Lang, chart: &Chart, charts: &mut Vec<Value>) {
    let _ = writeln!(
        text,
        "<figure id=\"chart-{0}\" class=\"chart\" data-chart=\"{1}\" aria-labelledby=\"chart-{0}-title\">\n<figcaption id=\"chart-{0}-title\">{2}</figcaption>\n\
         <div class=\"choices\"></div>\n<div class=\"canvas\"></div>\n<p class=\"note\">{3}</p>\n\
         <details class=\"behind\"><summary>{4}</summary><div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"{4}: {2}\"></div></details>\n</figure>",
        escaped(&chart.id),
        charts.len(),
        escaped(&chart.title),
        ticked(&chart.note),
        escaped(lang.say("The numbers as a table")),
    );
    charts.push(chart.json());
}

fn own_figure(text: &mut String, lang: Lang, kind: &str, title: &'static str) {
    let _ = writeln!(
        text,
        "<figure id=\"{kind}-figure\" class=\"own\" data-own=\"{kind}\" aria-labelledby=\"{kind}-figure-title\">\
         <figcaption id=\"{kind}-figure-title\">{}</figcaption>\n<div class=\"choices\"></div>\n<div class=\"canvas\"></div>\n<p class=\"note\"></p>\n</figure>",
        escaped(lang.say(title))
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_says_only_words_of_the_list() {
        let script = SCRIPT.join("\n");
        for opening in ["page.say(\"", "page.fill(\""] {
            for (at, _) in script.match_indices(opening) {
                let rest = &script[at + opening.len()..];
                let word = &rest[..rest.find('"').unwrap()];
                assert!(WORDS.contains(&word), "the script says `{word}`, which is in no list");
            }
        }
    }

    /// The sum over `dist/chart.umd.js` of the package chart.js 4.5.1, as its makers publish it.
    #[test]
    fn the_library_is_the_one_that_its_makers_ship() {
        let sum: String = <sha2::Sha256 as sha2::Digest>::digest(CHART_JS)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(sum, "ecc3cd1eeb8c34d2178e3f59fd63ec5a3d84358c11730af0b9958dc886d7652a");
        assert!(!library().contains("sourceMappingURL"));
    }
}
