//! All that may keep a job from starting beside nodes: what is counted, and locks. In a centre without rules there is nothing.

use super::counters::{Counters, Dues, Stake};
use super::locks;
use super::need::Need;
use super::runs::{Run, Runs};
use super::seat::Seat;
use crate::cluster::PoolSet;
use crate::model::{
    AccessId, Amount, Cause, Center, PartitionRule, PoolId, QosId, Quota, Request, Rules, Span, Time,
};
use crate::policy::desk::Desk;
use serde::{Deserialize, Serialize};
use std::cell::Cell;
use std::collections::BTreeSet;

/// The gates of one centre.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Gates {
    pub(super) center: Center,
    pub(super) facts: Facts,
    pub(super) counters: Counters,
    pub(super) runs: Runs,
    /// What waiting jobs need of what is counted, by slot; most need nothing.
    dues: Vec<Option<Box<Dues>>>,
    /// Pools that owners wait for.
    pub(super) needed: PoolSet,
    /// Whether anything that is counted may keep a job from starting at present.
    pub(super) may_bind: bool,
    /// Whether a lock may keep a job from its pools at present, or at any time for which a job could be planned.
    pub(super) locks_bind: bool,
    /// How long the jobs that wait may run, by slot, where locks must know it; nothing for who does not wait.
    walltimes: Vec<Span>,
    /// The sum of that.
    waiting: u128,
    /// Whether a rule has answered no to any question since that was last asked.
    #[serde(skip)]
    withholds: Cell<bool>,
}

/// Which kinds of rules a centre has.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Facts {
    /// Anything is counted: limits, licences, arrays, quotas.
    pub(super) counts: bool,
    /// Jobs may evict others by tier, quality of service or quota.
    pub(super) preempts: bool,
    /// Locks open and close, or lend.
    pub(super) moves: bool,
    /// Jobs come in gangs or arrays.
    pub(super) has_sets: bool,
    /// Something changes with time alone: locks, months, runs that may be evicted from some instant on.
    has_calendar: bool,
    /// Partitions have different tiers.
    pub(super) has_tiers: bool,
    /// The pools that are lent to others.
    pub(super) lent: PoolSet,
    /// By access list: whether it is that of the owners of a lock that lends.
    pub(super) owners_lists: Vec<bool>,
    /// There is no rule that a pass would have to think of.
    are_none: bool,
}

impl Facts {
    fn new(center: &Center) -> Facts {
        let rules = &center.rules;
        let tier = |partition: &PartitionRule| partition.tier;
        let mut tiers: BTreeSet<u32> = rules.partitions.iter().map(tier).collect();
        if rules.partitions.len() < center.partitions.len() {
            tiers.insert(PartitionRule::default().tier);
        }
        let reclaims = |quota: &Quota| quota.reclaims;
        let mut locks = center.pools.iter().filter_map(|pool| pool.lock.as_ref());
        let moves = !locks.all(|lock| lock.is_absolute());
        let preempts_any = rules.preemption.by_tier && 1 < tiers.len()
            || preempts_by_qos(rules)
            || rules.quotas.iter().any(reclaims);
        let facts = Facts {
            counts: counts(rules),
            preempts: preempts_any,
            moves,
            has_calendar: preempts_any || moves || rules.limits.iter().any(|limit| limit.amount.is_monthly()),
            has_sets: rules.has_sets,
            has_tiers: 1 < tiers.len(),
            lent: locks::lending(center),
            owners_lists: locks::owners_lists(center),
            are_none: false,
        };
        Facts { are_none: !facts.remembers_runs() && !facts.has_calendar && !facts.has_tiers, ..facts }
    }

    /// Whether runs are remembered, because they may be evicted or hold what is counted.
    pub(super) const fn remembers_runs(&self) -> bool {
        self.counts || self.preempts || self.moves || self.has_sets
    }

    /// Whether any job may evict another.
    pub(super) fn may_evict(&self) -> bool {
        self.preempts || self.lent != PoolSet::NONE
    }

    /// Whether there is no rule that a pass would have to think of.
    pub(super) const fn are_none(&self) -> bool {
        self.are_none
    }

    /// Whether a pass must think of when something changes with time alone.
    pub(super) const fn remembers_the_calendar(&self) -> bool {
        self.has_calendar
    }
}

/// How long a job may hold its nodes, by what is known of it.
fn longest(request: &Request) -> Span {
    request.walltime.max(request.estimate)
}

/// Whether jobs of some class may evict those of another by their qualities of service.
fn preempts_by_qos(rules: &Rules) -> bool {
    // A class of which nothing is said has the first quality of service.
    let mut used: BTreeSet<QosId> = rules.classes.iter().map(|class| class.qos).collect();
    used.insert(QosId(0));
    used.iter().any(|mine| used.iter().any(|other| rules.preempts(*mine, *other)))
}

fn counts(rules: &Rules) -> bool {
    rules.has_sets
        || rules.limits.iter().any(|limit| limit.amount != Amount::WaitingJobs)
        || rules.classes.iter().any(|class| !class.licences.is_empty())
        || !rules.quotas.is_empty()
}

impl Gates {
    pub(super) fn new(center: &Center) -> Gates {
        Gates {
            facts: Facts::new(center),
            counters: Counters::new(&center.rules),
            runs: Runs::default(),
            dues: Vec::new(),
            needed: PoolSet::NONE,
            may_bind: false,
            locks_bind: false,
            walltimes: Vec::new(),
            waiting: 0,
            withholds: Cell::new(false),
            center: center.clone(),
        }
    }

    /// Takes note of the answer to a question: whether a rule keeps a job from what it would have without.
    pub(super) fn withheld(&self, answer: bool) -> bool {
        self.withholds.set(self.withholds.get() | answer);
        answer
    }

    /// Whether a rule has kept any job from anything since this was last forgotten.
    pub(super) fn has_withheld(&self) -> bool {
        self.withholds.get()
    }

    /// Forgets what was withheld.
    pub(super) fn forget_what_was_withheld(&self) {
        self.withholds.set(false);
    }

    /// Begins a pass; no promised start is put off further than `put_off`. Returns whether locks that may keep jobs from their
    /// pools have come or gone since the last pass.
    pub(super) fn begin(&mut self, desk: &Desk<'_>, put_off: Time) -> bool {
        self.needed = PoolSet::NONE;
        self.may_bind = self.facts.counts && self.counters.may_bind(&self.center, desk.now);
        let locks_bind = self.facts.moves && self.meets_a_lock(desk, put_off);
        std::mem::replace(&mut self.locks_bind, locks_bind) != locks_bind
    }

    /// How long all that waits may run, one after the other.
    pub(super) fn waiting_secs(&self) -> f64 {
        self.waiting as f64 / 1e6
    }

    /// Whether a lock holds at any time until all that runs and waits would be over even if it ran one after the other.
    fn meets_a_lock(&self, desk: &Desk<'_>, put_off: Time) -> bool {
        let request = |slot: u32| &desk.requests[slot as usize];
        let suspended = self.runs.suspended().map(|suspended| longest(request(suspended.job)));
        let left = self.waiting + suspended.map(|span| u128::from(span.as_micros())).sum::<u128>();
        let last = desk.now.max(desk.cluster.last_end()).max(put_off);
        let over = u64::try_from(u128::from(last.as_micros()) + left).map_or(Time::NEVER, Time::from_micros);
        let mut locks = self.center.pools.iter().filter_map(|pool| pool.lock.as_ref());
        locks.any(|lock| lock.windows.at_or_after(desk.now).is_some_and(|(from, _)| from <= over))
    }

    /// Whether more than free nodes may decide what starts when something happens elsewhere in the centre.
    pub(super) const fn links_pools(&self) -> bool {
        self.facts.preempts || self.locks_bind || self.facts.has_sets
    }

    /// Whether what happens in some pools may let jobs start in others, though nothing was ever withheld from these.
    pub(super) fn couples_pools(&self) -> bool {
        self.facts.preempts || self.facts.has_sets || self.locks_bind && self.facts.lent != PoolSet::NONE
    }

    /// What a waiting job needs: nodes, and of what is counted as far as that may bind.
    pub(super) fn need<'a>(&'a self, requests: &'a [Request], seat: &Seat) -> Need<'a> {
        self.need_of(requests, seat.access, seat.job())
    }

    /// The same for a job by its slot.
    pub(super) fn need_of<'a>(&'a self, requests: &'a [Request], access: AccessId, slot: u32) -> Need<'a> {
        let dues = if self.may_bind { self.dues(slot) } else { None };
        Need { access, request: &requests[slot as usize], dues }
    }

    /// What a waiting job needs of what is counted.
    pub(super) fn dues(&self, slot: u32) -> Option<&Dues> {
        self.dues.get(slot as usize).and_then(Option::as_deref)
    }

    /// Takes note of what a job needs that has joined the queue.
    pub(super) fn join(&mut self, desk: &Desk<'_>, slot: u32) {
        if self.facts.moves {
            self.note_walltime(slot, longest(&desk.requests[slot as usize]));
        }
        if !self.facts.counts {
            return;
        }
        let dues = self.counters.dues(&self.center, &desk.requests[slot as usize], desk.terms.get(&slot));
        if dues.is_nothing() {
            return;
        }
        self.counters.ask(&dues);
        let place = slot as usize;
        if self.dues.len() <= place {
            self.dues.resize(place + 1, None);
        }
        self.dues[place] = Some(Box::new(dues));
    }

    fn note_walltime(&mut self, slot: u32, walltime: Span) {
        let place = slot as usize;
        if self.walltimes.len() <= place {
            self.walltimes.resize(place + 1, Span::ZERO);
        }
        let before = std::mem::replace(&mut self.walltimes[place], walltime);
        self.waiting = self.waiting + u128::from(walltime.as_micros()) - u128::from(before.as_micros());
    }

    /// A job has left the queue. Gives what it needed.
    pub(super) fn leave(&mut self, slot: u32) -> Option<Dues> {
        if self.facts.moves {
            self.note_walltime(slot, Span::ZERO);
        }
        let dues = *self.dues.get_mut(slot as usize)?.take()?;
        self.counters.ask_no_more(&dues);
        Some(dues)
    }

    /// Every job has left the queue, to join another.
    pub(super) fn leave_all(&mut self) {
        for slot in 0..self.dues.len().max(self.walltimes.len()) as u32 {
            self.leave(slot);
        }
    }

    /// What a waiting job lacks of what is counted: why it may not start whatever nodes are free, and whether all could lack it.
    pub(super) fn lacks(&self, slot: u32, now: Time) -> Option<(Cause, bool)> {
        if !self.may_bind {
            return None;
        }
        let lack = self.dues(slot).and_then(|dues| self.counters.lacks(&self.center, dues, now));
        self.withheld(lack.is_some());
        lack
    }

    /// The pools of a list that a job may not use now.
    pub(super) fn closed(&self, list: &[PoolId], request: &Request, now: Time) -> PoolSet {
        if !self.locks_bind {
            return PoolSet::NONE;
        }
        let closed = locks::closed(&self.center, list, request, now, self.needed);
        self.withheld(closed != PoolSet::NONE);
        closed
    }

    /// Whether a job may start in a pool at some time, as far as its lock tells.
    pub(super) fn admits(&self, pool: PoolId, request: &Request, at: Time, now: Time) -> bool {
        // An owner's need shuts others out now; what owners will need later nobody knows.
        let needed = if at == now { self.needed } else { PoolSet::NONE };
        !self.locks_bind || !self.withheld(!locks::admits(&self.center, pool, request, at, needed))
    }

    /// When a lock of these pools opens or closes next.
    pub(super) fn next_change(&self, list: &[PoolId], after: Time) -> Option<Time> {
        if self.facts.moves { locks::next_change(&self.center, list, after) } else { None }
    }

    /// Takes note of a run that begins and of what it holds.
    pub(super) fn started(
        &mut self,
        number: u32,
        run: impl FnOnce(Stake) -> Run,
        dues: Option<Dues>,
        now: Time,
    ) {
        if self.facts.remembers_runs() {
            let stake = self.counters.take(&self.center, dues.unwrap_or_default(), now);
            self.runs.started(number, run(stake));
        }
    }

    /// A run is over, however that came: gives back what it held.
    pub(super) fn ended(&mut self, number: u32, now: Time) -> Option<Run> {
        if !self.facts.remembers_runs() {
            return None;
        }
        let run = self.runs.ended(number);
        self.counters.give(&self.center.rules.rates, &run.stake, (run.start, now));
        Some(run)
    }
}
