//! The scenarios that can be chosen. Clients name them by numbers that the server gave, never by files.

use super::uploads::Upload;
use crate::scenario::{Checked, Scenario, check_text};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// More files than this of a folder are not offered.
const FILES_MAX: usize = 500;

/// A longer file is no scenario that anybody typed.
const BYTES_MAX: u64 = 1 << 20;

/// So many scenarios that were made of logs are kept; then the oldest is forgotten.
const MADE_MAX: usize = 16;

/// A scenario as it is typed.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    /// The name of its file, without a folder.
    pub(super) file: String,
    /// The whole name, by which files beside it are found.
    path: String,
    pub(super) text: String,
    /// The log that it was made of, which is kept as long as it.
    _made_of: Option<Arc<Upload>>,
}

/// A scenario that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) id: u64,
    pub(super) file: String,
    pub(super) title: String,
}

/// All scenarios.
#[derive(Debug)]
pub(super) struct Library {
    files: Vec<PathBuf>,
    made: Mutex<(u64, Vec<(u64, Typed)>)>,
}

impl Library {
    /// The scenarios of a folder, and one that may lie elsewhere and stands first.
    pub(super) fn new(first: Option<&Path>, folder: Option<&Path>) -> std::io::Result<Library> {
        let mut files: Vec<PathBuf> = Vec::new();
        for entry in folder.map(fs::read_dir).transpose()?.into_iter().flatten() {
            let path = entry?.path();
            if path.extension().is_some_and(|ending| ending == "toml") && path.is_file() {
                files.push(path);
            }
        }
        files.sort();
        if let Some(first) = first {
            let same = |path: &PathBuf| path.canonicalize().ok() == first.canonicalize().ok();
            files.retain(|path| !same(path));
            files.insert(0, first.to_owned());
        }
        files.truncate(FILES_MAX);
        Ok(Library { made: Mutex::new((files.len() as u64, Vec::new())), files })
    }

    /// What can be chosen.
    pub(super) fn entries(&self) -> Vec<Entry> {
        let of_files = self.files.iter().enumerate().filter_map(|(id, path)| {
            let typed = read(path).ok()?;
            Some(entry(id as u64, &typed))
        });
        let mut entries: Vec<Entry> = of_files.collect();
        entries.extend(self.made().1.iter().map(|(id, typed)| entry(*id, typed)));
        entries
    }

    /// One of them, as it stands in its file now.
    pub(super) fn typed(&self, id: u64) -> Result<Typed, String> {
        if let Some(path) = usize::try_from(id).ok().and_then(|id| self.files.get(id)) {
            return read(path);
        }
        let made = self.made();
        let known = made.1.iter().find(|(known, _)| *known == id).map(|(_, typed)| typed.clone());
        known.ok_or_else(|| "there is no such scenario any more".to_owned())
    }

    /// Takes in a scenario that the server made of a log; files that it names lie beside the log.
    pub(super) fn take_in(&self, file: String, log: Arc<Upload>, text: String) -> Entry {
        let path = log.dir.path().join(&file).display().to_string();
        let typed = Typed { file, path, text, _made_of: Some(log) };
        let mut made = self.made();
        let id = made.0;
        made.0 += 1;
        let entry = entry(id, &typed);
        made.1.push((id, typed));
        if MADE_MAX < made.1.len() {
            made.1.remove(0);
        }
        entry
    }

    fn made(&self) -> MutexGuard<'_, (u64, Vec<(u64, Typed)>)> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Typed {
    /// The folder in which files lie that it names.
    pub(super) fn folder(&self) -> &Path {
        Path::new(&self.path).parent().unwrap_or(Path::new(""))
    }

    /// What a text means that stands in this file's place.
    ///
    /// # Errors
    /// With everything that is wrong in it, line by line.
    pub(super) fn checked(&self, text: &str) -> Result<Scenario, Vec<String>> {
        match check_text(&self.path, text, None) {
            Ok(Checked { scenario, .. }) => Ok(scenario),
            Err(errors) => Err(errors
                .problems
                .iter()
                .map(|problem| {
                    let line = problem.place.as_ref().map(|place| format!(":{}", place.line));
                    let help = problem.help.as_ref().map(|help| format!("; {help}"));
                    format!(
                        "{}{}: {}{}",
                        self.file,
                        line.unwrap_or_default(),
                        problem.message,
                        help.unwrap_or_default()
                    )
                })
                .collect()),
        }
    }
}

fn read(path: &Path) -> Result<Typed, String> {
    let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let length = fs::metadata(path).map(|known| known.len()).unwrap_or(u64::MAX);
    if BYTES_MAX < length {
        return Err(format!("{file}: it cannot be read, or is too long for a scenario"));
    }
    let text = fs::read_to_string(path).map_err(|error| format!("{file}: {error}"))?;
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).display().to_string();
    Ok(Typed { file, path, text, _made_of: None })
}

/// The title is looked up as it is typed: a scenario that is wrong can be chosen, too, and says what is wrong with it.
fn entry(id: u64, typed: &Typed) -> Entry {
    let root = typed.text.parse::<toml::Table>().unwrap_or_default();
    let title = root.get("scenario").and_then(|table| table.get("title")).and_then(toml::Value::as_str);
    Entry { id, file: typed.file.clone(), title: title.unwrap_or(&typed.file).to_owned() }
}
