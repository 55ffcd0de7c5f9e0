//! The options of a replay that have to do with what really happened: to play it, or to compare with it.

use super::Failure;
use super::logs::names;
use super::outputs::{self, formats, tell_left_out};
use super::replay_onlooker::{Onlooker, Question};
use crate::experiment::{Against, Replayed, observed, replay_against};
use crate::lang::Lang;
use crate::log::statistics::{Calendar, Clock};
use crate::log::{Header, LogReader, LogSource};
use crate::model::{Span, Time};
use crate::plot::{Figure, against_sheet, write_figures};
use crate::policy::{PolicySpec, Routing};
use crate::report::{About, AgainstReport, FeasibilityReport, Staging, write_file};
use std::path::{Path, PathBuf};

/// Stands in the place of a policy where the record is played.
const OBSERVED: &str = "observed";

/// The options about the record.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct RecordArgs {
    /// The policy: `order+backfill[+placement]`, instead of --order, --backfill and --placement; or `observed`, which plays what
    /// really happened, the starts that the log itself has. Given again, each is replayed, and all are compared with the first.
    #[arg(long, value_name = "POLICY", conflicts_with_all = ["order", "backfill", "placement"])]
    policy: Vec<String>,

    /// Compare the waits with those that the log itself has: by size, run time and queue, and over time.
    #[arg(long, value_name = "RECORD", value_parser = ["observed"])]
    against: Option<String>,

    /// Write the comparison with the record (against.json) and its figures (against.svg) into this folder.
    #[arg(long, value_name = "DIR", requires = "against")]
    out: Option<PathBuf>,

    /// Write the figures as PNG, too.
    #[arg(long, requires = "out")]
    png: bool,
}

/// The use to be made of the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RecordUse {
    /// Nothing: a policy alone is simulated.
    Unused,
    /// It is played itself.
    Played,
    /// A policy is compared with it.
    Compared,
}

impl RecordArgs {
    /// The use to be made of the record.
    pub(super) fn wanted(&self) -> RecordUse {
        if self.plays() {
            RecordUse::Played
        } else if self.against.is_some() {
            RecordUse::Compared
        } else {
            RecordUse::Unused
        }
    }

    fn plays(&self) -> bool {
        self.policy.first().is_some_and(|policy| policy == OBSERVED)
    }

    /// The policies, where there are several.
    pub(super) fn several(&self) -> Option<&[String]> {
        (1 < self.policy.len()).then_some(&self.policy)
    }

    /// The same with one of the policies alone.
    pub(super) fn only(&self, policy: &str) -> RecordArgs {
        RecordArgs { policy: vec![policy.to_owned()], ..self.clone() }
    }

    /// Whether a policy is to be compared with the record.
    pub(super) const fn compares(&self) -> bool {
        self.against.is_some()
    }

    /// The policy that was named, where one is simulated.
    pub(super) fn policy(&self) -> Option<&str> {
        self.policy.first().map(String::as_str).filter(|_| !self.plays())
    }

    /// A record is played as it is: neither another machine nor another rule has anything to do with it.
    ///
    /// # Errors
    /// When it is to be played with such an option, one of these or one of the record's own.
    pub(super) fn refuse_with(&self, other: Option<&str>) -> Result<(), Failure> {
        let against = self.against.as_ref().map(|_| "--against");
        match other.or(against).filter(|_| self.plays()) {
            Some(option) => Err(Failure::wrong(format!(
                "{option}: does not go with --policy {OBSERVED}, which plays the record"
            ))),
            None => Ok(()),
        }
    }

    /// Proves that the files of the comparison can be written.
    pub(super) fn staging(&self) -> Result<Option<Staging>, Failure> {
        const NAMES: [&str; 2] = ["against.json", "against.svg"];
        const NAMES_WITH_PNG: [&str; 3] = ["against.json", "against.svg", "against.png"];
        let names = if self.png { &NAMES_WITH_PNG[..] } else { &NAMES[..] };
        Ok(self.out.as_deref().map(|dir| Staging::new(dir, "against", names)).transpose()?)
    }

    /// Writes the comparison of a log and publishes it.
    pub(super) fn write(
        &self,
        staging: Staging,
        compared: &Compared,
        (log, machine): (&str, &str),
        lang: Lang,
    ) -> Result<(), Failure> {
        let Compared { report, policy, dated } = compared;
        let json = serde_json::to_string_pretty(report).map_err(Failure::unanswered)?;
        write_file(&staging.dir().join("against.json"), format!("{json}\n").as_bytes())?;
        let title = lang.fill("{log}: {policy} against the record", &[("log", &log), ("policy", policy)]);
        let subtitle = format!("{machine} | {}", report.compared(lang));
        let drawing = against_sheet(report, lang, (&title, &subtitle), *dated);
        let figure = Figure { stem: "against".into(), drawing, series: None };
        tell_left_out(&write_figures([figure], staging.dir(), formats(self.png))?);
        let about = About { title: log.to_owned(), policies: vec![policy.clone()], ..About::default() };
        outputs::tell(&staging.publish(&about, &[])?, self.out.as_deref().unwrap_or(Path::new("")));
        Ok(())
    }
}

/// A replay beside its record.
#[derive(Debug)]
pub(super) struct Compared {
    pub(super) report: AgainstReport,
    policy: String,
    dated: bool,
}

/// What stands in the place of a policy where the record is played.
pub(super) fn no_policy() -> PolicySpec {
    let name = || OBSERVED.to_owned();
    PolicySpec {
        name: name(),
        order: name(),
        backfill: name(),
        placement: name(),
        every: None,
        routing: Routing::default(),
    }
}

/// Plays the record.
pub(super) fn play(
    question: Question<'_>,
    reader: LogReader,
) -> Result<(Replayed<Onlooker>, FeasibilityReport), Failure> {
    let header = reader.header().clone();
    let log = names(&question.replay.logs.paths);
    let processors = question.replay.center.capacity().cores;
    let Replayed { observer: (onlooker, feasibility), quality, header: told, kinds } =
        observed(question.replay, reader, |source| Onlooker::new(question, source))?;
    if feasibility.jobs == 0 {
        return Err(Failure::wrong(format!(
            "{log}: no row says how long it waited, so that nobody knows when it started: --policy observed cannot play it"
        )));
    }
    let clock = clock(&header, onlooker.origin);
    let at = clock.shown(feasibility.held_most_at + onlooker.origin);
    let report = FeasibilityReport::new(&feasibility, processors.into(), at, clock);
    Ok((Replayed { observer: onlooker, quality, header: told, kinds }, report))
}

/// Simulates a policy and compares it with the record.
pub(super) fn compare(
    question: Question<'_>,
    reader: LogReader,
) -> Result<(Replayed<Onlooker>, Compared), Failure> {
    let header = reader.header().clone();
    let watch = |source: &LogSource, told| {
        let against = Against::new(told, source.origin(), clock(&header, source.origin()));
        Ok::<_, Failure>((Onlooker::new(question, source)?, against))
    };
    let Replayed { observer: (onlooker, against), quality, header: told, kinds } =
        replay_against(question.replay, reader, watch)?;
    let PolicySpec { order, backfill, .. } = question.replay.policy;
    let policy = format!("{order} + {backfill}");
    let processors = u64::from(question.replay.center.capacity().cores);
    let report = AgainstReport::new(&against, &policy, processors, &header.queues);
    let dated = against.clock().calendar != Calendar::Unknown;
    Ok((Replayed { observer: onlooker, quality, header: told, kinds }, Compared { report, policy, dated }))
}

/// The clock of a log whose simulated time 0 is then.
fn clock(header: &Header, origin: Span) -> Clock {
    Clock::new(header, Time::ZERO + origin, None)
}
