//! A value that is wrong only in how it was typed: wide digits and marks, Chinese units and dates, quotes about a number.

use toml::de::{DeTable, DeValue};

use super::fields::Kind;
use super::value::read_value;
use crate::text::plain;

/// How the value would be typed so that it is right, where that is all that is wrong with it.
pub(super) fn plainly(value: &DeValue<'_>, kind: &Kind) -> Option<String> {
    let is_right = |typed: &str| {
        let line = format!("x = {typed}");
        let (table, errors) = DeTable::parse_recoverable(&line);
        let value = table.get_ref().get("x").filter(|_| errors.is_empty());
        value.is_some_and(|value| read_value(value.get_ref(), kind).is_ok())
    };
    let in_quotes = |text: &str| {
        let typed = plain(text)?;
        (!typed.contains(['"', '\\']) && !typed.chars().any(char::is_control)).then(|| format!("\"{typed}\""))
    };
    match value {
        DeValue::String(text) => {
            let bare = plain(text).unwrap_or_else(|| text.to_string());
            // Only a number or a date needs no quotes.
            let bare = Some(bare).filter(|bare| bare.starts_with(|first: char| first.is_ascii_digit()));
            in_quotes(text).into_iter().chain(bare).find(|typed| is_right(typed))
        }
        DeValue::Array(items) => {
            let typed = |item: &DeValue<'_>| match item {
                DeValue::String(text) => in_quotes(text).or_else(|| Some(format!("\"{text}\""))),
                DeValue::Integer(number) => Some(number.to_string()),
                DeValue::Float(number) => Some(number.to_string()),
                DeValue::Boolean(_) | DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => None,
            };
            let items: Option<Vec<String>> = items.iter().map(|item| typed(item.get_ref())).collect();
            items.map(|items| format!("[{}]", items.join(", "))).filter(|typed| is_right(typed))
        }
        DeValue::Integer(_)
        | DeValue::Float(_)
        | DeValue::Boolean(_)
        | DeValue::Datetime(_)
        | DeValue::Table(_) => None,
    }
}
