//! A log on one sheet: its load over time, when jobs are submitted, their sizes and times, who submits them, and what looks wrong.

mod against;
mod arrivals;
mod bars;
mod curves;
mod load;
mod sentences;

use super::axis::{CONTENT_TOP, FIGURE_WIDTH, Frame, MARGIN, panel_title, titled};
use super::drawing::{Drawing, Point};
use super::names::grouped;
use crate::report::Inspection;

pub use against::against_sheet;

/// The height of the data of a panel.
const PANEL_HEIGHT: i32 = 214;
/// From the upper edge of a panel to its data: the title and a legend.
const HEAD: i32 = 58;
/// From the data to the upper edge of the panel below.
const FOOT: i32 = 66;
/// The space between columns.
const GAP: i32 = 30;
/// The room for the letter of a panel before its title.
const LETTER: i32 = 20;
/// The room at the left of the data for values and the title of the axis.
const LEFT: i32 = 84;

/// A panel of the sheet.
#[derive(Debug, Clone, Copy)]
struct Panel {
    frame: Frame,
    /// Where the title stands.
    title: Point,
    /// Where the legend begins.
    legend: Point,
    /// How wide it is.
    width: i32,
}

impl Panel {
    /// The panel in columns `from..until` of three, below `top`.
    const fn at(top: i32, from: i32, until: i32) -> Panel {
        let column = (FIGURE_WIDTH - 2 * MARGIN - 2 * GAP) / 3;
        let left = MARGIN + from * (column + GAP);
        let right = left + (until - from) * (column + GAP) - GAP;
        let frame =
            Frame { left: left + LEFT, top: top + HEAD, right: right - 6, bottom: top + HEAD + PANEL_HEIGHT };
        Panel { frame, title: (left, top + 12), legend: (left, top + 24), width: right - left }
    }

    /// The same with less at its right.
    const fn narrower(self, by: i32) -> Panel {
        Panel { frame: Frame { right: self.frame.right - by, ..self.frame }, ..self }
    }

    /// Writes the letter and the title of the panel.
    fn begin(&self, drawing: &mut Drawing, letter: char, title: &str) {
        titled_panel(drawing, self.title, letter, title, self.width);
    }
}

/// Writes the letter of a panel and its title.
fn titled_panel(drawing: &mut Drawing, (x, y): Point, letter: char, title: &str, room: i32) {
    panel_title(drawing, (x, y), &letter.to_string(), LETTER);
    panel_title(drawing, (x + LETTER, y), title, room - LETTER);
}

/// Draws the sheet of a log.
#[must_use]
pub fn sheet(inspection: &Inspection) -> Drawing {
    let mut drawing = titled(CONTENT_TOP, &inspection.log, &subtitle(inspection));
    let row = |number: i32| CONTENT_TOP - 8 + number * (HEAD + PANEL_HEIGHT + FOOT);
    load::draw(&mut drawing, Panel::at(row(0), 0, 3), 'a', inspection);
    arrivals::draw(&mut drawing, Panel::at(row(1), 0, 2), 'b', inspection);
    curves::draw_users(&mut drawing, Panel::at(row(1), 2, 3), 'c', inspection);
    bars::draw_sizes(&mut drawing, Panel::at(row(2), 0, 1), 'd', inspection);
    curves::draw_runs(&mut drawing, Panel::at(row(2), 1, 2), 'e', inspection);
    curves::draw_waits(&mut drawing, Panel::at(row(2), 2, 3), 'f', inspection);
    bars::draw_accuracy(&mut drawing, Panel::at(row(3), 0, 1), 'g', inspection);
    load::draw_waits(&mut drawing, Panel::at(row(3), 1, 2), 'h', inspection);
    bars::draw_shares(&mut drawing, Panel::at(row(3), 2, 3), 'i', inspection);
    let bottom = sentences::draw(&mut drawing, row(4), 'j', inspection);
    drawing.height = bottom + MARGIN;
    drawing
}

fn subtitle(inspection: &Inspection) -> String {
    let computer = inspection.computer.as_ref().map_or(String::new(), |name| format!("{name} | "));
    let machine = match inspection.machine.stated {
        Some(size) => format!("{} {}", grouped(size.min(i64::MAX as u64) as i64), inspection.unit),
        None => {
            let shown = grouped(inspection.machine.counted.min(i64::MAX as u64) as i64);
            format!("size of the machine not stated: at least {shown} {}", inspection.unit)
        }
    };
    let jobs = grouped(inspection.sizes.rows.min(i64::MAX as u64) as i64);
    format!(
        "{computer}{machine} | {jobs} jobs submitted from {} to {} | {} log",
        inspection.submit_first, inspection.submit_last, inspection.format
    )
}
