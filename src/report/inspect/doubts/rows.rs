//! Doubts about the rows: how many there are, in which order, by whom.

use super::Evidence;
use crate::log::statistics::NUMBERS_REMEMBERED;
use crate::log::{Finding, State, Treatment};
use crate::report::number::{grouped, percent};

/// A log that loses more of its rows than this may be another kind of log.
const DROPPED_SHARE: f64 = 0.05;

/// When one user has more than this of all jobs, the log shows that user.
const USER_SHARE: f64 = 0.5;

pub(super) fn rows_dropped(evidence: &Evidence<'_>) -> Option<String> {
    let quality = evidence.quality;
    let share = quality.rows_dropped() as f64 / quality.rows_read.max(1) as f64;
    if share <= DROPPED_SHARE {
        return None;
    }
    let (finding, tally) = quality.found(Treatment::Dropped).max_by_key(|(_, tally)| tally.rows)?;
    Some(format!(
        "{} of all rows give no job, {} of them because: {}",
        percent(share),
        grouped(tally.rows),
        finding.words()
    ))
}

pub(super) fn rows_missing(evidence: &Evidence<'_>) -> Option<String> {
    let stated =
        evidence.header.rows.filter(|stated| evidence.files == 1 && *stated != evidence.quality.rows_read)?;
    let how =
        if evidence.quality.rows_read < stated { "cut off or cleaned" } else { "put together or repeated" };
    Some(format!(
        "the header speaks of {} rows, and there are {}: the log was {how} later",
        grouped(stated),
        grouped(evidence.quality.rows_read)
    ))
}

pub(super) fn rows_unsorted(evidence: &Evidence<'_>) -> Option<String> {
    let tally = evidence.quality.tally(Finding::OutOfOrder);
    (0 < tally.rows).then(|| {
        format!(
            "{} rows ({} of all jobs) stand behind rows that were submitted later",
            grouped(tally.rows),
            percent(evidence.of_jobs(tally.rows))
        )
    })
}

pub(super) fn fields_beyond(evidence: &Evidence<'_>) -> Option<String> {
    let tally = evidence.quality.tally(Finding::FieldsBeyond);
    (0 < tally.rows).then(|| {
        format!(
            "{} rows have more fields than the format: what these say is not known, and fields before them may have moved",
            grouped(tally.rows)
        )
    })
}

pub(super) fn numbers_repeat(evidence: &Evidence<'_>) -> Option<String> {
    let repeated = evidence.statistics.numbers.repeated;
    (0 < repeated).then(|| {
        format!(
            "{} rows have the number of an earlier job (looked for among the {} or so rows before each)",
            grouped(repeated),
            grouped(NUMBERS_REMEMBERED as u64)
        )
    })
}

pub(super) fn one_state(evidence: &Evidence<'_>) -> Option<String> {
    let rows: u64 = evidence.statistics.states.iter().sum();
    let place = evidence.statistics.states.iter().position(|state| *state == rows)?;
    let state = State::ALL[place];
    Some(match state {
        State::Unknown => "no row says what became of its job: failures are unknown".into(),
        State::Completed
        | State::Failed
        | State::Cancelled
        | State::TimedOut
        | State::MachineFailed
        | State::Preempted
        | State::Requeued
        | State::Unfinished => {
            format!("all {} rows are `{}`: the state says nothing", grouped(rows), state.words())
        }
    })
}

pub(super) fn one_user(evidence: &Evidence<'_>) -> Option<String> {
    let users = &evidence.statistics.users;
    let (user, share) = users.ranked().into_iter().next()?;
    if users.kept() < 2 || share.rows as f64 <= USER_SHARE * users.rows() as f64 {
        return None;
    }
    let name = evidence.header.users.word(user).map_or_else(|| user.to_string(), str::to_owned);
    Some(format!(
        "user {name} submitted {} of all jobs: what the log shows is mostly what that user did",
        percent(share.rows as f64 / users.rows() as f64)
    ))
}
