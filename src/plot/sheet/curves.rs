//! Cumulative distributions of times, and users by rank.

use super::super::axis::{bottom_axis, edges, empty_note, left_axis, value_ticks};
use super::super::drawing::{Drawing, Point};
use super::super::legend::{self, Entry, Key};
use super::super::names::{unit_of_all, wait_in};
use super::super::palette::{draw_mark, pen};
use super::super::scale::{Scale, Stretch};
use super::super::waits::WaitScale;
use super::Panel;
use crate::lang::Lang;
use crate::report::{Distribution, Inspection};
use crate::text::counted;

pub(super) fn draw_runs(drawing: &mut Drawing, panel: Panel, letter: char, inspection: &Inspection) {
    panel.begin(drawing, letter, "Run times and requested times");
    let curves = [("run", &inspection.runs_s), ("requested", &inspection.requested_s)];
    draw(
        drawing,
        panel,
        &curves.map(|(name, of)| Curve::of(name, of)),
        0,
        (Lang::English, "At most so long (log axis)"),
    );
}

pub(super) fn draw_waits(drawing: &mut Drawing, panel: Panel, letter: char, inspection: &Inspection) {
    panel.begin(drawing, letter, "Waits");
    draw(
        drawing,
        panel,
        &[Curve::of("wait", &inspection.waits_s)],
        2,
        (Lang::English, "Wait at most so long (log axis)"),
    );
    if inspection.waits_s.rows == 0 {
        empty_note(drawing, panel.frame, "waits are unknown");
    }
}

/// A cumulative distribution of times.
#[derive(Debug, Clone, Copy)]
pub(super) struct Curve<'a> {
    /// What it is of.
    pub(super) name: &'a str,
    /// Seconds, and the share of all that are at most so long; nothing where nothing is known.
    pub(super) points: &'a [(f64, f64)],
    /// The time in the middle.
    pub(super) median: f64,
}

impl<'a> Curve<'a> {
    fn of(name: &'a str, of: &'a Distribution) -> Curve<'a> {
        Curve { name, points: &of.curve, median: of.median.unwrap_or(0.0) }
    }
}

/// Some distributions of times; the pens are those from a place on.
pub(super) fn draw(
    drawing: &mut Drawing,
    panel: Panel,
    curves: &[Curve<'_>],
    first_pen: usize,
    (lang, title): (Lang, &'static str),
) {
    let frame = panel.frame;
    let longest =
        curves.iter().filter_map(|curve| curve.points.last()).map(|(secs, _)| *secs).fold(0.0, f64::max);
    let waits = WaitScale::new(frame, longest);
    let upward = Scale::new(Stretch::Linear, (0.0, 102.0), frame.upward());
    left_axis(
        drawing,
        frame,
        &value_ticks(&upward, &[0.0, 25.0, 50.0, 75.0, 90.0, 100.0]),
        lang.say("Share of jobs (%)"),
    );
    waits.draw(drawing, lang, title);
    let mut entries = Vec::new();
    let drawn = || curves.iter().filter(|curve| !curve.points.is_empty());
    let unit = unit_of_all(drawn().map(|curve| curve.median));
    for (place, curve) in curves.iter().enumerate().filter(|(_, curve)| !curve.points.is_empty()) {
        let pen = pen(first_pen + place);
        let samples = std::iter::once(0.0).chain(waits.samples());
        let line: Vec<Point> = samples
            .map(|secs| (waits.place(secs), upward.place(100.0 * share_within(curve.points, secs))))
            .collect();
        drawing.line(line, pen.ink, 2, pen.dash);
        let share = share_within(curve.points, curve.median);
        draw_mark(drawing, (waits.place(curve.median), upward.place(100.0 * share)), pen, 5);
        let word = if place == 0 { lang.say("median ") } else { "" };
        let wait = wait_in(lang, curve.median, unit);
        let text = format!("{}{}{word}{wait}", lang.say(curve.name), lang.say(": "));
        entries.push(Entry { key: Key::Line(pen), text });
    }
    edges(drawing, frame);
    waits.draw_break(drawing);
    legend::draw_below(drawing, panel.legend, panel.width, &entries);
}

/// The share of all that are at most so large; below a second, of those that are less than a second.
fn share_within(points: &[(f64, f64)], secs: f64) -> f64 {
    let within = |value: f64| if secs < 1.0 { value < 1.0 } else { value <= secs * (1.0 + 1e-9) };
    let count = points.partition_point(|(value, _)| within(*value));
    if count == 0 { 0.0 } else { points[count - 1].1 }
}

/// Users by rank, as Zipf drew them: a straight line where each is a power of its rank.
pub(super) fn draw_users(drawing: &mut Drawing, panel: Panel, letter: char, inspection: &Inspection) {
    let (frame, users) = (panel.frame, &inspection.users);
    panel.begin(drawing, letter, "Users by their number of jobs");
    if users.count == 0 {
        empty_note(drawing, frame, "users are unknown");
        edges(drawing, frame);
        return;
    }
    let ranks = power_of_ten(users.count as f64);
    let most = power_of_ten(users.curve.first().map_or(1.0, |(_, jobs)| *jobs as f64));
    let across = Scale::new(Stretch::Log, (1.0, ranks), frame.across());
    let upward = Scale::new(Stretch::Log, (1.0, most), frame.upward());
    left_axis(drawing, frame, &value_ticks(&upward, &powers(most)), "Jobs (log axis)");
    bottom_axis(drawing, frame, value_ticks(&across, &powers(ranks)), "Rank of the user (log axis)");
    draw_ranks(drawing, &across, &upward, &users.curve);
    edges(drawing, frame);
    let text = format!(
        "{}; half of the jobs are of the first {}",
        counted(users.count as u64, "user", "users"),
        users.half_of_rows
    );
    legend::draw_below(drawing, panel.legend, panel.width, &[Entry { key: Key::Sign(pen(0)), text }]);
}

fn draw_ranks(drawing: &mut Drawing, across: &Scale, upward: &Scale, curve: &[(usize, u64)]) {
    let at = |(rank, jobs): &(usize, u64)| (across.place(*rank as f64), upward.place(*jobs as f64));
    let line: Vec<Point> = curve.iter().map(at).collect();
    drawing.line(line.clone(), pen(0).ink, 1, pen(0).dash);
    for at in line {
        draw_mark(drawing, at, pen(0), 3);
    }
}

/// The first power of ten that is not below, at least ten.
fn power_of_ten(value: f64) -> f64 {
    let mut power = 10.0;
    while power < value {
        power *= 10.0;
    }
    power
}

fn powers(last: f64) -> Vec<f64> {
    let mut powers = vec![1.0];
    while powers[powers.len() - 1] < last {
        powers.push(powers[powers.len() - 1] * 10.0);
    }
    powers
}
