//! Names for people and for files, and numbers with their units.

use super::Subject;
use crate::lang::Lang;
use crate::model::{Center, ClassId, GroupId, Nodes, Pool, Span};
use crate::report::counted_in;
use crate::stats::Confidence;
use std::fmt::Display;

/// The title of a centre; in English its short name follows where the title has no Latin letters, for those who read none but these.
#[must_use]
pub(super) fn center(lang: Lang, center: &Center) -> String {
    readable(lang, &center.title, &center.name)
}

/// The title of a workload.
#[must_use]
pub(super) fn class(comparison: &Subject<'_>, class: ClassId) -> String {
    match comparison.scenario.workloads.get(usize::from(class.0)) {
        Some(workload) => readable(comparison.lang, &workload.title, &workload.name),
        None => comparison.lang.fill("class {number}", &[("number", &class.0)]),
    }
}

/// The title of a group of tenants.
#[must_use]
pub(super) fn group(comparison: &Subject<'_>, group: GroupId) -> String {
    match comparison.scenario.groups.get(usize::from(group.0)) {
        Some(group) => readable(comparison.lang, &group.title, &group.name),
        None => comparison.lang.fill("group {number}", &[("number", &group.0)]),
    }
}

/// What a centre has, in words: `98 nodes, 784 accelerators`.
#[must_use]
pub(super) fn capacity(lang: Lang, center: &Center) -> String {
    let all = center.capacity();
    let nodes: u64 = center.pools.iter().map(nodes_named).sum();
    let mut parts = Vec::new();
    if 0 < nodes {
        parts.push(counted_in(lang, nodes, "node", "nodes"));
    }
    if 0 < all.accelerators {
        parts.push(counted_in(lang, u64::from(all.accelerators), "accelerator", "accelerators"));
    }
    if all.accelerators == 0 || nodes == 0 || center.pools.iter().any(|pool| !has_accelerators(pool)) {
        parts.push(counted_in(lang, u64::from(all.cores), "core", "cores"));
    }
    parts.join(lang.say(", "))
}

fn nodes_named(pool: &Pool) -> u64 {
    match pool.nodes {
        Nodes::Named { count } => u64::from(count),
        Nodes::Counted { .. } => 0,
    }
}

fn has_accelerators(pool: &Pool) -> bool {
    0 < pool.node_type.capacity.accelerators
}

/// The title of a share of a node: of its accelerators where it has any, else of its cores.
#[must_use]
pub(super) fn share_of_node(center: &Center) -> &'static str {
    let with = center.pools.iter().filter(|pool| has_accelerators(pool)).count();
    if with == 0 {
        "Share of the node's cores in use (%)"
    } else if with == center.pools.len() {
        "Share of the node's accelerators in use (%)"
    } else {
        "Share of the node's accelerators, or else cores, in use (%)"
    }
}

/// `8 runs`, `1 run`.
#[must_use]
pub(super) fn runs(lang: Lang, count: usize) -> String {
    if count == 1 { lang.say("1 run").into() } else { lang.fill("{count} runs", &[("count", &count)]) }
}

/// What stands below a figure of bars about the lines over them.
#[must_use]
pub(super) fn thin_line(lang: Lang, confidence: Confidence) -> String {
    let parts: [(&str, &dyn Display); 1] = [("confidence", &confidence)];
    lang.fill("; thin line: {confidence} confidence interval over runs (Student's t)", &parts)
}

/// A title of an axis and its unit, where it has one: `Wait (h)`.
#[must_use]
pub(super) fn with_unit(lang: Lang, title: &str, unit: &str) -> String {
    if unit.is_empty() {
        return lang.say(title).to_owned();
    }
    lang.fill("{title} ({unit})", &[("title", &lang.say(title)), ("unit", &lang.say(unit))])
}

/// `mean of 8 runs`, `1 run`.
#[must_use]
pub(super) fn mean_of(lang: Lang, count: usize) -> String {
    let runs = runs(lang, count);
    if count == 1 { runs } else { lang.fill("mean of {runs}", &[("runs", &runs)]) }
}

fn readable(lang: Lang, title: &str, name: &str) -> String {
    if title.is_empty() {
        name.to_owned()
    } else if lang != Lang::English || title.chars().any(|letter| letter.is_ascii_alphabetic()) {
        title.to_owned()
    } else {
        format!("{title} ({name})")
    }
}

/// A number with three digits that matter: `0.42`, `7.31`, `45.2`, `1,234`.
#[must_use]
pub(super) fn number(value: f64) -> String {
    let size = value.abs();
    if 1e7 <= size {
        format!("{value:.2e}")
    } else if 99.95 <= size {
        grouped(value.round() as i64)
    } else if 9.995 <= size {
        format!("{value:.1}")
    } else {
        format!("{value:.2}")
    }
}

/// A mean and its half-width, both with as many decimals as the half-width has digits that matter: `403 ± 60`.
#[must_use]
pub(super) fn plus_minus(mean: f64, half: Option<f64>) -> String {
    let Some(half) = half else {
        return number(mean);
    };
    if 1e9 <= mean.abs() {
        format!("{mean:.2e} ± {half:.0e}")
    } else if 1e5 <= mean.abs() {
        format!("{} k", plus_minus(mean / 1e3, Some(half / 1e3)))
    } else if 9.95 <= half {
        format!("{} ± {}", grouped(mean.round() as i64), grouped(half.round() as i64))
    } else if 0.995 <= half || 999.5 <= mean.abs() {
        format!("{mean:.1} ± {half:.1}")
    } else {
        format!("{mean:.2} ± {half:.2}")
    }
}

/// A whole number with a comma between thousands.
#[must_use]
pub(super) fn grouped(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if 0 < index && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if value < 0 { format!("-{text}") } else { text }
}

/// A unit of time and its length in seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct TimeUnit {
    /// Its sign.
    pub(super) sign: &'static str,
    /// Its length.
    pub(super) secs: f64,
}

/// The unit in which a wait is best said.
#[must_use]
pub(super) fn time_unit(secs: f64) -> TimeUnit {
    match secs {
        secs if secs < 60.0 => TimeUnit { sign: "s", secs: 1.0 },
        secs if secs < 3_600.0 => TimeUnit { sign: "min", secs: 60.0 },
        secs if secs < 172_800.0 => TimeUnit { sign: "h", secs: 3_600.0 },
        _ => TimeUnit { sign: "d", secs: 86_400.0 },
    }
}

/// The width of a bin: `1 d`, `12 h`, `20 min`.
#[must_use]
pub(super) fn span(lang: Lang, span: Span) -> String {
    let secs = span.as_secs();
    match (secs % 86_400, secs % 3_600, secs % 60) {
        (0, _, _) if 0 < secs => format!("{} {}", secs / 86_400, lang.say("d")),
        (_, 0, _) if 0 < secs => format!("{} {}", secs / 3_600, lang.say("h")),
        (_, _, 0) if 0 < secs => format!("{} {}", secs / 60, lang.say("min")),
        _ => wait(lang, span.as_secs_f64()),
    }
}

/// The title of an axis of dates on which each step is so long.
#[must_use]
pub(super) fn dates(lang: Lang, bin: Span) -> String {
    lang.fill("Date (each step is {step})", &[("step", &span(lang, bin))])
}

/// A wait in its best unit: `12.5 min`.
#[must_use]
pub(super) fn wait(lang: Lang, secs: f64) -> String {
    if secs < 0.005 {
        return lang.unit("0 s");
    }
    wait_in(lang, secs, time_unit(secs))
}

/// The unit in which several waits are best said beside each other: that of the longest, but days only where all are of days.
#[must_use]
pub(super) fn unit_of_all(waits: impl Iterator<Item = f64>) -> TimeUnit {
    let (shortest, longest) =
        waits.fold((f64::INFINITY, 0.0_f64), |(least, most), secs| (least.min(secs), most.max(secs)));
    let unit = time_unit(longest);
    if unit.sign == "d" && shortest < unit.secs { time_unit(3_600.0) } else { unit }
}

/// A wait in a unit that others have, too.
#[must_use]
pub(super) fn wait_in(lang: Lang, secs: f64, unit: TimeUnit) -> String {
    format!("{} {}", number(secs / unit.secs), lang.say(unit.sign))
}
