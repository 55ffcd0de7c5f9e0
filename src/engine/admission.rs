//! Whether a job that was submitted joins the queue at once: others may have to end before, or better hours come.

use super::Simulation;
use super::agenda::{Event, Rank};
use super::held::Released;
use super::jobs::Place;
use crate::model::{Cause, Source, Terms, Time};
use crate::record::Observer;

impl Simulation {
    /// Takes in the terms of a job. Returns whether it may be queued at once.
    pub(super) fn is_free(
        &mut self,
        slot: u32,
        arrival: u64,
        source: &mut dyn Source,
        observer: &mut dyn Observer,
    ) -> bool {
        let request = self.jobs.request(slot);
        let site = &self.sites[usize::from(request.center.0)];
        let class = site.center.rules.class(request.class);
        let (patience, may_be_put_off) = (class.patience, class.deferral.is_some());
        let remembers = source.has_dependencies();
        let terms = source.terms().cloned();
        let lacks_data = self.data.is_some() && self.lacks_data(slot);
        // Most jobs of most sources ask for nothing.
        if patience.is_none() && !remembers && terms.is_none() && !may_be_put_off && !lacks_data {
            return true;
        }
        let request = *self.jobs.request(slot);
        if remembers {
            self.held.submitted(request.id);
        }
        if let Some(patience) = terms.as_ref().and_then(|terms| terms.patience).or(patience) {
            self.jobs.life_of(slot, arrival);
            let (at, center) = (self.now + patience, request.center);
            self.agenda.add(Event { at, rank: Rank::Patience, number: arrival, center, subject: slot });
        }
        if terms.is_none() && !lacks_data {
            return !self.put_off(slot, arrival);
        }
        self.bind(slot, arrival, (terms, lacks_data), source, observer)
    }

    /// Holds a job that may not be queued before others have ended or data have come. Returns whether it may be queued at once.
    fn bind(
        &mut self,
        slot: u32,
        arrival: u64,
        (terms, lacks_data): (Option<Terms>, bool),
        source: &mut dyn Source,
        observer: &mut dyn Observer,
    ) -> bool {
        let request = *self.jobs.request(slot);
        let asks = terms.is_some();
        let terms = terms.unwrap_or_default();
        self.doom(slot, &terms.breaks);
        if terms.gang.is_some() {
            // When one of its jobs is given up, the others must be found.
            self.jobs.life_of(slot, arrival);
        }
        let mut released = Vec::new();
        self.held.add((slot, lacks_data), &request, &terms, &mut released);
        if asks {
            self.jobs.terms.insert(slot, terms);
        }
        let free = released.contains(&Released::Free(slot));
        if !free {
            self.jobs.life_of(slot, arrival).place = Place::Held;
            if self.settings.causes {
                self.waits.blame(slot, &request, Cause::Dependency, self.now);
            }
        }
        released.retain(|release| *release != Released::Free(slot));
        self.release(released, source, observer);
        free && !self.put_off(slot, arrival)
    }

    /// Puts a job off that may be queued now, where better hours come in time. Returns whether it did. Jobs of a gang never are.
    pub(super) fn put_off(&mut self, slot: u32, arrival: u64) -> bool {
        let request = *self.jobs.request(slot);
        let Some(at) = self.best_start(slot).filter(|at| self.now < *at) else { return false };
        self.jobs.life_of(slot, arrival).place = Place::Held;
        self.agenda.add(Event {
            at,
            rank: Rank::Deferral,
            number: arrival,
            center: request.center,
            subject: slot,
        });
        if self.settings.causes {
            self.waits.blame(slot, &request, Cause::Deferral, self.now);
        }
        true
    }

    /// When a job joins the queue best; nothing where its class is never put off.
    pub(super) fn best_start(&self, slot: u32) -> Option<Time> {
        let request = self.jobs.request(slot);
        let rules = &self.sites[usize::from(request.center.0)].center.rules;
        let deferral = rules.class(request.class).deferral?;
        let in_gang = self.jobs.terms.get(&slot).is_some_and(|terms| terms.gang.is_some());
        let course = rules.signals.course(deferral.signal).filter(|_| !in_gang)?;
        Some(course.best(request.estimate, (self.now, request.submit + deferral.most)))
    }

    /// The hours have come for which a job was put off: it joins the queue, if it still waits.
    pub(super) fn come_forward(&mut self, event: Event) {
        let Event { number: arrival, subject: slot, .. } = event;
        let waits =
            self.jobs.life_mut(slot).filter(|life| life.arrival == arrival && life.place == Place::Held);
        let Some(life) = waits else { return };
        life.place = Place::Queued;
        self.enqueue(slot, arrival);
    }
}
