//! Which lanes have anybody to offer: a tree over the summaries of all lanes, so that lanes without a candidate cost nothing.

use super::entry::{Entry, LaneKey};
use super::filter::Filter;
use super::lane::Lane;
use super::summary::Summary;
use serde::{Deserialize, Serialize};

/// A tournament of lanes: each node knows, for each size, the shortest walltime in the lanes below it. A queue of one lane needs
/// none, and has none.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Directory {
    /// The children of node `n` are `2 n` and `2 n + 1`; lane `l` is node `width + l`.
    nodes: Vec<Summary>,
    width: usize,
}

impl Directory {
    /// Learns that this job has joined or left its lane.
    #[inline]
    pub(super) fn refresh(&mut self, lanes: &[(LaneKey, Lane)], lane: u32, changed: &Entry) {
        if 1 < lanes.len() {
            self.refresh_one(lanes, lane, changed);
        }
    }

    #[inline(never)]
    fn refresh_one(&mut self, lanes: &[(LaneKey, Lane)], lane: u32, changed: &Entry) {
        if self.width < lanes.len() {
            self.rebuild(lanes);
            return;
        }
        let class = Summary::class_of(changed);
        let mut node = self.width + lane as usize;
        let mut shortest = lanes[lane as usize].1.summary().shortest(class);
        while self.nodes[node].set(class, shortest) && 1 < node {
            shortest = shortest.min(self.nodes[node ^ 1].shortest(class));
            node /= 2;
        }
    }

    /// The first lane from this number on in which somebody may pass the filter.
    pub(super) fn next(&self, lanes: &[(LaneKey, Lane)], from: u32, filter: &Filter) -> Option<u32> {
        if lanes.len() <= 1 {
            return (from == 0 && lanes.first().is_some_and(|(_, lane)| !lane.is_empty())).then_some(0);
        }
        if self.width <= from as usize || !self.nodes[1].may_pass(filter) {
            return None;
        }
        let mut node = self.width + from as usize;
        while !self.nodes[node].may_pass(filter) {
            // The next node to the right, as high up as one begins there; there is none behind the last of a level.
            while node % 2 == 1 {
                node /= 2;
            }
            if node == 0 {
                return None;
            }
            node += 1;
        }
        while node < self.width {
            // What passes by the summary of a node passes by that of a child.
            node *= 2;
            node += usize::from(!self.nodes[node].may_pass(filter));
        }
        Some((node - self.width) as u32)
    }

    fn rebuild(&mut self, lanes: &[(LaneKey, Lane)]) {
        self.width = lanes.len().next_power_of_two();
        self.nodes.clear();
        self.nodes.resize(2 * self.width, Summary::default());
        for (number, (_, lane)) in lanes.iter().enumerate() {
            self.nodes[self.width + number].merge(lane.summary());
        }
        for node in (1..self.width).rev() {
            let (parents, children) = self.nodes.split_at_mut(2 * node);
            parents[node].merge(&children[0]);
            parents[node].merge(&children[1]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Key, Queue};
    use super::*;
    use crate::model::{AccessId, TenantId};

    #[test]
    fn the_directory_finds_the_lanes_that_a_search_of_all_finds() {
        let mut state = 11_u64;
        let mut draw = move |bound: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % bound
        };
        let mut queue = Queue::default();
        let mut waiting: Vec<(u32, Key)> = Vec::new();
        for arrival in 0..4_000 {
            // Lanes are added one after the other, and some run empty.
            let key = LaneKey { access: AccessId(0), tenant: TenantId(draw(1 + arrival / 50) as u32) };
            let (units, wall_secs) = (1 + draw(60) as u32, 1 + draw(900) as u32);
            let new = Key { rank: draw(5), arrival };
            let lane = queue.insert(key, Entry { key: new, job: 0, kind: 0, units, wall_secs });
            waiting.push((lane, new));
            if 30 < waiting.len() {
                let (lane, key) = waiting.swap_remove(draw(waiting.len() as u64) as usize);
                let place = queue.lane(lane).find(key).unwrap();
                queue.remove(lane, place);
            }
            let wall_secs = if draw(4) == 0 { u32::MAX } else { draw(300) as u32 };
            let filter = Filter { units: draw(60) as u32, units_long: draw(8) as u32, wall_secs };
            let lanes = || 0..queue.lanes().len() as u32;
            let expected: Vec<u32> =
                lanes().filter(|lane| queue.lane(*lane).summary().may_pass(&filter)).collect();
            let next = |from| queue.lane_for(from, &filter);
            let found: Vec<u32> = std::iter::successors(next(0), |lane| next(lane + 1)).collect();
            if 1 < queue.lanes().len() {
                assert_eq!(found, expected, "after {arrival}");
            }
            let mut fronts: Vec<(u32, Key)> =
                queue.fronts().iter().map(|front| (front.lane, front.entry.key)).collect();
            fronts.sort_unstable();
            let first = |lane| queue.lane(lane).first().map(|entry| (lane, entry.key));
            assert_eq!(fronts, lanes().filter_map(first).collect::<Vec<_>>());
        }
    }
}
