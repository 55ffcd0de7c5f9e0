//! The scheduler of a centre with rules: limits, licences, quotas, lent locks, reservations, preemption, gangs.
//!
//! It looks at every waiting job in order at every pass and says of each why it waits. Centres without rules take the plain
//! path, which is built for speed. On one pool where units tell what fits (a counted machine, whole nodes, single cores) a rule
//! that never binds changes no record and no cause, whatever the order and the backfill but `slack`, which promises the earliest
//! start here; without plans (`none`, `any`) it changes none anywhere. A test holds both paths to that.
//!
//! Elsewhere plans differ: the plain path reserves nodes for the first blocked job, keeps pools apart that no job links, and
//! counts `depth` over all pools that are linked; this one reserves units, looks at the whole centre whenever anything happens,
//! and counts `depth` by pool. A job whose units lie scattered is tried on any nodes here, where nobody before it is planned.

mod books;
mod first;
mod gang;
mod locks;
mod outlook;
mod pass;
mod promised;
mod runs;
mod style;
mod victims;

use super::backfill::Rule;
use super::desk::{Desk, Hindrances, Leaver, Moment, Scheduler};
use super::standing::{Cursor, Standing};
use crate::cluster::{Cluster, PoolSet};
use crate::model::{Breach, Cause, Center, Eviction, Lack, Piece, Request, Rules, TenantId, Time};
use crate::state::{Saved, StateError, from_bytes};
use books::{Books, Dues};
use outlook::{Need, Outlook, Parts};
use pass::Seat;
use runs::Runs;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use style::Style;

/// An order and a backfill at work under the rules of a centre.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Ruled {
    center: Center,
    /// The pools that are lent to others, and whose access lists those of their owners are.
    lent: PoolSet,
    owners_lists: Vec<bool>,
    /// Whether every job must be looked at, because it may lack what is counted or send others away.
    looks_at_all: bool,
    standing: Standing,
    style: Style,
    books: Books,
    runs: Runs,
    outlook: Outlook,
    /// What waiting jobs need of what is counted, by slot, as far as they were looked at.
    dues: BTreeMap<u32, Dues>,
    /// When waiting jobs were promised to start, by slot.
    promises: BTreeMap<u32, Time>,
    /// For whose sake nodes were taken from others last.
    breach: Option<Breach>,
    /// Jobs for which others were told to leave, and by when these must.
    claims: BTreeMap<u32, Time>,
    /// Since when a job has locked what it waits for, under stepped polling.
    locked: BTreeMap<u32, Time>,
    /// When the last plan was made, where plans are made by the clock.
    planned: Option<Time>,
    /// When the first run may be sent away that somebody waits for and that has not run for long enough yet.
    ripens: Time,
    /// The last instant at which it asked to be asked again.
    woken: Time,
    /// Jobs that were dealt with in this pass.
    done: BTreeSet<u32>,
    /// Jobs that are planned in this pass: when, and where.
    planned_jobs: BTreeMap<u32, (Time, Parts)>,
    /// Where the jobs of gangs stand that were not looked at in this pass.
    gangs: BTreeMap<u64, Vec<Seat>>,
    /// How many of them by pool.
    planned_in: Vec<u32>,
    /// By pool: the units that are lent out, where somebody asked since they last changed hands.
    lent_out: Vec<u64>,
    /// Whether this pass plans.
    plans_now: bool,
    /// Whether the pass is over before its end, because somebody was evicted.
    is_over: bool,
    /// Room for work that every pass does, kept so that no pass allocates.
    cursors: Vec<Cursor>,
    parts: Parts,
    pieces: Vec<Piece>,
}

impl Ruled {
    pub(super) fn new(standing: Standing, rule: Rule, center: &Center) -> Ruled {
        Ruled {
            lent: locks::lending(center),
            owners_lists: locks::owners_lists(center),
            looks_at_all: looks_at_all(&center.rules),
            standing,
            style: Style::of(rule),
            books: Books::new(&center.rules),
            runs: Runs::default(),
            outlook: Outlook::default(),
            dues: BTreeMap::new(),
            promises: BTreeMap::new(),
            breach: None,
            claims: BTreeMap::new(),
            locked: BTreeMap::new(),
            planned: None,
            ripens: Time::NEVER,
            woken: Time::ZERO,
            done: BTreeSet::new(),
            planned_jobs: BTreeMap::new(),
            gangs: BTreeMap::new(),
            planned_in: Vec::new(),
            lent_out: Vec::new(),
            plans_now: true,
            is_over: false,
            cursors: Vec::new(),
            parts: Vec::new(),
            pieces: Vec::new(),
            center: center.clone(),
        }
    }

    /// Forgets a job that waits no longer.
    fn forget(&mut self, slot: u32) {
        self.dues.remove(&slot);
        self.promises.remove(&slot);
        self.claims.remove(&slot);
        self.locked.remove(&slot);
    }

    /// Asks to be asked again, once for each instant.
    fn wake(&mut self, desk: &mut Desk<'_>, at: Time) {
        if at != self.woken && at != Time::NEVER {
            self.woken = at;
            desk.wake_at(at);
        }
    }

    /// Asks to be asked again when a lock closes or opens, a month begins that somebody may wait for, or a job that
    /// somebody would send away has run for as long as it must be let.
    fn wake_for_the_calendar(&mut self, desk: &mut Desk<'_>) {
        let rules = &self.center.rules;
        let lists = desk.center.access_lists.iter();
        let locks = lists.filter_map(|list| locks::next_change(&self.center, list, desk.now));
        let waits = !desk.queue.is_empty() || self.runs.anybody_is_suspended();
        let is_monthly = waits && rules.limits.iter().any(|limit| limit.amount.is_monthly());
        let month = rules.next_month(desk.now).filter(|_| is_monthly);
        let change = locks.chain(month).min().unwrap_or(Time::NEVER);
        self.wake(desk, change.min(self.ripens));
    }

    /// Forgets all plans of this pass, because those who run are others now.
    fn refill(&mut self, desk: &Desk<'_>) {
        let runs = self.runs.iter().map(|(number, run)| (run.stake.dues(), desk.cluster.until(number)));
        self.outlook.refill(desk.cluster, desk.now, runs);
        self.planned_jobs.clear();
        self.lent_out.clear();
        self.planned_in.clear();
        self.planned_in.resize(desk.cluster.pool_count(), 0);
    }

    /// Lets suspended jobs go on whose nodes are free again.
    fn resume(&mut self, desk: &mut Desk<'_>) {
        for suspended in self.runs.take_suspended() {
            let request = desk.requests[suspended.job as usize];
            let pools = PoolSet::of_pieces(&suspended.pieces);
            let list = desk.cluster.list(suspended.access).to_vec();
            let shut = locks::closed(&self.center, &list, &request, desk.now, self.outlook.needed);
            let lacking = self.books.lacks(&self.center, &suspended.dues, desk.now);
            let left = request.estimate - suspended.ran.min(request.estimate);
            let need = Need { access: suspended.access, request: &request, dues: &suspended.dues };
            let ground = (&self.center, &*desk.cluster, &self.books);
            let cause = match lacking {
                Some((cause, _)) => Some(cause),
                None if pools.meets(shut) => Some(Cause::Reservation),
                None if !desk.cluster.has_room(request.shape, &suspended.pieces) => Some(Cause::Capacity),
                None => {
                    let fits = self.outlook.fits(ground, need, &suspended.pieces, desk.now, left);
                    (!fits).then_some(Cause::Ahead)
                }
            };
            if let Some(cause) = cause {
                desk.acts.blames.push((suspended.job, cause));
                self.runs.suspend(suspended);
                continue;
            }
            self.outlook.hold(ground, need, &suspended.pieces, desk.now, left);
            let run = desk.resume(suspended.job, suspended.arrival, &suspended.pieces, desk.now + left);
            let stake = self.books.take(&self.center, suspended.dues.clone(), desk.now);
            self.runs.resumed(run, suspended, stake, desk.now);
        }
    }
}

impl Scheduler for Ruled {
    fn rank(&self, request: &Request, units: u32) -> u64 {
        self.standing.rank(request, units)
    }

    fn lane_of(&self, tenant: TenantId) -> TenantId {
        self.standing.lane_of(tenant)
    }

    fn wants_every_submission(&self) -> bool {
        true
    }

    fn tells_causes(&self) -> bool {
        true
    }

    fn line(&self, desk: &Desk<'_>, pools: PoolSet) -> Vec<u32> {
        self.standing.line(desk, pools, |request| self.round(request))
    }

    fn hindrances(&self, desk: &Desk<'_>, job: u32) -> Hindrances {
        let request = &desk.requests[job as usize];
        let list = desk.cluster.list(desk.center.access_of(request.partition, request.group));
        let closed = locks::closed(&self.center, list, request, desk.now, self.outlook.needed);
        // Who is held outside the queue was never looked at.
        let Some(dues) = self.dues.get(&job) else { return Hindrances { closed, lacks: Vec::new() } };
        let with_holders = |lack: Lack| {
            let holds = |run: &&runs::Run| self.books.compete(lack.what, dues, run.stake.dues());
            let holders = self.runs.iter().map(|(_, run)| run).filter(holds);
            (lack, holders.map(|run| run.job).collect())
        };
        let lacks = self.books.lacking(&self.center, dues, desk.now).into_iter().map(with_holders);
        Hindrances { closed, lacks: lacks.collect() }
    }

    fn schedule(&mut self, desk: &mut Desk<'_>) {
        if desk.moment != Moment::Close {
            self.pass(desk);
        }
    }

    fn started(&mut self, request: &Request, units: u32, now: Time) {
        self.standing.started(request, units, now);
    }

    fn ended(&mut self, _cluster: &Cluster, leaver: &Leaver<'_>, now: Time) {
        self.gone(leaver.request, leaver.run, now);
    }

    fn evicted(&mut self, _cluster: &Cluster, leaver: &Leaver<'_>, now: Time) -> Eviction {
        self.left(leaver.request, leaver.run, leaver.pieces, now)
    }

    fn cancelled(&mut self, job: u32) {
        self.forget(job);
    }

    fn replan(&mut self) {
        self.promises.clear();
    }

    fn save(&self) -> Saved {
        Saved::of(self)
    }

    fn restore(&mut self, state: &[u8]) -> Result<(), StateError> {
        *self = from_bytes(state)?;
        Ok(())
    }
}

/// Whether some rule may hold a job back, or let it send others away, whatever nodes are free.
fn looks_at_all(rules: &Rules) -> bool {
    let counts = !rules.limits.is_empty() || !rules.licences.is_empty() || !rules.quotas.is_empty();
    counts || rules.preemption.by_tier || rules.qos.iter().any(|qos| !qos.preempts.is_empty())
}
