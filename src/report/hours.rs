//! What was held by partition, QOS, class, group, tenant and month: core-hours and accelerator-hours, as tables and as
//! `usage.csv`.

use super::number::{grouped, percent};
use super::spoken::{counted_in, mean_of_runs};
use crate::experiment::{Comparison, Months};
use crate::lang::Lang;
use crate::metrics::{Account, HeldHours};
use crate::model::{CenterId, Time};
use crate::scenario::Scenario;
use crate::text::{aligned, columns_of, csv_cell, wrapped};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::ops::Range;

/// By what hours are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// The partition to which jobs were sent.
    Partition,
    /// The QOS of jobs.
    Qos,
    /// The workload that jobs are of.
    Class,
    /// The group of tenants.
    Group,
    /// The single tenant, who may be the user of a log.
    Tenant,
    /// The calendar month in which something was held.
    Month,
}

impl By {
    /// All of them.
    pub const ALL: [By; 6] = [By::Partition, By::Qos, By::Class, By::Group, By::Tenant, By::Month];

    /// The name in files and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            By::Partition => "partition",
            By::Qos => "qos",
            By::Class => "class",
            By::Group => "group",
            By::Tenant => "tenant",
            By::Month => "month",
        }
    }
}

/// So many rows of a table are read.
const ROWS_MAX: usize = 20;

/// What was held under one name, in one month or in all of them.
pub(super) type Sums = BTreeMap<(usize, String), HeldHours>;

/// The accounts of a policy over all its runs, by name, each in each month.
struct Book {
    /// Told apart by kind, then place in the order of names, then month.
    held: BTreeMap<(By, (usize, String), u16), HeldHours>,
    months: Months,
    runs: u64,
}

impl Book {
    fn of(comparison: &Comparison, policy: usize) -> Book {
        let scenario = &comparison.scenario;
        let cells = comparison.cells_of(policy);
        let months = Months::of(scenario.start, Time::ZERO + scenario.horizon);
        let mut book = Book { held: BTreeMap::new(), months, runs: cells.len() as u64 };
        for (account, month, held) in cells.iter().flat_map(|cell| &cell.hours) {
            for (by, name) in names(scenario, *account) {
                book.held.entry((by, name, *month)).or_default().add(held);
            }
            if *account == Account::All {
                let name = (usize::from(*month), book.months.name(*month));
                book.held.entry((By::Month, name, *month)).or_default().add(held);
            }
        }
        book
    }

    /// What was held under each name, over all months.
    fn sums(&self, by: By) -> Sums {
        let mut sums = Sums::new();
        for ((_, name, _), held) in self.held.iter().filter(|((kind, ..), _)| *kind == by) {
            sums.entry(name.clone()).or_default().add(held);
        }
        sums
    }
}

/// The names under which an account is told of, each with its place among those of its kind.
fn names(scenario: &Scenario, account: Account) -> Vec<(By, (usize, String))> {
    let named = |by, place: usize, name: &str| (by, (place, name.to_owned()));
    match account {
        Account::All | Account::ClassAt(..) => Vec::new(),
        Account::Partition(center, partition) => {
            let place = usize::from(center.0) << 16 | usize::from(partition.0);
            let center = &scenario.centers[usize::from(center.0)];
            let partition = &center.partitions[usize::from(partition.0)].name;
            vec![named(By::Partition, place, &format!("{}/{partition}", center.name))]
        }
        Account::Class(class) => {
            let place = usize::from(class.0);
            let workload = &scenario.workloads[place];
            let CenterId(center) = workload.center;
            let rules = &scenario.centers[usize::from(center)].rules;
            let qos = rules.class(class).qos;
            let name = rules.qos.get(usize::from(qos.0)).map_or("normal", |qos| &qos.name);
            vec![named(By::Class, place, &workload.name), named(By::Qos, usize::from(qos.0), name)]
        }
        Account::Tenant(tenant) => {
            let place = tenant.0 as usize;
            let Some(tenant) = scenario.tenants.get(place) else { return Vec::new() };
            let group = usize::from(tenant.group.0);
            vec![
                named(By::Tenant, place, &tenant.name),
                named(By::Group, group, &scenario.groups[group].name),
            ]
        }
    }
}

/// The first line of `usage.csv`.
const COLUMNS: &str = "policy,by,name,month,jobs_submitted,core_hours,accelerator_hours,runs";

/// Writes `usage.csv`: for each policy and each partition, QOS, class, group, tenant and month what its jobs held, month by
/// month, as means over the runs.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_usage_csv(comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{COLUMNS}")?;
    for (policy, spec) in comparison.scenario.policies.iter().enumerate() {
        let book = Book::of(comparison, policy);
        for ((by, (_, name), month), held) in &book.held {
            let [jobs, cores, accelerators] = means(held, book.runs);
            let policy = csv_cell(&spec.name);
            let (by, name, month) = (by.name(), csv_cell(name), book.months.name(*month));
            writeln!(out, "{policy},{by},{name},{month},{jobs},{cores},{accelerators},{}", book.runs)?;
        }
    }
    Ok(())
}

/// Jobs, core-hours and accelerator-hours as means over the runs.
pub(super) fn means(held: &HeldHours, runs: u64) -> [f64; 3] {
    let runs = runs.max(1) as f64;
    let hours = |micros: u128| micros as f64 / 3.6e9 / runs;
    [held.jobs as f64 / runs, hours(held.core_micros), hours(held.accelerator_micros)]
}

/// A table for each kind, with a block of rows for each policy.
#[must_use]
pub fn hours_text(comparison: &Comparison, lang: Lang, kinds: &[By], width: usize) -> String {
    let mut text = String::new();
    if kinds.is_empty() {
        return text;
    }
    let books: Vec<Book> =
        (0..comparison.scenario.policies.len()).map(|policy| Book::of(comparison, policy)).collect();
    for by in kinds {
        text.push('\n');
        let runs = comparison.scenario.replications;
        let title = lang.fill("Hours held by {kind}", &[("kind", &lang.say(by.name()))]);
        text += &wrapped(&(title + &mean_of_runs(lang, runs)), width, "");
        let blocks: Vec<(String, Sums, u64)> = comparison
            .scenario
            .policies
            .iter()
            .zip(&books)
            .map(|(spec, book)| (spec.name.clone(), book.sums(*by), book.runs))
            .collect();
        text += &table(lang, *by, &blocks, ("core-hours", width));
    }
    text
}

/// A table of what was held under each name, by policy.
pub(super) fn table(
    lang: Lang,
    by: By,
    blocks: &[(String, Sums, u64)],
    (unit, width): (&str, usize),
) -> String {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let titles = [by.name(), "jobs", unit, "share", "accelerator-h", "share"];
    rows.push(titles.map(|title| lang.say(title).to_owned()).to_vec());
    let mut left_out = 0;
    for (policy, sums, runs) in blocks {
        if 1 < blocks.len() {
            rows.push(vec![policy.clone()]);
        }
        let indent = if 1 < blocks.len() { "  " } else { "" };
        let mut all = HeldHours::default();
        sums.values().for_each(|held| all.add(held));
        let mut named: Vec<(&String, &HeldHours)> =
            sums.iter().map(|((_, name), held)| (name, held)).collect();
        if by == By::Tenant {
            named.sort_by_key(|(_, held)| std::cmp::Reverse((held.accelerator_micros, held.core_micros)));
            left_out = left_out.max(named.len().saturating_sub(ROWS_MAX));
            named.truncate(ROWS_MAX);
        }
        for (name, held) in named {
            let [jobs, cores, accelerators] = means(held, *runs).map(|value| grouped(value.round() as u64));
            let share = |part: u128, all: u128| {
                if all == 0 { "-".to_owned() } else { percent(part as f64 / all as f64) }
            };
            let of_cores = share(held.core_micros, all.core_micros);
            let of_accelerators = share(held.accelerator_micros, all.accelerator_micros);
            rows.push(vec![format!("{indent}{name}"), jobs, cores, of_cores, accelerators, of_accelerators]);
        }
    }
    if !blocks.iter().flat_map(|(_, sums, _)| sums.values()).any(|held| 0 < held.accelerator_micros) {
        rows.iter_mut().for_each(|row| row.truncate(4));
    }
    let mut text = aligned(&rows);
    if 4 < rows[0].len() && text.lines().any(|line| width < columns_of(line)) {
        let part = |columns: Range<usize>| {
            let cells = |row: &Vec<String>| {
                let others = row.get(columns.start..row.len().min(columns.end)).unwrap_or_default();
                row.first().into_iter().chain(others).cloned().collect()
            };
            aligned(&rows.iter().map(cells).collect::<Vec<Vec<String>>>())
        };
        text = part(1..4) + &part(4..6);
    }
    if 0 < left_out {
        let many = counted_in(lang, left_out as u64, "more holds", "more hold");
        text += &(lang.fill("{many} less; usage.csv (`--out`) has all", &[("many", &many)]) + "\n");
    }
    text
}
