//! For how long so much was held, at any level.

use crate::model::Span;
use std::collections::BTreeMap;

/// Levels are told apart within this share of a power of two.
const BITS: u32 = 8;

/// For how long so much was held. Time in which nothing was held does not count.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Levels {
    /// Microseconds by level, rounded down to its first few bits.
    micros: BTreeMap<u64, u128>,
}

impl Levels {
    /// Takes note of so much being held for a while.
    pub fn note(&mut self, level: u64, length: Span) {
        if level == 0 || length == Span::ZERO {
            return;
        }
        let shift = (u64::BITS - level.leading_zeros()).saturating_sub(BITS);
        *self.micros.entry(level >> shift << shift).or_default() += u128::from(length.as_micros());
    }

    /// The least level that is not exceeded for so many percent of the time; nothing where nothing was ever held.
    #[must_use]
    pub fn enough_for(&self, percent: u32) -> Option<u64> {
        let all: u128 = self.micros.values().sum();
        let wanted = all * u128::from(percent);
        let mut sum = 0;
        self.micros.iter().find_map(|(level, micros)| {
            sum += micros * 100;
            (wanted <= sum).then_some(*level)
        })
    }
}

/// How large a machine is of which nobody says it: the most that was held at once or, where so much was held for moments only, what
/// was enough for 99 % of the time.
#[must_use]
pub fn size_shown(most: u64, levels: &Levels) -> u64 {
    match levels.enough_for(99) {
        // Logs whose starts and ends are off by a little show a machine twice for a moment.
        Some(enough) if enough + enough / 8 < most => enough,
        Some(_) | None => most,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_do_not_count_as_the_machine() {
        let mut levels = Levels::default();
        assert_eq!(levels.enough_for(90), None);
        levels.note(100, Span::from_secs(900));
        levels.note(64, Span::from_secs(95));
        levels.note(300, Span::from_secs(5));
        assert_eq!([9, 10, 99, 100].map(|percent| levels.enough_for(percent)), [64, 100, 100, 300].map(Some));
        assert_eq!(size_shown(300, &levels), 100);
        levels.note(300, Span::from_secs(500));
        assert_eq!(size_shown(300, &levels), 300);
        assert_eq!(size_shown(110, &Levels::default()), 110);
    }
}
