//! The rows of all runs: one for each time that a job held its nodes, in the order in which runs ended, those that were stopped
//! or evicted included.

use super::column::JobColumn;
use super::row::{write_column, write_procs, write_span, write_time, write_whole};
use crate::model::{Causes, Request, Span, Time};
use crate::record::{End, Fact, JobFact, Observer, Past, Record, Stop};
use crate::report::FileError;
use crate::report::in_order::{Course, Fate};
use crate::report::rows::{Field, Kind, Part};
use crate::state::{Saved, StateError, from_bytes};
use std::fs::File;

/// The rows of all runs of jobs.
#[derive(Debug)]
pub struct RunRows {
    part: Part,
    columns: Vec<JobColumn>,
    is_stopped: bool,
}

/// A time that a job held its nodes.
struct Run {
    state: &'static str,
    start: Time,
    past: Past,
    /// How much of it was in vain, and of what earlier runs had left.
    lost: Span,
    fate: Fate,
}

impl RunRows {
    /// Begins with nothing.
    #[must_use]
    pub fn new(part: Part, columns: Vec<JobColumn>) -> RunRows {
        let columns = columns.into_iter().map(JobColumn::quoted).collect();
        RunRows { part, columns, is_stopped: false }
    }

    /// The columns of all of its rows.
    #[must_use]
    pub fn fields(columns: &[JobColumn]) -> Vec<Field> {
        let own = [
            ("job", Kind::Whole),
            ("run_number", Kind::Whole),
            ("submit_secs", Kind::Secs),
            ("start_secs", Kind::Secs),
            ("end_secs", Kind::Secs),
            ("procs", Kind::Whole),
            ("state", Kind::Text),
            ("waited_before_secs", Kind::Secs),
            ("ran_before_secs", Kind::Secs),
            ("lost_secs", Kind::Secs),
        ];
        let own = own.map(|(name, kind)| Field::new(name, kind));
        own.into_iter().chain(columns.iter().map(JobColumn::field)).collect()
    }

    /// Whether any run was stopped before its job was done: elsewhere each job has one run, and its own row tells all of it.
    #[must_use]
    pub const fn is_stopped(&self) -> bool {
        self.is_stopped
    }

    /// Completes the rows, and gives back the file that holds them.
    ///
    /// # Errors
    /// When the disk is or was full.
    pub fn finish(self) -> Result<File, FileError> {
        self.part.finish()
    }

    fn write(&mut self, request: &Request, nodes: usize, end: Time, run: &Run) {
        let course = Course {
            request: *request,
            fate: run.fate,
            start: run.start,
            end,
            nodes: u32::try_from(nodes).unwrap_or(u32::MAX),
            waited: run.past.waited,
            ran: end.since(run.start),
            runs: run.past.stops + 1,
            causes: Causes::NONE,
        };
        let columns = &self.columns;
        self.part.add(|text| {
            write_whole(text, request.id.0);
            text.push(b',');
            write_whole(text, u64::from(course.runs));
            for time in [request.submit, run.start] {
                text.push(b',');
                write_time(text, time);
            }
            text.push(b',');
            if run.fate.has_ended() {
                write_time(text, end);
            }
            text.push(b',');
            write_procs(text, request);
            text.push(b',');
            text.extend_from_slice(run.state.as_bytes());
            for span in [run.past.waited, run.past.ran, run.lost] {
                text.push(b',');
                write_span(text, span);
            }
            for column in columns {
                text.push(b',');
                write_column(text, column, &course, Span::ZERO);
            }
            text.push(b'\n');
        });
    }
}

/// The run that is over now; nothing where none is.
fn run_of(fact: &JobFact) -> Option<Run> {
    let (start, _) = fact.stretch()?;
    let past = fact.past()?;
    if let JobFact::Stopped { stop, lost, .. } = *fact {
        let state = match stop {
            Stop::Requeued => "requeued",
            Stop::Suspended => "suspended",
            Stop::NodeFailed => "node_failed",
            Stop::Failed => "failed",
        };
        // To its columns, a job that was stopped is one that had to leave.
        return Some(Run { state, start, past, lost, fate: Fate::Evicted });
    }
    let fate = Fate::told(fact)?;
    Some(Run { state: fate.name(), start, past, lost: Span::ZERO, fate })
}

impl Observer for RunRows {
    fn save(&mut self) -> Saved {
        match self.part.save() {
            Ok(rows) => Saved::of(&(rows, self.is_stopped)),
            Err(error) => Saved::CannotBeSaved(error.to_string()),
        }
    }

    fn restore(&mut self, state: &[u8]) -> Result<(), StateError> {
        let rows: Vec<u8>;
        (rows, self.is_stopped) = from_bytes(state)?;
        self.part.restore(&rows)
    }

    fn observe(&mut self, record: &Record<'_>) {
        let Fact::Job { request, pieces, ref fact } = record.fact else { return };
        let Some(mut run) = run_of(fact) else { return };
        let is_gone =
            matches!(fact, JobFact::Ended { end: End::Evicted | End::NodeFailed | End::Failed, .. });
        if is_gone {
            run.lost = run.past.kept + record.at.since(run.start);
        }
        self.is_stopped |= is_gone || matches!(fact, JobFact::Stopped { .. });
        self.write(request, pieces.len(), record.at, &run);
    }
}
