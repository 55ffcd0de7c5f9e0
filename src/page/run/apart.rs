//! Follows the ground of a run on a thread of its own, so that the simulation need not wait for it.

use super::RunFold;
use super::ground::{Ground, Step};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{JoinHandle, spawn};

/// So many steps are handed over at once, and so many such parts may wait.
const STEPS: usize = 4_096;
const PARTS: usize = 16;

/// The ground of a run, followed on another thread.
#[derive(Debug)]
pub struct Apart {
    to: SyncSender<Vec<Step>>,
    thread: JoinHandle<Ground>,
}

impl Apart {
    /// Has the ground of a run followed apart from now on; nothing where it has to be followed where it is: only a single machine that counts
    /// processors can be.
    pub fn begin(fold: &mut RunFold) -> Option<Apart> {
        let mut ground = fold.take_ground()?;
        let (to, steps) = sync_channel::<Vec<Step>>(PARTS);
        let thread = spawn(move || {
            steps.iter().for_each(|steps| ground.go(&steps));
            ground
        });
        Some(Apart { to, thread })
    }

    /// Hands over what has happened, where that is enough.
    #[inline]
    pub fn hand_over(&self, fold: &mut RunFold) {
        let steps = fold.steps();
        if STEPS <= steps.len() {
            self.send(std::mem::replace(steps, Vec::with_capacity(STEPS)));
        }
    }

    /// Has the run know its ground again.
    ///
    /// # Panics
    /// Never, unless following it does.
    pub fn end(self, fold: &mut RunFold) {
        self.send(std::mem::take(fold.steps()));
        drop(self.to);
        fold.put_back(self.thread.join().expect("to follow a ground does not panic"));
    }

    fn send(&self, steps: Vec<Step>) {
        self.to.send(steps).expect("the thread takes steps until there are no more");
    }
}
