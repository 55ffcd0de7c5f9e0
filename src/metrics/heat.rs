//! How busy each node was, hour by hour, in a chosen week.

use super::{Gauges, HeatMap, Window};
use crate::model::{Center, CenterId, NodeId, NodeState, Nodes, OutageCause, Request, Span, Time};
use crate::record::{CapacityChange, Piece, Turn};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// No picture has more rows; of a larger centre the first nodes are shown.
const NODES_MAX: usize = 4_096;

/// Follows each node of one centre through a week.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct HeatFold {
    id: CenterId,
    week: Window,
    /// `used_micros[node][hour]`, in units of the node's pool.
    used_micros: Vec<Vec<u64>>,
    /// `down_micros[node][hour]`: how long it had failed.
    down_micros: Vec<Vec<u64>>,
    /// Since when those nodes have failed that are down now.
    down_since: BTreeMap<NodeId, Time>,
    units: Vec<u32>,
}

impl HeatFold {
    /// A fold for a centre all of whose nodes have names; a week is cut short at its end where that comes first.
    pub(super) fn new(id: CenterId, center: &Center, gauges: &Gauges, week: Window) -> Option<HeatFold> {
        let mut units = Vec::new();
        let pools = center.pools.iter().zip(gauges.of_center(id)).zip(center.node_numbers());
        for ((pool, number), nodes) in pools {
            match pool.nodes {
                Nodes::Counted { .. } => return None,
                Nodes::Named { .. } => {
                    units.extend(nodes.map(|_| gauges.of(number).units_per_node));
                }
            }
        }
        units.truncate(NODES_MAX);
        let hours = week.span().as_micros().div_ceil(Span::HOUR.as_micros()) as usize;
        let none = vec![vec![0; hours]; units.len()];
        let (down_micros, down_since) = (none.clone(), BTreeMap::new());
        Some(HeatFold { id, week, used_micros: none, down_micros, down_since, units })
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
                self.down_micros.push(vec![0; hours]);
            }
        }
    }

    /// Takes note of a node that has failed, or is repaired.
    pub(super) fn note_turn(&mut self, at: Time, turn: &Turn) {
        if turn.to == NodeState::Down && turn.cause != OutageCause::MAINTENANCE {
            self.down_since.insert(turn.node, at);
        } else if let Some(since) = self.down_since.remove(&turn.node) {
            self.add_down(turn.node, since, at);
        }
    }

    fn add_down(&mut self, node: NodeId, since: Time, until: Time) {
        let (from, to) = self.within(since, until);
        if let Some(hours) = self.down_micros.get_mut(node.0 as usize) {
            add_by_hour(hours, from, to, 1);
        }
    }

    /// What lies of this time in the week, in microseconds since its beginning; the first is not below the second where nothing does.
    fn within(&self, start: Time, end: Time) -> (u64, u64) {
        let from = start.max(self.week.start).since(self.week.start).as_micros();
        (from, self.week.start.until(end.min(self.week.end)).as_micros())
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
        let (from, to) = self.within(start, end);
        for piece in pieces {
            let unit = gauges.of(gauges.number(self.id, piece.pool)).unit;
            let units = u64::from(piece.tasks) * u64::from(unit.of(request.shape.per_task));
            if let Some(hours) = self.used_micros.get_mut(piece.node.0 as usize) {
                add_by_hour(hours, from, to, units);
            }
        }
    }

    pub(super) fn finish(mut self) -> HeatMap {
        for (node, since) in std::mem::take(&mut self.down_since) {
            self.add_down(node, since, self.week.end);
        }
        let hour = Span::HOUR.as_micros();
        let whole = self.week.span().as_micros();
        let row = |(hours, units): (&Vec<u64>, u32)| {
            let share = |(column, used): (usize, &u64)| {
                let length = hour.min(whole - column as u64 * hour);
                *used as f32 / (units.max(1) as f32 * length as f32)
            };
            hours.iter().enumerate().map(share).collect()
        };
        let busy = self.used_micros.iter().zip(self.units.iter().copied()).map(row).collect();
        let down = self.down_micros.iter().map(|hours| row((hours, 1))).collect();
        HeatMap { center: self.id, start: self.week.start, bin: Span::HOUR, busy, down }
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
