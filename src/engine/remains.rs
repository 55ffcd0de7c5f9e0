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
    /// Of a run that has run for so long; `safe` is how much of what it had behind it is in a checkpoint, and `writes` whether it
    /// ever writes one.
    pub(super) fn of(why: Why, (pace, writes): (Pace, bool), ran: Span, past: Past, safe: Span) -> Remains {
        let progress = pace.after(ran);
        let spent = Spent { checkpoints: progress.checkpoints, restarts: progress.restart };
        let all = past.kept + progress.worked;
        // The first checkpoint of a run holds all that was done before, too.
        let safe = if progress.safe == Span::ZERO { safe } else { past.kept + progress.safe };
        let (kept, stop) = match why {
            Why::Evicted(Eviction::Suspend) => (all, Stop::Suspended),
            Why::Evicted(Eviction::Checkpoint) if writes => (safe, Stop::Requeued),
            Why::Evicted(Eviction::Checkpoint | Eviction::Requeue | Eviction::Cancel) => {
                (Span::ZERO, Stop::Requeued)
            }
            Why::NodeFailed => (if writes { safe } else { Span::ZERO }, Stop::NodeFailed),
        };
        Remains { kept, safe: safe.min(kept), lost: all - kept, spent, stop }
    }
}

impl Simulation {
    /// The shape of a run at these places, and whether it ever writes checkpoints.
    pub(super) fn pace(&self, center: CenterId, state: &Running, pieces: &[Piece]) -> (Pace, bool) {
        let site = &self.sites[usize::from(center.0)];
        let past = Site::past(&self.jobs, state);
        let work = self.jobs.truth(state.job).work;
        let left = work - past.kept.min(work);
        let Some(checkpoints) = site.checkpoints_of(self.jobs.request(state.job)) else {
            return (Pace::plain(left), false);
        };
        // A job that was suspended goes on as it is.
        let attempt = self.jobs.life(state.job).map_or(Span::ZERO, |life| life.attempt);
        let is_restart = 0 < past.stops && attempt == Span::ZERO;
        (checkpoints.pace(pieces.len() as u32, left, is_restart), true)
    }

    /// How much of the time of a run that has run for so long was no work.
    pub(super) fn spent(&self, center: CenterId, state: &Running, pieces: &[Piece], ran: Span) -> Spent {
        let site = &self.sites[usize::from(center.0)];
        if site.checkpoints_of(self.jobs.request(state.job)).is_none() {
            return Spent::default();
        }
        let progress = self.pace(center, state, pieces).0.after(ran);
        Spent { checkpoints: progress.checkpoints, restarts: progress.restart }
    }
}
