//! Mistakes in a scenario file: where, what was found, and what would be right.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use miette::{Diagnostic, LabeledSpan, NamedSource, Severity};

use super::json::{is_json, path_at};
use crate::text::{marked, visible};

pub(super) use crate::text::nearest;

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// The bytes it spans.
    pub bytes: Range<usize>,
}

/// One thing that is wrong (or, as a warning, surely not meant so).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file, as it was named.
    pub file: String,
    /// Where in it; absent when the file could not be read at all.
    pub place: Option<Place>,
    /// What was found and what was expected.
    pub message: String,
    /// What would be right, where that can be guessed.
    pub help: Option<String>,
}

/// `FILE:LINE:COLUMN: message; help`, which editors and people can follow.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some(place) => write!(f, "{}:{}:{}: {}", self.file, place.line, place.column, self.message)?,
            None => write!(f, "{}: {}", self.file, self.message)?,
        }
        match &self.help {
            Some(help) => write!(f, "; {help}"),
            None => Ok(()),
        }
    }
}

/// Everything that is wrong with a file, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScenarioErrors {
    /// What must be put right; never empty.
    pub problems: Vec<Problem>,
    /// Something that is legal but surely not meant so.
    pub warnings: Vec<Problem>,
    text: Arc<str>,
}

impl ScenarioErrors {
    pub(super) fn new(text: &str, problems: Vec<Problem>, warnings: Vec<Problem>) -> ScenarioErrors {
        assert!(!problems.is_empty(), "a failure names at least one problem");
        ScenarioErrors { problems, warnings, text: text.into() }
    }

    /// One report for each problem, each showing its lines of the file.
    #[must_use]
    pub fn reports(self) -> Vec<miette::Report> {
        reports(&self.text, self.problems, Severity::Error)
    }
}

impl fmt::Display for ScenarioErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, problem) in self.problems.iter().enumerate() {
            if 0 < number {
                writeln!(f)?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ScenarioErrors {}

/// One report for each warning, each showing its lines of the file.
#[must_use]
pub fn warning_reports(text: &str, warnings: Vec<Problem>) -> Vec<miette::Report> {
    reports(&Arc::from(text), warnings, Severity::Warning)
}

fn reports(text: &Arc<str>, problems: Vec<Problem>, severity: Severity) -> Vec<miette::Report> {
    let shown: Arc<str> = Arc::from(marked(text));
    problems
        .into_iter()
        .map(|problem| {
            let source = NamedSource::new(visible(&problem.file), Arc::clone(&shown)).with_language("TOML");
            let snippet =
                problem.place.as_ref().map(|place| &place.bytes).filter(|bytes| is_readable(text, bytes));
            miette::Report::new(Shown { snippet: snippet.cloned(), problem, source, severity })
        })
        .collect()
}

/// A longer line fills the screen; and snippets cannot point far into one.
const LINE_SHOWN_MAX: usize = 10_000;

/// Whether lines are short enough to be shown.
fn is_readable(text: &str, bytes: &Range<usize>) -> bool {
    let text = text.as_bytes();
    let start = text[..bytes.start].iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
    let end =
        text[bytes.end..].iter().position(|byte| *byte == b'\n').map_or(text.len(), |more| bytes.end + more);
    text[start..end].split(|byte| *byte == b'\n').all(|line| line.len() <= LINE_SHOWN_MAX)
}

/// A problem together with the text that it points into.
#[derive(Debug)]
struct Shown {
    problem: Problem,
    /// The place in the text that is shown, where that helps.
    snippet: Option<Range<usize>>,
    source: NamedSource<Arc<str>>,
    severity: Severity,
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Problem { file, place, message, .. } = &self.problem;
        match (&self.snippet, place) {
            // The snippet below the message names the file.
            (Some(_), _) => f.write_str(message),
            (None, Some(place)) => write!(f, "{file}:{}:{}: {message}", place.line, place.column),
            (None, None) => write!(f, "{file}: {message}"),
        }
    }
}

impl std::error::Error for Shown {}

impl Diagnostic for Shown {
    fn severity(&self) -> Option<Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.problem.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        self.snippet.as_ref().map(|_| &self.source as &dyn miette::SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let label = LabeledSpan::new_primary_with_span(Some("here".into()), self.snippet.clone()?);
        Some(Box::new(std::iter::once(label)))
    }
}

/// The problems of one file, as they are found.
#[derive(Debug)]
pub(super) struct Problems<'a> {
    file: &'a str,
    /// Where the files lie that the scenario names.
    folder: PathBuf,
    text: &'a str,
    language: Language,
    line_starts: Vec<usize>,
    found: Vec<Note>,
    warnings: Vec<Note>,
}

/// What a scenario is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    /// TOML, as people write it.
    Toml,
    /// JSON, as a run writes it down.
    Json,
}

#[derive(Debug)]
struct Note {
    bytes: Range<usize>,
    message: String,
    help: Option<String>,
}

/// More than this nobody reads; a file that is no scenario at all would fill the screen for hours.
const PROBLEMS_SHOWN_MAX: usize = 200;

impl<'a> Problems<'a> {
    pub(super) fn new(file: &'a str, text: &'a str) -> Problems<'a> {
        let mut line_starts = vec![0];
        line_starts.extend(text.match_indices('\n').map(|(newline, _)| newline + 1));
        let folder = Path::new(file).parent().unwrap_or(Path::new("")).into();
        let language = if is_json(text) { Language::Json } else { Language::Toml };
        Problems { file, folder, text, language, line_starts, found: Vec::new(), warnings: Vec::new() }
    }

    /// The same for a scenario that names files in this folder.
    pub(super) fn of_files_in(self, folder: PathBuf) -> Problems<'a> {
        Problems { folder, ..self }
    }

    /// Where the files lie that the scenario names.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The text of the file.
    pub(super) const fn text(&self) -> &'a str {
        self.text
    }

    /// What the file is written in.
    pub(super) const fn language(&self) -> Language {
        self.language
    }

    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// How many mistakes there are so far.
    pub(super) fn count(&self) -> usize {
        self.found.len()
    }

    /// Notes a mistake.
    pub(super) fn add(&mut self, bytes: &Range<usize>, message: impl Into<String>, help: Option<String>) {
        self.found.push(Note { bytes: bytes.clone(), message: message.into(), help });
    }

    /// Notes something legal that is surely not meant so.
    pub(super) fn warn(&mut self, bytes: &Range<usize>, message: impl Into<String>, help: Option<String>) {
        self.warnings.push(Note { bytes: bytes.clone(), message: message.into(), help });
    }

    /// A list of its own for the same file.
    pub(super) fn apart(&self) -> Problems<'a> {
        Problems::new(self.file, self.text).of_files_in(self.folder.clone())
    }

    /// A list of its own for the same file with other words in some of its lines.
    pub(super) fn of_text<'b>(&'b self, text: &'b str) -> Problems<'b> {
        Problems::new(self.file, text).of_files_in(self.folder.clone())
    }

    /// The mistakes with their places as lines, and bytes in these.
    pub(super) fn by_line(self) -> Vec<(usize, Range<usize>, String, Option<String>)> {
        let placed = |note: &Note| {
            let line = self.line(note.bytes.start);
            let start = self.line_starts[line - 1];
            (line, note.bytes.start - start..note.bytes.end.max(note.bytes.start) - start)
        };
        let places: Vec<(usize, Range<usize>)> = self.found.iter().map(placed).collect();
        let notes = self.found.into_iter().zip(places);
        notes.map(|(note, (line, bytes))| (line, bytes, note.message, note.help)).collect()
    }

    /// Notes mistakes whose places are given so.
    pub(super) fn add_by_line(&mut self, told: Vec<(usize, Range<usize>, String, Option<String>)>) {
        for (line, bytes, message, help) in told {
            let start = self.line_starts.get(line - 1).copied().unwrap_or(self.text.len());
            let end = self.line_starts.get(line).map_or(self.text.len(), |next| next - 1);
            let mut place = (start + bytes.start).min(end)..(start + bytes.end).min(end);
            // Where the words differ, a place may lie within a letter.
            while !self.text.is_char_boundary(place.end) {
                place.end += 1;
            }
            self.add(&place, message, help);
        }
    }

    /// The mistakes in words, without their places.
    pub(super) fn messages(self) -> impl Iterator<Item = String> {
        self.found.into_iter().map(|note| note.message)
    }

    /// Forgets all mistakes after the first `kept` that lie on these lines.
    pub(super) fn forget_on_lines(&mut self, kept: usize, lines: &BTreeSet<usize>) {
        let later = self.found.split_off(kept);
        let elsewhere = later.into_iter().filter(|note| !lines.contains(&self.line(note.bytes.start)));
        let elsewhere: Vec<Note> = elsewhere.collect();
        self.found.extend(elsewhere);
    }

    /// The line of a byte, counted from 1.
    pub(super) fn line(&self, byte: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= byte)
    }

    /// Mistakes and warnings in the order of the file.
    pub(super) fn into_sorted(mut self) -> (Vec<Problem>, Vec<Problem>) {
        let (found, warnings) = (std::mem::take(&mut self.found), std::mem::take(&mut self.warnings));
        (self.placed(found), self.placed(warnings))
    }

    fn placed(&self, mut notes: Vec<Note>) -> Vec<Problem> {
        notes.sort_by_key(|note| note.bytes.start);
        let left_out = notes.len().saturating_sub(PROBLEMS_SHOWN_MAX);
        notes.truncate(PROBLEMS_SHOWN_MAX);
        let mut problems = Vec::new();
        for note in notes {
            let place = Some(self.place(&note.bytes));
            let message = match self.language {
                Language::Toml => note.message,
                Language::Json => format!("{}{}", note.message, self.leading_to(&note.bytes)),
            };
            problems.push(Problem { file: self.file.into(), place, message, help: note.help });
        }
        if 0 < left_out {
            let message = format!("there are {left_out} more problems");
            problems.push(Problem { file: self.file.into(), place: None, message, help: None });
        }
        problems
    }

    /// The keys that lead to a place of a JSON file, where any do: nobody counts its braces. An empty place
    /// stands for the whole file.
    fn leading_to(&self, bytes: &Range<usize>) -> String {
        if bytes.is_empty() {
            return String::new();
        }
        match path_at(self.text, bytes.start) {
            path if path.is_empty() => String::new(),
            path => format!(" (at `{path}`)"),
        }
    }

    fn place(&self, bytes: &Range<usize>) -> Place {
        // A span may end behind the text; and what is shown must begin at a character.
        let mut start = bytes.start.min(self.text.len());
        while !self.text.is_char_boundary(start) {
            start -= 1;
        }
        let line = self.line(start);
        let before = self.text[self.line_starts[line - 1]..start].trim_start_matches('\u{feff}');
        let column = before.chars().count() + 1;
        Place { line, column, bytes: start..bytes.end.clamp(start, self.text.len()) }
    }
}

/// "did you mean `x`?" where a name is near, and else the list of what there is.
pub(super) fn suggestion(found: &str, known: &[&str]) -> Option<String> {
    if known.is_empty() {
        return None;
    }
    Some(match nearest(found, known.iter().copied()) {
        Some(name) => format!("did you mean `{name}`?"),
        None if known.len() == 1 => format!("there is only {}", listed(known)),
        None => format!("there are {}", listed(known)),
    })
}

/// Names in a sentence: "`a`, `b` and `c`".
pub(super) fn listed(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => "none".into(),
    }
}
