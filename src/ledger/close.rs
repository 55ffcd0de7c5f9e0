//! The end of a ledger: everything is divided once, so that all sums of the same thing are the same.

use super::exact::{Fraction, apportioned, rounded};
use super::fold::{Account, Fold, Sums};
use super::invoice::{self, Charged};
use super::meter::KWH;
use super::result::{AccountRow, CenterLedger, FixedCost, Ledger, add};
use super::tariff::MICRO_YUAN_PER_FEN;
use super::{power, result};
use crate::model::{CenterId, Nodes, Price, Resources};
use std::collections::BTreeMap;

/// Whose row of the accounts: what an account is without its pool.
type RowKey = (u16, u16, u16, u16, u32, u16);

impl Fold<'_> {
    /// What the ledger says.
    #[must_use]
    pub fn finish(mut self) -> Ledger {
        self.settle_all();
        let mut rows: BTreeMap<RowKey, AccountRow> = BTreeMap::new();
        let (mut charged, mut listed) = (BTreeMap::new(), BTreeMap::new());
        for (account, sums) in self.state.accounts.iter() {
            self.note_held(account, sums, &mut rows);
            if let Some(fen) = self.note_charge(account, sums, &mut charged) {
                let (whose, ..) = account;
                let sum: &mut Fraction = listed.entry((whose.class, whose.center)).or_default();
                *sum = sum.plus(fen);
            }
        }
        let books = self.books;
        let free = invoice::free_shares(&books.money, &charged);
        for ((whose, unit, month), sums) in self.state.accounts.iter() {
            let part = free.get(&(whose.tenant, unit, month)).copied().unwrap_or((0, 1));
            let row = rows.get_mut(&row_key((whose, unit, month))).expect("it was made above");
            row.note_free(sums, part);
        }
        let centers = (0..self.centers.len()).map(|place| self.close_center(place, &mut rows)).collect();
        let uses = self.use_by_month();
        let invoices = invoice::invoices(&books.money, &self.calendar, charged, &free, &uses);
        let months = 0..=self.calendar.month(self.calendar.until());
        Ledger {
            centers,
            accounts: rows.into_values().collect(),
            invoices,
            months: months.map(|month| self.calendar.month_name(month)).collect(),
            listed: listed.into_iter().map(|((class, center), fen)| (class, center, fen.rounded())).collect(),
        }
    }

    fn note_held(&self, account: Account, sums: &Sums, rows: &mut BTreeMap<RowKey, AccountRow>) {
        let (whose, _, month) = account;
        let row = rows.entry(row_key(account)).or_insert_with(|| AccountRow {
            center: whose.center,
            partition: whose.partition,
            class: whose.class,
            group: whose.group,
            tenant: whose.tenant,
            month,
            delivered: [0; 2],
            billed: [0; 2],
            free: [0; 2],
            unpaid: [0; 2],
            lost: [0; 2],
            joules: 0,
            energy_fen: 0,
            grams: 0,
        });
        add(&mut row.delivered, [sums.cores, sums.accelerators]);
        add(&mut row.unpaid, [sums.unpaid_cores, sums.unpaid_accelerators]);
        add(&mut row.lost, [sums.lost_cores, sums.lost_accelerators]);
    }

    fn note_charge(&self, account: Account, sums: &Sums, charged: &mut Charged) -> Option<Fraction> {
        let (whose, unit, month) = account;
        let center = &self.centers[usize::from(whose.center.0)];
        let price = self.books.money.price(center, whose)?;
        let qos = center.rules.class(whose.class).qos;
        let percent = center.rules.qos.get(usize::from(qos.0)).map_or(100, |qos| qos.price_percent);
        // Parts of a price, thousandths of it, percents, and microseconds of an hour; then fen.
        let parts = Price::parts(&center.pools[usize::from(whose.pool.0)]);
        let divided = parts * 1_000 * 100 * 3_600_000_000 * MICRO_YUAN_PER_FEN;
        let fen = Fraction::new(sums.charge, divided / 100).scaled(i128::from(percent), 100);
        let key = (month, whose.tenant, whose.center);
        let invoice = charged.entry(key).or_insert_with(|| invoice::Charges::new(whose.group));
        let held = [sums.cores - sums.unpaid_cores, sums.accelerators - sums.unpaid_accelerators];
        invoice.add((price, qos.0, unit), held, fen);
        Some(fen)
    }

    fn close_center(&self, place: usize, rows: &mut BTreeMap<RowKey, AccountRow>) -> CenterLedger {
        let id = CenterId(place as u16);
        let (mut delivered, mut lost) = ([0; 2], [0; 2]);
        for row in rows.values().filter(|row| row.center == id) {
            add(&mut delivered, row.delivered);
            add(&mut lost, row.lost);
        }
        let books = self.books.centers.get(place);
        let power = books.and_then(|books| books.power.as_ref()).map(|books| {
            let (ledger, own) = power::close(self, place, books);
            self.apportion(id, own, rows);
            ledger
        });
        let fixed = books.and_then(|books| books.cost).map(|cost| {
            let micros = self.calendar.from().until(self.calendar.until()).as_micros();
            let part = |fen: i128| rounded(fen * i128::from(micros), 365 * 86_400 * 1_000_000);
            FixedCost { capital: part(cost.capital), staff: part(cost.staff), other: part(cost.other) }
        });
        CenterLedger { center: id, power, capacity: self.capacity(place), delivered, lost, fixed }
    }

    /// Divides what the nodes of a centre drew among those whose jobs held them and the centre itself, whose the rest is.
    fn apportion(&self, center: CenterId, own: power::Own, rows: &mut BTreeMap<RowKey, AccountRow>) {
        let mut exact: BTreeMap<RowKey, [Fraction; 3]> = BTreeMap::new();
        for (account, sums) in self.state.accounts.iter().filter(|((whose, ..), _)| whose.center == center) {
            let pool = &self.tables[usize::from(center.0)].pools[usize::from(account.0.pool.0)];
            let parts = u128::from(pool.parts());
            let row = exact.entry(row_key(account)).or_default();
            for (sum, (amount, unit)) in row.iter_mut().zip([
                (sums.energy, super::NANOJOULES_PER_JOULE),
                (sums.energy_cost, KWH * MICRO_YUAN_PER_FEN),
                (sums.carbon, KWH * 1_000),
            ]) {
                *sum = sum.plus(Fraction::new(amount, parts).scaled(1, unit));
            }
        }
        for (kind, all) in [own.joules, own.fen, own.grams].into_iter().enumerate() {
            let mut shares: Vec<Fraction> = exact.values().map(|row| row[kind]).collect();
            let rest =
                shares.iter().fold(Fraction::new(all, 1), |rest, share| rest.plus(share.scaled(-1, 1)));
            shares.push(rest);
            for (key, whole) in exact.keys().zip(apportioned(&shares)) {
                let row = rows.get_mut(key).expect("who drew something held something");
                match kind {
                    0 => row.joules = whole,
                    1 => row.energy_fen = whole,
                    _ => row.grams = whole,
                }
            }
        }
    }

    /// Cores and accelerators that were there, times microseconds.
    fn capacity(&self, place: usize) -> result::Held {
        let mut capacity = [0; 2];
        for (pool, state) in self.centers[place].pools.iter().zip(&self.state.pools[place]) {
            let there: i128 = state.nodes.integrals(&self.calendar).iter().sum();
            let each = match pool.nodes {
                Nodes::Named { .. } => pool.node_type.capacity,
                Nodes::Counted { .. } => Resources::cores(1),
            };
            let both = [each.cores, each.accelerators].map(u128::from);
            add(&mut capacity, both.map(|each| each * there.unsigned_abs()));
        }
        capacity
    }

    /// By centre and month: which share of its nodes was held, in ten-thousandths.
    fn use_by_month(&self) -> Vec<Vec<u32>> {
        let months = usize::from(self.calendar.month(self.calendar.until())) + 1;
        let quarters = 0..self.calendar.count();
        let month_of: Vec<usize> =
            quarters.map(|quarter| usize::from(self.calendar.month(self.calendar.begin(quarter)))).collect();
        let of_center = |(states, table): (&Vec<super::fold::PoolState>, &super::fold::CenterTable)| {
            let mut sums = vec![(Fraction::default(), Fraction::default()); months];
            for (state, pool) in states.iter().zip(&table.pools) {
                let (held, there) =
                    (state.held.integrals(&self.calendar), state.nodes.integrals(&self.calendar));
                let mut whole = vec![(0, 0); months];
                for ((held, there), month) in held.into_iter().zip(there).zip(&month_of) {
                    whole[*month].0 += held;
                    whole[*month].1 += there;
                }
                for (sums, (held, there)) in sums.iter_mut().zip(whole) {
                    sums.0 = sums.0.plus(Fraction::new(held, u128::from(pool.units)));
                    sums.1 = sums.1.plus(Fraction::new(there, 1));
                }
            }
            sums.into_iter().map(|(held, there)| ratio(held, there)).collect()
        };
        self.state.pools.iter().zip(&self.tables).map(of_center).collect()
    }
}

impl AccountRow {
    /// Takes note of how much of what is charged is free: such a part.
    fn note_free(&mut self, sums: &Sums, (part, whole): (u128, u128)) {
        let charged = [sums.cores - sums.unpaid_cores, sums.accelerators - sums.unpaid_accelerators];
        let free = charged.map(|held| invoice::part_of(held, part, whole));
        add(&mut self.free, free);
        add(&mut self.billed, [charged[0] - free[0], charged[1] - free[1]]);
    }
}

/// A ratio in ten-thousandths, rounded.
fn ratio(part: Fraction, whole: Fraction) -> u32 {
    let whole = whole.floor();
    if whole <= 0 { 0 } else { part.scaled(10_000, whole.unsigned_abs()).rounded() as u32 }
}

const fn row_key((whose, _, month): Account) -> RowKey {
    (whose.center.0, whose.partition.0, whose.class.0, whose.group.0, whose.tenant.0, month)
}
