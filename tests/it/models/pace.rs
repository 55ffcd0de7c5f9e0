//! Hours, weekdays, months and holidays.

use super::*;
use jiff::civil::{Date, DateTime};
use suanli::workload::{Holiday, Pace};

/// How many jobs come on each day, for a workload of even demand with this pace.
fn jobs_of_days(pace: Pace, start: DateTime, days: u64) -> Vec<f64> {
    let even = Pace { hours: Some(pace.hours.unwrap_or([1.0; 24])), ..pace };
    let even = Pace { weekdays: Some(even.weekdays.unwrap_or([1.0; 7])), ..even };
    let origin = Origin::Application("cfd".into());
    let workload = Workload { pace: even, ..Workload::new("jobs", origin, Demand::JobsPerDay(2000.0)) };
    let mut source = Synthetic::new(
        std::slice::from_ref(&workload),
        &[center(100)],
        &tenants(&[1.0]),
        start,
        Span::from_secs(days * DAY),
        Streams::new(7, 0),
    );
    let into_day = start.duration_since(start.date().at(0, 0, 0, 0)).as_secs() as u64;
    let mut counts = vec![0.0; days as usize + 1];
    while let Some(submit) = source.next_submit().expect("a synthetic source reads nothing") {
        source.take();
        counts[((submit.as_secs() + into_day) / DAY) as usize] += 1.0;
    }
    counts
}

/// Counts of about two thousand jobs a day have a standard error of 45.
fn check(found: &[f64], expected: &[f64]) {
    for (day, (found, expected)) in found.iter().zip(expected).enumerate() {
        let tolerance = ERRORS * expected.sqrt();
        assert!((found - expected).abs() <= tolerance, "day {day}: {found} jobs, expected {expected}");
    }
}

fn holiday(first: Date, last: Date, factor: f64) -> Holiday {
    Holiday { first, last, factor }
}

#[test]
fn weekdays_have_their_weights() {
    let pace = Pace { weekdays: Some([1.0, 2.0, 1.0, 1.0, 1.0, 0.5, 0.5]), ..Pace::default() };
    let expected: Vec<f64> = [1.0, 2.0, 1.0, 1.0, 1.0, 0.5, 0.5].map(|weight| 2000.0 * weight).repeat(4);
    check(&jobs_of_days(pace, date(2023, 1, 2).at(0, 0, 0, 0), 28), &expected);
}

#[test]
fn hours_have_their_weights() {
    let mut hours = [0.0; 24];
    (hours[9], hours[14]) = (1.0, 3.0);
    let origin = Origin::Application("cfd".into());
    let pace = Pace { hours: Some(hours), ..Pace::default() };
    let workload = Workload { pace, ..Workload::new("jobs", origin, Demand::JobsPerDay(1000.0)) };
    let mut counts = [0.0; 24];
    let found = jobs(&workload, &center(100), 28, usize::MAX);
    found.iter().for_each(|job| counts[(job.request.submit.as_secs() % DAY / 3600) as usize] += 1.0);
    assert_eq!(counts[9] + counts[14], found.len() as f64, "{counts:?}");
    let share = counts[14] / found.len() as f64;
    assert!((share - 0.75).abs() <= share_tolerance(0.75, found.len()), "{share}");
}

#[test]
fn a_model_can_have_a_week() {
    let pace = Pace { weekdays: Some([1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0]), ..Pace::default() };
    let found = jobs(
        &Workload { pace, ..workload("lublin", Demand::JobsPerDay(500.0)) },
        &center(100),
        70,
        usize::MAX,
    );
    assert!(20_000 < found.len());
    assert!(found.iter().all(|job| job.request.submit.as_secs() / DAY % 7 < 5));
}

#[test]
fn holidays_change_their_days_and_no_other() {
    let holidays = vec![
        holiday(date(2023, 1, 4), date(2023, 1, 6), 0.2),
        holiday(date(2023, 1, 8), date(2023, 1, 8), 2.0),
        holiday(date(2023, 1, 10), date(2023, 1, 10), 0.0),
    ];
    let pace = Pace { holidays, ..Pace::default() };
    let mut expected = [2000.0; 14];
    (expected[2], expected[3], expected[4], expected[6], expected[8]) = (400.0, 400.0, 400.0, 4000.0, 0.0);
    check(&jobs_of_days(pace.clone(), date(2023, 1, 2).at(0, 0, 0, 0), 14), &expected);
    // A scenario that begins at noon has half a first day, and the same holidays.
    expected[0] = 1000.0;
    check(&jobs_of_days(pace, date(2023, 1, 2).at(12, 0, 0, 0), 14)[..14], &expected);
}

#[test]
fn months_have_their_factors_and_the_last_holds_on() {
    let pace = Pace { months: vec![1.0, 0.5, 2.0], ..Pace::default() };
    // From 20 January over February, March and April into May.
    let found = jobs_of_days(pace, date(2023, 1, 20).at(0, 0, 0, 0), 110);
    let mut expected = vec![2000.0; 12];
    expected.extend([1000.0; 28]);
    expected.extend([4000.0; 70]);
    check(&found, &expected);
}
