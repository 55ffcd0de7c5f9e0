//! Beijing, July 2024 (P13), with the periods of the rule of August 2023 (P14).

use super::super::tariff::{BuiltinPeriod, BuiltinTariff};
use super::ALL_YEAR;

const SUMMER: &[usize] = &[7, 8];
const WINTER: &[usize] = &[12, 1];
const OTHERS: &[usize] = &[2, 3, 4, 5, 6, 9, 10, 11];

/// Two-part, 1 to 10 kV. The fact sheet gives no price of the greatest load.
pub(super) const MEDIUM_VOLTAGE: BuiltinTariff = BuiltinTariff {
    name: "beijing-2024",
    help: "Beijing, July 2024, two-part tariff at 1 to 10 kV; no source gave the price of the greatest load, so that it is zero.",
    demand_price: 0,
    periods: &[
        BuiltinPeriod { name: "sharp", price: 10_578, months: SUMMER, hours: &[(11, 13), (16, 17)] },
        BuiltinPeriod { name: "sharp", price: 10_578, months: WINTER, hours: &[(18, 21)] },
        BuiltinPeriod { name: "peak", price: 9_268, months: SUMMER, hours: &[(10, 11), (17, 22)] },
        BuiltinPeriod { name: "peak", price: 9_268, months: WINTER, hours: &[(10, 13), (17, 18), (21, 22)] },
        BuiltinPeriod { name: "peak", price: 9_268, months: OTHERS, hours: &[(10, 13), (17, 22)] },
        // In summer 16 to 17 is sharp, which is flat in other months.
        BuiltinPeriod { name: "flat", price: 6_813, months: SUMMER, hours: &[(7, 10), (13, 16), (22, 23)] },
        BuiltinPeriod { name: "flat", price: 6_813, months: WINTER, hours: &[(7, 10), (13, 17), (22, 23)] },
        BuiltinPeriod { name: "flat", price: 6_813, months: OTHERS, hours: &[(7, 10), (13, 17), (22, 23)] },
        BuiltinPeriod { name: "valley", price: 4_358, months: ALL_YEAR, hours: &[(23, 24), (0, 7)] },
    ],
};
