//! The ledger: energy, carbon and money, in whole numbers, folded from records alone. Nothing in here changes what starts.

mod accounts;
mod books;
mod calendar;
mod close;
mod course;
mod curve;
mod exact;
mod fold;
mod gears;
pub mod greener;
mod invoice;
mod meter;
mod money;
mod months;
mod naps;
mod power;
mod presence;
mod residents;
mod result;
mod series;
mod tariff;
mod tariffs;

pub use crate::model::{About, Price, Weighing, Whose, node_units};
pub use books::{Books, Carbon, CenterBooks, EnergyPrice, Load, Power, PuePenalty, YearlyCost};
pub use calendar::{Calendar, QUARTER};
pub use curve::PowerCurve;
pub use exact::{Fraction, apportioned, rounded, running};
pub use fold::Fold;
pub use meter::{Machine, Meter, NANOJOULES_PER_JOULE, PowerState};
pub use money::{Discount, FreeHours, Money, Volume, Voucher};
pub use months::Months;
pub use result::{
    AccountRow, CenterLedger, EnergyUse, FixedCost, Held, HourRow, INVOICE_PARTS, Invoice, InvoiceLine,
    InvoicePart, Ledger, MonthRow, PowerLedger,
};
pub use series::{SeriesError, ValueSeries};
pub use tariff::{BuiltinPeriod, BuiltinTariff, DAY_MINUTES, Tariff, TariffMistake, TariffPeriod};
pub use tariffs::{GRIDS, Grid, TARIFFS, builtin_tariff};
