//! Scenarios in JSON: finds the scenario in a `summary.json`, and writes it as TOML of the same length, so that one reader reads
//! both, and every place in the one is a place in the other.

use std::ops::Range;
use std::path::PathBuf;

use jiff::civil::Date;
use serde::Deserialize;
use serde::de::{Deserializer, Error as _};
use serde_json::error::Category;

use super::shown::Shown;

/// The scenario that a JSON file holds.
#[derive(Debug)]
pub(super) struct Found {
    /// The scenario as TOML: one key, and behind it everything in one line.
    pub(super) toml: String,
    /// Its name, which is not that of the file.
    pub(super) name: Option<String>,
    /// Where the files lie that it names.
    pub(super) folder: Option<PathBuf>,
    /// Where its logs lie instead.
    pub(super) logs: Option<PathBuf>,
    /// How its results are shown.
    pub(super) shown: Shown,
}

/// The key of the scenario in the TOML that stands for it.
pub(super) const KEY: &str = "s";

/// What stands around the scenario.
#[derive(Deserialize)]
struct Envelope {
    suanli: Option<String>,
    name: Option<String>,
    folder: Option<PathBuf>,
    logs: Option<PathBuf>,
    confidence: Option<f64>,
    #[serde(default, deserialize_with = "date")]
    week: Option<Date>,
    #[serde(default)]
    branched: Vec<String>,
}

fn date<'de, D: Deserializer<'de>>(read: D) -> Result<Option<Date>, D::Error> {
    let text: Option<String> = Option::deserialize(read)?;
    text.map(|text| text.parse().map_err(D::Error::custom)).transpose()
}

/// Why a file holds no scenario, and where.
#[derive(Debug)]
pub(super) struct Foreign {
    pub(super) bytes: Range<usize>,
    pub(super) message: String,
    pub(super) help: Option<String>,
}

/// Whether a text is JSON, or wants to be: no TOML begins so.
pub(super) fn is_json(text: &str) -> bool {
    without_mark(text).trim_start().starts_with('{')
}

fn without_mark(text: &str) -> &str {
    text.trim_start_matches('\u{feff}')
}

/// Finds the scenario in a file.
///
/// # Errors
/// When it is no JSON, or holds no scenario.
pub(super) fn find(text: &str) -> Result<Found, Foreign> {
    if !walk(text, &mut |_, _| {}) {
        return Err(Foreign {
            bytes: 0..0,
            message: format!("this JSON lies more than {DEPTH_MAX} deep, which no summary does"),
            help: None,
        });
    }
    let envelope: Envelope =
        serde_json::from_str(without_mark(text)).map_err(|error| no_summary(&error, text))?;
    let Envelope { suanli, name, folder, logs, confidence, week, branched } = envelope;
    if !branched.is_empty() {
        return Err(Foreign {
            bytes: 0..0,
            message: format!(
                "this is the summary of a branch ({}), which cannot be run from the beginning",
                branched.join("; ")
            ),
            help: Some(
                "branch the states again: `suanli branch STATE... --set KEY=VALUE`; the scenario's own file has the question \
                 without the branch"
                    .into(),
            ),
        });
    }
    let shown = Shown { confidence, week };
    let (mut found, mut is_whole) = (None, false);
    walk(text, &mut |path, value| match path {
        [Step::Key(key)] if text[key.clone()] == *"scenario" => found = Some(value.bytes.clone()),
        [Step::Key(outer), Step::Key(inner)] => {
            is_whole |= text[outer.clone()] == *"scenario" && text[inner.clone()] == *"scenario";
        }
        _ => {}
    });
    match (found, suanli) {
        (Some(bytes), _) if is_whole => Ok(Found { toml: as_toml(text, bytes), name, folder, logs, shown }),
        (Some(bytes), Some(_)) => Err(Foreign {
            bytes: bytes.start..bytes.start,
            message: "this summary is of an older suanli, which did not write down the whole scenario".into(),
            help: Some("run the scenario's own file again".into()),
        }),
        (None, Some(_)) => Err(Foreign {
            bytes: 0..0,
            message: "this summary holds no scenario: a program put together what was run, and no file says it".into(),
            help: None,
        }),
        (_, None) => Err(Foreign {
            bytes: 0..0,
            message: "this JSON holds no scenario: expected a `summary.json` that `suanli run` or `suanli compare` wrote"
                .into(),
            help: None,
        }),
    }
}

fn no_summary(error: &serde_json::Error, text: &str) -> Foreign {
    // Lines and columns are counted from 1, and columns in bytes.
    let line = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
    let byte = (line + error.column().saturating_sub(1)).min(text.len());
    let said = error.to_string();
    let said = said.split(" at line ").next().unwrap_or_default();
    let message = match error.classify() {
        Category::Data => format!("this JSON is no summary that suanli wrote: {said}"),
        Category::Io | Category::Syntax | Category::Eof => {
            format!("the file begins like JSON, but is none: {said}")
        }
    };
    Foreign { bytes: byte..byte, message, help: None }
}

/// The JSON value that stands there as the value of one TOML key, each byte in its place.
fn as_toml(text: &str, bytes: Range<usize>) -> String {
    let key = format!("{KEY}=");
    // In front of it stand at least its own key and a brace.
    let mut toml = " ".repeat(bytes.start - key.len()) + &key;
    let (mut in_text, mut escaped) = (false, false);
    for character in text[bytes].chars() {
        toml.push(match character {
            ':' if !in_text => '=',
            '\n' | '\r' if !in_text => ' ',
            other => other,
        });
        in_text ^= character == '"' && !escaped;
        escaped = in_text && character == '\\' && !escaped;
    }
    toml
}

/// What leads to a value: a key, by where it stands, or a place in a list.
#[derive(Debug, Clone)]
enum Step {
    Key(Range<usize>),
    Place(usize),
}

/// A value of a JSON text.
#[derive(Debug)]
struct Value {
    /// Where it stands.
    bytes: Range<usize>,
    /// Where it stands with its key, where it has one.
    with_key: Range<usize>,
}

/// The keys that lead to what stands there, as in `scenario.center[0].partition[1].nodes`.
pub(super) fn path_at(text: &str, byte: usize) -> String {
    let mut written = None;
    walk(text, &mut |path, value| {
        // Inner values come before those around them.
        if written.is_none() && value.with_key.contains(&byte) {
            let steps = path.iter().map(|step| match step {
                Step::Key(key) => format!(".{}", &text[key.clone()]),
                Step::Place(place) => format!("[{place}]"),
            });
            written = Some(steps.collect::<String>());
        }
    });
    written.unwrap_or_default().trim_start_matches('.').into()
}

/// Values that lie deeper are not looked at: a file that is no summary may lie deeper than there is memory to go.
const DEPTH_MAX: usize = 128;

/// Shows every value of a text that is JSON, those inside before those around them. Tells whether all of it was seen.
fn walk(text: &str, visit: &mut dyn FnMut(&[Step], &Value)) -> bool {
    let start = text.len() - without_mark(text).len();
    let mut walker = Walker { bytes: text.as_bytes(), at: start, is_too_deep: false, visit };
    walker.skip_blanks();
    let start = walker.at;
    walker.value(&mut Vec::new(), start);
    !walker.is_too_deep
}

struct Walker<'a> {
    bytes: &'a [u8],
    at: usize,
    is_too_deep: bool,
    visit: &'a mut dyn FnMut(&[Step], &Value),
}

impl Walker<'_> {
    fn here(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(b'}')
    }

    fn skip_blanks(&mut self) {
        while self.at < self.bytes.len() && self.here().is_ascii_whitespace() {
            self.at += 1;
        }
    }

    /// Goes behind a value, which stands behind its key.
    fn value(&mut self, path: &mut Vec<Step>, key_start: usize) {
        let start = self.at;
        match self.here() {
            b'{' | b'[' if DEPTH_MAX <= path.len() => {
                self.is_too_deep = true;
                self.at = self.bytes.len();
            }
            b'{' => self.parts(path, b'}'),
            b'[' => self.parts(path, b']'),
            b'"' => self.text(),
            _ => {
                while !matches!(self.here(), b',' | b'}' | b']') && !self.here().is_ascii_whitespace() {
                    self.at += 1;
                }
            }
        }
        (self.visit)(path, &Value { bytes: start..self.at, with_key: key_start..self.at });
    }

    /// Goes behind a list or an object.
    fn parts(&mut self, path: &mut Vec<Step>, end: u8) {
        let mut place = 0;
        self.at += 1;
        self.skip_blanks();
        while self.at < self.bytes.len() && self.here() != end {
            let start = self.at;
            if end == b'}' {
                self.text();
                path.push(Step::Key(start + 1..self.at - 1));
                while matches!(self.here(), b':') || self.here().is_ascii_whitespace() {
                    self.at += 1;
                }
            } else {
                path.push(Step::Place(place));
                place += 1;
            }
            self.value(path, start);
            path.pop();
            while matches!(self.here(), b',') || self.here().is_ascii_whitespace() {
                self.at += 1;
            }
        }
        self.at = (self.at + 1).min(self.bytes.len());
    }

    /// Goes behind a text in quotes.
    fn text(&mut self) {
        self.at += 1;
        while self.at < self.bytes.len() && self.here() != b'"' {
            self.at += if self.here() == b'\\' { 2 } else { 1 };
        }
        self.at = (self.at + 1).min(self.bytes.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "{\n \"suanli\": \"1\", \"scenario\": {\"scenario\": {\"title\": \"a:\\\"b\"},\n \"center\": [{\"name\": \"x\"}, {\"nodes\": 7}]}}";

    #[test]
    fn a_scenario_becomes_toml_of_the_same_places() {
        let found = find(TEXT).expect("there is one");
        let start = TEXT.find("{\"scenario\"").expect("it is there");
        assert_eq!(
            found.toml.trim_start(),
            "s={\"scenario\"= {\"title\"= \"a:\\\"b\"},  \"center\"= [{\"name\"= \"x\"}, {\"nodes\"= 7}]}"
        );
        assert_eq!(&found.toml[start..start + 1], "{");
        assert_eq!(found.toml.find('7'), TEXT.find('7'));
    }

    #[test]
    fn every_place_has_a_path() {
        let path = |what: &str| path_at(TEXT, TEXT.find(what).expect("it is there"));
        assert_eq!(path("7"), "scenario.center[1].nodes");
        assert_eq!(path("nodes"), "scenario.center[1].nodes");
        assert_eq!(path("a:"), "scenario.scenario.title");
        assert_eq!(path("{\"nodes"), "scenario.center[1]");
    }
}
