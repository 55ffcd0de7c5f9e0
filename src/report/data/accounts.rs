//! `accounts`: the ledger with a row for each amount, so that a new amount is a new row and no new column.

use crate::experiment::Comparison;
use crate::report::write_ledger_csv;
use std::io::{self, Write};

/// So many columns at the beginning say whose account it is.
const WHOSE: usize = 8;

/// How the names of amounts end, and their units.
const UNITS: [(&str, &str); 5] = [
    ("_core_secs", "core-seconds"),
    ("_accelerator_secs", "accelerator-seconds"),
    ("_joules", "joules"),
    ("_fen", "fen"),
    ("_grams", "grams"),
];

/// Writes it: what [`write_ledger_csv`] writes in one row stands in many.
///
/// # Errors
/// When `out` cannot be written to.
pub(super) fn write_accounts(comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    let mut wide = Vec::new();
    write_ledger_csv(comparison, &mut wide)?;
    let wide = String::from_utf8(wide).map_err(io::Error::other)?;
    let mut lines = wide.lines();
    let amounts: Vec<&str> = lines.next().unwrap_or_default().split(',').skip(WHOSE).collect();
    writeln!(out, "policy,replication,center,partition,class,group,tenant,month,amount,unit,value")?;
    for line in lines {
        let (whose, values) = parted(line, amounts.len());
        for (amount, value) in amounts.iter().zip(values).filter(|(_, value)| *value != "0") {
            let known = UNITS.iter().find(|(ending, _)| amount.ends_with(ending));
            let (ending, unit) = known.expect("every amount has a unit");
            // Cores and accelerators stay in the name: their seconds are different amounts.
            let kept = if ending.ends_with("_secs") { "_secs" } else { ending };
            writeln!(out, "{whose},{},{unit},{value}", amount.trim_end_matches(kept))?;
        }
    }
    Ok(())
}

/// A row without its last cells, which are numbers, and these: names may hold commas.
fn parted(line: &str, count: usize) -> (&str, Vec<&str>) {
    let mut values: Vec<&str> = line.rsplitn(count + 1, ',').collect();
    let whose = values.pop().unwrap_or_default();
    values.reverse();
    (whose, values)
}
