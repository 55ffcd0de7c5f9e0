//! The books of a scenario in words, for `suanli check`.

use super::super::believed::Scenario;
use super::super::units::{Dimension, written};
use super::groups;
use super::parts::rounded;
use crate::ledger::{
    Books, Carbon, EnergyPrice, Money, Power, Price, PuePenalty, Tariff, ValueSeries, Weighing, YearlyCost,
};
use crate::model::{GroupId, Sleep};

/// The lines of the ledger: what each is called, and what it says; none where none is kept.
pub(in crate::scenario) fn ledger(scenario: &Scenario) -> Vec<(String, String)> {
    let Some(books) = &scenario.books else { return Vec::new() };
    let mut lines = Vec::new();
    for (center, kept) in scenario.centers.iter().zip(&books.centers) {
        if let Some(power) = &kept.power {
            lines.push((format!("power of {}", center.name), power_words(power)));
        }
        if let Some(sleep) = center.rules.sleep {
            lines.push((format!("sleep of {}", center.name), sleep_words(&sleep)));
        }
        if let Some(cost) = kept.cost {
            lines.push((format!("cost of {}", center.name), cost_words(cost)));
        }
    }
    lines.extend(drive_lines(scenario, books));
    for (name, curve) in &books.curves {
        let [idle, busy] = [curve.idle(), curve.busy()].map(watts);
        lines.push((format!("curve of {name}"), format!("{idle} idle and {busy} busy")));
    }
    lines.extend(money_lines(scenario, &books.money));
    lines
}

fn watts(milliwatts: u64) -> String {
    Dimension::Power.written(milliwatts as i64)
}

fn power_words(power: &Power) -> String {
    let mut words: Vec<String> =
        power.services.iter().map(|(name, milliwatts)| format!("{name} {}", watts(*milliwatts))).collect();
    let [least, most] = [power.overhead.iter().min(), power.overhead.iter().max()]
        .map(|millionths| rounded(millionths.map_or(0.0, |millionths| f64::from(*millionths) / 1e4)));
    let share = if least == most { format!("{most} %") } else { format!("{least} to {most} %") };
    words.push(match power.fixed_milliwatts {
        0 => format!("building {share}"),
        fixed => format!("building {share} and {}", watts(fixed)),
    });
    match &power.price {
        EnergyPrice::Unknown => {}
        EnergyPrice::Tariff(tariff) => words.push(tariff_words(tariff)),
        EnergyPrice::Series { prices, .. } => words.push(format!("prices {}", series_words(prices))),
    }
    if let Some(PuePenalty { limit, price, .. }) = power.penalty {
        let limit = rounded(f64::from(limit) / 1e6);
        words.push(format!("{} more a kWh above a PUE of {limit}", yuan(price)));
    }
    match &power.carbon {
        Carbon::Unknown => {}
        Carbon::Always(milligrams) => {
            words.push(format!("{} g of carbon dioxide a kWh", rounded(*milligrams as f64 / 1e3)));
        }
        Carbon::Series(series) => words.push(format!("carbon {}", series_words(series))),
    }
    words.join(", ")
}

fn sleep_words(sleep: &Sleep) -> String {
    let Sleep { after, wake, awake, milliwatts, wake_milliwatts } = sleep;
    let kept = match awake {
        0 => String::new(),
        1 => ", but for one of each pool".into(),
        awake => format!(", but for {awake} of each pool"),
    };
    let waking = wake_milliwatts.map_or_else(|| "as when idle".into(), watts);
    format!(
        "nodes that nobody holds for {} draw {}{kept}, and wake within {} ({waking})",
        written(*after),
        watts(*milliwatts),
        written(*wake)
    )
}

fn series_words(series: &ValueSeries) -> String {
    format!("from {} to {}", series.begin().date(), series.end().date())
}

fn tariff_words(tariff: &Tariff) -> String {
    let mut prices: Vec<String> = Vec::new();
    for period in &tariff.periods {
        let words = format!("{} {}", period.name, yuan(period.price));
        if !prices.contains(&words) {
            prices.push(words);
        }
    }
    let demand = match tariff.demand_price {
        0 => String::new(),
        price => format!("; {} a kW and month", yuan(price)),
    };
    format!("tariff {} ({} yuan a kWh{demand})", tariff.name, prices.join(", "))
}

/// Millionths of a yuan as yuan.
fn yuan(micro: i64) -> String {
    rounded_money(micro as f64 / 1e6)
}

fn rounded_money(yuan: f64) -> String {
    format!("{}", (yuan * 1e6).round() / 1e6)
}

fn cost_words(cost: YearlyCost) -> String {
    let year = |fen: i128| rounded_money(fen as f64 / 100.0);
    let YearlyCost { capital, staff, other } = cost;
    format!("{} yuan a year of capital, {} for staff, {} besides", year(capital), year(staff), year(other))
}

fn drive_lines(scenario: &Scenario, books: &Books) -> Vec<(String, String)> {
    let driven = scenario.workloads.iter().zip(&books.drive).filter(|(_, drive)| **drive != 1_000);
    let line = |(workload, drive): (&crate::workload::Workload, &u32)| {
        let percent = rounded(f64::from(*drive) / 10.0);
        (format!("drive of {}", workload.name), format!("{percent} % of the way from idle to busy"))
    };
    driven.map(line).collect()
}

fn money_lines(scenario: &Scenario, money: &Money) -> Vec<(String, String)> {
    let whose = |ids: &[GroupId]| match ids.is_empty() {
        true => "all tenants".into(),
        false => groups(scenario, ids),
    };
    let percent = |ten_thousandths: u32| format!("{} %", rounded(f64::from(ten_thousandths) / 100.0));
    let mut lines: Vec<(String, String)> = Vec::new();
    lines.extend(money.prices.iter().map(|price| (format!("price {}", price.name), price_words(price))));
    for free in &money.free {
        let words = format!(
            "{} accelerator-hours and {} core-hours a month for each of {}",
            free.accelerator_hours,
            free.core_hours,
            whose(&free.groups)
        );
        lines.push(("free".into(), words));
    }
    for volume in &money.volumes {
        let step = |(below, off): &(u32, u32)| format!("{} off below {}", percent(*off), percent(*below));
        let steps: Vec<String> = volume.steps.iter().map(step).collect();
        let words = format!("{} of use in the month before, for {}", steps.join(", "), whose(&volume.groups));
        lines.push(("volume".into(), words));
    }
    for discount in &money.discounts {
        let words = format!("{} off for {}", percent(discount.off), whose(&discount.groups));
        lines.push((format!("discount {}", discount.name), words));
    }
    for voucher in &money.vouchers {
        let mut words = format!("{} for {}", percent(voucher.share), whose(&voucher.groups));
        for (most, of) in [(voucher.tenant_cap, "each"), (voucher.budget, "all")] {
            if let Some(most) = most {
                words += &format!(", at most {} yuan a year for {of}", rounded_money(most as f64 / 100.0));
            }
        }
        lines.push((format!("voucher {}", voucher.name), words));
    }
    if money.lost_is_billed {
        lines.push(("billing".into(), "lost time is charged, too".into()));
    }
    lines
}

fn price_words(price: &Price) -> String {
    let parts = [
        (price.accelerator, "an accelerator-hour"),
        (price.core, "a core-hour"),
        (price.gib, "a GiB-hour"),
        (price.node, "a node-hour"),
    ];
    let said = parts.iter().filter(|(micro, _)| *micro != 0);
    let said: Vec<String> = said.map(|(micro, what)| format!("{} yuan {what}", yuan(*micro))).collect();
    let way = match price.weighing {
        Weighing::Sum => " and ",
        Weighing::Dearest => " or ",
    };
    let mut words = if said.is_empty() { "nothing".into() } else { said.join(way) };
    let [least, most] = [price.hours.iter().min(), price.hours.iter().max()].map(|thousandths| {
        rounded_money(thousandths.map_or(1.0, |thousandths| f64::from(*thousandths) / 1e3))
    });
    if least != most {
        words += &format!(", times {least} to {most} by the hour");
    }
    words
}
