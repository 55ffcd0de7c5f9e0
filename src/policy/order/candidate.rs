//! A waiting job at the instant at which its place in the queue is asked for.

use super::rank::secs_from_one;
use crate::model::{AccessId, Center, ClassClaim, Layout, Nodes, Request, Time};

/// What an order may know of a waiting job.
#[derive(Debug, Clone, Copy)]
pub(in crate::policy) struct Candidate<'a> {
    pub(in crate::policy) request: &'a Request,
    /// Its size in accelerators, or in cores where there are none.
    pub(in crate::policy) units: u32,
    pub(in crate::policy) now: Time,
    pub(in crate::policy) center: &'a Center,
    pub(in crate::policy) access: AccessId,
    /// What its tenant used of late, per share, in unit-seconds; zero where nobody keeps account.
    pub(in crate::policy) tenant_usage: f64,
}

impl Candidate<'_> {
    /// How long it has waited, in seconds.
    pub(super) fn wait_secs(&self) -> f64 {
        self.request.submit.until(self.now).as_secs_f64()
    }

    /// How long it is expected to run, in seconds, at least one.
    pub(super) fn estimate_secs(&self) -> f64 {
        secs_from_one(self.request.estimate)
    }

    /// Its size, at least one unit.
    pub(super) fn size(&self) -> f64 {
        f64::from(self.units.max(1))
    }

    /// What its class claims.
    pub(super) fn class_claim(&self) -> ClassClaim {
        let classes = &self.center.claims.classes;
        classes.get(usize::from(self.request.class.0)).copied().unwrap_or_default()
    }

    /// How many nodes it takes at least: its tasks where each has a node of its own, else as many as they fill when packed.
    /// In a counted pool a processor is a node.
    pub(super) fn nodes(&self) -> u32 {
        let shape = self.request.shape;
        let pools = self.center.pools_of(self.access).iter().map(|id| &self.center.pools[usize::from(id.0)]);
        let on_one = pools.map(|pool| match (shape.layout, pool.nodes) {
            (Layout::OnePerNode, Nodes::Named { .. } | Nodes::Counted { .. }) => 1,
            (Layout::Anywhere, Nodes::Named { .. }) => shape.slots_on(pool.node_type.capacity),
            (Layout::Anywhere, Nodes::Counted { .. }) => 1,
        });
        shape.tasks.div_ceil(on_one.max().unwrap_or(1).max(1))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::model::{CenterId, ClassId, GroupId, JobId, PartitionId, Resources, Shape, Span, TenantId};

    /// A job of one processor, by its submission and its requested time in seconds.
    pub(in super::super) fn request(submit: u64, walltime: u64) -> Request {
        Request {
            id: JobId(0),
            submit: Time::from_secs(submit),
            walltime: Span::from_secs(walltime),
            estimate: Span::from_secs(walltime),
            shape: Shape::processors(1),
            tenant: TenantId(0),
            group: GroupId(0),
            class: ClassId(0),
            center: CenterId(0),
            partition: PartitionId(0),
            due: crate::model::Due::NEVER,
        }
    }

    /// What a test asks of a job of so many units that has waited for so many seconds.
    pub(in super::super) fn with_candidate<T>(
        wait: u64,
        walltime: u64,
        units: u32,
        ask: impl FnOnce(&Candidate<'_>) -> T,
    ) -> T {
        let request = Request { shape: Shape::processors(units), ..request(50, walltime) };
        let center = Center::of_nodes("machine", 16, Resources::cores(4));
        let (now, access) = (Time::from_secs(50 + wait), AccessId(0));
        ask(&Candidate { request: &request, units, now, center: &center, access, tenant_usage: 9.0 })
    }

    #[test]
    fn processors_fill_nodes() {
        // Nodes of four cores: nine processors take three.
        assert_eq!(with_candidate(0, 1, 9, |job| job.nodes()), 3);
        let one_per_node = |candidate: &Candidate<'_>| {
            let shape = Shape { layout: Layout::OnePerNode, ..candidate.request.shape };
            Candidate { request: &Request { shape, ..*candidate.request }, ..*candidate }.nodes()
        };
        assert_eq!(with_candidate(0, 1, 9, one_per_node), 9);
    }
}
