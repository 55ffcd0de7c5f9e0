//! Colours that colour-blind readers can tell apart (after Okabe and Ito), each with a second sign: dash, mark or hatch.

use super::drawing::{Dash, Drawing, Ink, Point, Shape};

/// Text and axes.
pub(super) const DARK: Ink = Ink::opaque((34, 34, 34));
/// Secondary text.
pub(super) const GRAY: Ink = Ink::opaque((95, 95, 95));
/// Grid lines.
pub(super) const PALE: Ink = Ink::opaque((228, 228, 228));
/// Paper.
pub(super) const WHITE: Ink = Ink::opaque((255, 255, 255));

/// Nodes that have failed.
pub(super) const DOWN: Ink = Ink::opaque(VERMILION);
/// Nodes that have failed, over the colours of how busy others are.
pub(super) const FAILED: Ink = Ink::opaque(SKY);
/// Nodes under maintenance.
pub(super) const MAINTENANCE: Ink = Ink::opaque(BLUE);

const BLUE: (u8, u8, u8) = (0, 114, 178);
const ORANGE: (u8, u8, u8) = (230, 159, 0);
const GREEN: (u8, u8, u8) = (0, 158, 115);
const SKY: (u8, u8, u8) = (86, 180, 233);
const VERMILION: (u8, u8, u8) = (213, 94, 0);
const YELLOW: (u8, u8, u8) = (240, 228, 66);
const PURPLE: (u8, u8, u8) = (204, 121, 167);
const ASH: (u8, u8, u8) = (153, 153, 153);
const BLACK: (u8, u8, u8) = (0, 0, 0);

/// Yellow is left out: a thin yellow line cannot be seen on white.
const LINES: [(u8, u8, u8); 7] = [BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY, BLACK];
const AREAS: [(u8, u8, u8); 8] = [BLUE, ORANGE, GREEN, SKY, VERMILION, YELLOW, PURPLE, ASH];
const DASHES: [Dash; 5] = [
    Dash::Solid,
    Dash::Broken { stroke: 12, gap: 5 },
    Dash::Broken { stroke: 3, gap: 3 },
    Dash::Broken { stroke: 24, gap: 6 },
    Dash::Broken { stroke: 7, gap: 7 },
];

/// The sign at some points of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// A circle.
    Circle,
    /// A square.
    Square,
    /// A triangle on its base.
    Triangle,
    /// A square on its corner.
    Diamond,
}

const MARKS: [Mark; 4] = [Mark::Circle, Mark::Square, Mark::Triangle, Mark::Diamond];

/// How one of several lines looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pen {
    /// The colour.
    pub(super) ink: Ink,
    /// The dash.
    pub(super) dash: Dash,
    /// The sign at some of its points.
    pub(super) mark: Mark,
}

/// The look of the line of a place; 140 lines look different.
#[must_use]
pub(super) fn pen(place: usize) -> Pen {
    Pen {
        ink: Ink::opaque(LINES[place % LINES.len()]),
        dash: DASHES[place % DASHES.len()],
        mark: MARKS[place % MARKS.len()],
    }
}

/// How one of several areas looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Brush {
    /// The colour.
    pub(super) ink: Ink,
    /// The distance of white vertical lines across it, where it has them.
    pub(super) hatch: Option<i32>,
}

/// How many areas look different.
pub(super) const BRUSHES: usize = 3 * AREAS.len();

/// The look of the area of a place.
#[must_use]
pub(super) fn brush(place: usize) -> Brush {
    let hatch = match place / AREAS.len() % 3 {
        0 => None,
        1 => Some(5),
        _ => Some(11),
    };
    Brush { ink: Ink::opaque(AREAS[place % AREAS.len()]), hatch }
}

/// The ink that can be read on a fill.
#[must_use]
pub(super) fn ink_upon(fill: Ink) -> Ink {
    let (red, green, blue) = fill.rgb;
    let lightness = 299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue);
    if lightness < 128_000 { WHITE } else { DARK }
}

/// Draws a sign with a white rim, so that it stands out where lines cross.
pub(super) fn draw_mark(drawing: &mut Drawing, at: Point, pen: Pen, radius: i32) {
    mark_shape(drawing, at, pen.mark, radius + 2, WHITE);
    mark_shape(drawing, at, pen.mark, radius, pen.ink);
}

fn mark_shape(drawing: &mut Drawing, (x, y): Point, mark: Mark, radius: i32, ink: Ink) {
    let wide = radius + radius / 3;
    let shape = match mark {
        Mark::Circle => Shape::Disc((x, y), radius, ink),
        Mark::Square => Shape::Block((x - radius, y - radius), (x + radius, y + radius), ink),
        Mark::Triangle => {
            Shape::Area(vec![(x - wide, y + radius), (x, y - wide), (x + wide, y + radius)], ink)
        }
        Mark::Diamond => Shape::Area(vec![(x - wide, y), (x, y - wide), (x + wide, y), (x, y + wide)], ink),
    };
    drawing.add(shape);
}

/// A thin line between two bars across its ends.
pub(super) fn draw_whisker(drawing: &mut Drawing, (from, to): (i32, i32), middle: i32, half: i32) {
    drawing.line(vec![(from, middle), (to, middle)], DARK, 1, Dash::Solid);
    drawing.block((from, middle - half), (from + 1, middle + half), DARK);
    drawing.block((to, middle - half), (to + 1, middle + half), DARK);
}

/// Light for idle, dark for busy; its lightness falls all the way, so that it also reads in gray.
#[must_use]
pub(super) fn heat(share: f64) -> Ink {
    const STOPS: [(u8, u8, u8); 4] = [(247, 244, 236), (250, 190, 88), (200, 70, 66), (56, 12, 70)];
    let place = share.clamp(0.0, 1.0) * (STOPS.len() - 1) as f64;
    let below = (place as usize).min(STOPS.len() - 2);
    let part = place - below as f64;
    let mix = |low: u8, high: u8| (f64::from(low) + (f64::from(high) - f64::from(low)) * part).round() as u8;
    let (low, high) = (STOPS[below], STOPS[below + 1]);
    Ink::opaque((mix(low.0, high.0), mix(low.1, high.1), mix(low.2, high.2)))
}
