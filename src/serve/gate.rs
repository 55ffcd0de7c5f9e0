//! The line before the cores: so many simulations go on at once as there are cores, and first answers go before their refinements.

use std::collections::BTreeSet;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How often those that wait look whether they still have to.
const LOOK: Duration = Duration::from_millis(50);

/// How many questions are refined at once for each core.
const DESKS_A_CORE: usize = 4;

/// The lines that questions wait in.
#[derive(Debug, Clone)]
pub(super) struct Gates {
    /// Of simulations, before the cores.
    pub(super) cores: Arc<Gate>,
    /// Of questions that have had their first look, before they are refined.
    pub(super) desks: Arc<Gate>,
}

/// Seats that some wait for.
#[derive(Debug)]
pub(super) struct Gate {
    line: Mutex<Line>,
    freed: Condvar,
}

#[derive(Debug)]
struct Line {
    free: usize,
    next: u64,
    /// By how urgent they are, and then as they came.
    waiting: BTreeSet<(u32, u64)>,
}

/// A seat, free again as soon as this is dropped.
#[derive(Debug)]
pub(super) struct Seat(Arc<Gate>);

impl Gates {
    pub(super) fn new(cores: usize) -> Gates {
        let desks = cores.saturating_mul(DESKS_A_CORE);
        Gates { cores: Arc::new(Gate::new(cores)), desks: Arc::new(Gate::new(desks)) }
    }
}

impl Gate {
    pub(super) fn new(seats: usize) -> Gate {
        let line = Line { free: seats.max(1), next: 0, waiting: BTreeSet::new() };
        Gate { line: Mutex::new(line), freed: Condvar::new() }
    }

    /// Waits for a seat; nothing where somebody said stop before there was one. The lowest number is the most urgent.
    pub(super) fn seat(self: &Arc<Gate>, urgency: u32, stopped: &dyn Fn() -> bool) -> Option<Seat> {
        let mut line = self.lock();
        let ticket = (urgency, line.next);
        line.next += 1;
        line.waiting.insert(ticket);
        while line.free == 0 || line.waiting.first() != Some(&ticket) {
            line = self.freed.wait_timeout(line, LOOK).unwrap_or_else(PoisonError::into_inner).0;
            if stopped() {
                line.waiting.remove(&ticket);
                self.freed.notify_all();
                return None;
            }
        }
        line.waiting.remove(&ticket);
        line.free -= 1;
        self.freed.notify_all();
        Some(Seat(Arc::clone(self)))
    }

    fn lock(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.0.lock().free += 1;
        self.0.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_gets_a_seat_that_is_taken_and_no_seat_is_lost() {
        let gate = Arc::new(Gate::new(1));
        let seat = gate.seat(5, &|| false).expect("there is one");
        assert!(gate.seat(0, &|| true).is_none());
        drop(seat);
        assert!(gate.seat(5, &|| false).is_some());
        assert!(gate.seat(5, &|| false).is_some());
    }
}
