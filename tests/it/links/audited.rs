//! The auditor finds what is wrong with data: a run that is told wrongly, in many ways.

use super::hand::{job, play, run_of, wan};
use suanli::model::{Span, Time, WanRun};
use suanli::record::{DataFact, Entry, Event, JobFact, Tape};
use suanli::verify::{Auditor, Law};

/// Which laws a tape breaks.
fn broken(run: &WanRun, tape: &Tape) -> Vec<Law> {
    let centers = super::hand::centers();
    let mut auditor = Auditor::new(&centers).with_wan(run);
    tape.play(&mut auditor);
    auditor.finish(Time::NEVER).counts.into_keys().collect()
}

/// A run of two jobs that need the same data, told with some entries changed or left out.
fn told_otherwise(change: impl Fn(Entry) -> Option<Entry>) -> Vec<Law> {
    let run = run_of(&wan(&[100], &[&[0]]));
    let played = play(&run, vec![job(1, 0, 0, 1, 5), job(2, 0, 20, 1, 5)], "fcfs+easy");
    let entries = played.tape.entries.into_iter().filter_map(change).collect();
    broken(&run, &Tape { entries })
}

#[test]
fn a_run_that_is_told_as_it_was_breaks_no_law() {
    assert_eq!(told_otherwise(Some), []);
}

#[test]
fn a_job_that_starts_before_its_data_are_there_is_found() {
    let laws = told_otherwise(|entry| match entry.event {
        Event::Data(DataFact::Arrived { .. }) => None,
        Event::Job { .. } | Event::Waiting { .. } | Event::Nodes(_) | Event::Data(_) => Some(entry),
    });
    assert_eq!(laws, [Law::MissingData]);
}

#[test]
fn bytes_that_are_missing_or_come_too_soon_or_cost_otherwise_are_found() {
    let changed = |change: fn(&mut u64, &mut Time, &mut u128)| {
        told_otherwise(move |mut entry| {
            if let Event::Data(DataFact::Moved { bytes, since, price, .. }) = &mut entry.event {
                change(bytes, since, price);
            }
            Some(entry)
        })
    };
    assert_eq!(changed(|bytes, _, _| *bytes -= 1), [Law::WrongTransfer]);
    assert_eq!(changed(|bytes, _, _| *bytes += 1), [Law::WrongTransfer]);
    assert_eq!(changed(|_, since, _| *since = *since + Span::SECOND), [Law::WrongTransfer]);
    assert_eq!(changed(|_, _, price| *price += 1), [Law::WrongTransfer]);
}

#[test]
fn a_copy_that_is_dropped_while_a_job_reads_it_is_found() {
    let laws = told_otherwise(|mut entry| {
        if let Event::Job { request, fact: JobFact::Submitted, .. } = &entry.event
            && request.id.0 == 2
        {
            let dataset = suanli::model::DatasetId(0);
            entry.event = Event::Data(DataFact::Dropped { dataset, bytes: 100_000_000 });
        }
        Some(entry)
    });
    assert!(laws.contains(&Law::MissingData), "{laws:?}");
}
