//! What locks cost and what they bring: utilization and waits over the share that is locked, a line for each order,
//! backfill and mode.

use super::axis::{
    AXIS_BELOW, AXIS_LEFT, CONTENT_TOP, FIGURE_WIDTH, Frame, MARGIN, bottom_axis, edges, empty_note,
    left_axis, panel_title, titled, value_ticks,
};
use super::drawing::{Dash, Drawing};
use super::estimate::{Metric, metric};
use super::legend::{self, Entry, Key};
use super::names::{self, time_unit};
use super::palette::{Pen, draw_mark, pen};
use super::scale::{Scale, Stretch, round_values};
use super::series::locks_series;
use super::wait_cdf::runs_of_any;
use super::{Figure, Plot, Subject};
use crate::experiment::{LockLine, Locked};
use crate::metrics::{Estimate, Scope};
use crate::model::GroupId;

/// The row of this plot.
pub(super) const ENTRY: Plot = Plot {
    name: "locks",
    help: "Utilization, and the restricted mean wait of each group, over the share that is locked, a line for each order, backfill and mode of the lock.",
    draw,
};

const FRAME_HEIGHT: i32 = 240;
/// Lines stand so many pixels beside each other, so that their intervals can be told apart.
const ASIDE: i32 = 5;

fn draw(comparison: &Subject<'_>) -> Vec<Figure> {
    let lines = comparison.lock_lines();
    let owners = comparison.lock_owners();
    if lines.is_empty() || owners.is_empty() {
        return Vec::new();
    }
    let (lang, runs) = (comparison.lang, runs_of_any(comparison));
    let interval = match runs {
        0 | 1 => String::new(),
        _ => {
            let words = "; bars: {confidence} confidence intervals (Student's t)";
            lang.fill(words, &[("confidence", &comparison.confidence)])
        }
    };
    let points = lang.fill("points: {mean}", &[("mean", &names::mean_of(lang, runs))]);
    let subtitle = format!("{} | {points}{interval}", comparison.scenario.title);
    let mut drawing = titled(CONTENT_TOP, lang.say("What locks cost, and what they bring"), &subtitle);
    let entry = |(place, line): (usize, &LockLine)| Entry { key: Key::Line(pen(place)), text: line.title() };
    let entries: Vec<Entry> = lines.iter().enumerate().map(entry).collect();
    let room = FIGURE_WIDTH - 2 * MARGIN;
    legend::draw_below(&mut drawing, (MARGIN, CONTENT_TOP - 6), room, &entries);
    drawing.height += legend::height_below(&entries, room) + 6;

    let chart = Chart { comparison, lines: &lines };
    chart.draw_panel(&mut drawing, Scope::Overall, Metric::Utilization, lang.say("Utilization of all nodes"));
    let groups = comparison.scenario.groups.iter().enumerate();
    let mut groups: Vec<GroupId> = groups.map(|(place, _)| GroupId(place as u16)).collect();
    groups.sort_by_key(|group| (!owners.contains(group), *group));
    let waits = groups.iter().map(|group| (Scope::Group(*group), Metric::WaitMean));
    let shown: Vec<(Scope, Metric)> =
        std::iter::once((Scope::Overall, Metric::Utilization)).chain(waits).collect();
    for group in groups {
        let owner = if owners.contains(&group) { lang.say(", for whom it is locked") } else { "" };
        let words = "Mean wait up to the horizon, jobs that never started included: {group}";
        let title = lang.fill(words, &[("group", &names::group(comparison, group))]) + owner;
        chart.draw_panel(&mut drawing, Scope::Group(group), Metric::WaitMean, &title);
    }
    let series = locks_series(comparison, &shown);
    vec![Figure { stem: ENTRY.name.into(), drawing, series: Some(series) }]
}

/// What the panels show.
#[derive(Debug, Clone, Copy)]
struct Chart<'a> {
    comparison: &'a Subject<'a>,
    lines: &'a [LockLine],
}

impl Chart<'_> {
    fn points(&self) -> impl Iterator<Item = &Locked> {
        self.lines.iter().flat_map(|line| &line.points)
    }

    fn draw_panel(&self, drawing: &mut Drawing, scope: Scope, shown: Metric, title: &str) {
        let lang = self.comparison.lang;
        let top = drawing.height + 40;
        let bottom = top + FRAME_HEIGHT;
        let frame = Frame { left: MARGIN + AXIS_LEFT, top, right: FIGURE_WIDTH - MARGIN, bottom };
        drawing.height = bottom + AXIS_BELOW + 16;
        panel_title(drawing, (MARGIN, top - 26), title, FIGURE_WIDTH - 2 * MARGIN);
        let of = |row: &Locked| metric(self.comparison, row.policy, scope, shown);
        let reach = |row: &Locked| of(row).map(|estimate| estimate.mean + half(&estimate));
        let highest = self.points().filter_map(reach).fold(0.0, f64::max);
        // Where few runs make intervals endless, the means must still be told apart: longer ones are cut at the frame.
        let mean = |row: &Locked| of(row).map(|estimate| estimate.mean);
        let highest = highest.min(2.5 * self.points().filter_map(mean).fold(0.0, f64::max));
        if highest <= 0.0 {
            empty_note(drawing, frame, lang.say("nobody waited"));
            return edges(drawing, frame);
        }
        let (divisor, axis, values) = match shown {
            Metric::Utilization => {
                (0.01, names::with_unit(lang, "Utilization", "%"), vec![0.0, 25.0, 50.0, 75.0, 100.0])
            }
            Metric::WaitMean
            | Metric::WaitMedian
            | Metric::WaitP95
            | Metric::Slowdown
            | Metric::Served
            | Metric::ServedJain
            | Metric::Attainment
            | Metric::LatenessMean
            | Metric::LatenessP95 => {
                let unit = time_unit(highest);
                (
                    unit.secs,
                    names::with_unit(lang, "Restricted mean wait", unit.sign),
                    round_values(highest / unit.secs, 5),
                )
            }
        };
        let upward = Scale::new(Stretch::Linear, (0.0, values[values.len() - 1]), frame.upward());
        left_axis(drawing, frame, &value_ticks(&upward, &values), &axis);
        let most = self.points().map(|row| row.share * 100.0).fold(10.0, f64::max);
        let across = Scale::new(Stretch::Linear, (-2.0, most + 2.0), frame.across());
        let shares = round_values(most, 6);
        let shares: Vec<f64> = shares.into_iter().filter(|share| *share <= most + 2.0).collect();
        bottom_axis(drawing, frame, value_ticks(&across, &shares), lang.say("Locked share of all nodes (%)"));
        for (place, line) in self.lines.iter().enumerate() {
            let aside = ASIDE * (2 * place as i32 + 1 - self.lines.len() as i32) / 2;
            let point = |row: &Locked| Some((across.place(row.share * 100.0) + aside, of(row)?));
            let points: Vec<(i32, Estimate)> = line.points.iter().filter_map(point).collect();
            let most = values[values.len() - 1] * divisor;
            draw_line(drawing, &upward, &points, (divisor, most), pen(place));
        }
        edges(drawing, frame);
    }
}

fn half(estimate: &Estimate) -> f64 {
    estimate.half_width.filter(|half| half.is_finite()).unwrap_or(0.0)
}

fn draw_line(
    drawing: &mut Drawing,
    upward: &Scale,
    points: &[(i32, Estimate)],
    (divisor, most): (f64, f64),
    pen: Pen,
) {
    let place = |value: f64| upward.place(value.clamp(0.0, most) / divisor);
    let line = points.iter().map(|(at, estimate)| (*at, place(estimate.mean))).collect();
    drawing.line(line, pen.ink, 2, pen.dash);
    for (at, estimate) in points {
        let (low, high) = (place(estimate.mean - half(estimate)), place(estimate.mean + half(estimate)));
        if low != high {
            drawing.line(vec![(*at, low), (*at, high)], pen.ink, 1, Dash::Solid);
            drawing.block((*at - 3, low), (*at + 3, low), pen.ink);
            drawing.block((*at - 3, high), (*at + 3, high), pen.ink);
        }
        draw_mark(drawing, (*at, place(estimate.mean)), pen, 4);
    }
}
