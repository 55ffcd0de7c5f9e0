//! Holidays: whole days, in order, and no day twice.

use jiff::civil::{Date, Time};

use super::super::problem::Problems;
use super::super::read::At;
use super::super::spec::HolidaySpec;
use super::parts::share;
use super::period::Period;
use crate::workload::Holiday;

/// The holidays of a file. Those that are wrong are left out, which is no harm: then nothing is simulated.
pub(super) fn holidays(
    specs: &[HolidaySpec],
    period: Option<Period>,
    problems: &mut Problems<'_>,
) -> Vec<Holiday> {
    let mut found: Vec<(Holiday, usize)> = Vec::new();
    for spec in specs {
        let Some(first_at) = &spec.first else { continue };
        let first = whole_day("first", first_at, problems);
        let last = match &spec.last {
            Some(last) => whole_day("last", last, problems),
            None => first,
        };
        let (Some(first), Some(last), Some(demand)) = (first, last, &spec.demand) else { continue };
        if let Some(at) = spec.last.as_ref().filter(|_| last < first) {
            problems.add(&at.span, "last: the holiday ends before it begins", None);
            continue;
        }
        if let Some((_, line)) = found.iter().find(|(other, _)| first <= other.last && other.first <= last) {
            let message = format!("first: a day of this holiday is one of that in line {line} already");
            problems.add(&first_at.span, message, None);
        }
        warn_if_outside(spec, (first, last), period, problems);
        let line = problems.line(first_at.span.start);
        found.push((Holiday { first, last, factor: share(demand.value) }, line));
    }
    found.into_iter().map(|(holiday, _)| holiday).collect()
}

fn whole_day(key: &str, at: &At<jiff::civil::DateTime>, problems: &mut Problems<'_>) -> Option<Date> {
    if at.value.time() != Time::midnight() {
        problems.add(&at.span, format!("{key}: a holiday is made of whole days: leave the time out"), None);
        return None;
    }
    Some(at.value.date())
}

fn warn_if_outside(
    spec: &HolidaySpec,
    (first, last): (Date, Date),
    period: Option<Period>,
    problems: &mut Problems<'_>,
) {
    let (Some(period), Some(title)) = (period, &spec.title) else { return };
    let horizon = jiff::SignedDuration::from_micros(period.horizon.as_micros() as i64);
    let end = period.start.saturating_add(horizon);
    if last < period.start.date() || end.date() < first {
        let message = format!("holiday `{}` lies outside the time that is simulated", title.value);
        problems.warn(&title.span, message, None);
    }
}
