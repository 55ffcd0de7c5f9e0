//! Conservative backfilling with promises (Mualem and Feitelson, IEEE TPDS 2001): each job is promised a start when it is
//! submitted, and the promise is only ever moved to an earlier time.
//!
//! When a job ends, every waiting job in order is taken out of the plan and placed again at its earliest time, all others
//! keeping theirs. A job can only gain where something became free since it was last placed, before its promise; that
//! span is kept, and jobs that cannot gain from it are passed over. With slack, a promise is put later than it need be,
//! and a job is placed again only to start at once.

mod vain;

use super::composite::News;
use super::desk::{Desk, Leaver, Moment};
use super::futures::{Found, Futures, Need, Parts};
use super::queue::{Filter, Lane, Place};
use super::standing::{self, Cursor, Order, Standing};
use crate::cluster::Cluster;
use crate::model::{Piece, PoolId, Shape, Span, Time};
use serde::{Deserialize, Serialize};
use vain::{Search, Vain};

/// What is promised.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) enum Aim {
    /// The earliest start, and an earlier one whenever there is one.
    Earliest,
    /// The latest start behind the earliest by at most this factor of the wait until then; the job starts before it if
    /// it can start at once.
    Latest(f64),
}

/// The promises of all waiting jobs and the plan they make.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Promises {
    aim: Aim,
    futures: Futures,
    /// By slot of the job.
    promises: Vec<Option<Promise>>,
    /// What has become free since the jobs were last placed.
    gain: Gain,
    /// By pool: the most that is free at any time of the gain that jobs are placed for, as far as somebody asked.
    most: Vec<Option<u32>>,
    /// Searches for earlier starts that found nothing since something was last given back.
    vain: Vain,
    cursors: Vec<Cursor>,
    parts: Parts,
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Promise {
    at: Time,
    /// How long the job is expected to run.
    span: Span,
    hold: Hold,
}

/// What a promised job is to hold: everything that a glance at it needs, so that nothing else is fetched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Hold {
    /// So many units of the only pool that is open to it.
    Only(PoolId, u32),
    /// So many tasks in each of these pools; in a box, for it is rare and promises are many.
    Several(Box<Parts>),
}

/// What a glance at a job says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Verdict {
    /// Its promise stays.
    Stays,
    /// It must be placed anew.
    Placed,
    /// It can start at this earlier time, and no sooner.
    Earlier(Time),
}

/// A span in which something became free; nothing outside it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Gain {
    from: Time,
    until: Time,
}

impl Default for Gain {
    fn default() -> Gain {
        Gain { from: Time::NEVER, until: Time::ZERO }
    }
}

impl Gain {
    fn add(&mut self, from: Time, until: Time) {
        self.from = self.from.min(from);
        self.until = self.until.max(until);
    }
}

impl Promises {
    pub(super) fn new(aim: Aim) -> Promises {
        Promises {
            aim,
            futures: Futures::default(),
            promises: Vec::new(),
            gain: Gain::default(),
            most: Vec::new(),
            vain: Vain::default(),
            cursors: Vec::new(),
            parts: Vec::new(),
            pieces: Vec::new(),
        }
    }

    /// Forgets every promise: running jobs leave later than was thought.
    pub(super) fn replan(&mut self) {
        *self = Promises::new(self.aim);
    }

    /// Takes out of the plan what a job that ended was expected to hold on.
    pub(super) fn ended(&mut self, cluster: &Cluster, leaver: &Leaver<'_>, now: Time) {
        self.futures.advance(now);
        if now < leaver.until {
            for group in leaver.pieces.chunk_by(|a, b| a.pool == b.pool) {
                let part = (group[0].pool, group.iter().map(|piece| piece.tasks).sum());
                self.futures.give(cluster, leaver.request.shape, (now, leaver.until), &[part]);
            }
            self.gain.add(now, leaver.until);
        }
    }

    pub(super) fn schedule(&mut self, standing: &mut Standing, desk: &mut Desk<'_>, news: &News<'_>) {
        if self.futures.is_empty() {
            self.futures.refill(desk.cluster, desk.now);
        }
        self.futures.advance(desk.now);
        let mut cursors = std::mem::take(&mut self.cursors);
        standing.place_cursors(desk, news.scope, &mut cursors);
        let replace = news.freed && desk.moment != Moment::Submission;
        let gain = replace.then(|| std::mem::take(&mut self.gain));
        self.vain.clear();
        self.most.clear();
        self.most.resize(desk.cluster.pool_count(), None);
        if gain.is_none() && news.order == Order::Kept && desk.moment != Moment::Close {
            cursors.retain_mut(|cursor| {
                let new = news.newcomers.iter().find(|new| new.lane == cursor.lane);
                new.is_some_and(|new| cursor.skip_to(desk, new.key))
            });
        }
        self.place_all(standing, desk, &mut cursors, gain);
        self.cursors = cursors;
    }

    /// Promises a start to every newcomer from the cursors on, places the others again where there is something to gain, and
    /// starts those whose time is now.
    fn place_all(
        &mut self,
        standing: &mut Standing,
        desk: &mut Desk<'_>,
        cursors: &mut Vec<Cursor>,
        mut gain: Option<Gain>,
    ) {
        while let Some(number) = standing::first(cursors) {
            let (waiting, lane) = (desk.queue.len(), cursors[number].lane);
            let cursor = &mut cursors[number];
            let place = self.place(desk, cursor, &mut gain);
            match desk.next_in(cursor.lane, place, &Filter::ALL) {
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

    fn place(&mut self, desk: &mut Desk<'_>, cursor: &Cursor, gain: &mut Option<Gain>) -> Place {
        let slot = cursor.entry.job as usize;
        if self.promises.len() <= slot {
            self.promises.resize(slot + 1, None);
        }
        let verdict = self.verdict(slot, desk.now, *gain);
        // With sequential instants, jobs start when all events of the instant have happened.
        let may_start = matches!(desk.moment, Moment::Whole | Moment::Close);
        // Most jobs are passed over here, with nothing fetched but their promise.
        let due = |promise: &Promise| may_start && promise.at == desk.now;
        if verdict == Verdict::Stays && !self.promises[slot].as_ref().is_some_and(due) {
            return Lane::after(cursor.place);
        }
        let requests = desk.requests;
        let request = &requests[slot];
        let need = Need { access: cursor.access, shape: request.shape, span: request.estimate };
        let earlier = match verdict {
            Verdict::Stays => None,
            Verdict::Placed => Some(None),
            Verdict::Earlier(at) => Some(Some(at)),
        };
        if let Some(earlier) = earlier {
            let new = match self.promises[slot].take() {
                None => self.promise(desk, need, request.submit),
                Some(old) => self.promise_again(desk, need, (&old, earlier), gain),
            };
            self.promises[slot] = new;
        }
        let mut room = [Default::default()];
        if may_start
            && let Some(Promise { at, hold, .. }) = &self.promises[slot]
            && *at == desk.now
            && desk.find_parts(need.access, need.shape, hold.parts(need.shape, &mut room), &mut self.pieces)
        {
            self.promises[slot] = None;
            return desk.start(cursor.lane, cursor.place, &self.pieces);
        }
        Lane::after(cursor.place)
    }

    /// Puts a job into the plan; nothing when running jobs will never make room for it.
    fn promise(&mut self, desk: &mut Desk<'_>, need: Need, submit: Time) -> Option<Promise> {
        let found = self.futures.earliest(desk.cluster, need, desk.now)?;
        let earliest = found.at();
        let at = match self.aim {
            Aim::Latest(factor) if desk.now < earliest => {
                let slack = Span::from_secs_f64(earliest.since(submit).as_secs_f64() * factor);
                let at = self.futures.latest(desk.cluster, need, (earliest, earliest + slack));
                // Such a start need not lie where anything else happens.
                desk.wake_at(at);
                at
            }
            Aim::Earliest | Aim::Latest(_) => return Some(self.put(desk, need, found)),
        };
        Some(self.put(desk, need, Found::At(at)))
    }

    /// Takes a job out of the plan and puts it back where it may start now.
    fn promise_again(
        &mut self,
        desk: &Desk<'_>,
        need: Need,
        (old, earlier): (&Promise, Option<Time>),
        gain: &mut Option<Gain>,
    ) -> Option<Promise> {
        let until = old.at + need.span;
        let mut room = [Default::default()];
        let parts = old.hold.parts(need.shape, &mut room);
        self.futures.give(desk.cluster, need.shape, (old.at.max(desk.now), until), parts);
        let found = match earlier {
            Some(at) => Some(Found::At(at)),
            None => self.futures.earliest(desk.cluster, need, desk.now),
        };
        let keeps =
            |found: &Found| matches!(self.aim, Aim::Latest(_)) && desk.now <= old.at && desk.now < found.at();
        let found = found.map(|found| if keeps(&found) { Found::At(old.at) } else { found });
        if found.is_none_or(|found| found.at() != old.at) {
            // Those behind may gain from it now, those before it when jobs are placed next.
            self.gain.add(old.at, until);
            if let Some(gain) = gain {
                gain.add(old.at, until);
            }
            self.vain.clear();
            for &(pool, _) in parts {
                let given = self.futures.profile(pool).most_in(old.at, until);
                let most = &mut self.most[usize::from(pool.0)];
                *most = most.map(|most| most.max(given));
            }
        }
        found.map(|found| self.put(desk, need, found))
    }

    fn put(&mut self, desk: &Desk<'_>, need: Need, found: Found) -> Promise {
        self.futures.take(desk.cluster, need, found, &mut self.parts);
        let hold = match (desk.cluster.list(need.access), self.parts.as_slice()) {
            ([only], _) => {
                let units = desk.cluster.units_in(*only, need.shape.per_task);
                // A promise was made, so the pool has as many.
                Hold::Only(*only, units * need.shape.tasks)
            }
            (_, parts) => Hold::Several(Box::new(parts.to_vec())),
        };
        Promise { at: found.at(), span: need.span, hold }
    }

    /// What is to be done with a job.
    fn verdict(&mut self, slot: usize, now: Time, gain: Option<Gain>) -> Verdict {
        let Some(old) = &self.promises[slot] else { return Verdict::Placed };
        let Some(gain) = gain else { return Verdict::Stays };
        // It has missed its time because its nodes were scattered.
        if old.at < now {
            return Verdict::Placed;
        }
        // A better start lies before the old one, and its time on the nodes meets the gain.
        let from = Time::from_micros(gain.from.as_micros().saturating_sub(old.span.as_micros()));
        let from = from.max(now);
        let until = gain.until.min(old.at);
        let (from, until) = match self.aim {
            Aim::Earliest if until <= from || old.at <= gain.from => return Verdict::Stays,
            Aim::Earliest => (from, until),
            // Only a start at once is better than the promise.
            Aim::Latest(_) if old.at == now => return Verdict::Stays,
            Aim::Latest(_) => (now, now + Span::from_micros(1)),
        };
        match old.hold {
            Hold::Only(pool, units) => {
                let profile = self.futures.profile(pool);
                let most = &mut self.most[usize::from(pool.0)];
                // An earliest start can only become earlier at a time of the gain before it, where its units are free.
                let enough = self.aim != Aim::Earliest
                    || units <= *most.get_or_insert_with(|| profile.most_in(gain.from, gain.until));
                if !enough {
                    return Verdict::Stays;
                }
                let search = Search { pool, units, span: old.span, held: old.at, from, until };
                let begin = self.vain.begin(&search);
                let earlier = profile.earlier(begin, old.span, u64::from(units), (until, old.at));
                if earlier.is_none() {
                    self.vain.add(search);
                }
                earlier.map_or(Verdict::Stays, Verdict::Earlier)
            }
            Hold::Several(_) => Verdict::Placed,
        }
    }
}

impl Hold {
    /// How many tasks in which pool; `room` is where that is written if it is written nowhere.
    fn parts<'a>(&'a self, shape: Shape, room: &'a mut [(PoolId, u32); 1]) -> &'a [(PoolId, u32)] {
        match self {
            Hold::Only(pool, _) => {
                *room = [(*pool, shape.tasks)];
                room
            }
            Hold::Several(parts) => parts,
        }
    }
}
