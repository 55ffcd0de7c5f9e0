//! The jobs inside the centres: memory grows with those that wait and run, never with those that are gone.

use crate::model::{Job, Request, Span};

/// Slots for jobs; a slot is used again when its job is gone.
#[derive(Debug, Clone, Default)]
pub(super) struct Jobs {
    /// What everybody may know, by slot. A scheduler sees only this.
    pub(super) requests: Vec<Request>,
    /// What nobody may know, by slot.
    truths: Vec<Truth>,
    vacant: Vec<u32>,
}

/// What a scheduler must not see.
#[derive(Debug, Clone, Copy)]
pub(super) struct Truth {
    pub(super) work: Span,
    /// The size in units of the pools open to it.
    pub(super) units: u32,
}

impl Jobs {
    /// Takes in a job of which schedulers are told to expect so much.
    pub(super) fn add(&mut self, job: &Job, estimate: Span, units: u32) -> u32 {
        let truth = Truth { work: job.work, units };
        let request = Request { estimate, ..job.request };
        if let Some(slot) = self.vacant.pop() {
            self.requests[slot as usize] = request;
            self.truths[slot as usize] = truth;
            return slot;
        }
        self.requests.push(request);
        self.truths.push(truth);
        u32::try_from(self.requests.len() - 1).expect("fewer than four thousand million jobs at once")
    }

    pub(super) fn remove(&mut self, slot: u32) {
        self.vacant.push(slot);
    }

    pub(super) fn request(&self, slot: u32) -> &Request {
        &self.requests[slot as usize]
    }

    pub(super) fn truth(&self, slot: u32) -> Truth {
        self.truths[slot as usize]
    }
}
