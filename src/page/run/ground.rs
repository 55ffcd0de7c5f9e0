//! What jobs hold of a centre, in squares and (on a machine that only counts processors) in lanes. It can be followed apart from the rest of a run.

use super::lanes::{Holder, Lanes, Lot, Stretches, stretches_of};
use super::squares::Squares;
use crate::model::{ClassId, Time};
use serde::{Deserialize, Serialize};

/// The ground of a centre.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Ground {
    pub(super) squares: Squares,
    /// Of a machine that only counts processors.
    pub(super) lanes: Option<Lanes>,
    /// What a job holds of these, for as long as it is looked at.
    #[serde(skip)]
    lots: Vec<Lot>,
    /// What jobs held whose stories are kept, where this is followed apart from these.
    #[serde(skip)]
    pub(super) kept: Vec<(Holder, Stretches)>,
}

/// Something that happens on the ground of a machine that only counts processors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// A run takes processors.
    Take(Holder),
    /// It gives them back.
    Give(Given),
}

/// A run that gives back what it held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Given {
    pub(super) holder: Holder,
    pub(super) class: ClassId,
    pub(super) end: Time,
    /// Whether the story of its job is kept.
    pub(super) is_followed: bool,
}

impl Ground {
    pub(super) fn new(squares: Squares, lanes: Option<Lanes>) -> Ground {
        Ground { squares, lanes, lots: Vec::new(), kept: Vec::new() }
    }

    /// What stands in the place of a ground that is followed apart.
    pub(super) fn elsewhere() -> Ground {
        Ground::new(Squares::new(1, None), None)
    }

    pub(super) fn take(&mut self, holder: Holder) {
        if let Some(lanes) = &mut self.lanes {
            lanes.take(holder);
        }
    }

    /// Takes back what a run held, and says what that was, where somebody wants to know.
    pub(super) fn give(&mut self, given: Given, wanted: Option<&mut Stretches>) {
        let Given { holder, class, end, .. } = given;
        let Some(lanes) = &mut self.lanes else { return };
        self.lots.clear();
        lanes.give(holder, &mut self.lots);
        self.squares.hold_lots(&self.lots, class, (holder.start, end));
        if let Some(stretches) = wanted {
            stretches_of(&self.lots, stretches);
        }
    }

    /// Goes some steps, in their order.
    pub(super) fn go(&mut self, steps: &[Step]) {
        for step in steps {
            match *step {
                Step::Take(holder) => self.take(holder),
                Step::Give(given) => {
                    let mut stretches = Stretches::new();
                    self.give(given, given.is_followed.then_some(&mut stretches));
                    if given.is_followed {
                        self.kept.push((given.holder, stretches));
                    }
                }
            }
        }
    }
}
