//! What moved between centres: bytes and their price, and what went over each line over time.

use super::level::{Bins, Level};
use super::{LineMoves, Window};
use crate::model::{CenterId, LineId, Time};
use crate::record::{DataFact, Fact, Haul, Record};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What moved for the jobs of one scope within the measured window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Moved {
    /// Bytes.
    pub bytes: u128,
    /// Millionths of a yuan times bytes for each gigabyte (10^9 bytes).
    pub price: u128,
    /// Transfers that ended.
    pub transfers: u64,
    /// How long these took, in microseconds.
    pub micros: u128,
}

impl Moved {
    /// Adds what is told of a transfer.
    pub(super) fn note(&mut self, at: Time, fact: &DataFact) {
        match fact {
            DataFact::Moved { bytes, price, .. } => {
                self.bytes += u128::from(*bytes);
                self.price += price;
            }
            DataFact::Arrived { begun, .. } => {
                self.transfers += 1;
                self.micros += u128::from(begun.until(at).as_micros());
            }
            DataFact::Begun(_) | DataFact::Dropped { .. } | DataFact::Flow { .. } | DataFact::Link { .. } => {
            }
        }
    }

    /// Adds what moved for others.
    pub(super) const fn merge(&mut self, other: &Moved) {
        self.bytes += other.bytes;
        self.price += other.price;
        self.transfers += other.transfers;
        self.micros += other.micros;
    }
}

/// The transfer of which a fact tells that counts, and the centre to which it leads.
pub(super) const fn counted_haul<'a>(record: &Record<'a>) -> Option<(&'a Haul, &'a DataFact, CenterId)> {
    match record.fact {
        Fact::Data(fact) => match fact {
            DataFact::Moved { haul, .. } | DataFact::Arrived { haul, .. } => {
                Some((haul, fact, record.center))
            }
            DataFact::Begun(_) | DataFact::Dropped { .. } | DataFact::Flow { .. } | DataFact::Link { .. } => {
                None
            }
        },
        Fact::Job { .. } | Fact::Waiting { .. } | Fact::Nodes(_) => None,
    }
}

/// Follows what goes over each line.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct MovesFold {
    window: Window,
    bins: Bins,
    /// As they come.
    lines: BTreeMap<LineId, Line>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Line {
    bytes: u128,
    told: u64,
    level: Level,
}

impl MovesFold {
    pub(super) fn new(window: Window) -> MovesFold {
        MovesFold { window, bins: Bins::new(window.end), lines: BTreeMap::new() }
    }

    fn line(&mut self, line: LineId) -> &mut Line {
        let bins = self.bins;
        self.lines.entry(line).or_insert_with(|| Line { bytes: 0, told: 0, level: Level::new(bins) })
    }

    pub(super) fn observe(&mut self, record: &Record<'_>) {
        match record.fact {
            Fact::Data(DataFact::Flow { line, bytes_per_sec, .. }) => {
                let line = self.line(*line);
                let before = std::mem::replace(&mut line.told, *bytes_per_sec);
                line.level.change(record.at, i128::from(*bytes_per_sec) - i128::from(before));
            }
            Fact::Data(DataFact::Moved { route, bytes, .. })
                if self.window.start <= record.at && record.at <= self.window.end =>
            {
                for line in route {
                    self.line(*line).bytes += u128::from(*bytes);
                }
            }
            Fact::Data(_) | Fact::Job { .. } | Fact::Waiting { .. } | Fact::Nodes(_) => {}
        }
    }

    pub(super) fn finish(self) -> Vec<LineMoves> {
        let bins = self.bins;
        let moves = |(id, line): (LineId, Line)| {
            let integrals = line.level.integrals().into_iter().enumerate();
            let mean = |(bin, sum): (usize, u128)| sum as f64 / bins.length(bin).as_micros() as f64;
            LineMoves {
                line: id,
                bytes: line.bytes,
                start: Time::ZERO,
                bin: bins.width,
                bytes_per_sec: integrals.map(mean).collect(),
            }
        };
        self.lines.into_iter().map(moves).collect()
    }
}
