//! What an experiment may set about the engine itself: the order of events, what is expected of run times, and what becomes
//! of a job at its walltime.

use crate::model::{LimitChecks, Span, Time};
use serde::{Deserialize, Serialize};
use std::fmt;

/// How a simulation is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Settings {
    /// The order of events of one instant.
    pub instants: Instants,
    /// What schedulers expect of run times.
    pub estimates: Estimates,
    /// What becomes of a job that reaches its walltime.
    pub at_walltime: AtWalltime,
    /// Whether it is told for what each job waits.
    pub causes: bool,
}

/// The order of events of one instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Instants {
    /// Everything happens (ends, then submissions), then each centre is scheduled once.
    #[default]
    Batched,
    /// One event at a time, as simulators from 2007 to 2015 did it: submissions in their order, then ends in the order of
    /// starts. The scheduler is asked after every end, and after a submission if the new job fits into what is free (after every one under
    /// `conservative` and `easy-shortest-first`); a job that ends exactly when it was expected to has by then given back what it held.
    Sequential,
}

/// What schedulers expect of run times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Estimates {
    /// The requested time.
    #[default]
    Requested,
    /// The true run time, up to the walltime: an oracle, as a bound for what prediction can bring.
    Exact,
    /// The requested time times a factor, in hundredths.
    Scaled(u32),
    /// The mean of the last two run times of the user's jobs that have ended, at most the requested time (Tsafrir, Etsion and
    /// Feitelson, IEEE TPDS 2007); the requested time for users with fewer than two finished jobs.
    UserLastTwo(Correction),
}

/// The new estimate of a job that outlives its old one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Correction {
    /// The first one plus a step, which grows from a minute to 100 hours (the same paper), at most the requested time.
    #[default]
    Incremental,
    /// Twice the time that it has run, even beyond the requested time.
    RecursiveDoubling,
    /// The requested time.
    Requested,
}

/// What becomes of a job that reaches its walltime.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum AtWalltime {
    /// It is killed.
    #[default]
    Kill,
    /// It is killed when the controller next looks; a job that is done by then has finished.
    KillAtChecks(LimitChecks),
    /// It runs on until its work is done.
    RunOn,
}

impl Instants {
    /// Both orders of events.
    pub const ALL: [Instants; 2] = [Instants::Batched, Instants::Sequential];

    /// The name, as on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Instants::Batched => "batched",
            Instants::Sequential => "sequential",
        }
    }
}

impl Correction {
    /// Every correction.
    pub const ALL: [Correction; 3] =
        [Correction::Incremental, Correction::RecursiveDoubling, Correction::Requested];

    /// The name, as on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Correction::Incremental => "incremental",
            Correction::RecursiveDoubling => "recursive-doubling",
            Correction::Requested => "requested",
        }
    }
}

impl AtWalltime {
    /// How long a job runs that starts then, asked for so much and has so much to do.
    pub(super) fn runs(self, start: Time, walltime: Span, work: Span) -> Span {
        match self {
            AtWalltime::Kill => work.min(walltime),
            AtWalltime::KillAtChecks(checks) if walltime < work => {
                work.min(checks.next(start + walltime).since(start))
            }
            AtWalltime::KillAtChecks(_) | AtWalltime::RunOn => work,
        }
    }

    /// What may become of a job and needs no more words.
    pub const ALL: [AtWalltime; 2] = [AtWalltime::Kill, AtWalltime::RunOn];

    /// The name, as on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            AtWalltime::Kill => "kill",
            AtWalltime::KillAtChecks(_) => "kill-at-checks",
            AtWalltime::RunOn => "run-on",
        }
    }
}

impl Estimates {
    /// The estimates of that name; nothing when there are none. A factor is a number from 0.01 to 1,000 with at most two digits
    /// behind the point.
    #[must_use]
    pub fn parse(text: &str) -> Option<Estimates> {
        match text.split_once(':') {
            Some(("scaled", factor)) => hundredths(factor).map(Estimates::Scaled),
            Some(_) => None,
            None if text == "requested" => Some(Estimates::Requested),
            None if text == "exact" => Some(Estimates::Exact),
            None if text == "user-last-two" => Some(Estimates::UserLastTwo(Correction::default())),
            None => None,
        }
    }
}

/// A factor in hundredths.
fn hundredths(factor: &str) -> Option<u32> {
    let (whole, rest) = factor.split_once('.').unwrap_or((factor, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(rest) || 2 < rest.len() {
        return None;
    }
    let rest: u32 = format!("{rest:0<2}").parse().ok()?;
    let factor = whole.parse::<u32>().ok()?.checked_mul(100)?.checked_add(rest)?;
    (1..=100_000).contains(&factor).then_some(factor)
}

impl fmt::Display for Estimates {
    /// The name, as on the command line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Estimates::Requested => write!(f, "requested"),
            Estimates::Exact => write!(f, "exact"),
            Estimates::Scaled(hundredths) => write!(f, "scaled:{}", f64::from(*hundredths) / 100.0),
            Estimates::UserLastTwo(_) => write!(f, "user-last-two"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn estimates_are_read_as_they_are_written() {
        for text in ["requested", "exact", "user-last-two", "scaled:2", "scaled:0.75", "scaled:1000"] {
            assert_eq!(Estimates::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Estimates::parse("scaled:2.50"), Some(Estimates::Scaled(250)));
        for text in ["", "Exact", "scaled", "scaled:", "scaled:0", "scaled:-1", "scaled:1.", "scaled:0.001"] {
            assert_eq!(Estimates::parse(text), None, "{text}");
        }
        for text in ["scaled:1001", "scaled:99999999999", "scaled:1e2", "exact:1", "scaled:+1"] {
            assert_eq!(Estimates::parse(text), None, "{text}");
        }
    }
}
