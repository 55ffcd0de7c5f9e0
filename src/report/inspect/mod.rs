//! What `suanli inspect` says of a log: every figure once, for the table, for machines and for the figure sheet.

mod doubts;
pub(super) mod figures;
mod instant;
mod load;
mod other;
mod text;

pub use doubts::{DOUBTS, Doubt};
pub use figures::{Accuracy, Arrivals, Distribution, Period, Popularity, Ranking};
pub use instant::{Clocked, instant_words};
pub use load::{Load, Machine, StepLoad};
pub use other::OtherInspection;

use super::quality_account::QualityAccount;
use super::schemas::{SCHEMA_VERSION, of_type};
use crate::log::statistics::{Calendar, Clock, Course, Silence, Statistics};
use crate::log::{Finding, Format, Header, Quality, State};
use crate::stats::RESOLUTION;
use doubts::Evidence;
use schemars::JsonSchema;
use serde::Serialize;

/// So many silences are told.
const SILENCES_MAX: usize = 5;

/// A log that has been read to its end.
#[derive(Debug)]
pub struct Inspected<'a> {
    /// What it is called.
    pub log: &'a str,
    /// How many files it is made of.
    pub files: usize,
    /// Its format.
    pub format: &'static Format,
    /// What it says of its machine.
    pub header: &'a Header,
    /// The account of its rows.
    pub quality: &'a Quality,
    /// What it looks like.
    pub statistics: Statistics,
    /// Where the size of the machine comes from: `--processors`, or the key of the header; nothing where neither tells it.
    pub stated_by: Option<&'static str>,
}

/// Everything that is said of a log; the names are those of the JSON.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Inspection {
    /// The version of the form of this report.
    pub schema_version: u32,
    /// The version of suanli.
    pub version: &'static str,
    /// What the log is called.
    pub log: String,
    /// The name of its format.
    pub format: &'static str,
    /// The name of the computer, where the log says one.
    pub computer: Option<String>,
    /// What sizes count.
    pub unit: &'static str,
    /// Quantiles are within this share of the truth; means, sums, smallest and largest are exact.
    pub resolution: f64,
    pub(super) quality: QualityAccount,
    /// How much is known of dates and hours.
    pub calendar: &'static str,
    /// When the first job was submitted.
    pub submit_first: Clocked,
    /// When the last job was submitted.
    pub submit_last: Clocked,
    /// When the last job ended, of those whose start is known; of others, had they not waited.
    pub end_last: Clocked,
    /// The machine, stated and implied.
    pub machine: Machine,
    /// The work against the machine.
    pub load: Load,
    /// Sizes of jobs.
    pub sizes: Distribution,
    /// Run times in seconds.
    pub runs_s: Distribution,
    /// How many jobs have no submission in their log, so that another time stands in for it.
    pub submits_stand_in: u64,
    /// Waits in seconds, where they are known.
    pub waits_s: Distribution,
    /// Requested times in seconds, where they are known.
    pub requested_s: Distribution,
    /// Requested memory of each job in MiB, where it is known.
    pub memory_requested_mib: Distribution,
    /// Memory that each job used in MiB, where it is known.
    pub memory_used_mib: Distribution,
    /// Run times as shares of requested times.
    pub accuracy: Accuracy,
    /// The share of jobs of size 1.
    pub serial: f64,
    /// The share of jobs whose size is a power of two, 1 included.
    pub powers_of_two: f64,
    /// The most frequent sizes.
    pub sizes_popular: Vec<Popularity>,
    /// The most frequent requested times in seconds.
    pub requested_popular: Vec<Popularity>,
    /// Classes of sizes.
    pub size_classes: Vec<Popularity>,
    /// Classes of run times.
    pub run_classes: Vec<Popularity>,
    /// Users.
    pub users: Ranking,
    /// Groups, accounts or projects.
    pub groups: Ranking,
    /// Queues or partitions.
    pub queues: Ranking,
    /// Rows by state, those that give no job included.
    pub states: Vec<Popularity>,
    /// When jobs are submitted.
    pub arrivals: Arrivals,
    /// The longest times without a submission.
    pub silences: Vec<Period>,
    /// What looks wrong, and the number that made it so.
    pub doubts: Vec<Found>,
}

/// Something that looks wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Found {
    /// The row of [`DOUBTS`].
    pub name: &'static str,
    /// Why, with the numbers.
    pub because: String,
}

impl Inspection {
    /// The figures of a log.
    ///
    /// # Panics
    /// When none of its rows gave a job.
    #[must_use]
    pub fn new(inspected: Inspected<'_>) -> Inspection {
        let Inspected { log, files, format, header, quality, mut statistics, stated_by } = inspected;
        let clock = statistics.clock.expect("a log without a job is refused by its reader");
        let held = std::mem::take(&mut statistics.held).finish();
        let machine = Machine::of(&statistics, stated_by, held.as_ref(), clock);
        let peak = held.map(|(peak, _)| peak);
        let load = Load::of(&statistics, &machine, clock);
        let at = |time| Clocked::new(time, clock);
        let evidence = Evidence {
            statistics: &statistics,
            quality,
            header,
            format,
            files,
            clock,
            peak,
            machine: &machine,
            load: &load,
        };
        let doubts = found(&evidence);
        let jobs = statistics.sizes.count();
        Inspection {
            schema_version: SCHEMA_VERSION,
            version: env!("CARGO_PKG_VERSION"),
            log: log.to_owned(),
            format: format.name,
            computer: header.computer.clone(),
            unit: statistics.unit.words(),
            resolution: RESOLUTION,
            quality: QualityAccount::of(quality),
            calendar: calendar_name(clock.calendar),
            submit_first: at(statistics.submit_first),
            submit_last: at(statistics.submit_last),
            end_last: at(statistics.end_last),
            sizes: Distribution::of(&statistics.sizes, 1.0),
            runs_s: Distribution::of(&statistics.runs, 1e6),
            submits_stand_in: quality.tally(Finding::SubmitStandsIn).rows,
            waits_s: Distribution::of(&statistics.waits, 1e6),
            requested_s: Distribution::of(&statistics.walltimes, 1e6),
            memory_requested_mib: Distribution::of(&statistics.memory_requested, 1.0),
            memory_used_mib: Distribution::of(&statistics.memory_used, 1.0),
            accuracy: Accuracy::of(&statistics.requests),
            serial: figures::share_of_sizes(&statistics, |size| size == 1),
            powers_of_two: figures::share_of_sizes(&statistics, u64::is_power_of_two),
            sizes_popular: figures::popular_sizes(&statistics),
            requested_popular: figures::popular_walltimes(&statistics),
            size_classes: figures::size_classes(&statistics),
            run_classes: figures::run_classes(&statistics),
            users: Ranking::of(&statistics.users, &header.users, jobs, statistics.work),
            groups: Ranking::of(&statistics.groups, &header.groups, jobs, statistics.work),
            queues: Ranking::of(&statistics.queues, &header.queues, jobs, statistics.work),
            states: states(&statistics),
            arrivals: Arrivals::of(&statistics, clock),
            silences: silences(&statistics.course, clock),
            doubts,
            machine,
            load,
        }
    }

    /// Everything as JSON.
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

    /// The same for people, for a terminal.
    #[must_use]
    pub fn table(&self) -> String {
        text::table(self, text::Page::USUAL)
    }

    /// The same for a page of so many columns.
    #[must_use]
    pub fn table_within(&self, columns: usize) -> String {
        text::table(self, text::Page::of(columns))
    }
}

/// What `inspect --json` prints: of a log of jobs, or of a file without jobs.
pub(super) fn json_schema() -> serde_json::Value {
    let mut of_jobs = of_type::<Inspection>();
    let of_other = of_type::<OtherInspection<'_>>();
    let named = |name: &str, schema: &serde_json::Value| {
        let parts = schema["$defs"].as_object().into_iter().flatten();
        let parts = parts.map(|(part, schema)| (part.clone(), schema.clone())).collect::<Vec<_>>();
        let whole = serde_json::json!({
            "type": "object",
            "properties": schema["properties"],
            "required": schema["required"],
        });
        parts.into_iter().chain([(name.to_owned(), whole)])
    };
    let parts: serde_json::Map<String, serde_json::Value> =
        named("Jobs", &of_jobs).chain(named("Other", &of_other)).collect();
    of_jobs = serde_json::json!({
        "type": "object",
        "properties": {},
        "anyOf": [{ "$ref": "#/$defs/Jobs" }, { "$ref": "#/$defs/Other" }],
    });
    of_jobs["$defs"] = parts.into();
    of_jobs
}

/// Everything that looks wrong.
fn found(evidence: &Evidence<'_>) -> Vec<Found> {
    let look = |doubt: &Doubt| Some(Found { name: doubt.name, because: (doubt.look)(evidence)? });
    DOUBTS.iter().filter_map(look).collect()
}

const fn calendar_name(calendar: Calendar) -> &'static str {
    match calendar {
        Calendar::Unknown => "unknown",
        Calendar::Unzoned => "unzoned",
        Calendar::Local => "local",
    }
}

fn states(statistics: &Statistics) -> Vec<Popularity> {
    let all: u64 = statistics.states.iter().sum();
    let states = State::ALL.iter().zip(statistics.states).filter(|(_, rows)| 0 < *rows);
    states
        .map(|(state, rows)| Popularity {
            value: state.words().to_owned(),
            rows,
            share: rows as f64 / all as f64,
            work_share: None,
            wait_mean_s: None,
        })
        .collect()
}

fn silences(course: &Course, clock: Clock) -> Vec<Period> {
    let period = |Silence { from, until }: Silence| Period {
        from: Clocked::new(from, clock),
        until: Clocked::new(until, clock),
        secs: from.until(until).as_secs_f64(),
    };
    course.silences(SILENCES_MAX).into_iter().map(period).collect()
}
