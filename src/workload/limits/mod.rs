//! What time users request: how the limit of a job follows from its true runtime.

mod limit;
mod modal;
mod popular;

pub use modal::modal_values;

use crate::model::{Chance, Span};
use crate::workload::Modal;
pub(crate) use limit::Limit;
use modal::ModalLimits;
pub(crate) use popular::PopularLimits;

/// How users choose their limits.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum LimitLaw {
    /// Any of a few popular values that suffices, by its weight; some are too short.
    Popular(PopularLimits),
    /// Popular values and a tail of rare ones, of which exactly the stated shares come out.
    Modal(ModalLimits),
    /// The true runtime: nobody knows it so well, but theory likes it.
    Exact,
}

impl LimitLaw {
    /// Modal limits of jobs of which `share_upto(secs)` run at most so long; `maximum` is the longest that may be
    /// requested where the user states none.
    pub(crate) fn modal(modal: &Modal, maximum: Span, share_upto: impl Fn(f64) -> f64) -> LimitLaw {
        LimitLaw::Modal(ModalLimits::new(&modal_values(modal, maximum), share_upto))
    }

    /// Draws a limit for a job of this runtime that needs `secs` seconds.
    pub(crate) fn draw(&self, runtime: f64, secs: u64, chance: &mut Chance) -> Limit {
        match self {
            LimitLaw::Popular(popular) => popular.draw(runtime, secs, chance),
            LimitLaw::Modal(modal) => modal.draw(secs, chance),
            LimitLaw::Exact => Limit::Enough(secs),
        }
    }

    /// How long a job of this runtime holds its nodes on average over all limits.
    pub(crate) fn held_secs(&self, runtime: f64) -> f64 {
        match self {
            LimitLaw::Popular(popular) => popular.held_secs(runtime),
            LimitLaw::Modal(modal) => runtime.clamp(1.0, modal.longest() as f64),
            LimitLaw::Exact => runtime.max(1.0),
        }
    }

    /// The longest time that can be requested, where there is such a time.
    pub(crate) fn longest(&self) -> Option<Span> {
        match self {
            LimitLaw::Popular(popular) => Some(Span::from_secs(popular.longest())),
            LimitLaw::Modal(modal) => Some(Span::from_secs(modal.longest())),
            LimitLaw::Exact => None,
        }
    }
}
