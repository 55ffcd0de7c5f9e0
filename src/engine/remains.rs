//! The remains of a run that was stopped.

use super::Simulation;
use super::site::{Running, Site};
use crate::model::{CenterId, Eviction, Piece, Progress, Span};
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
    /// Of a run that has come so far and has spent so much on what is no work; `safe` is how much of what it had behind it is in a
    /// checkpoint.
    pub(super) fn of(why: Why, (progress, spent): (Progress, Spent), past: Past, safe: Span) -> Remains {
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
        Remains { kept, safe: safe.min(kept), lost: all - kept, spent, stop }
    }
}

impl Simulation {
    /// How far a run has come that has run for so long, and how much of that was no work.
    pub(super) fn come(
        &self,
        (center, run): (CenterId, u32),
        state: &Running,
        pieces: &[Piece],
        ran: Span,
    ) -> (Progress, Spent) {
        let site = &self.sites[usize::from(center.0)];
        if site.runs_are_work(state) {
            return (Progress { worked: ran, ..Progress::default() }, Spent::default());
        }
        let past = Site::past(&self.jobs, state);
        let until = state.start + ran;
        let hung = site.silent.hung(state.number, until);
        let at_full_speed = || {
            let worked = ran - hung;
            match site.pace(&self.jobs, state.job, past, (pieces.len() as u32, state.wake)) {
                Some(pace) => pace.after(worked),
                None => Progress { worked, ..Progress::default() },
            }
        };
        let progress = site.clocks.progress(run, until).unwrap_or_else(at_full_speed);
        let Progress { worked, checkpoints, restart, waking, .. } = progress;
        let slowed = ran - hung - (worked + checkpoints + restart + waking);
        (progress, Spent { hung, slowed, ..progress.into() })
    }
}
