//! Modal estimates (Tsafrir, Etsion and Feitelson, "Modeling user runtime estimates", JSSPP 2005): few values, most of
//! them round, the maximum the most popular; and each job gets one that suffices.

use super::Limit;
use crate::model::{Chance, Span, uniform};
use crate::workload::Modal;
use std::collections::BTreeSet;

/// Popular values: those that about nine tenths of all jobs use (U14).
const HEAD: usize = 20;

/// The share of jobs that use one of them, as published.
const HEAD_SHARE: f64 = 0.89;

/// Rare values. The authors let their number grow with that of the jobs; these are as many as in a log of 10,000 jobs.
const TAIL: usize = 70;

/// How many per cent of jobs use the value of a popularity rank above the first: `a * exp(b * rank) + c`.
const HEAD_PERCENT: [f64; 3] = [14.0491, -0.177_531, 0.462_513];

/// How popularity falls with the rank in the tail: a power.
const TAIL_POWER: f64 = -2.267;

/// Values that were popular on all four machines of the study, in minutes.
const JOINT_MINUTES: [u64; 15] = [5, 10, 15, 20, 30, 60, 120, 180, 240, 300, 360, 480, 600, 720, 1080];

/// Steps whose multiples, from the maximum downwards, complete the popular values; in minutes.
const ROUND_MINUTES: [u64; 10] = [12_000, 6000, 3000, 600, 300, 120, 60, 20, 10, 5];

/// The places of the popular values below the maximum, in order of time, the most popular first: by the mean of their
/// popularity ranks on the four machines of the study, which the authors draw from.
const PLACES_BY_POPULARITY: [usize; HEAD - 1] =
    [1, 5, 2, 8, 9, 3, 6, 18, 11, 12, 13, 14, 16, 4, 17, 7, 19, 15, 10];

/// The values that users request, in seconds and ascending, each with the share of jobs that request it; `maximum`
/// holds where the user states none.
#[must_use]
pub fn modal_values(modal: &Modal, maximum: Span) -> Vec<(u64, f64)> {
    let longest = modal.popular.iter().copied().max();
    let maximum = modal.maximum.or(longest).unwrap_or(maximum).whole_secs().as_secs();
    let popular = if modal.popular.is_empty() {
        popular_by_default(maximum)
    } else {
        let stated = modal.popular.iter().map(|span| span.whole_secs().as_secs());
        let mut popular: Vec<u64> = stated.collect();
        if !popular.contains(&maximum) {
            popular.insert(0, maximum);
        }
        popular
    };
    let tail = tail(maximum, &popular);
    let head_share = if tail.is_empty() { 1.0 } else { HEAD_SHARE };
    let weights: Vec<f64> = (1..=popular.len()).map(head_percent).collect();
    let all: f64 = weights.iter().sum();
    let mut values: Vec<(u64, f64)> =
        popular.into_iter().zip(weights.into_iter().map(|weight| head_share * weight / all)).collect();
    values.extend(tail);
    values.sort_unstable_by_key(|(secs, _)| *secs);
    values
}

/// The twenty popular values of a machine with this maximum, the most popular first.
fn popular_by_default(maximum: u64) -> Vec<u64> {
    let mut below: BTreeSet<u64> =
        JOINT_MINUTES.into_iter().map(|minutes| 60 * minutes).filter(|secs| *secs < maximum).collect();
    for step in ROUND_MINUTES.map(|minutes| 60 * minutes) {
        let mut multiple = maximum / step * step;
        while 0 < multiple && below.len() < HEAD - 1 {
            if multiple < maximum {
                below.insert(multiple);
            }
            multiple -= step;
        }
    }
    let below: Vec<u64> = below.into_iter().collect();
    let ranked = PLACES_BY_POPULARITY.into_iter().filter_map(|place| below.get(place - 1).copied());
    std::iter::once(maximum).chain(ranked).collect()
}

/// The percentage of jobs that use the popular value of this rank, before all are made to add up.
fn head_percent(rank: usize) -> f64 {
    let [first, fall, floor] = HEAD_PERCENT;
    let percent = |rank: usize| first * libm::exp(fall * rank as f64) + floor;
    if rank == 1 {
        // The maximum takes what the others leave.
        return 100.0 * HEAD_SHARE - (2..=HEAD).map(percent).sum::<f64>();
    }
    percent(rank)
}

/// The rare values and their shares: whole minutes, dense among the short ones.
fn tail(maximum: u64, popular: &[u64]) -> Vec<(u64, f64)> {
    let values = (HEAD + TAIL) as f64;
    // How strongly short values are preferred, given how many values there are.
    let bend = 1.0 + 12.1039 * libm::pow(values, -0.6026);
    let mut secs = BTreeSet::new();
    for place in 1..=TAIL {
        let rank = place as f64 / TAIL as f64;
        let share = (bend - 1.0) * rank / (bend - rank);
        secs.insert((share * maximum as f64 / 60.0).round() as u64 * 60);
    }
    // A rare value that falls on a popular one is none.
    let secs: Vec<u64> =
        secs.into_iter().filter(|secs| 0 < *secs && *secs < maximum && !popular.contains(secs)).collect();
    // The authors deal the popularity ranks out at random; a stride through them does it once and for all.
    let stride = (37..).find(|stride| coprime(*stride, secs.len())).unwrap_or(1);
    let weight = |place: usize| {
        let rank = HEAD + 1 + place * stride % secs.len();
        libm::pow(rank as f64, TAIL_POWER)
    };
    let all: f64 = (0..secs.len()).map(weight).sum();
    (0..secs.len()).map(|place| (secs[place], (1.0 - HEAD_SHARE) * weight(place) / all)).collect()
}

const fn coprime(one: usize, other: usize) -> bool {
    let (mut one, mut other) = (one, other);
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one == 1 || other == one
}

/// Limits of which exactly the stated shares come out, and each suffices.
///
/// The authors go from the longest job to the shortest and give each one of the estimates that suffice and are left,
/// at random. This is the same for a stream of jobs without end: between two values the mixture of what is left does
/// not change, and what is given away there leaves every value in proportion.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ModalLimits {
    /// In seconds, ascending.
    secs: Vec<u64>,
    /// For jobs that need more than the value before each: the share of limits up to that and each further value.
    upto: Vec<Vec<f64>>,
}

impl ModalLimits {
    /// Limits of these values and shares, for jobs of which `share_upto(secs)` run at most so long.
    pub(crate) fn new(values: &[(u64, f64)], share_upto: impl Fn(f64) -> f64) -> ModalLimits {
        let secs: Vec<u64> = values.iter().map(|(secs, _)| *secs).collect();
        let mut left: Vec<f64> = vec![0.0; values.len()];
        let mut upto = vec![Vec::new(); values.len()];
        // Longer jobs than the maximum request the maximum, and so do not take part of it away from others.
        let mut longest = share_upto(secs[secs.len() - 1] as f64 + 0.5);
        for place in (0..values.len()).rev() {
            left[place] = values[place].1;
            let all: f64 = left[place..].iter().sum();
            let mut sum = 0.0;
            upto[place] = left[place..]
                .iter()
                .map(|share| {
                    sum += share / all;
                    sum
                })
                .collect();
            // Runtimes are rounded to whole seconds.
            let shorter = if place == 0 { 0.0 } else { share_upto(secs[place - 1] as f64 + 0.5) };
            // Where more jobs are so long than values are left for them, these are used more than stated.
            let kept = (1.0 - (longest - shorter) / all).max(0.0);
            left[place..].iter_mut().for_each(|share| *share *= kept);
            longest = shorter;
        }
        ModalLimits { secs, upto }
    }

    /// The longest value.
    pub(crate) fn longest(&self) -> u64 {
        self.secs[self.secs.len() - 1]
    }

    /// Draws a limit for a job that needs so many seconds.
    pub(crate) fn draw(&self, secs: u64, chance: &mut Chance) -> Limit {
        let aim = uniform(chance);
        let first = self.secs.partition_point(|limit| *limit < secs);
        let Some(upto) = self.upto.get(first) else { return Limit::Maximum(self.longest()) };
        let place = upto.partition_point(|share| *share <= aim).min(upto.len() - 1);
        Limit::Enough(self.secs[first + place])
    }
}
