//! Horizontal bars made of parts, one below the other, on one scale.

use super::axis::{
    AXIS_BELOW, CONTENT_TOP, FIGURE_WIDTH, Frame, MARGIN, bottom_axis, edges, label, titled, value_ticks,
};
use super::drawing::{Anchor, Drawing};
use super::legend::{self, Entry, Key};
use super::names;
use super::palette::{DARK, brush};
use super::scale::{Scale, Stretch, round_values};
use super::text::{Weight, fit, width};

/// A bar: its name, its parts in the order of the legend, and what is said behind it.
#[derive(Debug, Clone)]
pub(super) struct Bar {
    pub(super) name: String,
    pub(super) parts: Vec<f64>,
}

const BAR_HEIGHT: i32 = 26;
const NUMBER_ROOM: i32 = 130;

/// A figure of bars; `parts` names the parts, and `axis` what is measured.
pub(super) fn stacked(
    (title, subtitle): (&str, &str),
    parts: &[String],
    bars: &[Bar],
    axis: &str,
) -> Drawing {
    let mut drawing = titled(CONTENT_TOP, title, subtitle);
    let entry = |(place, name): (usize, &String)| Entry {
        key: Key::Patch(brush(place), (place + 1).to_string()),
        text: name.clone(),
    };
    let entries: Vec<Entry> = parts.iter().enumerate().map(entry).collect();
    let room = FIGURE_WIDTH - 2 * MARGIN;
    legend::draw_below(&mut drawing, (MARGIN, CONTENT_TOP - 6), room, &entries);
    let top = CONTENT_TOP + legend::height_below(&entries, room) + 14;
    let names_room =
        bars.iter().map(|bar| width(&bar.name, 14, Weight::Regular)).max().unwrap_or(0).clamp(60, 360);
    let frame = Frame {
        left: MARGIN + names_room + 10,
        top,
        right: FIGURE_WIDTH - MARGIN - NUMBER_ROOM,
        bottom: top + (bars.len().max(1) as i32) * (BAR_HEIGHT + 10) + 10,
    };
    drawing.height = frame.bottom + AXIS_BELOW + 10;
    let sums = bars.iter().map(|bar| bar.parts.iter().sum::<f64>());
    let highest = sums.fold(0.0, f64::max).max(f64::MIN_POSITIVE);
    let round = round_values(highest, 6);
    let scale =
        Scale::new(Stretch::Linear, (0.0, round.iter().copied().fold(highest, f64::max)), frame.across());
    bottom_axis(&mut drawing, frame, value_ticks(&scale, &round), axis);
    for (place, bar) in bars.iter().enumerate() {
        let top = frame.top + 10 + place as i32 * (BAR_HEIGHT + 10);
        let middle = top + BAR_HEIGHT / 2;
        let name = fit(&bar.name, 14, Weight::Regular, names_room);
        drawing.text(label((frame.left - 10, middle), name, 14, Anchor::End, DARK));
        let mut sum = 0.0;
        for (part, value) in bar.parts.iter().enumerate() {
            let (from, to) = (scale.place(sum), scale.place(sum + value));
            sum += value;
            if from < to {
                drawing.block((from, top), (to, top + BAR_HEIGHT), brush(part).ink);
                if 24 < to - from {
                    legend::draw_number(
                        &mut drawing,
                        ((from + to) / 2, middle),
                        brush(part),
                        &(part + 1).to_string(),
                    );
                }
            }
        }
        let number = names::number(sum);
        drawing.text(label((scale.place(sum) + 8, middle), number, 13, Anchor::Start, DARK));
    }
    edges(&mut drawing, frame);
    drawing
}
