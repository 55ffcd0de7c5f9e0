//! Demand that fills up: from a share at the beginning to the whole.

use crate::model::Time;

/// How it goes from the share at the beginning to the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum RampShape {
    /// By the same amount every day.
    #[default]
    Linear,
    /// Slowly at first, fastest in the middle and slowly at the end: 3 x² - 2 x³ of the part of the time.
    SCurve,
}

impl RampShape {
    /// The name, as in scenarios.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            RampShape::Linear => "linear",
            RampShape::SCurve => "s-curve",
        }
    }
}

/// Demand that fills up between two instants.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ramp {
    /// Until then it is the share at the beginning.
    pub from: Time,
    /// From then on it is the whole.
    pub until: Time,
    /// The share at the beginning, 0 to 1.
    pub first: f64,
    /// How it goes from one to the other.
    pub shape: RampShape,
}

impl Ramp {
    /// The share of the whole that comes at an instant, in seconds after the start.
    #[must_use]
    pub fn share_at(&self, secs: f64) -> f64 {
        let begin = self.from.as_micros() as f64 / 1e6;
        let lasts = self.from.until(self.until).as_secs_f64();
        let part = if secs <= begin { 0.0 } else { ((secs - begin) / lasts).min(1.0) };
        let risen = match self.shape {
            RampShape::Linear => part,
            RampShape::SCurve => part * part * (3.0 - 2.0 * part),
        };
        self.first + (1.0 - self.first) * risen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ramp_rises_from_its_share_to_the_whole() {
        let at = Time::from_secs;
        let linear = Ramp { from: at(100), until: at(300), first: 0.2, shape: RampShape::Linear };
        let shares = [0.0, 100.0, 150.0, 200.0, 300.0, 1e9].map(|secs| linear.share_at(secs));
        for (share, expected) in shares.into_iter().zip([0.2, 0.2, 0.4, 0.6, 1.0, 1.0]) {
            assert!((share - expected).abs() < 1e-12, "{share} {expected}");
        }
        let curve = Ramp { first: 0.0, shape: RampShape::SCurve, ..linear };
        let shares = [100.0, 150.0, 200.0, 250.0, 300.0].map(|secs| curve.share_at(secs));
        assert_eq!(shares, [0.0, 0.15625, 0.5, 0.84375, 1.0]);
    }
}
