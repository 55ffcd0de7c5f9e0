//! What a scenario says of demand that fills up.

use super::super::fields::{Field, Kind, Table, Usual};
use super::super::known::ramp_shapes;
use super::kinds::{PERCENT, optional, required, share, usual};

/// The editors show it twice.
const HELP: &str = "The demand of the workload above fills up: from a share at the beginning to the whole, which its `load` or the like states. Growth and months go on beside it.";

/// `[workload.ramp]`.
pub(super) const WORKLOAD_RAMP: Table = Table {
    header: "[workload.ramp]",
    help: HELP,
    fields: &[
        required(
            "first",
            share(0, 100 * PERCENT),
            "\"20 %\"",
            "Which share of the demand comes until `from`.",
        ),
        optional(
            "from",
            Kind::Date,
            "2022-01-01",
            "the `since` of the workload, else the start",
            "From when on it rises.",
        ),
        required("until", Kind::Date, "2024-01-01", "From when on all of it comes."),
        usual(
            "shape",
            Kind::Choice { of: "shape of a ramp", known: ramp_shapes, bracketed: Vec::new },
            "\"s-curve\"",
            Usual::Text("linear"),
            "How it rises: by the same amount every day (`linear`), or slowly at first and at the end (`s-curve`).",
        ),
    ],
};

/// `ramp` of a workload.
pub(super) const WORKLOAD_FILLS: Field =
    optional("ramp", Kind::Table(&WORKLOAD_RAMP), "", "all of it comes from the start", HELP);

/// `count_at_first` of a group.
pub(super) const TENANTS_COUNT_AT_FIRST: Field = optional(
    "count_at_first",
    Kind::Count { least: 0, most: 100_000 },
    "20",
    "all of them",
    "How many of its tenants are there at the start: the first; the others join one after the other at even distances until `all_by`. Its workloads bring less until then, by the activity of those who are missing; users of a log are there from the start.",
);

/// `all_by` of a group.
pub(super) const TENANTS_ALL_BY: Field = optional(
    "all_by",
    Kind::Date,
    "2024-05-31",
    "the start",
    "With `count_at_first`: when the last of its tenants joins.",
);
