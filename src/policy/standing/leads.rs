//! The first of a lane, where no other job matters: under a backfill without overtaking, an order that changes while jobs wait
//! need not be worked out for all of them.
//!
//! For some time to come every job has a bound: it will not stand further ahead than that. Jobs lie in the order of their bounds, and
//! the search for the first looks at them until the next bound is behind the best that it has found. The time is short enough for the
//! search to be short, and long enough for a new list to be rare, so that an instant costs about the square root of the
//! queue. A job that leads has its true rank in the queue, all others the last of all.

use crate::model::{Span, Time};
use crate::policy::queue::{Entry, Key, Place, Queue};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// So many jobs must wait before it is worth the trouble.
pub(in crate::policy) const MANY: usize = 16;

/// The rank of everybody who does not lead.
const BEHIND: u64 = u64::MAX;

/// For how long bounds hold at first.
const WINDOW: Span = Span::from_secs(60);

/// What a new list costs, in looks at one job, for each job of it.
const LOOKS_PER_JOB: usize = 4;

/// What an order says of one job.
pub(super) trait Scores {
    /// Jobs of one group are ranked by their bounds alone.
    fn group(&self, entry: &Entry) -> u32;

    /// A number that small ranks go with, as small as it will be at any time until then.
    fn bound(&self, entry: &Entry, until: Time) -> f64;

    /// The smallest rank that a job of the group can have now, if this is its bound.
    fn lowest(&mut self, group: u32, bound: f64) -> u64;

    /// Its rank now.
    fn rank(&mut self, entry: &Entry) -> u64;
}

/// The leads of all lanes.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(in crate::policy) struct Leads {
    /// Whether the last pass went by them, so that most jobs stand behind with no rank of their own.
    pub(in crate::policy) are_followed: bool,
    /// When that was.
    pub(in crate::policy) at: Time,
    /// By lane. They are found out anew when a state has been read.
    #[serde(skip)]
    lanes: Vec<Lead>,
}

/// The jobs that may lead a lane.
#[derive(Debug, Clone, Default)]
struct Lead {
    /// Until when the bounds hold, and for how long they did at first.
    until: Time,
    window: Span,
    /// Looks at a job since the list was made, and how many are allowed.
    looks: usize,
    looks_max: usize,
    groups: BTreeMap<u32, Group>,
    /// Those who have come since, until their bounds are known.
    arrived: Vec<Entry>,
    /// Which of them has its true rank in the queue.
    promoted: Option<u64>,
}

/// Jobs of a lane with their bounds, in two lists with the smallest bounds last: those who were there when the list was made, and, as
/// few are put in their places quickly, those who have come since. Some may wait no longer.
#[derive(Debug, Clone, Default)]
struct Group {
    lists: [Vec<(f64, Entry)>; 2],
}

impl Group {
    fn insert(&mut self, bound: f64, entry: Entry) {
        let [_, list] = &mut self.lists;
        let place = list.partition_point(|known| behind(known, &(bound, entry)).is_lt());
        list.insert(place, (bound, entry));
    }

    fn remove(&mut self, arrival: u64) {
        for list in &mut self.lists {
            if let Some(place) = list.iter().rposition(|(_, entry)| entry.key.arrival == arrival) {
                list.remove(place);
            }
        }
    }
}

/// Small bounds last, and of equal ones those who came first.
fn behind(one: &(f64, Entry), other: &(f64, Entry)) -> Ordering {
    other.0.total_cmp(&one.0).then(other.1.key.arrival.cmp(&one.1.key.arrival))
}

/// The first of those that were looked at.
struct Best {
    first: Option<(u64, Entry)>,
    looks: usize,
}

impl Best {
    fn consider(&mut self, rank: u64, entry: &Entry) {
        self.looks += 1;
        let is_better = |(best, other): (u64, Entry)| (rank, entry.key.arrival) < (best, other.key.arrival);
        if self.first.is_none_or(is_better) {
            self.first = Some((rank, *entry));
        }
    }
}

impl Leads {
    /// Puts the first of each of these lanes where a walk finds it.
    pub(super) fn begin(&mut self, queue: &mut Queue, lanes: &[u32], now: Time, scores: &mut impl Scores) {
        (self.are_followed, self.at) = (true, now);
        for &number in lanes {
            let place = number as usize;
            if self.lanes.len() <= place {
                self.lanes.resize(place + 1, Lead::default());
            }
            self.lanes[place].put_first(queue, number, now, scores);
        }
    }

    /// Forgets all bounds: jobs are of other sizes.
    pub(in crate::policy) fn forget(&mut self) {
        self.lanes.clear();
    }

    /// Forgets all bounds; all jobs are about to get their ranks. Returns whether the last pass went by them.
    pub(super) fn end(&mut self) -> bool {
        self.lanes.clear();
        std::mem::take(&mut self.are_followed)
    }
}

impl Lead {
    fn put_first(&mut self, queue: &mut Queue, lane: u32, now: Time, scores: &mut impl Scores) {
        self.demote(queue, lane);
        if queue.lane(lane).is_empty() {
            *self = Lead { window: self.window, ..Lead::default() };
            return;
        }
        if self.until < now || self.looks_max < self.looks {
            self.make_list(queue, lane, now, scores);
        }
        for entry in self.arrived.drain(..) {
            let group = self.groups.entry(scores.group(&entry)).or_default();
            group.insert(scores.bound(&entry, self.until), entry);
        }
        loop {
            let (rank, first) = self.first(scores).expect("everybody who waits in the lane is known");
            let key = Key { rank: BEHIND, ..first.key };
            if let Some(place) = queue.lane(lane).find(key) {
                queue.promote(lane, place, rank);
                self.promoted = Some(key.arrival);
                return;
            }
            let group = self.groups.get_mut(&scores.group(&first)).expect("it was found in its group");
            group.remove(key.arrival);
        }
    }

    /// Puts everybody behind who has a rank: those who led, and those who have come since.
    fn demote(&mut self, queue: &mut Queue, lane: u32) {
        while let Some(&entry) = queue.lane(lane).first().filter(|entry| entry.key.rank != BEHIND) {
            queue.promote(lane, Place::default(), BEHIND);
            if self.promoted != Some(entry.key.arrival) {
                self.arrived.push(entry);
            }
        }
        self.promoted = None;
    }

    /// Works out the bounds of all jobs of the lane for a time that is longer than the last one if that was too short for the list
    /// to be worth its price, and shorter if searches became too long.
    fn make_list(&mut self, queue: &Queue, lane: u32, now: Time, scores: &mut impl Scores) {
        let micros = self.window.as_micros();
        self.window = match self.looks {
            _ if micros == 0 => WINDOW,
            looks if self.looks_max < looks => Span::from_micros((micros / 2).max(1)),
            looks if looks < self.looks_max / 2 => Span::from_micros(micros.saturating_mul(2)),
            _ => self.window,
        };
        self.until = now + self.window;
        self.arrived.clear();
        self.groups.values_mut().flat_map(|group| &mut group.lists).for_each(Vec::clear);
        let mut known = 0;
        for entry in queue.lane(lane).iter() {
            let group = self.groups.entry(scores.group(entry)).or_default();
            group.lists[0].push((scores.bound(entry, self.until), *entry));
            known += 1;
        }
        self.groups.retain(|_, group| !group.lists[0].is_empty());
        for group in self.groups.values_mut() {
            group.lists[0].sort_unstable_by(behind);
        }
        (self.looks, self.looks_max) = (0, LOOKS_PER_JOB * known + MANY);
    }

    /// The first of all that are known, with its rank.
    fn first(&mut self, scores: &mut impl Scores) -> Option<(u64, Entry)> {
        let mut best = Best { first: None, looks: 0 };
        let lists =
            self.groups.iter().flat_map(|(number, group)| group.lists.iter().map(move |list| (number, list)));
        for (number, list) in lists {
            for (bound, entry) in list.iter().rev() {
                if best.first.is_some_and(|(rank, _)| rank < scores.lowest(*number, *bound)) {
                    break;
                }
                best.consider(scores.rank(entry), entry);
            }
        }
        self.looks += best.looks;
        best.first
    }
}
