//! What a scenario says of jobs that end of themselves.

use super::super::fields::{Field, Kind, Table};
use super::super::known::outcomes;
use super::{PERCENT, optional, share};

/// The editors show it twice.
const HELP: &str =
    "How the jobs of the workload above end of themselves: some fail, and some are stopped by their users.";

/// `[workload.outcomes]`.
pub(super) const WORKLOAD_OUTCOMES: Table = Table {
    header: "[workload.outcomes]",
    help: HELP,
    fields: &[
        optional(
            "like",
            Kind::Choice { of: "published outcomes", known: outcomes, bracketed: Vec::new },
            "\"acme-seren\"",
            "`failed` and `cancelled` say it",
            "The shares of a machine on which they were counted (docs/failures.md).",
        ),
        optional(
            "failed",
            share(0, 100 * PERCENT),
            "\"30 %\"",
            "as `like` has it, else none",
            "Which share of the jobs fails by itself.",
        ),
        optional(
            "cancelled",
            share(0, 100 * PERCENT),
            "\"9 %\"",
            "as `like` has it, else none",
            "Which share of the jobs is stopped by its users while it runs.",
        ),
        optional(
            "failed_after",
            share(1, 100 * PERCENT),
            "\"10 %\"",
            "25 %",
            "After which share of its work a job fails: half of those that fail have done less. With 100 % each fails at its very end.",
        ),
        optional(
            "cancelled_after",
            share(1, 100 * PERCENT),
            "\"80 %\"",
            "50 %, which is evenly spread",
            "The same of jobs that are stopped.",
        ),
        optional(
            "small_max",
            Kind::Count { least: 1, most: 10_000_000 },
            "8",
            "jobs of all sizes fail alike",
            "The largest of the small jobs, in what the application or model counts.",
        ),
        optional(
            "small_factor",
            Kind::Number { least: 0.0, most: 1_000.0 },
            "3.7",
            "jobs of all sizes fail alike",
            "How many times as often small jobs fail; below 1 where they fail less. `failed` is the share of the others.",
        ),
        optional(
            "retries",
            Kind::Count { least: 0, most: 1_000 },
            "2",
            "never",
            "How often a job that has failed by itself is begun again, from its last checkpoint if it writes any. Each attempt fails as easily as the first.",
        ),
    ],
};

/// `outcomes` of a workload.
pub(super) const WORKLOAD_ENDS: Field =
    optional("outcomes", Kind::Table(&WORKLOAD_OUTCOMES), "", "all of its jobs do their work", HELP);
