//! The end of a run: every job that still waits or runs is told of.

use super::Simulation;
use super::site::Site;
use crate::model::{CenterId, Time};
use crate::policy::Entry;
use crate::record::{Fact, JobFact, Observer, Record};

impl Simulation {
    /// Tells of every job that still waits or runs at the horizon, in order of submission and of start.
    pub fn report_unfinished(&self, horizon: Time, observer: &mut dyn Observer) {
        let at = if horizon == Time::NEVER { self.now } else { horizon };
        self.tell_of_moving(at, observer);
        for (number, site) in self.sites.iter().enumerate() {
            let center = CenterId(number as u16);
            let queued = site.queue.lanes().iter().flat_map(|(_, lane)| lane.iter());
            let mut waiting: Vec<(u64, u32)> =
                queued.map(|entry: &Entry| (entry.key.arrival, entry.job)).collect();
            waiting.extend(self.jobs.apart(center));
            waiting.sort_unstable();
            for (_, slot) in waiting {
                let (request, past) = (self.jobs.request(slot), self.jobs.past(slot, at));
                if self.settings.causes {
                    let causes = self.waits.so_far(slot, request, at);
                    let fact = Fact::of_job(request, JobFact::Waited { causes });
                    observer.observe(&Record { at, center, fact });
                }
                let fact =
                    Fact::of_job(request, JobFact::StillWaiting { past, work: self.jobs.work_held(slot) });
                observer.observe(&Record { at, center, fact });
            }
            let mut running: Vec<(u64, u32)> = Vec::new();
            for (run, state) in site.running.iter().enumerate() {
                running.extend(state.number.map(|number| (number, run as u32)));
            }
            running.sort_unstable();
            for (_, run) in running {
                let state = &site.running[run as usize];
                let (request, start) = (self.jobs.request(state.job), state.start);
                let (pieces, past) = (site.cluster.pieces(run), Site::past(&self.jobs, state));
                let work = self.jobs.work_held(state.job);
                let (_, spent) = self.come((center, run), state, pieces, start.until(at));
                let fact = JobFact::StillRunning { start, spent, past, work };
                let fact = Fact::Job { request, pieces, fact };
                observer.observe(&Record { at, center, fact });
            }
        }
    }
}
