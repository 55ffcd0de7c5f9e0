//! Sentences below the panels: what looks wrong, or what differs.

use super::super::axis::{FIGURE_WIDTH, MARGIN, label};
use super::super::drawing::{Anchor, Drawing};
use super::super::palette::{DARK, GRAY};
use super::super::text::{Weight, width};
use super::titled_panel;
use crate::report::Inspection;
use crate::text::parts_of;

const SIZE: u32 = 14;
const LINE: i32 = 21;

/// Writes what looks wrong and returns where that ends.
pub(super) fn draw(drawing: &mut Drawing, top: i32, letter: char, inspection: &Inspection) -> i32 {
    let title = if inspection.doubts.is_empty() {
        "Nothing looks wrong"
    } else {
        "Looks wrong, or is worth knowing, because"
    };
    let doubts = inspection.doubts.iter().map(|found| found.because.replace('`', "'"));
    let bottom = draw_sentences(drawing, top, (letter, title), doubts);
    let note = format!(
        "suanli {} | quantiles are within {:.1} % of the truth; counts, means, sums and extremes are exact",
        inspection.version,
        inspection.resolution * 100.0
    );
    drawing.text(label((MARGIN, bottom + 10), note, 12, Anchor::Start, GRAY));
    bottom + 14
}

/// Writes sentences and returns where they end.
pub(super) fn draw_sentences(
    drawing: &mut Drawing,
    top: i32,
    (letter, title): (char, &str),
    sentences: impl Iterator<Item = String>,
) -> i32 {
    let room = FIGURE_WIDTH - 2 * MARGIN - 24;
    titled_panel(drawing, (MARGIN, top + 12), letter, title, room);
    let mut y = top + 40;
    for sentence in sentences {
        drawing.text(label((MARGIN + 6, y), "•", SIZE, Anchor::Start, DARK));
        for line in lines(&sentence, room) {
            drawing.text(label((MARGIN + 24, y), line, SIZE, Anchor::Start, DARK));
            y += LINE;
        }
    }
    y
}

/// A sentence in lines that fit.
fn lines(sentence: &str, room: i32) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in sentence.split(' ') {
        let fits = width(word, SIZE, Weight::Regular) <= room;
        let parts = if fits { vec![word] } else { parts_of(word) };
        for (place, part) in parts.into_iter().enumerate() {
            let last = lines.last_mut().expect("there is a first line");
            let blank = if last.is_empty() || 0 < place { "" } else { " " };
            let longer = format!("{last}{blank}{part}");
            if width(&longer, SIZE, Weight::Regular) <= room || last.is_empty() {
                *last = longer;
            } else {
                lines.push(part.to_owned());
            }
        }
    }
    lines
}
