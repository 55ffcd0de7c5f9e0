//! What matters of a comparison: which policy keeps waits shortest, how sure that is, and for whom it is worse.

use super::Comparison;
use super::statistics::{Difference, Verdict};
use crate::metrics::{Scope, place};
use crate::stats::holm;

/// What matters of a comparison. Waits are restricted means: each job that never started counts with its wait up to the horizon.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The policy with the shortest mean wait.
    pub best: usize,
    /// All others with how much longer jobs wait under them, the next best first; verdicts hold for all of them together.
    pub others: Vec<(usize, Option<Difference>)>,
    /// With which policy the best is compared below: the first, or the next best where the best is the first. Nothing where there is but
    /// one policy.
    pub opponent: Option<usize>,
    /// The classes and groups that surely wait longer under the best policy than under that one, as places in
    /// [`Comparison::scopes`], those that lose most first.
    pub payers: Vec<(usize, Difference)>,
    /// The policies under which too many jobs never started, and their share.
    pub starved: Vec<(usize, f64)>,
}

/// The figure that policies are ranked by.
pub const RANKED_BY: &str = "wait_secs_restricted_mean";

impl Comparison {
    /// What matters of it; nothing where no job was measured.
    #[must_use]
    pub fn answer(&self) -> Option<Answer> {
        let row = place(RANKED_BY).expect("the metric is a row of the table");
        let mean = |policy: usize| Some(self.estimates[policy].first()?.1[row]?.mean);
        let mut order: Vec<(usize, f64)> =
            (0..self.scenario.policies.len()).filter_map(|policy| Some((policy, mean(policy)?))).collect();
        // Of equal ones the first stays first.
        order.sort_by(|(_, left), (_, right)| left.total_cmp(right));
        let (best, _) = *order.first()?;
        let others: Vec<usize> = order[1..].iter().map(|(policy, _)| *policy).collect();
        let opponent = if best == 0 { others.first().copied() } else { Some(0) };
        let differences = self.differences(&others, best, 0, row);
        let starved = (0..self.scenario.policies.len()).filter(|policy| self.starves(*policy, 0));
        Some(Answer {
            best,
            opponent,
            payers: opponent.map(|opponent| self.payers(best, opponent, row)).unwrap_or_default(),
            starved: starved.map(|policy| (policy, self.never_started(policy, 0))).collect(),
            others: others.into_iter().zip(differences).collect(),
        })
    }

    /// The classes and groups that surely wait longer under one policy than under the other, all of them together.
    fn payers(&self, best: usize, opponent: usize, row: usize) -> Vec<(usize, Difference)> {
        let is_party = |scope: &Scope| matches!(scope, Scope::Class(_) | Scope::Group(_));
        let parties = self.scopes().into_iter().enumerate().filter(|(_, scope)| is_party(scope));
        let found: Vec<(usize, Difference, f64)> = parties
            .filter_map(|(place, _)| {
                let difference = self.differences(&[best], opponent, place, row).swap_remove(0)?;
                Some((place, difference, difference.p?))
            })
            .filter(|(_, difference, _)| difference.verdict != Verdict::NotComparable)
            .collect();
        let corrected = holm(&found.iter().map(|(.., p)| *p).collect::<Vec<f64>>());
        let mut payers: Vec<(usize, Difference)> = found
            .into_iter()
            .zip(corrected)
            .filter(|((_, difference, _), p)| {
                0.0 < difference.estimate.mean && *p < 1.0 - self.confidence.level()
            })
            .map(|((place, difference, _), p)| (place, Difference { p: Some(p), ..difference }))
            .collect();
        payers.sort_by(|(_, left), (_, right)| right.estimate.mean.total_cmp(&left.estimate.mean));
        payers
    }
}
