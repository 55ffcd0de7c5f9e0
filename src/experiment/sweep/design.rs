//! Which values are tried together: all, some that are drawn so that they fill the space, or few from which effects can be told.

use super::morris;
use crate::model::{Chance, Streams, Use, uniform};
use crate::scenario::Steps;

/// Which of the values of its axis each point has; nothing for the value in the file.
pub type Point = Vec<Option<usize>>;

/// Which points are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Design {
    /// Every value with every other.
    Grid,
    /// So many points, of which each so manieth part of each axis has one.
    LatinHypercube {
        /// How many.
        samples: usize,
    },
    /// So many points of a sequence that fills the space evenly (Sobol, scrambled after Owen).
    Sobol {
        /// How many.
        samples: usize,
    },
    /// The values of the file, and each value of each axis while all others are as in the file.
    OneAtATime,
    /// Ways through the space, on each of which each axis changes once (Morris 1991).
    Morris {
        /// How many ways.
        trajectories: usize,
        /// How many values of each axis are taken: an even number.
        levels: usize,
    },
}

/// What becomes of a range without a step.
#[must_use]
pub const fn steps(design: Design) -> Steps {
    match design {
        Design::Grid | Design::OneAtATime => Steps::Stated,
        Design::LatinHypercube { .. } | Design::Sobol { .. } | Design::Morris { .. } => Steps::Fine,
    }
}

/// The points of a design over axes that have so many values, and of a sequence that is drawn by the chance of these streams.
///
/// # Panics
/// When an axis has no value.
#[must_use]
pub fn points(design: Design, counts: &[usize], streams: Streams) -> Vec<Point> {
    assert!(counts.iter().all(|count| 0 < *count), "an axis has values");
    match design {
        Design::Grid => grid(counts),
        Design::OneAtATime => one_at_a_time(counts),
        Design::LatinHypercube { samples } => {
            let mut chance = streams.stream(Use::Designs, "latin hypercube");
            let drawn = latin_hypercube(samples, counts.len(), &mut chance);
            drawn.iter().map(|shares| drawn_point(shares, counts)).collect()
        }
        Design::Sobol { samples } => {
            // The scrambling is drawn too, so that other seeds give other points.
            let mut chance = streams.stream(Use::Designs, "sobol");
            let scrambling = (uniform(&mut chance) * f64::from(u32::MAX)) as u32;
            let share = |sample: usize, axis: usize| {
                f64::from(sobol_burley::sample(sample as u32, axis as u32, scrambling))
            };
            let shares = |sample| (0..counts.len()).map(|axis| share(sample, axis)).collect::<Vec<f64>>();
            (0..samples).map(|sample| drawn_point(&shares(sample), counts)).collect()
        }
        Design::Morris { trajectories, levels } => {
            let mut chance = streams.stream(Use::Designs, "morris");
            let ways = morris::trajectories(counts.len(), trajectories, levels, &mut chance);
            let place = |(share, count): (&f64, &usize)| Some((share * (count - 1) as f64).round() as usize);
            ways.iter().flatten().map(|shares| shares.iter().zip(counts).map(place).collect()).collect()
        }
    }
}

/// The last axis goes fastest.
fn grid(counts: &[usize]) -> Vec<Point> {
    let mut points: Vec<Point> = vec![Vec::new()];
    for count in counts {
        let longer = |point: &Point| {
            let point = point.clone();
            (0..*count).map(move |place| point.iter().copied().chain([Some(place)]).collect::<Point>())
        };
        points = points.iter().flat_map(longer).collect();
    }
    points
}

fn one_at_a_time(counts: &[usize]) -> Vec<Point> {
    let base = vec![None; counts.len()];
    let mut points = vec![base.clone()];
    for (axis, count) in counts.iter().enumerate() {
        points.extend((0..*count).map(|place| {
            let mut point = base.clone();
            point[axis] = Some(place);
            point
        }));
    }
    points
}

/// Each axis is cut into as many equal parts as there are samples, and each part has one sample (McKay, Beckman and Conover 1979).
fn latin_hypercube(samples: usize, axes: usize, chance: &mut Chance) -> Vec<Vec<f64>> {
    let mut points = vec![vec![0.0; axes]; samples];
    for axis in 0..axes {
        let mut parts: Vec<usize> = (0..samples).collect();
        for last in (1..samples).rev() {
            parts.swap(last, (uniform(chance) * (last + 1) as f64) as usize);
        }
        for (point, part) in points.iter_mut().zip(parts) {
            point[axis] = (part as f64 + uniform(chance)) / samples as f64;
        }
    }
    points
}

/// Each value of an axis is as likely as the others.
fn drawn_point(shares: &[f64], counts: &[usize]) -> Point {
    let place = |(share, count): (&f64, &usize)| Some(((share * *count as f64) as usize).min(count - 1));
    shares.iter().zip(counts).map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(design: Design, counts: &[usize]) -> Vec<Point> {
        points(design, counts, Streams::new(7, 0))
    }

    #[test]
    fn a_grid_has_every_value_with_every_other() {
        let places = |point: &Point| point.iter().map(|place| place.unwrap_or(9)).collect::<Vec<usize>>();
        let found: Vec<Vec<usize>> = drawn(Design::Grid, &[2, 3]).iter().map(places).collect();
        assert_eq!(found, [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]]);
        assert_eq!(drawn(Design::Grid, &[]), [Vec::new()]);
    }

    #[test]
    fn one_at_a_time_leaves_all_others_as_they_are() {
        let expected = [vec![None, None], vec![Some(0), None], vec![Some(1), None], vec![None, Some(0)]];
        assert_eq!(drawn(Design::OneAtATime, &[2, 1]), expected);
    }

    /// Of a hypercube each part of each axis has one sample; of the first samples of the sequence, where these are a power of two,
    /// too, and in two axes together each of the squares that the power allows.
    #[test]
    fn samples_fill_every_axis_evenly() {
        for design in [Design::LatinHypercube { samples: 64 }, Design::Sobol { samples: 64 }] {
            let points = drawn(design, &[64; 5]);
            for axis in 0..5 {
                let mut places: Vec<usize> = points.iter().filter_map(|point| point[axis]).collect();
                places.sort_unstable();
                assert_eq!(places, (0..64).collect::<Vec<usize>>(), "{design:?}");
            }
        }
        let mut squares: Vec<(usize, usize)> = drawn(Design::Sobol { samples: 64 }, &[8; 2])
            .iter()
            .filter_map(|point| Some((point[0]?, point[1]?)))
            .collect();
        squares.sort_unstable();
        squares.dedup();
        assert_eq!(squares.len(), 64);
    }

    #[test]
    fn other_seeds_draw_other_points() {
        for design in [Design::LatinHypercube { samples: 8 }, Design::Sobol { samples: 8 }] {
            let of = |seed| points(design, &[1_000; 2], Streams::new(seed, 0));
            assert_eq!(of(1), of(1));
            assert_ne!(of(1), of(2));
        }
    }
}
