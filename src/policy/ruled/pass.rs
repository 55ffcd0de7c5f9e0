//! One pass: every waiting job in order starts, is planned, sends others away, or is told why it waits.

use super::gang::gang_of;
use super::outlook::Need;
use super::runs::Run;
use super::style::Style;
use super::{Ruled, locks};
use crate::cluster::PoolSet;
use crate::model::{AccessId, Cause, PartitionId, Request, Time};
use crate::policy::cause;
use crate::policy::desk::Desk;
use crate::policy::queue::{Entry, Filter, Key, Lane, Place};
use crate::policy::standing::{self, Cursor};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// From this priority on a job polls in steps under the tiered mode.
const POLLING_PRIORITY: u32 = 3;

/// Where a waiting job stands.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Seat {
    pub(super) lane: u32,
    pub(super) access: AccessId,
    pub(super) entry: Entry,
}

impl Seat {
    pub(super) const fn job(&self) -> u32 {
        self.entry.job
    }

    fn place(&self, desk: &Desk<'_>) -> Place {
        desk.queue.lane(self.lane).find(self.entry.key).expect("who is looked at waits")
    }
}

/// What was found of a job that was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Verdict {
    Started,
    /// It waits for this; and if so, from when on it could start beside all that is planned.
    Waits(Cause, Option<Time>),
}

impl Ruled {
    pub(super) fn pass(&mut self, desk: &mut Desk<'_>) {
        self.is_over = false;
        self.done.clear();
        self.gangs.clear();
        self.standing.begin(desk, desk.cluster.all_pools());
        self.ripens = Time::NEVER;
        self.outlook.needed = PoolSet::NONE;
        self.refill(desk);
        self.plans_now = self.is_time_to_plan(desk);
        self.keep_promises(desk);
        self.serve_claims(desk);
        self.serve_owners(desk);
        self.resume(desk);
        let rounds = self.rounds(desk);
        for round in rounds.into_iter().rev() {
            self.walk(desk, round);
        }
        self.breach = if self.is_over { self.breach } else { None };
        self.wake_for_next_plan(desk);
        // Where somebody was evicted there is another pass at this instant.
        if desk.acts.tells_causes && !self.is_over {
            self.tell_causes(desk);
        }
        self.wake_for_the_calendar(desk);
    }

    /// Whether this pass plans; where plans are made by the clock, the pass in which the time has come.
    fn is_time_to_plan(&mut self, desk: &Desk<'_>) -> bool {
        let Style::Periodic(every) = self.style else { return true };
        let due = self.planned.is_none_or(|last| last + every <= desk.now);
        if due {
            self.planned = Some(desk.now);
        }
        due
    }

    /// Asks to be asked again when the next plan may be made, where that lets somebody overtake.
    fn wake_for_next_plan(&mut self, desk: &mut Desk<'_>) {
        // Time alone moves no plan: only what has happened since the last one makes another worth while.
        if let (Style::Periodic(every), Some(last), false) = (self.style, self.planned, self.plans_now)
            && !desk.queue.is_empty()
        {
            self.wake(desk, last + every);
        }
    }

    /// In how many rounds jobs are looked at: the highest first.
    fn rounds(&self, desk: &Desk<'_>) -> Vec<u32> {
        let entries = desk.lanes().iter().flat_map(|(_, lane)| lane.iter());
        let mut rounds: Vec<u32> =
            entries.map(|entry| self.round(&desk.requests[entry.job as usize])).collect();
        rounds.sort_unstable();
        rounds.dedup();
        rounds
    }

    pub(super) fn round(&self, request: &Request) -> u32 {
        let tier = self.center.rules.partition(request.partition).tier;
        let class = self.center.claims.classes.get(usize::from(request.class.0));
        let polls = class.is_some_and(|class| POLLING_PRIORITY <= class.priority);
        match self.style {
            Style::Tiered(_) => 2 * tier + u32::from(polls),
            Style::Fifo
            | Style::Free
            | Style::Depth(_)
            | Style::ShortestFirst
            | Style::Periodic(_)
            | Style::Promised
            | Style::Stepped(_) => tier,
        }
    }

    /// Looks at every job of a round in order.
    fn walk(&mut self, desk: &mut Desk<'_>, round: u32) {
        let mut cursors = std::mem::take(&mut self.cursors);
        self.standing.place_cursors(desk, desk.cluster.all_pools(), &mut cursors);
        while let Some(number) = standing::first(&cursors) {
            let Cursor { lane, access, place, entry, .. } = cursors[number];
            let here = self.round(&desk.requests[entry.job as usize]) == round;
            if here && self.style == Style::ShortestFirst && !self.planned_jobs.is_empty() {
                self.walk_shortest_first(desk, round, &mut cursors);
                break;
            }
            let seat = Seat { lane, access, entry };
            let waiting = desk.queue.len();
            if here && !self.is_over {
                self.look_at(desk, seat);
            }
            let filter = self.filter(desk, access);
            let next = match desk.queue.len() == waiting {
                true => desk.next_in(lane, Lane::after(place), &filter),
                // Somebody started, perhaps several at once: go on behind the key.
                false => desk.next_in(lane, desk.queue.lane(lane).seek(behind(entry.key)), &filter),
            };
            match next {
                Some((place, entry)) => {
                    (cursors[number].place, cursors[number].entry) = (place, entry);
                }
                None => {
                    cursors.swap_remove(number);
                }
            }
            if desk.queue.len() < waiting {
                self.standing.take(desk, lane, &mut cursors);
                // Places are places no longer in lanes that lost somebody.
                cursors.retain_mut(|cursor| {
                    let key = cursor.entry.key;
                    cursor.skip_to(desk, key)
                });
            }
        }
        self.cursors = cursors;
    }

    fn walk_shortest_first(&mut self, desk: &mut Desk<'_>, round: u32, cursors: &mut Vec<Cursor>) {
        let mut seats: Vec<Seat> = Vec::new();
        for cursor in cursors.drain(..) {
            let entries = desk.queue.lane(cursor.lane).iter();
            let behind = entries.skip_while(|entry| entry.key < cursor.entry.key);
            seats.extend(behind.map(|entry| Seat {
                lane: cursor.lane,
                access: cursor.access,
                entry: *entry,
            }));
        }
        seats.retain(|seat| self.round(&desk.requests[seat.job() as usize]) == round);
        seats.sort_by_key(|seat| (desk.requests[seat.job() as usize].estimate, seat.entry.key));
        for seat in seats {
            if !self.is_over && !self.done.contains(&seat.job()) {
                self.look_at(desk, seat);
            }
        }
    }

    /// Deals with one job, or with its whole gang.
    fn look_at(&mut self, desk: &mut Desk<'_>, seat: Seat) {
        if !self.done.insert(seat.job()) {
            return;
        }
        if gang_of(desk, seat.job()).is_some() {
            return self.look_at_gang(desk, seat);
        }
        if self.keeps_its_promise(desk, seat) {
            return;
        }
        let old = self.take_promise_out(desk, seat);
        let verdict = self.consider(desk, seat);
        let Verdict::Waits(cause, at) = verdict else { return };
        if self.send_others_away(desk, seat, cause) {
            return;
        }
        self.plan(desk, seat, (cause, at), old);
    }

    /// Starts a job if it may start now; else finds out what it waits for.
    pub(super) fn consider(&mut self, desk: &mut Desk<'_>, seat: Seat) -> Verdict {
        let request = desk.requests[seat.job() as usize];
        self.note_dues(desk, seat.job(), &request);
        let dues = &self.dues[&seat.job()];
        let need = Need { access: seat.access, request: &request, dues };
        let ground = (&self.center, &*desk.cluster, &self.books);
        let lacking = self.books.lacks(&self.center, dues, desk.now);
        // Who lacks what only he may lack is planned only where all are.
        let is_planned = match lacking {
            None => self.has_room_in_plan(desk, seat.access),
            Some((_, is_shared)) => is_shared && 0 < self.style.depth() || self.style.depth() == u32::MAX,
        };
        let at = if lacking.is_none() && self.outlook.is_open_now(ground, need, desk.now) {
            Some(desk.now)
        } else if is_planned {
            self.outlook.earliest(ground, need, desk.now, desk.now)
        } else {
            None
        };
        if let Some((cause, _)) = lacking {
            return Verdict::Waits(cause, at.filter(|at| desk.now < *at));
        }
        let list = desk.cluster.list(seat.access);
        let shut = locks::closed(&self.center, list, &request, desk.now, self.outlook.needed);
        if at == Some(desk.now) {
            // Where nothing is planned, another split over the pools does no harm.
            let closed = shut.with(self.outlook.barred);
            let any_split = self.planned_jobs.is_empty();
            let mut found = any_split
                && desk.cluster.joins_pools()
                && desk.cluster.find(seat.access, closed, request.shape, &mut self.pieces);
            if !found {
                self.outlook.take(ground, need, (desk.now, desk.now), &mut self.parts);
                if desk.find_parts(seat.access, request.shape, &self.parts, &mut self.pieces) {
                    self.start(desk, seat, &request);
                    return Verdict::Started;
                }
                self.outlook.give(desk.cluster, need, desk.now, &self.parts);
                found = any_split && desk.cluster.find(seat.access, closed, request.shape, &mut self.pieces);
            }
            if found {
                self.outlook.hold(ground, need, &self.pieces, desk.now, request.estimate);
                self.start(desk, seat, &request);
                return Verdict::Started;
            }
        }
        let cause = cause::of(&self.center, desk.cluster, seat.access, &request, shut);
        Verdict::Waits(cause, at.filter(|at| desk.now < *at))
    }

    pub(super) fn note_dues(&mut self, desk: &Desk<'_>, slot: u32, request: &Request) {
        if !self.dues.contains_key(&slot) {
            let dues = self.books.dues(&self.center, request, desk.terms.get(&slot));
            self.dues.insert(slot, dues);
        }
    }

    /// Starts a job on the nodes that were found, which the outlook knows of already.
    pub(super) fn start(&mut self, desk: &mut Desk<'_>, seat: Seat, request: &Request) {
        let slot = seat.job();
        let dues = self.dues.remove(&slot).expect("who is started was looked at");
        let place = seat.place(desk);
        desk.start(seat.lane, place, &self.pieces);
        let run = desk.acts.started.last().expect("it was just started").run;
        let stake = self.books.take(&self.center, dues, desk.now);
        let rules = &self.center.rules;
        let (qos, tier) = (rules.class(request.class).qos, rules.partition(request.partition).tier);
        let named = (slot, seat.entry.key.arrival);
        let size = (seat.access, seat.entry.units);
        self.runs.started(run, Run::new(request, named, size, (qos, tier), stake, desk.now));
        self.done.insert(slot);
        self.forget(slot);
    }

    /// Lets a job that waits hold back those behind it, as the backfill wants it.
    pub(super) fn plan(
        &mut self,
        desk: &mut Desk<'_>,
        seat: Seat,
        (cause, at): (Cause, Option<Time>),
        old: Option<Time>,
    ) {
        let pools = desk.cluster.pools_of(seat.access);
        let waits_for_nodes = !matches!(cause, Cause::Limit | Cause::Quota | Cause::Dependency);
        match self.style {
            Style::Free => {}
            Style::Fifo if waits_for_nodes => self.outlook.barred = self.outlook.barred.with(pools),
            Style::Periodic(_) if !self.plans_now && waits_for_nodes => {
                self.outlook.barred = self.outlook.barred.with(pools);
            }
            Style::Stepped(timeout) | Style::Tiered(timeout)
                if waits_for_nodes && !pools.is_within(self.outlook.barred) =>
            {
                let polls = !matches!(self.style, Style::Tiered(_))
                    || self.round(&desk.requests[seat.job() as usize]) % 2 == 1;
                let until = *self.locked.entry(seat.job()).or_insert(desk.now) + timeout;
                if polls && desk.now < until {
                    self.outlook.barred = self.outlook.barred.with(pools);
                    self.wake(desk, until);
                }
            }
            Style::Fifo | Style::Stepped(_) | Style::Tiered(_) => {}
            Style::Depth(_) | Style::ShortestFirst | Style::Periodic(_) | Style::Promised => {
                let Some(at) = at else { return self.break_promise(desk, seat, old, Time::NEVER) };
                if self.has_room_in_plan(desk, seat.access) {
                    self.reserve(desk, seat, at);
                    self.break_promise(desk, seat, old, at);
                }
            }
        }
    }

    /// Whether one more job that waits for these pools is planned.
    pub(super) fn has_room_in_plan(&self, desk: &Desk<'_>, access: AccessId) -> bool {
        let list = desk.cluster.list(access).iter();
        let planned = list.map(|pool| self.planned_in[usize::from(pool.0)]).min();
        planned.unwrap_or(0) < self.style.depth()
    }

    /// Which jobs of a lane are worth a look: all, as long as one more may be planned or hold others back, or send others away,
    /// or lack something that is counted; else those that could start now.
    fn filter(&self, desk: &Desk<'_>, access: AccessId) -> Filter {
        let holds_back = match self.style {
            Style::Free => false,
            Style::Depth(_) | Style::ShortestFirst => self.has_room_in_plan(desk, access),
            Style::Fifo | Style::Periodic(_) | Style::Promised | Style::Stepped(_) | Style::Tiered(_) => true,
        };
        let owners = self.owners_lists[usize::from(access.0)];
        if self.looks_at_all || owners || holds_back || !desk.terms.is_empty() {
            return Filter::ALL;
        }
        self.outlook.filter(desk.cluster.list(access), desk.cluster, desk.now)
    }

    /// Tells what everybody who is still queued waits for, by what is left at the end of the pass: who starts behind a job may
    /// take what was free when it was looked at.
    fn tell_causes(&self, desk: &mut Desk<'_>) {
        let mut known: BTreeMap<(AccessId, u32, u32, PartitionId, PoolSet), Cause> = BTreeMap::new();
        let mut told = std::mem::take(&mut desk.acts.blames);
        for (key, lane) in desk.lanes() {
            for entry in lane.iter() {
                // Who was not looked at needs nothing that is counted.
                let dues = self.dues.get(&entry.job);
                let lacking = dues.and_then(|dues| self.books.lacks(&self.center, dues, desk.now));
                let request = &desk.requests[entry.job as usize];
                let by_nodes = || {
                    let list = desk.cluster.list(key.access);
                    let shut = locks::closed(&self.center, list, request, desk.now, self.outlook.needed);
                    let kind = (key.access, entry.kind, request.shape.tasks, request.partition, shut);
                    *known
                        .entry(kind)
                        .or_insert_with(|| cause::of(&self.center, desk.cluster, key.access, request, shut))
                };
                told.push((entry.job, lacking.map_or_else(by_nodes, |(cause, _)| cause)));
            }
        }
        desk.acts.blames = told;
    }

    /// Keeps nodes for a job from then on.
    pub(super) fn reserve(&mut self, desk: &Desk<'_>, seat: Seat, at: Time) {
        let request = desk.requests[seat.job() as usize];
        let need = Need { access: seat.access, request: &request, dues: &self.dues[&seat.job()] };
        let ground = (&self.center, &*desk.cluster, &self.books);
        self.outlook.take(ground, need, (at, desk.now), &mut self.parts);
        for pool in desk.cluster.list(seat.access) {
            let planned = &mut self.planned_in[usize::from(pool.0)];
            *planned = planned.saturating_add(1);
        }
        self.planned_jobs.insert(seat.job(), (at, self.parts.clone()));
        if self.style == Style::Promised {
            self.promises.insert(seat.job(), at);
        }
    }

    /// Where a job stands, if it is queued.
    pub(super) fn seat_of(&self, desk: &Desk<'_>, slot: u32) -> Option<Seat> {
        let request = &desk.requests[slot as usize];
        let access = desk.center.access_of(request.partition, request.group);
        let lanes = desk.lanes().iter().enumerate();
        lanes.filter(|(_, (key, _))| key.access == access).find_map(|(number, (_, lane))| {
            let entry = lane.iter().find(|entry| entry.job == slot)?;
            Some(Seat { lane: number as u32, access, entry: *entry })
        })
    }
}

const fn behind(key: Key) -> Key {
    Key { arrival: key.arrival + 1, ..key }
}
