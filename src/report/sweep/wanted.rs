//! The figure that a sweep is asked about: one column of its results, of one scope.

use super::columns::LEDGER_COLUMNS;
use super::described::{Described, ScopeTold};
use crate::experiment::plan::{FigureUnit, WORDS};
use crate::metrics::{Better, METRICS};
use crate::text::nearest;

/// The figure where nobody names one.
pub const USUAL: &str = "mean wait";

/// The figure that is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// As it was written.
    pub words: String,
    /// The column of the results.
    pub column: &'static str,
    /// Of which jobs.
    pub scope: ScopeTold,
    /// In what it is counted.
    pub unit: FigureUnit,
    /// Which way is the good one.
    pub better: Better,
}

/// Columns of the ledger by the words that promises have for them.
const LEDGER: [(&str, &str, FigureUnit); 3] = [
    ("power", LEDGER_COLUMNS[0], FigureUnit::Watts),
    ("energy", LEDGER_COLUMNS[1], FigureUnit::KilowattHours),
    ("cost", LEDGER_COLUMNS[2], FigureUnit::Yuan),
];

impl Wanted {
    /// What `p95 wait of fine-tuning` means in a sweep: a figure, and of which workload, centre or tenants where that is said.
    ///
    /// # Errors
    /// What is not known, and what is.
    pub fn parse(described: &Described, words: &str) -> Result<Wanted, String> {
        let (figure, whose) = match words.split_once(" of ") {
            Some((figure, whose)) => (figure.trim(), whose.trim()),
            None => (words.trim(), ""),
        };
        let scope = scope(described, whose)?;
        let words = words.trim().to_owned();
        if let Some((_, column, unit)) =
            LEDGER.iter().find(|(word, column, _)| [*word, *column].contains(&figure))
        {
            return Ok(Wanted { words, column, scope, unit: *unit, better: Better::Lower });
        }
        let name = WORDS.iter().find(|(word, _)| *word == figure).map_or(figure, |(_, name)| name);
        let Some(metric) = METRICS.iter().find(|metric| metric.name == name) else {
            let words = || WORDS.iter().map(|(word, _)| *word).chain(LEDGER.iter().map(|(word, ..)| *word));
            let near = nearest(figure, words().chain(METRICS.iter().map(|metric| metric.name)));
            let near = near.map_or(String::new(), |near| format!("did you mean `{near}`? "));
            let known: Vec<&str> = words().collect();
            return Err(format!(
                "no figure `{figure}`; {near}there are {}, and all of `suanli list metrics`",
                known.join(", ")
            ));
        };
        let unit = match metric.unit {
            "s" => FigureUnit::Seconds,
            // How many times as long is a pure number, too, but no share of a whole.
            "1" if !name.starts_with("bounded_slowdown") || name.ends_with("jain") => FigureUnit::Share,
            _ => FigureUnit::Plain,
        };
        Ok(Wanted { words, column: metric.name, scope, unit, better: metric.better })
    }
}

/// The scope of this name; the workload, where a centre or tenants have the same.
fn scope(described: &Described, name: &str) -> Result<ScopeTold, String> {
    let known = || described.scopes.iter();
    let kinds = ["overall", "class", "center", "group", "size"].into_iter();
    let mut found = kinds.filter_map(|kind| known().find(|scope| scope.kind == kind && scope.name == name));
    if let Some(scope) = found.next() {
        return Ok(scope.clone());
    }
    let names = || known().map(|scope| scope.name.as_str()).filter(|name| !name.is_empty());
    let near = nearest(name, names());
    let near = near.map_or(String::new(), |near| format!("did you mean `{near}`? "));
    let names: Vec<&str> = names().collect();
    Err(format!("no workload, centre or tenants `{name}`; {near}there are {}", names.join(", ")))
}
