//! How fast runs go: what they do changes, power grows short or is plenty again, and their ends move.

use super::Simulation;
use super::agenda::{Event, Rank};
use super::clocks::{Beginning, Moved};
use super::settings::AtWalltime;
use super::site::{Running, Site};
use crate::model::{CenterId, Gear, Pace, Request, Span, Time};
use crate::record::{Fact, NodeFact, Observer, Record};

impl Site {
    /// Gives a run that has just begun a clock of its own, if it may go slower than at full speed: `pace` says how its work lies in it,
    /// where not all of its length is work.
    #[inline]
    pub(super) fn start_clock(
        &mut self,
        run: u32,
        request: &Request,
        (pace, length, allowed): (Option<Pace>, Span, Span),
        begins: (u64, Time),
    ) {
        if !self.bare {
            let pace = pace.unwrap_or(Pace::plain(length));
            self.start_clock_by_rules(run, request, (pace, allowed), begins);
        }
    }

    #[inline(never)]
    fn start_clock_by_rules(
        &mut self,
        run: u32,
        request: &Request,
        (pace, allowed): (Pace, Span),
        (number, now): (u64, Time),
    ) {
        let rates = &self.center.rules.rates;
        let shares = self.checkpoints_of(request).is_some_and(|checkpoints| checkpoints.shared);
        if rates.throttle.is_none() && !shares {
            return;
        }
        let milliwatts = if rates.throttle.is_some() { rates.drawn(&self.center, request) } else { 0 };
        self.clocks.begin(run, Beginning { number, pace, allowed, shares, milliwatts }, now);
    }
}

impl Simulation {
    /// A run does what comes next: it works or writes.
    #[inline(never)]
    pub(super) fn turn_run(&mut self, event: Event) {
        self.sites[usize::from(event.center.0)].clocks.turn(event.subject, event.at);
    }

    /// Lets runs go as fast as they can after what has happened at this instant.
    pub(super) fn set_speeds(&mut self, observer: &mut dyn Observer) {
        for place in 0..self.sites.len() {
            if self.sites[place].clocks.are_due() {
                self.set_speeds_of(CenterId(place as u16), observer);
            }
        }
    }

    #[inline(never)]
    fn set_speeds_of(&mut self, center: CenterId, observer: &mut dyn Observer) {
        let now = self.now;
        let site = &mut self.sites[usize::from(center.0)];
        let throttle = site.center.rules.rates.throttle.as_ref();
        let gear = throttle.map_or(Gear::FULL, |throttle| throttle.gear(site.clocks.milliwatts()));
        let (before, moved) = site.clocks.shift(gear, now);
        if before != gear {
            let fact = Fact::Nodes(&NodeFact::Geared(gear));
            observer.observe(&Record { at: now, center, fact });
        }
        for Moved { run, number, end, turns } in moved {
            let site = &mut self.sites[usize::from(center.0)];
            let state = &mut site.running[run as usize];
            let event = |rank, at| Event { at, rank, number, center, subject: run };
            self.evicts = true;
            if let Some(end) = end {
                let was_to_end = move_end(state, end, self.settings.at_walltime);
                self.agenda.add(event(Rank::End, state.end));
                let expected = site.cluster.until(run);
                // It was to be over by the time at which it is expected to be; now it will outlive that.
                if was_to_end <= expected && expected < state.end {
                    self.agenda.add(event(Rank::Correction, expected.max(now)));
                }
            }
            if turns < state.end {
                self.agenda.add(event(Rank::Turn, turns));
            }
        }
    }
}

/// Lets a run end when it will be done, or when it has run for what it may. Gives when it was to end before.
pub(super) fn move_end(state: &mut Running, (done, allowed): (Time, Span), at_walltime: AtWalltime) -> Time {
    let length = state.start.until(done);
    let runs = at_walltime.runs(state.start, allowed, length);
    state.is_cut = runs < length;
    std::mem::replace(&mut state.end, state.start + runs)
}
