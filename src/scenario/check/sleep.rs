//! Nodes that sleep while nobody holds anything of them.

use super::super::ledger_spec::SleepSpec;
use super::super::problem::Problems;
use super::super::read::At;
use super::period::span;
use crate::ledger::Books;
use crate::model::{Center, Sleep};

/// When the nodes of a centre sleep.
pub(super) fn sleep(
    typed: &SleepSpec,
    center: &Center,
    books: &Books,
    problems: &mut Problems<'_>,
) -> Option<Sleep> {
    let milliwatts = |at: &Option<At<i64>>| at.as_ref().map(|at| at.value.unsigned_abs());
    let asleep = milliwatts(&typed.milliwatts).unwrap_or(0);
    if let Some(pool) = center.pools.iter().find(|pool| books.curve(pool).idle() < asleep) {
        let kind = &pool.node_type.name;
        let message = format!("power: a sleeping node would draw more than an idle node of `{kind}`");
        let span = typed.milliwatts.as_ref().map_or(&typed.span, |at| &at.span);
        problems.add(span, message, None);
    }
    let awake = typed.awake.as_ref();
    if let Some(at) =
        awake.filter(|at| center.pools.iter().all(|pool| u64::from(pool.nodes.size()) <= at.value))
    {
        problems.warn(&at.span, "awake: no pool has more nodes, so that none ever sleeps", None);
    }
    Some(Sleep {
        after: span(typed.after_micros.as_ref()?.value),
        wake: span(typed.wake_micros.as_ref()?.value),
        awake: awake.map_or(0, |at| at.value as u32),
        milliwatts: asleep,
        wake_milliwatts: milliwatts(&typed.wake_milliwatts),
    })
}
