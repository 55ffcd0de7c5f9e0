//! A set of small numbers as bits in two levels: the next member is found in a few steps.

use serde::{Deserialize, Serialize};

/// A set of numbers below a fixed bound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Bits {
    words: Vec<u64>,
    /// Bit `w` says whether `words[w]` has any bit.
    upper: Vec<u64>,
}

impl Bits {
    /// An empty set of numbers below `bound`.
    pub(super) fn below(bound: u32) -> Bits {
        let words = (bound as usize).div_ceil(64);
        Bits { words: vec![0; words], upper: vec![0; words.div_ceil(64)] }
    }

    pub(super) fn insert(&mut self, number: u32) {
        let word = number as usize / 64;
        self.words[word] |= 1 << (number % 64);
        self.upper[word / 64] |= 1 << (word % 64);
    }

    pub(super) fn remove(&mut self, number: u32) {
        let word = number as usize / 64;
        self.words[word] &= !(1 << (number % 64));
        if self.words[word] == 0 {
            self.upper[word / 64] &= !(1 << (word % 64));
        }
    }

    /// The smallest member that is at least `from`.
    pub(super) fn next(&self, from: u32) -> Option<u32> {
        let word = from as usize / 64;
        let rest = self.words.get(word)? & (u64::MAX << (from % 64));
        if rest != 0 {
            return Some(word as u32 * 64 + rest.trailing_zeros());
        }
        let word = self.next_word(word + 1)?;
        Some(word as u32 * 64 + self.words[word].trailing_zeros())
    }

    /// The first word from `from` on that has any bit.
    fn next_word(&self, from: usize) -> Option<usize> {
        let mut place = from / 64;
        let mut rest = self.upper.get(place)? & (u64::MAX << (from % 64));
        while rest == 0 {
            place += 1;
            rest = *self.upper.get(place)?;
        }
        Some(place * 64 + rest.trailing_zeros() as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_come_back_in_order_across_words_and_upper_words() {
        let mut bits = Bits::below(10_000);
        for number in [0, 63, 64, 4_095, 4_096, 9_999] {
            bits.insert(number);
        }
        bits.remove(64);
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(number) = bits.next(from) {
            found.push(number);
            from = number + 1;
        }
        assert_eq!(found, [0, 63, 4_095, 4_096, 9_999]);
        assert_eq!(bits.next(10_000), None);
    }
}
