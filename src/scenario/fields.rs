//! What can be said of the scenario format: its tables, their keys, and what the values may be.

use std::fmt;

use super::units::Dimension;

/// One table of the format.
#[derive(Debug)]
pub struct Table {
    /// How its header is written, as in `[[center.partition]]`.
    pub header: &'static str,
    /// What it describes, in one sentence.
    pub help: &'static str,
    /// Its keys.
    pub fields: &'static [Field],
}

/// One key of a table.
#[derive(Debug)]
pub struct Field {
    /// The key.
    pub name: &'static str,
    /// What its value may be.
    pub kind: Kind,
    /// Whether it must be there.
    pub need: Need,
    /// What it says, in one sentence.
    pub help: &'static str,
    /// A value, as it is typed.
    pub example: &'static str,
}

/// Whether a key must be there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Need {
    /// It must.
    Required,
    /// It may be left out; then this is so.
    Otherwise(&'static str),
    /// It may be left out; then it has this value.
    Usually(Usual),
}

/// The value that a key has where a file leaves it out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Usual {
    /// A whole number.
    Whole(u64),
    /// A number.
    Number(f64),
    /// Yes or no.
    Truth(bool),
    /// A text: a name, or an amount with its unit.
    Text(&'static str),
}

impl fmt::Display for Usual {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Usual::Whole(count) => write!(f, "{count}"),
            Usual::Number(number) => write!(f, "{number}"),
            Usual::Truth(truth) => write!(f, "{truth}"),
            Usual::Text(amount) if amount.starts_with(|first: char| first.is_ascii_digit()) => {
                f.write_str(amount)
            }
            Usual::Text(name) => write!(f, "`{name}`"),
        }
    }
}

/// What a value may be.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// Any text of one line that is not empty.
    Title,
    /// A short name: letters, digits and `-`, `_`, `.`, `+`.
    Name,
    /// Such a name, or a policy as it is written on the command line.
    Label,
    /// A whole number.
    Count {
        /// The smallest allowed.
        least: u64,
        /// The largest allowed.
        most: u64,
    },
    /// A number, which may have a fraction.
    Number {
        /// The smallest allowed.
        least: f64,
        /// The largest allowed.
        most: f64,
    },
    /// An amount with its unit, in base units.
    Amount {
        /// The quantity that is measured.
        dimension: Dimension,
        /// The smallest allowed.
        least: i64,
        /// The largest allowed.
        most: i64,
    },
    /// A date, or a date and time, without a time zone.
    Date,
    /// A name that some table of the program has.
    Choice {
        /// What it names, as in "application".
        of: &'static str,
        /// The names that exist.
        known: fn() -> Vec<&'static str>,
        /// Those of them behind which more may stand in brackets, as in `depth(4)`.
        bracketed: fn() -> Vec<&'static str>,
    },
    /// The name of some weights that the program knows, or so many weights of one's own, from zero on.
    Profile {
        /// What the weights are of, as in "hours".
        of: &'static str,
        /// How many there must be.
        count: usize,
        /// The names that exist.
        known: fn() -> Vec<&'static str>,
    },
    /// A pair of whole numbers, the least and the most.
    Range {
        /// The smallest allowed.
        least: u32,
        /// The largest allowed.
        most: u32,
    },
    /// A list of different amounts with their units, at least one.
    Amounts {
        /// The quantity that is measured.
        dimension: Dimension,
        /// The smallest allowed.
        least: i64,
        /// The largest allowed.
        most: i64,
    },
    /// A list of names, at least one.
    Names,
    /// A list of different texts of one line, at least one.
    Titles,
    /// Yes or no.
    Truth,
    /// A share of a whole, or a whole number of its parts.
    Part {
        /// The most parts.
        most: u64,
    },
    /// A length of time, or one of some words for one.
    Period {
        /// The words.
        words: &'static [&'static str],
        /// The shortest allowed, in microseconds.
        least: i64,
        /// The longest allowed, in microseconds.
        most: i64,
    },
    /// A list of names with how many of each, as in `"ansys:2"`; of one where nothing is said.
    Tokens {
        /// The most of each.
        most: u64,
    },
    /// A list of numbers above zero, at least one.
    Weights,
    /// A table that may be there once.
    Table(&'static Table),
    /// Tables that may be there several times.
    Tables(&'static Table),
    /// Tables with names of their own, as in `[hardware.NAME]`.
    NamedTables(&'static Table),
}

impl Kind {
    /// The table or tables that stand there, if it is no single value.
    #[must_use]
    pub const fn table(&self) -> Option<&'static Table> {
        match self {
            Kind::Table(inner) | Kind::Tables(inner) | Kind::NamedTables(inner) => Some(inner),
            Kind::Title
            | Kind::Name
            | Kind::Label
            | Kind::Count { .. }
            | Kind::Number { .. }
            | Kind::Amount { .. }
            | Kind::Date
            | Kind::Choice { .. }
            | Kind::Profile { .. }
            | Kind::Range { .. }
            | Kind::Amounts { .. }
            | Kind::Names
            | Kind::Titles
            | Kind::Truth
            | Kind::Part { .. }
            | Kind::Period { .. }
            | Kind::Tokens { .. }
            | Kind::Weights => None,
        }
    }
}

impl Table {
    /// The description of a key.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// How errors speak of it.
    #[must_use]
    pub fn spoken(&self) -> String {
        if self.header.is_empty() { "the file".into() } else { format!("`{}`", self.header) }
    }
}
