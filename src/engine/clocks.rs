//! Runs that do not always go at full speed: their centre slows them down to keep below its power cap, or they share its storage with
//! others that write at the same time. What such a run does is counted on a clock of its own, and its end moves with it.

use super::agenda::Event;
use crate::model::{Doing, Gear, Pace, Progress, Span, Time, WHOLE};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The clocks of a centre's runs, if it keeps any.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Clocks {
    /// By the number of a run in the cluster.
    clocks: BTreeMap<u32, Clock>,
    /// What its runs would draw at full speed beyond idle nodes, in milliwatts.
    milliwatts: u64,
    /// How many runs write into the storage that all share.
    writers: u32,
    /// How many did when speeds were last looked at.
    wrote: u32,
    /// How fast runs work.
    gear: Gear,
    /// Runs that have begun or do something else since then.
    fresh: Vec<u32>,
    /// Whether anything has happened since then that may change how fast any run goes.
    is_due: bool,
}

/// A run that begins, as its clock sees it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Beginning {
    /// The number of its start.
    pub(super) number: u64,
    pub(super) pace: Pace,
    /// What it may run for, by its walltime.
    pub(super) allowed: Span,
    /// Whether its writes share the storage.
    pub(super) shares: bool,
    /// What it would draw at full speed beyond idle nodes, in milliwatts.
    pub(super) milliwatts: u64,
}

/// A run of which something is to come at another time than was known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moved {
    pub(super) run: u32,
    /// The number of its start.
    pub(super) number: u64,
    /// Where it goes at another speed: when it will be done, and what it may run for.
    pub(super) end: Option<(Time, Span)>,
    /// When it will do something else; never where it ends before.
    pub(super) turns: Time,
}

/// How far a run has come, in time as it would have passed at full speed.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Clock {
    /// The number of its start.
    number: u64,
    pace: Pace,
    allowed: Span,
    shares: bool,
    milliwatts: u64,
    /// How far it had come at `since`, in millionths of microseconds.
    come: u128,
    since: Time,
    /// How fast it has gone since, in millionths; nothing where it hangs.
    speed: u32,
    doing: Doing,
    /// When it will do something else; never where it ends before.
    turns: Time,
}

impl Clock {
    /// How far it has come by now.
    fn come(&self, now: Time) -> u128 {
        let come = self.come + u128::from(now.since(self.since).as_micros()) * u128::from(self.speed);
        come.min(parts(self.pace.length()))
    }

    fn progress(&self, now: Time) -> Progress {
        self.pace.after(whole(self.come(now)))
    }

    /// When it will have come so far, rounded up.
    fn reaches(&self, goal: Span) -> Time {
        if self.hangs() {
            return Time::NEVER;
        }
        let left = parts(goal).saturating_sub(self.come).div_ceil(u128::from(self.speed));
        let left = u64::try_from(left).unwrap_or(u64::MAX);
        Time::from_micros(self.since.as_micros().saturating_add(left))
    }

    /// From now on it goes at another speed.
    fn go_at(&mut self, speed: u32, now: Time) {
        self.come = self.come(now);
        (self.since, self.speed) = (now, speed);
    }

    /// Finds out what it does, and until when.
    fn look_ahead(&mut self) {
        let (doing, until) = self.pace.doing(whole(self.come));
        (self.doing, self.turns) = (doing, self.reaches(until));
    }

    const fn hangs(&self) -> bool {
        self.speed == 0
    }

    const fn writes(&self) -> bool {
        self.shares && matches!(self.doing, Doing::Writing) && !self.hangs()
    }
}

fn parts(span: Span) -> u128 {
    u128::from(span.as_micros()) * u128::from(WHOLE)
}

fn whole(come: u128) -> Span {
    Span::from_micros(u64::try_from(come / u128::from(WHOLE)).unwrap_or(u64::MAX))
}

impl Clocks {
    /// Whether no run has a clock.
    pub(super) fn are_none(&self) -> bool {
        self.clocks.is_empty()
    }

    /// How far a run has come, if it has a clock.
    pub(super) fn progress(&self, run: u32, now: Time) -> Option<Progress> {
        if self.clocks.is_empty() { None } else { self.clocks.get(&run).map(|clock| clock.progress(now)) }
    }

    /// A run is over.
    pub(super) fn stop(&mut self, run: u32) {
        if self.clocks.is_empty() {
            return;
        }
        let Some(clock) = self.clocks.remove(&run) else { return };
        self.milliwatts -= clock.milliwatts;
        self.writers -= u32::from(clock.writes());
        self.is_due = true;
    }

    /// A run hangs from now on.
    pub(super) fn hang(&mut self, run: u32, now: Time) {
        let Some(clock) = self.clocks.get_mut(&run) else { return };
        self.writers -= u32::from(clock.writes());
        clock.go_at(0, now);
        clock.turns = Time::NEVER;
        self.is_due = true;
    }

    /// Whether a run was to do something else at an instant, and does not any more.
    pub(super) fn is_called_off(&self, event: &Event) -> bool {
        let clock = self.clocks.get(&event.subject);
        clock.is_none_or(|clock| clock.number != event.number || clock.turns != event.at)
    }

    /// Whether a run has a clock.
    pub(super) fn has(&self, run: u32) -> bool {
        !self.clocks.is_empty() && self.clocks.contains_key(&run)
    }

    /// A run begins.
    pub(super) fn begin(&mut self, run: u32, begins: Beginning, now: Time) {
        let Beginning { number, pace, allowed, shares, milliwatts } = begins;
        let mut clock = Clock {
            number,
            pace,
            allowed,
            shares,
            milliwatts,
            come: 0,
            since: now,
            speed: WHOLE,
            doing: Doing::Beginning,
            turns: Time::NEVER,
        };
        clock.look_ahead();
        self.milliwatts += milliwatts;
        self.writers += u32::from(clock.writes());
        self.clocks.insert(run, clock);
        self.fresh.push(run);
        self.is_due = true;
    }

    /// Whether anything has happened that may change how fast any run goes.
    pub(super) const fn are_due(&self) -> bool {
        self.is_due
    }

    /// What its runs would draw at full speed beyond idle nodes, in milliwatts.
    pub(super) const fn milliwatts(&self) -> u64 {
        self.milliwatts
    }

    /// A run does what comes next.
    pub(super) fn turn(&mut self, run: u32, now: Time) {
        let Some(clock) = self.clocks.get_mut(&run) else { return };
        self.writers -= u32::from(clock.writes());
        clock.go_at(clock.speed, now);
        clock.look_ahead();
        self.writers += u32::from(clock.writes());
        self.fresh.push(run);
        self.is_due = true;
    }

    /// From now on a run has another shape, of which it has gone through as much. Gives when it will be done at this speed, and when it
    /// does something else; nothing where it has no clock.
    pub(super) fn go_on_with(&mut self, run: u32, pace: Pace, now: Time) -> Option<(Time, Time)> {
        let clock = self.clocks.get_mut(&run)?;
        self.writers -= u32::from(clock.writes());
        clock.go_at(clock.speed, now);
        clock.pace = pace;
        clock.look_ahead();
        self.writers += u32::from(clock.writes());
        let (done, turns) = (clock.reaches(pace.length()), clock.turns);
        self.fresh.push(run);
        self.is_due = true;
        Some((done, turns))
    }

    /// How fast a run goes that does what this one does.
    fn speed_of(&self, clock: &Clock) -> u32 {
        match clock.doing {
            _ if clock.hangs() => 0,
            Doing::Working => self.gear.speed,
            Doing::Writing if clock.writes() => WHOLE / self.writers.max(1),
            Doing::Beginning | Doing::Writing => WHOLE,
        }
    }

    /// From now on runs work at this speed. Gives the speed until now, and the runs of which something comes at another time.
    pub(super) fn shift(&mut self, gear: Gear, now: Time) -> (Gear, Vec<Moved>) {
        let before = std::mem::replace(&mut self.gear, gear);
        let others = std::mem::replace(&mut self.wrote, self.writers);
        let mut runs = std::mem::take(&mut self.fresh);
        if before != gear || others != self.writers {
            runs = self.clocks.keys().copied().collect();
        }
        runs.sort_unstable();
        runs.dedup();
        self.is_due = false;
        (before, runs.into_iter().filter_map(|run| self.look_at(run, now)).collect())
    }

    /// Lets a run go as fast as it can.
    fn look_at(&mut self, run: u32, now: Time) -> Option<Moved> {
        let speed = self.speed_of(self.clocks.get(&run)?);
        let clock = self.clocks.get_mut(&run)?;
        let is_other = speed != clock.speed;
        if is_other {
            clock.go_at(speed, now);
            clock.look_ahead();
        }
        let end = is_other.then(|| (clock.reaches(clock.pace.length()), clock.allowed));
        let is_new = is_other || clock.since == now;
        is_new.then_some(Moved { run, number: clock.number, end, turns: clock.turns })
    }
}
