//! What orders say of one job, where only the first of all is looked for.

use super::leads::Scores;
use crate::model::{AccessId, Center, Request, Time};
use crate::policy::order::{Candidate, Multifactor, rank_of};
use crate::policy::queue::Entry;

/// By a number that is worked out from the job alone.
pub(super) struct ByNumber<'a, N, B> {
    pub(super) now: Time,
    pub(super) requests: &'a [Request],
    pub(super) center: &'a Center,
    /// The number at an instant.
    pub(super) number: N,
    /// The least that it is from an instant until another.
    pub(super) bound: B,
}

/// By factors, of which one is that of the tenant.
pub(super) struct ByFactors<'a>(pub(super) &'a mut Multifactor);

impl<N, B> ByNumber<'_, N, B> {
    fn job(&self, entry: &Entry) -> Candidate<'_> {
        let request = &self.requests[entry.job as usize];
        let access = self.center.access_of(request.partition, request.group);
        candidate(self.requests, self.center, (access, entry), self.now)
    }
}

/// A waiting job of an access list as an order sees it at an instant, where nobody keeps account of what tenants used.
pub(in crate::policy) fn candidate<'a>(
    requests: &'a [Request],
    center: &'a Center,
    (access, entry): (AccessId, &Entry),
    now: Time,
) -> Candidate<'a> {
    let request = &requests[entry.job as usize];
    Candidate { request, units: entry.units, now, center, access, tenant_usage: 0.0 }
}

impl<N: Fn(&Candidate<'_>) -> f64, B: Fn(&Candidate<'_>, Time) -> f64> Scores for ByNumber<'_, N, B> {
    fn group(&self, _entry: &Entry) -> u32 {
        0
    }

    fn bound(&self, entry: &Entry, until: Time) -> f64 {
        (self.bound)(&self.job(entry), until)
    }

    fn lowest(&mut self, _group: u32, bound: f64) -> u64 {
        rank_of(bound)
    }

    fn rank(&mut self, entry: &Entry) -> u64 {
        rank_of((self.number)(&self.job(entry)))
    }
}

impl Scores for ByFactors<'_> {
    fn group(&self, entry: &Entry) -> u32 {
        self.0.node(entry.job)
    }

    fn bound(&self, entry: &Entry, until: Time) -> f64 {
        self.0.bound(entry.job, until)
    }

    fn lowest(&mut self, group: u32, bound: f64) -> u64 {
        self.0.lowest(group, bound)
    }

    fn rank(&mut self, entry: &Entry) -> u64 {
        self.0.ranks()(entry.job)
    }
}
