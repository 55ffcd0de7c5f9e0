//! The power of a centre, quarter of an hour by quarter of an hour: nodes, services and the building, what it costs and what it emits.

use super::exact::{Fraction, apportioned, rounded, running};
use super::fold::Fold;
use super::meter::KWH;
use super::result::{EnergyUse, HourRow, MonthRow, PowerLedger};
use super::tariff::MICRO_YUAN_PER_FEN;
use super::{Calendar, NANOJOULES_PER_JOULE, Power};
use std::collections::BTreeMap;

/// The energy of all nodes of a centre, be they held or not, its price and its carbon.
#[derive(Debug, Clone, Copy)]
pub(super) struct Own {
    pub(super) joules: i128,
    pub(super) fen: i128,
    pub(super) grams: i128,
}

/// Energy in each quarter, in thousand-millionths of a joule.
struct Drawn {
    nodes: Vec<i128>,
    services: Vec<Vec<i128>>,
    overhead: Vec<i128>,
    fixed: Vec<i128>,
    all: Vec<i128>,
}

/// The ledger of a centre's power, and what its nodes drew of that.
pub(super) fn close(fold: &Fold<'_>, place: usize, power: &Power) -> (PowerLedger, Own) {
    let calendar = &fold.calendar;
    let drawn = drawn(fold, place, power);
    let (prices, carbon) = fold.tables[place].price.as_ref().expect("the power of the centre is told");
    let priced = |energy: &[i128], prices: &[i64]| -> Vec<i128> {
        energy.iter().zip(prices).map(|(energy, price)| energy * i128::from(*price)).collect()
    };
    let cost = priced(&drawn.all, &prices.values);
    let emitted = priced(&drawn.all, &carbon.values);
    let whole = |amounts: Vec<i128>, unit: u128| rounded(amounts.iter().sum(), unit);
    let own = Own {
        joules: rounded(drawn.nodes.iter().sum(), NANOJOULES_PER_JOULE),
        fen: whole(priced(&drawn.nodes, &prices.values), KWH * MICRO_YUAN_PER_FEN),
        grams: whole(priced(&drawn.nodes, &carbon.values), KWH * 1_000),
    };
    let hours = hours(calendar, [&drawn.all, &drawn.nodes, &cost, &emitted], &prices.values);
    let months = months(calendar, &hours, &drawn, power);
    let periods = periods(calendar, power, &drawn.all, &cost);
    (PowerLedger { uses: uses(fold, place, power, &drawn), hours, months, periods }, own)
}

fn drawn(fold: &Fold<'_>, place: usize, power: &Power) -> Drawn {
    let calendar = &fold.calendar;
    let count = calendar.count();
    let mut nodes = vec![0; count];
    for (table, state) in fold.tables[place].pools.iter().zip(&fold.state.pools[place]) {
        let dynamic = running(state.dynamic.integrals(calendar), u128::from(table.parts()));
        let there = state.nodes.integrals(calendar);
        for (quarter, (dynamic, there)) in dynamic.into_iter().zip(there).enumerate() {
            nodes[quarter] += there * i128::from(table.curve.idle()) + dynamic;
        }
        for (quarter, slept) in state.slept.integrals(calendar).into_iter().enumerate() {
            nodes[quarter] += slept;
        }
    }
    let micros: Vec<i128> =
        (0..count).map(|quarter| i128::from(calendar.length(quarter).as_micros())).collect();
    let steady = |milliwatts: u64| micros.iter().map(|micros| micros * i128::from(milliwatts)).collect();
    let services: Vec<Vec<i128>> = power.services.iter().map(|(_, milliwatts)| steady(*milliwatts)).collect();
    let fixed: Vec<i128> = steady(power.fixed_milliwatts);
    let load =
        |quarter: usize| nodes[quarter] + services.iter().map(|service| service[quarter]).sum::<i128>();
    let loads: Vec<i128> = (0..count).map(load).collect();
    let share = |quarter: usize| i128::from(power.overhead[calendar.moment(quarter).month() as usize - 1]);
    let overhead = running(loads.iter().enumerate().map(|(quarter, load)| load * share(quarter)), 1_000_000);
    let all = (0..count).map(|quarter| loads[quarter] + overhead[quarter] + fixed[quarter]).collect();
    Drawn { nodes, services, overhead, fixed, all }
}

fn uses(fold: &Fold<'_>, place: usize, power: &Power, drawn: &Drawn) -> Vec<(EnergyUse, i128)> {
    let nodes: i128 = drawn.nodes.iter().sum();
    let mut jobs = Fraction::default();
    for ((whose, ..), sums) in fold.state.accounts.iter() {
        if usize::from(whose.center.0) == place {
            let parts = fold.tables[place].pools[usize::from(whose.pool.0)].parts();
            jobs = jobs.plus(Fraction::new(sums.energy, u128::from(parts)));
        }
    }
    let mut uses =
        vec![(EnergyUse::Jobs, jobs), (EnergyUse::Idle, Fraction::new(nodes, 1).plus(jobs.scaled(-1, 1)))];
    for ((name, _), energy) in power.services.iter().zip(&drawn.services) {
        uses.push((EnergyUse::Service((*name).into()), Fraction::new(energy.iter().sum(), 1)));
    }
    uses.push((EnergyUse::Overhead, Fraction::new(drawn.overhead.iter().sum(), 1)));
    uses.push((EnergyUse::Fixed, Fraction::new(drawn.fixed.iter().sum(), 1)));
    let joules: Vec<Fraction> =
        uses.iter().map(|(_, energy)| energy.scaled(1, NANOJOULES_PER_JOULE)).collect();
    uses.into_iter().map(|(name, _)| name).zip(apportioned(&joules)).collect()
}

/// Hour by hour: all energy, that of nodes, what it costs and what it emits.
fn hours(calendar: &Calendar, courses: [&Vec<i128>; 4], prices: &[i64]) -> Vec<HourRow> {
    let mut firsts = Vec::new();
    for quarter in 0..calendar.count() {
        if quarter == 0 || calendar.moment(quarter).minute() == 0 {
            firsts.push(quarter);
        }
    }
    let units = [NANOJOULES_PER_JOULE, NANOJOULES_PER_JOULE, KWH * MICRO_YUAN_PER_FEN, KWH * 1_000];
    let [joules, node_joules, fen, grams]: [Vec<i128>; 4] = std::array::from_fn(|kind| {
        let until = |place: usize| firsts.get(place + 1).copied().unwrap_or(calendar.count());
        let hour = |(place, first): (usize, &usize)| courses[kind][*first..until(place)].iter().sum();
        running(firsts.iter().enumerate().map(hour), units[kind])
    });
    let row = |(place, first): (usize, &usize)| HourRow {
        at: calendar.begin(*first),
        joules: joules[place],
        node_joules: node_joules[place],
        price: prices[*first],
        fen: fen[place],
        grams: grams[place],
    };
    firsts.iter().enumerate().map(row).collect()
}

fn months(calendar: &Calendar, hours: &[HourRow], drawn: &Drawn, power: &Power) -> Vec<MonthRow> {
    let mut months: BTreeMap<u16, MonthRow> = BTreeMap::new();
    for hour in hours {
        let month = calendar.month(hour.at);
        let row = months.entry(month).or_insert(MonthRow {
            month,
            joules: 0,
            fen: 0,
            grams: 0,
            peak_milliwatts: 0,
            demand_fen: 0,
            penalty_fen: 0,
        });
        row.joules += hour.joules;
        row.fen += hour.fen;
        row.grams += hour.grams;
    }
    let mut sums: BTreeMap<u16, [i128; 2]> = BTreeMap::new();
    for (quarter, energy) in drawn.all.iter().enumerate() {
        let sum = sums.entry(calendar.month(calendar.begin(quarter))).or_default();
        sum[0] += energy - drawn.overhead[quarter] - drawn.fixed[quarter];
        sum[1] += energy;
        let length = i128::from(calendar.length(quarter).as_micros());
        let row = months.get_mut(&calendar.month(calendar.begin(quarter))).expect("it has hours");
        row.peak_milliwatts = row.peak_milliwatts.max(energy / length);
    }
    for row in months.values_mut() {
        let [machines, all] = sums.get(&row.month).copied().unwrap_or_default();
        row.penalty_fen = power.penalty.map_or(0, |penalty| penalty.fen(machines, all));
        let begin = calendar.month_begin(row.month).max(calendar.from());
        let measured = begin.until(calendar.month_end(row.month).min(calendar.until()));
        let charge = Fraction::new(
            row.peak_milliwatts * i128::from(power.price.demand()),
            1_000_000 * MICRO_YUAN_PER_FEN,
        );
        let (part, whole) = (measured.as_micros(), calendar.month_length(row.month).as_micros());
        row.demand_fen = charge.scaled(i128::from(part), u128::from(whole)).rounded();
    }
    months.into_values().collect()
}

/// What was drawn in each period of the tariff, and what that costs.
fn periods(calendar: &Calendar, power: &Power, all: &[i128], cost: &[i128]) -> Vec<(String, i128, i128)> {
    let mut names: Vec<&str> = Vec::new();
    let mut sums: Vec<[i128; 2]> = Vec::new();
    for quarter in 0..calendar.count() {
        let Some(name) = power.price.period(calendar.moment(quarter)) else { continue };
        let place = names.iter().position(|known| *known == name).unwrap_or_else(|| {
            names.push(name);
            sums.push([0; 2]);
            names.len() - 1
        });
        sums[place][0] += all[quarter];
        sums[place][1] += cost[quarter];
    }
    let whole = |kind: usize, unit: u128| {
        let parts: Vec<Fraction> = sums.iter().map(|sums| Fraction::new(sums[kind], unit)).collect();
        apportioned(&parts)
    };
    let (joules, fen) = (whole(0, NANOJOULES_PER_JOULE), whole(1, KWH * MICRO_YUAN_PER_FEN));
    names.into_iter().zip(joules).zip(fen).map(|((name, joules), fen)| (name.into(), joules, fen)).collect()
}
