//! Tables of a scenario as they are written again: what was read, in the words and units of the format, with the usual values of
//! keys that were left out.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::fields::{Field, Kind, Need, Table, Usual};
use super::read::{Entry, Part, Period, Value};
use super::units::Dimension;

/// A scenario in its own format. Serialised, it is what the reader of scenarios reads.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tables(Vec<(String, Node)>);

/// A value, a list or a table.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Text(String),
    Whole(u64),
    Number(f64),
    Truth(bool),
    List(Vec<Node>),
    Table(Tables),
}

impl Tables {
    /// What was read of a table, in the order of its description.
    pub(super) fn of(entry: &Entry) -> Tables {
        let rows = entry.described().fields.iter();
        Tables(rows.filter_map(|field| Some((field.name.into(), node(entry, field)?))).collect())
    }

    /// What stands under a key.
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, node)| node)
    }

    /// What usually stands in a table that is described so.
    pub(super) fn usual(table: &Table) -> Tables {
        let usual = table.fields.iter().filter_map(|field| match field.need {
            Need::Usually(usual) => Some((field.name.to_owned(), usual.into())),
            Need::Required | Need::Otherwise(_) => None,
        });
        Tables(usual.collect())
    }

    /// Leaves out a key.
    pub(super) fn remove(&mut self, key: &str) {
        self.0.retain(|(known, _)| known != key);
    }

    /// The same, to be changed.
    pub(super) fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.0.iter_mut().find(|(known, _)| known == key).map(|(_, node)| node)
    }

    /// Sets a key of a table that is described so; the order stays that of the description.
    pub(super) fn set(&mut self, table: &Table, key: &str, node: Node) {
        if let Some(known) = self.get_mut(key) {
            *known = node;
            return;
        }
        let place = |key: &str| table.fields.iter().position(|field| field.name == key);
        let behind = self.0.iter().position(|(other, _)| place(key) < place(other));
        self.0.insert(behind.unwrap_or(self.0.len()), (key.into(), node));
    }
}

/// What stands under a key, or what it usually is; nothing where neither is so.
fn node(entry: &Entry, field: &Field) -> Option<Node> {
    let inner = entry.inner(field.name);
    match field.kind {
        Kind::Table(_) => inner.first().map(|inner| Node::Table(Tables::of(inner))),
        Kind::Tables(_) if inner.is_empty() => None,
        Kind::Tables(_) => {
            Some(Node::List(inner.iter().map(|inner| Node::Table(Tables::of(inner))).collect()))
        }
        Kind::NamedTables(_) if inner.is_empty() => None,
        Kind::NamedTables(_) => {
            let named = inner.iter().filter_map(|inner| {
                let name = inner.key.as_ref()?;
                Some((name.value.clone(), Node::Table(Tables::of(inner))))
            });
            Some(Node::Table(Tables(named.collect())))
        }
        Kind::Title
        | Kind::Name
        | Kind::Label
        | Kind::Count { .. }
        | Kind::Number { .. }
        | Kind::Amount { .. }
        | Kind::Date
        | Kind::Choice { .. }
        | Kind::Profile { .. }
        | Kind::Range { .. }
        | Kind::Amounts { .. }
        | Kind::Names
        | Kind::Titles
        | Kind::Truth
        | Kind::Part { .. }
        | Kind::Period { .. }
        | Kind::Tokens { .. }
        | Kind::Weights => match (entry.value(field.name), field.need) {
            (Some(value), _) => Some(value_node(value, field)),
            (None, Need::Usually(usual)) => Some(usual.into()),
            (None, Need::Required | Need::Otherwise(_)) => None,
        },
    }
}

fn value_node(value: &Value, field: &Field) -> Node {
    fn list<T>(items: &[T], node: impl Fn(&T) -> Node) -> Node {
        Node::List(items.iter().map(node).collect())
    }
    let amount = |base: i64| Node::Text(dimension(field).written(base));
    match value {
        Value::Text(text) => Node::Text(text.clone()),
        Value::Count(count) => Node::Whole(*count),
        Value::Number(number) => Node::Number(*number),
        Value::Amount(base) => amount(*base),
        Value::Date(date) => Node::Text(date.to_string()),
        Value::Names(names) => list(names, |name| Node::Text(name.value.clone())),
        Value::Weights(weights) => list(weights, |weight| Node::Number(*weight)),
        Value::Range(least, most) => list(&[*least, *most], |bound| Node::Whole(u64::from(*bound))),
        Value::Amounts(amounts) => list(amounts, |base| amount(*base)),
        Value::Truth(truth) => Node::Truth(*truth),
        Value::Part(Part::Count(count)) => Node::Whole(*count),
        Value::Part(Part::Share(share)) => Node::Text(Dimension::Share.written(*share)),
        Value::Period(Period::Word(word)) => Node::Text(word.clone()),
        Value::Period(Period::Micros(micros)) => Node::Text(Dimension::Duration.written(*micros)),
        Value::Tokens(tokens) => {
            list(tokens, |token| Node::Text(format!("{}:{}", token.value.name, token.value.count)))
        }
    }
}

/// What the amounts of a field measure. Panics where it has none.
fn dimension(field: &Field) -> Dimension {
    let (Kind::Amount { dimension, .. } | Kind::Amounts { dimension, .. }) = field.kind else {
        panic!("`{}` is described as {:?}, which has no unit", field.name, field.kind)
    };
    dimension
}

impl From<Usual> for Node {
    fn from(usual: Usual) -> Node {
        match usual {
            Usual::Whole(count) => Node::Whole(count),
            Usual::Number(number) => Node::Number(number),
            Usual::Truth(truth) => Node::Truth(truth),
            Usual::Text(text) => Node::Text(text.into()),
        }
    }
}

/// The settings of a table, as they stand in the brackets behind an order: `key = value` between commas.
pub(super) fn in_brackets(entry: &Entry) -> String {
    let mut parts = Vec::new();
    // By name, so that two files that say the same name the same policy.
    let mut fields: Vec<&Field> = entry.described().fields.iter().collect();
    fields.sort_by_key(|field| field.name);
    for field in fields {
        let Some(value) = entry.value(field.name) else { continue };
        let text = match value_node(value, field) {
            Node::Text(text) => text,
            Node::Whole(count) => count.to_string(),
            Node::Number(number) => number.to_string(),
            other @ (Node::Truth(_) | Node::List(_) | Node::Table(_)) => {
                panic!("`{}` is described as {other:?}, which no order takes", field.name)
            }
        };
        parts.push(format!("{} = {text}", field.name));
    }
    parts.join(", ")
}

impl Serialize for Tables {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, node) in &self.0 {
            map.serialize_entry(key, node)?;
        }
        map.end()
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Node::Text(text) => serializer.serialize_str(text),
            Node::Whole(count) => serializer.serialize_u64(*count),
            Node::Number(number) => serializer.serialize_f64(*number),
            Node::Truth(truth) => serializer.serialize_bool(*truth),
            Node::List(nodes) => nodes.serialize(serializer),
            Node::Table(tables) => tables.serialize(serializer),
        }
    }
}
