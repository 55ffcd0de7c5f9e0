//! What people are told of a network: whose jobs ran where, who owes whom, and where a job could have gone.

use super::laws::three;
use std::sync::atomic::AtomicBool;
use suanli::experiment::{Comparison, Settings, WayFate, World, compare, explain};
use suanli::lang::Lang;
use suanli::metrics::{Scope, place};
use suanli::model::{JobId, Span, Time};
use suanli::plot::{PLOTS, Shape, Subject};
use suanli::policy::PolicySpec;
use suanli::record::{JobFact, Tape};
use suanli::report::{StoryNames, comparison_text, story_json, story_text, write_data, write_summary_json};
use suanli::scenario::parse;

fn under(backfill: &str, router: &str) -> PolicySpec {
    let policy = PolicySpec::new(router, "fcfs", backfill, "pack").expect("the policy exists");
    policy.routed_by(router).unwrap_or_else(|wrong| panic!("{wrong}"))
}

fn compared() -> Comparison {
    let mut scenario = three();
    scenario.policies = vec![under("easy", "home"), under("easy", "random")];
    scenario.replications = 2;
    compare(&scenario, Settings::default(), &()).expect("jobs can be made")
}

#[test]
fn helped_hours_add_up_and_what_one_is_owed_others_owe() {
    let comparison = compared();
    let row = place("accelerator_hours").expect("it is a metric");
    for policy in 0..2 {
        let helped = comparison.helped(policy);
        let all: f64 = helped.iter().map(|way| way.accelerator_hours.mean).sum();
        let told = comparison.estimates[policy][0].1[row].expect("jobs ran").mean;
        assert!((all - told).abs() < 1e-6 * told, "{all} hours on all ways, {told} in all");
        let away: f64 =
            helped.iter().filter(|way| way.home != way.at).map(|way| way.accelerator_hours.mean).sum();
        assert_eq!(away == 0.0, policy == 0, "{away} hours away from home");
        let exchange = comparison.exchange(policy);
        let balance: f64 = exchange.iter().map(|row| row.accelerator_hours.mean).sum();
        let money: f64 = exchange.iter().map(|row| row.yuan.expect("there are prices").mean).sum();
        assert!(
            balance.abs() < 1e-6 && money.abs() < 1e-6,
            "{balance} hours and {money} yuan are owed by nobody"
        );
    }
    // Everything has a price, and the ledger knows the sum of all invoices.
    for (ledger, run) in comparison.ledgers.iter().zip(0..) {
        let listed: i128 = ledger.listed.iter().map(|(.., fen)| fen).sum();
        let invoiced: i128 = ledger.invoices.iter().map(|invoice| invoice.list).sum();
        // Each line is rounded to a fen.
        let lines: usize = ledger.invoices.iter().map(|invoice| invoice.lines.len()).sum();
        assert!(
            (listed - invoiced).unsigned_abs() <= lines as u128,
            "run {run}: {listed} and {invoiced} fen"
        );
    }
}

#[test]
fn the_use_of_a_class_is_a_share_of_all_its_centres() {
    let comparison = compared();
    let row = place("utilization").expect("it is a metric");
    let scopes = comparison.scopes();
    let of = |policy: usize, wanted: Scope| {
        let scope = scopes.iter().position(|scope| *scope == wanted).expect("it is told of");
        comparison.estimates[policy][scope].1[row].map_or(0.0, |estimate| estimate.mean)
    };
    // The desks stay at c, and their use is a share of c alone; the tests may go anywhere.
    let classes = 0..comparison.scenario.workloads.len();
    let used: Vec<f64> =
        classes.map(|class| of(1, Scope::Class(suanli::model::ClassId(class as u16)))).collect();
    assert!(used.iter().all(|used| (0.0..=1.0).contains(used)), "{used:?}");
}

#[test]
fn tables_and_the_summary_tell_of_the_network() {
    let comparison = compared();
    let text = comparison_text(&comparison);
    assert!(text.contains("Whose jobs ran where under random, in accelerator-hours"), "{text}");
    assert!(!text.contains("Whose jobs ran where under home"), "nobody left home");
    assert!(text.contains("Exchange: "), "{text}");
    let mut json = Vec::new();
    write_summary_json(&comparison, &mut json).expect("memory can be written to");
    let json: serde_json::Value = serde_json::from_slice(&json).expect("it is JSON");
    let network = &json["policies"][1]["network"];
    assert_eq!(network["router"], "random");
    assert_eq!(network["exchange"].as_array().map(Vec::len), Some(3));
    let way = &network["helped"][0];
    assert!(way["accelerator_hours"]["mean"].is_number() && way["yuan"]["mean"].is_number(), "{way}");
}

#[test]
fn the_map_shows_every_centre_and_arrows_where_jobs_left_home() {
    let comparison = compared();
    let map = PLOTS.iter().find(|plot| plot.name == "map").expect("it is a row of the table");
    let figures = (map.draw)(&Subject { comparison: &comparison, lang: Lang::English });
    let [figure] = figures.as_slice() else { panic!("one map, not {}", figures.len()) };
    let svg = figure.drawing.svg();
    for center in &comparison.scenario.centers {
        // A panel for each policy.
        assert_eq!(svg.matches(&format!("\n{}\n", center.name)).count(), 2, "{}", center.name);
    }
    let helped = comparison.helped(1);
    let ways = helped
        .iter()
        .filter(|way| way.home != way.at && 0.0 < way.core_hours.mean + way.accelerator_hours.mean)
        .count();
    let heads = figure.drawing.shapes.iter().filter(|shape| matches!(shape, Shape::Area(..))).count();
    assert!(0 < ways && heads == ways, "{heads} arrows for {ways} ways");
    let rows = figure.series.as_ref().expect("its numbers are kept");
    assert_eq!(rows.csv().lines().count(), 1 + 2 * comparison.scenario.centers.len());
}

/// The rows of timelines.csv that say how much of a centre a workload used: policy, centre, workload, beginning and mean.
fn used(comparison: &Comparison) -> Vec<(String, String, String, String, f64)> {
    let dir = tempfile::tempdir().expect("a folder for a while");
    write_data(comparison, dir.path(), "csv").expect("it can be written to");
    let text = std::fs::read_to_string(dir.path().join("timelines.csv")).expect("it was written");
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        let [policy, center, "used", of, from, _, _, mean, ..] = cells[..] else { return None };
        let [policy, center, of, from] = [policy, center, of, from].map(str::to_owned);
        Some((policy, center, of, from, mean.parse().expect("a number")))
    };
    text.lines().filter_map(row).collect()
}

#[test]
fn timelines_tell_of_jobs_that_came_from_elsewhere() {
    let comparison = compared();
    let rows = used(&comparison);
    let homes: Vec<(&str, &str)> = comparison
        .scenario
        .workloads
        .iter()
        .map(|workload| {
            let home = &comparison.scenario.centers[usize::from(workload.center.0)];
            (workload.name.as_str(), home.name.as_str())
        })
        .collect();
    let is_visit = |center: &str, of: &str| !homes.contains(&(of, center));
    let visits = |wanted: &str| -> f64 {
        let visits = rows.iter().filter(|(policy, center, of, ..)| policy == wanted && is_visit(center, of));
        visits.map(|(.., mean)| mean).sum()
    };
    assert!(rows.iter().all(|(policy, center, of, ..)| policy != "home" || !is_visit(center, of)));
    assert!(0.0 < visits("random"), "nobody was told of away from home");
    // All that is used of a centre in a bin is told of, and no more than there is.
    let mut sums: std::collections::BTreeMap<_, f64> = std::collections::BTreeMap::new();
    for (policy, center, _, from, mean) in &rows {
        *sums.entry((policy, center, from)).or_default() += mean;
    }
    assert!(sums.values().all(|sum| *sum < 1.0 + 1e-9));
    let lines = comparison.cells.iter().flat_map(|cell| &cell.timelines);
    let all: f64 = lines.flat_map(|line| line.busy.iter().flatten()).sum();
    let told: f64 = sums.values().sum::<f64>() * f64::from(comparison.scenario.replications);
    assert!((all - told).abs() < 1e-6 * all, "{all} and {told}");
}

#[test]
fn a_run_without_transfers_counts_in_the_mean() {
    let text = include_str!("../../../scenarios/data-travel.toml");
    let mut scenario = parse("data-travel", text).unwrap_or_else(|errors| panic!("{errors}"));
    (scenario.warm_up, scenario.replications) = (Span::DAY, 2);
    let scenario = scenario.lasting(Span::from_secs(4 * 86_400)).unwrap_or_else(|errors| panic!("{errors}"));
    let mut comparison = compare(&scenario, Settings::default(), &()).expect("jobs can be made");
    let sum = |comparison: &Comparison| -> f64 {
        let plot = PLOTS.iter().find(|plot| plot.name == "transfers").expect("it is a figure");
        let subject = Subject { comparison, lang: Lang::English };
        let series = (plot.draw)(&subject).remove(0).series.expect("there are numbers behind it");
        let rows = series.csv().lines().skip(1).map(|row| row.rsplit(',').next().expect("a rate"));
        rows.map(|rate| rate.parse::<f64>().expect("a number")).sum()
    };
    for cell in 1..comparison.cells.len() {
        comparison.cells[cell].moves = comparison.cells[0].moves.clone();
    }
    let both = sum(&comparison);
    assert!(0.0 < both, "nothing moved");
    for cell in comparison.cells.iter_mut().filter(|cell| cell.replication == 1) {
        cell.moves.clear();
    }
    let one = sum(&comparison);
    assert!((both - 2.0 * one).abs() < 1e-9 * both, "{both} of two runs, {one} of one");
}

#[test]
fn a_story_says_where_a_job_could_have_gone_and_when_it_would_have_started() {
    let scenario = three();
    let policy = under("none", "random");
    let world = World::of(&scenario, &policy, 0);
    let mut tape = Tape::default();
    world.simulate(&mut tape).expect("jobs can be made");
    // The first jobs of the first class that had to wait.
    let waited = tape.entries.iter().filter_map(|entry| match entry.event.job()? {
        (request, JobFact::Started { past })
            if request.class.0 == 0 && Time::ZERO + past.waited != Time::ZERO =>
        {
            Some((request.id, request.center, entry.at))
        }
        _ => None,
    });
    let waited: Vec<(JobId, suanli::model::CenterId, Time)> = waited.take(2).collect();
    assert_eq!(waited.len(), 2, "nobody waited");
    for (job, center, start) in waited {
        let setup = world.setup();
        let told = explain(&setup, &mut *world.source(), job, &AtomicBool::new(false))
            .unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(told.ways.len(), 3);
        let there = told.ways.iter().find(|way| way.center == center).expect("it is one of them");
        // First come, first served: those who come later change nothing.
        assert_eq!(there.fate, WayFate::Starts(start));
        let names = StoryNames::of(world);
        let text = story_text(&told, &names);
        assert!(text.contains("Where it could have gone, had nobody come after it\n  a/npu"), "{text}");
        assert!(text.contains("(it went there): it would have started at 2023-01-0"), "{text}");
        let json: serde_json::Value = serde_json::from_str(&story_json(&told, &names)).expect("it is JSON");
        assert_eq!(json["could_have_gone"].as_array().map(Vec::len), Some(3));
    }
}
