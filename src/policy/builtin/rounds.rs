//! Rounds: jobs of a higher tier are looked at before all others.

use super::BuiltIn;
use crate::model::{ClassClaim, PartitionRule, Request};
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
        let center = &self.gates.center;
        if !self.gates.facts.has_tiers && !center.claims.classes.iter().any(polls) {
            // All jobs are of one round, those that wait and those that may come.
            let tier =
                center.rules.partitions.first().map_or(PartitionRule::default().tier, |rule| rule.tier);
            return vec![self.in_tier(tier, false)];
        }
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
        self.in_tier(tier, class.is_some_and(polls))
    }

    /// The round of the jobs of a tier, of those that poll or of the others.
    const fn in_tier(&self, tier: u32, polls: bool) -> u32 {
        match self.rule.blocked {
            Blocked::ClosesForByPriority(_) => 2 * tier + polls as u32,
            Blocked::Closes
            | Blocked::ClosesFor(_)
            | Blocked::LetsPass
            | Blocked::IsProtected
            | Blocked::IsPlanned(_)
            | Blocked::IsPromised(_) => tier,
        }
    }

    /// Whether jobs of this round neither hold back others nor are held back by each other.
    pub(super) const fn let_each_other_pass(&self, round: Option<u32>) -> bool {
        match (self.rule.blocked, round) {
            (Blocked::ClosesForByPriority(_), Some(round)) => round % 2 == 0,
            _ => false,
        }
    }

    pub(super) fn is_of_round(&self, desk: &Desk<'_>, slot: u32, round: Option<u32>) -> bool {
        let here = round.is_none_or(|round| self.round(&desk.requests[slot as usize]) == round);
        here && (self.pass.done.is_empty() || !self.pass.done.contains(&slot))
    }
}

/// Whether jobs of a class close their pools under the tiered mode.
const fn polls(class: &ClassClaim) -> bool {
    POLLING_PRIORITY <= class.priority
}
