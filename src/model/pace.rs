//! The shape of a run: how its work, its checkpoints and its beginning lie in it, and what it has done when it has gone on for so long.

use super::Span;
use serde::{Deserialize, Serialize};

/// The shape of one run: how much work it has left, and how its checkpoints lie in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pace {
    pub(super) wake: Span,
    pub(super) work: Span,
    pub(super) restart: Span,
    pub(super) every: Span,
    /// How many thousandths as long the work before each checkpoint is as that before the one before it.
    pub(super) growth: u32,
    pub(super) write: Span,
    /// Not below `write`.
    pub(super) safe_after: Span,
    pub(super) at_end: bool,
}

/// As long as the one before it, in thousandths.
pub const STEADY: u32 = 1_000;

/// What a run has done by some instant. The first four add up to the time that it ran.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Progress {
    /// Time in which it worked.
    pub worked: Span,
    /// Time in which it stood still for checkpoints.
    pub checkpoints: Span,
    /// Time in which it began again.
    pub restart: Span,
    /// Time in which its nodes woke.
    pub waking: Span,
    /// How much of its work is in a checkpoint that can be relied on.
    pub safe: Span,
}

/// What a run does at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Doing {
    /// It begins again, or its nodes wake.
    Beginning,
    /// It works.
    Working,
    /// It stands still for a checkpoint.
    Writing,
}

/// A stretch of work with the checkpoint after it.
#[derive(Debug, Clone, Copy)]
struct Segment {
    /// When it begins, the restart not counted.
    begin: u64,
    /// How much work was done before it.
    before: u64,
    /// How much it is.
    work: u64,
    /// How long the run stands still after it.
    write: u64,
}

impl Pace {
    /// A run without checkpoints.
    #[must_use]
    pub const fn plain(work: Span) -> Pace {
        let zero = Span::ZERO;
        Pace {
            wake: zero,
            work,
            restart: zero,
            every: Span::MAX,
            growth: STEADY,
            write: zero,
            safe_after: zero,
            at_end: false,
        }
    }

    /// The same run that begins later, because its nodes have to wake.
    #[must_use]
    pub const fn delayed(self, by: Span) -> Pace {
        Pace { wake: by, ..self }
    }

    /// How long it takes until it goes on: its nodes wake, and then it begins again.
    fn beginning(&self) -> Span {
        Span::from_micros(self.wake.as_micros().saturating_add(self.restart.as_micros()))
    }

    /// How long the run lasts if nothing stops it.
    #[must_use]
    pub fn length(&self) -> Span {
        let last = self.last();
        let going = last.begin.saturating_add(last.work).saturating_add(last.write);
        Span::from_micros(going.saturating_add(self.beginning().as_micros()))
    }

    /// What it has done when it has run for so long.
    #[must_use]
    pub fn after(&self, ran: Span) -> Progress {
        let waking = ran.min(self.wake);
        let restart = (ran - waking).min(self.restart);
        let going = (ran - waking - restart).as_micros();
        let here = self.segment_at(going);
        let worked = here.before + (going - here.begin).min(here.work);
        // The checkpoint of a segment is begun when its work is done, and can be relied on a while later.
        let safe = match going.checked_sub((self.safe_after - self.write).as_micros()) {
            // Nothing is after the last segment, so that what is written at the end is not looked at.
            Some(since) => self.segment_at(since).before,
            None => 0,
        };
        Progress {
            worked: Span::from_micros(worked),
            checkpoints: Span::from_micros(going - worked),
            restart,
            waking,
            safe: Span::from_micros(safe),
        }
    }

    fn last(&self) -> Segment {
        if self.growth == STEADY { self.nth(self.inner_writes()) } else { self.segment_at(u64::MAX) }
    }

    /// Checkpoints before all work is done, where they are equally far apart.
    fn inner_writes(&self) -> u64 {
        self.work.as_micros().saturating_sub(1) / self.every.as_micros()
    }

    /// A segment, where all are alike, counted from 0.
    fn nth(&self, place: u64) -> Segment {
        let (every, write) = (self.every.as_micros(), self.write.as_micros());
        let begin = place.saturating_mul(every.saturating_add(write));
        self.segment((begin, place * every), every)
    }

    /// What it does when it has run for so long, and when that, counted in the same way, will be over.
    #[must_use]
    pub fn doing(&self, ran: Span) -> (Doing, Span) {
        let beginning = self.beginning();
        if ran < beginning {
            return (Doing::Beginning, beginning);
        }
        if self.write == Span::ZERO {
            return (Doing::Working, self.length());
        }
        let going = (ran - beginning).as_micros();
        let here = self.segment_at(going);
        let worked = here.begin.saturating_add(here.work);
        let (doing, until) = if going < worked {
            (Doing::Working, worked)
        } else {
            (Doing::Writing, worked.saturating_add(here.write))
        };
        (doing, Span::from_micros(until.saturating_add(beginning.as_micros())))
    }

    /// The segment in which it is when it has gone on for so long; each begins where the one before it has ended, checkpoint and all. At
    /// its end it is in the last.
    fn segment_at(&self, going: u64) -> Segment {
        let (work, every, write) = (self.work.as_micros(), self.every.as_micros(), self.write.as_micros());
        if self.growth == STEADY {
            return self.nth((going / every.saturating_add(write)).min(self.inner_writes()));
        }
        let (mut begin, mut before, mut every) = (0_u64, 0_u64, every);
        loop {
            let segment = self.segment((begin, before), every);
            let end = begin.saturating_add(every).saturating_add(write);
            if work - before <= every || going < end {
                return segment;
            }
            (begin, before) = (end, before + every);
            let longer = u128::from(every) * u128::from(self.growth) / u128::from(STEADY);
            // However short it is, it grows, so that there are never many.
            every = u64::try_from(longer).unwrap_or(u64::MAX).max(every + 1);
        }
    }

    fn segment(&self, (begin, before): (u64, u64), every: u64) -> Segment {
        let left = self.work.as_micros() - before;
        let is_last = left <= every;
        let write = if is_last && !self.at_end { 0 } else { self.write.as_micros() };
        Segment { begin, before, work: every.min(left), write }
    }
}
