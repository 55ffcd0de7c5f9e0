//! A log as a source of jobs: streamed where its rows are in order of submission, else sorted in memory.

use super::error::LogError;
use super::input::Progress;
use super::quality::Quality;
use super::reader::{Entry, LogReader};
use super::row::Number;
use crate::model::{Job, Source, SourceError, Span, Time};

/// A first submission so late (three years after the log's own origin) is a count of seconds since 1970.
const ABSOLUTE_MIN: Time = Time::from_secs(100_000_000);

/// The jobs of a log, in order of submission.
///
/// Where submit times count from 1970, simulated time 0 is the first submission; [`LogSource::origin`] says when that is.
#[derive(Debug)]
pub struct LogSource {
    reader: LogReader,
    jobs: Jobs,
    origin: Span,
    went_back: bool,
}

/// A job, and what its log tells of it besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recorded {
    /// The job.
    pub job: Job,
    /// How long it really waited, where its log knows.
    pub wait: Option<Span>,
    /// The number of its queue, where its log knows.
    pub queue: Option<u32>,
}

#[derive(Debug)]
enum Jobs {
    /// Read as they are asked for.
    Streamed {
        next: Option<Recorded>,
        latest: Time,
    },
    Sorted(std::iter::Peekable<std::vec::IntoIter<Recorded>>),
}

impl LogSource {
    /// Streams the log: memory does not grow with it. Gives an error at the first row that goes back in time, after
    /// which [`LogSource::went_back`] tells that the log should be opened again and sorted.
    ///
    /// # Errors
    /// When the log cannot be read up to its first job.
    pub fn streamed(mut reader: LogReader) -> Result<LogSource, LogError> {
        let first = reader.next_entry()?.map(recorded);
        let origin = origin_of(first.as_ref());
        let next = first.map(|first| shifted(first, origin));
        Ok(LogSource { reader, jobs: Jobs::Streamed { next, latest: Time::ZERO }, origin, went_back: false })
    }

    /// Reads the whole log and sorts it by submission; rows of one instant keep their order.
    ///
    /// # Errors
    /// When the log cannot be read to its end.
    pub fn sorted(mut reader: LogReader) -> Result<LogSource, LogError> {
        let mut jobs = Vec::new();
        while let Some(entry) = reader.next_entry()? {
            jobs.push(recorded(entry));
        }
        jobs.sort_by_key(|recorded| recorded.job.request.submit);
        let origin = origin_of(jobs.first());
        for recorded in &mut jobs {
            *recorded = shifted(*recorded, origin);
        }
        Ok(LogSource { reader, jobs: Jobs::Sorted(jobs.into_iter().peekable()), origin, went_back: false })
    }

    /// When simulated time 0 is, in the time of the log.
    #[must_use]
    pub const fn origin(&self) -> Span {
        self.origin
    }

    /// The next job with what its log tells of it besides. Panics when there is none, like [`Source::take`].
    pub fn take_recorded(&mut self) -> Recorded {
        const NONE: &str = "take is called only when next_submit gave a time";
        match &mut self.jobs {
            Jobs::Sorted(jobs) => jobs.next().expect(NONE),
            Jobs::Streamed { next, latest } => {
                let recorded = next.take().expect(NONE);
                *latest = recorded.job.request.submit;
                recorded
            }
        }
    }

    /// Whether streaming ended because a row was submitted before one above it.
    #[must_use]
    pub const fn went_back(&self) -> bool {
        self.went_back
    }

    /// How far the log has been read.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.reader.progress()
    }

    /// The account of the rows read so far.
    #[must_use]
    pub const fn quality(&self) -> &Quality {
        self.reader.quality()
    }
}

fn recorded(Entry { job, row, .. }: Entry) -> Recorded {
    let wait = row.wait.filter(|wait| *wait < Number::TOO_LARGE).map(Number::secs);
    Recorded { job, wait, queue: row.queue.and_then(|queue| u32::try_from(queue.whole()).ok()) }
}

fn origin_of(first: Option<&Recorded>) -> Span {
    let first = first.map_or(Time::ZERO, |recorded| recorded.job.request.submit);
    if first < ABSOLUTE_MIN { Span::ZERO } else { first.since(Time::ZERO) }
}

fn shifted(mut recorded: Recorded, origin: Span) -> Recorded {
    let submit = &mut recorded.job.request.submit;
    *submit = Time::ZERO + submit.since(Time::ZERO + origin);
    recorded
}

impl Source for LogSource {
    fn next_submit(&mut self) -> Result<Option<Time>, SourceError> {
        match &mut self.jobs {
            Jobs::Sorted(jobs) => Ok(jobs.peek().map(|recorded| recorded.job.request.submit)),
            Jobs::Streamed { next: Some(recorded), .. } => Ok(Some(recorded.job.request.submit)),
            Jobs::Streamed { next, latest } => {
                let told = |error: LogError| SourceError { message: error.to_string() };
                let Some(entry) = self.reader.next_entry().map_err(told)? else { return Ok(None) };
                if entry.job.request.submit < *latest + self.origin {
                    self.went_back = true;
                    return Err(told(self.reader.goes_back()));
                }
                let recorded = shifted(recorded(entry), self.origin);
                *next = Some(recorded);
                Ok(Some(recorded.job.request.submit))
            }
        }
    }

    fn take(&mut self) -> Job {
        self.take_recorded().job
    }
}
