//! From values to pixels, and the round values at which an axis has its ticks.

use super::drawing::{Anchor, Direction, Ink, Label, Point};
use super::text::{Weight, width};

/// How an axis stretches its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stretch {
    /// Equal steps for equal differences.
    Linear,
    /// Equal steps for equal ratios; values above zero only.
    Log,
    /// Near zero as if linear, far away as if logarithmic: `log(1 + value)`.
    LogFromZero,
}

/// Values from `low` to `high` laid on pixels from `from` to `to`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    stretch: Stretch,
    low: f64,
    high: f64,
    from: i32,
    to: i32,
}

impl Scale {
    /// A scale; an empty or nonsensical range becomes one of length 1.
    #[must_use]
    pub(super) fn new(stretch: Stretch, (low, high): (f64, f64), (from, to): (i32, i32)) -> Scale {
        let low = if low.is_finite() { low } else { 0.0 };
        let high = if high.is_finite() && low < high { high } else { low + 1.0 };
        Scale { stretch, low, high, from, to }
    }

    /// The highest value.
    #[must_use]
    pub(super) const fn high(&self) -> f64 {
        self.high
    }

    /// The pixel of a value; values beyond the ends lie at the ends.
    #[must_use]
    pub(super) fn place(&self, value: f64) -> i32 {
        let (low, high) = (self.stretched(self.low), self.stretched(self.high));
        let part = ((self.stretched(value) - low) / (high - low)).clamp(0.0, 1.0);
        self.from + (part * f64::from(self.to - self.from)).round() as i32
    }

    fn stretched(&self, value: f64) -> f64 {
        match self.stretch {
            Stretch::Linear => value,
            Stretch::Log => libm::log10(value.max(f64::MIN_POSITIVE)),
            Stretch::LogFromZero => libm::log10(1.0 + value.max(0.0)),
        }
    }
}

/// A value with a name on an axis.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tick {
    /// Its pixel.
    pub(super) place: i32,
    /// Its name.
    pub(super) label: String,
}

/// The font size of ticks.
pub(super) const TICK_SIZE: u32 = 13;

impl Tick {
    /// The tick as text below an axis.
    #[must_use]
    pub(super) fn label_at(&self, at: Point, anchor: Anchor, ink: Ink) -> Label {
        let text = self.label.clone();
        Label {
            at,
            text,
            size: TICK_SIZE,
            weight: Weight::Regular,
            anchor,
            direction: Direction::Across,
            ink,
        }
    }
}

/// Round values from 0 up to the first that is not below `value_max`, at most `steps` steps: the ticks of a linear axis.
#[must_use]
pub(super) fn round_values(value_max: f64, steps: usize) -> Vec<f64> {
    let value_max = if value_max.is_finite() && 0.0 < value_max { value_max } else { 1.0 };
    let rough = value_max / steps as f64;
    let power = libm::pow(10.0, libm::floor(libm::log10(rough)));
    let factors = [1.0, 2.0, 2.5, 5.0, 10.0];
    let step = factors.iter().map(|factor| factor * power).find(|step| rough <= *step * (1.0 + 1e-9));
    let step = step.unwrap_or(10.0 * power);
    let count = libm::ceil(value_max / step * (1.0 - 1e-9)) as usize;
    (0..=count.max(1)).map(|index| index as f64 * step).collect()
}

/// 0 and the powers of ten up to `value_max`: the ticks of an axis that is logarithmic from zero.
#[must_use]
pub(super) fn powers_from_zero(value_max: f64) -> Vec<f64> {
    let mut values = vec![0.0, 1.0];
    let mut power = 10.0;
    while power <= value_max && power < 1e16 {
        values.push(power);
        power *= 10.0;
    }
    values
}

/// A number of an axis: `0.5`, `20`, `15 k`, `2.5 M`.
#[must_use]
pub(super) fn compact(value: f64) -> String {
    let (value, suffix) = match value {
        value if value < 1e4 => (value, ""),
        value if value < 1e6 => (value / 1e3, " k"),
        value if value < 1e9 => (value / 1e6, " M"),
        value => (value / 1e9, " G"),
    };
    // Ticks are round, so six decimals are exact, and trailing zeros say nothing.
    let text = format!("{value:.6}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    format!("{text}{suffix}")
}

/// Those ticks of a horizontal axis whose names do not run into one another; earlier ones go first.
#[must_use]
pub(super) fn without_overlap(ticks: Vec<Tick>) -> Vec<Tick> {
    let half = |tick: &Tick| width(&tick.label, TICK_SIZE, Weight::Regular) / 2 + 6;
    let mut kept: Vec<Tick> = Vec::new();
    for tick in ticks {
        let free = |other: &Tick| half(other) + half(&tick) <= (other.place - tick.place).abs();
        if kept.iter().all(free) {
            kept.push(tick);
        }
    }
    kept.sort_by_key(|tick| tick.place);
    kept
}
