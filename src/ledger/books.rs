//! The books of a scenario: what draws power and at which tariff, what is charged, and what the centres cost.

use super::exact::Fraction;
use super::meter::KWH;
use super::tariff::MICRO_YUAN_PER_FEN;
use super::{Money, PowerCurve, Tariff, ValueSeries};
use crate::model::Pool;
use jiff::civil::DateTime;
use std::collections::BTreeMap;

/// The ledger of a scenario, before anything has happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Books {
    /// The civil time at which simulated time 0 lies.
    pub start: DateTime,
    /// Each centre's.
    pub centers: Vec<CenterBooks>,
    /// By workload: how much of the way from idle to fully used its jobs drive what they hold, in thousandths.
    pub drive: Vec<u32>,
    /// Curves of power by the names of the kinds of nodes that have one.
    pub curves: BTreeMap<String, PowerCurve>,
    /// Prices, and deductions from them.
    pub money: Money,
}

/// Of a centre: its power and its yearly cost, as far as they are to be told.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CenterBooks {
    /// What it draws besides its nodes, and at which tariff.
    pub power: Option<Power>,
    /// What it costs whether it is used or not.
    pub cost: Option<YearlyCost>,
}

/// A load that is always the same, and its name.
pub type Load = (&'static str, u64);

/// What a centre draws besides its nodes, and at which tariff.
#[derive(Debug, Clone, PartialEq)]
pub struct Power {
    /// Storage, switches and service nodes: each with its milliwatts.
    pub services: Vec<Load>,
    /// What the building takes for each unit of all these and the nodes, in millionths, by month.
    pub overhead: [u32; 12],
    /// What the building takes at any load, in milliwatts.
    pub fixed_milliwatts: u64,
    /// What a kilowatt-hour costs.
    pub price: EnergyPrice,
    /// The penalty for a building that takes too much.
    pub penalty: Option<PuePenalty>,
    /// How much carbon dioxide it brings, in milligrams.
    pub carbon: Carbon,
}

/// A penalty for the energy that a building takes above a limit of its power usage effectiveness, month by month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PuePenalty {
    /// The limit, in millionths.
    pub limit: u32,
    /// For each kilowatt-hour above what the limit allows, in millionths of a yuan.
    pub price: i64,
    /// The same where the whole is more than twice of what the limit allows.
    pub price_above_twice: i64,
}

/// What a kilowatt-hour costs.
#[derive(Debug, Clone, PartialEq)]
pub enum EnergyPrice {
    /// Nobody says.
    Unknown,
    /// A tariff.
    Tariff(Tariff),
    /// A price that changes from hour to hour, in millionths of a yuan, and what each kilowatt of the month's greatest load costs.
    Series {
        /// The prices.
        prices: ValueSeries,
        /// For each kilowatt.
        demand_price: i64,
    },
}

/// How much carbon dioxide a kilowatt-hour brings.
#[derive(Debug, Clone, PartialEq)]
pub enum Carbon {
    /// Nobody says.
    Unknown,
    /// Always so many milligrams.
    Always(i64),
    /// Milligrams that change from hour to hour.
    Series(ValueSeries),
}

/// What a centre costs in a year, in fen, whether it is used or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct YearlyCost {
    /// What building and machines cost, spread evenly over the years for which they serve.
    pub capital: i128,
    /// Those who run it.
    pub staff: i128,
    /// Everything else but power.
    pub other: i128,
}

impl Books {
    /// The power of the nodes of a pool by their use.
    #[must_use]
    pub fn curve(&self, pool: &Pool) -> PowerCurve {
        let milliwatts = |watts: f64| (watts * 1e3).round() as u64;
        let node = &pool.node_type;
        self.curves.get(&node.name).cloned().unwrap_or_else(|| {
            let idle = milliwatts(node.idle_watts);
            PowerCurve::straight(idle, milliwatts(node.busy_watts).max(idle))
        })
    }

    /// Whether prices or carbon come from series.
    #[must_use]
    pub fn has_series(&self) -> bool {
        let powers = || self.centers.iter().filter_map(|books| books.power.as_ref());
        let prices = powers().any(|power| matches!(power.price, EnergyPrice::Series { .. }));
        prices || powers().any(|power| matches!(power.carbon, Carbon::Series(_)))
    }
}

impl PuePenalty {
    /// The penalty in fen where machines drew so much of all energy, in thousand-millionths of a joule.
    #[must_use]
    pub fn fen(&self, machines: i128, all: i128) -> i128 {
        let allowed = machines * i128::from(self.limit);
        let above = (all * 1_000_000 - allowed).max(0);
        let price = if 2 * allowed < all * 1_000_000 { self.price_above_twice } else { self.price };
        // Kilowatt-hours are divided by last, so that nothing overflows.
        Fraction::new(above, 1_000_000 * KWH).scaled(i128::from(price), MICRO_YUAN_PER_FEN).rounded()
    }
}

impl EnergyPrice {
    /// What a kilowatt-hour costs at a moment, in millionths of a yuan.
    #[must_use]
    pub fn at(&self, moment: DateTime) -> i64 {
        match self {
            EnergyPrice::Unknown => 0,
            EnergyPrice::Tariff(tariff) => tariff.at(moment).map_or(0, |period| period.price),
            EnergyPrice::Series { prices, .. } => prices.at(moment),
        }
    }

    /// Whether a tariff asks the same for every kilowatt-hour.
    #[must_use]
    pub fn is_flat(&self) -> bool {
        match self {
            EnergyPrice::Tariff(tariff) => tariff.periods.windows(2).all(|two| two[0].price == two[1].price),
            EnergyPrice::Unknown | EnergyPrice::Series { .. } => false,
        }
    }

    /// The name of the tariff period at a moment; nothing where there is no tariff.
    #[must_use]
    pub fn period(&self, moment: DateTime) -> Option<&str> {
        match self {
            EnergyPrice::Tariff(tariff) => tariff.at(moment).map(|period| period.name.as_str()),
            EnergyPrice::Unknown | EnergyPrice::Series { .. } => None,
        }
    }

    /// What a kilowatt of the month's greatest load costs, in millionths of a yuan.
    #[must_use]
    pub const fn demand(&self) -> i64 {
        match self {
            EnergyPrice::Unknown => 0,
            EnergyPrice::Tariff(tariff) => tariff.demand_price,
            EnergyPrice::Series { demand_price, .. } => *demand_price,
        }
    }
}

impl Carbon {
    /// Milligrams for a kilowatt-hour at a moment.
    #[must_use]
    pub fn at(&self, moment: DateTime) -> i64 {
        match self {
            Carbon::Unknown => 0,
            Carbon::Always(milligrams) => *milligrams,
            Carbon::Series(series) => series.at(moment),
        }
    }
}
