//! How long tenants wait: median and 95th percentile of the waits of each group of tenants, by policy.

use super::axis::{AXIS_BELOW, CONTENT_TOP, FIGURE_WIDTH, Frame, MARGIN, bold, edges, label, titled};
use super::drawing::{Anchor, Drawing};
use super::estimate::{Metric, metric, starves};
use super::legend::{self, Entry, Key};
use super::names;
use super::palette::{DARK, GRAY, Mark, PALE, Pen, draw_mark, draw_whisker, pen};
use super::policies::explain_mark;
use super::series::estimates_series;
use super::text::{Weight, fit, width};
use super::wait_cdf::runs_of_any;
use super::waits::WaitScale;
use super::{Figure, Plot, Subject};
use crate::lang::Lang;
use crate::metrics::{Estimate, Scope};
use crate::model::GroupId;

/// The row of this plot.
pub(super) const ENTRY: Plot = Plot {
    name: "tenants",
    help: "Median and 95th percentile of wait of each group of tenants, by policy, with confidence intervals.",
    draw,
};

const ROW_HEIGHT: i32 = 26;
const GROUP_GAP: i32 = 34;
/// The room for the two figures of a row.
const NUMBER_ROOM: i32 = 230;
const P95_RIGHT: i32 = FIGURE_WIDTH - MARGIN;
const MEDIAN_RIGHT: i32 = P95_RIGHT - 120;

/// A policy's row: what is known of the waits of a group.
#[derive(Debug, Clone, Copy)]
struct Waits {
    median: Option<Estimate>,
    p95: Option<Estimate>,
    /// Whether so many of its jobs never started that this is to be said.
    starves: bool,
}

fn draw(comparison: &Subject<'_>) -> Vec<Figure> {
    let scenario = &comparison.scenario;
    if scenario.groups.is_empty() || scenario.policies.is_empty() {
        return Vec::new();
    }
    let lang = comparison.lang;
    let subtitle = format!("{} | {}", scenario.title, names::runs(lang, runs_of_any(comparison)));
    let mut drawing = titled(CONTENT_TOP, lang.say("Waits by group of tenants and policy"), &subtitle);
    legend::draw_below(
        &mut drawing,
        (MARGIN, CONTENT_TOP - 6),
        FIGURE_WIDTH - 2 * MARGIN,
        &entries(comparison),
    );
    let names_width = names_width(comparison);
    let group_height = GROUP_GAP + scenario.policies.len() as i32 * ROW_HEIGHT;
    let top = CONTENT_TOP + 30;
    let frame = Frame {
        left: MARGIN + names_width + 10,
        top,
        right: FIGURE_WIDTH - MARGIN - NUMBER_ROOM,
        bottom: top + scenario.groups.len() as i32 * group_height + 6,
    };
    drawing.height = frame.bottom + AXIS_BELOW + 10;

    let rows: Vec<Vec<Waits>> = (0..scenario.groups.len()).map(|group| rows(comparison, group)).collect();
    let unit = unit(&rows);
    let waits = WaitScale::new(frame, longest_wait(&rows));
    waits.draw(&mut drawing, lang, "Wait (log axis; 0: less than a second)");
    for (right, heading) in [(MEDIAN_RIGHT, "median"), (P95_RIGHT, "95th percentile")] {
        drawing.text(label((right, top - 10), lang.say(heading), 13, Anchor::End, GRAY));
    }
    for (group, rows) in rows.iter().enumerate() {
        draw_group(
            &mut drawing,
            comparison,
            frame,
            (&waits, unit),
            (group, top + group as i32 * group_height),
            rows,
        );
    }
    edges(&mut drawing, frame);
    waits.draw_break(&mut drawing);
    let scopes: Vec<Scope> =
        (0..scenario.groups.len()).map(|group| Scope::Group(GroupId(group as u16))).collect();
    explain_mark(&mut drawing, comparison, &scopes);
    let series = estimates_series(comparison, &scopes, &[Metric::WaitMedian, Metric::WaitP95]);
    vec![Figure { stem: ENTRY.name.into(), drawing, series: Some(series) }]
}

/// The room that the names of groups and policies need at the left.
fn names_width(comparison: &Subject<'_>) -> i32 {
    let scenario = &comparison.scenario;
    let policies = scenario.policies.iter().map(|policy| width(&policy.name, 14, Weight::Regular));
    let title = |group: usize| width(&names::group(comparison, GroupId(group as u16)), 14, Weight::Bold);
    let groups = (0..scenario.groups.len()).map(title);
    policies.chain(groups).max().unwrap_or(0).clamp(80, 320)
}

fn entries(comparison: &Subject<'_>) -> [Entry; 3] {
    let (lang, confidence) = (comparison.lang, comparison.confidence);
    let words = "{confidence} confidence interval over runs (Student's t)";
    let sign = |mark, text: &str| Entry {
        key: Key::Sign(Pen { mark, ink: GRAY, ..pen(0) }),
        text: lang.say(text).to_owned(),
    };
    [
        sign(Mark::Circle, "median wait"),
        sign(Mark::Diamond, "95th percentile of wait (≥: at least)"),
        Entry { key: Key::Whisker, text: lang.fill(words, &[("confidence", &confidence)]) },
    ]
}

fn rows(comparison: &Subject<'_>, group: usize) -> Vec<Waits> {
    let scope = Scope::Group(GroupId(group as u16));
    let known = |policy, of| metric(comparison, policy, scope, of);
    let policies = 0..comparison.scenario.policies.len();
    policies
        .map(|policy| Waits {
            median: known(policy, Metric::WaitMedian),
            p95: known(policy, Metric::WaitP95),
            starves: starves(comparison, policy, scope),
        })
        .collect()
}

fn interval(estimate: &Estimate) -> (f64, f64) {
    let half = estimate.half_width.filter(|half| half.is_finite()).unwrap_or(0.0);
    ((estimate.mean - half).max(0.0), estimate.mean + half)
}

/// The unit in which all of them are said.
fn unit(rows: &[Vec<Waits>]) -> names::TimeUnit {
    let waits = rows.iter().flatten().flat_map(|row| [row.median, row.p95]).flatten();
    names::unit_of_all(waits.map(|estimate| estimate.mean))
}

fn longest_wait(rows: &[Vec<Waits>]) -> f64 {
    let ends = rows.iter().flatten().flat_map(|row| [row.median, row.p95]).flatten();
    ends.map(|estimate| interval(&estimate).1).fold(0.0, f64::max)
}

fn draw_group(
    drawing: &mut Drawing,
    comparison: &Subject<'_>,
    frame: Frame,
    (waits, unit): (&WaitScale, names::TimeUnit),
    (group, top): (usize, i32),
    rows: &[Waits],
) {
    if 0 < group {
        drawing.block((MARGIN, top), (FIGURE_WIDTH - MARGIN, top), PALE);
    }
    let title = names::group(comparison, GroupId(group as u16));
    let room = frame.left - MARGIN - 10;
    let title = fit(&title, 14, Weight::Bold, room);
    drawing.text(bold(label((MARGIN, top + 18), title, 14, Anchor::Start, DARK)));
    for (place, row) in rows.iter().enumerate() {
        let middle = top + GROUP_GAP + place as i32 * ROW_HEIGHT + ROW_HEIGHT / 2 - 4;
        let name = fit(&comparison.scenario.policies[place].name, 14, Weight::Regular, room);
        drawing.text(label((frame.left - 10, middle), name, 14, Anchor::End, DARK));
        draw_row(drawing, comparison.lang, (waits, unit), (middle, place), *row);
    }
}

/// Draws the range from median to 95th percentile, and both in words.
fn draw_row(
    drawing: &mut Drawing,
    lang: Lang,
    (waits, unit): (&WaitScale, names::TimeUnit),
    (middle, place): (i32, usize),
    row: Waits,
) {
    let (Some(median), Some(p95)) = (row.median, row.p95) else {
        return drawing.text(label((P95_RIGHT, middle), lang.say("no jobs"), 13, Anchor::End, GRAY));
    };
    let ink = pen(place).ink;
    let (from, to) = (waits.place(median.mean), waits.place(p95.mean));
    drawing.block((from, middle - 5), (to, middle + 5), ink.with_alpha(0.45));
    for (estimate, mark, right) in [(median, Mark::Circle, MEDIAN_RIGHT), (p95, Mark::Diamond, P95_RIGHT)] {
        let (low, high) = interval(&estimate);
        draw_mark(drawing, (waits.place(estimate.mean), middle), Pen { ink, mark, ..pen(place) }, 5);
        if estimate.half_width.is_some() {
            draw_whisker(drawing, (waits.place(low), waits.place(high)), middle, 4);
        }
        let least = if estimate.at_least { "≥ " } else { "" };
        let mark = if row.starves { " †" } else { "" };
        let words = format!("{least}{}{mark}", names::wait_in(lang, estimate.mean, unit));
        drawing.text(label((right, middle), words, 13, Anchor::End, DARK));
    }
}
