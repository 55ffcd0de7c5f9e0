//! Earliest times that are known of easier jobs, so that a harder one is looked for behind them.

use crate::model::{Span, Time};
use crate::policy::queue::class_of;
use serde::{Deserialize, Serialize};

/// Bounds of earliest times, good while a plan only grows: a job that needs as much as another for as long starts no
/// earlier than that one did.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Bounds {
    /// By number of what can be compared.
    known: Vec<Known>,
}

/// How hard a job is to plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hardness {
    /// Jobs can be compared that have the same number here: where units decide, those of one list of pools; on nodes, those of
    /// one kind.
    pub(super) among: u32,
    /// How many units, or tasks, it takes.
    pub(super) amount: u32,
    /// For how long.
    pub(super) span: Span,
}

/// By power of two of the amount: one job, and when it could start.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Known(Vec<Bound>);

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Bound {
    amount: u32,
    span: Span,
    at: Time,
}

/// Nothing is known: no job is as hard as this.
const UNKNOWN: Bound = Bound { amount: u32::MAX, span: Span::from_micros(u64::MAX), at: Time::ZERO };

impl Bounds {
    pub(super) fn clear(&mut self) {
        self.known.iter_mut().for_each(|known| known.0.clear());
    }

    /// A time before which such a job cannot start.
    #[inline]
    pub(super) fn before(&self, job: Hardness) -> Time {
        let Some(Known(known)) = self.known.get(job.among as usize) else { return Time::ZERO };
        let classes = known.len().min(class_of(job.amount) + 1);
        let easier =
            known[..classes].iter().filter(|known| known.amount <= job.amount && known.span <= job.span);
        easier.map(|known| known.at).max().unwrap_or(Time::ZERO)
    }

    /// Remembers when such a job could start at the earliest.
    #[inline]
    pub(super) fn add(&mut self, job: Hardness, at: Time) {
        let (place, class) = (job.among as usize, class_of(job.amount));
        let known = match self.known.get_mut(place).and_then(|Known(known)| known.get_mut(class)) {
            Some(known) => known,
            None => self.make_room(place, class),
        };
        // A later time tells more.
        if known.at <= at {
            *known = Bound { amount: job.amount, span: job.span, at };
        }
    }

    #[inline(never)]
    fn make_room(&mut self, place: usize, class: usize) -> &mut Bound {
        if self.known.len() <= place {
            self.known.resize_with(place + 1, Known::default);
        }
        let Known(known) = &mut self.known[place];
        if known.len() <= class {
            known.resize(class + 1, UNKNOWN);
        }
        &mut known[class]
    }
}
