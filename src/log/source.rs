//! A log as a source of jobs: streamed where its rows are in order of submission, else sorted in bounded memory.

use super::error::LogError;
use super::input::Progress;
use super::kinds::JobKind;
use super::parts::{Rest, part_of};
use super::quality::{Finding, Quality};
use super::reader::LogReader;
use super::row::{Header, SizeUnit};
use super::sorting::{PIECE_JOBS, Recorded, Sorted, Sorter};
use super::transform::ABSOLUTE_MIN;
use super::twins::{Twins, recorded};
use crate::model::{Condition, Dependency, Job, JobId, Source, SourceError, Span, Terms, Time};
use crate::state::{Saved, StateError, from_bytes};
use jiff::SignedDuration;
use jiff::civil::DateTime;

/// The jobs of a log, in order of submission.
///
/// Where submit times count from 1970, simulated time 0 is the first submission; [`LogSource::origin`] says when that is.
#[derive(Debug)]
pub struct LogSource {
    reader: LogReader,
    jobs: Jobs,
    /// The next job, in the time of the log.
    next: Option<Recorded>,
    origin: Span,
    went_back: bool,
    /// How many jobs have been taken.
    taken: u64,
    twins: Twins,
    /// The rest of a job that is given in parts.
    rest: Option<Rest>,
    /// What the part that was taken last waits for.
    terms: Terms,
}

#[derive(Debug)]
enum Jobs {
    /// Read as they are asked for.
    Streamed {
        latest: Time,
    },
    Sorted(Sorted),
}

impl LogSource {
    /// Streams the log: memory does not grow with it. Gives an error at the first row that goes back in time, after
    /// which [`LogSource::went_back`] tells that the log should be opened again and sorted.
    ///
    /// # Errors
    /// When the log cannot be read up to its first job.
    pub fn streamed(mut reader: LogReader) -> Result<LogSource, LogError> {
        let next = reader.next_entry()?.map(|entry| recorded(&entry, reader.part()));
        Ok(LogSource::behind(reader, Jobs::Streamed { latest: Time::ZERO }, next))
    }

    /// Reads the whole log and sorts it by submission; rows of one instant keep their order. What does not fit into memory is
    /// kept in a temporary file.
    ///
    /// # Errors
    /// When the log cannot be read to its end, or the temporary file cannot be written.
    pub fn sorted(mut reader: LogReader) -> Result<LogSource, LogError> {
        let mut sorter = Sorter::new(PIECE_JOBS);
        while let Some(entry) = reader.next_entry()? {
            sorter.add(recorded(&entry, reader.part())).map_err(|error| reader.cannot_sort(error))?;
        }
        let mut sorted = sorter.finish().map_err(|error| reader.cannot_sort(error))?;
        let next = sorted.next().map_err(|error| reader.cannot_sort(error))?;
        Ok(LogSource::behind(reader, Jobs::Sorted(sorted), next))
    }

    /// A log whose first job was read.
    fn behind(reader: LogReader, jobs: Jobs, next: Option<Recorded>) -> LogSource {
        let (origin, twins, terms) = (origin_of(next), Twins::behind(next), Terms::default());
        LogSource { reader, jobs, next, origin, went_back: false, taken: 0, twins, rest: None, terms }
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

    /// What the log has said of its machine and its users so far.
    #[must_use]
    pub const fn header(&self) -> &Header {
        self.reader.header()
    }

    /// The kinds of jobs that are told apart, by their class.
    #[must_use]
    pub fn kinds(&self) -> &[JobKind] {
        self.reader.kinds()
    }

    /// What the sizes of its jobs count.
    #[must_use]
    pub fn unit(&self) -> SizeUnit {
        self.reader.unit()
    }

    /// The civil time of simulated time 0 by the clock of the log, where it knows its dates.
    #[must_use]
    pub fn begins_on(&self) -> Option<DateTime> {
        const EPOCH: DateTime = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
        let origin = i64::try_from(self.origin.as_secs()).ok()?;
        let secs = self.reader.time_zero()?.checked_add(origin)?;
        EPOCH.checked_add(SignedDuration::from_secs(secs)).ok()
    }

    /// How far the log has been read.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.reader.progress()
    }

    /// Whether the log had to be sorted.
    #[must_use]
    pub const fn is_sorted(&self) -> bool {
        matches!(self.jobs, Jobs::Sorted(_))
    }

    /// The account of the rows read so far.
    #[must_use]
    pub const fn quality(&self) -> &Quality {
        self.reader.quality()
    }
}

fn origin_of(first: Option<Recorded>) -> Span {
    let first = first.map_or(Time::ZERO, |recorded| recorded.job.request.submit);
    if first < ABSOLUTE_MIN { Span::ZERO } else { first.since(Time::ZERO) }
}

/// Says that a log is not the one of which so many jobs had been taken.
#[must_use]
pub fn other_log(found: u64, taken: u64) -> StateError {
    let message =
        format!("the log is not that of the saved state: it has {found} jobs, of which {taken} were taken");
    StateError::Other(message)
}

impl LogSource {
    /// The name of a queue, where the log has words for its queues.
    #[must_use]
    pub fn queue_name(&self, queue: u32) -> Option<&str> {
        self.reader.header().queues.word(queue.into())
    }

    /// The next job with what its log tells of it besides. Panics when there is none, like [`Source::take`].
    pub fn take_recorded(&mut self) -> Recorded {
        let mut recorded = self.next.take().expect("take is called only when next_submit gave a time");
        self.taken += 1;
        if let Some(most) = self.reader.split_at() {
            recorded = self.take_part(recorded, most);
        }
        let submit = &mut recorded.job.request.submit;
        match &mut self.jobs {
            Jobs::Streamed { latest } => *latest = *submit,
            Jobs::Sorted(_) => {}
        }
        *submit = Time::ZERO + submit.since(Time::ZERO + self.origin);
        recorded
    }

    /// The first part of a job, or the next one of that whose parts are being given.
    fn take_part(&mut self, whole: Recorded, most: Span) -> Recorded {
        let left = self.rest.take().unwrap_or_else(|| Rest::all_of(whole));
        let (part, rest) = part_of(left, most);
        // Its other parts are submitted at the same time.
        self.next = rest.map(|_| part);
        self.rest = rest;
        let before = part.after.filter(|_| left.is_begun()).map(JobId);
        let wait_for = |job| Dependency { job, condition: Condition::AfterAny };
        self.terms.after = before.map(wait_for).into_iter().collect();
        part
    }

    /// Reads the next job, of rows that are one job the first.
    fn read_on(&mut self) -> Result<(), LogError> {
        self.read_row()?;
        while self.next.as_ref().is_some_and(|next| self.twins.has(next)) {
            self.reader.drop_kept(Finding::Twice);
            self.read_row()?;
        }
        Ok(())
    }

    fn read_row(&mut self) -> Result<(), LogError> {
        self.next = match &mut self.jobs {
            Jobs::Sorted(sorted) => sorted.next().map_err(|error| self.reader.cannot_sort(error))?,
            Jobs::Streamed { latest } => {
                // An entry is large, and looked at where it lies.
                let next = match self.reader.next_entry() {
                    Ok(Some(ref entry)) => Some(recorded(entry, self.reader.part())),
                    Ok(None) => None,
                    Err(error) => return Err(error),
                };
                if next.is_some_and(|next| next.job.request.submit < *latest) {
                    self.went_back = true;
                    return Err(self.reader.goes_back());
                }
                next
            }
        };
        Ok(())
    }
}

impl Source for LogSource {
    fn next_submit(&mut self) -> Result<Option<Time>, SourceError> {
        if self.next.is_none() {
            self.read_on().map_err(|error| SourceError { message: error.to_string() })?;
        }
        let submit = |next: &Recorded| Time::ZERO + next.job.request.submit.since(Time::ZERO + self.origin);
        Ok(self.next.as_ref().map(submit))
    }

    fn take(&mut self) -> Job {
        self.take_recorded().job
    }

    fn terms(&self) -> Option<&Terms> {
        (!self.terms.after.is_empty()).then_some(&self.terms)
    }

    fn has_dependencies(&self) -> bool {
        self.reader.split_at().is_some()
    }

    fn save(&self) -> Saved {
        Saved::of(&self.taken)
    }

    /// Reads on until as many jobs have been taken.
    fn restore(&mut self, state: &[u8]) -> Result<(), StateError> {
        let jobs: u64 = from_bytes(state)?;
        while self.taken < jobs {
            match self.next_submit() {
                Ok(Some(_)) => drop(self.take_recorded()),
                Ok(None) => return Err(other_log(self.taken, jobs)),
                Err(error) => return Err(StateError::Other(error.message)),
            }
        }
        Ok(())
    }
}
