//! Comparisons: statistics by hand, the same bytes at any number of threads, and what people read of them.

use crate::support::request;
use rand::RngExt;
use std::fs;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use suanli::experiment::{Cell, CompareError, Comparison, Heat, Settings, Watch, Witness, compare_with};
use suanli::metrics::{CauseTotals, CellResult, METRICS, Scope, place};
use suanli::model::{
    Cause, Center, CenterId, ClassId, Job, Request, Source, SourceError, Span, Streams, TenantGroup, Time,
    Use,
};
use suanli::policy::PolicySpec;
use suanli::record::{Fact, JobFact, Observer, Record};
use suanli::report::{comparison_text, write_summary_csv, write_summary_json};
use suanli::scenario::{Basis, Scenario};
use suanli::stats::Confidence;
use suanli::workload::{Demand, Origin, Workload};

const SETTINGS: Settings = Settings { threads: 2, heat: Heat::MiddleWeek, confidence: Confidence::USUAL };

fn workload(name: &str) -> Workload {
    let origin = Origin::Application("cfd".into());
    Workload { title: format!("The {name}"), ..Workload::new(name, origin, Demand::JobsPerDay(1.0)) }
}

fn scenario() -> Scenario {
    let policy = |name: &str| PolicySpec::parse(name).expect("the policy exists");
    Scenario {
        name: "tiny".into(),
        title: "A tiny centre 小".into(),
        start: jiff::civil::date(2023, 1, 2).at(0, 0, 0, 0),
        horizon: Span::from_secs(20 * 86_400),
        warm_up: Span::DAY,
        limit_checks: None,
        seed: 7,
        replications: 3,
        centers: vec![Center::counted("tiny", 64)],
        basis: Basis::of(&[Center::counted("tiny", 64)]),
        groups: vec![TenantGroup { name: "users".into(), title: "Users".into() }],
        tenants: Vec::new(),
        workloads: vec![workload("small"), workload("large")],
        policies: vec![policy("fcfs+none"), policy("fcfs+easy"), policy("shortest-first+easy")],
        variants: std::collections::BTreeMap::new(),
        failures: Vec::new(),
        wan: suanli::model::Wan::default(),
        books: None,
        planned: None,
        network: None,
        document: None,
    }
}

/// Some hundred jobs of this replication: half of them small, half of them large.
fn jobs(_scenario: &Scenario, streams: Streams) -> Box<dyn Source + Send> {
    let mut chance = streams.stream(Use::Arrivals, "jobs");
    let mut submit = Time::ZERO;
    let mut list = Vec::new();
    for id in 1..=400 {
        submit = submit + Span::from_secs(chance.random_range(0..8_000));
        let large = chance.random_range(0..2) == 1;
        let run = Span::from_secs(chance.random_range(60..20_000));
        let processors = if large { chance.random_range(8..=64) } else { chance.random_range(1..8) };
        let request =
            Request { submit, class: ClassId(u16::from(large)), ..request(id, 0, processors, 18_000) };
        list.push(Job { request, work: run });
    }
    Box::new(list.into_iter().peekable())
}

/// Equal but for the last digit, which the reader of JSON does not promise.
fn close(left: f64, right: f64) -> bool {
    (left - right).abs() <= 1e-14 * right.abs()
}

fn files(comparison: &Comparison) -> [String; 3] {
    let mut csv = Vec::new();
    write_summary_csv(comparison, &mut csv).expect("writing to memory");
    let mut json = Vec::new();
    write_summary_json(comparison, &mut json).expect("writing to memory");
    let text = |bytes| String::from_utf8(bytes).expect("files are UTF-8");
    [text(csv), text(json), comparison_text(comparison)]
}

#[test]
fn one_two_or_seven_threads_make_no_difference() {
    let run = |threads| {
        compare_with(&scenario(), &jobs, Settings { threads, ..SETTINGS }, &()).expect("nothing stops it")
    };
    let one = run(1);
    assert_eq!(one.cells.len(), 9);
    for threads in [2, 7] {
        let many = run(threads);
        assert_eq!(many, one, "{threads} threads");
        assert_eq!(files(&many), files(&one), "{threads} threads");
    }
}

#[test]
fn every_policy_meets_the_same_jobs_and_every_replication_others() {
    let comparison = compare_with(&scenario(), &jobs, SETTINGS, &()).expect("nothing stops it");
    let row = place("jobs_submitted").expect("the metric is there");
    let submitted = |policy| comparison.values(policy, 0, row);
    assert_eq!(submitted(0), submitted(1));
    assert_eq!(submitted(0), submitted(2));
    let waits = comparison.values(0, 0, place("wait_secs_mean").expect("the metric is there"));
    assert!(waits[0] != waits[1] && waits[1] != waits[2], "{waits:?}");
    // What one policy gives does not depend on who else is compared.
    let mut alone = scenario();
    alone.policies.remove(0);
    let alone = compare_with(&alone, &jobs, SETTINGS, &()).expect("nothing stops it");
    assert_eq!(alone.values(0, 0, row), submitted(1));
    assert_eq!(alone.estimates[0], comparison.estimates[1]);
}

#[test]
fn only_the_first_replication_keeps_a_heat_map() {
    let mut named = scenario();
    let node = suanli::model::Resources::cores(16);
    named.centers = vec![Center::of_nodes("tiny", 4, node)];
    let comparison = compare_with(&named, &jobs, SETTINGS, &()).expect("nothing stops it");
    for cell in &comparison.cells {
        assert_eq!(cell.heat.len(), usize::from(cell.replication == 0));
    }
    let heat = &comparison.cells[0].heat[0];
    // Simulated time begins on a Monday; the middle is day 10, half a week before it is day 6.5, in the first week.
    assert_eq!((heat.start, heat.busy.len(), heat.busy[0].len()), (Time::ZERO, 4, 168));
}

#[test]
fn the_middle_week_begins_on_a_monday() {
    let start_of = |date: jiff::civil::DateTime, days: u64| {
        let scenario = Scenario { start: date, horizon: Span::from_secs(days * 86_400), ..scenario() };
        Heat::MiddleWeek.week(&scenario).expect("a week is kept")
    };
    let day = |days: u64| Time::from_secs(days * 86_400);
    // 2023-01-01 is a Sunday; half a year later less half a week is day 179, a Thursday after Monday, day 176 - 1.
    let week = start_of(jiff::civil::date(2023, 1, 1).at(0, 0, 0, 0), 365);
    assert_eq!((week.start, week.end), (day(176), day(183)));
    let monday = jiff::civil::date(2023, 1, 1) + jiff::Span::new().days(176);
    assert_eq!(monday.weekday(), jiff::civil::Weekday::Monday);
    // Where a simulation begins at 08:00, weeks still begin at midnight.
    let week = start_of(jiff::civil::date(2023, 1, 1).at(8, 0, 0, 0), 365);
    assert_eq!(week.start, Time::from_secs(176 * 86_400 - 8 * 3_600));
    // A week that does not fit is what there is.
    let week = start_of(jiff::civil::date(2023, 1, 1).at(0, 0, 0, 0), 3);
    assert_eq!((week.start, week.end), (day(0), day(3)));
}

/// Two policies, two replications, two classes; waits and use as told, every other figure zero or absent.
fn told() -> Comparison {
    let mut scenario = scenario();
    scenario.replications = 2;
    scenario.policies.truncate(2);
    scenario.policies[1].name = "easy, \"quoted\"".into();
    let cell = |policy, replication, wait_hours: f64, finished: f64| {
        let mut values: Vec<Option<f64>> = vec![None; METRICS.len()];
        let mut set = |name, value| values[place(name).expect("the metric is there")] = Some(value);
        set("utilization", 0.8);
        set("wait_secs_restricted_mean", wait_hours * 3_600.0);
        set("jobs_finished", finished);
        set("jobs_killed", 0.0);
        let scopes =
            [Scope::Overall, Scope::Center(CenterId(0)), Scope::Class(ClassId(0)), Scope::Class(ClassId(1))];
        CellResult {
            policy,
            replication,
            at_least: vec![Vec::new(); scopes.len()],
            values: scopes.map(|scope| (scope, values.clone())).to_vec(),
            timelines: Vec::new(),
            strains: Vec::new(),
            weeks: Vec::new(),
            waits: Vec::new(),
            heat: Vec::new(),
            dominance: Vec::new(),
            causes: causes(wait_hours),
            cause_courses: Vec::new(),
            capacity_steps: Vec::new(),
            balances: Vec::new(),
            sizes: Vec::new(),
            works: Vec::new(),
            moves: Vec::new(),
            hours: Vec::new(),
        }
    };
    let cells = vec![
        cell(0, 0, 10.0, 1_000.0),
        cell(0, 1, 12.0, 1_002.0),
        cell(1, 0, 4.0, 1_000.0),
        cell(1, 1, 6.0, 1_002.0),
    ];
    Comparison::new(scenario, Confidence::USUAL, cells)
}

/// A thousand jobs of each class: those of the first wait so many hours each, half of it for room and half behind others.
fn causes(wait_hours: f64) -> Vec<CauseTotals> {
    let half = (wait_hours * 1_000.0 / 2.0 * 3.6e9) as u128;
    let mut first = CauseTotals { class: ClassId(0), jobs: 1_000, ..CauseTotals::default() };
    first.micros[Cause::Capacity as usize] = half;
    first.micros[Cause::Ahead as usize] = half;
    vec![first, CauseTotals { class: ClassId(1), jobs: 1_000, ..CauseTotals::default() }]
}

#[test]
fn a_table_says_what_a_comparison_found() {
    // 10 and 12 h: 11 +- 12.706 * sqrt(2 / 2) h. Run by run, both are 6 h less, which leaves no doubt.
    let expected = fs::read_to_string("tests/it/compare.txt").expect("the golden is there");
    let found = comparison_text(&told());
    assert_eq!(found, expected, "\n{found}");
    let widest = found.lines().map(|line| line.chars().count()).max();
    assert!(widest.is_some_and(|columns| columns <= 140), "{widest:?} columns");
}

#[test]
fn summary_csv_has_a_line_for_each_figure() {
    let [csv, _, _] = files(&told());
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines[0], "policy,scope,name,metric,unit,mean,half_width,confidence,runs,min,max,at_least");
    // Two policies, four scopes, four figures that have values.
    assert_eq!(lines.len(), 1 + 2 * 4 * 4);
    assert_eq!(
        lines[2],
        "fcfs+none,overall,,wait_secs_restricted_mean,s,39600,45742.3370496,0.95,2,36000,43200,false"
    );
    assert_eq!(lines[1 + 8], "fcfs+none,class,small,utilization,1,0.8,0,0.95,2,0.8,0.8,false");
    assert!(lines[17].starts_with("\"easy, \"\"quoted\"\"\",overall,,utilization,"), "{}", lines[17]);
}

#[test]
fn summary_json_holds_the_scenario_and_every_figure() {
    let comparison = compare_with(&scenario(), &jobs, SETTINGS, &()).expect("nothing stops it");
    let [_, json, _] = files(&comparison);
    let json: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(json["seed"], 7);
    assert_eq!(json["replications"], 3);
    assert_eq!(json["suanli"], env!("CARGO_PKG_VERSION"));
    // No file says what a program has put together; what is understood of it is told all the same.
    assert!(json.get("scenario").is_none());
    assert_eq!(json["understood"]["horizon"], "20 days");
    assert_eq!(json["understood"]["centers"][0]["cores"], 64);
    assert_eq!(json["understood"]["workloads"][1][0], "large");
    assert_eq!(json["metrics"].as_array().map(Vec::len), Some(METRICS.len()));
    let policies = json["policies"].as_array().expect("a list of policies");
    assert_eq!(policies.len(), 3);
    for (policy, place) in policies.iter().zip(0..) {
        let scopes = policy["scopes"].as_array().expect("a list of scopes");
        // All jobs, one centre, two classes, one group, five sizes of tenants.
        assert_eq!(scopes.len(), 10);
        for (scope, number) in scopes.iter().zip(0..) {
            for (row, metric) in METRICS.iter().enumerate() {
                let estimate = comparison.estimates[place][number].1[row];
                let found = &scope["values"][metric.name];
                match (found["mean"].as_f64(), estimate) {
                    (Some(mean), Some(estimate)) => assert!(close(mean, estimate.mean), "{}", metric.name),
                    (found, expected) => assert!(found.is_none() && expected.is_none(), "{}", metric.name),
                }
            }
            assert_eq!(scope.get("differences").is_some(), 0 < place);
        }
    }
    let wait = &policies[1]["scopes"][0]["differences"]["wait_secs_mean"];
    let row = place("wait_secs_mean").expect("the metric is there");
    let expected = comparison.difference(1, 0, row).expect("there are waits");
    assert!(wait["mean"].as_f64().is_some_and(|mean| close(mean, expected.estimate.mean)));
    assert!(expected.estimate.mean < 0.0, "backfilling shortens waits here");
}

/// Counts what it is told, and says stop after so many cells.
#[derive(Default)]
struct Looker {
    stop_after: Option<u64>,
    begun: AtomicU64,
    ended: AtomicU64,
    micros: AtomicU64,
    starts: Mutex<Vec<(Cell, usize)>>,
}

struct Counter<'a> {
    cell: Cell,
    starts: usize,
    kept: &'a Mutex<Vec<(Cell, usize)>>,
}

impl Observer for Counter<'_> {
    fn observe(&mut self, record: &Record<'_>) {
        let started = matches!(record.fact, Fact::Job { fact: JobFact::Started { .. }, .. });
        self.starts += usize::from(started);
    }
}

impl Witness for Counter<'_> {
    fn finish(self: Box<Self>) {
        self.kept.lock().expect("nobody panicked").push((self.cell, self.starts));
    }
}

impl Watch for Looker {
    fn begin(&self, _cell: Cell) {
        self.begun.fetch_add(1, Ordering::Relaxed);
    }
    fn advance(&self, by: Span) {
        self.micros.fetch_add(by.as_micros(), Ordering::Relaxed);
    }
    fn end(&self, _cell: Cell) {
        self.ended.fetch_add(1, Ordering::Relaxed);
    }
    fn stopped(&self) -> bool {
        self.stop_after.is_some_and(|cells| cells <= self.ended.load(Ordering::Relaxed))
    }
    fn witness(&self, cell: Cell) -> Option<Box<dyn Witness + '_>> {
        Some(Box::new(Counter { cell, starts: 0, kept: &self.starts }))
    }
}

#[test]
fn an_onlooker_sees_every_cell_and_all_simulated_time() {
    let looker = Looker::default();
    let comparison = compare_with(&scenario(), &jobs, SETTINGS, &looker).expect("nothing stops it");
    assert_eq!((looker.begun.into_inner(), looker.ended.into_inner()), (9, 9));
    assert_eq!(looker.micros.into_inner(), 9 * scenario().horizon.as_micros());
    let starts = looker.starts.into_inner().expect("nobody panicked");
    assert_eq!(starts.len(), 9);
    assert!(starts.iter().all(|(_, starts)| 0 < *starts));
    assert_eq!(comparison, compare_with(&scenario(), &jobs, SETTINGS, &()).expect("nothing stops it"));
}

#[test]
fn a_comparison_that_is_stopped_has_no_result() {
    let settings = Settings { threads: 1, ..SETTINGS };
    let looker = Looker { stop_after: Some(2), ..Looker::default() };
    assert_eq!(compare_with(&scenario(), &jobs, settings, &looker), Err(CompareError::Stopped));
    assert_eq!(looker.ended.into_inner(), 2);
}

/// Breaks at once.
struct Broken;

impl Source for Broken {
    fn next_submit(&mut self) -> Result<Option<Time>, SourceError> {
        Err(SourceError { message: "line 3: no submit time".into() })
    }
    fn take(&mut self) -> Job {
        unreachable!("it never gave a time")
    }
}

#[test]
fn of_several_broken_cells_the_first_is_told() {
    for threads in [1, 7] {
        let settings = Settings { threads, ..SETTINGS };
        let error =
            compare_with(&scenario(), &|_, _| Box::new(Broken), settings, &()).expect_err("it breaks");
        assert_eq!(error.to_string(), "policy `fcfs+none`, replication 0: line 3: no submit time");
    }
}
