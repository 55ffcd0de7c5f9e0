//! A value of a scenario that is varied: where it stands in the file, the values that it is to have, and the file with each of them.

use super::units::parse_span;
use crate::model::Span;
use crate::text::nearest;
use std::fmt;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// More values than this are a slip of the finger.
const VALUES_MAX: u64 = 10_000;

/// A value of a scenario that is varied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Axis {
    key: String,
    /// Where it stands in the text.
    place: Range<usize>,
    /// What it is there.
    here: String,
    /// What it is to be, as it is typed, in ascending order.
    values: Vec<String>,
}

/// Why something cannot be varied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AxisError {
    /// The fault, with what was found.
    pub message: String,
    /// What would be right, where that can be said.
    pub help: Option<String>,
}

impl fmt::Display for AxisError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for AxisError {}

fn error<T>(message: impl Into<String>, help: impl Into<Option<String>>) -> Result<T, AxisError> {
    Err(AxisError { message: message.into(), help: help.into() })
}

impl Axis {
    /// What `KEY=LOW..HIGH` or `KEY=LOW..HIGH:STEP` asks for, where the text is that of a scenario that is right. Tables of a list are
    /// named: `center.wuhan-ai.partition.npu.nodes`. Whole numbers go in steps of 1 and dates in steps of a day where nothing else
    /// is said; amounts have the same unit throughout.
    ///
    /// # Errors
    /// When the key is not in the file, or the values are not of its kind.
    pub fn parse(text: &str, asked: &str) -> Result<Axis, AxisError> {
        let Some((key, range)) = asked.split_once('=') else {
            return error(
                format!("expected KEY=LOW..HIGH, found `{asked}`"),
                "for example center.wuhan-ai.partition.npu.nodes=60..140".to_owned(),
            );
        };
        let (key, range) = (key.trim(), range.trim());
        let table = match DeTable::parse(text) {
            Ok(table) => table,
            // A summary of a run has no lines in which a value could stand.
            Err(_) => {
                return error("the scenario is no TOML file, so that nothing in it can be varied", None);
            }
        };
        let value = found(table.get_ref(), key)?;
        let here = text[value.span()].to_owned();
        let values = values(value.get_ref(), key, range)?;
        Ok(Axis { key: key.to_owned(), place: value.span(), here, values })
    }

    /// The key, as it was asked for.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The value in the file.
    #[must_use]
    pub fn here(&self) -> &str {
        self.here.trim_matches('"')
    }

    /// How many values it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether it has none, which cannot be.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// A value for people.
    #[must_use]
    pub fn shown(&self, place: usize) -> &str {
        self.values[place].trim_matches('"')
    }

    /// Which of the values stands in the file, if any does.
    #[must_use]
    pub fn place_of_here(&self) -> Option<usize> {
        self.values.iter().position(|value| *value == self.here)
    }

    /// The text of the scenario with one of the values in place of its own.
    ///
    /// # Panics
    /// When it is another text.
    #[must_use]
    pub fn text_with(&self, text: &str, place: usize) -> String {
        assert_eq!(text[self.place.clone()], self.here, "an axis is of one text");
        [&text[..self.place.start], &self.values[place], &text[self.place.end..]].concat()
    }
}

type Value<'a> = Spanned<DeValue<'a>>;

/// Where a key leads.
fn found<'a, 'i>(root: &'a DeTable<'i>, key: &str) -> Result<&'a Value<'i>, AxisError> {
    let (mut table, mut gone, mut rest) = (root, String::new(), key);
    loop {
        let (name, after) = rest.split_once('.').unwrap_or((rest, ""));
        let Some((_, value)) = table.iter().find(|(known, _)| known.get_ref().as_ref() == name) else {
            return unknown(key, name, &gone, table.keys().map(|known| known.get_ref().as_ref()));
        };
        gone = if gone.is_empty() { name.to_owned() } else { format!("{gone}.{name}") };
        match value.get_ref() {
            DeValue::Table(inner) if !after.is_empty() => (table, rest) = (inner, after),
            DeValue::Array(items) if !after.is_empty() => {
                if items.iter().any(|item| name_of(item) == Some(after)) {
                    return error(format!("`{key}`: it is a table or a list, expected a single value"), None);
                }
                let named =
                    items.iter().filter_map(|item| Some((name_of(item)?, item.get_ref().as_table()?)));
                // A name may have dots in it.
                let is_meant = |name: &str| after.strip_prefix(name).is_some_and(|end| end.starts_with('.'));
                let Some((name, inner)) = named.clone().find(|(name, _)| is_meant(name)) else {
                    let name = after.split('.').next().unwrap_or_default();
                    return unknown(key, name, &gone, named.map(|(name, _)| name));
                };
                gone = format!("{gone}.{name}");
                (table, rest) = (inner, &after[name.len() + 1..]);
            }
            DeValue::Table(_) | DeValue::Array(_) => {
                return error(format!("`{key}`: it is a table or a list, expected a single value"), None);
            }
            DeValue::String(_)
            | DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_) => {
                if after.is_empty() {
                    return Ok(value);
                }
                return error(format!("`{key}`: `{gone}` is a value, so that nothing stands below it"), None);
            }
        }
    }
}

fn name_of<'a>(item: &'a Value<'_>) -> Option<&'a str> {
    item.get_ref().as_table()?.get("name")?.get_ref().as_str()
}

fn unknown<'a, T>(
    key: &str,
    name: &str,
    gone: &str,
    known: impl Iterator<Item = &'a str>,
) -> Result<T, AxisError> {
    let known: Vec<&str> = known.collect();
    let near = nearest(name, known.iter().copied());
    let near = near.map_or(String::new(), |near| format!("did you mean `{near}`? "));
    let below = if gone.is_empty() { String::new() } else { format!(" below `{gone}`") };
    error(
        format!("`{key}`: the file has no `{name}`{below}"),
        format!("{near}it has {}; only what stands in the file can be varied", known.join(", ")),
    )
}

/// The values of a range, as they are typed in a file.
fn values(value: &DeValue<'_>, key: &str, range: &str) -> Result<Vec<String>, AxisError> {
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
            let Some(step) = step else {
                return error(
                    format!("`{key}`: it goes from {bounds}, and nothing says in which steps"),
                    format!("say for example `{key}={range}:STEP`"),
                );
            };
            let step = step?;
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

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "[scenario]\nseed = 1\nstart = 2023-01-01\n[[center]]\nname = \"a.b\"\n[[center.partition]]\nname = \"npu\"\n\
                        nodes = 98 # H16\n[[workload]]\nname = \"w\"\nload = \"40 %\"\nfactor = 0.5\n";

    fn shown(asked: &str) -> Vec<String> {
        let axis = Axis::parse(TEXT, asked).unwrap_or_else(|error| panic!("{error}"));
        (0..axis.len()).map(|place| axis.shown(place).to_owned()).collect()
    }

    #[test]
    fn a_value_is_found_by_its_names_and_put_in_its_place() {
        let axis = Axis::parse(TEXT, "center.a.b.partition.npu.nodes = 97..99").expect("it is there");
        assert_eq!((axis.here(), axis.place_of_here()), ("98", Some(1)));
        assert_eq!(axis.text_with(TEXT, 2), TEXT.replace("nodes = 98 # H16", "nodes = 99 # H16"));
        assert_eq!(shown("scenario.seed=1..9:4"), ["1", "5", "9"]);
        assert_eq!(shown("workload.w.load=10 %..20 %:5 %"), ["10 %", "15 %", "20 %"]);
        assert_eq!(
            shown("workload.w.load=10..20 %:2.5 %"),
            ["10.0 %", "12.5 %", "15.0 %", "17.5 %", "20.0 %"]
        );
        assert_eq!(shown("workload.w.factor=0.5..1:0.25"), ["0.50", "0.75", "1.00"]);
        assert_eq!(shown("scenario.seed=0.5..1.5:0.5"), ["0.5", "1.0", "1.5"]);
        assert_eq!(
            shown("scenario.start=2023-01-30..2023-02-14:7 d"),
            ["2023-01-30", "2023-02-06", "2023-02-13"]
        );
        let axis = Axis::parse(TEXT, "workload.w.load=1 %..2 %:1 %").expect("it is there");
        assert!(axis.text_with(TEXT, 1).contains("load = \"2 %\"\n"));
    }

    #[test]
    fn what_cannot_be_varied_is_told_with_what_can() {
        let told = |asked: &str| {
            let error = Axis::parse(TEXT, asked).expect_err(asked);
            format!("{} ({})", error.message, error.help.unwrap_or_default())
        };
        for (asked, part) in [
            ("nodes", "expected KEY=LOW..HIGH"),
            ("center.c.partition.npu.nodes=1..2", "the file has no `c` below `center` (it has a.b"),
            ("center.a.b.partition.npu.node=1..2", "did you mean `nodes`?"),
            ("center.a.b.partition.npu=1..2", "it is a table or a list"),
            ("scenario.seed.x=1..2", "`scenario.seed` is a value"),
            ("scenario.seed=2..1", "put the lower value first"),
            ("scenario.seed=1..2:0", "expected a step above nothing"),
            ("scenario.seed=1", "expected LOW..HIGH"),
            ("scenario.seed=1..x", "expected a whole number, found `x`"),
            ("scenario.seed=1..1000000", "these are 1000000 values"),
            ("workload.w.load=10 %..20 %", "nothing says in which steps"),
            ("workload.w.load=10 h..20 %:1 %", "different units"),
            ("scenario.start=2023-02-30..2023-03-01", "expected a date"),
            ("scenario.start=2023-02-03..2023-02-01", "put the earlier date first"),
            ("scenario.start=2023-02-01..2023-02-03:5 h", "expected a step of whole days"),
            ("workload.w.name=1..2", "nothing says in which steps"),
        ] {
            assert!(told(asked).contains(part), "{asked}: {}", told(asked));
        }
    }
}
