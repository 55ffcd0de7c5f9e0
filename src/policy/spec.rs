//! A policy as a scenario or the command line names it.

use super::backfill::rule as backfill_rule;
use super::brackets::split_brackets;
use super::builtin::{BuiltIn, Shortcuts};
use super::order::{Misnamed, rule as order_rule};
use super::placement::entry as placement_row;
use super::router::Routing;
use super::standing::Standing;
use super::{BACKFILLS, ORDERS, PLACEMENTS, ROUTERS, Scheduler};
use crate::cluster::Visit;
use crate::model::{Center, Span};
use crate::text::nearest;
use std::fmt;

/// Which order, backfill, placement and router make up a policy, and how often it looks at the queue. The names are those of the rows;
/// the constructor checks them.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicySpec {
    /// What tables and plots call it.
    pub name: String,
    /// Row of `ORDERS`.
    pub order: String,
    /// Row of `BACKFILLS`.
    pub backfill: String,
    /// Row of `PLACEMENTS`.
    pub placement: String,
    /// It looks at the queue only at whole multiples of this, more than nothing; where nothing is said, after every event.
    pub every: Option<Span>,
    /// Where jobs go that may run at several centres; that changes nothing where none may.
    pub routing: Routing,
}

/// Which part of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Which job stands before which.
    Order,
    /// Which jobs may overtake.
    Backfill,
    /// Which nodes a job gets.
    Placement,
    /// To which centre a job goes.
    Router,
    /// How often the queue is looked at.
    Every,
}

impl Part {
    const fn word(self) -> &'static str {
        match self {
            Part::Order => "order",
            Part::Backfill => "backfill",
            Part::Placement => "placement",
            Part::Router => "router",
            Part::Every => "interval",
        }
    }
}

/// A fault of a part of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WrongPart {
    /// No row has the name.
    Unknown {
        /// Which part.
        part: Part,
        /// What was asked for.
        found: String,
        /// The names that exist.
        known: Vec<&'static str>,
    },
    /// The name exists, but what stands in brackets behind it, or that nothing does, makes no sense.
    Parameter {
        /// Which part.
        part: Part,
        /// What was asked for.
        found: String,
        /// The fault, and where it is.
        why: String,
    },
    /// There are more parts than a policy has.
    Leftover {
        /// The first too many.
        found: String,
    },
}

impl WrongPart {
    /// Which part is meant, if it is one.
    #[must_use]
    pub const fn part(&self) -> Option<Part> {
        match self {
            WrongPart::Unknown { part, .. } | WrongPart::Parameter { part, .. } => Some(*part),
            WrongPart::Leftover { .. } => None,
        }
    }
}

impl fmt::Display for WrongPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WrongPart::Unknown { part, found, known } => {
                write!(f, "no {} `{found}`; ", part.word())?;
                let meant = nearest(found, known.iter().copied());
                match meant.filter(|_| !found.contains('(')) {
                    Some(meant) => write!(f, "did you mean `{meant}`? There are {}", known.join(", ")),
                    None => write!(f, "there are {}", known.join(", ")),
                }
            }
            WrongPart::Parameter { part, found, why } => write!(f, "{} `{found}`: {why}", part.word()),
            WrongPart::Leftover { found } => {
                write!(f, "expected order+backfill+placement+router, found a fifth part `{found}`")
            }
        }
    }
}

impl std::error::Error for WrongPart {}

impl PolicySpec {
    /// A policy of these parts; tells every part that does not exist.
    ///
    /// # Errors
    /// When a name is in no row.
    pub fn new(
        name: &str,
        order: &str,
        backfill: &str,
        placement: &str,
    ) -> Result<PolicySpec, Vec<WrongPart>> {
        let unknown = |part, found: &str, known| WrongPart::Unknown { part, found: found.into(), known };
        let mut problems = Vec::new();
        match order_rule(order) {
            Ok(_) => {}
            Err(Misnamed::Unknown) => {
                problems.push(unknown(Part::Order, order, ORDERS.iter().map(|row| row.name).collect()));
            }
            Err(Misnamed::Parameter(why)) => {
                problems.push(WrongPart::Parameter { part: Part::Order, found: order.into(), why });
            }
        }
        if backfill_rule(backfill).is_none() {
            problems.push(wrong_backfill(backfill));
        }
        if placement_row(placement).is_none() {
            let known = PLACEMENTS.iter().map(|row| row.name).collect();
            problems.push(unknown(Part::Placement, placement, known));
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(PolicySpec {
            name: name.into(),
            order: order.into(),
            backfill: backfill.into(),
            placement: placement.into(),
            every: None,
            routing: Routing::default(),
        })
    }

    /// The same policy, but it looks at the queue only at whole multiples of this, counted from the beginning.
    ///
    /// # Panics
    /// When that is no time at all.
    #[must_use]
    pub fn looking_every(self, every: Span) -> PolicySpec {
        assert!(Span::ZERO < every, "a scheduler cannot look at the queue all the time");
        PolicySpec { every: Some(every), ..self }
    }

    /// The same policy, but a job that may run at several centres goes where this router says (`ROUTERS`).
    ///
    /// # Errors
    /// When the name is in no row, or what stands in brackets makes no sense.
    pub fn routed_by(self, router: &str) -> Result<PolicySpec, WrongPart> {
        let routing = Routing::parse(router).ok_or_else(|| wrong_router(router))?;
        Ok(PolicySpec { routing, ..self })
    }

    /// A scheduler of these parts for a centre. Panics when a part is in no row.
    #[must_use]
    pub fn scheduler(&self, center: &Center) -> Box<dyn Scheduler> {
        self.scheduler_with(center, Shortcuts::ALL)
    }

    /// The same with some shortcuts only, which changes no start. Panics when a part is in no row.
    #[must_use]
    pub fn scheduler_with(&self, center: &Center, shortcuts: Shortcuts) -> Box<dyn Scheduler> {
        let order = order_rule(&self.order).expect("a policy's order was checked when it was made");
        let rule = backfill_rule(&self.backfill).expect("a policy's backfill was checked when it was made");
        let standing = Standing::new(order, center);
        Box::new(BuiltIn::new(standing, rule, self.every, shortcuts, center))
    }

    /// In which order nodes are offered. Panics when the placement is in no row.
    #[must_use]
    pub fn visit(&self) -> Visit {
        placement_row(&self.placement).expect("a policy's placement was checked when it was made").visit
    }

    /// A policy from the command line: `order+backfill` or `order+backfill+placement`, or with a router behind them, and `+every(1)` where the queue is
    /// looked at only each second.
    ///
    /// # Errors
    /// When a name is in no row, what stands in brackets makes no sense, or there are more than four parts.
    pub fn parse(text: &str) -> Result<PolicySpec, Vec<WrongPart>> {
        let mut parts = parts(text);
        let last = parts.last().and_then(|last| split_brackets(last));
        let every = match last {
            Some(("every", seconds)) => {
                parts.pop();
                Some(every(seconds))
            }
            Some(_) | None => None,
        };
        let policy = PolicySpec::of_parts(text, parts);
        match (every, policy) {
            (None, policy) => policy,
            (Some(Ok(every)), policy) => policy.map(|policy| policy.looking_every(every)),
            (Some(Err(wrong)), policy) => {
                let mut problems = policy.err().unwrap_or_default();
                problems.push(wrong);
                Err(problems)
            }
        }
    }

    fn of_parts(text: &str, parts: Vec<&str>) -> Result<PolicySpec, Vec<WrongPart>> {
        let mut parts = parts.into_iter();
        let order = parts.next().unwrap_or_default();
        let backfill = parts.next().unwrap_or("none");
        let placement = parts.next().unwrap_or("pack");
        let router = parts.next().unwrap_or("home");
        let policy = PolicySpec::new(text, order, backfill, placement);
        let mut problems = Vec::new();
        let policy = policy.map_err(|wrong| problems.extend(wrong)).ok();
        let routing = Routing::parse(router);
        if routing.is_none() {
            problems.push(wrong_router(router));
        }
        problems.extend(parts.next().map(|found| WrongPart::Leftover { found: found.into() }));
        match (policy, routing) {
            (Some(policy), Some(routing)) if problems.is_empty() => Ok(PolicySpec { routing, ..policy }),
            (Some(_) | None, Some(_) | None) => Err(problems),
        }
    }
}

/// The time between two looks at the queue, from what stands in the brackets of `every(1)`.
fn every(seconds: Option<&str>) -> Result<Span, WrongPart> {
    let given = seconds.unwrap_or_default();
    let seconds: Option<f64> = given.trim().parse().ok();
    let read = seconds.filter(|seconds| (0.001..=86_400.0).contains(seconds));
    read.map(|seconds| Span::from_micros((seconds * 1e6).round() as u64)).ok_or_else(|| {
        WrongPart::Parameter {
            part: Part::Every,
            found: format!("every({given})"),
            why: "expected the seconds between two looks at the queue, 0.001 to 86,400, in brackets".into(),
        }
    })
}

fn wrong_router(text: &str) -> WrongPart {
    let (part, found) = (Part::Router, text.to_owned());
    let name = split_brackets(text).map_or(text, |(name, _)| name);
    match ROUTERS.iter().find(|row| row.name == name) {
        None => WrongPart::Unknown { part, found, known: ROUTERS.iter().map(|row| row.name).collect() },
        Some(row) => {
            let why = match row.parameter {
                Some(help) => format!("expected {help} in brackets"),
                None => format!("`{name}` takes nothing in brackets"),
            };
            WrongPart::Parameter { part, found, why }
        }
    }
}

fn wrong_backfill(text: &str) -> WrongPart {
    let (part, found) = (Part::Backfill, text.to_owned());
    let name = split_brackets(text).map_or(text, |(name, _)| name);
    match BACKFILLS.iter().find(|row| row.name == name) {
        None => WrongPart::Unknown { part, found, known: BACKFILLS.iter().map(|row| row.name).collect() },
        Some(row) => {
            let why = match row.parameter {
                Some(help) => format!("expected {help} in brackets"),
                None => format!("`{name}` takes nothing in brackets"),
            };
            WrongPart::Parameter { part, found, why }
        }
    }
}

/// The parts between the plus signs that stand outside brackets.
fn parts(text: &str) -> Vec<&str> {
    let mut depth = 0_u32;
    let outside = |letter: char| {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        letter == '+' && depth == 0
    };
    text.split(outside).collect()
}
