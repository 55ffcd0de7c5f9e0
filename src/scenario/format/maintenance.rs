//! What a scenario says of capacity over time: nodes that are worked on, and what is known of those that come and go.

use super::super::fields::{Field, Kind, Table, Usual};
use super::super::known::notices;
use super::kinds::{DAY, EVERY, PERCENT, SECOND, duration, optional, required, share, usual};

/// `maintenance` of a partition.
pub(super) const PARTITION_MAINTENANCE: Field = optional(
    "maintenance",
    Kind::Tables(&MAINTENANCE),
    "",
    "nobody works on its nodes",
    "Work on its nodes, some at a time: planned, as soon as they are free, or without notice.",
);

/// `[[center.partition.maintenance]]`.
pub(super) const MAINTENANCE: Table = Table {
    header: "[[center.partition.maintenance]]",
    help: "Work on nodes of the partition above, so many at a time until all are done. A node that is worked on is down. What `notice` says schedulers know of it (docs/failures.md).",
    fields: &[
        required("name", Kind::Name, "\"firmware\"", "Its name, unique in its partition."),
        required("from", Kind::Date, "2023-03-06T08:00:00", "When the work begins."),
        required("lasts", duration(SECOND), "\"4 h\"", "How long each node is out."),
        usual(
            "notice",
            Kind::Choice { of: "kind of notice", known: notices, bracketed: Vec::new },
            "\"when-free\"",
            Usual::Text("planned"),
            "What schedulers know: the dates, so that no job is placed that would still run then (`planned`); nothing before, and from `from` on no job starts on the nodes that are next, whose jobs end as they would (`when-free`); or nothing, and jobs on them are stopped as by a failure (`none`).",
        ),
        optional(
            "nodes",
            Kind::Count { least: 1, most: 1_000_000 },
            "48",
            "all of them; with `planned` all that no lock and no phase takes",
            "How many nodes are worked on: the first of the partition.",
        ),
        optional(
            "at_a_time",
            Kind::Count { least: 1, most: 1_000_000 },
            "8",
            "all at once",
            "How many nodes are out at the same time; the next are taken when these are back.",
        ),
        optional(
            "every",
            Kind::Period { words: EVERY, least: 60 * SECOND, most: 36_525 * DAY },
            "\"month\"",
            "it does not recur",
            "How often it begins again with the first nodes, counted from `from`; a month later is the same day of the next calendar month, or its last.",
        ),
        optional("until", Kind::Date, "2023-12-31", "the end", "Until when it begins again."),
        optional(
            "announced",
            duration(0),
            "\"14 d\"",
            "everybody knows from the beginning",
            "With `planned`: how long before nodes are out schedulers learn of it.",
        ),
        optional(
            "together",
            Kind::Truth,
            "true",
            "each node is worked on as soon as it is free",
            "With `when-free`: whether the work begins only when all nodes that are out at the same time are free.",
        ),
    ],
};

/// `announced` of a phase.
pub(super) const PHASE_ANNOUNCED: Field = optional(
    "announced",
    duration(0),
    "\"30 d\"",
    "everybody knows from the beginning",
    "How long before nodes come or go schedulers learn of it. With `0 s` nobody knows before: no plan counts on nodes that come, and jobs on nodes that go end as they would, while nothing starts there any more.",
);

/// `first` of a phase.
pub(super) const PHASE_FIRST: Field = optional(
    "first",
    share(PERCENT, 99 * PERCENT),
    "\"25 %\"",
    "all of them come at once",
    "Which share of the nodes is there at first, rounded to the nearest node, at least one; the others follow in equal steps until `all_after`.",
);

/// `all_after` of a phase.
pub(super) const PHASE_ALL_AFTER: Field = optional(
    "all_after",
    duration(SECOND),
    "\"8 weeks\"",
    "all of them come at once",
    "With `first`: how long after `from` all nodes are there.",
);

/// `steps` of a phase.
pub(super) const PHASE_STEPS: Field = optional(
    "steps",
    Kind::Count { least: 1, most: 16 },
    "8",
    "4",
    "With `first`: in how many equal steps the others come.",
);
