//! What people are told who describe a network that cannot be.

use super::laws::TEXT;
use suanli::scenario::{ScenarioErrors, check, parse};

/// All that is said of the three centres with something in place of something else, each once.
fn told(changes: &[(&str, &str)]) -> Vec<String> {
    let mut text = TEXT.to_owned();
    for (old, new) in changes {
        assert!(text.contains(old), "{old}");
        text = text.replacen(old, new, 1);
    }
    match parse("x.toml", &text) {
        Ok(_) => Vec::new(),
        Err(ScenarioErrors { problems, .. }) => problems.iter().map(ToString::to_string).collect(),
    }
}

fn assert_told(changes: &[(&str, &str)], words: &[&str]) {
    let told = told(changes);
    assert_eq!(told.len(), words.len(), "{told:#?}");
    for (told, words) in told.iter().zip(words) {
        assert!(told.contains(words), "expected `{words}` in `{told}`");
        assert!(told.starts_with("x.toml:"), "`{told}` has no place");
    }
}

const TUNING: &str = "travels = true\nmax_round_trip = \"15 ms\"";

#[test]
fn the_three_centres_are_right() {
    assert_told(&[], &[]);
}

#[test]
fn routes_lead_to_places_that_are_there() {
    let elsewhere = |row: &str| format!("[[workload.elsewhere]]\n{row}");
    assert_told(&[(TUNING, &elsewhere("center = \"d\""))], &["no centre `d`"]);
    assert_told(&[(TUNING, &elsewhere("center = \"b\"\npartition = \"gpu\""))], &["no partition `gpu`"]);
    assert_told(
        &[(TUNING, &elsewhere("center = \"b\"\npartition = \"login\""))],
        &["no job can run there: `fine-tuning` needs accelerators"],
    );
    assert_told(&[(TUNING, &elsewhere("center = \"a\""))], &["jobs may run at `a` already"]);
    assert_told(&[(TUNING, &elsewhere("center = \"b\"\nspeed = -1"))], &["speed: "]);
}

#[test]
fn what_travels_needs_somewhere_to_go() {
    let changes = [(
        "center = \"a\"\ntenants = \"firms\"",
        "center = \"b\"\npartition = \"login\"\ntenants = \"firms\"",
    )];
    let said = told(&changes);
    assert!(said.iter().any(|line| line.contains("no job can run there")), "{said:#?}");
    let cpu = "[[workload]]\nname = \"w\"\nmodel = \"lublin\"\nunit = \"nodes\"\ncenter = \"b\"\npartition = \"login\"\ntenants = \"labs\"\njobs_per_day = 1\nprecision = \"fp64\"\ntravels = true\n[[policy]]";
    let said = told(&[("[[policy]]", cpu)]);
    assert_eq!(said.len(), 1, "{said:#?}");
    // The reason of each centre is told.
    assert!(
        said[0].contains("no other centre can run its jobs; at `a`: ") && said[0].contains("at `c`: "),
        "{said:#?}"
    );
}

#[test]
fn circles_and_half_places_are_told_together() {
    assert_told(
        &[
            ("title = \"A\"", "title = \"A\"\nspills_to = \"b\""),
            ("title = \"B\"", "title = \"B\"\nspills_to = \"c\""),
            ("title = \"C\"\nlatitude = 31.2", "title = \"C\"\nspills_to = \"a\""),
            ("data_at = \"c\"", "data_at = \"d\""),
        ],
        &[
            "in a circle: a to b to c to a",
            "in a circle: b to c to a to b",
            "in a circle: c to a to b to c",
            "go together",
            "no centre `d`",
        ],
    );
    assert_told(&[("title = \"A\"", "title = \"A\"\nspills_to = \"a\"")], &["a to a"]);
    assert_told(&[("latitude = 30.6", "latitude = 300.6")], &["latitude: "]);
}

#[test]
fn routers_are_told_what_they_go_by() {
    let router = "router = \"shortest-expected-wait\"";
    assert_told(&[(router, "router = \"shortest-wait\"")], &["router: no router `shortest-wait`"]);
    assert_told(
        &[(router, "router = \"spillover(-1)\"")],
        &["router `spillover(-1)`: expected the longest wait"],
    );
    let carbon = "[center.power]\ncarbon = \"china-2022\"";
    assert_told(
        &[(router, "router = \"greenest\""), (carbon, "")],
        &["how much carbon the power of `c` brings"],
    );
    let prices = [
        (router, "router = \"cheapest\""),
        ("[[price]]\nname = \"dear\"\ncenter = \"a\"\naccelerator_hour = 5", ""),
        ("[[price]]\nname = \"cheap\"\naccelerator_hour = 3", ""),
    ];
    assert_told(&prices, &["router: nothing has a price"]);
    assert_told(
        &[("hardware = \"slow\"\nefficiency", "hardware = \"slower\"\nefficiency")],
        &["no centre has a `slower`"],
    );
    assert_told(&[("fp16 = \"128 TFLOPS\"\n", "")], &["nothing says how fast `slow` is at fp16"]);
}

#[test]
fn what_changes_nothing_is_warned_of() {
    let warned = |changes: &[(&str, &str)]| -> String {
        let text = changes.iter().fold(TEXT.to_owned(), |text, (old, new)| text.replace(old, new));
        let checked = check("x.toml", &text).unwrap_or_else(|errors| panic!("{errors}"));
        checked.warnings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    let alone = warned(&[("travels = true\n", ""), ("max_round_trip = \"15 ms\"\n", "")]);
    assert!(alone.contains("no workload may leave its centre"), "{alone}");
    assert!(alone.contains("data_at: its jobs stay at home anyway"), "{alone}");
    let vain = warned(&[("expected-wait\"", "expected-wait\"\nrefresh = \"5 min\"")]);
    assert!(vain.contains("goes by nothing that could be old"), "{vain}");
}
