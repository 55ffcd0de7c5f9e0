//! Jobs that hang on nodes which have failed while nobody knows.

use super::Simulation;
use super::agenda::{Event, Rank};
use crate::model::{CenterId, Outage, Span, Time};

impl Simulation {
    /// Lets a node fail while nobody knows: the jobs on it hang, and it is noticed later.
    pub(super) fn fail_silently(&mut self, event: Event, outage: &Outage) {
        let center = event.center;
        self.sites[usize::from(center.0)].silent.fail(outage.node);
        self.agenda.add(Event { at: outage.noticed, ..event });
        for run in self.runs_on(center, outage.pool, outage.node) {
            self.hang(center, run);
        }
    }

    /// Lets a running job hang: it ends at its walltime at the earliest, if nobody notices before.
    pub(super) fn hang(&mut self, center: CenterId, run: u32) {
        let site = &mut self.sites[usize::from(center.0)];
        let state = &mut site.running[run as usize];
        let number = state.number.expect("only a running job can hang");
        if !site.silent.hang(number, self.now) {
            return;
        }
        site.clocks.hang(run, self.now);
        let (request, attempt) = (self.jobs.request(state.job), self.jobs.attempt(state.job));
        let allowed = request.walltime - attempt.min(request.walltime);
        let runs = self.settings.at_walltime.runs(state.start, allowed, Span::MAX);
        let before = state.end;
        state.end = if runs == Span::MAX { Time::NEVER } else { state.start + runs };
        state.is_cut = true;
        let end = Event { at: state.end, rank: Rank::End, number, center, subject: run };
        // What was to happen at its end does not happen.
        self.evicts = true;
        if state.end < Time::NEVER {
            self.agenda.add(end);
        }
        let expected = site.cluster.until(run);
        // It is expected to end then, and was to be over by then; now it will outlive that.
        if before <= expected && expected < state.end {
            self.agenda.add(Event { at: expected.max(self.now), rank: Rank::Correction, ..end });
        }
    }
}
