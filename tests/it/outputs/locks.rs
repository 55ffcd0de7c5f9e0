//! What locks cost: only policies that differ in their locks alone are held against each other.

use suanli::experiment::{Comparison, Settings, compare};
use suanli::lang::Lang;
use suanli::plot::{PLOTS, Subject};
use suanli::report::comparison_text;

/// The smallest scenario with a lock, under policies of a name, an order and a backfill, and what they say of locks.
fn compared(policies: &[(&str, &str)]) -> Comparison {
    let lock = "hardware = \"ascend-910-server\"\n[[center.partition.lock]]\nname = \"vip\"\nshare = \"50 %\"\nfor = [\"firms\"]\n";
    let smoke =
        include_str!("../../../scenarios/smoke.toml").replace("hardware = \"ascend-910-server\"", lock);
    let (before, _) = smoke.split_once("[[policy]]").expect("it has policies");
    let policy = |(name, parts): &(&str, &str)| format!("[[policy]]\nname = \"{name}\"\n{parts}\n\n");
    let text = format!("{before}{}", policies.iter().map(policy).collect::<String>());
    let scenario = suanli::scenario::parse("locks", &text).unwrap_or_else(|errors| panic!("{errors}"));
    compare(&scenario, Settings::default(), &()).expect("the jobs can be made")
}

/// The lines of the figure: their titles, and the policies on them with the share that each locks, in percent.
fn lines(comparison: &Comparison) -> Vec<String> {
    let name = |policy: usize| comparison.scenario.policies[policy].name.clone();
    let lines = comparison.lock_lines().into_iter().map(|line| {
        let points =
            line.points.iter().map(|point| format!("{} {:.0}", name(point.policy), point.share * 100.0));
        format!("{}: {}", line.title(), points.collect::<Vec<String>>().join(", "))
    });
    lines.collect()
}

fn figures(comparison: &Comparison) -> Vec<String> {
    let plot = PLOTS.iter().find(|plot| plot.name == "locks").expect("there is such a plot");
    let figures = (plot.draw)(&Subject { comparison, lang: Lang::English });
    figures.iter().flat_map(|figure| figure.drawing.labels().map(|label| label.text.clone())).collect()
}

const FCFS: &str = "order = \"fcfs\"";
const SHORT: &str = "order = \"shortest-first\"\nbackfill = \"easy\"";

#[test]
fn policies_that_differ_in_their_order_are_not_joined() {
    let (open, half) = (format!("{FCFS}\nlocks = \"none\""), format!("{SHORT}\nlock_share = \"50 %\""));
    let other = compared(&[("open", &open), ("half", &half)]);
    assert_eq!(lines(&other), Vec::<String>::new());
    assert_eq!(figures(&other), Vec::<String>::new());
    assert!(!comparison_text(&other).contains("What locks cost"));
}

#[test]
fn each_order_and_mode_has_a_line_of_its_own() {
    let fcfs = |locks: &str| format!("{FCFS}\n{locks}");
    let short = |locks: &str| format!("{SHORT}\n{locks}");
    let lend = "locks = \"lend-preemptible\"\nlock_share = \"25 %\"";
    let policies = [
        ("quarter", fcfs("lock_share = \"25 %\"")),
        ("open", fcfs("locks = \"none\"")),
        ("lent", fcfs(lend)),
        ("short-half", short("lock_share = \"50 %\"")),
        ("alone", "order = \"smallest-first\"\nlock_share = \"50 %\"".to_owned()),
        ("short-open", short("locks = \"none\"")),
    ];
    let policies: Vec<(&str, &str)> = policies.iter().map(|(name, parts)| (*name, parts.as_str())).collect();
    let comparison = compared(&policies);
    assert_eq!(
        lines(&comparison),
        [
            "fcfs + none, strict: open 0, quarter 25",
            "fcfs + none, lend-preemptible: open 0, lent 25",
            "shortest-first + easy, strict: short-open 0, short-half 50",
        ]
    );
    let texts = figures(&comparison);
    assert!(texts.contains(&"shortest-first + easy, strict".to_owned()), "{texts:?}");
    let text = comparison_text(&comparison);
    let (_, table) = text.split_once("What locks cost").expect("there is a table");
    let (table, _) = table.split_once("Why jobs waited").expect("there is a table after it");
    for name in ["quarter", "open", "lent", "short-half", "short-open"] {
        assert!(table.lines().any(|line| line.starts_with(name)), "{name} is missing in {table}");
    }
    assert!(!table.lines().any(|line| line.starts_with("alone")), "{table}");
    // Where all are of one kind, the mode says all.
    let plain = compared(&policies[..2]);
    assert_eq!(lines(&plain), ["strict: open 0, quarter 25"]);
}
