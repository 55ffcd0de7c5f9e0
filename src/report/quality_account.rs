//! The account of a log's quality for machines.

use crate::log::{Finding, Quality, Tally, Treatment};
use schemars::JsonSchema;
use serde::Serialize;

/// The account of a log's rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(super) struct QualityAccount {
    rows_read: u64,
    rows_kept: u64,
    rows_repaired: u64,
    rows_dropped: u64,
    dropped: Vec<Reason>,
    repaired: Vec<Reason>,
    kept_as_they_are: Vec<Reason>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    skipped: Vec<Reason>,
}

/// Why something became of rows or jobs, and of how many.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(super) struct Reason {
    pub(super) reason: &'static str,
    pub(super) rows: u64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    first_lines: Vec<u64>,
    /// The files in which these lines are, where there are several; the lines are counted in each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    first_files: Vec<String>,
}

impl Reason {
    /// A reason without places.
    pub(super) const fn of(reason: &'static str, rows: u64) -> Reason {
        Reason { reason, rows, first_lines: Vec::new(), first_files: Vec::new() }
    }
}

impl QualityAccount {
    pub(super) fn of(quality: &Quality) -> QualityAccount {
        let reason = |(finding, tally): (Finding, &Tally)| {
            let places = || tally.first_lines.iter().map(|line| quality.place(*line));
            Reason {
                reason: finding.words(),
                rows: tally.rows,
                first_lines: places().map(|(_, line)| line).collect(),
                first_files: places().filter_map(|(file, _)| Some(file?.to_owned())).collect(),
            }
        };
        let reasons = |treatment| quality.found(treatment).map(reason).collect();
        QualityAccount {
            rows_read: quality.rows_read,
            rows_kept: quality.rows_kept,
            rows_repaired: quality.rows_repaired,
            rows_dropped: quality.rows_dropped(),
            dropped: reasons(Treatment::Dropped),
            repaired: reasons(Treatment::Repaired),
            kept_as_they_are: reasons(Treatment::Kept),
            skipped: reasons(Treatment::Skipped),
        }
    }
}
