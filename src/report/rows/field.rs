//! What the columns of a file of rows are called and what they hold.

/// What a column holds; any of it may be empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A whole number.
    Whole,
    /// Seconds, with up to six digits behind the point.
    Secs,
    /// Any number.
    Number,
    /// `true` or `false`.
    Flag,
    /// Text.
    Text,
}

/// A column of a file of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// What stands above it.
    pub name: String,
    /// What it holds.
    pub kind: Kind,
}

impl Field {
    /// A column of this name.
    #[must_use]
    pub fn new(name: impl Into<String>, kind: Kind) -> Field {
        Field { name: name.into(), kind }
    }
}

/// What stands at the beginning of every row of a run, and is no part of its rows until they are put together: a run that goes
/// on under another policy is wholly of that one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lead {
    /// The columns.
    pub fields: Vec<Field>,
    /// The same in every row, each with a comma behind it.
    pub text: String,
}

impl Lead {
    /// The policy, as it may stand in a row, and the replication, counted from 1.
    #[must_use]
    pub fn of_run(policy: &str, replication: u32) -> Lead {
        let fields = vec![Field::new("policy", Kind::Text), Field::new("replication", Kind::Whole)];
        Lead { fields, text: format!("{policy},{},", replication + 1) }
    }
}
