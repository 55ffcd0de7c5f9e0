//! Work that is done on a thread of its own, part by part and in order.

use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{JoinHandle, spawn};

/// So many parts may wait.
const PARTS: usize = 16;

/// A thread that takes parts, and what it has made of them.
#[derive(Debug)]
pub struct Aside<P, S> {
    to: SyncSender<P>,
    thread: JoinHandle<S>,
}

impl<P: Send + 'static, S: Send + 'static> Aside<P, S> {
    /// Has each part done something to `state`.
    pub fn begin(mut state: S, mut work: impl FnMut(&mut S, P) + Send + 'static) -> Aside<P, S> {
        let (to, parts) = sync_channel::<P>(PARTS);
        let thread = spawn(move || {
            parts.iter().for_each(|part| work(&mut state, part));
            state
        });
        Aside { to, thread }
    }

    /// Hands over the next part; waits where too many wait already.
    ///
    /// # Panics
    /// When the work did.
    pub fn hand_over(&self, part: P) {
        self.to.send(part).expect("the thread takes parts until there are no more");
    }

    /// Waits until all parts are done.
    ///
    /// # Panics
    /// When the work did.
    #[must_use]
    pub fn end(self) -> S {
        drop(self.to);
        self.thread.join().expect("the work does not panic")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_done_in_their_order() {
        let aside = Aside::begin(Vec::new(), |done: &mut Vec<u32>, part| done.push(part));
        (0..100).for_each(|part| aside.hand_over(part));
        assert_eq!(aside.end(), (0..100).collect::<Vec<u32>>());
    }
}
