//! Jobs on nodes whose power is a curve, so that what a job draws depends on what else runs beside it.

use crate::model::{CenterId, JobId, NodeId, PoolId, Time, Unit, Whose};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A node of one of the centres.
pub(super) type Place = (CenterId, NodeId);

/// Jobs on nodes.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Residents {
    nodes: BTreeMap<Place, Node>,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Node {
    since: Time,
    jobs: Vec<Resident>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Resident {
    job: JobId,
    whose: Whose,
    unit: Unit,
    weight: u64,
}

/// What has run on a node since something last began or ended there.
pub(super) struct Settled {
    pub(super) since: Time,
    /// The sum of the weights.
    pub(super) load: u64,
    /// Each job's account, and its weight.
    pub(super) parts: Vec<(Whose, Unit, u64)>,
}

impl Residents {
    /// Tells what has run on a node until now, and begins anew; nothing where nothing has.
    pub(super) fn settle(&mut self, place: Place, at: Time) -> Option<Settled> {
        let node = self.nodes.get_mut(&place)?;
        let since = std::mem::replace(&mut node.since, at);
        let load = node.jobs.iter().map(|resident| resident.weight).sum();
        let parts =
            node.jobs.iter().map(|resident| (resident.whose, resident.unit, resident.weight)).collect();
        (since < at && 0 < load).then_some(Settled { since, load, parts })
    }

    /// Every node with jobs on it, and its pool.
    pub(super) fn places(&self) -> Vec<(CenterId, NodeId, PoolId)> {
        let pool = |node: &Node| Some(node.jobs.first()?.whose.pool);
        self.nodes.iter().filter_map(|((center, id), node)| Some((*center, *id, pool(node)?))).collect()
    }

    /// A job begins on a node that has been settled, of which it drives so much.
    pub(super) fn admit(
        &mut self,
        (place, at): (Place, Time),
        job: JobId,
        (whose, unit): (Whose, Unit),
        weight: u64,
    ) {
        let node = self.nodes.entry(place).or_insert_with(|| Node { since: at, jobs: Vec::new() });
        node.jobs.push(Resident { job, whose, unit, weight });
    }

    /// A job leaves a node that has been settled.
    pub(super) fn dismiss(&mut self, place: Place, job: JobId) {
        let Some(node) = self.nodes.get_mut(&place) else { return };
        node.jobs.retain(|resident| resident.job != job);
        if node.jobs.is_empty() {
            self.nodes.remove(&place);
        }
    }
}
