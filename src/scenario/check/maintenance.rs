//! Work on nodes: which nodes, when, how many at a time, and who knows of it.

use std::collections::BTreeSet;

use super::super::places::{MaintenanceSpec, PartitionSpec};
use super::super::problem::Problems;
use super::super::units::Dimension;
use super::locks::{Counted, Setting, period_length, recurring};
use super::parts::instant;
use super::period::{Period, span};
use crate::faults::RecordedFailure;
use crate::model::{Lock, Muster, PartitionId, Span, Time, Windows, Work};

/// How much is known of work before it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Notice {
    /// The dates.
    Planned,
    /// Nothing, and it waits for jobs to end.
    WhenFree,
    /// Nothing, and it stops jobs.
    None,
}

/// The notice of some work; nothing where it is typed wrong.
fn notice(spec: &MaintenanceSpec) -> Option<Notice> {
    match spec.notice.as_ref().map(|notice| notice.value.as_str()) {
        Some("when-free") => Some(Notice::WhenFree),
        Some("none") => Some(Notice::None),
        Some(_) => Some(Notice::Planned),
        None => (!spec.notice_typed).then_some(Notice::Planned),
    }
}

/// Work on so many nodes.
struct Plan {
    name: String,
    nodes: u32,
    at_a_time: u32,
    lasts: Span,
    begins: Vec<Time>,
    ahead: Option<Span>,
}

impl Plan {
    /// When a node is out, counted from 0: those before it that are not out at the same time come first.
    fn spans(&self, node: u32) -> impl Iterator<Item = (Time, Time)> {
        let rounds = u64::from(node / self.at_a_time);
        let after = Span::from_micros(self.lasts.as_micros().saturating_mul(rounds));
        self.begins.iter().map(move |begin| (*begin + after, *begin + after + self.lasts))
    }
}

/// Nodes that are worked on at the same time, which everybody knows.
#[derive(Debug)]
pub(super) struct Group {
    /// What its pool is called behind the name of its partition.
    pub(super) name: String,
    /// How many nodes.
    pub(super) nodes: u32,
    /// When they are out.
    pub(super) lock: Lock,
}

/// The nodes that are worked on at dates which are known, in groups that are out at the same time, of so many that no lock takes.
pub(super) fn planned(
    spec: &PartitionSpec,
    open: u32,
    setting: Setting<'_>,
    problems: &mut Problems<'_>,
) -> Option<Vec<Group>> {
    note_names(spec, setting.counted, problems);
    if setting.counted == Counted::Demand {
        return Some(Vec::new());
    }
    let mut plans: Vec<Plan> = Vec::new();
    let noted = problems.count();
    for typed in spec.maintenance.iter().filter(|typed| notice(typed) == Some(Notice::Planned)) {
        if let (Some(lock), None) = (spec.locks.first(), &typed.nodes) {
            let line = problems.line(lock.span.start);
            let message = format!("maintenance: nodes of the lock in line {line} are not worked on");
            let help = "planned work takes nodes that no lock takes; say how many with `nodes`";
            problems.warn(&typed.span, message, Some(help.into()));
        }
        let Some(plan) = plan(typed, open, setting.period, problems) else { continue };
        let other = plans.first().is_some_and(|first| first.ahead != plan.ahead);
        if other {
            let at = typed.announced_micros.as_ref().map_or(&typed.span, |at| &at.span);
            let message = "announced: the work on these nodes that is planned already is announced otherwise";
            problems.add(at, message, Some("announce both alike".into()));
        }
        plans.push(plan);
    }
    let groups = groups(&plans);
    let taken: u32 = groups.iter().map(|group| group.nodes).sum();
    if let Some(spares) = spec.spares.as_ref().filter(|spares| 0 < spares.value)
        && taken == open
        && 1 < groups.len()
    {
        let message = "spares: they stand by only the last of the groups in which nodes are worked on";
        problems.warn(&spares.span, message, None);
    }
    (noted == problems.count()).then_some(groups)
}

/// Notes names that something else in the partition has.
fn note_names(spec: &PartitionSpec, counted: Counted, problems: &mut Problems<'_>) {
    if counted == Counted::Demand {
        return;
    }
    let locks = spec.locks.iter().filter_map(|lock| lock.name.as_ref());
    let phases = spec.phases.iter().filter_map(|phase| phase.name.as_ref());
    let known: BTreeSet<&str> = locks.chain(phases).map(|name| name.value.as_str()).collect();
    for name in spec.maintenance.iter().filter_map(|typed| typed.name.as_ref()) {
        if known.contains(name.value.as_str()) {
            let message = format!("there is a lock or a phase `{}` in this partition already", name.value);
            problems.add(&name.span, message, None);
        }
    }
}

/// The nodes in groups of which each is out at the same times.
fn groups(plans: &[Plan]) -> Vec<Group> {
    let mut borders: BTreeSet<u32> = BTreeSet::from([0]);
    for plan in plans {
        borders.extend((0..plan.nodes).step_by(plan.at_a_time as usize));
        borders.insert(plan.nodes);
    }
    let borders: Vec<u32> = borders.into_iter().collect();
    let mut groups = Vec::new();
    for (place, border) in borders.windows(2).enumerate() {
        let concerned = || plans.iter().filter(|plan| border[0] < plan.nodes);
        let windows = Windows::new(concerned().flat_map(|plan| plan.spans(border[0])).collect());
        let names: Vec<&str> = concerned().map(|plan| plan.name.as_str()).collect();
        let lock = Lock { name: names.join(" and "), windows, ..Lock::default() };
        let lock = match plans[0].ahead {
            Some(ahead) => lock.announced(ahead),
            None => lock,
        };
        let name =
            if borders.len() == 2 { lock.name.clone() } else { format!("{}:{}", lock.name, place + 1) };
        groups.push(Group { name, nodes: border[1] - border[0], lock });
    }
    groups
}

/// Work on nodes that waits until they are free; `there` tells how many a partition has.
pub(super) fn when_free(
    (spec, id): (&PartitionSpec, PartitionId),
    there: u32,
    period: Option<Period>,
    problems: &mut Problems<'_>,
) -> Vec<Work> {
    let typed = spec.maintenance.iter().filter(|typed| notice(typed) == Some(Notice::WhenFree));
    let works = typed.filter_map(|typed| {
        let Plan { name, nodes, at_a_time, lasts, begins, .. } = plan(typed, there, period, problems)?;
        let together = typed.together.as_ref().is_some_and(|together| together.value);
        let muster = if together { Muster::All } else { Muster::Each };
        Some(Work { name, partition: id, nodes, at_a_time, lasts, begins, muster })
    });
    works.collect()
}

/// So often nodes may be out without notice, of one table.
const OUTAGES_MAX: usize = 1_000_000;

/// Work on nodes of which nobody knows before, as outages; `there` tells how many a partition has.
pub(super) fn without_notice(
    (spec, id): (&PartitionSpec, PartitionId),
    there: u32,
    period: Option<Period>,
    problems: &mut Problems<'_>,
) -> Vec<RecordedFailure> {
    let mut outages = Vec::new();
    for typed in spec.maintenance.iter().filter(|typed| notice(typed) == Some(Notice::None)) {
        let Some(plan) = plan(typed, there, period, problems) else { continue };
        if OUTAGES_MAX < plan.begins.len() * plan.nodes as usize {
            let message = format!("every: nodes would be out more than {OUTAGES_MAX} times");
            problems.add(typed.every.as_ref().map_or(&typed.span, |at| &at.span), message, None);
            continue;
        }
        for node in 0..plan.nodes {
            let cause = plan.name.clone();
            let outage = |(from, until)| RecordedFailure {
                cause: cause.clone(),
                partitions: vec![id],
                node,
                from,
                until,
            };
            outages.extend(plan.spans(node).map(outage));
        }
    }
    outages
}

/// The work that a table describes, in a partition with so many nodes that can be worked on in this way.
fn plan(
    spec: &MaintenanceSpec,
    there: u32,
    period: Option<Period>,
    problems: &mut Problems<'_>,
) -> Option<Plan> {
    note_vain_keys(spec, problems);
    let nodes = spec.nodes.as_ref().map_or(there, |nodes| nodes.value.min(u64::from(u32::MAX)) as u32);
    let at_a_time = spec.at_a_time.as_ref().map_or(nodes, |count| count.value as u32);
    if there < nodes || nodes == 0 {
        let message = format!("nodes: maintenance of {nodes} nodes, and {there} are there for it");
        let at = spec.nodes.as_ref().map_or(&spec.span, |nodes| &nodes.span);
        problems.add(at, message, None);
        return None;
    }
    if let Some(at) = spec.at_a_time.as_ref().filter(|at| u64::from(nodes) < at.value) {
        let message = format!("at_a_time: {} nodes at a time, of {nodes}", at.value);
        problems.add(&at.span, message, Some("leave it out, if all are to be out at once".into()));
        return None;
    }
    let from = instant("from", spec.from.as_ref(), period, problems);
    let until = instant("until", spec.until.as_ref(), period, problems);
    let lasts = span(spec.lasts_micros.as_ref()?.value);
    let rounds = nodes.div_ceil(at_a_time);
    note_length(spec, (rounds, lasts), problems)?;
    let begins = begins(spec, (from?, until), period?, problems)?;
    warn_of_end(spec, (rounds, lasts), (&begins, period?), problems);
    let ahead = spec.announced_micros.as_ref().map(|ahead| span(ahead.value));
    Some(Plan { name: spec.name.as_ref()?.value.clone(), nodes, at_a_time, lasts, begins, ahead })
}

/// Notes keys that only other work has.
fn note_vain_keys(spec: &MaintenanceSpec, problems: &mut Problems<'_>) {
    let Some(notice) = notice(spec) else { return };
    if let Some(at) = spec.announced_micros.as_ref().filter(|_| notice != Notice::Planned) {
        let help = Some("leave it out, or leave `notice` out".into());
        problems.add(&at.span, "announced: only work that is planned is announced", help);
    }
    if let Some(at) = spec.together.as_ref().filter(|_| notice != Notice::WhenFree) {
        let help = Some("leave it out, or say `notice = \"when-free\"`".into());
        problems.add(&at.span, "together: only work that waits for jobs has it", help);
    }
    if let (Some(until), None) = (&spec.until, &spec.every) {
        let help = Some("say how often it begins again with `every`, or leave it out".into());
        problems.add(&until.span, "until: the work begins only once", help);
    }
}

/// Notes work that is not done when it begins again.
fn note_length(
    spec: &MaintenanceSpec,
    (rounds, lasts): (u32, Span),
    problems: &mut Problems<'_>,
) -> Option<()> {
    let Some(every) = &spec.every else { return Some(()) };
    let (word, micros) = period_length(&every.value);
    let all = lasts.as_micros().saturating_mul(u64::from(rounds));
    if all <= micros.unsigned_abs() {
        return Some(());
    }
    let each = Dimension::Duration.written(lasts.as_micros() as i64);
    let times = if rounds == 1 { String::new() } else { format!("{rounds} times ") };
    let message =
        format!("every: the work takes {times}{each}, longer than the {word} after which it begins again");
    problems.add(&every.span, message, Some("a longer `every`, or more nodes `at_a_time`".into()));
    None
}

/// When the work begins.
fn begins(
    spec: &MaintenanceSpec,
    (from, until): (Time, Option<Time>),
    period: Period,
    problems: &mut Problems<'_>,
) -> Option<Vec<Time>> {
    if let (Some(at), Some(until)) = (&spec.until, until)
        && until <= from
    {
        problems.add(&at.span, "until: the work ends before it begins", None);
        return None;
    }
    let Some(every) = &spec.every else { return Some(vec![from]) };
    let spans = recurring(every, (from, until.unwrap_or(Time::NEVER)), Span::SECOND, period, problems)?;
    Some(spans.into_iter().map(|(begin, _)| begin).collect())
}

/// Warns of work that the scenario does not see, or not to its end.
fn warn_of_end(
    spec: &MaintenanceSpec,
    (rounds, lasts): (u32, Span),
    (begins, period): (&[Time], Period),
    problems: &mut Problems<'_>,
) {
    let (Some(from), Some(begin)) = (&spec.from, begins.first()) else { return };
    let horizon = Time::ZERO + period.horizon;
    let all = Span::from_micros(lasts.as_micros().saturating_mul(u64::from(rounds)));
    if horizon <= *begin {
        problems.warn(&from.span, "from: the scenario ends before this work begins", None);
    } else if horizon < *begin + all {
        let written = Dimension::Duration.written(all.as_micros() as i64);
        let message =
            format!("from: the scenario ends before all nodes have been worked on, which takes {written}");
        problems.warn(&from.span, message, None);
    }
}
