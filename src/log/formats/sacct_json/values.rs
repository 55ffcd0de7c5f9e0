//! Values of which the versions of Slurm have several forms: numbers, and words.

use crate::log::number::Number;
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// A number that may not be set, or may be without end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Amount {
    #[default]
    Unknown,
    Infinite,
    Known(Number),
}

impl Amount {
    pub(super) fn known(&self) -> Option<Number> {
        match self {
            Amount::Known(number) => Some(*number),
            Amount::Unknown | Amount::Infinite => None,
        }
    }

    /// The number, if it is known and not 0, which often stands for what is not known.
    pub(super) fn positive(&self) -> Option<Number> {
        self.known().filter(|number| !number.is_zero())
    }

    pub(super) fn is_infinite(&self) -> bool {
        *self == Amount::Infinite
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Amount, D::Error> {
        deserializer.deserialize_any(AmountForm)
    }
}

struct AmountForm;

impl<'de> Visitor<'de> for AmountForm {
    type Value = Amount;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_u64<E>(self, value: u64) -> Result<Amount, E> {
        Ok(Amount::Known(Number::of(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Amount, E> {
        Ok(u64::try_from(value).map_or(Amount::Unknown, |value| Amount::Known(Number::of(value))))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Amount, E> {
        // `as` saturates, which is what becomes of a number that is too large.
        let known = || Amount::Known(Number::new(value as u64, (value.fract() * 1e6) as u32));
        Ok(if 0.0 <= value { known() } else { Amount::Unknown })
    }

    fn visit_str<E>(self, value: &str) -> Result<Amount, E> {
        Ok(crate::log::text::number(value.as_bytes()).map_or(Amount::Unknown, Amount::Known))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Amount, E> {
        Ok(Amount::Unknown)
    }

    fn visit_unit<E>(self) -> Result<Amount, E> {
        Ok(Amount::Unknown)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Amount, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Amount::Unknown)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Amount, A::Error> {
        let (mut is_set, mut is_infinite, mut number) = (true, false, Amount::Unknown);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "set" => is_set = map.next_value::<Option<bool>>()?.unwrap_or(false),
                "infinite" => is_infinite = map.next_value::<Option<bool>>()?.unwrap_or(false),
                "number" => number = map.next_value()?,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(match (is_infinite, is_set) {
            (true, _) => Amount::Infinite,
            (false, true) => number,
            (false, false) => Amount::Unknown,
        })
    }
}

/// A word, or the first of a list of words; nothing where there is none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Text(String);

impl Text {
    pub(super) fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// This, or another where there is none.
    pub(super) fn or<'a>(&'a self, other: &'a Text) -> &'a [u8] {
        if self.0.is_empty() { other.bytes() } else { self.bytes() }
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Text, D::Error> {
        deserializer.deserialize_any(TextForm)
    }
}

struct TextForm;

impl<'de> Visitor<'de> for TextForm {
    type Value = Text;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a word")
    }

    fn visit_str<E>(self, value: &str) -> Result<Text, E> {
        Ok(Text(value.to_owned()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Text, E> {
        Ok(Text(value.to_string()))
    }

    fn visit_unit<E>(self) -> Result<Text, E> {
        Ok(Text::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Text, A::Error> {
        let first = list.next_element::<Text>()?.unwrap_or_default();
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(first)
    }
}
