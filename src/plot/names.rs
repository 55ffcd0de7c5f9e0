//! Names for people and for files, and numbers with their units.

use crate::experiment::Comparison;
use crate::model::{Center, ClassId, GroupId, Nodes, Pool, Span};
use crate::text::counted;

/// The title of a centre; its short name follows where the title has no Latin letters, for machines without Chinese fonts.
#[must_use]
pub(super) fn center(center: &Center) -> String {
    readable(&center.title, &center.name)
}

/// The title of a workload.
#[must_use]
pub(super) fn class(comparison: &Comparison, class: ClassId) -> String {
    match comparison.scenario.workloads.get(usize::from(class.0)) {
        Some(workload) => readable(&workload.title, &workload.name),
        None => format!("class {}", class.0),
    }
}

/// The title of a group of tenants.
#[must_use]
pub(super) fn group(comparison: &Comparison, group: GroupId) -> String {
    match comparison.scenario.groups.get(usize::from(group.0)) {
        Some(group) => readable(&group.title, &group.name),
        None => format!("group {}", group.0),
    }
}

/// What a centre has, in words: `98 nodes, 784 accelerators`.
#[must_use]
pub(super) fn capacity(center: &Center) -> String {
    let all = center.capacity();
    let nodes: u64 = center.pools.iter().map(nodes_named).sum();
    let mut parts = Vec::new();
    if 0 < nodes {
        parts.push(counted(nodes, "node", "nodes"));
    }
    if 0 < all.accelerators {
        parts.push(counted(u64::from(all.accelerators), "accelerator", "accelerators"));
    }
    if all.accelerators == 0 || nodes == 0 || center.pools.iter().any(|pool| !has_accelerators(pool)) {
        parts.push(counted(u64::from(all.cores), "core", "cores"));
    }
    parts.join(", ")
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

/// Of what of its nodes a share is in use: accelerators where they have any, else cores.
#[must_use]
pub(super) fn unit(center: &Center) -> &'static str {
    let with = center.pools.iter().filter(|pool| has_accelerators(pool)).count();
    if with == 0 {
        "cores"
    } else if with == center.pools.len() {
        "accelerators"
    } else {
        "accelerators, or else cores,"
    }
}

/// `8 runs`, `1 run`.
#[must_use]
pub(super) fn runs(count: usize) -> String {
    if count == 1 { "1 run".into() } else { format!("{count} runs") }
}

/// `mean of 8 runs`, `1 run`.
#[must_use]
pub(super) fn mean_of(count: usize) -> String {
    if count == 1 { runs(count) } else { format!("mean of {}", runs(count)) }
}

fn readable(title: &str, name: &str) -> String {
    if title.is_empty() {
        name.to_owned()
    } else if title.chars().any(|letter| letter.is_ascii_alphabetic()) {
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
pub(super) fn span(span: Span) -> String {
    let secs = span.as_secs();
    match (secs % 86_400, secs % 3_600, secs % 60) {
        (0, _, _) if 0 < secs => format!("{} d", secs / 86_400),
        (_, 0, _) if 0 < secs => format!("{} h", secs / 3_600),
        (_, _, 0) if 0 < secs => format!("{} min", secs / 60),
        _ => wait(span.as_secs_f64()),
    }
}

/// A wait in its best unit: `12.5 min`.
#[must_use]
pub(super) fn wait(secs: f64) -> String {
    if secs < 0.005 {
        return "0 s".into();
    }
    wait_in(secs, time_unit(secs))
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
pub(super) fn wait_in(secs: f64, unit: TimeUnit) -> String {
    format!("{} {}", number(secs / unit.secs), unit.sign)
}
