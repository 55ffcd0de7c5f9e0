//! How busy each node was, hour by hour, in a chosen week.

use super::{Gauges, HeatMap, Window};
use crate::model::{Center, CenterId, Nodes, Request, Span, Time};
use crate::record::{CapacityChange, Piece};
use serde::{Deserialize, Serialize};

/// No picture has more rows; of a larger centre the first nodes are shown.
const NODES_MAX: usize = 4_096;

/// Follows each node of one centre through a week.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct HeatFold {
    id: CenterId,
    week: Window,
    /// `used_micros[node][hour]`, in units of the node's pool.
    used_micros: Vec<Vec<u64>>,
    units: Vec<u32>,
}

impl HeatFold {
    /// A fold for a centre all of whose nodes have names; a week is cut short at its end where that comes first.
    pub(super) fn new(id: CenterId, center: &Center, gauges: &Gauges, week: Window) -> Option<HeatFold> {
        let mut units = Vec::new();
        for (pool, number) in center.pools.iter().zip(gauges.of_center(id)) {
            match pool.nodes {
                Nodes::Counted { .. } => return None,
                Nodes::Named { count } => {
                    units.extend((0..count).map(|_| gauges.of(number).units_per_node));
                }
            }
        }
        units.truncate(NODES_MAX);
        let hours = week.span().as_micros().div_ceil(Span::HOUR.as_micros()) as usize;
        Some(HeatFold { id, week, used_micros: vec![vec![0; hours]; units.len()], units })
    }

    /// Takes note of nodes that have come.
    pub(super) fn note_nodes(&mut self, gauges: &Gauges, change: &CapacityChange) {
        let units = gauges.of(gauges.number(self.id, change.pool)).units_per_node;
        let hours = self.week.span().as_micros().div_ceil(Span::HOUR.as_micros()) as usize;
        // Nodes have their numbers in the order in which they come.
        for node in change.nodes.iter().map(|node| node.0 as usize) {
            if self.units.len() <= node && node < NODES_MAX {
                self.units.push(units);
                self.used_micros.push(vec![0; hours]);
            }
        }
    }

    /// Takes note of what a job held from `start` to `end`.
    pub(super) fn add(
        &mut self,
        gauges: &Gauges,
        request: &Request,
        pieces: &[Piece],
        start: Time,
        end: Time,
    ) {
        if self.week.overlap(start, end) == Span::ZERO {
            return;
        }
        let from = start.max(self.week.start).since(self.week.start).as_micros();
        let to = end.min(self.week.end).since(self.week.start).as_micros();
        for piece in pieces {
            let unit = gauges.of(gauges.number(self.id, piece.pool)).unit;
            let units = u64::from(piece.tasks) * u64::from(unit.of(request.shape.per_task));
            if let Some(hours) = self.used_micros.get_mut(piece.node.0 as usize) {
                add_by_hour(hours, from, to, units);
            }
        }
    }

    pub(super) fn finish(&self) -> HeatMap {
        let hour = Span::HOUR.as_micros();
        let whole = self.week.span().as_micros();
        let row = |(hours, units): (&Vec<u64>, &u32)| {
            let share = |(column, used): (usize, &u64)| {
                let length = hour.min(whole - column as u64 * hour);
                *used as f32 / ((*units).max(1) as f32 * length as f32)
            };
            hours.iter().enumerate().map(share).collect()
        };
        let busy = self.used_micros.iter().zip(&self.units).map(row).collect();
        HeatMap { center: self.id, start: self.week.start, bin: Span::HOUR, busy }
    }
}

fn add_by_hour(hours: &mut [u64], from: u64, to: u64, units: u64) {
    let hour = Span::HOUR.as_micros();
    let mut at = from;
    while at < to {
        let column = (at / hour) as usize;
        let next = ((column as u64 + 1) * hour).min(to);
        hours[column] += units * (next - at);
        at = next;
    }
}
