//! Where the words of a map stand: beside their discs, on nothing else where that can be.

use super::layout::Disc;
use crate::plot::axis::Frame;
use crate::plot::drawing::Point;
use crate::plot::text::{Weight, width};

/// Two lines about a centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Note {
    pub(super) name: String,
    pub(super) figures: String,
}

/// Left, top, right and bottom.
type Box4 = (i32, i32, i32, i32);

const HEIGHT: i32 = 34;
const GAP: i32 = 5;

/// For each disc, where its words begin: the left end, half-way between the two lines.
pub(super) fn place_notes(discs: &[Disc], notes: &[Note], frame: Frame) -> Vec<Point> {
    let mut taken: Vec<Box4> = Vec::new();
    let mut places = Vec::new();
    for (own, (disc, note)) in discs.iter().zip(notes).enumerate() {
        let wide = width(&note.name, 13, Weight::Bold).max(width(&note.figures, 13, Weight::Regular));
        let ((x, y), away) = (disc.at, disc.radius + GAP);
        let half = HEIGHT / 2;
        let choices = [
            (x + away, y),
            (x - away - wide, y),
            (x - wide / 2, y + away + half),
            (x - wide / 2, y - away - half),
            (x + away, y + half),
            (x + away, y - half),
            (x - away - wide, y + half),
            (x - away - wide, y - half),
        ];
        let cost = |(left, middle): &Point| {
            let area = (*left, middle - half, left + wide, middle + half);
            let others = discs.iter().enumerate().filter(|(place, _)| *place != own);
            let on_discs: i64 = others.map(|(_, disc)| common(area, around(*disc))).sum();
            let on_words: i64 = taken.iter().map(|other| common(area, *other)).sum();
            let inside = common(area, (frame.left + 2, frame.top + 2, frame.right - 2, frame.bottom - 2));
            let outside = i64::from(wide) * i64::from(HEIGHT) - inside;
            on_discs + 2 * on_words + 4 * outside
        };
        // Of equal ones the first.
        let best = choices.iter().copied().min_by_key(cost).unwrap_or((x, y));
        taken.push((best.0, best.1 - half, best.0 + wide, best.1 + half));
        places.push(best);
    }
    places
}

const fn around(disc: Disc) -> Box4 {
    let ((x, y), radius) = (disc.at, disc.radius);
    (x - radius, y - radius, x + radius, y + radius)
}

/// The area that two boxes have in common.
fn common(one: Box4, other: Box4) -> i64 {
    let across = one.2.min(other.2) - one.0.max(other.0);
    let down = one.3.min(other.3) - one.1.max(other.1);
    i64::from(across.max(0)) * i64::from(down.max(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_avoid_discs_other_words_and_the_edge() {
        let frame = Frame { left: 0, top: 0, right: 400, bottom: 300 };
        let disc = |x, y| Disc { at: (x, y), radius: 10 };
        let discs = [disc(50, 100), disc(100, 100), disc(380, 200)];
        let note = |name: &str| Note { name: name.into(), figures: "50 %, wait 1 h".into() };
        let places = place_notes(&discs, &[note("one"), note("two"), note("three")], frame);
        // Two has one on its left, and three the edge on its right.
        assert!(places[0].1 != 100 || places[0].0 < 50, "{places:?}");
        assert!(places[2].0 < 380, "{places:?}");
    }
}
