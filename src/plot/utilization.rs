//! Utilization over time, stacked by workload: one figure for each policy, one panel for each centre.

use super::axis::{
    AXIS_BELOW, AXIS_LEFT, CONTENT_TOP, FIGURE_WIDTH, Frame, MARGIN, bottom_axis, edges, empty_note,
    left_axis, milestone, panel_title, titled, value_ticks,
};
use super::dates::date_ticks;
use super::drawing::{Dash, Drawing, Point, Shape};
use super::estimate::{Metric, metric};
use super::legend::{self, Entry, Key, draw_number};
use super::names;
use super::palette::{BRUSHES, Brush, DARK, WHITE, brush};
use super::scale::{Scale, Stretch};
use super::timeline::{Course, course};
use super::{Figure, Plot};
use crate::experiment::Comparison;
use crate::metrics::{Estimate, Scope};
use crate::model::{CenterId, ClassId, Time};

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

fn draw(comparison: &Comparison) -> Vec<Figure> {
    let policies = &comparison.scenario.policies;
    let slugs = names::slugs(policies.iter().map(|policy| policy.name.as_str()));
    let figure = |(policy, slug): (usize, &String)| Figure {
        stem: format!("{}-{slug}", ENTRY.name),
        drawing: draw_policy(comparison, policy),
    };
    slugs.iter().enumerate().map(figure).collect()
}

fn draw_policy(comparison: &Comparison, policy: usize) -> Drawing {
    let scenario = &comparison.scenario;
    let runs = comparison.cells.iter().filter(|cell| cell.policy == policy).count();
    let title = format!("Utilization over time by workload, policy {}", scenario.policies[policy].name);
    let subtitle = format!("{} · mean of {}", scenario.title, names::runs(runs));
    let mut drawing = titled(CONTENT_TOP, &title, &subtitle);
    for center in 0..scenario.centers.len() {
        draw_center(&mut drawing, comparison, policy, CenterId(center as u16));
    }
    drawing
}

/// Draws the panel of a centre below what is there, and makes the drawing taller by it.
fn draw_center(drawing: &mut Drawing, comparison: &Comparison, policy: usize, center: CenterId) {
    let place = usize::from(center.0);
    let course = course(comparison, policy, center);
    let layers = course.as_ref().map_or_else(Vec::new, |course| layers(comparison, center, course));
    let entries =
        entries(&layers, &format!("capacity: {}", names::capacity(&comparison.scenario.centers[place])));

    let top = drawing.height + 34;
    let height = FRAME_HEIGHT.max(legend::height_beside(&entries) - 20);
    let right = FIGURE_WIDTH - MARGIN - legend::width_beside(&entries) - 24;
    let frame = Frame { left: MARGIN + AXIS_LEFT, top, right, bottom: top + height };
    drawing.height = frame.bottom + AXIS_BELOW + PANEL_GAP;

    let name = names::center(&comparison.scenario.centers[place]);
    let heading = format!("{name}{}", mean_in_words(comparison, policy, center));
    panel_title(drawing, (MARGIN, top - 26), &heading, FIGURE_WIDTH - 2 * MARGIN);
    legend::draw_beside(drawing, (right + 24, top - 6), &entries);

    let upward = Scale::new(Stretch::Linear, (0.0, 105.0), frame.upward());
    left_axis(drawing, frame, &value_ticks(&upward, &[0.0, 25.0, 50.0, 75.0, 100.0]), "Capacity in use (%)");
    match course {
        Some(course) => draw_course(drawing, comparison, frame, &upward, &course, &layers),
        None => empty_note(drawing, frame, "nothing was measured"),
    }
    edges(drawing, frame);
}

fn mean_in_words(comparison: &Comparison, policy: usize, center: CenterId) -> String {
    match metric(comparison, policy, Scope::Center(center), Metric::Utilization) {
        None => String::new(),
        Some(Estimate { mean, half_width: None, .. }) => format!(" · mean {:.1} %", mean * 100.0),
        Some(Estimate { mean, half_width: Some(half), .. }) => {
            format!(" · mean {:.1} ± {:.1} % (95 % confidence)", mean * 100.0, half * 100.0)
        }
    }
}

fn draw_course(
    drawing: &mut Drawing,
    comparison: &Comparison,
    frame: Frame,
    upward: &Scale,
    course: &Course,
    layers: &[Layer],
) {
    let across = Scale::new(Stretch::Linear, course.range_secs(), frame.across());
    let ticks = date_ticks(comparison.scenario.start, (course.start, course.end), &across);
    bottom_axis(drawing, frame, ticks, &format!("Date (each step is {})", step_name(course)));
    draw_layers(drawing, &across, upward, course, layers);
    drawing.block((frame.left, upward.place(100.0) - 1), (frame.right, upward.place(100.0) + 1), DARK);
    let warm_up = Time::ZERO + comparison.scenario.warm_up;
    if course.start < warm_up && warm_up < course.end {
        milestone(drawing, frame, across.place(warm_up.as_secs() as f64), "end of warm-up");
    }
}

/// How wide a bin is, in words.
pub(super) fn step_name(course: &Course) -> String {
    let secs = course.bin.as_secs();
    match (secs % 86_400, secs % 3_600) {
        (0, _) if 0 < secs => format!("{} d", secs / 86_400),
        (_, 0) if 0 < secs => format!("{} h", secs / 3_600),
        _ => names::wait(course.bin.as_secs_f64()),
    }
}

/// The workloads of a centre, and those of others that ran there under any policy; the same colours for each policy.
fn layers(comparison: &Comparison, center: CenterId, course: &Course) -> Vec<Layer> {
    let here = |class: usize| {
        let workload = comparison.scenario.workloads.get(class);
        workload.is_some_and(|workload| workload.center == center) || ever_busy(comparison, center, class)
    };
    let classes: Vec<usize> = (0..course.busy.len()).filter(|class| here(*class)).collect();
    let mut layers = Vec::new();
    for (number, class) in classes.iter().enumerate() {
        let busy = course.busy[*class].clone();
        let percent = 100.0 * course.mean_since(&busy, Time::ZERO + comparison.scenario.warm_up);
        if LAYERS_MAX <= number {
            let rest: &mut Layer = &mut layers[LAYERS_MAX - 1];
            rest.title = "other workloads".into();
            rest.percent += percent;
            rest.busy.iter_mut().zip(busy).for_each(|(sum, more)| *sum += more);
            continue;
        }
        let title = names::class(comparison, ClassId(*class as u16));
        layers.push(Layer { title, number: (number + 1).to_string(), brush: brush(number), busy, percent });
    }
    layers
}

fn ever_busy(comparison: &Comparison, center: CenterId, class: usize) -> bool {
    let lines = comparison.cells.iter().flat_map(|cell| &cell.timelines).filter(|line| line.center == center);
    lines.filter_map(|line| line.busy.get(class)).flatten().any(|share| 0.0 < *share)
}

/// The legend, in the order of the stack: the topmost layer first.
fn entries(layers: &[Layer], capacity: &str) -> Vec<Entry> {
    let mut entries = vec![Entry { key: Key::Rule(DARK), text: capacity.to_owned() }];
    for layer in layers.iter().rev() {
        let text = format!("{} · {:.1} %", layer.title, layer.percent);
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
fn staircase(across: &Scale, upward: &Scale, course: &Course, level: &[f64]) -> Vec<Point> {
    let mut points = Vec::with_capacity(2 * level.len());
    for (bin, value) in level.iter().enumerate() {
        let y = upward.place(*value);
        points.push((across.place(course.begin_secs(bin)), y));
        points.push((across.place(course.begin_secs(bin + 1)), y));
    }
    points
}

fn draw_layer(drawing: &mut Drawing, lower: &[Point], upper: &[Point], brush: Brush) {
    if lower == upper {
        return;
    }
    let outline: Vec<Point> = lower.iter().copied().chain(upper.iter().rev().copied()).collect();
    drawing.add(Shape::Area(outline, brush.ink));
    for x in hatches(lower, brush) {
        let step = lower.partition_point(|(begin, _)| *begin <= x).clamp(1, lower.len()) - 1;
        if upper[step].1 < lower[step].1 {
            drawing.block((x, upper[step].1), (x + 1, lower[step].1), WHITE.with_alpha(0.7));
        }
    }
    // A thin light line parts neighbours whose colours look alike to some eyes.
    drawing.line(upper.to_vec(), WHITE.with_alpha(0.8), 1, Dash::Solid);
}

fn hatches(lower: &[Point], brush: Brush) -> impl Iterator<Item = i32> {
    let (from, to) = (lower.first().map_or(0, |point| point.0), lower.last().map_or(0, |point| point.0));
    let distance = brush.hatch.unwrap_or(1);
    let range = if brush.hatch.is_some() { from..to } else { 0..0 };
    range.filter(move |x| x % distance == 0)
}

/// The middle of the place where a layer is highest over the width of a number, where it is high enough for one.
fn roomiest(lower: &[Point], upper: &[Point]) -> Option<Point> {
    const ROOM: i32 = 15;
    let mut best: Option<(i32, Point)> = None;
    for (index, (x, _)) in lower.iter().enumerate() {
        let near = lower.iter().zip(upper).skip(index).take_while(|(low, _)| low.0 <= x + 2 * ROOM);
        let Some((floor, ceiling, last)) = near.fold(None, |found: Option<(i32, i32, i32)>, (low, high)| {
            let (floor, ceiling, _) = found.unwrap_or((i32::MAX, i32::MIN, 0));
            Some((floor.min(low.1), ceiling.max(high.1), low.0))
        }) else {
            continue;
        };
        let room = floor - ceiling;
        if x + ROOM <= last && ROOM <= room && best.is_none_or(|(most, _)| most < room) {
            best = Some((room, ((x + last) / 2, (floor + ceiling) / 2)));
        }
    }
    best.map(|(_, at)| at)
}
