//! How many processors are free from when on, as a list of steps.

/// The future: from each step's time on, so many processors are free, until the next step.
#[derive(Debug, Clone)]
pub(super) struct Profile {
    steps: Vec<(u64, u64)>,
}

impl Profile {
    pub(super) fn new(processors: u64) -> Profile {
        Profile { steps: vec![(0, processors)] }
    }

    /// Takes processors from `from` to `to`.
    pub(super) fn take(&mut self, from: u64, to: u64, procs: u64) {
        self.change(from, to, |free| free.checked_sub(procs).expect("a plan holds no more than there is"));
    }

    /// Gives processors back from `from` to `to`.
    pub(super) fn give(&mut self, from: u64, to: u64, procs: u64) {
        self.change(from, to, |free| free + procs);
    }

    fn change(&mut self, from: u64, to: u64, changed: impl Fn(u64) -> u64) {
        if to <= from {
            return;
        }
        for at in [from, to] {
            let after = self.steps.partition_point(|step| step.0 <= at);
            let before = self.steps[after - 1];
            if before.0 < at {
                self.steps.insert(after, (at, before.1));
            }
        }
        for step in &mut self.steps {
            if from <= step.0 && step.0 < to {
                step.1 = changed(step.1);
            }
        }
    }

    /// The earliest time from `now` on at which so many processors are free for so long.
    pub(super) fn earliest(&self, now: u64, procs: u64, span: u64) -> u64 {
        let mut candidate = now;
        for (place, &(at, free)) in self.steps.iter().enumerate() {
            let until = self.steps.get(place + 1).map_or(u64::MAX, |next| next.0);
            if until <= candidate {
                continue;
            }
            if candidate + span <= at && candidate < at {
                break;
            }
            if free < procs {
                candidate = until;
            }
        }
        candidate
    }

    /// Forgets what lies before `now`.
    pub(super) fn forget_before(&mut self, now: u64) {
        let first = self.steps.partition_point(|step| step.0 <= now) - 1;
        self.steps.drain(..first);
    }
}
