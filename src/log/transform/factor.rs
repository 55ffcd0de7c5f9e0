//! Factors, as people write them and as whole numbers.

use std::fmt;
use std::str::FromStr;

const MILLION: u64 = 1_000_000;

/// A factor that is above 0: whole millionths, so that the same bytes come out everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Factor {
    millionths: u64,
}

impl Factor {
    /// The factor that changes nothing.
    pub const ONE: Factor = Factor { millionths: MILLION };

    /// This many times an amount, rounded to the nearest whole one; what is too large stays at the largest there is.
    #[must_use]
    pub fn of(self, amount: u64) -> u64 {
        ratio(amount, self.millionths, MILLION)
    }

    /// An amount divided by this, rounded to the nearest whole one.
    #[must_use]
    pub fn divides(self, amount: u64) -> u64 {
        ratio(amount, MILLION, self.millionths)
    }
}

impl Default for Factor {
    fn default() -> Factor {
        Factor::ONE
    }
}

impl fmt::Display for Factor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.millionths as f64 / MILLION as f64)
    }
}

impl FromStr for Factor {
    type Err = String;

    fn from_str(text: &str) -> Result<Factor, String> {
        let number = super::super::text::number(text.as_bytes()).map(super::super::Number::millionths);
        match number {
            Some(millionths) if 0 < millionths && millionths <= MILLION * MILLION => {
                Ok(Factor { millionths })
            }
            Some(_) | None => Err(format!("expected a factor from 0.000001 to 1000000, found `{text}`")),
        }
    }
}

/// So many parts of an amount, each of which is one of so many; rounded to the nearest whole one.
pub(super) fn ratio(amount: u64, times: u64, parts: u64) -> u64 {
    // Most logs are read as they are, and a division of 128 bits takes as long as a field of a row.
    if times == parts {
        return amount;
    }
    let (times, parts) = (u128::from(times), u128::from(parts));
    let rounded = (u128::from(amount) * times + parts / 2) / parts;
    u64::try_from(rounded).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn factors_round_to_the_nearest() {
        let factor = |text: &str| text.parse::<Factor>().unwrap();
        assert_eq!([1, 2, 3, 10].map(|amount| factor("1.25").of(amount)), [1, 3, 4, 13]);
        assert_eq!([1, 2, 3, 10].map(|amount| factor("1.25").divides(amount)), [1, 2, 2, 8]);
        assert_eq!(factor("1000000").of(u64::MAX), u64::MAX);
        assert_eq!(factor("0.5").to_string(), "0.5");
        for text in ["0", "-1", "", "x", "1e7", "nan"] {
            assert!(text.parse::<Factor>().is_err(), "{text}");
        }
    }
}
