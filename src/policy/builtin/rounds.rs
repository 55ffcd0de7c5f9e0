//! Rounds: jobs of a higher tier are looked at before all others.

use super::BuiltIn;
use crate::model::Request;
use crate::policy::backfill::Blocked;
use crate::policy::desk::Desk;

/// From this priority on a job closes its pools under the tiered mode.
const POLLING_PRIORITY: u32 = 3;

impl BuiltIn {
    /// Whether some jobs are looked at before all others.
    pub(super) const fn has_rounds(&self) -> bool {
        self.gates.facts.has_tiers || matches!(self.rule.blocked, Blocked::ClosesForByPriority(_))
    }

    /// In which rounds jobs are looked at, the last first.
    pub(super) fn rounds(&self, desk: &Desk<'_>) -> Vec<u32> {
        let entries = desk.lanes().iter().flat_map(|(_, lane)| lane.iter());
        let mut rounds: Vec<u32> =
            entries.map(|entry| self.round(&desk.requests[entry.job as usize])).collect();
        rounds.sort_unstable();
        rounds.dedup();
        rounds
    }

    pub(super) fn round(&self, request: &Request) -> u32 {
        let center = &self.gates.center;
        let tier = center.rules.partition(request.partition).tier;
        let class = center.claims.classes.get(usize::from(request.class.0));
        let polls = class.is_some_and(|class| POLLING_PRIORITY <= class.priority);
        match self.rule.blocked {
            Blocked::ClosesForByPriority(_) => 2 * tier + u32::from(polls),
            Blocked::Closes
            | Blocked::ClosesFor(_)
            | Blocked::LetsPass
            | Blocked::IsProtected
            | Blocked::IsPlanned(_)
            | Blocked::IsPromised(_) => tier,
        }
    }

    pub(super) fn is_of_round(&self, desk: &Desk<'_>, slot: u32, round: Option<u32>) -> bool {
        let here = round.is_none_or(|round| self.round(&desk.requests[slot as usize]) == round);
        here && (self.pass.done.is_empty() || !self.pass.done.contains(&slot))
    }
}
