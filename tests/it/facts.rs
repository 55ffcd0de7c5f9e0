//! The scenarios agree with the source document, and every number in them says where it comes from.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use suanli::model::{GroupId, Time};
use suanli::scenario::{Scenario, Understood, load};
use suanli::workload::Workload;
use toml::{Table, Value};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn facts() -> Table {
    let text = std::fs::read_to_string(root().join("seeds/facts.toml")).expect("the facts are there");
    text.parse().expect("the facts are TOML")
}

fn fact(id: &str, key: &str) -> Value {
    facts()[id].get(key).unwrap_or_else(|| panic!("{id} has no {key}")).clone()
}

fn number(id: &str, key: &str) -> f64 {
    let value = fact(id, key);
    value.as_float().or(value.as_integer().map(|whole| whole as f64)).expect("the figure is a number")
}

fn words(id: &str, key: &str) -> Vec<String> {
    let list = fact(id, key);
    let words = list.as_array().expect("the figures are a list").iter();
    words.map(|word| word.as_str().expect("the list is one of words").to_string()).collect()
}

fn date(id: &str, key: &str) -> String {
    fact(id, key).as_datetime().expect("the figure is a date").to_string()
}

fn files() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root().join("scenarios")).expect("the scenarios are there");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("it can be read").path()).collect();
    // Those in folders replay recordings that are not shipped; where they are at hand, `slurm_truth` runs them.
    files.retain(|path| path.is_file());
    files.sort();
    files
}

fn scenario(name: &str) -> Scenario {
    load(&root().join("scenarios").join(name)).unwrap_or_else(|errors| panic!("{errors}"))
}

fn tenants_of(scenario: &Scenario, group: &str) -> Vec<String> {
    let place = scenario.groups.iter().position(|found| found.name == group).expect("there is such a group");
    let of_group = scenario.tenants.iter().filter(|tenant| tenant.group == GroupId(place as u16));
    of_group.map(|tenant| tenant.name.clone()).collect()
}

fn applications(workloads: &[Workload]) -> BTreeSet<String> {
    workloads.iter().map(|workload| workload.origin.name().into()).collect()
}

/// Within so many percent.
fn close(found: f64, stated: f64, percent: f64) -> bool {
    (found - stated).abs() <= stated * percent / 100.0
}

#[test]
fn the_facts_are_those_of_the_whole_source_document() {
    let ids: Vec<String> = (1..=23).map(|number| format!("S{number}")).collect();
    let facts = facts();
    for id in ids {
        assert!(facts.contains_key(&id), "{id} is missing");
    }
}

#[test]
fn the_ai_centre_is_that_of_the_source_document() {
    let scenario = scenario("wuhan-ai-center.toml");
    let center = &Understood::of(&scenario).centers[0];
    assert!(close(center.pflops_fp16, number("S6", "peak_pflops_fp16"), 1.0), "{}", center.pflops_fp16);
    assert_eq!(center.nodes as f64, number("H6", "nodes"));
    assert!(number("H6", "cards") <= f64::from(center.accelerators));
    let device = scenario.centers[0].pools[0].node_type.device.as_ref().unwrap();
    assert_eq!(device.peak_tflops.fp16, number("H1", "tflops_fp16"));
    assert!(number("S6", "second_phase_year") < f64::from(scenario.start.year()));

    let enterprises = tenants_of(&scenario, "enterprises");
    assert_eq!(enterprises.len() as f64, number("S4", "firms_at_least"));
    assert_eq!(enterprises.len() as f64, number("S7", "firms_at_least"));
    assert_eq!(enterprises[..4], words("S7", "named"));
    for class in words("S8", "user_classes") {
        assert!(!tenants_of(&scenario, &class).is_empty(), "{class}");
    }
    let found = applications(&scenario.workloads);
    assert!(words("S10", "applications").iter().all(|application| found.contains(application)), "{found:?}");
}

#[test]
fn the_newcomer_joins_on_the_day_of_the_source_document() {
    for name in ["wuhan-ai-center.toml", "wuhan-dual-center.toml"] {
        let scenario = scenario(name);
        let newcomer = scenario.workloads.iter().find(|workload| Time::ZERO < workload.since).unwrap();
        let days = newcomer.since.as_secs() / 86_400;
        let day = scenario.start.date() + jiff::Span::new().days(days as i64);
        assert_eq!(day.to_string(), date("S9", "newcomer"));
        assert_eq!(newcomer.origin.name(), fact("S9", "newcomer_application").as_str().unwrap());
    }
}

#[test]
fn the_supercomputing_centre_is_that_of_the_source_document() {
    let scenario = scenario("wuhan-supercomputing-center.toml");
    let center = &Understood::of(&scenario).centers[0];
    assert!(close(center.pflops_fp64, number("H12", "peak_pflops"), 1.0), "{}", center.pflops_fp64);
    assert!(number("H13", "cores_at_least") <= f64::from(center.cores));
    assert!(number("H13", "accelerators_at_least") <= f64::from(center.accelerators));
    assert_eq!(scenario.tenants.len() as f64, number("S5", "users"));
    assert!(date("S5", "since") <= scenario.start.date().to_string());
    let found = applications(&scenario.workloads);
    assert!(words("S5", "applications").iter().all(|application| found.contains(application)), "{found:?}");
}

#[test]
fn the_dual_centre_city_is_both_centres_and_all_that_runs_there() {
    let city = scenario("wuhan-dual-center.toml");
    let parts = [scenario("wuhan-ai-center.toml"), scenario("wuhan-supercomputing-center.toml")];
    assert_eq!(city.centers.len() as f64, number("S8", "centers"));
    for (center, part) in city.centers.iter().zip(&parts) {
        assert_eq!((&center.name, &center.pools), (&part.centers[0].name, &part.centers[0].pools));
    }
    let both = |list: fn(&Scenario) -> Vec<String>| parts.iter().flat_map(list).collect::<Vec<String>>();
    let workloads = |scenario: &Scenario| Understood::of(scenario).workloads;
    let together: Vec<_> = parts.iter().flat_map(workloads).collect();
    assert_eq!(workloads(&city), together);
    let names: fn(&Scenario) -> Vec<String> =
        |scenario| scenario.tenants.iter().map(|tenant| tenant.name.clone()).collect();
    assert_eq!(names(&city), both(names));
    assert!(8 <= city.replications && 3 <= city.policies.len());
}

#[test]
fn the_beijing_pool_locks_shares_for_those_whom_the_source_document_names() {
    let scenario = scenario("beijing-public-pool.toml");
    let center = &scenario.centers[0];
    let training = Understood::of(&scenario).centers[0].pflops_fp16;
    let hotline = center.pools.iter().find(|pool| pool.name == "hotline").unwrap();
    let hotline_pflops = f64::from(hotline.capacity().accelerators) * 0.125;
    assert!(close(training - hotline_pflops, number("H16", "peak_pflops_fp16"), 1.0), "{training}");
    assert!(date("H16", "online") <= scenario.start.date().to_string());

    let mut owners = Vec::new();
    for pool in &center.pools {
        for owner in pool.lock.iter().flat_map(|lock| &lock.owners) {
            owners.push(scenario.groups[usize::from(owner.0)].name.clone());
        }
    }
    assert_eq!(owners, words("S17", "locked_for"));
    for (owner, application) in owners.iter().zip(words("S17", "applications")) {
        let sent = scenario.workloads.iter().any(|workload| {
            scenario.groups[usize::from(workload.group.0)].name == *owner
                && workload.origin.name() == application
        });
        assert!(sent, "{owner} send no {application}");
    }
    let asked = fact("S19", "partition");
    let here: Vec<Workload> = scenario
        .workloads
        .iter()
        .filter(|workload| {
            center.partitions[usize::from(workload.partition.0)].name == asked.as_str().unwrap()
        })
        .cloned()
        .collect();
    assert_eq!(applications(&here).into_iter().collect::<Vec<_>>(), words("S19", "applications"));
    let signatories = tenants_of(&scenario, "llm-teams").len() + tenants_of(&scenario, "startups").len();
    assert_eq!(signatories as f64, number("H16", "signatories"));
}

#[test]
fn growth_is_one_of_the_stated_rates() {
    let stated = [0.0, number("S14", "growth_percent"), number("S11", "growth_percent_at_most")];
    for file in files() {
        for workload in load(&file).unwrap().workloads {
            let percent = workload.growth_per_year * 100.0;
            assert!(stated.iter().any(|rate| close(percent, *rate, 1e-9)), "{}: {percent}", workload.name);
        }
    }
}

#[test]
fn every_number_in_a_scenario_says_where_it_comes_from() {
    let facts = facts();
    let mut unexplained = Vec::new();
    for file in files() {
        let text = std::fs::read_to_string(&file).unwrap();
        for (number, line) in text.lines().enumerate() {
            if has_number(line) && !names_source(line, &facts) {
                unexplained.push(format!("{}:{}: {line}", file.display(), number + 1));
            }
        }
    }
    assert_eq!(unexplained, Vec::<String>::new());
}

/// Whether the line gives a key a value that is a number, a date or an amount.
fn has_number(line: &str) -> bool {
    let Some((key, value)) = line.split_once('=') else { return false };
    let value = value.trim_start().trim_start_matches(['"', '[', '-']);
    // A title may begin with the number of a hotline.
    let figure = !key.contains('#') && key.trim() != "title";
    figure && value.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether its comment names an id that exists, or says that it is an assumption.
fn names_source(line: &str, facts: &Table) -> bool {
    let Some((_, comment)) = line.split_once('#') else { return false };
    let mut words = comment.split(|c: char| !c.is_ascii_alphanumeric());
    words.any(|word| word == "assumption" || is_known_id(word, facts))
}

fn is_known_id(word: &str, facts: &Table) -> bool {
    let (kind, number) = word.split_at(word.len().min(1));
    // The last row of each section of the fact sheet.
    let last = match kind {
        "S" => return facts.contains_key(word),
        "H" => 26,
        "P" => 15,
        "U" => 36,
        "R" => 16,
        "E" => 7,
        "G" => 4,
        "Q" => 10,
        _ => return false,
    };
    number.parse().is_ok_and(|row: u32| 1 <= row && row <= last)
}

#[test]
fn a_number_without_a_source_is_found() {
    let facts = facts();
    assert!(has_number("nodes = 98") && has_number("share = \"30 %\"") && has_number("start = 2023-01-01"));
    assert!(!has_number("name = \"npu\"") && !has_number("# nodes = 98"));
    assert!(names_source("nodes = 98  # H6", &facts) && names_source("x = 1 # assumption: small", &facts));
    assert!(!names_source("nodes = 98", &facts) && !names_source("nodes = 98 # S99", &facts));
    assert!(!names_source("nodes = 98 # H99", &facts) && !names_source("nodes = 98 # Hello", &facts));
}
