//! The option `--tables`: which tables stand below the answer.

use crate::report::TABLES;
use clap::builder::{PossibleValue, PossibleValuesParser};

/// All of them.
const ALL: &str = "all";

/// Reads `all`, or the name of a table.
pub(super) fn named() -> PossibleValuesParser {
    let all = std::iter::once(PossibleValue::new(ALL).help("everything"));
    let tables = TABLES.iter().map(|table| PossibleValue::new(table.name).help(table.help));
    PossibleValuesParser::new(all.chain(tables))
}

/// The places of the tables that were asked for, in the order of [`TABLES`].
pub(super) fn asked(names: &[String]) -> Vec<usize> {
    let is_asked = |name: &str| names.iter().any(|asked| asked == ALL || asked == name);
    (0..TABLES.len()).filter(|place| is_asked(TABLES[*place].name)).collect()
}
