//! What looks wrong with a log, each with the number that made it so: one row each of [`DOUBTS`].

mod machine;
mod rows;
mod times;

use super::{Load, Machine};
use crate::log::statistics::{Clock, Peak, Statistics};
use crate::log::{Format, Header, Quality};
use crate::report::number::percent;

/// Something that may be wrong with a log.
#[derive(Debug, Clone, Copy)]
pub struct Doubt {
    /// What it is called in the JSON and in `docs/logs.md`.
    pub name: &'static str,
    /// Looks whether that is so, and says why, with the numbers.
    pub(super) look: fn(&Evidence<'_>) -> Option<String>,
}

/// The things that are looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Evidence<'a> {
    pub(super) statistics: &'a Statistics,
    pub(super) quality: &'a Quality,
    pub(super) header: &'a Header,
    pub(super) format: &'static Format,
    /// How many files the log is made of.
    pub(super) files: usize,
    pub(super) clock: Clock,
    pub(super) peak: Option<Peak>,
    pub(super) machine: &'a Machine,
    pub(super) load: &'a Load,
}

impl Evidence<'_> {
    /// How many jobs there are.
    fn jobs(&self) -> u64 {
        self.statistics.sizes.count()
    }

    /// So many of all jobs, in words.
    fn part(&self, rows: u64) -> String {
        if rows == self.jobs() {
            "all jobs".into()
        } else {
            format!("{} of jobs", percent(self.of_jobs(rows)))
        }
    }

    /// So many of all jobs, as a share.
    fn of_jobs(&self, rows: u64) -> f64 {
        rows as f64 / self.jobs().max(1) as f64
    }
}

const fn doubt(name: &'static str, look: fn(&Evidence<'_>) -> Option<String>) -> Doubt {
    Doubt { name, look }
}

/// Everything that is looked at, the gravest first.
pub const DOUBTS: &[Doubt] = &[
    doubt("held-above-machine", machine::held_above_machine),
    doubt("job-above-machine", machine::job_above_machine),
    doubt("load-above-machine", machine::load_above_machine),
    doubt("machine-hardly-used", machine::machine_hardly_used),
    doubt("machine-unknown", machine::machine_unknown),
    doubt("rows-dropped", rows::rows_dropped),
    doubt("rows-missing", rows::rows_missing),
    doubt("rows-unsorted", rows::rows_unsorted),
    doubt("fields-beyond", rows::fields_beyond),
    doubt("numbers-repeat", rows::numbers_repeat),
    doubt("one-state", rows::one_state),
    doubt("one-user", rows::one_user),
    doubt("more-than-asked", machine::more_than_asked),
    doubt("whole-nodes", machine::whole_nodes),
    doubt("one-size", machine::one_size),
    doubt("memory-in-bytes", machine::memory_in_bytes),
    doubt("times-absolute", times::times_absolute),
    doubt("requests-in-minutes", times::requests_in_minutes),
    doubt("limits-not-enforced", times::limits_not_enforced),
    doubt("requests-beyond-reason", times::requests_beyond_reason),
    doubt("runs-end-at-limit", times::runs_end_at_limit),
    doubt("requests-unknown", times::requests_unknown),
    doubt("requests-are-runs", times::requests_are_runs),
    doubt("submissions-unknown", times::submissions_unknown),
    doubt("waits-unknown", times::waits_unknown),
    doubt("waits-all-zero", times::waits_all_zero),
    doubt("runs-zero", times::runs_zero),
    doubt("silence", times::silence),
    doubt("edge-weeks", times::edge_weeks),
    doubt("night-work", times::night_work),
    doubt("burst", times::burst),
];
