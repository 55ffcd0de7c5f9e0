//! How jobs start: what the scheduler has decided becomes runs that will end.

use super::Simulation;
use super::agenda::{Event, Rank};
use super::jobs::Place;
use super::site::Running;
use crate::model::CenterId;
use crate::policy::Started;
use crate::record::{Fact, JobFact, Observer, Record};

impl Simulation {
    /// Lets run what the scheduler has started.
    pub(super) fn start_all(&mut self, center: CenterId, observer: &mut dyn Observer) {
        let site = &mut self.sites[usize::from(center.0)];
        let doomed = site.silent.doomed(&site.cluster, &site.acts.started);
        let hears_of_starts = observer.hears_of_starts();
        for turn in 0..site.acts.started.len() {
            let Started { job, run, arrival } = site.acts.started[turn];
            let request = self.jobs.request(job);
            let truth = self.jobs.truth(job);
            let past = self.jobs.past(job, self.now);
            if self.settings.causes {
                let causes = self.waits.end(job, request, self.now);
                let fact = Fact::of_job(request, JobFact::Waited { causes });
                observer.observe(&Record { at: self.now, center, fact });
            }
            let pieces = site.cluster.pieces(run);
            if hears_of_starts {
                let fact = Fact::Job { request, pieces, fact: JobFact::Started { past } };
                observer.observe(&Record { at: self.now, center, fact });
            }
            let (nodes, wake) = (pieces.len() as u32, site.naps.wake(pieces, self.now));
            site.naps.take(pieces, self.now);
            site.count_waiting(request, false);
            if let Some(routes) = &mut self.routes {
                routes.loads.wait(request, truth.units, false);
                routes.loads.run(request, truth.units, self.now, true);
            }
            site.scheduler.started(request, truth.units, self.now);
            if site.running.len() <= run as usize {
                site.running.resize(run as usize + 1, Running::default());
            }
            let attempt = self.jobs.attempt(job);
            let pace = site.pace(&self.jobs, job, past, (nodes, wake));
            let length = pace.map_or_else(|| self.jobs.left(job, past), |pace| pace.length());
            let allowed = request.walltime - attempt.min(request.walltime);
            let runs = self.settings.at_walltime.runs(self.now, allowed, length);
            let is_cut = runs < length;
            let estimate = request.estimate - attempt.min(request.estimate);
            let (start, end) = (self.now, self.now + runs);
            let number = self.starts;
            site.running[run as usize] =
                Running { job, arrival, start, end, corrections: 0, is_cut, wake, number: Some(number) };
            let event = Event { at: end, rank: Rank::End, number, center, subject: run };
            self.agenda.add(event);
            if estimate < runs {
                self.agenda.add(Event { at: start + estimate, rank: Rank::Correction, ..event });
            }
            self.starts += 1;
            site.start_clock(run, request, (pace, length, allowed), (number, start));
            if let Some(life) = self.jobs.life_mut(job) {
                (life.past, life.place) = (past, Place::Running);
            }
        }
        site.acts.started.clear();
        for run in doomed {
            self.hang(center, run);
        }
    }
}
