//! What a scenario says of data: links between centres, datasets, stores, and what jobs need and leave behind.

use super::super::fields::{Field, Kind, Table, Usual};
use super::super::known::discards;
use super::super::units::Dimension;
use super::{PERCENT, SECOND, duration, optional, required, share, usual};

/// From a kilobyte to an exabyte.
const DATA: Kind = Kind::Amount { dimension: Dimension::Data, least: 1_000, most: 1_000_000_000_000_000_000 };
/// From a kilobit to a petabit a second.
const LINE: Kind = Kind::Amount { dimension: Dimension::Line, least: 125, most: 125_000_000_000_000 };

/// `[[link]]`.
pub(super) const LINK: Table = Table {
    header: "[[link]]",
    help: "A link between two centres, over which the data of jobs move. Each direction has all of its bandwidth, which the transfers that use it share max-min. Data take the way with the fewest links, of these the one with the smallest round-trip time (docs/data.md).",
    fields: &[
        required("name", Kind::Name, "\"beijing-wuhan\"", "Its name, unique in the file."),
        required("from", Kind::Name, "\"beijing\"", "The centre at one end."),
        required("to", Kind::Name, "\"wuhan\"", "The centre at the other end."),
        required("bandwidth", LINE, "\"10 Gb/s\"", "What it carries in either direction."),
        required(
            "rtt",
            Kind::Amount { dimension: Dimension::Delay, least: 0, most: 3_600 * SECOND },
            "\"25 ms\"",
            "The time there and back: so long after a transfer has begun its first bytes flow.",
        ),
        usual(
            "price",
            Kind::Number { least: 0.0, most: 1_000_000.0 },
            "0.05",
            Usual::Number(0.0),
            "Yuan for each GB that is moved over it, in whole millionths.",
        ),
        usual(
            "efficiency",
            share(PERCENT, 100 * PERCENT),
            "\"97 %\"",
            Usual::Text("100 %"),
            "Which share of the bandwidth carries data rather than headers.",
        ),
        optional("per_transfer", LINE, "\"2 Gb/s\"", "all that it gets", "The most that one transfer gets."),
        usual(
            "crowding",
            share(0, 100 * PERCENT),
            "\"1 %\"",
            Usual::Text("0 %"),
            "By how much of its bandwidth each transfer beyond the first lessens it, in tenths of a percent; a tenth is always left.",
        ),
        usual(
            "shared",
            Kind::Truth,
            "false",
            Usual::Truth(true),
            "Whether transfers share it; else each has all of it for itself, as on a network that is far larger than what is asked of it.",
        ),
        optional(
            "time_between_failures",
            duration(SECOND),
            "\"60 days\"",
            "it never fails by chance",
            "For how long it is up on average between failures (exponential). It goes with `repair_time`.",
        ),
        optional(
            "repair_time",
            duration(SECOND),
            "\"4 h\"",
            "it never fails by chance",
            "How long a failure lasts on average (exponential).",
        ),
        optional("outage", Kind::Tables(&LINK_OUTAGE), "", "none is known", "When it is down."),
    ],
};

/// `[[link.outage]]`.
pub(super) const LINK_OUTAGE: Table = Table {
    header: "[[link.outage]]",
    help: "A time in which the link above is down: transfers over it go another way with what they have left, or wait until there is one.",
    fields: &[
        required("from", Kind::Date, "2023-03-01T08:00:00", "From when."),
        required("until", Kind::Date, "2023-03-01T20:00:00", "Until when."),
    ],
};

/// `[[dataset]]`.
pub(super) const DATASET: Table = Table {
    header: "[[dataset]]",
    help: "A dataset that jobs need, or so many that are alike, of which each job needs one.",
    fields: &[
        required("name", Kind::Name, "\"corpus\"", "Its name, unique in the file."),
        required("size", DATA, "\"20 TB\"", "How large it is, each where there are several."),
        required("at", Kind::Names, "[\"beijing\"]", "The centres where it lies for good."),
        usual(
            "count",
            Kind::Count { least: 1, most: 100_000 },
            "200",
            Usual::Whole(1),
            "How many there are that are alike.",
        ),
        optional(
            "zipf",
            Kind::Number { least: 0.0, most: 10.0 },
            "0.8",
            "all are wanted equally often",
            "How unequally they are wanted: the k-th in proportion to 1 / k to this power.",
        ),
    ],
};

/// The editors show it twice.
pub(super) const STORE_HELP: &str = "Room of the centre above for copies of datasets that lie elsewhere for good. Copies that a waiting or running job needs stay; the others make way when room is needed.";

/// `[center.store]`.
pub(super) const CENTER_STORE: Table = Table {
    header: "[center.store]",
    help: STORE_HELP,
    fields: &[
        required("size", DATA, "\"500 TB\"", "How much it holds."),
        usual(
            "evict",
            Kind::Choice { of: "way to make room", known: discards, bracketed: Vec::new },
            "\"largest-first\"",
            Usual::Text("least-recently-used"),
            "Which copies make way first.",
        ),
    ],
};

/// The data that the jobs of a workload need.
pub(super) const WORKLOAD_INPUTS: Field = optional(
    "inputs",
    Kind::Names,
    "[\"corpus\"]",
    "its jobs need no data",
    "The datasets (names of `[[dataset]]`) that each of its jobs needs, one of each: they are brought to its centre from its submission on, and it joins the queue in its old place when they are there.",
);

/// What they leave behind.
pub(super) const WORKLOAD_OUTPUT: Field = optional(
    "output",
    DATA,
    "\"20 GB\"",
    "its jobs leave nothing behind that moves",
    "How much each of its jobs leaves behind that has done its work: it is sent to `output_to`, and its user learns of the end when it is there.",
);

/// Where that goes.
pub(super) const WORKLOAD_OUTPUT_TO: Field = optional(
    "output_to",
    Kind::Name,
    "\"wuhan\"",
    "the `home` of its tenants",
    "The centre to which the `output` goes.",
);
