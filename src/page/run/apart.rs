//! Follows the ground of a run on a thread of its own, so that the simulation need not wait for it.

use super::RunFold;
use super::ground::{Ground, Step};
use crate::experiment::Aside;

/// So many steps are handed over at once.
const STEPS: usize = 4_096;

/// The ground of a run, followed on another thread.
#[derive(Debug)]
pub struct Apart(Aside<Vec<Step>, Ground>);

impl Apart {
    /// Has the ground of a run followed apart from now on; nothing where it has to be followed where it is: only a single machine that counts
    /// processors can be.
    pub fn begin(fold: &mut RunFold) -> Option<Apart> {
        let ground = fold.take_ground()?;
        Some(Apart(Aside::begin(ground, |ground: &mut Ground, steps: Vec<Step>| ground.go(&steps))))
    }

    /// Hands over what has happened, where that is enough.
    #[inline]
    pub fn hand_over(&self, fold: &mut RunFold) {
        let steps = fold.steps();
        if STEPS <= steps.len() {
            self.0.hand_over(std::mem::replace(steps, Vec::with_capacity(STEPS)));
        }
    }

    /// Has the run know its ground again.
    pub fn end(self, fold: &mut RunFold) {
        self.0.hand_over(std::mem::take(fold.steps()));
        fold.put_back(self.0.end());
    }
}
