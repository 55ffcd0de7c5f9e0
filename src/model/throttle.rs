//! Slowing all jobs of a centre down, so that it keeps below its power cap without letting jobs wait.

use serde::{Deserialize, Serialize};

/// A speed or a share, in millionths of the whole.
pub const WHOLE: u32 = 1_000_000;

/// The speeds at which jobs of a centre can go, and what they draw there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Throttle {
    /// What its jobs may draw beyond idle nodes, in milliwatts.
    most: u64,
    /// The fastest first, which is full speed.
    gears: Vec<Gear>,
}

/// A speed and what it costs, in millionths of those at full speed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gear {
    /// How fast jobs work.
    pub speed: u32,
    /// What they draw beyond idle nodes.
    pub draw: u32,
}

impl Default for Gear {
    fn default() -> Gear {
        Gear::FULL
    }
}

impl Gear {
    /// Full speed.
    pub const FULL: Gear = Gear { speed: WHOLE, draw: WHOLE };

    /// What must be counted at full speed for at least so much to be drawn.
    #[must_use]
    pub const fn at_full_speed(self, milliwatts: u64) -> u64 {
        (milliwatts as u128 * WHOLE as u128).div_ceil(self.draw as u128) as u64
    }

    /// Of so many milliwatts at full speed, how many are drawn, rounded up.
    #[must_use]
    pub const fn drawn(self, milliwatts: u64) -> u64 {
        (milliwatts as u128 * self.draw as u128).div_ceil(WHOLE as u128) as u64
    }
}

impl Throttle {
    /// Jobs that may draw so much beyond idle nodes and go from full speed down to the slowest in such steps, in millionths. Power
    /// beyond that of idle nodes goes with the speed to the power of `exponent`: with its cube where voltage follows frequency.
    ///
    /// # Panics
    /// When a step is nothing, or the slowest is no speed or above the full one.
    #[must_use]
    pub fn new(most: u64, (slowest, step): (u32, u32), exponent: f64) -> Throttle {
        assert!(0 < step && 0 < slowest && slowest <= WHOLE, "speeds go down to one above nothing");
        let full = std::iter::successors(Some(WHOLE), |speed| speed.checked_sub(step));
        let speeds = full.take_while(|speed| slowest < *speed).chain([slowest]);
        let gear = |speed: u32| {
            let draw = libm::pow(f64::from(speed) / f64::from(WHOLE), exponent) * f64::from(WHOLE);
            Gear { speed, draw: (draw.ceil() as u32).clamp(1, WHOLE) }
        };
        Throttle { most, gears: speeds.map(gear).collect() }
    }

    /// The speeds, the fastest first.
    #[must_use]
    pub fn gears(&self) -> &[Gear] {
        &self.gears
    }

    /// The slowest speed.
    #[must_use]
    pub fn slowest(&self) -> Gear {
        *self.gears.last().expect("there is at least the slowest")
    }

    /// What jobs that would draw so much at full speed may draw in all for the slowest speed to be slow enough.
    #[must_use]
    pub fn most_at_full_speed(&self) -> u64 {
        let most = u128::from(self.most) * u128::from(WHOLE) / u128::from(self.slowest().draw);
        u64::try_from(most).unwrap_or(u64::MAX)
    }

    /// What its jobs may draw beyond idle nodes, in milliwatts.
    #[must_use]
    pub const fn most(&self) -> u64 {
        self.most
    }

    /// How fast jobs can go that would draw so much at full speed.
    #[must_use]
    pub fn gear(&self, milliwatts: u64) -> Gear {
        let fast = self.gears.iter().find(|gear| gear.drawn(milliwatts) <= self.most);
        fast.copied().unwrap_or_else(|| self.slowest())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jobs_go_as_fast_as_the_cap_allows() {
        let throttle = Throttle::new(1_000, (600_000, 100_000), 2.0);
        let speeds: Vec<u32> = throttle.gears.iter().map(|gear| gear.speed).collect();
        assert_eq!(speeds, [1_000_000, 900_000, 800_000, 700_000, 600_000]);
        assert_eq!(throttle.gear(1_000), Gear::FULL);
        // 1,200 mW need a square of at most 0.833: 0.9 gives 0.81, which draws 972.
        assert_eq!(throttle.gear(1_200).speed, 900_000);
        assert_eq!(throttle.gear(1_200).drawn(1_200), 972);
        // The slowest draws 0.36 of it: 2,777 mW and no more.
        assert_eq!(throttle.most_at_full_speed(), 2_777);
        assert_eq!(throttle.gear(2_777).speed, 600_000);
        assert!(throttle.slowest().drawn(2_777) <= 1_000);
        assert!(1_000 < throttle.slowest().drawn(2_778));
    }

    #[test]
    fn the_slowest_speed_need_not_be_a_step() {
        let throttle = Throttle::new(1, (750_000, 100_000), 1.0);
        let speeds: Vec<u32> = throttle.gears.iter().map(|gear| gear.speed).collect();
        assert_eq!(speeds, [1_000_000, 900_000, 800_000, 750_000]);
        assert_eq!(Throttle::new(1, (WHOLE, 50_000), 3.0).gears, [Gear::FULL]);
    }
}
