//! Who is looked at before the queue: those for whom others have left, and owners on what is theirs.

use super::gang::gang_of;
use super::pass::{Seat, Verdict};
use super::{Ruled, locks};
use crate::cluster::PoolSet;
use crate::model::Cause;
use crate::policy::desk::Desk;

impl Ruled {
    /// Looks first at those for whom others have left.
    pub(super) fn serve_claims(&mut self, desk: &mut Desk<'_>) {
        let claims: Vec<u32> = self.claims.keys().copied().collect();
        for slot in claims {
            let Some(seat) = self.seat_of(desk, slot) else { continue };
            if self.is_over || !self.done.insert(slot) {
                continue;
            }
            let old = self.take_promise_out(desk, seat);
            if let Verdict::Waits(_, at) = self.consider(desk, seat) {
                if self.claims[&slot] <= desk.now {
                    // They have left, and it was not enough; it may send others away.
                    self.claims.remove(&slot);
                    self.done.remove(&slot);
                }
                if !self.claims.contains_key(&slot) {
                    continue;
                }
                // What they leave is kept for it even where nobody else is planned.
                let at = at.or_else(|| self.earliest(desk, seat, desk.now).filter(|at| desk.now < *at));
                if let Some(at) = at {
                    self.reserve(desk, seat, at);
                    self.break_promise(desk, seat, old, at);
                }
            }
        }
    }

    /// Lets owners start on what is theirs before it is lent on, and finds out whose locks are needed.
    pub(super) fn serve_owners(&mut self, desk: &mut Desk<'_>) {
        let all = desk.cluster.all_pools();
        if self.lent == PoolSet::NONE {
            return;
        }
        let mut needed = PoolSet::NONE;
        for seat in self.owners_seats(desk) {
            let request = desk.requests[seat.job() as usize];
            let own = locks::own(&self.center, desk.cluster.list(seat.access), &request, desk.now);
            let gang = gang_of(desk, seat.job()).is_some();
            if !own.meets(self.lent) || gang || self.is_over {
                continue;
            }
            // For whom others are leaving was looked at already; until they have left it needs its own as before.
            let is_looked_at = self.done.contains(&seat.job());
            let mine = desk.cluster.list(seat.access).iter().filter(|pool| own.contains(**pool));
            let free: u64 = mine.map(|pool| desk.cluster.free_units_in(*pool)).sum();
            if is_looked_at || free < u64::from(seat.entry.units) {
                self.note_dues(desk, seat.job(), &request);
                let lacking = self.books.lacks(&self.center, &self.dues[&seat.job()], desk.now);
                needed = if lacking.is_none() { needed.with(own) } else { needed };
                continue;
            }
            let old = self.take_promise_out(desk, seat);
            self.outlook.barred = all.without(own);
            let verdict = self.consider(desk, seat);
            self.outlook.barred = PoolSet::NONE;
            if let Verdict::Waits(cause, _) = verdict {
                self.put_promise_back(desk, seat, old);
                if !matches!(cause, Cause::Limit | Cause::Quota) {
                    needed = needed.with(own);
                }
            }
        }
        self.outlook.needed = needed;
    }

    /// Where those stand who find lent pools locked for them, in order of submission within a lane.
    fn owners_seats(&self, desk: &Desk<'_>) -> Vec<Seat> {
        let lanes = desk.lanes().iter().enumerate();
        let owners = lanes.filter(|(_, (key, _))| self.owners_lists[usize::from(key.access.0)]);
        let seats = owners.flat_map(|(number, (key, lane))| {
            let (lane_number, access) = (number as u32, key.access);
            lane.iter().map(move |entry| Seat { lane: lane_number, access, entry: *entry })
        });
        seats.collect()
    }
}
