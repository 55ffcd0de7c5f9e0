//! What the demand of a scenario is stated for, which stays when its centres grow or shrink.

use crate::model::{Center, CenterId, PartitionId};

/// Centres as large as the demand is stated for (`demand_nodes`). The jobs are made for these, and sent to the centres that there are.
#[derive(Debug, Clone, PartialEq)]
pub struct Basis {
    /// The centres; those of the scenario, where nothing is said.
    pub centers: Vec<Center>,
    /// By centre: the partitions of which the file says how many nodes the demand is stated for.
    pub stated: Vec<Vec<PartitionId>>,
}

impl Basis {
    /// The centres as they are, of which nobody says that the demand is stated for them.
    #[must_use]
    pub fn of(centers: &[Center]) -> Basis {
        Basis { centers: centers.to_vec(), stated: vec![Vec::new(); centers.len()] }
    }

    /// The centre as the demand is stated for it.
    #[must_use]
    pub fn center(&self, center: CenterId) -> &Center {
        &self.centers[usize::from(center.0)]
    }

    /// Whether the file says for how many nodes of a partition the demand is stated.
    #[must_use]
    pub fn is_stated(&self, center: CenterId, partition: PartitionId) -> bool {
        self.stated[usize::from(center.0)].contains(&partition)
    }
}
