//! Transfers under way. Rates change when a transfer begins or ends and when a link fails or comes back; between these nothing is
//! worked out.
//!
//! Transfers over the same route are alike: each gets the same rate. So a route keeps one sum of what each of them got, and a
//! transfer is done when that sum reaches its mark. An event costs the routes that share links with what changed, directly or through
//! others, and never the number of transfers.
//!
//! A transfer is told to be done at the first whole microsecond at which it is; the others get its share from the nanosecond on at which it
//! was done, so that no time is lost by rounding, however many end one after the other.

use super::bundle::{Bundle, Bundles, Load};
use super::network::{Network, PER_BYTE};
use super::shares::rates;
use crate::model::{CenterId, LineId, LinkId, Span, Time, TransferId, Wan};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Nanoseconds in a microsecond.
const NANOS: u128 = 1_000;

/// Work is counted in rate times nanoseconds, so that whole numbers never lose any.
const PER_BYTE_NANO: u128 = PER_BYTE * 1_000_000 * NANOS;

/// An instant in nanoseconds.
const fn nanos(at: Time) -> u128 {
    at.as_micros() as u128 * NANOS
}

/// What became of a transfer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// So many bytes have gone over one route since then, and nothing more does for now.
    Leg {
        /// Which transfer.
        transfer: TransferId,
        /// The route.
        route: Vec<LineId>,
        /// How many bytes.
        bytes: u64,
        /// Since when.
        since: Time,
    },
    /// All of it is there.
    Done(TransferId),
}

/// All transfers between some centres.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Transfers {
    /// The routes, each with the transfers that use it.
    ways: Bundles,
    moving: BTreeMap<TransferId, Moving>,
    /// When the first bytes of which transfers begin to flow.
    connecting: BTreeSet<(Time, TransferId)>,
    /// In which nanosecond the next transfer of which bundle is done.
    ends: BTreeSet<(u128, u32)>,
    /// Transfers without a route, because links are down.
    stranded: BTreeSet<TransferId>,
    /// Lines of which the users have changed.
    touched: BTreeSet<LineId>,
    /// Lines over which something else may go than was told.
    untold: BTreeSet<LineId>,
    begun: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Moving {
    from: CenterId,
    to: CenterId,
    bytes: u64,
    /// How much of it was told as legs.
    told: u64,
    /// How much there is left to move, when it last began to flow.
    left: u128,
    since: Time,
    place: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Place {
    Connecting { since: Time, until: Time },
    Flowing { bundle: u32, mark: u128 },
    Stranded,
}

impl Transfers {
    /// No transfers over the links of a network, all of which are up.
    #[must_use]
    pub fn new(wan: &Wan, centers: usize) -> Transfers {
        Transfers { ways: Bundles::new(Network::new(wan, centers)), ..Transfers::default() }
    }

    /// Begins to move so many bytes: they flow after a round trip. Where no route is up the transfer waits for one.
    pub fn begin(&mut self, now: Time, (from, to): (CenterId, CenterId), bytes: u64) -> TransferId {
        let transfer = TransferId(self.begun);
        self.begun += 1;
        let left = u128::from(bytes) * PER_BYTE_NANO;
        let moving = Moving { from, to, bytes, told: 0, left, since: now, place: Place::Stranded };
        self.moving.insert(transfer, moving);
        self.connect(now, transfer);
        transfer
    }

    /// The hops and the round-trip time of the way between two centres; nothing where there is none now.
    pub fn distance(&mut self, from: CenterId, to: CenterId) -> Option<(usize, Span)> {
        let route = self.ways.network.route(from, to)?.clone();
        Some((route.len(), self.ways.network.rtt(&route)))
    }

    /// How long it would take to move so many bytes, if they began to now and nothing else changed; nothing where no route is up.
    pub fn expected(&mut self, (from, to): (CenterId, CenterId), bytes: u64) -> Option<Span> {
        if from == to {
            return Some(Span::ZERO);
        }
        let route = self.ways.network.route(from, to)?.clone();
        let rtt = self.ways.network.rtt(&route);
        let rate = self.ways.rate_of_one_more(&route);
        let micros = (0 < rate).then(|| (u128::from(bytes) * PER_BYTE_NANO).div_ceil(rate * NANOS))?;
        Some(rtt + Span::from_micros(u64::try_from(micros).ok()?))
    }

    /// When a transfer is done, if nothing changes; nothing where it waits for a way.
    pub fn done_at(&mut self, transfer: TransferId, now: Time) -> Option<Time> {
        let Moving { from, to, left, place, .. } = self.moving.get(&transfer)?.clone();
        match place {
            Place::Flowing { bundle, mark } => {
                let Bundle { sum, rate, since, .. } = &self.ways.list[bundle as usize];
                let nano = since + (0 < *rate).then(|| mark.saturating_sub(*sum).div_ceil(*rate))?;
                Some(Time::from_micros(u64::try_from(nano.div_ceil(NANOS)).ok()?)).map(|at| at.max(now))
            }
            Place::Connecting { until, .. } => {
                let bytes = left.div_ceil(PER_BYTE_NANO) as u64;
                let (takes, (_, rtt)) = (self.expected((from, to), bytes)?, self.distance(from, to)?);
                Some(until + (takes - rtt))
            }
            Place::Stranded => None,
        }
    }

    /// How many bytes of a transfer are there already.
    #[must_use]
    pub fn moved(&self, transfer: TransferId, now: Time) -> u64 {
        let moving = &self.moving[&transfer];
        moving.bytes - self.left(moving, now).div_ceil(PER_BYTE_NANO) as u64
    }

    /// When something happens next, if nothing changes; only right once everything was settled.
    #[must_use]
    pub fn next(&self) -> Time {
        let connects = self.connecting.first().map_or(Time::NEVER, |(at, _)| *at);
        let ends = self.ends.first().and_then(|(nano, _)| u64::try_from(nano.div_ceil(NANOS)).ok());
        ends.map_or(connects, |micros| connects.min(Time::from_micros(micros)))
    }

    /// Lets happen what is due: transfers end, and others begin to flow.
    pub fn advance(&mut self, now: Time, happened: &mut Vec<Progress>) {
        while let Some((nano, number)) = self.ends.first().copied().filter(|(nano, _)| *nano <= nanos(now)) {
            self.ends.remove(&(nano, number));
            let bundle = &mut self.ways.list[number as usize];
            bundle.end = None;
            bundle.reach(nano);
            while let Some((mark, transfer)) = self.ways.list[number as usize].marks.first().copied() {
                if self.ways.list[number as usize].sum < mark {
                    break;
                }
                self.stop_flowing(transfer, now, happened);
                self.moving.remove(&transfer);
                happened.push(Progress::Done(transfer));
            }
            self.divide(nano);
        }
        while let Some((at, transfer)) = self.connecting.first().copied().filter(|(at, _)| *at <= now) {
            self.connecting.remove(&(at, transfer));
            self.flow_on(now, transfer);
        }
    }

    /// A link fails or comes back: transfers over it take another route with what they have left, or wait.
    pub fn turn(&mut self, now: Time, link: LinkId, is_up: bool, happened: &mut Vec<Progress>) {
        let Some(lines) = self.ways.network.turn(link, is_up) else { return };
        if is_up {
            for transfer in std::mem::take(&mut self.stranded) {
                self.connect(now, transfer);
            }
            return;
        }
        let users: BTreeSet<u32> =
            lines.into_iter().flat_map(|line| self.ways.network.line(line).users.clone()).collect();
        for number in users {
            self.ways.list[number as usize].reach(nanos(now));
            let flowing: Vec<TransferId> =
                self.ways.list[number as usize].marks.iter().map(|(_, transfer)| *transfer).collect();
            for transfer in flowing {
                self.stop_flowing(transfer, now, happened);
                self.connect(now, transfer);
            }
        }
    }

    /// Divides the links anew where anything has changed, and says what goes over which lines from now on.
    pub fn settle(&mut self, now: Time, told: &mut Vec<Load>) {
        self.divide(nanos(now));
        for line in std::mem::take(&mut self.untold) {
            let load = self.ways.load(line);
            let known = &mut self.ways.network.line_mut(line).told;
            if *known != (load.bytes_per_sec, load.transfers) {
                *known = (load.bytes_per_sec, load.transfers);
                told.push(load);
            }
        }
    }

    /// The same, from some nanosecond on.
    fn divide(&mut self, nano: u128) {
        if self.touched.is_empty() {
            return;
        }
        let touched = std::mem::take(&mut self.touched);
        let (lines, bundles) = self.ways.component(touched.into_iter());
        let (capacities, flows) = self.ways.division(&lines, &bundles);
        let rates = rates(&capacities, &flows);
        for (number, rate) in bundles.iter().zip(rates) {
            self.set_rate(*number, rate, nano);
        }
        self.untold.extend(lines);
    }

    /// Tells of the bytes that were moved so far and not told yet, as if all transfers stopped now.
    pub fn cut(&mut self, now: Time, happened: &mut Vec<Progress>) {
        let flowing = self.moving.iter().filter(|(_, moving)| matches!(moving.place, Place::Flowing { .. }));
        let flowing: Vec<TransferId> = flowing.map(|(transfer, _)| *transfer).collect();
        for bundle in &mut self.ways.list {
            bundle.reach(nanos(now));
        }
        flowing.into_iter().for_each(|transfer| self.stop_flowing(transfer, now, happened));
    }

    /// Lets a transfer take the way that is best now.
    fn connect(&mut self, now: Time, transfer: TransferId) {
        let moving = &self.moving[&transfer];
        let place = match self.ways.network.route(moving.from, moving.to).cloned() {
            Some(route) => {
                let until = now + self.ways.network.rtt(&route);
                self.connecting.insert((until, transfer));
                Place::Connecting { since: now, until }
            }
            None => {
                self.stranded.insert(transfer);
                Place::Stranded
            }
        };
        self.moving.get_mut(&transfer).expect("it is under way").place = place;
    }

    /// The first bytes of a transfer begin to flow, if there still is a way.
    fn flow_on(&mut self, now: Time, transfer: TransferId) {
        let moving = &self.moving[&transfer];
        let (ends, left) = ((moving.from, moving.to), moving.left);
        let Some(route) = self.ways.network.route(ends.0, ends.1).cloned() else {
            self.connect(now, transfer);
            return;
        };
        // Another way may have become the best since, with another round trip.
        if let Place::Connecting { since, .. } = self.moving[&transfer].place
            && let until = since + self.ways.network.rtt(&route)
            && now < until
        {
            self.connecting.insert((until, transfer));
            self.moving.get_mut(&transfer).expect("it is under way").place =
                Place::Connecting { since, until };
            return;
        }
        let number = self.ways.number_of(&route, nanos(now));
        for line in &route {
            self.ways.network.line_mut(*line).users.insert(number);
        }
        self.touched.extend(&route);
        let bundle = &mut self.ways.list[number as usize];
        bundle.reach(nanos(now));
        let mark = bundle.sum + left;
        bundle.marks.insert((mark, transfer));
        let moving = self.moving.get_mut(&transfer).expect("it was just there");
        moving.since = now;
        moving.place = Place::Flowing { bundle: number, mark };
    }

    /// Takes a transfer off its route, and tells what it moved there.
    fn stop_flowing(&mut self, transfer: TransferId, now: Time, happened: &mut Vec<Progress>) {
        let left = self.left(&self.moving[&transfer], now);
        let moving = self.moving.get_mut(&transfer).expect("it is under way");
        let Place::Flowing { bundle: number, mark } = moving.place else { return };
        // A byte of which a part is missing is not there.
        let there = moving.bytes - left.div_ceil(PER_BYTE_NANO) as u64;
        let bytes = there - moving.told;
        (moving.told, moving.left, moving.place) = (there, left, Place::Stranded);
        let since = moving.since;
        let bundle = &mut self.ways.list[number as usize];
        bundle.marks.remove(&(mark, transfer));
        let route = bundle.route.clone();
        self.touched.extend(&route);
        if bundle.marks.is_empty() {
            (bundle.rate, bundle.sum) = (0, 0);
            if let Some(end) = bundle.end.take() {
                self.ends.remove(&(end, number));
            }
            for line in &route {
                self.ways.network.line_mut(*line).users.remove(&number);
            }
        }
        if 0 < bytes {
            happened.push(Progress::Leg { transfer, route, bytes, since });
        }
    }

    /// How much a transfer has left.
    fn left(&self, moving: &Moving, now: Time) -> u128 {
        match moving.place {
            Place::Flowing { bundle, mark } => {
                let Bundle { sum, rate, since, .. } = &self.ways.list[bundle as usize];
                mark.saturating_sub(sum + rate * nanos(now).saturating_sub(*since))
            }
            Place::Connecting { .. } | Place::Stranded => moving.left,
        }
    }

    fn set_rate(&mut self, number: u32, rate: u128, nano: u128) {
        let bundle = &mut self.ways.list[number as usize];
        bundle.reach(nano);
        bundle.rate = rate;
        if let Some(end) = bundle.end.take() {
            self.ends.remove(&(end, number));
        }
        let first = bundle.marks.first().map(|(mark, _)| mark.saturating_sub(bundle.sum));
        if let Some(end) = first.filter(|_| 0 < rate).map(|left| bundle.since + left.div_ceil(rate)) {
            bundle.end = Some(end);
            self.ends.insert((end, number));
        }
    }
}
