//! A number of a log: whole millionths, never negative, never wrapped.

use crate::model::Span;
use std::num::NonZeroU64;

const MICROS: u64 = 1_000_000;

/// A number of a log that is not negative: whole millionths.
///
/// Numbers that are too large to hold become [`Number::TOO_LARGE`]: they never wrap, and cleaning sees them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Number(
    /// The millionths and one, so that a row with many numbers that may be unknown stays small.
    NonZeroU64,
);

impl Number {
    /// Larger than any number that makes sense in a log.
    pub const TOO_LARGE: Number = Number(NonZeroU64::MAX);

    /// So many units and millionths of a unit.
    #[must_use]
    pub const fn new(whole: u64, millionths: u32) -> Number {
        Number::from_millionths(whole.saturating_mul(MICROS).saturating_add(millionths as u64))
    }

    /// So many units.
    #[must_use]
    pub const fn of(whole: u64) -> Number {
        Number::new(whole, 0)
    }

    /// So many millionths of a unit.
    #[must_use]
    pub const fn from_millionths(millionths: u64) -> Number {
        Number(NonZeroU64::MIN.saturating_add(millionths))
    }

    /// The millionths of a unit.
    #[must_use]
    pub const fn millionths(self) -> u64 {
        self.0.get() - 1
    }

    /// The whole units, rounded down.
    #[must_use]
    pub const fn whole(self) -> u64 {
        self.millionths() / MICROS
    }

    /// Whether there is no fraction.
    #[must_use]
    pub const fn is_whole(self) -> bool {
        self.millionths().is_multiple_of(MICROS)
    }

    /// Whether this is nothing.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.millionths() == 0
    }

    /// The whole units, rounded up.
    #[must_use]
    pub const fn whole_up(self) -> u64 {
        self.whole().saturating_add(!self.is_whole() as u64)
    }

    /// This many times another, divided by a whole number that is not 0.
    pub(super) fn scaled_by(self, other: Number, divisor: u64) -> Number {
        let product = u128::from(self.millionths()) * u128::from(other.millionths());
        let millionths = product / u128::from(MICROS) / u128::from(divisor);
        Number::from_millionths(u64::try_from(millionths).unwrap_or(u64::MAX))
    }

    /// So many times this.
    #[must_use]
    pub const fn times(self, count: u64) -> Number {
        Number::from_millionths(self.millionths().saturating_mul(count))
    }

    /// One of so many equal parts of this, rounded down to a millionth; `None` of no parts.
    #[must_use]
    pub fn part_of(self, parts: u64) -> Option<Number> {
        self.millionths().checked_div(parts).map(Number::from_millionths)
    }

    /// This and another together.
    #[must_use]
    pub const fn plus(self, other: Number) -> Number {
        Number::from_millionths(self.millionths().saturating_add(other.millionths()))
    }

    /// So many seconds.
    #[must_use]
    pub const fn secs(self) -> Span {
        Span::from_micros(self.millionths())
    }
}
