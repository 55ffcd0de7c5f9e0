//! Ordinary lines of SWF, which nearly all are: whole numbers with blanks between them, eight bytes at a time.

use super::super::digits::{digits, few_digits};
use crate::log::number::Number;

/// How many fields the standard has.
pub(super) const FIELDS: usize = 18;

/// What stands for a number that is not known, and the blank behind it.
const UNKNOWN: u64 = u64::from_le_bytes(*b"-1 \0\0\0\0\0");

/// The three bytes of that.
const UNKNOWN_BYTES: u64 = 0x00ff_ffff;

/// The fields of a line of as many whole numbers as the standard has, with nothing but blanks between and behind them. Nothing
/// where there is anything else, which has to be looked at word by word.
pub(super) fn ordinary(line: &[u8]) -> Option<[Option<Number>; FIELDS]> {
    let (mut fields, mut rest) = ([None; FIELDS], line);
    for field in &mut fields {
        let eight = first_eight(rest);
        let mut count = 2;
        if eight & UNKNOWN_BYTES != UNKNOWN {
            let value;
            (value, count) = few_digits(eight);
            let is_short = 0 < count && count < 8 && eight >> (8 * count) as u8 & 0xff == u64::from(b' ');
            *field = Some(if is_short { Number::of(value) } else { long(rest, &mut count)? });
        }
        rest = rest.get(count + 1..).unwrap_or_default();
        while let [b' ', behind @ ..] = rest {
            rest = behind;
        }
    }
    rest.is_empty().then_some(fields)
}

/// The first eight bytes, with blanks behind them where there are fewer.
fn first_eight(text: &[u8]) -> u64 {
    u64::from_le_bytes(text.first_chunk().copied().unwrap_or_else(|| {
        let mut eight = [b' '; 8];
        eight[..text.len()].copy_from_slice(text);
        eight
    }))
}

/// A number of eight digits or more, and how many there are. Nothing where there is anything else.
#[cold]
fn long(text: &[u8], count: &mut usize) -> Option<Number> {
    let (value, behind) = digits(text);
    *count = text.len() - behind.len();
    let is_word = matches!(behind, [] | [b' ', ..]);
    // Nineteen digits always fit.
    (0 < *count && *count <= 19 && is_word).then(|| Number::of(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_lines_are_left_to_be_read_word_by_word() {
        let others = [
            "1.5",
            "x",
            "-2",
            "+3",
            "1e5",
            "12345678901234567890",
            "4\t",
            "",
            "-1\r",
            "1234567x",
            "12345678x",
            "-",
        ];
        for other in others {
            for place in 0..18 {
                let words: Vec<&str> = (0..18).map(|word| if word == place { other } else { "3" }).collect();
                assert_eq!(ordinary(words.join(" ").as_bytes()), None, "{other:?} in place {place}");
            }
        }
        assert_eq!(ordinary("1 ".repeat(19).as_bytes()), None, "a field more");
        assert_eq!(ordinary("1 ".repeat(17).as_bytes()), None, "a field less");
        assert!(ordinary("1 ".repeat(18).as_bytes()).is_some());
    }
}
