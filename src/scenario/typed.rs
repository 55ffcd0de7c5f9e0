//! Values as they stand in the file, each with its place.

use std::ops::Range;

use jiff::civil::DateTime;

/// Something with its place in the file.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct At<T> {
    /// What stands there.
    pub(super) value: T,
    /// Where, in bytes.
    pub(super) span: Range<usize>,
}

/// A value as its kind of field wants it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Text(String),
    Count(u64),
    Number(f64),
    Amount(i64),
    Date(DateTime),
    Names(Vec<At<String>>),
    Weights(Vec<f64>),
    Range(u32, u32),
    Amounts(Vec<i64>),
    Truth(bool),
    Part(Part),
    Period(Period),
    Tokens(Vec<At<Tokens>>),
}

/// A share of a whole in millionths of a percent, or so many of its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Share(i64),
    Count(u64),
}

/// A length of time in microseconds, or a word for one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Period {
    Word(String),
    Micros(i64),
}

/// So many of what has this name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tokens {
    pub(super) name: String,
    pub(super) count: u64,
}

/// Weights of one's own, or the name of some.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Profile {
    Named(String),
    Weights(Vec<f64>),
}
