//! What jobs held, by whose and where: core-hours and accelerator-hours of partitions, classes, tenants and months.

use super::Window;
use crate::model::{CenterId, ClassId, PartitionId, Request, Span, TenantId, Time};
use crate::record::{Fact, JobFact, Observer, Record, Stretch};
use crate::state::{Saved, StateError, from_bytes};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// On whose account something is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Account {
    /// All jobs.
    All,
    /// The partition to which the jobs were sent.
    Partition(CenterId, PartitionId),
    /// The workload that they are of.
    Class(ClassId),
    /// Whose they are.
    Tenant(TenantId),
    /// The workload that they are of, and the centre where they were.
    ClassAt(ClassId, CenterId),
}

/// What jobs held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct HeldHours {
    /// How many were submitted.
    pub jobs: u64,
    /// Cores times microseconds.
    pub core_micros: u128,
    /// Accelerators times microseconds.
    pub accelerator_micros: u128,
}

impl HeldHours {
    /// Adds what others held.
    pub fn add(&mut self, other: &HeldHours) {
        self.jobs += other.jobs;
        self.core_micros += other.core_micros;
        self.accelerator_micros += other.accelerator_micros;
    }
}

/// What was held on each account in each month, by the place of the month.
pub type Hours = Vec<(Account, u16, HeldHours)>;

/// What was held in each month; nothing where no job was heard of.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Months(Vec<Option<HeldHours>>);

impl Months {
    fn add(&mut self, month: usize, held: &HeldHours) {
        grown(&mut self.0, month).get_or_insert_default().add(held);
    }

    fn iter(&self) -> impl Iterator<Item = (u16, &HeldHours)> {
        let month = |(month, held): (usize, _)| (u16::try_from(month).unwrap_or(u16::MAX), held);
        self.0.iter().enumerate().filter_map(|(month, held)| Some((month, held.as_ref()?))).map(month)
    }
}

/// The row of this number, which is there from now on.
fn grown<T: Default + Clone>(rows: &mut Vec<T>, place: usize) -> &mut T {
    if rows.len() <= place {
        rows.resize(place + 1, T::default());
    }
    &mut rows[place]
}

/// Sums up what jobs hold within a window. Jobs count where and when they were submitted, hours where and when they were held.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct HoursFold {
    window: Window,
    /// When each month but the first begins.
    months: Vec<Time>,
    /// By centre, and there by partition.
    partitions: Vec<Vec<Months>>,
    /// By class, and there by centre. Those of a class, and all, are made of these in the end.
    classes: Vec<Vec<Months>>,
    /// Users of a log may have numbers that are far apart.
    tenants: BTreeMap<TenantId, Months>,
}

impl HoursFold {
    /// Nothing yet; a new month begins at each of these instants.
    #[must_use]
    pub const fn new(window: Window, months: Vec<Time>) -> HoursFold {
        HoursFold { window, months, partitions: Vec::new(), classes: Vec::new(), tenants: BTreeMap::new() }
    }

    /// What was held, account by account and month by month.
    #[must_use]
    pub fn finish(self) -> Hours {
        let mut accounts: BTreeMap<(Account, u16), HeldHours> = BTreeMap::new();
        let mut tell = |account: Account, months: &Months| {
            months.iter().for_each(|(month, held)| accounts.entry((account, month)).or_default().add(held));
        };
        for (center, partitions) in (0..).zip(&self.partitions) {
            for (partition, months) in (0..).zip(partitions) {
                tell(Account::Partition(CenterId(center), PartitionId(partition)), months);
            }
        }
        for (class, centers) in (0..).zip(&self.classes) {
            for (center, months) in (0..).zip(centers) {
                let class = ClassId(class);
                tell(Account::All, months);
                tell(Account::Class(class), months);
                tell(Account::ClassAt(class, CenterId(center)), months);
            }
        }
        for (tenant, months) in &self.tenants {
            tell(Account::Tenant(*tenant), months);
        }
        accounts.into_iter().map(|((account, month), held)| (account, month, held)).collect()
    }

    /// The place of the month of an instant.
    fn month(&self, at: Time) -> usize {
        self.months.partition_point(|begin| *begin <= at)
    }

    fn add(&mut self, record: &Record<'_>, request: &Request, month: usize, held: &HeldHours) {
        let center = usize::from(record.center.0);
        let partitions = grown(&mut self.partitions, center);
        grown(partitions, usize::from(request.partition.0)).add(month, held);
        let classes = grown(&mut self.classes, usize::from(request.class.0));
        grown(classes, center).add(month, held);
        self.tenants.entry(request.tenant).or_default().add(month, held);
    }

    /// Counts what a job held, month by month.
    fn add_stretch(&mut self, record: &Record<'_>, request: &Request, (start, end): (Time, Time)) {
        let (mut from, end) = (start.max(self.window.start), end.min(self.window.end));
        while from < end {
            let month = self.month(from);
            let until = self.months.get(month).copied().unwrap_or(Time::NEVER).min(end);
            self.add(record, request, month, &held(request, from.until(until)));
            from = until;
        }
    }
}

/// What a job of this shape holds in so long.
fn held(request: &Request, span: Span) -> HeldHours {
    let micros = u128::from(span.as_micros()) * u128::from(request.shape.tasks);
    let each = request.shape.per_task;
    HeldHours {
        jobs: 0,
        core_micros: micros * u128::from(each.cores),
        accelerator_micros: micros * u128::from(each.accelerators),
    }
}

impl Observer for HoursFold {
    fn observe(&mut self, record: &Record<'_>) {
        let Fact::Job { request, ref fact, .. } = record.fact else { return };
        if let JobFact::Submitted | JobFact::Rejected { .. } = fact
            && self.window.start <= request.submit
        {
            let one = HeldHours { jobs: 1, ..HeldHours::default() };
            self.add(record, request, self.month(request.submit), &one);
        }
        if let Some((start, stretch)) = fact.stretch() {
            let end = match stretch {
                Stretch::Ended(_) | Stretch::Stopped => record.at,
                // The run may be told of as soon as nothing more happens before the horizon; it lasts until then.
                Stretch::Cut => self.window.end,
            };
            self.add_stretch(record, request, (start, end));
        }
    }

    fn save(&mut self) -> Saved {
        Saved::of(self)
    }

    fn restore(&mut self, state: &[u8]) -> Result<(), StateError> {
        *self = from_bytes(state)?;
        Ok(())
    }
}
