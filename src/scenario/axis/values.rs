//! The values that a range or a list asks for, as they are typed in the file of a scenario.

use super::super::units::parse_span;
use super::fault::{AxisError, error};
use crate::model::Span;
use toml::de::DeValue;

/// More values than this are a slip of the finger.
const VALUES_MAX: u64 = 10_000;

/// A range of which nobody says in which steps it goes has at most so many values, and at least a tenth of them.
const FINE_STEPS: i64 = 9_999;

/// What becomes of a range of amounts without a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Steps {
    /// It is a mistake.
    Stated,
    /// It has steps so fine that nobody tells them from none: for values that are drawn from it.
    Fine,
}

/// The values of a list, of which each part is a value or a range, as they are typed in a file.
pub(super) fn listed(
    value: &DeValue<'_>,
    key: &str,
    list: &str,
    steps: Steps,
) -> Result<Vec<String>, AxisError> {
    let mut all: Vec<String> = Vec::new();
    for part in list.split(',').map(str::trim) {
        let more = if part.contains("..") && !is_text_with_dots(value, part) {
            values(value, key, part, steps)?
        } else {
            vec![single(value, key, part)?]
        };
        if let Some(twice) = more.iter().find(|value| all.contains(value)) {
            return error(format!("`{key}`: the value {twice} is given twice"), None);
        }
        all.extend(more);
    }
    if VALUES_MAX < all.len() as u64 {
        return error(
            format!("`{key}`: these are {} values, expected at most {VALUES_MAX}", all.len()),
            None,
        );
    }
    Ok(all)
}

/// Whether two dots are a part of a text rather than of a range of amounts, as in a path.
fn is_text_with_dots(value: &DeValue<'_>, part: &str) -> bool {
    matches!(value, DeValue::String(_)) && !part.starts_with(|letter: char| letter.is_ascii_digit())
}

/// A value, as it is typed in a file.
fn single(value: &DeValue<'_>, key: &str, part: &str) -> Result<String, AxisError> {
    if part.is_empty() {
        return error(
            format!("`{key}`: expected a value between two commas, found none"),
            "for example 1,2,3".to_owned(),
        );
    }
    let number = part.replace('_', "");
    let told = |expected: &str| error(format!("`{key}`: expected {expected}, found `{part}`"), None);
    match value {
        DeValue::Integer(_) | DeValue::Float(_) => match number.parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(number),
            Ok(_) | Err(_) => told("a number"),
        },
        DeValue::Boolean(_) if part == "true" || part == "false" => Ok(part.to_owned()),
        DeValue::Boolean(_) => told("true or false"),
        DeValue::Datetime(_) if part.parse::<toml::value::Datetime>().is_ok() => Ok(part.to_owned()),
        DeValue::Datetime(_) => told("a date such as 2024-02-01"),
        DeValue::String(_) => Ok(toml::Value::String(part.trim_matches('"').to_owned()).to_string()),
        DeValue::Array(_) | DeValue::Table(_) => told("a single value"),
    }
}

/// The step of ten, or a tenth, or a hundredth ... that makes the range one of some thousand values.
fn fine_step(low: &Amount, high: &Amount) -> Amount {
    let mut digits = low.digits.max(high.digits);
    while digits < 9 && 10 * (high.scaled(digits).saturating_sub(low.scaled(digits))) <= FINE_STEPS {
        digits += 1;
    }
    let apart = high.scaled(digits).saturating_sub(low.scaled(digits));
    let mut unscaled = 1;
    while FINE_STEPS < apart / unscaled {
        unscaled *= 10;
    }
    Amount { unscaled, digits, unit: high.unit.clone() }
}

/// The number and the unit that a value consists of; nothing where it is something else.
#[must_use]
pub fn number_and_unit(shown: &str) -> Option<(f64, &str)> {
    let end = shown.find(|part: char| !(part.is_ascii_digit() || "._+-".contains(part)));
    let (number, unit) = shown.split_at(end.unwrap_or(shown.len()));
    // A date is no number, though it looks like several.
    let number: f64 = number.replace('_', "").parse().ok()?;
    number.is_finite().then_some((number, unit.trim()))
}

/// The values of a range, as they are typed in a file.
pub(super) fn values(
    value: &DeValue<'_>,
    key: &str,
    range: &str,
    steps: Steps,
) -> Result<Vec<String>, AxisError> {
    let (bounds, step) = match range.split_once(':') {
        Some((bounds, step)) => (bounds, Some(step.trim())),
        None => (range, None),
    };
    let Some((low, high)) = bounds.split_once("..") else {
        return error(format!("`{key}`: expected LOW..HIGH or LOW..HIGH:STEP, found `{range}`"), None);
    };
    let (low, high) = (low.trim(), high.trim());
    match value {
        DeValue::Integer(_) if !has_fractions(low, high, step) => {
            let whole = |text: &str| match text.replace('_', "").parse::<i64>() {
                Ok(number) => Ok(number),
                Err(_) => error(format!("`{key}`: expected a whole number, found `{text}`"), None),
            };
            let step = step.map_or(Ok(1), whole)?;
            numbers(key, (whole(low)?, whole(high)?, step), |number| number.to_string())
        }
        DeValue::Integer(_) | DeValue::Float(_) | DeValue::String(_) => {
            let is_text = matches!(value, DeValue::String(_));
            let parts = [Some(low), Some(high), step].map(|text| text.map(|text| Amount::parse(key, text)));
            let [Some(low), Some(high), step] = parts else { unreachable!("two of them are there") };
            let (low, high) = (low?, high?);
            let step = match step {
                Some(step) => step?,
                None if steps == Steps::Fine => fine_step(&low, &high),
                None => {
                    return error(
                        format!("`{key}`: it goes from {bounds}, and nothing says in which steps"),
                        format!("say for example `{key}={range}:STEP`"),
                    );
                }
            };
            let unit = high.unit.clone();
            if [&low, &step].into_iter().any(|amount| !amount.unit.is_empty() && amount.unit != unit) {
                return error(
                    format!("`{key}`: the values of `{range}` have different units"),
                    "write all with the same unit".to_owned(),
                );
            }
            let digits = low.digits.max(high.digits).max(step.digits);
            let scaled = (low.scaled(digits), high.scaled(digits), step.scaled(digits));
            numbers(key, scaled, |number| {
                let number = decimal(number, digits);
                match (is_text, unit.as_str()) {
                    (true, unit) => format!("\"{}\"", format!("{number} {unit}").trim_end()),
                    (false, _) => number,
                }
            })
        }
        DeValue::Datetime(_) => dates(key, (low, high), step),
        DeValue::Boolean(_) | DeValue::Array(_) | DeValue::Table(_) => {
            error(format!("`{key}`: it is neither a number nor an amount nor a date"), None)
        }
    }
}

/// Whether any of these is written with a point.
fn has_fractions(low: &str, high: &str, step: Option<&str>) -> bool {
    [Some(low), Some(high), step].into_iter().flatten().any(|text| text.contains('.'))
}

fn numbers(
    key: &str,
    (low, high, step): (i64, i64, i64),
    typed: impl Fn(i64) -> String,
) -> Result<Vec<String>, AxisError> {
    if high < low {
        return error(
            format!("`{key}`: it goes from {} to {}", typed(low), typed(high)),
            "put the lower value first".to_owned(),
        );
    }
    if step <= 0 {
        return error(format!("`{key}`: expected a step above nothing, found {}", typed(step)), None);
    }
    let count = low.abs_diff(high) / step.unsigned_abs() + 1;
    if VALUES_MAX < count {
        return error(format!("`{key}`: these are {count} values, expected at most {VALUES_MAX}"), None);
    }
    Ok((0..count as i64).map(|place| typed(low + place * step)).collect())
}

/// A number with digits behind the point, and its unit.
struct Amount {
    unscaled: i64,
    digits: u32,
    unit: String,
}

impl Amount {
    fn parse(key: &str, text: &str) -> Result<Amount, AxisError> {
        let end = text.find(|part: char| !part.is_ascii_digit() && part != '.' && part != '_');
        let (number, unit) = text.split_at(end.unwrap_or(text.len()));
        let (whole, part) = number.split_once('.').unwrap_or((number, ""));
        let unscaled = format!("{whole}{part}").replace('_', "").parse();
        match unscaled {
            Ok(unscaled) if part.len() <= 9 => {
                Ok(Amount { unscaled, digits: part.len() as u32, unit: unit.trim().to_owned() })
            }
            Ok(_) | Err(_) => error(format!("`{key}`: expected an amount, found `{text}`"), None),
        }
    }

    fn scaled(&self, digits: u32) -> i64 {
        self.unscaled.saturating_mul(10_i64.pow(digits - self.digits))
    }
}

fn decimal(unscaled: i64, digits: u32) -> String {
    if digits == 0 {
        return unscaled.to_string();
    }
    let unit = 10_i64.pow(digits);
    format!("{}.{:0width$}", unscaled / unit, unscaled % unit, width = digits as usize)
}

fn dates(key: &str, (low, high): (&str, &str), step: Option<&str>) -> Result<Vec<String>, AxisError> {
    let date = |text: &str| match text.parse::<jiff::civil::Date>() {
        Ok(date) => Ok(date),
        Err(_) => error(format!("`{key}`: expected a date such as 2024-02-01, found `{text}`"), None),
    };
    let days = match step.map(parse_span) {
        None => 1,
        Some(Ok(span)) if span != Span::ZERO && span.as_micros().is_multiple_of(Span::DAY.as_micros()) => {
            (span.as_micros() / Span::DAY.as_micros()) as i64
        }
        Some(_) => {
            let step = step.unwrap_or_default();
            return error(
                format!("`{key}`: expected a step of whole days such as 7 d, found `{step}`"),
                None,
            );
        }
    };
    let (first, last) = (date(low)?, date(high)?);
    let apart = first.until(last).map_or(0, |span| i64::from(span.get_days()));
    let place = |day: i64| first.saturating_add(jiff::Span::new().days(day)).to_string();
    if last < first {
        return error(
            format!("`{key}`: it goes from {first} to {last}"),
            "put the earlier date first".to_owned(),
        );
    }
    numbers(key, (0, apart, days), place)
}
