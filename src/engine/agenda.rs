//! What will happen when: one heap of events, in one written total order.

use crate::model::{CenterId, Time};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// What happens first among the events of one instant.
///
/// Events are ordered by time, then by this rank, then by number. Two kinds of events are not in the heap because something else
/// holds them: **submissions** come from the source, after every event of the instant that has a rank here; and with
/// [`super::Instants::Sequential`] a job that ends early is taken off its nodes **after the submissions**. The centres are
/// scheduled last. An event that is added to the present instant later than that is dealt with by going through the instant
/// once more.
///
/// Nodes come and go on their dates, are repaired and fail between the ends of jobs and the evictions: a job that is done cannot be lost
/// any more, and a node that is back can be used at once. The numbers leave room: changes of tariff belong between the
/// corrections and the submissions. There, too, transfers end and links fail ([`super::staging`]), which are in no heap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Rank {
    /// A scheduler asked to be asked again. This changes nothing but that its centre is looked at; number: the centre.
    Wake = 0,
    /// Something was changed from here on: the schedulers are asked at once, also where events come one by one; number: the centre.
    Change = 5,
    /// A running job ends; number: its start.
    End = 10,
    /// A running job begins to write a checkpoint or goes on with its work; number: its start.
    Turn = 12,
    /// It becomes known when nodes come, go or are worked on; number: their pool.
    News = 13,
    /// Nodes come or go on their date, or are worked on from then or until then; number: their pool.
    Phase = 15,
    /// A node that had failed is back; number: its outage.
    Repair = 20,
    /// Work on nodes begins that waits until they are free, or is done on some of them; number: the work.
    Work = 25,
    /// A node fails; number: its outage.
    Failure = 30,
    /// A running job that was told to leave must go; number: its start.
    Leave = 40,
    /// The users of a waiting job give up; number: its submission.
    Patience = 50,
    /// The hours have come for which a job was put off: it joins the queue; number: its submission.
    Deferral = 55,
    /// A running job has outlived its estimate; number: its start.
    Correction = 60,
}

/// Something that will happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Event {
    pub(super) at: Time,
    pub(super) rank: Rank,
    /// Orders events of one instant and rank. What it counts depends on the rank.
    pub(super) number: u64,
    pub(super) center: CenterId,
    /// What it happens to: for [`Rank::Patience`] and [`Rank::Deferral`] the slot of a job, for [`Rank::Repair`] and
    /// [`Rank::Failure`] the place of the outage, for [`Rank::News`] and [`Rank::Phase`] a pool, for [`Rank::Work`] the place of the work, else the number of a run; nothing for [`Rank::Wake`] and [`Rank::Change`].
    pub(super) subject: u32,
}

/// All that will happen, as far as is known now.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Agenda {
    events: BinaryHeap<Reverse<Event>>,
}

impl Agenda {
    pub(super) fn add(&mut self, event: Event) {
        self.events.push(Reverse(event));
    }

    /// What happens next.
    pub(super) fn next(&self) -> Option<&Event> {
        self.events.peek().map(|Reverse(next)| next)
    }

    /// Takes what happens next, if it happens at this time (or should have before).
    #[inline]
    pub(super) fn take_at(&mut self, now: Time) -> Option<Event> {
        if now < self.next()?.at {
            return None;
        }
        self.events.pop().map(|Reverse(next)| next)
    }

    /// Takes out all that is not to be kept.
    pub(super) fn keep(&mut self, is_kept: impl Fn(&Event) -> bool) {
        self.events.retain(|Reverse(event)| is_kept(event));
    }

    /// Takes out what comes next as long as it is called off.
    pub(super) fn forget(&mut self, is_called_off: impl Fn(&Event) -> bool) {
        while self.next().is_some_and(&is_called_off) {
            self.events.pop();
        }
    }
}
