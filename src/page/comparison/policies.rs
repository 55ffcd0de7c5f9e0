//! Policies compared: each figure with its interval, for all jobs, centres, classes and groups.

use super::Told;
use crate::experiment::Verdict;
use crate::metrics::{Estimate, METRICS, Scope, place};
use crate::page::chart::{Axis, AxisKind, Chart, Kind, Line, View};
use crate::page::numbers::{estimated, number, unit_of};
use crate::page::parts::{Block, Table};
use crate::report::scope_name;

/// The figures that are shown, in order, and what they are called.
const SHOWN: [(&str, &str); 12] = [
    ("wait_secs_restricted_mean", "mean wait (h)"),
    ("wait_secs_median", "median wait (h)"),
    ("wait_secs_p95", "95 % wait at most (h)"),
    ("wait_secs_max", "longest wait (h)"),
    ("bounded_slowdown_mean", "bounded slowdown"),
    ("utilization", "utilization (%)"),
    ("finished_per_day", "jobs finished a day"),
    ("jobs_still_waiting", "jobs still waiting at the end"),
    ("never_started_share", "jobs that never started (%)"),
    ("deadline_attainment", "done in time (%)"),
    ("core_hours", "core-hours"),
    ("accelerator_hours", "accelerator-hours"),
];

pub(super) fn blocks(told: Told<'_>) -> Vec<Block> {
    let Told { comparison, lang, .. } = told;
    let scopes: Vec<(usize, Scope)> = comparison
        .scopes()
        .into_iter()
        .enumerate()
        .filter(|(_, scope)| !matches!(scope, Scope::Size(_)))
        .collect();
    let rows: Vec<usize> =
        SHOWN.iter().filter_map(|(name, _)| place(name)).filter(|row| is_known(told, *row)).collect();
    let mut blocks = Vec::new();
    if !rows.is_empty() {
        blocks.push(Block::Chart(by_policy(told, &rows, &scopes)));
    }
    let classes: Vec<(usize, Scope)> = scopes
        .iter()
        .copied()
        .filter(|(_, scope)| matches!(scope, Scope::Class(_) | Scope::Group(_)))
        .collect();
    if !rows.is_empty() && 1 < classes.len() {
        blocks.push(Block::Chart(by_class(told, &rows, &classes)));
    }
    blocks.push(Block::Folded(table(told, &rows)));
    if 1 < comparison.scenario.policies.len() {
        blocks.push(Block::Folded(differences(told, &rows)));
    }
    let helps = rows.iter().map(|row| vec![title(told, *row), lang.say(METRICS[*row].help).to_owned()]);
    blocks.push(Block::Folded(Table {
        caption: lang.say("What these figures mean").to_owned(),
        head: vec![lang.say("figure").to_owned(), lang.say("meaning").to_owned()],
        rows: helps.collect(),
    }));
    blocks
}

fn is_known(told: Told<'_>, row: usize) -> bool {
    let mut all = told.comparison.estimates.iter().flatten();
    all.any(|(_, estimates)| estimates[row].is_some_and(|estimate| estimate.mean != 0.0))
}

/// A figure's name for people, with its unit.
fn title(told: Told<'_>, row: usize) -> String {
    let name = METRICS[row].name;
    let title = SHOWN.iter().find(|(known, _)| *known == name).map_or(name, |(_, title)| *title);
    told.lang.say(title).to_owned()
}

fn scope_titles(told: Told<'_>, scopes: &[(usize, Scope)]) -> Vec<String> {
    let name = |(_, scope): &(usize, Scope)| {
        let names = scope_name(&told.comparison.scenario, *scope);
        match scope {
            Scope::Overall => told.lang.say("all jobs").to_owned(),
            Scope::Center(_) | Scope::Class(_) | Scope::Group(_) | Scope::Size(_) => names.title,
        }
    };
    scopes.iter().map(name).collect()
}

fn bars(name: &str, values: impl Iterator<Item = Option<Estimate>>, factor: f64) -> Line {
    let mut line = Line { name: name.to_owned(), ..Line::default() };
    for estimate in values {
        line.values.push(estimate.map(|estimate| estimate.mean * factor));
        let half = estimate.and_then(|estimate| Some((estimate.mean, estimate.half_width?)));
        line.low.push(half.map(|(mean, half)| (mean - half) * factor));
        line.high.push(half.map(|(mean, half)| (mean + half) * factor));
    }
    line
}

fn by_policy(told: Told<'_>, rows: &[usize], scopes: &[(usize, Scope)]) -> Chart {
    let Told { comparison, lang, .. } = told;
    let policies = &comparison.scenario.policies;
    let mut views = Vec::new();
    for row in rows {
        for (scope, _) in scopes {
            let values = (0..policies.len()).map(|policy| comparison.estimates[policy][*scope].1[*row]);
            let factor = unit_of(METRICS[*row].unit, METRICS[*row].name).factor;
            let names = policies.iter().map(|policy| policy.name.clone()).collect();
            views.push(View {
                names,
                lines: vec![bars(&title(told, *row), values, factor)],
                ..View::default()
            });
        }
    }
    let titles = rows.iter().map(|row| title(told, *row)).collect();
    Chart {
        id: "policies".into(),
        title: lang.say("A figure under each policy").to_owned(),
        note: lang.say("Bars are means over replications, whiskers their confidence intervals.").to_owned(),
        kind: Kind::Bars,
        across: Axis::new(AxisKind::Names, lang.say("policy")),
        upward: Axis::new(AxisKind::Number, ""),
        choices: vec![
            (lang.say("Figure").to_owned(), titles),
            (lang.say("Jobs").to_owned(), scope_titles(told, scopes)),
        ],
        views,
    }
}

fn by_class(told: Told<'_>, rows: &[usize], scopes: &[(usize, Scope)]) -> Chart {
    let Told { comparison, lang, .. } = told;
    let view = |row: &usize| {
        let factor = unit_of(METRICS[*row].unit, METRICS[*row].name).factor;
        let line = |(policy, spec): (usize, &crate::policy::PolicySpec)| {
            bars(
                &spec.name,
                scopes.iter().map(|(scope, _)| comparison.estimates[policy][*scope].1[*row]),
                factor,
            )
        };
        let lines = comparison.scenario.policies.iter().enumerate().map(line).collect();
        View { names: scope_titles(told, scopes), lines, ..View::default() }
    };
    Chart {
        id: "classes".into(),
        title: lang.say("Who gains and who pays: by application and by group of tenants").to_owned(),
        note: lang.say("Bars are means over replications, whiskers their confidence intervals.").to_owned(),
        kind: Kind::Bars,
        across: Axis::new(AxisKind::Names, ""),
        upward: Axis::new(AxisKind::Number, ""),
        choices: vec![(lang.say("Figure").to_owned(), rows.iter().map(|row| title(told, *row)).collect())],
        views: rows.iter().map(view).collect(),
    }
}

fn table(told: Told<'_>, rows: &[usize]) -> Table {
    let Told { comparison, lang, .. } = told;
    let mut head = vec![lang.say("policy").to_owned()];
    head.extend(rows.iter().map(|row| title(told, *row)));
    let row = |(policy, spec): (usize, &crate::policy::PolicySpec)| {
        let cell = |row: &usize| {
            let factor = unit_of(METRICS[*row].unit, METRICS[*row].name).factor;
            estimated(lang, comparison.estimates[policy][0].1[*row], factor)
        };
        std::iter::once(spec.name.clone()).chain(rows.iter().map(cell)).collect()
    };
    Table {
        caption: lang.say("All figures of all jobs").to_owned(),
        head,
        rows: comparison.scenario.policies.iter().enumerate().map(row).collect(),
    }
}

/// How far each policy is from the first, with verdicts.
fn differences(told: Told<'_>, rows: &[usize]) -> Table {
    let Told { comparison, lang, .. } = told;
    let mut head = vec![lang.say("policy").to_owned()];
    head.extend(rows.iter().map(|row| title(told, *row)));
    let by_row: Vec<_> = rows.iter().map(|row| comparison.differences_from_first(0, *row)).collect();
    let policies = comparison.scenario.policies.iter().enumerate().skip(1);
    let row = |(policy, spec): (usize, &crate::policy::PolicySpec)| {
        let cell = |(row, found): (&usize, &Vec<Option<crate::experiment::Difference>>)| {
            let factor = unit_of(METRICS[*row].unit, METRICS[*row].name).factor;
            let Some(difference) = found[policy - 1] else { return "–".to_owned() };
            let verdict = lang.say(difference.verdict.words()).to_owned();
            if difference.verdict == Verdict::NotComparable {
                return verdict;
            }
            let sign = if 0.0 < difference.estimate.mean { "+" } else { "" };
            let half = difference.estimate.half_width.map(|half| format!(" ± {}", number(half * factor)));
            match half {
                Some(half) => format!("{sign}{}{half}, {verdict}", number(difference.estimate.mean * factor)),
                None => format!("{sign}{}", number(difference.estimate.mean * factor)),
            }
        };
        std::iter::once(spec.name.clone()).chain(rows.iter().zip(&by_row).map(cell)).collect()
    };
    Table {
        caption: lang.fill(
            "How far each policy is from {first}, with verdicts that hold for all policies together",
            &[("first", &comparison.scenario.policies[0].name)],
        ),
        head,
        rows: policies.map(row).collect(),
    }
}
