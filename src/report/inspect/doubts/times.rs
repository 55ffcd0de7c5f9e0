//! Doubts about times: units, limits, silences, and hours.

use super::Evidence;
use crate::log::Finding;
use crate::log::statistics::Calendar;
use crate::model::Span;
use crate::report::inspect::{Clocked, StepLoad};
use crate::report::number::{duration_words, grouped, percent};
use crate::text::counted;

/// A longer silence is no weekend.
const SILENCE_MIN: Span = Span::from_secs(3 * 86_400);

/// Nobody asks for longer in earnest.
const REQUEST_MAX: Span = Span::from_secs(366 * 86_400);

pub(super) fn times_absolute(evidence: &Evidence<'_>) -> Option<String> {
    // Other formats than SWF write dates, from which their readers make such times.
    // Several logs that know their dates are laid end to end by them.
    let swf = evidence.format.name == "SWF" && evidence.files == 1;
    let stated = evidence.header.unix_start.filter(|_| swf && evidence.clock.absolute)?;
    Some(format!(
        "submit times count from 1970 although the header says `UnixStartTime: {stated}`: the first is {}",
        Clocked::new(evidence.statistics.submit_first, evidence.clock)
    ))
}

pub(super) fn requests_in_minutes(evidence: &Evidence<'_>) -> Option<String> {
    let requests = &evidence.statistics.requests;
    let (over, in_time) =
        (share(requests.over, requests.rows), share(requests.in_time_if_minutes, requests.rows));
    (0.3 < over && 0.95 < in_time).then(|| {
        format!(
            "{} of jobs ran longer than requested, but {} would not have if requested times were minutes",
            percent(over),
            percent(in_time)
        )
    })
}

pub(super) fn limits_not_enforced(evidence: &Evidence<'_>) -> Option<String> {
    let requests = &evidence.statistics.requests;
    // Schedulers look at limits once a minute.
    let over = share(requests.over_minute, requests.rows);
    (0.01 < over).then(|| {
        format!(
            "{} jobs ({}) ran more than a minute longer than they had requested ({} ran longer at all): limits were not enforced, \
             or units differ",
            grouped(requests.over_minute),
            percent(over),
            grouped(requests.over)
        )
    })
}

pub(super) fn requests_beyond_reason(evidence: &Evidence<'_>) -> Option<String> {
    let walltimes = &evidence.statistics.walltimes;
    let longest = walltimes.max().filter(|longest| REQUEST_MAX.as_micros() < *longest)?;
    let jobs = walltimes.count() - walltimes.count_up_to(REQUEST_MAX.as_micros());
    let noun = if jobs == 1 { "job" } else { "jobs" };
    Some(format!(
        "{} {noun} requested more than a year, {} at most: no scheduler plans so far ahead, and units may differ",
        grouped(jobs),
        duration_words(longest as f64 / 1e6)
    ))
}

pub(super) fn runs_end_at_limit(evidence: &Evidence<'_>) -> Option<String> {
    let requests = &evidence.statistics.requests;
    let at_limit = share(requests.at_limit, requests.rows);
    (0.1 < at_limit && at_limit <= 0.9).then(|| {
        format!("{} of jobs ended at their limit: how long they would have run is unknown", percent(at_limit))
    })
}

pub(super) fn requests_unknown(evidence: &Evidence<'_>) -> Option<String> {
    let unknown = evidence.jobs() - evidence.statistics.walltimes.count();
    (0.1 < evidence.of_jobs(unknown)).then(|| {
        format!(
            "the requested time of {} is unknown: a replay takes their run times, which no scheduler could know",
            evidence.part(unknown)
        )
    })
}

pub(super) fn requests_are_runs(evidence: &Evidence<'_>) -> Option<String> {
    let requests = &evidence.statistics.requests;
    let at_limit = share(requests.at_limit, requests.rows);
    (0.9 < at_limit).then(|| {
        format!(
            "{} of jobs ran for just the time requested: requests were made from run times",
            percent(at_limit)
        )
    })
}

pub(super) fn submissions_unknown(evidence: &Evidence<'_>) -> Option<String> {
    let rows = evidence.quality.tally(Finding::SubmitStandsIn).rows;
    (0 < rows).then(|| {
        format!(
            "when {} were submitted is unknown: they count as submitted when they became eligible or started, and nobody knows how long they waited",
            evidence.part(rows)
        )
    })
}

pub(super) fn waits_unknown(evidence: &Evidence<'_>) -> Option<String> {
    let unknown = evidence.jobs() - evidence.statistics.waits.count();
    (0.01 < evidence.of_jobs(unknown)).then(|| {
        format!("how long {} waited is unknown, and so is when they started", evidence.part(unknown))
    })
}

pub(super) fn waits_all_zero(evidence: &Evidence<'_>) -> Option<String> {
    let waits = &evidence.statistics.waits;
    (1 < waits.count() && waits.max() == Some(0)).then(|| {
        format!("all {} waits are 0: they were not recorded, or nobody ever waited", grouped(waits.count()))
    })
}

pub(super) fn runs_zero(evidence: &Evidence<'_>) -> Option<String> {
    let zero = evidence.statistics.runs.count_up_to(0);
    (0.01 < evidence.of_jobs(zero)).then(|| {
        format!(
            "{} ({}) ran for no time at all",
            counted(zero, "job", "jobs"),
            percent(evidence.of_jobs(zero))
        )
    })
}

pub(super) fn silence(evidence: &Evidence<'_>) -> Option<String> {
    let silences = evidence.statistics.course.silences(usize::MAX);
    let long: Vec<_> =
        silences.iter().filter(|silence| SILENCE_MIN < silence.from.until(silence.until)).collect();
    let longest = long.first()?;
    let others = match long.len() {
        1 => String::new(),
        count => format!(", and there are {} more silences of over 3 days", count - 1),
    };
    Some(format!(
        "nothing was submitted for {} from {} to {}{others}",
        duration_words(longest.from.until(longest.until).as_secs_f64()),
        Clocked::new(longest.from, evidence.clock),
        Clocked::new(longest.until, evidence.clock)
    ))
}

/// The first and the last whole week of a log against the week in the middle of all.
pub(super) fn edge_weeks(evidence: &Evidence<'_>) -> Option<String> {
    if evidence.load.step != "day" {
        return None;
    }
    let last = evidence.statistics.submit_last.as_micros() as f64 / 1e6;
    let days: Vec<&StepLoad> = evidence.load.steps.iter().filter(|day| day.begin_s <= last).collect();
    // The first and the last day are seldom whole.
    let whole = days.get(1..days.len().saturating_sub(1))?;
    let load = |week: &[&StepLoad]| week.iter().map(|day| day.held.unwrap_or(day.offered)).sum::<f64>() / 7.0;
    let weeks: Vec<f64> = whole.chunks_exact(7).map(load).collect();
    if weeks.len() < 6 || days.iter().any(|day| 86_400.0 < day.length_s) {
        return None;
    }
    let mut sorted = weeks.clone();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted[sorted.len() / 2];
    // Counted back from the end, so that the last week is whole.
    let edges = [("first", weeks[0]), ("last", whole.rchunks_exact(7).next().map_or(middle, load))];
    let words: Vec<String> = edges
        .iter()
        .filter(|(_, load)| *load < middle / 2.0)
        .map(|(name, load)| format!("the {name} week has a load of {}", percent(*load)))
        .collect();
    (!words.is_empty()).then(|| {
        format!(
            "{}, less than half of the {} of the middle week: leave it out of means",
            words.join(" and "),
            percent(middle)
        )
    })
}

/// People sleep at night: where they do not seem to, the hours may be those of another place.
pub(super) fn night_work(evidence: &Evidence<'_>) -> Option<String> {
    let zone = match evidence.clock.calendar {
        Calendar::Unknown => return None,
        Calendar::Unzoned => "hours may be those of universal time or of another place",
        Calendar::Local => "the offset from universal time may be wrong",
    };
    let mut hours = [0_u64; 24];
    for day in evidence.statistics.arrivals {
        hours.iter_mut().zip(day).for_each(|(sum, rows)| *sum += rows);
    }
    let eight_from = |first: usize| (0..8).map(|hour| hours[(first + hour) % 24]).sum::<u64>();
    let busiest = (0..24).max_by_key(|first| (eight_from(*first), std::cmp::Reverse(*first)))?;
    let quietest = (0..24).min_by_key(|first| (eight_from(*first), *first))?;
    let (most, least) = (eight_from(busiest), eight_from(quietest));
    // Without a rhythm there is no night.
    let rhythm = 3 * least < 2 * most && 100 < evidence.jobs();
    let at_night = !(4..=16).contains(&busiest);
    (rhythm && at_night).then(|| {
        format!(
            "{} of jobs were submitted from {busiest:02}:00 to {:02}:00, and {} from {quietest:02}:00 to {:02}:00: {zone} \
             (--utc-offset says better)",
            percent(evidence.of_jobs(most)),
            (busiest + 8) % 24,
            percent(evidence.of_jobs(least)),
            (quietest + 8) % 24
        )
    })
}

pub(super) fn burst(evidence: &Evidence<'_>) -> Option<String> {
    let (rows, at) = evidence.statistics.minute.most();
    let many = (evidence.jobs() / 200).max(100);
    (many < rows).then(|| {
        format!(
            "{} jobs ({}) were submitted within the minute of {}: a program did that",
            grouped(rows),
            percent(evidence.of_jobs(rows)),
            Clocked::new(at, evidence.clock)
        )
    })
}

fn share(part: u64, whole: u64) -> f64 {
    part as f64 / whole.max(1) as f64
}
