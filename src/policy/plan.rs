//! Plans made anew: every waiting job in order, or the first few that cannot start, at the earliest time that disturbs none
//! before it.
//!
//! With every job planned this is conservative backfilling as many programs read it, where a job's place may slip when an
//! earlier one moves up; with one job it is EASY. A plan matters only for who starts now, so it is made only as far
//! as the last job that could, and it stays good until something is given back: time alone moves no planned start.

use super::composite::News;
use super::desk::Desk;
use super::futures::{Futures, Need, Parts};
use super::queue::{Entry, Filter, Key, Lane, Place};
use super::standing::{self, Cursor, Standing};
use crate::model::{AccessId, Piece};

/// A plan and how far it was made.
#[derive(Debug)]
pub(super) struct Plan {
    /// How many blocked jobs get a reservation.
    depth: u32,
    reserved: u32,
    /// The last job that was looked at, while the plan is good.
    planned: Option<Key>,
    futures: Futures,
    cursors: Vec<Cursor>,
    parts: Parts,
    pieces: Vec<Piece>,
}

impl Plan {
    pub(super) fn new(depth: u32) -> Plan {
        Plan {
            depth,
            reserved: 0,
            planned: None,
            futures: Futures::default(),
            cursors: Vec::new(),
            parts: Vec::new(),
            pieces: Vec::new(),
        }
    }

    /// Forgets the plan: running jobs leave later than it says.
    pub(super) const fn replan(&mut self) {
        self.planned = None;
    }

    pub(super) fn schedule(&mut self, standing: &Standing, desk: &mut Desk<'_>, news: &News<'_>) {
        let mut cursors = std::mem::take(&mut self.cursors);
        standing.place_cursors(desk, news.scope, &mut cursors);
        match self.planned.filter(|last| standing.is_fixed() && still_good(news, *last)) {
            _ if cursors.is_empty() => self.planned = None,
            Some(last) => {
                self.futures.advance(desk.now);
                let behind = Key { arrival: last.arrival + 1, ..last };
                cursors.retain_mut(|cursor| cursor.skip_to(desk, behind));
            }
            None => {
                self.futures.refill(desk.cluster, desk.now);
                self.reserved = 0;
                self.planned = None;
            }
        }
        self.plan(desk, &mut cursors);
        self.cursors = cursors;
    }

    fn plan(&mut self, desk: &mut Desk<'_>, cursors: &mut Vec<Cursor>) {
        let mut hope: Option<(Key, u32)> = None;
        while let Some(number) = standing::first(cursors) {
            let cursor = cursors[number];
            // The plan is worth going on with only while somebody further on could start now.
            let free = desk.cluster.free_units(cursor.access);
            let alive = hope.is_some_and(|(key, units)| cursor.entry.key <= key && u64::from(units) <= free);
            if !alive {
                hope = self.somebody_who_could_start(desk, cursors);
            }
            if hope.is_none() {
                break;
            }
            let place = self.look_at(desk, &cursor);
            self.planned = self.planned.max(Some(cursor.entry.key));
            let filter = match self.reserved < self.depth {
                true => Filter::ALL,
                false => self.filter(desk, cursor.access),
            };
            match desk.next_in(cursor.lane, place, &filter) {
                Some((place, entry)) => cursors[number] = Cursor { place, entry, ..cursor },
                None => {
                    cursors.swap_remove(number);
                }
            }
        }
    }

    /// Starts a job if its earliest time is now, or reserves that time for it. Gives the place after it.
    fn look_at(&mut self, desk: &mut Desk<'_>, cursor: &Cursor) -> Place {
        let request = &desk.requests[cursor.entry.job as usize];
        let need = Need { access: cursor.access, shape: request.shape, span: request.estimate };
        let at = self.futures.earliest(desk.cluster, need, desk.now);
        // A job that running jobs will never make room for has nothing to plan for.
        let Some(at) = at else { return Lane::after(cursor.place) };
        let keep = self.reserved < self.depth;
        if keep || at == desk.now {
            self.futures.take(desk.cluster, need, at, &mut self.parts);
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

    /// The first job of any lane that might start now.
    fn somebody_who_could_start(&self, desk: &Desk<'_>, cursors: &[Cursor]) -> Option<(Key, u32)> {
        let found = cursors.iter().filter_map(|cursor| {
            let filter = self.filter(desk, cursor.access);
            desk.next_in(cursor.lane, cursor.place, &filter)
        });
        found.map(|(_, Entry { key, units, .. })| (key, units)).min()
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

fn narrow(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
