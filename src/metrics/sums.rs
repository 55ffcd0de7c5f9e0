//! All that is summed up for one scope.

use super::moves::Moved;
use super::{Deadlines, Service, Usage};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Sums {
    pub(super) submitted: u64,
    pub(super) service: Service,
    pub(super) deadlines: Deadlines,
    pub(super) usage: Usage,
    pub(super) moved: Moved,
}

impl Sums {
    pub(super) fn new(pools: usize) -> Sums {
        let (service, deadlines, moved) = (Service::default(), Deadlines::default(), Moved::default());
        Sums { submitted: 0, service, deadlines, usage: Usage::new(pools), moved }
    }

    pub(super) fn merge(&mut self, other: &Sums) {
        self.submitted += other.submitted;
        self.service.merge(&other.service);
        self.deadlines.merge(&other.deadlines);
        self.usage.merge(&other.usage);
        self.moved.merge(&other.moved);
    }
}
