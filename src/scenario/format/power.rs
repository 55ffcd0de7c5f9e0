//! What a scenario says of power: what a centre draws besides its nodes, and when these sleep.

use super::super::fields::{Kind, Table, Usual};
use super::super::units::Dimension;
use super::ledger::PRICE;
use super::{PERCENT, SECOND, duration, optional, required, share, usual};

/// A load of a whole centre, up to a gigawatt.
const LOAD: Kind = Kind::Amount { dimension: Dimension::Power, least: 1, most: 1_000_000_000_000 };

pub(super) const POWER_HELP: &str = "The power of the centre above besides that of its nodes, at which tariff, and how much carbon that brings. With it the energy of its nodes is told as well (docs/ledger.md).";
pub(super) const SLEEP_HELP: &str = "When the nodes of the centre above sleep while nobody holds anything of them, and what that saves and costs.";

/// `[center.power]`.
pub(super) const CENTER_POWER: Table = Table {
    header: "[center.power]",
    help: POWER_HELP,
    fields: &[
        optional("storage", LOAD, "\"40 kW\"", "nothing", "What its storage draws, at any load."),
        optional("network", LOAD, "\"25 kW\"", "nothing", "What its switches draw, at any load."),
        optional("service", LOAD, "\"10 kW\"", "nothing", "What its service nodes draw, at any load."),
        optional(
            "pue",
            Kind::Number { least: 1.0, most: 10.0 },
            "1.25",
            "`overhead` and `fixed` say it",
            "Power usage effectiveness: all energy is so many times that of nodes, storage, network and service.",
        ),
        optional(
            "overhead",
            share(0, 900 * PERCENT),
            "\"10 %\"",
            "the building takes nothing in proportion",
            "What the building takes in proportion to all these; give `pue` or `overhead`, not both.",
        ),
        optional(
            "overhead_by_month",
            Kind::Weights,
            "[8, 8, 8, 9, 10, 13, 15, 15, 12, 9, 8, 8]",
            "the same in every month",
            "The same for each month from January to December, in percent: summers cost more cooling.",
        ),
        optional("fixed", LOAD, "\"20 kW\"", "nothing", "What the building takes at any load."),
        optional(
            "cap",
            LOAD,
            "\"800 kW\"",
            "no cap",
            "What all of this may draw at most: a job that would bring it above that waits for power.",
        ),
        optional(
            "slowest",
            share(PERCENT, 100 * PERCENT),
            "\"70 %\"",
            "jobs wait instead",
            "With `cap`: all jobs work more slowly rather than letting others wait, down to this speed; only then do jobs wait for power.",
        ),
        usual(
            "speed_step",
            share(PERCENT, 100 * PERCENT),
            "\"5 %\"",
            Usual::Text("5 %"),
            "The steps in which they are slowed down.",
        ),
        usual(
            "speed_exponent",
            Kind::Number { least: 0.5, most: 6.0 },
            "2",
            Usual::Number(3.0),
            "What jobs draw beyond idle nodes goes with their speed to the power of this: its cube, where voltage follows frequency.",
        ),
        optional(
            "pue_limit",
            Kind::Number { least: 1.0, most: 10.0 },
            "1.35",
            "no limit",
            "The power usage effectiveness above which `pue_penalty` is paid, month by month.",
        ),
        optional(
            "pue_penalty",
            PRICE,
            "0.2",
            "nothing is paid",
            "Yuan for each kilowatt-hour above what `pue_limit` allows.",
        ),
        optional(
            "pue_penalty_above_twice",
            PRICE,
            "0.5",
            "as `pue_penalty`",
            "The same where it is more than twice of what `pue_limit` allows.",
        ),
        optional(
            "tariff",
            Kind::Name,
            "\"hubei-2026\"",
            "energy costs nothing",
            "The tariff: the name of a `[[tariff]]` of this file, or one that comes with the program (`suanli list tariffs`).",
        ),
        optional(
            "carbon",
            Kind::Name,
            "\"central-china-2022\"",
            "no carbon is told",
            "The carbon of a kilowatt-hour: the name of a `[[carbon]]` of this file, or a grid (`suanli list grids`).",
        ),
    ],
};

/// `[center.sleep]`.
pub(super) const CENTER_SLEEP: Table = Table {
    header: "[center.sleep]",
    help: SLEEP_HELP,
    fields: &[
        required(
            "after",
            duration(SECOND),
            "\"30 min\"",
            "How long nobody holds anything of a node before it sleeps.",
        ),
        required(
            "wake_time",
            duration(0),
            "\"5 min\"",
            "How long a node takes to wake: its job has it, does no work yet, and its walltime runs.",
        ),
        usual(
            "awake",
            Kind::Count { least: 0, most: 10_000_000 },
            "4",
            Usual::Whole(0),
            "How many nodes of each pool never sleep: those with the lowest numbers, which `first-fit` fills first.",
        ),
        optional("power", LOAD, "\"60 W\"", "nothing", "What a sleeping node draws."),
        optional(
            "wake_power",
            LOAD,
            "\"2 kW\"",
            "what an idle one does",
            "What a node draws while it wakes.",
        ),
    ],
};
