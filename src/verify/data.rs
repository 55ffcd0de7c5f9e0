//! The checker's own books of data: where copies lie, what transfers have moved, and whether jobs start with their data there.

use super::finding::{Findings, Law};
use crate::model::{CenterId, DatasetId, JobId, LineId, LinkId, Request, Span, Time, TransferId, WanRun};
use crate::record::{Cargo, DataFact, Haul, Rejection};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Default)]
pub(super) struct DataBook<'a> {
    run: Option<&'a WanRun>,
    /// Copies that have come, beside what lies somewhere for good.
    here: BTreeSet<(CenterId, DatasetId)>,
    /// Bytes of copies that are there or on their way, by centre.
    held: BTreeMap<CenterId, u64>,
    under_way: BTreeMap<TransferId, (Haul, CenterId, Time, u64)>,
    /// Which copies running jobs read, and how many do.
    in_use: BTreeMap<(CenterId, DatasetId), u64>,
    down_since: BTreeMap<LinkId, Time>,
}

impl<'a> DataBook<'a> {
    pub(super) fn new(run: &'a WanRun) -> DataBook<'a> {
        DataBook { run: Some(run), ..DataBook::default() }
    }

    fn lies(&self, run: &WanRun, dataset: DatasetId, center: CenterId) -> bool {
        run.wan.family(dataset).at.contains(&center) || self.here.contains(&(center, dataset))
    }

    /// Finds a job that starts without its data.
    pub(super) fn start(&mut self, findings: &mut Findings, at: Time, request: &Request) {
        let Some(run) = self.run else { return };
        for dataset in run.inputs(request.class, request.id) {
            if !self.lies(run, dataset, request.center) {
                findings.add(Law::MissingData, at, &[request.id], || {
                    format!("{} is not in centre {}", run.wan.name_of(dataset), request.center.0)
                });
            }
            *self.in_use.entry((request.center, dataset)).or_default() += 1;
        }
    }

    /// A job holds its nodes no longer.
    pub(super) fn stop(&mut self, request: &Request) {
        let Some(run) = self.run else { return };
        for dataset in run.inputs(request.class, request.id) {
            if let Some(jobs) = self.in_use.get_mut(&(request.center, dataset)) {
                *jobs = jobs.saturating_sub(1);
            }
        }
    }

    /// Whether a job had to be turned away for its data.
    pub(super) fn turns_away(&self, request: &Request, why: Rejection) -> bool {
        let Some(run) = self.run else { return false };
        let center = request.center;
        let inputs = run.inputs(request.class, request.id).into_iter().map(|dataset| run.wan.family(dataset));
        let afar: Vec<_> = inputs.filter(|family| !family.at.contains(&center)).collect();
        match why {
            Rejection::DataTooLarge => {
                let bytes: u64 = afar.iter().map(|family| family.bytes).sum();
                run.wan.store(center).bytes.is_some_and(|most| most < bytes)
            }
            Rejection::DataOutOfReach => {
                let near = reached(run, center);
                let lost = afar.iter().any(|family| family.at.iter().all(|at| !near.contains(at)));
                lost || run.output(request).is_some_and(|(_, to)| !near.contains(&to))
            }
            Rejection::TaskTooLarge
            | Rejection::TooManyTasks
            | Rejection::WalltimeOverLimit
            | Rejection::SizeOverLimit
            | Rejection::NotAllowed
            | Rejection::OverLimitAlone
            | Rejection::TooManyWaiting => false,
        }
    }

    pub(super) fn observe(&mut self, findings: &mut Findings, at: Time, center: CenterId, fact: &DataFact) {
        let Some(run) = self.run else { return };
        let told = match fact {
            DataFact::Begun(haul) => self.begun(run, at, center, haul),
            DataFact::Moved { haul, route, bytes, price, since } => {
                self.moved(run, (at, center), haul, (route, *bytes, *price, *since))
            }
            DataFact::Arrived { haul, begun } => self.arrived(center, haul, *begun),
            DataFact::Dropped { dataset, bytes } => self.dropped(run, center, *dataset, *bytes),
            DataFact::Flow { line, bytes_per_sec, .. } => {
                let link = &run.wan.links[usize::from(line.link().0)];
                let is_over = link.is_shared && link.bytes_per_sec < *bytes_per_sec;
                is_over.then(|| format!("{bytes_per_sec} bytes a second over {}", link.name))
            }
            DataFact::Link { link, is_up } => {
                if *is_up {
                    self.down_since.remove(link);
                } else {
                    self.down_since.insert(*link, at);
                }
                None
            }
        };
        if let Some(detail) = told {
            let jobs: Vec<JobId> = match fact {
                DataFact::Begun(haul) | DataFact::Moved { haul, .. } | DataFact::Arrived { haul, .. } => {
                    vec![haul.job]
                }
                DataFact::Dropped { .. } | DataFact::Flow { .. } | DataFact::Link { .. } => Vec::new(),
            };
            findings.add(Law::WrongTransfer, at, &jobs, || detail);
        }
    }

    fn begun(&mut self, run: &WanRun, at: Time, to: CenterId, haul: &Haul) -> Option<String> {
        if self.under_way.insert(haul.transfer, (*haul, to, at, 0)).is_some() {
            return Some("begins twice".into());
        }
        let Cargo::Input(dataset) = haul.cargo else { return None };
        if !self.lies(run, dataset, haul.from) {
            return Some(format!("{} is brought from where it is not", run.wan.name_of(dataset)));
        }
        if self.lies(run, dataset, to) || run.wan.family(dataset).bytes != haul.bytes {
            return Some(format!("{} bytes of {} in vain", haul.bytes, run.wan.name_of(dataset)));
        }
        let held = self.held.entry(to).or_default();
        *held += haul.bytes;
        let most = run.wan.store(to).bytes.filter(|most| most < held);
        most.map(|most| format!("{held} bytes in a store of {most}"))
    }

    fn moved(
        &mut self,
        run: &WanRun,
        (at, to): (Time, CenterId),
        haul: &Haul,
        (route, bytes, told, since): (&[LineId], u64, u128, Time),
    ) -> Option<String> {
        let Some((known, _, begun, moved)) = self.under_way.get_mut(&haul.transfer) else {
            return Some("moves and has not begun".into());
        };
        *moved += bytes;
        if known != haul || haul.bytes < *moved {
            return Some(format!("{moved} bytes of {}", known.bytes));
        }
        let mut place = haul.from;
        let (mut rtt, mut most, mut price) = (Span::ZERO, u64::MAX, 0_u128);
        for line in route {
            let link = &run.wan.links[usize::from(line.link().0)];
            let (from, next) = if line.is_back() { (link.ends.1, link.ends.0) } else { link.ends };
            if from != place || self.down_since.get(&line.link()).is_some_and(|since| *since < at) {
                return Some(format!("goes over {} which begins elsewhere or is down", link.name));
            }
            place = next;
            rtt += link.rtt;
            price += u128::from(link.price_per_gb) * u128::from(bytes);
            most = most.min(link.bytes_per_sec).min(link.transfer_most.unwrap_or(u64::MAX));
        }
        if place != to || since < *begun + rtt {
            return Some(format!("leads to centre {}, or flows before a round trip is over", place.0));
        }
        if price != told {
            return Some(format!("costs {told} and should {price}"));
        }
        let could = u128::from(most) * u128::from(at.since(since).as_micros());
        // Of one byte a part may have gone over another route before.
        let did = 1_000_000 * u128::from(bytes.saturating_sub(1));
        (could < did).then(|| format!("{bytes} bytes since {since}, sooner than the links allow"))
    }

    fn arrived(&mut self, to: CenterId, haul: &Haul, begun: Time) -> Option<String> {
        let Some((known, there, since, moved)) = self.under_way.remove(&haul.transfer) else {
            return Some("comes and has not begun".into());
        };
        if let Cargo::Input(dataset) = haul.cargo {
            self.here.insert((to, dataset));
        }
        let right = known == *haul && there == to && since == begun && moved == haul.bytes;
        (!right).then(|| format!("{moved} bytes of {} have moved", haul.bytes))
    }

    fn dropped(&mut self, run: &WanRun, center: CenterId, dataset: DatasetId, bytes: u64) -> Option<String> {
        let was_there = self.here.remove(&(center, dataset));
        let held = self.held.entry(center).or_default();
        *held = held.saturating_sub(bytes);
        let used = self.in_use.get(&(center, dataset)).copied().unwrap_or(0);
        let wrong = !was_there || 0 < used || run.wan.family(dataset).bytes != bytes;
        wrong.then(|| format!("{} is dropped, which {used} running jobs read", run.wan.name_of(dataset)))
    }
}

/// The centres that hang together with one.
fn reached(run: &WanRun, center: CenterId) -> BTreeSet<CenterId> {
    let mut reached = BTreeSet::from([center]);
    loop {
        let before = reached.len();
        for link in &run.wan.links {
            let (one, other) = link.ends;
            if reached.contains(&one) || reached.contains(&other) {
                reached.extend([one, other]);
            }
        }
        if reached.len() == before {
            return reached;
        }
    }
}
