//! Work on nodes as a scenario file says it: what is understood, what is refused, what is warned of, and what is written down.

use suanli::experiment::{Settings, World, compare};
use suanli::metrics::{Part, Resource};
use suanli::model::{Muster, OutageCause, Span, Time};
use suanli::report::write_outages_csv;
use suanli::scenario::{Scenario, check, parse};

/// Ten nodes for twenty days, on which hardly any job runs.
fn text(partition: &str) -> String {
    format!(
        r#"[scenario]
title = "Work"
start = 2023-01-01
horizon = "20 d"
seed = 1
replications = 2
[[center]]
name = "wuhan"
title = "Wuhan"
[center.power]
storage = "1 kW"
[[center.partition]]
name = "npu"
nodes = 10
hardware = "ascend-910-server"
{partition}
[[tenants]]
name = "firms"
[[policy]]
name = "easy"
order = "fcfs"
backfill = "easy"
placement = "pack"
[[policy]]
name = "fcfs"
order = "fcfs"
backfill = "none"
placement = "pack"
[[workload]]
name = "tune"
application = "fine-tuning"
center = "wuhan"
tenants = "firms"
jobs_per_day = 0.000001
"#
    )
}

fn work(keys: &str) -> String {
    text(&format!("[[center.partition.maintenance]]\nname = \"firmware\"\n{keys}"))
}

fn read(text: &str) -> Scenario {
    parse("x.toml", text).unwrap_or_else(|errors| panic!("{errors}"))
}

fn told(text: &str) -> Vec<String> {
    match check("x.toml", text) {
        Ok(checked) => checked.warnings.iter().map(ToString::to_string).collect(),
        Err(errors) => errors.problems.iter().map(ToString::to_string).collect(),
    }
}

fn hours(count: u64) -> Time {
    Time::from_secs(3_600 * count)
}

/// Four at a time are three groups, one after the other, and all again a week later; three weeks are two times.
#[test]
fn planned_work_is_of_groups_one_after_the_other() {
    let keys =
        "from = 2023-01-03T08:00:00\nlasts = \"4 h\"\nat_a_time = 4\nevery = \"week\"\nuntil = 2023-01-15";
    let scenario = read(&work(keys));
    let pools = &scenario.centers[0].pools;
    let found: Vec<(u32, Vec<(Time, Time)>)> = pools
        .iter()
        .map(|pool| {
            let lock = pool.lock.as_ref().expect("all are worked on");
            assert!(lock.is_maintenance() && lock.foresight.is_none());
            (pool.nodes.size(), lock.windows.spans().to_vec())
        })
        .collect();
    let spans = |first: u64| vec![(hours(first), hours(first + 4)), (hours(first + 168), hours(first + 172))];
    assert_eq!(found, [(4, spans(56)), (4, spans(60)), (2, spans(64))]);
    assert_eq!(pools[1].name, "npu/firmware:2");
    let shown = format!("{}", suanli::scenario::Understood::of(&scenario));
    assert!(
        shown.contains("all of them kept for maintenance 2 times, in 3 groups one after the other"),
        "{shown}"
    );
}

/// Two kinds of planned work share nodes: 4 at a time of the first 6, and all at once a day later.
#[test]
fn work_of_two_kinds_divides_nodes_into_those_that_are_out_together() {
    let second = "[[center.partition.maintenance]]\nname = \"cooling\"\nfrom = 2023-01-05\nlasts = \"1 d\"";
    let scenario =
        read(&work(&format!("from = 2023-01-04\nlasts = \"2 h\"\nnodes = 6\nat_a_time = 4\n{second}")));
    let found: Vec<(u32, usize, &str)> = (scenario.centers[0].pools.iter())
        .map(|pool| {
            let lock = pool.lock.as_ref().expect("all are worked on");
            (pool.nodes.size(), lock.windows.spans().len(), lock.name.as_str())
        })
        .collect();
    assert_eq!(found, [(4, 2, "firmware and cooling"), (2, 2, "firmware and cooling"), (4, 1, "cooling")]);
}

#[test]
fn nodes_without_work_stay_open_and_an_announcement_is_kept() {
    let scenario = read(&work("from = 2023-01-03\nlasts = \"4 h\"\nnodes = 3\nannounced = \"12 h\""));
    let pools = &scenario.centers[0].pools;
    assert_eq!(
        pools.iter().map(|pool| (pool.nodes.size(), pool.lock.is_some())).collect::<Vec<_>>(),
        [(3, true), (7, false)]
    );
    let lock = pools[0].lock.as_ref().expect("it is worked on");
    assert!(!lock.known_at(hours(35)).hold(hours(49)) && lock.known_at(hours(36)).hold(hours(49)));
    assert_eq!(lock.news().collect::<Vec<_>>(), [hours(36)]);
}

/// Without notice nodes are out as after a failure, three at a time; with `when-free` the engine takes them.
#[test]
fn other_work_changes_no_pool() {
    let sudden =
        read(&work("from = 2023-01-03\nlasts = \"4 h\"\nnotice = \"none\"\nat_a_time = 3\nnodes = 7"));
    assert_eq!(sudden.centers[0].pools.len(), 1);
    let outages = World::of(&sudden, &sudden.policies[0], 0).outages();
    let found: Vec<(u32, Time, Time)> =
        outages[0].list().iter().map(|outage| (outage.node.0, outage.from, outage.until)).collect();
    let expected = [0, 1, 2, 3, 4, 5, 6].map(|node| {
        let from = 48 + 4 * u64::from(node / 3);
        (node, hours(from), hours(from + 4))
    });
    assert_eq!(found, expected);
    assert!(outages[0].list().iter().all(|outage| outage.cause == OutageCause::MAINTENANCE));
    let free = "from = 2023-01-03\nlasts = \"4 h\"\nnotice = \"when-free\"\nat_a_time = 3\ntogether = true";
    let scenario = read(&work(free));
    let [work] = &scenario.centers[0].works[..] else { panic!("there is one work") };
    assert_eq!((work.nodes, work.at_a_time, work.lasts), (10, 3, Span::from_secs(4 * 3_600)));
    assert_eq!((work.begins.as_slice(), work.muster), (&[hours(48)][..], Muster::All));
}

#[test]
fn mistakes_are_told_with_their_places() {
    let usual = "from = 2023-01-03\nlasts = \"4 h\"\n";
    let cases = [
        (
            format!("{usual}nodes = 11"),
            "x.toml:20:9: nodes: maintenance of 11 nodes, and 10 are there for it",
        ),
        (
            format!("{usual}at_a_time = 0"),
            "x.toml:20:13: at_a_time: expected a whole number from 1 to 1000000, found the number 0",
        ),
        (format!("{usual}nodes = 4\nat_a_time = 5"), "x.toml:21:13: at_a_time: 5 nodes at a time, of 4"),
        (
            "from = 2022-12-31\nlasts = \"4 h\"".into(),
            "x.toml:18:8: from: 2022-12-31 lies before the start of the scenario (2023-01-01)",
        ),
        (
            format!("{usual}at_a_time = 1\nevery = \"day\""),
            "x.toml:21:9: every: the work takes 10 times 4 h, longer than the day after which it begins again",
        ),
        (
            format!("{usual}every = \"2 h\""),
            "x.toml:20:9: every: the work takes 4 h, longer than the 2 h after which it begins again",
        ),
        (
            format!("{usual}notice = \"nome\""),
            "x.toml:20:10: notice: no kind of notice `nome`; did you mean `none`?",
        ),
        (
            format!("{usual}notice = \"none\"\nannounced = \"1 d\""),
            "x.toml:21:13: announced: only work that is planned is announced",
        ),
        (format!("{usual}together = true"), "x.toml:20:12: together: only work that waits for jobs has it"),
        (format!("{usual}until = 2023-01-09"), "x.toml:20:9: until: the work begins only once"),
        (
            format!("{usual}every = \"day\"\nuntil = 2023-01-02"),
            "x.toml:21:9: until: the work ends before it begins",
        ),
    ];
    for (keys, expected) in cases {
        let found = told(&work(&keys));
        assert!(matches!(&found[..], [one] if one.starts_with(expected)), "{keys}\n{found:?}");
    }
    let missing = told(&work("lasts = \"4 h\""));
    assert!(missing[0].contains("has no `from`"), "{missing:?}");
    let lock = "[[center.partition.lock]]\nname = \"firmware\"\nnodes = 4\nfor = [\"firms\"]\n";
    let twice = told(&work(&format!("{usual}nodes = 2\n{lock}")));
    assert!(
        twice[0].contains("there is a lock or a phase `firmware` in this partition already"),
        "{twice:?}"
    );
    let many = told(&work(&format!("{usual}at_a_time = 1")).replace("nodes = 10", "nodes = 65"));
    assert!(many[0].contains("the nodes of the centre would be in 65 groups; at most 64"), "{many:?}");
    let other = "[[center.partition.maintenance]]\nname = \"b\"\nfrom = 2023-01-05\nlasts = \"1 h\"\nannounced = \"1 d\"";
    let other = told(&work(&format!("{usual}{other}")));
    assert!(other[0].contains("announced: the work on these nodes that is planned already"), "{other:?}");
}

#[test]
fn what_was_surely_not_meant_is_warned_of() {
    let cases = [
        ("from = 2023-01-21\nlasts = \"4 h\"", "18:8: from: the scenario ends before this work begins"),
        (
            "from = 2023-01-19\nlasts = \"1 d\"\nat_a_time = 4",
            "18:8: from: the scenario ends before all nodes have been worked on, which takes 3 days",
        ),
        (
            "from = 2023-01-03\nlasts = \"4 h\"\n[[center.partition.lock]]\nname = \"big\"\nnodes = 4\nfor = [\"firms\"]\n",
            "16:1: maintenance: nodes of the lock in line 20 are not worked on",
        ),
    ];
    for (keys, expected) in cases {
        let found = told(&work(keys));
        assert!(matches!(&found[..], [one] if one.contains(expected)), "{keys}\n{found:?}");
    }
    let spares = work("from = 2023-01-03\nlasts = \"4 h\"\nat_a_time = 5")
        .replace("nodes = 10", "nodes = 10\nspares = 1");
    let found = told(&spares);
    assert!(matches!(&found[..], [one] if one.contains("spares: they stand by only the last")), "{found:?}");
}

/// Every kind of work has its lines, in each replication and, where it waits for jobs, under each policy.
#[test]
fn work_is_written_into_outages_csv() {
    let written = |notice: &str| {
        let keys = format!("from = 2023-01-03\nlasts = \"4 h\"\nat_a_time = 5\n{notice}");
        let scenario = read(&work(&keys));
        let comparison =
            compare(&scenario, Settings::default(), &()).expect("synthetic jobs can always be made");
        let mut file = Vec::new();
        write_outages_csv(&comparison, &mut file).expect("there is room in memory");
        String::from_utf8(file).expect("it is text").lines().skip(1).map(String::from).collect::<Vec<_>>()
    };
    let planned = [
        ",wuhan,npu,,5,172800,172800,187200,maintenance,true,",
        ",wuhan,npu,,5,187200,187200,201600,maintenance,true,",
    ];
    assert_eq!(written(""), planned);
    assert_eq!(written("announced = \"0 s\""), planned.map(|line| line.replace("true", "false")));
    let sudden = written("notice = \"none\"");
    assert_eq!(sudden.len(), 20);
    assert_eq!(sudden[0], "1,wuhan,npu,1,1,172800,172800,187200,maintenance,false,");
    assert_eq!(sudden[19], "2,wuhan,npu,10,1,187200,187200,201600,maintenance,false,");
    let free = written("notice = \"when-free\"");
    assert_eq!(free.len(), 40);
    assert_eq!(free[0], "1,wuhan,npu,1,1,172800,172800,187200,maintenance,false,easy");
    assert_eq!(free[39], "2,wuhan,npu,10,1,187200,187200,201600,maintenance,false,fcfs");
}

/// Ten idle nodes draw what ten draw, and in the four hours in which five are worked on what five do.
#[test]
fn nodes_that_are_worked_on_draw_nothing() {
    for notice in ["", "notice = \"none\"", "notice = \"when-free\""] {
        let keys = format!("from = 2023-01-03\nlasts = \"4 h\"\nat_a_time = 5\n{notice}");
        let comparison = compare(&read(&work(&keys)), Settings::default(), &()).expect("it runs");
        let power = comparison.ledgers[0].centers[0].power.as_ref().expect("the scenario asks for it");
        let joules: Vec<i128> = power.hours.iter().map(|hour| hour.node_joules).collect();
        assert!(0 < joules[0], "{joules:?}");
        for (hour, drawn) in joules.iter().enumerate() {
            let share = if (48..56).contains(&hour) { 2 } else { 1 };
            assert_eq!(*drawn, joules[0] / share, "{notice}, hour {hour}");
        }
    }
}

/// Ten nodes are worked on for four hours each, five at a time, whether planned, unannounced or in the outage log: 40 node-hours of maintenance, and no failure. Where
/// nobody knew, the node that stands by takes the place of one of each five.
#[test]
fn nodes_that_are_worked_on_have_not_failed() {
    for (notice, spares, hours) in [
        ("planned", 0, 40.0),
        ("when-free", 0, 40.0),
        ("when-free", 1, 40.0),
        ("none", 0, 40.0),
        ("none", 1, 32.0),
    ] {
        let keys = format!(
            "from = 2023-01-03\nlasts = \"4 h\"\nat_a_time = 5\nnotice = \"{notice}\"\n[[tenants]]\nname = \"others\""
        );
        let scenario =
            read(&work(&keys).replace("nodes = 10\n", &format!("nodes = 10\nspares = {spares}\n")));
        let comparison = compare(&scenario, Settings::default(), &()).expect("it can be run");
        for cell in &comparison.cells {
            let (line, balance) = (&cell.timelines[0], &cell.balances[0]);
            let node_hours = |nodes: &[f64]| nodes.iter().sum::<f64>() * line.bin.as_secs_f64() / 3_600.0;
            assert!((node_hours(&line.maintenance_nodes) - hours).abs() < 1e-9, "{notice} {spares}");
            assert!(line.down_nodes.iter().all(|nodes| *nodes == 0.0), "{notice} {spares}");
            let cards = balance.of(Resource::Accelerators);
            assert_eq!(cards.part(Part::Maintenance), (8.0 * hours * 3.6e9) as i128, "{notice} {spares}");
            assert_eq!(cards.part(Part::Down), 0, "{notice} {spares}");
            assert!(cell.heat.iter().all(|map| map.down.iter().flatten().all(|share| *share == 0.0)));
        }
    }
}
