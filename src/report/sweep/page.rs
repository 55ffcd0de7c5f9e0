//! The answer of a sweep for the terminal: which cell is best, what matters most, and how many cells were run.

use super::described::DesignTold;
use super::measured::Measured;
use super::told::{End, MainEffect, elementary, main_effects, swings};
use super::turns::{Turn, turns};
use crate::lang::Lang;
use crate::metrics::{Better, Estimate};
use crate::report::columns::{rendered, styled};
use crate::report::number::percent;
use crate::report::plan_words::shown;
use crate::report::spoken::{counted_in, figure_in};
use crate::text::wrapped;

/// So many of the best points are told.
const BEST_MAX: usize = 8;

/// Everything that is told of a sweep.
#[derive(Debug, Clone, Copy)]
pub struct SweepPage<'a> {
    /// The language of what people read.
    pub lang: Lang,
    /// The figure of every cell.
    pub measured: &'a Measured<'a>,
    /// How many cells were run for it.
    pub run: usize,
    /// How many were there already.
    pub reused: usize,
}

impl SweepPage<'_> {
    /// What the figure is called.
    fn figure_name(&self) -> String {
        figure_in(self.lang, &self.measured.wanted.words)
    }

    /// A figure with its unit, which may be below nothing.
    fn figure(&self, value: f64) -> String {
        let sign = if value < 0.0 { "−" } else { "" };
        format!("{sign}{}", shown(self.lang, self.measured.wanted.unit, value.abs()))
    }

    /// A mean with its unit, and how far it may be off.
    fn estimate(&self, estimate: Estimate) -> String {
        let mean = self.figure(estimate.mean);
        let mean = match estimate.half_width {
            Some(half_width) => format!("{mean} ± {}", self.figure(half_width)),
            None => mean,
        };
        if estimate.at_least { self.lang.fill("at least {number}", &[("number", &mean)]) } else { mean }
    }

    /// The values of a point, as they would be typed.
    fn values(&self, point: usize) -> String {
        let described = self.measured.described;
        let values = described.axes.iter().zip(&described.points[point]);
        let values: Vec<String> =
            values.map(|(axis, value)| format!("{} = {}", axis.key, self.lang.unit(value))).collect();
        match values.is_empty() {
            true => self.lang.say("the scenario as it is").to_owned(),
            false => values.join(self.lang.say(", ")),
        }
    }
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
    let mut lines = sentences(page, &ranked);
    lines.push(String::new());
    lines.push(format!("{}{}", page.measured.described.title, page.lang.say(".")));
    lines.push(counts(page));
    let mut text = wrapped(&lines.join("\n"), width, "");
    let table = table(page, &ranked, width);
    if !table.is_empty() {
        text.push('\n');
        text.push_str(&table);
    }
    text
}

/// The answer in sentences.
#[must_use]
pub fn sweep_sentences(page: SweepPage<'_>) -> Vec<String> {
    let mut lines = sentences(page, &ranked(page.measured));
    lines.push(counts(page));
    lines
}

/// What was found.
fn sentences(page: SweepPage<'_>, ranked: &[Ranked]) -> Vec<String> {
    let measured = page.measured;
    match measured.described.design {
        DesignTold::Grid | DesignTold::LatinHypercube | DesignTold::Sobol => {
            let mut lines = Vec::new();
            lines.extend(best(page, ranked));
            lines.extend(spread(page, &main_effects(measured)));
            lines.extend(turns(measured).iter().map(|turn| turned(page, turn)));
            lines
        }
        DesignTold::OneAtATime => swing_sentences(page),
        DesignTold::Morris => elementary_sentences(page),
    }
}

/// The table below it.
fn table(page: SweepPage<'_>, ranked: &[Ranked], width: usize) -> String {
    match page.measured.described.design {
        DesignTold::Grid | DesignTold::LatinHypercube | DesignTold::Sobol => best_table(page, ranked, width),
        DesignTold::OneAtATime => swing_table(page, width),
        DesignTold::Morris => elementary_table(page, width),
    }
}

fn counts(page: SweepPage<'_>) -> String {
    let SweepPage { lang, measured, run, reused } = page;
    let described = measured.described;
    lang.fill(
        "{cells} ({design}: {points} under {policies}, {runs} of each): {run} run, {reused} reused.",
        &[
            ("cells", &counted_in(lang, described.layout().cells() as u64, "cell", "cells")),
            ("design", &lang.say(described.design.words())),
            ("points", &counted_in(lang, described.points.len() as u64, "point", "points")),
            ("policies", &counted_in(lang, described.policies.len() as u64, "policy", "policies")),
            ("runs", &counted_in(lang, described.replications.into(), "run", "runs")),
            ("run", &run),
            ("reused", &reused),
        ],
    )
}

fn best(page: SweepPage<'_>, ranked: &[Ranked]) -> Vec<String> {
    let SweepPage { lang, measured, .. } = page;
    let figure = page.figure_name();
    let Some(first) = ranked.first() else {
        let words = "No cell has a figure for {figure}: no job that it is about came.";
        return vec![lang.fill(words, &[("figure", &figure)])];
    };
    let told = |words: &str, ranked: &Ranked| {
        lang.fill(
            words,
            &[
                ("figure", &figure),
                ("mean", &page.estimate(ranked.estimate)),
                ("values", &page.values(ranked.point)),
                ("policy", &measured.described.policies[ranked.policy]),
            ],
        )
    };
    let how = match measured.wanted.better {
        Better::Higher => "Best (greatest) {figure}: {mean} with {values}, policy `{policy}`.",
        Better::Lower => "Best (least) {figure}: {mean} with {values}, policy `{policy}`.",
        Better::Neither => "Least {figure}: {mean} with {values}, policy `{policy}`.",
    };
    let mut lines = vec![told(how, first)];
    if let (Better::Neither, Some(last)) = (measured.wanted.better, ranked.last()) {
        lines.push(told("Greatest {figure}: {mean} with {values}, policy `{policy}`.", last));
    }
    let bounds = ranked.iter().filter(|ranked| ranked.estimate.at_least).count();
    if 0 < bounds && measured.wanted.better != Better::Higher {
        let words =
            "Of {bounds} of {points} points only a lower bound is known: too few of their jobs started.";
        lines.push(lang.fill(words, &[("bounds", &bounds), ("points", &ranked.len())]));
    }
    lines
}

fn spread(page: SweepPage<'_>, effects: &[MainEffect]) -> Vec<String> {
    let lang = page.lang;
    let Some(first) = effects.first() else {
        let words = "Nothing that is varied makes a difference to {figure}.";
        return vec![lang.fill(words, &[("figure", &page.figure_name())])];
    };
    let told = |words: &str, effect: &MainEffect| {
        lang.fill(
            words,
            &[
                ("name", &if effect.name == "policy" { lang.say("policy") } else { &effect.name }),
                ("share", &percent(effect.share)),
                ("least", &page.figure(effect.least.1)),
                ("at", &lang.unit(&effect.least.0)),
                ("greatest", &page.figure(effect.greatest.1)),
                ("there", &lang.unit(&effect.greatest.0)),
            ],
        )
    };
    let words = "What matters most: `{name}`, with which {share} of the spread between points goes ({least} at {at}, {greatest} at {there} in the mean over all else).";
    let mut lines = vec![told(words, first)];
    let words = "`{name}` {share} ({least} at {at}, {greatest} at {there})";
    let others: Vec<String> = effects[1..].iter().map(|effect| told(words, effect)).collect();
    if !others.is_empty() {
        lines.push(lang.fill("Then {others}.", &[("others", &others.join(lang.say(", ")))]));
    }
    lines
}

/// Where along an axis another policy becomes the better one, in a sentence.
fn turned(page: SweepPage<'_>, turn: &Turn) -> String {
    let SweepPage { lang, measured, .. } = page;
    let described = measured.described;
    let words = match measured.wanted.better {
        Better::Lower => {
            "Along `{key}` policy `{before}` is better ({figure}) than `{after}` up to {last}, and from {first} on it is the other way round."
        }
        Better::Higher => {
            "Along `{key}` policy `{before}` is worse ({figure}) than `{after}` up to {last}, and from {first} on it is the other way round."
        }
        Better::Neither => {
            "Along `{key}` policy `{before}` has less {figure} than `{after}` up to {last}, and from {first} on it is the other way round."
        }
    };
    lang.fill(
        words,
        &[
            ("key", &described.axes[turn.axis].key),
            ("before", &described.policies[turn.policies.0]),
            ("after", &described.policies[turn.policies.1]),
            ("figure", &page.figure_name()),
            ("last", &lang.unit(&turn.values.0)),
            ("first", &lang.unit(&turn.values.1)),
        ],
    )
}

fn best_table(page: SweepPage<'_>, ranked: &[Ranked], width: usize) -> String {
    let SweepPage { lang, measured, .. } = page;
    let described = measured.described;
    let header = std::iter::once(lang.say("point").to_owned())
        .chain(described.axes.iter().map(|axis| axis.key.clone()))
        .chain([lang.say("policy").to_owned(), page.figure_name()]);
    let mut table = styled(header.collect());
    for Ranked { point, policy, estimate } in ranked.iter().take(BEST_MAX) {
        let mut row = vec![(point + 1).to_string()];
        row.extend(described.points[*point].iter().map(|value| lang.unit(value)));
        row.push(described.policies[*policy].clone());
        row.push(page.estimate(*estimate));
        table.add_row(row);
    }
    rendered(&table, width)
}

fn swing_sentences(page: SweepPage<'_>) -> Vec<String> {
    let SweepPage { lang, measured, .. } = page;
    let described = measured.described;
    let mut lines = Vec::new();
    for (policy, name) in described.policies.iter().enumerate() {
        let swings = swings(measured, policy);
        let Some(first) = swings.first() else {
            lines.push(no_figure(page, name));
            continue;
        };
        let end = |end: &End| {
            let (mean, value) = (page.figure(end.mean), lang.unit(&end.value));
            lang.fill("{mean} at {value}", &[("mean", &mean), ("value", &value)])
        };
        let ends: Vec<String> = first.ends.iter().map(end).collect();
        lines.push(lang.fill(
            "What matters most to {figure} (policy `{policy}`): `{key}`: {ends}; {base} as in the file.",
            &[
                ("figure", &page.figure_name()),
                ("policy", name),
                ("key", &described.axes[first.axis].key),
                ("ends", &ends.join(lang.say(", "))),
                ("base", &page.figure(first.base)),
            ],
        ));
    }
    lines
}

fn no_figure(page: SweepPage<'_>, policy: &str) -> String {
    let words = "Policy `{policy}`: no run has a figure for {figure}.";
    page.lang.fill(words, &[("policy", &policy), ("figure", &page.figure_name())])
}

/// The head of a table of a policy.
fn head(lang: Lang, policy: &str, titles: &[&str]) -> Vec<String> {
    let first = lang.fill("policy {policy}", &[("policy", &policy)]);
    std::iter::once(first).chain(titles.iter().map(|title| lang.say(title).to_owned())).collect()
}

fn swing_table(page: SweepPage<'_>, width: usize) -> String {
    let SweepPage { lang, measured, .. } = page;
    let described = measured.described;
    let mut text = String::new();
    for (policy, name) in described.policies.iter().enumerate() {
        let swings = swings(measured, policy);
        if swings.is_empty() {
            continue;
        }
        let mut table = styled(head(lang, name, &["in the file", "values", "change from the file"]));
        for swing in &swings {
            let axis = &described.axes[swing.axis];
            let values = swing.ends.iter().map(|end| lang.unit(&end.value));
            let changes = swing.ends.iter().map(|end| page.estimate(end.difference));
            table.add_row(vec![
                axis.key.clone(),
                lang.unit(&axis.here),
                values.collect::<Vec<String>>().join("\n"),
                changes.collect::<Vec<String>>().join("\n"),
            ]);
        }
        text.push_str(&rendered(&table, width));
    }
    text
}

fn elementary_sentences(page: SweepPage<'_>) -> Vec<String> {
    let SweepPage { lang, measured, .. } = page;
    let described = measured.described;
    let mut lines = Vec::new();
    for (policy, name) in described.policies.iter().enumerate() {
        let effects = elementary(measured, policy);
        let Some((axis, first)) = effects.first() else {
            lines.push(no_figure(page, name));
            continue;
        };
        lines.push(lang.fill(
            "What matters most to {figure} (policy `{policy}`): `{key}`, which changes it by {change} in the mean from one end of its range to the other.",
            &[
                ("figure", &page.figure_name()),
                ("policy", name),
                ("key", &described.axes[*axis].key),
                ("change", &page.figure(first.mu_star)),
            ],
        ));
    }
    lines
}

fn elementary_table(page: SweepPage<'_>, width: usize) -> String {
    let SweepPage { lang, measured, .. } = page;
    let described = measured.described;
    let mut text = String::new();
    for (policy, name) in described.policies.iter().enumerate() {
        let effects = elementary(measured, policy);
        if effects.is_empty() {
            continue;
        }
        let mut table = styled(head(lang, name, &["in the file", "mu*", "mu", "sigma", "effects"]));
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
                lang.unit(&axis.here),
                page.estimate(size),
                page.figure(effect.mu),
                effect.sigma.map_or("–".to_owned(), |sigma| page.figure(sigma)),
                effect.effects.to_string(),
            ]);
        }
        text.push_str(&rendered(&table, width));
    }
    text
}
