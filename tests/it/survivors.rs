//! Jobs that never start wait until the horizon: no figure leaves them out without a word, and no policy looks better by them.

use crate::support::{request, told};
use rand::RngExt;
use suanli::experiment::{Comparison, Contender, Settings, Verdict, compare_contenders, source_of};
use suanli::metrics::{CellResult, Measured, Scope, Tally, Window, place};
use suanli::model::{Center, CenterId, Request, Span, Streams, Time, Use};
use suanli::policy::{Desk, Scheduler};
use suanli::record::{Cancellation, End, Entry, Event, JobFact, Past, Spent, Tape};
use suanli::report::{comparison_text, write_summary_csv, write_summary_json};
use suanli::scenario::Scenario;

const HORIZON: Time = Time::from_secs(10_000);

/// Starts nothing, ever.
#[derive(Debug, Clone)]
struct Idler;

impl Scheduler for Idler {
    fn schedule(&mut self, _desk: &mut Desk<'_>) {}
}

fn smoke() -> Scenario {
    suanli::scenario::parse("smoke", include_str!("../../scenarios/smoke.toml")).expect("it is right")
}

/// First `easy`, then a policy that starts nothing.
fn with_idler(scenario: &Scenario) -> Comparison {
    let easy = scenario.policies.iter().find(|policy| policy.name == "easy").expect("it is there").clone();
    let idle = |_: &Center| -> Box<dyn Scheduler> { Box::new(Idler) };
    let contenders = [Contender::from(easy), Contender::own("idle", idle)];
    compare_contenders(scenario, &contenders, &source_of, Settings::default(), &()).expect("nothing stops it")
}

fn row(metric: &str) -> usize {
    place(metric).expect("the metric is there")
}

/// A quantile of waits of which some were cut off, by a plain program: each job has the same weight, and one that was cut off
/// leaves its weight to all that waited longer (Efron's way to the estimate of Kaplan and Meier). Where fewer than asked for
/// started, all are sorted as if they had started when they were cut off.
pub(crate) fn plain_quantile(started: &[f64], cut: &[f64], q: f64) -> f64 {
    let mut jobs: Vec<(f64, bool)> = started.iter().map(|wait| (*wait, false)).collect();
    jobs.extend(cut.iter().map(|wait| (*wait, true)));
    jobs.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
    let count = jobs.len();
    if cut.is_empty() || (started.len() as f64) + 1e-6 < q * count as f64 {
        let place = q * (count - 1) as f64;
        let (below, above) = (jobs[place.floor() as usize].0, jobs[place.ceil() as usize].0);
        return below + (above - below) * place.fract();
    }
    let mut weights = vec![1.0 / count as f64; count];
    let mut gone = 0.0;
    for (place, (wait, is_cut)) in jobs.iter().enumerate() {
        let weight = weights[place];
        if *is_cut {
            let heirs = count - place - 1;
            weights[place + 1..].iter_mut().for_each(|heir| *heir += weight / heirs as f64);
            continue;
        }
        gone += weight;
        if q <= gone + 1e-7 {
            return *wait;
        }
    }
    panic!("enough started");
}

#[test]
fn a_policy_that_starts_no_job_shows_the_time_from_submission_to_the_horizon() {
    let scenario = smoke();
    let comparison = with_idler(&scenario);
    for replication in 0..scenario.replications {
        let mut source = source_of(&scenario, Streams::new(scenario.seed, u64::from(replication)));
        let (warm, end) = (Time::ZERO + scenario.warm_up, Time::ZERO + scenario.horizon);
        let mut waits: Vec<u64> = Vec::new();
        while let Some(submit) = source.next_submit().expect("jobs can be made").filter(|at| *at < end) {
            source.take();
            if warm <= submit {
                waits.push(end.since(submit).as_micros());
            }
        }
        let cell = &comparison.cells_of(1)[replication as usize];
        let value = |metric: &str| cell.values[0].1[row(metric)];
        let mean = waits.iter().sum::<u64>() as f64 / waits.len() as f64 / 1e6;
        assert!((value("wait_secs_restricted_mean").expect("jobs waited") - mean).abs() < 1e-9 * mean);
        assert_eq!(value("never_started_share"), Some(1.0));
        waits.sort_unstable();
        let between = |share: f64| waits[(share * (waits.len() - 1) as f64) as usize] as f64 / 1e6;
        for (metric, share) in [("wait_secs_median", 0.5), ("wait_secs_p95", 0.95), ("wait_secs_max", 1.0)] {
            let found = value(metric).expect("a lower bound is known");
            assert!(between(share) <= found && found < scenario.horizon.as_secs_f64(), "{metric}: {found}");
            assert!(cell.at_least[0].contains(&row(metric)), "{metric} is told as if it were known");
        }
        assert_eq!(value("wait_secs_mean"), None, "nobody survived");
        let curve = &cell.waits[0].1;
        assert_eq!((curve.wait_secs.as_slice(), curve.share.as_slice()), (&[0.0][..], &[0.0][..]));
    }
}

#[test]
fn nobody_reads_a_wrong_number_of_a_policy_that_starts_no_job() {
    let comparison = with_idler(&smoke());
    for metric in ["wait_secs_mean", "wait_secs_median", "wait_secs_p95", "bounded_slowdown_mean"] {
        let verdict = comparison.difference(1, 0, row(metric)).map(|difference| difference.verdict);
        assert!(verdict.is_none_or(|verdict| verdict == Verdict::NotComparable), "{metric}: {verdict:?}");
    }
    let whole = comparison.difference(1, 0, row("wait_secs_restricted_mean")).expect("both have one");
    assert!(0.0 < whole.estimate.mean && whole.verdict != Verdict::Better, "{whole:?}");

    let text = comparison_text(&comparison);
    let line = text.lines().find(|line| line.starts_with("idle")).expect("it has a row");
    assert!(line.contains(">= ") && line.contains('†'), "{line}");
    assert!(text.contains("† More than 1 % of these jobs never started."), "{text}");
    assert!(text.contains("100.0 % never started"), "{text}");

    let mut csv = Vec::new();
    write_summary_csv(&comparison, &mut csv).expect("writing to memory");
    let csv = String::from_utf8(csv).expect("it is UTF-8");
    let of = |policy: &str| {
        csv.lines().find(|line| line.starts_with(&format!("{policy},overall,,wait_secs_p95,")))
    };
    assert!(of("idle").is_some_and(|line| line.ends_with(",true")), "{:?}", of("idle"));
    assert!(of("easy").is_some_and(|line| line.ends_with(",false")), "{:?}", of("easy"));

    let mut json = Vec::new();
    write_summary_json(&comparison, &mut json).expect("writing to memory");
    let json: serde_json::Value = serde_json::from_slice(&json).expect("it is JSON");
    let of = |policy: usize| json["policies"][policy]["scopes"][0].clone();
    assert_eq!(of(1)["values"]["wait_secs_p95"]["at_least"], true);
    assert_eq!(of(0)["values"]["wait_secs_p95"].get("at_least"), None);
    assert_eq!(of(1)["differences"]["wait_secs_p95"]["verdict"], "not comparable");
    assert_eq!(of(1)["differences"]["wait_secs_p95"]["mean"], serde_json::Value::Null);
}

/// When a job is submitted, and what becomes of it.
#[derive(Debug, Clone, Copy)]
struct Life {
    request: Request,
    fate: Fate,
}

#[derive(Debug, Clone, Copy)]
enum Fate {
    Starts(Time),
    GivenUp(Time),
    Waits,
}

impl Life {
    fn entries(&self) -> Vec<Entry> {
        let Life { request, fate } = *self;
        let entry = |at, fact| Entry { at, center: CenterId(0), event: told(request, &[], fact) };
        let past = |at| Past::of_wait(&request, at);
        let work = Span::MINUTE;
        let mut entries = vec![entry(request.submit, JobFact::Submitted)];
        entries.extend(match fate {
            Fate::Starts(at) => {
                let end =
                    JobFact::Ended { start: at, end: End::Finished, spent: Spent::default(), past: past(at) };
                vec![entry(at, JobFact::Started { past: past(at) }), entry(at + work, end)]
            }
            Fate::GivenUp(at) => {
                vec![entry(at, JobFact::Cancelled { why: Cancellation::Patience, past: past(at), work })]
            }
            Fate::Waits => vec![entry(HORIZON, JobFact::StillWaiting { past: past(HORIZON), work })],
        });
        entries
    }
}

fn tallied(lives: &[Life]) -> CellResult {
    let mut entries: Vec<Entry> = lives.iter().flat_map(Life::entries).collect();
    entries.sort_by_key(|entry| {
        (entry.at, matches!(entry.event, Event::Job { fact: JobFact::StillWaiting { .. }, .. }))
    });
    let mut tally = Tally::new(Measured {
        centers: &[Center::counted("machine", 100)],
        class_centers: &[CenterId(0)],
        groups: 1,
        window: Window { start: Time::ZERO, end: HORIZON },
        week: None,
    });
    Tape { entries }.play(&mut tally);
    tally.finish(0, 0)
}

#[test]
fn starting_fewer_of_the_same_jobs_never_shortens_the_restricted_mean_wait() {
    for seed in 0..200 {
        let mut chance = Streams::new(seed, 0).stream(Use::Scenarios, "survivors");
        let secs = |chance: &mut suanli::model::Chance, from: Time, until: u64| {
            Time::from_secs(chance.random_range(from.as_secs()..=until))
        };
        let mut lives: Vec<Life> = Vec::new();
        for id in 1..=chance.random_range(1..60) {
            let submit = secs(&mut chance, Time::ZERO, 9_000);
            let at = secs(&mut chance, submit, 9_900);
            let fate = match chance.random_range(0..6) {
                0 => Fate::Waits,
                1 => Fate::GivenUp(at),
                _ => Fate::Starts(at),
            };
            lives.push(Life { request: request(id, submit.as_secs(), 1, 3_600), fate });
        }
        let mut before = figures(&tallied(&lives));
        // One job after the other is left to wait: those that start at once first or last, as it comes.
        while let Some(started) = lives.iter().position(|life| matches!(life.fate, Fate::Starts(_))) {
            lives[started].fate = Fate::Waits;
            let after = figures(&tallied(&lives));
            assert!(before.0 <= after.0 + 1e-9, "seed {seed}: {} s became {} s", before.0, after.0);
            assert!(before.1 < after.1, "seed {seed}: {} of all never started, then {}", before.1, after.1);
            before = after;
        }
    }
}

/// The restricted mean wait, and the share that never started.
fn figures(cell: &CellResult) -> (f64, f64) {
    let value = |metric| cell.values[0].1[row(metric)].expect("jobs were submitted");
    assert_eq!(cell.values[0].0, Scope::Overall);
    (value("wait_secs_restricted_mean"), value("never_started_share"))
}
