//! The things made from the description of the format: the JSON Schema, the reference, and the starter scenario.

use std::path::Path;

use serde_json::Value;
use suanli::scenario::{HARDWARE, Kind, Need, STARTER, TABLES, Table, check, reference, schema};

/// The schemas of all objects in a schema.
fn objects<'a>(schema: &'a Value, found: &mut Vec<&'a Value>) {
    if schema.get("properties").is_some() {
        found.push(schema);
    }
    match schema {
        Value::Object(map) => map.values().for_each(|value| objects(value, found)),
        Value::Array(items) => items.iter().for_each(|value| objects(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn the_schema_knows_every_key_and_no_other() {
    let schema = schema();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    let mut found = Vec::new();
    objects(&schema, &mut found);
    assert_eq!(found.len(), TABLES.len() + 1, "one object for each table, and the file");
    for table in TABLES {
        let object = found.iter().find(|object| object["description"] == table.help).unwrap();
        let properties = object["properties"].as_object().unwrap();
        assert_eq!(properties.len(), table.fields.len(), "{}", table.header);
        assert_eq!(object["additionalProperties"], false);
        for field in table.fields {
            let listed = object["required"].as_array().unwrap().contains(&field.name.into());
            assert_eq!(listed, field.need == Need::Required, "{}", field.name);
            assert!(properties[field.name]["description"].as_str().unwrap().starts_with(field.help));
        }
    }
}

#[test]
fn the_example_of_every_key_is_right() {
    for table in TABLES {
        for field in table.fields {
            if matches!(field.kind, Kind::Table(_) | Kind::Tables(_) | Kind::NamedTables(_)) {
                continue;
            }
            // Alone in its table, the example may only be blamed for what is missing beside it.
            let text = format!("{}\n{} = {}\n", header(table), field.name, field.example);
            let errors = check("x.toml", &text).unwrap_err();
            let blamed =
                errors.problems.iter().filter(|problem| problem.to_string().starts_with("x.toml:2:"));
            let blamed: Vec<String> = blamed.map(ToString::to_string).collect();
            let beside = [
                ": no ",
                "the file has no `center`",
                "the file has no `workload`",
                "there are no `limit_checks`",
                "has no partition",
                "lies before",
                "the node has no accelerators",
                "wait for nothing",
                "cannot be opened",
                "has one; write",
                "begins again",
                "has no `lasts`",
                "wait for no others",
                "write no checkpoints",
                "goes by how often nodes fail",
                "times as often they fail is not said",
                "share of the nodes is not said",
                "up to which size a job is small is not said",
                "detection_upper_decile go together",
                "commissioning_failures go together",
                "together: only work that waits for jobs",
                "first and all_after go together",
                "count_at_first and all_by go together",
                "steps: all nodes come at once",
                "there are no prices",
                "nothing has a price",
                "nothing says what nodes draw",
                "there is no `pue_limit`",
                "nothing is paid above it",
                "the jobs are never put off",
                "nobody says where it goes",
                "its jobs leave nothing behind",
                "time_between_failures and repair_time go together",
                "`latitude` and `longitude` go together",
                "there is no other centre",
                "its jobs stay at home anyway",
            ];
            let unknown = |problem: &String| beside.iter().any(|words| problem.contains(words));
            assert!(blamed.iter().all(unknown), "{}: {blamed:?}", field.name);
        }
    }
}

fn header(table: &Table) -> &str {
    if table.header.contains("NAME") { "[hardware.own]" } else { table.header }
}

#[test]
fn the_starter_scenario_is_right_and_gives_no_warning() {
    let checked = check("starter.toml", STARTER).unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!(checked.warnings, []);
    assert!(2 <= checked.scenario.policies.len());
}

#[test]
fn the_committed_reference_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/scenario.md");
    if std::env::var_os("SUANLI_WRITE_DOCS").is_some() {
        std::fs::write(&path, reference()).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == reference(),
        "run `SUANLI_WRITE_DOCS=1 cargo test reference` and look at the difference"
    );
}

#[test]
fn the_reference_tells_of_every_key_and_every_kind_of_node() {
    let reference = reference();
    for table in TABLES {
        assert!(reference.contains(&format!("### `{}`", table.header)), "{}", table.header);
        assert!(table.fields.iter().all(|field| reference.contains(&format!("| `{}` |", field.name))));
    }
    assert!(HARDWARE.iter().all(|entry| reference.contains(&format!("| `{}` |", entry.name))));
}

#[test]
fn the_catalogue_is_consistent() {
    for entry in HARDWARE {
        let node = entry.node_type();
        assert!(node.idle_watts < node.busy_watts, "{}", entry.name);
        assert_eq!(node.device.is_some(), 0 < entry.accelerators, "{}", entry.name);
        assert!(0.0 < node.peak_tflops.fp16.max(node.peak_tflops.fp64), "{}", entry.name);
        assert_eq!(HARDWARE.iter().filter(|other| other.name == entry.name).count(), 1);
    }
}
