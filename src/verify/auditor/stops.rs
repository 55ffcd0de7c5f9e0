//! Runs that are stopped, as the checker follows them.

use super::{Auditor, Life};
use crate::model::{CenterId, Request, Span, Time};
use crate::record::{Past, Piece, Spent, Stop};
use crate::verify::finding::Law;

impl Auditor<'_> {
    pub(super) fn stopped(
        &mut self,
        center: CenterId,
        request: &Request,
        (start, stop, lost, spent): (Time, Stop, Span, Spent),
        pieces: &[Piece],
    ) {
        let Some((past, attempt)) = self.stop(center, request, start, (pieces, spent)) else { return };
        let ran = start.until(self.now);
        if ran < spent.total() {
            self.add(Law::WrongStop, request.id, || format!("{spent:?} of {ran} were no work"));
        }
        let all = past.kept + (ran - spent.total().min(ran));
        if all < lost || (stop == Stop::Suspended && lost != Span::ZERO) {
            self.add(Law::WrongStop, request.id, || format!("{lost} of {all} lost"));
        }
        let kept = all - lost.min(all);
        let spent = past.spent + spent;
        let past = Past { waited: past.waited, ran: past.ran + ran, kept, spent, stops: past.stops + 1 };
        let attempt = match stop {
            Stop::Suspended => attempt + ran,
            Stop::Requeued | Stop::NodeFailed | Stop::Failed => Span::ZERO,
        };
        let life = Life::Waiting { request: *request, since: self.now, past, attempt };
        self.lives.insert(request.id, life);
    }

    /// A job that was suspended on a node that failed begins anew.
    pub(super) fn lost(&mut self, request: &Request, lost: Span) {
        let Some(Life::Waiting { past, attempt, .. }) = self.lives.get_mut(&request.id) else {
            return self.add(Law::WrongStop, request.id, || "loses its place, but does not wait".into());
        };
        let kept = past.kept;
        past.kept = kept - lost.min(kept);
        *attempt = Span::ZERO;
        if kept < lost {
            self.add(Law::WrongStop, request.id, || format!("{lost} of {kept} lost"));
        }
    }
}
