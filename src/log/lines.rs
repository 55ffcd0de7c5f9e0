//! The lines of a log, read in large pieces into one buffer: no line is copied, and memory does not grow. Of a JSON document with a
//! list of jobs each job is a line, however many it takes in the file.

use super::error::{LogError, LogProblem};
use super::input::{Input, Progress};
use super::json_jobs::{Found, JsonJobs};
use crate::text::visible;
use std::path::{Path, PathBuf};

/// Large enough that the system is seldom asked, small enough to stay in a processor's cache.
const BUFFER_BYTES: usize = 1 << 18;

/// No row of any format is longer, not even one that names ten thousand nodes; a file of one endless line must not fill the memory.
const LINE_BYTES_MAX: usize = 1 << 20;

/// No job in a list of jobs takes more, not even one of ten thousand steps.
const JOB_BYTES_MAX: usize = 1 << 26;

/// A line without its end.
#[derive(Debug, Clone, Copy)]
pub(super) struct TextLine<'a> {
    pub(super) bytes: &'a [u8],
    /// Counted from 1; the number of its first where it takes several.
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
    /// Where the file is a JSON document with a list of jobs: how far that has been read.
    jobs: Option<JsonJobs>,
}

impl Lines {
    /// Opens a log and fills the buffer with its beginning.
    pub(super) fn open(path: &Path) -> Result<Lines, LogError> {
        Lines::of(path, Input::open(path)?)
    }

    /// The lines of an input, with the buffer full of its beginning; the path is for messages.
    pub(super) fn of(path: &Path, input: Input) -> Result<Lines, LogError> {
        let buffer = vec![0; BUFFER_BYTES];
        let mut lines = Lines {
            path: path.into(),
            input,
            buffer,
            from: 0,
            until: 0,
            ended: false,
            number: 0,
            jobs: None,
        };
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
        lines.jobs = JsonJobs::begin(&lines.buffer[lines.from..lines.until]).then(JsonJobs::default);
        Ok(lines)
    }

    /// The lines at the beginning, without reading on. Only meaningful before the first line is taken.
    pub(super) fn head(&self) -> Box<dyn Iterator<Item = &[u8]> + '_> {
        let bytes = &self.buffer[self.from..self.until];
        if let Some(mut jobs) = self.jobs.clone() {
            let mut place = 0;
            return Box::new(std::iter::from_fn(move || match jobs.next(&bytes[place..]) {
                Found::Object { begin, end } => {
                    let object = &bytes[place + begin..place + end];
                    place += end;
                    Some(object)
                }
                Found::More { .. } => None,
            }));
        }
        let whole = if self.ended {
            bytes
        } else {
            // The last line may be there only in part.
            &bytes[..memchr::memrchr(b'\n', bytes).unwrap_or(0)]
        };
        Box::new(whole.split(|byte| *byte == b'\n'))
    }

    /// The number of a line at the beginning by its place there; nothing where a line is a job in a list.
    pub(super) fn number_in_head(&self, place: usize) -> Option<u64> {
        self.jobs.is_none().then_some(place as u64 + 1)
    }

    /// The next line.
    pub(super) fn next(&mut self) -> Result<Option<TextLine<'_>>, LogError> {
        if let Some(jobs) = self.jobs.take() {
            return self.next_object(jobs);
        }
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

    /// The next job of a list of jobs.
    fn next_object(&mut self, mut jobs: JsonJobs) -> Result<Option<TextLine<'_>>, LogError> {
        // How much of one line was passed without finding any.
        let mut outside = 0;
        let (bytes, complete) = loop {
            match jobs.next(&self.buffer[self.from..self.until]) {
                Found::Object { begin, end } => {
                    self.pass(begin);
                    let first = self.from;
                    break (first..first + end - begin, true);
                }
                Found::More { done } => {
                    let passed = &self.buffer[self.from..self.from + done];
                    outside = memchr::memrchr(b'\n', passed).map_or(outside + done, |end| done - end);
                    self.pass(done);
                }
            }
            if LINE_BYTES_MAX < outside {
                let problem = LogProblem::LineTooLong { bytes_max: LINE_BYTES_MAX };
                return Err(self.error(Some(self.number + 1), problem));
            }
            if self.ended {
                if jobs.is_inside() {
                    jobs = JsonJobs::default();
                    break (self.from..self.until, false);
                }
                if jobs.is_open() {
                    return Err(self.error(Some(self.number + 1), LogProblem::ListCutOff));
                }
                self.jobs = Some(jobs);
                return Ok(None);
            }
            if JOB_BYTES_MAX < self.until - self.from {
                let problem = LogProblem::LineTooLong { bytes_max: JOB_BYTES_MAX };
                return Err(self.error(Some(self.number + 1), problem));
            }
            self.make_room();
            self.read_on()?;
        };
        let number = self.number + 1;
        self.pass(bytes.len());
        self.jobs = Some(jobs);
        Ok(Some(TextLine { bytes: &self.buffer[bytes], number, complete }))
    }

    /// Goes on by so many bytes, and counts the ends of lines among them.
    fn pass(&mut self, bytes: usize) {
        let passed = &self.buffer[self.from..self.from + bytes];
        self.number += memchr::memchr_iter(b'\n', passed).count() as u64;
        self.from += bytes;
    }

    pub(super) fn progress(&self) -> &Progress {
        &self.input.progress
    }

    /// The name of the file, without its folder, fit for a terminal.
    pub(super) fn name(&self) -> String {
        let name = self.path.file_name().unwrap_or(self.path.as_os_str());
        visible(&name.to_string_lossy()).into_owned()
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
