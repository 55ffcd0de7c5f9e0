//! What may stand in the brackets behind an order that has settings: `key = value` between commas.

use crate::model::Span;

/// One setting of a kind of order.
#[derive(Debug)]
pub(super) struct Setting<S> {
    pub(super) name: &'static str,
    /// Takes a value; says what would be right when it is none.
    pub(super) set: fn(&mut S, &str) -> Result<(), String>,
}

/// Changes settings as a text says; tells the first mistake.
pub(super) fn apply<S>(text: &str, known: &[Setting<S>], mut settings: S) -> Result<S, String> {
    let mut given: Vec<&str> = Vec::new();
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let Some((name, value)) = part.split_once('=') else {
            return Err(format!("expected `key = value`, found `{part}`"));
        };
        let (name, value) = (name.trim(), value.trim());
        let Some(setting) = known.iter().find(|setting| setting.name == name) else {
            let names: Vec<&str> = known.iter().map(|setting| setting.name).collect();
            return Err(format!("no setting `{name}`; there are {}", names.join(", ")));
        };
        if given.contains(&name) {
            return Err(format!("`{name}` is set twice"));
        }
        given.push(name);
        (setting.set)(&mut settings, value)
            .map_err(|expected| format!("{name}: expected {expected}, found `{value}`"))?;
    }
    Ok(settings)
}

/// A weight, as Slurm has them: a whole number of 32 bits.
pub(super) fn weight(text: &str) -> Result<f64, String> {
    whole(text).map(f64::from)
}

/// A whole number of 32 bits.
pub(super) fn whole(text: &str) -> Result<u32, String> {
    text.parse().map_err(|_| "a whole number from 0 to 4294967295".into())
}

/// A number above zero.
pub(super) fn above_zero(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|number: &f64| 0.0 < *number && *number <= 1e9);
    number.ok_or_else(|| "a number above 0 and at most 1e9".into())
}

/// The longest time that a setting may state: a hundred years.
const DAYS_MAX: u64 = 36_525;

/// A length of time above zero.
pub(super) fn span(text: &str) -> Result<Span, String> {
    let digits = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let secs = match unit.trim() {
        "s" => 1,
        "min" => 60,
        "h" => 3_600,
        "d" | "day" | "days" => 86_400,
        "w" | "week" | "weeks" => 604_800,
        _ => 0,
    };
    let secs = number.parse::<u64>().ok().and_then(|number| number.checked_mul(secs));
    let secs = secs.filter(|secs| (1..=DAYS_MAX * 86_400).contains(secs));
    secs.map(Span::from_secs)
        .ok_or_else(|| "a duration such as `7 days` (s, min, h, days, weeks), above zero".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_and_mistakes_named() {
        const KNOWN: &[Setting<(f64, Span)>] = &[
            Setting { name: "age", set: |all, text| weight(text).map(|age| all.0 = age) },
            Setting { name: "period", set: |all, text| span(text).map(|period| all.1 = period) },
        ];
        let read = |text| apply(text, KNOWN, (1.0, Span::ZERO));
        assert_eq!(read(""), Ok((1.0, Span::ZERO)));
        assert_eq!(read(" age=7, period = 5 min"), Ok((7.0, Span::from_secs(300))));
        for (text, why) in [
            ("age", "expected `key = value`, found `age`"),
            ("size = 1", "no setting `size`; there are age, period"),
            ("age = 1, age = 2", "`age` is set twice"),
            ("age = -1", "age: expected a whole number from 0 to 4294967295, found `-1`"),
            ("period = 0 s", "period: expected a duration"),
            ("period = 5", "period: expected a duration"),
            ("period = 99999999999999999999 days", "period: expected a duration"),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.starts_with(why), "{text}: {error}");
        }
    }
}
