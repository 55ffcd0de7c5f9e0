//! Lines between centres, and the routes over them: the fewest hops, then the smallest round-trip time.

use super::shares::Capacity;
use crate::model::{CenterId, LineId, Link, LinkId, Span, Wan};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Rates are counted in millionths of a byte a second: 1 ns in an hour is lost by rounding at 1 byte a second and less above.
pub(super) const PER_BYTE: u128 = 1_000_000;

/// One direction of a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Line {
    from: CenterId,
    to: CenterId,
    rtt: Span,
    bytes_per_sec: u64,
    lost_per_transfer: u32,
    pub(super) is_shared: bool,
    /// The most that one transfer gets, in millionths of a byte a second.
    pub(super) most: Option<u128>,
    is_up: bool,
    /// The bundles of transfers that use it now.
    pub(super) users: BTreeSet<u32>,
    /// What was told of it last: bytes a second and transfers.
    pub(super) told: (u64, u32),
}

impl Line {
    fn new(link: &Link, (from, to): (CenterId, CenterId)) -> Line {
        Line {
            from,
            to,
            rtt: link.rtt,
            bytes_per_sec: link.bytes_per_sec,
            lost_per_transfer: link.lost_per_transfer,
            is_shared: link.is_shared,
            most: link.transfer_most.map(|bytes| u128::from(bytes) * PER_BYTE),
            is_up: true,
            users: BTreeSet::new(),
            told: (0, 0),
        }
    }

    /// What all transfers together may have of it, in millionths of a byte a second.
    pub(super) const fn capacity(&self) -> Capacity {
        Capacity {
            amount: self.bytes_per_sec as u128 * PER_BYTE,
            lost_per_flow: self.lost_per_transfer,
            is_shared: self.is_shared,
        }
    }
}

/// All lines, and the routes that were looked for since a link last failed or came back.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Network {
    lines: Vec<Line>,
    /// By centre, the lines that begin there.
    out: Vec<Vec<LineId>>,
    routes: BTreeMap<(CenterId, CenterId), Option<Vec<LineId>>>,
}

impl Network {
    pub(super) fn new(wan: &Wan, centers: usize) -> Network {
        let mut network = Network { out: vec![Vec::new(); centers], ..Network::default() };
        for link in &wan.links {
            for (from, to) in [link.ends, (link.ends.1, link.ends.0)] {
                network.out[usize::from(from.0)].push(LineId(network.lines.len() as u32));
                network.lines.push(Line::new(link, (from, to)));
            }
        }
        network
    }

    pub(super) fn line(&self, line: LineId) -> &Line {
        &self.lines[line.0 as usize]
    }

    pub(super) fn line_mut(&mut self, line: LineId) -> &mut Line {
        &mut self.lines[line.0 as usize]
    }

    /// A link fails or comes back. Gives its two lines; nothing where it was so already.
    pub(super) fn turn(&mut self, link: LinkId, is_up: bool) -> Option<[LineId; 2]> {
        let lines = [false, true].map(|is_back| LineId::of(link, is_back));
        if self.line(lines[0]).is_up == is_up {
            return None;
        }
        lines.into_iter().for_each(|line| self.line_mut(line).is_up = is_up);
        self.routes.clear();
        Some(lines)
    }

    /// The way from one centre to another over links that are up; nothing where there is none.
    pub(super) fn route(&mut self, from: CenterId, to: CenterId) -> Option<&Vec<LineId>> {
        if !self.routes.contains_key(&(from, to)) {
            let found = self.search(from, to);
            self.routes.insert((from, to), found);
        }
        self.routes[&(from, to)].as_ref()
    }

    /// The time there and back of a route.
    pub(super) fn rtt(&self, route: &[LineId]) -> Span {
        route.iter().fold(Span::ZERO, |sum, line| sum + self.line(*line).rtt)
    }

    /// Centres are settled in the order of hops, time and number (Dijkstra), and the first of equal ways stays.
    fn search(&self, from: CenterId, to: CenterId) -> Option<Vec<LineId>> {
        let mut best: BTreeMap<CenterId, (u32, Span, Option<LineId>)> = BTreeMap::new();
        let mut open = BTreeSet::from([(0_u32, Span::ZERO, from)]);
        best.insert(from, (0, Span::ZERO, None));
        while let Some((hops, rtt, center)) = open.pop_first() {
            if center == to {
                return Some(self.way_back(&best, to));
            }
            for id in self.out.get(usize::from(center.0)).into_iter().flatten() {
                let line = self.line(*id);
                let length = (hops + 1, rtt + line.rtt);
                let is_better = best.get(&line.to).is_none_or(|(hops, rtt, _)| length < (*hops, *rtt));
                if line.is_up && is_better {
                    if let Some((hops, rtt, _)) = best.insert(line.to, (length.0, length.1, Some(*id))) {
                        open.remove(&(hops, rtt, line.to));
                    }
                    open.insert((length.0, length.1, line.to));
                }
            }
        }
        None
    }

    fn way_back(&self, best: &BTreeMap<CenterId, (u32, Span, Option<LineId>)>, to: CenterId) -> Vec<LineId> {
        let mut route = Vec::new();
        let mut at = to;
        while let Some((_, _, Some(line))) = best.get(&at) {
            route.push(*line);
            at = self.line(*line).from;
        }
        route.reverse();
        route
    }
}
