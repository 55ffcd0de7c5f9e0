//! `ledger.csv`, `invoices.csv` and `power.csv`.

use crate::experiment::Comparison;
use crate::ledger::{Books, Calendar, Held, Invoice, Ledger};
use crate::model::{CenterId, ClassId, GroupId, PartitionId, TenantId, Time};
use crate::scenario::Scenario;
use crate::text::csv_cell;
use std::io::{self, Write};

/// The columns that say whose an account is.
const WHOSE: &str = "policy,replication,center,partition,class,group,tenant,month";

/// What an amount is counted in: how names of columns end, and in words.
#[derive(Debug, Clone, Copy)]
struct Unit {
    ending: &'static str,
    words: &'static str,
}

const CORES: Unit = Unit { ending: "secs", words: "core-seconds" };
const ACCELERATORS: Unit = Unit { ending: "secs", words: "accelerator-seconds" };

/// The amounts of an account. Cores and accelerators stand in the names: their seconds are different amounts.
const AMOUNTS: [(&str, Unit); 13] = [
    ("delivered_core", CORES),
    ("delivered_accelerator", ACCELERATORS),
    ("billed_core", CORES),
    ("billed_accelerator", ACCELERATORS),
    ("free_core", CORES),
    ("free_accelerator", ACCELERATORS),
    ("unpaid_core", CORES),
    ("unpaid_accelerator", ACCELERATORS),
    ("lost_core", CORES),
    ("lost_accelerator", ACCELERATORS),
    ("energy", Unit { ending: "joules", words: "joules" }),
    ("energy", Unit { ending: "fen", words: "fen" }),
    ("co2", Unit { ending: "grams", words: "grams" }),
];

const INVOICE_COLUMNS: &str =
    "policy,replication,center,group,tenant,month,line,qos,core_secs,accelerator_secs,fen";

const POWER_COLUMNS: &str = "policy,center,begin,from_secs,joules,node_joules,price_yuan,fen,co2_grams";

/// The ledgers with their policies and replications, the latter counted from 1.
fn each_ledger(comparison: &Comparison) -> impl Iterator<Item = (String, usize, &Ledger)> {
    let policies = comparison.scenario.policies.iter().enumerate();
    policies.flat_map(|(place, policy)| {
        let ledgers = comparison.ledgers_of(place).iter().enumerate();
        ledgers.map(move |(run, ledger)| (csv_cell(&policy.name), run + 1, ledger))
    })
}

/// Writes `ledger.csv`: what the jobs of each tenant, workload and partition held, drew and owe, month by month.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_ledger_csv(comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{WHOSE}")?;
    for (amount, unit) in AMOUNTS {
        write!(out, ",{amount}_{}", unit.ending)?;
    }
    writeln!(out)?;
    for (whose, amounts) in each_account(comparison) {
        writeln!(out, "{whose},{}", amounts.join(","))?;
    }
    Ok(())
}

/// Writes `accounts`: the ledger with a row for each amount that is not zero, so that a new amount is a new row and no new column.
///
/// # Errors
/// When `out` cannot be written to.
pub(in crate::report) fn write_accounts(comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{WHOSE},amount,unit,value")?;
    for (whose, amounts) in each_account(comparison) {
        for ((amount, unit), value) in AMOUNTS.iter().zip(&amounts).filter(|(_, value)| *value != "0") {
            writeln!(out, "{whose},{amount},{},{value}", unit.words)?;
        }
    }
    Ok(())
}

/// The accounts of all ledgers: whose each is, and its amounts, each of which has a row of [`AMOUNTS`].
fn each_account(comparison: &Comparison) -> impl Iterator<Item = (String, [String; AMOUNTS.len()])> {
    let names = Names(&comparison.scenario);
    each_ledger(comparison).flat_map(move |(policy, run, ledger)| {
        ledger.accounts.iter().map(move |row| {
            let (center, partition) = (names.center(row.center), names.partition(row.center, row.partition));
            let (class, group, tenant) =
                (names.class(row.class), names.group(row.group), names.tenant(row.tenant));
            let month = &ledger.months[usize::from(row.month)];
            let whose = format!("{policy},{run},{center},{partition},{class},{group},{tenant},{month}");
            let [delivered, billed, free, unpaid, lost] =
                [row.delivered, row.billed, row.free, row.unpaid, row.lost].map(|held| held.map(exact_secs));
            let held = [delivered, billed, free, unpaid, lost].into_iter().flatten();
            let others = [row.joules.to_string(), row.energy_fen.to_string(), row.grams.to_string()];
            let mut all = held.chain(others);
            (whose, std::array::from_fn(|_| all.next().expect("there is one for each row of the table")))
        })
    })
}

/// Writes `invoices.csv`: the lines of each invoice, what is taken off, and what is left to be paid.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_invoices_csv(comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    let names = Names(&comparison.scenario);
    let Some(books) = &comparison.scenario.books else { return Ok(()) };
    writeln!(out, "{INVOICE_COLUMNS}")?;
    for (policy, run, ledger) in each_ledger(comparison) {
        for invoice in &ledger.invoices {
            let center = names.center(invoice.center);
            let (group, tenant) = (names.group(invoice.group), names.tenant(invoice.tenant));
            let month = &ledger.months[usize::from(invoice.month)];
            let lead = format!("{policy},{run},{center},{group},{tenant},{month}");
            write_invoice(out, (&lead, books, names), invoice)?;
        }
    }
    Ok(())
}

fn write_invoice(
    out: &mut dyn Write,
    (lead, books, names): (&str, &Books, Names<'_>),
    invoice: &Invoice,
) -> io::Result<()> {
    for line in &invoice.lines {
        let price = csv_cell(&books.money.prices[line.price].name);
        let qos = names.qos(invoice.center, line.qos);
        writeln!(out, "{lead},{price},{qos},{},{}", secs(line.held), line.fen)?;
    }
    for (name, fen) in [
        ("free hours", -invoice.free),
        ("little use", -invoice.volume),
        ("discount", -invoice.discount),
        ("voucher", -invoice.voucher),
    ] {
        if fen != 0 {
            writeln!(out, "{lead},{name},,,,{fen}")?;
        }
    }
    writeln!(out, "{lead},due,,,,{}", invoice.due)
}

/// Writes `power.csv`: what each centre drew hour by hour in the first replication of each policy, what it cost and emitted.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_power_csv(comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    let scenario = &comparison.scenario;
    let names = Names(scenario);
    let horizon = Time::ZERO + scenario.horizon;
    let calendar = Calendar::new(scenario.start, Time::ZERO + scenario.warm_up, horizon);
    writeln!(out, "{POWER_COLUMNS}")?;
    for (policy, _, ledger) in each_ledger(comparison).filter(|(_, run, _)| *run == 1) {
        for center in &ledger.centers {
            let name = names.center(center.center);
            for hour in center.power.iter().flat_map(|power| &power.hours) {
                let begin = calendar.civil(hour.at);
                let from_secs = hour.at.since(Time::ZERO).as_secs_f64();
                let price = hour.price as f64 / 1e6;
                writeln!(
                    out,
                    "{policy},{name},{begin},{from_secs},{},{},{price},{},{}",
                    hour.joules, hour.node_joules, hour.fen, hour.grams
                )?;
            }
        }
    }
    Ok(())
}

/// Amounts of cores and accelerators times seconds, exact.
fn secs(held: Held) -> String {
    held.map(exact_secs).join(",")
}

fn exact_secs(micros: u128) -> String {
    let (whole, part) = (micros / 1_000_000, micros % 1_000_000);
    if part == 0 { whole.to_string() } else { format!("{whole}.{part:06}") }
}

/// The names of things, as they may stand in a cell.
#[derive(Clone, Copy)]
struct Names<'a>(&'a Scenario);

impl Names<'_> {
    fn center(self, id: CenterId) -> String {
        csv_cell(&self.0.centers[usize::from(id.0)].name)
    }

    fn partition(self, center: CenterId, id: PartitionId) -> String {
        csv_cell(&self.0.centers[usize::from(center.0)].partitions[usize::from(id.0)].name)
    }

    fn class(self, id: ClassId) -> String {
        csv_cell(&self.0.workloads[usize::from(id.0)].name)
    }

    fn group(self, id: GroupId) -> String {
        csv_cell(&self.0.groups[usize::from(id.0)].name)
    }

    fn tenant(self, id: TenantId) -> String {
        let tenant = self.0.tenants.get(id.0 as usize);
        tenant.map_or_else(|| format!("user {}", id.0), |tenant| csv_cell(&tenant.name))
    }

    fn qos(self, center: CenterId, id: u16) -> String {
        let qos = &self.0.centers[usize::from(center.0)].rules.qos;
        qos.get(usize::from(id)).map_or_else(|| "normal".into(), |qos| csv_cell(&qos.name))
    }
}
