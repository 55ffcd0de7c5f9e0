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
pub(super) use multifactor::{Multifactor, Ranks, Settings as MultifactorSettings};
pub(super) use named::{Named, RankOf, ScoreOf};
pub(super) use rank::rank_of;

use super::spec::split_brackets;

/// By what jobs are ranked; small is early, and equal ranks keep the order of submission.
#[derive(Debug, Clone)]
pub(super) enum Rule {
    /// By the request and the size in units: the rank never changes while a job waits.
    Fixed(Named<RankOf>),
    /// By what the tenants used of late: all jobs of a tenant stand before or after all jobs of another.
    FairShare,
    /// By what the tenants hold: the same.
    DominantShare,
    /// By a weighted sum of factors.
    Multifactor(MultifactorSettings),
    /// By the priority of their class.
    ClassPriority(ClassSettings),
    /// By a number that changes while a job waits.
    Waiting(Named<ScoreOf>),
    /// By an expression.
    Formula(Formula),
}

impl Rule {
    /// The rule of a row by this function; [`rule`] gives it the name of the row.
    const fn fixed(of: RankOf) -> Rule {
        Rule::Fixed(Named { name: "", of })
    }

    /// The same by a number that changes while a job waits.
    const fn waiting(of: ScoreOf) -> Rule {
        Rule::Waiting(Named { name: "", of })
    }

    fn named(self, name: &'static str) -> Rule {
        match self {
            Rule::Fixed(function) => Rule::Fixed(Named { name, ..function }),
            Rule::Waiting(function) => Rule::Waiting(Named { name, ..function }),
            Rule::FairShare
            | Rule::DominantShare
            | Rule::Multifactor(_)
            | Rule::ClassPriority(_)
            | Rule::Formula(_) => self,
        }
    }
}

/// What stands in brackets behind a name, as in `formula(wait / walltime)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// What it says.
    pub help: &'static str,
    /// One that makes sense.
    pub example: &'static str,
    /// Read where no brackets stand; nothing where they must.
    pub otherwise: Option<&'static str>,
}

/// One order: a row of [`ORDERS`].
#[derive(Debug, Clone, Copy)]
pub struct Order {
    /// The name in scenarios and on the command line.
    pub name: &'static str,
    /// One sentence of help.
    pub help: &'static str,
    /// What must stand in brackets behind the name; nothing where the name stands alone.
    pub parameter: Option<Parameter>,
    /// The rule for a parameter, or why the parameter makes no sense.
    pub(super) rule: fn(&str) -> Result<Rule, String>,
}

impl Order {
    /// An example of how the order is written, in full.
    #[must_use]
    pub fn example(&self) -> String {
        match self.parameter {
            Some(parameter) => format!("{}({})", self.name, parameter.example),
            None => self.name.into(),
        }
    }
}

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
