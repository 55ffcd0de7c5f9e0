//! Numbers, times and spans as the logs of schedulers write them.

use super::number::Number;
use jiff::civil::{Date, DateTime};

const EPOCH: DateTime = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);

const SECS_PER_DAY: u64 = 86_400;

/// So many tasks of an array get numbers of their own; most sites allow far fewer.
const ARRAY_TASKS_MAX: u64 = 100_000;

/// A number that is not negative, with or without a fraction or an exponent. A number that is too large becomes
/// [`Number::TOO_LARGE`]; `None` for anything else, also for a negative number, which is how logs say "not known".
pub(super) fn number(text: &[u8]) -> Option<Number> {
    let text = text.trim_ascii();
    let (whole, rest) = whole(text)?;
    match rest {
        [] => Some(Number::of(whole)),
        [b'.', digits @ ..] if digits.iter().all(u8::is_ascii_digit) => {
            let mut worth = 100_000;
            let mut millionths = 0;
            for digit in digits {
                millionths += u32::from(digit - b'0') * worth;
                worth /= 10;
            }
            Some(Number::new(whole, millionths))
        }
        _ => unusual(text),
    }
}

/// The digits at the beginning as a number, which stays at the largest there is, and what follows them.
pub(super) fn whole(text: &[u8]) -> Option<(u64, &[u8])> {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = text.split_at(digits);
    let add = |value: u64, digit: &u8| value.saturating_mul(10).saturating_add(u64::from(digit - b'0'));
    (!digits.is_empty()).then(|| (digits.iter().fold(0, add), rest))
}

/// A number as statistics programs write it (`1e+05`).
fn unusual(text: &[u8]) -> Option<Number> {
    let value: f64 = std::str::from_utf8(text).ok()?.parse().ok()?;
    // `as` saturates, which is what becomes of a number that is too large.
    (0.0 <= value).then(|| Number::new(value as u64, (value.fract() * 1e6) as u32))
}

/// Seconds since 1970 of a time without zone: `2019-01-01T00:00:00` or with a blank, with a fraction or without.
/// A zone behind it (`Z`, `+00:00`, `+0800`) is taken into account.
pub(super) fn instant(text: &[u8]) -> Option<Number> {
    let text = text.trim_ascii();
    let (year, rest) = part(text, 4, b'-')?;
    let (month, rest) = part(rest, 2, b'-')?;
    let (day, rest) = (digits(rest.get(..2)?)?, &rest[2..]);
    let date =
        Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    let days = u64::try_from(EPOCH.date().until(date).ok()?.get_days()).ok()?;
    let midnight = days * SECS_PER_DAY;
    let rest = match rest {
        [] => return Some(Number::of(midnight)),
        [b'T' | b' ' | b't', rest @ ..] => rest,
        _ => return None,
    };
    let (hour, rest) = part(rest, 2, b':')?;
    let (minute, rest) = (digits(rest.get(..2)?)?, &rest[2..]);
    let (second, rest) = match rest {
        [b':', rest @ ..] => (digits(rest.get(..2)?)?, &rest[2..]),
        _ => (0, rest),
    };
    // A leap second is the first of the next minute.
    if 23 < hour || 59 < minute || 60 < second {
        return None;
    }
    let (millionths, rest) = fraction(rest);
    let local = Number::new(midnight + hour * 3_600 + minute * 60 + second, millionths);
    let (east, offset) = zone(rest)?;
    let offset = Number::of(offset).millionths();
    let utc = if east { local.millionths().checked_sub(offset)? } else { local.millionths() + offset };
    Some(Number::from_millionths(utc))
}

/// The same in whole seconds.
#[must_use]
pub fn date_secs(text: &str) -> Option<u64> {
    instant(text.as_bytes()).map(Number::whole)
}

/// So many digits and the mark behind them.
fn part(text: &[u8], count: usize, mark: u8) -> Option<(u64, &[u8])> {
    let value = digits(text.get(..count)?)?;
    (text.get(count) == Some(&mark)).then(|| (value, &text[count + 1..]))
}

fn digits(text: &[u8]) -> Option<u64> {
    match whole(text)? {
        (value, []) => Some(value),
        _ => None,
    }
}

fn fraction(text: &[u8]) -> (u32, &[u8]) {
    let [b'.' | b',', rest @ ..] = text else { return (0, text) };
    let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut worth = 100_000;
    let mut millionths = 0;
    for digit in &rest[..count] {
        millionths += u32::from(digit - b'0') * worth;
        worth /= 10;
    }
    (millionths, &rest[count..])
}

/// Whether a zone lies in the east, and how many seconds.
fn zone(text: &[u8]) -> Option<(bool, u64)> {
    let (east, rest) = match text {
        [] | [b'Z' | b'z'] => return Some((true, 0)),
        [b'+', rest @ ..] => (true, rest),
        [b'-', rest @ ..] => (false, rest),
        _ => return None,
    };
    let (hours, minutes) = match rest {
        [_, _] => (digits(rest)?, 0),
        [_, _, b':', _, _] => (digits(&rest[..2])?, digits(&rest[3..])?),
        [_, _, _, _] => (digits(&rest[..2])?, digits(&rest[2..])?),
        _ => return None,
    };
    (hours <= 15 && minutes <= 59).then_some((east, hours * 3_600 + minutes * 60))
}

/// Seconds of a span as schedulers write it: `7-04:00:00`, `04:00:00`, `90:00` (minutes and seconds), with a fraction or
/// without. A plain number is not one: its unit depends on who writes it.
pub(super) fn span(text: &[u8]) -> Option<Number> {
    let text = text.trim_ascii();
    let (days, rest, of_days) = match whole(text)? {
        (days, [b'-', rest @ ..]) => (days, rest, true),
        _ => (0, text, false),
    };
    let (first, rest) = whole(rest)?;
    let (second, rest) = match rest {
        [b':', rest @ ..] => {
            let (second, rest) = whole(rest)?;
            (Some(second), rest)
        }
        _ => (None, rest),
    };
    let (third, rest) = match rest {
        [b':', rest @ ..] => {
            let (third, rest) = whole(rest)?;
            (Some(third), rest)
        }
        _ => (None, rest),
    };
    let (millionths, rest) = fraction(rest);
    let (hours, minutes, seconds) = match (of_days, second, third) {
        (_, Some(minutes), Some(seconds)) => (first, minutes, seconds),
        (true, Some(minutes), None) => (first, minutes, 0),
        (true, None, None) => (first, 0, 0),
        (false, Some(seconds), None) => (0, first, seconds),
        _ => return None,
    };
    let secs = [(days, SECS_PER_DAY), (hours, 3_600), (minutes, 60), (seconds, 1)]
        .into_iter()
        .fold(0_u64, |sum, (count, worth)| sum.saturating_add(count.saturating_mul(worth)));
    rest.is_empty().then(|| Number::new(secs, millionths))
}

/// Seconds, as a plain number or as a span.
pub(super) fn secs(text: &[u8]) -> Option<Number> {
    number(text).or_else(|| span(text))
}

/// The number of a task of an array, where a log only says which task of which array it is: the task 4 of the array 123 is
/// 12,300,004. `None` where the array has more tasks than find room in such a number.
pub(super) fn array_task(array: u64, task: u64) -> Option<Number> {
    let number = array.checked_mul(ARRAY_TASKS_MAX)?.checked_add(task)?;
    (task < ARRAY_TASKS_MAX).then(|| Number::of(number))
}

/// From one time of a log to a later one; `None` when it goes back.
pub(super) fn between(from: Number, until: Number) -> Option<Number> {
    until.millionths().checked_sub(from.millionths()).map(Number::from_millionths)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secs(number: Option<Number>) -> Option<(u64, u64)> {
        number.map(|number| (number.whole(), number.millionths() % 1_000_000))
    }

    #[test]
    fn numbers_are_read_as_people_and_programs_write_them() {
        assert_eq!(secs(number(b" 17 ")), Some((17, 0)));
        assert_eq!(secs(number(b"0.5")), Some((0, 500_000)));
        assert_eq!(secs(number(b"1e+03")), Some((1_000, 0)));
        assert_eq!(number(b"99999999999999999999999999"), Some(Number::TOO_LARGE));
        for text in ["", "-1", "x", "1x", "nan", "1.2.3", "-"] {
            assert_eq!(number(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn instants_are_seconds_since_1970() {
        assert_eq!(secs(instant(b"1970-01-02 00:00:01")), Some((86_401, 0)));
        assert_eq!(secs(instant(b"2019-01-01T00:00:00")), Some((1_546_300_800, 0)));
        assert_eq!(secs(instant(b"2023-11-16 18:15:46.6805900")), Some((1_700_158_546, 680_590)));
        assert_eq!(secs(instant(b"1970-01-01T09:00:00+08:00")), Some((3_600, 0)));
        assert_eq!(secs(instant(b"1970-01-01 00:00:00-0130")), Some((5_400, 0)));
        assert_eq!(secs(instant(b"1970-01-03")), Some((172_800, 0)));
        for text in [
            "",
            "2019-02-30T00:00:00",
            "2019-01-01T25:00:00",
            "1960-01-01",
            "Unknown",
            "2019-01-01T00:00:00x",
            "2019-01-01T00:00:00+08:18446744073709551615",
        ] {
            assert_eq!(instant(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn spans_are_seconds() {
        assert_eq!(secs(span(b"7-04:00:00")), Some((619_200, 0)));
        assert_eq!(secs(span(b"04:00:01")), Some((14_401, 0)));
        assert_eq!(secs(span(b"90:30.5")), Some((5_430, 500_000)));
        assert_eq!(secs(span(b"2-12")), Some((216_000, 0)));
        assert_eq!(span(b"99999999999999999999-00:00:00"), Some(Number::TOO_LARGE));
        for text in ["", "90", "Partition_Limit", "UNLIMITED", "1:2:3:4", "-1:00"] {
            assert_eq!(span(text.as_bytes()), None, "{text}");
        }
    }
}
