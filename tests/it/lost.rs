//! What rules cost and why jobs waited, worked out by hand on a small tape.

use crate::support::{request, told};
use suanli::metrics::{CellResult, Measured, Scope, Tally, Window, place};
use suanli::model::{Breach, Cause, Causes, Center, CenterId, ClassId, NodeId, PoolId, Request, Span, Time};
use suanli::record::{Cancellation, End, Entry, Event, JobFact, Past, Piece, Spent, Stop, Tape};

const fn at(secs: u64) -> Time {
    Time::from_secs(secs)
}

fn waited(request: Request, cause: Cause, secs: u64) -> Event {
    let mut causes = Causes::default();
    causes.add(cause, Span::from_secs(secs));
    told(request, &[], JobFact::Waited { causes })
}

/// Job 1 waits 60 s for room, runs for 300 s in vain, waits 100 s for a limit, and is evicted for good after 300 s more. The start
/// that job 2 was promised is put off, and its user gives up after 100 s behind others.
fn tape() -> Tape {
    let (first, second) = (request(1, 100, 2, 3_600), request(2, 200, 1, 3_600));
    let pieces = [Piece { pool: PoolId(0), node: NodeId(0), tasks: 2 }];
    let once = Past { waited: Span::from_secs(60), ..Past::default() };
    let ran = Span::from_secs(300);
    let twice = Past { waited: Span::from_secs(160), ran, stops: 1, ..Past::default() };
    let gone = Past { waited: Span::from_secs(100), ..Past::default() };
    let waiting = |cause, jobs| Event::Waiting { class: ClassId(0), cause, jobs };
    let stopped = JobFact::Stopped {
        start: at(160),
        stop: Stop::Requeued,
        lost: ran,
        spent: Spent::default(),
        past: once,
    };
    let events = vec![
        (100, told(first, &[], JobFact::Submitted)),
        (100, waiting(Cause::Capacity, 1)),
        (160, waited(first, Cause::Capacity, 60)),
        (160, told(first, &pieces, JobFact::Started { past: once })),
        (160, waiting(Cause::Capacity, 0)),
        (200, told(second, &[], JobFact::Submitted)),
        (200, waiting(Cause::Ahead, 1)),
        (250, told(second, &[], JobFact::PromiseBroken { promised: at(240), breach: Breach::HigherClass })),
        (300, waited(second, Cause::Ahead, 100)),
        (
            300,
            told(
                second,
                &[],
                JobFact::Cancelled { why: Cancellation::Patience, past: gone, work: Span::HOUR },
            ),
        ),
        (300, waiting(Cause::Ahead, 0)),
        (460, told(first, &pieces, stopped)),
        (460, waiting(Cause::Limit, 1)),
        (560, waited(first, Cause::Limit, 100)),
        (560, told(first, &pieces, JobFact::Started { past: twice })),
        (560, waiting(Cause::Limit, 0)),
        (
            860,
            told(
                first,
                &pieces,
                JobFact::Ended { start: at(560), end: End::Evicted, spent: Spent::default(), past: twice },
            ),
        ),
    ];
    let entry = |(secs, event)| Entry { at: at(secs), center: CenterId(0), event };
    Tape { entries: events.into_iter().map(entry).collect() }
}

fn tallied(window: (u64, u64)) -> CellResult {
    let centers = [Center::counted("machine", 4)];
    let mut tally = Tally::new(Measured {
        centers: &centers,
        class_centers: &[CenterId(0)],
        groups: 1,
        window: Window { start: at(window.0), end: at(window.1) },
        week: None,
    });
    tape().play(&mut tally);
    tally.finish(0, 0)
}

fn value(result: &CellResult, metric: &str) -> Option<f64> {
    let values = &result.values.iter().find(|(scope, _)| *scope == Scope::Overall).expect("it is there").1;
    values[place(metric).expect("the metric is there")]
}

#[test]
fn what_rules_cost_is_counted() {
    let result = tallied((100, 1_100));
    for (metric, expected) in [
        ("jobs_submitted", 2.0),
        ("jobs_finished", 0.0),
        ("jobs_cancelled", 1.0),
        ("jobs_evicted", 1.0),
        ("evictions", 1.0),
        // Two processors for 300 s, and for the 300 s after which it was evicted for good.
        ("core_hours_lost", 1_200.0 / 3_600.0),
        ("accelerator_hours_lost", 0.0),
        ("promises_broken", 1.0),
    ] {
        assert_eq!(value(&result, metric), Some(expected), "{metric}");
    }
}

/// Of a processor each: job 1 fails 100 s after its start, of which 40 s stay, and for good 60 s later; job 2 is stopped by its user
/// after 200 s, job 3 is done after 300 s. The window begins 50 s after all have started.
#[test]
fn jobs_that_break_off_are_counted_with_what_they_held() {
    let [first, second, third] = [1, 2, 3].map(|id| request(id, 0, 1, 3_600));
    let pieces = [Piece { pool: PoolId(0), node: NodeId(0), tasks: 1 }];
    let (none, spent) = (Past::default(), Spent::default());
    let secs = Span::from_secs;
    let again = Past { ran: secs(100), kept: secs(40), stops: 1, ..none };
    let stopped = JobFact::Stopped { start: at(0), stop: Stop::Failed, lost: secs(60), spent, past: none };
    let ended = |start, end, past| JobFact::Ended { start: at(start), end, spent, past };
    let mut entries = Vec::new();
    let mut tell = |secs, request, pieces: &[Piece], fact| {
        entries.push(Entry { at: at(secs), center: CenterId(0), event: told(request, pieces, fact) });
    };
    for request in [first, second, third] {
        tell(0, request, &[], JobFact::Submitted);
        tell(0, request, &pieces, JobFact::Started { past: none });
    }
    tell(100, first, &pieces, stopped);
    tell(100, first, &pieces, JobFact::Started { past: again });
    tell(160, first, &pieces, ended(100, End::Failed, again));
    tell(200, second, &pieces, ended(0, End::Cancelled, none));
    tell(300, third, &pieces, ended(0, End::Finished, none));
    let tape = Tape { entries };
    let tallied = |start| {
        let window = Window { start: at(start), end: at(1_000) };
        let centers = [Center::counted("machine", 4)];
        let class_centers = &[CenterId(0)];
        let mut tally =
            Tally::new(Measured { centers: &centers, class_centers, groups: 1, window, week: None });
        tape.play(&mut tally);
        tally.finish(0, 0)
    };
    for (start, expected) in [
        (0, [1.0, 1.0, 1.0, 160.0 / 3_600.0, 200.0 / 3_600.0]),
        (50, [0.0, 0.0, 0.0, 110.0 / 3_600.0, 150.0 / 3_600.0]),
    ] {
        let names = [
            "jobs_finished",
            "jobs_failed",
            "jobs_cancelled_running",
            "core_hours_failed",
            "core_hours_cancelled",
        ];
        let result = tallied(start);
        assert_eq!(names.map(|name| value(&result, name)), expected.map(Some));
        let of_cards = ["accelerator_hours_failed", "accelerator_hours_cancelled"];
        assert_eq!(of_cards.map(|name| value(&result, name)), [Some(0.0); 2]);
    }
    // Of 660 s the 60 s of the first failure are in vain, and the 40 s and 60 s of the job that failed.
    assert_eq!(value(&tallied(0), "core_hours_lost_to_own_failures"), Some(160.0 / 3_600.0));
    assert_eq!(value(&tallied(0), "accelerator_hours_lost_to_own_failures"), Some(0.0));
    assert_eq!(value(&tallied(0), "effective_time"), Some(1.0 - 160.0 / 660.0));
}

#[test]
fn what_happened_before_the_window_is_left_out() {
    let result = tallied((150, 1_100));
    assert_eq!(value(&result, "jobs_submitted"), Some(1.0));
    assert_eq!(value(&result, "evictions"), Some(1.0));
    assert_eq!((result.causes[0].jobs, result.causes[0].micros.iter().sum::<u128>()), (1, 100_000_000));
}

#[test]
fn causes_add_up_by_class_and_over_time() {
    let result = tallied((100, 1_100));
    let [totals] = result.causes[..] else { panic!("there is one class") };
    let [course] = &result.cause_courses[..] else { panic!("there is one centre") };
    assert_eq!(totals.jobs, 2);
    for (cause, secs) in [
        (Cause::Dependency, 0),
        (Cause::Limit, 100),
        (Cause::Quota, 0),
        (Cause::Reservation, 0),
        (Cause::Capacity, 60),
        (Cause::Fragmentation, 0),
        (Cause::Ahead, 100),
    ] {
        assert_eq!(totals.micros[cause as usize], secs * 1_000_000, "{cause:?}");
        let over_time: f64 = course.waiting[cause as usize].iter().sum();
        assert!((over_time * course.bin.as_secs_f64() - secs as f64).abs() < 1e-9, "{cause:?}: {over_time}");
    }
    // Bins of 2 s: job 2 alone waits behind others from 200 s to 300 s.
    assert_eq!(course.bin, Span::from_secs(2));
    let ahead = &course.waiting[Cause::Ahead as usize];
    assert_eq!((ahead[99], ahead[100], ahead[149], ahead[150]), (0.0, 1.0, 1.0, 0.0));
}

#[test]
fn work_waiting_is_what_the_jobs_would_still_run() {
    // Job 1 waits 60 s and 100 s for two processors; its first 300 s were in vain, and then it runs 300 s. Job 2 waits 100 s, and
    // would have run an hour on one of the four processors. Nothing of that is what they asked for.
    let result = tallied((0, 1_000));
    let line = &result.timelines[0];
    let hours: f64 = line.backlog_hours.iter().map(|hours| hours * line.bin.as_secs_f64()).sum();
    let expected = (2.0 * 300.0 * 160.0 + 3_600.0 * 100.0) / (4.0 * 3_600.0);
    assert!((hours - expected).abs() < 1e-9, "{hours}, not {expected}");
}

/// Such a tenant was asked for in the sums and had none.
#[test]
fn a_tenant_that_submitted_before_the_window_and_never_ran_is_told_of_too() {
    let request = request(1, 10, 1, 3_600);
    let gone = Past { waited: Span::from_secs(490), ..Past::default() };
    let entry = |secs, event| Entry { at: at(secs), center: CenterId(0), event };
    let entry = |secs, fact| entry(secs, told(request, &[], fact));
    let entries = vec![
        entry(10, JobFact::Submitted),
        entry(500, JobFact::StillWaiting { past: gone, work: Span::HOUR }),
    ];
    let mut tally = Tally::new(Measured {
        centers: &[Center::counted("machine", 4)],
        class_centers: &[CenterId(0)],
        groups: 1,
        window: Window { start: at(100), end: at(500) },
        week: None,
    });
    Tape { entries }.play(&mut tally);
    assert_eq!(value(&tally.finish(0, 0), "jobs_submitted"), Some(0.0));
}
