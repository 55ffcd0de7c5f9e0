//! Plans made anew: every waiting job in order, or the first few that cannot start, at the earliest time that disturbs none
//! before it.
//!
//! With every job planned this is conservative backfilling as many programs read it, where a job's place may slip when an
//! earlier one moves up; with one job it is EASY. A plan matters only for who starts now, so it is made only as far
//! as the last job that could, and it stays good until something is given back: time alone moves no planned start.

use super::composite::News;
use super::desk::Desk;
use super::futures::{Bounds, Futures, Need, Parts};
use super::queue::{Entry, Filter, Key, Lane, Place, narrow};
use super::standing::{self, Cursor, Order, Standing};
use crate::model::{AccessId, Piece, Time};
use serde::{Deserialize, Serialize};

/// A plan and how far it was made.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Plan {
    /// How many blocked jobs get a reservation.
    depth: u32,
    reserved: u32,
    /// The last job that was looked at, while the plan is good.
    planned: Option<Key>,
    futures: Futures,
    bounds: Bounds,
    cursors: Vec<Cursor>,
    /// By lane: up to where nobody was found who could start now.
    searched: Vec<Key>,
    /// From when on the job that was looked at last takes something.
    taken_from: Time,
    parts: Parts,
    pieces: Vec<Piece>,
}

/// A job for whose sake the plan is made on.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Hope {
    tenant_rank: u64,
    access: AccessId,
    entry: Entry,
}

impl Plan {
    pub(super) fn new(depth: u32) -> Plan {
        Plan {
            depth,
            reserved: 0,
            planned: None,
            futures: Futures::default(),
            bounds: Bounds::default(),
            cursors: Vec::new(),
            searched: Vec::new(),
            taken_from: Time::ZERO,
            parts: Vec::new(),
            pieces: Vec::new(),
        }
    }

    /// Forgets the plan: running jobs leave later than it says.
    pub(super) const fn replan(&mut self) {
        self.planned = None;
    }

    pub(super) fn schedule(&mut self, standing: &mut Standing, desk: &mut Desk<'_>, news: &News<'_>) {
        let mut cursors = std::mem::take(&mut self.cursors);
        standing.place_cursors(desk, news.scope, &mut cursors);
        match self.planned.filter(|last| news.order == Order::Kept && still_good(news, *last)) {
            _ if cursors.is_empty() => self.planned = None,
            Some(last) => {
                self.futures.advance(desk.now);
                let behind = Key { arrival: last.arrival + 1, ..last };
                cursors.retain_mut(|cursor| cursor.skip_to(desk, behind));
            }
            None => {
                self.futures.refill(desk.cluster, desk.now);
                self.bounds.clear();
                self.reserved = 0;
                self.planned = None;
            }
        }
        self.plan(standing, desk, &mut cursors);
        self.cursors = cursors;
    }

    fn plan(&mut self, standing: &mut Standing, desk: &mut Desk<'_>, cursors: &mut Vec<Cursor>) {
        self.searched.clear();
        self.searched.resize(desk.lanes().len(), Key::default());
        let mut hope: Option<Hope> = None;
        while let Some(number) = standing::first(cursors) {
            let cursor = &cursors[number];
            // The plan is worth going on with only while somebody further on could start now.
            let alive = hope.is_some_and(|hope| {
                let until = desk.now + desk.requests[hope.entry.job as usize].estimate;
                // What was planned behind its end does not touch it.
                (cursor.tenant_rank, cursor.entry.key) <= (hope.tenant_rank, hope.entry.key)
                    && (until <= self.taken_from || self.could_start(desk, hope.access, &hope.entry))
            });
            if !alive {
                hope = self.somebody_who_could_start(desk, cursors);
            }
            if hope.is_none() {
                break;
            }
            let (waiting, lane) = (desk.queue.len(), cursors[number].lane);
            let cursor = &mut cursors[number];
            let place = self.look_at(desk, cursor);
            self.planned = self.planned.max(Some(cursor.entry.key));
            let filter = match self.reserved < self.depth {
                true => Filter::ALL,
                false => self.filter(desk, cursor.access),
            };
            match desk.next_in(cursor.lane, place, &filter) {
                Some((place, entry)) => (cursor.place, cursor.entry) = (place, entry),
                None => {
                    cursors.swap_remove(number);
                }
            }
            if desk.queue.len() < waiting {
                standing.take(desk, lane, cursors);
            }
        }
    }

    /// Starts a job if its earliest time is now, or reserves that time for it. Gives the place after it.
    fn look_at(&mut self, desk: &mut Desk<'_>, cursor: &Cursor) -> Place {
        let request = &desk.requests[cursor.entry.job as usize];
        let need = Need { access: cursor.access, shape: request.shape, span: request.estimate };
        let Entry { units, .. } = cursor.entry;
        let from = desk.now.max(self.bounds.before(need.access, units, need.span));
        let found = self.futures.earliest(desk.cluster, need, from);
        // A job that running jobs will never make room for has nothing to plan for.
        let Some(found) = found else { return Lane::after(cursor.place) };
        let at = found.at();
        self.bounds.add(need.access, units, need.span, at);
        self.taken_from = at;
        let keep = self.reserved < self.depth;
        if keep || at == desk.now {
            self.futures.take(desk.cluster, need, found, &mut self.parts);
            if at == desk.now && desk.find_parts(need.access, need.shape, &self.parts, &mut self.pieces) {
                return desk.start(cursor.lane, cursor.place, &self.pieces);
            }
            if !keep {
                self.futures.give(desk.cluster, need.shape, (at, at + need.span), &self.parts);
            }
            self.reserved += u32::from(keep);
        }
        Lane::after(cursor.place)
    }

    /// The first job of any lane that could start now beside all that is planned so far. Plans only grow, so a job that was
    /// passed over once in this pass is not looked at again.
    fn somebody_who_could_start(&mut self, desk: &Desk<'_>, cursors: &[Cursor]) -> Option<Hope> {
        let mut first: Option<Hope> = None;
        for cursor in cursors {
            let Cursor { lane, access, tenant_rank, entry, .. } = *cursor;
            let searched = self.searched[lane as usize];
            let mut place =
                if entry.key < searched { desk.queue.lane(lane).seek(searched) } else { cursor.place };
            let filter = self.filter(desk, access);
            let found = loop {
                let Some((at, entry)) = desk.next_in(lane, place, &filter) else { break None };
                if self.could_start(desk, access, &entry) {
                    break Some(entry);
                }
                place = Lane::after(at);
            };
            self.searched[lane as usize] =
                found.map_or(Key { rank: u64::MAX, arrival: u64::MAX }, |entry| entry.key);
            if let Some(entry) = found {
                let hope = Hope { tenant_rank, access, entry };
                let earlier =
                    first.is_none_or(|first| (tenant_rank, entry.key) < (first.tenant_rank, first.entry.key));
                first = if earlier { Some(hope) } else { first };
            }
        }
        first
    }

    /// Whether a job could start now beside all that is planned so far, as far as units tell.
    fn could_start(&self, desk: &Desk<'_>, access: AccessId, entry: &Entry) -> bool {
        let units = u64::from(entry.units);
        units <= desk.cluster.free_units(access)
            && match desk.cluster.list(access) {
                [only] => {
                    let span = desk.requests[entry.job as usize].estimate;
                    self.futures.profile(*only).fits(desk.now, span, units)
                }
                _ => true,
            }
    }

    /// Who might start now: what he needs is free now, and stays so for his walltime or for ever.
    fn filter(&self, desk: &Desk<'_>, access: AccessId) -> Filter {
        let units = narrow(desk.cluster.free_units(access));
        match desk.cluster.list(access) {
            [only] => {
                let (least, at) = self.futures.profile(*only).least();
                let left = desk.now.until(at).as_secs();
                Filter { units, units_long: narrow(least), wall_secs: narrow(left) }
            }
            _ => Filter { units, ..Filter::ALL },
        }
    }
}

/// Whether a plan that was made up to `last` is what would be made now.
fn still_good(news: &News<'_>, last: Key) -> bool {
    !news.freed && news.newcomers.iter().all(|waiting| last < waiting.key)
}
