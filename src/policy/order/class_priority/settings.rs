//! The settings of `class-priority`, and the rank that they give a job.

use super::super::rank::rank_of;
use super::super::settings::{Setting, apply, span, whole};
use crate::model::{ClassClaim, Request, Span, Time};
use serde::{Deserialize, Serialize};

/// How waiting is rewarded.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(in crate::policy) struct Settings {
    /// How much priority a job gains in an hour.
    aging: u32,
    /// After which wait a job goes before all that have waited for less.
    pub(in crate::policy) starve_after: Option<Span>,
}

const SETTINGS: &[Setting<Settings>] = &[
    Setting { name: "aging", set: |all, text| whole(text).map(|found| all.aging = found) },
    Setting { name: "starve_after", set: |all, text| span(text).map(|found| all.starve_after = Some(found)) },
];

/// The rank of who has waited for too long.
pub(in crate::policy) const STARVING: u64 = 0;

impl Settings {
    pub(super) fn parse(text: &str) -> Result<Settings, String> {
        apply(text, SETTINGS, Settings { aging: 0, starve_after: None })
    }

    /// The rank of a job of this class until it has waited for too long.
    pub(in crate::policy) fn rank(&self, class: ClassClaim, request: &Request) -> u64 {
        // In priorities times microseconds of an hour, so that equal priorities are equal to the last bit.
        let gained = i128::from(self.aging) * i128::from(request.submit.since(Time::ZERO).as_micros());
        let claimed = i128::from(class.priority) * i128::from(Span::from_secs(3_600).as_micros());
        // Half of all ranks lie before these. The last bit that is lost tells no two priorities apart that differ by much.
        1 << 63 | rank_of((gained - claimed) as f64) >> 1
    }
}
