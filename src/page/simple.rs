//! Pages of answers that are sentences, a table and a few charts: plans, sweeps, forecasts.

use super::chart::Chart;
use super::parts::{Block, Page, Section, Table};
use crate::lang::Lang;

/// What such a page holds.
#[derive(Debug, Clone, Default)]
pub(super) struct Simple {
    pub(super) lang: Lang,
    pub(super) title: String,
    pub(super) about: Vec<String>,
    pub(super) sentences: Vec<String>,
    pub(super) charts: Vec<Chart>,
    pub(super) tables: Vec<Table>,
    pub(super) command: String,
}

/// The page.
pub(super) fn page(simple: Simple) -> Page {
    let Simple { lang, title, about, sentences, charts, tables, command } = simple;
    let say = |words: &str| lang.say(words).to_owned();
    let mut sections = Vec::new();
    let answer = sentences.into_iter().filter(|words| !words.is_empty()).map(Block::Text);
    sections.push(Section { id: "answer", title: say("The answer"), blocks: answer.collect() });
    let charts: Vec<Block> = charts.into_iter().filter(Chart::has_values).map(Block::Chart).collect();
    if !charts.is_empty() {
        sections.push(Section { id: "figures", title: say("Figures"), blocks: charts });
    }
    let tables: Vec<Block> =
        tables.into_iter().filter(|table| !table.rows.is_empty()).map(Block::Table).collect();
    if !tables.is_empty() {
        sections.push(Section { id: "tables", title: say("Tables"), blocks: tables });
    }
    let version = Table {
        caption: say("The run"),
        head: vec![say("what"), say("value")],
        rows: vec![vec![say("suanli, version"), env!("CARGO_PKG_VERSION").to_owned()]],
    };
    let again = Block::Text(say("This command gives the same numbers again, to the byte:"));
    let mut blocks = if command.is_empty() { Vec::new() } else { vec![again, Block::Command(command)] };
    blocks.push(Block::Table(version));
    sections.push(Section { id: "again", title: say("How to run it again"), blocks });
    Page { lang, title, about, sections, ..Page::default() }
}
