//! What a story calls things, and one thing that happened in it.

use crate::experiment::World;
use crate::model::{Center, Span, Time};
use jiff::civil::DateTime;
use schemars::JsonSchema;
use serde::Serialize;

/// What a story calls things.
#[derive(Debug, Clone)]
pub struct StoryNames<'a> {
    /// The policy.
    pub policy: &'a str,
    /// The centres.
    pub centers: &'a [Center],
    /// The tenants, in order of their ids; where there are none, users go by number.
    pub tenants: Vec<String>,
    /// The classes, in order of their ids; empty where jobs have none.
    pub classes: Vec<String>,
    /// When simulated time 0 is; nothing where times are told in seconds.
    pub start: Option<DateTime>,
    /// The offset of times that are told in seconds: what simulated time 0 is in the time of a log.
    pub origin: Span,
}

impl<'a> StoryNames<'a> {
    /// As a scenario calls things.
    #[must_use]
    pub fn of(world: World<'a>) -> StoryNames<'a> {
        let scenario = world.scenario;
        StoryNames {
            policy: &world.policy.name,
            centers: scenario.centers_under(world.policy),
            tenants: scenario.tenants.iter().map(|tenant| tenant.name.clone()).collect(),
            classes: scenario.workloads.iter().map(|workload| workload.name.clone()).collect(),
            start: Some(scenario.start),
            origin: Span::ZERO,
        }
    }
}

/// One thing that happened.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub(super) struct Moment {
    #[serde(skip)]
    pub(super) order: (Time, u8),
    /// When, in words.
    pub(super) at: String,
    /// When, in seconds of the simulation.
    pub(super) secs: f64,
    /// What it waits for from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cause: Option<&'static str>,
    pub(super) what: String,
    pub(super) details: Vec<String>,
}
