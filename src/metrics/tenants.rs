//! What each tenant asked for and got: the stuff of fairness.

use super::Measured;
use super::division::{Dealt, DivisionFold};
use super::dominance::DominanceFold;
use super::{Dominance, Gauges, SizeBand, Window};
use crate::model::{CenterId, GroupId, Request, TenantId, Time};
use crate::record::{Fact, JobFact, JobState, NodeFact, Piece, Record};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Follows all tenants of all centres.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct TenantsFold {
    window: Window,
    /// By tenant and centre, where what is known of it there stands. A log's user numbers may be far apart.
    places: BTreeMap<(TenantId, CenterId), usize>,
    known: Vec<Known>,
    /// The last one that was looked for, and its place: a job is mostly told of several times in a row.
    #[serde(skip)]
    last: Option<((TenantId, CenterId), usize)>,
    divisions: Vec<DivisionFold>,
    /// One for each centre where shares over time are kept, else none.
    dominance: Vec<DominanceFold>,
}

/// The facts known of a tenant in one centre.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Known {
    group: GroupId,
    /// Jobs submitted within the window.
    submitted: u64,
    /// Size times requested time of those of them that were not turned away, in billionths of nodes times microseconds.
    asked: u128,
}

/// One tenant in one centre.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Row {
    pub(super) tenant: TenantId,
    pub(super) center: CenterId,
    pub(super) group: GroupId,
    /// Nothing where it submitted nothing within the window.
    pub(super) band: Option<SizeBand>,
    pub(super) place: usize,
    pub(super) dealt: Dealt,
}

impl TenantsFold {
    /// Nobody is known yet.
    pub(super) fn new(measured: &Measured<'_>) -> TenantsFold {
        let ids = || (0..measured.centers.len()).map(|place| CenterId(place as u16));
        let centers = || ids().zip(measured.centers);
        let division = |(id, center)| DivisionFold::new(id, center, measured.window);
        let dominance = |id| DominanceFold::new(id, measured.window);
        TenantsFold {
            window: measured.window,
            places: BTreeMap::new(),
            known: Vec::new(),
            last: None,
            divisions: centers().map(division).collect(),
            // Shares over time are kept of the same runs as the other pictures.
            dominance: measured.week.map_or_else(Vec::new, |_| ids().map(dominance).collect()),
        }
    }

    /// The place of the tenant of a request, from zero in the order in which they were first heard of.
    pub(super) fn place(&mut self, center: CenterId, request: &Request) -> usize {
        let whose = (request.tenant, center);
        if let Some((_, place)) = self.last.filter(|(last, _)| *last == whose) {
            return place;
        }
        let known = &mut self.known;
        let place = *self.places.entry(whose).or_insert_with(|| {
            known.push(Known { group: request.group, submitted: 0, asked: 0 });
            known.len() - 1
        });
        self.last = Some((whose, place));
        place
    }

    /// Takes note of what a tenant asks for and gets.
    pub(super) fn observe(&mut self, gauges: &Gauges, record: &Record<'_>) {
        let (center, at) = (record.center, record.at);
        if let Fact::Nodes(NodeFact::Capacity(change)) = record.fact {
            self.divisions[usize::from(center.0)].resize(change, at);
        }
        let Fact::Job { request, pieces, ref fact } = record.fact else { return };
        // A job that waits or runs at the horizon did so all the time since it was heard of last.
        let (before, after) = fact.moves().unwrap_or((JobState::Absent, JobState::Absent));
        match before {
            JobState::Absent => {}
            JobState::Waiting => self.wait_no_longer(gauges, center, request, at),
            JobState::Running => self.give_back(gauges, center, (request, pieces), at),
        }
        match after {
            JobState::Absent => {}
            JobState::Waiting => self.wait(gauges, center, request, at),
            JobState::Running => self.hold(gauges, center, (request, pieces), at),
        }
        if let JobFact::Submitted | JobFact::Rejected { .. } = fact {
            self.submitted(gauges, center, request, fact);
        }
    }

    fn submitted(&mut self, gauges: &Gauges, center: CenterId, request: &Request, fact: &JobFact) {
        let place = self.place(center, request);
        if request.submit < self.window.start {
            return;
        }
        let known = &mut self.known[place];
        known.submitted += 1;
        if *fact == JobFact::Submitted {
            let division = &self.divisions[usize::from(center.0)];
            let nodes = division.asked(gauges, request).map_or(0, |(_, asked)| asked);
            known.asked += nodes * u128::from(request.walltime.as_micros());
        }
    }

    fn wait(&mut self, gauges: &Gauges, center: CenterId, request: &Request, at: Time) {
        let place = self.place(center, request);
        self.divisions[usize::from(center.0)].wait(gauges, request, place, at);
    }

    fn wait_no_longer(&mut self, gauges: &Gauges, center: CenterId, request: &Request, at: Time) {
        let place = self.place(center, request);
        self.divisions[usize::from(center.0)].wait_no_longer(gauges, request, place, at);
    }

    fn hold(&mut self, gauges: &Gauges, center: CenterId, held: (&Request, &[Piece]), at: Time) {
        let place = self.place(center, held.0);
        self.divisions[usize::from(center.0)].hold(gauges, held, place, at);
        if let Some(fold) = self.dominance.get_mut(usize::from(center.0)) {
            fold.hold(held.0, place, at);
        }
    }

    fn give_back(&mut self, gauges: &Gauges, center: CenterId, held: (&Request, &[Piece]), at: Time) {
        let place = self.place(center, held.0);
        self.divisions[usize::from(center.0)].give_back(gauges, held, place, at);
        if let Some(fold) = self.dominance.get_mut(usize::from(center.0)) {
            fold.give_back(held.0, place, at);
        }
    }

    /// How much of each centre its tenants hold over time, where that was kept.
    pub(super) fn dominance(&self, gauges: &Gauges) -> Vec<Dominance> {
        let of_center = |(place, fold): (usize, &DominanceFold)| {
            let id = CenterId(place as u16);
            let mut here: Vec<(TenantId, usize)> = self
                .places
                .iter()
                .filter(|((_, center), _)| *center == id)
                .map(|((tenant, _), place)| (*tenant, *place))
                .collect();
            // A stable sort: of equal ones the first tenant is the first.
            here.sort_by_key(|(_, place)| std::cmp::Reverse(self.known[*place].asked));
            fold.finish(gauges, &here)
        };
        self.dominance.iter().enumerate().map(of_center).collect()
    }

    /// Every tenant in every centre, tenant by tenant.
    pub(super) fn finish(self) -> Vec<Row> {
        let bands = self.bands();
        let dealt: Vec<Vec<Dealt>> = self.divisions.into_iter().map(DivisionFold::finish).collect();
        let row = |((tenant, center), place): (&(TenantId, CenterId), &usize)| Row {
            tenant: *tenant,
            center: *center,
            group: self.known[*place].group,
            band: bands.get(tenant).copied(),
            place: *place,
            dealt: dealt[usize::from(center.0)].get(*place).copied().unwrap_or_default(),
        };
        self.places.iter().map(row).collect()
    }

    /// The size band of all tenants that submitted anything within the window, by what they asked for in all centres.
    fn bands(&self) -> BTreeMap<TenantId, SizeBand> {
        let mut asked: BTreeMap<TenantId, u128> = BTreeMap::new();
        for ((tenant, _), place) in &self.places {
            let known = self.known[*place];
            if 0 < known.submitted {
                *asked.entry(*tenant).or_default() += known.asked;
            }
        }
        let mut ranked: Vec<(u128, TenantId)> =
            asked.into_iter().map(|(tenant, asked)| (asked, tenant)).collect();
        ranked.sort_unstable();
        let count = ranked.len();
        ranked.iter().enumerate().map(|(rank, (_, tenant))| (*tenant, SizeBand::of(rank, count))).collect()
    }
}
