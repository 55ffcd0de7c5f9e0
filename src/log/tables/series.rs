//! Figures over time: counts of jobs every ten minutes, prices and carbon intensities every hour. Any file between commas whose
//! first column is a time is read.

use super::{Content, First, Kind, Reading};
use crate::log::number::Number;
use crate::log::quality::{Finding, Quality, Tally};
use crate::log::text::{between, instant, number};
use crate::text::Delimited;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// So many different steps are kept apart; a series with more has no regular one.
const STEPS_MAX: usize = 1_000;

/// A step is regular if at least one in so many is as long; series may change their step once in a while.
const REGULAR_ONE_IN: u64 = 20;

/// The row of the kinds of files.
pub(super) const KIND: Kind =
    Kind { name: "figures over time", delimiter: b',', reading, first: First::Names };

/// How far two rows that follow each other are apart.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Step {
    /// In seconds.
    pub secs: f64,
    /// How often.
    pub times: u64,
}

/// The figures of a column.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// How many figures it has.
    pub figures: u64,
    /// In how many rows it has none.
    pub missing: u64,
    /// The smallest figure.
    pub min: f64,
    /// The largest figure.
    pub max: f64,
    /// Their sum, which is a count where they are.
    pub sum: f64,
    /// Their mean.
    pub mean: f64,
}

/// Figures over time.
#[derive(Debug, Clone, PartialEq, Default, Serialize, JsonSchema)]
pub struct Series {
    /// The time of the first row, in seconds since 1970 or since the origin of the series.
    pub from_secs: f64,
    /// The time of the last row.
    pub until_secs: f64,
    /// The regular steps from row to row, the most frequent first.
    pub steps: Vec<Step>,
    /// How many steps are longer than the regular ones.
    pub gaps: u64,
    /// The columns of figures.
    pub columns: Vec<Column>,
    /// The names of the columns of words.
    pub words: Vec<String>,
}

impl Series {
    /// A column by its name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    pub(super) fn facts(&self) -> Vec<(String, String)> {
        let days = (self.until_secs - self.from_secs) / 86_400.0;
        let mut facts = vec![("span".to_owned(), format!("{days:.1} days"))];
        for step in &self.steps {
            facts.push(("step".to_owned(), format!("{} s, {} times", step.secs, step.times)));
        }
        facts.push(("gaps".to_owned(), self.gaps.to_string()));
        for Column { name, figures, missing, min, max, sum, mean } in &self.columns {
            let text =
                format!("{figures} figures, {missing} missing, {min} to {max}, mean {mean:.3}, sum {sum:.0}");
            facts.push((name.clone(), text));
        }
        facts
    }
}

fn reading(first: &Delimited) -> Option<Box<dyn Reading>> {
    let name = String::from_utf8_lossy(first.field(0)).to_ascii_lowercase();
    let timed = (name.starts_with("time") || name.starts_with("date")) && 2 <= first.fields().count();
    let column = |name: &[u8]| (String::from_utf8_lossy(name).into_owned(), Held::default());
    timed.then(|| {
        let columns = first.fields().skip(1).map(column).collect();
        Box::new(Run { columns, ..Run::default() }) as Box<dyn Reading>
    })
}

/// What a column has held so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Held {
    kind: Holds,
    figures: u64,
    missing: u64,
    /// In millionths, as the other sums.
    min: i128,
    max: i128,
    sum: i128,
}

/// What a column is known to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Holds {
    #[default]
    NothingYet,
    Figures,
    Words,
}

/// A series while it is read.
#[derive(Debug, Default)]
struct Run {
    columns: Vec<(String, Held)>,
    first: Option<Number>,
    last: Option<Number>,
    steps: BTreeMap<Number, Tally>,
    irregular: bool,
}

impl Run {
    /// Takes note of how far a row is from the one above it.
    fn step(&mut self, last: Number, time: Number, line: u64, quality: &mut Quality) {
        match between(last, time) {
            None => quality.note(Finding::TimeGoesBack, line),
            Some(step) if step.is_zero() => quality.note(Finding::TimeRepeated, line),
            Some(step) if self.steps.len() < STEPS_MAX || self.steps.contains_key(&step) => {
                self.steps.entry(step).or_default().add(line);
            }
            Some(_) => self.irregular = true,
        }
    }

    /// The regular steps, the most frequent first, and the tallies of those that are longer.
    fn regular(&self) -> (Vec<Step>, Vec<&Tally>) {
        if self.irregular {
            return (Vec::new(), Vec::new());
        }
        let all: u64 = self.steps.values().map(|tally| tally.rows).sum();
        let is_regular = |tally: &Tally| all <= tally.rows.saturating_mul(REGULAR_ONE_IN);
        let regular: Vec<(&Number, &Tally)> =
            self.steps.iter().filter(|(_, tally)| is_regular(tally)).collect();
        let longest = regular.last().map(|(step, _)| **step);
        let gaps = self.steps.iter().filter(|(step, _)| longest.is_some_and(|longest| longest < **step));
        let gaps = gaps.map(|(_, tally)| tally).collect();
        let mut steps: Vec<Step> =
            regular.iter().map(|(step, tally)| Step { secs: exact(**step), times: tally.rows }).collect();
        steps.sort_by_key(|step| std::cmp::Reverse(step.times));
        (steps, gaps)
    }
}

impl Reading for Run {
    fn take(&mut self, row: &Delimited, line: u64, quality: &mut Quality) -> bool {
        let field = row.field(0);
        let Some(time) = instant(field).or_else(|| number(field)) else {
            quality.note(Finding::Unreadable, line);
            return false;
        };
        if let Some(last) = self.last.replace(time) {
            self.step(last, time, line, quality);
        }
        self.first.get_or_insert(time);
        for (place, (_, held)) in self.columns.iter_mut().enumerate() {
            if !held.take(row.field(place + 1)) {
                quality.note(Finding::ValueUnreadable, line);
            }
        }
        true
    }

    fn content(self: Box<Self>, quality: &mut Quality) -> Content {
        let (steps, longer) = self.regular();
        let gaps = longer.iter().map(|tally| tally.rows).sum();
        let mut lines: Vec<u64> = longer.iter().flat_map(|tally| &tally.first_lines).copied().collect();
        lines.sort_unstable();
        // The account names the first three lines only; the rest is counted.
        let last = lines.last().copied().unwrap_or_default();
        lines.resize(usize::try_from(gaps).unwrap_or(usize::MAX), last);
        lines.into_iter().for_each(|line| quality.note(Finding::Gap, line));
        let words = |(name, held): &(String, Held)| (held.kind != Holds::Figures).then(|| name.clone());
        Content::Series(Series {
            from_secs: self.first.map_or(0.0, exact),
            until_secs: self.last.map_or(0.0, exact),
            steps,
            gaps,
            columns: self.columns.iter().filter_map(|(name, held)| held.column(name)).collect(),
            words: self.columns.iter().filter_map(words).collect(),
        })
    }
}

impl Held {
    /// Takes a field; `false` where it should be a figure and is not.
    fn take(&mut self, field: &[u8]) -> bool {
        if field.is_empty() {
            self.missing += 1;
            return true;
        }
        let figure = signed(field);
        match (self.kind, figure) {
            (Holds::Words, _) => true,
            (Holds::NothingYet, None) => {
                self.kind = Holds::Words;
                true
            }
            (Holds::Figures, None) => {
                self.missing += 1;
                false
            }
            (Holds::NothingYet, Some(figure)) => {
                let missing = self.missing;
                *self =
                    Held { kind: Holds::Figures, figures: 1, missing, min: figure, max: figure, sum: figure };
                true
            }
            (Holds::Figures, Some(figure)) => {
                self.figures += 1;
                self.min = self.min.min(figure);
                self.max = self.max.max(figure);
                self.sum += figure;
                true
            }
        }
    }

    fn column(&self, name: &str) -> Option<Column> {
        let exact = |millionths: i128| millionths as f64 / 1e6;
        (self.kind == Holds::Figures).then(|| Column {
            name: name.to_owned(),
            figures: self.figures,
            missing: self.missing,
            min: exact(self.min),
            max: exact(self.max),
            sum: exact(self.sum),
            mean: exact(self.sum) / self.figures as f64,
        })
    }
}

/// The millionths of a number that may be negative, as prices of electricity are.
fn signed(field: &[u8]) -> Option<i128> {
    let (sign, digits) = field.strip_prefix(b"-").map_or((1, field), |digits| (-1, digits));
    Some(sign * i128::from(number(digits)?.millionths()))
}

fn exact(number: Number) -> f64 {
    number.millionths() as f64 / 1e6
}
