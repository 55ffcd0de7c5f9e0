//! Runs that end, as the checker follows them.

use super::Auditor;
use crate::model::{CenterId, Request, Span, Time};
use crate::record::{End, Piece, Spent};
use crate::verify::finding::Law;

impl Auditor<'_> {
    pub(super) fn ended(
        &mut self,
        center: CenterId,
        request: &Request,
        (start, end): (Time, End),
        held: (&[Piece], Spent),
    ) {
        match end {
            End::Finished => self.tallies.of(request).finished += 1,
            End::Killed => self.tallies.of(request).killed += 1,
            End::Evicted => self.tallies.of(request).evicted += 1,
            End::NodeFailed => self.tallies.of(request).node_failed += 1,
            End::Failed => self.tallies.of(request).failed += 1,
            End::Cancelled => self.tallies.of(request).cancelled_running += 1,
        }
        self.waits_for.over(request.id, end == End::Finished);
        let Some((_, attempt)) = self.stop(center, request, start, held) else { return };
        let (now, limit) = (self.now, start + (request.walltime - attempt.min(request.walltime)));
        match end {
            End::Killed if now != limit => {
                self.add(Law::WrongKill, request.id, || {
                    format!("killed at {now}, its walltime ends at {limit}")
                });
            }
            End::Finished | End::Evicted | End::NodeFailed | End::Failed | End::Cancelled if limit < now => {
                self.add(Law::Overrun, request.id, || format!("its walltime ended at {limit}"));
            }
            End::Killed | End::Finished | End::Evicted | End::NodeFailed | End::Failed | End::Cancelled => {}
        }
    }

    pub(super) fn still_running(
        &mut self,
        center: CenterId,
        request: &Request,
        start: Time,
        held: (&[Piece], Spent),
    ) {
        self.tallies.of(request).running += 1;
        let stopped = self.stop(center, request, start, held);
        let attempt = stopped.map_or(Span::ZERO, |(_, attempt)| attempt);
        let limit = start + (request.walltime - attempt.min(request.walltime));
        if stopped.is_some() && limit < self.now {
            self.add(Law::Overrun, request.id, || format!("still runs, its walltime ended at {limit}"));
        }
    }
}
