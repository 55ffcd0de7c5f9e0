//! One value of a file: whether it is what its field wants, and if not, what would be.

use std::ops::Range;

use jiff::civil::{Date, DateTime, Time};
use toml::de::{DeArray, DeInteger, DeValue};

use super::fields::Kind;
use super::found::shown;
use super::problem::suggestion;
use super::read::{At, Part, Period, Tokens, Value};
use super::units::{Dimension, Misread, parse_amount};
use crate::policy::PolicySpec;
use crate::text::is_hidden;

/// The mistake in a value.
#[derive(Debug)]
pub(super) struct Wrong {
    /// Where inside the value, if not all of it.
    pub(super) span: Option<Range<usize>>,
    pub(super) message: String,
    pub(super) help: Option<String>,
}

fn wrong(message: impl Into<String>) -> Wrong {
    Wrong { span: None, message: message.into(), help: None }
}

/// Reads a value of some kind; tells everything that is wrong with it. Panics on kinds that are tables.
pub(super) fn read_value(value: &DeValue<'_>, kind: &Kind) -> Result<Value, Vec<Wrong>> {
    let one = match kind {
        Kind::Title => title(value),
        Kind::Name => name(value).map(Value::Text),
        Kind::Label => label(value).map(Value::Text),
        Kind::Count { least, most } => count(value, *least, *most).map(Value::Count),
        Kind::Number { least, most } => number(value, *least, *most),
        Kind::Amount { dimension, least, most } => {
            amount(value, *dimension, *least, *most).map(Value::Amount)
        }
        Kind::Date => date(value),
        Kind::Choice { of, known, bracketed } => choice(value, of, &known(), &bracketed()),
        Kind::Profile { of, count, known } => return profile(value, of, *count, &known()),
        Kind::Range { least, most } => range(value, *least, *most),
        Kind::Amounts { dimension, least, most } => return amounts(value, *dimension, *least, *most),
        Kind::Names => return names(value, "a list of names such as [\"universities\"]", name),
        Kind::Titles => return names(value, "a list of texts", line),
        Kind::Weights => return weights(value),
        Kind::Truth => truth(value),
        Kind::Part { most } => part(value, *most),
        Kind::Period { words, least, most } => period(value, words, *least, *most),
        Kind::Tokens { most } => return tokens(value, *most),
        Kind::Table(_) | Kind::Tables(_) | Kind::NamedTables(_) => panic!("a table is no single value"),
    };
    one.map_err(|wrong| vec![wrong])
}

fn expected(what: &str, value: &DeValue<'_>) -> Wrong {
    wrong(format!("expected {what}, found {}", shown(value)))
}

fn title(value: &DeValue<'_>) -> Result<Value, Wrong> {
    line(value).map(Value::Text)
}

fn line(value: &DeValue<'_>) -> Result<String, Wrong> {
    match value.as_str() {
        Some(text) if text.trim().is_empty() => Err(wrong("the text is empty")),
        Some(text) if text.chars().any(is_hidden) || 200 < text.chars().count() => {
            Err(wrong("expected one line of at most 200 characters, none of them hidden"))
        }
        Some(text) => Ok(text.trim().into()),
        None => Err(expected("a text in quotes", value)),
    }
}

fn name(value: &DeValue<'_>) -> Result<String, Wrong> {
    let Some(text) = value.as_str() else { return Err(expected("a name in quotes", value)) };
    if text.is_empty() {
        return Err(wrong("the name is empty"));
    }
    // Names become parts of tables and of the names of files.
    let legal = |c: char| c.is_ascii_alphanumeric() || "-_.+".contains(c);
    if !text.chars().all(legal) || text.starts_with(['-', '.']) || 64 < text.len() {
        let mut wrong = expected("a short name of letters, digits and - _ . +", value);
        wrong.help = Some("texts for people go into `title`".into());
        return Err(wrong);
    }
    Ok(text.into())
}

/// A name, or what names a policy on the command line: so it is called in what is written of its run.
fn label(value: &DeValue<'_>) -> Result<String, Wrong> {
    match value.as_str() {
        Some(text) if PolicySpec::parse(text).is_ok() => Ok(text.into()),
        Some(_) | None => name(value),
    }
}

fn whole(number: &DeInteger<'_>) -> Option<i128> {
    i128::from_str_radix(number.as_str(), number.radix()).ok()
}

fn count(value: &DeValue<'_>, least: u64, most: u64) -> Result<u64, Wrong> {
    let Some(number) = value.as_integer() else { return Err(expected("a whole number", value)) };
    let range = if most == u64::MAX {
        format!("a whole number from {least} on")
    } else {
        format!("a whole number from {least} to {most}")
    };
    match whole(number).and_then(|number| u64::try_from(number).ok()) {
        Some(count) if least <= count && count <= most => Ok(count),
        Some(_) | None => Err(expected(&range, value)),
    }
}

fn plain_number(value: &DeValue<'_>) -> Result<f64, Wrong> {
    let text = match value {
        DeValue::Integer(number) => whole(number).map(|number| number as f64),
        DeValue::Float(number) => number.as_str().parse().ok(),
        DeValue::String(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_)
        | DeValue::Array(_)
        | DeValue::Table(_) => return Err(expected("a number", value)),
    };
    match text {
        Some(number) if number.is_finite() => Ok(number),
        Some(_) | None => Err(expected("a finite number", value)),
    }
}

fn number(value: &DeValue<'_>, least: f64, most: f64) -> Result<Value, Wrong> {
    let number = plain_number(value)?;
    if least <= number && number <= most {
        return Ok(Value::Number(number));
    }
    Err(expected(&format!("a number from {least} to {most}"), value))
}

fn amount(value: &DeValue<'_>, dimension: Dimension, least: i64, most: i64) -> Result<i64, Wrong> {
    let described = dimension.described();
    let Some(text) = value.as_str() else {
        let mut wrong = expected(described, value);
        wrong.help = amount_help(value, dimension);
        return Err(wrong);
    };
    let base = parse_amount(dimension, text).map_err(|misread: Misread| {
        let message = format!("expected {described}, found {}: {misread}", shown(value));
        Wrong { span: None, message, help: misread.help() }
    })?;
    if base < 0 && 0 <= least {
        return Err(wrong(format!("it is below zero: {}", shown(value))));
    }
    if base == 0 && 0 < least {
        return Err(wrong(format!("it must be more than zero, found {}", shown(value))));
    }
    if base < least {
        return Err(wrong(format!(
            "it must be at least {}, found {}",
            dimension.written(least),
            shown(value)
        )));
    }
    if most < base {
        return Err(wrong(format!("it must be at most {}, found {}", dimension.written(most), shown(value))));
    }
    Ok(base)
}

/// What a bare number was probably meant to say.
fn amount_help(value: &DeValue<'_>, dimension: Dimension) -> Option<String> {
    let number = plain_number(value).ok()?;
    // A share of 0.3 is meant as 30 %.
    let part = dimension == Dimension::Share && 0.0 < number && number <= 1.0;
    let number = if part { number * 100.0 } else { number };
    let unit = dimension.usual_unit();
    Some(format!("write it in quotes with its unit, for example \"{number} {unit}\""))
}

fn date(value: &DeValue<'_>) -> Result<Value, Wrong> {
    let what = "a date such as 2023-01-01 (or 2023-01-01T08:00:00), without quotes";
    let Some(found) = value.as_datetime() else { return Err(expected(what, value)) };
    let Some(date) = found.date else { return Err(expected(what, value)) };
    if found.offset.is_some() {
        let mut wrong = expected("a date without a time zone", value);
        wrong.help = Some("times are local to the centres: leave the `Z` or the offset out".into());
        return Err(wrong);
    }
    // TOML has checked the calendar already; a leap second is the one thing that jiff does not know.
    let day = Date::new(date.year as i16, date.month as i8, date.day as i8);
    let time = match found.time {
        Some(time) => Time::new(
            time.hour as i8,
            time.minute as i8,
            time.second.unwrap_or(0) as i8,
            time.nanosecond.unwrap_or(0) as i32,
        ),
        None => Ok(Time::midnight()),
    };
    match (day, time) {
        (Ok(day), Ok(time)) => Ok(Value::Date(DateTime::from_parts(day, time))),
        (Err(_), _) | (_, Err(_)) => Err(expected("a date and time of the calendar", value)),
    }
}

fn choice(value: &DeValue<'_>, of: &str, known: &[&str], bracketed: &[&str]) -> Result<Value, Wrong> {
    let Some(text) = value.as_str() else { return Err(expected("a name in quotes", value)) };
    // What stands in the brackets is for those to judge who know what it means.
    let with_brackets = text.split_once('(').is_some_and(|(name, _)| bracketed.contains(&name));
    if with_brackets || known.contains(&text) {
        return Ok(Value::Text(text.into()));
    }
    let message = format!("no {of} `{}`", text.escape_debug());
    Err(Wrong { span: None, message, help: suggestion(text, known) })
}

fn truth(value: &DeValue<'_>) -> Result<Value, Wrong> {
    value.as_bool().map(Value::Truth).ok_or_else(|| expected("`true` or `false`", value))
}

fn part(value: &DeValue<'_>, most: u64) -> Result<Value, Wrong> {
    let part = match value {
        DeValue::Integer(_) => Part::Count(count(value, 0, most)?),
        DeValue::String(_) => Part::Share(amount(value, Dimension::Share, 0, 100_000_000)?),
        DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_)
        | DeValue::Array(_)
        | DeValue::Table(_) => return Err(expected("a share such as \"30 %\", or a whole number", value)),
    };
    Ok(Value::Part(part))
}

fn period(value: &DeValue<'_>, words: &[&str], least: i64, most: i64) -> Result<Value, Wrong> {
    if let Some(word) = value.as_str().filter(|text| words.contains(text)) {
        return Ok(Value::Period(Period::Word(word.into())));
    }
    let micros = amount(value, Dimension::Duration, least, most).map_err(|mut wrong| {
        // A misspelt word is no number with a misspelt unit.
        if !value.as_str().is_some_and(|text| text.starts_with(|first: char| first.is_ascii_digit())) {
            let words = words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ");
            wrong = expected(&format!("{words}, or {}", Dimension::Duration.described()), value);
        }
        wrong
    })?;
    Ok(Value::Period(Period::Micros(micros)))
}

fn tokens(value: &DeValue<'_>, most: u64) -> Result<Value, Vec<Wrong>> {
    let array = list(value, "a list such as [\"ansys:2\"]")?;
    let (mut found, mut wrongs): (Vec<At<Tokens>>, Vec<Wrong>) = (Vec::new(), Vec::new());
    for item in array {
        let span = Some(item.span());
        match one_token(item.get_ref(), most) {
            Ok(token) if found.iter().any(|earlier| earlier.value.name == token.name) => {
                let message = format!("`{}` is in the list twice", token.name);
                wrongs.push(Wrong { span, message, help: None });
            }
            Ok(token) => found.push(At { value: token, span: item.span() }),
            Err(wrong) => wrongs.push(Wrong { span, ..wrong }),
        }
    }
    if wrongs.is_empty() { Ok(Value::Tokens(found)) } else { Err(wrongs) }
}

fn one_token(value: &DeValue<'_>, most: u64) -> Result<Tokens, Wrong> {
    let what = "a name, or a name and how many of it such as \"ansys:2\"";
    let Some((named, typed)) = value.as_str().and_then(|text| text.split_once(':')) else {
        return Ok(Tokens { name: name(value)?, count: 1 });
    };
    let name = name(&DeValue::String(named.into())).map_err(|_| expected(what, value))?;
    match typed.parse() {
        Ok(count)
            if typed.starts_with(|first: char| first.is_ascii_digit()) && 0 < count && count <= most =>
        {
            Ok(Tokens { name, count })
        }
        Ok(_) | Err(_) => Err(expected(what, value)),
    }
}

fn list<'a, 'i>(value: &'a DeValue<'i>, what: &str) -> Result<&'a DeArray<'i>, Vec<Wrong>> {
    match value.as_array() {
        Some(array) if array.is_empty() => Err(vec![wrong("the list is empty")]),
        Some(array) => Ok(array),
        None => Err(vec![expected(what, value)]),
    }
}

/// A list of different texts, each of which is read by `one`.
fn names(
    value: &DeValue<'_>,
    what: &str,
    one: fn(&DeValue<'_>) -> Result<String, Wrong>,
) -> Result<Value, Vec<Wrong>> {
    let array = list(value, what)?;
    let (mut found, mut wrongs): (Vec<At<String>>, Vec<Wrong>) = (Vec::new(), Vec::new());
    for item in array {
        match one(item.get_ref()) {
            Ok(text) if found.iter().any(|earlier| earlier.value == text) => {
                let message = format!("`{text}` is in the list twice");
                wrongs.push(Wrong { span: Some(item.span()), message, help: None });
            }
            Ok(text) => found.push(At { value: text, span: item.span() }),
            Err(wrong) => wrongs.push(Wrong { span: Some(item.span()), ..wrong }),
        }
    }
    if wrongs.is_empty() { Ok(Value::Names(found)) } else { Err(wrongs) }
}

fn weights(value: &DeValue<'_>) -> Result<Value, Vec<Wrong>> {
    let array = list(value, "a list of numbers such as [5, 3, 1]")?;
    let (mut found, mut wrongs) = (Vec::new(), Vec::new());
    for item in array {
        match plain_number(item.get_ref()) {
            Ok(weight) if 0.0 < weight && weight <= 1e9 => found.push(weight),
            Ok(_) => {
                let wrong = expected("a number above zero and at most a thousand million", item.get_ref());
                wrongs.push(Wrong { span: Some(item.span()), ..wrong });
            }
            Err(wrong) => wrongs.push(Wrong { span: Some(item.span()), ..wrong }),
        }
    }
    if wrongs.is_empty() { Ok(Value::Weights(found)) } else { Err(wrongs) }
}

fn profile(value: &DeValue<'_>, of: &str, count: usize, known: &[&str]) -> Result<Value, Vec<Wrong>> {
    if value.as_str().is_some() {
        return choice(value, of, known, &[]).map_err(|wrong| vec![wrong]);
    }
    let what = format!("a name of {of} or a list of {count} numbers");
    let array = list(value, &what)?;
    if array.len() != count {
        return Err(vec![wrong(format!("expected {count} numbers, found {}", array.len()))]);
    }
    let (mut found, mut wrongs) = (Vec::new(), Vec::new());
    for item in array {
        match plain_number(item.get_ref()) {
            Ok(weight) if (0.0..=1e9).contains(&weight) => found.push(weight),
            Ok(_) => {
                let wrong = expected("a number from zero to a thousand million", item.get_ref());
                wrongs.push(Wrong { span: Some(item.span()), ..wrong });
            }
            Err(wrong) => wrongs.push(Wrong { span: Some(item.span()), ..wrong }),
        }
    }
    if wrongs.is_empty() && found.iter().all(|weight| *weight == 0.0) {
        wrongs.push(wrong("all weights are zero, so that nothing would ever come"));
    }
    if wrongs.is_empty() { Ok(Value::Weights(found)) } else { Err(wrongs) }
}

fn range(value: &DeValue<'_>, least: u32, most: u32) -> Result<Value, Wrong> {
    let what = "two whole numbers such as [4, 60], the least and the most";
    let Some([low, high]) = value.as_array().map(|array| &array[..]) else {
        return Err(expected(what, value));
    };
    let number = |item: &toml::Spanned<DeValue<'_>>| {
        count(item.get_ref(), u64::from(least), u64::from(most))
            .map_err(|wrong| Wrong { span: Some(item.span()), ..wrong })
    };
    let (low, high) = (number(low)?, number(high)?);
    if high < low {
        return Err(wrong("the first number, the least, is larger than the second, the most"));
    }
    Ok(Value::Range(low as u32, high as u32))
}

fn amounts(value: &DeValue<'_>, dimension: Dimension, least: i64, most: i64) -> Result<Value, Vec<Wrong>> {
    let array = list(value, &format!("a list such as [{}]", example_of(dimension)))?;
    let (mut found, mut wrongs) = (Vec::new(), Vec::new());
    for item in array {
        match amount(item.get_ref(), dimension, least, most) {
            Ok(base) if found.contains(&base) => {
                let message = format!("{} is in the list twice", shown(item.get_ref()));
                wrongs.push(Wrong { span: Some(item.span()), message, help: None });
            }
            Ok(base) => found.push(base),
            Err(wrong) => wrongs.push(Wrong { span: Some(item.span()), ..wrong }),
        }
    }
    if wrongs.is_empty() { Ok(Value::Amounts(found)) } else { Err(wrongs) }
}

/// How one such amount is typed.
fn example_of(dimension: Dimension) -> String {
    dimension.described().split_once(" such as ").map_or(String::new(), |(_, example)| example.into())
}
