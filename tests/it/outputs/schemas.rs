//! Outputs in JSON keep to their published schemas, and the schemas leave nothing of them out.

use super::also::FAILING;
use super::data::python;
use crate::resume::Desk;
use serde_json::Value;
use std::process::Command;
use suanli::report::{JSON_OUTPUTS, SCHEMA_VERSION, json_schema_of};

/// Words of a schema that say nothing of what is good.
const NOTES: [&str; 7] = ["$schema", "title", "description", "format", "$defs", "minimum", "maximum"];

/// Everything that is wrong with a value. A property that the schema does not tell of is wrong, too: readers may pass over it, but
/// we may not forget it.
fn faults(value: &Value, schema: &Value, root: &Value, at: &str, found: &mut Vec<String>) {
    let Some(words) = schema.as_object() else { return };
    for (word, rule) in words {
        match word.as_str() {
            "$ref" => {
                let name = rule.as_str().and_then(|path| path.strip_prefix("#/$defs/"));
                faults(value, &root["$defs"][name.expect("a part of this schema")], root, at, found);
            }
            "type" => {
                let kinds: Vec<&str> = match rule.as_array() {
                    Some(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
                    None => rule.as_str().into_iter().collect(),
                };
                if !kinds.iter().any(|kind| is_of_kind(value, kind)) {
                    found.push(format!("{at}: {value} is not {kinds:?}"));
                }
            }
            "const" if value != rule => found.push(format!("{at}: {value} is not {rule}")),
            "enum" if !rule.as_array().is_some_and(|all| all.contains(value)) => {
                found.push(format!("{at}: {value} is none of {rule}"));
            }
            "const" | "enum" => {}
            "anyOf" | "oneOf" => {
                let each = rule.as_array().expect("a list").iter().map(|rule| {
                    let mut wrong = Vec::new();
                    faults(value, rule, root, at, &mut wrong);
                    wrong
                });
                found.extend(each.min_by_key(Vec::len).unwrap_or_default());
            }
            note if NOTES.contains(&note) => {}
            of_parts => faults_of_parts(value, (of_parts, rule), root, at, found),
        }
    }
    let choices = words.contains_key("anyOf") || words.contains_key("oneOf");
    let told = words.get("properties").and_then(Value::as_object).filter(|_| !choices);
    if let (Some(told), Some(object)) = (told, value.as_object()) {
        for (name, value) in object {
            match told.get(name) {
                Some(rule) => faults(value, rule, root, &format!("{at}/{name}"), found),
                None => found.push(format!("{at}: the schema does not tell of `{name}`")),
            }
        }
    }
}

/// The same of a rule about the parts of an object or of a list.
fn faults_of_parts(
    value: &Value,
    (word, rule): (&str, &Value),
    root: &Value,
    at: &str,
    found: &mut Vec<String>,
) {
    let items = || value.as_array().into_iter().flatten().enumerate();
    let count = value.as_array().map(|items| items.len() as u64);
    match word {
        // They are gone through with what they hold.
        "properties" => {}
        "required" => {
            let names = rule.as_array().expect("a list").iter().filter_map(Value::as_str);
            let is_missing = |name: &&str| value.is_object() && value.get(name).is_none();
            found.extend(names.filter(is_missing).map(|name| format!("{at}: no `{name}`")));
        }
        "additionalProperties" => {
            for (name, value) in value.as_object().into_iter().flatten() {
                faults(value, rule, root, &format!("{at}/{name}"), found);
            }
        }
        "items" => {
            items().for_each(|(place, value)| faults(value, rule, root, &format!("{at}/{place}"), found))
        }
        "prefixItems" => {
            for ((place, value), rule) in items().zip(rule.as_array().expect("a list")) {
                faults(value, rule, root, &format!("{at}/{place}"), found);
            }
        }
        "minItems" if count.is_some_and(|count| count < rule.as_u64().unwrap_or(0)) => {
            found.push(format!("{at}: fewer than {rule} items"));
        }
        "maxItems" if count.is_some_and(|count| rule.as_u64().unwrap_or(u64::MAX) < count) => {
            found.push(format!("{at}: more than {rule} items"));
        }
        "minItems" | "maxItems" => {}
        other => panic!("{at}: the test does not know `{other}`"),
    }
}

fn is_of_kind(value: &Value, kind: &str) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => {
            value.is_u64() || value.is_i64() || value.as_f64().is_some_and(|number| number.fract() == 0.0)
        }
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("the test does not know the type `{other}`"),
    }
}

/// Real outputs, of which each kind has one at least.
fn outputs() -> Vec<(&'static str, String)> {
    let desk = Desk::new();
    let green = include_str!("../../../scenarios/green-beijing.toml");
    let failures = format!("{}{FAILING}", include_str!("../../../scenarios/smoke.toml"));
    for (name, text) in
        [("green.toml", green), ("failures.toml", &failures), ("wrong.toml", "[scenario]\nx = 1\n")]
    {
        std::fs::write(desk.path(name), text).expect("it can be written");
    }
    let good = |line: &str| desk.good(&line.split(' ').collect::<Vec<&str>>());
    let short = "--horizon 9d --warm-up 1d --replications 2";
    // A log that knows when its jobs started.
    desk.good(&["replay", "small.swf", "--jobs", "started.swf"]);
    desk.good(&["replay", "started.swf", "--against", "observed", "--out", "against"]);
    let plan = "plan smoke.toml --horizon 9d --replications 2 --policy easy --json";
    let promise = |line: String, promise: &str| {
        let mut words: Vec<&str> = line.split(' ').collect();
        words.extend(["--promise", promise]);
        desk.good(&words)
    };
    let wrong = desk.run("check wrong.toml --json");
    vec![
        ("summary", good(&format!("compare smoke.toml {short} --json"))),
        ("summary", good("run green.toml --horizon 3d --warm-up 1d --replications 1 --json")),
        ("summary", good(&format!("run failures.toml {short} --json"))),
        ("replay", good("replay small.swf --json --by user")),
        ("replay", good("replay started.swf --json --policy observed")),
        ("against", desk.text("against/against.json")),
        ("explain", good("explain smoke.toml --horizon 9d --job 40 --json")),
        ("explain", good("replay small.swf --explain 40 --json")),
        ("inspect", good("inspect small.swf --json")),
        ("check", good("check smoke.toml green.toml --json")),
        ("check", String::from_utf8(wrong.stdout).expect("it is text")),
        ("plan", promise(format!("{plan} --least center.tiny.partition.npu.nodes=4..7"), "p95 wait <= 20 h")),
        ("plan", promise(format!("{plan} --least center.tiny.partition.npu.nodes=2..3"), "p95 wait <= 1 s")),
    ]
}

#[test]
fn every_output_keeps_to_its_schema() {
    let outputs = outputs();
    for (name, text) in &outputs {
        let value: Value =
            serde_json::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}: {text}"));
        assert_eq!(value["schema_version"], SCHEMA_VERSION, "{name}");
        let schema = json_schema_of(name).expect("it has a schema");
        let mut found = Vec::new();
        faults(&value, &schema, &schema, name, &mut found);
        assert!(found.is_empty(), "{}", found[..found.len().min(20)].join("\n"));
    }
    // The same by a checker of others, where it is at hand.
    let Some(python) = python("jsonschema") else { return };
    let desk = Desk::new();
    for (place, (name, text)) in outputs.iter().enumerate() {
        std::fs::write(desk.path(&format!("{place}.json")), text).expect("it can be written");
        let schema = desk.good(&["schema", "--of", name]);
        std::fs::write(desk.path(&format!("{place}.schema")), schema).expect("it can be written");
    }
    let script = "
import glob, json, jsonschema
for path in glob.glob('*.schema'):
    schema = json.load(open(path, encoding='utf-8'))
    jsonschema.Draft202012Validator.check_schema(schema)
    value = json.load(open(path.replace('schema', 'json'), encoding='utf-8'))
    jsonschema.validate(value, schema, jsonschema.Draft202012Validator)
";
    let output =
        Command::new(python).args(["-c", script]).current_dir(desk.path("")).output().expect("it was there");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_schema_finds_what_is_wrong() {
    let schema = json_schema_of("plan").expect("it has a schema");
    let mut found = Vec::new();
    let value = serde_json::json!({ "schema_version": 99, "key": 1, "more": null });
    faults(&value, &schema, &schema, "plan", &mut found);
    for expected in ["99 is not 1", "/key: 1 is not", "no `runs`", "does not tell of `more`"] {
        assert!(found.iter().any(|fault| fault.contains(expected)), "{expected}: {found:?}");
    }
}

#[test]
fn every_output_has_a_schema_that_says_what_it_is() {
    let desk = Desk::new();
    for output in JSON_OUTPUTS {
        let schema: Value =
            serde_json::from_str(&desk.good(&["schema", "--of", output.name])).expect("it is JSON");
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        assert!(schema["title"].as_str().is_some_and(|title| title.contains(output.help)), "{schema:#}");
    }
    let scenario = desk.good(&["schema"]);
    assert_eq!(scenario, desk.good(&["schema", "--of", "scenario"]));
    desk.wrong(&["schema", "--of", "summry"], "summary");
}
