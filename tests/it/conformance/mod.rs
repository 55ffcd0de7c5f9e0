//! The engine against published results, through the same path as `suanli replay`; from what is found here, the page
//! `docs/conformance.md` is written.

mod agreement;
mod hpcopt;
mod los_alamos;
mod page;
mod predictsim;
mod schedules;

use agreement::Agreement;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use suanli::engine::{Estimates, Settings};
use suanli::experiment::{Keeping, Replay, replay};
use suanli::log::{Cleaning, ColumnMap, LogError, Logs};
use suanli::model::{Center, SourceError, Time};
use suanli::policy::PolicySpec;
use suanli::record::{Fact, JobFact, Observer, Record};
use suanli::report::ReplayTally;

/// A published result beside ours.
#[derive(Debug, Clone)]
struct Finding {
    /// The people who published it, and which of their results it is.
    source: String,
    /// The log, the policy and the rules under which we compare.
    rule: String,
    /// What shows it.
    command: String,
    published: String,
    ours: String,
    agreement: Agreement,
    /// The least agreement, or the test fails.
    wanted: Agreement,
}

/// All findings of a group agree at least as well as they should.
fn check(findings: &[Finding]) {
    let worse: Vec<String> = findings
        .iter()
        .filter(|finding| !finding.agreement.is_at_least(finding.wanted))
        .map(|finding| {
            let Finding { source, rule, published, ours, agreement, .. } = finding;
            format!("{source}: {rule}: published {published}, ours {ours}: {agreement}")
        })
        .collect();
    assert!(worse.is_empty(), "{} of {} differ:\n{}", worse.len(), findings.len(), worse.join("\n"));
}

/// A replay as the command line would ask for it.
struct Question {
    logs: Vec<PathBuf>,
    /// What the columns of a table mean that does not tell itself.
    columns: Option<ColumnMap>,
    processors: u32,
    backfill: &'static str,
    settings: Settings,
    cleaning: Cleaning,
}

/// The parts of a replay that are looked at: the sums of the summary, and every job that ended.
#[derive(Debug, Default)]
struct Watch {
    tally: ReplayTally,
    /// Number, submission, start and end, in order of ends.
    jobs: Vec<(u64, Time, Time, Time)>,
}

impl Observer for Watch {
    fn observe(&mut self, record: &Record<'_>) {
        self.tally.observe(record);
        if let Fact::Job { request, fact: JobFact::Ended { start, .. }, .. } = record.fact {
            self.jobs.push((request.id.0, request.submit, start, record.at));
        }
    }
}

impl Question {
    fn answer(&self) -> Watch {
        let center = Center::counted("machine", self.processors);
        let policy = PolicySpec::new("replay", "fcfs", self.backfill, "pack").expect("a known policy");
        let stop = AtomicBool::new(false);
        let logs = Logs { columns: self.columns.clone(), ..Logs::of(&self.logs) };
        let question = Replay {
            paces: &[],
            logs: &logs,
            cleaning: self.cleaning,
            center: &center,
            policy: &policy,
            settings: self.settings,
            keeping: Keeping::default(),
            stop: &stop,
        };
        let opened = logs.open().expect("a published log can be read");
        let replayed = replay(question, opened, |_| Ok::<_, Problem>(Watch::default()));
        replayed.expect("a published log can be replayed").observer
    }
}

/// Why a replay failed.
#[derive(Debug)]
struct Problem {
    _message: String,
}

impl From<LogError> for Problem {
    fn from(error: LogError) -> Problem {
        Problem { _message: error.to_string() }
    }
}

impl From<SourceError> for Problem {
    fn from(error: SourceError) -> Problem {
        Problem { _message: error.to_string() }
    }
}

/// The options that name these settings and this cleaning, each with a blank before it; defaults are not named.
fn options(settings: Settings, cleaning: Cleaning) -> String {
    let default = Settings::default();
    let mut text = String::new();
    if settings.instants != default.instants {
        text.push_str(&format!(" --instants {}", settings.instants.name()));
    }
    if settings.estimates != default.estimates {
        text.push_str(&format!(" --estimates {}", settings.estimates));
        if let Estimates::UserLastTwo(rule) = settings.estimates {
            text.push_str(&format!(" --correction {}", rule.name()));
        }
    }
    if settings.at_walltime != default.at_walltime {
        text.push_str(&format!(" --at-walltime {}", settings.at_walltime.name()));
    }
    if cleaning != Cleaning::Archive {
        text.push_str(" --clean strict");
    }
    text
}

/// The rules in words: order of events, estimates, cleaning.
fn rules(settings: Settings, cleaning: Cleaning) -> String {
    let clean = if cleaning == Cleaning::Archive { "archive" } else { "strict" };
    let correction = match settings.estimates {
        Estimates::UserLastTwo(rule) => format!(" ({})", rule.name()),
        Estimates::Requested | Estimates::Exact | Estimates::Scaled(_) => String::new(),
    };
    format!("{}, {}{correction}, {clean}", settings.instants.name(), settings.estimates)
}

#[test]
fn the_published_means_of_predictsim_are_ours() {
    check(predictsim::findings());
}

#[test]
fn the_published_figures_of_strict_fcfs_are_ours() {
    check(hpcopt::findings());
}

#[test]
fn the_161_hand_made_cases_of_pyss_hold() {
    check(schedules::pyss());
}

#[test]
fn cqsim_starts_every_job_when_we_do() {
    check(schedules::cqsim());
}

#[test]
fn independent_programs_start_every_job_of_a_generated_log_when_we_do() {
    check(schedules::generated());
}

#[test]
fn los_alamos_starts_every_job_when_we_do() {
    check(los_alamos::findings());
}

#[test]
fn the_committed_page_says_what_was_found() {
    page::check();
}
