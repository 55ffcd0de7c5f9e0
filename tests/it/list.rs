//! `suanli list` names everything that there is to choose from.

use suanli::cli::list::{self, Args, Subject};
use suanli::metrics::{METRICS, place};
use suanli::model::VICTIMS;
use suanli::policy::{BACKFILLS, ORDERS, PLACEMENTS, ROUTERS};
use suanli::scenario::HARDWARE;
use suanli::workload::APPLICATIONS;

/// The names and the words of every row of a list, as machines get it.
fn listed(subject: Subject) -> Vec<(String, String)> {
    let text = list::text(&Args { subject, json: true });
    let rows: serde_json::Value = serde_json::from_str(&text).expect("the list is JSON");
    let rows = rows.as_array().expect("it is a list of rows");
    let word = |row: &serde_json::Value, key: &str| row[key].as_str().expect("a text").to_string();
    rows.iter().map(|row| (word(row, "name"), word(row, "help"))).collect()
}

#[test]
fn every_row_of_every_table_is_listed() {
    let pair = |name: &str, help: &str| (name.to_string(), help.to_string());
    let orders = ORDERS.iter().map(|row| pair(row.name, row.help));
    let backfills = BACKFILLS.iter().map(|row| pair(row.name, row.help));
    let placements = PLACEMENTS.iter().map(|row| pair(row.name, row.help));
    let routers = ROUTERS.iter().map(|row| pair(row.name, row.help));
    let victims = VICTIMS.iter().map(|row| pair(row.name, row.help));
    let policies: Vec<_> = orders.chain(backfills).chain(placements).chain(routers).chain(victims).collect();
    assert_eq!(listed(Subject::Policies), policies);
    let hardware: Vec<_> = HARDWARE.iter().map(|row| pair(row.name, row.help)).collect();
    assert_eq!(listed(Subject::Hardware), hardware);
    let metrics: Vec<_> = METRICS.iter().map(|row| pair(row.name, row.help)).collect();
    assert_eq!(listed(Subject::Metrics), metrics);
    let of_sweeps = suanli::plot::SWEEP_PLOTS.iter().map(|row| (row.name, row.help));
    let plots: Vec<_> = suanli::plot::names().chain(of_sweeps).map(|(name, help)| pair(name, help)).collect();
    assert_eq!(listed(Subject::Plots), plots);
    let applications: Vec<_> = APPLICATIONS.iter().map(|row| pair(row.name, row.help)).collect();
    assert_eq!(listed(Subject::Applications), applications);
}

#[test]
fn the_list_of_policies_says_what_stands_in_brackets() {
    let table = list::text(&Args { subject: Subject::Policies, json: true });
    let rows: serde_json::Value = serde_json::from_str(&table).expect("the list is JSON");
    let brackets = |name: &str| {
        let row =
            rows.as_array().expect("rows").iter().find(|row| row["name"] == name).expect("it is listed");
        row["in_brackets"].as_str().expect("a text").to_string()
    };
    assert!(brackets("formula").starts_with("an expression: formula("), "{}", brackets("formula"));
    assert!(brackets("depth").contains("reservations"));
    assert_eq!(brackets("fcfs"), "");
}

#[test]
fn names_of_metrics_are_unique_and_their_help_is_one_sentence() {
    for (row, metric) in METRICS.iter().enumerate() {
        assert_eq!(place(metric.name), Some(row), "{} is there twice", metric.name);
        assert!(!metric.help.is_empty() && !metric.help.ends_with('.'), "{}", metric.name);
        assert!(!metric.help.contains("  "), "{}", metric.name);
    }
}
