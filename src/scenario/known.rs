//! The names that a scenario may use and that the tables of other modules define.

use crate::model::{Condition, Each, Eviction, Victims};
use crate::policy::{BACKFILLS, ORDERS, PLACEMENTS};
use crate::workload::application::{HOURS, WEEKDAYS};
use crate::workload::{APPLICATIONS, MODELS};

/// The orders of the queue.
pub(super) fn orders() -> Vec<&'static str> {
    ORDERS.iter().map(|row| row.name).collect()
}

/// The backfills.
pub(super) fn backfills() -> Vec<&'static str> {
    BACKFILLS.iter().map(|row| row.name).collect()
}

/// The orders behind which an expression stands in brackets.
pub(super) fn orders_with_brackets() -> Vec<&'static str> {
    ORDERS.iter().filter(|row| row.parameter.is_some()).map(|row| row.name).collect()
}

/// The backfills behind which a number may stand in brackets.
pub(super) fn backfills_with_brackets() -> Vec<&'static str> {
    BACKFILLS.iter().filter(|row| row.parameter.is_some()).map(|row| row.name).collect()
}

/// The placements.
pub(super) fn placements() -> Vec<&'static str> {
    PLACEMENTS.iter().map(|row| row.name).collect()
}

/// The applications.
pub(super) fn applications() -> Vec<&'static str> {
    APPLICATIONS.iter().map(|row| row.name).collect()
}

/// The models of whole machines' workloads.
pub(super) fn models() -> Vec<&'static str> {
    MODELS.iter().map(|row| row.name).collect()
}

/// The hours of the day that have a name.
pub(super) fn hours() -> Vec<&'static str> {
    HOURS.iter().map(|row| row.name).collect()
}

/// The weekdays that have a name.
pub(super) fn weekdays() -> Vec<&'static str> {
    WEEKDAYS.iter().map(|row| row.name).collect()
}

/// What the sizes of a model can count.
pub(super) fn units() -> Vec<&'static str> {
    vec!["nodes", "cores", "accelerators"]
}

/// How users can choose the time that they request.
pub(super) fn estimates() -> Vec<&'static str> {
    vec!["as-modelled", "modal", "exact"]
}

/// What of a log can come first.
pub(super) fn beginnings() -> Vec<&'static str> {
    vec!["first-job", "time-zero"]
}

/// What users can wait for.
pub(super) fn feedbacks() -> Vec<&'static str> {
    vec!["none", "sessions"]
}

/// What a workload can do on holidays.
pub(super) fn holidays() -> Vec<&'static str> {
    vec!["observed", "ignored"]
}

/// What becomes of a lock that its owners leave idle.
pub(super) fn lock_modes() -> Vec<&'static str> {
    vec!["strict", "lend-preemptible", "lend-short", "lend-until-needed"]
}

/// What a policy can say of all locks.
pub(super) fn lock_variants() -> Vec<&'static str> {
    [lock_modes(), vec!["none"]].concat()
}

/// How a limit adds up.
pub(super) const EACH: &[(&str, Each)] = &[("together", Each::Together), ("tenant", Each::Tenant)];

/// Which victims are evicted first.
pub(super) const VICTIMS: &[(&str, Victims)] = &[
    ("youngest", Victims::Youngest),
    ("lowest-priority", Victims::LowestPriority),
    ("least-lost", Victims::LeastLost),
];

/// What becomes of those who are evicted.
pub(super) const EVICTIONS: &[(&str, Eviction)] = &[
    ("requeue", Eviction::Requeue),
    ("checkpoint", Eviction::Checkpoint),
    ("cancel", Eviction::Cancel),
    ("suspend", Eviction::Suspend),
];

/// How another job must have ended.
pub(super) const CONDITIONS: &[(&str, Condition)] = &[
    ("afterok", Condition::AfterOk),
    ("afterany", Condition::AfterAny),
    ("afternotok", Condition::AfterNotOk),
];

/// The words for how a limit adds up.
pub(super) fn each() -> Vec<&'static str> {
    words(EACH)
}

/// The words for who is evicted first.
pub(super) fn victims() -> Vec<&'static str> {
    words(VICTIMS)
}

/// The words for what becomes of those who are evicted.
pub(super) fn evictions() -> Vec<&'static str> {
    words(EVICTIONS)
}

/// The words for how another job must have ended.
pub(super) fn after_conditions() -> Vec<&'static str> {
    words(CONDITIONS)
}

fn words<T>(rows: &[(&'static str, T)]) -> Vec<&'static str> {
    rows.iter().map(|(word, _)| *word).collect()
}

/// What a word of such a table stands for, the first row where there is none. Panics when the table has no such word: only
/// known words are read.
pub(super) fn meant<T: Copy>(rows: &[(&str, T)], word: Option<&str>) -> T {
    let row = |word: &str| rows.iter().find(|(known, _)| *known == word);
    word.map_or(rows[0], |word| *row(word).expect("only known words are read")).1
}

/// The word for something of such a table.
pub(super) fn word_for<T: PartialEq>(rows: &[(&'static str, T)], wanted: &T) -> &'static str {
    rows.iter().find(|(_, known)| known == wanted).map_or("unnamed", |(word, _)| word)
}
