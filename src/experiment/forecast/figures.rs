//! All that is said of the start of a job.

/// The levels of intervals, ascending: so much of what may happen lies in each.
pub const LEVELS: [f64; 9] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/// The places of the intervals of 50 % and of 90 % among them.
const HALF: usize = 4;
const MOST: usize = 8;

/// The ends of all intervals and the median part what may happen into so many parts, equally likely all of them.
pub const PARTS: usize = 2 * LEVELS.len() + 2;

/// When a job will start: seconds after the instant at which that is asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    /// It is as likely to start before as after.
    pub median: f64,
    /// It starts between these with a chance of 50 %.
    pub half: (f64, f64),
    /// It starts between these with a chance of 90 %.
    pub most: (f64, f64),
    /// The chance that it starts within an hour.
    pub within_hour: f64,
}

/// The intervals of all levels: seconds after the instant at which that is asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bands {
    /// It is as likely to start before as after.
    pub median: f64,
    /// By level, between which two it starts with that chance; each lies within the next.
    pub ranges: [(f64, f64); LEVELS.len()],
}

impl Figures {
    /// The figures of these intervals.
    pub(super) const fn of(bands: &Bands, within_hour: f64) -> Figures {
        let Bands { median, ranges } = *bands;
        Figures { median, half: ranges[HALF], most: ranges[MOST], within_hour }
    }
}

impl Bands {
    /// Those of a distribution, whose values at shares this gives.
    pub(super) fn of(quantile: impl Fn(f64) -> f64) -> Bands {
        let range = |level: f64| (quantile((1.0 - level) / 2.0), quantile((1.0 + level) / 2.0));
        Bands { median: quantile(0.5), ranges: LEVELS.map(range) }
    }

    /// The same, in which each interval reaches as far as those of lesser levels and the median.
    pub(super) fn nested(mut self) -> Bands {
        let mut inner = (self.median, self.median);
        for range in &mut self.ranges {
            inner = (inner.0.min(range.0), inner.1.max(range.1));
            *range = inner;
        }
        self
    }

    /// In which of the equally likely parts a start lies: a share of each, of all together 1. Where it lies on ends that fall together, it
    /// lies in all parts between them alike.
    #[must_use]
    pub fn parts(&self, start: f64) -> [f64; PARTS] {
        let ends = || {
            let ranges = self.ranges.iter();
            ranges.clone().map(|(low, _)| *low).chain([self.median]).chain(ranges.map(|(_, high)| *high))
        };
        let before = ends().filter(|end| *end < start).count();
        let upon = ends().filter(|end| *end == start).count();
        let mut parts = [0.0; PARTS];
        parts[before..=before + upon].fill(1.0 / (upon + 1) as f64);
        parts
    }
}

/// The logarithm of a number of seconds or the like, which may be 0.
pub(super) fn log(value: f64) -> f64 {
    libm::log1p(value.max(0.0))
}

/// The value at a share of ascending values.
pub(super) fn quantile(ascending: &[u64], share: f64) -> f64 {
    let Some(last) = ascending.len().checked_sub(1) else { return 0.0 };
    ascending[(last as f64 * share).round() as usize] as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_lies_in_one_part_or_in_all_that_fall_together() {
        let ascending: Vec<u64> = (0..=100).map(|place| place * 10).collect();
        let bands = Bands::of(|share| quantile(&ascending, share));
        assert_eq!((bands.ranges[HALF], bands.ranges[MOST]), ((250.0, 750.0), (50.0, 950.0)));
        let part = |start: f64| bands.parts(start).iter().position(|share| *share == 1.0);
        assert_eq!(
            [0.0, 51.0, 499.0, 501.0, 2_000.0].map(part),
            [Some(0), Some(1), Some(9), Some(10), Some(19)]
        );
        let now = Bands { median: 0.0, ranges: [(0.0, 0.0); LEVELS.len()] };
        assert!(now.parts(0.0).iter().all(|share| *share == 1.0 / PARTS as f64));
    }

    #[test]
    fn intervals_of_greater_levels_reach_farther() {
        let mut ranges = [(4.0, 6.0); LEVELS.len()];
        ranges[0] = (2.0, 4.5);
        let nested = Bands { median: 5.0, ranges }.nested();
        assert_eq!((nested.ranges[0], nested.ranges[1]), ((2.0, 5.0), (2.0, 6.0)));
    }
}
