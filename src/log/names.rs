//! The words by which a log names its users, groups and queues, as numbers.

use super::number::Number;
use crate::text::visible;
use std::collections::BTreeMap;

/// So many words and bytes of words are kept; no log has more, and memory must not grow with what only looks like one.
const WORDS_MAX: usize = 1 << 20;
const BYTES_MAX: usize = 1 << 26;

/// Different words, numbered from 1 in the order in which they first occur; 0 stands for nobody in particular.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Names {
    words: Vec<Box<str>>,
    numbers: BTreeMap<Box<str>, u32>,
    bytes: usize,
}

impl Names {
    /// The number of a word, a new one where it occurs for the first time; `None` for no word at all. Bytes that are not
    /// UTF-8 are replaced by marks, and what hides is written out. Words beyond all reason become [`Number::TOO_LARGE`].
    pub fn number(&mut self, word: &[u8]) -> Option<Number> {
        let word = word.trim_ascii();
        if word.is_empty() {
            return None;
        }
        let word = String::from_utf8_lossy(word);
        let number = match self.numbers.get(word.as_ref()) {
            Some(number) => *number,
            None if WORDS_MAX <= self.words.len() || BYTES_MAX < self.bytes + word.len() => {
                return Some(Number::TOO_LARGE);
            }
            None => {
                let shown = visible(&word);
                if let Some(number) = self.numbers.get(shown.as_ref()) {
                    return Some(Number::of(u64::from(*number)));
                }
                self.bytes += word.len();
                self.words.push(shown.as_ref().into());
                let number = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
                self.numbers.insert(shown.into(), number);
                number
            }
        };
        Some(Number::of(u64::from(number)))
    }

    /// The word of a number, where the log has one for it.
    #[must_use]
    pub fn word(&self, number: u64) -> Option<&str> {
        let place = usize::try_from(number).ok()?.checked_sub(1)?;
        self.words.get(place).map(|word| &**word)
    }

    /// How many words there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_numbered_in_the_order_in_which_they_first_occur() {
        let mut names = Names::default();
        let numbers: Vec<Option<u64>> = ["lin", "wang", " lin ", "", "\u{738b}"]
            .iter()
            .map(|word| names.number(word.as_bytes()).map(Number::whole))
            .collect();
        assert_eq!(numbers, [Some(1), Some(2), Some(1), None, Some(3)]);
        assert_eq!((names.word(3), names.word(0), names.word(4)), (Some("\u{738b}"), None, None));
    }

    #[test]
    fn words_beyond_all_reason_are_not_kept() {
        let mut names = Names::default();
        let mebibyte = |letter: u8| vec![letter; 1 << 20];
        let known = (b'0'..b'z').filter(|letter| names.number(&mebibyte(*letter)) < Some(Number::TOO_LARGE));
        assert_eq!(known.count(), BYTES_MAX >> 20);
        assert_eq!(names.number(&mebibyte(b'0')), Some(Number::of(1)));
    }
}
