//! Bags: runs of near-identical jobs that a user sends one after the other.
//!
//! The jobs of a log are strongly alike where they are close: a user sends the same thing again and again, with the same
//! size and request. How a queue behaves depends on it as much as on the load (Feitelson 2007, "Locality of sampling and
//! diversity in parallel system workloads").

use super::history::Observed;
use std::collections::BTreeMap;

/// A user who sends nothing of the kind for so long has begun something else.
const PAUSE_MAX_SECS: u64 = 3_600;

/// A bag: the places of its jobs, in order of submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bag {
    pub(super) kind: usize,
    pub(super) jobs: Vec<usize>,
}

/// What the jobs of a bag have in common: user, size, request, kind.
type Sameness = (u32, u32, Option<u64>, usize);

/// The bags of a log whose jobs are of these kinds.
pub(super) fn bags(jobs: &[Observed], kinds: &[usize], requests_known: bool) -> Vec<Bag> {
    let mut open: BTreeMap<Sameness, usize> = BTreeMap::new();
    let mut bags: Vec<Bag> = Vec::new();
    for (place, (job, kind)) in jobs.iter().zip(kinds).enumerate() {
        let same = (job.user, job.size, requests_known.then_some(job.walltime), *kind);
        if let Some(number) = open.get(&same) {
            let bag = &mut bags[*number].jobs;
            let last = bag[bag.len() - 1];
            if job.submit - jobs[last].submit <= PAUSE_MAX_SECS {
                bag.push(place);
                continue;
            }
        }
        open.insert(same, bags.len());
        bags.push(Bag { kind: *kind, jobs: vec![place] });
    }
    bags
}

/// How alike the neighbours of bags are: the rank correlation of what is measured of them, from 0 to 1.
pub(super) fn alike(bags: &[&Bag], measure: &dyn Fn(usize) -> f64) -> f64 {
    let all = bags.iter().flat_map(|bag| bag.jobs.iter().map(|job| measure(*job)));
    let mut sorted: Vec<f64> = all.collect();
    sorted.sort_by(f64::total_cmp);
    // The middle rank of equal values, from -1 to 1.
    let rank = |value: f64| {
        let below = sorted.partition_point(|other| *other < value);
        let upto = sorted.partition_point(|other| *other <= value);
        (below + upto) as f64 / sorted.len() as f64 - 1.0
    };
    let (mut product, mut square) = (0.0, 0.0);
    for bag in bags {
        for pair in bag.jobs.windows(2) {
            let (one, next) = (rank(measure(pair[0])), rank(measure(pair[1])));
            product += one * next;
            square += f64::midpoint(one * one, next * next);
        }
    }
    if square <= 0.0 {
        return 0.0;
    }
    // From the correlation of ranks to that of the normal scores from which run times are drawn.
    let ranks = (product / square).clamp(0.0, 1.0);
    2.0 * libm::sin(std::f64::consts::FRAC_PI_6 * ranks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::State;

    fn job(submit: u64, size: u32, run: u64) -> Observed {
        Observed { submit, run, size, walltime: 3_600, wait: None, user: 1, state: State::Completed }
    }

    #[test]
    fn a_bag_ends_with_an_hour_of_silence_or_another_size() {
        let jobs =
            [job(0, 4, 10), job(60, 4, 10), job(120, 8, 10), job(3_660, 4, 10), job(3_661 + 3_600, 4, 10)];
        let places: Vec<Vec<usize>> = bags(&jobs, &[0; 5], true).into_iter().map(|bag| bag.jobs).collect();
        assert_eq!(places, [vec![0, 1, 3], vec![2], vec![4]]);
    }

    #[test]
    fn neighbours_that_run_equally_long_are_alike() {
        let jobs: Vec<Observed> = (0..40).map(|place| job(place, 1 + (place / 10) as u32, 100)).collect();
        let bags = bags(&jobs, &[0; 40], true);
        let bags: Vec<&Bag> = bags.iter().collect();
        assert!(0.99 < alike(&bags, &|place| (place / 10) as f64), "each bag has its own run time");
        assert_eq!(alike(&bags, &|place| (place % 2) as f64).to_bits(), 0.0_f64.to_bits(), "they alternate");
        assert_eq!(alike(&bags, &|_| 5.0).to_bits(), 0.0_f64.to_bits(), "nothing differs");
    }
}
