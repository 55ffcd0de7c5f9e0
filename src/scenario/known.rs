//! The names that a scenario may use and that the tables of other modules define.

use crate::model::{Condition, Discard, Each, Eviction, Named, Signal, Victims};
use crate::policy::{BACKFILLS, ORDERS, PLACEMENTS, ROUTERS};
use crate::workload::application::{HOURS, WEEKDAYS};
use crate::workload::{APPLICATIONS, MODELS, OUTCOMES, RampShape};

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

/// The routers.
pub(super) fn routers() -> Vec<&'static str> {
    ROUTERS.iter().map(|row| row.name).collect()
}

/// The routers behind which a number may stand in brackets.
pub(super) fn routers_with_brackets() -> Vec<&'static str> {
    ROUTERS.iter().filter(|row| row.parameter.is_some()).map(|row| row.name).collect()
}

/// The precisions for which makers state a speed.
pub(super) fn precisions() -> Vec<&'static str> {
    vec!["fp16", "fp32", "fp64"]
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
    vec!["dates", "first-row", "first-job", "time-zero"]
}

/// What users can wait for.
pub(super) fn feedbacks() -> Vec<&'static str> {
    vec!["none", "sessions"]
}

/// What a workload can do on holidays.
pub(super) fn holidays() -> Vec<&'static str> {
    vec!["observed", "ignored"]
}

/// How demand fills up.
pub(super) fn ramp_shapes() -> Vec<&'static str> {
    [RampShape::Linear, RampShape::SCurve].map(RampShape::name).to_vec()
}

/// What schedulers know of maintenance.
pub(super) fn notices() -> Vec<&'static str> {
    vec!["planned", "when-free", "none"]
}

/// What becomes of a lock that its owners leave idle.
pub(super) fn lock_modes() -> Vec<&'static str> {
    vec!["strict", "lend-preemptible", "lend-short", "lend-until-needed"]
}

/// What a policy can say of all locks.
pub(super) fn lock_variants() -> Vec<&'static str> {
    [lock_modes(), vec!["none"]].concat()
}

/// How the parts of a price make one.
pub(super) fn weighings() -> Vec<&'static str> {
    vec!["sum", "dearest"]
}

/// The words for how a limit adds up.
pub(super) fn each() -> Vec<&'static str> {
    words::<Each>()
}

/// The words for what may make some hours better than others.
pub(super) fn signals() -> Vec<&'static str> {
    words::<Signal>()
}

/// Which copies make way first.
pub(super) fn discards() -> Vec<&'static str> {
    Discard::ALL.into_iter().map(Discard::name).collect()
}

/// The words for who is evicted first.
pub(super) fn victims() -> Vec<&'static str> {
    words::<Victims>()
}

/// The words for what becomes of those who are evicted.
pub(super) fn evictions() -> Vec<&'static str> {
    words::<Eviction>()
}

/// The machines of which it was published how jobs end.
pub(super) fn outcomes() -> Vec<&'static str> {
    OUTCOMES.iter().map(|row| row.name).collect()
}

/// The rules for how often a job writes a checkpoint.
pub(super) fn checkpoint_rules() -> Vec<&'static str> {
    vec!["young", "daly", "none"]
}

/// What can become of a job when a node fails under it.
pub(super) fn node_failures() -> Vec<&'static str> {
    vec!["requeue", "fail"]
}

/// The words for how another job must have ended.
pub(super) fn after_conditions() -> Vec<&'static str> {
    words::<Condition>()
}

fn words<T: Named>() -> Vec<&'static str> {
    T::ALL.iter().map(|one| one.name()).collect()
}

/// What a word stands for, the usual one where there is none. Panics when nothing has such a name: only known words are read.
pub(super) fn meant<T: Named>(word: Option<&str>) -> T {
    word.map_or(T::ALL[0], |word| T::of_name(word).expect("only known words are read"))
}
