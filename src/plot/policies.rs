//! Policies side by side: bars with confidence intervals, for all jobs and for each centre.

use super::axis::{
    AXIS_BELOW, CONTENT_TOP, FIGURE_WIDTH, Frame, MARGIN, bottom_axis, label, panel_title, titled,
    value_ticks,
};
use super::drawing::{Anchor, Drawing, Ink};
use super::estimate::{Metric, metric, starves};
use super::names::{self, TimeUnit, plus_minus, time_unit, with_unit};
use super::palette::{DARK, GRAY, draw_whisker, pen};
use super::scale::{Scale, Stretch, round_values};
use super::series::estimates_series;
use super::text::{Weight, fit, width};
use super::wait_cdf::{runs_of_any, scopes};
use super::{Figure, Plot, Subject};
use crate::lang::Lang;
use crate::metrics::{Estimate, Scope};

/// The row of this plot.
pub(super) const ENTRY: Plot = Plot {
    name: "policies",
    help: "Restricted mean wait, 95th percentile of wait, bounded slowdown and utilization by policy, with confidence intervals.",
    draw,
};

const BAR_PITCH: i32 = 30;
const BAR_HEIGHT: i32 = 16;
const COLUMN_GAP: i32 = 26;
/// Where the number of a bar is written, right of the longest bar.
const NUMBER_ROOM: i32 = 112;

/// Stands below the figure where a bar is marked.
const MARK_MEANS: &str = "† more than 1 % of these jobs never started: each counts with its wait up to the horizon; slowdowns are of jobs that ended; ≥ is all that is known";

/// What a column shows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    /// The figure.
    pub(super) metric: Metric,
    /// What stands below it.
    pub(super) title: &'static str,
    /// In what it is counted.
    pub(super) unit: Unit,
    /// What stands where a policy has no such figure.
    pub(super) nothing: &'static str,
}

/// In what a column is counted.
#[derive(Debug, Clone, Copy)]
pub(super) enum Unit {
    /// Seconds, shown in the unit that suits the longest bar.
    Time,
    /// Shares, shown in percent.
    Percent,
    /// How many times as long.
    Ratio,
}

const COLUMNS: [Column; 4] = [
    Column { metric: Metric::WaitMean, title: "Restricted mean wait", unit: Unit::Time, nothing: "no data" },
    Column {
        metric: Metric::WaitP95,
        title: "95th percentile of wait",
        unit: Unit::Time,
        nothing: "no data",
    },
    Column {
        metric: Metric::Slowdown,
        title: "Mean bounded slowdown",
        unit: Unit::Ratio,
        nothing: "no data",
    },
    Column { metric: Metric::Utilization, title: "Utilization", unit: Unit::Percent, nothing: "no data" },
];

fn draw(comparison: &Subject<'_>) -> Vec<Figure> {
    let mut drawing = titled_bars(comparison, comparison.lang.say("Policies compared"));
    for (scope, title) in scopes(comparison) {
        draw_scope(&mut drawing, comparison, (scope, &title), &COLUMNS);
    }
    let scopes: Vec<Scope> = scopes(comparison).into_iter().map(|(scope, _)| scope).collect();
    explain_mark(&mut drawing, comparison, &scopes);
    let series = estimates_series(comparison, &scopes, &COLUMNS.map(|column| column.metric));
    vec![Figure { stem: ENTRY.name.into(), drawing, series: Some(series) }]
}

/// Says below what the mark is, where any policy starves jobs of any scope that is shown.
pub(super) fn explain_mark(drawing: &mut Drawing, comparison: &Subject<'_>, scopes: &[Scope]) {
    let policies = 0..comparison.scenario.policies.len();
    let is_marked = |scope: &Scope| policies.clone().any(|policy| starves(comparison, policy, *scope));
    if scopes.iter().any(is_marked) {
        let at = (MARGIN, drawing.height + 6);
        drawing.text(label(at, comparison.lang.say(MARK_MEANS), 13, Anchor::Start, DARK));
        drawing.height += 24;
    }
}

/// An empty figure of bars, which says what they are.
pub(super) fn titled_bars(comparison: &Subject<'_>, title: &str) -> Drawing {
    let (lang, runs) = (comparison.lang, runs_of_any(comparison));
    let interval = match runs {
        0 | 1 => String::new(),
        _ => names::thin_line(lang, comparison.confidence),
    };
    let bar = lang.fill("bar: {mean}", &[("mean", &names::mean_of(lang, runs))]);
    let subtitle = format!("{} | {bar}{interval}", comparison.scenario.title);
    titled(CONTENT_TOP, title, &subtitle)
}

/// Draws the bars of all policies in one scope below what is there, a panel for each column.
pub(super) fn draw_scope(
    drawing: &mut Drawing,
    comparison: &Subject<'_>,
    (scope, title): (Scope, &str),
    shown: &[Column],
) {
    let policies = &comparison.scenario.policies;
    let top = drawing.height + 34;
    let bottom = top + policies.len().max(1) as i32 * BAR_PITCH;
    drawing.height = bottom + AXIS_BELOW + 12;
    panel_title(drawing, (MARGIN, top - 24), title, FIGURE_WIDTH - 2 * MARGIN);

    let longest = policies.iter().map(|policy| width(&policy.name, 14, Weight::Regular)).max();
    let names_width = longest.unwrap_or(0).clamp(80, 250);
    let first = MARGIN + names_width + 10;
    let columns = shown.len() as i32;
    let column_width = (FIGURE_WIDTH - MARGIN - first - (columns - 1) * COLUMN_GAP) / columns;
    for (place, policy) in policies.iter().enumerate() {
        let at = (first - 10, bar_middle(top, place));
        drawing.text(label(at, fit(&policy.name, 14, Weight::Regular, names_width), 14, Anchor::End, DARK));
    }
    for (place, column) in shown.iter().enumerate() {
        let left = first + place as i32 * (column_width + COLUMN_GAP);
        let frame = Frame { left, top, right: left + column_width - NUMBER_ROOM, bottom };
        draw_column(drawing, comparison, frame, scope, *column);
    }
}

const fn bar_middle(top: i32, place: usize) -> i32 {
    top + place as i32 * BAR_PITCH + BAR_PITCH / 2
}

fn draw_column(drawing: &mut Drawing, comparison: &Subject<'_>, frame: Frame, scope: Scope, column: Column) {
    let lang = comparison.lang;
    let policies = 0..comparison.scenario.policies.len();
    let estimates: Vec<Option<Estimate>> =
        policies.map(|policy| metric(comparison, policy, scope, column.metric)).collect();
    let reach = |estimate: &Estimate| estimate.mean + half_width(estimate);
    let highest = estimates.iter().flatten().map(reach).fold(0.0, f64::max);
    let (divisor, sign) = unit(column.unit, highest);
    let values = match column.unit {
        Unit::Percent => vec![0.0, 50.0, 100.0],
        Unit::Time | Unit::Ratio => round_values(highest / divisor, 3),
    };
    let across = Scale::new(Stretch::Linear, (0.0, values[values.len() - 1]), frame.across());
    bottom_axis(drawing, frame, value_ticks(&across, &values), &with_unit(lang, column.title, sign));
    for (place, estimate) in estimates.iter().enumerate() {
        let bar = Bar { left: frame.left, middle: bar_middle(frame.top, place), ink: pen(place).ink };
        let Some(estimate) = estimate else {
            let at = (frame.left + 8, bar.middle);
            drawing.text(label(at, lang.say(column.nothing), 13, Anchor::Start, GRAY));
            continue;
        };
        let reach = draw_bar(drawing, &across, bar, estimate, divisor);
        let at = (reach + 8, bar.middle);
        let mark = if column.metric.is_of_waits() && starves(comparison, place, scope) { " †" } else { "" };
        let words = format!("{}{mark}", in_words(lang, column.unit, estimate));
        drawing.text(label(at, words, 13, Anchor::Start, DARK));
    }
    drawing.block((frame.left, frame.top), (frame.left, frame.bottom), DARK);
}

fn half_width(estimate: &Estimate) -> f64 {
    estimate.half_width.filter(|half| half.is_finite()).unwrap_or(0.0)
}

/// By what a column's figures are divided, and what is written behind its title.
fn unit(unit: Unit, highest: f64) -> (f64, &'static str) {
    match unit {
        Unit::Time => {
            let TimeUnit { sign, secs } = time_unit(highest);
            (secs, sign)
        }
        Unit::Percent => (0.01, "%"),
        Unit::Ratio => (1.0, "times"),
    }
}

/// Where a bar lies and how it looks.
#[derive(Debug, Clone, Copy)]
struct Bar {
    left: i32,
    middle: i32,
    ink: Ink,
}

/// Draws a bar with its confidence interval and returns how far to the right it reaches.
fn draw_bar(drawing: &mut Drawing, across: &Scale, bar: Bar, estimate: &Estimate, divisor: f64) -> i32 {
    let end = across.place(estimate.mean / divisor);
    let half = BAR_HEIGHT / 2;
    drawing.block((bar.left, bar.middle - half), (end, bar.middle + half), bar.ink.with_alpha(0.85));
    if estimate.half_width.is_none() {
        return end;
    }
    let from = across.place((estimate.mean - half_width(estimate)) / divisor);
    let to = across.place((estimate.mean + half_width(estimate)) / divisor);
    draw_whisker(drawing, (from, to), bar.middle, 5);
    to
}

/// A figure in the unit that suits it alone: beside a policy under which jobs wait for days, minutes still count.
fn in_words(lang: Lang, of: Unit, estimate: &Estimate) -> String {
    let (divisor, sign) = match of {
        Unit::Time | Unit::Percent => unit(of, estimate.mean),
        Unit::Ratio => (1.0, ""),
    };
    let half = estimate.half_width.map(|_| half_width(estimate) / divisor);
    let least = if estimate.at_least { "≥ " } else { "" };
    let sign = if sign.is_empty() { "" } else { lang.say(sign) };
    format!("{least}{} {sign}", plus_minus(estimate.mean / divisor, half)).trim_end().to_owned()
}
