//! For what each waiting job waits, second by second.

mod levels;
mod peers;

use super::site::Site;
use crate::model::{Cause, Causes, Center, CenterId, PartitionId, Request, Time};
use crate::record::Observer;
use levels::Levels;
use peers::{Kind, Peers};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The causes of all who wait.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Waits {
    /// By slot.
    waits: Vec<Wait>,
    centers: Vec<Local>,
}

/// One wait, as far as it is known.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
enum Wait {
    /// Nobody waits in this slot.
    #[default]
    None,
    /// A job whose causes are told one by one.
    Alone { cause: Cause, since: Time, causes: Causes },
    /// A job in a queue whose causes follow from the free nodes: it shares them with its peers.
    Queued {
        kind: u32,
        /// What it waited for before it joined them.
        before: Causes,
        /// The sums of its peers when it joined them.
        joined: Causes,
    },
}

/// One centre.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Local {
    /// By kind of tasks, partition, and whether data are missing.
    numbers: BTreeMap<(u32, PartitionId, bool), u32>,
    kinds: Vec<Kind>,
    /// Kinds of which anybody waits.
    present: BTreeSet<u32>,
    levels: Levels,
}

impl Waits {
    pub(super) fn of_centers(count: usize) -> Waits {
        Waits { waits: Vec::new(), centers: vec![Local::default(); count] }
    }

    /// A job begins to wait.
    pub(super) fn begin(&mut self, slot: u32, request: &Request, cause: Cause, now: Time) {
        let place = slot as usize;
        if self.waits.len() <= place {
            self.waits.resize(place + 1, Wait::None);
        }
        self.waits[place] = Wait::Alone { cause, since: now, causes: Causes::default() };
        self.levels(request.center).add(request.class, cause, 1);
    }

    /// Whether a job waits in this slot.
    pub(super) fn has(&self, slot: u32) -> bool {
        !matches!(self.waits[slot as usize], Wait::None)
    }

    /// From now on a job waits for this cause, which it shares with no peers.
    pub(super) fn blame(&mut self, slot: u32, request: &Request, new: Cause, now: Time) {
        if let Wait::Queued { kind: number, .. } = self.waits[slot as usize] {
            let causes = self.so_far(slot, request, now);
            let Local { kinds, present, levels, .. } = &mut self.centers[usize::from(request.center.0)];
            let kind = &mut kinds[number as usize];
            levels.add(request.class, kind.leave(request), -1);
            levels.add(request.class, new, 1);
            if kind.is_empty() {
                present.remove(&number);
            }
            self.waits[slot as usize] = Wait::Alone { cause: new, since: now, causes };
            return;
        }
        let Wait::Alone { cause, since, causes } = &mut self.waits[slot as usize] else {
            unreachable!("only a job that waits is told why")
        };
        if *cause == new {
            return;
        }
        causes.add(*cause, now.since(*since));
        *since = now;
        let before = std::mem::replace(cause, new);
        let levels = self.levels(request.center);
        levels.add(request.class, before, -1);
        levels.add(request.class, new, 1);
    }

    /// From now on what a job waits for follows from the free nodes of its centre; `kind` is that of its tasks in the queue.
    pub(super) fn join(&mut self, slot: u32, request: &Request, center: &Center, kind: u32, now: Time) {
        self.join_kind(slot, request, center, (kind, false), now);
    }

    /// From now on a job lacks nothing but its data: what it waits for follows from the free nodes, as if it were queued, and where it
    /// would fit it waits for its data.
    pub(super) fn stage(&mut self, slot: u32, request: &Request, site: &Site, kind: u32, now: Time) {
        self.join_kind(slot, request, &site.center, (kind, true), now);
        let Wait::Queued { kind: number, .. } = self.waits[slot as usize] else { return };
        let Local { kinds, levels, .. } = &mut self.centers[usize::from(request.center.0)];
        kinds[number as usize].look_at(site, now, levels);
    }

    /// The data of a job are there: what it waits for is to be told anew.
    pub(super) fn unstage(&mut self, slot: u32, request: &Request, now: Time) {
        if let Wait::Queued { kind, .. } = self.waits[slot as usize]
            && self.centers[usize::from(request.center.0)].kinds[kind as usize].lacks_data()
        {
            self.blame(slot, request, Cause::Ahead, now);
        }
    }

    fn join_kind(
        &mut self,
        slot: u32,
        request: &Request,
        center: &Center,
        (kind, lacks_data): (u32, bool),
        now: Time,
    ) {
        let Wait::Alone { cause, since, mut causes } = self.waits[slot as usize] else { return };
        causes.add(cause, now.since(since));
        let access = center.access_of(request.partition, request.group);
        let Local { numbers, kinds, present, levels } = &mut self.centers[usize::from(request.center.0)];
        let number = *numbers.entry((kind, request.partition, lacks_data)).or_insert_with(|| {
            kinds.push(Kind::new(access, request, lacks_data));
            kinds.len() as u32 - 1
        });
        present.insert(number);
        let peers = kinds[number as usize].join(request, now);
        levels.add(request.class, cause, -1);
        levels.add(request.class, peers.cause, 1);
        self.waits[slot as usize] = Wait::Queued { kind: number, before: causes, joined: peers.sums(now) };
    }

    /// Finds out what all who are queued in a centre wait for now.
    pub(super) fn look_at(&mut self, center: CenterId, site: &Site, now: Time) {
        let Local { kinds, present, levels, .. } = &mut self.centers[usize::from(center.0)];
        for &number in &*present {
            let kind = &mut kinds[number as usize];
            // Where the scheduler tells the causes itself, it knows of none whose data are missing.
            if !site.ruled || kind.lacks_data() {
                kind.look_at(site, now, levels);
            }
        }
    }

    /// A job waits no longer. Gives the causes of its wait, which add up to it.
    pub(super) fn end(&mut self, slot: u32, request: &Request, now: Time) -> Causes {
        let causes = self.so_far(slot, request, now);
        let wait = std::mem::take(&mut self.waits[slot as usize]);
        let Local { kinds, present, levels, .. } = &mut self.centers[usize::from(request.center.0)];
        let cause = match wait {
            Wait::None => unreachable!("a job that starts has waited, if only for no time"),
            Wait::Alone { cause, .. } => cause,
            Wait::Queued { kind: number, .. } => {
                let kind = &mut kinds[number as usize];
                let cause = kind.leave(request);
                if kind.is_empty() {
                    present.remove(&number);
                }
                cause
            }
        };
        levels.add(request.class, cause, -1);
        causes
    }

    /// The causes of the wait of a job that goes on waiting, up to now.
    pub(super) fn so_far(&self, slot: u32, request: &Request, now: Time) -> Causes {
        match self.waits[slot as usize] {
            Wait::None => unreachable!("only who waits has a cause to wait"),
            Wait::Alone { cause, since, mut causes } => {
                causes.add(cause, now.since(since));
                causes
            }
            Wait::Queued { before, joined, .. } => {
                let mut causes = self.peers(slot, request).sums(now).since(&joined);
                causes += before;
                causes
            }
        }
    }

    /// What a job waits for at present.
    pub(super) fn cause(&self, slot: u32, request: &Request) -> Cause {
        match self.waits[slot as usize] {
            Wait::None => unreachable!("only who waits has a cause to wait"),
            Wait::Alone { cause, .. } => cause,
            Wait::Queued { .. } => self.peers(slot, request).cause,
        }
    }

    fn peers(&self, slot: u32, request: &Request) -> &Peers {
        let Wait::Queued { kind, .. } = self.waits[slot as usize] else {
            unreachable!("who is not queued has no peers")
        };
        self.centers[usize::from(request.center.0)].kinds[kind as usize].peers(request)
    }

    /// Tells how many wait for what, where that has changed.
    pub(super) fn tell(&mut self, at: Time, center: CenterId, observer: &mut dyn Observer) {
        self.levels(center).tell(at, center, observer);
    }

    fn levels(&mut self, center: CenterId) -> &mut Levels {
        &mut self.centers[usize::from(center.0)].levels
    }
}
