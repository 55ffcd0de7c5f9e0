//! The order of classes at work: the rank of a job, and who has waited for too long.

use super::Order;
use crate::cluster::PoolSet;
use crate::model::{Center, ClassClaim, Request, Time};
use crate::policy::desk::Desk;
use crate::policy::order::{ClassSettings, STARVING};
use crate::policy::queue::Key;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// Jobs that wait, by class, and when each will have waited for too long.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(in crate::policy) struct Classes {
    settings: ClassSettings,
    claims: Vec<ClassClaim>,
    /// Everybody in order of submission: when it is due, its lane, and where it stands there until then.
    due: VecDeque<(Time, u32, Key)>,
    /// Where somebody was put first since the jobs there were last looked at.
    promoted: PoolSet,
}

impl Classes {
    pub(super) fn new(settings: ClassSettings, center: &Center) -> Classes {
        Classes {
            settings,
            claims: center.claims.classes.clone(),
            due: VecDeque::new(),
            promoted: PoolSet::NONE,
        }
    }

    pub(super) fn rank(&self, request: &Request) -> u64 {
        let claim = self.claims.get(usize::from(request.class.0)).copied().unwrap_or_default();
        self.settings.rank(claim, request)
    }

    pub(super) fn begin(&mut self, desk: &mut Desk<'_>, scope: PoolSet) -> Order {
        let Some(after) = self.settings.starve_after else { return Order::Kept };
        let here = |lane: u32| desk.cluster.pools_of(desk.queue.lanes()[lane as usize].0.access);
        for waiting in desk.newcomers.iter().filter(|waiting| here(waiting.lane).meets(scope)) {
            let due = desk.requests[waiting.job as usize].submit + after;
            self.due.push_back((due, waiting.lane, waiting.key));
        }
        while let Some(&(due, lane, key)) = self.due.front()
            && due <= desk.now
        {
            self.due.pop_front();
            // A job that has started no longer waits.
            if let Some(place) = desk.queue.lane(lane).find(key) {
                let pools = desk.cluster.pools_of(desk.queue.lanes()[lane as usize].0.access);
                desk.queue.promote(lane, place, STARVING);
                self.promoted = self.promoted.with(pools);
            }
        }
        if !self.promoted.meets(scope) {
            return Order::Kept;
        }
        self.promoted = self.promoted.without(scope);
        Order::New
    }
}
