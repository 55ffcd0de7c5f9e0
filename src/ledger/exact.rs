//! Whole numbers that add up: fractions are kept as they are, divided once, and what is left over goes where most of it is missing.

use std::cmp::Reverse;

/// A sum of fractions, exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fraction {
    numerator: i128,
    denominator: u128,
}

impl Default for Fraction {
    fn default() -> Fraction {
        Fraction { numerator: 0, denominator: 1 }
    }
}

impl Fraction {
    /// So many parts of a whole, in lowest terms.
    ///
    /// # Panics
    /// When the whole has no parts.
    #[must_use]
    pub fn new(numerator: i128, denominator: u128) -> Fraction {
        assert!(0 < denominator, "a whole has parts");
        let common = common_divisor(numerator.unsigned_abs(), denominator);
        Fraction { numerator: numerator / common as i128, denominator: denominator / common }
    }

    /// The sum of both.
    #[must_use]
    pub fn plus(self, other: Fraction) -> Fraction {
        let common = common_divisor(self.denominator, other.denominator);
        let (mine, theirs) = (other.denominator / common, self.denominator / common);
        let numerator = self.numerator * mine as i128 + other.numerator * theirs as i128;
        Fraction::new(numerator, self.denominator * mine)
    }

    /// So many times this, divided by so much.
    #[must_use]
    pub fn scaled(self, times: i128, divided: u128) -> Fraction {
        let other = Fraction::new(times, divided);
        let first = Fraction::new(self.numerator, other.denominator);
        let second = Fraction::new(other.numerator, self.denominator);
        Fraction {
            numerator: first.numerator * second.numerator,
            denominator: first.denominator * second.denominator,
        }
    }

    /// The largest whole number that is not above it.
    #[must_use]
    pub const fn floor(self) -> i128 {
        self.numerator.div_euclid(self.denominator as i128)
    }

    /// The nearest whole number; a half is rounded up.
    #[must_use]
    pub fn rounded(self) -> i128 {
        rounded(self.numerator, self.denominator)
    }

    /// Its part above the largest whole number that is not above it, in parts of 2^32.
    fn remainder(self) -> u128 {
        let left = self.numerator.rem_euclid(self.denominator as i128) as u128;
        if self.denominator < 1 << 95 {
            (left << 32) / self.denominator
        } else {
            left / (self.denominator >> 32)
        }
    }
}

/// The nearest whole number to a fraction; a half is rounded up.
///
/// # Panics
/// When the denominator is zero.
#[must_use]
pub fn rounded(numerator: i128, denominator: u128) -> i128 {
    assert!(0 < denominator, "a whole has parts");
    let denominator = denominator as i128;
    let (whole, left) = (numerator.div_euclid(denominator), numerator.rem_euclid(denominator));
    if denominator - left <= left { whole + 1 } else { whole }
}

/// Parts as whole numbers whose sum is the sum of the parts, rounded: each is rounded down, and what is left over goes to those that lose
/// most by that, one to each; the first of equals.
#[must_use]
pub fn apportioned(parts: &[Fraction]) -> Vec<i128> {
    let all = parts.iter().fold(Fraction::default(), |sum, part| sum.plus(*part)).rounded();
    let mut whole: Vec<i128> = parts.iter().map(|part| part.floor()).collect();
    let missing = all - whole.iter().sum::<i128>();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|place| Reverse(parts[*place].remainder()));
    for place in order.into_iter().take(usize::try_from(missing).unwrap_or(0)) {
        whole[place] += 1;
    }
    whole
}

/// A series of amounts in whole units, such that the sum of the first so many is always the exact sum of them, rounded.
#[must_use]
pub fn running(amounts: impl IntoIterator<Item = i128>, unit: u128) -> Vec<i128> {
    let (mut exact, mut told) = (0, 0);
    let mut whole = Vec::new();
    for amount in amounts {
        exact += amount;
        let until = rounded(exact, unit);
        whole.push(until - told);
        told = until;
    }
    whole
}

fn common_divisor(mut one: u128, mut other: u128) -> u128 {
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_whole_add_up_to_it() {
        let third = Fraction::new(763_840, 3);
        assert_eq!(apportioned(&[third; 3]), [254_614, 254_613, 254_613]);
        assert_eq!(apportioned(&[Fraction::new(-1, 2), Fraction::new(3, 4)]), [-1, 1]);
        assert!(apportioned(&[]).is_empty());
    }

    #[test]
    fn a_half_is_rounded_up() {
        assert_eq!([-3, -1, 1, 3, 4].map(|halves| rounded(halves, 2)), [-1, 0, 1, 2, 2]);
        assert_eq!(running([3, 3, 3, 3], 2), [2, 1, 2, 1]);
    }
}
