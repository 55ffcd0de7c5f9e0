//! Legends: outside the data, beside or below them, with the room they need known beforehand.

use super::axis::label;
use super::drawing::{Anchor, Drawing, Ink, Point};
use super::palette::{Brush, DARK, Pen, WHITE, draw_mark, draw_whisker, ink_upon};
use super::text::{Weight, fit, width};

/// What stands before the words of an entry.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Key {
    /// A piece of a line with its sign.
    Line(Pen),
    /// A piece of an area, with the number it bears in the plot.
    Patch(Brush, String),
    /// A thin line, for limits.
    Rule(Ink),
    /// A sign alone.
    Sign(Pen),
    /// A confidence interval.
    Whisker,
}

/// A line of a legend.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    /// What it looks like.
    pub(super) key: Key,
    /// What it means.
    pub(super) text: String,
}

/// The height of a line of a legend.
pub(super) const LINE_HEIGHT: i32 = 21;
const KEY_WIDTH: i32 = 38;
const GAP: i32 = 26;
const SIZE: u32 = 14;
/// Longer texts are cut, so that the data keep at least half of the figure.
const TEXT_MAX: i32 = 330;

/// The width of a legend that stands beside the data.
#[must_use]
pub(super) fn width_beside(entries: &[Entry]) -> i32 {
    entries.iter().map(entry_width).max().unwrap_or(0)
}

/// The height of a legend beside the data.
#[must_use]
pub(super) fn height_beside(entries: &[Entry]) -> i32 {
    entries.len() as i32 * LINE_HEIGHT
}

/// Draws a legend beside the data, one entry a line, from this upper left corner.
pub(super) fn draw_beside(drawing: &mut Drawing, (left, top): Point, entries: &[Entry]) {
    for (line, entry) in entries.iter().enumerate() {
        draw_entry(drawing, (left, top + line as i32 * LINE_HEIGHT + LINE_HEIGHT / 2), entry);
    }
}

/// The height of a legend that flows below the data in so much width.
#[must_use]
pub(super) fn height_below(entries: &[Entry], room: i32) -> i32 {
    flow(entries, room).last().map_or(0, |(_, line)| (line + 1) * LINE_HEIGHT)
}

/// Draws a legend below the data, as many entries a line as fit.
pub(super) fn draw_below(drawing: &mut Drawing, (left, top): Point, room: i32, entries: &[Entry]) {
    for (entry, (x, line)) in entries.iter().zip(flow(entries, room)) {
        draw_entry(drawing, (left + x, top + line * LINE_HEIGHT + LINE_HEIGHT / 2), entry);
    }
}

/// For each entry its distance from the left and its line.
fn flow(entries: &[Entry], room: i32) -> Vec<(i32, i32)> {
    let (mut x, mut line) = (0, 0);
    let mut places = Vec::new();
    for entry in entries {
        let needed = entry_width(entry);
        if 0 < x && room < x + needed {
            (x, line) = (0, line + 1);
        }
        places.push((x, line));
        x += needed + GAP;
    }
    places
}

fn entry_width(entry: &Entry) -> i32 {
    KEY_WIDTH + width(&entry.text, SIZE, Weight::Regular).min(TEXT_MAX)
}

fn draw_entry(drawing: &mut Drawing, (left, middle): Point, entry: &Entry) {
    let right = left + KEY_WIDTH - 8;
    match &entry.key {
        Key::Line(pen) => {
            drawing.line(vec![(left, middle), (right, middle)], pen.ink, 2, pen.dash);
            draw_mark(drawing, ((left + right) / 2, middle), *pen, 4);
        }
        Key::Patch(brush, number) => {
            draw_patch(drawing, (left, middle - 8), (right, middle + 8), *brush, number)
        }
        Key::Sign(pen) => draw_mark(drawing, ((left + right) / 2, middle), *pen, 5),
        Key::Whisker => draw_whisker(drawing, (left, right), middle, 4),
        Key::Rule(ink) => drawing.block((left, middle - 1), (right, middle + 1), *ink),
    }
    let text = fit(&entry.text, SIZE, Weight::Regular, TEXT_MAX);
    drawing.text(label((left + KEY_WIDTH, middle), text, SIZE, Anchor::Start, DARK));
}

fn draw_patch(drawing: &mut Drawing, corner: Point, opposite: Point, brush: Brush, number: &str) {
    drawing.block(corner, opposite, brush.ink);
    if let Some(distance) = brush.hatch {
        for x in (corner.0..opposite.0).filter(|x| x % distance == 0) {
            drawing.block((x, corner.1), (x + 1, opposite.1), WHITE.with_alpha(0.7));
        }
    }
    draw_number(drawing, ((corner.0 + opposite.0) / 2, (corner.1 + opposite.1) / 2), brush, number);
}

/// Writes a number on an area, on a quiet patch of its own colour.
pub(super) fn draw_number(drawing: &mut Drawing, (x, y): Point, brush: Brush, number: &str) {
    if brush.hatch.is_some() && !number.is_empty() {
        let half = width(number, 12, Weight::Regular) / 2 + 2;
        drawing.block((x - half, y - 7), (x + half, y + 7), brush.ink);
    }
    drawing.text(label((x, y), number, 12, Anchor::Middle, ink_upon(brush.ink)));
}
