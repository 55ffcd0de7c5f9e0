//! How much of a centre each tenant holds over time: the dominant shares of its largest tenants, and of all others together.

use super::level::Bins;
use super::{Dominance, Gauges, Window};
use crate::model::{CenterId, Request, Resources, TenantId, Time};
use serde::{Deserialize, Serialize};

/// So many tenants have a line of their own: more than a figure has colours, so that it can choose.
const NAMED_MAX: usize = 32;

/// Enough to see who takes turns, and few enough that a layer is wider than a line: a week for a year.
const BINS_MAX: u64 = 120;

/// Follows what each tenant holds of one centre.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct DominanceFold {
    id: CenterId,
    bins: Bins,
    /// By place of the tenant: in the order of time, the bins in which what it holds changed.
    changes: Vec<Vec<Change>>,
}

/// What changed within one bin.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Change {
    bin: usize,
    /// Each change times what remained of the bin: cores, accelerators, memory.
    partial: [i128; 3],
    /// The sum of the changes.
    step: [i128; 3],
}

impl DominanceFold {
    pub(super) fn new(id: CenterId, window: Window) -> DominanceFold {
        DominanceFold { id, bins: Bins::at_most(window.end, BINS_MAX), changes: Vec::new() }
    }

    /// Learns that a job of the tenant in this place holds its part from now on.
    pub(super) fn hold(&mut self, request: &Request, place: usize, at: Time) {
        self.change(request, place, at, 1);
    }

    /// Learns that it has given it back.
    pub(super) fn give_back(&mut self, request: &Request, place: usize, at: Time) {
        self.change(request, place, at, -1);
    }

    fn change(&mut self, request: &Request, place: usize, at: Time, sign: i128) {
        if self.bins.horizon <= at {
            return;
        }
        if self.changes.len() <= place {
            self.changes.resize(place + 1, Vec::new());
        }
        let bin = (at.as_micros() / self.bins.width.as_micros()) as usize;
        let gone = at.as_micros() % self.bins.width.as_micros();
        let left = i128::from(self.bins.length(bin).as_micros() - gone);
        let changes = &mut self.changes[place];
        // Records come in the order of time.
        if changes.last().is_none_or(|last| last.bin != bin) {
            changes.push(Change { bin, partial: [0; 3], step: [0; 3] });
        }
        let last = changes.last_mut().expect("one has just been made sure of");
        let Resources { cores, accelerators, memory_mib } = request.shape.per_task;
        let each = [i128::from(cores), i128::from(accelerators), i128::from(memory_mib)];
        for (kind, each) in each.into_iter().enumerate() {
            let by = sign * each * i128::from(request.shape.tasks);
            last.partial[kind] += by * left;
            last.step[kind] += by;
        }
    }

    /// The shares over time; `tenants` are the known ones with their places, those that ask for most first.
    pub(super) fn finish(&self, gauges: &Gauges, tenants: &[(TenantId, usize)]) -> Dominance {
        let capacity = self.capacity(gauges);
        let (named, rest) = tenants.split_at(tenants.len().min(NAMED_MAX));
        let mut others = vec![0.0; self.bins.count()];
        for (_, place) in rest {
            others.iter_mut().zip(self.shares(*place, &capacity)).for_each(|(sum, share)| *sum += share);
        }
        Dominance {
            center: self.id,
            start: Time::ZERO,
            bin: self.bins.width,
            end: self.bins.horizon,
            tenants: named.iter().map(|(tenant, place)| (*tenant, self.shares(*place, &capacity))).collect(),
            other_count: rest.len(),
            others,
        }
    }

    /// For each bin, the cores, accelerators and memory that were there, times microseconds.
    fn capacity(&self, gauges: &Gauges) -> Vec<[u128; 3]> {
        let bins = 0..self.bins.count();
        bins.map(|bin| gauges.resource_micros(self.id, self.bins.window(bin))).collect()
    }

    /// For each bin, the dominant share of the tenant in this place.
    fn shares(&self, place: usize, capacity: &[[u128; 3]]) -> Vec<f64> {
        let mut shares = vec![0.0; self.bins.count()];
        let mut changes = self.changes.get(place).map_or(&[][..], Vec::as_slice).iter().peekable();
        let mut level = [0_i128; 3];
        for (bin, share) in shares.iter_mut().enumerate() {
            let length = self.bins.length(bin);
            let mut held = level.map(|level| level * i128::from(length.as_micros()));
            if let Some(change) = changes.next_if(|change| change.bin == bin) {
                for kind in 0..3 {
                    held[kind] += change.partial[kind];
                    level[kind] += change.step[kind];
                }
            }
            *share = dominant(held, capacity[bin]);
        }
        shares
    }
}

fn dominant(held: [i128; 3], capacity: [u128; 3]) -> f64 {
    let part = |(held, all): (i128, u128)| if all == 0 { 0.0 } else { held as f64 / all as f64 };
    held.into_iter().zip(capacity).map(part).fold(0.0, f64::max)
}
