//! One table of a model's file: takes its values out one by one, and notes what is wrong with each.

use super::fault::Faults;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::ops::{Range, RangeInclusive};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

type Value<'t> = Spanned<DeValue<'t>>;

/// A table of the file.
pub(super) struct Table<'t, 'f> {
    /// How its header is written.
    header: &'static str,
    table: &'t DeTable<'t>,
    span: Range<usize>,
    asked: BTreeSet<&'static str>,
    pub(super) faults: &'f mut Faults,
}

impl<'t, 'f> Table<'t, 'f> {
    pub(super) fn new(
        header: &'static str,
        table: &'t DeTable<'t>,
        span: Range<usize>,
        faults: &'f mut Faults,
    ) -> Table<'t, 'f> {
        Table { header, table, span, asked: BTreeSet::new(), faults }
    }

    /// Whether the key is there.
    pub(super) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// The value of a key that may be left out.
    pub(super) fn optional(&mut self, key: &'static str) -> Option<&'t Value<'t>> {
        self.asked.insert(key);
        self.table.get(key)
    }

    /// The value of a key that must be there.
    pub(super) fn required(&mut self, key: &'static str) -> Option<&'t Value<'t>> {
        let value = self.optional(key);
        if value.is_none() {
            self.faults.add(self.span.clone(), format!("{} has no `{key}`", self.header));
        }
        value
    }

    /// Notes every key that nobody asked for.
    pub(super) fn finish(self) {
        for key in self.table.keys() {
            if self.asked.contains(key.get_ref().as_ref()) {
                continue;
            }
            let known: Vec<String> = self.asked.iter().map(|key| format!("`{key}`")).collect();
            let known = known.join(", ");
            let message = format!("unknown key `{}` in {}: its keys are {known}", key.get_ref(), self.header);
            self.faults.add(key.span(), message);
        }
    }

    fn wrong(&mut self, key: &str, value: &Value<'_>, expected: &str) {
        let message = format!("{key}: expected {expected}, found {}", shown(value.get_ref()));
        self.faults.add(value.span(), message);
    }

    pub(super) fn text(&mut self, key: &'static str) -> Option<String> {
        let value = self.required(key)?;
        if let Some(text) = value.get_ref().as_str() {
            return Some(text.to_owned());
        }
        self.wrong(key, value, "a text in quotes");
        None
    }

    pub(super) fn date(&mut self, key: &'static str) -> Option<Date> {
        let value = self.optional(key)?;
        let date = value.get_ref().as_datetime().filter(|date| date.time.is_none() && date.offset.is_none());
        let date = date.and_then(|date| date.date);
        let day = date.and_then(|date| {
            Date::new(i16::try_from(date.year).ok()?, date.month as i8, date.day as i8).ok()
        });
        if day.is_none() {
            self.wrong(key, value, "a date such as 2024-01-31");
        }
        day
    }

    /// A whole number in a range.
    pub(super) fn count(
        &mut self,
        key: &'static str,
        value: &Value<'_>,
        range: RangeInclusive<u64>,
    ) -> Option<u64> {
        let count = count_of(value.get_ref()).filter(|count| range.contains(count));
        if count.is_none() {
            let (least, most) = (range.start(), range.end());
            self.wrong(key, value, &format!("a whole number from {least} to {most}"));
        }
        count
    }

    /// A number from 0 to a largest one.
    pub(super) fn number(&mut self, key: &'static str, value: &Value<'_>, most: f64) -> Option<f64> {
        let number = number_of(value.get_ref()).filter(|number| (0.0..=most).contains(number));
        if number.is_none() {
            self.wrong(key, value, &format!("a number from 0 to {most}"));
        }
        number
    }

    /// The items of a list.
    pub(super) fn items(
        &mut self,
        key: &'static str,
        value: &'t Value<'t>,
        expected: &str,
    ) -> Option<Vec<&'t Value<'t>>> {
        if let Some(array) = value.get_ref().as_array() {
            return Some(array.iter().collect());
        }
        self.wrong(key, value, expected);
        None
    }

    /// A list of numbers from 0 to a largest one.
    pub(super) fn numbers(&mut self, key: &'static str, most: f64) -> Option<Vec<f64>> {
        let value = self.required(key)?;
        let items = self.items(key, value, "a list of numbers")?;
        let numbers: Vec<Option<f64>> = items.into_iter().map(|item| self.number(key, item, most)).collect();
        numbers.into_iter().collect()
    }

    /// A list of so many numbers.
    pub(super) fn row<const N: usize>(&mut self, key: &'static str) -> Option<[f64; N]> {
        let numbers = self.numbers(key, 1e15)?;
        let found = numbers.len();
        let row = <[f64; N]>::try_from(numbers).ok();
        if row.is_none() {
            self.faults.add(self.place(key), format!("{key}: expected {N} numbers, found {found}"));
        }
        row
    }

    /// The values of a distribution: numbers that ascend.
    pub(super) fn ascending(&mut self, key: &'static str, most: f64) -> Option<Vec<f64>> {
        let numbers = self.numbers(key, most)?;
        if numbers.is_empty() {
            self.faults.add(self.place(key), format!("{key}: the list is empty"));
            return None;
        }
        if let Some(place) = numbers.windows(2).position(|pair| pair[1] < pair[0]) {
            let (one, next) = (numbers[place], numbers[place + 1]);
            self.faults
                .add(self.place(key), format!("{key}: the values ascend, but {next} comes after {one}"));
            return None;
        }
        Some(numbers)
    }

    /// A list of pairs of a value and its share.
    pub(super) fn pairs<T>(
        &mut self,
        key: &'static str,
        mut read: impl FnMut(&mut Self, &'t Value<'t>) -> Option<T>,
    ) -> Option<Vec<(T, f64)>> {
        const EXPECTED: &str = "a list of pairs [value, share]";
        let value = self.required(key)?;
        let mut pairs = Vec::new();
        let mut right = true;
        for item in self.items(key, value, EXPECTED)? {
            let pair = item.get_ref().as_array().filter(|pair| pair.len() == 2);
            let Some(pair) = pair else {
                self.wrong(key, item, "a pair [value, share]");
                right = false;
                continue;
            };
            let mut parts = pair.iter();
            let (Some(first), Some(second)) = (parts.next(), parts.next()) else { continue };
            match (read(self, first), self.number(key, second, 1.0)) {
                (Some(value), Some(share)) => pairs.push((value, share)),
                (None, _) | (_, None) => right = false,
            }
        }
        right.then_some(pairs)
    }

    /// The same, and at least one share is above zero.
    pub(super) fn shares<T>(
        &mut self,
        key: &'static str,
        read: impl FnMut(&mut Self, &'t Value<'t>) -> Option<T>,
    ) -> Option<Vec<(T, f64)>> {
        let pairs = self.pairs(key, read)?;
        if pairs.iter().all(|(_, share)| *share <= 0.0) {
            self.faults.add(self.place(key), format!("{key}: no value has a share above 0"));
            return None;
        }
        Some(pairs)
    }

    /// Where the value of a key stands.
    pub(super) fn place(&self, key: &str) -> Range<usize> {
        self.table.get(key).map_or_else(|| self.span.clone(), Spanned::span)
    }
}

fn count_of(value: &DeValue<'_>) -> Option<u64> {
    let number = value.as_integer()?;
    u64::from_str_radix(number.as_str(), number.radix()).ok()
}

fn number_of(value: &DeValue<'_>) -> Option<f64> {
    match value {
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).ok().map(|whole| whole as f64)
        }
        DeValue::Float(number) => number.as_str().parse().ok().filter(|number: &f64| number.is_finite()),
        DeValue::String(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_)
        | DeValue::Array(_)
        | DeValue::Table(_) => None,
    }
}

/// What stands there, for a message.
fn shown(value: &DeValue<'_>) -> String {
    let short = |text: &str| -> String { text.chars().take(40).flat_map(char::escape_debug).collect() };
    match value {
        DeValue::String(text) => format!("\"{}\"", short(text)),
        DeValue::Integer(number) => format!("the number {}", short(&number.to_string())),
        DeValue::Float(number) => format!("the number {}", short(number.as_str())),
        DeValue::Boolean(truth) => format!("`{truth}`"),
        DeValue::Datetime(date) => format!("`{date}`"),
        DeValue::Array(_) => "a list".into(),
        DeValue::Table(_) => "a table".into(),
    }
}
