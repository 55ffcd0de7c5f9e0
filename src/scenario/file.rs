//! Scenario files: reading them, and everything that can be wrong with a file before it is TOML.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::believed::{Document, Scenario};
use super::check::believe;
use super::json::{self, Foreign, Found, is_json};
use super::problem::{Language, Problem, Problems, ScenarioErrors};
use super::shown::Shown;
use super::spec::Spec;
use crate::log::{LogReader, OtherKind, other_kind};
use crate::model::Span;

/// A file larger than this is no scenario that anybody typed.
const BYTES_MAX: u64 = 1 << 20;

/// So much of a file is enough to know what it is.
const HEAD_BYTES: usize = 1 << 19;

/// A run writes down all its figures beside its scenario.
const JSON_BYTES_MAX: u64 = 1 << 28;

/// A scenario that is right, with its text and what may not be meant so.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// The scenario.
    pub scenario: Scenario,
    /// Things that are legal but surely not meant so.
    pub warnings: Vec<Problem>,
    /// The file, word for word.
    pub text: String,
}

/// Reads a scenario from a file.
///
/// # Errors
/// When the file cannot be read, or with everything that is wrong in it.
pub fn load(path: &Path) -> Result<Scenario, ScenarioErrors> {
    check_file(path).map(|checked| checked.scenario)
}

/// Reads a scenario from text; `name` is that of the file.
///
/// # Errors
/// With everything that is wrong in it.
pub fn parse(name: &str, text: &str) -> Result<Scenario, ScenarioErrors> {
    check(name, text).map(|checked| checked.scenario)
}

/// Reads a scenario from a file, with warnings.
///
/// # Errors
/// As [`load`].
pub fn check_file(path: &Path) -> Result<Checked, ScenarioErrors> {
    let (name, text) = text_of(path)?;
    checked(&name, &text, None)
}

/// Reads a scenario from a file, with warnings; the logs that it names lie in this folder, and not beside it.
///
/// # Errors
/// As [`load`].
pub fn check_file_with_logs_in(path: &Path, folder: &Path) -> Result<Checked, ScenarioErrors> {
    let (name, text) = text_of(path)?;
    checked(&name, &text, Some(folder))
}

/// Reads a scenario from the text of a file of this name, with warnings; the logs lie beside that file, or in the given folder.
///
/// # Errors
/// As [`load`].
pub fn check_text(name: &str, text: &str, logs: Option<&Path>) -> Result<Checked, ScenarioErrors> {
    checked(name, text, logs)
}

/// The name and the text of a file.
fn text_of(path: &Path) -> Result<(String, String), ScenarioErrors> {
    let name = path.display().to_string();
    let bytes =
        read_limited(path).map_err(|error| unreadable(&name, format!("cannot read: {error}"), None))?;
    let most = bytes_max(&bytes);
    if let Some(other) = other_than_scenario(&name, &bytes) {
        return Err(other);
    }
    if most < bytes.len() as u64 {
        let message = format!("the file has more than {most} bytes, which no scenario has");
        return Err(unreadable(&name, message, None));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok((name, text)),
        Err(error) => {
            let good = String::from_utf8_lossy(&error.as_bytes()[..error.utf8_error().valid_up_to()]);
            let line = good.matches('\n').count() + 1;
            let help = "save it as UTF-8 text, if it is a scenario at all".to_string();
            Err(unreadable(&name, format!("the file is not UTF-8 text (from line {line} on)"), Some(help)))
        }
    }
}

/// Says in one sentence what a file is that is a log, or something else that is known and is no scenario.
fn other_than_scenario(name: &str, bytes: &[u8]) -> Option<ScenarioErrors> {
    let head = &bytes[..bytes.len().min(HEAD_BYTES)];
    let text = String::from_utf8_lossy(head);
    let kind = other_kind(&text);
    if kind.is_some_and(OtherKind::is_scenario) {
        return None;
    }
    let log = LogReader::from_reader(Path::new(name), io::Cursor::new(head.to_vec()));
    // A file of remarks alone could be any log.
    let format = log.ok().and_then(|mut log| log.next_row().ok()?.map(|_| log.format().name));
    let message = match (format, kind) {
        (Some(format), _) => format!(
            "this is a log ({format}), and no scenario: `suanli replay {name}` replays it, and `suanli inspect {name}` says what is in it"
        ),
        (None, Some(kind)) => format!("this is {}, and no scenario", kind.what),
        (None, None) => return None,
    };
    Some(unreadable(name, message, None))
}

/// Reads a scenario from text, with warnings.
///
/// # Errors
/// As [`parse`].
pub fn check(name: &str, text: &str) -> Result<Checked, ScenarioErrors> {
    checked(name, text, None)
}

fn checked(name: &str, text: &str, logs: Option<&Path>) -> Result<Checked, ScenarioErrors> {
    let says_something = |line: &str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    if !text.trim_start_matches('\u{feff}').lines().any(says_something) {
        let help = Some("`suanli init FILE` writes a scenario to begin from".to_string());
        return Err(unreadable(name, "the file is empty".into(), help));
    }
    let mut problems = Problems::new(name, text);
    let scenario = match problems.language() {
        Language::Toml => believed(text, &short_name(name), (logs, Shown::default()), &mut problems),
        Language::Json => match json::find(text) {
            Ok(Found { toml, name: own, folder, logs: own_logs, shown }) => {
                problems = match folder {
                    Some(folder) => problems.of_files_in(folder),
                    None => problems,
                };
                let name = own.unwrap_or_else(|| short_name(name));
                believed(&toml, &name, (logs.or(own_logs.as_deref()), shown), &mut problems)
            }
            Err(Foreign { bytes, message, help }) => {
                problems.add(&bytes, message, help);
                None
            }
        },
    };
    let (found, warnings) = problems.into_sorted();
    match scenario {
        Some(scenario) => Ok(Checked { scenario, warnings, text: text.into() }),
        None => Err(ScenarioErrors::new(text, found, warnings)),
    }
}

/// What the TOML of a file means, with the file as it can be written again.
fn believed(
    toml: &str,
    name: &str,
    (logs, shown): (Option<&Path>, Shown),
    problems: &mut Problems<'_>,
) -> Option<Scenario> {
    let spec = Spec::read(toml, problems);
    let spec = match logs {
        Some(folder) => spec.with_logs_in(folder),
        None => spec,
    };
    // In a file that is not even TOML names may seem to be missing that are only misspelt.
    let mut scenario = if spec.whole { believe(name, &spec, problems) } else { None }?;
    let read = Box::new(scenario.clone());
    let (folder, logs) = (problems.folder().into(), logs.map(Into::into));
    scenario.document = Some(Box::new(Document { folder, logs, shown, tables: spec.tables, read }));
    Some(scenario)
}

impl Scenario {
    /// The same for another length of time, in which its locks recur as often as they do.
    ///
    /// # Errors
    /// When it cannot last so long, or its logs cannot be read again.
    pub fn lasting(mut self, horizon: Span) -> Result<Scenario, ScenarioErrors> {
        self.horizon = horizon;
        let (Some(document), Some(tables)) = (&self.document, self.written()) else { return Ok(self) };
        let summary = serde_json::json!({
            "suanli": env!("CARGO_PKG_VERSION"),
            "name": self.name,
            "folder": document.folder,
            "logs": document.logs,
            "confidence": document.shown.confidence,
            "week": document.shown.week.map(|date| date.to_string()),
            "scenario": tables,
        });
        parse(&format!("{} of another length", self.name), &summary.to_string())
    }
}

/// The file's name without folder and ending.
fn short_name(name: &str) -> String {
    let stem = Path::new(name).file_stem().map(|stem| stem.to_string_lossy().into_owned());
    stem.unwrap_or_else(|| name.into())
}

/// At most one byte more than allowed, so that endless files end too.
fn read_limited(path: &Path) -> io::Result<Vec<u8>> {
    if path.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
    }
    let mut bytes = Vec::new();
    let mut file = File::open(path)?;
    file.by_ref().take(BYTES_MAX + 1).read_to_end(&mut bytes)?;
    let rest = (bytes_max(&bytes) + 1).saturating_sub(bytes.len() as u64);
    file.take(rest).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// How many bytes a file may have that begins so.
fn bytes_max(bytes: &[u8]) -> u64 {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(1_024)]);
    if is_json(&start) { JSON_BYTES_MAX } else { BYTES_MAX }
}

fn unreadable(file: &str, message: String, help: Option<String>) -> ScenarioErrors {
    ScenarioErrors::new("", vec![Problem { file: file.into(), place: None, message, help }], Vec::new())
}
