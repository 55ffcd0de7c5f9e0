//! The answer of a sweep for the terminal: which cell is best, what matters most, and how many cells were run.

use super::described::{Described, DesignTold};
use super::measured::Measured;
use super::told::{MainEffect, elementary, main_effects, swings};
use super::turns::{Turn, turns};
use crate::metrics::{Better, Estimate};
use crate::report::columns::{rendered, styled};
use crate::report::number::percent;
use crate::report::plan::shown;
use crate::text::{counted, wrapped};

/// So many of the best points are told.
const BEST_MAX: usize = 8;

/// Everything that is told of a sweep.
#[derive(Debug, Clone, Copy)]
pub struct SweepPage<'a> {
    /// The figure of every cell.
    pub measured: &'a Measured<'a>,
    /// How many cells were run for it.
    pub run: usize,
    /// How many were there already.
    pub reused: usize,
}

/// A point under a policy.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ranked {
    pub(super) point: usize,
    pub(super) policy: usize,
    pub(super) estimate: Estimate,
}

/// All points under all policies of which the figure is known, the best first; where neither way is the good one, the least first. Where
/// little is good, what is only known to be at least so much comes last.
pub(super) fn ranked(measured: &Measured<'_>) -> Vec<Ranked> {
    let described = measured.described;
    let policies = 0..described.policies.len();
    let points = 0..described.points.len();
    let all = points.flat_map(|point| policies.clone().map(move |policy| (point, policy)));
    let mut ranked: Vec<Ranked> = all
        .filter_map(|(point, policy)| {
            Some(Ranked { point, policy, estimate: measured.estimate(point, policy)? })
        })
        .collect();
    ranked.sort_by(|one, other| {
        let (one, other) = (one.estimate, other.estimate);
        match measured.wanted.better {
            Better::Higher => other.mean.total_cmp(&one.mean),
            Better::Lower | Better::Neither => {
                one.at_least.cmp(&other.at_least).then(one.mean.total_cmp(&other.mean))
            }
        }
    });
    ranked
}

/// The answer for the terminal.
#[must_use]
pub fn sweep_text(page: SweepPage<'_>, width: usize) -> String {
    let ranked = ranked(page.measured);
    let mut lines = sentences(page.measured, &ranked);
    lines.push(String::new());
    lines.push(format!("{}.", page.measured.described.title));
    lines.push(counts(page));
    let mut text = wrapped(&lines.join("\n"), width, "");
    let table = table(page.measured, &ranked, width);
    if !table.is_empty() {
        text.push('\n');
        text.push_str(&table);
    }
    text
}

/// The answer in sentences.
#[must_use]
pub fn sweep_sentences(page: SweepPage<'_>) -> Vec<String> {
    let mut lines = sentences(page.measured, &ranked(page.measured));
    lines.push(counts(page));
    lines
}

/// What was found.
fn sentences(measured: &Measured<'_>, ranked: &[Ranked]) -> Vec<String> {
    match measured.described.design {
        DesignTold::Grid | DesignTold::LatinHypercube | DesignTold::Sobol => {
            let mut lines = Vec::new();
            lines.extend(best(measured, ranked));
            lines.extend(spread(measured, &main_effects(measured)));
            lines.extend(turns(measured).iter().map(|turn| turned(measured, turn)));
            lines
        }
        DesignTold::OneAtATime => swing_sentences(measured),
        DesignTold::Morris => elementary_sentences(measured),
    }
}

/// The table below it.
fn table(measured: &Measured<'_>, ranked: &[Ranked], width: usize) -> String {
    match measured.described.design {
        DesignTold::Grid | DesignTold::LatinHypercube | DesignTold::Sobol => {
            best_table(measured, ranked, width)
        }
        DesignTold::OneAtATime => swing_table(measured, width),
        DesignTold::Morris => elementary_table(measured, width),
    }
}

fn counts(page: SweepPage<'_>) -> String {
    let SweepPage { measured, run, reused } = page;
    let described = measured.described;
    format!(
        "{} ({}: {} under {}, {} of each): {run} run, {reused} reused.",
        counted(described.layout().cells() as u64, "cell", "cells"),
        described.design.words(),
        counted(described.points.len() as u64, "point", "points"),
        counted(described.policies.len() as u64, "policy", "policies"),
        counted(described.replications.into(), "run", "runs"),
    )
}

/// A mean with its unit, and how far it may be off.
pub(super) fn words(measured: &Measured<'_>, estimate: Estimate) -> String {
    let at_least = if estimate.at_least { "at least " } else { "" };
    let mean = figure(measured, estimate.mean);
    match estimate.half_width {
        Some(half_width) => format!("{at_least}{mean} ± {}", figure(measured, half_width)),
        None => format!("{at_least}{mean}"),
    }
}

/// A figure with its unit, which may be below nothing.
pub(super) fn figure(measured: &Measured<'_>, value: f64) -> String {
    let sign = if value < 0.0 { "−" } else { "" };
    format!("{sign}{}", shown(measured.wanted.unit, value.abs()))
}

/// The values of a point, as they would be typed.
fn values(described: &Described, point: usize) -> String {
    let values = described.axes.iter().zip(&described.points[point]);
    let values: Vec<String> = values.map(|(axis, value)| format!("{} = {value}", axis.key)).collect();
    if values.is_empty() { "the scenario as it is".into() } else { values.join(", ") }
}

fn best(measured: &Measured<'_>, ranked: &[Ranked]) -> Vec<String> {
    let described = measured.described;
    let words_of = &measured.wanted.words;
    let Some(first) = ranked.first() else {
        return vec![format!("No cell has a figure for {words_of}: no job that it is about came.")];
    };
    let told = |ranked: &Ranked| {
        format!(
            "{} with {}, policy `{}`",
            words(measured, ranked.estimate),
            values(described, ranked.point),
            described.policies[ranked.policy]
        )
    };
    let how = match measured.wanted.better {
        Better::Higher => "Best (greatest)",
        Better::Lower => "Best (least)",
        Better::Neither => "Least",
    };
    let mut lines = vec![format!("{how} {words_of}: {}.", told(first))];
    if let (Better::Neither, Some(last)) = (measured.wanted.better, ranked.last()) {
        lines.push(format!("Greatest {words_of}: {}.", told(last)));
    }
    let bounds = ranked.iter().filter(|ranked| ranked.estimate.at_least).count();
    if 0 < bounds && measured.wanted.better != Better::Higher {
        lines.push(format!(
            "Of {bounds} of {} points only a lower bound is known: too few of their jobs started.",
            ranked.len()
        ));
    }
    lines
}

fn spread(measured: &Measured<'_>, effects: &[MainEffect]) -> Vec<String> {
    let Some(first) = effects.first() else {
        return vec![format!("Nothing that is varied makes a difference to {}.", measured.wanted.words)];
    };
    let ends = |effect: &MainEffect| {
        format!(
            "{} at {}, {} at {}",
            figure(measured, effect.least.1),
            effect.least.0,
            figure(measured, effect.greatest.1),
            effect.greatest.0
        )
    };
    let mut lines = vec![format!(
        "What matters most: `{}`, with which {} of the spread between points goes ({} in the mean over all else).",
        first.name,
        percent(first.share),
        ends(first)
    )];
    let others: Vec<String> = effects[1..]
        .iter()
        .map(|effect| format!("`{}` {} ({})", effect.name, percent(effect.share), ends(effect)))
        .collect();
    if !others.is_empty() {
        lines.push(format!("Then {}.", others.join(", ")));
    }
    lines
}

/// Where along an axis another policy becomes the better one, in a sentence.
fn turned(measured: &Measured<'_>, turn: &Turn) -> String {
    let described = measured.described;
    let (before, after) = turn.policies;
    let (before, after) = (&described.policies[before], &described.policies[after]);
    let words = &measured.wanted.words;
    let smaller = match measured.wanted.better {
        Better::Lower => format!("is better ({words})"),
        Better::Higher => format!("is worse ({words})"),
        Better::Neither => format!("has less {words}"),
    };
    format!(
        "Along `{}` policy `{before}` {smaller} than `{after}` up to {}, and from {} on it is the other way round.",
        described.axes[turn.axis].key, turn.values.0, turn.values.1
    )
}

fn best_table(measured: &Measured<'_>, ranked: &[Ranked], width: usize) -> String {
    let described = measured.described;
    let header = std::iter::once("point".to_owned())
        .chain(described.axes.iter().map(|axis| axis.key.clone()))
        .chain(["policy".to_owned(), measured.wanted.words.clone()]);
    let mut table = styled(header.collect());
    for Ranked { point, policy, estimate } in ranked.iter().take(BEST_MAX) {
        let mut row = vec![(point + 1).to_string()];
        row.extend(described.points[*point].iter().cloned());
        row.push(described.policies[*policy].clone());
        row.push(words(measured, *estimate));
        table.add_row(row);
    }
    rendered(&table, width)
}

fn swing_sentences(measured: &Measured<'_>) -> Vec<String> {
    let described = measured.described;
    let mut lines = Vec::new();
    for (policy, name) in described.policies.iter().enumerate() {
        let swings = swings(measured, policy);
        let Some(first) = swings.first() else {
            lines.push(format!("Policy `{name}`: no run has a figure for {}.", measured.wanted.words));
            continue;
        };
        let ends: Vec<String> =
            first.ends.iter().map(|end| format!("{} at {}", figure(measured, end.mean), end.value)).collect();
        lines.push(format!(
            "What matters most to {} (policy `{name}`): `{}`: {}; {} as in the file.",
            measured.wanted.words,
            described.axes[first.axis].key,
            ends.join(", "),
            figure(measured, first.base)
        ));
    }
    lines
}

fn swing_table(measured: &Measured<'_>, width: usize) -> String {
    let described = measured.described;
    let mut text = String::new();
    for (policy, name) in described.policies.iter().enumerate() {
        let swings = swings(measured, policy);
        if swings.is_empty() {
            continue;
        }
        let titles = ["in the file", "values", "change from the file"].map(str::to_owned);
        let mut table = styled(std::iter::once(format!("policy {name}")).chain(titles).collect());
        for swing in &swings {
            let axis = &described.axes[swing.axis];
            let values = swing.ends.iter().map(|end| end.value.as_str());
            let changes = swing.ends.iter().map(|end| words(measured, end.difference));
            table.add_row(vec![
                axis.key.clone(),
                axis.here.clone(),
                values.collect::<Vec<&str>>().join("\n"),
                changes.collect::<Vec<String>>().join("\n"),
            ]);
        }
        text.push_str(&rendered(&table, width));
    }
    text
}

fn elementary_sentences(measured: &Measured<'_>) -> Vec<String> {
    let described = measured.described;
    let mut lines = Vec::new();
    for (policy, name) in described.policies.iter().enumerate() {
        let effects = elementary(measured, policy);
        let Some((axis, first)) = effects.first() else {
            lines.push(format!("Policy `{name}`: no run has a figure for {}.", measured.wanted.words));
            continue;
        };
        lines.push(format!(
            "What matters most to {} (policy `{name}`): `{}`, which changes it by {} in the mean from one end of its range to the other.",
            measured.wanted.words,
            described.axes[*axis].key,
            figure(measured, first.mu_star)
        ));
    }
    lines
}

fn elementary_table(measured: &Measured<'_>, width: usize) -> String {
    let described = measured.described;
    let mut text = String::new();
    for (policy, name) in described.policies.iter().enumerate() {
        let effects = elementary(measured, policy);
        if effects.is_empty() {
            continue;
        }
        let titles = ["in the file", "mu*", "mu", "sigma", "effects"].map(str::to_owned);
        let mut table = styled(std::iter::once(format!("policy {name}")).chain(titles).collect());
        for (axis, effect) in &effects {
            let axis = &described.axes[*axis];
            let size = Estimate {
                mean: effect.mu_star,
                half_width: effect.half_width,
                runs: effect.effects,
                at_least: false,
            };
            table.add_row(vec![
                axis.key.clone(),
                axis.here.clone(),
                words(measured, size),
                figure(measured, effect.mu),
                effect.sigma.map_or("–".to_owned(), |sigma| figure(measured, sigma)),
                effect.effects.to_string(),
            ]);
        }
        text.push_str(&rendered(&table, width));
    }
    text
}
