//! Mistakes in the file of a model: where, what was found, and what would be right.

use crate::text::{marked, visible};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// More than this nobody reads.
const FAULTS_SHOWN_MAX: usize = 100;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line, counted from 1; 0 where the file could not be read at all.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// What was found and what was expected.
    pub message: String,
    bytes: Range<usize>,
}

/// Everything that is wrong with a model's file, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelErrors {
    /// The file, as it was named.
    pub file: String,
    /// What must be put right; never empty.
    pub faults: Vec<Fault>,
    text: Arc<str>,
}

impl fmt::Display for ModelErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, fault) in self.faults.iter().enumerate() {
            if 0 < number {
                writeln!(f)?;
            }
            match fault.line {
                0 => write!(f, "{}: {}", self.file, fault.message)?,
                line => write!(f, "{}:{line}:{}: {}", self.file, fault.column, fault.message)?,
            }
        }
        Ok(())
    }
}

impl std::error::Error for ModelErrors {}

impl ModelErrors {
    /// One report for each fault, each showing its lines of the file.
    #[must_use]
    pub fn reports(self) -> Vec<miette::Report> {
        let ModelErrors { file, faults, text } = self;
        let shown: Arc<str> = Arc::from(marked(&text));
        let report = |fault: Fault| {
            if fault.line == 0 {
                return miette::Report::msg(format!("{file}: {}", fault.message));
            }
            let label = miette::LabeledSpan::at(fault.bytes, "here");
            let diagnostic = miette::MietteDiagnostic::new(fault.message).with_label(label);
            let source = miette::NamedSource::new(visible(&file), Arc::clone(&shown)).with_language("TOML");
            miette::Report::new(diagnostic).with_source_code(source)
        };
        faults.into_iter().map(report).collect()
    }

    /// The error that a file cannot be read at all.
    pub(super) fn unreadable(file: &str, message: impl Into<String>) -> ModelErrors {
        let fault = Fault { line: 0, column: 0, message: message.into(), bytes: 0..0 };
        ModelErrors { file: file.into(), faults: vec![fault], text: "".into() }
    }
}

/// The faults of a file, as they are found.
#[derive(Debug, Default)]
pub(super) struct Faults {
    found: Vec<(Range<usize>, String)>,
}

impl Faults {
    /// Notes a fault.
    pub(super) fn add(&mut self, bytes: Range<usize>, message: impl Into<String>) {
        self.found.push((bytes, message.into()));
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// All faults with their places. Panics when there is none.
    pub(super) fn told(mut self, file: &str, text: &str) -> ModelErrors {
        assert!(!self.found.is_empty(), "a failure names at least one fault");
        self.found.sort_by_key(|(bytes, _)| bytes.start);
        let left_out = self.found.len().saturating_sub(FAULTS_SHOWN_MAX);
        self.found.truncate(FAULTS_SHOWN_MAX);
        let mut faults: Vec<Fault> =
            self.found.into_iter().map(|(bytes, message)| placed(text, bytes, message)).collect();
        if 0 < left_out {
            let message = format!("there are {left_out} more faults");
            faults.push(Fault { line: 0, column: 0, message, bytes: 0..0 });
        }
        ModelErrors { file: file.into(), faults, text: text.into() }
    }
}

fn placed(text: &str, bytes: Range<usize>, message: String) -> Fault {
    // A place may lie behind the text, and must begin at a character.
    let mut start = bytes.start.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let before = &text[..start];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.matches('\n').count() + 1;
    let column = before[line_start..].chars().count() + 1;
    Fault { line, column, message, bytes: start..bytes.end.clamp(start, text.len()) }
}
