//! One number for how well waits are reproduced: the distance of the distributions of waits, class of size by class.

use crate::log::statistics::size_class;
use crate::model::{Span, Time};
use crate::stats::Histogram;

/// Waits of jobs by class of size, all of them and those of every other week, which are two halves of the log.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WaitsBySize {
    all: Vec<Histogram>,
    halves: [Vec<Histogram>; 2],
}

/// How well waits are reproduced.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// 100 where every class of jobs waits as it should, 0 where none has a wait in common.
    pub points: f64,
    /// The class that costs most, and the distance of its waits, 0 to 1.
    pub worst: Option<(usize, f64)>,
}

const WEEK: Span = Span::from_secs(7 * 86_400);

impl WaitsBySize {
    /// Takes note of a wait of a job that has so many processors.
    pub fn note(&mut self, size: u32, submit: Time, wait: Span) {
        let (class, week) = (size_class(size), submit.as_micros() / WEEK.as_micros());
        for classes in [&mut self.all, &mut self.halves[(week % 2) as usize]] {
            if classes.len() <= class {
                classes.resize_with(class + 1, Histogram::default);
            }
            classes[class].push(wait.as_micros());
        }
    }

    /// How well other waits reproduce these; nothing where there are none.
    #[must_use]
    pub fn score(&self, other: &WaitsBySize) -> Option<Score> {
        score(&self.all, &other.all)
    }

    /// The same for every other week of both; nothing of a half without waits.
    #[must_use]
    pub fn scores_of_halves(&self, other: &WaitsBySize) -> [Option<f64>; 2] {
        [0, 1].map(|half| Some(score(&self.halves[half], &other.halves[half])?.points))
    }
}

/// 100 less 100 times the mean distance of all jobs: each class counts by its jobs, and its distance is the largest difference of the shares that
/// waited no longer than any time (Kolmogorov and Smirnov).
fn score(real: &[Histogram], other: &[Histogram]) -> Option<Score> {
    let jobs: u64 = real.iter().map(Histogram::count).sum();
    if jobs == 0 {
        return None;
    }
    let nothing = Histogram::default();
    let classes = real.iter().enumerate().filter(|(_, waits)| 0 < waits.count());
    let distances: Vec<(usize, f64, f64)> = classes
        .map(|(class, waits)| {
            let distance = waits.distance(other.get(class).unwrap_or(&nothing));
            (class, distance, distance * waits.count() as f64 / jobs as f64)
        })
        .collect();
    let lost: f64 = distances.iter().map(|(.., lost)| lost).sum();
    let worst = distances.into_iter().max_by(|(.., left), (.., right)| left.total_cmp(right));
    Some(Score {
        points: 100.0 * (1.0 - lost),
        worst: worst.filter(|(.., lost)| 0.0 < *lost).map(|(class, distance, _)| (class, distance)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(jobs: &[(u32, u64, u64)]) -> WaitsBySize {
        let mut waits = WaitsBySize::default();
        for (size, week, wait) in jobs {
            waits.note(*size, Time::from_secs(week * 604_800), Span::from_secs(*wait));
        }
        waits
    }

    #[test]
    fn the_same_waits_have_all_points_and_others_none() {
        let real = of(&[(1, 0, 0), (1, 1, 60), (8, 0, 3_600), (8, 1, 7_200)]);
        let score = real.score(&real).expect("there are waits");
        assert_eq!((score.points, score.worst), (100.0, None));
        let other = of(&[(1, 0, 86_400), (8, 0, 86_400)]);
        let score = real.score(&other).expect("there are waits");
        assert_eq!(score.points, 0.0);
        assert_eq!(WaitsBySize::default().score(&real), None);
    }

    #[test]
    fn each_class_counts_by_its_jobs_and_the_worst_is_named() {
        // Three of four jobs are small and right; half of the large ones wait longer: 100 - 100 x 1/4 x 1/2.
        let small = [(1, 0, 0), (1, 0, 10), (1, 1, 20), (1, 1, 30), (1, 1, 40), (1, 1, 50)];
        let real = of(&[&small[..], &[(8, 0, 100), (8, 1, 200)]].concat());
        let other = of(&[&small[..], &[(8, 0, 100), (8, 1, 900)]].concat());
        let score = real.score(&other).expect("there are waits");
        assert!((score.points - 87.5).abs() < 1e-9, "{score:?}");
        assert_eq!(score.worst, Some((3, 0.5)));
        // The first half is all right, and of the other the one large job is not.
        let [first, second] = real.scores_of_halves(&other);
        assert_eq!(first, Some(100.0));
        assert!((second.expect("there are waits") - 80.0).abs() < 1e-9, "{second:?}");
    }
}
