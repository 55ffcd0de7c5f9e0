//! When jobs come: weights of the hours and weekdays, batches, and fixed cycles.

use crate::model::{Chance, Span, uniform};

/// When the jobs of an application are submitted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Arrivals {
    /// At random, as a Poisson process whose rate follows the hours of the week.
    Random {
        /// Weight of each hour of the day.
        hours: &'static [f64; 24],
        /// Weight of a day at the weekend, where a working day has 1.
        weekend: f64,
        /// How many jobs one arrival brings.
        batch: Batch,
    },
    /// In fixed cycles.
    Cycles {
        /// Hours of the day (Beijing time) at which a cycle begins.
        hours: &'static [u64],
        /// How late a cycle may begin.
        jitter_secs: u64,
        /// How long after its hour a cycle is to be done with its last step.
        deadline_secs: u64,
    },
}

/// How many jobs one arrival brings; lengths are spread evenly on a logarithmic axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Batch {
    /// One.
    Single,
    /// Several different jobs of one user, submitted together.
    Burst {
        /// The fewest.
        least: u32,
        /// The most.
        most: u32,
    },
    /// A job array: equal requests, and runtimes that are alike.
    Array {
        /// The shortest array.
        least: u32,
        /// The longest array.
        most: u32,
    },
}

impl Batch {
    const fn bounds(self) -> (u32, u32) {
        match self {
            Batch::Single => (1, 1),
            Batch::Burst { least, most } | Batch::Array { least, most } => (least, most),
        }
    }

    /// Draws how many jobs come at once.
    pub(crate) fn length(self, chance: &mut Chance) -> u32 {
        let (least, most) = self.bounds();
        if least == most {
            return least;
        }
        let spread = libm::log((f64::from(most) + 1.0) / f64::from(least));
        let length = f64::from(least) * libm::exp(uniform(chance) * spread);
        (length as u32).clamp(least, most)
    }

    /// How many jobs come at once on average.
    #[must_use]
    pub fn length_mean(self) -> f64 {
        let (least, most) = self.bounds();
        if least == most {
            return f64::from(least);
        }
        let spread = libm::log((f64::from(most) + 1.0) / f64::from(least));
        let share = |length: u32| libm::log((f64::from(length) + 1.0) / f64::from(length)) / spread;
        (least..=most).map(|length| f64::from(length) * share(length)).sum()
    }
}

impl Arrivals {
    /// How long after its hour a cycle is due; nothing where there are no cycles.
    #[must_use]
    pub const fn deadline(self) -> Option<Span> {
        match self {
            Arrivals::Random { .. } => None,
            Arrivals::Cycles { deadline_secs, .. } => Some(Span::from_secs(deadline_secs)),
        }
    }

    /// How many jobs one arrival brings.
    #[must_use]
    pub const fn batch(self) -> Batch {
        match self {
            Arrivals::Random { batch, .. } => batch,
            Arrivals::Cycles { .. } => Batch::Single,
        }
    }
}

/// Weights of the hours of the day, by the name under which a scenario can ask for them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NamedHours {
    /// The name.
    pub name: &'static str,
    /// What it is, in a few words.
    pub help: &'static str,
    /// The weight of each hour from midnight.
    pub weights: &'static [f64; 24],
}

/// Weights of the days of the week, by name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NamedWeekdays {
    /// The name.
    pub name: &'static str,
    /// What it is, in a few words.
    pub help: &'static str,
    /// The weight of each day from Monday.
    pub weights: &'static [f64; 7],
}

/// All hours that have a name.
pub const HOURS: &[NamedHours] = &[
    NamedHours { name: "even", help: "the same at all hours", weights: &[1.0; 24] },
    NamedHours { name: "site", help: "all jobs of HPC sites (U19)", weights: &SITE_HOURS },
    NamedHours { name: "office", help: "eight to six with a pause at noon (U36)", weights: &OFFICE_HOURS },
    NamedHours { name: "service", help: "a service in business hours (U26, U28)", weights: &SERVICE_HOURS },
];

/// All weekdays that have a name.
pub const WEEKDAYS: &[NamedWeekdays] = &[
    NamedWeekdays { name: "even", help: "the same on all days", weights: &[1.0; 7] },
    NamedWeekdays {
        name: "working-week",
        help: "quiet at the weekend (U20)",
        weights: &[1.0, 1.0, 1.0, 1.0, 1.0, WEEKEND, WEEKEND],
    },
];

/// All jobs of HPC sites, hour by hour (U19): quiet at five in the morning, busiest at one in the afternoon.
pub(super) const SITE_HOURS: [f64; 24] = [
    0.48, 0.39, 0.31, 0.24, 0.19, 0.20, 0.38, 0.62, 0.89, 1.17, 1.42, 1.62, 1.76, 1.83, 1.82, 1.76, 1.66,
    1.52, 1.36, 1.19, 1.02, 0.87, 0.72, 0.59,
];

/// Half of U19 and half of an even day: runs that a machine restarts as often as a person does (A).
pub(super) const RESTART_HOURS: [f64; 24] = half_even(&SITE_HOURS);

/// A service in business hours: peak 3.2 times and trough 0.06 times the mean (U26), office hours (U28). The hours
/// between peak and trough are an assumption: two humps with a pause at noon.
pub(super) const SERVICE_HOURS: [f64; 24] = [
    0.12, 0.08, 0.06, 0.06, 0.06, 0.08, 0.15, 0.40, 1.30, 2.60, 3.20, 2.20, 1.20, 1.50, 2.40, 2.60, 2.00,
    1.30, 0.80, 0.60, 0.50, 0.38, 0.25, 0.16,
];

/// Office hours of a factory (U36): eight to six with a pause at noon; a few retrainings at night (A).
pub(super) const OFFICE_HOURS: [f64; 24] = [
    0.10, 0.10, 0.10, 0.10, 0.10, 0.10, 0.10, 0.30, 1.60, 2.60, 2.80, 2.50, 1.20, 1.70, 2.60, 2.60, 2.40,
    1.80, 0.60, 0.30, 0.20, 0.10, 0.10, 0.10,
];

/// Satellite images come down after a pass in the late morning (A; U33 tells what comes, not when).
pub(super) const PASS_HOURS: [f64; 24] = [
    0.30, 0.30, 0.30, 0.30, 0.30, 0.30, 0.30, 0.30, 0.40, 0.60, 1.00, 2.20, 3.20, 3.40, 3.00, 2.20, 1.50,
    1.00, 0.70, 0.60, 0.50, 0.50, 0.40, 0.40,
];

/// The weight of a day at the weekend: the middle of 0.3 to 0.5 (U20).
pub(super) const WEEKEND: f64 = 0.4;

const fn half_even(hours: &[f64; 24]) -> [f64; 24] {
    let mut mixed = [0.0; 24];
    let mut hour = 0;
    while hour < 24 {
        mixed[hour] = 0.5 + 0.5 * hours[hour];
        hour += 1;
    }
    mixed
}
