//! How long jobs wait: the cumulative distribution by policy, for all jobs, each centre and each class.

use super::axis::{
    AXIS_BELOW, AXIS_LEFT, CONTENT_TOP, FIGURE_WIDTH, Frame, MARGIN, edges, empty_note, left_axis,
    panel_title, titled, value_ticks,
};
use super::drawing::{Drawing, Point, Shape};
use super::legend::{self, Entry, Key};
use super::names;
use super::palette::{Pen, draw_mark, pen};
use super::scale::{Scale, Stretch};
use super::series::waits_series;
use super::waits::WaitScale;
use super::{Figure, Plot, Subject};
use crate::experiment::Comparison;
use crate::metrics::{Scope, WaitCurve};
use crate::model::{CenterId, ClassId};

/// The row of this plot.
pub(super) const ENTRY: Plot = Plot {
    name: "wait-cdf",
    help: "Share of all jobs that had started after at most so long, by policy, on a logarithmic axis: all centres and each of them, and in `wait-cdf-classes` each class of jobs.",
    draw,
};

const FRAME_HEIGHT: i32 = 300;
const PANEL_HEIGHT: i32 = FRAME_HEIGHT + AXIS_BELOW + 50;

/// The panels of one figure: jobs and what they are called.
type Panels = Vec<(Scope, String)>;

fn draw(comparison: &Subject<'_>) -> Vec<Figure> {
    let lang = comparison.lang;
    let title = lang.say("How long jobs wait: cumulative distribution by policy");
    let figure = |stem: &str, panels: &Panels, title: &str| {
        let drawing = drawn(comparison, panels, title);
        let scopes: Vec<Scope> = panels.iter().map(|(scope, _)| *scope).collect();
        Figure { stem: stem.to_owned(), drawing, series: Some(waits_series(comparison, &scopes)) }
    };
    let mut figures = vec![figure(ENTRY.name, &scopes(comparison), title)];
    let classes = classes(comparison);
    if 1 < classes.len() {
        let title = lang.say("How long jobs of each class wait: cumulative distribution by policy");
        figures.push(figure(&format!("{}-classes", ENTRY.name), &classes, title));
    }
    figures
}

/// The classes of jobs, with their titles.
fn classes(comparison: &Subject<'_>) -> Panels {
    let places = 0..comparison.scenario.workloads.len();
    let ids = places.map(|place| ClassId(place as u16));
    ids.map(|class| (Scope::Class(class), names::class(comparison, class))).collect()
}

fn drawn(comparison: &Subject<'_>, scopes: &Panels, title: &str) -> Drawing {
    let scenario = &comparison.scenario;
    let runs = runs_of_any(comparison);
    let lang = comparison.lang;
    let spread = if runs < 2 { "" } else { lang.say("; band: lowest to highest") };
    let line = lang.fill("line: {mean}", &[("mean", &names::mean_of(lang, runs))]);
    let rest = lang.say("; what lacks of 100 % never started");
    let subtitle = format!("{} | {line}{spread}{rest}", scenario.title);
    let mut drawing = titled(CONTENT_TOP, title, &subtitle);
    let entries: Vec<Entry> = scenario
        .policies
        .iter()
        .enumerate()
        .map(|(place, policy)| Entry { key: Key::Line(pen(place)), text: policy.name.clone() })
        .collect();
    let room = FIGURE_WIDTH - 2 * MARGIN;
    legend::draw_below(&mut drawing, (MARGIN, CONTENT_TOP - 6), room, &entries);
    let top = CONTENT_TOP + legend::height_below(&entries, room) + 6;

    let secs_max = longest_wait(comparison, scopes);
    let columns = if scopes.len() < 2 { 1 } else { 2 };
    for (place, (scope, title)) in scopes.iter().enumerate() {
        let (column, row) = ((place % columns) as i32, (place / columns) as i32);
        let width = (room - (columns as i32 - 1) * MARGIN) / columns as i32;
        let left = MARGIN + column * (width + MARGIN);
        let upper = top + 40 + row * PANEL_HEIGHT;
        let frame = Frame {
            left: left + AXIS_LEFT,
            top: upper,
            right: left + width - 16,
            bottom: upper + FRAME_HEIGHT,
        };
        panel_title(&mut drawing, (left, upper - 26), title, width);
        draw_scope(&mut drawing, comparison, &WaitScale::new(frame, secs_max), frame, *scope);
    }
    drawing.height = top + scopes.len().div_ceil(columns) as i32 * PANEL_HEIGHT;
    drawing
}

/// The most runs that a policy has.
pub(super) fn runs_of_any(comparison: &Subject<'_>) -> usize {
    let runs = |policy| comparison.cells.iter().filter(|cell| cell.policy == policy).count();
    (0..comparison.scenario.policies.len()).map(runs).max().unwrap_or(0)
}

/// All jobs, where there are several centres, and the jobs of each centre, with their titles.
pub(super) fn scopes(comparison: &Subject<'_>) -> Panels {
    let centers = &comparison.scenario.centers;
    let mut scopes = Vec::new();
    if centers.len() != 1 {
        scopes.push((Scope::Overall, comparison.lang.say("All centres").to_owned()));
    }
    for (place, center) in centers.iter().enumerate() {
        scopes.push((Scope::Center(CenterId(place as u16)), names::center(comparison.lang, center)));
    }
    scopes
}

/// The longest wait in any panel: all have the same axis, so that they can be compared.
fn longest_wait(comparison: &Subject<'_>, scopes: &[(Scope, String)]) -> f64 {
    let curves = comparison.cells.iter().flat_map(|cell| &cell.waits);
    let shown = curves.filter(|(of, _)| scopes.iter().any(|(scope, _)| scope == of));
    let longest = shown.filter_map(|(_, curve)| curve.wait_secs.last()).copied();
    longest.filter(|secs| secs.is_finite()).fold(0.0, f64::max)
}

fn draw_scope(
    drawing: &mut Drawing,
    comparison: &Subject<'_>,
    waits: &WaitScale,
    frame: Frame,
    scope: Scope,
) {
    let lang = comparison.lang;
    let policies = 0..comparison.scenario.policies.len();
    let curves: Vec<Vec<&WaitCurve>> = policies.map(|policy| curves(comparison, policy, scope)).collect();
    let upward = Scale::new(Stretch::Linear, (0.0, 102.0), frame.upward());
    left_axis(
        drawing,
        frame,
        &value_ticks(&upward, &[0.0, 25.0, 50.0, 75.0, 90.0, 100.0]),
        lang.say("Share of all jobs started (%)"),
    );
    waits.draw(drawing, lang, "Wait at most so long (log axis)");
    for (policy, runs) in curves.iter().enumerate() {
        draw_policy(drawing, waits, &upward, runs, pen(policy), policy);
    }
    if curves.iter().all(Vec::is_empty) {
        empty_note(drawing, frame, lang.say("no job was measured here"));
    }
    edges(drawing, frame);
    waits.draw_break(drawing);
}

fn curves(comparison: &Comparison, policy: usize, scope: Scope) -> Vec<&WaitCurve> {
    let cells = comparison.cells.iter().filter(|cell| cell.policy == policy);
    let known = cells.flat_map(|cell| &cell.waits).filter(|(of, _)| *of == scope);
    known.map(|(_, curve)| curve).filter(|curve| !curve.share.is_empty()).collect()
}

fn draw_policy(
    drawing: &mut Drawing,
    waits: &WaitScale,
    upward: &Scale,
    runs: &[&WaitCurve],
    pen: Pen,
    turn: usize,
) {
    if runs.is_empty() {
        return;
    }
    let mut places = vec![(waits.place(0.0), 0.0)];
    places.extend(waits.samples().into_iter().map(|secs| (waits.place(secs), secs)));
    let (mut low, mut line, mut high) = (Vec::new(), Vec::new(), Vec::new());
    for (x, secs) in places {
        let shares: Vec<f64> = runs.iter().map(|curve| 100.0 * share_within(curve, secs)).collect();
        let at = |share: f64| -> Point { (x, upward.place(share)) };
        low.push(at(shares.iter().copied().fold(100.0, f64::min)));
        high.push(at(shares.iter().copied().fold(0.0, f64::max)));
        line.push(at(shares.iter().sum::<f64>() / shares.len() as f64));
        // A line along the upper edge would only hide where the others end.
        if shares.iter().all(|share| 100.0 <= *share) {
            break;
        }
    }
    let marked: Vec<Point> = line.iter().copied().skip(18 + 12 * (turn % 5)).step_by(70).collect();
    let at_zero = line[0];
    if 1 < runs.len() {
        low.extend(high.into_iter().rev());
        drawing.add(Shape::Area(low, pen.ink.with_alpha(0.14)));
    }
    drawing.line(line, pen.ink, 2, pen.dash);
    draw_mark(drawing, at_zero, pen, 5);
    for at in marked {
        draw_mark(drawing, at, pen, 4);
    }
}

/// The share of jobs that waited at most so long; below a second, those that waited less than a second.
fn share_within(curve: &WaitCurve, secs: f64) -> f64 {
    let within = |wait: &f64| if secs < 1.0 { *wait < 1.0 } else { *wait <= secs };
    let count = curve.wait_secs.partition_point(within);
    let share = if count == 0 { 0.0 } else { curve.share[count.min(curve.share.len()) - 1] };
    if share.is_finite() { share } else { 0.0 }
}
