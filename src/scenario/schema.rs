//! The JSON Schema of the format, made from its description, with which editors complete and explain keys.

use serde_json::{Map, Value, json};

use super::fields::{Field, Kind, Need, Table};
use super::format::ROOT;
use super::units::Dimension;

/// The schema (draft 2020-12).
#[must_use]
pub fn schema() -> Value {
    let mut schema = object(&ROOT);
    let head = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "suanli scenario",
    });
    for (key, value) in head.as_object().into_iter().flatten() {
        schema[key] = value.clone();
    }
    schema
}

fn object(table: &Table) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for field in table.fields {
        properties.insert(field.name.into(), property(field));
        if field.need == Need::Required {
            required.push(field.name);
        }
    }
    json!({
        "type": "object",
        "description": table.help,
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn property(field: &Field) -> Value {
    let mut property = match field.kind {
        Kind::Title => json!({ "type": "string", "minLength": 1, "maxLength": 200 }),
        Kind::Name => name(),
        Kind::Label => json!({ "type": "string", "minLength": 1, "maxLength": 200 }),
        Kind::Count { least, most: u64::MAX } => json!({ "type": "integer", "minimum": least }),
        Kind::Count { least, most } => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Kind::Number { least, most } => json!({ "type": "number", "minimum": least, "maximum": most }),
        Kind::Amount { dimension, least, .. } => {
            json!({ "type": "string", "pattern": amount_pattern(dimension, least) })
        }
        // Editors hand TOML dates to the schema as text.
        Kind::Date => {
            json!({ "type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?$" })
        }
        Kind::Choice { known, bracketed, .. } => choice(&known(), &bracketed()),
        Kind::Profile { count, known, .. } => json!({ "anyOf": [
            { "type": "string", "enum": known() },
            { "type": "array", "minItems": count, "maxItems": count, "items": { "type": "number", "minimum": 0 } },
        ] }),
        Kind::Range { least, most } => json!({
            "type": "array", "minItems": 2, "maxItems": 2,
            "items": { "type": "integer", "minimum": least, "maximum": most },
        }),
        Kind::Amounts { dimension, least, .. } => json!({
            "type": "array", "minItems": 1, "uniqueItems": true,
            "items": { "type": "string", "pattern": amount_pattern(dimension, least) },
        }),
        Kind::Names => json!({ "type": "array", "minItems": 1, "uniqueItems": true, "items": name() }),
        Kind::Titles => json!({
            "type": "array", "minItems": 1, "uniqueItems": true,
            "items": { "type": "string", "minLength": 1, "maxLength": 200 },
        }),
        Kind::Weights => {
            json!({ "type": "array", "minItems": 1, "items": { "type": "number", "exclusiveMinimum": 0 } })
        }
        Kind::Truth => json!({ "type": "boolean" }),
        Kind::Part { most } => json!({ "anyOf": [
            { "type": "string", "pattern": amount_pattern(Dimension::Share, 0) },
            { "type": "integer", "minimum": 0, "maximum": most },
        ] }),
        Kind::Period { words, least, .. } => json!({ "anyOf": [
            { "type": "string", "enum": words },
            { "type": "string", "pattern": amount_pattern(Dimension::Duration, least) },
        ] }),
        Kind::Tokens { .. } => json!({
            "type": "array", "minItems": 1, "uniqueItems": true,
            "items": { "type": "string", "pattern": r"^[A-Za-z0-9_+][A-Za-z0-9_.+-]{0,63}(:[0-9]+)?$" },
        }),
        Kind::Table(inner) => object(inner),
        Kind::Tables(inner) => json!({ "type": "array", "minItems": 1, "items": object(inner) }),
        Kind::NamedTables(inner) => json!({ "type": "object", "additionalProperties": object(inner) }),
    };
    property["description"] = match (field.kind, field.need) {
        // The table's own words say more.
        (Kind::Table(inner), _) => inner.help.into(),
        (_, Need::Required) => field.help.into(),
        (_, Need::Otherwise(otherwise)) => format!("{} If left out: {otherwise}.", field.help).into(),
        (_, Need::Usually(usual)) => format!("{} If left out: {usual}.", field.help).into(),
    };
    property
}

fn choice(known: &[&str], bracketed: &[&str]) -> Value {
    if bracketed.is_empty() {
        return json!({ "type": "string", "enum": known });
    }
    let pattern = format!(r"^({})\(.+\)$", bracketed.join("|"));
    json!({ "type": "string", "anyOf": [{ "enum": known }, { "pattern": pattern }] })
}

fn name() -> Value {
    json!({ "type": "string", "pattern": r"^[A-Za-z0-9_+][A-Za-z0-9_.+-]{0,63}$" })
}

fn amount_pattern(dimension: Dimension, least: i64) -> String {
    let sign = if least < 0 { "[+-]?" } else { "" };
    let spellings = dimension.units().iter().flat_map(|unit| unit.spellings.iter().copied());
    let units: Vec<&str> = spellings.collect();
    format!(r"^\s*{sign}[0-9][0-9_]*(\.[0-9]*)?\s*({})\s*$", units.join("|"))
}
