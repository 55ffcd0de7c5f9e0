//! What a replay is summed up to, and the file of it for machines.

use super::against::AgainstReport;
use super::feasibility::FeasibilityReport;
use super::quality_account::{QualityAccount, Reason};
use super::replay_hours::HoursRow;
use super::replay_setting::{MachineSize, ReplayMachine, ReplayRules};
use super::schemas::{SCHEMA_VERSION, of_type};
use crate::log::{Finding, Quality};
use crate::metrics::{Makespan, Sample, Service};
use crate::model::Time;
use crate::policy::PolicySpec;
use crate::record::{Cancellation, Fact, JobFact, NodeFact, Observer, Record, Rejection};
use crate::state::{Saved, StateError, from_bytes};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Everything that is summed up while a log is replayed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ReplayTally {
    /// The service of all jobs.
    pub service: Service,
    /// From the first submission to the last end.
    pub makespan: Makespan,
    /// Jobs turned away, by reason.
    pub rejections: [u64; Rejection::ALL.len()],
    /// Jobs given up, because the machine became too small for them.
    pub misfits: u64,
    /// When the machine had another number of processors, or nodes, in order of time.
    pub sizes: Vec<(Time, u32)>,
}

impl Observer for ReplayTally {
    #[inline]
    fn observe(&mut self, record: &Record<'_>) {
        // A job is summed up when it is told of for the last time.
        if let Fact::Job { ref fact, .. } = record.fact
            && !fact.is_last()
        {
            return;
        }
        self.service.observe(record);
        self.makespan.observe(record);
        if let Fact::Nodes(NodeFact::Capacity(change)) = record.fact {
            self.sizes.push((record.at, change.present));
        }
        let Fact::Job { ref fact, .. } = record.fact else { return };
        if let JobFact::Rejected { why } = fact {
            self.rejections[*why as usize] += 1;
        }
        if let JobFact::Cancelled { why: Cancellation::Misfit, .. } = fact {
            self.misfits += 1;
        }
    }

    fn hears_of_starts(&self) -> bool {
        false
    }

    fn save(&mut self) -> Saved {
        Saved::of(self)
    }

    fn restore(&mut self, state: &[u8]) -> Result<(), StateError> {
        *self = from_bytes(state)?;
        Ok(())
    }
}

/// What the clock and the system say of a replay; it differs from run to run.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Cost {
    /// The time it took, reading included.
    pub wall_time_secs: f64,
    /// The most memory it held, where the system tells.
    pub peak_rss_bytes: Option<u64>,
}

/// The figures of a replay, named as in `summary.json`.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ReplaySummary {
    pub(super) schema_version: u32,
    /// The version of the program.
    pub(super) version: &'static str,
    pub(super) log: String,
    pub(super) machine: ReplayMachine,
    pub(super) policy: PolicyParts,
    pub(super) rules: ReplayRules,
    /// What was changed half way.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) branched: Vec<String>,
    /// When the machine had another size.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) sizes: Vec<MachineSize>,
    pub(super) jobs: u64,
    pub(super) finished: u64,
    pub(super) killed: u64,
    pub(super) rejected: u64,
    pub(super) rejected_because: Vec<Reason>,
    /// Jobs that were given up because the machine became too small for them.
    #[serde(skip_serializing_if = "is_nothing")]
    pub(super) given_up: u64,
    /// Jobs that still waited when nothing was left to happen.
    #[serde(skip_serializing_if = "is_nothing")]
    pub(super) never_started: u64,
    /// Jobs whose log has no submission for them: they come when they became eligible or started.
    #[serde(skip_serializing_if = "is_nothing")]
    pub(super) submits_stand_in: u64,
    pub(super) wait_s: Distribution,
    pub(super) bounded_slowdown: Distribution,
    pub(super) quantiles_exact: bool,
    pub(super) utilization: Option<f64>,
    pub(super) makespan_s: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) record: Option<FeasibilityReport>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) against: Option<AgainstReport>,
    /// What jobs held, by whatever was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) hours: Vec<HoursRow>,
    pub(super) quality: QualityAccount,
    pub(super) wall_time_s: f64,
    pub(super) peak_rss_bytes: Option<u64>,
}

/// What `replay --json` prints.
pub(super) fn json_schema() -> serde_json::Value {
    of_type::<ReplaySummary>()
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
const fn is_nothing(count: &u64) -> bool {
    *count == 0
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(super) struct PolicyParts {
    pub(super) order: String,
    pub(super) backfill: String,
    pub(super) placement: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub(super) struct Distribution {
    pub(super) mean: Option<f64>,
    pub(super) median: Option<f64>,
    p90: Option<f64>,
    pub(super) p95: Option<f64>,
    pub(super) p99: Option<f64>,
    pub(super) max: Option<f64>,
}

impl Distribution {
    /// The figures of a sample whose values count so many to the unit.
    fn of(sample: &Sample, unit: f64) -> Distribution {
        let values = sample.quantiles.quantiles(&[0.5, 0.9, 0.95, 0.99]);
        let scaled = |place: usize| values[place].map(|value| value / unit);
        Distribution {
            mean: sample.mean(unit),
            median: scaled(0),
            p90: scaled(1),
            p95: scaled(2),
            p99: scaled(3),
            max: sample.quantiles.max().map(|value| value as f64 / unit),
        }
    }

    pub(super) const fn figures(&self) -> [Option<f64>; 6] {
        [self.mean, self.median, self.p90, self.p95, self.p99, self.max]
    }
}

impl ReplaySummary {
    /// The figures of a replay of the log of that name.
    #[must_use]
    pub fn new(
        log: &str,
        machine: ReplayMachine,
        policy: &PolicySpec,
        rules: ReplayRules,
        tally: &ReplayTally,
        quality: &Quality,
        cost: Cost,
    ) -> ReplaySummary {
        let service = &tally.service;
        let makespan_micros = tally.makespan.span().map(|span| span.as_micros());
        let capacity = tally.makespan.bounds().map(|bounds| machine.processor_micros(bounds, &tally.sizes));
        let rejected_because = Rejection::ALL
            .into_iter()
            .map(|why| Reason::of(why.reason(), tally.rejections[why as usize]))
            .filter(|reason| 0 < reason.rows)
            .collect();
        ReplaySummary {
            schema_version: SCHEMA_VERSION,
            version: env!("CARGO_PKG_VERSION"),
            log: log.to_owned(),
            machine,
            policy: PolicyParts {
                order: policy.order.clone(),
                backfill: policy.backfill.clone(),
                placement: policy.placement.clone(),
            },
            rules,
            branched: Vec::new(),
            sizes: MachineSize::all_of(&tally.sizes),
            jobs: service.jobs(),
            finished: service.finished,
            killed: service.killed,
            rejected: service.rejected,
            rejected_because,
            given_up: tally.misfits,
            never_started: service.still_waiting,
            submits_stand_in: quality.tally(Finding::SubmitStandsIn).rows,
            wait_s: Distribution::of(&service.waits, 1e6),
            bounded_slowdown: Distribution::of(&service.slowdowns, 1e9),
            quantiles_exact: service.waits.quantiles.is_exact(),
            utilization: capacity.filter(|all| 0 < *all).map(|all| service.core_micros as f64 / all as f64),
            makespan_s: makespan_micros.map(|micros| micros as f64 / 1e6),
            record: None,
            against: None,
            hours: Vec::new(),
            quality: QualityAccount::of(quality),
            wall_time_s: cost.wall_time_secs,
            peak_rss_bytes: cost.peak_rss_bytes,
        }
    }

    /// The same with what there is to say of what really happened: whether it was possible, or how the replay differs.
    #[must_use]
    pub fn with_record(
        self,
        record: Option<FeasibilityReport>,
        against: Option<AgainstReport>,
    ) -> ReplaySummary {
        ReplaySummary { record, against, ..self }
    }

    /// The same with what was changed half way, in words.
    #[must_use]
    pub fn with_branches(self, branched: Vec<String>) -> ReplaySummary {
        ReplaySummary { branched, ..self }
    }

    /// The same with what jobs held.
    #[must_use]
    pub fn with_hours(self, hours: Vec<HoursRow>) -> ReplaySummary {
        ReplaySummary { hours, ..self }
    }

    /// The summary as JSON.
    ///
    /// # Panics
    /// Never: numbers and texts can always be written as JSON.
    #[must_use]
    pub fn json(&self) -> String {
        let mut text =
            serde_json::to_string_pretty(self).expect("numbers and texts can always be written as JSON");
        text.push('\n');
        text
    }
}
