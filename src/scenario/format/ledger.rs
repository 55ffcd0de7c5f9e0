//! What a scenario says of money in the ledger: tariffs, carbon, prices, and what the centres cost.

use super::super::fields::{Kind, Table, Usual};
use super::super::known::weighings;
use super::super::units::Dimension;
use super::{PERCENT, optional, required, share, usual};

/// An amount of money in yuan, up to a million million.
const YUAN: Kind = Kind::Number { least: 0.0, most: 1e12 };
/// A price in yuan of an hour of something.
pub(super) const PRICE: Kind = Kind::Number { least: 0.0, most: 1e6 };
/// A number of hours.
const HOURS: Kind = Kind::Count { least: 1, most: 5_000_000_000 };

pub(super) const COST_HELP: &str = "The cost of the centre above, whether it is used or not, besides power.";

/// `[center.cost]`.
pub(super) const CENTER_COST: Table = Table {
    header: "[center.cost]",
    help: COST_HELP,
    fields: &[
        optional("capital", YUAN, "949_000_000", "nothing", "What building and machines cost, in yuan."),
        usual(
            "years",
            Kind::Number { least: 0.5, most: 100.0 },
            "5",
            Usual::Number(5.0),
            "Over how many years `capital` is spread evenly.",
        ),
        optional("staff", YUAN, "12_000_000", "nothing", "Those who run it, in yuan a year."),
        optional("other", YUAN, "3_000_000", "nothing", "Everything else but power, in yuan a year."),
    ],
};

/// `[[tariff]]`.
pub(super) const TARIFF: Table = Table {
    header: "[[tariff]]",
    help: "What a kilowatt-hour costs: by the hour of the day and the month, as its periods say, or by a series of prices from a file.",
    fields: &[
        required(
            "name",
            Kind::Name,
            "\"own\"",
            "Its name, unique in the file; not one that comes with the program.",
        ),
        optional(
            "demand",
            Kind::Number { least: 0.0, most: 1e6 },
            "42",
            "nothing",
            "Yuan a month for each kilowatt of the month's greatest mean load of a quarter of an hour.",
        ),
        optional("period", Kind::Tables(&TARIFF_PERIOD), "", "`series` says it", "Its prices."),
        optional(
            "series",
            Kind::Title,
            "\"price-DE-hourly.csv.zst\"",
            "`[[tariff.period]]` says it",
            "A file of prices beside the scenario's (or in the folder of `--logs`): a head, and then a time and a price in each line.",
        ),
        optional("column", Kind::Title, "\"Real price\"", "the second", "The column of the series."),
        optional(
            "factor",
            Kind::Number { least: 1e-9, most: 1e9 },
            "0.0078",
            "1",
            "By what prices of the series are multiplied to be yuan for a kilowatt-hour: 0.0078 for euros for a megawatt-hour.",
        ),
        optional(
            "begins",
            Kind::Date,
            "2016-01-04",
            "the start of the scenario",
            "The time of the series that lies at the start of the scenario.",
        ),
    ],
};

/// `[[tariff.period]]`.
pub(super) const TARIFF_PERIOD: Table = Table {
    header: "[[tariff.period]]",
    help: "A price of the tariff above, and when it holds. At every hour of every month exactly one must hold; two periods may have one name.",
    fields: &[
        required("name", Kind::Name, "\"peak\"", "Its name: `sharp`, `peak`, `flat`, `valley`."),
        required("price", PRICE, "0.8490", "Yuan for a kilowatt-hour, exact to a millionth."),
        required(
            "hours",
            Kind::Names,
            "[\"16-18\", \"20-24\"]",
            "Parts of the day, from a first hour until a second; half past nine is `9.30`. Over midnight it goes on in the morning.",
        ),
        optional(
            "months",
            Kind::Names,
            "[\"7-8\", \"12\"]",
            "every month",
            "Months from 1 to 12, or from a first through a second.",
        ),
    ],
};

/// `[[carbon]]`.
pub(super) const CARBON: Table = Table {
    header: "[[carbon]]",
    help: "How much carbon dioxide a kilowatt-hour brings: always as much, or by a series from a file.",
    fields: &[
        required(
            "name",
            Kind::Name,
            "\"own\"",
            "Its name, unique in the file; not one that comes with the program.",
        ),
        optional(
            "grams",
            Kind::Number { least: 0.0, most: 1e5 },
            "539.5",
            "`series` says it",
            "Grams for a kilowatt-hour.",
        ),
        optional(
            "series",
            Kind::Title,
            "\"carbon-DK2-2021-2023-hourly.csv.zst\"",
            "`grams` says it",
            "A file beside the scenario's (or in the folder of `--logs`): a head, and then a time and the grams for a kilowatt-hour in each line.",
        ),
        optional("column", Kind::Title, "\"Carbon Intensity\"", "the second", "The column of the series."),
        optional(
            "begins",
            Kind::Date,
            "2021-01-01",
            "the start of the scenario",
            "The time of the series that lies at the start of the scenario.",
        ),
    ],
};

/// `[[price]]`.
pub(super) const PRICE_LIST: Table = Table {
    header: "[[price]]",
    help: "A price list: what an hour of what jobs hold costs. The first that is about a job holds for it, so that special ones come first. A `price` of the job's `[[qos]]` multiplies it.",
    fields: &[
        required("name", Kind::Name, "\"plain\"", "Its name on invoices, unique in the file."),
        optional("center", Kind::Name, "\"wuhan-ai\"", "every centre", "The centre where it holds."),
        optional("partitions", Kind::Names, "[\"npu\"]", "every partition", "Partitions."),
        optional(
            "hardware",
            Kind::Names,
            "[\"ascend-910-server\"]",
            "every kind of node",
            "Kinds of nodes on which jobs run.",
        ),
        optional("workloads", Kind::Names, "[\"pretraining\"]", "every one", "Workloads."),
        optional("qos", Kind::Names, "[\"high\"]", "every one", "Qualities of service (names of `[[qos]]`)."),
        optional(
            "tenants",
            Kind::Names,
            "[\"enterprises\"]",
            "every tenant",
            "Groups (names of `[[tenants]]`).",
        ),
        optional("accelerator_hour", PRICE, "6", "nothing", "Yuan for an hour of an accelerator."),
        optional("core_hour", PRICE, "0.06", "nothing", "Yuan for an hour of a core."),
        optional("gib_hour", PRICE, "0.002", "nothing", "Yuan for an hour of a GiB of memory."),
        optional(
            "node_hour",
            PRICE,
            "30",
            "nothing",
            "Yuan for an hour of a node; a job that holds a part of its accelerators (or cores, where it has none) pays that part.",
        ),
        usual(
            "weigh",
            Kind::Choice { of: "way to weigh", known: weighings, bracketed: Vec::new },
            "\"dearest\"",
            Usual::Text("sum"),
            "Whether these are added up (`sum`, as `TRESBillingWeights`) or the dearest counts (`dearest`, as with `MAX_TRES`).",
        ),
        optional(
            "hours",
            Kind::Weights,
            "[0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0.5, 0.5]",
            "the same at every hour",
            "A factor for each hour of the day, from midnight on (three decimals).",
        ),
    ],
};

/// `[[free]]`.
pub(super) const FREE: Table = Table {
    header: "[[free]]",
    help: "Hours that cost nothing, for each tenant of some groups in each month. They are taken from all its hours of the month alike.",
    fields: &[
        required("tenants", Kind::Names, "[\"universities\"]", "Groups (names of `[[tenants]]`)."),
        optional("accelerator_hours", HOURS, "500", "none", "Accelerator-hours of a tenant in a month."),
        optional(
            "core_hours",
            HOURS,
            "10_000",
            "none",
            "Core-hours of a tenant in a month, of jobs that hold no accelerators.",
        ),
    ],
};

/// `[[volume]]`.
pub(super) const VOLUME: Table = Table {
    header: "[[volume]]",
    help: "A deduction after a month in which little of the centre was used, to draw jobs to idle machines. The first month of a run is at the list price.",
    fields: &[
        optional(
            "tenants",
            Kind::Names,
            "[\"institutes\"]",
            "every tenant",
            "Groups (names of `[[tenants]]`).",
        ),
        required(
            "below",
            Kind::Amounts { dimension: Dimension::Share, least: PERCENT, most: 100 * PERCENT },
            "[\"40 %\", \"80 %\"]",
            "Shares of the centre's nodes that were held in the month before, ascending.",
        ),
        required(
            "off",
            Kind::Amounts { dimension: Dimension::Share, least: 0, most: 100 * PERCENT },
            "[\"60 %\", \"20 %\"]",
            "How much is taken off below each of them.",
        ),
    ],
};

/// `[[discount]]`.
pub(super) const DISCOUNT: Table = Table {
    header: "[[discount]]",
    help: "A percentage off for some groups (普惠). Several are taken off one after the other.",
    fields: &[
        required("name", Kind::Name, "\"inclusive\"", "Its name."),
        optional(
            "tenants",
            Kind::Names,
            "[\"startups\"]",
            "every tenant",
            "Groups (names of `[[tenants]]`).",
        ),
        required("off", share(0, 100 * PERCENT), "\"40 %\"", "How much is taken off."),
    ],
};

/// `[[voucher]]`.
pub(super) const VOUCHER: Table = Table {
    header: "[[voucher]]",
    help: "A compute voucher (算力券): the city pays a part of what is left to be paid.",
    fields: &[
        required("name", Kind::Name, "\"beijing\"", "Its name."),
        optional(
            "tenants",
            Kind::Names,
            "[\"startups\"]",
            "every tenant",
            "Groups (names of `[[tenants]]`).",
        ),
        required("share", share(1, 100 * PERCENT), "\"20 %\"", "Which part it pays."),
        optional(
            "cap",
            YUAN,
            "2_000_000",
            "no cap",
            "The most that it pays for a tenant in a calendar year, in yuan.",
        ),
        optional(
            "budget",
            YUAN,
            "100_000_000",
            "no end",
            "The most that it pays for all in a calendar year, in yuan; invoices are served by month, and then in the order of tenants.",
        ),
    ],
};

/// `[billing]`.
pub(super) const BILLING: Table = Table {
    header: "[billing]",
    help: "Rules of charging that prices do not say.",
    fields: &[usual(
        "charge_lost",
        Kind::Truth,
        "true",
        Usual::Truth(false),
        "Whether time is charged that was in vain because the job was sent away for others. Jobs stopped at their walltime pay in any case.",
    )],
};
