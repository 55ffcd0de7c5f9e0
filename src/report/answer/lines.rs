//! Sentences behind a word that says what they are about.

use crate::text::{columns_of, wrapped};

/// The words stand in so many columns.
const WORD_COLUMNS: usize = 11;

/// Commands may be long, and are not as far to the right.
const COMMAND_COLUMNS: usize = 4;

/// Sentences behind a word that says what they are about, in the order in which they came, and commands to go on with.
#[derive(Debug, Default)]
pub(super) struct Lines(Vec<Line>);

#[derive(Debug)]
enum Line {
    Sentences(&'static str, String),
    /// The parts between which it may be broken.
    Command(Vec<String>),
}

impl Lines {
    /// Adds sentences about something.
    pub(super) fn add(&mut self, about: &'static str, sentences: String) {
        if !sentences.is_empty() {
            self.0.push(Line::Sentences(about, sentences));
        }
    }

    /// Adds a command; between its parts it may be broken, so that a shell still takes it as one.
    pub(super) fn add_command(&mut self, parts: &[&str]) {
        self.0.push(Line::Command(parts.iter().map(|part| (*part).to_owned()).collect()));
    }

    /// All of them on a page so wide, each broken below its beginning.
    pub(super) fn text(&self, width: usize) -> String {
        let line = |line: &Line| match line {
            Line::Sentences(about, sentences) => sentences_text(about, sentences, width),
            Line::Command(parts) => command_text(parts, width),
        };
        self.0.iter().map(line).collect()
    }
}

fn sentences_text(about: &str, sentences: &str, width: usize) -> String {
    let broken = wrapped(sentences, width.saturating_sub(WORD_COLUMNS), "");
    let lines = broken.lines().enumerate().map(|(number, line)| {
        let first = if number == 0 { about } else { "" };
        format!("{first:<WORD_COLUMNS$}{line}\n")
    });
    lines.collect()
}

/// The command, broken with a backslash where the next part does not fit.
fn command_text(parts: &[String], width: usize) -> String {
    let indent = " ".repeat(COMMAND_COLUMNS);
    let mut text = String::new();
    let mut line = indent.clone();
    for part in parts {
        let is_first = line.trim().is_empty();
        if !is_first && width < columns_of(&line) + columns_of(part) + 3 {
            text.push_str(&format!("{line} \\\n"));
            line = format!("{indent}  {part}");
        } else {
            line = if is_first { format!("{line}{part}") } else { format!("{line} {part}") };
        }
    }
    format!("{text}{line}\n")
}
