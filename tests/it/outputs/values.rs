//! Every metric of every replication in a file, and the differences of which verdicts are made.

use crate::resume::Desk;
use std::collections::BTreeMap;

/// The last columns of each row, by the first ones.
fn table(desk: &Desk, file: &str, keys: &[&str], value: &str) -> BTreeMap<Vec<String>, f64> {
    let text = desk.text(file);
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<&str>>());
    let names = lines.next().expect("it has a first line");
    let place = |column: &str| names.iter().position(|name| *name == column).expect("it has the column");
    let places: Vec<usize> = keys.iter().map(|key| place(key)).collect();
    let row = |row: Vec<&str>| {
        let key = places.iter().map(|place| row[*place].to_owned()).collect();
        (key, row[place(value)].parse().expect("it is a number"))
    };
    lines.map(row).collect()
}

const KEYS: [&str; 4] = ["policy", "scope", "name", "metric"];
const WITH_REPLICATION: [&str; 5] = ["policy", "scope", "name", "metric", "replication"];

#[test]
fn values_of_single_replications_have_the_means_and_differences_that_are_told() {
    let desk = Desk::new();
    desk.good(&["compare", "smoke.toml", "--replications", "3", "--out", "out"]);
    let means = table(&desk, "out/summary.csv", &KEYS, "mean");
    let runs = table(&desk, "out/summary.csv", &KEYS, "runs");
    let values = table(&desk, "out/values.csv", &WITH_REPLICATION, "value");
    let differences = table(&desk, "out/differences.csv", &WITH_REPLICATION, "difference");
    let mut sums: BTreeMap<Vec<String>, (f64, f64)> = BTreeMap::new();
    for (key, value) in &values {
        let sum = sums.entry(key[..4].to_vec()).or_default();
        *sum = (sum.0 + value, sum.1 + 1.0);
    }
    assert_eq!(sums.len(), means.len());
    for (key, (sum, count)) in sums {
        assert_eq!(runs[&key], count, "{key:?}");
        let mean = means[&key];
        assert!(
            (sum / count - mean).abs() <= 1e-9 * mean.abs().max(1.0),
            "{key:?}: {sum} over {count}, not {mean}"
        );
    }
    assert!(differences.keys().all(|key| key[0] == "easy"));
    for (key, difference) in &differences {
        let mut first = key.clone();
        first[0] = "fcfs".to_owned();
        assert_eq!(*difference, values[key] - values[&first], "{key:?}");
    }
    let of_easy = values.keys().filter(|key| key[0] == "easy").count();
    assert!(differences.len() <= of_easy && of_easy < 2 * differences.len());
}
