//! Scenario files: reading them, and everything that can be wrong with a file before it is TOML.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::believed::Scenario;
use super::check::believe;
use super::problem::{Problem, Problems, ScenarioErrors};
use super::spec::Spec;

/// A file larger than this is no scenario that anybody typed.
const BYTES_MAX: u64 = 1 << 20;

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
    checked(&name, &text, |spec| spec)
}

/// Reads a scenario from a file, with warnings; the logs that it names lie in this folder, and not beside it.
///
/// # Errors
/// As [`load`].
pub fn check_file_with_logs_in(path: &Path, folder: &Path) -> Result<Checked, ScenarioErrors> {
    let (name, text) = text_of(path)?;
    checked(&name, &text, |spec| spec.with_logs_in(folder))
}

/// The name and the text of a file.
fn text_of(path: &Path) -> Result<(String, String), ScenarioErrors> {
    let name = path.display().to_string();
    let bytes =
        read_limited(path).map_err(|error| unreadable(&name, format!("cannot read: {error}"), None))?;
    if BYTES_MAX < bytes.len() as u64 {
        let message = format!("the file has more than {BYTES_MAX} bytes, which no scenario has");
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

/// Reads a scenario from text, with warnings.
///
/// # Errors
/// As [`parse`].
pub fn check(name: &str, text: &str) -> Result<Checked, ScenarioErrors> {
    checked(name, text, |spec| spec)
}

fn checked(name: &str, text: &str, told: impl FnOnce(Spec) -> Spec) -> Result<Checked, ScenarioErrors> {
    let says_something = |line: &str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    if !text.trim_start_matches('\u{feff}').lines().any(says_something) {
        let help = Some("`suanli init FILE` writes a scenario to begin from".to_string());
        return Err(unreadable(name, "the file is empty".into(), help));
    }
    let mut problems = Problems::new(name, text);
    let spec = told(Spec::read(text, &mut problems));
    // In a file that is not even TOML names may seem to be missing that are only misspelt.
    let scenario = if spec.whole { believe(&short_name(name), &spec, &mut problems) } else { None };
    let (found, warnings) = problems.into_sorted();
    match scenario {
        Some(scenario) => Ok(Checked { scenario, warnings, text: text.into() }),
        None => Err(ScenarioErrors::new(text, found, warnings)),
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
    File::open(path)?.take(BYTES_MAX + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn unreadable(file: &str, message: String, help: Option<String>) -> ScenarioErrors {
    ScenarioErrors::new("", vec![Problem { file: file.into(), place: None, message, help }], Vec::new())
}
