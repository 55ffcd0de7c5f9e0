//! What stands in a file where something else was expected, in words.

use toml::de::DeValue;

/// What stands there, for an error.
pub(super) fn shown(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) if text.chars().count() <= 60 => format!("\"{}\"", text.escape_debug()),
        DeValue::String(_) => "a long text".into(),
        DeValue::Integer(number) => format!("the number {}", shortened(&number.to_string())),
        DeValue::Float(number) => format!("the number {}", shortened(number.as_str())),
        DeValue::Boolean(truth) => format!("`{truth}`"),
        DeValue::Datetime(date) => format!("`{date}`"),
        DeValue::Array(_) => "a list".into(),
        DeValue::Table(_) => "a table".into(),
    }
}

fn shortened(digits: &str) -> String {
    if digits.len() <= 40 { digits.into() } else { format!("{}…", &digits[..40]) }
}
