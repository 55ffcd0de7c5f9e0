//! The tables of the ledger. Fen are hundredths of a yuan.

use super::column::{
    CENTER, CLASS, FROM, GROUP, MONTH, PARTITION, POLICY, REPLICATION, TENANT, UNIT, number, text, whole,
};
use super::{DataFile, has_ledger};
use crate::report::ledger::{write_accounts, write_invoices_csv, write_ledger_csv, write_power_csv};

const CORE: &str = "core-seconds";
const ACCELERATOR: &str = "accelerator-seconds";

pub(super) const LEDGER: DataFile = DataFile {
    name: "ledger",
    help: "What the jobs of each tenant, workload and partition held, drew and owe, month by month: a row for each account.",
    columns: &[
        POLICY,
        REPLICATION,
        CENTER,
        PARTITION,
        CLASS,
        GROUP,
        TENANT,
        MONTH,
        number("delivered_core_secs", CORE, "held"),
        number("delivered_accelerator_secs", ACCELERATOR, "held"),
        number("billed_core_secs", CORE, "of those, charged"),
        number("billed_accelerator_secs", ACCELERATOR, "of those, charged"),
        number("free_core_secs", CORE, "of those, free of charge"),
        number("free_accelerator_secs", ACCELERATOR, "of those, free of charge"),
        number("unpaid_core_secs", CORE, "of those, without a price"),
        number("unpaid_accelerator_secs", ACCELERATOR, "of those, without a price"),
        number("lost_core_secs", CORE, "of those, in vain"),
        number("lost_accelerator_secs", ACCELERATOR, "of those, in vain"),
        whole("energy_joules", "J", "energy drawn"),
        whole("energy_fen", "fen", "what that cost"),
        whole("co2_grams", "g", "carbon dioxide of that"),
    ],
    is_wanted: has_ledger,
    write: write_ledger_csv,
};

pub(super) const ACCOUNTS: DataFile = DataFile {
    name: "accounts",
    help: "The ledger in long form: a row for each amount of each account that is not zero.",
    columns: &[
        POLICY,
        REPLICATION,
        CENTER,
        PARTITION,
        CLASS,
        GROUP,
        TENANT,
        MONTH,
        text("amount", "which amount: a column of the ledger without its unit, as `delivered_core`"),
        UNIT,
        number("value", "of `unit`", "how much"),
    ],
    is_wanted: has_ledger,
    write: write_accounts,
};

pub(super) const INVOICES: DataFile = DataFile {
    name: "invoices",
    help: "The lines of each invoice, what is taken off, and what is left to be paid.",
    columns: &[
        POLICY,
        REPLICATION,
        CENTER,
        GROUP,
        TENANT,
        MONTH,
        text("line", "the price that was charged, what was taken off, or `due`"),
        text("qos", "the quality of service of a charge"),
        number("core_secs", CORE, "charged in this line"),
        number("accelerator_secs", ACCELERATOR, "charged in this line"),
        whole("fen", "fen", "the amount; taken off where it is negative"),
    ],
    is_wanted: has_ledger,
    write: write_invoices_csv,
};

pub(super) const POWER: DataFile = DataFile {
    name: "power",
    help: "What each centre drew hour by hour in the first replication of each policy, what it cost and emitted.",
    columns: &[
        POLICY,
        CENTER,
        text("begin", "the date and time at which the hour begins"),
        FROM,
        whole("joules", "J", "drawn by the whole centre"),
        whole("node_joules", "J", "of that, by its nodes"),
        number("price_yuan", "yuan/kWh", "the price of the hour"),
        whole("fen", "fen", "what it cost"),
        whole("co2_grams", "g", "carbon dioxide of that"),
    ],
    is_wanted: has_ledger,
    write: write_power_csv,
};
