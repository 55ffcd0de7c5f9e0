//! Sentences behind a word that says what they are about.

use crate::lang::Lang;
use crate::text::{columns_of, wrapped};

/// The words stand in so many columns.
const WORD_COLUMNS: usize = 11;

/// Commands may be long, and are not as far to the right.
const COMMAND_COLUMNS: usize = 4;

/// Sentences behind a word that says what they are about, in the order in which they came, and commands to go on with.
#[derive(Debug)]
pub(super) struct Lines {
    /// In which language.
    pub(super) lang: Lang,
    lines: Vec<Line>,
}

#[derive(Debug)]
enum Line {
    Sentences(&'static str, String),
    /// The parts between which it may be broken.
    Command(Vec<String>),
}

/// A line of an answer, on its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// Sentences, and what they are about; nothing where they go on with what was said before.
    Sentences(String, String),
    /// A command to go on with.
    Command(String),
}

impl Lines {
    /// None yet.
    pub(super) const fn new(lang: Lang) -> Lines {
        Lines { lang, lines: Vec::new() }
    }

    /// All of them, one by one.
    pub(super) fn said(self) -> Vec<Said> {
        let lang = self.lang;
        let said = |line: Line| match line {
            Line::Sentences(about, sentences) => Said::Sentences(lang.say(about).to_owned(), sentences),
            Line::Command(parts) => Said::Command(parts.join(" ")),
        };
        self.lines.into_iter().map(said).collect()
    }

    /// Adds sentences about something.
    pub(super) fn add(&mut self, about: &'static str, sentences: String) {
        if !sentences.is_empty() {
            self.lines.push(Line::Sentences(about, sentences));
        }
    }

    /// Adds a command; between its parts it may be broken, so that a shell still takes it as one.
    pub(super) fn add_command(&mut self, parts: &[&str]) {
        self.lines.push(Line::Command(parts.iter().map(|part| (*part).to_owned()).collect()));
    }

    /// All of them on a page so wide, each broken below its beginning.
    pub(super) fn text(&self, width: usize) -> String {
        let line = |line: &Line| match line {
            Line::Sentences(about, sentences) => sentences_text(self.lang, about, sentences, width),
            Line::Command(parts) => command_text(parts, width),
        };
        self.lines.iter().map(line).collect()
    }
}

fn sentences_text(lang: Lang, about: &str, sentences: &str, width: usize) -> String {
    let about = lang.say(about);
    let broken = wrapped(sentences, width.saturating_sub(WORD_COLUMNS), "");
    let lines = broken.lines().enumerate().map(|(number, line)| {
        let first = if number == 0 { about } else { "" };
        let blanks = " ".repeat(WORD_COLUMNS.saturating_sub(columns_of(first)));
        format!("{first}{blanks}{line}\n")
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
