//! The outputs in JSON, each with its schema.

use super::schemas::{SCHEMA_VERSION, of_example, of_type};
use super::{against, fitted, forecast, forecast_judged, inspect, mix, plan, replay, story, summary_json};
use crate::scenario::Understood;
use serde_json::{Value, json};

/// An output in JSON.
#[derive(Debug, Clone, Copy)]
pub struct JsonOutput {
    /// What it is called.
    pub name: &'static str,
    /// Which command writes it.
    pub help: &'static str,
    schema: fn() -> Value,
}

/// The outputs in JSON, each with its schema.
pub const JSON_OUTPUTS: &[JsonOutput] = &[
    JsonOutput {
        name: "summary",
        help: "summary.json of `run` and `compare`",
        schema: summary_json::json_schema,
    },
    JsonOutput { name: "replay", help: "--json and --summary of `replay`", schema: replay::json_schema },
    JsonOutput { name: "against", help: "against.json of `replay --against`", schema: against::json_schema },
    JsonOutput { name: "explain", help: "--json of `explain`", schema: story::json_schema },
    JsonOutput {
        name: "inspect",
        help: "--json of `inspect`, and its report.json",
        schema: inspect::json_schema,
    },
    JsonOutput { name: "fit", help: "--json of `fit`", schema: fitted::json_schema },
    JsonOutput { name: "plan", help: "--json of `plan`", schema: plan::json_schema },
    JsonOutput { name: "mix", help: "--json of `plan --beside`", schema: mix::json_schema },
    JsonOutput { name: "forecast", help: "--json of `forecast`", schema: forecast::json_schema },
    JsonOutput { name: "judge", help: "--json of `forecast --judge`", schema: forecast_judged::json_schema },
    JsonOutput { name: "check", help: "--json of `check`", schema: check },
];

/// The schema of an output of this name (draft 2020-12).
#[must_use]
pub fn json_schema_of(name: &str) -> Option<Value> {
    let output = JSON_OUTPUTS.iter().find(|output| output.name == name)?;
    let mut schema = (output.schema)();
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!(format!("suanli {name}, version {SCHEMA_VERSION}: {}", output.help));
    schema["properties"]["schema_version"] =
        json!({ "const": SCHEMA_VERSION, "description": "grows when a field goes or says something else" });
    Some(schema)
}

/// What `check --json` prints; what was understood is told in words, and grows with the format of scenarios.
fn check() -> Value {
    let problem = json!({
        "line": "integer? | counted from 1",
        "column": "integer? | counted from 1",
        "message": "string | what was found and what would be right",
        "help": "string?",
    });
    let mut schema = of_example(&json!({
        "schema_version": "integer",
        "files": [{
            "file": "string",
            "good": "boolean | whether nothing is wrong with it",
            "problems": [problem],
            "warnings": [problem],
        }],
    }));
    let mut understood = of_type::<Option<Understood>>();
    // Names of parts are looked for from the top.
    if let Some(parts) = understood.as_object_mut().and_then(|schema| schema.remove("$defs")) {
        schema["$defs"] = parts;
    }
    schema["properties"]["files"]["items"]["properties"]["understood"] = understood;
    schema
}
