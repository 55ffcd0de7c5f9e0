//! Schedules of replays in the forms of other programs: `--trace` and `--batsim`.

use super::Failure;
use crate::experiment::Replay;
use crate::model::{Span, Time};
use crate::record::{Observer, Record};
use crate::report::{BatsimRows, FileError, Part, Seats, TraceAbout, TraceRows};
use std::path::{Path, PathBuf};

/// Where they are written to.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct FormArgs {
    /// Write the schedule as a Gantt chart for Perfetto and Chrome to this JSON file (.json, .json.gz).
    #[arg(long, value_name = "FILE", conflicts_with_all = ["explain", "save_every", "save_to"])]
    pub(super) trace: Option<PathBuf>,

    /// Write the jobs as Batsim does to this CSV file (`PREFIX_jobs.csv`).
    #[arg(long, value_name = "FILE", conflicts_with_all = ["explain", "save_every", "save_to"])]
    pub(super) batsim: Option<PathBuf>,
}

impl FormArgs {
    /// The options that were given, with their files.
    pub(super) fn files(&self) -> impl Iterator<Item = (&'static str, &Path)> {
        let files = [("--trace", &self.trace), ("--batsim", &self.batsim)];
        files.into_iter().filter_map(|(option, path)| Some((option, path.as_deref()?)))
    }

    /// The same in another folder, or none.
    pub(super) fn placed(&self, place: impl Fn(&Path) -> Option<PathBuf>) -> FormArgs {
        let placed = |path: &Option<PathBuf>| path.as_deref().and_then(&place);
        FormArgs { trace: placed(&self.trace), batsim: placed(&self.batsim) }
    }
}

/// The schedules on their way.
pub(super) struct Forms {
    trace: Option<(TraceRows, PathBuf)>,
    batsim: Option<(BatsimRows, PathBuf)>,
    /// When the last thing happened.
    end: Time,
}

impl Forms {
    /// Begins with nothing. `origin` is what simulated time 0 is in the time of the log.
    pub(super) fn new(args: &FormArgs, replay: &Replay<'_>, origin: Span) -> Result<Forms, Failure> {
        let seats = || Seats::of_machine(replay.center);
        let part = |path: &PathBuf| Ok::<_, FileError>((Part::beside(path)?, path.clone()));
        let (trace, batsim) = (args.trace.as_ref().map(part), args.batsim.as_ref().map(part));
        let trace = trace.transpose()?.map(|(part, path)| (TraceRows::new(part, origin, seats()), path));
        let batsim = batsim.transpose()?.map(|(part, path)| (BatsimRows::new(part, origin, seats()), path));
        Ok(Forms { trace, batsim, end: Time::ZERO })
    }

    /// Whether any is written.
    pub(super) const fn are_wanted(&self) -> bool {
        self.trace.is_some() || self.batsim.is_some()
    }

    /// Writes the files of a replay of this log under this policy.
    pub(super) fn write(self, log: &str, policy: &str) -> Result<(), Failure> {
        if let Some((rows, path)) = self.trace {
            let about =
                TraceAbout { title: log.to_owned(), policy: policy.to_owned(), replication: 1, start: None };
            TraceRows::write(rows.finish(self.end)?, &about, &path)?;
        }
        if let Some((rows, path)) = self.batsim {
            BatsimRows::write(rows.finish()?, &path)?;
        }
        Ok(())
    }
}

impl Observer for Forms {
    fn observe(&mut self, record: &Record<'_>) {
        self.end = self.end.max(record.at);
        if let Some((rows, _)) = &mut self.trace {
            rows.observe(record);
        }
        if let Some((rows, _)) = &mut self.batsim {
            rows.observe(record);
        }
    }
}
