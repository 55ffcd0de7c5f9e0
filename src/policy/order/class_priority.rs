//! Class priorities with aging and a bound on starvation.
//!
//! A job's priority is that of its class and what it gains for every hour of its wait. All wait at one pace, so two jobs never
//! change places by aging, and the rank stays as it is; only who has waited for too long goes before everybody else.

use super::rank::rank_of;
use super::settings::{Setting, apply, span, whole};
use super::{Order, Parameter, Rule};
use crate::model::{Center, ClassClaim, Request, Span, Time};
use serde::{Deserialize, Serialize};

pub(super) const ENTRY: Order = Order {
    name: "class-priority",
    help: "The highest priority of a class (workload) first, plus what a job gains for each hour of its wait; who has waited for \
           longer than the bound goes before everybody else, by submission.",
    parameter: Some(Parameter {
        help: "settings that differ from the defaults",
        example: "aging = 1, starve_after = 24 h",
        otherwise: Some(""),
    }),
    rule: |text| Settings::parse(text).map(Rule::ClassPriority),
};

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
    fn parse(text: &str) -> Result<Settings, String> {
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

/// What the class of a job claims.
pub(in crate::policy) fn claim(center: &Center, request: &Request) -> ClassClaim {
    center.claims.classes.get(usize::from(request.class.0)).copied().unwrap_or_default()
}
