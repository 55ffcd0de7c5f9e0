//! Conservative backfilling with promises (Mualem and Feitelson, IEEE TPDS 2001): each job is promised a start when it is
//! submitted, and the promise is only ever moved to an earlier time.
//!
//! When a job ends, every waiting job in order is taken out of the plan and placed again at its earliest time, all others
//! keeping theirs. A job can only gain where something became free since it was last placed, before its promise; that
//! span is kept, and jobs that cannot gain from it are passed over. With slack, a promise is put later than it need be,
//! and a job is placed again only to start at once.

use super::composite::News;
use super::desk::{Desk, Leaver, Moment};
use super::futures::{Futures, Need, Parts};
use super::queue::{Filter, Lane, Place};
use super::standing::{self, Cursor, Standing};
use crate::cluster::Cluster;
use crate::model::{Piece, PoolId, Span, Time};

/// What is promised.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Aim {
    /// The earliest start, and an earlier one whenever there is one.
    Earliest,
    /// The latest start behind the earliest by at most this factor of the wait until then; the job starts before it if
    /// it can start at once.
    Latest(f64),
}

/// The promises of all waiting jobs and the plan they make.
#[derive(Debug)]
pub(super) struct Promises {
    aim: Aim,
    futures: Futures,
    /// By slot of the job.
    promises: Vec<Option<Promise>>,
    /// What has become free since the jobs were last placed.
    gain: Gain,
    cursors: Vec<Cursor>,
    parts: Parts,
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Promise {
    at: Time,
    parts: Box<[(PoolId, u32)]>,
}

/// A span in which something became free; nothing outside it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

    pub(super) fn schedule(&mut self, standing: &Standing, desk: &mut Desk<'_>, news: &News<'_>) {
        if self.futures.is_empty() {
            self.futures.refill(desk.cluster, desk.now);
        }
        self.futures.advance(desk.now);
        let mut cursors = std::mem::take(&mut self.cursors);
        standing.place_cursors(desk, news.scope, &mut cursors);
        let replace = news.freed && desk.moment != Moment::Submission;
        let gain = replace.then(|| std::mem::take(&mut self.gain));
        if gain.is_none() && standing.is_fixed() && desk.moment != Moment::Close {
            cursors.retain_mut(|cursor| {
                let new = news.newcomers.iter().find(|new| new.lane == cursor.lane);
                new.is_some_and(|new| cursor.skip_to(desk, new.key))
            });
        }
        self.place_all(desk, &mut cursors, gain);
        self.cursors = cursors;
    }

    /// Promises a start to every newcomer from the cursors on, places the others again where there is something to gain, and
    /// starts those whose time is now.
    fn place_all(&mut self, desk: &mut Desk<'_>, cursors: &mut Vec<Cursor>, mut gain: Option<Gain>) {
        while let Some(number) = standing::first(cursors) {
            let cursor = cursors[number];
            let place = self.place(desk, &cursor, &mut gain);
            match desk.next_in(cursor.lane, place, &Filter::ALL) {
                Some((place, entry)) => cursors[number] = Cursor { place, entry, ..cursor },
                None => {
                    cursors.swap_remove(number);
                }
            }
        }
    }

    fn place(&mut self, desk: &mut Desk<'_>, cursor: &Cursor, gain: &mut Option<Gain>) -> Place {
        let requests = desk.requests;
        let request = &requests[cursor.entry.job as usize];
        let need = Need { access: cursor.access, shape: request.shape, span: request.estimate };
        let slot = cursor.entry.job as usize;
        if self.promises.len() <= slot {
            self.promises.resize(slot + 1, None);
        }
        let promise = match self.promises[slot].take() {
            None => self.promise(desk, need, request.submit),
            Some(old) if !self.may_gain(desk, need, &old, *gain) => Some(old),
            Some(old) => {
                let until = old.at + need.span;
                self.futures.give(desk.cluster, need.shape, (old.at.max(desk.now), until), &old.parts);
                let new = self.promise_again(desk, need, &old);
                if new.as_ref().is_none_or(|new| new.at != old.at) {
                    // Those behind may gain from it now, those before it when jobs are placed next.
                    self.gain.add(old.at, until);
                    if let Some(gain) = gain {
                        gain.add(old.at, until);
                    }
                }
                new
            }
        };
        // With sequential instants, jobs start when all events of the instant have happened.
        let may_start = matches!(desk.moment, Moment::Whole | Moment::Close);
        if let Some(Promise { at, parts }) = &promise
            && may_start
            && *at == desk.now
            && desk.find_parts(need.access, need.shape, parts, &mut self.pieces)
        {
            return desk.start(cursor.lane, cursor.place, &self.pieces);
        }
        self.promises[slot] = promise;
        Lane::after(cursor.place)
    }

    /// Puts a job into the plan; nothing when running jobs will never make room for it.
    fn promise(&mut self, desk: &mut Desk<'_>, need: Need, submit: Time) -> Option<Promise> {
        let earliest = self.futures.earliest(desk.cluster, need, desk.now)?;
        let at = match self.aim {
            Aim::Latest(factor) if desk.now < earliest => {
                let slack = Span::from_secs_f64(earliest.since(submit).as_secs_f64() * factor);
                let at = self.futures.latest(desk.cluster, need, (earliest, earliest + slack));
                // Such a start need not lie where anything else happens.
                desk.wake_at(at);
                at
            }
            Aim::Earliest | Aim::Latest(_) => earliest,
        };
        Some(self.put(desk, need, at))
    }

    /// Puts a job back into the plan that has just been taken out of it.
    fn promise_again(&mut self, desk: &Desk<'_>, need: Need, old: &Promise) -> Option<Promise> {
        let earliest = self.futures.earliest(desk.cluster, need, desk.now)?;
        let keeps = matches!(self.aim, Aim::Latest(_)) && desk.now <= old.at && desk.now < earliest;
        Some(self.put(desk, need, if keeps { old.at } else { earliest }))
    }

    fn put(&mut self, desk: &Desk<'_>, need: Need, at: Time) -> Promise {
        self.futures.take(desk.cluster, need, at, &mut self.parts);
        Promise { at, parts: self.parts.as_slice().into() }
    }

    /// Whether a promised job may find an earlier time, or has missed its own because its nodes were scattered.
    fn may_gain(&self, desk: &Desk<'_>, need: Need, old: &Promise, gain: Option<Gain>) -> bool {
        let Some(gain) = gain else { return false };
        if old.at < desk.now {
            return true;
        }
        // A better start lies before the old one, and its time on the nodes meets the gain.
        let from = Time::from_micros(gain.from.as_micros().saturating_sub(need.span.as_micros()));
        let from = from.max(desk.now);
        let until = gain.until.min(old.at);
        let (from, until) = match self.aim {
            Aim::Earliest if until <= from || old.at <= gain.from => return false,
            Aim::Earliest => (from, until),
            // Only a start at once is better than the promise.
            Aim::Latest(_) if old.at == desk.now => return false,
            Aim::Latest(_) => (desk.now, desk.now + Span::from_micros(1)),
        };
        match *old.parts {
            [(pool, tasks)] if desk.cluster.list(need.access).len() == 1 => {
                let units = u64::from(desk.cluster.units_in(pool, need.shape.per_task)) * u64::from(tasks);
                self.futures.profile(pool).fits_earlier(from, need.span, units, (until, old.at))
            }
            _ => true,
        }
    }
}
