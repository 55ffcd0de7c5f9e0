//! What people are told about mistakes in links, datasets and stores: all at once, each with its place.

use suanli::scenario::check;

/// A scenario without a mistake.
const RIGHT: &str = r#"[scenario]
title = "Data"
start = 2024-01-01
horizon = "10 days"
seed = 1
replications = 1

[[center]]
name = "here"
title = "Here"
[[center.partition]]
name = "cpu"
nodes = 4
hardware = "x86-node"
[center.store]
size = "30 TB"

[[center]]
name = "there"
title = "There"
[[center.partition]]
name = "cpu"
nodes = 4
hardware = "x86-node"
[center.store]
size = "10 TB"

[[link]]
name = "line"
from = "here"
to = "there"
bandwidth = "10 Gb/s"
rtt = "25 ms"
price = 0.05
time_between_failures = "60 days"
repair_time = "4 h"
[[link.outage]]
from = 2024-01-02
until = 2024-01-03

[[dataset]]
name = "corpus"
size = "2 TB"
at = ["there"]

[[tenants]]
name = "labs"
home = "there"

[[workload]]
name = "reading"
application = "cfd"
center = "here"
tenants = "labs"
jobs_per_day = 3
inputs = ["corpus"]
output = "20 GB"

[[policy]]
name = "easy"
order = "fcfs"
backfill = "easy"

[[workload]]
name = "usual"
application = "cfd"
center = "there"
tenants = "labs"
jobs_per_day = 3
"#;

fn told(text: &str) -> Vec<String> {
    match check("x.toml", text) {
        Ok(checked) => checked.warnings.iter().map(ToString::to_string).collect(),
        Err(errors) => errors.problems.iter().map(ToString::to_string).collect(),
    }
}

/// A piece of the scenario, what stands there instead, and `line:column: message` for each problem.
const MISTAKES: &[(&str, &str, &[&str])] = &[
    (
        "to = \"there\"",
        "to = \"here\"",
        &["31:6: to: the link leads from `here` to itself; name two centres"],
    ),
    ("to = \"there\"", "to = \"ther\"", &["31:6: no centre `ther`; did you mean `there`?"]),
    ("at = [\"there\"]", "at = [\"ther\"]", &["44:7: no centre `ther`; did you mean `there`?"]),
    ("rtt = \"25 ms\"", "rtt = \"-25 ms\"", &["33:7: rtt: it is below zero: \"-25 ms\""]),
    (
        "\"10 Gb/s\"",
        "\"10 GB/s\"",
        &[
            "32:13: bandwidth: expected the bandwidth of a line such as \"10 Gb/s\", found \"10 GB/s\": it has no such unit as `GB/s`; did you mean `Gb/s`?",
        ],
    ),
    (
        "size = \"2 TB\"",
        "size = \"31 TB\"",
        &[
            "43:8: size: 31 TB are more than every store holds of a centre where it does not lie (30 TB at most)",
            "56:10: inputs: a job needs 31 TB that lie elsewhere, and the store of `here` holds 30 TB",
        ],
    ),
    (
        "inputs = [\"corpus\"]",
        "inputs = [\"korpus\"]",
        &["56:11: no dataset `korpus`; did you mean `corpus`?"],
    ),
    (
        "home = \"there\"\n",
        "\n",
        &[
            "57:10: output: nobody says where it goes; name a centre with `output_to`, or give the tenants a `home`",
        ],
    ),
    (
        "output = \"20 GB\"",
        "output_to = \"there\"",
        &["57:13: output_to: its jobs leave nothing behind; say how much with `output = \"20 GB\"`"],
    ),
    (
        "repair_time = \"4 h\"\n",
        "\n",
        &["35:25: time_between_failures and repair_time go together; give both, or neither"],
    ),
    ("until = 2024-01-03", "until = 2024-01-02", &["39:9: until: the outage ends before it begins"]),
    (
        "inputs = [\"corpus\"]\n",
        "\n",
        &["42:8: no workload needs the dataset `corpus`; name it in the `inputs` of a workload"],
    ),
];

#[test]
fn each_mistake_about_data_is_told_with_its_place_and_what_would_be_right() {
    assert_eq!(told(RIGHT), [""; 0]);
    for (right, typed, expected) in MISTAKES {
        assert!(RIGHT.contains(right), "`{right}` is no piece of the scenario");
        let expected: Vec<String> = expected.iter().map(|problem| format!("x.toml:{problem}")).collect();
        assert_eq!(told(&RIGHT.replacen(right, typed, 1)), expected, "`{right}` became `{typed}`");
    }
}

#[test]
fn a_route_to_nowhere_is_told_where_it_is_needed() {
    let link = RIGHT.find("[[link]]").expect("it has one")..RIGHT.find("[[dataset]]").expect("it has one");
    let apart = RIGHT.replace(&RIGHT[link], "");
    assert_eq!(
        told(&apart),
        [
            "x.toml:43:11: inputs: no link leads from where `corpus` lies (there) to `here`; write a `[[link]]`",
            "x.toml:44:10: output: no link leads from `here` to `there`; write a `[[link]]`",
        ]
    );
}

#[test]
fn mistakes_about_data_are_told_at_once() {
    let mut text = RIGHT.to_string();
    for place in [1, 3, 6, 10] {
        text = text.replacen(MISTAKES[place].0, MISTAKES[place].1, 1);
    }
    assert_eq!(told(&text).len(), 4, "{:?}", told(&text));
}
