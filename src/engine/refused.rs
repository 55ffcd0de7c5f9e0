//! How jobs are turned away: what is told of them, and which others cannot start without them.

use super::Simulation;
use crate::model::{Ending, Gang, Outcome, Request, Source};
use crate::record::{Fact, JobFact, Observer, Record, Rejection};

impl Simulation {
    /// Turns a job away that cannot be taken in.
    #[inline(never)]
    pub(super) fn turn_away(
        &mut self,
        request: &Request,
        why: Rejection,
        source: &mut dyn Source,
        observer: &mut dyn Observer,
    ) {
        let (at, center) = (self.now, request.center);
        let fact = Fact::of_job(request, JobFact::Rejected { why });
        observer.observe(&Record { at, center, fact });
        source.learn(&Ending { job: request.id, at, outcome: Outcome::Rejected });
        if source.has_dependencies() {
            self.held.submitted(request.id);
            self.over(None, request, Outcome::Rejected, source, observer);
        }
        self.turned_away(source.terms().and_then(|terms| terms.gang), source, observer);
    }

    /// Takes note that a job of a gang was turned away, without which the others cannot start.
    fn turned_away(&mut self, gang: Option<Gang>, source: &mut dyn Source, observer: &mut dyn Observer) {
        let mut released = Vec::new();
        self.held.break_gang(gang, &mut released);
        self.release(released, source, observer);
    }
}
