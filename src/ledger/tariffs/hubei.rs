//! Hubei, January 2026 (P10), with the periods of the rule of 2024 (P11).

use super::super::tariff::{BuiltinPeriod, BuiltinTariff};
use super::ALL_YEAR;

const SUMMER: &[usize] = &[7, 8];
const OTHERS: &[usize] = &[1, 2, 3, 4, 5, 6, 9, 10, 11, 12];

/// Two-part, 1 to 10 kV.
pub(super) const MEDIUM_VOLTAGE: BuiltinTariff = BuiltinTariff {
    name: "hubei-2026",
    help: "Hubei, January 2026, two-part tariff at 1 to 10 kV, 42 yuan a month for each kW of the greatest load.",
    demand_price: 42_000_000,
    periods: &periods(10_500, 8_490, 6_519, 4_329),
};

/// Two-part, 110 kV.
pub(super) const HIGH_VOLTAGE: BuiltinTariff = BuiltinTariff {
    name: "hubei-2026-110kv",
    help: "The same at 110 kV, 39 yuan a month for each kW of the greatest load.",
    demand_price: 39_000_000,
    periods: &periods(10_121, 8_091, 6_140, 3_950),
};

const fn periods(sharp: i64, peak: i64, flat: i64, valley: i64) -> [BuiltinPeriod; 6] {
    [
        BuiltinPeriod { name: "sharp", price: sharp, months: OTHERS, hours: &[(18, 20)] },
        BuiltinPeriod { name: "sharp", price: sharp, months: SUMMER, hours: &[(20, 22)] },
        BuiltinPeriod { name: "peak", price: peak, months: OTHERS, hours: &[(16, 18), (20, 24)] },
        BuiltinPeriod { name: "peak", price: peak, months: SUMMER, hours: &[(16, 20), (22, 24)] },
        BuiltinPeriod { name: "flat", price: flat, months: ALL_YEAR, hours: &[(6, 12), (14, 16)] },
        BuiltinPeriod { name: "valley", price: valley, months: ALL_YEAR, hours: &[(0, 6), (12, 14)] },
    ]
}
