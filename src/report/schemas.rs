//! JSON Schemas from types and from examples, and the version that every output in JSON carries.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

/// The version of the outputs (`schema_version`). It grows when a field goes, gets another name or says something else; not when one
/// is added, so that readers must pass over fields that they do not know.
pub const SCHEMA_VERSION: u32 = 1;

fn generator() -> SchemaGenerator {
    SchemaSettings::draft2020_12().for_serialize().into_generator()
}

/// The schema of a type as it is written.
pub(super) fn of_type<T: JsonSchema>() -> Value {
    generator().into_root_schema_for::<T>().to_value()
}

/// The schema that is meant by an example in which types stand for values: `"number"`, `"string?"` for one that may be null, text
/// behind a bar to say what it is, `[example]` for a list, and an object for one with all of these keys.
pub(super) fn of_example(example: &Value) -> Value {
    match example {
        Value::String(words) => of_words(words),
        Value::Array(items) => {
            json!({ "type": "array", "items": items.first().map_or(json!({}), of_example) })
        }
        Value::Object(fields) => {
            // A key with a question mark is an object, or null.
            let is_nullable = fields.contains_key("?");
            let fields = || fields.iter().filter(|(name, _)| *name != "?");
            let properties: Map<String, Value> =
                fields().map(|(name, field)| (name.clone(), of_example(field))).collect();
            let required: Vec<&String> = fields().map(|(name, _)| name).collect();
            let kind = if is_nullable { json!(["object", "null"]) } else { json!("object") };
            json!({ "type": kind, "properties": properties, "required": required })
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => json!({}),
    }
}

fn of_words(words: &str) -> Value {
    let (kind, help) = words.split_once(" | ").unwrap_or((words, ""));
    let mut schema = match kind.strip_suffix('?') {
        Some(kind) => json!({ "type": [kind, "null"] }),
        None => json!({ "type": kind }),
    };
    if !help.is_empty() {
        schema["description"] = json!(help);
    }
    schema
}
