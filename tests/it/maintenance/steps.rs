//! Phases as a scenario file says them: in steps, and announced so long ahead.

use suanli::model::{Span, Time};
use suanli::scenario::{Scenario, check, parse};

fn text(phase: &str) -> String {
    format!(
        r#"[scenario]
title = "Phases"
start = 2023-01-01
horizon = "60 d"
seed = 1
replications = 1
[[center]]
name = "wuhan"
title = "Wuhan"
[[center.partition]]
name = "npu"
nodes = 10
hardware = "ascend-910-server"
[[center.partition.phase]]
name = "second"
nodes = 49
{phase}
[[failure]]
name = "disk"
mtbf = "20 d"
repair = "1 h"
[[tenants]]
name = "firms"
[[policy]]
name = "easy"
order = "fcfs"
backfill = "easy"
placement = "pack"
[[workload]]
name = "tune"
application = "fine-tuning"
center = "wuhan"
tenants = "firms"
load = "10 %"
"#
    )
}

fn read(phase: &str) -> Scenario {
    parse("x.toml", &text(phase)).unwrap_or_else(|errors| panic!("{errors}"))
}

fn told(phase: &str) -> Vec<String> {
    match check("x.toml", &text(phase)) {
        Ok(checked) => checked.warnings.iter().map(ToString::to_string).collect(),
        Err(errors) => errors.problems.iter().map(ToString::to_string).collect(),
    }
}

fn day(count: u64) -> Time {
    Time::from_secs(86_400 * count)
}

/// A quarter of 49 is 12 nodes; of the other 37 each of four steps brings 9, and the last one more. All of them go on day 50.
#[test]
fn a_phase_in_steps_is_so_many_nodes_on_each_date() {
    let scenario = read("from = 2023-01-11\nuntil = 2023-02-20\nfirst = \"25 %\"\nall_after = \"20 d\"");
    let found: Vec<_> = (scenario.centers[0].pools.iter())
        .filter_map(|pool| {
            let lock = pool.lock.as_ref().filter(|lock| lock.absent)?;
            Some((pool.name.as_str(), pool.nodes.size(), lock.windows.spans().to_vec()))
        })
        .collect();
    let windows = |comes: u64| vec![(day(0), day(comes)), (day(50), Time::NEVER)];
    let expected = [
        ("npu/second", 12, windows(10)),
        ("npu/second:2", 9, windows(15)),
        ("npu/second:3", 9, windows(20)),
        ("npu/second:4", 9, windows(25)),
        ("npu/second:5", 10, windows(30)),
    ];
    assert_eq!(found, expected);
    // Of three nodes one is there at first, and of four steps two bring one.
    let few =
        text("from = 2023-01-11\nfirst = \"25 %\"\nall_after = \"20 d\"").replace("nodes = 49", "nodes = 3");
    let few = parse("x.toml", &few).unwrap_or_else(|errors| panic!("{errors}"));
    let few: Vec<(u32, Time)> = (few.centers[0].pools.iter())
        .filter_map(|pool| Some((pool.nodes.size(), pool.lock.as_ref()?.windows.spans()[0].1)))
        .collect();
    assert_eq!(few, [(1, day(10)), (1, day(20)), (1, day(30))]);
}

/// Nodes of the second step are as young when they come as those of the first when these did.
#[test]
fn nodes_of_each_step_fail_more_often_from_their_own_day_on() {
    let young = "commissioning = \"10 d\"\ncommissioning_failures = 50\n";
    let phase = format!("from = 2023-01-11\nfirst = \"50 %\"\nall_after = \"20 d\"\nsteps = 1\n{young}");
    let scenario = read(&phase);
    let outages = suanli::experiment::World::of(&scenario, &scenario.policies[0], 0).outages();
    let failures = |pool: u16, from: u64, until: u64| {
        let list = outages[0].list().iter().filter(|outage| outage.pool.0 == pool);
        list.filter(|outage| day(from) <= outage.from && outage.from < day(until)).count()
    };
    let (first, second) = (failures(0, 10, 20), failures(1, 30, 40));
    assert!(200 < first && 200 < second, "{first} {second}");
    assert!(failures(0, 30, 40) < 50 && failures(1, 10, 20) < 50);
}

#[test]
fn dates_are_known_so_long_ahead() {
    let scenario = read("from = 2023-01-31\nuntil = 2023-02-20\nannounced = \"10 d\"");
    let lock = scenario.centers[0].pools[0].lock.as_ref().expect("it is a phase");
    assert_eq!(lock.foresight.as_ref().map(|foresight| foresight.ahead), Some(Span::from_secs(864_000)));
    assert_eq!(lock.windows_in_truth().spans(), [(day(0), day(30)), (day(50), Time::NEVER)]);
    // It is not known when they come, and that they go, until ten days before each.
    assert_eq!(lock.windows.spans(), [(day(0), Time::NEVER)]);
    assert_eq!(lock.known_at(day(20)).spans(), [(day(0), day(30))]);
    assert_eq!(lock.known_at(day(39)).spans(), [(day(0), day(30))]);
    assert_eq!(lock.known_at(day(40)).spans(), [(day(0), day(30)), (day(50), Time::NEVER)]);
    let news: Vec<Time> = lock.news().filter(|at| Time::ZERO < *at).collect();
    assert_eq!(news, [day(20), day(40)]);
    let retired = read("until = 2023-02-20\nannounced = \"10 d\"");
    let lock = retired.centers[0].pools[0].lock.as_ref().expect("it is a phase");
    assert!(!lock.windows.hold(day(55)) && !lock.is_absence(day(49)) && lock.is_absence(day(50)));
    let shown = format!("{}", suanli::scenario::Understood::of(&retired));
    assert!(shown.contains("there to 2023-02-20 00:00:00, announced 10 days ahead"), "{shown}");
    let never = read("until = 2023-02-20\nannounced = \"0 s\"");
    let shown = format!("{}", suanli::scenario::Understood::of(&never));
    assert!(shown.contains("which nobody knows before"), "{shown}");
}

#[test]
fn mistakes_in_steps_are_told() {
    let from = "from = 2023-01-11\n";
    let cases = [
        (format!("{from}first = \"25 %\""), "x.toml:18:9: first and all_after go together"),
        (format!("{from}all_after = \"20 d\""), "x.toml:18:13: first and all_after go together"),
        (format!("{from}steps = 3"), "x.toml:18:9: steps: all nodes come at once"),
        (
            "until = 2023-02-20\nfirst = \"25 %\"\nall_after = \"20 d\"".into(),
            "x.toml:19:13: all_after: the nodes are there from the start",
        ),
        (
            format!("{from}until = 2023-01-31\nfirst = \"25 %\"\nall_after = \"20 d\""),
            "x.toml:20:13: all_after: the nodes are gone before all of them are there",
        ),
        (
            format!("{from}first = \"25 %\"\nall_after = \"60 d\""),
            "x.toml:19:13: all_after: the scenario ends before all nodes are there",
        ),
    ];
    for (phase, expected) in cases {
        let found = told(&phase);
        assert!(matches!(&found[..], [one] if one.starts_with(expected)), "{phase}\n{found:?}");
    }
}
