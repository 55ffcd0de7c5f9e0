//! Those who look on while a log is replayed.

use super::Failure;
use super::logs::names;
use super::machine::threads_wanted;
use super::replay_bar::ReplayBar;
use super::replay_forms::{FormArgs, Forms};
use super::replay_hours::ReplayHours;
use crate::experiment::Replay;
use crate::log::{LogSource, TenantMap};
use crate::model::Span;
use crate::page::{Apart, RunFold};
use crate::record::{Observer, Record};
use crate::report::{By, JobColumn, JobsFile, ReplayTally, ScheduleHead, export_format_of};
use crate::state::{Saved, StateError, from_bytes};
use std::path::Path;
use std::time::Instant;

/// A replay that was asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Question<'a> {
    pub(super) replay: Replay<'a>,
    /// Where its jobs are written to.
    pub(super) jobs: Option<&'a Path>,
    /// In which other forms the schedule is written.
    pub(super) forms: &'a FormArgs,
    /// Whether jobs hold particular nodes.
    pub(super) on_nodes: bool,
    /// By what the hours that jobs held are told apart, if they are.
    pub(super) by: &'a [By],
    pub(super) began: Instant,
    /// Whether the run is looked at closely.
    pub(super) closely: bool,
}

/// The run looked at closely, and when it begins, where the log has dates.
#[derive(Debug, Clone)]
pub(super) struct Closely {
    pub(super) fold: RunFold,
    pub(super) begins: Option<jiff::civil::DateTime>,
}

/// Those who look on: the sums, the file of jobs, and the progress bar.
pub(super) struct Onlooker {
    pub(super) tally: ReplayTally,
    pub(super) jobs: Option<JobsFile>,
    pub(super) forms: Forms,
    pub(super) hours: Option<ReplayHours>,
    pub(super) closely: Option<Closely>,
    /// Follows a part of that on another thread, where there is one.
    apart: Option<Apart>,
    pub(super) bar: ReplayBar,
    /// When simulated time 0 is in the time of the log.
    pub(super) origin: Span,
}

impl Onlooker {
    pub(super) fn new(question: Question<'_>, log: &LogSource) -> Result<Onlooker, Failure> {
        let Question { replay, jobs, forms, on_nodes, by, began, closely } = question;
        let tenants = replay.logs.transform.tenants.as_ref();
        let whose = tenants
            .map_or(JobColumn::User, |tenants: &TenantMap| JobColumn::Tenant(tenants.names().to_vec()));
        let mut columns = vec![whose, JobColumn::Walltime];
        if on_nodes {
            columns.push(JobColumn::Nodes);
        }
        let file = jobs.map(|path| match is_swf(path) {
            true => JobsFile::schedule(path, log.origin(), head(replay, log)),
            false => JobsFile::create(path, log.origin(), columns),
        });
        let forms = Forms::new(forms, &replay, log.origin())?;
        let bar = ReplayBar::new(began, log.progress());
        let (tally, jobs, origin) = (ReplayTally::default(), file.transpose()?, log.origin());
        let hours = (!by.is_empty()).then(|| ReplayHours::new(by, log)).transpose()?;
        let center = std::slice::from_ref(replay.center);
        let mut closely =
            closely.then(|| Closely { fold: RunFold::new(center, None), begins: log.begins_on() });
        let has_threads = 1 < threads_wanted();
        let apart =
            closely.as_mut().filter(|_| has_threads).and_then(|closely| Apart::begin(&mut closely.fold));
        Ok(Onlooker { tally, jobs, forms, hours, closely, apart, bar, origin })
    }

    /// Nothing happens any more.
    pub(super) fn end(&mut self) {
        if let (Some(apart), Some(closely)) = (self.apart.take(), &mut self.closely) {
            apart.end(&mut closely.fold);
        }
    }
}

/// Whether a file is to be in Standard Workload Format, as its name says.
fn is_swf(path: &Path) -> bool {
    export_format_of(path).is_some_and(|format| format.name == "swf")
}

/// What a schedule says of all jobs of a log.
fn head(replay: Replay<'_>, log: &LogSource) -> ScheduleHead {
    let title = log.header().computer.clone().unwrap_or_else(|| names(&replay.logs.paths));
    let start = log.header().unix_start.and_then(date_of);
    let procs = u64::from(replay.center.capacity().cores);
    ScheduleHead { title, start, procs, is_of_log: true, ..ScheduleHead::default() }
}

/// The date and time so many seconds after 1970.
fn date_of(secs: u64) -> Option<jiff::civil::DateTime> {
    let epoch = jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0);
    epoch.checked_add(jiff::SignedDuration::from_secs(i64::try_from(secs).ok()?)).ok()
}

impl Observer for Onlooker {
    fn observe(&mut self, record: &Record<'_>) {
        self.tally.observe(record);
        if let Some(jobs) = &mut self.jobs {
            jobs.observe(record);
        }
        if let Some(hours) = &mut self.hours {
            hours.fold.observe(record);
        }
        self.forms.observe(record);
        if let Some(closely) = &mut self.closely {
            closely.fold.observe(record);
            if let Some(apart) = &self.apart {
                apart.hand_over(&mut closely.fold);
            }
        }
        self.bar.observe(record);
    }

    fn hears_of_starts(&self) -> bool {
        self.jobs.is_some() || self.hours.is_some() || self.forms.are_wanted() || self.closely.is_some()
    }

    /// The bar shows how far the log has been read, which is no part of the state.
    fn save(&mut self) -> Saved {
        if self.hours.is_some() {
            return Saved::CannotBeSaved("hours told with --by are no part of a saved state".into());
        }
        match (self.tally.save(), self.jobs.as_mut().map(Observer::save)) {
            (Saved::State(tally), None) => Saved::of(&(tally, None::<Vec<u8>>)),
            (Saved::State(tally), Some(Saved::State(jobs))) => Saved::of(&(tally, Some(jobs))),
            (cannot @ Saved::CannotBeSaved(_), _) | (_, Some(cannot @ Saved::CannotBeSaved(_))) => cannot,
        }
    }

    fn restore(&mut self, state: &[u8]) -> Result<(), StateError> {
        let (tally, jobs): (Vec<u8>, Option<Vec<u8>>) = from_bytes(state)?;
        self.tally.restore(&tally)?;
        match (&mut self.jobs, jobs) {
            (Some(file), Some(jobs)) => file.restore(&jobs),
            (None, _) => Ok(()),
            (Some(_), None) => Err(StateError::Other("no jobs were written when the state was saved".into())),
        }
    }
}
