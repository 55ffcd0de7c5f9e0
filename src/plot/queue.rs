//! Queue and work waiting over time by policy: one figure for each centre.

use super::axis::{
    AXIS_BELOW, AXIS_LEFT, CONTENT_TOP, FIGURE_WIDTH, Frame, MARGIN, bottom_axis, edges, empty_note,
    left_axis, panel_title, titled, value_ticks,
};
use super::dates::date_ticks;
use super::drawing::{Drawing, Point, Shape};
use super::legend::{self, Entry, Key};
use super::milestones::milestones;
use super::names;
use super::outages::{Runs, outages};
use super::palette::{Pen, draw_mark, pen};
use super::scale::{Scale, Stretch, powers_from_zero, round_values};
use super::series::queue_series;
use super::timeline::{Course, Spread, course};
use super::{Figure, Plot, Subject};
use crate::lang::Lang;
use crate::model::CenterId;

/// The row of this plot.
pub(super) const ENTRY: Plot = Plot {
    name: "queue",
    help: "Jobs waiting and work waiting (the time they really run times their size) over time by policy, with the spread over runs: one figure for each centre.",
    draw,
};

const FRAME_HEIGHT: i32 = 270;
/// Where the worst policy's queue is so many times the best one's, a linear axis would hide the best.
const RATIO_FOR_LOG: f64 = 12.0;
/// How many signs a line bears.
const MARKS: usize = 7;

/// What a panel shows.
#[derive(Debug, Clone, Copy)]
struct Quantity {
    title: &'static str,
    axis: &'static str,
    of: fn(&Course) -> &Spread,
}

const QUANTITIES: [Quantity; 2] = [
    Quantity { title: "Queue", axis: "Jobs waiting", of: |course| &course.waiting },
    Quantity {
        title: "Work waiting: what all waiting jobs have still to run, times their size, over the capacity of the centre",
        axis: "Work waiting (hours)",
        of: |course| &course.backlog_hours,
    },
];

fn draw(comparison: &Subject<'_>) -> Vec<Figure> {
    Figure::of_each_center(comparison, &ENTRY, |comparison, center| {
        Some((draw_center(comparison, center), queue_series(comparison, center)))
    })
}

fn draw_center(comparison: &Subject<'_>, center: CenterId) -> Drawing {
    let scenario = &comparison.scenario;
    let policies = 0..scenario.policies.len();
    let courses: Vec<Option<Course>> = policies.map(|policy| course(comparison, policy, center)).collect();
    let runs = courses.iter().flatten().map(|course| course.runs).max().unwrap_or(0);
    let lang = comparison.lang;
    let name = names::center(lang, &scenario.centers[usize::from(center.0)]);
    let title = lang.fill("Queue and work waiting over time, {center}", &[("center", &name)]);
    let spread = if runs < 2 { "" } else { lang.say("; band: from the lowest to the highest run") };
    let line = lang.fill("line: {mean}", &[("mean", &names::mean_of(lang, runs))]);
    let subtitle = format!("{} | {line}{spread}", scenario.title);
    let mut drawing = titled(CONTENT_TOP, &title, &subtitle);

    let entry = |(place, policy): (usize, &crate::policy::PolicySpec)| Entry {
        key: Key::Line(pen(place)),
        text: policy.name.clone(),
    };
    let entries: Vec<Entry> = scenario.policies.iter().enumerate().map(entry).collect();
    let room = FIGURE_WIDTH - 2 * MARGIN;
    legend::draw_below(&mut drawing, (MARGIN, CONTENT_TOP - 6), room, &entries);
    drawing.height += legend::height_below(&entries, room) + 6;
    for quantity in QUANTITIES {
        draw_quantity(&mut drawing, (comparison, center), &courses, quantity);
    }
    drawing
}

fn draw_quantity(
    drawing: &mut Drawing,
    (comparison, center): (&Subject<'_>, CenterId),
    courses: &[Option<Course>],
    quantity: Quantity,
) {
    let top = drawing.height + 40;
    let frame =
        Frame { left: MARGIN + AXIS_LEFT, top, right: FIGURE_WIDTH - MARGIN, bottom: top + FRAME_HEIGHT };
    drawing.height = frame.bottom + AXIS_BELOW + 16;
    let lang = comparison.lang;
    panel_title(drawing, (MARGIN, top - 26), lang.say(quantity.title), FIGURE_WIDTH - 2 * MARGIN);

    let shown: Vec<(usize, &Course)> =
        courses.iter().enumerate().filter_map(|(place, course)| Some((place, course.as_ref()?))).collect();
    let Some((_, first)) = shown.first() else {
        empty_note(drawing, frame, lang.say("nothing was measured"));
        return edges(drawing, frame);
    };
    let peaks: Vec<f64> = shown.iter().map(|(_, course)| peak(&(quantity.of)(course).high)).collect();
    let upward = draw_upward_axis(drawing, frame, &peaks, (lang, quantity.axis));
    let across = Scale::new(Stretch::Linear, first.range_secs(), frame.across());
    let ticks = date_ticks(comparison.scenario.start, (first.start, first.end), &across);
    bottom_axis(drawing, frame, ticks, &names::dates(lang, first.bin));

    for (place, course) in &shown {
        draw_band(drawing, &across, &upward, course, (quantity.of)(course), pen(*place));
    }
    for (turn, (place, course)) in shown.iter().enumerate() {
        let line = points(&across, &upward, course, &(quantity.of)(course).mean);
        draw_line(drawing, line, pen(*place), turn);
    }
    milestones(drawing, frame, (comparison, Some(center)), (&across, first.start, first.end));
    // All policies meet the same failures.
    outages(drawing, frame, (comparison, 0, center, Runs::All), &across);
    edges(drawing, frame);
}

/// Draws the vertical axis: linear, or logarithmic from zero where policies are far apart.
fn draw_upward_axis(
    drawing: &mut Drawing,
    frame: Frame,
    peaks: &[f64],
    (lang, title): (Lang, &'static str),
) -> Scale {
    let title = lang.say(title);
    let highest = peak(peaks);
    let lowest = peaks.iter().copied().fold(f64::INFINITY, f64::min).max(1.0);
    let (stretch, values, high, title) = if RATIO_FOR_LOG < highest / lowest {
        (
            Stretch::LogFromZero,
            powers_from_zero(highest),
            highest * 1.2,
            format!("{title}{}", lang.say(", log axis")),
        )
    } else {
        let values = round_values(highest, 5);
        let high = peak(&values);
        (Stretch::Linear, values, high, title.to_owned())
    };
    let upward = Scale::new(stretch, (0.0, high), frame.upward());
    left_axis(drawing, frame, &value_ticks(&upward, &values), &title);
    upward
}

fn peak(values: &[f64]) -> f64 {
    values.iter().copied().fold(0.0, f64::max)
}

/// A line through the middles of the bins.
fn points(across: &Scale, upward: &Scale, course: &Course, values: &[f64]) -> Vec<Point> {
    let middle = |bin: usize| (course.begin_secs(bin) + course.begin_secs(bin + 1)) / 2.0;
    values.iter().enumerate().map(|(bin, value)| (across.place(middle(bin)), upward.place(*value))).collect()
}

fn draw_band(
    drawing: &mut Drawing,
    across: &Scale,
    upward: &Scale,
    course: &Course,
    spread: &Spread,
    pen: Pen,
) {
    if course.runs < 2 {
        return;
    }
    let low = points(across, upward, course, &spread.low);
    let high = points(across, upward, course, &spread.high);
    drawing
        .add(Shape::Area(low.into_iter().chain(high.into_iter().rev()).collect(), pen.ink.with_alpha(0.16)));
}

/// Signs are set at different places on different lines, so that lines that coincide can be told apart.
fn draw_line(drawing: &mut Drawing, line: Vec<Point>, pen: Pen, turn: usize) {
    let step = line.len().div_ceil(MARKS).max(1);
    let marked: Vec<Point> =
        line.iter().copied().skip((step / 3 + turn * step / 4) % step).step_by(step).collect();
    drawing.line(line, pen.ink, 2, pen.dash);
    for at in marked {
        draw_mark(drawing, at, pen, 4);
    }
}
