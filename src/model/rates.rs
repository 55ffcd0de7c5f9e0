//! What jobs draw and cost, as far as limits count it: before a job has started nobody knows on which kind of node it will be, so
//! that the dearest counts of those on which it may.

use super::{ClassId, Price, Span, Throttle, Time};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What jobs draw and cost.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Rates {
    /// By kind of node: what one draws beyond an idle one.
    pub draws: BTreeMap<String, Draw>,
    /// By class: how far its jobs drive what they hold, in thousandths; all the way where nothing is said.
    pub drive: Vec<u32>,
    /// Price lists; the first that is about a job holds.
    pub prices: Vec<Price>,
    /// How all jobs are slowed down where they would draw more than the cap allows; nothing where they wait instead.
    pub throttle: Option<Throttle>,
    /// The time of the day at time 0.
    pub midnight_before: Span,
}

/// What a kind of node draws beyond an idle one, in milliwatts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Draw {
    /// For the whole of it, as steeply as its power grows anywhere from idle on.
    pub steepest: u64,
    /// When it is fully used.
    pub most: u64,
    /// While it wakes.
    pub waking: u64,
}

/// How far jobs drive what they hold where nothing is said: so many thousandths of the way from idle to fully used.
pub const WHOLE_DRIVE: u32 = 1_000;
const HOUR: u64 = 3_600_000_000;

/// What an hour of a job costs: so many parts of a millionth of a yuan at the full price of a price list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hourly {
    /// The place of the price list.
    pub list: usize,
    /// How many parts.
    pub amount: u128,
    /// How many of them make a millionth of a yuan.
    pub parts: u64,
}

impl Rates {
    /// How far the jobs of a class drive what they hold, in thousandths.
    #[must_use]
    pub fn drive(&self, class: ClassId) -> u32 {
        self.drive.get(usize::from(class.0)).copied().unwrap_or(WHOLE_DRIVE)
    }

    /// What an hour costs in the dearest hour of the day, in thousandths of a millionth of a yuan.
    #[must_use]
    pub fn dearest(&self, hourly: &Hourly) -> u128 {
        let factor = u128::from(self.prices[hourly.list].dearest_hour());
        hourly.amount.saturating_mul(factor) / u128::from(hourly.parts)
    }

    /// What a job costs at most that runs so long, whenever that is, in millionths of a yuan, rounded up.
    #[must_use]
    pub fn cost_at_most(&self, hourly: Hourly, ran: Span) -> u64 {
        let factor = u128::from(self.prices[hourly.list].dearest_hour());
        hourly.over(factor * u128::from(ran.as_micros()))
    }

    /// What a job costs that ran from one instant until another, in millionths of a yuan, rounded up.
    #[must_use]
    pub fn cost(&self, hourly: Hourly, (from, until): (Time, Time)) -> u64 {
        let begin = from + self.midnight_before;
        hourly.over(self.prices[hourly.list].factor_over(begin.as_micros(), from.until(until)))
    }
}

impl Hourly {
    /// What it comes to at a factor in thousandths, summed over microseconds.
    fn over(self, factor_micros: u128) -> u64 {
        let whole = u128::from(self.parts) * 1_000 * u128::from(HOUR);
        u64::try_from(self.amount.saturating_mul(factor_micros).div_ceil(whole)).unwrap_or(u64::MAX)
    }
}
