//! Where the key of a value leads in the file of a scenario.

use super::fault::{AxisError, error};
use crate::text::nearest;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

pub(super) type Value<'a> = Spanned<DeValue<'a>>;

/// Where a key leads.
pub(super) fn found<'a, 'i>(root: &'a DeTable<'i>, key: &str) -> Result<&'a Value<'i>, AxisError> {
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
