//! Deadlines: which jobs have one, what becomes of each, and who is told.

use crate::support;
use jiff::civil::date;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use suanli::engine::Settings;
use suanli::experiment::{self, Comparison, Explanation, Setup, compare, explain};
use suanli::metrics::{METRICS, Measured, Scope, Tally, Window, place};
use suanli::model::{
    Center, CenterId, ClassId, Due, GroupId, Job, JobId, NodeId, Piece, PoolId, Request, Shape, Source, Span,
    Streams, Tenant, Time,
};
use suanli::policy::PolicySpec;
use suanli::record::{Cancellation, End, Entry, JobFact, Past, Rejection, Spent, Tape};
use suanli::report::{StoryNames, comparison_text, story_json, story_text, write_summary_csv};
use suanli::scenario::check;
use suanli::workload::application::Batch;
use suanli::workload::{Bonds, Demand, Origin, Synthetic, Workload};

const fn at(secs: u64) -> Time {
    Time::from_secs(secs)
}

fn request(id: u64, submit: u64, due_after: Option<u64>) -> Request {
    let due = due_after.map_or(Due::NEVER, |secs| Due::after(Span::from_secs(secs)));
    Request { due, ..support::request(id, submit, 1, 500) }
}

/// What became of a job.
#[derive(Clone, Copy)]
enum Fate {
    Ends(u64, End),
    Cancelled(u64),
    Rejected,
    Runs,
    Waits,
}

/// Submission, deadline after that, and what became of it; the horizon is 1,000 s and measured is from 100 s on.
const FATES: [(u64, Option<u64>, Fate); 14] = [
    (50, Some(10), Fate::Ends(200, End::Finished)), // before the window
    (100, Some(200), Fate::Ends(300, End::Finished)), // just in time
    (100, Some(200), Fate::Ends(360, End::Finished)), // 60 s late
    (200, Some(100), Fate::Ends(500, End::Finished)), // 200 s late
    (200, Some(500), Fate::Ends(250, End::Killed)), // never, though there was time left
    (200, Some(500), Fate::Ends(260, End::Evicted)),
    (200, Some(500), Fate::Cancelled(270)),
    (200, Some(500), Fate::Rejected),
    (200, Some(700), Fate::Runs),  // due at 900 s
    (200, Some(800), Fate::Waits), // due at the horizon
    (200, Some(1_300), Fate::Runs),
    (200, Some(900), Fate::Ends(400, End::Finished)), // of those due at 1,100 s who is late is not known
    (200, Some(900), Fate::Ends(400, End::Killed)),
    (300, None, Fate::Ends(400, End::Finished)),
];

fn tape() -> Tape {
    let mut entries = Vec::new();
    for (place, (submit, due, fate)) in FATES.into_iter().enumerate() {
        let request = request(place as u64 + 1, submit, due);
        let pieces = [Piece { pool: PoolId(0), node: NodeId(0), tasks: 1 }];
        let past = Past::default();
        let mut tell = |secs, pieces: &[Piece], fact| {
            entries.push(Entry {
                at: at(secs),
                center: CenterId(0),
                event: support::told(request, pieces, fact),
            });
        };
        if let Fate::Rejected = fate {
            tell(submit, &[], JobFact::Rejected { why: Rejection::TooManyTasks });
            continue;
        }
        tell(submit, &[], JobFact::Submitted);
        if let Fate::Ends(..) | Fate::Runs = fate {
            tell(submit, &pieces, JobFact::Started { past });
        }
        match fate {
            Fate::Ends(secs, end) => {
                tell(secs, &pieces, JobFact::Ended { start: at(submit), end, spent: Spent::default(), past })
            }
            Fate::Cancelled(secs) => {
                tell(secs, &[], JobFact::Cancelled { why: Cancellation::Patience, past, work: Span::HOUR })
            }
            Fate::Runs => tell(
                1_000,
                &pieces,
                JobFact::StillRunning { start: at(submit), spent: Spent::default(), past, work: Span::HOUR },
            ),
            Fate::Waits => tell(1_000, &[], JobFact::StillWaiting { past, work: Span::HOUR }),
            Fate::Rejected => {}
        }
    }
    entries.sort_by_key(|entry| entry.at);
    Tape { entries }
}

#[test]
fn every_outcome_of_a_deadline_is_as_worked_out_by_hand() {
    let centers = [Center::counted("machine", 16)];
    let mut tally = Tally::new(Measured {
        centers: &centers,
        class_centers: &[CenterId(0), CenterId(0)],
        groups: 1,
        window: Window { start: at(100), end: at(1_000) },
        week: None,
    });
    tape().play(&mut tally);
    let result = tally.finish(0, 0);
    let value = |scope: Scope, metric: &str| {
        let values = &result.values.iter().find(|(known, _)| *known == scope).expect("it is there").1;
        values[place(metric).expect("the metric is there")]
    };
    for scope in [Scope::Overall, Scope::Center(CenterId(0)), Scope::Class(ClassId(0))] {
        for (metric, expected) in [
            ("deadlines_due", 12.0),
            ("deadlines_met", 1.0),
            ("deadlines_missed", 7.0),
            ("deadlines_undecided", 4.0),
            ("deadline_attainment", 0.125),
            // 60 s and 200 s; the rest were never done.
            ("lateness_secs_mean", 130.0),
            ("lateness_secs_p95", 193.0),
        ] {
            let found = value(scope, metric).unwrap_or_else(|| panic!("{metric} has a value"));
            assert!((found - expected).abs() < 1e-9, "{scope:?}: {metric}: {found}, not {expected}");
        }
    }
    // Where nothing is due there is nothing to tell, rather than 0 % of nothing.
    for metric in METRICS.iter().filter(|metric| metric.name.contains("deadline")) {
        assert_eq!(value(Scope::Class(ClassId(1)), metric.name), None, "{}", metric.name);
    }
}

#[test]
fn a_part_of_a_second_counts_as_a_whole_one() {
    assert_eq!(Due::after(Span::from_micros(1)).span(), Some(Span::SECOND));
    assert_eq!(Due::after(Span::from_micros(2_000_000)).span(), Some(Span::from_secs(2)));
    assert_eq!(Due::after(Span::ZERO).span(), Some(Span::ZERO));
    assert_eq!(Due::NEVER.span(), None);
    assert_eq!(size_of::<Request>(), 72, "deadlines cost jobs without them nothing");
}

fn jobs(workload: Workload) -> Vec<Job> {
    let tenants = [Tenant {
        name: "one".into(),
        group: GroupId(0),
        activity: 1.0,
        shares: 1,
        home: None,
        joins: Time::ZERO,
    }];
    let centers = [Center::counted("machine", 40_000)];
    let start = date(2023, 1, 2).at(0, 0, 0, 0);
    let horizon = Span::from_secs(10 * 86_400);
    let mut source = Synthetic::new(&[workload], &centers, &tenants, start, horizon, Streams::new(7, 0));
    let mut jobs = Vec::new();
    while source.next_submit().expect("a synthetic source reads nothing").is_some() {
        jobs.push(source.take());
    }
    jobs
}

fn application(name: &str, deadline: u64) -> Workload {
    let origin = Origin::Application(name.into());
    let deadline = Some(Span::from_secs(deadline));
    Workload { deadline, ..Workload::new(name, origin, Demand::JobsPerDay(12.0)) }
}

#[test]
fn the_last_step_of_a_cycle_is_due_so_long_after_the_hour_of_the_cycle() {
    let jobs = jobs(application("weather", 27_600));
    assert_eq!(jobs.len(), 120);
    for (place, cycle) in jobs.chunks(3).enumerate() {
        let hour = place as u64 / 4 * 86_400 + [2, 8, 14, 20][place % 4] * 3_600;
        let due: Vec<Option<Time>> = cycle.iter().map(|job| job.request.due_at()).collect();
        // However late the cycle begins, its products are due at the same time.
        assert_eq!(due, [None, None, Some(at(hour + 27_600))]);
    }
    assert!(jobs.iter().any(|job| job.request.submit.as_secs() % 3_600 != 0), "cycles begin late");
}

#[test]
fn the_last_job_of_a_chain_is_due_so_long_after_the_first_was_submitted() {
    let batch = Some(Batch::Array { least: 4, most: 4 });
    let bonds = Bonds { chain: Some(4), ..Bonds::default() };
    let jobs = jobs(Workload { batch, bonds, ..application("cfd", 1_000) });
    assert!(8 < jobs.len() && jobs.len().is_multiple_of(4), "{} jobs", jobs.len());
    for chain in jobs.chunks(4) {
        assert!(chain.iter().all(|job| job.request.submit == chain[0].request.submit));
        let due: Vec<Option<Time>> = chain.iter().map(|job| job.request.due_at()).collect();
        assert_eq!(due, [None, None, None, Some(chain[0].request.submit + Span::from_secs(1_000))]);
    }
}

#[test]
fn a_job_on_its_own_is_due_so_long_after_its_submission() {
    let jobs = jobs(application("genomics", 1_000));
    assert!(!jobs.is_empty());
    for job in jobs {
        assert_eq!(job.request.due_at(), Some(job.request.submit + Span::from_secs(1_000)));
    }
}

/// Job 1 holds the machine for 100 s, and job 2 waits for it and runs for 20 s.
fn told(due_after: u64, horizon: Time) -> (Explanation, Center) {
    let job = |id, submit, due, work| Job {
        request: Request { shape: Shape::processors(4), ..request(id, submit, due) },
        work: Span::from_secs(work),
    };
    let jobs = vec![job(1, 0, None, 100), job(2, 10, Some(due_after), 20)];
    let center = Center::counted("machine", 4);
    let policy = PolicySpec::parse("fcfs+easy").expect("made of rows of the tables");
    let stop = AtomicBool::new(false);
    let setup = Setup { horizon, ..Setup::of_machine(&center, &policy, Settings::default()) };
    let told = explain(&setup, &mut jobs.into_iter().peekable(), JobId(2), &stop).expect("it is there");
    (told, center)
}

#[test]
fn the_story_of_a_job_says_whether_it_was_done_when_it_was_due() {
    for (due_after, horizon, sentence, moment) in [
        (200, Time::NEVER, "It is due at 210 s, and was done 90 s before that.", false),
        (110, Time::NEVER, "It is due at 120 s, and was done just then.", false),
        (50, Time::NEVER, "It is due at 60 s, and was done 60 s too late.", true),
        (50, at(110), "It is due at 60 s, and missed that, as it never did its work.", true),
        (200, at(110), "It is due at 210 s, and the simulation ends before that.", false),
    ] {
        let (told, center) = told(due_after, horizon);
        let names = StoryNames {
            policy: "fcfs+easy",
            centers: std::slice::from_ref(&center),
            tenants: Vec::new(),
            classes: Vec::new(),
            start: None,
            origin: Span::ZERO,
        };
        let text = story_text(&told, &names);
        assert!(text.contains(sentence), "{text}");
        assert_eq!(text.contains("60 s  is due, and not done"), moment, "{text}");
        let json: serde_json::Value = serde_json::from_str(&story_json(&told, &names)).expect("it is JSON");
        assert_eq!(json["deadline"]["due_secs"], (10 + due_after) as f64, "{json}");
        let late = (due_after == 50 && horizon == Time::NEVER).then_some(60.0);
        assert_eq!(json["deadline"]["late_secs"].as_f64(), late, "{json}");
    }
}

/// A machine that is too small for all that comes, so that deadlines are missed.
const SCENARIO: &str = r#"[scenario]
title = "A small centre"
start = 2023-01-02
horizon = "20 days"
warm_up = "2 days"
seed = 1
replications = 3

[[center]]
name = "a"
title = "A"

[[center.partition]]
name = "cpu"
nodes = 60
hardware = "kunpeng-920-node"

[[tenants]]
name = "users"
count = 1

[[workload]]
name = "forecasts"
application = "weather"
center = "a"
tenants = "users"
jobs_per_day = 12
chain = 3

[[workload]]
name = "studies"
application = "cfd"
center = "a"
tenants = "users"
load = "40 %"
chain = 4
deadline = "1 day"

[[workload]]
name = "others"
application = "genomics"
center = "a"
tenants = "users"
jobs_per_day = 5

[[policy]]
name = "plain"
order = "fcfs"

[[policy]]
name = "easy"
order = "fcfs"
backfill = "easy"
"#;

fn compared(text: &str, threads: usize) -> Comparison {
    let scenario = check("x.toml", text).unwrap_or_else(|errors| panic!("{errors}")).scenario;
    let settings = experiment::Settings { threads, ..Default::default() };
    compare(&scenario, settings, &()).expect("synthetic jobs can always be made")
}

#[test]
fn deadlines_are_told_by_class_and_policy_with_the_same_bytes_on_one_thread_or_seven() {
    let one = compared(SCENARIO, 1);
    let text = comparison_text(&one);
    assert_eq!(text, comparison_text(&compared(SCENARIO, 7)));
    let table = text.split("\n\n").find(|table| table.starts_with("Deadlines: ")).expect("there is a table");
    for said in ["done in time", "undecided", "mean lateness", "all jobs", "forecasts", "studies", "  easy"] {
        assert!(table.contains(said), "{said}:\n{table}");
    }
    assert!(!table.contains("others"), "nothing of them is due:\n{table}");
    assert!(text.contains("\nDeadlines, against plain\n"), "{text}");
    let mut csv = Vec::new();
    write_summary_csv(&one, &mut csv).expect("writing to memory");
    let csv = String::from_utf8(csv).expect("files are UTF-8");
    assert!(csv.contains("\neasy,class,forecasts,deadline_attainment,1,"), "{csv}");

    for cell in &one.cells {
        for (scope, values) in &cell.values {
            let value = |metric: &str| values[place(metric).expect("the metric is there")];
            let [due, met, missed, undecided] =
                ["due", "met", "missed", "undecided"].map(|which| value(&format!("deadlines_{which}")));
            let Some(due) = due else { continue };
            assert_eq!(Some(due), Some(met.unwrap() + missed.unwrap() + undecided.unwrap()), "{scope:?}");
            // 18 days of four cycles, of which the last may be cut off.
            if *scope == Scope::Class(ClassId(0)) {
                assert!((71.0..=72.0).contains(&due), "{due} forecasts");
            }
        }
    }
    let missed = place("deadlines_missed").unwrap();
    assert!(0.0 < one.estimates[0][0].1[missed].unwrap().mean, "no deadline is missed");
}

#[test]
fn where_nothing_is_due_nothing_is_told_of_deadlines() {
    let text = SCENARIO.replacen("deadline = \"1 day\"\n", "", 1).replace("\"weather\"", "\"cfd\"");
    assert!(!comparison_text(&compared(&text, 2)).contains("Deadlines"));
}

#[test]
fn every_shipped_forecast_is_due() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    for (file, class) in [("weather-deadlines.toml", 0), ("wuhan-supercomputing-center.toml", 0)] {
        let scenario = suanli::scenario::load(&root.join(file)).unwrap_or_else(|errors| panic!("{errors}"));
        // The limits of its steps, one after another (U29).
        assert_eq!(scenario.workloads[class].deadline, Some(Span::from_secs((40 + 60 + 360) * 60)), "{file}");
    }
}

#[test]
fn deadlines_that_tell_nothing_are_warned_of_and_those_that_are_none_refused() {
    let deadline = "deadline = \"1 day\"";
    let warned = |text: &str| -> Vec<String> {
        let checked = check("x.toml", text).unwrap_or_else(|errors| panic!("{errors}"));
        checked.warnings.iter().map(ToString::to_string).collect()
    };
    assert_eq!(warned(SCENARIO), Vec::<String>::new());
    for (right, typed, expected) in [
        (
            deadline,
            "deadline = \"1 s\"",
            "37:12: deadline: no job can meet it: the shortest chains take 80 s",
        ),
        (
            "jobs_per_day = 12\n",
            "jobs_per_day = 12\ndeadline = \"4 h\"\n",
            "28:12: deadline: no job can meet it: the last step of a cycle (`forecast`) is never done in less than 280 min",
        ),
        (
            deadline,
            "deadline = \"20 days\"",
            "37:12: deadline: the scenario ends before the first job is due, and so none is ever late",
        ),
    ] {
        assert_eq!(warned(&SCENARIO.replacen(right, typed, 1)), [format!("x.toml:{expected}")], "{typed}");
    }
    for (typed, expected) in [
        ("\"0 s\"", "it must be more than zero, found \"0 s\""),
        ("\"-1 h\"", "it is below zero: \"-1 h\""),
        (
            "0",
            "expected a duration such as \"36 h\", found the number 0; write it in quotes with its unit, for example \"0 h\"",
        ),
    ] {
        let text = SCENARIO.replacen("\"1 day\"", typed, 1);
        let errors = check("x.toml", &text).expect_err("it is no deadline");
        let told: Vec<String> = errors.problems.iter().map(ToString::to_string).collect();
        assert_eq!(told, [format!("x.toml:37:12: deadline: {expected}")], "{typed}");
    }
}
