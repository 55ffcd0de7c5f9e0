//! Class priorities with aging and a bound on starvation.
//!
//! A job's priority is that of its class and what it gains for every hour of its wait. All wait at one pace, so two jobs never
//! change places by aging, and the rank stays as it is; only who has waited for too long goes before everybody else.

mod settings;

use super::{Order, Parameter, Rule};
pub(in crate::policy) use settings::{STARVING, Settings};

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
