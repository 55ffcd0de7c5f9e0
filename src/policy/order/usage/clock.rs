//! Time as usage is counted in it: what was used lately weighs more because its seconds are longer.

use crate::model::{Span, Time};
use serde::{Deserialize, Serialize};

/// A clock whose seconds grow with the half-life, so that what is added later weighs more.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Clock {
    pub(super) half_life: Option<Span>,
    /// When its seconds were as long as real ones.
    pub(super) origin: Time,
}

/// After so many half-lives the clock is set back, long before its numbers are too large to be counted.
const HALF_LIVES_MAX: u64 = 64;

impl Clock {
    /// How long its seconds are.
    pub(super) fn growth(&self, at: Time) -> f64 {
        self.half_life.map_or(1.0, |half_life| {
            // A period may have begun before the clock was set back.
            let passed = self.origin.until(at).as_secs_f64() - at.until(self.origin).as_secs_f64();
            libm::exp2(passed / half_life.as_secs_f64())
        })
    }

    /// What it shows: the integral of its growth.
    pub(super) fn reading(&self, at: Time) -> Reading {
        let growth = self.growth(at);
        let shows = match self.half_life {
            Some(half_life) => half_life.as_secs_f64() / std::f64::consts::LN_2 * growth,
            None => at.since(Time::ZERO).as_secs_f64(),
        };
        Reading { shows, growth }
    }

    /// Sets the clock back by whole half-lives when it is due. Returns by how much its seconds have become shorter.
    pub(super) fn set_back(&mut self, now: Time) -> Option<f64> {
        let half_life = self.half_life?;
        let passed = now.since(self.origin).as_micros() / half_life.as_micros();
        if passed < HALF_LIVES_MAX {
            return None;
        }
        self.origin = self.origin + Span::from_micros(half_life.as_micros() * passed);
        // A power of two: nothing is rounded.
        Some(libm::exp2(-(passed as f64)))
    }
}

/// An instant by the clock of a usage.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(in crate::policy) struct Reading {
    pub(super) shows: f64,
    pub(super) growth: f64,
}
