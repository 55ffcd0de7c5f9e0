//! How good a model is: the real log beside a synthetic one, and the waits of both beside those of resampled weeks.

use std::fmt::Display;

use super::Figure;
use super::axis::{
    AXIS_BELOW, AXIS_LEFT, CONTENT_TOP, FIGURE_WIDTH, Frame, MARGIN, bottom_axis, edges, empty_note, label,
    left_axis, panel_title, titled, value_ticks,
};
use super::drawing::{Anchor, Drawing, Point};
use super::legend::{self, Entry, Key};
use super::names;
use super::palette::{DARK, GRAY, PALE, Pen, draw_mark, pen};
use super::scale::{Scale, Stretch, round_values};
use super::waits::WaitScale;
use crate::experiment::{Judged, SpreadOfWaits};
use crate::fit::Model;
use crate::lang::Lang;
use crate::log::SizeUnit;

const FRAME_HEIGHT: i32 = 250;
const PANEL_HEIGHT: i32 = FRAME_HEIGHT + AXIS_BELOW + 58;
const ROWS: i32 = 3;
const BINS: usize = 24;

/// The pens of the real and of the synthetic log.
fn pens() -> (Pen, Pen) {
    (pen(0), pen(1))
}

/// The figure of a model and how it was judged.
#[must_use]
pub(super) fn figure(model: &Model, judged: &Judged, lang: Lang) -> Figure {
    let title = lang.say("A log and a synthetic log of its model");
    let mut drawing = titled(CONTENT_TOP, title, &subtitle(model, judged, lang));
    let (real, synthetic) = pens();
    let entries = [
        Entry { key: Key::Line(real), text: lang.say("real").into() },
        Entry { key: Key::Line(synthetic), text: lang.say("synthetic").into() },
    ];
    legend::draw_below(&mut drawing, (MARGIN, CONTENT_TOP - 6), FIGURE_WIDTH - 2 * MARGIN, &entries);
    drawing.height = CONTENT_TOP + 30 + ROWS * PANEL_HEIGHT;
    let likeness = judged.likeness[0];
    let (one, other) = (&judged.real, &judged.first);
    let told = |words: &str, value: f64| lang.fill(words, &[("value", &format!("{value:.3}"))]);
    let distance = |what: &str, value: f64| {
        format!("{}{}", lang.say(what), told(": Kolmogorov-Smirnov distance {value}", value))
    };
    let frame = panel(&mut drawing, 0, &distance("Run times", likeness.run));
    draw_secs(&mut drawing, lang, frame, (&one.runs, &other.runs), "Run time at most (log axis)");
    let frame = panel(&mut drawing, 1, &distance("Sizes", likeness.size));
    let [size_axis, work_axis] = unit_axes(model.unit).map(|title| lang.say(title));
    draw_sizes(&mut drawing, lang, frame, (&one.sizes, &other.sizes), size_axis);
    let frame = panel(&mut drawing, 2, &distance("Gaps between submissions", likeness.gap));
    draw_secs(&mut drawing, lang, frame, (&one.gaps, &other.gaps), "Gap at most (log axis)");
    let frame = panel(&mut drawing, 3, &told("Hours of the day: correlation {value}", likeness.hours));
    draw_hours(&mut drawing, lang, frame, (&one.hours, &other.hours));
    let frame = panel(&mut drawing, 4, &told("Work by week: correlation {value}", likeness.work));
    draw_weeks(&mut drawing, lang, frame, (&one.work, &other.work), work_axis);
    match &judged.waits {
        Some(waits) => {
            let words = "Mean wait under EASY; gray: the real weeks drawn again, {count} times";
            let title = lang.fill(words, &[("count", &waits.resampled.len())]);
            let frame = panel(&mut drawing, 5, &title);
            draw_waits(&mut drawing, lang, frame, waits);
        }
        None => {
            let frame = panel(&mut drawing, 5, lang.say("Mean wait under EASY"));
            empty_note(&mut drawing, frame, lang.say("the size of the machine is not known"));
        }
    }
    Figure { stem: "fit".into(), drawing, series: None }
}

fn subtitle(model: &Model, judged: &Judged, lang: Lang) -> String {
    let words = "{jobs} jobs in {days} days; the synthetic log is the first of {count}, seed {seed}";
    let parts: [(&str, &dyn Display); 4] = [
        ("jobs", &model.jobs_all()),
        ("days", &model.days),
        ("count", &judged.likeness.len()),
        ("seed", &model.seed),
    ];
    format!("{} | {}", model.title, lang.fill(words, &parts))
}

/// The titles of an axis of sizes and of one of work.
const fn unit_axes(unit: SizeUnit) -> [&'static str; 2] {
    match unit {
        SizeUnit::Processors => ["Size at most, processors (log axis)", "Work, processors x h"],
        SizeUnit::Nodes => ["Size at most, nodes (log axis)", "Work, nodes x h"],
        SizeUnit::Accelerators => ["Size at most, accelerators (log axis)", "Work, accelerators x h"],
        SizeUnit::Slots => ["Size at most, slots (log axis)", "Work, slots x h"],
    }
}

/// The frame of a panel, with its title.
fn panel(drawing: &mut Drawing, place: i32, title: &str) -> Frame {
    let width = (FIGURE_WIDTH - 3 * MARGIN) / 2;
    let left = MARGIN + place % 2 * (width + MARGIN);
    let top = CONTENT_TOP + 66 + place / 2 * PANEL_HEIGHT;
    panel_title(drawing, (left, top - 26), title, width);
    Frame { left: left + AXIS_LEFT, top, right: left + width - 16, bottom: top + FRAME_HEIGHT }
}

fn share_axis(drawing: &mut Drawing, lang: Lang, frame: Frame) -> Scale {
    let upward = Scale::new(Stretch::Linear, (0.0, 102.0), frame.upward());
    left_axis(
        drawing,
        frame,
        &value_ticks(&upward, &[0.0, 25.0, 50.0, 75.0, 100.0]),
        lang.say("Share of jobs (%)"),
    );
    upward
}

/// The share of a sample, which ascends, up to a value, in percent.
fn percent_upto(sample: &[u64], value: f64) -> f64 {
    let upto = sample.partition_point(|found| *found as f64 <= value);
    100.0 * upto as f64 / sample.len().max(1) as f64
}

fn draw_secs(
    drawing: &mut Drawing,
    lang: Lang,
    frame: Frame,
    (one, other): (&[u64], &[u64]),
    title: &'static str,
) {
    let longest = one.last().max(other.last()).copied().unwrap_or(0);
    let across = WaitScale::new(frame, longest as f64);
    let upward = share_axis(drawing, lang, frame);
    across.draw(drawing, lang, title);
    let (real, synthetic) = pens();
    for (sample, pen) in [(one, real), (other, synthetic)] {
        let mut points = vec![(across.place(0.0), upward.place(percent_upto(sample, 0.0)))];
        let beyond = across.samples().into_iter();
        points.extend(beyond.map(|secs| (across.place(secs), upward.place(percent_upto(sample, secs)))));
        draw_curve(drawing, points, pen);
    }
    edges(drawing, frame);
    across.draw_break(drawing);
}

fn draw_sizes(drawing: &mut Drawing, lang: Lang, frame: Frame, (one, other): (&[u64], &[u64]), title: &str) {
    let largest = one.last().max(other.last()).copied().unwrap_or(1).max(2) as f64;
    let smallest = one.first().min(other.first()).copied().unwrap_or(1).max(1) as f64;
    let across = Scale::new(Stretch::Log, (smallest * 0.9, largest * 1.05), frame.across());
    let upward = share_axis(drawing, lang, frame);
    let mut ticks = vec![smallest];
    while ticks[ticks.len() - 1] * 2.0 <= largest {
        ticks.push(ticks[ticks.len() - 1] * 2.0);
    }
    bottom_axis(drawing, frame, value_ticks(&across, &ticks), title);
    let (real, synthetic) = pens();
    for (sample, pen) in [(one, real), (other, synthetic)] {
        let mut values: Vec<u64> = sample.to_vec();
        values.dedup();
        let (mut points, mut share): (Vec<Point>, f64) = (vec![(frame.left, upward.place(0.0))], 0.0);
        for value in values {
            let x = across.place(value as f64);
            points.push((x, upward.place(share)));
            share = percent_upto(sample, value as f64);
            points.push((x, upward.place(share)));
        }
        points.push((frame.right, upward.place(share)));
        draw_curve(drawing, points, pen);
    }
    edges(drawing, frame);
}

fn draw_hours(drawing: &mut Drawing, lang: Lang, frame: Frame, (one, other): (&[f64], &[f64])) {
    let highest = one.iter().chain(other).copied().fold(0.0, f64::max);
    let ticks = round_values(highest, 4);
    let upward = Scale::new(Stretch::Linear, (0.0, ticks[ticks.len() - 1]), frame.upward());
    left_axis(drawing, frame, &value_ticks(&upward, &ticks), lang.say("Jobs"));
    let across = Scale::new(Stretch::Linear, (0.0, 24.0), frame.across());
    let names = value_ticks(&across, &[0.0, 3.0, 6.0, 9.0, 12.0, 15.0, 18.0, 21.0, 24.0]);
    bottom_axis(drawing, frame, names, lang.say("Hour of the log's clock"));
    let (real, synthetic) = pens();
    for (hours, pen) in [(one, real), (other, synthetic)] {
        let points = hours.iter().zip(0..);
        let at = |(jobs, hour): (&f64, i32)| (across.place(f64::from(hour) + 0.5), upward.place(*jobs));
        draw_curve(drawing, points.map(at).collect(), pen);
    }
    edges(drawing, frame);
}

fn draw_weeks(drawing: &mut Drawing, lang: Lang, frame: Frame, (one, other): (&[f64], &[f64]), axis: &str) {
    let highest = one.iter().chain(other).copied().fold(0.0, f64::max);
    let ticks = round_values(highest, 4);
    let upward = Scale::new(Stretch::Linear, (0.0, ticks[ticks.len() - 1]), frame.upward());
    left_axis(drawing, frame, &value_ticks(&upward, &ticks), axis);
    let weeks = one.len().max(other.len()).max(2);
    let across = Scale::new(Stretch::Linear, (1.0, weeks as f64), frame.across());
    let names: Vec<f64> = round_values(weeks as f64, 8)
        .into_iter()
        .filter(|week| 1.0 <= *week && *week <= weeks as f64 && week.fract() == 0.0)
        .collect();
    bottom_axis(drawing, frame, value_ticks(&across, &names), lang.say("Week"));
    let (real, synthetic) = pens();
    for (work, pen) in [(one, real), (other, synthetic)] {
        let at = |(work, week): (&f64, i32)| (across.place(f64::from(week)), upward.place(*work));
        draw_curve(drawing, work.iter().zip(1..).map(at).collect(), pen);
    }
    edges(drawing, frame);
}

/// A line with a few signs on it.
fn draw_curve(drawing: &mut Drawing, points: Vec<Point>, pen: Pen) {
    let every = (points.len() / 5).max(1);
    let marked: Vec<Point> = points.iter().copied().skip(every / 2).step_by(every).collect();
    drawing.line(points, pen.ink, 2, pen.dash);
    for at in marked {
        draw_mark(drawing, at, pen, 4);
    }
}

/// A histogram of the resampled logs, the real log and the synthetic ones below it.
fn draw_waits(drawing: &mut Drawing, lang: Lang, frame: Frame, waits: &SpreadOfWaits) {
    let all = waits.resampled.iter().chain(&waits.synthetic).chain([&waits.real]);
    let longest = all.copied().fold(0.0, f64::max) / 3_600.0;
    let ticks = round_values(longest * 1.05, 6);
    let high = ticks[ticks.len() - 1];
    let across = Scale::new(Stretch::Linear, (0.0, high), frame.across());
    let mut counts = [0_u32; BINS];
    for wait in &waits.resampled {
        counts[((wait / 3_600.0 / high * BINS as f64) as usize).min(BINS - 1)] += 1;
    }
    let most = f64::from(counts.iter().copied().max().unwrap_or(1));
    // The lower half of the panel is for the logs themselves.
    let histogram = Frame { bottom: frame.bottom - 96, ..frame };
    let levels = round_values(most, 3);
    let upward = Scale::new(Stretch::Linear, (0.0, levels[levels.len() - 1]), histogram.upward());
    let named: Vec<f64> = levels.into_iter().filter(|level| level.fract() == 0.0).collect();
    left_axis(drawing, histogram, &value_ticks(&upward, &named), lang.say("Resampled logs"));
    bottom_axis(drawing, frame, value_ticks(&across, &ticks), &names::with_unit(lang, "Mean wait", "h"));
    for (bin, count) in counts.iter().enumerate().filter(|(_, count)| 0 < **count) {
        let edge = |bin: usize| across.place(high * bin as f64 / BINS as f64);
        let top = upward.place(f64::from(*count));
        drawing.block((edge(bin) + 1, top), (edge(bin + 1), histogram.bottom), GRAY.with_alpha(0.45));
    }
    let (least, most) = waits.spread();
    let row = |number: i32| histogram.bottom + 20 + number * 28;
    for (number, name) in [(0, "95 %"), (1, "real"), (2, "synthetic")] {
        drawing.text(label((frame.left - 8, row(number)), lang.say(name), 13, Anchor::End, DARK));
    }
    let (from, to) = (across.place(least / 3_600.0), across.place(most / 3_600.0));
    drawing.block((from, row(0) - 3), (to, row(0) + 3), GRAY);
    let (real, synthetic) = pens();
    draw_mark(drawing, (across.place(waits.real / 3_600.0), row(1)), real, 6);
    for wait in &waits.synthetic {
        draw_mark(drawing, (across.place(wait / 3_600.0), row(2)), synthetic, 5);
    }
    drawing.block((frame.left, histogram.bottom), (frame.right, histogram.bottom), PALE);
    edges(drawing, frame);
}
