//! How long nodes work until they fail, and how long repairs take.

use crate::model::{Chance, Span, uniform};
use rand::RngExt as _;
use rand_distr::StandardNormal;

/// The upper decile of the standard normal distribution.
const UPPER_DECILE: f64 = 1.281_551_565_544_6;

/// How long a node works from one repair to its next failure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Times {
    /// The mean: the mean time between failures, without the time of repairs.
    pub mean: Span,
    /// The shape of a Weibull distribution; 1 makes it exponential, and below 1 a node that was just repaired fails most easily, as
    /// was seen at Los Alamos (Schroeder and Gibson, *A large-scale study of failures in high-performance computing systems*, 2010).
    pub shape: f64,
}

impl Times {
    /// Exponential times with this mean.
    #[must_use]
    pub const fn exponential(mean: Span) -> Times {
        Times { mean, shape: 1.0 }
    }

    /// The scale of the distribution in seconds: the mean is the scale times gamma of 1 + 1 / shape.
    fn scale_secs(self) -> f64 {
        self.mean.as_secs_f64() / libm::tgamma(1.0 + 1.0 / self.shape)
    }

    /// The time from any moment to the next failure of a node that has been at work for long, in seconds. Its distribution is the integral of
    /// the survival function over the mean (Cox, *Renewal Theory*, 1962), which for Weibull times is that of the scale times a gamma variate of
    /// the shape 1 / k, to the power 1 / k.
    pub(super) fn draw_rest_secs(self, chance: &mut Chance, factor: f64) -> f64 {
        if self.shape == 1.0 {
            return self.draw_secs(chance, factor);
        }
        self.scale_secs() * libm::pow(gamma(chance, 1.0 / self.shape), 1.0 / self.shape) / factor
    }

    /// One time, in seconds; `factor` makes failures so many times as frequent.
    pub(super) fn draw_secs(self, chance: &mut Chance, factor: f64) -> f64 {
        // Never the logarithm of zero.
        let hazard = -libm::log(1.0 - uniform(chance));
        let times = if self.shape == 1.0 { hazard } else { libm::pow(hazard, 1.0 / self.shape) };
        self.scale_secs() * times / factor
    }
}

/// A gamma variate of this shape and the scale 1 (Marsaglia and Tsang, *A simple method for generating gamma variables*, 2000).
fn gamma(chance: &mut Chance, shape: f64) -> f64 {
    if shape < 1.0 {
        let boost = libm::pow(1.0 - uniform(chance), 1.0 / shape);
        return gamma(chance, shape + 1.0) * boost;
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let normal: f64 = chance.sample(StandardNormal);
        let cube = libm::pow(1.0 + c * normal, 3.0);
        let level = libm::log(1.0 - uniform(chance));
        if 0.0 < cube && level < 0.5 * normal * normal + d * (1.0 - cube + libm::log(cube)) {
            return d * cube;
        }
    }
}

/// How long a node is out.
#[derive(Debug, Clone, PartialEq)]
pub enum Repair {
    /// Always so long.
    Fixed(Span),
    /// Lognormal.
    LogNormal {
        /// Half of the repairs are shorter.
        median: Span,
        /// Nine in ten are shorter.
        upper_decile: Span,
    },
    /// One of these, which were recorded, each as likely as the others. There is at least one.
    Recorded(Vec<Span>),
    /// It is not repaired.
    Never,
}

impl Repair {
    /// The standard deviation of the logarithm.
    fn spread(median: Span, upper_decile: Span) -> f64 {
        libm::log(upper_decile.as_secs_f64() / median.as_secs_f64()) / UPPER_DECILE
    }

    /// The mean in seconds; nothing where it is never repaired.
    #[must_use]
    pub fn mean_secs(&self) -> Option<f64> {
        match self {
            Repair::Fixed(span) => Some(span.as_secs_f64()),
            Repair::LogNormal { median, upper_decile } => {
                let spread = Repair::spread(*median, *upper_decile);
                Some(median.as_secs_f64() * libm::exp(spread * spread / 2.0))
            }
            Repair::Recorded(spans) => {
                let sum: f64 = spans.iter().map(|span| span.as_secs_f64()).sum();
                Some(sum / spans.len() as f64)
            }
            Repair::Never => None,
        }
    }

    /// One repair, in seconds; nothing where it is never repaired.
    pub(super) fn draw_secs(&self, chance: &mut Chance) -> Option<f64> {
        match self {
            Repair::Fixed(span) => Some(span.as_secs_f64()),
            Repair::LogNormal { median, upper_decile } => {
                let deviation: f64 = chance.sample(StandardNormal);
                let spread = Repair::spread(*median, *upper_decile);
                Some(median.as_secs_f64() * libm::exp(spread * deviation))
            }
            Repair::Recorded(spans) => Some(spans[chance.random_range(0..spans.len())].as_secs_f64()),
            Repair::Never => None,
        }
    }
}

/// How long it takes until somebody notices that a node has failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detection {
    /// Always so long; no time at all where it is noticed at once.
    Fixed(Span),
    /// Lognormal.
    LogNormal {
        /// Half of the failures are noticed sooner.
        median: Span,
        /// Nine in ten are noticed sooner.
        upper_decile: Span,
    },
}

impl Detection {
    /// At once.
    pub const AT_ONCE: Detection = Detection::Fixed(Span::ZERO);

    fn as_repair(self) -> Repair {
        match self {
            Detection::Fixed(span) => Repair::Fixed(span),
            Detection::LogNormal { median, upper_decile } => Repair::LogNormal { median, upper_decile },
        }
    }

    /// The mean in seconds.
    #[must_use]
    pub fn mean_secs(self) -> f64 {
        self.as_repair().mean_secs().expect("a failure is noticed some day")
    }

    /// One of these times, in seconds.
    pub(super) fn draw_secs(self, chance: &mut Chance) -> f64 {
        self.as_repair().draw_secs(chance).expect("a failure is noticed some day")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Streams, Use};

    const COUNT: usize = 200_000;

    fn chance() -> Chance {
        Streams::new(1, 0).stream(Use::Failures, "times")
    }

    /// The mean and the standard deviation of a sample.
    fn moments(values: impl Iterator<Item = f64>) -> (f64, f64) {
        let (mut count, mut sum, mut squares) = (0.0, 0.0, 0.0);
        for value in values {
            (count, sum, squares) = (count + 1.0, sum + value, squares + value * value);
        }
        let mean = sum / count;
        (mean, (squares / count - mean * mean).sqrt())
    }

    #[test]
    fn times_have_the_moments_of_weibull_distributions() {
        // The square of the standard deviation over the mean is gamma(1 + 2 / k) / gamma(1 + 1 / k)^2 - 1.
        for (shape, ratio) in [(1.0, 1.0), (0.7, 1.461_807), (2.0, 0.522_723)] {
            let times = Times { mean: Span::HOUR, shape };
            let mut chance = chance();
            let (mean, spread) = moments((0..COUNT).map(|_| times.draw_secs(&mut chance, 1.0)));
            assert!((mean / 3600.0 - 1.0).abs() < 0.01, "{shape}: {mean}");
            assert!((spread / mean - ratio).abs() < 0.02, "{shape}: {}", spread / mean);
        }
    }

    /// The mean of the time to the next failure from any moment is that of the square over twice the mean.
    #[test]
    fn the_next_failure_from_any_moment_has_the_mean_of_renewal_theory() {
        for shape in [0.5, 0.7, 1.0, 2.0] {
            let times = Times { mean: Span::HOUR, shape };
            let mut chance = chance();
            let (mean, _) = moments((0..COUNT).map(|_| times.draw_rest_secs(&mut chance, 1.0)));
            let first = libm::tgamma(1.0 + 1.0 / shape);
            let expected = 3600.0 * libm::tgamma(1.0 + 2.0 / shape) / (2.0 * first * first);
            assert!((mean / expected - 1.0).abs() < 0.02, "{shape}: {mean}, {expected}");
        }
    }

    #[test]
    fn repairs_have_the_moments_of_lognormal_distributions() {
        let (median, upper_decile) = (Span::from_secs(4 * 3600), Span::from_secs(48 * 3600));
        let repair = Repair::LogNormal { median, upper_decile };
        let mut chance = chance();
        let mut drawn: Vec<f64> =
            (0..COUNT).map(|_| repair.draw_secs(&mut chance).expect("it is repaired")).collect();
        let (mean, _) = moments(drawn.iter().map(|secs| libm::log(*secs)));
        assert!((mean - libm::log(14_400.0)).abs() < 0.02, "{mean}");
        drawn.sort_by(f64::total_cmp);
        assert!((drawn[COUNT / 2] / 14_400.0 - 1.0).abs() < 0.02);
        assert!((drawn[COUNT * 9 / 10] / 172_800.0 - 1.0).abs() < 0.03);
        let (mean, _) = moments(drawn.into_iter());
        let expected = repair.mean_secs().expect("it is repaired");
        assert!((mean / expected - 1.0).abs() < 0.1, "{mean}, {expected}");
        let recorded = Repair::Recorded(vec![Span::HOUR, Span::from_secs(7200)]);
        assert_eq!(recorded.mean_secs(), Some(5400.0));
        assert_eq!(Repair::Never.draw_secs(&mut chance), None);
    }
}
