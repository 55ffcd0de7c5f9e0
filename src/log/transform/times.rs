//! Times as people write them.

use super::super::column_scales::TIMES;
use super::super::number::Number;
use super::super::text::secs;
use crate::model::Span;

/// Of `7d`, `1.5h`, `90s`; of a plain number of seconds; or of a span such as `1-04:00:00`.
#[must_use]
pub fn span(text: &str) -> Option<Span> {
    seconds(text).map(Number::secs)
}

/// The same in seconds.
pub(super) fn seconds(text: &str) -> Option<Number> {
    let text = text.trim();
    let unit = text.find(|character: char| character.is_ascii_alphabetic()).unwrap_or(text.len());
    let (amount, unit) = text.split_at(unit);
    if unit.is_empty() {
        return secs(amount.as_bytes());
    }
    let (_, scale) = TIMES.iter().find(|(name, _)| *name == unit)?;
    scale.of(amount.trim_end().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_units() {
        for (text, secs) in [
            ("7d", Some(604_800)),
            ("1.5 h", Some(5_400)),
            ("2w", Some(1_209_600)),
            ("90", Some(90)),
            ("1-04:00:00", Some(100_800)),
            ("1 fortnight", None),
            ("h", None),
            ("-1d", None),
            ("", None),
        ] {
            assert_eq!(span(text).map(Span::as_secs), secs, "{text}");
        }
    }
}
