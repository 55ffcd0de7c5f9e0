//! An expression that was read, and what it comes to for a waiting job.

use super::super::candidate::Candidate;
use crate::model::Time;
use serde::{Deserialize, Serialize};

/// An expression that was checked. It is written down as its text.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(in crate::policy) struct Formula {
    pub(super) text: String,
    pub(super) root: Term,
}

/// What an expression is made of.
#[derive(Debug, Clone)]
pub(super) enum Term {
    Number(f64),
    Variable(&'static Variable),
    Minus(Box<Term>),
    Operation(Operation, Box<[Term; 2]>),
    Function(Function, Box<Term>),
}

/// A function of one number.
pub(super) type Function = fn(f64) -> f64;

/// A function of two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operation {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Min,
    Max,
}

/// Something known of a waiting job.
#[derive(Debug, Clone, Copy)]
pub(super) struct Variable {
    pub(super) name: &'static str,
    pub(super) of: fn(&Candidate<'_>) -> f64,
}

const TENANT_USAGE: &str = "tenant_usage";

pub(super) const VARIABLES: &[Variable] = &[
    Variable { name: "submit", of: |job| job.request.submit.since(Time::ZERO).as_secs_f64() },
    Variable { name: "wait", of: |job| job.wait_secs() },
    Variable { name: "walltime", of: |job| job.request.walltime.as_secs_f64() },
    Variable { name: "estimate", of: |job| job.request.estimate.as_secs_f64() },
    Variable { name: "nodes", of: |job| f64::from(job.nodes()) },
    Variable { name: "processors", of: |job| f64::from(job.request.shape.total().cores) },
    Variable { name: "accelerators", of: |job| f64::from(job.request.shape.total().accelerators) },
    Variable { name: TENANT_USAGE, of: |job| job.tenant_usage },
    Variable { name: "class_priority", of: |job| f64::from(job.class_claim().priority) },
];

/// Functions of one number. Those that are not exact come from `libm`, which gives the same bits everywhere.
pub(super) const FUNCTIONS: &[(&str, Function)] = &[
    ("sqrt", f64::sqrt),
    ("exp", libm::exp),
    ("ln", libm::log),
    ("log2", libm::log2),
    ("log10", libm::log10),
];

/// Functions of two numbers.
pub(super) const OPERATIONS: &[(&str, Operation)] = &[("min", Operation::Min), ("max", Operation::Max)];

impl Formula {
    /// The number for a waiting job. NaN, as of `0 / 0`, stands behind all numbers.
    pub(in crate::policy) fn value(&self, job: &Candidate<'_>) -> f64 {
        self.root.value(job)
    }

    /// Whether it is the same expression.
    pub(in crate::policy) fn is_like(&self, other: &Formula) -> bool {
        self.text == other.text
    }

    /// Whether it asks what tenants used.
    pub(in crate::policy) fn asks_for_usage(&self) -> bool {
        self.root.names(TENANT_USAGE)
    }
}

impl Term {
    fn value(&self, job: &Candidate<'_>) -> f64 {
        match self {
            Term::Number(number) => *number,
            Term::Variable(variable) => (variable.of)(job),
            Term::Minus(term) => -term.value(job),
            Term::Operation(operation, terms) => {
                let [left, right] = &**terms;
                operation.of(left.value(job), right.value(job))
            }
            Term::Function(function, term) => function(term.value(job)),
        }
    }

    pub(super) fn names(&self, variable: &str) -> bool {
        match self {
            Term::Number(_) => false,
            Term::Variable(known) => known.name == variable,
            Term::Minus(term) | Term::Function(_, term) => term.names(variable),
            Term::Operation(_, terms) => terms.iter().any(|term| term.names(variable)),
        }
    }
}

impl Operation {
    pub(super) fn of(self, left: f64, right: f64) -> f64 {
        match self {
            Operation::Add => left + right,
            Operation::Subtract => left - right,
            Operation::Multiply => left * right,
            Operation::Divide => left / right,
            Operation::Power => libm::pow(left, right),
            // A number that is none must not vanish beside another: it would order silently.
            Operation::Min if left.is_nan() || right.is_nan() => f64::NAN,
            Operation::Max if left.is_nan() || right.is_nan() => f64::NAN,
            Operation::Min => left.min(right),
            Operation::Max => left.max(right),
        }
    }
}
