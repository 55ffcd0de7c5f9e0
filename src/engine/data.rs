//! The data of jobs: what each needs where, what is on its way, and which jobs wait for it.

use super::carried::{Carried, Coming, Need};
use crate::model::{CenterId, ClassId, DatasetId, JobId, LinkId, Request, Span, Time, TransferId, WanRun};
use crate::policy::{Asks, Candidate};
use crate::record::{Cargo, DataFact, Haul, Rejection};
use crate::transfer::{Load, Progress, Store, Transfers};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};

/// Everything that is known of data.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Data {
    run: WanRun,
    /// By centre, of which part of the network it is.
    parts: Vec<u16>,
    transfers: Transfers,
    /// By centre.
    stores: Vec<Store>,
    /// The jobs that need any, by slot.
    needs: BTreeMap<u32, Need>,
    /// Copies on their way, and the jobs that wait for them.
    coming: BTreeMap<(CenterId, DatasetId), Coming>,
    /// By centre, the jobs for whose data there is no room yet, in order.
    lines: Vec<VecDeque<u32>>,
    hauls: BTreeMap<TransferId, Carried>,
    /// When links fail and come back, the last first.
    turns: Vec<(Time, LinkId, bool)>,
    /// What has happened and is to be told.
    facts: Vec<(CenterId, DataFact)>,
    /// Jobs whose data are there since the last look.
    ready: Vec<u32>,
    /// Jobs that are over and whose outputs have come since the last look.
    delivered: Vec<JobId>,
}

impl Data {
    pub(super) fn new(run: WanRun, centers: usize) -> Data {
        let ids = (0..centers).map(|place| CenterId(place as u16));
        let mut turns: Vec<(Time, LinkId, bool)> = Vec::new();
        for (place, downs) in run.down.iter().enumerate() {
            let link = LinkId(place as u16);
            turns.extend(downs.iter().flat_map(|(from, until)| [(*from, link, false), (*until, link, true)]));
        }
        turns.sort_unstable();
        turns.reverse();
        Data {
            transfers: Transfers::new(&run.wan, centers),
            parts: run.wan.parts(centers),
            stores: ids.map(|id| Store::new(run.wan.store(id))).collect(),
            lines: vec![VecDeque::new(); centers],
            needs: BTreeMap::new(),
            coming: BTreeMap::new(),
            hauls: BTreeMap::new(),
            facts: Vec::new(),
            ready: Vec::new(),
            delivered: Vec::new(),
            turns,
            run,
        }
    }

    /// Why a job could never have its data at its centre, if it could not.
    pub(super) fn rejection(&self, request: &Request) -> Option<Rejection> {
        let center = request.center;
        let part_of = |center: &CenterId| self.parts[usize::from(center.0)];
        let reaches = |other: &CenterId| part_of(other) == part_of(&center);
        let mut bytes = 0_u64;
        for dataset in self.run.inputs(request.class, request.id) {
            let family = self.run.wan.family(dataset);
            if family.at.contains(&center) {
                continue;
            }
            bytes = bytes.saturating_add(family.bytes);
            if !family.at.iter().any(reaches) {
                return Some(Rejection::DataOutOfReach);
            }
        }
        if let Some((_, to)) = self.run.output(request)
            && !reaches(&to)
        {
            return Some(Rejection::DataOutOfReach);
        }
        (!self.stores[usize::from(center.0)].could_hold(bytes)).then_some(Rejection::DataTooLarge)
    }

    /// A job has come: its data are kept for it where they are there, and else brought. Returns whether it must wait for them.
    pub(super) fn admit(&mut self, slot: u32, request: &Request, now: Time) -> bool {
        if self.run.wan.class(request.class).inputs.is_empty() {
            return false;
        }
        let inputs = self.run.inputs(request.class, request.id);
        let need = Need { center: request.center, request: *request, inputs, missing: 0, is_placed: false };
        self.needs.insert(slot, need);
        if !self.place(slot, now) {
            self.lines[usize::from(request.center.0)].push_back(slot);
            return true;
        }
        0 < self.needs[&slot].missing
    }

    /// Keeps copies for a job, and begins to bring those that are missing; nothing where there is no room for these.
    fn place(&mut self, slot: u32, now: Time) -> bool {
        let Need { center, inputs, request, .. } = self.needs[&slot].clone();
        let place = usize::from(center.0);
        let afar: Vec<DatasetId> = inputs
            .into_iter()
            .filter(|dataset| !self.run.wan.family(*dataset).at.contains(&center))
            .collect();
        let (here, lacking): (Vec<DatasetId>, Vec<DatasetId>) =
            afar.iter().partition(|dataset| self.stores[place].knows(**dataset));
        let bytes = lacking.iter().map(|dataset| self.run.wan.family(*dataset).bytes).sum();
        let Some(gone) = self.stores[place].make_room(bytes, &here) else { return false };
        here.iter().for_each(|dataset| self.stores[place].pin(*dataset));
        for dataset in gone {
            let bytes = self.run.wan.family(dataset).bytes;
            self.facts.push((center, DataFact::Dropped { dataset, bytes }));
        }
        let mut missing = 0;
        for dataset in here {
            if let Some(coming) = self.coming.get_mut(&(center, dataset)) {
                coming.waiting.push(slot);
                missing += 1;
            }
        }
        for dataset in lacking {
            self.stores[place].expect(dataset, self.run.wan.family(dataset).bytes);
            self.bring(slot, dataset, &request, now);
            missing += 1;
        }
        let need = self.needs.get_mut(&slot).expect("it was just there");
        (need.missing, need.is_placed) = (missing, true);
        true
    }

    /// Begins to bring a dataset to the centre of a job, from where it comes soonest.
    fn bring(&mut self, slot: u32, dataset: DatasetId, request: &Request, now: Time) {
        let (to, bytes) = (request.center, self.run.wan.family(dataset).bytes);
        let from = self.nearest(dataset, to).expect("a dataset lies somewhere");
        let pins_source = !self.run.wan.family(dataset).at.contains(&from);
        if pins_source {
            self.stores[usize::from(from.0)].pin(dataset);
        }
        let transfer = self.begin((from, to), Cargo::Input(dataset), bytes, (request, pins_source), now);
        self.coming.insert((to, dataset), Coming { transfer, waiting: vec![slot] });
    }

    /// Where a dataset comes from soonest; of equals the nearest, and then the first. Where no way is up, where it lies for good.
    fn nearest(&mut self, dataset: DatasetId, to: CenterId) -> Option<CenterId> {
        let family = self.run.wan.family(dataset);
        let (at, bytes) = (family.at.clone(), family.bytes);
        let copies = (0..self.stores.len()).filter(|place| self.stores[*place].has(dataset));
        let copies: Vec<CenterId> = copies.map(|place| CenterId(place as u16)).collect();
        let soonest = |from: &CenterId| {
            let takes = self.transfers.expected((*from, to), bytes).unwrap_or(Span::MAX);
            let distance = self.transfers.distance(*from, to);
            (takes, distance.is_none(), distance, *from)
        };
        at.into_iter().chain(copies).min_by_key(soonest)
    }

    fn begin(
        &mut self,
        (from, to): (CenterId, CenterId),
        cargo: Cargo,
        bytes: u64,
        (request, pins_source): (&Request, bool),
        now: Time,
    ) -> TransferId {
        let transfer = self.transfers.begin(now, (from, to), bytes);
        let Request { id: job, class, tenant, group, .. } = *request;
        let haul = Haul { transfer, cargo, from, bytes, job, class, tenant, group };
        self.facts.push((to, DataFact::Begun(haul)));
        self.hauls.insert(transfer, Carried { haul, to, begun: now, pins_source });
        transfer
    }

    /// A job is over, or goes elsewhere: nothing is kept for it any more. A copy on its way comes all the same.
    pub(super) fn leave(&mut self, slot: u32, now: Time) {
        let Some(need) = self.needs.remove(&slot) else { return };
        // Its slot may be another job's at once.
        self.ready.retain(|other| *other != slot);
        let center = need.center;
        let place = usize::from(center.0);
        if !need.is_placed {
            self.lines[place].retain(|other| *other != slot);
            self.fill(center, now);
            return;
        }
        for dataset in need.inputs {
            if self.run.wan.family(dataset).at.contains(&center) {
                continue;
            }
            self.stores[place].unpin(dataset);
            if let Some(coming) = self.coming.get_mut(&(center, dataset)) {
                coming.waiting.retain(|other| *other != slot);
            }
        }
        self.fill(center, now);
    }

    /// Begins to bring what there is room for now, in the order in which jobs wait for room.
    fn fill(&mut self, center: CenterId, now: Time) {
        let place = usize::from(center.0);
        while let Some(first) = self.lines[place].front().copied() {
            if !self.place(first, now) {
                return;
            }
            self.lines[place].pop_front();
            if self.needs[&first].missing == 0 {
                self.ready.push(first);
            }
        }
    }

    /// Sends what a job leaves behind that has done its work. Returns whether there is any.
    pub(super) fn ship(&mut self, request: &Request, now: Time) -> bool {
        let Some((bytes, to)) = self.run.output(request) else { return false };
        self.begin((request.center, to), Cargo::Output, bytes, (request, false), now);
        true
    }

    /// When anything happens next; only right once everything was settled.
    pub(super) fn next(&self) -> Time {
        let turn = self.turns.last().map_or(Time::NEVER, |(at, _, _)| *at);
        turn.min(self.transfers.next())
    }

    /// Lets links fail and come back that are due.
    fn turn_links(&mut self, now: Time) {
        let mut happened = Vec::new();
        while let Some((_, link, is_up)) = self.turns.pop_if(|(at, _, _)| *at <= now) {
            self.transfers.turn(now, link, is_up, &mut happened);
            let end = self.run.wan.links[usize::from(link.0)].ends.0;
            self.facts.push((end, DataFact::Link { link, is_up }));
        }
        self.note(happened, now);
    }

    /// Lets transfers end that are due.
    pub(super) fn advance(&mut self, now: Time) {
        // A transfer that is done when a link fails is done.
        let mut happened = Vec::new();
        self.transfers.advance(now, &mut happened);
        self.note(happened, now);
        self.turn_links(now);
    }

    fn note(&mut self, happened: Vec<Progress>, now: Time) {
        for progress in happened {
            match progress {
                Progress::Leg { transfer, route, bytes, since } => {
                    let Carried { haul, to, .. } = self.hauls[&transfer];
                    let price = self.run.wan.price(&route, bytes);
                    self.facts.push((to, DataFact::Moved { haul, route, bytes, price, since }));
                }
                Progress::Done(transfer) => self.arrive(transfer, now),
            }
        }
    }

    fn arrive(&mut self, transfer: TransferId, now: Time) {
        let Carried { haul, to, begun, pins_source } =
            self.hauls.remove(&transfer).expect("it was under way");
        self.facts.push((to, DataFact::Arrived { haul, begun }));
        let Cargo::Input(dataset) = haul.cargo else {
            self.delivered.push(haul.job);
            return;
        };
        self.stores[usize::from(to.0)].arrive(dataset);
        if let Some(coming) = self.coming.remove(&(to, dataset)) {
            for slot in coming.waiting {
                let need = self.needs.get_mut(&slot).expect("only a job that is there waits");
                need.missing -= 1;
                if need.missing == 0 {
                    self.ready.push(slot);
                }
            }
        }
        self.fill(to, now);
        if pins_source {
            self.stores[usize::from(haul.from.0)].unpin(dataset);
            self.fill(haul.from, now);
        }
    }

    /// Divides the links anew where transfers have begun or ended.
    pub(super) fn settle(&mut self, now: Time) {
        let mut loads = Vec::new();
        self.transfers.settle(now, &mut loads);
        for load in loads {
            let ends = self.run.wan.links[usize::from(load.line.link().0)].ends;
            let begin = if load.line.is_back() { ends.1 } else { ends.0 };
            let Load { line, bytes_per_sec, transfers } = load;
            self.facts.push((begin, DataFact::Flow { line, bytes_per_sec, transfers }));
        }
    }

    /// The jobs whose data have come, in the order in which they had.
    pub(super) fn take_ready(&mut self) -> Vec<u32> {
        std::mem::take(&mut self.ready)
    }

    /// The jobs whose outputs have come.
    pub(super) fn take_delivered(&mut self) -> Vec<JobId> {
        std::mem::take(&mut self.delivered)
    }

    /// What has happened and was not told yet.
    pub(super) fn take_facts(&mut self) -> Vec<(CenterId, DataFact)> {
        std::mem::take(&mut self.facts)
    }

    /// What has moved until the horizon and was not told yet.
    pub(super) fn cut(&self, at: Time) -> Vec<(CenterId, DataFact)> {
        let mut copy = self.clone();
        let mut happened = Vec::new();
        copy.transfers.cut(at, &mut happened);
        copy.facts.clear();
        copy.note(happened, at);
        copy.facts
    }

    /// How many datasets a job waits for, how many bytes of them are still to come, and when all are there if nothing changes.
    pub(super) fn missing(&mut self, slot: u32, now: Time) -> Option<(u32, u64, Option<Time>)> {
        let need = self.needs.get(&slot)?.clone();
        let lacks: Vec<DatasetId> = need
            .inputs
            .iter()
            .copied()
            .filter(|dataset| {
                !self.run.wan.family(*dataset).at.contains(&need.center)
                    && !self.stores[usize::from(need.center.0)].has(*dataset)
            })
            .collect();
        let (mut bytes, mut until) = (0, Some(now));
        for dataset in &lacks {
            let all = self.run.wan.family(*dataset).bytes;
            let coming = self.coming.get(&(need.center, *dataset)).map(|coming| coming.transfer);
            bytes += coming.map_or(all, |transfer| all - self.transfers.moved(transfer, now));
            let end = coming.and_then(|transfer| self.transfers.done_at(transfer, now));
            until = until.zip(end).map(|(one, other)| one.max(other));
        }
        (!lacks.is_empty()).then_some((lacks.len() as u32, bytes, until))
    }

    /// Tells a router how long the data of a job would be on their way to each of its places. Where it goes by starts, these are not
    /// before the data are there.
    pub(super) fn tell(&mut self, open: &mut [Candidate], (asks, now): (Asks, Time)) {
        for candidate in open {
            let Request { class, id, center, .. } = candidate.request;
            let takes = self.expected((class, id), center, now).map_or(u64::MAX, Span::as_micros);
            candidate.data_micros = takes;
            if asks == Asks::Starts {
                candidate.answer = candidate.answer.max(u128::from(takes));
            }
        }
    }

    /// How long it would take until the data of such a job were at a centre, if they were brought from now on; nothing where no way is
    /// up or the store is too small.
    pub(super) fn expected(
        &mut self,
        (class, job): (ClassId, JobId),
        to: CenterId,
        now: Time,
    ) -> Option<Span> {
        let mut longest = Span::ZERO;
        let mut bytes = 0_u64;
        for dataset in self.run.inputs(class, job) {
            let family = self.run.wan.family(dataset);
            if family.at.contains(&to) {
                continue;
            }
            let size = family.bytes;
            bytes = bytes.saturating_add(size);
            if let Some(coming) = self.coming.get(&(to, dataset)) {
                let until = self.transfers.done_at(coming.transfer, now)?;
                longest = longest.max(now.until(until));
            } else if !self.stores[usize::from(to.0)].has(dataset) {
                let from = self.nearest(dataset, to)?;
                longest = longest.max(self.transfers.expected((from, to), size)?);
            }
        }
        self.stores[usize::from(to.0)].could_hold(bytes).then_some(longest)
    }
}
