//! Looked at before the queue: jobs for which others have left, and owners on what is theirs.

use super::BuiltIn;
use super::gang::gang_of;
use super::locks;
use super::seat::{Attempt, Seat};
use crate::cluster::PoolSet;
use crate::policy::backfill::Blocked;
use crate::policy::desk::Desk;

impl BuiltIn {
    /// Looks first at the jobs for which others have left.
    pub(super) fn serve_claims(&mut self, desk: &mut Desk<'_>) {
        let claims: Vec<u32> = self.claims.keys().copied().collect();
        for slot in claims {
            let Some(seat) = self.seat_of(desk, slot) else { continue };
            if self.pass.is_over || !self.pass.done.insert(slot) {
                continue;
            }
            match self.attempt(desk, &seat, PoolSet::NONE) {
                Attempt::Starts => {
                    self.start(desk, &seat);
                }
                Attempt::Waits(_) if self.claims[&slot] <= desk.now => {
                    // They have left, and it was not enough; it may send others away.
                    self.claims.remove(&slot);
                    self.pass.done.remove(&slot);
                }
                // What they leave is kept for it even where no other job is planned.
                Attempt::Waits(_) => self.keep_for_a_claim(desk, &seat),
            }
        }
    }

    /// Keeps for a job what is free now and what others are about to leave for it.
    pub(super) fn keep_for_a_claim(&mut self, desk: &mut Desk<'_>, seat: &Seat) {
        match self.rule.blocked {
            Blocked::IsPlanned(_) => {
                let need = self.gates.need(desk.requests, seat);
                let found = self.ahead.earliest(&self.gates, desk, &need, (desk.now, PoolSet::NONE));
                if let Some(found) = found.filter(|found| desk.now < found.at()) {
                    self.plan(desk, seat, found);
                }
            }
            Blocked::IsPromised(_) => self.promise_anew(desk, seat),
            Blocked::Closes
            | Blocked::ClosesFor(_)
            | Blocked::ClosesForByPriority(_)
            | Blocked::LetsPass
            | Blocked::IsProtected => {
                self.reserve(desk, seat, desk.now);
            }
        }
    }

    /// Lets owners start on what is theirs before it is lent on, and finds out whose locks are needed.
    pub(super) fn serve_owners(&mut self, desk: &mut Desk<'_>) {
        let (all, lent) = (desk.cluster.all_pools(), self.gates.facts.lent);
        if lent == PoolSet::NONE || !self.gates.locks_bind {
            return;
        }
        let mut needed = PoolSet::NONE;
        for seat in self.owners_seats(desk) {
            let request = &desk.requests[seat.job() as usize];
            let own = locks::own(&self.gates.center, desk.cluster.list(seat.access), request, desk.now);
            let gang = gang_of(desk, seat.job()).is_some();
            if !own.meets(lent) || gang || self.pass.is_over {
                continue;
            }
            // A job for which others are leaving was looked at already; until they have left it needs its own as before.
            let is_looked_at = self.pass.done.contains(&seat.job());
            let mine = desk.cluster.list(seat.access).iter().filter(|pool| own.contains(**pool));
            let free: u64 = mine.map(|pool| desk.cluster.free_units_in(*pool)).sum();
            if is_looked_at || free < u64::from(seat.entry.units) {
                let lacks = self.gates.lacks(seat.job(), desk.now).is_some();
                needed = if lacks { needed } else { needed.with(own) };
                continue;
            }
            // Places in the queue are good only until another job starts.
            let Some(place) = desk.queue.lane(seat.lane).find(seat.entry.key) else { continue };
            let seat = Seat { place, ..seat };
            match self.attempt(desk, &seat, all.without(own)) {
                Attempt::Starts => {
                    self.start(desk, &seat);
                }
                Attempt::Waits(wait) => {
                    // Whatever it lacks beside nodes, more of these would not help it.
                    let is_own = wait.lack.is_some();
                    needed = if is_own { needed } else { needed.with(own) };
                }
            }
        }
        self.gates.needed = needed;
    }

    /// Where the jobs stand that find lent pools locked for them, in order of submission within a lane.
    fn owners_seats(&self, desk: &Desk<'_>) -> Vec<Seat> {
        let lanes = desk.lanes().iter().enumerate();
        let owners = lanes.filter(|(_, (key, _))| self.gates.facts.owners_lists[usize::from(key.access.0)]);
        let seats = owners.flat_map(|(number, (key, lane))| {
            let (lane_number, access) = (number as u32, key.access);
            lane.iter().map(move |entry| Seat {
                lane: lane_number,
                access,
                place: Default::default(),
                entry: *entry,
            })
        });
        seats.collect()
    }

    /// Where a job stands, if it is queued.
    pub(super) fn seat_of(&self, desk: &Desk<'_>, slot: u32) -> Option<Seat> {
        let request = &desk.requests[slot as usize];
        let access = desk.center.access_of(request.partition, request.group);
        let lanes = desk.lanes().iter().enumerate();
        lanes.filter(|(_, (key, _))| key.access == access).find_map(|(number, (_, lane))| {
            let entry = *lane.iter().find(|entry| entry.job == slot)?;
            let place = lane.find(entry.key).expect("an entry of a lane has a place");
            Some(Seat { lane: number as u32, access, place, entry })
        })
    }
}
