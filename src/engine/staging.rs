//! Data move while jobs wait: they are brought before a job joins the queue, and what it leaves behind is sent away when it has ended.
//!
//! A job whose data are not there is held outside the queue with the number of its submission, so that it joins the queue in the place
//! that it would have had. Until then no scheduler sees it, whichever scheduler that is.

use super::Simulation;
use super::data::Data;
use super::settings::Instants;
use crate::model::{Cause, Ending, Outcome, Source, Time, WanRun};
use crate::policy::Moment;
use crate::record::{Fact, Observer, Record};

impl Simulation {
    /// The same with a network over which the data of jobs move.
    #[must_use]
    pub fn with_wan(mut self, run: WanRun) -> Simulation {
        let needs_any =
            run.wan.classes.iter().any(|class| !class.inputs.is_empty() || class.output.is_some());
        self.data = needs_any.then(|| Box::new(Data::new(run, self.sites.len())));
        self
    }

    /// A job has come: whether it must wait for its data, which are brought from now on.
    #[inline(never)]
    pub(super) fn lacks_data(&mut self, slot: u32) -> bool {
        let request = *self.jobs.request(slot);
        self.data.as_mut().is_some_and(|data| data.admit(slot, &request, self.now))
    }

    /// From now on nothing holds a job but its data.
    pub(super) fn blame_data(&mut self, slot: u32) {
        if !self.settings.causes {
            return;
        }
        let request = *self.jobs.request(slot);
        let site = &mut self.sites[usize::from(request.center.0)];
        let access = site.center.access_of(request.partition, request.group);
        let kind = site.queue.kind_of(access, request.shape);
        self.waits.stage(slot, &request, site, kind, self.now);
    }

    /// A job has ended: whether what it leaves behind goes on its way now, so that its user learns of its end when that has come.
    pub(super) fn ships(&mut self, slot: u32, outcome: Outcome) -> bool {
        match &mut self.data {
            Some(data) => outcome == Outcome::Finished && data.ship(self.jobs.request(slot), self.now),
            None => false,
        }
    }

    /// A job is over: nothing needs to be kept for it.
    pub(super) fn leave_data(&mut self, slot: u32) {
        if let Some(data) = &mut self.data {
            data.leave(slot, self.now);
            self.held.forget(slot);
        }
    }

    /// Lets transfers end and links turn that are due at this instant, and queues the jobs whose data have come.
    #[inline]
    pub(super) fn move_data(&mut self, source: &mut dyn Source, observer: &mut dyn Observer) {
        if self.data.is_some() {
            self.move_data_on(source, observer);
        }
    }

    #[inline(never)]
    fn move_data_on(&mut self, source: &mut dyn Source, observer: &mut dyn Observer) {
        let Some(data) = &mut self.data else { return };
        if data.next() <= self.now {
            data.advance(self.now);
        }
        for job in data.take_delivered() {
            source.learn(&Ending { job, at: self.now, outcome: Outcome::Finished });
        }
        self.tell_data(observer);
        self.queue_ready(source, observer);
    }

    /// Queues the jobs whose data are there. Returns whether there were any.
    fn queue_ready(&mut self, source: &mut dyn Source, observer: &mut dyn Observer) -> bool {
        let ready = self.data.as_mut().map_or(Vec::new(), |data| data.take_ready());
        for slot in &ready {
            let mut released = Vec::new();
            let is_held = self.held.data_came(*slot, &mut released);
            if self.settings.causes {
                let request = *self.jobs.request(*slot);
                self.waits.unstage(*slot, &request, self.now);
                if is_held {
                    self.waits.blame(*slot, &request, Cause::Dependency, self.now);
                }
            }
            self.release(released, source, observer);
        }
        !ready.is_empty()
    }

    /// At the end of an instant: jobs whose data are there because others have left may start, too, and links are divided anew.
    #[inline]
    pub(super) fn settle_data(&mut self, source: &mut dyn Source, observer: &mut dyn Observer) {
        if self.data.is_some() {
            self.settle_data_anew(source, observer);
        }
    }

    #[inline(never)]
    fn settle_data_anew(&mut self, source: &mut dyn Source, observer: &mut dyn Observer) {
        while self.queue_ready(source, observer) {
            self.tell_data(observer);
            match self.settings.instants {
                Instants::Batched => self.schedule(Moment::Whole, source, observer),
                Instants::Sequential => self.schedule(Moment::Close, source, observer),
            }
            self.set_speeds(observer);
        }
        if let Some(data) = &mut self.data {
            data.settle(self.now);
        }
        self.tell_data(observer);
    }

    fn tell_data(&mut self, observer: &mut dyn Observer) {
        let Some(data) = &mut self.data else { return };
        for (center, fact) in data.take_facts() {
            observer.observe(&Record { at: self.now, center, fact: Fact::Data(&fact) });
        }
    }

    /// Tells of what has moved until the horizon of transfers that are not done.
    pub(super) fn tell_of_moving(&self, at: Time, observer: &mut dyn Observer) {
        let facts = self.data.as_ref().map_or(Vec::new(), |data| data.cut(at));
        for (center, fact) in facts {
            observer.observe(&Record { at, center, fact: Fact::Data(&fact) });
        }
    }
}
