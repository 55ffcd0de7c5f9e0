//! Failures and checkpoints as a scenario file says them: what is understood, what is refused, and that every policy meets the
//! same failures.

use crate::support::traces;
use suanli::experiment::World;
use suanli::log::{Content, Finding, read_other};
use suanli::model::{Interval, OnFailure, Span};
use suanli::scenario::{Scenario, parse};

const HEAD: &str = r#"
[scenario]
title = "Failures"
start = 2023-01-01
horizon = "30 d"
seed = 1
replications = 1
[[center]]
name = "wuhan"
title = "Wuhan"
[[center.partition]]
name = "npu"
nodes = 98
hardware = "ascend-910-server"
spares = 2
[[tenants]]
name = "firms"
[[policy]]
name = "easy"
order = "fcfs"
backfill = "easy"
placement = "pack"
[[policy]]
name = "locked"
order = "fcfs"
backfill = "none"
placement = "spread"
"#;

fn with(failure: &str, workload: &str) -> String {
    format!(
        "{HEAD}[[workload]]\nname = \"train\"\napplication = \"llm-pretraining\"\ncenter = \"wuhan\"\n\
         tenants = \"firms\"\nload = \"40 %\"\n{workload}\n{failure}"
    )
}

fn read(failure: &str, workload: &str) -> Scenario {
    parse("failures", &with(failure, workload)).expect("nothing is wrong with it")
}

/// All that is wrong with a scenario.
fn problems(failure: &str, workload: &str) -> String {
    let errors = parse("failures", &with(failure, workload)).expect_err("something is wrong with it");
    errors.reports().iter().map(|report| format!("{report:?}\n")).collect()
}

#[test]
fn a_rate_is_read_as_a_mean_time_and_checkpoints_go_by_it() {
    let scenario = read(
        "[[failure]]\nname = \"gpu\"\nper_1000_node_days = 4.0\n[[failure]]\nname = \"nic\"\nmtbf = \"250 d\"\n",
        "checkpoint_rule = \"young\"\ncheckpoint_write = \"5 min\"\nrestart_time = \"10 min\"\nretries = 3",
    );
    let days: Vec<f64> =
        scenario.failures[0].models.iter().map(|model| model.times.mean.as_secs_f64() / 86_400.0).collect();
    assert_eq!(days, [250.0, 250.0]);
    let rule = scenario.centers[0].rules.class(suanli::model::ClassId(0));
    let checkpoints = rule.checkpoint.expect("its jobs write some");
    assert_eq!(checkpoints.interval, Interval::Young { node_mtbf: Span::from_secs(125 * 86_400) });
    assert_eq!((checkpoints.write, checkpoints.restart), (Span::from_secs(300), Span::from_secs(600)));
    assert_eq!(rule.on_failure, OnFailure::Requeue { retries: Some(3) });
    assert_eq!(scenario.centers[0].spares_of(suanli::model::PoolId(0)), 2);
}

#[test]
fn two_policies_meet_the_same_failures_and_two_replications_do_not() {
    let scenario = read("[[failure]]\nname = \"gpu\"\nper_1000_node_days = 50\n", "");
    let outages = |policy: usize, replication: u32| {
        World::of(&scenario, &scenario.policies[policy], replication).outages()
    };
    assert_eq!(outages(0, 0), outages(1, 0));
    assert_ne!(outages(0, 0), outages(0, 1));
    // 100 nodes, 50 failures of 1,000 of them a day, 30 days.
    let count = outages(0, 0)[0].list().len();
    assert!((110..190).contains(&count), "{count}");
}

#[test]
fn what_cannot_be_is_told_all_at_once_with_its_lines() {
    let told = problems(
        "[[failure]]\nname = \"gpu\"\nmtbf = \"10 d\"\nper_1000_node_days = 4\nrepair = \"60 d\"\nlemon_share = \"5 %\"\n\
         [[failure]]\nname = \"nic\"\nrepair_median = \"3 d\"\nrepair_upper_decile = \"1 d\"\n",
        "checkpoint_safe_after = \"1 min\"\non_node_failure = \"fail\"\nretries = 2",
    );
    for part in [
        "`mtbf` says already how often nodes fail",
        "it takes longer than the scenario",
        "how many times as often they fail is not said",
        "does not say how often nodes fail",
        "must be above `repair_median`",
        "its jobs write no checkpoints",
        "a job that is given up is not begun again",
    ] {
        assert!(told.contains(part), "{part}\n{told}");
    }
    let told = problems("", "checkpoint_rule = \"daly\"\ncheckpoint_write = \"5 min\"");
    assert!(told.contains("goes by how often nodes fail, and none does here"), "{told}");
    let twice = "[[failure]]\nname = \"gpu\"\nmtbf = \"10 d\"\n[[failure]]\nname = \"gpu\"\nmtbf = \"10 s\"\nrepair = \"1 s\"\n";
    let told = problems(twice, "");
    assert!(told.contains("these are about 24 million failures"), "{told}");
    assert!(told.contains("`gpu`"), "{told}");
    let told = problems("[[failure]]\nname = \"gpu\"\nmtbf = \"10 d\"\nshape = 0\n", "");
    assert!(told.contains("shape"), "{told}");
}

#[test]
fn the_size_of_checkpoints_says_how_long_they_take() {
    let centre = |keys: &str| {
        with("", keys).replace("[[center]]\n", "[[center]]\ncheckpoint_bandwidth = \"100 GB/s\"\n")
    };
    let checkpoints = |keys: &str| {
        let scenario = parse("sized", &centre(keys)).expect("nothing is wrong with it");
        scenario.centers[0].rules.class(suanli::model::ClassId(0)).checkpoint.expect("its jobs write some")
    };
    let every = "checkpoint_every = \"1 h\"\n";
    // 70 thousand million parameters of 16 bytes are 1,120 GB.
    let by_parameters = checkpoints(&format!("{every}checkpoint_parameters = 70e9\ncheckpoint_growth = 1.5"));
    assert_eq!((by_parameters.write, by_parameters.shared), (Span::from_micros(11_200_000), true));
    assert_eq!((by_parameters.safe_after, by_parameters.growth), (by_parameters.write, 1_500));
    assert_eq!(checkpoints(&format!("{every}checkpoint_size = \"1 TB\"")).write, Span::from_secs(10));
    let told = |text: &str| {
        let errors = parse("failures", text).expect_err("something is wrong with it");
        errors.problems.iter().map(|problem| format!("{problem}\n")).collect::<String>()
    };
    let all = told(&centre(&format!(
        "{every}checkpoint_size = \"1 TB\"\ncheckpoint_parameters = 7e9\ncheckpoint_write = \"1 min\"\ncheckpoint_safe_after = \"2 min\""
    )));
    for part in [
        "checkpoint_parameters: `checkpoint_size` says already how large it is",
        "checkpoint_write: `checkpoint_size` says already how long it takes",
        "checkpoint_safe_after: with `checkpoint_size` a job stands still until it is written",
    ] {
        assert!(all.contains(part), "{part}\n{all}");
    }
    let nowhere = told(&with("", &format!("{every}checkpoint_size = \"1 TB\"")));
    assert!(nowhere.contains("checkpoint_size: nothing says how fast its centre can write"), "{nowhere}");
    let never = told(&centre("checkpoint_size = \"1 TB\""));
    assert!(never.contains("checkpoint_size: its jobs write no checkpoints"), "{never}");
    let vain = suanli::scenario::check("vain.toml", &centre("")).expect("it is right");
    let vain: String = vain.warnings.iter().map(ToString::to_string).collect();
    assert!(vain.contains("checkpoint_bandwidth: no job of the centre says how large"), "{vain}");
}

#[test]
fn a_record_of_failures_is_read_and_its_nodes_must_exist() {
    let dir = std::env::temp_dir().join(format!("suanli-failures-{}", std::process::id()));
    std::fs::create_dir_all(&dir).expect("a folder can be made");
    let record = "node,from,to,cause\n1,0.5,1.5,disk\n98,2,3,\n1,1.25,2,fan\n";
    std::fs::write(dir.join("failures.csv"), record).expect("a file can be written");
    let path = dir.join("scenario.toml");
    let text = with("[[failure]]\nname = \"seen\"\nlog = \"failures.csv\"\n", "");
    std::fs::write(&path, &text).expect("a file can be written");
    let checked = suanli::scenario::check_file(&path).expect("nothing is wrong with it");
    let outages = World::of(&checked.scenario, &checked.scenario.policies[0], 0).outages();
    let days: Vec<(u32, f64, f64)> = outages[0]
        .list()
        .iter()
        .map(|outage| {
            let day = |at: suanli::model::Time| at.as_micros() as f64 / 86.4e9;
            (outage.node.0, day(outage.from), day(outage.until))
        })
        .collect();
    assert_eq!(days, [(0, 0.5, 2.0), (97, 2.0, 3.0)]);
    assert_eq!(outages[0].causes, ["disk", "fan", "seen"]);
    std::fs::write(dir.join("failures.csv"), "node,from,to\n101,1,2\n").expect("a file can be written");
    let errors = suanli::scenario::check_file(&path).expect_err("there are 98 nodes, and two that stand by");
    let told: String = errors.reports().iter().map(|report| format!("{report:?}")).collect();
    assert!(told.contains("node `101` (line 2) does not exist: there are 100 nodes"), "{told}");
    std::fs::remove_dir_all(&dir).expect("it is there");
}

#[test]
fn the_recorded_failures_of_two_clusters_are_read_to_their_published_figures() {
    let Some(folder) = traces() else { return };
    let read = |name: &str| {
        let table = read_other(&folder.join(name)).expect("it can be read").expect("it is a record");
        match table.content {
            Content::Failures(failures) => failures,
            Content::Machines(_) | Content::Series(_) | Content::Summary(_) | Content::Demands(_) => {
                panic!("{name} is a record of failures")
            }
        }
    };
    let figures = read("failures/infinitehbd-2024.csv").figures(Some(400));
    assert_eq!((figures.failures, figures.nodes_that_failed, figures.days), (584, 231, 348.0));
    assert!((figures.repair_mean_days - 5.535).abs() < 0.0005, "{figures:?}");
    assert!((figures.repair_median_days - 0.850).abs() < 0.0005, "{figures:?}");
    assert!((figures.per_thousand_node_days.expect("400 nodes") - 4.195).abs() < 0.0005, "{figures:?}");
    assert!((figures.down_share.expect("400 nodes") - 0.02322).abs() < 0.000_005, "{figures:?}");
    let lanl = read("failures/lanl-1996-2005.csv.zst");
    assert_eq!((lanl.faults.len(), lanl.nodes.len(), lanl.causes.len()), (23_739, 3_577, 7));
    let hardware = lanl.causes.iter().position(|cause| cause == "Hardware").expect("it is named");
    let count = lanl.faults.iter().filter(|fault| usize::from(fault.cause) == hardware).count();
    assert_eq!(count, 14_341);
}

#[test]
fn checkpoints_that_are_further_apart_than_failures_are_warned_of() {
    let failure = "[[failure]]\nname = \"gpu\"\nmtbf = \"10 d\"\n";
    let warnings = |every: &str| {
        let text = with(failure, &format!("checkpoint_every = \"{every}\"\nsize_max = 512"));
        let checked = suanli::scenario::check("failures.toml", &text).expect("nothing is wrong with it");
        checked.warnings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    // 64 nodes, of which one fails every 225 minutes.
    let told = warnings("6 h");
    assert!(
        told.contains("the largest jobs of `train` run on 64 nodes, of which one fails every 225 min"),
        "{told}"
    );
    assert!(!warnings("1 h").contains("checkpoint"));
}

#[test]
fn a_record_may_be_read_in_part_and_rows_without_an_end_are_told() {
    let dir = tempfile::tempdir().expect("a folder for a while");
    let record = "node,from,to\n1,0.5,1.5\n2,0.5,1.5\n2,3,4\n2,9,9.5\n3,3,4\n4,3,\n";
    std::fs::write(dir.path().join("failures.csv"), record).expect("a file can be written");
    let path = dir.path().join("scenario.toml");
    let text = with(
        "[[failure]]\nname = \"seen\"\nlog = \"failures.csv\"\nfrom = 2023-01-02\nuntil = 2023-01-08\nnodes = [2, 9]\n",
        "",
    );
    std::fs::write(&path, &text).expect("a file can be written");
    let checked = suanli::scenario::check_file(&path).expect("nothing is wrong with it");
    let outages = World::of(&checked.scenario, &checked.scenario.policies[0], 0).outages();
    let found: Vec<(u32, u64)> =
        outages[0].list().iter().map(|outage| (outage.node.0, outage.from.as_secs() / 86_400)).collect();
    assert_eq!(found, [(1, 3), (2, 3)]);
    let warnings: String = checked.warnings.iter().map(ToString::to_string).collect();
    assert!(warnings.contains("log: 5 of 6 rows give a failure"), "{warnings}");
    let table =
        read_other(&dir.path().join("failures.csv")).expect("it can be read").expect("it is a record");
    assert_eq!(table.quality.tally(Finding::FailureWithoutEnd).rows, 1);
}

#[test]
fn windows_and_nodes_that_cannot_be_are_refused() {
    let failure = |keys: &str| format!("[[failure]]\nname = \"gpu\"\nmtbf = \"10 d\"\n{keys}\n");
    for (keys, part) in [
        ("nodes = [90, 101]", "nodes: there are 100 nodes, counted from 1"),
        ("from = 2023-01-05\nuntil = 2023-01-04", "until: the failures end before they begin"),
        ("detection_time = \"1 min\"\ndetection_median = \"2 min\"", "detection_time: it is said already"),
        ("detection_median = \"2 min\"", "detection_upper_decile go together"),
        (
            "detection_median = \"2 min\"\ndetection_upper_decile = \"1 min\"",
            "detection_upper_decile: it must be above `detection_median`",
        ),
    ] {
        let told = problems(&failure(keys), "");
        assert!(told.contains(part), "{keys}\n{told}");
    }
}

#[test]
fn keys_that_change_nothing_and_intervals_are_told() {
    let told = |failure: &str, workload: &str| {
        let checked =
            suanli::scenario::check("failures.toml", &with(failure, workload)).expect("it is right");
        let warnings: String = checked.warnings.iter().map(|warning| format!("{warning}\n")).collect();
        (warnings, suanli::scenario::Understood::of(&checked.scenario).to_string())
    };
    let failing = "[[failure]]\nname = \"gpu\"\nmtbf = \"98 d\"\n";
    let (warnings, _) = told(&format!("{failing}exclude_for = \"9 d\"\n"), "");
    assert!(warnings.contains("exclude_for: no node is taken out"), "{warnings}");
    let (warnings, _) = told(failing, "checkpoint_every = \"5 min\"\ncheckpoint_write = \"6 min\"");
    assert!(warnings.contains("its jobs would write for 6 min after every 5 min of work"), "{warnings}");
    let (warnings, _) = told("", "retries = 3\non_node_failure = \"requeue\"");
    for key in ["retries", "on_node_failure"] {
        assert!(warnings.contains(&format!("{key}: no node of its centre ever fails")), "{warnings}");
    }
    let workload = "checkpoint_rule = \"young\"\ncheckpoint_write = \"5 min\"\nretries = 3\nsize_max = 512";
    let (warnings, words) = told(failing, workload);
    assert!(!warnings.contains("retries") && !warnings.contains("exclude"), "{warnings}");
    // The root of twice 5 min times 98 days is 1,188 min; of 64 nodes one fails 64 times as often.
    assert!(
        words.contains(
            "as often as Young's formula says (every 1187.94 min on 1 node to every 148.49 min on 64 nodes)"
        ),
        "{words}"
    );
}

#[test]
fn nodes_of_a_phase_fail_more_often_at_first() {
    let phase = |keys: &str| {
        let phase = format!(
            "[[center.partition.phase]]\nname = \"second\"\nnodes = 98\nfrom = 2023-01-11\n{keys}[[tenants]]"
        );
        with("[[failure]]\nname = \"gpu\"\nmtbf = \"20 d\"\nrepair = \"1 h\"\n", "")
            .replace("[[tenants]]", &phase)
    };
    let count = |text: &str, phase: bool| {
        let scenario = parse("failures", text).unwrap_or_else(|errors| panic!("{errors}"));
        let outages = World::of(&scenario, &scenario.policies[0], 0).outages();
        // The nodes of phases have the first numbers of all.
        let is_meant = |outage: &&suanli::model::Outage| (outage.node.0 < 98) == phase;
        let late = |outage: &&suanli::model::Outage| 10 * 86_400 <= outage.from.as_secs();
        outages[0].list().iter().filter(is_meant).filter(late).count() as f64
    };
    let young = phase("commissioning = \"20 d\"\ncommissioning_failures = 4\n");
    let times = count(&young, true) / count(&phase(""), true);
    assert!((times - 4.0).abs() < 1.0, "{times}");
    assert_eq!(count(&young, false), count(&phase(""), false));
    let errors = parse("failures", &phase("commissioning = \"20 d\"\n")).expect_err("a factor is missing");
    assert!(errors.to_string().contains("commissioning and commissioning_failures go together"), "{errors}");
    let quiet = phase("commissioning = \"20 d\"\ncommissioning_failures = 4\n");
    let quiet = quiet.split_once("[[failure]]").expect("there is one").0;
    let checked = suanli::scenario::check("failures.toml", quiet).expect("it is right");
    let warnings: String = checked.warnings.iter().map(ToString::to_string).collect();
    assert!(warnings.contains("commissioning: no node of its centre fails by chance"), "{warnings}");
}
