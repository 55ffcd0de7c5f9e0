//! The lines of a log, read in large pieces into one buffer: no line is copied, and memory does not grow.

use super::error::{LogError, LogProblem};
use super::input::{Input, Progress};
use std::path::{Path, PathBuf};

/// Large enough that the system is seldom asked, small enough to stay in a processor's cache.
const BUFFER_BYTES: usize = 1 << 18;

/// No row of any format is longer, not even one that names ten thousand nodes; a file of one endless line must not fill the memory.
const LINE_BYTES_MAX: usize = 1 << 20;

/// A line without its end.
#[derive(Debug, Clone, Copy)]
pub(super) struct TextLine<'a> {
    pub(super) bytes: &'a [u8],
    /// Counted from 1.
    pub(super) number: u64,
    /// Whether it had an end: the last line of a file that was cut off has none.
    pub(super) complete: bool,
}

/// The lines of a log, one after the other.
pub(super) struct Lines {
    path: PathBuf,
    input: Input,
    buffer: Vec<u8>,
    /// The bytes that have been read but not given are those of `from..until`.
    from: usize,
    until: usize,
    ended: bool,
    number: u64,
}

impl Lines {
    /// Opens a log and fills the buffer with its beginning.
    pub(super) fn open(path: &Path) -> Result<Lines, LogError> {
        Lines::of(path, Input::open(path)?)
    }

    /// The lines of an input, with the buffer full of its beginning; the path is for messages.
    pub(super) fn of(path: &Path, input: Input) -> Result<Lines, LogError> {
        let buffer = vec![0; BUFFER_BYTES];
        let mut lines =
            Lines { path: path.into(), input, buffer, from: 0, until: 0, ended: false, number: 0 };
        while !lines.ended && lines.until < BUFFER_BYTES {
            lines.read_on()?;
        }
        if lines.until == 0 {
            return Err(lines.error(None, LogProblem::Empty));
        }
        // Windows programs like to begin a text with this mark.
        if lines.buffer.starts_with(b"\xef\xbb\xbf") {
            lines.from = 3;
        }
        Ok(lines)
    }

    /// The lines at the beginning, without reading on. Only meaningful before the first line is taken.
    pub(super) fn head(&self) -> impl Iterator<Item = &[u8]> {
        let bytes = &self.buffer[self.from..self.until];
        let whole = if self.ended {
            bytes
        } else {
            // The last line may be there only in part.
            &bytes[..memchr::memrchr(b'\n', bytes).unwrap_or(0)]
        };
        whole.split(|byte| *byte == b'\n')
    }

    /// The next line.
    pub(super) fn next(&mut self) -> Result<Option<TextLine<'_>>, LogError> {
        let (bytes, complete) = loop {
            let unread = &self.buffer[self.from..self.until];
            if let Some(end) = memchr::memchr(b'\n', unread) {
                let first = self.from;
                self.from += end + 1;
                break (first..first + end, true);
            }
            if LINE_BYTES_MAX < unread.len() {
                let problem = LogProblem::LineTooLong { bytes_max: LINE_BYTES_MAX };
                return Err(self.error(Some(self.number + 1), problem));
            }
            if self.ended {
                let rest = self.from..self.until;
                self.from = self.until;
                if rest.is_empty() {
                    return Ok(None);
                }
                break (rest, false);
            }
            self.make_room();
            self.read_on()?;
        };
        self.number += 1;
        if LINE_BYTES_MAX < bytes.len() {
            let problem = LogProblem::LineTooLong { bytes_max: LINE_BYTES_MAX };
            return Err(self.error(Some(self.number), problem));
        }
        Ok(Some(TextLine { bytes: &self.buffer[bytes], number: self.number, complete }))
    }

    pub(super) fn progress(&self) -> &Progress {
        &self.input.progress
    }

    /// Whether the log can be opened again.
    pub(super) const fn repeatable(&self) -> bool {
        self.input.repeatable
    }

    pub(super) fn error(&self, line: Option<u64>, problem: LogProblem) -> LogError {
        LogError { path: self.path.clone(), line, problem }
    }

    /// Moves the beginning of a line whose end has not been read to the front of the buffer, which grows only for very long lines.
    fn make_room(&mut self) {
        self.buffer.copy_within(self.from..self.until, 0);
        self.until -= self.from;
        self.from = 0;
        if self.until == self.buffer.len() {
            self.buffer.resize(2 * self.until, 0);
        }
    }

    fn read_on(&mut self) -> Result<(), LogError> {
        match self.input.read(&mut self.buffer[self.until..]) {
            Ok(0) => self.ended = true,
            Ok(count) => self.until += count,
            Err(problem) => {
                // Whole lines that came before the damage are not at fault.
                let unread = &self.buffer[self.from..self.until];
                let line = self.number + 1 + memchr::memchr_iter(b'\n', unread).count() as u64;
                return Err(self.error(Some(line), problem));
            }
        }
        Ok(())
    }
}
