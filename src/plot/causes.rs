//! For what jobs waited over time, stacked by cause: one figure for each centre, one panel for each policy.

use std::fmt::Display;

use super::axis::{
    AXIS_BELOW, AXIS_LEFT, CONTENT_TOP, FIGURE_WIDTH, Frame, MARGIN, bottom_axis, edges, empty_note,
    left_axis, panel_title, titled, value_ticks,
};
use super::dates::date_ticks;
use super::drawing::Drawing;
use super::legend::{self, Entry, Key, draw_number};
use super::milestones::milestones;
use super::names;
use super::outages::{Runs, outages};
use super::palette::brush;
use super::scale::{Scale, Stretch, round_values};
use super::series::{Series, causes_series};
use super::timeline::{Course, course_of};
use super::utilization::{draw_layer, roomiest, staircase};
use super::{Figure, Plot, Subject};
use crate::lang::Lang;
use crate::metrics::{CauseCourse, Timeline};
use crate::model::{Cause, CenterId, Time};

/// The row of this plot.
pub(super) const ENTRY: Plot = Plot {
    name: "causes",
    help: "Jobs waiting over time, stacked by what they wait for, with a panel for each policy: one figure for each centre.",
    draw,
};

const FRAME_HEIGHT: i32 = 210;
/// Where the worst policy's queue is so many times the best one's, one scale for all would hide the best.
const RATIO_FOR_OWN_SCALES: f64 = 6.0;

/// One policy of the figure.
#[derive(Debug)]
struct Panel {
    policy: usize,
    center: CenterId,
    heading: String,
    course: Option<Course>,
    /// The highest queue, in jobs.
    highest: f64,
}

fn draw(comparison: &Subject<'_>) -> Vec<Figure> {
    Figure::of_each_center(comparison, &ENTRY, |comparison, center| Some(draw_center(comparison, center)))
}

fn draw_center(comparison: &Subject<'_>, center: CenterId) -> (Drawing, Series) {
    let scenario = &comparison.scenario;
    let panels: Vec<Panel> =
        (0..scenario.policies.len()).map(|policy| panel(comparison, policy, center)).collect();
    let runs = panels.iter().filter_map(|panel| panel.course.as_ref()).map(|course| course.runs).max();
    let highest = panels.iter().map(|panel| panel.highest).fold(0.0, f64::max);
    let lowest = panels.iter().map(|panel| panel.highest).fold(f64::INFINITY, f64::min);
    let own = RATIO_FOR_OWN_SCALES * lowest.max(1.0) < highest;
    let lang = comparison.lang;
    let name = names::center(lang, &scenario.centers[usize::from(center.0)]);
    let title = lang.fill("Why jobs waited over time, {center}", &[("center", &name)]);
    let scales = if own { lang.say("; each panel has a scale of its own") } else { "" };
    let subtitle = format!("{} | {}{scales}", scenario.title, names::mean_of(lang, runs.unwrap_or(0)));
    let mut drawing = titled(CONTENT_TOP, &title, &subtitle);
    let entries = entries(lang, &panels);
    let room = FIGURE_WIDTH - 2 * MARGIN;
    legend::draw_below(&mut drawing, (MARGIN, CONTENT_TOP - 6), room, &entries);
    drawing.height += legend::height_below(&entries, room) + 6;
    for panel in &panels {
        draw_panel(&mut drawing, comparison, panel, if own { panel.highest } else { highest });
    }
    let courses: Vec<Option<&Course>> = panels.iter().map(|panel| panel.course.as_ref()).collect();
    (drawing, causes_series(comparison, &courses))
}

fn panel(comparison: &Subject<'_>, policy: usize, center: CenterId) -> Panel {
    let cells = comparison.cells.iter().filter(|cell| cell.policy == policy);
    let courses = cells.flat_map(|cell| &cell.cause_courses).filter(|course| course.center == center);
    let lines: Vec<Timeline> = courses.map(as_timeline).collect();
    let course = course_of(&lines.iter().collect::<Vec<_>>());
    let sums = |course: &Course| {
        let sum = |bin: usize| course.busy.iter().map(|jobs| jobs[bin]).sum::<f64>();
        (0..course.bins).map(sum).collect::<Vec<f64>>()
    };
    let sums = course.as_ref().map_or_else(Vec::new, sums);
    let warm_up = Time::ZERO + comparison.scenario.warm_up;
    let mean = course.as_ref().map_or(0.0, |course| course.mean_since(&sums, warm_up));
    let name = &comparison.scenario.policies[policy].name;
    let parts: [(&str, &dyn Display); 2] = [("policy", name), ("jobs", &names::number(mean))];
    let heading = comparison.lang.fill("{policy}: {jobs} jobs waiting, mean after the warm-up", &parts);
    Panel { policy, center, heading, course, highest: sums.into_iter().fold(0.0, f64::max) }
}

/// The same bins in the form that figures average.
fn as_timeline(course: &CauseCourse) -> Timeline {
    Timeline {
        center: course.center,
        start: course.start,
        bin: course.bin,
        busy: course.waiting.clone(),
        waiting: vec![0.0; course.waiting.first().map_or(0, Vec::len)],
        backlog_hours: Vec::new(),
        down_nodes: Vec::new(),
        maintenance_nodes: Vec::new(),
    }
}

/// The causes that any job had under any policy, in their order.
fn entries(lang: Lang, panels: &[Panel]) -> Vec<Entry> {
    let courses = || panels.iter().filter_map(|panel| panel.course.as_ref());
    let is_told = |cause: &Cause| {
        courses().filter_map(|course| course.busy.get(*cause as usize)).flatten().any(|jobs| 0.0 < *jobs)
    };
    let told = Cause::ALL.into_iter().filter(is_told);
    told.map(|cause| Entry {
        key: Key::Patch(brush(cause as usize), number(cause)),
        text: lang.say(cause.words()).into(),
    })
    .collect()
}

fn number(cause: Cause) -> String {
    (cause as usize + 1).to_string()
}

fn draw_panel(drawing: &mut Drawing, comparison: &Subject<'_>, panel: &Panel, highest: f64) {
    let top = drawing.height + 40;
    let frame =
        Frame { left: MARGIN + AXIS_LEFT, top, right: FIGURE_WIDTH - MARGIN, bottom: top + FRAME_HEIGHT };
    drawing.height = frame.bottom + AXIS_BELOW + 16;
    panel_title(drawing, (MARGIN, top - 26), &panel.heading, FIGURE_WIDTH - 2 * MARGIN);
    let lang = comparison.lang;
    let Some(course) = &panel.course else {
        empty_note(drawing, frame, lang.say("nothing was measured"));
        return edges(drawing, frame);
    };
    let values = round_values(highest.max(1.0), 4);
    let upward =
        Scale::new(Stretch::Linear, (0.0, values.iter().copied().fold(0.0, f64::max)), frame.upward());
    left_axis(drawing, frame, &value_ticks(&upward, &values), lang.say("Jobs waiting"));
    let across = Scale::new(Stretch::Linear, course.range_secs(), frame.across());
    let ticks = date_ticks(comparison.scenario.start, (course.start, course.end), &across);
    bottom_axis(drawing, frame, ticks, &names::dates(lang, course.bin));
    draw_stack(drawing, &across, &upward, course);
    milestones(drawing, frame, (comparison, Some(panel.center)), (&across, course.start, course.end));
    outages(drawing, frame, (comparison, panel.policy, panel.center, Runs::All), &across);
    edges(drawing, frame);
}

fn draw_stack(drawing: &mut Drawing, across: &Scale, upward: &Scale, course: &Course) {
    let mut below = vec![0.0; course.bins];
    let mut numbers = Vec::new();
    for (cause, jobs) in Cause::ALL.into_iter().zip(&course.busy) {
        let above: Vec<f64> = below.iter().zip(jobs).map(|(base, jobs)| base + jobs).collect();
        let lower = staircase(across, upward, course, &below);
        let upper = staircase(across, upward, course, &above);
        draw_layer(drawing, &lower, &upper, brush(cause as usize));
        numbers.extend(roomiest(&lower, &upper).map(|at| (at, cause)));
        below = above;
    }
    for (at, cause) in numbers {
        draw_number(drawing, at, brush(cause as usize), &number(cause));
    }
}
