//! The numbers behind each figure.

use crate::resume::Desk;
use std::collections::BTreeMap;

/// The rows of a file by the names of its columns.
fn rows(desk: &Desk, name: &str) -> Vec<BTreeMap<String, String>> {
    let text = desk.text(name);
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<String>>());
    let names = lines.next().expect("it has a first line");
    let row = |fields: Vec<String>| {
        assert_eq!(fields.len(), names.len(), "{name}: {fields:?}");
        names.iter().cloned().zip(fields).collect()
    };
    lines.map(row).collect()
}

fn number(row: &BTreeMap<String, String>, column: &str) -> f64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column} of {row:?}"))
}

#[test]
fn every_figure_has_its_numbers_beside_it() {
    let desk = Desk::new();
    desk.good(&["compare", "smoke.toml", "--replications", "2", "--out", "out"]);
    let files = desk.results("out");
    let figures: Vec<&String> = files.keys().filter(|name| name.ends_with(".svg")).collect();
    assert!(8 <= figures.len(), "{figures:?}");
    for figure in figures {
        let name = format!("out/{}", figure.replace(".svg", ".csv"));
        let rows = rows(&desk, &name);
        assert!(!rows.is_empty(), "{name}");
        for (column, text) in rows.iter().flatten() {
            let is_number =
                ["_secs", "_share", "_hours", "mean", "half_width", "_lowest", "_highest", "runs"];
            if is_number.iter().any(|ending| column.ends_with(ending)) && !text.is_empty() {
                assert!(text.parse::<f64>().is_ok_and(f64::is_finite), "{name}: {column} is {text}");
            }
        }
    }
}

#[test]
fn the_numbers_are_those_of_other_files() {
    let desk = Desk::new();
    desk.good(&["compare", "smoke.toml", "--replications", "2", "--out", "out"]);
    let summary = rows(&desk, "out/summary.csv");
    let of_figure = rows(&desk, "out/plots/policies.csv");
    assert_eq!(of_figure.len(), 2 * 4, "two policies, four metrics, one centre");
    for row in &of_figure {
        let same = |other: &&BTreeMap<String, String>| {
            ["policy", "scope", "name", "metric"].iter().all(|column| other[*column] == row[*column])
        };
        let other = summary.iter().find(same).expect("the summary has it");
        for column in ["mean", "half_width", "runs", "at_least", "unit", "confidence"] {
            assert_eq!(row[column], other[column], "{row:?}");
        }
    }
    // Of what a class uses over time, the sum is the utilization after the warm-up of a day.
    let used = rows(&desk, "out/plots/utilization-easy.csv");
    let later = || used.iter().filter(|row| 86_400.0 <= number(row, "from_secs"));
    let length = |row: &BTreeMap<String, String>| number(row, "to_secs") - number(row, "from_secs");
    let sum: f64 = later().map(|row| length(row) * number(row, "used_share_mean")).sum();
    let is_of = |row: &&BTreeMap<String, String>| {
        row["policy"] == "easy" && row["scope"] == "center" && row["metric"] == "utilization"
    };
    let utilization = number(summary.iter().find(is_of).expect("there is one"), "mean");
    assert!((sum / (6.0 * 86_400.0) - utilization).abs() < 0.01, "{sum} and {utilization}");
}

#[test]
fn waits_of_the_survivors_are_marked_in_figures_of_tenants_and_sizes() {
    let loaded = |load: &str| {
        let smoke = include_str!("../../../scenarios/smoke.toml");
        smoke.replace("load = \"40 %\"", load).replace("load = \"30 %\"", load)
    };
    // Twice of what there is: many jobs never start.
    for (scenario, is_marked) in [(loaded("load = \"100 %\""), true), (loaded("load = \"5 %\""), false)] {
        let desk = Desk::with(&[("smoke.toml", &scenario)]);
        desk.good(&["compare", "smoke.toml", "--out", "out"]);
        for figure in ["tenants", "sizes"] {
            let svg = desk.text(&format!("out/plots/{figure}.svg"));
            let marks = svg.matches('†').count();
            // Each row, and the sentence that says what it means.
            assert_eq!(3 <= marks, is_marked, "{figure}: {marks}");
            assert_eq!(svg.contains("never started: each counts with its wait"), is_marked, "{figure}");
        }
    }
}
