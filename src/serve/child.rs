//! Other commands of this program, run beside the server: what they read may be anybody's, and a process can be ended at any time.

use super::answer::line;
use super::stream::send_line;
use axum::body::Bytes;
use serde_json::json;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncReadExt as _, BufReader};
use tokio::process::Command;
use tokio::sync::mpsc;

/// A command that takes longer than this is for a terminal.
const TIME_MAX: Duration = Duration::from_secs(180);

/// A command that holds more memory than this is ended.
const MEMORY_MAX: u64 = 2 << 30;

/// How often its memory is looked at.
const LOOK: Duration = Duration::from_millis(250);

/// An answer is not longer.
const ANSWER_MAX: u64 = 4 << 20;

/// Of what is said on the way no more is told.
const SAID_MAX: usize = 64 << 10;

/// How wide its tables are.
const COLUMNS: &str = "92";

/// A command that is to be run.
#[derive(Debug)]
pub(super) struct Errand<'a> {
    pub(super) program: &'a Path,
    pub(super) words: Vec<OsString>,
    /// The folder that it works in.
    pub(super) folder: PathBuf,
    pub(super) threads: usize,
}

/// Runs a command and gives what it answers. Lines that it says on the way are sent on; when nobody takes them any more, it is ended.
///
/// # Errors
/// With what it says is wrong.
pub(super) async fn run(errand: Errand<'_>, told: &mpsc::Sender<Bytes>) -> Result<String, Vec<String>> {
    let mut command = Command::new(errand.program);
    command.args(&errand.words).current_dir(&errand.folder).kill_on_drop(true);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.env("RAYON_NUM_THREADS", errand.threads.to_string()).env("COLUMNS", COLUMNS).env("NO_COLOR", "1");
    let cannot = |error: std::io::Error| vec![format!("the command cannot be run: {error}")];
    let mut child = command.spawn().map_err(cannot)?;
    let (out, err) = (child.stdout.take(), child.stderr.take());
    let id = child.id();
    let whole = async {
        let (answer, said) = tokio::join!(read(out), say(err, told));
        let status = child.wait().await.map_err(cannot)?;
        match status.success() {
            true => Ok(answer),
            false if said.is_empty() => Err(vec![format!("the command ended with {status}")]),
            false => Err(said),
        }
    };
    tokio::select! {
        done = tokio::time::timeout(TIME_MAX, whole) => done.unwrap_or_else(|_| {
            Err(vec![format!("it took more than {} s and was ended; at a terminal it may take as long as it needs", TIME_MAX.as_secs())])
        }),
        () = told.closed() => Err(vec!["stopped".to_owned()]),
        () = grown_too_large(id) => {
            Err(vec![format!("it held more than {} GiB and was ended", MEMORY_MAX >> 30)])
        }
    }
}

async fn read(out: Option<impl AsyncRead + Unpin>) -> String {
    let mut bytes = Vec::new();
    if let Some(out) = out {
        // What was read before a failure is all there is.
        let _ = out.take(ANSWER_MAX).read_to_end(&mut bytes).await;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Sends on what is said, and gives it back for where it turns out to be what is wrong.
async fn say(err: Option<impl AsyncRead + Unpin>, told: &mpsc::Sender<Bytes>) -> Vec<String> {
    let Some(err) = err else { return Vec::new() };
    let (mut lines, mut said, mut bytes) = (BufReader::new(err.take(ANSWER_MAX)).lines(), Vec::new(), 0);
    while let Ok(Some(text)) = lines.next_line().await {
        bytes += text.len();
        if bytes <= SAID_MAX {
            // Nobody takes it any more: then the command is ended.
            let _ = send_line(told, line(&json!({ "kind": "told", "text": text }))).await;
            said.push(text);
        }
    }
    said
}

/// Ends when the command holds too much memory, where the system tells how much it holds.
async fn grown_too_large(id: Option<u32>) {
    let path = PathBuf::from(format!("/proc/{}/status", id.unwrap_or(0)));
    loop {
        tokio::time::sleep(LOOK).await;
        let status = tokio::fs::read_to_string(&path).await.unwrap_or_default();
        let held = status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix("kB"));
        let held: u64 = held.and_then(|kib| kib.trim().parse().ok()).unwrap_or(0);
        if MEMORY_MAX < held * 1_024 {
            return;
        }
    }
}
