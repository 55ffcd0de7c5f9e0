//! Orders: who stands before whom in the queue.

mod accounts;
mod candidate;
mod class_priority;
mod dominant_share;
mod expansion_factor;
mod f1;
mod f2;
mod f3;
mod f4;
mod fair_share;
mod fcfs;
mod formula;
mod largest_first;
mod longest_first;
mod multifactor;
mod named;
mod places;
mod rank;
mod row;
mod saved;
mod settings;
mod shortest_first;
mod smallest_area_first;
mod smallest_first;
mod unicef;
mod usage;
mod wfp3;

pub(super) use candidate::Candidate;
pub(super) use class_priority::{STARVING, Settings as ClassSettings};
pub(super) use dominant_share::DominantShare;
pub(super) use fair_share::FairShare;
pub(super) use formula::Formula;
pub(super) use multifactor::{Multifactor, Ranks};
pub(super) use named::{Named, RankOf, ScoreOf};
pub(super) use rank::rank_of;
pub(super) use row::Rule;
pub use row::{Order, Parameter};

use super::brackets::split_brackets;

/// Every order.
pub const ORDERS: &[Order] = &[
    fcfs::ENTRY,
    shortest_first::ENTRY,
    longest_first::ENTRY,
    smallest_first::ENTRY,
    largest_first::ENTRY,
    smallest_area_first::ENTRY,
    fair_share::ENTRY,
    dominant_share::ENTRY,
    multifactor::ENTRY,
    class_priority::ENTRY,
    expansion_factor::ENTRY,
    wfp3::ENTRY,
    unicef::ENTRY,
    f1::ENTRY,
    f2::ENTRY,
    f3::ENTRY,
    f4::ENTRY,
    formula::ENTRY,
];

/// Why a text names no order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Misnamed {
    /// No row has the name.
    Unknown,
    /// What stands in the brackets, or that nothing does, makes no sense.
    Parameter(String),
}

/// The rule that a text such as `fcfs` or `formula(wait / walltime)` names.
pub(super) fn rule(text: &str) -> Result<Rule, Misnamed> {
    let (name, parameter) = split_brackets(text).ok_or(Misnamed::Unknown)?;
    let row = ORDERS.iter().find(|row| row.name == name).ok_or(Misnamed::Unknown)?;
    let text = match (row.parameter, parameter) {
        (Some(_), Some(given)) => given,
        (None, None) => "",
        (Some(Parameter { otherwise: Some(text), .. }), None) => text,
        (Some(missing), None) => {
            let why = format!("expected {} in brackets, as in `{}`", missing.help, row.example());
            return Err(Misnamed::Parameter(why));
        }
        (None, Some(_)) => return Err(Misnamed::Parameter(format!("`{name}` takes nothing in brackets"))),
    };
    (row.rule)(text).map(|rule| rule.named(row.name)).map_err(Misnamed::Parameter)
}
