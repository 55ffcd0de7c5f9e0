//! Locks: how many nodes each takes, for whom, in which mode, and when.

use jiff::civil::DateTime;

use super::super::places::{LockSpec, LockTermsSpec};
use super::super::problem::Problems;
use super::super::read::{At, Period as Every};
use super::super::units::Dimension;
use super::names::Names;
use super::parts::instant;
use super::period::{Period, span};
use crate::model::{GroupId, Lock, LockMode, Time, Windows};

/// What a policy says of all locks.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct LockVariant {
    /// Whether there are none.
    pub(super) absent: bool,
    /// Their mode, where it is not each one's own.
    pub(super) mode: Option<LockMode>,
    /// The share that each takes, in millionths of a percent, where it is not each one's own.
    pub(super) share: Option<i64>,
}

/// Where a lock stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting<'a> {
    pub(super) names: &'a Names,
    pub(super) period: Option<Period>,
    pub(super) variant: LockVariant,
    pub(super) counted: Counted,
}

/// Which nodes of a partition are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counted {
    /// Those that there are.
    Capacity,
    /// Those for which the demand is stated, where a partition says so.
    Demand,
}

/// How many nodes a lock takes of so many, and the lock.
pub(super) fn one_lock(
    spec: &LockSpec,
    partition_nodes: Option<u32>,
    setting: Setting<'_>,
    problems: &mut Problems<'_>,
) -> Option<(u32, Lock)> {
    let owners = owners(spec, setting.names, problems);
    let count = count(spec, partition_nodes, setting, problems);
    let mode = mode(&spec.terms, problems);
    if let (true, Some(typed)) = (spec.is_maintenance(), &spec.terms.mode)
        && typed.value != "strict"
    {
        let message = format!("mode: maintenance lends its nodes to nobody, found `{}`", typed.value);
        problems.add(&typed.span, message, Some("leave it out".into()));
    }
    let windows = windows(spec, setting.period, problems);
    let mode = match setting.variant.mode {
        Some(mode) if !spec.is_maintenance() => mode,
        Some(_) | None => mode?,
    };
    let (name, absent) = (spec.name.as_ref()?.value.clone(), false);
    Some((count?, Lock { name, owners: owners?, mode, windows: windows?, absent, ..Lock::default() }))
}

fn owners(spec: &LockSpec, names: &Names, problems: &mut Problems<'_>) -> Option<Vec<GroupId>> {
    let found = spec.owners.as_ref().and_then(|owners| names.groups_of(owners, problems));
    match (spec.is_maintenance(), &spec.owners) {
        (true, Some(owners)) => {
            let help = Some("leave it out, or leave `maintenance` out".into());
            problems.add(&owners.span, "for: maintenance is for nobody", help);
            None
        }
        (true, None) => (!spec.owners_typed).then(Vec::new),
        (false, Some(_)) => found,
        (false, None) => {
            if !spec.owners_typed {
                let help = "for example `for = [\"llm-teams\"]`; or `maintenance = true`, for nobody";
                problems.add(&spec.span, "`[[center.partition.lock]]` has no `for`", Some(help.into()));
            }
            None
        }
    }
}

fn count(
    spec: &LockSpec,
    partition_nodes: Option<u32>,
    setting: Setting<'_>,
    problems: &mut Problems<'_>,
) -> Option<u32> {
    if let (Some(_), Some(nodes)) = (&spec.share, &spec.nodes) {
        let help = Some("give one of the two".into());
        problems.add(&nodes.span, "nodes: the lock has a `share` already", help);
    }
    if let (Some(share), false) = (setting.variant.share, spec.is_maintenance()) {
        return partition_nodes.map(|nodes| nodes_of_share(nodes, share));
    }
    match (&spec.share, &spec.nodes) {
        (Some(share), _) => partition_nodes.map(|nodes| nodes_of_share(nodes, share.value)),
        (None, Some(nodes)) => {
            if let Some(all) = partition_nodes
                && u64::from(all) < nodes.value
                && setting.counted == Counted::Capacity
            {
                let message =
                    format!("nodes: the lock takes {} nodes, and its partition has {all}", nodes.value);
                problems.add(&nodes.span, message, None);
                return None;
            }
            Some(nodes.value as u32)
        }
        (None, None) => {
            if !spec.size_typed {
                let help = "say how large it is: `share = \"30 %\"` or `nodes = 20`";
                let message = "`[[center.partition.lock]]` has neither `share` nor `nodes`";
                problems.add(&spec.span, message, Some(help.into()));
            }
            None
        }
    }
}

/// A share of so many nodes, rounded to the nearest node; a lock of nothing would be none.
pub(super) fn nodes_of_share(nodes: u32, share: i64) -> u32 {
    const WHOLE: u128 = 100_000_000;
    let scaled = u128::from(nodes) * u128::from(share.unsigned_abs());
    let rounded = (scaled + WHOLE / 2) / WHOLE;
    (rounded as u32).max(1)
}

/// The mode, strict where nothing is said; notes a time that it does not have or lacks. `none` is no mode, and is not
/// asked for here.
pub(super) fn mode(spec: &LockTermsSpec, problems: &mut Problems<'_>) -> Option<LockMode> {
    let (key, word) = (spec.key, spec.mode.as_ref().map(|mode| mode.value.as_str()));
    let times = [
        ("notice", "lend-short", spec.notice_micros.as_ref(), spec.notice_typed, "2 h"),
        (
            "return_time",
            "lend-until-needed",
            spec.return_time_micros.as_ref(),
            spec.return_time_typed,
            "30 min",
        ),
    ];
    for (time, of, at, typed, example) in times {
        if let Some(at) = at
            && word != Some(of)
            && spec.mode.is_some() == spec.mode_typed
        {
            let help = Some(format!("write `{key} = \"{of}\"` with it, or leave it out"));
            problems.add(&at.span, format!("{time}: only `{of}` has one"), help);
        }
        if let (Some(mode), false) = (&spec.mode, typed)
            && mode.value == of
        {
            let help = Some(format!("for example `{time} = \"{example}\"`"));
            problems.add(&mode.span, format!("{key}: `{of}` needs a `{time}`"), help);
        }
    }
    match word {
        None | Some("none") => (!spec.mode_typed || word.is_some()).then_some(LockMode::Strict),
        Some("strict") => Some(LockMode::Strict),
        Some("lend-preemptible") => Some(LockMode::LendPreemptible),
        Some("lend-short") => Some(LockMode::LendShort { notice: span(spec.notice_micros.as_ref()?.value) }),
        Some(_) => {
            let return_time = span(spec.return_time_micros.as_ref()?.value);
            Some(LockMode::LendUntilNeeded { return_time })
        }
    }
}

/// So often a lock may begin again; more is surely a mistake, and each is kept in memory.
const WINDOWS_MAX: usize = 100_000;

/// When a lock holds.
fn windows(spec: &LockSpec, period: Option<Period>, problems: &mut Problems<'_>) -> Option<Windows> {
    let noted = problems.count();
    note_unclear_times(spec, problems);
    let from = instant("from", spec.from.as_ref(), period, problems);
    let until = instant("until", spec.until.as_ref(), period, problems);
    if let (Some(at), Some(until)) = (&spec.until, until)
        && until <= from.unwrap_or(Time::ZERO)
    {
        problems.add(&at.span, "until: the lock ends before it begins", None);
    }
    if noted < problems.count() {
        return None;
    }
    let start = from.unwrap_or(Time::ZERO);
    let end = until.unwrap_or(Time::NEVER);
    match (&spec.every, &spec.lasts_micros) {
        (None, None) if spec.from.is_none() && spec.until.is_none() => Some(Windows::ALWAYS),
        (None, None) => Some(Windows::new(vec![(start, end)])),
        (None, Some(lasts)) => Some(Windows::new(vec![(start, start + span(lasts.value))])),
        (Some(every), Some(lasts)) => {
            recurring(every, (start, end), span(lasts.value), period?, problems).map(Windows::new)
        }
        (Some(_), None) => None,
    }
}

/// Notes times that do not go together.
fn note_unclear_times(spec: &LockSpec, problems: &mut Problems<'_>) {
    match (&spec.every, &spec.lasts_micros) {
        (Some(every), None) => {
            let help = Some("say how long each time, for example `lasts = \"4 h\"`".into());
            problems.add(&every.span, "every: the lock has no `lasts`", help);
        }
        (Some(every), Some(lasts)) => {
            let (word, micros) = period_length(&every.value);
            if micros < lasts.value {
                let written = Dimension::Duration.written(lasts.value);
                let message =
                    format!("lasts: {written} is longer than the {word} after which it begins again");
                problems.add(&lasts.span, message, None);
            }
        }
        (None, Some(lasts)) if spec.until.is_some() => {
            let help = Some("give one of the two, or say how often with `every`".into());
            problems.add(&lasts.span, "lasts: the lock has an `until` already", help);
        }
        (None, Some(_) | None) => {}
    }
}

/// How long a period is in words and in microseconds; of months, the shortest.
pub(super) fn period_length(every: &Every) -> (String, i64) {
    const DAY: i64 = 86_400_000_000;
    match every {
        Every::Micros(micros) => (Dimension::Duration.written(*micros), *micros),
        Every::Word(word) => {
            let days = match word.as_str() {
                "day" => 1,
                "week" => 7,
                _ => 28,
            };
            (word.clone(), days * DAY)
        }
    }
}

/// The spans of a lock that begins again and again, up to the horizon.
pub(super) fn recurring(
    every: &At<Every>,
    (start, end): (Time, Time),
    lasts: crate::model::Span,
    period: Period,
    problems: &mut Problems<'_>,
) -> Option<Vec<(Time, Time)>> {
    let horizon = Time::ZERO + period.horizon;
    let mut spans = Vec::new();
    for number in 0.. {
        let begin = nth(&every.value, start, number, period.start);
        // The first is kept even behind the horizon: a lock without a span would hold always.
        if !spans.is_empty() && horizon.min(end) <= begin {
            break;
        }
        if spans.len() == WINDOWS_MAX {
            let message = format!("every: it would begin more than {WINDOWS_MAX} times");
            problems.add(&every.span, message, None);
            return None;
        }
        spans.push((begin, (begin + lasts).min(end)));
    }
    Some(spans)
}

/// When something begins for the nth time, counted from 0.
fn nth(every: &Every, first: Time, number: i64, start: DateTime) -> Time {
    match every {
        Every::Word(word) if word == "month" => {
            let micros = jiff::SignedDuration::from_micros(first.as_micros() as i64);
            let begin = start.saturating_add(micros).saturating_add(jiff::Span::new().months(number));
            Time::from_micros(u64::try_from(begin.duration_since(start).as_micros()).unwrap_or(0))
        }
        Every::Word(_) | Every::Micros(_) => {
            let (_, micros) = period_length(every);
            first + span(micros.saturating_mul(number))
        }
    }
}
