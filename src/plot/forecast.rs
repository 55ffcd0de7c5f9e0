//! Whether forecasts held as much as they said: starts within intervals of each level, and where starts lay in what had been foretold.

use super::Figure;
use super::axis::{
    AXIS_BELOW, AXIS_LEFT, CONTENT_TOP, FIGURE_WIDTH, Frame, MARGIN, bottom_axis, edges, left_axis,
    panel_title, titled, value_ticks,
};
use super::drawing::{Dash, Drawing, Point};
use super::legend::{self, Entry, Key};
use super::palette::{Brush, GRAY, Mark, Pen, brush, draw_mark, pen};
use super::scale::{Scale, Stretch, round_values};
use crate::experiment::forecast::{Held, LEVELS, PARTS};
use crate::report::JudgedPage;
use crate::text::grouped;

/// What the figure is called.
const STEM: &str = "calibration";

const FRAME_HEIGHT: i32 = 420;

/// Above the frames: the titles of the panels and their legends.
const HEAD: i32 = 84;

const QUARTERS: [f64; 5] = [0.0, 25.0, 50.0, 75.0, 100.0];

/// The line that perfect forecasts would follow.
const IDEAL: Pen = Pen { ink: GRAY, dash: Dash::Broken { stroke: 8, gap: 5 }, mark: Mark::Circle };

/// The figure of judged forecasts; nothing where no job waited.
#[must_use]
pub fn judged_figure(page: JudgedPage<'_>) -> Option<Figure> {
    let score = page.score()?;
    let subtitle = format!(
        "{} | {} jobs that waited at {} instants of {} months, {} futures each under {}, beside {}",
        page.log,
        grouped(score.jobs as u64),
        grouped(score.instants as u64),
        page.verdicts.lessons.len(),
        page.futures,
        page.policy,
        page.truth
    );
    let mut drawing = titled(CONTENT_TOP, "Did forecasts of starts hold what they said?", &subtitle);
    let (forecast, bare) = (&score.corrected.1, &score.bare.1);
    let months: Vec<Held> = page.months().into_iter().flatten().map(|month| month.corrected.1).collect();
    draw_levels(&mut drawing, panel(0), (forecast, bare), &months);
    draw_parts(&mut drawing, panel(1), forecast, bare);
    drawing.height = panel(0).bottom + AXIS_BELOW + 12;
    Some(Figure { stem: STEM.to_owned(), drawing, series: None })
}

/// The frame of the left or the right panel.
const fn panel(place: i32) -> Frame {
    let width = (FIGURE_WIDTH - 3 * MARGIN) / 2;
    let left = MARGIN + place * (width + MARGIN);
    let top = CONTENT_TOP + HEAD;
    Frame { left: left + AXIS_LEFT, top, right: left + width - 16, bottom: top + FRAME_HEIGHT }
}

/// Writes the title of a panel and its legend.
fn begin(drawing: &mut Drawing, frame: Frame, title: &str, entries: &[Entry]) {
    let (left, room) = (frame.left - AXIS_LEFT, frame.right - frame.left + AXIS_LEFT);
    panel_title(drawing, (left, frame.top - HEAD + 8), title, room);
    legend::draw_below(drawing, (left, frame.top - HEAD + 24), room, entries);
}

/// How the two kinds of forecasts look.
fn pens() -> (Pen, Pen) {
    (pen(0), pen(1))
}

/// The share of starts within the intervals of each level; on the diagonal they hold what they say.
fn draw_levels(drawing: &mut Drawing, frame: Frame, (forecast, bare): (&Held, &Held), months: &[Held]) {
    let (own, other) = pens();
    let single = Pen { ink: own.ink.with_alpha(0.35), dash: Dash::Solid, ..own };
    let mut entries = vec![line(own, "forecast"), line(other, "bare simulation")];
    if 1 < months.len() {
        entries.push(Entry { key: Key::Rule(single.ink), text: "its single months".into() });
    }
    entries.push(Entry { key: Key::Rule(IDEAL.ink), text: "as it should be".into() });
    begin(drawing, frame, "Intervals: how many starts they were to hold, and held", &entries);
    let across = Scale::new(Stretch::Linear, (0.0, 100.0), frame.across());
    let upward = Scale::new(Stretch::Linear, (0.0, 100.0), frame.upward());
    left_axis(drawing, frame, &value_ticks(&upward, &QUARTERS), "Starts that lay within (%)");
    bottom_axis(drawing, frame, value_ticks(&across, &QUARTERS), "Level of the interval (%)");
    let at = |(level, held): (f64, f64)| (across.place(100.0 * level), upward.place(100.0 * held));
    let way = |held: &Held| -> Vec<Point> {
        let ends = [(0.0, 0.0)].into_iter().chain(LEVELS.into_iter().zip(held.levels));
        ends.map(at).collect()
    };
    drawing.line(vec![at((0.0, 0.0)), at((1.0, 1.0))], IDEAL.ink, 1, IDEAL.dash);
    if 1 < months.len() {
        months.iter().for_each(|month| drawing.line(way(month), single.ink, 1, single.dash));
    }
    for (held, pen) in [(bare, other), (forecast, own)] {
        let points = way(held);
        drawing.line(points.clone(), pen.ink, 2, pen.dash);
        points[1..].iter().for_each(|at| draw_mark(drawing, *at, pen, 5));
    }
    edges(drawing, frame);
}

/// The share of starts in each of the parts that were told to be equally likely; flat is right, a heap at an end is too sure.
fn draw_parts(drawing: &mut Drawing, frame: Frame, forecast: &Held, bare: &Held) {
    let (_, other) = pens();
    let bars = Brush { hatch: None, ..brush(0) };
    let entries = [
        Entry { key: Key::Patch(bars, String::new()), text: "forecast".into() },
        line(other, "bare simulation"),
        Entry { key: Key::Rule(IDEAL.ink), text: "as it should be".into() },
    ];
    begin(drawing, frame, "Where starts lay in what was foretold", &entries);
    let most = forecast.parts.iter().chain(&bare.parts).copied().fold(0.0, f64::max);
    let ticks = round_values(100.0 * most, 5);
    let across = Scale::new(Stretch::Linear, (0.0, 100.0), frame.across());
    let upward = Scale::new(Stretch::Linear, (0.0, ticks[ticks.len() - 1]), frame.upward());
    left_axis(drawing, frame, &value_ticks(&upward, &ticks), "Share of starts (%)");
    let title = "Share of the futures in which it starts before that (%)";
    bottom_axis(drawing, frame, value_ticks(&across, &QUARTERS), title);
    let edge = |part: usize| across.place(100.0 * part as f64 / PARTS as f64);
    let height = |share: f64| upward.place(100.0 * share);
    for (part, share) in forecast.parts.iter().enumerate() {
        drawing.block((edge(part) + 1, height(*share)), (edge(part + 1) - 1, frame.bottom), bars.ink);
    }
    let steps = bare.parts.iter().enumerate();
    let steps = steps.flat_map(|(part, share)| [edge(part), edge(part + 1)].map(|x| (x, height(*share))));
    drawing.line(steps.collect(), other.ink, 2, other.dash);
    let even = height(1.0 / PARTS as f64);
    drawing.line(vec![(frame.left, even), (frame.right, even)], IDEAL.ink, 1, IDEAL.dash);
    edges(drawing, frame);
}

fn line(pen: Pen, text: &str) -> Entry {
    Entry { key: Key::Line(pen), text: text.into() }
}
