//! Utilization over time, stacked by workload: one figure for each policy, one panel for each centre.

use std::fmt::Display;

use super::axis::{
    AXIS_BELOW, AXIS_LEFT, CONTENT_TOP, FIGURE_WIDTH, Frame, MARGIN, bottom_axis, edges, empty_note,
    left_axis, panel_title, titled, value_ticks,
};
use super::dates::{civil, date_ticks};
use super::drawing::{Dash, Drawing, Point, Shape};
use super::estimate::{Metric, metric};
use super::legend::{self, Entry, Key, draw_number};
use super::milestones::milestones;
use super::names;
use super::outages::{Runs, outages};
use super::palette::{BRUSHES, Brush, DARK, WHITE, brush};
use super::scale::{Scale, Stretch};
use super::series::utilization_series;
use super::timeline::{Course, course};
use super::{Figure, Plot, Subject};
use crate::lang::Lang;
use crate::metrics::{Estimate, Scope};
use crate::model::{CenterId, ClassId, Time};
use crate::report::slugs;

/// The row of this plot.
pub(super) const ENTRY: Plot = Plot {
    name: "utilization",
    help: "Utilization over time, stacked by workload, with a panel for each centre: one figure for each policy.",
    draw,
};

const FRAME_HEIGHT: i32 = 290;
const PANEL_GAP: i32 = 34;
/// More workloads than this are drawn as "other workloads".
const LAYERS_MAX: usize = BRUSHES - 4;

/// One coloured layer of a stack.
#[derive(Debug, Clone)]
struct Layer {
    title: String,
    number: String,
    brush: Brush,
    busy: Vec<f64>,
    /// The mean share after the warm-up, in percent.
    percent: f64,
}

/// One centre of the figure.
#[derive(Debug, Clone)]
struct Panel {
    policy: usize,
    center: CenterId,
    heading: String,
    entries: Vec<Entry>,
    course: Option<Course>,
    layers: Vec<Layer>,
}

fn draw(comparison: &Subject<'_>) -> Vec<Figure> {
    let policies = &comparison.scenario.policies;
    let slugs = slugs(policies.iter().map(|policy| policy.name.as_str()));
    let figure = |(policy, slug): (usize, &String)| Figure {
        stem: format!("{}-{slug}", ENTRY.name),
        drawing: draw_policy(comparison, policy),
        series: Some(utilization_series(comparison, policy)),
    };
    slugs.iter().enumerate().map(figure).collect()
}

fn draw_policy(comparison: &Subject<'_>, policy: usize) -> Drawing {
    let scenario = &comparison.scenario;
    let runs = comparison.cells.iter().filter(|cell| cell.policy == policy).count();
    let lang = comparison.lang;
    let policy_name = &scenario.policies[policy].name;
    let title = lang.fill("Utilization over time by workload, policy {policy}", &[("policy", policy_name)]);
    let interval = match runs {
        0 | 1 => String::new(),
        _ => lang.fill("; ±: {confidence} confidence interval", &[("confidence", &comparison.confidence)]),
    };
    let note = lang.say("; percentages leave out the warm-up");
    let subtitle = format!("{} | {}{note}{interval}", scenario.title, names::mean_of(lang, runs));
    let mut drawing = titled(CONTENT_TOP, &title, &subtitle);
    let centers = 0..scenario.centers.len();
    let panels: Vec<Panel> =
        centers.map(|center| panel(comparison, policy, CenterId(center as u16))).collect();
    // All panels are equally wide, so that the same day lies at the same place in each.
    let legend_width = panels.iter().map(|panel| legend::width_beside(&panel.entries)).max().unwrap_or(0);
    for panel in &panels {
        draw_panel(&mut drawing, comparison, panel, FIGURE_WIDTH - MARGIN - legend_width - 24);
    }
    drawing
}

fn panel(comparison: &Subject<'_>, policy: usize, center: CenterId) -> Panel {
    let course = course(comparison, policy, center);
    let layers = course.as_ref().map_or_else(Vec::new, |course| layers(comparison, policy, center, course));
    let believed = &comparison.scenario.centers[usize::from(center.0)];
    let mean = mean_in_words(comparison, policy, center);
    let other = other_sizes(comparison, policy, center);
    let lang = comparison.lang;
    let (name, capacity) = (names::center(lang, believed), names::capacity(lang, believed));
    let heading = format!("{name}{}{capacity}{other}{mean}", lang.say(": "));
    Panel { policy, center, heading, entries: entries(lang, &layers), course, layers }
}

/// Which pools had other sizes in the end of the first run, and since when.
fn other_sizes(comparison: &Subject<'_>, policy: usize, center: CenterId) -> String {
    let scenario = &comparison.scenario;
    let centers = scenario.centers_under(&scenario.policies[policy]);
    let before: usize = centers[..usize::from(center.0)].iter().map(|other| other.pools.len()).sum();
    let steps = comparison.cells_of(policy).first().map_or(&[][..], |cell| &cell.capacity_steps);
    let mut text = String::new();
    for (place, pool) in centers[usize::from(center.0)].pools.iter().enumerate() {
        if let Some(last) = steps.iter().rev().find(|step| step.pool == before + place) {
            let from = civil(scenario.start, last.at).strftime("%Y-%m-%d");
            let parts: [(&str, &dyn Display); 3] =
                [("pool", &pool.name), ("nodes", &last.nodes), ("date", &from)];
            text += &comparison.lang.fill(", {pool} {nodes} from {date} on", &parts);
        }
    }
    text
}

/// Draws a panel below what is there, and makes the drawing taller by it.
fn draw_panel(drawing: &mut Drawing, comparison: &Subject<'_>, panel: &Panel, right: i32) {
    let top = drawing.height + 34;
    let height = FRAME_HEIGHT.max(legend::height_beside(&panel.entries) - 20);
    let frame = Frame { left: MARGIN + AXIS_LEFT, top, right, bottom: top + height };
    drawing.height = frame.bottom + AXIS_BELOW + PANEL_GAP;
    panel_title(drawing, (MARGIN, top - 30), &panel.heading, FIGURE_WIDTH - 2 * MARGIN);
    legend::draw_beside(drawing, (right + 24, top - 6), &panel.entries);

    let upward = Scale::new(Stretch::Linear, (0.0, 105.0), frame.upward());
    let ticks = value_ticks(&upward, &[0.0, 25.0, 50.0, 75.0, 100.0]);
    left_axis(drawing, frame, &ticks, comparison.lang.say("Capacity in use (%)"));
    match &panel.course {
        Some(course) => draw_course(
            drawing,
            (comparison, panel.policy, panel.center),
            frame,
            &upward,
            (course, &panel.layers),
        ),
        None => empty_note(drawing, frame, comparison.lang.say("nothing was measured")),
    }
    edges(drawing, frame);
}

fn mean_in_words(comparison: &Subject<'_>, policy: usize, center: CenterId) -> String {
    let percent = match metric(comparison, policy, Scope::Center(center), Metric::Utilization) {
        None => return String::new(),
        Some(Estimate { mean, half_width: None, .. }) => format!("{:.1}", mean * 100.0),
        Some(Estimate { mean, half_width: Some(half), .. }) => {
            format!("{:.1} ± {:.1}", mean * 100.0, half * 100.0)
        }
    };
    comparison.lang.fill("; mean use {percent} %", &[("percent", &percent)])
}

fn draw_course(
    drawing: &mut Drawing,
    (comparison, policy, center): (&Subject<'_>, usize, CenterId),
    frame: Frame,
    upward: &Scale,
    (course, layers): (&Course, &[Layer]),
) {
    let across = Scale::new(Stretch::Linear, course.range_secs(), frame.across());
    let ticks = date_ticks(comparison.scenario.start, (course.start, course.end), &across);
    bottom_axis(drawing, frame, ticks, &names::dates(comparison.lang, course.bin));
    draw_layers(drawing, &across, upward, course, layers);
    drawing.block((frame.left, upward.place(100.0) - 1), (frame.right, upward.place(100.0) + 1), DARK);
    milestones(drawing, frame, (comparison, Some(center)), (&across, course.start, course.end));
    outages(drawing, frame, (comparison, policy, center, Runs::All), &across);
}

/// The workloads of a centre, and those of others that ran there under any policy; the same colours for each policy.
fn layers(comparison: &Subject<'_>, policy: usize, center: CenterId, course: &Course) -> Vec<Layer> {
    let here = |class: usize| {
        let workload = comparison.scenario.workloads.get(class);
        workload.is_some_and(|workload| workload.center == center) || ever_busy(comparison, center, class)
    };
    let classes: Vec<usize> = (0..course.busy.len()).filter(|class| here(*class)).collect();
    let mut layers = Vec::new();
    for (number, class) in classes.iter().enumerate() {
        let busy = course.busy[*class].clone();
        // The share of what was there, which may have changed; the course tells shares of each step.
        let scope = Scope::Class(ClassId(*class as u16));
        let mean = metric(comparison, policy, scope, Metric::Utilization).map(|estimate| estimate.mean);
        let of_steps = || course.mean_since(&busy, Time::ZERO + comparison.scenario.warm_up);
        let percent = 100.0 * mean.unwrap_or_else(of_steps);
        if LAYERS_MAX <= number {
            let rest: &mut Layer = &mut layers[LAYERS_MAX - 1];
            rest.title = comparison.lang.say("other workloads").into();
            rest.percent += percent;
            rest.busy.iter_mut().zip(busy).for_each(|(sum, more)| *sum += more);
            continue;
        }
        let title = names::class(comparison, ClassId(*class as u16));
        layers.push(Layer { title, number: (number + 1).to_string(), brush: brush(number), busy, percent });
    }
    layers
}

fn ever_busy(comparison: &Subject<'_>, center: CenterId, class: usize) -> bool {
    let lines = comparison.cells.iter().flat_map(|cell| &cell.timelines).filter(|line| line.center == center);
    lines.filter_map(|line| line.busy.get(class)).flatten().any(|share| 0.0 < *share)
}

/// The legend, in the order of the stack: the topmost layer first.
fn entries(lang: Lang, layers: &[Layer]) -> Vec<Entry> {
    let mut entries = vec![Entry { key: Key::Rule(DARK), text: lang.say("capacity").into() }];
    for layer in layers.iter().rev() {
        let text = format!("{}{}{:.1} %", layer.title, lang.say(", "), layer.percent);
        entries.push(Entry { key: Key::Patch(layer.brush, layer.number.clone()), text });
    }
    entries
}

fn draw_layers(drawing: &mut Drawing, across: &Scale, upward: &Scale, course: &Course, layers: &[Layer]) {
    let mut below = vec![0.0; course.bins];
    let mut numbers = Vec::new();
    for layer in layers {
        let above: Vec<f64> = below.iter().zip(&layer.busy).map(|(base, busy)| base + busy * 100.0).collect();
        let lower = staircase(across, upward, course, &below);
        let upper = staircase(across, upward, course, &above);
        draw_layer(drawing, &lower, &upper, layer.brush);
        numbers.extend(roomiest(&lower, &upper).map(|at| (at, layer)));
        below = above;
    }
    for (at, layer) in numbers {
        draw_number(drawing, at, layer.brush, &layer.number);
    }
}

/// The outline of a level over time: two points for each bin.
pub(super) fn staircase(across: &Scale, upward: &Scale, course: &Course, level: &[f64]) -> Vec<Point> {
    let mut points = Vec::with_capacity(2 * level.len());
    for (bin, value) in level.iter().enumerate() {
        let y = upward.place(*value);
        points.push((across.place(course.begin_secs(bin)), y));
        points.push((across.place(course.begin_secs(bin + 1)), y));
    }
    points
}

pub(super) fn draw_layer(drawing: &mut Drawing, lower: &[Point], upper: &[Point], brush: Brush) {
    if lower == upper {
        return;
    }
    let outline: Vec<Point> = lower.iter().copied().chain(upper.iter().rev().copied()).collect();
    drawing.add(Shape::Area(outline, brush.ink));
    if let Some(distance) = brush.hatch {
        for Column { x, ceiling, floor } in columns(lower, upper).filter(|column| column.x % distance == 0) {
            drawing.block((x, ceiling), (x + 1, floor), WHITE.with_alpha(0.7));
        }
    }
    // A thin light line parts neighbours whose colours look alike to some eyes.
    drawing.line(upper.to_vec(), WHITE.with_alpha(0.5), 1, Dash::Solid);
}

/// The part of a layer above one pixel of the horizontal axis.
#[derive(Debug, Clone, Copy)]
struct Column {
    x: i32,
    ceiling: i32,
    floor: i32,
}

/// The columns of a layer where it has any height.
fn columns(lower: &[Point], upper: &[Point]) -> impl Iterator<Item = Column> {
    let steps = lower.chunks_exact(2).zip(upper.chunks_exact(2));
    let columns = steps.flat_map(|(low, high)| {
        let (floor, ceiling) = (low[0].1, high[0].1);
        (low[0].0..low[1].0).map(move |x| Column { x, ceiling, floor })
    });
    columns.filter(|column| column.ceiling < column.floor)
}

/// The middle of the place where a layer is highest over the width of a number, where it is high enough for one.
pub(super) fn roomiest(lower: &[Point], upper: &[Point]) -> Option<Point> {
    const WIDTH: usize = 16;
    const HEIGHT: i32 = 11;
    let columns: Vec<Column> = columns(lower, upper).collect();
    let mut best = (HEIGHT - 1, None);
    for near in columns.windows(WIDTH) {
        let floor = near.iter().map(|column| column.floor).min().unwrap_or(0);
        let ceiling = near.iter().map(|column| column.ceiling).max().unwrap_or(0);
        let unbroken = near[WIDTH - 1].x - near[0].x < WIDTH as i32;
        if unbroken && best.0 < floor - ceiling {
            best = (floor - ceiling, Some((near[WIDTH / 2].x, (floor + ceiling) / 2)));
        }
    }
    best.1
}
