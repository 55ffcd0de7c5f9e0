//! The remains of a run that was stopped.

use super::Simulation;
use super::site::{Running, Site};
use crate::model::{CenterId, Eviction, Pace, Piece, Span};
use crate::record::{Past, Spent, Stop};

/// Why a run was stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    /// The scheduler made it leave.
    Evicted(Eviction),
    /// A node failed on which it ran.
    NodeFailed,
    /// It failed by itself.
    Failed,
}

/// The remains of a run that was stopped.
#[derive(Debug, Clone, Copy)]
pub(super) struct Remains {
    /// How much of all it ran counts towards its work.
    pub(super) kept: Span,
    /// How much of that is in a checkpoint.
    pub(super) safe: Span,
    /// How much work was in vain.
    pub(super) lost: Span,
    /// How much of the time since its last start was no work.
    pub(super) spent: Spent,
    pub(super) stop: Stop,
}

impl Remains {
    /// Of a run that has run for so long, a while of which it hung, and had so much work left when it began. `pace` says how that
    /// lay in it, where not all was work; `safe` is how much of what it had behind it is in a checkpoint.
    pub(super) fn of(
        why: Why,
        (pace, left): (Option<Pace>, Span),
        (ran, hung): (Span, Span),
        past: Past,
        safe: Span,
    ) -> Remains {
        let progress = pace.unwrap_or(Pace::plain(left)).after(ran - hung);
        let all = past.kept + progress.worked;
        // The first checkpoint of a run holds all that was done before, too.
        let safe = if progress.safe == Span::ZERO { safe } else { past.kept + progress.safe };
        let (kept, stop) = match why {
            Why::Evicted(Eviction::Suspend) => (all, Stop::Suspended),
            // Where no checkpoint is ever written, nothing is safe.
            Why::Evicted(Eviction::Checkpoint) => (safe, Stop::Requeued),
            Why::Evicted(Eviction::Requeue | Eviction::Cancel) => (Span::ZERO, Stop::Requeued),
            Why::NodeFailed => (safe, Stop::NodeFailed),
            Why::Failed => (safe, Stop::Failed),
        };
        Remains {
            kept,
            safe: safe.min(kept),
            lost: all - kept,
            spent: Spent { hung, ..progress.into() },
            stop,
        }
    }
}

impl Simulation {
    /// How much of the time of a run that has run for so long was no work.
    pub(super) fn spent(&self, center: CenterId, state: &Running, pieces: &[Piece], ran: Span) -> Spent {
        let site = &self.sites[usize::from(center.0)];
        let past = Site::past(&self.jobs, state);
        let pace = site.pace(&self.jobs, state.job, past, (pieces.len() as u32, state.wake));
        let hung = site.silent.hung(state.number, state.start + ran);
        let spent = pace.map_or_else(Spent::default, |pace| pace.after(ran - hung).into());
        Spent { hung, ..spent }
    }
}
