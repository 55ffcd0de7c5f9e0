//! A log as a source of jobs: streamed where its rows are in order of submission, else sorted in memory.

use super::error::LogError;
use super::input::Progress;
use super::quality::Quality;
use super::reader::LogReader;
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

#[derive(Debug)]
enum Jobs {
    /// Read as they are asked for.
    Streamed {
        next: Option<Job>,
        latest: Time,
    },
    Sorted(std::iter::Peekable<std::vec::IntoIter<Job>>),
}

impl LogSource {
    /// Streams the log: memory does not grow with it. Gives an error at the first row that goes back in time, after
    /// which [`LogSource::went_back`] tells that the log should be opened again and sorted.
    ///
    /// # Errors
    /// When the log cannot be read up to its first job.
    pub fn streamed(mut reader: LogReader) -> Result<LogSource, LogError> {
        let first = reader.next_job()?;
        let origin = origin_of(first.as_ref());
        let next = first.map(|job| shifted(job, origin));
        Ok(LogSource { reader, jobs: Jobs::Streamed { next, latest: Time::ZERO }, origin, went_back: false })
    }

    /// Reads the whole log and sorts it by submission; rows of one instant keep their order.
    ///
    /// # Errors
    /// When the log cannot be read to its end.
    pub fn sorted(mut reader: LogReader) -> Result<LogSource, LogError> {
        let mut jobs = Vec::new();
        while let Some(job) = reader.next_job()? {
            jobs.push(job);
        }
        jobs.sort_by_key(|job| job.request.submit);
        let origin = origin_of(jobs.first());
        for job in &mut jobs {
            *job = shifted(*job, origin);
        }
        Ok(LogSource { reader, jobs: Jobs::Sorted(jobs.into_iter().peekable()), origin, went_back: false })
    }

    /// When simulated time 0 is, in the time of the log.
    #[must_use]
    pub const fn origin(&self) -> Span {
        self.origin
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

fn origin_of(first: Option<&Job>) -> Span {
    let first = first.map_or(Time::ZERO, |job| job.request.submit);
    if first < ABSOLUTE_MIN { Span::ZERO } else { first.since(Time::ZERO) }
}

fn shifted(mut job: Job, origin: Span) -> Job {
    job.request.submit = Time::ZERO + job.request.submit.since(Time::ZERO + origin);
    job
}

impl Source for LogSource {
    fn next_submit(&mut self) -> Result<Option<Time>, SourceError> {
        match &mut self.jobs {
            Jobs::Sorted(jobs) => jobs.next_submit(),
            Jobs::Streamed { next: Some(job), .. } => Ok(Some(job.request.submit)),
            Jobs::Streamed { next, latest } => {
                let told = |error: LogError| SourceError { message: error.to_string() };
                let Some(job) = self.reader.next_job().map_err(told)? else { return Ok(None) };
                if job.request.submit < *latest + self.origin {
                    self.went_back = true;
                    return Err(told(self.reader.goes_back()));
                }
                let job = shifted(job, self.origin);
                *next = Some(job);
                Ok(Some(job.request.submit))
            }
        }
    }

    fn take(&mut self) -> Job {
        match &mut self.jobs {
            Jobs::Sorted(jobs) => Source::take(jobs),
            Jobs::Streamed { next, latest } => {
                let job = next.take().expect("take is called only when next_submit gave a time");
                *latest = job.request.submit;
                job
            }
        }
    }
}
