//! Invoices: lines at list prices, and what free hours, little use, discounts and vouchers take off, in this order.
//!
//! Each line is summed exactly and rounded to the fen once, a half up. Each deduction is worked out from what is left before it and rounded
//! in the same way; vouchers pay whole fen, rounded down.

use super::exact::{Fraction, rounded};
use super::result::{Held, Invoice, InvoiceLine, add};
use super::{Calendar, Discount, Money, Voucher};
use crate::model::{CenterId, GroupId, TenantId, Unit};
use std::collections::BTreeMap;

/// Charges by month, tenant and centre: the order in which vouchers pay.
pub(super) type Charged = BTreeMap<(u16, TenantId, CenterId), Charges>;

/// Which part of a tenant's charged hours of a month is free, by how its jobs count.
pub(super) type FreeShares = BTreeMap<(TenantId, Unit, u16), (u128, u128)>;

/// Lines of an invoice before they are rounded.
#[derive(Debug, Clone)]
pub(super) struct Charges {
    group: GroupId,
    lines: BTreeMap<(usize, u16, Unit), (Held, Fraction)>,
}

impl Charges {
    pub(super) const fn new(group: GroupId) -> Charges {
        Charges { group, lines: BTreeMap::new() }
    }

    /// Adds what was held at a price, and what it costs.
    pub(super) fn add(&mut self, line: (usize, u16, Unit), held: Held, fen: Fraction) {
        let known = self.lines.entry(line).or_default();
        add(&mut known.0, held);
        known.1 = known.1.plus(fen);
    }
}

/// Which part of each tenant's hours of a month is free. Free hours are taken from all its hours of the month alike.
pub(super) fn free_shares(money: &Money, charged: &Charged) -> FreeShares {
    const HOUR: u128 = 3_600_000_000;
    let mut held: BTreeMap<(TenantId, Unit, u16), (GroupId, u128)> = BTreeMap::new();
    for ((month, tenant, _), charges) in charged {
        for ((_, _, unit), ([cores, accelerators], _)) in &charges.lines {
            let units = match unit {
                Unit::Accelerators => accelerators,
                Unit::Cores => cores,
            };
            held.entry((*tenant, *unit, *month)).or_insert((charges.group, 0)).1 += units;
        }
    }
    let share = |((tenant, unit, month), (group, held)): (&(TenantId, Unit, u16), &(GroupId, u128))| {
        let meant = money.free.iter().filter(|free| free.groups.contains(group));
        let hours: u64 = meant
            .map(|free| match unit {
                Unit::Accelerators => free.accelerator_hours,
                Unit::Cores => free.core_hours,
            })
            .sum();
        let free = (u128::from(hours) * HOUR).min(*held);
        ((*tenant, *unit, *month), (free, (*held).max(1)))
    };
    held.iter().map(share).collect()
}

/// Such a part of an amount, rounded down.
pub(super) fn part_of(amount: u128, part: u128, whole: u128) -> u128 {
    // Part and whole share large factors, without which nothing overflows.
    Fraction::new(part as i128, whole).scaled(amount as i128, 1).floor().unsigned_abs()
}

/// The invoices, in order of months, tenants and centres. `uses` is the use of each centre in each month, in ten-thousandths.
pub(super) fn invoices(
    money: &Money,
    calendar: &Calendar,
    charged: Charged,
    free: &FreeShares,
    uses: &[Vec<u32>],
) -> Vec<Invoice> {
    let mut purses = Purses::default();
    let mut invoices = Vec::new();
    for ((month, tenant, center), charges) in charged {
        let (year, _) = calendar.civil_month(month);
        let last_use = usize::from(month).checked_sub(1).map(|last| uses[usize::from(center.0)][last]);
        let last_use = last_use.filter(|_| calendar.from() < calendar.month_begin(month));
        let invoice =
            one_invoice(money, (month, tenant, center), &charges, (free, last_use), |voucher, most| {
                purses.pay(voucher, &money.vouchers[voucher], (tenant, year), most)
            });
        invoices.extend(invoice);
    }
    invoices
}

fn one_invoice(
    money: &Money,
    (month, tenant, center): (u16, TenantId, CenterId),
    charges: &Charges,
    (free, last_use): (&FreeShares, Option<u32>),
    mut pay: impl FnMut(usize, i128) -> i128,
) -> Option<Invoice> {
    let mut lines: Vec<InvoiceLine> = Vec::new();
    let mut taken = Fraction::default();
    for ((price, qos, unit), (held, fen)) in &charges.lines {
        if let Some((part, whole)) = free.get(&(tenant, *unit, month)) {
            taken = taken.plus(fen.scaled(*part as i128, *whole));
        }
        lines.push(InvoiceLine { price: *price, qos: *qos, held: *held, fen: fen.rounded() });
    }
    let list = lines.iter().map(|line| line.fen).sum();
    let taken = taken.rounded().clamp(0, list);
    let mut left: i128 = list - taken;
    let volume = last_use.map_or(0, |last_use| volume_off(money, charges.group, last_use));
    let volume = rounded(left * i128::from(volume), 10_000);
    left -= volume;
    let mut discount = 0;
    for Discount { off, .. } in money.discounts.iter().filter(|one| is_meant(&one.groups, charges.group)) {
        let taken = rounded((left - discount) * i128::from(*off), 10_000);
        discount += taken;
    }
    left -= discount;
    let mut voucher = 0;
    for (place, one) in money.vouchers.iter().enumerate() {
        if is_meant(&one.groups, charges.group) {
            voucher += pay(place, (left * i128::from(one.share) / 10_000).min(left - voucher));
        }
    }
    let due = left - voucher;
    let group = charges.group;
    let is_empty = lines.iter().all(|line| line.held == [0; 2]);
    (!is_empty).then_some(Invoice {
        center,
        tenant,
        group,
        month,
        lines,
        list,
        free: taken,
        volume,
        discount,
        voucher,
        due,
    })
}

/// What little use in the month before takes off, in ten-thousandths.
fn volume_off(money: &Money, group: GroupId, last_use: u32) -> u32 {
    let volume = money.volumes.iter().find(|volume| is_meant(&volume.groups, group));
    let step = volume.and_then(|volume| volume.steps.iter().find(|(below, _)| last_use < *below));
    step.map_or(0, |(_, off)| *off)
}

fn is_meant(groups: &[GroupId], group: GroupId) -> bool {
    groups.is_empty() || groups.contains(&group)
}

/// What vouchers have paid in each calendar year.
#[derive(Debug, Default)]
struct Purses {
    tenants: BTreeMap<(usize, TenantId, i16), i128>,
    all: BTreeMap<(usize, i16), i128>,
}

impl Purses {
    /// Pays as much as is asked for and left.
    fn pay(&mut self, place: usize, voucher: &Voucher, (tenant, year): (TenantId, i16), asked: i128) -> i128 {
        let tenant = self.tenants.entry((place, tenant, year)).or_default();
        let all = self.all.entry((place, year)).or_default();
        let left = |cap: Option<i128>, paid: i128| cap.map_or(i128::MAX, |cap| (cap - paid).max(0));
        let paid = asked.max(0).min(left(voucher.tenant_cap, *tenant)).min(left(voucher.budget, *all));
        *tenant += paid;
        *all += paid;
        paid
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Volume;

    #[test]
    fn vouchers_pay_until_their_caps() {
        let voucher = Voucher {
            name: "city".into(),
            groups: Vec::new(),
            share: 2_000,
            tenant_cap: Some(100),
            budget: Some(250),
        };
        let mut purses = Purses::default();
        let mut pay = |tenant, year, asked| purses.pay(0, &voucher, (TenantId(tenant), year), asked);
        // The first has 60 and then 40 left of its cap; the third what is left of the budget; a year later all begins anew.
        assert_eq!([pay(1, 2026, 60), pay(1, 2026, 60), pay(1, 2026, 60)], [60, 40, 0]);
        assert_eq!([pay(2, 2026, 300), pay(3, 2026, 80), pay(3, 2027, 80)], [100, 50, 80]);
    }

    #[test]
    fn little_use_is_cheaper_by_steps() {
        let volume = Volume { groups: vec![GroupId(1)], steps: vec![(4_000, 6_000), (8_000, 2_000)] };
        let money = Money { volumes: vec![volume], ..Money::default() };
        let off = |last_use| volume_off(&money, GroupId(1), last_use);
        assert_eq!([off(3_999), off(4_000), off(7_999), off(8_000)], [6_000, 2_000, 2_000, 0]);
        assert_eq!(volume_off(&money, GroupId(0), 0), 0);
    }
}
