//! A meter: power that changes at instants, and the energy that has gone through until now.

use super::PowerCurve;
use crate::model::Time;
use serde::{Deserialize, Serialize};

/// A thousandth of a watt for a millionth of a second is a thousand-millionth of a joule.
pub const NANOJOULES_PER_JOULE: u128 = 1_000_000_000;
/// The same in a kilowatt-hour.
pub(super) const KWH: u128 = 3_600_000 * NANOJOULES_PER_JOULE;

/// Energy through one wire. A new power counts from its instant on; time that has passed is never counted anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Meter {
    milliwatts: u64,
    since: Time,
    nanojoules: u128,
}

impl Meter {
    /// A meter through which this power goes from an instant on.
    #[must_use]
    pub const fn new(at: Time, milliwatts: u64) -> Meter {
        Meter { milliwatts, since: at, nanojoules: 0 }
    }

    /// From now on another power.
    ///
    /// # Panics
    /// When the meter has been read or set at a later instant.
    pub fn set(&mut self, at: Time, milliwatts: u64) {
        self.nanojoules = self.read(at);
        self.since = at;
        self.milliwatts = milliwatts;
    }

    /// The energy until now, in thousand-millionths of a joule.
    ///
    /// # Panics
    /// When the meter has been set at a later instant.
    #[must_use]
    pub fn read(&self, at: Time) -> u128 {
        self.nanojoules + u128::from(self.milliwatts) * u128::from(at.since(self.since).as_micros())
    }

    /// The power now, in milliwatts.
    #[must_use]
    pub const fn milliwatts(&self) -> u64 {
        self.milliwatts
    }
}

/// A state in which a node can be, as power sees it: a row of a table of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PowerState {
    /// What it is called: `on`, `asleep`, `waking`.
    pub name: &'static str,
    /// What a node draws in it when no part of it is at work.
    pub idle_milliwatts: u64,
    /// What a node draws while parts of it are at work: the power as if none were, and as when all are. These need not begin at the
    /// power of an idle node: one core at work may wake more than itself.
    pub working: PowerCurve,
}

impl PowerState {
    /// A state in which no part of a node can be at work.
    #[must_use]
    pub fn at_rest(name: &'static str, milliwatts: u64) -> PowerState {
        PowerState {
            name,
            idle_milliwatts: milliwatts,
            working: PowerCurve::straight(milliwatts, milliwatts),
        }
    }

    /// A state in which power lies on a straight line from idle to fully used.
    #[must_use]
    pub fn straight(name: &'static str, idle_milliwatts: u64, busy_milliwatts: u64) -> PowerState {
        PowerState { name, idle_milliwatts, working: PowerCurve::straight(idle_milliwatts, busy_milliwatts) }
    }

    fn milliwatts(&self, at_work: u64, parts: u64) -> u64 {
        if at_work == 0 { self.idle_milliwatts } else { self.working.at(at_work, parts) }
    }
}

/// A node that goes from one state of power to another, and its meter.
#[derive(Debug, Clone)]
pub struct Machine<'a> {
    states: &'a [PowerState],
    state: usize,
    at_work: u64,
    parts: u64,
    meter: Meter,
}

impl<'a> Machine<'a> {
    /// A node of so many parts, in the first of these states from time zero on.
    ///
    /// # Panics
    /// When there is no state.
    #[must_use]
    pub fn new(states: &'a [PowerState], parts: u64) -> Machine<'a> {
        let meter = Meter::new(Time::ZERO, states[0].milliwatts(0, parts));
        Machine { states, state: 0, at_work: 0, parts, meter }
    }

    /// From now on it is in the state of this name.
    ///
    /// # Panics
    /// When there is no such state.
    pub fn enter(&mut self, at: Time, name: &str) {
        let state = self.states.iter().position(|state| state.name == name);
        self.state = state.expect("the state is in the table");
        self.change(at);
    }

    /// From now on so many of its parts are at work.
    pub fn work(&mut self, at: Time, at_work: u64) {
        self.at_work = at_work;
        self.change(at);
    }

    /// The energy until now, in thousand-millionths of a joule.
    #[must_use]
    pub fn read(&self, at: Time) -> u128 {
        self.meter.read(at)
    }

    fn change(&mut self, at: Time) {
        self.meter.set(at, self.states[self.state].milliwatts(self.at_work, self.parts));
    }
}
