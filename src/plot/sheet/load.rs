//! The log over time: how much of the machine was held and asked for, and how long jobs waited.

use super::super::axis::{FIGURE_WIDTH, Frame, bottom_axis, edges, empty_note, left_axis, value_ticks};
use super::super::dates::date_ticks;
use super::super::drawing::{Dash, Drawing, Shape};
use super::super::legend::{self, Entry, Key};
use super::super::names::{self, time_unit};
use super::super::palette::{DARK, brush, pen};
use super::super::scale::{Scale, Stretch, TICK_SIZE, Tick, round_values};
use super::super::text::{Weight, width};
use super::Panel;
use crate::lang::Lang;
use crate::model::Time;
use crate::report::{Inspection, StepLoad};

/// More stretches than this are drawn as fewer, longer ones.
const STRETCHES_MAX: usize = 400;

/// So many hours or days are a longer step.
const fn longer(inspection: &Inspection) -> usize {
    match inspection.load.step.as_bytes() {
        b"hour" => 6,
        _ => 7,
    }
}

/// Some days of the log as one.
#[derive(Debug, Clone, Copy)]
struct Days {
    begin: f64,
    end: f64,
    offered: f64,
    held: Option<f64>,
    wait: Option<f64>,
}

pub(super) fn draw(drawing: &mut Drawing, panel: Panel, letter: char, inspection: &Inspection) {
    let frame = panel.frame;
    let days = days_of(inspection);
    let fine_days = days.len().div_ceil(STRETCHES_MAX).max(1);
    let weekly = longer(inspection).max(fine_days);
    let (fine, weeks) = (together(&days, fine_days), together(&days, weekly));
    let starts_known = inspection.load.held.is_some();
    panel.begin(drawing, letter, "Load: what was held and what was asked for, as a share of the machine");
    let all = fine.iter().filter_map(|day| day.held).chain(weeks.iter().map(|week| week.offered));
    let most = 100.0 * all.fold(1.0, f64::max);
    let values = round_values(most, 6);
    let upward = Scale::new(Stretch::Linear, (0.0, values[values.len() - 1]), frame.upward());
    let across = Scale::new(Stretch::Linear, range(&days), frame.across());
    left_axis(drawing, frame, &value_ticks(&upward, &values), "Load (%)");
    time_axis(drawing, frame, &across, inspection);
    let step = inspection.load.step;
    let per =
        |count: usize| if count == 1 { format!("each {step}") } else { format!("every {count} {step}s") };
    let offered = Entry { key: Key::Line(pen(1)), text: format!("work submitted, {}", per(weekly)) };
    let whole = Entry { key: Key::Rule(DARK), text: "the whole machine".into() };
    let mut entries = vec![offered, whole];
    if starts_known {
        let held =
            Entry { key: Key::Patch(brush(0), String::new()), text: format!("held, {}", per(fine_days)) };
        entries.insert(0, held);
        for day in &fine {
            let (left, right) = (across.place(day.begin), across.place(day.end));
            let top = upward.place(100.0 * day.held.unwrap_or(0.0));
            if top < frame.bottom {
                drawing.block((left, top), (right, frame.bottom), brush(0).ink.with_alpha(0.75));
            }
        }
    }
    let mut steps = Vec::new();
    for week in &weeks {
        let y = upward.place(100.0 * week.offered);
        steps.extend([(across.place(week.begin), y), (across.place(week.end), y)]);
    }
    drawing.line(steps, pen(1).ink, 2, Dash::Solid);
    drawing.block((frame.left, upward.place(100.0) - 1), (frame.right, upward.place(100.0) + 1), DARK);
    edges(drawing, frame);
    legend::draw_below(drawing, panel.legend, panel.width, &entries);
}

/// The mean wait week by week.
pub(super) fn draw_waits(drawing: &mut Drawing, panel: Panel, letter: char, inspection: &Inspection) {
    let frame = panel.frame;
    let by_hour = inspection.load.step == "hour";
    panel.begin(
        drawing,
        letter,
        if by_hour { "Mean wait by time of submission" } else { "Mean wait by week of submission" },
    );
    let days = days_of(inspection);
    let weeks = together(&days, longer(inspection).max(days.len().div_ceil(STRETCHES_MAX / 4)));
    let across = Scale::new(Stretch::Linear, range(&days), frame.across());
    let most = weeks.iter().filter_map(|week| week.wait).fold(0.0, f64::max);
    let unit = time_unit(most);
    let values = round_values(most / unit.secs, 5);
    let upward = Scale::new(Stretch::Linear, (0.0, values[values.len() - 1]), frame.upward());
    left_axis(drawing, frame, &value_ticks(&upward, &values), &format!("Mean wait ({})", unit.sign));
    time_axis(drawing, frame, &across, inspection);
    for week in &weeks {
        let wait = week.wait.map_or(frame.bottom, |wait| upward.place(wait / unit.secs));
        if wait < frame.bottom {
            let (left, right) = (across.place(week.begin), across.place(week.end));
            drawing.add(Shape::Block((left, wait), ((right - 1).max(left + 1), frame.bottom), brush(2).ink));
        }
    }
    if inspection.waits_s.rows == 0 {
        empty_note(drawing, frame, "waits are unknown");
    } else if let Some(mean) = inspection.waits_s.mean {
        let text = format!("all jobs: {}", names::wait_in(Lang::English, mean, unit));
        let entry = Entry { key: Key::Patch(brush(2), String::new()), text };
        legend::draw_below(drawing, panel.legend, panel.width, &[entry]);
    }
    edges(drawing, frame);
}

/// The days in which something was submitted: what ends long after would only make the figure narrow.
fn days_of(inspection: &Inspection) -> Vec<&StepLoad> {
    let last = inspection.submit_last.secs;
    inspection.load.steps.iter().filter(|day| day.begin_s <= last).collect()
}

fn range(days: &[&StepLoad]) -> (f64, f64) {
    let end = days.last().map_or(1.0, |day| day.begin_s + day.length_s);
    (days.first().map_or(0.0, |day| day.begin_s), end)
}

fn together(days: &[&StepLoad], count: usize) -> Vec<Days> {
    let mean = |days: &[&StepLoad], of: &dyn Fn(&StepLoad) -> Option<f64>| {
        let secs: f64 = days.iter().map(|day| day.length_s).sum();
        let sum: Option<f64> = days.iter().map(|day| of(day).map(|value| value * day.length_s)).sum();
        sum.map(|sum| sum / secs)
    };
    let one = |days: &[&StepLoad]| {
        let waited: f64 =
            days.iter().map(|day| day.wait_mean_s.map_or(0.0, |wait| wait * day.jobs as f64)).sum();
        let jobs: u64 = days.iter().filter(|day| day.wait_mean_s.is_some()).map(|day| day.jobs).sum();
        let (first, last) = (days[0], days[days.len() - 1]);
        Days {
            begin: first.begin_s,
            end: last.begin_s + last.length_s,
            offered: mean(days, &|day| Some(day.offered)).unwrap_or(0.0),
            held: mean(days, &|day| day.held),
            wait: (0 < jobs).then(|| waited / jobs as f64),
        }
    };
    days.chunks(count).map(one).collect()
}

/// Dates below a frame, or days since the log's origin.
fn time_axis(drawing: &mut Drawing, frame: Frame, across: &Scale, inspection: &Inspection) {
    let dated = inspection.calendar != "unknown";
    dates(drawing, Lang::English, frame, across, (range(&days_of(inspection)), dated));
}

/// Dates below a frame where they are known, or days since the log's origin.
pub(super) fn dates(
    drawing: &mut Drawing,
    lang: Lang,
    frame: Frame,
    across: &Scale,
    ((from, to), known): ((f64, f64), bool),
) {
    if known {
        let time = |secs: f64| Time::from_micros((secs * 1e6) as u64);
        let epoch = jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0);
        let mut ticks = date_ticks(epoch, (time(from), time(to)), across);
        // A date at the end of the axis may be wider than the margin.
        ticks.retain(|tick| tick.place + width(&tick.label, TICK_SIZE, Weight::Regular) / 2 < FIGURE_WIDTH);
        bottom_axis(drawing, frame, ticks, lang.say("Date"));
        return;
    }
    let first = (from / 86_400.0) as u64;
    let count = (to - from) / 86_400.0;
    let ticks = round_values(count, 6).into_iter().filter(|day| *day <= count);
    let tick = |day: f64| Tick {
        place: across.place(from + day * 86_400.0),
        label: format!("{}", first as f64 + day),
    };
    bottom_axis(drawing, frame, ticks.map(tick).collect(), lang.say("Day since the log's origin"));
}
