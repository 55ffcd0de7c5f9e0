//! What an order is made of: its row, and the rule by which it ranks jobs.

use super::class_priority::Settings as ClassSettings;
use super::formula::Formula;
use super::multifactor::Settings as MultifactorSettings;
use super::named::{Named, RankOf, ScoreOf};

/// By what jobs are ranked; small is early, and equal ranks keep the order of submission.
#[derive(Debug, Clone)]
pub(in crate::policy) enum Rule {
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
    /// The rule of a row by this function; [`rule`](super::rule) gives it the name of the row.
    pub(super) const fn fixed(of: RankOf) -> Rule {
        Rule::Fixed(Named { name: "", of })
    }

    /// The same by a number that changes while a job waits.
    pub(super) const fn waiting(of: ScoreOf) -> Rule {
        Rule::Waiting(Named { name: "", of })
    }

    pub(super) fn named(self, name: &'static str) -> Rule {
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

/// One order: a row of [`ORDERS`](super::ORDERS).
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
