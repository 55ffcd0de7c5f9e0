//! Civil dates on an axis: round months, days or hours, as close as their names allow.

use jiff::civil::DateTime;
use jiff::{SignedDuration, Span as Calendar};

use super::scale::{Scale, TICK_SIZE, Tick};
use super::text::{Weight, width};
use crate::model::Time;

/// A step between ticks, and how its dates are written.
#[derive(Debug, Clone, Copy)]
enum Step {
    Hours(i64),
    Days(i64),
    Months(i64),
    Years(i64),
}

const STEPS: [Step; 15] = [
    Step::Hours(1),
    Step::Hours(3),
    Step::Hours(6),
    Step::Hours(12),
    Step::Days(1),
    Step::Days(2),
    Step::Days(7),
    Step::Days(14),
    Step::Months(1),
    Step::Months(2),
    Step::Months(3),
    Step::Months(6),
    Step::Years(1),
    Step::Years(5),
    Step::Years(20),
];

/// The civil date and time of an instant, where simulated time 0 lies at `start`.
#[must_use]
pub(super) fn civil(start: DateTime, at: Time) -> DateTime {
    let secs = i64::try_from(at.as_secs()).unwrap_or(i64::MAX);
    start.saturating_add(SignedDuration::from_secs(secs))
}

/// Ticks at round dates from one instant to another; `scale` maps seconds since time 0.
#[must_use]
pub(super) fn date_ticks(start: DateTime, (from, to): (Time, Time), scale: &Scale) -> Vec<Tick> {
    let mut coarsest = Vec::new();
    for step in STEPS {
        coarsest = step_ticks(start, (from, to), scale, step);
        if coarsest.windows(2).all(|pair| apart(&pair[0], &pair[1])) {
            break;
        }
    }
    coarsest
}

fn apart(left: &Tick, right: &Tick) -> bool {
    let room = (width(&left.label, TICK_SIZE, Weight::Regular)
        + width(&right.label, TICK_SIZE, Weight::Regular))
        / 2;
    room + 16 <= right.place - left.place
}

fn step_ticks(start: DateTime, (from, to): (Time, Time), scale: &Scale, step: Step) -> Vec<Tick> {
    let end = civil(start, to);
    let mut ticks = Vec::new();
    let mut date = first_round(civil(start, from), step);
    // A figure has room for some dozens of ticks; a step that makes more is too fine anyway.
    while date <= end && ticks.len() < 200 {
        if let Ok(since) = u64::try_from(date.duration_since(start).as_secs()) {
            ticks.push(Tick { place: scale.place(since as f64), label: written(date, step) });
        }
        date = match date.checked_add(length(step)) {
            Ok(next) => next,
            Err(_) => break,
        };
    }
    ticks
}

fn length(step: Step) -> Calendar {
    match step {
        Step::Hours(count) => Calendar::new().hours(count),
        Step::Days(count) => Calendar::new().days(count),
        Step::Months(count) => Calendar::new().months(count),
        Step::Years(count) => Calendar::new().years(count),
    }
}

/// The first round date at or after this one.
fn first_round(at: DateTime, step: Step) -> DateTime {
    let mut date = match step {
        Step::Hours(_) | Step::Days(_) => at.date().to_datetime(jiff::civil::Time::midnight()),
        Step::Months(_) | Step::Years(_) => {
            at.date().first_of_year().to_datetime(jiff::civil::Time::midnight())
        }
    };
    while date < at {
        match date.checked_add(length(step)) {
            Ok(next) => date = next,
            Err(_) => break,
        }
    }
    date
}

fn written(date: DateTime, step: Step) -> String {
    match step {
        Step::Hours(_) => date.strftime("%m-%d %H:%M").to_string(),
        Step::Days(_) => date.strftime("%Y-%m-%d").to_string(),
        Step::Months(_) => date.strftime("%Y-%m").to_string(),
        Step::Years(_) => date.strftime("%Y").to_string(),
    }
}
