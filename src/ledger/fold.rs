//! The fold: records become what each account held, drew and owes, and what each pool drew in each quarter of an hour.

use super::accounts::Accounts;
use super::course::{Course, Prices};
use super::gears::Gears;
use super::residents::Residents;
use super::{Books, Calendar, PowerCurve};
use crate::model::{
    Center, CenterId, JobId, Naps, Piece, Pool, PoolId, Request, Span, Time, Unit, WHOLE_DRIVE, Whose,
    node_units,
};
use crate::record::{End, Fact, JobFact, Observer, Record, Stretch};
use crate::state::{Saved, StateError, from_bytes};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What jobs of one account held, drew and owe, in one month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Sums {
    /// Cores times microseconds.
    pub(super) cores: u128,
    /// Accelerators times microseconds.
    pub(super) accelerators: u128,
    /// Cores times microseconds that nobody is charged for.
    pub(super) unpaid_cores: u128,
    /// Accelerators times microseconds of the same.
    pub(super) unpaid_accelerators: u128,
    /// Cores times microseconds that were in vain because jobs were sent away.
    pub(super) lost_cores: u128,
    /// Accelerators times microseconds of the same.
    pub(super) lost_accelerators: u128,
    /// Milliwatts times microseconds, in parts ([`PoolTable::parts`]).
    pub(super) energy: i128,
    /// The same times millionths of a yuan for a kilowatt-hour.
    pub(super) energy_cost: i128,
    /// The same times milligrams for a kilowatt-hour.
    pub(super) carbon: i128,
    /// Parts of hourly prices times thousandths of them times microseconds.
    pub(super) charge: i128,
}

/// An account in a month: whose, whether its jobs count by accelerators or by cores, and when.
pub(super) type Account = (Whose, Unit, u16);

/// What does not change about a pool.
#[derive(Debug, Clone)]
pub(super) struct PoolTable {
    pub(super) curve: PowerCurve,
    /// Units of a node.
    pub(super) units: u64,
}

impl PoolTable {
    /// Power is counted in such parts of a milliwatt: a job's share of a node is so many units, driven so far.
    pub(super) const fn parts(&self) -> u64 {
        self.units * WHOLE_DRIVE as u64
    }
}

/// What does not change about a centre.
#[derive(Debug, Clone)]
pub(super) struct CenterTable {
    pub(super) pools: Vec<PoolTable>,
    /// What a kilowatt-hour costs and how much carbon dioxide it brings, where power is told at all.
    pub(super) price: Option<(Prices, Prices)>,
}

/// What a pool was used for.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct PoolState {
    pub(super) present: u32,
    /// Nodes that draw power.
    pub(super) nodes: Course,
    /// Units that are held.
    pub(super) held: Course,
    /// Power beyond that of idle nodes, in parts of a milliwatt.
    pub(super) dynamic: Course,
    /// What sleeping nodes draw less than idle ones and waking ones more, in milliwatts.
    pub(super) slept: Course,
}

/// All that changes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct State {
    pub(super) pools: Vec<Vec<PoolState>>,
    pub(super) accounts: Accounts<Sums>,
    pub(super) residents: Residents,
    /// By centre: which nodes sleep.
    pub(super) naps: Vec<Naps>,
    /// By centre: how fast its jobs went.
    pub(super) gears: Vec<Gears>,
    /// Jobs for which nodes had to wake: until when, and the pool of each of these nodes.
    pub(super) waking: BTreeMap<JobId, (Time, Vec<PoolId>)>,
}

/// Folds the records of a run into a ledger.
#[derive(Debug)]
pub struct Fold<'a> {
    pub(super) books: &'a Books,
    pub(super) centers: &'a [Center],
    pub(super) calendar: Calendar,
    pub(super) tables: Vec<CenterTable>,
    /// By price list: how much of it holds when.
    hours: Vec<Prices>,
    pub(super) state: State,
}

impl<'a> Fold<'a> {
    /// Nothing yet; what happens from the first instant until the second is kept.
    #[must_use]
    pub fn new(books: &'a Books, centers: &'a [Center], (from, until): (Time, Time)) -> Fold<'a> {
        let calendar = Calendar::new(books.start, from, until);
        let tables = centers.iter().enumerate().map(|(place, center)| table(books, place, center, &calendar));
        let hours = books.money.prices.iter().map(|price| {
            let quarters = 0..calendar.count();
            let hour = |quarter| usize::from(calendar.moment(quarter).hour().unsigned_abs());
            Prices::new(&calendar, quarters.map(|quarter| i64::from(price.hours[hour(quarter)])).collect())
        });
        let mut state = State {
            pools: Vec::new(),
            accounts: Accounts::default(),
            residents: Residents::default(),
            naps: centers.iter().map(Naps::new).collect(),
            gears: vec![Gears::default(); centers.len()],
            waking: BTreeMap::new(),
        };
        for center in centers {
            let pool = |(place, pool): (usize, &Pool)| {
                let mut state = PoolState { present: pool.nodes.size(), ..PoolState::default() };
                let spares = center.spares_of(PoolId(place as u16));
                state.nodes.change(&calendar, from, i128::from(state.present) + i128::from(spares));
                state
            };
            state.pools.push(center.pools.iter().enumerate().map(pool).collect());
        }
        Fold { books, centers, tables: tables.collect(), hours: hours.collect(), state, calendar }
    }

    fn observe_job(&mut self, record: &Record<'_>, request: &Request, pieces: &[Piece], fact: &JobFact) {
        if let JobFact::Started { .. } = fact {
            self.wake(record, request, pieces);
            self.admit(record, request, pieces);
            self.state.gears[usize::from(record.center.0)].begin(record.at);
        }
        let Some((start, stretch)) = fact.stretch() else { return };
        let end = match stretch {
            Stretch::Ended(_) | Stretch::Stopped => record.at,
            // It may be told of as soon as nothing more happens before the horizon; it lasts until then.
            Stretch::Cut => self.calendar.until(),
        };
        let awake_at = self.awake_at(record.center, request, (start, end));
        self.state.naps[usize::from(record.center.0)].leave(pieces, end);
        let kept_until = Time::from_micros(end.as_micros() - lost(fact, start.until(end)).as_micros());
        for pieces in pieces.chunk_by(|left, right| left.pool == right.pool) {
            let tasks = pieces.iter().map(|piece| u64::from(piece.tasks)).sum();
            let held = Held { whose: whose(record.center, pieces[0].pool, request), request, tasks };
            self.add(&held, (start, kept_until), awake_at, Work::Kept);
            self.add(&held, (kept_until, end), awake_at, Work::Lost);
            self.dismiss(record.center, request, pieces, end);
        }
        self.state.gears[usize::from(record.center.0)].end(start);
    }

    /// Counts what a job held in one pool for a while; before all its nodes were awake it drove none.
    fn add(&mut self, held: &Held<'_>, (from, until): (Time, Time), awake_at: Time, work: Work) {
        if until <= from {
            return;
        }
        let Held { whose, request, tasks } = *held;
        let (center, pool) = (usize::from(whose.center.0), usize::from(whose.pool.0));
        let (table, kind) = (&self.tables[center], &self.centers[center].pools[pool]);
        let units = tasks * u64::from(kind.unit().of(request.shape.per_task));
        let (idle, dynamic) = self.parts(whose, units);
        let is_charged = work == Work::Kept || self.books.money.lost_is_billed;
        let list = self.books.money.price(&self.centers[center], whose).filter(|_| is_charged);
        let hourly = list.map_or(0, |list| self.books.money.prices[list].hourly(request.shape, tasks, kind));
        let calendar = &self.calendar;
        let State { accounts, gears, pools, .. } = &mut self.state;
        let gears = &gears[center];
        calendar.each_month(from, until, |month, from, until| {
            let micros = u128::from(from.until(until).as_micros());
            let sums = accounts.of(whose, unit_of(request), month);
            let cores = micros * u128::from(tasks) * u128::from(request.shape.per_task.cores);
            let accelerators = micros * u128::from(tasks) * u128::from(request.shape.per_task.accelerators);
            sums.cores += cores;
            sums.accelerators += accelerators;
            if work == Work::Lost {
                sums.lost_cores += cores;
                sums.lost_accelerators += accelerators;
            }
            match list {
                Some(list) => sums.charge += hourly * self.hours[list].over(calendar, from, until),
                None => {
                    sums.unpaid_cores += cores;
                    sums.unpaid_accelerators += accelerators;
                }
            }
            sums.draw(table, calendar, (from, until), idle);
            gears.each((from.max(awake_at).min(until), until), dynamic, |within, drawn| {
                sums.draw(table, calendar, within, drawn);
            });
        });
        let state = &mut pools[center][pool];
        let within = (from.max(self.calendar.from()), until.max(self.calendar.from()));
        state.held.raise(&self.calendar, within, i128::from(units));
        let driven = (within.0.max(awake_at).min(within.1), within.1);
        gears.each(driven, dynamic, |within, drawn| state.dynamic.raise(calendar, within, drawn));
    }

    /// The power of so many units of a job, in parts of a milliwatt: its share of idle nodes, and what it draws beyond where that does
    /// not depend on what else runs there.
    fn parts(&self, whose: Whose, units: u64) -> (i128, i128) {
        let center = usize::from(whose.center.0);
        if self.tables[center].price.is_none() {
            return (0, 0);
        }
        let curve = &self.tables[center].pools[usize::from(whose.pool.0)].curve;
        let idle = i128::from(curve.idle()) * i128::from(units) * i128::from(WHOLE_DRIVE);
        let span = i128::from(curve.busy() - curve.idle());
        let dynamic = span * i128::from(units) * i128::from(self.drive(whose));
        (idle, if curve.is_straight() { dynamic } else { 0 })
    }

    fn drive(&self, whose: Whose) -> u32 {
        self.books.drive.get(usize::from(whose.class.0)).copied().unwrap_or(WHOLE_DRIVE)
    }

    /// A job begins to run on nodes whose power depends on what else runs there.
    fn admit(&mut self, record: &Record<'_>, request: &Request, pieces: &[Piece]) {
        for piece in pieces {
            let whose = whose(record.center, piece.pool, request);
            let weight = self.weight(whose, request, piece);
            if self.is_curved(whose) {
                self.settle((record.center, piece), record.at);
                let place = ((record.center, piece.node), record.at);
                self.state.residents.admit(place, request.id, (whose, unit_of(request)), weight);
            }
        }
    }

    fn dismiss(&mut self, center: CenterId, request: &Request, pieces: &[Piece], at: Time) {
        if !self.is_curved(whose(center, pieces[0].pool, request)) {
            return;
        }
        for piece in pieces {
            self.settle((center, piece), at);
            self.state.residents.dismiss((center, piece.node), request.id);
        }
    }

    fn is_curved(&self, whose: Whose) -> bool {
        let table = &self.tables[usize::from(whose.center.0)];
        table.price.is_some() && !table.pools[usize::from(whose.pool.0)].curve.is_straight()
    }

    /// How far a piece of a job drives its node, in parts.
    fn weight(&self, whose: Whose, request: &Request, piece: &Piece) -> u64 {
        let pool = &self.centers[usize::from(whose.center.0)].pools[usize::from(whose.pool.0)];
        let units = u64::from(piece.tasks) * u64::from(pool.unit().of(request.shape.per_task));
        units * u64::from(self.drive(whose))
    }

    /// Counts what a node with a curve drew beyond an idle one since something began or ended there.
    fn settle(&mut self, (center, piece): (CenterId, &Piece), at: Time) {
        let at = at.min(self.calendar.until());
        let table = &self.tables[usize::from(center.0)];
        let pool = &table.pools[usize::from(piece.pool.0)];
        let Some(stretch) = self.state.residents.settle((center, piece.node), at) else { return };
        let drawn = pool.curve.at(stretch.load, pool.parts()).saturating_sub(pool.curve.idle());
        let drawn = i128::from(drawn) * i128::from(pool.parts());
        let State { accounts, gears, pools, .. } = &mut self.state;
        let (gears, calendar) = (&gears[usize::from(center.0)], &self.calendar);
        for (whose, unit, weight) in &stretch.parts {
            let part = drawn * i128::from(*weight) / i128::from(stretch.load.max(1));
            calendar.each_month(stretch.since, at, |month, from, until| {
                let sums = accounts.of(*whose, *unit, month);
                gears.each((from, until), part, |within, drawn| sums.draw(table, calendar, within, drawn));
            });
        }
        let state = &mut pools[usize::from(center.0)][usize::from(piece.pool.0)];
        let since = stretch.since.max(calendar.from());
        gears.each((since, at.max(since)), drawn, |within, drawn| {
            state.dynamic.raise(calendar, within, drawn)
        });
    }

    /// Counts what nodes with curves drew until the end, and what sleeping ones did.
    pub(super) fn settle_all(&mut self) {
        self.settle_naps();
        for (center, node, pool) in self.state.residents.places() {
            let piece = Piece { pool, node, tasks: 0 };
            self.settle((center, &piece), self.calendar.until());
        }
    }
}

/// Whether the work of a stretch of time counted in the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Work {
    Kept,
    Lost,
}

/// What a job held in one pool.
#[derive(Debug, Clone, Copy)]
struct Held<'a> {
    whose: Whose,
    request: &'a Request,
    tasks: u64,
}

impl Sums {
    /// Counts power, in parts, that was drawn for a while.
    fn draw(&mut self, table: &CenterTable, calendar: &Calendar, (from, until): (Time, Time), parts: i128) {
        let Some((price, carbon)) = &table.price else { return };
        self.energy += parts * i128::from(from.until(until).as_micros());
        self.energy_cost += parts * price.over(calendar, from, until);
        self.carbon += parts * carbon.over(calendar, from, until);
    }
}

fn table(books: &Books, place: usize, center: &Center, calendar: &Calendar) -> CenterTable {
    let pool = |pool: &Pool| PoolTable { curve: books.curve(pool), units: u64::from(node_units(pool)) };
    let power = books.centers.get(place).and_then(|books| books.power.as_ref());
    let price = power.map(|power| {
        let moments = || (0..calendar.count()).map(|quarter| calendar.moment(quarter));
        let prices = moments().map(|moment| power.price.at(moment)).collect();
        let carbon = moments().map(|moment| power.carbon.at(moment)).collect();
        (Prices::new(calendar, prices), Prices::new(calendar, carbon))
    });
    CenterTable { pools: center.pools.iter().map(pool).collect(), price }
}

const fn whose(center: CenterId, pool: PoolId, request: &Request) -> Whose {
    let Request { partition, class, group, tenant, .. } = *request;
    Whose { center, pool, partition, class, group, tenant }
}

/// By what the hours of a job are counted.
pub(super) const fn unit_of(request: &Request) -> Unit {
    request.shape.per_task.unit()
}

/// How much at the end of a stretch was in vain because the job was sent away, it failed, or a node did.
fn lost(fact: &JobFact, ran: Span) -> Span {
    match *fact {
        // A job that hangs does nothing until somebody notices.
        JobFact::Stopped { lost, spent, .. } => (lost + spent.hung).min(ran),
        JobFact::Ended { end: End::Evicted | End::NodeFailed | End::Failed, .. } => ran,
        JobFact::Ended { end: End::Finished | End::Killed | End::Cancelled, .. }
        | JobFact::Submitted
        | JobFact::Rejected { .. }
        | JobFact::Started { .. }
        | JobFact::Cancelled { .. }
        | JobFact::Waited { .. }
        | JobFact::Lost { .. }
        | JobFact::PromiseBroken { .. }
        | JobFact::StillWaiting { .. }
        | JobFact::StillRunning { .. } => Span::ZERO,
    }
}

impl Observer for Fold<'_> {
    fn observe(&mut self, record: &Record<'_>) {
        match record.fact {
            Fact::Job { request, pieces, ref fact } => self.observe_job(record, request, pieces, fact),
            Fact::Nodes(fact) => self.observe_nodes((record.at, record.center), fact),
            Fact::Waiting { .. } | Fact::Data(_) => {}
        }
    }

    fn save(&mut self) -> Saved {
        Saved::of(&self.state)
    }

    fn restore(&mut self, state: &[u8]) -> Result<(), StateError> {
        self.state = from_bytes(state)?;
        Ok(())
    }
}
