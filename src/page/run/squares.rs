//! A map of nodes over time: squares of a few nodes and a stretch of time each, how busy they were, and with what mostly.

use super::bins::{Bins, Merge};
use super::lanes::Lot;
use crate::model::{ClassId, Time};
use serde::{Deserialize, Serialize};

/// More rows than this nobody tells apart.
const ROWS_MAX: u32 = 128;

/// No map has more columns.
const COLUMNS_MAX: usize = 1_024;

/// One square.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
struct Square {
    /// Thousandths of a node times microseconds that jobs held; of a nation's processors and years these are more than 64 bits count.
    held: f64,
    /// The class that mostly held it, as far as a single look tells (the majority vote of Boyer and Moore, 1991), and its lead.
    class: u16,
    lead: f64,
}

impl Square {
    fn add(&mut self, held: f64, class: u16) {
        self.held += held;
        self.vote(held, class);
    }

    fn vote(&mut self, votes: f64, class: u16) {
        if self.class == class {
            self.lead += votes;
        } else if self.lead < votes {
            (self.class, self.lead) = (class, votes - self.lead);
        } else {
            self.lead -= votes;
        }
    }
}

/// The squares of a stretch of time, from the first node on.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
struct Column(Vec<Square>);

impl Merge for Column {
    fn merge(&mut self, next: &Column) {
        if self.0.len() < next.0.len() {
            self.0.resize(next.0.len(), Square::default());
        }
        for (mine, theirs) in self.0.iter_mut().zip(&next.0) {
            mine.held += theirs.held;
            mine.vote(theirs.lead, theirs.class);
        }
    }
}

/// The map of a centre.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Squares {
    columns: Bins<Column>,
    /// How many nodes a row has.
    pub(super) per_row: u32,
    /// How many nodes there are.
    pub(super) nodes: u32,
    /// The rows of what is looked at, and how many nodes of each. Kept for its memory.
    #[serde(skip)]
    parts: Vec<(u32, u32)>,
}

/// A map to be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Map {
    pub(super) columns: usize,
    pub(super) rows: usize,
    pub(super) width_micros: u64,
    /// Row by row, how busy each square was in 35 steps, a digit to the base of 36.
    pub(super) levels: String,
    /// Row by row, the class that mostly held it.
    pub(super) classes: String,
}

/// What a class is called in a map; those beyond share the last.
const LETTERS: &[u8; 62] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

impl Squares {
    pub(super) fn new(nodes: u32, horizon: Option<u64>) -> Squares {
        let nodes = nodes.max(1);
        Squares {
            columns: Bins::new(horizon, COLUMNS_MAX),
            per_row: nodes.div_ceil(ROWS_MAX),
            nodes,
            parts: Vec::new(),
        }
    }

    /// Takes note of what was held of some neighbouring nodes, in thousandths of each.
    pub(super) fn hold(
        &mut self,
        (first, count): (u32, u32),
        thousandths: u64,
        class: ClassId,
        span: (Time, Time),
    ) {
        self.nodes = self.nodes.max(first.saturating_add(count));
        self.parts.clear();
        let (mut row, mut left) = (first / self.per_row, count);
        // Of the first row only what comes behind the first node.
        let mut room = self.per_row - first % self.per_row;
        while 0 < left {
            let here = left.min(room);
            self.parts.push((row, here));
            (row, left, room) = (row + 1, left - here, self.per_row);
        }
        self.add(thousandths, class, span);
    }

    /// The same of some lots of processors, all of each.
    pub(super) fn hold_lots(&mut self, lots: &[Lot], class: ClassId, span: (Time, Time)) {
        let per_row = self.per_row;
        self.parts.clear();
        for (word, lot) in lots {
            let (begin, mut rest) = (word * 64, *lot);
            while rest != 0 {
                let row = (begin + rest.trailing_zeros()) / per_row;
                let end = (row + 1).saturating_mul(per_row).saturating_sub(begin);
                let here = if end < 64 { rest & ((1 << end) - 1) } else { rest };
                rest &= !here;
                match self.parts.last_mut() {
                    Some((last, count)) if *last == row => *count += here.count_ones(),
                    Some(_) | None => self.parts.push((row, here.count_ones())),
                }
            }
        }
        if let Some((word, lot)) = lots.last() {
            self.nodes = self.nodes.max(word * 64 + (64 - lot.leading_zeros()));
        }
        self.add(1_000, class, span);
    }

    /// Adds the parts to their squares.
    fn add(&mut self, thousandths: u64, class: ClassId, (start, end): (Time, Time)) {
        let (start, end) = (start.as_micros(), end.as_micros());
        let Some((last, _)) = self.parts.last() else { return };
        if end <= start || thousandths == 0 {
            return;
        }
        let rows = *last as usize + 1;
        let mut bin = self.columns.reach(end - 1);
        let width = self.columns.width;
        // From the last bin back to that of the start.
        loop {
            let begin = bin as u64 * width;
            let column = &mut self.columns.all[bin].0;
            if column.len() < rows {
                column.resize(rows, Square::default());
            }
            let micros = end.min(begin + width) - start.max(begin);
            let of_node = micros as f64 * thousandths as f64;
            for (row, count) in &self.parts {
                column[*row as usize].add(f64::from(*count) * of_node, class.0);
            }
            if begin <= start {
                break;
            }
            bin -= 1;
        }
    }

    /// The map until an instant, in no more columns than so many.
    pub(super) fn map(&self, end: Time, count: usize) -> Map {
        let columns = self.columns.clone().at_most(count);
        let rows = self.nodes.div_ceil(self.per_row) as usize;
        let (mut levels, mut classes) = (String::new(), String::new());
        for row in 0..rows {
            let nodes = (self.nodes - row as u32 * self.per_row).min(self.per_row);
            for (bin, column) in columns.all.iter().enumerate() {
                let square = column.0.get(row).copied().unwrap_or_default();
                let length =
                    end.as_micros().saturating_sub(bin as u64 * columns.width).clamp(1, columns.width);
                let share = square.held / 1e3 / f64::from(nodes) / length as f64;
                let step = (share * 35.0).round().clamp(0.0, 35.0) as usize;
                // What was held at all is seen.
                let step = if step == 0 && 0.0 < square.held { 1 } else { step };
                levels.push(char::from(LETTERS[step]));
                classes.push(char::from(LETTERS[usize::from(square.class).min(LETTERS.len() - 1)]));
            }
        }
        Map { columns: columns.all.len(), rows, width_micros: columns.width, levels, classes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn squares_tell_how_busy_and_with_what() {
        let mut squares = Squares::new(3, None);
        let minute = |minutes: u64| Time::from_micros(minutes * 60_000_000);
        squares.hold((0, 2), 1_000, ClassId(1), (minute(0), minute(2)));
        squares.hold((1, 1), 500, ClassId(0), (minute(2), minute(3)));
        let map = squares.map(minute(3), 100);
        assert_eq!((map.columns, map.rows), (3, 3));
        assert_eq!(map.levels, "zz0zzi000");
        assert_eq!(&map.classes[..2], "11");
        let map = squares.map(minute(3), 2);
        assert_eq!((map.columns, map.width_micros), (2, 120_000_000));
        assert_eq!(map.levels, "z0zi00");
    }

    #[test]
    fn lots_are_held_as_their_stretches_are() {
        use super::super::lanes::stretches_of;
        let lots = [(0, 0xffff_0000_ffff_0011), (1, u64::MAX), (3, 0b1011), (70, 1 << 63)];
        let mut stretches = Vec::new();
        stretches_of(&lots, &mut stretches);
        assert_eq!(stretches, [(0, 1), (4, 1), (16, 16), (48, 80), (192, 2), (195, 1), (4_543, 1)]);
        let span = (Time::from_secs(30), Time::from_secs(200));
        for nodes in [100, 128, 300, 4_544, 100_000] {
            let (mut one, mut other) = (Squares::new(nodes, None), Squares::new(nodes, None));
            one.hold_lots(&lots, ClassId(3), span);
            stretches.iter().for_each(|stretch| other.hold(*stretch, 1_000, ClassId(3), span));
            assert_eq!(one.map(span.1, 10), other.map(span.1, 10), "{nodes} nodes");
        }
    }

    #[test]
    fn all_processors_that_can_be_counted_fit_for_a_thousand_years() {
        let years = 1_000 * 365 * 86_400 * 1_000_000;
        let mut squares = Squares::new(u32::MAX, Some(years));
        squares.hold((0, u32::MAX), 1_000, ClassId(0), (Time::ZERO, Time::from_micros(years)));
        let map = squares.map(Time::from_micros(years), 1_000);
        assert!(map.levels.bytes().all(|level| level == b'z'));
    }
}
