//! From TOML to checked values: walks a file along the description of the format and notes everything that is wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use jiff::civil::DateTime;
use toml::de::{DeTable, DeValue};

use super::fields::{Field, Kind, Need, Table};
use super::format::TABLES;
use super::found::shown;
use super::plain::plainly;
use super::problem::{Language, Problems, listed, nearest};
pub(super) use super::typed::{At, Part, Period, Profile, Tokens, Value};
use super::value::{Wrong, read_value};

/// One table of the file, with only those values in it that are right.
#[derive(Debug)]
pub(super) struct Entry {
    /// Its own name, where it has one (`[hardware.NAME]`).
    pub(super) key: Option<At<String>>,
    /// Where its header stands.
    pub(super) span: Range<usize>,
    table: &'static Table,
    values: BTreeMap<&'static str, At<Value>>,
    tables: BTreeMap<&'static str, Vec<Entry>>,
    typed: BTreeSet<String>,
}

impl Entry {
    /// Whether the key is in the file at all, be its value right or wrong.
    pub(super) fn has(&self, key: &str) -> bool {
        self.typed.contains(key)
    }

    /// Takes the tables of that key out.
    pub(super) fn tables(&mut self, key: &str) -> Vec<Entry> {
        self.tables.remove(key).unwrap_or_default()
    }

    /// How it is described.
    pub(super) const fn described(&self) -> &'static Table {
        self.table
    }

    /// The value of a key, where it has one that is right.
    pub(super) fn value(&self, key: &str) -> Option<&Value> {
        self.values.get(key).map(|at| &at.value)
    }

    /// The tables of that key.
    pub(super) fn inner(&self, key: &str) -> &[Entry] {
        self.tables.get(key).map_or(&[], Vec::as_slice)
    }

    pub(super) fn text(&mut self, key: &str) -> Option<At<String>> {
        self.typed(key, |value| if let Value::Text(text) = value { Some(text) } else { None })
    }

    pub(super) fn count(&mut self, key: &str) -> Option<At<u64>> {
        self.typed(key, |value| if let Value::Count(count) = value { Some(count) } else { None })
    }

    pub(super) fn number(&mut self, key: &str) -> Option<At<f64>> {
        self.typed(key, |value| if let Value::Number(number) = value { Some(number) } else { None })
    }

    pub(super) fn amount(&mut self, key: &str) -> Option<At<i64>> {
        self.typed(key, |value| if let Value::Amount(amount) = value { Some(amount) } else { None })
    }

    pub(super) fn date(&mut self, key: &str) -> Option<At<DateTime>> {
        self.typed(key, |value| if let Value::Date(date) = value { Some(date) } else { None })
    }

    pub(super) fn names(&mut self, key: &str) -> Option<At<Vec<At<String>>>> {
        self.typed(key, |value| if let Value::Names(names) = value { Some(names) } else { None })
    }

    pub(super) fn weights(&mut self, key: &str) -> Option<At<Vec<f64>>> {
        self.typed(key, |value| if let Value::Weights(weights) = value { Some(weights) } else { None })
    }

    pub(super) fn profile(&mut self, key: &str) -> Option<At<Profile>> {
        self.typed(key, |value| match value {
            Value::Text(name) => Some(Profile::Named(name)),
            Value::Weights(weights) => Some(Profile::Weights(weights)),
            Value::Count(_)
            | Value::Number(_)
            | Value::Amount(_)
            | Value::Date(_)
            | Value::Names(_)
            | Value::Range(..)
            | Value::Truth(_)
            | Value::Part(_)
            | Value::Period(_)
            | Value::Tokens(_)
            | Value::Amounts(_) => None,
        })
    }

    pub(super) fn truth(&mut self, key: &str) -> Option<At<bool>> {
        self.typed(key, |value| if let Value::Truth(truth) = value { Some(truth) } else { None })
    }

    pub(super) fn part(&mut self, key: &str) -> Option<At<Part>> {
        self.typed(key, |value| if let Value::Part(part) = value { Some(part) } else { None })
    }

    pub(super) fn period(&mut self, key: &str) -> Option<At<Period>> {
        self.typed(key, |value| if let Value::Period(period) = value { Some(period) } else { None })
    }

    pub(super) fn tokens(&mut self, key: &str) -> Option<At<Vec<At<Tokens>>>> {
        self.typed(key, |value| if let Value::Tokens(tokens) = value { Some(tokens) } else { None })
    }

    pub(super) fn range(&mut self, key: &str) -> Option<At<(u32, u32)>> {
        self.typed(
            key,
            |value| if let Value::Range(least, most) = value { Some((least, most)) } else { None },
        )
    }

    pub(super) fn amounts(&mut self, key: &str) -> Option<At<Vec<i64>>> {
        self.typed(key, |value| if let Value::Amounts(amounts) = value { Some(amounts) } else { None })
    }

    /// Takes a value out. Panics when the description has no such key, or gives it another kind: then the program and
    /// the description of the format have come apart.
    fn typed<T>(&mut self, key: &str, kind: impl Fn(Value) -> Option<T>) -> Option<At<T>> {
        assert!(self.table.field(key).is_some(), "{} describes no `{key}`", self.table.spoken());
        let at = self.values.remove(key)?;
        let value = kind(at.value).unwrap_or_else(|| panic!("`{key}` is described as another kind of value"));
        Some(At { value, span: at.span })
    }
}

/// So many tables of one kind a table may hold: far more than anybody types, and few enough for every id.
const TABLES_MAX: usize = 200;

/// How much is said about keys that are not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Absences {
    /// Each is a problem.
    Reported,
    /// The file could not be read whole: they may be in the part that was not understood.
    Excused,
}

/// Reads a table, noting every unknown key, wrong value and missing key in it.
pub(super) fn read_table(
    toml: &DeTable<'_>,
    table: &'static Table,
    span: Range<usize>,
    absences: Absences,
    problems: &mut Problems<'_>,
) -> Entry {
    let typed = toml.keys().map(|key| key.get_ref().to_string()).collect();
    let (values, tables) = (BTreeMap::new(), BTreeMap::new());
    let mut entry = Entry { key: None, span, table, values, tables, typed };
    for (key, value) in toml {
        let Some(field) = table.field(key.get_ref()) else {
            let help = unknown_key_help(key.get_ref(), table);
            problems.add(&key.span(), format!("unknown key `{}` in {}", key.get_ref(), table.spoken()), help);
            continue;
        };
        let entries = match field.kind.table() {
            Some(inner) if matches!(field.kind, Kind::NamedTables(_)) => {
                read_named(value.get_ref(), value.span(), field, inner, absences, problems)
            }
            Some(inner) => read_tables(value.get_ref(), value.span(), field, inner, absences, problems),
            None => {
                if let Some(value) = read_one(value.get_ref(), value.span(), field, problems) {
                    entry.values.insert(field.name, value);
                }
                continue;
            }
        };
        entry.tables.insert(field.name, entries);
    }
    if absences == Absences::Reported {
        note_missing(&entry, problems);
    }
    entry
}

fn read_one(
    value: &DeValue<'_>,
    span: Range<usize>,
    field: &Field,
    problems: &mut Problems<'_>,
) -> Option<At<Value>> {
    match read_value(date_of(value, field, problems).as_ref().unwrap_or(value), &field.kind) {
        Ok(value) => Some(At { value, span }),
        Err(wrongs) => {
            let typed = plainly(value, &field.kind).map(|typed| format!("type `{} = {typed}`", field.name));
            for Wrong { span: inner, message, help } in wrongs {
                let help = typed.clone().or(help);
                problems.add(&inner.unwrap_or(span.clone()), format!("{}: {message}", field.name), help);
            }
            None
        }
    }
}

/// The date that a text in JSON stands for, which knows no dates.
fn date_of(value: &DeValue<'_>, field: &Field, problems: &Problems<'_>) -> Option<DeValue<'static>> {
    let is_date = matches!(field.kind, Kind::Date) && problems.language() == Language::Json;
    let text = value.as_str().filter(|_| is_date)?;
    text.parse().ok().map(DeValue::Datetime)
}

fn read_tables(
    value: &DeValue<'_>,
    span: Range<usize>,
    field: &Field,
    inner: &'static Table,
    absences: Absences,
    problems: &mut Problems<'_>,
) -> Vec<Entry> {
    let several = matches!(field.kind, Kind::Tables(_));
    let header = inner.spoken();
    let mut parts: Vec<(&DeValue<'_>, Range<usize>)> = Vec::new();
    match (value, several) {
        (DeValue::Array(array), true) if array.is_empty() => {
            let help = Some(format!("write at least one {header}"));
            problems.add(&span, format!("{}: the list is empty", field.name), help);
        }
        (DeValue::Array(array), true) if TABLES_MAX < array.len() => {
            let message = format!("{}: {} of them, and at most {TABLES_MAX} can be", field.name, array.len());
            problems.add(&span, message, None);
        }
        (DeValue::Array(array), true) => {
            parts.extend(array.iter().map(|part| (part.get_ref(), part.span())));
        }
        (DeValue::Array(array), false) if array.len() == 1 => {
            let help = Some("write the header with single brackets".into());
            problems.add(&span, format!("{}: there is only one {header}", field.name), help);
            parts.extend(array.iter().map(|part| (part.get_ref(), part.span())));
        }
        (DeValue::Table(_), true) => {
            let help = Some("write the header with double brackets".into());
            problems.add(&span, format!("{}: expected {header}, found a single table", field.name), help);
            parts.push((value, span));
        }
        (other, _) => parts.push((other, span)),
    }
    let mut entries = Vec::new();
    for (part, span) in parts {
        match part.as_table() {
            Some(toml) => entries.push(read_table(toml, inner, span, absences, problems)),
            None => {
                let message = format!("{}: expected a table {header}, found {}", field.name, shown(part));
                problems.add(&span, message, None);
            }
        }
    }
    entries
}

fn read_named(
    value: &DeValue<'_>,
    span: Range<usize>,
    field: &Field,
    inner: &'static Table,
    absences: Absences,
    problems: &mut Problems<'_>,
) -> Vec<Entry> {
    let DeValue::Table(named) = value else {
        let message = format!("{}: expected tables {}, found {}", field.name, inner.spoken(), shown(value));
        problems.add(&span, message, None);
        return Vec::new();
    };
    let mut entries = Vec::new();
    for (key, value) in named {
        let name = DeValue::String(key.get_ref().clone());
        let Ok(Value::Text(name)) = read_value(&name, &Kind::Name) else {
            let message = format!("{}: `{}` is no name", field.name, key.get_ref());
            problems.add(&key.span(), message, Some("a name has letters, digits and - _ . +".into()));
            continue;
        };
        let DeValue::Table(toml) = value.get_ref() else {
            let message = format!(
                "{}: expected a table {}, found {}",
                field.name,
                inner.spoken(),
                shown(value.get_ref())
            );
            problems.add(&value.span(), message, None);
            continue;
        };
        let mut entry = read_table(toml, inner, value.span(), absences, problems);
        entry.key = Some(At { value: name, span: key.span() });
        entries.push(entry);
    }
    entries
}

fn note_missing(entry: &Entry, problems: &mut Problems<'_>) {
    for field in entry.table.fields {
        if !entry.has(field.name) && field.need == Need::Required {
            let message = match field.kind.table() {
                Some(inner) => format!("{} has no {}", entry.table.spoken(), inner.spoken()),
                None => format!("{} has no `{}`", entry.table.spoken(), field.name),
            };
            let help = (!field.example.is_empty())
                .then(|| format!("for example `{} = {}`", field.name, field.example));
            problems.add(&entry.span, message, help);
        }
    }
}

fn unknown_key_help(found: &str, table: &Table) -> Option<String> {
    let keys: Vec<&str> = table.fields.iter().map(|field| field.name).collect();
    if let Some(near) = nearest(found, keys.iter().copied()) {
        return Some(format!("did you mean `{near}`?"));
    }
    if let Some(other) = TABLES.iter().find(|other| other.field(found).is_some()) {
        return Some(format!("`{found}` belongs into {}", other.spoken()));
    }
    Some(format!("its keys are {}", listed(&keys)))
}
