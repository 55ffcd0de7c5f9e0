//! The checker's own books of how fast a centre lets its jobs go.

use super::finding::{Findings, Law};
use super::shares;
use crate::model::{Center, Gear, JobId, Request, Span, Throttle, Time};
use crate::record::Spent;
use std::collections::BTreeMap;

/// How fast jobs went, and what they would draw at full speed.
#[derive(Debug)]
pub(super) struct SpeedBook<'a> {
    center: &'a Center,
    gears: Vec<(Time, Gear)>,
    drawn: BTreeMap<JobId, u64>,
}

impl<'a> SpeedBook<'a> {
    pub(super) fn new(center: &'a Center) -> SpeedBook<'a> {
        SpeedBook { center, gears: Vec::new(), drawn: BTreeMap::new() }
    }

    fn throttle(&self) -> Option<&'a Throttle> {
        self.center.rules.rates.throttle.as_ref()
    }

    pub(super) fn change(&mut self, at: Time, gear: Gear) {
        self.gears.push((at, gear));
    }

    pub(super) fn start(&mut self, request: &Request) {
        if self.throttle().is_some() {
            self.drawn.insert(request.id, shares::drawn(self.center, request));
        }
    }

    /// Everything of an instant has happened: jobs draw no more than they may, and go no slower than that asks for.
    pub(super) fn close(&self, findings: &mut Findings, at: Time) {
        let Some(throttle) = self.throttle() else { return };
        let now = self.gears.last().map_or(Gear::FULL, |(_, gear)| *gear);
        let at_full_speed: u128 = self.drawn.values().map(|drawn| u128::from(*drawn)).sum();
        let drawn = |gear: &Gear| (at_full_speed * u128::from(gear.draw)).div_ceil(1_000_000);
        let most = u128::from(throttle.most());
        if most < drawn(&now) {
            let drawn = drawn(&now);
            findings.add(Law::OverLimit, at, &[], || format!("jobs draw {drawn} mW, {most} allowed"));
        }
        let faster = throttle.gears().iter().filter(|gear| now.speed < gear.speed);
        if let Some(gear) = faster.into_iter().find(|gear| drawn(gear) <= most) {
            let (slow, fast) = (now.speed, gear.speed);
            findings.add(Law::WrongSpeed, at, &[], || format!("jobs go at {slow}, they could at {fast}"));
        }
    }

    /// A run is over that began then: how much longer it took than at full speed is what the speeds in between ask for.
    pub(super) fn stop(
        &mut self,
        findings: &mut Findings,
        (start, at): (Time, Time),
        request: &Request,
        spent: Spent,
    ) {
        self.drawn.remove(&request.id);
        let class = shares::class(self.center, request);
        let checkpoints = class.and_then(|class| class.checkpoint.as_ref());
        if checkpoints.is_some_and(|checkpoints| checkpoints.shared) {
            return;
        }
        let longest = self.slowed((start, at));
        // A run that began again, wrote or waited for its nodes did so at full speed, and one that hung did nothing at all.
        let worked_all_the_time =
            checkpoints.is_none() && self.center.rules.sleep.is_none() && spent.hung == Span::ZERO;
        let slowed = spent.slowed.as_micros();
        if longest + 1 < slowed || (worked_all_the_time && slowed + 1 < longest) {
            findings.add(Law::WrongSpeed, at, &[request.id], || {
                format!("took {slowed} us longer than at full speed, the speeds ask for {longest}")
            });
        }
    }

    /// By how much a run that works all the time takes longer than at full speed, in microseconds.
    fn slowed(&self, (from, until): (Time, Time)) -> u64 {
        let mut lost = 0_u128;
        for (place, (at, gear)) in self.gears.iter().enumerate() {
            let next = self.gears.get(place + 1).map_or(until, |(next, _)| *next);
            let (begin, end) = ((*at).max(from), next.min(until));
            if begin < end {
                lost += u128::from(begin.until(end).as_micros()) * u128::from(1_000_000 - gear.speed);
            }
        }
        (lost / 1_000_000) as u64
    }
}
