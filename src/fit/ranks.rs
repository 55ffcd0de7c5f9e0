//! What occurs how often: popular values, users by how much they submit, how jobs end.

use super::history::Observed;
use super::model::Users;
use crate::log::State;
use std::collections::BTreeMap;

/// So many users are told one by one.
const USERS_MAX: usize = 30;

/// Values with their shares, the smallest value first.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Popular {
    pub(super) entries: Vec<(u64, f64)>,
}

impl Popular {
    /// The same for values that are sizes.
    pub(super) fn narrowed(self) -> Vec<(u32, f64)> {
        let narrow = |(value, share)| (u32::try_from(value).unwrap_or(u32::MAX), share);
        self.entries.into_iter().map(narrow).collect()
    }
}

/// The most popular values; each rarer one counts as the nearest of these, by their ratio.
pub(super) fn popular(values: impl Iterator<Item = u64>, most: usize) -> Popular {
    let mut counts: BTreeMap<u64, u64> = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    let all: u64 = counts.values().sum();
    let mut ranked: Vec<(u64, u64)> = counts.into_iter().collect();
    ranked.sort_by_key(|(value, count)| (std::cmp::Reverse(*count), *value));
    let rare = ranked.split_off(ranked.len().min(most));
    ranked.sort_unstable();
    let mut kept = ranked.clone();
    for (value, count) in rare {
        let ratio = |known: u64| libm::fabs(libm::log((known + 1) as f64 / (value + 1) as f64));
        let nearest = (0..ranked.len())
            .min_by(|one, other| ratio(ranked[*one].0).total_cmp(&ratio(ranked[*other].0)))
            .expect("at least one value is popular");
        kept[nearest].1 += count;
    }
    let entries = kept.into_iter().map(|(value, count)| (value, count as f64 / all as f64)).collect();
    Popular { entries }
}

/// How many jobs bags have: small numbers one by one, larger ones in steps of about a third, by the mean of each step.
pub(super) fn repeats(lengths: impl Iterator<Item = usize>) -> Vec<(u32, f64)> {
    let mut steps: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
    let mut bags = 0_u64;
    for length in lengths {
        let step =
            if length <= 4 { length as u32 } else { 4 + (2.4 * libm::log2(length as f64 / 4.0)) as u32 };
        let (count, sum) = steps.entry(step.max(1)).or_default();
        (*count, *sum, bags) = (*count + 1, *sum + length as u64, bags + 1);
    }
    let mean = |(count, sum): (u64, u64)| {
        let mean = u32::try_from((sum + count / 2) / count).unwrap_or(u32::MAX);
        (mean.max(1), count as f64 / bags as f64)
    };
    let mut entries: Vec<(u32, f64)> = steps.into_values().map(mean).collect();
    // Two steps may have the same rounded mean.
    entries.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        kept.1 += if same { next.1 } else { 0.0 };
        same
    });
    entries
}

/// How jobs end, the most frequent first.
pub(super) fn ends(jobs: &[&Observed]) -> Vec<(State, f64)> {
    let share = |state: State| {
        let count = jobs.iter().filter(|job| job.state == state).count();
        (state, count as f64 / jobs.len() as f64)
    };
    let mut shares: Vec<(State, f64)> =
        State::ALL.into_iter().map(share).filter(|(_, share)| 0.0 < *share).collect();
    shares.sort_by(|one, other| other.1.total_cmp(&one.1));
    shares
}

/// The users of a log by how many jobs they submit. Their own numbers are forgotten.
#[derive(Debug, Clone)]
pub(super) struct UserRanks {
    /// The rank of each, from 1.
    ranks: BTreeMap<u32, u32>,
    /// How many jobs each has, by rank.
    jobs: Vec<u64>,
    jobs_all: u64,
}

impl UserRanks {
    pub(super) fn new(jobs: &[Observed]) -> UserRanks {
        let mut counts: BTreeMap<u32, u64> = BTreeMap::new();
        for job in jobs.iter().filter(|job| job.user != 0) {
            *counts.entry(job.user).or_default() += 1;
        }
        let mut ranked: Vec<(u32, u64)> = counts.into_iter().collect();
        ranked.sort_by_key(|(user, count)| (std::cmp::Reverse(*count), *user));
        let ranks = ranked.iter().zip(1..).map(|((user, _), rank)| (*user, rank)).collect();
        let jobs: Vec<u64> = ranked.into_iter().map(|(_, count)| count).collect();
        let jobs_all = jobs.iter().sum();
        UserRanks { ranks, jobs, jobs_all }
    }

    /// The shares of all users.
    pub(super) fn law(&self) -> Users {
        let told = self.jobs.len().min(USERS_MAX);
        let shares = self.jobs[..told].iter().map(|jobs| *jobs as f64 / self.jobs_all as f64).collect();
        Users { shares, others: u32::try_from(self.jobs.len() - told).unwrap_or(u32::MAX) }
    }

    /// The users with most of these jobs, by rank, with their shares.
    pub(super) fn of_kind(&self, jobs: &[&Observed], most: usize) -> Vec<(u32, f64)> {
        let mut counts: BTreeMap<u32, u64> = BTreeMap::new();
        for rank in jobs.iter().filter_map(|job| self.ranks.get(&job.user)) {
            *counts.entry(*rank).or_default() += 1;
        }
        let mut ranked: Vec<(u32, u64)> = counts.into_iter().collect();
        ranked.sort_by_key(|(rank, count)| (std::cmp::Reverse(*count), *rank));
        ranked.truncate(most);
        ranked.into_iter().map(|(rank, count)| (rank, count as f64 / jobs.len() as f64)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_values_count_as_the_nearest_popular_one() {
        let values = [60, 60, 60, 3_600, 3_600, 50, 3_000].into_iter();
        let found: Vec<(u64, u64)> =
            popular(values, 2).entries.iter().map(|(value, share)| (*value, (7.0 * share) as u64)).collect();
        assert_eq!(found, [(60, 4), (3_600, 3)]);
    }

    #[test]
    fn long_bags_are_told_by_the_mean_of_their_step() {
        let lengths = [1, 1, 1, 2, 100, 104].into_iter();
        let found = repeats(lengths);
        assert_eq!(found.iter().map(|(length, _)| *length).collect::<Vec<_>>(), [1, 2, 102]);
        assert!((found.iter().map(|(_, share)| share).sum::<f64>() - 1.0).abs() < 1e-12);
    }
}
