//! People are told of outages: the file, how often nodes failed, and how long jobs ran in between.

use super::{job, machine, outage, play};
use suanli::experiment::{Settings, World, compare};
use suanli::metrics::{Measured, Tally, Window, place};
use suanli::model::{CenterId, ClassRule, Time};
use suanli::report::{comparison_text, has_outages, write_outages_csv, write_summary_json};
use suanli::scenario::{Scenario, parse};

const TEXT: &str = r#"
[scenario]
title = "Outages"
start = 2023-01-01
horizon = "20 d"
seed = 1
replications = 2
[[center]]
name = "wuhan"
title = "Wuhan"
[[center.partition]]
name = "npu"
nodes = 9
hardware = "ascend-910-server"
spares = 1
[[center.partition.phase]]
name = "second"
nodes = 5
from = 2023-01-11
[[center.partition.lock]]
name = "monthly"
nodes = 2
maintenance = true
from = 2023-01-03
until = 2023-01-04
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
load = "40 %"
"#;

const FAILURE: &str =
    "[[failure]]\nname = \"gpu\"\nmtbf = \"10 d\"\nrepair = \"6 h\"\ndetection_time = \"10 min\"\n";

fn read(failure: &str) -> Scenario {
    parse("outages", &format!("{TEXT}{failure}")).unwrap_or_else(|errors| panic!("{errors}"))
}

#[test]
fn every_outage_is_a_line_of_the_file_and_counted() {
    let scenario = read(FAILURE);
    let comparison = compare(&scenario, Settings::default(), &()).expect("synthetic jobs can always be made");
    assert!(has_outages(&comparison));
    let mut file = Vec::new();
    write_outages_csv(&comparison, &mut file).expect("there is room in memory");
    let file = String::from_utf8(file).expect("it is text");
    let lines: Vec<&str> = file.lines().collect();
    let head =
        "replication,center,partition,node,nodes,from_secs,noticed_secs,to_secs,cause,announced,policy";
    assert_eq!(lines[0], head);
    assert_eq!(lines[1], ",wuhan,npu,,5,0,0,864000,second,true,");
    assert_eq!(lines[2], ",wuhan,npu,,2,172800,172800,259200,maintenance,true,");
    let expected: usize = (0..2)
        .map(|replication| World::of(&scenario, &scenario.policies[0], replication).outages()[0].list().len())
        .sum();
    assert_eq!(lines.len(), 3 + expected);
    for line in &lines[3..] {
        let cells: Vec<&str> = line.split(',').collect();
        let [run, node] = [0, 3].map(|column| cells[column].parse::<u32>().expect("it is a number"));
        let [from, noticed, to] =
            [5, 6, 7].map(|column| cells[column].parse::<f64>().expect("it is a number"));
        assert!((1..=2).contains(&run) && (1..=15).contains(&node), "{line}");
        assert!((noticed - from - 600.0).abs() < 1e-5 && noticed < to, "{line}");
        assert_eq!((cells[1], cells[2], cells[8], cells[9]), ("wuhan", "npu", "gpu", "false"));
    }
    let text = comparison_text(&comparison);
    assert!(text.contains("% of the time, and failed ") && text.contains("h of runs"), "{text}");
}

#[test]
fn interruptions_of_all_sizes_are_those_of_all_jobs_and_told() {
    let scenario = read(FAILURE);
    let comparison = compare(&scenario, Settings::default(), &()).expect("synthetic jobs can always be made");
    let rows = comparison.size_costs(0, CenterId(0));
    let failures: f64 =
        comparison.values(0, 0, place("node_failures").expect("it is there")).iter().flatten().sum();
    let interruptions: u64 = rows.iter().map(|row| row.totals.interruptions).sum();
    assert!(0 < interruptions && interruptions as f64 == failures);
    let lost: u128 = rows.iter().map(|row| row.totals.lost_micros).sum();
    let metric = place("accelerator_hours_lost_to_failures").expect("it is there");
    let hours: f64 = comparison.values(0, 0, metric).iter().flatten().sum();
    assert!((lost as f64 / 3.6e9 - hours).abs() < 1e-9 && 0.0 < hours);
    let mut file = Vec::new();
    write_summary_json(&comparison, &mut file).expect("there is room in memory");
    let json: serde_json::Value = serde_json::from_slice(&file).expect("it is JSON");
    let told = json["policies"][0]["job_sizes"].as_array().expect("there are sizes");
    assert_eq!(told.len(), rows.len());
    let counts = told.iter().map(|size| size["interruptions"].as_u64().expect("it is a number"));
    assert_eq!(counts.sum::<u64>(), interruptions);
    let text = comparison_text(&comparison);
    assert!(text.contains("Interruptions by size of job"), "{text}");
    assert!(text.contains("2 to 8 accelerators") && text.contains("Where the time of nodes went"), "{text}");
}

#[test]
fn where_nothing_is_ever_out_there_is_no_file() {
    let text =
        TEXT.replace("[[center.partition.phase]]\nname = \"second\"\nnodes = 5\nfrom = 2023-01-11\n", "");
    let (locked, rest) = text.split_once("[[center.partition.lock]]").expect("there is a lock");
    let rest = rest.split_once("[[tenants]]").expect("there are tenants").1;
    let scenario =
        parse("quiet", &format!("{locked}[[tenants]]{rest}")).unwrap_or_else(|errors| panic!("{errors}"));
    let comparison = compare(&scenario, Settings::default(), &()).expect("synthetic jobs can always be made");
    assert!(!has_outages(&comparison));
}

/// Job 1 runs from 0 to 30 s, when its node fails, from 50 s to 55 s on the other, where job 2 has just ended, and from 60 s to 150 s.
/// Of three failures two are under a job, in 175 s of runs, and one is after the end of the window.
#[test]
fn failures_and_the_time_between_them_are_counted() {
    let center = machine(2, ClassRule::default());
    let outages = [outage(0, 30, 60), outage(1, 55, 400), outage(0, 900, 950)];
    let tape =
        play(&center, "fcfs+easy+first-fit", &outages, &[job(1, 0, 1, (90, 200)), job(2, 0, 1, (50, 60))]);
    let window = Window { start: Time::ZERO, end: Time::from_secs(500) };
    let (centers, class_centers) = ([center], [CenterId(0)]);
    let mut tally = Tally::new(Measured {
        centers: &centers,
        class_centers: &class_centers,
        groups: 1,
        window,
        week: None,
    });
    tape.play(&mut tally);
    let result = tally.finish(0, 0);
    let value = |metric: &str| result.values[0].1[place(metric).expect("there is such a metric")];
    assert_eq!(value("node_outages"), Some(2.0));
    assert_eq!(value("node_failures"), Some(2.0));
    assert_eq!(value("run_hours_between_failures"), Some(87.5 / 3_600.0));
}
