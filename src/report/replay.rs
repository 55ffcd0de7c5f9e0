//! What a replay is summed up to: one file for machines, one table for people, and the account of the log in words.

use super::against::AgainstReport;
use super::feasibility::FeasibilityReport;
use super::number::{duration_words, grouped};
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
use crate::text::counted;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt::Write;

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
    schema_version: u32,
    /// The version of the program.
    version: &'static str,
    log: String,
    machine: ReplayMachine,
    policy: PolicyParts,
    rules: ReplayRules,
    /// What was changed half way.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    branched: Vec<String>,
    /// When the machine had another size.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sizes: Vec<MachineSize>,
    jobs: u64,
    pub(super) finished: u64,
    pub(super) killed: u64,
    pub(super) rejected: u64,
    rejected_because: Vec<Reason>,
    /// Jobs that were given up because the machine became too small for them.
    #[serde(skip_serializing_if = "is_nothing")]
    given_up: u64,
    /// Jobs that still waited when nothing was left to happen.
    #[serde(skip_serializing_if = "is_nothing")]
    pub(super) never_started: u64,
    /// Jobs whose log has no submission for them: they come when they became eligible or started.
    #[serde(skip_serializing_if = "is_nothing")]
    pub(super) submits_stand_in: u64,
    pub(super) wait_s: Distribution,
    pub(super) bounded_slowdown: Distribution,
    quantiles_exact: bool,
    pub(super) utilization: Option<f64>,
    pub(super) makespan_s: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<FeasibilityReport>,
    #[serde(skip_serializing_if = "Option::is_none")]
    against: Option<AgainstReport>,
    /// What jobs held, by whatever was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hours: Vec<HoursRow>,
    quality: QualityAccount,
    wall_time_s: f64,
    peak_rss_bytes: Option<u64>,
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
struct PolicyParts {
    order: String,
    backfill: String,
    placement: String,
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

    const fn figures(&self) -> [Option<f64>; 6] {
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

    /// The log, the machine and the rules, which are the same for several policies.
    pub(super) fn heading_of_several(&self) -> String {
        format!("{} on {}\n{}\n", self.log, self.machine.words(), self.rules.words())
    }

    /// What there is to know of waits where submissions are not in the log; nothing where they are.
    pub(super) fn about_submissions(&self) -> String {
        if self.submits_stand_in == 0 {
            return String::new();
        }
        let jobs = counted(self.submits_stand_in, "job has", "jobs have");
        format!(
            "\n{jobs} no submission in the log: taken as submitted when eligible or started.\nWaits and slowdowns count from then.\n"
        )
    }

    /// The summary as a table for people.
    #[must_use]
    pub fn table(&self) -> String {
        let PolicyParts { order, backfill, placement } = &self.policy;
        let machine = self.machine.words();
        let mut text = if self.record.is_some() {
            format!("{} on {machine}, observed: as the log has it\n\n", self.log)
        } else if self.machine.nodes.is_some() {
            format!(
                "{} on {machine}, {order} + {backfill} + {placement}\n{}\n\n",
                self.log,
                self.rules.words()
            )
        } else {
            format!("{} on {machine}, {order} + {backfill}\n{}\n\n", self.log, self.rules.words())
        };
        for branch in &self.branched {
            let _ = writeln!(text, "{branch}");
        }
        if !self.branched.is_empty() {
            text.push('\n');
        }
        let mut line = |name: &str, value: &str| text.push_str(&format!("{name:<18}{value}\n"));
        line("jobs", &grouped(self.jobs));
        line("  finished", &grouped(self.finished));
        let why_killed = if self.killed == 0 { "" } else { " (at their requested time)" };
        line("  killed", &format!("{}{why_killed}", grouped(self.killed)));
        line("  rejected", &grouped(self.rejected));
        for Reason { reason, rows, .. } in &self.rejected_because {
            line("", &format!("{} {reason}", grouped(*rows)));
        }
        if 0 < self.given_up {
            line("  given up", &format!("{} ({})", grouped(self.given_up), Cancellation::Misfit.reason()));
        }
        if 0 < self.never_started {
            let words = "(their waits have no end and are in no figure below)";
            line("  never started", &format!("{} {words}", grouped(self.never_started)));
        }
        line("utilization", &self.utilization.map_or("-".into(), |share| format!("{:.1} %", share * 100.0)));
        line("makespan", &self.makespan_s.map_or("-".into(), duration_words));
        let unit = wait_unit(self.wait_s.max);
        let rows = [
            (format!("wait, {}", unit.1), figures(&self.wait_s, unit.0)),
            ("bounded slowdown".to_owned(), figures(&self.bounded_slowdown, 1.0)),
        ];
        text.push('\n');
        add_figures(&mut text, &rows);
        if !self.quantiles_exact {
            text.push_str(
                "\nQuantiles of so many jobs are within 1/4096 of the exact ones; means and maxima are exact.\n",
            );
        }
        text.push_str(&self.about_submissions());
        text.push_str(&self.record.as_ref().map(FeasibilityReport::table).unwrap_or_default());
        text.push_str(&self.against.as_ref().map(AgainstReport::table).unwrap_or_default());
        text
    }
}

/// The unit in which waits up to so many seconds are best read.
pub(super) fn wait_unit(secs_max: Option<f64>) -> (f64, &'static str) {
    match secs_max {
        Some(secs) if 7_200.0 < secs => (3_600.0, "hours"),
        Some(secs) if 120.0 < secs => (60.0, "minutes"),
        Some(_) | None => (1.0, "seconds"),
    }
}

fn figures(distribution: &Distribution, unit: f64) -> Vec<String> {
    let shown = |figure: Option<f64>| figure.map_or("-".into(), |value| two_places(value / unit));
    distribution.figures().into_iter().map(shown).collect()
}

/// A number with two places behind the point and marks between its thousands.
pub(super) fn two_places(value: f64) -> String {
    let text = format!("{value:.2}");
    match text.split_once('.') {
        Some((whole, places)) => match whole.parse() {
            Ok(whole) => format!("{}.{places}", grouped(whole)),
            Err(_) => text,
        },
        None => text,
    }
}

/// Adds lines of figures with their heads, each column as wide as its widest.
fn add_figures(text: &mut String, rows: &[(String, Vec<String>)]) {
    const HEADS: [&str; 6] = ["mean", "median", "p90", "p95", "p99", "max"];
    let width = |column: usize| {
        let widest = rows.iter().filter_map(|(_, figures)| figures.get(column)).map(String::len).max();
        widest.map_or(0, |widest| widest + 2).max(9)
    };
    let mut line = |name: &str, cells: &mut dyn Iterator<Item = &str>| {
        let _ = write!(text, "{name:<18}");
        for (column, cell) in cells.enumerate() {
            let _ = write!(text, "{cell:>0$}", width(column));
        }
        text.push('\n');
    };
    line("", &mut HEADS.into_iter());
    for (name, figures) in rows {
        line(name, &mut figures.iter().map(String::as_str));
    }
}
