//! The waiting jobs in the order in which the last pass looked at them.

use super::desk::Desk;
use super::order::rank_of;
use super::queue::{Entry, Key};
use super::standing::{Standing, candidate};
use crate::cluster::PoolSet;
use crate::model::{AccessId, Request};

impl Standing {
    /// Everybody who waits in some of these pools, by slot: the highest round first, and within it as they were ranked last.
    pub(super) fn line(&self, desk: &Desk<'_>, pools: PoolSet, round: impl Fn(&Request) -> u32) -> Vec<u32> {
        let mut line = Vec::new();
        for front in Standing::fronts_of(desk, pools) {
            let known = match self {
                Standing::FairShare(fair_share) => fair_share.knows(front.lane),
                Standing::DominantShare(dominant) => dominant.knows(front.lane),
                Standing::Fixed(_)
                | Standing::Multifactor(..)
                | Standing::ClassPriority(_)
                | Standing::Waiting(..)
                | Standing::Formula(..) => true,
            };
            // Whose first job came when nobody could start anyway is ranked by the next pass, and has used nothing so far.
            let rank = if known { self.tenant_rank(front.lane) } else { rank_of(0.0) };
            line.extend(desk.queue.lane(front.lane).iter().map(|entry| {
                let round = round(&desk.requests[entry.job as usize]);
                let key = self.rank_in_line(desk, front.key.access, entry);
                (std::cmp::Reverse(round), rank, key, entry.job)
            }));
        }
        line.sort_unstable();
        line.into_iter().map(|(.., job)| job).collect()
    }

    /// The rank of a waiting job as the last pass knew it, whether it was worked out or not.
    fn rank_in_line(&self, desk: &Desk<'_>, access: AccessId, entry: &Entry) -> Key {
        let job = |now| candidate(desk.requests, desk.center, (access, entry), now);
        let rank = match self {
            Standing::Multifactor(multifactor, leads) if leads.are_followed => multifactor.rank(entry.job),
            Standing::Waiting(score, leads) if leads.are_followed => rank_of((score.of)(&job(leads.at))),
            Standing::Formula(formula, None, leads) if leads.are_followed => {
                rank_of(formula.value(&job(leads.at)))
            }
            Standing::Fixed(_)
            | Standing::FairShare(_)
            | Standing::DominantShare(_)
            | Standing::ClassPriority(_)
            | Standing::Multifactor(..)
            | Standing::Waiting(..)
            | Standing::Formula(..) => entry.key.rank,
        };
        Key { rank, ..entry.key }
    }
}
