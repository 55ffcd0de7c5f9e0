//! Tariffs: what a kilowatt-hour costs at which hour of which month, and a kilowatt of the month's greatest load.

use jiff::civil::DateTime;

/// Prices are in millionths of a yuan: they have four decimals, and foreign ones more after conversion. So many make a fen.
pub(super) const MICRO_YUAN_PER_FEN: u128 = 10_000;

/// Minutes of a day.
pub const DAY_MINUTES: u16 = 1_440;

/// One price: when it holds, and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TariffPeriod {
    /// Its name: `peak`, `valley`.
    pub name: String,
    /// Millionths of a yuan for a kilowatt-hour.
    pub price: i64,
    /// In which months, the first being January.
    pub months: [bool; 12],
    /// In which parts of the day, in minutes since midnight: from each first until each second.
    pub hours: Vec<(u16, u16)>,
}

/// A tariff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tariff {
    /// Its name.
    pub name: String,
    /// Its prices; at every minute of every month exactly one holds.
    pub periods: Vec<TariffPeriod>,
    /// Millionths of a yuan for each kilowatt of the greatest mean load of a quarter of an hour in a month.
    pub demand_price: i64,
}

/// A mistake in a tariff: a minute of some month at which no price or several hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TariffMistake {
    /// The month, 0 for January.
    pub month: usize,
    /// The first such minute of the day.
    pub minute: u16,
    /// The places of the two periods that hold both; nothing where none does.
    pub both: Option<(usize, usize)>,
}

impl TariffPeriod {
    fn holds(&self, month: usize, minute: u16) -> bool {
        self.months[month] && self.hours.iter().any(|(from, until)| *from <= minute && minute < *until)
    }
}

impl Tariff {
    /// The period that holds at a moment.
    #[must_use]
    pub fn at(&self, moment: DateTime) -> Option<&TariffPeriod> {
        let month = moment.month() as usize - 1;
        let minute = u16::from(moment.hour().unsigned_abs()) * 60 + u16::from(moment.minute().unsigned_abs());
        self.periods.iter().find(|period| period.holds(month, minute))
    }

    /// The first gap or overlap, in order of months and then of minutes.
    #[must_use]
    pub fn mistake(&self) -> Option<TariffMistake> {
        // Prices change only where one of them begins or ends.
        let edges =
            self.periods.iter().flat_map(|period| &period.hours).flat_map(|(from, until)| [*from, *until]);
        let mut edges: Vec<u16> = edges.chain([0]).filter(|minute| *minute < DAY_MINUTES).collect();
        edges.sort_unstable();
        edges.dedup();
        let moments = (0..12).flat_map(|month| edges.iter().map(move |minute| (month, *minute)));
        moments.into_iter().find_map(|(month, minute)| {
            let mut holding =
                (0..self.periods.len()).filter(|place| self.periods[*place].holds(month, minute));
            match (holding.next(), holding.next()) {
                (Some(_), None) => None,
                (first, second) => Some(TariffMistake { month, minute, both: first.zip(second) }),
            }
        })
    }
}

/// A tariff that comes with the program.
#[derive(Debug, Clone, Copy)]
pub struct BuiltinTariff {
    /// The name that scenarios use.
    pub name: &'static str,
    /// One sentence for people.
    pub help: &'static str,
    /// Millionths of a yuan for each kilowatt of the month's greatest load.
    pub demand_price: i64,
    /// Name, price in ten-thousandths of a yuan for a kilowatt-hour, months (1 to 12), and hours of the day.
    pub periods: &'static [BuiltinPeriod],
}

/// A price of a tariff that comes with the program.
#[derive(Debug, Clone, Copy)]
pub struct BuiltinPeriod {
    /// Its name.
    pub name: &'static str,
    /// Ten-thousandths of a yuan for a kilowatt-hour, as tariffs are printed.
    pub price: i64,
    /// In which months, 1 for January.
    pub months: &'static [usize],
    /// From each first hour until each second.
    pub hours: &'static [(u16, u16)],
}

impl BuiltinTariff {
    /// The tariff itself.
    #[must_use]
    pub fn tariff(&self) -> Tariff {
        let period = |period: &BuiltinPeriod| TariffPeriod {
            name: period.name.into(),
            price: period.price * 100,
            months: std::array::from_fn(|month| period.months.contains(&(month + 1))),
            hours: period.hours.iter().map(|(from, until)| (from * 60, until * 60)).collect(),
        };
        Tariff {
            name: self.name.into(),
            periods: self.periods.iter().map(period).collect(),
            demand_price: self.demand_price,
        }
    }
}
