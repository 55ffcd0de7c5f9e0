//! The page of a sweep: what was found, and the figure along each axis.

use super::chart::{Axis, AxisKind, Chart, Kind, Line, View};
use super::numbers::{estimated, number, shown, with_unit};
use super::parts::{Page, Table};
use super::simple::{self, Simple};
use crate::lang::Lang;
use crate::report::figure_in;
use crate::report::sweep::{Measured, SweepPage, Turn, sweep_sentences, turns};
use crate::scenario::number_and_unit;

/// So many points a table has.
const ROWS_MAX: usize = 500;

/// The page of `suanli sweep` and `suanli merge`.
#[must_use]
pub fn sweep_html_page(page: SweepPage<'_>) -> Page {
    let lang = page.lang;
    let described = page.measured.described;
    simple::page(Simple {
        lang,
        title: lang.fill("Sweep: {title}", &[("title", &described.title)]),
        about: Vec::new(),
        sentences: sweep_sentences(page),
        charts: vec![along(page.measured, lang)],
        tables: vec![points(page.measured, lang)],
        command: String::new(),
    })
}

fn figure(measured: &Measured<'_>, lang: Lang) -> String {
    with_unit(lang, &figure_in(lang, &measured.wanted.words), measured.wanted.unit)
}

/// The values of an axis in their order, each with the points that have it.
fn values(measured: &Measured<'_>, axis: usize) -> Vec<(String, Vec<usize>)> {
    let mut values: Vec<(String, Vec<usize>)> = Vec::new();
    for (point, of_point) in measured.described.points.iter().enumerate() {
        match values.iter_mut().find(|(value, _)| *value == of_point[axis]) {
            Some((_, points)) => points.push(point),
            None => values.push((of_point[axis].clone(), vec![point])),
        }
    }
    let numbers: Option<Vec<f64>> =
        values.iter().map(|(value, _)| number_and_unit(value).map(|(number, _)| number)).collect();
    if numbers.is_some() {
        let number = |value: &str| number_and_unit(value).map_or(0.0, |(number, _)| number);
        values.sort_by(|(one, _), (other, _)| number(one).total_cmp(&number(other)));
    }
    values
}

fn along(measured: &Measured<'_>, lang: Lang) -> Chart {
    let described = measured.described;
    let factor = shown(measured.wanted.unit).factor;
    let turns = turns(measured);
    let view = |axis: usize| {
        let values = values(measured, axis);
        let line = |(policy, name): (usize, &String)| {
            let mut line = Line { name: name.clone(), look: Some(policy), ..Line::default() };
            for (_, points) in &values {
                let estimate = measured.estimate_over(points, policy);
                let half = estimate.and_then(|estimate| Some((estimate.mean, estimate.half_width?)));
                line.values.push(estimate.map(|estimate| estimate.mean * factor));
                line.low.push(half.map(|(mean, half)| (mean - half) * factor));
                line.high.push(half.map(|(mean, half)| (mean + half) * factor));
            }
            line
        };
        let lines = described.policies.iter().enumerate().map(line).collect();
        let place = |value: &String| values.iter().position(|(known, _)| known == value);
        let shaded = |turn: &Turn| Some((place(&turn.values.0)?, place(&turn.values.1)?));
        let shaded = turns.iter().filter(|turn| turn.axis == axis).filter_map(shaded).collect();
        let names = values.iter().map(|(value, _)| lang.unit(value)).collect();
        View { names, lines, shaded, ..View::default() }
    };
    let mut note = lang.say("Bars are means over all points with that value, whiskers their confidence intervals over replications.").to_owned();
    if !turns.is_empty() {
        note += lang.say(" Shaded is where the better of two policies becomes the worse.");
    }
    Chart {
        id: "along".into(),
        title: lang.fill("{figure} along each axis", &[("figure", &figure(measured, lang))]),
        note,
        kind: Kind::Bars,
        across: Axis::new(AxisKind::Names, lang.say("value")),
        upward: Axis::new(AxisKind::Number, &figure(measured, lang)),
        choices: vec![(
            lang.say("Axis").to_owned(),
            described.axes.iter().map(|axis| axis.key.clone()).collect(),
        )],
        views: (0..described.axes.len()).map(view).collect(),
    }
}

fn points(measured: &Measured<'_>, lang: Lang) -> Table {
    let described = measured.described;
    let factor = shown(measured.wanted.unit).factor;
    let mut head: Vec<String> = vec![lang.say("point").to_owned()];
    head.extend(described.axes.iter().map(|axis| axis.key.clone()));
    head.push(lang.say("policy").to_owned());
    head.push(figure(measured, lang));
    let mut rows = Vec::new();
    for (point, of_point) in described.points.iter().enumerate() {
        for (policy, name) in described.policies.iter().enumerate() {
            let mut row = vec![number((point + 1) as f64)];
            row.extend(of_point.iter().cloned());
            row.push(name.clone());
            row.push(estimated(lang, measured.estimate(point, policy), factor));
            rows.push(row);
        }
    }
    let caption = match rows.len() {
        count if count <= ROWS_MAX => lang.say("All points").to_owned(),
        count => lang.fill(
            "The first {shown} of {all} points; points.csv has all",
            &[("shown", &ROWS_MAX), ("all", &count)],
        ),
    };
    rows.truncate(ROWS_MAX);
    Table { caption, head, rows }
}
