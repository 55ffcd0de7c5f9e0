//! A pass: the waiting jobs in order, each of which starts or holds back those behind it.

use super::BuiltIn;
use super::news::News;
use super::seat::Seat;
use super::shortcuts::Shortcut;
use crate::cluster::PoolSet;
use crate::model::PoolId;
use crate::policy::backfill::Blocked;
use crate::policy::desk::{Desk, Moment, Waiting};
use crate::policy::queue::{Key, Lane};
use crate::policy::standing::{self, Cursor, Order};

/// At which jobs a pass looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    /// At those that have joined the queue since the last one.
    AtNewcomers,
    /// At those behind this one.
    Behind(Key),
    /// At all.
    AtAll,
}

impl BuiltIn {
    pub(super) fn pass_over(&mut self, desk: &mut Desk<'_>, news: News) {
        if desk.moment == Moment::Close && !self.promises_starts() {
            self.pass_by_newcomers(desk);
            return self.standing.join(desk);
        }
        if self.may_rest(desk, &news) {
            self.standing.join(desk);
            self.memory.clear();
            return;
        }
        let order = self.standing.begin(desk, news.scope, self.only_first_matter());
        if 1 < self.room.newcomers.len() {
            self.room.newcomers.sort_unstable_by_key(|waiting| waiting.key);
        }
        if self.promises_starts() {
            return self.serve_promises(desk, &news, order);
        }
        match self.what_to_look_at(desk, &news, order) {
            Look::AtNewcomers => {
                self.room.candidates.clear();
                self.room.candidates.extend_from_slice(&self.room.newcomers);
                if let Some(opener) = self.try_candidates(desk, true) {
                    self.walk(desk, &news, None, Some(opener.behind()));
                }
            }
            Look::Behind(last) => {
                self.ahead.advance(desk.now);
                self.walk(desk, &news, None, Some(last.behind()));
            }
            Look::AtAll => {
                self.forget_what_was_found(desk, &news);
                self.look_at_all(desk, &news);
            }
        }
        if self.gates.may_bind {
            self.memory.planned = None;
        }
        self.wake_for_next_plan(desk);
    }

    /// With sequential instants, jobs that do not fit when they come are not looked at. What was found before is good only as long
    /// as they stand behind it and wait for what is closed.
    fn pass_by_newcomers(&mut self, desk: &Desk<'_>) {
        let last = self.memory.last.max(self.memory.planned);
        let stays = |new: &Waiting| {
            last < Some(new.key) && (self.plans() || desk.pools_of(new).is_within(self.memory.pools))
        };
        let is_known = self.standing.goes_by_keys() && self.room.newcomers.iter().all(stays);
        if !is_known && !self.room.newcomers.is_empty() {
            self.memory.clear();
        }
    }

    fn what_to_look_at(&self, desk: &Desk<'_>, news: &News, order: Order) -> Look {
        if !news.remembers || !self.is_calm() {
            return Look::AtAll;
        }
        match self.blocked() {
            Blocked::Closes | Blocked::LetsPass | Blocked::IsProtected => {
                let only_newcomers = self.shortcuts.has(Shortcut::OnlyNewcomers)
                    && !self.memory.reserves_counted()
                    && self.order_is_good(desk, news, order)
                    && self.only_newcomers_matter(desk, news, order);
                if only_newcomers { Look::AtNewcomers } else { Look::AtAll }
            }
            Blocked::IsPlanned(_) => {
                let still_good = |last: &Key| {
                    self.shortcuts.has(Shortcut::KeptPlan)
                        && self.pass.blocked.is_none()
                        && !self.gates.may_bind
                        && order == Order::Kept
                        && !news.freed
                        && self.units_decide_in(desk, news)
                        && self.room.newcomers.iter().all(|waiting| *last < waiting.key)
                };
                self.memory.planned.filter(still_good).map_or(Look::AtAll, Look::Behind)
            }
            Blocked::ClosesFor(_) | Blocked::ClosesForByPriority(_) | Blocked::IsPromised(_) => Look::AtAll,
        }
    }

    /// Whether units decide in all pools of the pass. A plan on nodes that is made later may choose others.
    fn units_decide_in(&self, desk: &Desk<'_>, news: &News) -> bool {
        let pools = (0..desk.cluster.pool_count() as u16).map(PoolId);
        pools.filter(|pool| news.scope.contains(*pool)).all(|pool| self.ahead.units_decide(pool))
    }

    /// Whether jobs wait for nothing but nodes and what is counted, and stand in one line.
    pub(super) fn is_calm(&self) -> bool {
        !self.gates.links_pools() && !self.gates.facts.has_tiers
    }

    pub(super) fn forget_what_was_found(&mut self, desk: &Desk<'_>, news: &News) {
        self.memory.clear();
        self.room.unfit.clear();
        self.room.harmful.clear();
        self.ahead.begin();
        if matches!(self.blocked(), Blocked::IsPlanned(_)) {
            self.refill(desk, news.scope);
        }
    }

    /// Starts the plan of some pools anew from what runs.
    pub(super) fn refill(&mut self, desk: &Desk<'_>, scope: PoolSet) {
        self.ahead.refill(desk, scope);
        self.room.bounds.clear();
        for (pool, planned) in self.planned_in.iter_mut().enumerate() {
            if scope.contains(PoolId(pool as u16)) {
                *planned = 0;
            }
        }
    }

    fn look_at_all(&mut self, desk: &mut Desk<'_>, news: &News) {
        if !self.gates.facts.are_none() {
            self.serve_claims(desk);
            self.serve_owners(desk);
            self.serve_suspended(desk, &mut None);
        }
        if self.has_rounds() {
            for round in self.rounds(desk).into_iter().rev() {
                self.walk(desk, news, Some(round), None);
            }
        } else {
            self.walk(desk, news, None, None);
        }
    }

    /// Looks at the jobs of a round in order, from a key on.
    fn walk(&mut self, desk: &mut Desk<'_>, news: &News, round: Option<u32>, from: Option<Key>) {
        if matches!(self.blocked(), Blocked::IsPlanned(u32::MAX)) && self.stands_in_one_line(desk) {
            return self.plan_along(desk, from);
        }
        let mut cursors = std::mem::take(&mut self.room.cursors);
        self.standing.place_cursors(desk, news.scope, &mut cursors);
        if cursors.is_empty() {
            self.memory.planned = None;
        }
        if let Some(from) = from {
            cursors.retain_mut(|cursor| cursor.skip_to(desk, from));
        }
        self.room.late.clear();
        self.pass.lets_pass = self.let_each_other_pass(round);
        self.begin_search(desk);
        let mut passed_over = 0;
        while let Some(number) = standing::first(&cursors) {
            if self.pass.is_over || !self.is_worth_going_on(desk, &cursors, number) {
                break;
            }
            let (waiting, lane) = (desk.queue.len(), cursors[number].lane);
            if self.go_on(desk, &mut cursors[number], round).is_none() {
                cursors.swap_remove(number);
            }
            if desk.queue.len() < waiting {
                self.after_a_start(desk, lane, &mut cursors);
            } else {
                passed_over += 1;
            }
            if passed_over == 1 && 1 < cursors.len() && self.may_skip_lanes(news) {
                // The first of all blocks everything. Of the others, only those lanes are worth a look that have a candidate.
                self.place_cursors_behind(desk, news.scope, &mut cursors);
                passed_over += 1;
            }
        }
        self.room.cursors = cursors;
        if !self.room.late.is_empty() && !self.pass.is_over {
            self.try_late(desk, round);
        }
    }

    pub(super) fn after_a_start(&mut self, desk: &mut Desk<'_>, lane: u32, cursors: &mut Vec<Cursor>) {
        self.standing.take(desk, lane, cursors);
        if self.gates.facts.has_sets {
            // Several may have started at once: places are places no longer in lanes that lost a job.
            cursors.retain_mut(|cursor| {
                let key = cursor.entry.key;
                cursor.skip_to(desk, key)
            });
        }
    }

    /// Deals with the job at the cursor. Moves the cursor to the next one of its lane that is worth a look, if there is one.
    fn go_on(&mut self, desk: &mut Desk<'_>, cursor: &mut Cursor, round: Option<u32>) -> Option<()> {
        let filter = self.filter(desk, cursor.access)?;
        let pools = desk.cluster.pools_of(cursor.access);
        if self.rule.overtakers.is_some() && pools.is_within(self.memory.pools) {
            self.room.late.push(*cursor);
            return None;
        }
        let is_worth_it = filter.passes(&cursor.entry)
            && !self.refuses(&filter, &cursor.entry)
            && self.is_of_round(desk, cursor.entry.job, round);
        let mut from = Lane::after(cursor.place);
        if is_worth_it {
            let key = cursor.entry.key;
            from = self.look_at(desk, &Seat::at(cursor));
            if self.pass.is_over {
                return None;
            }
            if self.gates.facts.has_sets {
                from = desk.queue.lane(cursor.lane).seek(key.behind());
            }
        }
        if self.memory.planned < Some(cursor.entry.key) {
            self.memory.planned = Some(cursor.entry.key);
        }
        let filter = self.filter(desk, cursor.access)?;
        let (mut place, mut entry) = desk.next_in(cursor.lane, from, &filter)?;
        while self.refuses(&filter, &entry) {
            (place, entry) = desk.next_in(cursor.lane, Lane::after(place), &filter)?;
        }
        (cursor.place, cursor.entry) = (place, entry);
        Some(())
    }

    /// Tries the jobs that were left for the end, in an order of their own.
    fn try_late(&mut self, desk: &mut Desk<'_>, round: Option<u32>) {
        let mut candidates = std::mem::take(&mut self.room.candidates);
        candidates.clear();
        for cursor in std::mem::take(&mut self.room.late) {
            let Some(filter) = self.filter(desk, cursor.access) else { continue };
            let mut place = cursor.place;
            while let Some((at, entry)) = desk.next_in(cursor.lane, place, &filter) {
                if self.is_of_round(desk, entry.job, round) {
                    candidates.push(Waiting { job: entry.job, lane: cursor.lane, key: entry.key });
                }
                place = Lane::after(at);
            }
        }
        self.room.candidates = candidates;
        self.try_candidates(desk, false);
    }

    /// Starts those candidates that may start, in their order. Where they are newcomers, it ends with a start after which those
    /// behind may start too that had to wait before, and gives the one that has started.
    fn try_candidates(&mut self, desk: &mut Desk<'_>, are_newcomers: bool) -> Option<Key> {
        let mut candidates = std::mem::take(&mut self.room.candidates);
        if let Some(rank) = self.rule.overtakers {
            candidates.sort_by_key(|waiting| (rank(&desk.requests[waiting.job as usize]), waiting.key));
        }
        for &Waiting { lane, key, job } in &candidates {
            let access = desk.lanes()[lane as usize].0.access;
            let Some(filter) = self.filter(desk, access) else { continue };
            // It may have started with its gang.
            let Some((place, entry)) = desk.queue.lane(lane).named(key) else { continue };
            assert!(entry.job == job, "a candidate waits where it was found");
            if filter.passes(&entry) && !self.refuses(&filter, &entry) && !self.pass.is_over {
                self.look_at(desk, &Seat { lane, access, place, entry });
                if are_newcomers && self.memory.is_open {
                    self.room.candidates = candidates;
                    return Some(key);
                }
            }
        }
        self.room.candidates = candidates;
        None
    }
}
