//! Small TOML files that stand beside a log: they are read whole, and everything that is wrong with one is told at once.

use crate::text::{plain, plain_lines};
use std::borrow::Cow;
use std::fmt;
use std::io::Read;
use std::ops::Range;
use std::path::{Path, PathBuf};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Nobody writes more by hand, and no list of users is longer.
const BYTES_MAX: u64 = 1 << 26;

/// Why such a file cannot be used: everything that is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapErrors {
    /// The file.
    pub path: PathBuf,
    /// The problems, in the order of the file; never empty.
    pub problems: Vec<MapProblem>,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MapProblem {
    /// Line and column, counted from 1, where there is one.
    pub place: Option<(usize, usize)>,
    /// What was found and what was expected.
    pub message: String,
}

impl MapErrors {
    /// Each of the problems with its place, in a sentence that editors and people can follow.
    pub fn each(&self) -> impl Iterator<Item = String> {
        let path = self.path.display();
        self.problems.iter().map(move |MapProblem { place, message }| match place {
            Some((line, column)) => format!("{path}:{line}:{column}: {message}"),
            None => format!("{path}: {message}"),
        })
    }
}

impl fmt::Display for MapErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.each().collect::<Vec<String>>().join("\n"))
    }
}

impl std::error::Error for MapErrors {}

/// The problems of a file, as it is being read.
#[derive(Debug)]
pub(super) struct Problems<'a> {
    text: &'a str,
    found: Vec<(Range<usize>, String)>,
}

impl Problems<'_> {
    pub(super) fn add(&mut self, place: Range<usize>, message: String) {
        self.found.push((place, message));
    }

    /// The value of a key as text.
    pub(super) fn text(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let text = value.get_ref().as_str().map(str::to_owned);
        if text.is_none() {
            self.wrong(key, value, "a text in quotes");
        }
        text
    }

    /// The value of a key as a table.
    pub(super) fn table<'t, 'i>(
        &mut self,
        key: &str,
        value: &'t Spanned<DeValue<'i>>,
    ) -> Option<&'t DeTable<'i>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.wrong(key, value, &format!("a table `[{key}]`"));
        }
        table
    }

    /// The value of a key is of another kind than expected.
    pub(super) fn wrong(&mut self, key: &str, value: &Spanned<DeValue<'_>>, expected: &str) {
        let found = self.text.get(value.span()).unwrap_or_default();
        // What stands between quotes may have been typed with another keyboard.
        let typed = value.get_ref().as_str().and_then(plain);
        let help = typed.map(|typed| format!("; type `{key} = \"{typed}\"`")).unwrap_or_default();
        self.add(value.span(), format!("{key}: expected {expected}, found {}{help}", shortened(found)));
    }

    /// There is no such key.
    pub(super) fn unknown(&mut self, key: &Spanned<Cow<'_, str>>, known: &[&str]) {
        let message = format!("there is no `{}`: expected one of {}", key.get_ref(), known.join(", "));
        self.add(key.span(), message);
    }

    fn told(mut self, path: &Path) -> MapErrors {
        self.found.sort_by_key(|(place, _)| place.start);
        let text = self.text;
        let place = |offset: usize| {
            let before = text.get(..offset).unwrap_or(text);
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().map_or(0, |rest| rest.chars().count()) + 1;
            Some((line, column))
        };
        let problems = self
            .found
            .into_iter()
            .map(|(range, message)| MapProblem { place: place(range.start), message })
            .collect();
        MapErrors { path: path.into(), problems }
    }
}

/// Reads a file and makes something of it; `understand` notes what is wrong.
pub(super) fn read<T>(
    path: &Path,
    understand: impl FnOnce(&DeTable<'_>, &mut Problems<'_>) -> T,
) -> Result<T, MapErrors> {
    let text = whole(path).map_err(|message| MapErrors {
        path: path.into(),
        problems: vec![MapProblem { place: None, message }],
    })?;
    understood(path, &text, understand)
}

/// Makes something of the text of a file.
pub(super) fn understood<T>(
    path: &Path,
    text: &str,
    understand: impl FnOnce(&DeTable<'_>, &mut Problems<'_>) -> T,
) -> Result<T, MapErrors> {
    let mut problems = Problems { text, found: Vec::new() };
    let (table, errors) = DeTable::parse_recoverable(text);
    let marked = if errors.is_empty() { Vec::new() } else { marked_lines(text) };
    for (place, message) in &marked {
        problems.add(place.clone(), message.clone());
    }
    for error in errors {
        let place = error.span().unwrap_or(0..0);
        // A line with marks of another keyboard has been told of already.
        if !marked.iter().any(|(line, _)| line.start <= place.start && place.start <= line.end) {
            problems.add(place, error.message().to_owned());
        }
    }
    // What cannot be read as TOML would only lead to more complaints about the same lines.
    if !problems.found.is_empty() {
        return Err(problems.told(path));
    }
    let value = understand(table.get_ref(), &mut problems);
    if problems.found.is_empty() { Ok(value) } else { Err(problems.told(path)) }
}

/// The lines that were typed with another keyboard, each with what to type.
fn marked_lines(text: &str) -> Vec<(Range<usize>, String)> {
    let Some(lines) = plain_lines(text) else { return Vec::new() };
    let mut marked = Vec::new();
    let mut start = 0;
    for (line, plain) in text.split_inclusive('\n').zip(&lines) {
        if let Some((typed, plain)) = plain {
            let found = &line[..*typed];
            let indent = found.len() - found.trim_start().len();
            let (found, plain) = (shortened(found.trim_start()), shortened(plain.trim_start()));
            let message = format!("marks of another keyboard, found {found}; type {plain}");
            marked.push((start + indent..start + typed, message));
        }
        start += line.len();
    }
    marked
}

fn whole(path: &Path) -> Result<String, String> {
    let mut text = String::new();
    let file = std::fs::File::open(path).map_err(|error| format!("cannot be opened: {error}"))?;
    let read = file.take(BYTES_MAX + 1).read_to_string(&mut text);
    read.map_err(|error| format!("cannot be read: {error}"))?;
    if BYTES_MAX < text.len() as u64 {
        return Err(format!("expected a small TOML file, found one of more than {BYTES_MAX} bytes"));
    }
    Ok(text)
}

fn shortened(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let short: String = line.chars().take(40).collect();
    if short.len() < text.len() { format!("`{short}...`") } else { format!("`{short}`") }
}
