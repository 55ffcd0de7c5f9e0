//! The figure along each axis, a line for each policy; of points that are drawn, each point and the mean of neighbours.

use std::fmt::Display;

use super::super::axis::{
    AXIS_BELOW, AXIS_LEFT, CONTENT_TOP, FIGURE_WIDTH, Frame, MARGIN, bottom_axis, edges, left_axis, titled,
    value_ticks,
};
use super::super::drawing::{Dash, Drawing, Point};
use super::super::legend::{self, Entry, Key, draw_number};
use super::super::palette::{Brush, DARK, PALE, Pen, draw_mark, pen};
use super::super::scale::{Scale, Stretch};
use super::super::{Figure, Shape};
use super::SweepPlot;
use super::values::{Values, capital, figure_title, from_zero, subtitle, unit};
use crate::experiment::sweep::groups;
use crate::lang::Lang;
use crate::metrics::Estimate;
use crate::report::sweep::{Measured, Turn, turns};
use crate::report::{figure_in, slugs};
use crate::stats::mean;

/// The row of this plot.
pub(super) const ENTRY: SweepPlot = SweepPlot {
    name: "along",
    help: "The figure along each axis, a line for each policy, in the mean over all other axes.",
    draw,
};

const FRAME_HEIGHT: i32 = 420;

/// Of points that are drawn, so many groups of neighbours have a mean.
const GROUPS_MAX: usize = 8;

fn draw(measured: &Measured<'_>, lang: Lang) -> Vec<Figure> {
    let described = measured.described;
    let Some(is_drawn) = described.design.is_drawn() else { return Vec::new() };
    let slugs = slugs(described.axes.iter().map(|axis| axis.key.as_str()));
    let mut figures = Vec::new();
    for (axis, slug) in slugs.iter().enumerate() {
        let values = Values::of(measured, lang, axis);
        if values.keys.len() < 2 {
            continue;
        }
        let lines = if is_drawn { drawn_lines(measured, &values) } else { grid_lines(measured, &values) };
        let turns: Vec<Turn> = turns(measured).into_iter().filter(|turn| turn.axis == axis).collect();
        let drawing = drawing((measured, lang), (&described.axes[axis].key, &values), &lines, &turns);
        figures.push(Figure { stem: format!("{}-{slug}", ENTRY.name), drawing, series: None });
    }
    figures
}

/// The marks and points of a policy.
struct Line {
    /// Where, and the mean there.
    means: Vec<(f64, Estimate)>,
    /// Single points.
    points: Vec<(f64, f64)>,
}

fn grid_lines(measured: &Measured<'_>, values: &Values) -> Vec<Line> {
    let of_policy = |policy| {
        let places = values.keys.iter().zip(&values.points);
        let mean = |(key, points): (&f64, &Vec<usize>)| Some((*key, measured.estimate_over(points, policy)?));
        Line { means: places.filter_map(mean).collect(), points: Vec::new() }
    };
    (0..measured.described.policies.len()).map(of_policy).collect()
}

fn drawn_lines(measured: &Measured<'_>, values: &Values) -> Vec<Line> {
    let members: Vec<(f64, usize)> = values
        .keys
        .iter()
        .zip(&values.points)
        .flat_map(|(key, points)| points.iter().map(|point| (*key, *point)))
        .collect();
    let keys: Vec<f64> = members.iter().map(|(key, _)| *key).collect();
    let groups = groups(&keys, GROUPS_MAX);
    let of_policy = |policy| {
        let group = |wanted: usize| {
            let inside = || {
                members
                    .iter()
                    .zip(&groups.of)
                    .filter(|(_, group)| **group == wanted)
                    .map(|(member, _)| member)
            };
            let middle = mean(&inside().map(|(key, _)| *key).collect::<Vec<f64>>())?;
            let points: Vec<usize> = inside().map(|(_, point)| *point).collect();
            Some((middle, measured.estimate_over(&points, policy)?))
        };
        let point = |(key, point): &(f64, usize)| Some((*key, measured.mean(*point, policy)?));
        Line {
            means: (0..groups.count).filter_map(group).collect(),
            points: members.iter().filter_map(point).collect(),
        }
    };
    (0..measured.described.policies.len()).map(of_policy).collect()
}

fn drawing(
    (measured, lang): (&Measured<'_>, Lang),
    (key, values): (&str, &Values),
    lines: &[Line],
    turns: &[Turn],
) -> Drawing {
    let means = || lines.iter().flat_map(|line| &line.means).map(|(_, estimate)| estimate);
    let is_positive = means().all(|estimate| 0.0 <= estimate.mean);
    let reach = |estimate: &Estimate| {
        let half = estimate.half_width.filter(|half| half.is_finite()).unwrap_or(0.0);
        // What cannot be below nothing has no axis below it, however little is known.
        let low = estimate.mean - half;
        [if is_positive { low.max(0.0) } else { low }, estimate.mean + half]
    };
    let all = || {
        means().flat_map(reach).chain(lines.iter().flat_map(|line| &line.points).map(|(_, figure)| *figure))
    };
    let (divisor, sign) = unit(measured, all().fold(0.0, f64::max));
    let others = match (measured.described.axes.len(), lines.iter().all(|line| line.points.is_empty())) {
        (0 | 1, true) => "",
        (_, true) => "; in the mean over all other axes",
        (_, false) => "; small marks: single points; lines: means of neighbours",
    };
    let figure = capital(&figure_in(lang, &measured.wanted.words));
    let title = lang.fill("{figure} along {key}", &[("figure", &figure), ("key", &key)]);
    let mut drawing = titled(CONTENT_TOP, &title, &subtitle(measured, lang, "mark: {mean}", others));
    let top = CONTENT_TOP + 10;
    let right = FIGURE_WIDTH - MARGIN - 10;
    let frame = Frame { left: MARGIN + AXIS_LEFT, top, right, bottom: top + FRAME_HEIGHT };
    let across = values.scale(frame.across());
    let mut entries = draw_turns(&mut drawing, (measured, lang), (frame, &across), turns);
    let ticks = from_zero(all().map(|figure| figure / divisor), 6);
    let upward = Scale::new(Stretch::Linear, (ticks[0], ticks[ticks.len() - 1]), frame.upward());
    left_axis(&mut drawing, frame, &value_ticks(&upward, &ticks), &figure_title(measured, lang, sign));
    bottom_axis(&mut drawing, frame, values.ticks(&across), &values.title);
    for (policy, line) in lines.iter().enumerate() {
        let pen = pen(policy);
        // Side by side, so that no interval hides another.
        let aside = 7 * policy as i32 - 7 * (lines.len() as i32 - 1) / 2;
        for (at, figure) in &line.points {
            let place = (across.place(*at), upward.place(figure / divisor));
            drawing.add(Shape::Disc(place, 2, pen.ink.with_alpha(0.55)));
        }
        let place = |figure: f64| upward.place(figure / divisor);
        draw_line(&mut drawing, line, pen, (&|key| across.place(key) + aside, &place));
        entries.push(Entry { key: Key::Line(pen), text: measured.described.policies[policy].clone() });
    }
    edges(&mut drawing, frame);
    let room = FIGURE_WIDTH - 2 * MARGIN;
    let below = frame.bottom + AXIS_BELOW + 4;
    legend::draw_below(&mut drawing, (MARGIN, below), room, &entries);
    drawing.height = below + legend::height_below(&entries, room) + 12;
    drawing
}

/// Shades where the better of two policies becomes the worse, and says so in the legend.
fn draw_turns(
    drawing: &mut Drawing,
    (measured, lang): (&Measured<'_>, Lang),
    (frame, across): (Frame, &Scale),
    turns: &[Turn],
) -> Vec<Entry> {
    let brush = Brush { ink: PALE, hatch: None };
    let policies = &measured.described.policies;
    let mut entries = Vec::new();
    for (place, turn) in turns.iter().enumerate() {
        let (left, right) = (across.place(turn.keys.0), across.place(turn.keys.1));
        drawing.block((left, frame.top), (right, frame.bottom), PALE);
        let number = if turns.len() == 1 { String::new() } else { (place + 1).to_string() };
        draw_number(drawing, ((left + right) / 2, frame.top + 10 + 16 * (place as i32 % 8)), brush, &number);
        let (before, after) = (&policies[turn.policies.0], &policies[turn.policies.1]);
        let parts: [(&str, &dyn Display); 2] = [("before", before), ("after", after)];
        let text = lang.fill("{before} is less before, {after} after", &parts);
        entries.push(Entry { key: Key::Patch(brush, number), text });
    }
    entries
}

/// From values to pixels.
type Places<'a> = &'a dyn Fn(f64) -> i32;

fn draw_line(drawing: &mut Drawing, line: &Line, pen: Pen, (across, upward): (Places<'_>, Places<'_>)) {
    let at = |(key, estimate): &(f64, Estimate)| (across(*key), upward(estimate.mean));
    let way: Vec<Point> = line.means.iter().map(at).collect();
    drawing.line(way.clone(), pen.ink, 2, pen.dash);
    for ((_, estimate), (x, y)) in line.means.iter().zip(way) {
        if let Some(half) = estimate.half_width.filter(|half| half.is_finite()) {
            let (low, high) = (upward(estimate.mean - half), upward(estimate.mean + half));
            drawing.line(vec![(x, low), (x, high)], DARK, 1, Dash::Solid);
            drawing.block((x - 4, low), (x + 5, low + 1), DARK);
            drawing.block((x - 4, high), (x + 5, high + 1), DARK);
        }
        draw_mark(drawing, (x, y), pen, 4);
    }
}
