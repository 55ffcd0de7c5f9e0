//! Jobs as Batsim writes them (`PREFIX_jobs.csv`), with the cores that each held, for the programs that read its results.

use super::numbers::{Free, Ranges, hyphened};
use super::seats::Seats;
use crate::model::{CenterId, JobId, NodeId, Request, Span, Time};
use crate::record::{Fact, JobFact, Observer, Piece, Record};
use crate::report::FileError;
use crate::report::in_order::Fate;
use crate::report::rows::{Field, Kind, Lead, Part, RowsFile};
use crate::report::secs::secs_text;
use crate::state::{Saved, StateError, from_bytes};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

/// The columns, as version 4 of Batsim has them.
pub const BATSIM_COLUMNS: [(&str, Kind); 17] = [
    ("job_id", Kind::Whole),
    ("workload_name", Kind::Text),
    ("profile", Kind::Text),
    ("submission_time", Kind::Secs),
    ("requested_number_of_resources", Kind::Whole),
    ("requested_time", Kind::Secs),
    ("success", Kind::Whole),
    ("final_state", Kind::Text),
    ("starting_time", Kind::Secs),
    ("execution_time", Kind::Secs),
    ("finish_time", Kind::Secs),
    ("waiting_time", Kind::Secs),
    ("turnaround_time", Kind::Secs),
    ("stretch", Kind::Number),
    ("allocated_resources", Kind::Text),
    ("consumed_energy", Kind::Number),
    ("metadata", Kind::Text),
];

/// The rows of all jobs of a run that ended or were turned away, in that order. Those that wait or run at the end have none, as
/// Batsim knows no such job.
#[derive(Debug)]
pub struct BatsimRows {
    part: Part,
    seats: Seats,
    origin: Span,
    cores: Cores,
}

/// Which cores are held. The simulator does not tell the cores of a node apart, so that jobs get the lowest that are free.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Cores {
    free: BTreeMap<(CenterId, NodeId), Free>,
    /// By number and start: logs may have a number twice.
    held: BTreeMap<(JobId, Time), Vec<(NodeId, Ranges)>>,
}

impl BatsimRows {
    /// Begins with nothing. `origin` is added to every time.
    #[must_use]
    pub fn new(part: Part, origin: Span, seats: Seats) -> BatsimRows {
        BatsimRows { part, seats: seats.quoted(), origin, cores: Cores::default() }
    }

    /// Completes the rows, and gives back the file that holds them.
    ///
    /// # Errors
    /// When the disk is or was full.
    pub fn finish(self) -> Result<File, FileError> {
        self.part.finish()
    }

    /// Writes the rows of a run that is over.
    ///
    /// # Errors
    /// When the disk is full.
    pub fn write(rows: File, path: &Path) -> Result<(), FileError> {
        let fields = BATSIM_COLUMNS.iter().map(|(name, kind)| Field::new(*name, *kind)).collect();
        RowsFile::create(path, fields)?.write(std::iter::once(Ok((Lead::default(), rows))))
    }

    fn take(&mut self, (center, at): (CenterId, Time), request: &Request, pieces: &[Piece]) {
        let mut held = Vec::new();
        for piece in pieces {
            let (first, count) = self.seats.cores(center, piece.pool, piece.node);
            let free = self.cores.free.entry((center, piece.node)).or_insert_with(|| Free::new(first, count));
            let wanted = request.shape.per_task.scaled(piece.tasks).cores;
            held.push((piece.node, free.take(u64::from(wanted))));
        }
        self.cores.held.insert((request.id, at), held);
    }

    /// Takes back what a job held since it started.
    fn give(&mut self, center: CenterId, job: JobId, start: Time) -> Ranges {
        let held = self.cores.held.remove(&(job, start)).unwrap_or_default();
        for (node, ranges) in &held {
            if let Some(free) = self.cores.free.get_mut(&(center, *node)) {
                free.give(ranges);
            }
        }
        held.into_iter().flat_map(|(_, ranges)| ranges).collect()
    }

    fn write_row(&mut self, request: &Request, fate: Fate, span: Option<(Time, Time)>, held: Ranges) {
        let (success, state) = batsim_state(fate);
        let submit = secs_text((request.submit + self.origin).as_micros());
        let cores = request.shape.total().cores;
        let class = self.seats.class(request);
        let profile = self.seats.tenant(request);
        let walltime = secs_text(request.walltime.as_micros());
        let times = match span {
            None => "-1,-1,-1,-1,-1,-1".to_owned(),
            Some((start, end)) => {
                let [ran, waited, turned] =
                    [start.until(end), request.submit.until(start), request.submit.until(end)];
                let stretch = turned.as_secs_f64() / ran.as_secs_f64();
                let stretch = if stretch.is_finite() { stretch.to_string() } else { "-1".to_owned() };
                format!(
                    "{},{},{},{},{},{stretch}",
                    secs_text((start + self.origin).as_micros()),
                    secs_text(ran.as_micros()),
                    secs_text((end + self.origin).as_micros()),
                    secs_text(waited.as_micros()),
                    secs_text(turned.as_micros()),
                )
            }
        };
        let class = if class.is_empty() { "log" } else { class };
        let row = format!(
            "{},{class},{profile},{submit},{cores},{walltime},{success},{state},{times},{},-1,\n",
            request.id,
            hyphened(held),
        );
        self.part.add(|text| text.extend_from_slice(row.as_bytes()));
    }
}

/// Whether a job did what it should, and Batsim's word for what became of it.
const fn batsim_state(fate: Fate) -> (u8, &'static str) {
    match fate {
        Fate::Finished => (1, "COMPLETED_SUCCESSFULLY"),
        Fate::Killed => (0, "COMPLETED_WALLTIME_REACHED"),
        Fate::Failed => (0, "COMPLETED_FAILED"),
        Fate::Evicted | Fate::NodeFailed | Fate::CancelledRunning => (0, "COMPLETED_KILLED"),
        Fate::Open | Fate::Cancelled | Fate::Rejected | Fate::StillWaiting | Fate::StillRunning => {
            (0, "REJECTED")
        }
    }
}

impl Observer for BatsimRows {
    fn observe(&mut self, record: &Record<'_>) {
        let Fact::Job { request, pieces, ref fact } = record.fact else { return };
        if let JobFact::Started { .. } = fact {
            self.take((record.center, record.at), request, pieces);
        }
        let stretch = fact.stretch().map(|(start, _)| (start, record.at));
        let held = stretch.map(|(start, _)| self.give(record.center, request.id, start));
        match Fate::told(fact) {
            None | Some(Fate::Open | Fate::StillWaiting | Fate::StillRunning) => {}
            Some(fate) => self.write_row(request, fate, stretch, held.unwrap_or_default()),
        }
    }

    fn save(&mut self) -> Saved {
        match self.part.save() {
            Ok(rows) => Saved::of(&(rows, &self.cores)),
            Err(error) => Saved::CannotBeSaved(error.to_string()),
        }
    }

    fn restore(&mut self, state: &[u8]) -> Result<(), StateError> {
        let rows: Vec<u8>;
        (rows, self.cores) = from_bytes(state)?;
        self.part.restore(&rows)
    }
}
