//! Frames, axes and titles: what every plot has around its data.

use super::drawing::{Anchor, Dash, Direction, Drawing, Ink, Label, Point};
use super::palette::{DARK, GRAY, PALE};
use super::scale::{Scale, Tick, compact, without_overlap};
use super::text::{Weight, fit};

/// The width of every figure in pixels.
pub(super) const FIGURE_WIDTH: i32 = 1400;
/// The free space around a figure.
pub(super) const MARGIN: i32 = 28;
/// Where the content begins below title and subtitle.
pub(super) const CONTENT_TOP: i32 = 92;
/// The room that a vertical axis needs at the left of its frame.
pub(super) const AXIS_LEFT: i32 = 84;
/// The room that a horizontal axis needs below its frame.
pub(super) const AXIS_BELOW: i32 = 56;

/// The rectangle in which data are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Frame {
    /// Its left edge.
    pub(super) left: i32,
    /// Its upper edge.
    pub(super) top: i32,
    /// Its right edge.
    pub(super) right: i32,
    /// Its lower edge.
    pub(super) bottom: i32,
}

impl Frame {
    /// Its left and right edge: the pixels of a horizontal axis.
    #[must_use]
    pub(super) const fn across(&self) -> (i32, i32) {
        (self.left, self.right)
    }

    /// Its lower and upper edge: the pixels of a vertical axis.
    #[must_use]
    pub(super) const fn upward(&self) -> (i32, i32) {
        (self.bottom, self.top)
    }
}

/// A label in regular weight, from left to right.
#[must_use]
pub(super) fn label(at: Point, text: impl Into<String>, size: u32, anchor: Anchor, ink: Ink) -> Label {
    Label { at, text: text.into(), size, weight: Weight::Regular, anchor, direction: Direction::Across, ink }
}

/// The same label in bold.
#[must_use]
pub(super) fn bold(label: Label) -> Label {
    Label { weight: Weight::Bold, ..label }
}

/// An empty figure with its title and a second line that says how it was made.
#[must_use]
pub(super) fn titled(height: i32, title: &str, subtitle: &str) -> Drawing {
    let mut drawing = Drawing::new(FIGURE_WIDTH, height);
    let room = FIGURE_WIDTH - 2 * MARGIN;
    let title = fit(title, 22, Weight::Bold, room);
    drawing.text(bold(label((MARGIN, 32), title, 22, Anchor::Start, DARK)));
    let subtitle = fit(subtitle, 15, Weight::Regular, room);
    drawing.text(label((MARGIN, 62), subtitle, 15, Anchor::Start, GRAY));
    drawing
}

/// The title of a panel, above its frame, in so much room.
pub(super) fn panel_title(drawing: &mut Drawing, at: Point, text: &str, room: i32) {
    let text = fit(text, 16, Weight::Bold, room);
    drawing.text(bold(label(at, text, 16, Anchor::Start, DARK)));
}

/// A sentence in the middle of a frame that has no data.
pub(super) fn empty_note(drawing: &mut Drawing, frame: Frame, text: &str) {
    let at = ((frame.left + frame.right) / 2, (frame.top + frame.bottom) / 2);
    let text = fit(text, 15, Weight::Regular, frame.right - frame.left);
    drawing.text(label(at, text, 15, Anchor::Middle, GRAY));
}

/// The ticks of these values.
#[must_use]
pub(super) fn value_ticks(scale: &Scale, values: &[f64]) -> Vec<Tick> {
    values.iter().map(|value| Tick { place: scale.place(*value), label: compact(*value) }).collect()
}

/// Horizontal grid lines with their values at the left, and the title of the axis. Drawn before the data.
pub(super) fn left_axis(drawing: &mut Drawing, frame: Frame, ticks: &[Tick], title: &str) {
    for tick in ticks {
        drawing.block((frame.left, tick.place), (frame.right, tick.place), PALE);
        drawing.text(tick.label_at((frame.left - 8, tick.place), Anchor::End, DARK));
    }
    let at = (frame.left - AXIS_LEFT + 14, (frame.top + frame.bottom) / 2);
    let text = fit(title, 14, Weight::Regular, frame.bottom - frame.top + 50);
    let title = label(at, text, 14, Anchor::Middle, DARK);
    drawing.text(Label { direction: Direction::Upward, ..title });
}

/// Nothing stands nearer to the edge of the figure.
const EDGE: i32 = 4;

/// Vertical grid lines with their names below, and the title of the axis. Drawn before the data.
pub(super) fn bottom_axis(drawing: &mut Drawing, frame: Frame, ticks: Vec<Tick>, title: &str) {
    for tick in without_overlap(ticks) {
        drawing.block((tick.place, frame.top), (tick.place, frame.bottom), PALE);
        drawing.block((tick.place, frame.bottom), (tick.place, frame.bottom + 5), DARK);
        let mut label = tick.label_at((tick.place, frame.bottom + 16), Anchor::Middle, DARK);
        let ((left, _), (right, _)) = label.bounds();
        // A name at the end of the axis stands beside its tick rather than be cut.
        label.at.0 += (EDGE - left).max(0) - (right + EDGE - drawing.width).max(0);
        drawing.text(label);
    }
    let at = ((frame.left + frame.right) / 2, frame.bottom + 38);
    drawing.text(label(at, title, 14, Anchor::Middle, DARK));
}

/// The two lines on which the data stand. Drawn after the data.
pub(super) fn edges(drawing: &mut Drawing, frame: Frame) {
    drawing.block((frame.left, frame.top), (frame.left, frame.bottom), DARK);
    drawing.block((frame.left, frame.bottom), (frame.right, frame.bottom), DARK);
}

/// A thin vertical line with its meaning beside it, such as the end of the warm-up.
pub(super) fn milestone(drawing: &mut Drawing, frame: Frame, place: i32, text: &str) {
    let dash = Dash::Broken { stroke: 4, gap: 4 };
    drawing.line(vec![(place, frame.top), (place, frame.bottom)], GRAY, 1, dash);
    drawing.text(label((place + 5, frame.top - 8), text, 12, Anchor::Start, GRAY));
}
