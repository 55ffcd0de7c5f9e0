//! What a page is made of.

use super::chart::Chart;
use crate::lang::Lang;
use serde_json::{Value, json};

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// The heads of its columns.
    pub head: Vec<String>,
    /// Its rows.
    pub rows: Vec<Vec<String>>,
}

/// A piece of a section.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// Sentences, each behind a word that says what it is about.
    Said(Vec<(String, String)>),
    /// A paragraph.
    Text(String),
    /// A command to go on with.
    Command(String),
    /// A table.
    Table(Table),
    /// A table that is opened by those who want it.
    Folded(Table),
    /// A chart.
    Chart(Chart),
    /// A picture in SVG, and what it shows for those who do not see it.
    Picture(String, String),
    /// Which node did what when, and the jobs on them; the numbers are in [`Page::runs`].
    Nodes,
    /// The jobs whose stories are stored; they are in [`Page::runs`].
    Jobs,
    /// Text as it is typed, opened by those who want it.
    Typed(String, String),
}

/// A part of the page with a title.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// What links call it: letters, digits and hyphens.
    pub id: &'static str,
    /// Its title.
    pub title: String,
    /// Its pieces.
    pub blocks: Vec<Block>,
}

/// What a mark on the axis of time stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MarkKind {
    /// The end of what is left out.
    WarmUp,
    /// Nodes come or go.
    Phase,
    /// A lock begins or ends.
    Lock,
    /// A centre is asked for more than it can do from then on.
    Load,
}

impl MarkKind {
    const fn name(self) -> &'static str {
        match self {
            MarkKind::WarmUp => "warm-up",
            MarkKind::Phase => "phase",
            MarkKind::Lock => "lock",
            MarkKind::Load => "load",
        }
    }
}

/// A mark on every axis of time.
#[derive(Debug, Clone, PartialEq, PartialOrd)]
pub struct Mark {
    /// When, in seconds since the beginning.
    pub at: f64,
    /// What it stands for.
    pub kind: MarkKind,
    /// What it says.
    pub words: String,
}

/// How many nodes of a centre were out of service when, which a strip on every axis of time shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Out {
    /// The centre.
    pub center: String,
    /// The first bin and the width of bins, in seconds.
    pub steps: (f64, f64),
    /// How many had failed, bin by bin.
    pub failed: Vec<f64>,
    /// How many were worked on.
    pub maintained: Vec<f64>,
}

/// The axis of time that all charts share.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TimeAxis {
    /// The date and time at which it begins, as in `2026-01-01T00:00:00`; nothing where times are no dates.
    pub start: Option<String>,
    /// How long it is, in seconds.
    pub span: f64,
    /// Its marks.
    pub marks: Vec<Mark>,
    /// Nodes out of service.
    pub out: Vec<Out>,
}

impl TimeAxis {
    pub(super) fn json(&self) -> Value {
        let marks: Vec<Value> = self
            .marks
            .iter()
            .map(|mark| json!({ "at": mark.at, "kind": mark.kind.name(), "words": mark.words }))
            .collect();
        let short =
            |values: &[f64]| Value::Array(values.iter().map(|value| super::chart::short(*value)).collect());
        let out: Vec<Value> = self
            .out
            .iter()
            .map(|out| {
                json!({
                    "center": out.center,
                    "steps": out.steps,
                    "failed": short(&out.failed),
                    "maintained": short(&out.maintained),
                })
            })
            .collect();
        json!({ "start": self.start, "span": self.span, "marks": marks, "out": out })
    }
}

/// Everything on a page.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    /// Its language.
    pub lang: Lang,
    /// Its title.
    pub title: String,
    /// What stands below the title.
    pub about: Vec<String>,
    /// Its sections, in order.
    pub sections: Vec<Section>,
    /// Its axis of time, where it has one.
    pub time: TimeAxis,
    /// Single runs: their nodes and jobs, as the page's script reads them; mostly one for each policy.
    pub runs: Vec<Value>,
}
