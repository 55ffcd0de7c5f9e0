//! Transfers over the same route, and which routes hang together because they share links.

use super::network::{Network, PER_BYTE};
use super::shares::{Capacity, Flow, WHOLE_USE, rates};
use crate::model::{LineId, TransferId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What goes over a line from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// The line.
    pub line: LineId,
    /// Bytes a second, rounded down.
    pub bytes_per_sec: u64,
    /// How many transfers.
    pub transfers: u32,
}

/// The bundles of all routes that were ever used, over a network.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Bundles {
    pub(super) network: Network,
    pub(super) list: Vec<Bundle>,
    by_route: BTreeMap<Vec<LineId>, u32>,
}

/// Transfers over one route.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Bundle {
    pub(super) route: Vec<LineId>,
    /// What each gets now.
    pub(super) rate: u128,
    /// Since which nanosecond.
    pub(super) since: u128,
    /// What each got until then that was there all the time.
    pub(super) sum: u128,
    /// At which sum which of them is done.
    pub(super) marks: BTreeSet<(u128, TransferId)>,
    /// In which nanosecond the first of them is, where that is known.
    pub(super) end: Option<u128>,
}

impl Bundle {
    /// Counts what each got until then.
    pub(super) fn reach(&mut self, nano: u128) {
        self.sum += self.rate * nano.saturating_sub(self.since);
        self.since = nano.max(self.since);
    }
}

impl Bundles {
    pub(super) fn new(network: Network) -> Bundles {
        Bundles { network, ..Bundles::default() }
    }

    /// The bundle of a route, which is begun where there is none.
    pub(super) fn number_of(&mut self, route: &[LineId], nano: u128) -> u32 {
        if let Some(number) = self.by_route.get(route) {
            return *number;
        }
        let number = self.list.len() as u32;
        let (marks, route) = (BTreeSet::new(), route.to_vec());
        self.by_route.insert(route.clone(), number);
        self.list.push(Bundle { route, rate: 0, since: nano, sum: 0, marks, end: None });
        number
    }

    /// What one more transfer over a route would get.
    pub(super) fn rate_of_one_more(&self, route: &[LineId]) -> u128 {
        let (lines, bundles) = self.component(route.iter().copied());
        let own = bundles.iter().position(|bundle| self.list[*bundle as usize].route == route);
        let (capacities, mut flows) = self.division(&lines, &bundles);
        match own {
            Some(place) => flows[place].count += 1,
            None => flows.push(self.flow(&lines, route, 1)),
        }
        rates(&capacities, &flows)[own.unwrap_or(flows.len() - 1)]
    }

    /// The lines and bundles that hang together with some lines: bundles share lines that are shared.
    pub(super) fn component(&self, lines: impl Iterator<Item = LineId>) -> (Vec<LineId>, Vec<u32>) {
        let mut found: BTreeSet<LineId> = lines.collect();
        let mut open: Vec<u32> =
            found.iter().flat_map(|line| self.network.line(*line).users.iter().copied()).collect();
        let mut bundles = BTreeSet::new();
        while let Some(number) = open.pop() {
            if !bundles.insert(number) {
                continue;
            }
            for line in &self.list[number as usize].route {
                // Transfers that each have a line for themselves do not touch each other there.
                if found.insert(*line) && self.network.line(*line).is_shared {
                    open.extend(&self.network.line(*line).users);
                }
            }
        }
        (found.into_iter().collect(), bundles.into_iter().collect())
    }

    /// Links, and the flows over them.
    pub(super) fn division(&self, lines: &[LineId], bundles: &[u32]) -> (Vec<Capacity>, Vec<Flow>) {
        let capacities = lines.iter().map(|line| self.network.line(*line).capacity());
        let flows = bundles.iter().map(|number| {
            let bundle = &self.list[*number as usize];
            self.flow(lines, &bundle.route, bundle.marks.len() as u64)
        });
        (capacities.collect(), flows.collect())
    }

    /// So many transfers over a route, as they take part in a division.
    fn flow(&self, lines: &[LineId], route: &[LineId], count: u64) -> Flow {
        let place =
            |line: &LineId| lines.binary_search(line).expect("a route lies within what hangs together");
        let most = route.iter().filter_map(|line| self.network.line(*line).most).min();
        let uses = route.iter().map(|line| (place(line), WHOLE_USE)).collect();
        Flow { count, penalty: 1, most, uses }
    }

    /// What goes over a line now.
    pub(super) fn load(&self, line: LineId) -> Load {
        let (mut rate, mut transfers) = (0, 0);
        for number in &self.network.line(line).users {
            let bundle = &self.list[*number as usize];
            transfers += bundle.marks.len() as u32;
            rate += bundle.rate * bundle.marks.len() as u128;
        }
        Load { line, bytes_per_sec: (rate / PER_BYTE) as u64, transfers }
    }
}
