//! What each backfill means where there are rules.

use crate::model::Span;
use crate::policy::backfill::{Overtaking, Planning, Polling, Rule};
use serde::{Deserialize, Serialize};

/// How jobs that cannot start hold back those behind them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) enum Style {
    /// Who cannot start blocks its pools for all behind it.
    Fifo,
    /// Nobody blocks anybody.
    Free,
    /// The first so many of each pool that cannot start are planned, and who starts must not disturb them.
    Depth(u32),
    /// The same with one, and those behind it in order of their estimates.
    ShortestFirst,
    /// All are planned, but only when so much time has passed; in between, the first that cannot start blocks its pools.
    Periodic(Span),
    /// All are planned, and a planned start is kept.
    Promised,
    /// Who cannot start blocks its pools for so long, and lets others pass afterwards.
    Stepped(Span),
    /// The same for jobs of a high priority; the others pass each other freely, once all of those were looked at.
    Tiered(Span),
}

impl Style {
    pub(super) const fn of(rule: Rule) -> Style {
        match rule {
            Rule::Overtake(Overtaking::Forbidden) => Style::Fifo,
            Rule::Overtake(Overtaking::Free) => Style::Free,
            Rule::Overtake(Overtaking::BesideTheFirst) => Style::Depth(1),
            Rule::Overtake(Overtaking::BesideTheFirstShortestFirst) => Style::ShortestFirst,
            Rule::Plan(Planning::Depth(depth)) => Style::Depth(depth),
            Rule::Plan(Planning::Replanned) => Style::Depth(u32::MAX),
            Rule::Plan(Planning::Periodic(every)) => Style::Periodic(every),
            // A promise is made at the earliest time and kept: that is within every slack.
            Rule::Plan(Planning::Promised | Planning::Slack(_)) => Style::Promised,
            Rule::Poll(Polling::Stepped(timeout)) => Style::Stepped(timeout),
            Rule::Poll(Polling::Tiered(timeout)) => Style::Tiered(timeout),
        }
    }

    /// How many jobs of a pool are planned.
    pub(super) const fn depth(self) -> u32 {
        match self {
            Style::Depth(depth) => depth,
            Style::ShortestFirst => 1,
            Style::Promised | Style::Periodic(_) => u32::MAX,
            Style::Fifo | Style::Free | Style::Stepped(_) | Style::Tiered(_) => 0,
        }
    }
}
