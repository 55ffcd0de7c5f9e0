//! Logs that clients brought: few, not too large packed or unpacked, in a folder that is gone when the server ends.

use axum::body::{Body, HttpBody as _};
use flate2::read::MultiGzDecoder;
use std::collections::VecDeque;
use std::fs::File;
use std::future::poll_fn;
use std::io::{self, Read, Write as _};
use std::path::Path;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use tempfile::TempDir;

/// A log is not larger as it is sent.
pub(super) const BYTES_MAX: u64 = 64 << 20;

/// A log is not larger when it is unpacked.
pub(super) const UNPACKED_MAX: u64 = 512 << 20;

/// So many logs are kept; then the oldest is forgotten.
const LOGS_MAX: usize = 8;

/// A name is not longer.
const NAME_MAX: usize = 80;

/// A log that a client brought. Its folder is gone when nobody needs it any more.
#[derive(Debug)]
pub(super) struct Upload {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) dir: TempDir,
}

/// All of them.
#[derive(Debug)]
pub(super) struct Uploads {
    pub(super) root: TempDir,
    logs: Mutex<(u64, VecDeque<Arc<Upload>>)>,
}

/// Why a log was not taken.
#[derive(Debug)]
pub(super) enum Refused {
    /// It is too large.
    TooLarge(String),
    /// It is no log, or came to a bad end.
    Broken(String),
    /// The server cannot keep it.
    Disk(String),
}

impl Uploads {
    pub(super) fn new() -> io::Result<Uploads> {
        let root = tempfile::Builder::new().prefix("suanli-serve-").tempdir()?;
        Ok(Uploads { root, logs: Mutex::default() })
    }

    /// A folder for a while.
    pub(super) fn folder(&self) -> io::Result<TempDir> {
        tempfile::Builder::new().tempdir_in(self.root.path())
    }

    /// Takes in a log as it comes.
    pub(super) async fn take_in(&self, name: &str, body: Body) -> Result<Arc<Upload>, Refused> {
        let disk = |error: io::Error| Refused::Disk(format!("the log cannot be kept: {error}"));
        let dir = self.folder().map_err(disk)?;
        let name = plain_name(name);
        let path = dir.path().join(&name);
        let mut file = File::create(&path).map_err(disk)?;
        let (mut body, mut length) = (pin!(body), 0);
        while let Some(frame) = poll_fn(|context| body.as_mut().poll_frame(context)).await {
            let frame = frame.map_err(|_| Refused::Broken("the log did not come to its end".to_owned()))?;
            let Ok(bytes) = frame.into_data() else { continue };
            length += bytes.len() as u64;
            if BYTES_MAX < length {
                return Err(Refused::TooLarge(format!("a log has at most {} MiB", BYTES_MAX >> 20)));
            }
            file.write_all(&bytes).map_err(disk)?;
        }
        file.flush().map_err(disk)?;
        if length == 0 {
            return Err(Refused::Broken("the log is empty".to_owned()));
        }
        let looked = tokio::task::spawn_blocking(move || unpacked(&path)).await;
        looked.unwrap_or_else(|_| Err(Refused::Broken("the log cannot be looked at".to_owned())))?;
        let mut logs = self.logs.lock().unwrap_or_else(PoisonError::into_inner);
        let upload = Arc::new(Upload { id: logs.0, name, dir });
        logs.0 += 1;
        logs.1.push_back(Arc::clone(&upload));
        if LOGS_MAX < logs.1.len() {
            logs.1.pop_front();
        }
        Ok(upload)
    }

    /// One of them.
    pub(super) fn known(&self, id: u64) -> Option<Arc<Upload>> {
        let logs = self.logs.lock().unwrap_or_else(PoisonError::into_inner);
        logs.1.iter().find(|upload| upload.id == id).map(Arc::clone)
    }
}

/// Letters, digits and a few signs of a name, with nothing of a path: what is left names a file in its own folder.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let is_plain = |letter: &char| letter.is_ascii_alphanumeric() || "-_.".contains(*letter);
    let kept: String = last.chars().filter(is_plain).collect();
    let kept = kept.trim_start_matches(['.', '-']);
    let from = kept.len().saturating_sub(NAME_MAX);
    let kept = kept[from..].trim_start_matches(['.', '-']);
    if kept.is_empty() { "log".to_owned() } else { kept.to_owned() }
}

/// Looks how large a log is when it is unpacked, without keeping any of it.
fn unpacked(path: &Path) -> Result<(), Refused> {
    let disk = |error: io::Error| Refused::Disk(format!("the log cannot be read: {error}"));
    let mut file = File::open(path).map_err(disk)?;
    let mut magic = [0; 4];
    let read = file.read(&mut magic).map_err(disk)?;
    let file = File::open(path).map_err(disk)?;
    let mut unpacked: Box<dyn Read> = match &magic[..read] {
        [0x1f, 0x8b, ..] => Box::new(MultiGzDecoder::new(io::BufReader::new(file))),
        [0x28, 0xb5, 0x2f, 0xfd] => Box::new(zstd::Decoder::new(file).map_err(disk)?),
        _ => return Ok(()),
    };
    let most = UNPACKED_MAX + 1;
    // Broken parts are told of by the command that reads it.
    let length = io::copy(&mut unpacked.as_mut().take(most), &mut io::sink()).unwrap_or(0);
    if UNPACKED_MAX < length {
        return Err(Refused::TooLarge(format!(
            "a log has at most {} MiB when it is unpacked",
            UNPACKED_MAX >> 20
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_never_paths() {
        let names =
            ["../../etc/passwd", "..\\a.swf", "--help", ".bashrc", "a b<c>.csv", "", "/", "日志.swf.gz"];
        let plain = ["passwd", "a.swf", "help", "bashrc", "abc.csv", "log", "log", "swf.gz"];
        assert_eq!(names.map(plain_name), plain);
        assert_eq!(plain_name(&("a".repeat(300) + ".swf")).len(), NAME_MAX);
    }
}
