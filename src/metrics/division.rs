//! The part that is due to each tenant: at every instant an even part of the machine, at most what it asks for.
//!
//! A tenant that has jobs, waiting or running, has a claim. The nodes are divided among the claims max-min fairly (Bertsekas
//! and Gallager, *Data Networks*, 6.5.2): no tenant is due more than it asks for, and what it leaves goes to the others in
//! proportion to their shares. Sabin and Sadayappan (*Unfairness Metrics for Space-Sharing Parallel Job Schedulers*, JSSPP
//! 2005) divide a machine among jobs in this way; here it is divided among tenants, so that none is due more because it
//! sends more jobs.

use super::gauge::pool_of_waiting;
use super::usage::each_pool;
use super::{Gauges, Window};
use crate::model::{Center, CenterId, PoolId, Request, TenantId, Time};
use crate::record::{CapacityChange, Piece};
use serde::{Deserialize, Serialize};

/// A node in whole numbers, so fine that what is rounded when it is divided does not matter.
const NODE: u128 = 1_000_000_000;

/// Divides one centre among the tenants who ask for it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct DivisionFold {
    id: CenterId,
    center: Center,
    window: Window,
    /// By pool of the centre: its yard.
    yard_of_pool: Vec<usize>,
    yards: Vec<Yard>,
    /// By pool of the centre: how many nodes it has now.
    nodes: Vec<u32>,
    /// What the job at hand holds: yards, and how much of each. Kept for its memory.
    parts: Vec<(usize, u128)>,
}

/// What one tenant held and what was due to it, in billionths of nodes times microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Dealt {
    /// What it held.
    pub(super) held: u128,
    /// What was due to it.
    pub(super) due: u128,
}

impl DivisionFold {
    pub(super) fn new(id: CenterId, center: &Center, window: Window) -> DivisionFold {
        let yard_of_pool = yards_of_pools(center);
        let count = yard_of_pool.iter().max().map_or(0, |last| last + 1);
        let mut yards = vec![Yard::default(); count];
        for (pool, yard) in yard_of_pool.iter().enumerate() {
            yards[*yard].capacity += NODE * u128::from(center.pools[pool].nodes.size());
        }
        let nodes = center.pools.iter().map(|pool| pool.nodes.size()).collect();
        DivisionFold { id, center: center.clone(), window, yard_of_pool, yards, nodes, parts: Vec::new() }
    }

    /// Learns that a pool has another number of nodes from now on.
    pub(super) fn resize(&mut self, change: &CapacityChange, at: Time) {
        let pool = usize::from(change.pool.0);
        let before = std::mem::replace(&mut self.nodes[pool], change.present);
        let yard = &mut self.yards[self.yard_of_pool[pool]];
        yard.settle(self.window, at);
        yard.capacity -= NODE * u128::from(before);
        yard.capacity += NODE * u128::from(change.present);
        yard.changed = true;
    }

    /// Learns that a job of the tenant in this place waits from now on. Places are numbers from zero.
    pub(super) fn wait(&mut self, gauges: &Gauges, request: &Request, place: usize, at: Time) {
        self.wait_changes(gauges, request, place, at, |sum, part| *sum += part);
    }

    /// Learns that it does not wait any longer.
    pub(super) fn wait_no_longer(&mut self, gauges: &Gauges, request: &Request, place: usize, at: Time) {
        self.wait_changes(gauges, request, place, at, |sum, part| *sum -= part);
    }

    /// Learns that a job holds these pieces from now on.
    pub(super) fn hold(&mut self, gauges: &Gauges, held: (&Request, &[Piece]), place: usize, at: Time) {
        self.hold_changes(gauges, held, place, at, |sum, part| *sum += part);
    }

    /// Learns that it has given them back.
    pub(super) fn give_back(&mut self, gauges: &Gauges, held: (&Request, &[Piece]), place: usize, at: Time) {
        self.hold_changes(gauges, held, place, at, |sum, part| *sum -= part);
    }

    fn wait_changes(
        &mut self,
        gauges: &Gauges,
        request: &Request,
        place: usize,
        at: Time,
        change: fn(&mut u128, u128),
    ) {
        let shares = self.shares(request.tenant);
        if let Some((yard, asked)) = self.asked(gauges, request) {
            change(&mut self.yards[yard].claim(place, shares, self.window, at).waiting, asked);
            change(&mut self.yards[yard].asked, asked);
        }
    }

    fn hold_changes(
        &mut self,
        gauges: &Gauges,
        (request, pieces): (&Request, &[Piece]),
        place: usize,
        at: Time,
        change: fn(&mut u128, u128),
    ) {
        let shares = self.shares(request.tenant);
        self.part(gauges, request, pieces);
        for &(yard, part) in &self.parts {
            change(&mut self.yards[yard].claim(place, shares, self.window, at).held, part);
            change(&mut self.yards[yard].asked, part);
        }
    }

    /// By place, what was dealt to each tenant up to the end of the window.
    pub(super) fn finish(mut self) -> Vec<Dealt> {
        let mut dealt = Vec::new();
        for yard in &mut self.yards {
            yard.finish(self.window);
            dealt.resize(dealt.len().max(yard.claims.len()), Dealt::default());
            for (sum, claim) in dealt.iter_mut().zip(&yard.claims) {
                sum.held += claim.dealt.held;
                sum.due += claim.dealt.due;
            }
        }
        dealt
    }

    /// How much of which yard a waiting job asks for; nothing where no pool could ever hold a task of it.
    pub(super) fn asked(&self, gauges: &Gauges, request: &Request) -> Option<(usize, u128)> {
        let pool = pool_of_waiting(&self.center, request)?;
        let gauge = gauges.of(gauges.number(self.id, pool));
        let units = u64::from(request.shape.tasks) * u64::from(gauge.unit.of(request.shape.per_task));
        Some((self.yard_of_pool[usize::from(pool.0)], in_nodes(units, gauge.units_per_node)))
    }

    fn part(&mut self, gauges: &Gauges, request: &Request, pieces: &[Piece]) {
        let DivisionFold { id, yard_of_pool, parts, .. } = self;
        let first = gauges.number(*id, PoolId(0));
        parts.clear();
        each_pool(gauges, *id, request, pieces, |number, units| {
            let part = in_nodes(units, gauges.of(number).units_per_node);
            parts.push((yard_of_pool[number - first], part));
        });
    }

    fn shares(&self, tenant: TenantId) -> u64 {
        u64::from(self.center.tenant_shares.get(tenant.0 as usize).copied().unwrap_or(1).max(1))
    }
}

/// Billionths of nodes. A node type without units cannot hold a job.
fn in_nodes(units: u64, units_per_node: u32) -> u128 {
    (u128::from(units) * NODE).checked_div(u128::from(units_per_node)).unwrap_or(0)
}

/// By pool, the number of its yard: pools that some job could use together lie in one, and so do pools between them.
fn yards_of_pools(center: &Center) -> Vec<usize> {
    let mut yards: Vec<usize> = (0..center.pools.len()).collect();
    for list in &center.access_lists {
        let joined: Vec<usize> = list.iter().map(|pool| yards[usize::from(pool.0)]).collect();
        if let Some(&first) = joined.iter().min() {
            yards.iter_mut().filter(|yard| joined.contains(yard)).for_each(|yard| *yard = first);
        }
    }
    // Numbers without gaps.
    let mut known: Vec<usize> = yards.clone();
    known.sort_unstable();
    known.dedup();
    yards.iter().map(|yard| known.partition_point(|other| other < yard)).collect()
}

/// Nodes that are divided among the same tenants.
///
/// As long as all can have what they ask for, only the claim that changes is looked at. When they cannot, what is due to one changes what
/// is due to all.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Yard {
    capacity: u128,
    /// What all tenants ask for, waiting or held.
    asked: u128,
    /// By place of the tenant.
    claims: Vec<Claim>,
    /// The places of those who ask for something, and of some who did.
    active: Vec<usize>,
    /// Up to when the claims are known.
    settled: Time,
    /// Whether claims have changed since then.
    changed: bool,
    /// Whether more is asked for than there is, so that all claims are dealt at once.
    is_short: bool,
    /// Claims that are not met in full, while the machine is divided. Kept for its memory.
    open: Vec<usize>,
}

/// The part that one tenant asks for now, and what it got up to now.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct Claim {
    shares: u64,
    held: u128,
    waiting: u128,
    /// The part that is due to it while the yard is short; else it is what it asks for.
    due: u128,
    is_active: bool,
    /// Up to when its time was dealt.
    settled: Time,
    dealt: Dealt,
}

impl Claim {
    const fn asked(&self) -> u128 {
        self.held + self.waiting
    }

    /// Deals out the time up to an instant, in which so much was due to it.
    fn deal(&mut self, window: Window, at: Time, due: u128) {
        let measured = u128::from(window.overlap(self.settled.min(at), at).as_micros());
        self.settled = at;
        self.dealt.held += self.held * measured;
        self.dealt.due += due * measured;
    }
}

impl Yard {
    /// The claim of a tenant, to be changed at this instant.
    fn claim(&mut self, place: usize, shares: u64, window: Window, at: Time) -> &mut Claim {
        self.settle(window, at);
        // Late news changes nothing that was dealt.
        let at = self.settled;
        self.changed = true;
        if self.claims.len() <= place {
            self.claims.resize(place + 1, Claim::default());
        }
        let claim = &mut self.claims[place];
        if !claim.is_active {
            claim.is_active = true;
            self.active.push(place);
        }
        if !self.is_short {
            claim.deal(window, at, claim.asked());
        }
        claim.settled = at;
        claim.shares = shares;
        claim
    }

    /// Goes on to this instant with the claims as they are.
    fn settle(&mut self, window: Window, at: Time) {
        if at <= self.settled {
            return;
        }
        if self.changed {
            self.divide(window);
        }
        self.settled = at;
        if self.is_short {
            for place in &self.active {
                let claim = &mut self.claims[*place];
                claim.deal(window, at, claim.due);
            }
        }
    }

    /// Deals out all time up to the end of the window.
    fn finish(&mut self, window: Window) {
        self.settle(window, window.end);
        if !self.is_short {
            for claim in &mut self.claims {
                claim.deal(window, window.end, claim.asked());
            }
        }
    }

    /// Works out what is due to everybody from the last change on.
    fn divide(&mut self, window: Window) {
        self.changed = false;
        let was_short = std::mem::replace(&mut self.is_short, self.capacity < self.asked);
        if !self.is_short && !was_short {
            return;
        }
        let Yard { claims, active, settled, .. } = self;
        active.retain(|place| {
            let claim = &mut claims[*place];
            if !was_short {
                claim.deal(window, *settled, claim.asked());
            }
            claim.is_active = 0 < claim.asked();
            claim.is_active
        });
        if self.is_short {
            self.fill();
        }
    }

    /// Fills: a tenant that asks for less than an even part of the rest gets all it asks for.
    fn fill(&mut self) {
        let Yard { claims, active, open, .. } = self;
        open.clone_from(active);
        let mut rest = self.capacity;
        let mut shares: u64 = open.iter().map(|place| claims[*place].shares).sum();
        loop {
            let (level, level_shares, before) = (rest, shares, open.len());
            open.retain(|place| {
                let claim = &mut claims[*place];
                let part = level * u128::from(claim.shares) / u128::from(level_shares);
                // Too little where somebody else asks for less, but the last round is right for all who are left.
                claim.due = part;
                if claim.asked() <= part {
                    claim.due = claim.asked();
                    rest -= claim.due;
                    shares -= claim.shares;
                }
                part < claim.asked()
            });
            if open.len() == before || open.is_empty() {
                return;
            }
        }
    }
}
