//! `manifest.json`: which files of a folder of outputs are ours, and of which experiment. What an older one left is found by it, and
//! nothing else is ever taken away or written over.

use super::files::{FileError, failed, write_file};
use flate2::Crc;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader};
use std::path::{Component, Path};

/// The name of the file.
pub(super) const MANIFEST: &str = "manifest.json";

/// Of what results are.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// What was simulated or looked at.
    pub title: String,
    /// The seed of all chance, where it has a part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// How often each policy was run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replications: Option<u32>,
    /// The policies, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<String>,
}

/// Files by their names from the folder, with the sums over their content; nothing where any content is ours.
pub(super) type Sums = BTreeMap<String, Option<String>>;

/// The results of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Results {
    pub(super) about: About,
    /// CRC-32 of each file.
    pub(super) files: Sums,
}

/// What a folder holds of ours: the results of each kind, as results of one kind do not take the place of those of another.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    suanli: String,
    pub(super) results: BTreeMap<String, Results>,
}

impl Manifest {
    /// What a folder holds of ours; nothing where it has no manifest.
    pub(super) fn read(folder: &Path) -> Result<Manifest, FileError> {
        let path = folder.join(MANIFEST);
        let text = match std::fs::read_to_string(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Manifest::default()),
            text => text.map_err(|source| failed(&path, "cannot read", source))?,
        };
        let foreign = |why: String| {
            let why = format!("suanli did not write it so ({why}): move it away, or choose another folder");
            failed(&path, "cannot understand", io::Error::new(io::ErrorKind::InvalidData, why))
        };
        let manifest: Manifest = serde_json::from_str(&text).map_err(|error| foreign(error.to_string()))?;
        let mut names = manifest.results.values().flat_map(|results| results.files.keys());
        match names.find(|name| !is_inside(name)) {
            None => Ok(manifest),
            Some(name) => Err(foreign(format!("`{}` is no file of this folder", name.escape_debug()))),
        }
    }

    /// Writes it down.
    pub(super) fn write(mut self, folder: &Path) -> Result<(), FileError> {
        self.suanli = env!("CARGO_PKG_VERSION").to_owned();
        let path = folder.join(MANIFEST);
        let text = serde_json::to_string_pretty(&self)
            .map_err(|error| failed(&path, "cannot write", io::Error::other(error)))?;
        write_file(&path, format!("{text}\n").as_bytes())
    }

    /// Whether a file is ours.
    pub(super) fn holds(&self, name: &str) -> bool {
        self.results.values().any(|results| results.files.contains_key(name))
    }
}

/// Whether a name leads to a file in the folder or below it, and not out of it.
fn is_inside(name: &str) -> bool {
    let path = Path::new(name);
    !name.is_empty() && path.components().all(|part| matches!(part, Component::Normal(_)))
}

/// The sum over the content of a file.
pub(super) fn sum(path: &Path) -> io::Result<String> {
    let mut file = BufReader::with_capacity(1 << 16, File::open(path)?);
    let mut crc = Crc::new();
    loop {
        let bytes = file.fill_buf()?;
        if bytes.is_empty() {
            return Ok(format!("{:08x}", crc.sum()));
        }
        crc.update(bytes);
        let count = bytes.len();
        file.consume(count);
    }
}
