//! Time as whole microseconds: instants since the start of a simulation, and spans between them.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::{Add, AddAssign, Sub};

const MICROS_PER_SEC: u64 = 1_000_000;

/// An instant: whole microseconds since the start of the simulation (or since the origin of a log).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Time(u64);

/// A length of time in whole microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Span(u64);

impl Time {
    /// The start of the simulation.
    pub const ZERO: Time = Time(0);
    /// An instant later than every other.
    pub const NEVER: Time = Time(u64::MAX);

    /// The instant so many microseconds after the start.
    #[must_use]
    pub const fn from_micros(micros: u64) -> Time {
        Time(micros)
    }

    /// The instant so many seconds after the start. Panics above 584,000 years.
    #[must_use]
    pub const fn from_secs(secs: u64) -> Time {
        Time(secs.checked_mul(MICROS_PER_SEC).expect("a time within 584,000 years"))
    }

    /// Microseconds since the start.
    #[must_use]
    pub const fn as_micros(self) -> u64 {
        self.0
    }

    /// Whole seconds since the start, rounded down.
    #[must_use]
    pub const fn as_secs(self) -> u64 {
        self.0 / MICROS_PER_SEC
    }

    /// The first whole multiple of a span behind this instant. Panics when the span is nothing.
    #[must_use]
    pub const fn next_multiple_of(self, span: Span) -> Time {
        Time((self.0 / span.0 + 1).saturating_mul(span.0))
    }

    /// The span from `earlier` to this instant. Panics when `earlier` is later.
    #[must_use]
    pub fn since(self, earlier: Time) -> Span {
        assert!(earlier <= self, "{earlier} is later than {self}");
        Span(self.0 - earlier.0)
    }

    /// The span until `later`, or nothing when it has passed.
    #[must_use]
    pub const fn until(self, later: Time) -> Span {
        Span(later.0.saturating_sub(self.0))
    }
}

impl Span {
    /// No time at all.
    pub const ZERO: Span = Span(0);
    /// The longest span.
    pub const MAX: Span = Span(u64::MAX);
    /// A second.
    pub const SECOND: Span = Span::from_secs(1);
    /// A minute.
    pub const MINUTE: Span = Span::from_secs(60);
    /// An hour.
    pub const HOUR: Span = Span::from_secs(3_600);
    /// A day of 24 hours.
    pub const DAY: Span = Span::from_secs(86_400);

    /// So many microseconds.
    #[must_use]
    pub const fn from_micros(micros: u64) -> Span {
        Span(micros)
    }

    /// So many seconds. Panics above 584,000 years.
    #[must_use]
    pub const fn from_secs(secs: u64) -> Span {
        Span(secs.checked_mul(MICROS_PER_SEC).expect("a span within 584,000 years"))
    }

    /// The nearest span to so many seconds; nothing for negative numbers and NaN.
    #[must_use]
    pub fn from_secs_f64(secs: f64) -> Span {
        // `as` saturates: NaN and negative numbers become 0, huge ones the maximum.
        Span((secs * 1e6).round() as u64)
    }

    /// Microseconds.
    #[must_use]
    pub const fn as_micros(self) -> u64 {
        self.0
    }

    /// Whole seconds, rounded down.
    #[must_use]
    pub const fn as_secs(self) -> u64 {
        self.0 / MICROS_PER_SEC
    }

    /// Seconds as a real number, for output only.
    #[must_use]
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// Hours as a real number, for output only.
    #[must_use]
    pub fn as_hours_f64(self) -> f64 {
        self.0 as f64 / 3.6e9
    }

    /// The span rounded to whole seconds, at least one.
    #[must_use]
    pub const fn whole_secs(self) -> Span {
        let secs = (self.0 + MICROS_PER_SEC / 2) / MICROS_PER_SEC;
        Span::from_secs(if secs == 0 { 1 } else { secs })
    }
}

impl Add<Span> for Time {
    type Output = Time;
    /// The instant so much later; [`Time::NEVER`] where that cannot be written.
    fn add(self, span: Span) -> Time {
        Time(self.0.saturating_add(span.0))
    }
}

impl Add for Span {
    type Output = Span;
    fn add(self, other: Span) -> Span {
        Span(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Span {
    fn add_assign(&mut self, other: Span) {
        *self = *self + other;
    }
}

impl Sub for Span {
    type Output = Span;
    /// The difference. Panics when `other` is longer.
    fn sub(self, other: Span) -> Span {
        assert!(other <= self, "{other} is longer than {self}");
        Span(self.0 - other.0)
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_secs(f, self.0)
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_secs(f, self.0)
    }
}

/// Seconds, with a fraction only where there is one.
fn write_secs(f: &mut fmt::Formatter<'_>, micros: u64) -> fmt::Result {
    let (secs, fraction) = (micros / MICROS_PER_SEC, micros % MICROS_PER_SEC);
    if fraction == 0 { write!(f, "{secs} s") } else { write!(f, "{secs}.{fraction:06} s") }
}
