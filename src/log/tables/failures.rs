//! Records of failures: which node was out from when until when, and why.
//!
//! Read are tables with the columns `node`, `from` and `to`, and the failures that Los Alamos published (LA-UR-05-7318).

use super::{Content, First, Kind, Reading};
use crate::log::quality::{Finding, Quality};
use crate::log::text::{instant, number};
use crate::text::Delimited;
use jiff::civil::DateTime;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// So many failures are kept; no record has more, and memory must not grow without end.
const FAULTS_MAX: usize = 10_000_000;

/// The row of the kinds of files.
pub(super) const KIND: Kind =
    Kind { name: "record of failures", delimiter: b',', reading, first: First::Names };

/// The columns of Los Alamos that hold a cause, if any of them does.
const LANL_CAUSES: [&str; 6] =
    ["Facilities", "Hardware", "Human Error", "Network", "Undetermined", "Software"];

/// A node that was out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// From when, in microseconds since the origin of the record.
    pub from_micros: u64,
    /// Until when; never before `from_micros`.
    pub until_micros: u64,
    /// The node: its place in [`Failures::nodes`].
    pub node: u32,
    /// The cause: its place in [`Failures::causes`].
    pub cause: u16,
    /// The line of the file.
    pub line: u64,
}

/// What a record of failures says in a few figures.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, JsonSchema)]
pub struct FailureFigures {
    /// How many failures there were.
    pub failures: usize,
    /// How many nodes failed at all.
    pub nodes_that_failed: usize,
    /// How many days the record spans.
    pub days: f64,
    /// The mean length of a failure in days.
    pub repair_mean_days: f64,
    /// The median.
    pub repair_median_days: f64,
    /// How many failures 1,000 nodes have in a day, where it is known how many nodes there are.
    pub per_thousand_node_days: Option<f64>,
    /// Which share of their time nodes are out, where that is known.
    pub down_share: Option<f64>,
}

/// A record of failures.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct Failures {
    /// The failures, by their beginnings.
    #[serde(skip)]
    pub faults: Vec<Fault>,
    /// The names of the nodes that failed, in the order of their first failures in the file.
    pub nodes: Vec<String>,
    /// The causes, in the order in which they were first named.
    pub causes: Vec<String>,
    /// When the record begins, in seconds since 1970; nothing where its times have an origin of their own, which is its beginning.
    pub origin_secs: Option<u64>,
}

impl Failures {
    /// How many days the record spans, from its origin to the last time in it; whole days where it spans any.
    #[must_use]
    pub fn days(&self) -> f64 {
        let last = self.faults.iter().map(|fault| fault.until_micros).max().unwrap_or(0);
        let days = last as f64 / 86.4e9;
        if days < 1.0 { days } else { libm::floor(days) }
    }

    /// How long each failure lasted in days, the shortest first.
    fn lengths(&self) -> Vec<f64> {
        let length = |fault: &Fault| (fault.until_micros - fault.from_micros) as f64 / 86.4e9;
        let mut lengths: Vec<f64> = self.faults.iter().map(length).collect();
        lengths.sort_by(f64::total_cmp);
        lengths
    }

    /// How many failures 1,000 nodes have in a day, where there are so many nodes.
    #[must_use]
    pub fn per_thousand_node_days(&self, nodes: u64) -> f64 {
        self.faults.len() as f64 * 1_000.0 / (nodes as f64 * self.days())
    }

    /// Which share of their time nodes are out, where there are so many.
    #[must_use]
    pub fn down_share(&self, nodes: u64) -> f64 {
        self.lengths().iter().sum::<f64>() / (nodes as f64 * self.days())
    }

    /// The place of the first failure of a node that begins while the node is out already.
    #[must_use]
    pub fn first_overlap(&self) -> Option<usize> {
        let mut until: BTreeMap<u32, u64> = BTreeMap::new();
        self.faults.iter().position(|fault| {
            let known = until.entry(fault.node).or_default();
            let overlaps = fault.from_micros < *known;
            *known = fault.until_micros.max(*known);
            overlaps
        })
    }

    /// A few figures; `machine` is how many nodes there are, where that is known.
    #[must_use]
    pub fn figures(&self, machine: Option<u64>) -> FailureFigures {
        let lengths = self.lengths();
        let count = lengths.len();
        // The median of an even number lies between the two in the middle.
        let middle = lengths.get(count.saturating_sub(1) / 2..=count / 2).unwrap_or(&lengths);
        FailureFigures {
            failures: count,
            nodes_that_failed: self.nodes.len(),
            days: self.days(),
            repair_mean_days: lengths.iter().sum::<f64>() / count as f64,
            repair_median_days: middle.iter().sum::<f64>() / middle.len() as f64,
            per_thousand_node_days: machine.map(|nodes| self.per_thousand_node_days(nodes)),
            down_share: machine.map(|nodes| self.down_share(nodes)),
        }
    }

    /// The same for people; `machine` is how many nodes there are, where that is known.
    pub(super) fn facts(&self, machine: Option<u64>) -> Vec<(String, String)> {
        let figures = self.figures(machine);
        let mut facts = vec![
            ("failures".to_owned(), figures.failures.to_string()),
            ("nodes that failed".to_owned(), figures.nodes_that_failed.to_string()),
            ("days".to_owned(), format!("{:.1}", figures.days)),
            ("repair, mean".to_owned(), format!("{:.3} d", figures.repair_mean_days)),
            ("repair, median".to_owned(), format!("{:.3} d", figures.repair_median_days)),
        ];
        let rate = match figures.per_thousand_node_days {
            Some(rate) => format!("{rate:.3}"),
            None => "not known: say how many nodes there are with --processors".to_owned(),
        };
        facts.push(("failures of 1,000 nodes in a day".to_owned(), rate));
        if let Some(share) = figures.down_share {
            facts.push(("time that nodes are out".to_owned(), format!("{:.3} %", 100.0 * share)));
        }
        for (place, cause) in self.causes.iter().enumerate() {
            let count = self.faults.iter().filter(|fault| usize::from(fault.cause) == place).count();
            let name = if cause.is_empty() { "no cause" } else { cause };
            facts.push((format!("  {name}"), count.to_string()));
        }
        facts
    }
}

/// Where the columns are.
#[derive(Debug, Default)]
struct Columns {
    /// What names a node: with the system that it belongs to where there are several.
    system: Option<usize>,
    node: usize,
    from: usize,
    to: usize,
    /// The first of these that is not empty names the cause.
    causes: Vec<(usize, Option<&'static str>)>,
    /// How many microseconds the unit of numbers is.
    unit_micros: u64,
}

/// A record while it is read.
#[derive(Debug, Default)]
struct Run {
    columns: Columns,
    failures: Failures,
    nodes: BTreeMap<String, u32>,
    causes: BTreeMap<String, u16>,
    /// Whether times are dates.
    dated: Option<bool>,
}

fn reading(first: &Delimited) -> Option<Box<dyn Reading>> {
    let lanl = || {
        let mut causes = Vec::new();
        for name in LANL_CAUSES {
            causes.push((first.column(name)?, Some(name)));
        }
        let (node, from) = (first.column("nodenum")?, first.column("Prob Started")?);
        let (to, system) = (first.column("Prob Fixed")?, Some(first.column("System")?));
        Some(Columns { system, node, from, to, causes, unit_micros: 1_000_000 })
    };
    let plain = || {
        let causes = first.column_of(&["cause", "class"]).map(|place| (place, None)).into_iter().collect();
        let (node, from, to) = (first.column("node")?, first.column("from")?, first.column("to")?);
        // Numbers are days, as in the one record that has them.
        Some(Columns { system: None, node, from, to, causes, unit_micros: 86_400_000_000 })
    };
    let columns = lanl().or_else(plain)?;
    Some(Box::new(Run { columns, ..Run::default() }))
}

impl Run {
    /// A time in microseconds: a date as `2024-03-30T12:00:00`, one as Los Alamos writes it (`6/21/2005 10:54`), or a number.
    fn time(&mut self, text: &[u8]) -> Option<u64> {
        let date = instant(text).or_else(|| american(text));
        let is_date = date.is_some();
        if *self.dated.get_or_insert(is_date) != is_date {
            return None;
        }
        let micros = match date {
            Some(date) => u128::from(date.millionths()),
            None => {
                let millionths = u128::from(number(text)?.millionths());
                millionths.checked_mul(u128::from(self.columns.unit_micros))? / 1_000_000
            }
        };
        u64::try_from(micros).ok().filter(|micros| *micros < u64::MAX / 4)
    }

    fn cause(&mut self, row: &Delimited) -> Option<u16> {
        let filled = self.columns.causes.iter().find(|(place, _)| !row.field(*place).is_empty());
        let name = match filled {
            Some((_, Some(name))) => (*name).to_owned(),
            Some((place, None)) => String::from_utf8_lossy(row.field(*place)).into_owned(),
            None => String::new(),
        };
        if let Some(known) = self.causes.get(&name) {
            return Some(*known);
        }
        let number = u16::try_from(self.causes.len()).ok()?;
        self.causes.insert(name.clone(), number);
        self.failures.causes.push(name);
        Some(number)
    }

    fn node(&mut self, row: &Delimited) -> u32 {
        let name = |place: usize| String::from_utf8_lossy(row.field(place)).into_owned();
        let node = name(self.columns.node);
        let name = self.columns.system.map_or(node.clone(), |system| format!("{}-{node}", name(system)));
        if let Some(known) = self.nodes.get(&name) {
            return *known;
        }
        let number = self.nodes.len() as u32;
        self.nodes.insert(name.clone(), number);
        self.failures.nodes.push(name);
        number
    }
}

impl Reading for Run {
    fn take(&mut self, row: &Delimited, line: u64, quality: &mut Quality) -> bool {
        let (from, to) = (self.columns.from, self.columns.to);
        let times = (self.time(row.field(from)), self.time(row.field(to)));
        if times.0.is_some() && row.field(to).is_empty() {
            quality.note(Finding::FailureWithoutEnd, line);
            return false;
        }
        let (Some(from_micros), Some(until_micros)) = times else {
            quality.note(Finding::Unreadable, line);
            return false;
        };
        if until_micros < from_micros {
            quality.note(Finding::FailureEndsFirst, line);
            return false;
        }
        let Some(cause) = self.cause(row).filter(|_| self.failures.faults.len() < FAULTS_MAX) else {
            quality.note(Finding::Unreadable, line);
            return false;
        };
        let node = self.node(row);
        self.failures.faults.push(Fault { from_micros, until_micros, node, cause, line });
        true
    }

    fn content(self: Box<Self>, _quality: &mut Quality) -> Content {
        let mut failures = self.failures;
        failures.faults.sort_unstable();
        // Dates are counted from the midnight before the first of them.
        if let (Some(true), Some(first)) = (self.dated, failures.faults.first()) {
            let origin = first.from_micros / 86_400_000_000 * 86_400_000_000;
            failures.origin_secs = Some(origin / 1_000_000);
            for fault in &mut failures.faults {
                (fault.from_micros, fault.until_micros) =
                    (fault.from_micros - origin, fault.until_micros - origin);
            }
        }
        Content::Failures(failures)
    }
}

/// A time as it is written in America: `6/21/2005 10:54`, in seconds since 1970.
fn american(text: &[u8]) -> Option<crate::log::number::Number> {
    let text = std::str::from_utf8(text).ok()?;
    let (date, clock) = text.split_once(' ')?;
    let mut parts = date.split('/');
    let (month, day, year) = (parts.next()?, parts.next()?, parts.next()?);
    let (hour, minute) = clock.split_once(':')?;
    let date = DateTime::new(
        year.parse().ok()?,
        month.parse().ok()?,
        day.parse().ok()?,
        hour.parse().ok()?,
        minute.parse().ok()?,
        0,
        0,
    )
    .ok()?;
    let since = date.duration_since(DateTime::constant(1970, 1, 1, 0, 0, 0, 0));
    u64::try_from(since.as_secs()).ok().map(crate::log::number::Number::of)
}
